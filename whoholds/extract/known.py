"""What is on record of a name, in the few words that the scorers are told."""

import hashlib
from functools import lru_cache

from whoholds.base.protocols import KnownActors, KnownNames, NoKnownActors, NoKnownNames

_CITY = 5
"""Digits of the population from which a settlement counts as a city: 10,000 and more."""


class Known:
    """The places and actors on record; what was asked for is kept. May be used from several threads."""

    def __init__(self, places: KnownNames, actors: KnownActors) -> None:
        both = f"{actors.fingerprint} {places.fingerprint}"
        self.anything = both != " "
        self.fingerprint = hashlib.sha256(both.encode()).hexdigest()[:6] if self.anything else ""
        """Six digits for what is on record, none where nothing is."""
        self._places = places
        self._actors = actors
        self.of = lru_cache(maxsize=65_536)(self._of)
        """Return what a name is on record as: "P" a settlement, "A" an area, "state" an actor."""

    def _of(self, name: str) -> str:
        actor = self._actors.kind(name)
        place = self._places.known(name)
        if place is None:
            return f"{actor or '-'}/-"
        classes = "".join(kind for kind in "APTS" if kind in place.classes) or "o"
        size = "city" if place.people >= _CITY else ""
        return f"{actor or '-'}/{classes}{size}{'?' if place.common else ''}"


NONE_KNOWN = Known(NoKnownNames(), NoKnownActors())
