"""Which places a map says something of: settlements inside its areas, and the places that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians

import shapely  # type: ignore[import-untyped]  # it ships no types
from rapidfuzz import fuzz

from whoholds.base.ids import make_id
from whoholds.base.records import GazetteerPlace
from whoholds.capture.map_files_form import MapFile, Tally
from whoholds.capture.map_files_tables import column_of
from whoholds.identify.gazetteer import SAME_CORE, Gazetteers
from whoholds.identify.spelling import fold

_NEAR_KM = 5.0
_ALIKE = 60.0
_VERY_NEAR_KM = 1.0
_KM_PER_DEGREE = 111.2
# How many times as many people make one bearer of a name the one that is meant.
_LARGER = 20


@dataclass(slots=True, kw_only=True)
class Covered:
    """Where a map's areas and places are.

    `inside` gives, by settlement, the areas (indexes of features) that cover it; `named` the feature
    that names it. `places` are all of them, and, where the rest of the countries was asked for, every
    settlement there. `signals` tell what could not be found.
    """

    places: dict[str, GazetteerPlace] = field(default_factory=dict)
    inside: dict[str, list[int]] = field(default_factory=dict)
    named: dict[str, list[int]] = field(default_factory=dict)
    signals: list[str] = field(default_factory=list)


def cover(made: MapFile, gazetteer: Gazetteers, *, countries: Sequence[str] = ()) -> Covered:
    """Return the settlements of the gazetteers inside a map's areas, and the places that it names.

    With `countries` (ISO 3166) only settlements of these count. A named place with a point is the
    settlement of a like name within 5 km, or any within 1 km, else a place of the map's own; one
    without a point is looked up by name, and left out, and told, where several places bear it.
    """
    found = Covered()
    areas = [
        (at, each.geometry)
        for at, each in enumerate(made.features)
        if each.geometry is not None and each.geometry.geom_type != "Point"
    ]
    shapes = [shape for _, shape in areas]
    box = shapely.total_bounds(shapes) if len(shapes) > 0 else None
    near = [
        place
        for place in (() if box is None else gazetteer.settlements_in(*box))
        if len(countries) == 0 or place.country in countries
    ]
    if len(near) > 0:
        points = [shapely.Point(place.lon, place.lat) for place in near]
        # Edges count as inside both of two neighbours: such a place is told as shared.
        pairs = shapely.STRtree(shapes).query(points, predicate="intersects")
        for of_point, of_shape in sorted(zip(*pairs.tolist(), strict=True)):
            place = near[of_point]
            found.places[place.id] = place
            found.inside.setdefault(place.id, []).append(areas[of_shape][0])
    _name_places(made, gazetteer, countries, found)
    return found


def settlements_of(gazetteer: Gazetteers, countries: Sequence[str]) -> Iterator[GazetteerPlace]:
    """Yield every settlement of the countries (ISO 3166)."""
    for place in gazetteer.settlements_in(-180.0, -90.0, 180.0, 90.0):
        if place.country in countries:
            yield place


def _name_places(
    made: MapFile, gazetteer: Gazetteers, countries: Sequence[str], found: Covered
) -> None:
    fields = list(made.fields)
    columns = {what: column_of(what, fields) for what in ("name", "id", "country")}
    several = Tally("names left out that several places bear: give them lat and lon")
    nowhere = Tally("names left out that no gazetteer has")
    own = Tally("points that no gazetteer has a settlement at, kept as places of the map's own")
    for at, feature in enumerate(made.features):
        if feature.geometry is not None and feature.geometry.geom_type != "Point":
            continue
        name, told_id, country = (
            feature.fields.get(columns[what] or "", "") for what in ("name", "id", "country")
        )
        place = _by_id(told_id, columns["id"] or "", gazetteer)
        if place is None and feature.geometry is not None:
            place = _at_point(feature.geometry, name, gazetteer)
            if place.id.startswith("mapped:"):
                own.note(feature.at, place.name)
        elif place is None:
            where = (country.upper(),) if country != "" else tuple(countries)
            candidates = _by_name(name, where, gazetteer)
            if len(candidates) != 1:
                (several if len(candidates) > 1 else nowhere).note(feature.at, name or "no name")
                continue
            place = candidates[0]
        found.places[place.id] = place
        found.named.setdefault(place.id, []).append(at)
    found.signals += [*several.signals(), *nowhere.signals(), *own.signals()]


def _by_id(told: str, column: str, gazetteer: Gazetteers) -> GazetteerPlace | None:
    if told == "":
        return None
    found = gazetteer.place(told)
    if found is None and told.isascii() and told.isdigit() and "g" in fold(column):
        return gazetteer.place(f"geonames:{told}")
    return found


def _at_point(point: shapely.Point, name: str, gazetteer: Gazetteers) -> GazetteerPlace:
    lon, lat = float(point.x), float(point.y)
    high = _NEAR_KM / _KM_PER_DEGREE
    wide = min(180.0, high / max(cos(radians(lat)), 0.01))
    best: tuple[float, str, GazetteerPlace] | None = None
    for place in gazetteer.settlements_in(lon - wide, lat - high, lon + wide, lat + high):
        east = (place.lon - lon) * cos(radians(lat)) * _KM_PER_DEGREE
        km = hypot(east, (place.lat - lat) * _KM_PER_DEGREE)
        alike = max(
            (fuzz.ratio(fold(name), fold(each)) for each in (place.name, *place.names)), default=0
        )
        close_enough = km <= (_NEAR_KM if name != "" and alike >= _ALIKE else 0.0)
        if name == "" and km <= _VERY_NEAR_KM:
            close_enough = True
        # A like name counts for more than a kilometre or two.
        rank = (km - alike / 20.0, place.id, place)
        if close_enough and (best is None or rank[:2] < best[:2]):
            best = rank
    if best is not None:
        return best[2]
    place_id = make_id("mapped", {"name": name, "lat": round(lat, 5), "lon": round(lon, 5)})
    return GazetteerPlace(
        id=place_id,
        name=name or f"{lat:.4f}, {lon:.4f}",
        lat=lat,
        lon=lon,
        feature_code="PPL",
        country="",
        gazetteer="map",
    )


def _by_name(name: str, countries: Sequence[str], gazetteer: Gazetteers) -> list[GazetteerPlace]:
    """Return the settlements that bear `name`; one alone where it is far larger than all others."""
    if name == "":
        return []
    found = [
        candidate.place
        for candidate in gazetteer.search(name, countries=countries, limit=20)
        if candidate.score >= SAME_CORE and candidate.place.feature_code.startswith("PPL")
    ]
    if len(found) > 1:
        by_people = sorted(found, key=lambda place: -(place.population or 0))
        first, second = (place.population or 0 for place in by_people[:2])
        if first >= _LARGER * max(second, 1):
            return by_people[:1]
    return found
