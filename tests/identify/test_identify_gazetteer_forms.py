"""Every form in which users have places: what becomes of each, and of what is wrong with it."""

import gzip
import json
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import added_directories
from whoholds.identify.gazetteer_features import LARGEST_FEATURE
from whoholds.identify.gazetteer_file import CompiledGazetteer
from whoholds.identify.gazetteer_import import ImportOptions, add_gazetteer, preview_gazetteer

SY = ImportOptions(countries=("SY",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "gazetteers"


def places(path: Path, folder: Path, options: ImportOptions | None = None) -> list[GazetteerPlace]:
    add_gazetteer(path, folder, options=options)
    return stored(folder)


def stored(folder: Path) -> list[GazetteerPlace]:
    (directory,) = added_directories(folder)
    return list(CompiledGazetteer(directory).places())


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


# Tables

PCODES = (
    "admin1Name_en,admin1Pcode,admin2Name_en,admin2Pcode,admin3Name_en,admin3Name_ar,admin3Pcode,"
    "Latitude_y,Longitude_x,validOn\n"
    "#adm1+name,#adm1+code,#adm2+name,#adm2+code,#adm3+name,#adm3+name+ar,#adm3+code,#geo+lat,#geo+lon,\n"
    "Idleb,SY07,Al Ma'ra,SY0702,Ma'arrat An Nu'man,معرة النعمان,SY070200,35.6,36.7,2020-01-01\n"
    "Idleb,SY07,Al Ma'ra,SY0702,Khan Shaykun,خان شيخون,SY070201,35.44,36.65,2020-01-01\n"
)


def test_a_p_code_table_gives_units_with_their_parents(tmp_path: Path, folder: Path) -> None:
    first, _ = places(write(tmp_path / "syr.csv", PCODES), folder)
    assert first.id == "syr:SY070200"
    assert first.name == "Ma'arrat An Nu'man"
    assert first.names == ("معرة النعمان",)
    assert (first.feature_code, first.country) == ("ADM3", "SY")
    assert (first.admin1, first.admin2) == ("Idleb", "Al Ma'ra")
    assert (first.lat, first.lon) == (35.6, 36.7)


def test_the_columns_found_are_told(tmp_path: Path) -> None:
    found = preview_gazetteer(write(tmp_path / "syr.csv", PCODES), limit=1)
    ((part, columns),) = found.columns
    assert part == ""
    assert columns["name"] == "admin3Name_en"
    assert (columns["lat"], columns["lon"]) == ("Latitude_y", "Longitude_x")
    assert (columns["admin1"], columns["level"]) == ("admin1Name_en", "units of level 3")
    assert len(found.places) == 1
    assert not (tmp_path / "gazetteers").exists()


def test_a_workbook_gives_all_sheets_that_list_places(tmp_path: Path, folder: Path) -> None:
    path = workbook(
        tmp_path / "syr.xlsx",
        About=[["Syria - settlements"], ["Version", "2"]],
        Admin1=[
            ["ADM1_EN", "ADM1_AR", "ADM1_PCODE", "ADM0_PCODE", "lat", "lon"],
            ["Idleb", "إدلب", "SY07", "SY", 35.9, 36.6],
        ],
        Settlements=[
            ["Populated places of Syria"],
            [],
            ["PCODE", "Name_EN", "Name_AR", "ADM1_EN", "ADM1_PCODE", "ADM0_EN", "Y", "X", "Pop"],
            ["C4115", "Mar Shamarin", "معرشمارين", "Idleb", "SY07", "Syria", 35.6, 36.75, "8,123"],
            ["C4116", "Nowhere", None, "Idleb", "SY07", "Syria", None, None, None],
        ],
    )
    info = add_gazetteer(path, folder, options=ImportOptions(version="2", licence="CC BY-IGO"))
    unit, village = stored(folder)
    assert (unit.name, unit.feature_code, unit.names) == ("Idleb", "ADM1", ("إدلب",))
    assert (village.name, village.feature_code, village.names) == (
        "Mar Shamarin", "PPL", ("معرشمارين",)
    )  # fmt: skip
    assert (village.id, village.admin1, village.population) == ("syr:C4115", "Idleb", 8123)
    assert (info.version, info.licence) == ("2", "CC BY-IGO")
    assert info.left_out == 1
    assert (
        info.first_left_out == "row 5 of the sheet 'Settlements': it has no latitude and longitude"
    )


def test_one_sheet_can_be_named(tmp_path: Path, folder: Path) -> None:
    row = ["Saraqib", 35.86, 36.8, "SY"]
    path = workbook(
        tmp_path / "a.xlsx",
        One=[["name", "lat", "lon", "country"], row],
        Two=[["name", "lat", "lon", "country"], ["Binnish", 35.95, 36.71, "SY"]],
    )
    assert [each.name for each in places(path, folder, ImportOptions(layer="Two"))] == ["Binnish"]
    with pytest.raises(GazetteerError, match=r"no sheet or layer 'Three'; it has 'One', 'Two'"):
        add_gazetteer(path, folder, options=ImportOptions(layer="Three"))


@pytest.mark.parametrize(
    "text",
    [
        "name;lat;lon;country\nMar`ayan;35,8;36,6;Syria\n",
        "name\tlat\tlon\tcountry\nMar`ayan\t35.8\t36.6\tSYR\n",
        'Name,Y,X,ISO3\n"Mar`ayan",35.8,36.6,SYR\n',
        "name|lat|lon|country\nMar`ayan|35.8|36.6|SY\n",
        "\ufeffname,lat,lon,country\r\nMar`ayan,35.8,36.6,SY\r\n",
        'name,lat,lon,country,note\nMar`ayan,35.8,36.6,SY,"two\nlines"\n',
    ],
)  # fmt: skip
def test_tables_are_parted_as_their_header_is(tmp_path: Path, folder: Path, text: str) -> None:
    (place,) = places(write(tmp_path / "t.csv", text), folder)
    assert (place.name, place.lat, place.lon, place.country) == ("Mar`ayan", 35.8, 36.6, "SY")


def test_the_user_says_which_column_is_what(tmp_path: Path, folder: Path) -> None:
    path = write(
        tmp_path / "t.csv", "a,b,c,d,e,name\nOne,35,36,Zwei|Deux,hill,x\nTwo,35.5,36,,hill,y\n"
    )
    options = ImportOptions(
        columns={"name": "a", "lat": "b", "lon": "c", "names": "d"}, countries=("SY",), code="HLL"
    )
    one, two = places(path, folder, options)
    assert (one.name, one.names, one.feature_code) == ("One", ("Zwei", "Deux"), "HLL")
    assert (two.name, two.names) == ("Two", ())
    for said, wrong in (({"name": "z"}, "no column 'z'"), ({"nom": "a"}, "'nom' is none of")):
        with pytest.raises(GazetteerError, match=wrong):
            add_gazetteer(path, folder, options=ImportOptions(columns=said))


def test_only_the_countries_wanted_are_taken(tmp_path: Path, folder: Path) -> None:
    path = write(
        tmp_path / "t.csv", "name,lat,lon,cc\nA,35,36,SY\nB,33,35,LB\nC,48,37,UA\nD,35,36,\n"
    )
    assert [each.name for each in places(path, folder, SY)] == ["A", "D"]
    both = ImportOptions(countries=("SY", "LB"))
    assert [each.name for each in places(path, folder, both)] == ["A", "B"]
    with pytest.raises(GazetteerError, match="'syria' is no code of a country"):
        add_gazetteer(path, folder, options=ImportOptions(countries=("syria",)))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("X,,36,SY", "it has no latitude and longitude"),
        ("X,0,0,SY", "0, 0 stands for a point that nobody knows"),
        ("X,35°,36,SY", "a number was expected, not '35°'"),
        ("X,1e400,36,SY", "a number was expected, not '1e400'"),
        ("X,91,36,SY", "91, 36 is no point in degrees (latitude, longitude); are the two swapped?"),
        ("X,35,236,SY", "35, 236 is no point in degrees (latitude, longitude)"),
        ("X,35,36,Syldavia", "'Syldavia' is no country (two capital letters, as SY)"),
        (",35,36,SY", "it has no name"),
        ("X,35,36", "3 columns where 4 are needed"),
        ("X,35,36,SY,more", "5 columns where 4 are needed"),
    ],
)
def test_a_bad_row_is_named_left_out_or_ends_it(
    tmp_path: Path, folder: Path, row: str, why: str
) -> None:
    path = write(tmp_path / "t.csv", f"name,lat,lon,cc\nA,35,36,SY\n{row}\nB,35.5,36,SY\n")
    info = add_gazetteer(path, folder)
    assert (info.places, info.left_out, info.first_left_out) == (2, 1, f"line 3: {why}")
    before = added_directories(folder)
    with pytest.raises(GazetteerError, match=r"t\.csv: line 3: .*nothing was added"):
        add_gazetteer(path, folder, options=ImportOptions(strict=True))
    assert added_directories(folder) == before


