"""Which actor, which place, which date is meant? Names in claims to known things, with scores."""
