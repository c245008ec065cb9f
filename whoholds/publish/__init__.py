"""How does it leave the house? Records to files that others can open."""
