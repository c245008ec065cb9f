"""Vector tiles: the layers of one square of the web's mercator grid, and their encoding."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import mapbox_vector_tile  # type: ignore[import-untyped]  # it ships no types
import numpy as np
import shapely  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray

from whoholds.publish.ground import Shape
from whoholds.serve.control_table import EPOCH, STATES, ControlTable

_RADIUS_M = 6378137.0
_WORLD_M = np.pi * _RADIUS_M
_STEEPEST = 85.05112877980659
_EXTENT = 4096
_MARGIN = 64 / _EXTENT
_CELLS = 256
_LAYERS = {"area": "areas", "unsure": "unsure", "front": "fronts", "band": "bands"}
_STATE_NAMES = {number: state.value for state, number in STATES.items()}


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in metres of the web's mercator (EPSG:3857)."""
        size = 2 * _WORLD_M / 2**self.z
        west, north = -_WORLD_M + self.x * size, _WORLD_M - self.y * size
        return west, north - size, west + size, north


def places_layer(table: ControlTable, tile: Tile, day: date) -> Mapping[str, Any]:
    """Return the places of a tile with who holds them on the day.

    In each of 256 by 256 squares the place that most claims name stands for those nobody could part.
    """
    places, rows = table.places, table.rows
    lat = np.array([np.nan if each is None else each for each in places["lat"]])
    lon = np.array([np.nan if each is None else each for each in places["lon"]])
    east, north = mercator(lon, lat)
    west, south, right, top = tile.bounds
    margin = (right - west) * _MARGIN
    inside = np.flatnonzero(
        (east >= west - margin)
        & (east <= right + margin)
        & (north >= south - margin)
        & (north <= top + margin)
    )
    claims = np.array(places["claims"], dtype=np.int64)
    order = inside[np.argsort(-claims[inside], kind="stable")]
    cells = ((east[order] - west) / (right - west) * _CELLS).astype(np.int64) * (4 * _CELLS) + (
        (north[order] - south) / (top - south) * _CELLS
    ).astype(np.int64)
    _, first = np.unique(cells, return_index=True)
    found = rows.on(day.toordinal() - EPOCH)
    features = []
    for at in order[np.sort(first)].tolist():
        told: dict[str, Any] = {
            "place": places["id"][at],
            "name": places["name"][at],
            "claims": places["claims"][at],
            "state": "unknown",
        }
        row = int(found[at])
        if row >= 0:
            told |= _holder(table, row)
        features.append(
            {"geometry": shapely.Point(float(east[at]), float(north[at])), "properties": told}
        )
    return {"name": "places", "features": features}


def ground_layers(shapes: Iterable[Shape], tile: Tile) -> list[Mapping[str, Any]]:
    """Return areas, what is unsure of them, fronts and bands, cut to the tile."""
    west, south, east, north = tile.bounds
    margin = (east - west) * _MARGIN
    frame = shapely.box(west - margin, south - margin, east + margin, north + margin)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for shape in shapes:
        flat = shapely.transform(
            shape.geometry, lambda points: np.column_stack(mercator(points[:, 0], points[:, 1]))
        )
        if not flat.is_valid:
            flat = shapely.make_valid(flat)
        cut = shapely.intersection(flat, frame)
        if cut.is_empty:
            continue
        told = {
            name: value
            for name, value in shape.properties.items()
            if value is not None and name != "kind"
        }
        layer = _LAYERS[str(shape.properties["kind"])]
        found.setdefault(layer, []).append({"geometry": cut, "properties": told})
    return [{"name": name, "features": features} for name, features in found.items()]


def encode_tile(layers: Sequence[Mapping[str, Any]], tile: Tile) -> bytes:
    """Return the bytes of a tile with those layers; nothing for none."""
    if len(layers) == 0:
        return b""
    fitted = [
        {
            "name": layer["name"],
            "features": [
                {**feature, "geometry": _fitted(feature["geometry"], tile)}
                for feature in layer["features"]
            ],
        }
        for layer in layers
    ]
    encoded: bytes = mapbox_vector_tile.encode(fitted, default_options={"extents": _EXTENT})
    return encoded


def _fitted(shape: shapely.Geometry, tile: Tile) -> shapely.Geometry:
    """Return a shape in the tile's own units, from its south-western corner up."""
    west, south, east, _ = tile.bounds
    scale = _EXTENT / (east - west)
    return shapely.transform(shape, lambda points: np.rint((points - (west, south)) * scale))


def mercator(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return degrees as metres east and north (EPSG:3857); what lies past 85° is moved to there."""
    flat = np.radians(np.clip(lat, -_STEEPEST, _STEEPEST))
    return np.radians(lon) * _RADIUS_M, np.log(np.tan(np.pi / 4 + flat / 2)) * _RADIUS_M


def _holder(table: ControlTable, row: int) -> dict[str, Any]:
    rows = table.rows
    side, actor = int(rows.side[row]), int(rows.actor[row])
    told: dict[str, Any] = {
        "state": _STATE_NAMES[int(rows.state[row])],
        "confidence": float(rows.confidence[row]),
    }
    if side >= 0:
        each = table.sides[side]
        told |= {"side": each.id, "side_name": each.name, "colour": each.colour}
    if actor >= 0:
        told["holder"] = rows.actors[actor]
    return told
