"""Countries of a world-atlas file (TopoJSON 1.0, quantised) as polygons.

Only what that file needs: one object of polygons over shared, delta-coded arcs. Neighbours share
their arcs, so no gap opens between them. Its outlines run on across the date line, where the longitude
jumps: here they run on beyond 180 degrees instead, and stand on both edges of the world.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from whoholds.base.errors import InputError

if TYPE_CHECKING:
    from shapely import MultiPolygon  # type: ignore[import-untyped] # ships no types

_FEWEST_CORNERS = 4  # the first one again at the end
_TURN, _HALF_TURN = 360.0, 180.0
_ROUNDING = 1e-6

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name in English and its outline, (longitude, latitude) in degrees.

    What crosses the date line is there twice, 360 degrees apart, and reaches beyond 180.
    """

    name: str
    shape: "MultiPolygon"


def read_countries(path: Path) -> list[Country]:
    """Return the countries of a world-atlas file, in its order.

    Raises:
        InputError: if the file cannot be read, or is no such TopoJSON.
    """
    try:
        topology = orjson.loads(path.read_bytes())
        arcs = _decoded_arcs(topology)
        return [
            Country(str(each.get("properties", {}).get("name", "")), _shape(each, arcs))
            for each in topology["objects"]["countries"]["geometries"]
        ]
    except (OSError, orjson.JSONDecodeError, LookupError, TypeError, ValueError) as cause:
        raise InputError(
            f"reading the basemap {path}: {type(cause).__name__}: {cause}; "
            "hand over countries-50m.json of the npm package world-atlas"
        ) from cause


def _decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    scale_x, scale_y = topology["transform"]["scale"]
    shift_x, shift_y = topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for step_x, step_y in steps:
            x += step_x
            y += step_y
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return arcs


def _shape(geometry: dict[str, Any], arcs: Sequence[Ring]) -> "MultiPolygon":
    from shapely import MultiPolygon, Polygon  # late: only maps need it

    polygons = []
    for rings in _polygons(geometry):
        outer, *holes = (_unrolled(_ring(indices, arcs)) for indices in rings)
        # The file's rounding leaves islets of two corners, which enclose nothing.
        if len(outer) >= _FEWEST_CORNERS:
            whole = [_beside(hole, outer) for hole in holes if len(hole) >= _FEWEST_CORNERS]
            for by in _turns(outer):
                polygons.append(Polygon(_moved(outer, by), [_moved(hole, by) for hole in whole]))
    return MultiPolygon(polygons)


def _unrolled(ring: Ring) -> Ring:
    """Return a ring whose longitudes run on where they jumped by the world's width."""
    if len(ring) == 0:
        return ring
    turn, before = 0.0, ring[0][0]
    found: Ring = []
    for x, y in ring:
        if abs(x - before) > _HALF_TURN:
            turn += math.copysign(_TURN, before - x)
        before = x
        found.append((x + turn, y))
    if turn != 0:
        # Not closed: it goes once around a pole, and takes that in.
        pole = math.copysign(90.0, sum(y for _, y in ring))
        found += [(found[-1][0], pole), (found[0][0], pole), found[0]]
    return found


def _beside(hole: Ring, outer: Ring) -> Ring:
    """Return a hole moved by whole turns to where its outline lies."""
    away = min(x for x, _ in outer) - min(x for x, _ in hole)
    return _moved(hole, _TURN * math.ceil(away / _TURN))


def _moved(ring: Ring, by: float) -> Ring:
    return ring if by == 0 else [(x + by, y) for x, y in ring]


def _turns(outer: Ring) -> Iterator[float]:
    """Yield by how much a ring is moved so that the world from -180 to 180 shows all of it."""
    yield 0.0
    if max(x for x, _ in outer) > _HALF_TURN + _ROUNDING:
        yield -_TURN
    if min(x for x, _ in outer) < -_HALF_TURN - _ROUNDING:
        yield _TURN


def _polygons(geometry: dict[str, Any]) -> Iterator[list[list[int]]]:
    kind = geometry["type"]
    if kind == "Polygon":
        yield geometry["arcs"]
    elif kind == "MultiPolygon":
        yield from geometry["arcs"]
    elif kind is not None:
        raise ValueError(f"a country is a {kind}, not a polygon")


def _ring(indices: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    ring: Ring = []
    for index in indices:
        # A negative index is the arc of its complement, walked backwards.
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring
