"""A person's decision which place a name means, as it goes on record.

The decision holds the place itself and not only its identifier, so that a picture does not depend on
the gazetteers of a later day.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from whoholds.base.ids import make_id
from whoholds.base.records import PlaceKind

KIND = "placing"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDecision:
    """Where the claims that name a place by one of `names` are to be put.

    It holds for claims of reports that name one of `near` as well, by name or as one of `near_places`
    (identifiers of what `near` may mean), any report where both are empty; whose place is not known to
    lie in another country than `country` (ISO 3166; None for any); and for mentions of `kind` (None: of
    any but provinces and countries). Claims whose place is one of `instead_of` (by identifier) are put
    there too, however they spell the name. `place` is the identifier of the place, `lat`, `lon` in
    degrees (WGS 84), `radius_m` the uncertainty of the point. `gazetteer` is None where a person gave
    the point. `withdrawn`: it counts no longer.
    """

    names: tuple[str, ...]
    place: str
    name: str
    lat: float
    lon: float
    radius_m: float
    why: str
    near: tuple[str, ...] = ()
    near_places: tuple[str, ...] = ()
    country: str | None = None
    kind: PlaceKind | None = None
    feature_code: str | None = None
    gazetteer: str | None = None
    instead_of: tuple[str, ...] = ()
    withdrawn: bool = False


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return `name` without regard to case, accents, apostrophes, hyphens and blanks."""
    bare = unicodedata.normalize("NFKD", name[:_LONGEST_NAME]).casefold()
    return "".join(letter for letter in bare if letter.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedPlace:
    """A decision with what the record says of it: its entry, who wrote it, and when (UTC)."""

    id: str
    seq: int
    recorded: str
    by: str
    decision: PlaceDecision


def decision_id(decision: PlaceDecision) -> str:
    """Return the identifier of what is decided on: the name, with what tells it from its namesakes.

    A later decision of the same identifier stands in for the earlier one.
    """
    content = {
        "name": name_key(decision.names[0]),
        "near": sorted(name_key(each) for each in decision.near),
        "country": decision.country,
        "kind": decision.kind.value if decision.kind is not None else None,
    }
    return make_id(KIND, content)