def test_an_identifier_twice_is_one_place_or_a_bad_row(tmp_path: Path, folder: Path) -> None:
    path = write(
        tmp_path / "t.csv",
        "id,name,lat,lon,cc\n1,A,35,36,SY\n1,Aa,35.01,36,SY\n1,Far,37,36,SY\n2,B,35,36,SY\n",
    )
    info = add_gazetteer(path, folder)
    assert info.first_left_out == "line 4: the identifier t:1 stands twice, 222 km apart"
    assert [(each.name, each.names) for each in stored(folder)] == [("A", ("Aa",)), ("B", ())]


def test_a_population_that_is_none_costs_the_number_alone(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path / "t.csv", "name,lat,lon,cc,pop\nA,35,36,SY,many\nB,35,36,SY,1200.0\n")
    info = add_gazetteer(path, folder)
    assert [each.population for each in stored(folder)] == [None, 1200]
    assert info.left_out == 0
    assert info.warning == "1 populations that are no numbers were left out of t.csv"


def test_a_long_line_is_not_read_whole(tmp_path: Path, folder: Path) -> None:
    path = write(tmp_path / "t.csv", "name,lat,lon\n" + "x" * 1_100_000 + ",1,2\n")
    with pytest.raises(GazetteerError, match=r"t\.csv:2: the line is longer than 1000000"):
        add_gazetteer(path, folder, options=SY)


