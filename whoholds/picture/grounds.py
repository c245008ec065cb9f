"""Which places of a claim it tells of as points on the ground, and which only name a wider area.

A settlement's name is often that of its province too: an attack beaten back "in Idlib" was beaten back
somewhere in the province, and says nothing of the city.
"""

import re
import unicodedata
from functools import lru_cache

from whoholds.base.records import (
    Event,
    GeoPrecision,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    SourcedClaim,
)

_POINT_KINDS = frozenset({PlaceKind.SETTLEMENT, PlaceKind.SITE})
_POINT_PRECISIONS = frozenset({GeoPrecision.EXACT, GeoPrecision.ANCHORED})
_PROVINCE_CODE = "ADM1"
_SETTLED = r"(?:city|town|village|capital|municipality|port)"
_INSIDE = re.compile(r"\b(?:in|inside|across|throughout|around|near|within)(?:\s+the)?\s*$", re.I)
_SETTLED_BEFORE = re.compile(rf"\b{_SETTLED}(?:\s+of)?\s*$", re.I)
_SETTLED_AFTER = re.compile(rf"\s*{_SETTLED}\b", re.I)
_UNIT = re.compile(
    r"\b(?:province|governorate|oblast|region|state|wilayat|wilayah|department|muhafazat|district)\b",
    re.I,
)
_NEAR = 40


def points_of(claim: SourcedClaim) -> list[PlaceLink]:
    """Return the places of a claim that are points on the ground, each once.

    A place that may be the province of the same name is none, see `may_be_province`.
    """
    points: dict[str, PlaceLink] = {}
    for link in located_points(claim):
        if not may_be_province(claim, link):
            points.setdefault(link.place, link)
    return list(points.values())


def located_points(claim: SourcedClaim) -> list[PlaceLink]:
    """Return the settlements and sites of a claim that are located exactly or by an anchor."""
    return [
        link
        for link in claim.resolution.places
        if link.kind in _POINT_KINDS and link.precision in _POINT_PRECISIONS
    ]


def may_be_province(claim: SourcedClaim, link: PlaceLink) -> bool:
    """Tell whether the claim may mean the province of a settlement's name.

    So it is where the gazetteer has a province of that name and the claim tells of a thing done *in* it,
    or in a headline of an attack beaten back; not where it says "the city of".
    """
    if link.precision is not GeoPrecision.EXACT or not _has_namesake(link):
        return False
    mention = next((each for each in claim.claim.places if each.name == link.mention), None)
    if mention is None or any(_letters(link.name) in _letters(outer) for outer in mention.within):
        return False
    told = _around(claim, mention)
    if told is None:
        return claim.claim.event is Event.REPEL
    before, after = told
    if _SETTLED_BEFORE.search(before) or _SETTLED_AFTER.match(after):
        return False
    beaten_back = claim.claim.event is Event.REPEL and claim.claim.quote.in_title
    return beaten_back or _INSIDE.search(before) is not None


def _has_namesake(link: PlaceLink) -> bool:
    if len(link.alternatives) == 0:
        return False
    names = {_letters(link.mention), _letters(link.name)}
    return any(
        other.place.feature_code.startswith(_PROVINCE_CODE)
        and any(
            _letters(_UNIT.sub(" ", name)) in names
            for name in (other.place.name, *other.place.names)
        )
        for other in link.alternatives
    )


def _around(claim: SourcedClaim, mention: PlaceMention) -> tuple[str, str] | None:
    """Return the words before and after a place in the quote; None where it stands outside of it."""
    quote = claim.claim.quote
    at = -1
    words = mention.text or mention.name
    if mention.span is not None and mention.in_title is quote.in_title:
        at = mention.span.start - quote.span.start
        if quote.text[at : at + len(words)] != words:
            at = -1
    if at < 0:
        at = quote.text.find(words)
    if at < 0:
        return None
    end = at + len(words)
    return quote.text[max(0, at - _NEAR) : at], quote.text[end : end + _NEAR]


@lru_cache(maxsize=1 << 16)
def _letters(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in bare if letter.isalnum())
