"""A mapmaker's file as areas and places with named values, whichever of the known forms it has.

What a file is is told by its first bytes, not by its name. Everything is bounded: bytes, packed and
unpacked, features, corners. Nothing is fetched, and no other file is opened.
"""

from whoholds.base.errors import UnreadableInput
from whoholds.capture.map_files_form import (
    MapFile,
    RawMap,
    check_corners,
    check_size,
)
from whoholds.capture.map_files_geojson import read_geojson
from whoholds.capture.map_files_ground import settle, turned_round
from whoholds.capture.map_files_kml import read_kml
from whoholds.capture.map_files_layers import SQLITE_MARK, read_geopackage, read_shapefile
from whoholds.capture.map_files_tables import read_table
from whoholds.capture.map_files_zip import Packed

READER = "maps@1"
"""Changes whenever the same file may give other areas or places."""

_ZIP = b"PK"
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


def read_map_file(
    data: bytes,
    name: str,
    *,
    crs: str | None = None,
    layer: str | None = None,
    latitude_first: bool = False,
) -> MapFile:
    """Return the areas and places of a map file: GeoJSON, KML, KMZ, GeoPackage, zipped shapefile, CSV.

    `crs` is the projection where the file declares none or a wrong one (`EPSG:3857`), `layer` the one to
    read where there are several. `latitude_first` is for files that write it so against their format.
    What was mended or left out is told in `signals`.

    Raises:
        UnreadableInput: if it is none of these, or its coordinates are of another projection.
        TooLarge: if it is larger than is read.
        InputError: if `crs` or `layer` is none, or one must be named.
    """
    check_size(len(data), name)
    raw = _read(data, name, layer)
    if len(raw.features) == 0:
        told = "; ".join(raw.signals)
        raise UnreadableInput(
            f"reading the map {name}: it has no area and no place"
            + (f" ({told:.300})" if told != "" else "")
            + "; hand over polygons, points or a table of places"
        )
    check_corners(raw.features, name)
    if latitude_first:
        raw.features = turned_round(raw.features)
    features, used, told_of_ground = settle(raw.features, raw.crs, crs, name)
    if len(features) == 0:
        raise UnreadableInput(
            f"reading the map {name}: none of its shapes bounds any ground; save it again"
        )
    return MapFile(
        form=raw.form,
        crs=used,
        layer=raw.layer,
        features=tuple(features),
        signals=(*raw.signals, *told_of_ground),
    )


def _read(data: bytes, name: str, layer: str | None) -> RawMap:
    start = data[: len(_BOM) + 64].removeprefix(_BOM).lstrip()
    if len(start) == 0:
        raise UnreadableInput(f"reading the map {name}: the file is empty; hand over another")
    if data.startswith(SQLITE_MARK):
        return read_geopackage(data, name, layer=layer)
    if data.startswith(_ZIP):
        return _packed(data, name, layer)
    if data.startswith(_GZIP):
        raise UnreadableInput(
            f"reading the map {name}: it is packed by gzip; unpack it and hand over what is inside"
        )
    if start[:1] in (b"{", b"["):
        return read_geojson(data, name)
    if start[:1] == b"<":
        return read_kml(data, name)
    return read_table(data, name)


def _packed(data: bytes, name: str, layer: str | None) -> RawMap:
    packed = Packed(data, name)
    if len(packed.ending([".shp"])) > 0:
        return read_shapefile(packed, name, layer=layer)
    for suffixes in ([".kml"], [".gpkg"], [".geojson", ".json"], [".csv", ".tsv"]):
        found = packed.ending(suffixes)
        if len(found) == 0:
            continue
        content = packed.read(found[0])
        match suffixes[0]:
            case ".kml":
                made = read_kml(content, name, form="kmz")
            case ".gpkg":
                made = read_geopackage(content, name, layer=layer)
            case ".geojson":
                made = read_geojson(content, name)
            case _:
                made = read_table(content, name)
        if len(found) > 1:
            made.signals.append(
                f"of {len(found)} such files inside, {found[0]!r:.120} alone was read"
            )
        return made
    listed = ", ".join(repr(each)[:60] for each in packed.names[:6])
    raise UnreadableInput(
        f"reading the map {name}: inside the zip file stands no shapefile, KML, GeoPackage, GeoJSON or "
        f"CSV (there is {listed or 'nothing'}); pack one of these"
    )
