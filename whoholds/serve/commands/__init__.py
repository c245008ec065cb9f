"""One module a command. Each imports what it needs inside its function, so that `--help` is quick."""
