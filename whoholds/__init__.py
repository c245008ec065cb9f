"""Who holds what, on which day, and according to whom.

The folders sort in the order in which the data travels: base, capture, extract, identify, ledger,
picture, publish, run, serve. A folder imports only folders that sort before it.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
