"""The places that bear a name as it is written, and what speaks for each before its text does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from whoholds.base.records import GazetteerPlace
from whoholds.identify.spelling import fold

CANDIDATE_FEATURES = (
    "people",
    "country",
    "first_unit",
    "second_unit",
    "town",
    "main_name",
    "in_container",
    "not_in_container",
    "unit_told",
    "country_told",
    "unit_by_word",
    "capital_city",
)

_MOST = 40
_UNIT_WORDS = (
    "county", "parish", "province", "state", "governorate", "oblast", "district", "region", "republic",
)  # fmt: skip
_PEOPLE_OF_UNIT = {"ADM1": 6.0, "ADM2": 4.5}
_MILLION = 6.0


class Bearers(Protocol):
    """A gazetteer, as far as names as they are written go."""

    def exact_rows(self, name: str, countries: Sequence[str] = ()) -> list[int]:
        """Return the rows that bear the name."""
        ...

    def row(self, row: int) -> GazetteerPlace:
        """Return the place of a row."""
        ...


@dataclass(frozen=True, slots=True)
class Bearer:
    """A place that bears a name, with `CANDIDATE_FEATURES`."""

    place: GazetteerPlace
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the names of a text tell at once: folded names, countries and units that they may name."""

    names: frozenset[str]
    countries: frozenset[str]
    units: frozenset[tuple[str, str]]


class Candidates:
    """Finds the bearers of names; remembers what it was asked last."""

    def __init__(self, gazetteer: Bearers) -> None:
        self._gazetteer = gazetteer
        self._places = lru_cache(maxsize=8192)(self._places_of)

    def told(self, names: Sequence[str]) -> Told:
        """Return what the names of a text tell of countries and units."""
        countries: set[str] = set()
        units: set[tuple[str, str]] = set()
        for name in names:
            for place in self._places(name):
                if place.feature_code == "PCLI":
                    countries.add(place.country)
                if place.feature_code == "ADM1":
                    units.add((place.country, place.admin1 or place.name))
        return Told(frozenset(map(fold, names)), frozenset(countries), frozenset(units))

    def of(self, name: str, within: Sequence[str], told: Told) -> list[Bearer]:
        """Return the bearers of `name`, those of more people first; none where no place is called so."""
        folded = fold(name)
        places = list(self._places(name))
        by_word: set[str] = set()
        for word in _UNIT_WORDS[:2]:
            # Where a text has "DeKalb County", its "DeKalb" may be that as well.
            if f"{folded} {word}" in told.names and not folded.endswith(f" {word}"):
                by_word |= {place.id for place in self._places(f"{folded} {word}")}
                places += self._places(f"{folded} {word}")
        held = [self._container(outer) for outer in within]
        out = []
        for place in {each.id: each for each in places}.values():
            inside = [_inside(place, container) for container in held if len(container) > 0]
            out.append(
                Bearer(place, self._features(place, folded, inside, told, place.id in by_word))
            )
        return out

    def _features(
        self,
        place: GazetteerPlace,
        folded: str,
        inside: Sequence[bool],
        told: Told,
        by_word: bool,
    ) -> tuple[float, ...]:
        code = place.feature_code
        people = math.log10(1 + (place.population or 0))
        unit = (place.country, place.admin1 or "")
        town = code.startswith("PPL")
        own = code == "ADM1" and (place.country, place.admin1 or place.name) in told.units
        return (
            _PEOPLE_OF_UNIT.get(code, people) if place.population is None else people,
            float(code.startswith("PCL")),
            float(code == "ADM1"),
            float(code.startswith("ADM") and code != "ADM1"),
            float(town),
            float(fold(place.name) == folded),
            float(any(inside)),
            float(len(inside) > 0 and not all(inside)),
            float(unit in told.units and not own),
            float(place.country in told.countries and not code.startswith("PCL")),
            float(by_word),
            float(town and people >= _MILLION),
        )

    def _container(self, outer: str) -> tuple[GazetteerPlace, ...]:
        found = self._places(outer)
        return tuple(p for p in found if p.feature_code.startswith(("ADM", "PCL", "RGN")))

    def _places_of(self, name: str) -> tuple[GazetteerPlace, ...]:
        rows = self._gazetteer.exact_rows(name)
        words = name.split()
        if len(rows) == 0 and len(words) > 1 and words[0].lower() == "the":
            rows = self._gazetteer.exact_rows(" ".join(words[1:]))
        if len(rows) == 0 and len(words) > 1 and words[-1].lower() in _UNIT_WORDS:
            places = [
                self._gazetteer.row(row) for row in self._gazetteer.exact_rows(" ".join(words[:-1]))
            ]
            found = [place for place in places if place.feature_code.startswith("ADM")] or places
        else:
            found = [self._gazetteer.row(row) for row in rows]
        found.sort(key=lambda place: (-_size(place), place.id))
        return tuple(found[:_MOST])


def _size(place: GazetteerPlace) -> float:
    if place.population is None:
        return 10 ** _PEOPLE_OF_UNIT.get(place.feature_code, 0.0)
    return float(place.population)


def _inside(place: GazetteerPlace, containers: Sequence[GazetteerPlace]) -> bool:
    for container in containers:
        if container.country != place.country:
            continue
        if container.feature_code.startswith("PCL"):
            return True
        if container.id == place.id:
            continue
        if container.feature_code == "ADM1" and place.admin1 == (
            container.admin1 or container.name
        ):
            return True
        if container.feature_code == "ADM2" and place.admin1 == container.admin1:
            return True
    return False
