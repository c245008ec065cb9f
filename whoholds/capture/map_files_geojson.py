"""GeoJSON (RFC 7946) as a map: features with their properties, and the old `crs` member."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import UnreadableInput
from whoholds.capture.map_files_form import RawFeature, RawMap, Tally, check_count, texts

_FORM = "geojson"
_LEAST_CORNERS = 3
_DEEPEST = 20


def read_geojson(data: bytes, name: str) -> RawMap:
    """Return the features of a GeoJSON text.

    Polygons and points are read; a ring that is not closed is closed, and told. Lines are left out, and
    a feature whose coordinates are none, and told.

    Raises:
        UnreadableInput: if `data` is no GeoJSON.
    """
    try:
        value: Any = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as cause:
        raise UnreadableInput(
            f"reading the map {name}: it begins like JSON and is none ({cause}); "
            "was it cut short? Save it again"
        ) from cause
    made = RawMap(form=_FORM, features=[], crs=_declared(value))
    reader = _Reader()
    for at, feature in enumerate(_features(value, name), start=1):
        reader.read(f"feature {at}", feature)
    made.features = reader.features
    made.signals += reader.signals()
    return made


def _features(value: Any, name: str) -> list[Any]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        found: list[Any] = value["features"]
        check_count(found, name)
        return found
    if kind == "Feature":
        return [value]
    if kind in ("Polygon", "MultiPolygon", "Point", "MultiPoint", "GeometryCollection"):
        return [{"type": "Feature", "geometry": value, "properties": {}}]
    hint = "it is TopoJSON; save it as GeoJSON" if kind == "Topology" else f"its type is {kind!r}"
    raise UnreadableInput(
        f"reading the map {name}: it is JSON but no GeoJSON ({hint:.200}); hand over a "
        "FeatureCollection of polygons or points"
    )


def _declared(value: Any) -> str | None:
    crs = value.get("crs") if isinstance(value, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    declared = properties.get("name") if isinstance(properties, dict) else None
    return declared if isinstance(declared, str) else None


class _Reader:
    def __init__(self) -> None:
        self.features: list[RawFeature] = []
        self._lines = Tally("lines that bound no ground left out")
        self._open = Tally("rings that were not closed, closed")
        self._bad = Tally("features without usable coordinates left out")

    def signals(self) -> list[str]:
        return [*self._open.signals(), *self._lines.signals(), *self._bad.signals()]

    def read(self, at: str, feature: Any) -> None:
        if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
            # A feature may have none: a row of a table that was never drawn.
            self._bad.note(at, "no geometry")
            return
        fields = texts(feature.get("properties"))
        try:
            parts = list(self._parts(feature["geometry"], at, 0))
        except (
            ValueError,
            TypeError,
            IndexError,
            OverflowError,
            shapely.errors.ShapelyError,
        ) as why:
            self._bad.note(at, str(why)[:200])
            return
        polygons = [part for part in parts if part.geom_type == "Polygon"]
        if len(polygons) == 1:
            self.features.append(RawFeature(at=at, geometry=polygons[0], fields=fields))
        elif len(polygons) > 1:
            # Not a union: the parts may cross, and are mended together later.
            several = shapely.multipolygons(polygons)
            self.features.append(RawFeature(at=at, geometry=several, fields=fields))
        for part in parts:
            if part.geom_type == "Point":
                self.features.append(RawFeature(at=at, geometry=part, fields=fields))

    def _parts(self, geometry: Any, at: str, depth: int) -> Iterator[shapely.Geometry]:
        if not isinstance(geometry, dict) or depth > _DEEPEST:
            raise ValueError("a geometry that is none")
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        match kind:
            case "Polygon":
                yield self._polygon(coordinates, at)
            case "MultiPolygon":
                for polygon in coordinates or ():
                    yield self._polygon(polygon, at)
            case "Point":
                yield shapely.Point(_corners([coordinates])[0])
            case "MultiPoint":
                for corner in _corners(coordinates):
                    yield shapely.Point(corner)
            case "GeometryCollection":
                for part in geometry.get("geometries", []):
                    yield from self._parts(part, at, depth + 1)
            case "LineString" | "MultiLineString":
                self._lines.note(at)
            case _:
                raise ValueError(f"geometry of the type {kind!s:.40}")

    def _polygon(self, rings: Any, at: str) -> shapely.Geometry:
        if not isinstance(rings, list) or len(rings) == 0:
            raise ValueError("a polygon without a ring")
        found = [self._ring(ring, at) for ring in rings]
        return shapely.Polygon(found[0], found[1:])

    def _ring(self, ring: Any, at: str) -> Any:
        corners = _corners(ring)
        if len(np.unique(corners, axis=0)) < _LEAST_CORNERS:
            raise ValueError("a ring of fewer than three corners")
        if not np.array_equal(corners[0], corners[-1]):
            self._open.note(at)
            corners = np.vstack([corners, corners[:1]])
        return corners


def _corners(values: Any) -> Any:
    # Longitude and latitude alone; an altitude is left out.
    corners = np.array([(pair[0], pair[1]) for pair in values], dtype=float)
    if len(corners) == 0 or not np.isfinite(corners).all():
        raise ValueError("coordinates that are no numbers")
    return corners