def test_packed_text_is_read(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"name,lat,lon,cc\nA,35,36,SY\n"))
    assert len(places(tmp_path / "t.csv.gz", folder)) == 1
    packed = gzip.compress(b"name,lat,lon,cc\n" + b"A,35,36,SY\n" * 9999)
    (tmp_path / "t.csv.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(GazetteerError, match="cannot be unpacked"):
        add_gazetteer(tmp_path / "t.csv.gz", folder)


# Shapes


def feature(properties: dict[str, Any], geometry: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[36.0, 35.0], [36.2, 35.0], [36.2, 35.2], [36.0, 35.2], [36.0, 35.0]]],
}
OSM = [
    feature(
        {
            "@id": "node/1",
            "name": "سراقب",
            "name:en": "Saraqib",
            "place": "town",
            "population": "34 231",
        },
        point(36.8, 35.86),
    ),
    feature({"@id": "node/2", "name": "Tell", "natural": "peak"}, point(36.1, 35.1)),
    feature({"@id": "node/3", "name": "Shop", "natural": "tree"}, point(36.1, 35.1)),
    feature({"@id": "way/4", "name": "Airfield", "military": "airfield"}, SQUARE),
    feature(
        {"@id": "relation/5", "name": "Idlib", "boundary": "administrative", "admin_level": "4"},
        SQUARE,
    ),
    feature(
        {"@id": "way/6", "name": "Street"},
        {"type": "LineString", "coordinates": [[36, 35], [36.1, 35]]},
    ),
]


def collection(features: Iterable[Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)})


def test_openstreetmap_gives_places_by_their_tags(tmp_path: Path, folder: Path) -> None:
    info = add_gazetteer(write(tmp_path / "osm.geojson", collection(OSM)), folder, options=SY)
    town, peak, field, unit = stored(folder)
    assert (town.name, town.names, town.population) == ("Saraqib", ("سراقب",), 34231)
    assert (town.id, town.feature_code, town.country) == ("osm:node/1", "PPL", "SY")
    assert [each.feature_code for each in (peak, field, unit)] == ["PK", "AIRB", "ADM1"]
    # A square of 18.2 by 22.2 km.
    assert unit.radius_m == pytest.approx(11_330, rel=0.01)
    assert [unit.lat, unit.lon] == pytest.approx([35.1, 36.1])
    assert (info.left_out, info.licence) == (1, "ODbL 1.0")
    assert info.first_left_out.startswith(
        "feature 6: its geometry cannot be read: a line is neither"
    )


