"""Parts of provinces that a text names: "the northern countryside of Homs", "south-east Idlib".

Villages of a report mostly lie where its parts say; which of two namesakes is meant often shows by
nothing else. A part is told from the town of its name, where there is one: that is what reports mean
by "north of" and by "the northern countryside of", more than the middle of the province.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from whoholds.base.protocols import Gazetteer
from whoholds.base.records import GazetteerPlace, PlaceKind
from whoholds.identify.places import Point, is_unit, lookup_name, place_words
from whoholds.identify.spelling import fold

_MOST_PARTS = 12
_MOST_TEXT = 100_000
_MOST_WORDS = 3
_TOWN = 5_000
_SAME_NAME = 97.0
_AROUND_KM = 25.0
_BESIDE_KM = 15.0
_POSSESSIVE = re.compile(r"['’]s?\Z")
_FIRST_LEVEL = ("ADM1", "RGN", "TERR")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a province, or the land at one side of a town.

    `bearing` is in degrees, clockwise from north, None for all around; what lies within `km` of the
    middle is not yet far. `words` are those of the text.
    """

    middle: Point
    bearing: float | None
    km: float
    words: str


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A name with the compass points (upper case, "" for all around) that the text puts to it."""

    name: str
    directions: tuple[str, ...]
    words: str


def named_parts(text: str) -> list[NamedPart]:
    """Return what `text` calls parts of a named place, each once, in order; nothing is looked up."""
    found: dict[tuple[str, tuple[str, ...]], NamedPart] = {}
    for match in _matches(text[:_MOST_TEXT]):
        words = " ".join(match.group().split())
        compass = [match["one"], match["two"]]
        directions = tuple(
            dict.fromkeys(
                place_words()["directions"][" ".join(each.lower().split())]
                for each in compass
                if each is not None
            )
        )
        name = _POSSESSIVE.sub("", match["name"])
        found.setdefault((fold(name), directions), NamedPart(name, directions, words))
        if len(found) >= 4 * _MOST_PARTS:
            break
    return list(found.values())


def parts_in(text: str, gazetteer: Gazetteer, countries: Sequence[str]) -> tuple[Part, ...]:
    """Return at most 12 parts that `text` names, found in `countries` (ISO 3166; empty: anywhere)."""
    parts: list[Part] = []
    for named in named_parts(text):
        place = _town_or_unit(named.name, gazetteer, countries)
        if place is None:
            continue
        reach = _AROUND_KM if is_unit(place) else _BESIDE_KM
        for direction in named.directions:
            bearing = place_words()["bearings"].get(direction)
            part = Part(Point(place.lat, place.lon), bearing, reach, named.words)
            if part not in parts:
                parts.append(part)
        if len(parts) >= _MOST_PARTS:
            break
    return tuple(parts[:_MOST_PARTS])


def _town_or_unit(
    name: str, gazetteer: Gazetteer, countries: Sequence[str]
) -> GazetteerPlace | None:
    words = name.split()
    for count in range(len(words), 0, -1):
        bare = lookup_name(" ".join(words[:count]), PlaceKind.PROVINCE)
        found = [
            each
            for each in gazetteer.search(bare, countries=countries, limit=10, alike=False)
            if each.score >= _SAME_NAME
        ]
        if len(found) == 0:
            continue
        units = [each.place for each in found if each.place.feature_code.startswith(_FIRST_LEVEL)]
        towns = [
            each.place
            for each in found
            if not is_unit(each.place) and (each.place.population or 0) >= _TOWN
        ]
        if len(towns) > 0:
            return max(towns, key=lambda each: (each.population or 0, each.id))
        if len(units) > 0:
            return units[0]
    return None


def _matches(text: str) -> Iterator[re.Match[str]]:
    before = list(_before().finditer(text))
    after = list(_after().finditer(text))
    return iter(sorted((*before, *after), key=lambda each: (each.start(), each.end())))


@cache
def _name() -> str:
    word = r"(?:[Aa]l[- ]|[Ee]l[- ]|[Dd]eir |[Dd]ayr )?[A-Z][\w’'-]{1,30}"
    more = rf"(?: (?:al-|ez-|az-|el-)?[A-Z][\w’'-]{{1,30}}){{0,{_MOST_WORDS - 1}}}"
    return rf"(?P<name>{word}{more})"


@cache
def _compass(group: str) -> str:
    words = [word for word, point in place_words()["directions"].items() if len(point) in (1, 2)]
    plain = sorted({word for word in words if not word.endswith(" of")}, key=lambda w: (-len(w), w))
    return rf"(?P<{group}>(?i:{'|'.join(re.escape(word) for word in plain)}))"


@cache
def _before() -> re.Pattern[str]:
    """Return the pattern of "northern (and western) (countryside of) (the) NAME"; linear."""
    kinds = "countryside|suburbs|outskirts|parts?|sectors?|areas?|rural areas?|axis|rural|desert"
    return re.compile(
        rf"\b{_compass('one')}(?:(?:,| and| &|/) ?(?:the )?{_compass('two')})?"
        rf"(?: (?:{kinds}))?(?: of| in)?(?: the)?(?: city of| province of)? {_name()}"
    )


@cache
def _after() -> re.Pattern[str]:
    """Return the pattern of "NAME's northern (and western) countryside"; linear."""
    return re.compile(
        rf"\b{_name()}(?:['’]s)? {_compass('one')}(?:(?:,| and| &|/) ?(?:the )?{_compass('two')})?"
        r" (?:countryside|suburbs|outskirts|parts?|rural)\b"
    )
