"""Shapes with properties as rows: GeoJSON of any size (one feature at a time) and GeoPackage.

Read are FeatureCollections, single features, one feature a line (GeoJSONSeq), and what the Overpass
interface of OpenStreetMap answers. Only coordinates in degrees (WGS 84) are taken.
"""

import io
import json
import math
import re
import sqlite3
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types
import shapely.geometry  # type: ignore[import-untyped]  # as above

from whoholds.base.errors import GazetteerError
from whoholds.identify.gazetteer_open import MOST_BYTES, opened_text, told
from whoholds.identify.gazetteer_rows import Ground, Row

LARGEST_FEATURE = 32 * 1024 * 1024
"""The largest single feature that is read, in characters."""

_SLICE = 1024 * 1024
_KM_A_DEGREE = 111.195
_MOST_FIELDS = 2000
_LONGEST_VALUE = 20_000
_BETWEEN = re.compile(r"[ \t\r\n,\x1e]*")
_START = re.compile(r'"(features|elements)"\s*:\s*\[')
_CRS = re.compile(r'"crs"\s*:\s*(?=\{)')
_DEGREES = re.compile(r"(?:^|:)(?:CRS84|4326|4979)$", re.I)
_HSTORE = re.compile(r'"((?:[^"\\]|\\.){1,200})"=>"((?:[^"\\]|\\.){0,2000})"')
_AREAS = ("Polygon", "MultiPolygon", "GeometryCollection")


def geojson_rows(path: Path, member: zipfile.ZipInfo | None = None) -> Iterator[Row]:
    """Yield the features of a GeoJSON text as rows.

    Raises:
        GazetteerError: if it is no GeoJSON, was cut short, or is of another projection.
    """
    with opened_text(path, member) as text:
        for at, feature in enumerate(_features(path, text), start=1):
            yield feature_row(f"feature {at}", feature)


