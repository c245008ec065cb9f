"""Shapes as GeoJSON (RFC 7946): areas, lines and points with their properties, one feature a line.

Outer rings run against the clock, inner ones with it. Coordinates have five decimals, about a metre;
rounded rings that cross are mended, and what has no ground left is a feature without geometry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.publish.atomic import written_whole

_GRID = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A shape in degrees (WGS 84) with what is told of it, in JSON types."""

    geometry: shapely.Geometry
    properties: Mapping[str, Any]


def feature_of(shape: Shape) -> dict[str, Any]:
    """Return a shape as a GeoJSON feature."""
    # Valid shapes stay valid on a grid; rounding each corner by itself would let rings cross.
    whole = shapely.set_precision(shape.geometry, _GRID)
    geometry: dict[str, Any] | None = None
    if not whole.is_empty:
        geometry = orjson.loads(shapely.to_geojson(shapely.orient_polygons(whole)))
        geometry["coordinates"] = _rounded(geometry["coordinates"])
    return {"type": "Feature", "geometry": geometry, "properties": dict(shape.properties)}


def write_shapes(shapes: Iterable[Shape], path: Path, **beside: Any) -> int:
    """Write a FeatureCollection, and return the number of features; `beside` stands beside them.

    Raises:
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    count = 0
    with written_whole(path) as part, part.open("wb") as file:
        file.write(b'{"type":"FeatureCollection",')
        for name, value in sorted(beside.items()):
            if value is not None:
                file.write(orjson.dumps(name) + b":" + orjson.dumps(value) + b",")
        file.write(b'"features":[\n')
        for shape in shapes:
            if count > 0:
                file.write(b",\n")
            file.write(orjson.dumps(feature_of(shape)))
            count += 1
        file.write(b"\n]}\n")
    return count


def _rounded(value: Any) -> Any:
    # The grid's points are not decimal fractions: 36.80000000000001.
    if isinstance(value, float | int):
        return round(value, 5)
    return [_rounded(each) for each in value]
