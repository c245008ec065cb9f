"""How is it done to many reports? The only place where the stages meet."""
