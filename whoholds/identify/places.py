"""Which place a name means: candidates by spelling, weighed by what the report tells around them.

Context only ever adds or takes points; a place that nothing supports well enough stays unlocated,
with its ranked alternatives.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from math import asin, cos, log1p, log10, radians, sin, sqrt
from typing import Any, Protocol

from rapidfuzz import fuzz

from whoholds.base.protocols import Gazetteer
from whoholds.base.records import GazetteerPlace, PlaceCandidate, PlaceKind, PlaceMention
from whoholds.identify.spelling import LONGEST_NAME, fold, profile_of, spellings_of

LEAST_SCORE = 88.0
"""Below this nothing is chosen."""

DISTRICTS = ("ADM2", "ADM3", "ADM4")
"""What the feature codes of units below the first level begin with."""

LEAST_SITE_SCORE = 93.0
"""The same for sites: hills and bases are in few gazetteers, villages of a like name in all."""

_WRONG_UNIT = -17.0
_LOOSE_BORDER = 0.4
_FAR_BEYOND_KM = 60.0
_RIGHT_UNIT = 4.0
_LIKELY_UNIT = 2.0
_GOOD_SPELLING = 91.0
_FITS = -1.0
_MOST_LOOKED_AT = 200
_WRONG_COUNTRY = -25.0
_OTHER_COUNTRY = -13.0
_NAMED_COUNTRY = -5.0
_NOT_NAMED = -3.0
_LITTLE_KNOWN = -4.0
_ONLY_ALIKE = 8.0
_WELL_KNOWN = 300_000
_CITY = 100_000
_TOWN = 5_000
_AROUND_CITY_M = 100_000.0
_ONE_PLACE_KM = 3.0
_ONE_PLACE_DEGREES = 0.03
_NAMESAKES_KM = 25.0
_NAMESAKES_MARGIN = 0.3
_MOST_PEOPLE = 1.5
_MOST_NAMED = 0.25
_MOST_WEIGHED = 40
_SAME_NAME = 97.0
_ALIKE_UNIT = 90.0
_WORTH_SAYING = 0.05
_EARTH_KM = 6371.0088
_SEAT_KM = 15.0
_UNIT_CODES = ("ADM", "PCL", "RGN", "TERR")

# Points by the kind of the mention, for the first feature code prefix that fits.
_KIND_FIT: Mapping[PlaceKind, Sequence[tuple[str, float]]] = {
    PlaceKind.SETTLEMENT: (
        ("PPLX", -1.0), ("PPL", 0.0), ("STLMT", -1.0), ("ADM4", -3.0), ("ADM3", -3.5),
        ("ADM2", -6.0), ("ADM1", -8.0), ("PCL", -30.0), ("", -5.0),
    ),
    PlaceKind.PROVINCE: (
        ("ADM1", 0.0), ("ADM2", -5.0), ("RGN", -5.0), ("ADM", -8.0), ("PPL", -20.0),
        ("PCL", -25.0), ("", -15.0),
    ),
    PlaceKind.AREA: (
        ("ADM2", 0.0), ("ADM3", 0.0), ("RGN", 0.0), ("ADM1", -1.0), ("ADM", -1.0), ("VAL", 0.0),
        ("PPLX", -1.0), ("PPL", -3.0), ("PCL", -25.0), ("", -1.0),
    ),
    PlaceKind.SITE: (
        ("PPLX", 0.0), ("PPL", -3.0), ("ADM", -12.0), ("PCL", -30.0), ("", 0.0),
    ),
    PlaceKind.COUNTRY: (("PCL", 0.0), ("", -40.0)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What a report tells about where it is.

    `countries` (ISO 3166) are those of its conflicts and those among its places; `near` are the places
    that it mentions and that are already known for sure; `named` are other countries that it names.
    """

    countries: tuple[str, ...] = ()
    near: tuple[Point, ...] = ()
    named: tuple[str, ...] = ()


class Chooser(Protocol):
    """Ranks what a name may mean, and chooses: by itself, or with all that a report names."""

    @property
    def country_names(self) -> Mapping[str, str]:
        """Folded names of countries with their ISO 3166 codes."""
        ...

    def rank(self, mention: PlaceMention, context: PlaceContext) -> list[PlaceCandidate]:
        """Return the places that the mention may mean, best first."""
        ...

    def choose(
        self, mention: PlaceMention, context: PlaceContext, least: float | None = None
    ) -> tuple[PlaceCandidate | None, str]:
        """Return the place that is meant, None where none is sure enough, and the reason in words.

        Below the score `least` nothing is chosen; None stands for the least score of the chooser.
        """
        ...