def test_one_feature_a_line_and_answers_of_overpass(tmp_path: Path, folder: Path) -> None:
    lines = "\n".join(json.dumps(each) for each in OSM[:2]) + "\n"
    assert len(places(write(tmp_path / "osm.geojsonl", lines), folder, SY)) == 2
    tags = {"name": "S", "place": "farm"}
    answer = {
        "version": 0.6,
        "elements": [
            {"type": "node", "id": 1, "lat": 35.86, "lon": 36.8, "tags": tags | {"place": "town"}},
            {"type": "way", "id": 2, "center": {"lat": 35, "lon": 36}, "tags": tags},
            {"type": "way", "id": 3, "nodes": [1], "tags": tags},
        ],
    }  # fmt: skip
    path = write(tmp_path / "osm.json", json.dumps(answer))
    info = add_gazetteer(path, folder / "b", options=SY)
    assert [(each.id, each.feature_code) for each in stored(folder / "b")] == [
        ("osm:node/1", "PPL"), ("osm:way/2", "FRM")
    ]  # fmt: skip
    assert info.first_left_out == "feature 3: it has no point: ask Overpass for `out center`"


def test_a_single_feature_and_rows_without_a_shape(tmp_path: Path, folder: Path) -> None:
    alone = feature({"name": "A", "cc": "SY"}, point(36, 35))
    assert len(places(write(tmp_path / "a.geojson", json.dumps(alone)), folder)) == 1
    rows = [feature({"name": "B", "lat": 35.0, "lon": 36.0}, None), feature({"name": "C"}, None)]
    path = write(tmp_path / "b.geojson", collection(rows))
    info = add_gazetteer(path, folder / "b", options=SY)
    assert (info.places, info.first_left_out) == (1, "feature 2: it has no latitude and longitude")


def test_half_characters_and_places_that_are_no_more(tmp_path: Path, folder: Path) -> None:
    half = feature({"name": "A\ud800b", "id": "\udfff", "cc": "SY"}, point(36, 35))
    gone = feature({"wof:id": 4, "wof:name": "Gone", "mz:is_current": 0, "cc": "SY"}, point(36, 35))
    replaced = feature({"wof:id": 5, "wof:name": "Old", "wof:superseded_by": [7]}, point(36, 35))
    stays = feature({"wof:id": 6, "wof:name": "Stays", "wof:superseded_by": []}, point(36, 35))
    text = collection([half, gone, replaced, stays])
    found = places(write(tmp_path / "a.geojson", text), folder, SY)
    assert [(each.id, each.name) for each in found] == [("a:?", "A?b"), ("wof:6", "Stays")]


def test_another_projection_is_not_taken_for_degrees(tmp_path: Path, folder: Path) -> None:
    metres = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    degrees = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    with pytest.raises(GazetteerError, match=r"the projection 'urn:.*3857'; save it in degrees"):
        add_gazetteer(
            write(tmp_path / "m.geojson", collection(OSM, crs=metres)), folder, options=SY
        )
    path = write(tmp_path / "d.geojson", collection(OSM, crs=degrees))
    assert add_gazetteer(path, folder, options=SY).places == 4


