"""First-level units of the whole world, and counties of some countries, for the embedded default.

Those of countries at war are `provinces.tsv` and stand in `default_places`. Names and codes are facts
from GeoNames (CC BY 4.0); `scripts/make_world_units.py` made the two files.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from whoholds.base.records import GazetteerPlace
from whoholds.identify.spelling import fold

FILES = ("world_units.tsv", "counties.tsv", "country_points.tsv")
LEAST_RADIUS_KM = 10.0
_KM_PER_DEGREE = 111.2
_SPREAD = 0.8


@dataclass(frozen=True, slots=True)
class WorldUnit:
    """A first-level unit: its name, other names of it, and its point where the towns tell none."""

    name: str
    spellings: tuple[str, ...]
    point: tuple[float, float] | None


@cache
def world_units() -> Mapping[tuple[str, str], WorldUnit]:
    """Return the first-level units by country (ISO 3166) and GeoNames admin1 code."""
    return {
        (row["country"], row["admin1_code"]): WorldUnit(
            row["name"],
            tuple(name for name in row["spellings"].split("|") if name != ""),
            None if row["lat"] == "" else (float(row["lat"]), float(row["lon"])),
        )
        for row in _rows("world_units.tsv")
    }


def unit_places(
    cities: Mapping[tuple[str, str], list[tuple[float, float]]], gazetteer: str
) -> Iterator[GazetteerPlace]:
    """Yield the first-level units that have cities, each in the middle of the box around them.

    `cities` are the points (degrees) by country and admin1 code. The radius reaches four of five.
    """
    for (country, code), unit in world_units().items():
        points = cities.get((country, code), [])
        if len(points) == 0:
            continue
        lat, lon = unit.point or _box_middle(points)
        far = sorted(_degrees((lat, lon), point) for point in points)
        radius = far[math.ceil(_SPREAD * len(far)) - 1] * _KM_PER_DEGREE
        yield GazetteerPlace(
            id=f"whoholds:unit:{country}-{code}",
            name=unit.name,
            lat=lat,
            lon=lon,
            feature_code="ADM1",
            country=country,
            gazetteer=gazetteer,
            admin1=unit.name,
            radius_m=1000.0 * max(LEAST_RADIUS_KM, radius),
            names=unit.spellings,
        )


def county_places(gazetteer: str) -> Iterator[GazetteerPlace]:
    """Yield the counties."""
    for row in _rows("counties.tsv"):
        country, code, name = row["country"], row["admin1_code"], row["name"]
        unit = world_units().get((country, code))
        yield GazetteerPlace(
            id=f"whoholds:county:{country}-{code}-{fold(name).replace(' ', '-')}",
            name=name,
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            feature_code="ADM2",
            country=country,
            gazetteer=gazetteer,
            admin1=None if unit is None else unit.name,
            admin2=name,
            radius_m=1000.0 * float(row["radius_km"]),
        )


@cache
def country_points() -> Mapping[str, tuple[float, float]]:
    """Return the middles of countries (ISO 3166) on the map, in degrees."""
    return {
        row["country"]: (float(row["lat"]), float(row["lon"]))
        for row in _rows("country_points.tsv")
    }


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean of points in degrees, right across the date line as well."""
    turned = _turned(points)
    lat = sum(lat for lat, _ in points) / len(points)
    return round(lat, 5), _longitude(sum(turned) / len(turned) + points[0][1])


def _box_middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    turned = _turned(points)
    lats = [lat for lat, _ in points]
    lat = (min(lats) + max(lats)) / 2
    return round(lat, 5), _longitude((min(turned) + max(turned)) / 2 + points[0][1])


def _turned(points: list[tuple[float, float]]) -> list[float]:
    # Longitudes are taken round the first, so that a country across the date line keeps its middle.
    return [_longitude(lon - points[0][1]) for _, lon in points]


def _longitude(degrees: float) -> float:
    return round((degrees + 180.0) % 360.0 - 180.0, 5)


def _degrees(one: tuple[float, float], other: tuple[float, float]) -> float:
    across = _longitude(one[1] - other[1])
    return math.hypot(one[0] - other[0], across * math.cos(math.radians(one[0])))


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (resources.files("whoholds.identify") / "data" / file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(
            (line for line in lines if not line.startswith("#")),
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
        )
