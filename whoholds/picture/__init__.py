"""Who held the place on that day, and how sure are we? Evidence to control periods."""
