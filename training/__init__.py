"""How the weights that ship are made; not part of the package that is installed."""