def test_a_geojson_cut_short_or_broken_names_its_feature(tmp_path: Path, folder: Path) -> None:
    text = collection(OSM * 50)
    for broken, at in ((text[: len(text) // 2], 150), (text.replace('"way/6"', "way/6", 1), 6)):
        path = write(tmp_path / "a.geojson", broken)
        with pytest.raises(GazetteerError, match=rf"feature {at} cannot be read .*cut short"):
            add_gazetteer(path, folder, options=SY)
    assert added_directories(folder) == []


def test_a_feature_too_large_is_not_held(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.geojson"
    with path.open("w") as file:
        file.write('{"type": "FeatureCollection", "features": [{"type": "Feature", "x": "')
        for _ in range(LARGEST_FEATURE // 1_000_000 + 2):
            file.write("x" * 1_000_000)
    with pytest.raises(GazetteerError, match=r"feature 1 cannot be read \(it is larger than"):
        add_gazetteer(path, folder, options=SY)


MEMBERS = ["type", "properties", "geometry", "coordinates", "name", "tags", "lat", "id"]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
            st.sampled_from(MEMBERS),
            inner, max_size=5,
        ),
        max_leaves=12,
    )
)  # fmt: skip
def test_whatever_stands_in_a_feature_is_a_row_or_a_line(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    folder = tmp_path_factory.mktemp("any")
    good = feature({"name": "A", "cc": "SY"}, point(36, 35))
    path = write(folder / "a.geojson", collection([good, good, content]))
    try:
        assert add_gazetteer(path, folder / "g").places == 1
    except GazetteerError as error:
        assert "a.geojson" in str(error)  # noqa: PT017 - it is added, or a line tells why not


# GeoPackage


def geopackage(path: Path, rows: Sequence[tuple[Any, ...]], *, srs: int = 4326) -> Path:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
    base.execute(
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)"
    )
    base.execute("INSERT INTO gpkg_contents VALUES ('my places', 'features')")
    base.execute("INSERT INTO gpkg_geometry_columns VALUES ('my places', 'geom', ?)", (srs,))
    base.execute(
        'CREATE TABLE "my places" (fid INTEGER PRIMARY KEY, geom BLOB, osm_id TEXT, name TEXT, '
        "place TEXT, other_tags TEXT)"
    )
    base.executemany(
        'INSERT INTO "my places" (geom, osm_id, name, place, other_tags) VALUES (?, ?, ?, ?, ?)',
        rows,
    )
    base.commit()
    base.close()
    return path  # fmt: skip


def blob(shape: Any, envelope: bool = False) -> bytes:
    box = struct.pack("<4d", *([0.0] * 4)) if envelope else b""
    wkb: bytes = shapely.to_wkb(shape)
    return b"GP" + bytes([0, 1 | (2 if envelope else 0)]) + struct.pack("<i", 4326) + box + wkb


def test_a_geopackage_gives_points_and_areas(tmp_path: Path, folder: Path) -> None:
    rows = [
        (blob(shapely.Point(36.8, 35.86)), "11", "سراقب", "town",
         '"name:en"=>"Saraqib","population"=>"34231"'),
        (blob(shapely.box(36, 35, 36.2, 35.2), envelope=True), "12", "Area", "hamlet", None),
        (b"no geometry", "13", "Bad", "town", None),
        (None, "14", "Nowhere", "town", None),
        (blob(shapely.Point()), "15", "Empty", "town", None),
        (blob(shapely.Point(36.9, 35.8)), "16", "More", "town", None),
    ]  # fmt: skip
    info = add_gazetteer(geopackage(tmp_path / "hot.gpkg", rows), folder, options=SY)
    town, area, *_ = stored(folder)
    assert (town.name, town.names, town.population, town.id) == (
        "Saraqib", ("سراقب",), 34231, "hot:11"
    )  # fmt: skip
    assert area.radius_m > 10_000
    assert info.left_out == 3
    assert info.first_left_out.startswith(
        "row 3 of the layer 'my places': its geometry cannot be read"
    )


def test_a_geopackage_of_metres_or_without_layers_is_refused(tmp_path: Path, folder: Path) -> None:
    path = geopackage(tmp_path / "m.gpkg", [], srs=3857)
    with pytest.raises(GazetteerError, match="EPSG:3857"):
        add_gazetteer(path, folder, options=SY)
    sqlite3.connect(tmp_path / "e.gpkg").execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(GazetteerError, match="no GeoPackage of shapes"):
        add_gazetteer(tmp_path / "e.gpkg", folder, options=SY)
    with pytest.raises(GazetteerError, match="No such file"):
        add_gazetteer(tmp_path / "absent.gpkg", folder, options=SY)


# Who's On First


def wof(number: int, name: str, placetype: str, **more: Any) -> dict[str, Any]:
    properties = {
        "wof:id": number, "wof:name": name, "wof:placetype": placetype, "iso:country": "SY",
        "lbl:latitude": 35.5, "lbl:longitude": 36.5, "mz:is_current": 1, **more,
    }  # fmt: skip
    return feature(
        properties, SQUARE if placetype in ("region", "county") else point(36.0, 35.0), id=number
    )


WOF = {
    "856/1.geojson": wof(1, "محافظة", "region", **{"name:eng_x_preferred": ["Idlib"]}),
    "110/2.geojson": wof(2, "Maarrat", "county", **{"wof:hierarchy": [{"region_id": 1, "county_id": 2}]}),
    "101/3.geojson": wof(
        3, "Jarjanaz", "locality",
        **{"wof:hierarchy": [{"region_id": 1, "county_id": 2}], "name:ara_x_preferred": ["جرجناز"],
           "name:eng_x_variant": ["Jerjanaz", "Girgnaz"], "wof:concordances": {"gn:id": 169168},
           "gn:population": 11_000},
    ),
    "101/4.geojson": wof(4, "Gone", "locality", **{"mz:is_current": 0}),
    "101/5.geojson": wof(5, "Old", "locality", **{"edtf:deprecated": "2019-01-01"}),
    "101/6.geojson": wof(6, "Replaced", "locality", **{"wof:superseded_by": [7]}),
    "101/7.geojson": wof(7, "Tel", "neighbourhood"),
    "101/8.geojson": wof(8, "12345", "postalcode"),
    "101/3-alt-quattroshapes.geojson": wof(3, "Alt", "locality"),
}  # fmt: skip


def test_who_is_on_first_as_folder_zip_and_database(tmp_path: Path, folder: Path) -> None:
    for name, content in WOF.items():
        path = tmp_path / "bundle" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, json.dumps(content))
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        archive.writestr("repo/README.md", "about")
        for name, content in sorted(WOF.items()):
            archive.writestr(f"repo/data/{name}", json.dumps(content))
    base = sqlite3.connect(tmp_path / "wof.db")
    base.execute("CREATE TABLE geojson (id INTEGER, body TEXT, is_alt INTEGER)")
    base.execute("CREATE TABLE spr (id INTEGER)")
    for name, content in WOF.items():
        base.execute(
            "INSERT INTO geojson VALUES (?, ?, ?)",
            (content["id"], json.dumps(content), "alt" in name),
        )
    base.commit()
    base.close()  # fmt: skip
    for source in ("bundle", "bundle.zip", "wof.db"):
        at = folder / source.replace(".", "")
        info = add_gazetteer(tmp_path / source, at, name="wof")
        found = {each.name: each for each in stored(at)}
        codes = {name: each.feature_code for name, each in found.items()}
        assert codes == {"Idlib": "ADM1", "Maarrat": "ADM2", "Jarjanaz": "PPL", "Tel": "PPLX"}
        check_wof(found)
        assert "Who's On First" in info.attribution


def check_wof(found: dict[str, GazetteerPlace]) -> None:
    village = found["Jarjanaz"]
    assert village.id == "geonames:169168"
    assert (village.admin1, village.admin2, village.population) == ("Idlib", "Maarrat", 11_000)
    assert set(village.names) == {"جرجناز", "Jerjanaz", "Girgnaz"}
    assert (village.lat, village.lon) == (35.5, 36.5)
    assert found["Tel"].id == "wof:7"
    assert found["Idlib"].names == ("محافظة",)


def test_a_table_of_who_is_on_first(tmp_path: Path, folder: Path) -> None:
    path = write(
        tmp_path / "meta.csv",
        "wof_id,name,placetype,geom_latitude,geom_longitude,iso_country,is_current,superseded_by\n"
        "3,Jarjanaz,locality,35.6,36.7,SY,1,\n4,Gone,locality,35.6,36.7,SY,0,\n"
        "5,Replaced,locality,35.6,36.7,SY,1,7\n6,Sea,ocean,35.6,36.7,SY,1,\n",
    )
    (place,) = places(path, folder)
    assert (place.id, place.feature_code) == ("wof:3", "PPL")
