"""The coordinates of a map: its projection found and undone, broken rings mended, and all of it told."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnreadableInput
from whoholds.capture.map_files_form import MapFeature, RawFeature, Tally

DEGREES = "OGC:CRS84"
"""Longitude and latitude in degrees, in that order."""

_WEST, _SOUTH, _EAST, _NORTH = -180.0, -90.0, 180.0, 90.0
# Rounding in a projection's inverse may go a little over the edge of the world.
_OVER = 1e-6
_LONGEST_CRS = 20_000
_CODE = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|ESRI|OGC):{1,2}(?:[\d.]{1,9}:)?(\w{1,20})", re.I)
_SMALLEST_M2 = 1.0


def settle(
    features: Sequence[RawFeature], declared: str | None, given: str | None, name: str
) -> tuple[list[MapFeature], str, list[str]]:
    """Return the features in degrees with valid shapes, the projection used, and what was told.

    `given` is the projection that the user names, `declared` the file's own; without either the
    coordinates must be degrees. A crossing ring is mended (`make_valid`), and told with the ground that
    it covers then; a shape that bounds no ground is left out, and told.

    Raises:
        InputError: if `given` is no projection.
        UnreadableInput: if the coordinates cannot be of the projection, or lie outside the world.
    """
    crs = _crs(given or declared, name, by_user=given is not None)
    signals: list[str] = []
    shapes = [each.geometry for each in features]
    located = [shape for shape in shapes if shape is not None]
    if len(located) > 0:
        bounds = shapely.total_bounds(located)
        if crs is not None:
            _doubt(crs, bounds, name, by_user=given is not None)
            shapes = _to_degrees(shapes, crs, name)
            signals.append(f"coordinates were turned from {_name(crs)} into degrees")
        located = [shape for shape in shapes if shape is not None]
        _inside_world(shapely.total_bounds(located), bounds, crs, name)
        if crs is not None:
            signals += _used_there(crs, shapely.total_bounds(located), name)
    mended = Tally("areas with crossing or broken rings mended (make_valid)")
    empty = Tally("shapes that bound no ground left out")
    kept: list[MapFeature] = []
    for feature, shape in zip(features, shapes, strict=True):
        if shape is not None and shape.geom_type != "Point":
            whole = _mended(shape, feature.at, mended)
            if whole is None:
                empty.note(feature.at)
                continue
            shape = whole
        kept.append(MapFeature(at=feature.at, geometry=shape, fields=feature.fields))
    signals += [*mended.signals(), *empty.signals()]
    return kept, DEGREES if crs is None else _name(crs), signals


def turned_round(features: Sequence[RawFeature]) -> list[RawFeature]:
    """Return the features with the two coordinates of every corner exchanged."""

    def turned(corners: Any) -> Any:
        return corners[:, ::-1]

    return [
        each
        if each.geometry is None
        else replace(each, geometry=shapely.transform(each.geometry, turned))
        for each in features
    ]


def square_metres(shape: shapely.Geometry) -> float:
    """Return the ground that a shape in degrees covers on the WGS 84 ellipsoid, in square metres."""
    area, _ = _geod().geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))


def _mended(shape: shapely.Geometry, at: str, mended: Tally) -> shapely.Geometry | None:
    if not shapely.is_valid(shape):
        why = str(shapely.is_valid_reason(shape))[:80]
        whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
        # Parts may still share a side; a union of them has none that do.
        shape = shapely.union_all(parts)
        if square_metres(shape) < _SMALLEST_M2:
            return None
        mended.note(at, f"{why}; it covers {square_metres(shape) / 1e6:,.1f} km² now")
    if shape.is_empty or square_metres(shape) < _SMALLEST_M2:
        return None
    return shapely.normalize(shape)


def _crs(text: str | None, name: str, *, by_user: bool) -> Any:
    """Return the projection that `text` names, None where it is degrees or nothing is named."""
    if text is None or text.strip() == "":
        return None
    import pyproj
    from pyproj import network
    from pyproj.exceptions import CRSError

    # No grid is ever fetched.
    network.set_network_enabled(active=False)  # type: ignore[attr-defined]  # it lacks an `__all__`
    code = _CODE.fullmatch(text.strip())
    wanted = f"{code[1].upper()}:{code[2].upper()}" if code is not None else text[:_LONGEST_CRS]
    try:
        crs = pyproj.CRS.from_user_input(wanted)
    except CRSError as cause:
        if by_user:
            raise InputError(
                f"reading the map {name}: --crs {text!r:.80} is no projection that is known; "
                "name one by its number, as EPSG:3857"
            ) from cause
        raise UnreadableInput(
            f"reading the map {name}: it declares the projection {text!r:.80}, which is not known; "
            "name it by its number with --crs, as --crs EPSG:3857"
        ) from cause
    if crs.is_geographic and pyproj.CRS.from_user_input(DEGREES).datum == crs.datum:
        return None
    return crs


def _doubt(crs: Any, bounds: Any, name: str, *, by_user: bool) -> None:
    """Refuse a projection in metres for coordinates that look like degrees."""
    west, south, east, north = bounds
    inside = west >= _WEST and east <= _EAST and south >= _SOUTH and north <= _NORTH
    if crs.is_projected and inside:
        whose = "--crs names" if by_user else "the file declares"
        raise UnreadableInput(
            f"reading the map {name}: {whose} {_name(crs)}, whose units are metres, but the "
            f"coordinates ({_span(bounds)}) look like degrees; if they are, say --crs EPSG:4326"
        )


def _to_degrees(shapes: Sequence[shapely.Geometry | None], crs: Any, name: str) -> list[Any]:
    import pyproj
    from pyproj.exceptions import ProjError

    try:
        turn = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
    except ProjError as cause:
        raise UnreadableInput(
            f"reading the map {name}: {_name(crs)} cannot be turned into degrees ({cause}); "
            "save the map in WGS 84"
        ) from cause

    def turned(corners: Any) -> Any:
        lon, lat = turn.transform(corners[:, 0], corners[:, 1])
        found = np.column_stack([lon, lat])
        if not np.isfinite(found).all():
            raise UnreadableInput(
                f"reading the map {name}: some coordinates lie outside {_name(crs)}; is it another "
                "projection? Name it with --crs"
            )
        return found

    return [None if shape is None else shapely.transform(shape, turned) for shape in shapes]


def _inside_world(bounds: Any, before: Any, crs: Any, name: str) -> None:
    west, south, east, north = bounds
    inside = (
        west >= _WEST - _OVER
        and east <= _EAST + _OVER
        and south >= _SOUTH - _OVER
        and north <= _NORTH + _OVER
    )
    if inside:
        return
    if crs is None:
        raise UnreadableInput(
            f"reading the map {name}: its coordinates ({_span(before)}) are no degrees, and it names "
            "no projection that they are of; name it with --crs (web maps: EPSG:3857), or save the "
            "map in WGS 84"
        )
    raise UnreadableInput(
        f"reading the map {name}: as {_name(crs)} its coordinates ({_span(before)}) lie outside the "
        "world; name the right projection with --crs"
    )


def _used_there(crs: Any, bounds: Any, name: str) -> list[str]:
    """Return a warning where a map reaches beyond the area that its projection is made for.

    Raises:
        UnreadableInput: if all of it lies elsewhere: then it is hardly of that projection.
    """
    area = crs.area_of_use
    # Some areas cross the date line; of these nothing is said.
    if area is None or area.west > area.east:
        return []
    west, south, east, north = bounds
    meant = shapely.box(area.west, area.south, area.east, area.north)
    there = shapely.box(west, south, east, north)
    if meant.contains(there):
        return []
    where = f"x {west:.2f} to {east:.2f}, y {south:.2f} to {north:.2f} degrees"
    if not meant.intersects(there):
        raise UnreadableInput(
            f"reading the map {name}: as {_name(crs)} it lies at {where}, where that projection is "
            "not used; name the right one with --crs"
        )
    return [f"the map ({where}) reaches beyond the area that {_name(crs)} is made for"]


def _span(bounds: Any) -> str:
    west, south, east, north = (f"{value:.7g}" for value in bounds)
    return f"x {west} to {east}, y {south} to {north}"


def _name(crs: Any) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority is not None else str(crs.name)[:80]


@lru_cache(maxsize=1)
def _geod() -> Any:
    import pyproj

    return pyproj.Geod(ellps="WGS84")
