"""Map files of every kind, made in memory: read whole, or refused in one line."""

import contextlib
import io
import json
import math
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError, TooLarge
from whoholds.capture.map_files import read_map_file
from whoholds.capture.map_files_form import MapFile, check_size
from whoholds.capture.map_files_ground import square_metres
from whoholds.capture.map_files_tables import column_of

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="red"><PolyStyle><color>7f0000ff</color></PolyStyle></Style>
<StyleMap id="pair"><Pair><key>normal</key><styleUrl>#red</styleUrl></Pair></StyleMap>
<Folder><name>Occupied</name>{marks}</Folder></Document></kml>"""
MARK = """<Placemark><name>{name}</name><styleUrl>#pair</styleUrl>
<ExtendedData><Data name="party"><value>RU</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>
</Polygon></Placemark>"""
RING = "36,48,0 37,48,0 37,49,0 36,49,0 36,48,0"


def square(x: float, y: float, side: float = 1.0) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def polygon(*rings: Sequence[Sequence[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def feature(geometry: Mapping[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: Mapping[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def kml(*names: str, ring: str = RING) -> bytes:
    marks = "".join(MARK.format(name=name, ring=ring) for name in names)
    return KML.format(marks=marks).encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def layer_files(
    folder: Path,
    suffix: str,
    *,
    layer: str = "control",
    crs: str | None = "EPSG:4326",
    box: tuple[float, float, float, float] = (36.0, 48.0, 37.0, 49.0),
    holder: str = "Сили",
    append: bool = False,
) -> dict[str, bytes]:
    """Write one polygon as `.gpkg` or `.shp` and return the files by name."""
    shapes = np.array([shapely.to_wkb(shapely.box(*box))], dtype=object)
    pyogrio.raw.write(
        folder / f"{'map' if suffix == '.gpkg' else layer}{suffix}",
        shapes,
        [np.array([holder], dtype=object), np.array([float("nan")])],
        ["holder", "people"],
        layer=layer,
        geometry_type="Polygon",
        crs=crs,
        encoding="UTF-8",
        append=append,
    )
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def refusal(data: bytes, name: str = "front.geojson", **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_map_file(data, name, **options)
    line = str(caught.value)
    assert line.startswith(f"reading the map {name}: ")
    assert "\n" not in line
    return line


def areas(made: MapFile) -> list[float]:
    return [each.geometry.area for each in made.features if each.geometry is not None]


def test_geojson_areas_with_holes_and_their_values() -> None:
    hole = square(36.2, 48.2, 0.5)
    made = read_map_file(
        collection(
            feature(polygon(square(36, 48), hole), control="SDF", people=3.0, note=None),
            feature({"type": "MultiPolygon", "coordinates": [[square(38, 48)], [square(40, 48)]]}),
        ),
        "front.geojson",
    )
    assert (made.form, made.crs, made.signals) == ("geojson", "OGC:CRS84", ())
    assert areas(made) == pytest.approx([0.75, 2.0])
    assert made.features[0].fields == {"control": "SDF", "people": "3"}
    assert made.fields == {"control": ["SDF"], "people": ["3"]}


def test_points_lines_and_collections() -> None:
    inner = {"type": "Point", "coordinates": [36.8, 35.86, 300]}
    made = read_map_file(
        collection(
            feature({"type": "GeometryCollection", "geometries": [inner, polygon(square(1, 1))]}),
            feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
            feature(None),
        ),
        "front.geojson",
    )
    kinds = [each.geometry.geom_type for each in made.features if each.geometry is not None]
    assert sorted(kinds) == ["Point", "Polygon"]
    assert made.signals == (
        "lines that bound no ground left out: 1 (feature 2)",
        "features without usable coordinates left out: 1 (feature 3: no geometry)",
    )


def test_a_crossing_ring_is_mended_and_told() -> None:
    bow = [[36, 48], [37, 49], [37, 48], [36, 49], [36, 48]]
    made = read_map_file(collection(feature(polygon(bow))), "front.geojson")
    assert areas(made) == pytest.approx([0.5])
    assert all(shapely.is_valid(each.geometry) for each in made.features)
    assert len(made.signals) == 1
    assert made.signals[0].startswith("areas with crossing or broken rings mended (make_valid): 1")
    assert "km² now" in made.signals[0]


def test_an_open_ring_is_closed_and_a_line_for_a_ring_left_out() -> None:
    made = read_map_file(
        collection(
            feature(polygon(square(36, 48)[:-1])),
            feature(polygon([[1, 1], [2, 2], [1, 1]])),
            feature(polygon([[1, 1], [2, 2], [3, 3], [1, 1]])),
        ),
        "front.geojson",
    )
    assert areas(made) == pytest.approx([1.0])
    assert made.signals == (
        "rings that were not closed, closed: 1 (feature 1)",
        "features without usable coordinates left out: 1 (feature 2: a ring of fewer than three corners)",
        "shapes that bound no ground left out: 1 (feature 3)",
    )


METRES = collection(feature(polygon(square(4e6, 6.1e6, 1e5)), control="RU"))


def test_metres_without_a_projection_are_refused() -> None:
    assert "are no degrees, and it names no projection" in refusal(METRES)


@pytest.mark.parametrize("declared", ["urn:ogc:def:crs:EPSG::3857", "EPSG:3857"])
def test_a_declared_projection_is_undone(declared: str) -> None:
    value = json.loads(METRES)
    value["crs"] = {"type": "name", "properties": {"name": declared}}
    made = read_map_file(json.dumps(value).encode(), "front.geojson")
    assert made.crs == "EPSG:3857"
    assert made.signals == ("coordinates were turned from EPSG:3857 into degrees",)
    west, south, _, _ = shapely.total_bounds([made.features[0].geometry])
    # By the formulas of the spherical Mercator projection.
    assert west == pytest.approx(math.degrees(4e6 / 6378137))
    assert south == pytest.approx(math.degrees(math.atan(math.sinh(6.1e6 / 6378137))))


def test_the_users_projection_wins() -> None:
    made = read_map_file(METRES, "front.geojson", crs="EPSG:3857")
    assert made.crs == "EPSG:3857"
    assert "is no projection that is known" in refusal(METRES, crs="the right one")


def test_degrees_under_a_projection_in_metres_are_refused() -> None:
    data = collection(feature(polygon(square(36, 48))))
    assert "look like degrees" in refusal(data, crs="EPSG:3857")
    wrong = collection(
        feature(polygon(square(36, 48))),
        crs={"type": "name", "properties": {"name": "EPSG:32637"}},
    )
    assert "the file declares EPSG:32637" in refusal(wrong)
    assert read_map_file(wrong, "front.geojson", crs="EPSG:4326").crs == "OGC:CRS84"


def test_a_wrong_projection_that_leads_out_of_the_world_is_refused() -> None:
    assert "where that projection is not used" in refusal(METRES, crs="EPSG:32637")
    far = collection(feature(polygon(square(9e9, 9e9, 1e5))))
    assert "outside" in refusal(far, crs="EPSG:32637")


def test_latitude_first() -> None:
    data = collection(feature(polygon(square(48, 36))))
    made = read_map_file(data, "front.geojson", latitude_first=True)
    assert shapely.total_bounds([made.features[0].geometry]).tolist() == [36, 48, 37, 49]


def test_kml_with_folders_data_and_colours() -> None:
    made = read_map_file(kml("North", "South"), "front.kml")
    assert made.form == "kml"
    assert areas(made) == pytest.approx([1.0, 1.0])
    assert made.features[1].fields == {
        "party": "RU",
        "name": "South",
        "folder": "Occupied",
        "folders": "Occupied",
        "styleUrl": "#pair",
        "fill": "#ff0000",
    }


def test_kml_tells_what_it_leaves_out() -> None:
    data = kml("North", ring="36,48 37,x").replace(
        b"</Folder>",
        b"<NetworkLink><Link><href>http://example.org/x.kml</href></Link></NetworkLink>"
        b"<Placemark><Point><coordinates>36.5,48.5</coordinates></Point></Placemark></Folder>",
    )
    made = read_map_file(data, "front.kml")
    assert [each.geometry.geom_type for each in made.features if each.geometry] == ["Point"]
    assert any("placemarks without usable coordinates" in signal for signal in made.signals)
    assert "links to other files left out: nothing is fetched" in " ".join(made.signals)


def test_kmz_and_other_packed_maps() -> None:
    made = read_map_file(packed({"files/a.png": b"x", "doc.kml": kml("North")}), "front.kmz")
    assert (made.form, len(made.features)) == ("kmz", 1)
    two = packed({"b.geojson": collection(feature(polygon(square(1, 1)))), "c/d.json": b"{}"})
    assert "'b.geojson' alone was read" in read_map_file(two, "front.zip").signals[0]
    assert "stands no shapefile" in refusal(packed({"readme.txt": b"hello"}), "front.zip")


BOMB = (
    b'<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(12))
    + b"]><kml>&m;</kml>"
)


def test_an_entity_bomb_is_refused() -> None:
    assert "document type" in refusal(BOMB, "a.kml") or "is none" in refusal(BOMB, "a.kml")


def test_a_file_of_this_machine_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Saraqib")
    data = f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{secret.as_uri()}">]><kml>&x;</kml>'.encode()
    assert "Saraqib" not in refusal(data, "a.kml")


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whoholds.capture.map_files_zip.LARGEST_UNPACKED", 100_000)
    bomb = packed({"doc.kml": b" " * 1_000_000})
    assert len(bomb) < 2_000
    with pytest.raises(TooLarge, match="unpacked it has more than"):
        read_map_file(bomb, "a.kmz")


def test_too_many_files_features_corners_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    many = collection(*(feature(polygon(square(x, 1))) for x in range(5)))
    monkeypatch.setattr("whoholds.capture.map_files_form.MOST_POINTS", 24)
    with pytest.raises(TooLarge, match="corners"):
        read_map_file(many, "a.geojson")
    monkeypatch.setattr("whoholds.capture.map_files_form.MOST_FEATURES", 4)
    with pytest.raises(TooLarge, match="features"):
        read_map_file(many, "a.geojson")
    with pytest.raises(TooLarge, match="has 9 bytes, at most 8 are read"):
        check_size(9, "a.geojson", limit=8)
    monkeypatch.setattr("whoholds.capture.map_files_zip._MOST_FILES", 2)
    with pytest.raises(TooLarge, match="holds 3 files"):
        read_map_file(packed({"a": b"", "b": b"", "c": b""}), "a.zip")


def test_a_damaged_or_encrypted_archive_is_refused() -> None:
    good = packed({"doc.kml": kml("North")})
    assert "cannot be unpacked" in refusal(good[:-30], "a.kmz")
    assert "cannot be unpacked" in refusal(good[:60] + b"\xff" * 20 + good[80:], "a.kmz")
    # The bit that says "encrypted", in both headers.
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    assert "cannot be unpacked" in refusal(bytes(locked), "a.kmz")


def test_a_geopackage(tmp_path: Path) -> None:
    data = layer_files(tmp_path, ".gpkg")["map.gpkg"]
    made = read_map_file(data, "front.gpkg")
    assert (made.form, made.crs, made.layer) == ("gpkg", "OGC:CRS84", "control")
    assert made.features[0].fields == {"holder": "Сили"}
    assert "has no layer 'other'" in refusal(data, "front.gpkg", layer="other")
    assert "cannot be read as gpkg" in refusal(data[:9000], "front.gpkg")


def test_a_geopackage_of_several_layers(tmp_path: Path) -> None:
    layer_files(tmp_path, ".gpkg", layer="before")
    box = (5e6, 6e6, 5.1e6, 6.1e6)
    data = layer_files(tmp_path, ".gpkg", layer="after", append=True, crs="EPSG:3857", box=box)
    assert "several layers, 'before', 'after'" in refusal(data["map.gpkg"], "front.gpkg")
    made = read_map_file(data["map.gpkg"], "front.gpkg", layer="after")
    assert (made.layer, made.crs) == ("after", "EPSG:3857")


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    files = layer_files(tmp_path, ".shp", crs="EPSG:3857", box=(4e6, 6e6, 4.1e6, 6.1e6))
    data = packed({f"maps/{name}": content for name, content in files.items()})
    made = read_map_file(data, "front.zip")
    assert (made.form, made.crs, made.layer) == ("shapefile", "EPSG:3857", "control")
    assert made.features[0].fields == {"holder": "Сили"}
    without = packed({name: data for name, data in files.items() if not name.endswith(".prj")})
    assert "names no projection" in refusal(without, "front.zip")
    lacking = packed({name: data for name, data in files.items() if not name.endswith(".dbf")})
    assert "stands no .dbf file" in refusal(lacking, "front.zip")
    fake = packed({**files, "control.shp": b"not one"})
    assert "is no shapefile" in refusal(fake, "front.zip")


def test_what_only_looks_like_a_geopackage_opens_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / "other.geojson"
    other.write_bytes(collection(feature(polygon(square(1, 1)))))
    vrt = f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{other}</SrcDataSource>'.encode()
    assert "cannot be read" in refusal(b"SQLite format 3\x00" + vrt, "front.gpkg")
    assert "is none" in refusal(vrt, "front.vrt")


def test_without_pyogrio_there_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = layer_files(tmp_path, ".gpkg")["map.gpkg"]
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    assert "pip install whoholds[maps]" in refusal(data, "front.gpkg")


def test_a_table_of_places() -> None:
    text = "Town;Latitude;Longitude;Control\nSaraqib;35,86;36,80;HTS\nKafr;;;SAA\nX;abc;1;SAA\n"
    made = read_map_file(text.encode(), "places.csv")
    assert made.form == "csv"
    first, second = made.features
    assert first.geometry is not None
    assert (first.geometry.x, first.geometry.y) == (36.80, 35.86)
    assert second.geometry is None
    assert second.fields == {"Town": "Kafr", "Control": "SAA"}
    assert made.signals == ("rows without a usable point left out: 1 (line 4: 'abc', '1')",)


def test_columns_are_found_by_their_names() -> None:
    assert column_of("lat", ["Name", "LAT_DD"]) == "LAT_DD"
    assert column_of("holder", ["name", "Controlled by"]) == "Controlled by"
    assert column_of("lon", ["name"]) is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf  \n", "the file is empty"),
        (b"[1, 2", "begins like JSON and is none"),
        (b'{"type": "Topology"}', "TopoJSON"),
        (b'{"type": "FeatureCollection"}', "no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "has no area and no place"),
        (b"<html><body></body></html>", "no KML"),
        (b"<kml><Document>", "begins like XML and is none"),
        (b"\x1f\x8b\x08\x00", "packed by gzip"),
        (b"%PDF-1.7 \x00\xff\xfe", "no UTF-8 text"),
        (b"just words", "no header of a table"),
        (b"name,holder,name\n", "two columns of its header have one name"),
        (b"name,holder\nSaraqib\n", "line 2 has 1 cells, the header has 2"),
        (b"a,b\n1,2\n", "names neither a place"),
        (b"lat,lon,holder\n95,36,HTS\n", "are no degrees"),
    ],
)
def test_what_is_no_map_is_refused_in_one_line(data: bytes, told: str) -> None:
    assert told in refusal(data, "map.bin")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5)
    | st.sampled_from(["Polygon", "Point", "MultiPolygon", "Feature", "GeometryCollection"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["type", "coordinates", "geometry", "geometries", "properties", "crs"]),
        inner,
        max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(JSON, min_size=1, max_size=4), JSON)
def test_any_json_is_read_or_refused(features: list[Any], crs: Any) -> None:
    value = {"type": "FeatureCollection", "features": features, "crs": crs}
    text = json.dumps(value).replace("NaN", "1").replace("-Infinity", "-1").replace("Infinity", "1")
    try:
        made = read_map_file(text.encode(), "a.geojson")
    except InputError:
        return
    for each in made.features:
        assert each.geometry is None or shapely.is_valid(each.geometry)


corner = st.tuples(
    st.floats(-179, 179).map(lambda value: round(value, 2)),
    st.floats(-89, 89).map(lambda value: round(value, 2)),
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(st.lists(corner, min_size=3, max_size=8), min_size=1, max_size=3))
def test_any_rings_give_valid_ground_or_none(rings: list[list[tuple[float, float]]]) -> None:
    data = collection(feature(polygon(*[[list(each) for each in ring] for ring in rings])))
    try:
        made = read_map_file(data, "a.geojson")
    except InputError:
        return
    for each in made.features:
        assert shapely.is_valid(each.geometry)
        assert each.geometry is not None
        assert each.geometry.geom_type in ("Polygon", "MultiPolygon")
        assert square_metres(each.geometry) >= 1.0
    again = read_map_file(data, "a.geojson")
    assert again == made


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"PK\x03\x04", b"SQLite format 3\x00", b"<", b"{"])
)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    with contextlib.suppress(InputError):
        read_map_file(start + data, "a.bin")


def test_square_metres_on_the_ellipsoid() -> None:
    # A degree by a degree at the equator, after the WGS 84 ellipsoid: 12,308.8 km².
    assert square_metres(shapely.box(0, 0, 1, 1)) == pytest.approx(12_308.8e6, rel=1e-4)
