"""Two views of a day from the record: maps by their source, and the claims, side by side."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError
from whoholds.base.map_records import MapHolder, SourcedMap
from whoholds.base.records import ControlState
from whoholds.identify.registry import Side
from whoholds.picture.disagreement import Disagreement, Spot, Stance, View, disagree
from whoholds.publish.ground import Shape, write_shapes
from whoholds.run.answers import Picture
from whoholds.run.home import Home
from whoholds.run.maps import areas_of, find_map

_DECIMALS = 3

CLAIMS = "claims"
"""How the claims on record are called where a mapmaker could be named."""


def disagreement_of(
    home: Home, picture: Picture, first: str, second: str, day: date
) -> tuple[Disagreement, tuple[SourcedMap | None, SourcedMap | None]]:
    """Return where two views of `day` differ, and the maps that they rest on (None: the claims).

    A view is `claims`, or a source that has maps on record: then its newest map up to that day.

    Raises:
        UnknownName: if a source has no map by that day.
        InputError: if both are the same.
    """
    views: list[View] = []
    used: list[SourcedMap | None] = []
    for name in (first, second):
        if name.strip().casefold() == CLAIMS:
            views.append(_view_of_claims(picture, day))
            used.append(None)
        else:
            found = find_map(picture.maps.maps, name, day)
            views.append(_view_of_map(home, picture, found))
            used.append(found)
    if used[0] == used[1]:
        raise InputError(
            f"comparing {first!r} and {second!r}: both are the same; name two sources, or a source "
            f"and {CLAIMS!r}"
        )
    return disagree(views[0], views[1]), (used[0], used[1])


def write_disagreement(found: Disagreement, path: Path, *, on: date, known: int) -> int:
    """Write the differing ground and places as GeoJSON; return the number of features.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    shapes = [
        Shape(
            geometry=each.geometry,
            properties={
                "first": each.first.name,
                "second": each.second.name,
                "km2": round(each.km2, _DECIMALS),
            },
        )
        for each in found.ground
    ]
    shapes += [
        Shape(
            geometry=shapely.Point(each.lon, each.lat),
            properties={
                "place": each.place,
                "name": each.name,
                "country": each.country,
                "first": each.first.name,
                "second": each.second.name,
            },
        )
        for each in found.places
    ]
    beside = {"first": found.first, "second": found.second, "on": on.isoformat(), "known": known}
    return write_shapes(shapes, path, **beside)


def stance_of(holder: MapHolder, sides: Mapping[str, Side]) -> Stance:
    """Return what a holder of a map stands for, under the name of its side, so that maps compare."""
    if holder.state is not ControlState.HELD:
        return Stance(holder.state, "", holder.state.value)
    side = holder.side or ""
    name = sides[side].name if side in sides else holder.actor or holder.written
    return Stance(ControlState.HELD, side, name)


def _view_of_map(home: Home, picture: Picture, sourced: SourcedMap) -> View:
    holders = [stance_of(holder, picture.sides) for holder in sourced.map.holders]
    areas: dict[Stance, list[shapely.Geometry]] = {}
    for at, shape in areas_of(home, sourced).items():
        areas.setdefault(holders[at], []).append(shape)
    return View(
        name=f"{sourced.map.source}, {sourced.map.day.isoformat()}",
        spots={
            place.place: Spot(
                place=place.place,
                name=place.name,
                lat=place.lat,
                lon=place.lon,
                country=place.country,
                stance=holders[place.holder],
            )
            for place in sourced.map.places
        },
        areas={stance: shapely.union_all(shapes) for stance, shapes in areas.items()},
    )


def _view_of_claims(picture: Picture, day: date) -> View:
    spots: dict[str, Spot] = {}
    for place_id in picture.periods:
        place = picture.places[place_id]
        period = picture.period_on(place_id, day)
        if period is None or place.lat is None or place.lon is None:
            continue
        # A place that maps alone speak for is no word of the claims.
        if not any(claim in picture.claims for claim in (*period.supporting, *period.opposing)):
            continue
        side = "" if period.state is not ControlState.HELD else period.side or ""
        name = period.state.value
        if side != "":
            name = picture.sides[side].name if side in picture.sides else period.actor or side
        spots[place_id] = Spot(
            place=place_id,
            name=place.name,
            lat=place.lat,
            lon=place.lon,
            country=place.country,
            stance=Stance(period.state, side, name),
        )
    return View(name=CLAIMS, spots=spots)
