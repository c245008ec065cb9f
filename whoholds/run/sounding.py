"""Places on record by how their names sound: gathered once, asked often.

The rules are those of `Picture.find_place`; this is for who asks again and again of thousands of places.
"""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from whoholds.identify.spelling import Keys, profile_of
from whoholds.run.answers import PlaceOnRecord

_ALIKE_LEAST = 60.0
_KEYS = ("folded", "core", "bare", "skeleton")
_MOST_KEPT = 200_000


class Sounding:
    """The names of places, by the keys that names of one sound share."""

    def __init__(self, places: Iterable[PlaceOnRecord]) -> None:
        self._by_key: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        self._countries: dict[str, None] = {}
        for place in places:
            country = place.country or ""
            self._countries.setdefault(country)
            for name in place.names:
                keys = _keys(country, name)
                for kind in _KEYS:
                    value = getattr(keys, kind)
                    if value != "":
                        found = self._by_key.setdefault((country, kind, value), [])
                        found.append((place.id, keys.folded))

    def find(self, name: str) -> list[str]:
        """Return the places of that name as it is written, else without generic words, else by sound."""
        for kind in _KEYS:
            found: dict[str, None] = {}
            for country in self._countries:
                keys = _keys(country, name)
                for place, folded in self._by_key.get((country, kind, getattr(keys, kind)), ()):
                    if fuzz.ratio(keys.folded, folded) >= _ALIKE_LEAST:
                        found.setdefault(place)
            if len(found) > 0:
                return list(found)
        return []


@lru_cache(maxsize=_MOST_KEPT)
def _keys(country: str, name: str) -> Keys:
    return profile_of(country).keys(name)
