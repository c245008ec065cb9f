"""What do we have on record, who decided it, when? Append-only, verifiable entries."""
