"""Countries of a world-atlas file (TopoJSON 1.0, quantised) as polygons.

Only what that file needs: one object of polygons over shared, delta-coded arcs. Neighbours share
their arcs, so no gap opens between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from whoholds.base.errors import InputError

if TYPE_CHECKING:
    from shapely import MultiPolygon  # type: ignore[import-untyped] # ships no types

_FEWEST_CORNERS = 4  # the first one again at the end

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name in English and its outline, (longitude, latitude) in degrees."""

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
        outer, *holes = (_ring(indices, arcs) for indices in rings)
        # The file's rounding leaves islets of two corners, which enclose nothing.
        if len(outer) >= _FEWEST_CORNERS:
            whole = [hole for hole in holes if len(hole) >= _FEWEST_CORNERS]
            polygons.append(Polygon(outer, whole))
    return MultiPolygon(polygons)


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