_NOBODY = PlaceCandidate(
    place=GazetteerPlace(
        id="", name="", lat=0.0, lon=0.0, feature_code="", country="", gazetteer=""
    ),
    score=-1.0,
    why="",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit that a text names: the cores of its names, and the places it may be."""

    names: frozenset[str]
    places: tuple[GazetteerPlace, ...]


@cache
def place_words() -> Mapping[str, Any]:
    """Return the words of `data/place_words.toml`."""
    file = resources.files("whoholds.identify") / "data" / "place_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


def km_between(first: Point | GazetteerPlace, second: Point | GazetteerPlace) -> float:
    """Return the distance of two points along the earth's surface, in kilometres."""
    lat1, lat2 = radians(first.lat), radians(second.lat)
    half = (
        sin((lat2 - lat1) / 2) ** 2
        + cos(lat1) * cos(lat2) * sin(radians(second.lon - first.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def lookup_name(name: str, kind: PlaceKind) -> str:
    """Return `name` without the words that only tell its kind: "Idlib province", "the city of Homs"."""
    words = name.split()
    drop = place_words()["unit_words"][kind.value]
    lower = [fold(word) for word in words]
    if len(words) > 1 and lower[0] == "the":
        words, lower = words[1:], lower[1:]
    if len(words) > 2 and lower[0] in drop and lower[1] == "of":
        words, lower = words[2:], lower[2:]
        if lower[0] == "the" and len(words) > 1:
            words, lower = words[1:], lower[1:]
    while len(words) > 1 and lower[-1] in drop:
        words, lower = words[:-1], lower[:-1]
    return " ".join(words)


class PlaceRanker:
    """Ranks what a name may mean in context; remembers what it was asked last.

    `country_names` are folded names of countries with their ISO 3166 codes.
    """

    def __init__(self, gazetteer: Gazetteer, country_names: Mapping[str, str]) -> None:
        self._gazetteer = gazetteer
        self._country_names = country_names
        self._ranked = lru_cache(maxsize=4096)(self._rank)
        self._unit = lru_cache(maxsize=4096)(self._find_unit)
        self._unit_abroad = lru_cache(maxsize=4096)(self._find_unit_abroad)
        self._own_units = lru_cache(maxsize=16384)(_unit_key)

    @property
    def country_names(self) -> Mapping[str, str]:
        """Folded names of countries with their ISO 3166 codes."""
        return self._country_names

    def rank(self, mention: PlaceMention, context: PlaceContext) -> list[PlaceCandidate]:
        """Return the places that the mention may mean, best first, with context in score and reason."""
        name = mention.name[:LONGEST_NAME]
        if name.islower():
            # "the town", "airport": a description, though some hamlet is called Airport.
            return []
        return self._ranked(name, mention.kind, mention.within, context)

    def choose(
        self, mention: PlaceMention, context: PlaceContext, least: float | None = None
    ) -> tuple[PlaceCandidate | None, str]:
        """Return the place that is meant by spelling and context alone, as `Chooser.choose`."""
        return choose(self.rank(mention, context), LEAST_SCORE if least is None else least)

    def _rank(
        self, name: str, kind: PlaceKind, within: tuple[str, ...], context: PlaceContext
    ) -> list[PlaceCandidate]:
        name = lookup_name(name, kind)
        countries = tuple(
            country
            for outer in within
            if (country := self.country_names.get(fold(outer))) is not None
        )
        searched = countries or context.countries
        if kind is PlaceKind.COUNTRY:
            searched = ()
        outers = [outer for outer in within if fold(outer) not in self.country_names]
        units = [
            unit
            for outer in outers
            if (unit := self._unit(outer, searched) or self._unit_abroad(outer)) is not None
        ]
        if len(countries) == 0 and len(searched) > 0:
            lie_in = {place.country for unit in units for place in unit.places}
            searched = tuple(dict.fromkeys((*searched, *sorted(lie_in))))
        found = self._search(name, kind, searched, units)
        if len(countries) == 0 and len(searched) > 0 and len(context.named) > 0:
            found = self._with_named(name, found, context.named)
        if len(searched) > 0 and (len(found) == 0 or found[0].score < LEAST_SCORE):
            known = {candidate.place.id for candidate in found}
            # Abroad only the very name counts: something alike lies everywhere.
            found += [
                candidate
                for candidate in self._gazetteer.search(name, limit=10, alike=False)
                if candidate.score >= _SAME_NAME and candidate.place.id not in known
            ]
        if len(units) < len(outers):
            # Somewhere that no gazetteer knows: then it lies in the report's countries, or is not known.
            found = [each for each in found if _lies_in(each, countries, context)]
        whole = is_whole_name(name) and kind is not PlaceKind.COUNTRY
        weighed = [self._weigh(each, kind, countries, units, context, whole) for each in found]
        if kind is PlaceKind.SETTLEMENT:
            weighed = _seat_of_district(weighed)
        weighed.sort(key=lambda each: (-each.score, -(each.place.population or 0), each.place.id))
        return _without_doubles(weighed)

    def _search(
        self, name: str, kind: PlaceKind, countries: tuple[str, ...], units: Sequence[Unit]
    ) -> list[PlaceCandidate]:
        """Return what the name, or each of several written as one, may mean by spelling.

        Where a place of the kind asked for bears the very name, in the units that the text names, other
        spellings are not weighed: that takes most of the time. Where nothing in the unit is spelled like
        it, more names are looked at: there a name that is less alike is likelier than one that is more
        so elsewhere.
        """
        names = spellings_of(name)
        if len(countries) > 0:
            same = self._search_each(names, countries, _MOST_WEIGHED, alike=False)
            if any(
                each.score >= _SAME_NAME
                and _fit(each.place, kind) >= _FITS
                and (len(units) == 0 or self._lies_in_all(each.place, units))
                for each in same
            ):
                return same
        found = self._search_each(names, countries, _MOST_WEIGHED)
        if len(units) == 0 or len(countries) == 0:
            return found
        here = [each for each in found if self._lies_in_all(each.place, units)]
        if any(each.score >= _GOOD_SPELLING for each in here):
            return found
        known = {each.place.id for each in found}
        deeper = self._search_each(names, countries, _MOST_LOOKED_AT)
        return found + [
            each
            for each in deeper
            if each.place.id not in known and self._lies_in_all(each.place, units)
        ]

    def _search_each(
        self, names: Sequence[str], countries: tuple[str, ...], limit: int, *, alike: bool = True
    ) -> list[PlaceCandidate]:
        search = self._gazetteer.search
        if len(names) == 1:
            return list(search(names[0], countries=countries, limit=limit, alike=alike))
        best: dict[str, PlaceCandidate] = {}
        for name in names:
            for each in search(name, countries=countries, limit=limit, alike=alike):
                if each.score > best.get(each.place.id, _NOBODY).score:
                    best[each.place.id] = each
        return sorted(best.values(), key=lambda each: (-each.score, each.place.id))

    def _lies_in_all(self, place: GazetteerPlace, units: Sequence[Unit]) -> bool:
        return not is_unit(place) and all(self._in_unit(place, unit)[0] > 0.0 for unit in units)

    def _with_named(
        self, name: str, found: list[PlaceCandidate], named: tuple[str, ...]
    ) -> list[PlaceCandidate]:
        """Return `found` with what bears this very name in another country that the report names."""
        if len(found) > 0 and found[0].score >= _SAME_NAME:
            return found
        known = {candidate.place.id for candidate in found}
        same = [
            candidate
            for candidate in self._gazetteer.search(name, countries=named, limit=10, alike=False)
            if candidate.score >= _SAME_NAME and candidate.place.id not in known
        ]
        if any(is_unit(each.place) or (each.place.population or 0) >= _TOWN for each in same):
            why = "a town of this very name lies in another country of the report"
            found = [
                replace(
                    each,
                    score=each.score - _ONLY_ALIKE,
                    why=f"{each.why}, less {_ONLY_ALIKE:.0f}: {why}",
                )
                for each in found
            ]
        return [*found, *same]

    def _find_unit_abroad(self, within: str) -> Unit | None:
        """Return the unit of that very name anywhere, else the surroundings of a city of that name.

        Only words for a unit ask for one: "Kursk region", not "Moscow", where somebody may but speak.
        """
        name = lookup_name(within, PlaceKind.PROVINCE)
        if name == within or fold(name) in self.country_names:
            return None
        same = [
            each.place
            for each in self._gazetteer.search(name, limit=10, alike=False)
            if each.score >= _SAME_NAME
        ]
        units = [place for place in same if place.feature_code.startswith("ADM")]
        cities = [place for place in same if (place.population or 0) >= _CITY]
        places = units or [replace(place, radius_m=_AROUND_CITY_M) for place in cities[:1]]
        if len(places) == 0:
            return None
        names = {_unit_key(each, p.country) for p in places for each in (p.name, *p.names)}
        return Unit(frozenset(names), tuple(places))

    def _find_unit(self, within: str, countries: tuple[str, ...]) -> Unit | None:
        name = lookup_name(within, PlaceKind.PROVINCE)
        places = [
            candidate.place
            for candidate in self._gazetteer.search(name, countries=countries, limit=10)
            if candidate.score >= _ALIKE_UNIT and candidate.place.feature_code.startswith("ADM")
        ]
        if len(places) == 0:
            return None
        names = {_unit_key(each, p.country) for p in places for each in (p.name, *p.names)}
        return Unit(
            frozenset(names | {_unit_key(name, country) for country in countries}), tuple(places)
        )

    def _in_unit(self, place: GazetteerPlace, unit: Unit) -> tuple[float, str]:
        own = {
            self._own_units(name, place.country)
            for name in (place.admin1, place.admin2)
            if name is not None
        }
        if len(own & unit.names) > 0:
            return _RIGHT_UNIT, "in the unit that the text names"
        if is_unit(place):
            return 0.0, "a unit itself"
        # Reports draw the borders of provinces loosely, and gazetteers do not know all of them.
        beyond = min(km_between(place, whole) - whole.radius_m / 1000.0 for whole in unit.places)
        far = min(1.0, max(0.0, beyond) / _FAR_BEYOND_KM)
        if place.admin1 is None:
            if beyond <= 0.0:
                return _LIKELY_UNIT, "about where the unit lies that the text names"
            return (
                _WRONG_UNIT * far,
                f"{max(0.0, beyond):.0f} km outside the unit that the text names",
            )
        points = _WRONG_UNIT * (_LOOSE_BORDER + (1.0 - _LOOSE_BORDER) * far)
        return points, f"in {place.admin1}, not in the unit that the text names"

    @staticmethod
    def _at_home(place: GazetteerPlace, units: Sequence[Unit], context: PlaceContext) -> bool:
        if len(context.countries) == 0 or place.country in context.countries:
            return True
        # "In the Kursk region" names the country as well.
        return any(place.country == whole.country for unit in units for whole in unit.places)

    def _weigh(
        self,
        candidate: PlaceCandidate,
        kind: PlaceKind,
        countries: Sequence[str],
        units: Sequence[Unit],
        context: PlaceContext,
        whole: bool,
    ) -> PlaceCandidate:
        place = candidate.place
        added: list[tuple[float, str]] = []
        if len(countries) > 0:
            if place.country not in countries:
                added.append((_WRONG_COUNTRY, "in another country than the text says"))
        elif kind is not PlaceKind.COUNTRY and not self._at_home(place, units, context):
            if place.country in context.named:
                added.append((_NAMED_COUNTRY, "in a country that the report names besides"))
            else:
                added.append((_OTHER_COUNTRY, "outside the countries of the report"))
                if (place.population or 0) < _WELL_KNOWN:
                    added.append(
                        (_LITTLE_KNOWN, "too little known to be meant without its country")
                    )
        elif (
            kind is not PlaceKind.COUNTRY
            and len(context.countries) == 0
            and len(context.named) > 0
            and place.country not in context.named
        ):
            added.append((_NOT_NAMED, "in none of the countries that the report names"))
        for unit in units:
            added.append(self._in_unit(place, unit))
        fit = _fit(place, kind)
        if whole:
            fit = _fit(place, PlaceKind.SETTLEMENT) if is_unit(place) else 0.0
        added.append((fit, f"{place.feature_code} for a {kind.value}"))
        if len(context.near) > 0 and not place.feature_code.startswith(("ADM1", "PCL")):
            inside = place.radius_m / 1000.0 if is_unit(place) else 0.0
            km = max(0.0, min(km_between(place, near) for near in context.near) - inside)
            why = f"{km:.0f} km from another place of the report"
            added.append((-2.0 * log1p(km / 10.0), why))
        people = min(_MOST_PEOPLE, 0.25 * log10(1 + (place.population or 0)))
        added.append((people, "people living there"))
        # Of namesakes the one that more languages name; too little to choose by where they lie far apart.
        told = min(_MOST_NAMED, 0.1 * log1p(len(place.names)))
        added.append((told, "its other names"))
        score = candidate.score + sum(points for points, _ in added)
        why = "; ".join(
            [f"{candidate.why} ({candidate.score:.0f})"]
            + [
                f"{reason} ({points:+.1f})"
                for points, reason in added
                if abs(points) >= _WORTH_SAYING
            ]
        )
        return PlaceCandidate(place=place, score=round(max(0.0, score), 2), why=why)


def choose(
    ranked: Sequence[PlaceCandidate], least: float = LEAST_SCORE
) -> tuple[PlaceCandidate | None, str]:
    """Return the candidate that reaches `least`, None where none does, and the reason in words.

    Namesakes far apart that nothing tells from each other are none.
    """
    if len(ranked) == 0:
        return None, "no gazetteer place is spelled like it"
    best = ranked[0]
    best = replace(best, score=min(100.0, best.score))
    if best.score < least:
        return (
            None,
            f"the nearest, {best.place.name}, reaches {best.score:.0f} of {least:.0f}",
        )
    for other in ranked[1:]:
        if ranked[0].score - other.score >= _NAMESAKES_MARGIN:
            break
        if km_between(best.place, other.place) > _NAMESAKES_KM:
            return None, f"several places called {best.place.name} are equally likely"
    return best, best.why


def _lies_in(candidate: PlaceCandidate, countries: Sequence[str], context: PlaceContext) -> bool:
    if len(countries) > 0:
        return candidate.place.country in countries
    known = context.countries or context.named
    return len(known) == 0 or candidate.place.country in known


def is_whole_name(name: str) -> bool:
    """Tell whether a name is one as a whole by its first word: "Port Sudan", "Fort Portal"."""
    head, _, rest = fold(name).partition(" ")
    return rest != "" and head in place_words()["whole_names"]


def bears_name(place: GazetteerPlace, name: str) -> bool:
    """Tell whether `name` is a name of the place, but for case and marks."""
    return fold(name) in {fold(each) for each in (place.name, *place.names)}


def is_unit(place: GazetteerPlace) -> bool:
    """Tell whether the place is an administrative unit, a region or a country."""
    return place.feature_code.startswith(_UNIT_CODES)


def _fit(place: GazetteerPlace, kind: PlaceKind) -> float:
    return next(points for code, points in _KIND_FIT[kind] if place.feature_code.startswith(code))


def _unit_key(name: str, country: str) -> str:
    return profile_of(country).keys(name.split("(")[0]).core


def _seat_of_district(weighed: list[PlaceCandidate]) -> list[PlaceCandidate]:
    """Put the town before the district that has its name: where a settlement is asked for, it is meant.

    The district is often the one of the two that gazetteers spell as reports do.
    """
    first = max(weighed, key=lambda each: (each.score, each.place.id), default=None)
    if first is None or not first.place.feature_code.startswith(DISTRICTS):
        return weighed
    reach = max(_SEAT_KM, first.place.radius_m / 1000.0)
    towns = [
        each
        for each in weighed
        if not is_unit(each.place)
        and each.score >= LEAST_SCORE
        and km_between(each.place, first.place) <= reach
    ]
    if len(towns) == 0:
        return weighed
    seat = max(towns, key=lambda each: (each.score, each.place.id))
    why = f"{seat.why}; in the district {first.place.name} (+{first.score - seat.score:.1f})"
    return [
        replace(each, score=round(first.score + 0.01, 2), why=why) if each is seat else each
        for each in weighed
    ]


def _without_doubles(ranked: Sequence[PlaceCandidate]) -> list[PlaceCandidate]:
    """Leave out a second row for one spot: gazetteers hold some places twice, under two identifiers."""
    kept: list[PlaceCandidate] = []
    for candidate in ranked:
        place = candidate.place
        doubled = next(
            (
                at
                for at, other in enumerate(kept)
                # The cheap tests first: there are hundreds of pairs.
                if abs(other.score - candidate.score) < 5.0
                and abs(other.place.lat - place.lat) < _ONE_PLACE_DEGREES
                and is_unit(other.place) == is_unit(place)
                and km_between(other.place, place) < _ONE_PLACE_KM
                and _alike(other.place, place)
            ),
            None,
        )
        if doubled is None:
            kept.append(candidate)
        elif not kept[doubled].place.id.startswith("geonames:") and place.id.startswith(
            "geonames:"
        ):
            kept[doubled] = candidate
    return kept


def _alike(first: GazetteerPlace, second: GazetteerPlace) -> bool:
    profile = profile_of(first.country)
    one, two = profile.keys(first.name), profile.keys(second.name)
    if one.core.replace(" ", "") == two.core.replace(" ", ""):
        return True
    return fuzz.ratio(one.vowels.replace(" ", ""), two.vowels.replace(" ", "")) >= 90.0