def feature_row(where: str, feature: Any) -> Row:
    """Return a decoded feature of GeoJSON, or an element that Overpass answers, as a row."""
    if not isinstance(feature, dict):
        return Row(where, {}, why="it is no feature")
    if "properties" not in feature and isinstance(feature.get("tags"), dict | type(None)):
        return _element_row(where, feature)
    values = texts(feature.get("properties"))
    geometry = feature.get("geometry")
    if "id" in feature and not isinstance(feature["id"], dict | list):
        values.setdefault("@id", _whole(str(feature["id"])[:200]))
    if geometry is None:
        return Row(where, values)
    try:
        return Row(where, values, ground_of(_shape(geometry)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as cause:
        return Row(where, values, why=f"its geometry cannot be read: {cause!s:.120}")
    except (shapely.errors.ShapelyError, RecursionError) as cause:
        return Row(where, values, why=f"its geometry is none: {cause!s:.120}")


def texts(values: Any) -> dict[str, str]:
    """Return named values as text: lists with `|` between, nested ones as JSON, long ones cut."""
    if not isinstance(values, dict):
        return {}
    found: dict[str, str] = {}
    for name, value in values.items():
        if value is None or len(found) >= _MOST_FIELDS:
            continue
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            text = "|".join(value)
        elif isinstance(value, dict | list | bool):
            text = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, float) and value.is_integer():
            text = str(int(value))
        else:
            text = str(value)
        if text != "":
            found[_whole(str(name)[:200])] = " ".join(_whole(text[:_LONGEST_VALUE]).split())
    return found


def _whole(text: str) -> str:
    """Return `text` without half characters, which JSON may hold and nothing can write."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def ground_of(shape: Any) -> Ground:
    """Return where a shape lies: a point inside it, and the radius of the circle of its area.

    Raises:
        ValueError: if it is empty, or a line.
    """
    if shape.is_empty:
        raise ValueError("it is empty")
    if shape.geom_type == "Point":
        return Ground(shape.y, shape.x, None)
    if shape.geom_type == "MultiPoint":
        return Ground(shape.centroid.y, shape.centroid.x, None)
    if shape.geom_type not in _AREAS or shape.area == 0:
        raise ValueError("a line is neither a point nor an area")
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    inside = shape.representative_point()
    wide = max(0.01, math.cos(math.radians(min(90.0, abs(inside.y)))))
    square_km = shape.area * _KM_A_DEGREE**2 * wide
    return Ground(inside.y, inside.x, math.sqrt(square_km / math.pi) * 1000.0)


def _shape(geometry: Any) -> Any:
    if geometry["type"] == "Point":
        lon, lat = geometry["coordinates"][:2]
        return shapely.Point(float(lon), float(lat))
    return shapely.geometry.shape(geometry)


def _element_row(where: str, element: Mapping[str, Any]) -> Row:
    """Return a node, or a way or relation with its middle, as Overpass answers them."""
    values = texts(element.get("tags"))
    values["@id"] = _whole(f"{element.get('type')}/{element.get('id')}"[:100])
    point = element.get("center", element)
    try:
        ground = Ground(float(point["lat"]), float(point["lon"]), None)
    except (KeyError, TypeError, ValueError):
        return Row(where, values, why="it has no point: ask Overpass for `out center`")
    return Row(where, values, ground)


def _features(path: Path, text: io.TextIOWrapper) -> Iterator[Any]:
    """Yield the decoded features, holding one at a time."""
    decoder = json.JSONDecoder(parse_constant=_no_number)
    buffer = _Buffer(path, text)
    buffer.more()
    start = _START.search(buffer.text)
    if start is None:
        # What stands before the features is short: a name, a projection, a box.
        yield from _sequence(path, buffer, decoder)
        return
    _check_projection(path, buffer.text[: start.start()], decoder)
    buffer.at = start.end()
    count = 0
    while buffer.skip(_BETWEEN) != "]":
        count += 1
        yield buffer.decode(decoder, f"feature {count}")


def _sequence(path: Path, buffer: "_Buffer", decoder: json.JSONDecoder) -> Iterator[Any]:
    """Yield features that stand one after the other, or the only one."""
    count = 0
    while buffer.skip(_BETWEEN) != "":
        count += 1
        found = buffer.decode(decoder, f"feature {count}")
        kind = found.get("type") if isinstance(found, dict) else None
        if kind != "Feature":
            hint = "TopoJSON" if kind == "Topology" else f"of the type {kind!r:.40}"
            raise GazetteerError(
                f"adding the gazetteer {path}: it is JSON but no GeoJSON of features ({hint}); "
                "save it as GeoJSON"
            )
        yield found


class _Buffer:
    """The part of a text that is looked at, from `at` on."""

    def __init__(self, path: Path, text: io.TextIOWrapper) -> None:
        self._path, self._source = path, text
        self._read = 0
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Leave out what was looked at, read on, and tell whether there was more."""
        rest = self.text[self.at :]
        block = self._source.read(max(_SLICE, len(rest)))
        self._read += len(block)
        if self._read > MOST_BYTES:
            raise GazetteerError(
                f"adding the gazetteer {self._path}: it is longer than {MOST_BYTES} characters; "
                "take a smaller extract"
            )
        self.text, self.at = rest + block, 0
        return block != ""

    def skip(self, between: re.Pattern[str]) -> str:
        """Leave out what stands between values, and return the next letter, empty at the end."""
        while True:
            self.at = between.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches nothing as well
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]

    def decode(self, decoder: json.JSONDecoder, what: str) -> Any:
        """Return the JSON value that stands here, and go on behind it.

        Raises:
            GazetteerError: if there is none that is whole.
        """
        while True:
            try:
                found, self.at = decoder.raw_decode(self.text, self.at)
            except (ValueError, RecursionError) as cause:
                large = len(self.text) - self.at > LARGEST_FEATURE
                if not large and self.more():
                    continue
                reason = (
                    f"it is larger than {LARGEST_FEATURE} characters"
                    if large
                    else str(cause) or type(cause).__name__
                )
                raise GazetteerError(
                    f"adding the gazetteer {self._path}: {what} cannot be read ({reason}); was the file "
                    "cut short? Download it again"
                ) from cause
            return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _check_projection(path: Path, head: str, decoder: json.JSONDecoder) -> None:
    found = _CRS.search(head)
    if found is None:
        return
    try:
        crs, _ = decoder.raw_decode(head, found.end())
        name = crs["properties"]["name"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    if not isinstance(name, str) or _DEGREES.search(name.strip()) is None:
        raise _other_projection(path, str(name))


def _other_projection(path: Path, name: str) -> GazetteerError:
    return GazetteerError(
        f"adding the gazetteer {path}: its coordinates are of the projection {name[:80]!r}; save it in "
        "degrees (WGS 84, EPSG:4326)"
    )


def layers(path: Path) -> dict[str, list[str]]:
    """Return the columns of every layer of shapes in a GeoPackage, by its name.

    Raises:
        GazetteerError: if it is none.
    """
    with told(path), closing(open_sqlite(path)) as base:
        tables = [
            row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        if "gpkg_geometry_columns" not in tables:
            raise GazetteerError(
                f"adding the gazetteer {path}: it is a database but no GeoPackage of shapes; "
                "hand over a layer of named points or areas"
            )
        found = [row[0] for row in base.execute("SELECT table_name FROM gpkg_geometry_columns")]
        return {
            layer: [row[1] for row in base.execute(f"PRAGMA table_info({_quoted(layer)})")]
            for layer in found
            if layer in tables
        }


def layer_rows(path: Path, layer: str) -> Iterator[Row]:
    """Yield the rows of a layer of a GeoPackage.

    Raises:
        GazetteerError: if it cannot be read, or is of another projection.
    """
    with told(path), closing(open_sqlite(path)) as base:
        column, srs = base.execute(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        ).fetchone()
        if srs not in (4326, 0, -1, 4979):
            raise _other_projection(path, f"EPSG:{srs}")
        base.row_factory = sqlite3.Row
        for at, row in enumerate(base.execute(f"SELECT * FROM {_quoted(layer)}"), start=1):
            named = {name: row[name] for name in row.keys() if name != column}  # noqa: SIM118 - a Row's `in` asks its values
            values = texts(
                {name: each for name, each in named.items() if not isinstance(each, bytes)}
            )
            for name, value in _HSTORE.findall(values.pop("other_tags", "")):
                values.setdefault(name, value)
            yield _blob_row(f"row {at} of the layer {layer!r}", values, row[column])


def _blob_row(where: str, values: Mapping[str, str], blob: Any) -> Row:
    if blob is None:
        return Row(where, values)
    try:
        return Row(where, values, ground_of(shapely.from_wkb(_wkb(blob))))
    except (ValueError, TypeError, struct.error, shapely.errors.ShapelyError) as cause:
        return Row(where, values, why=f"its geometry cannot be read: {cause!s:.120}")


def _wkb(blob: Any) -> bytes:
    """Return the well-known binary of a geometry as GeoPackage keeps it, after a header of its own."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or not 8 < len(blob) <= LARGEST_FEATURE:
        raise ValueError("it is no geometry of a GeoPackage")
    envelope = (blob[3] >> 1) & 0b111
    return blob[8 + (0, 32, 48, 48, 64)[min(envelope, 4)] :]


def open_sqlite(path: Path) -> sqlite3.Connection:
    """Open a database that somebody else made, to be read only.

    Raises:
        FileNotFoundError: if it is not there.
    """
    if not path.is_file():
        raise FileNotFoundError(2, "No such file", str(path))
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    base.execute("PRAGMA trusted_schema = OFF")
    return base


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
