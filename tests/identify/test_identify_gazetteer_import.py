import lzma
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from whoholds.base.errors import GazetteerError
from whoholds.identify.gazetteer import Gazetteers, added_directories, list_gazetteers
from whoholds.identify.gazetteer_file import CompiledGazetteer
from whoholds.identify.gazetteer_import import add_gazetteer

HEADER = "geonameid\twof_id\tasciiname\taltnames\tlat\tlon\tfcode\tcc\tadm1\tadm2\tpop\n"
TABLE = (
    HEADER
    + "163521\t1259859553\tTall Khatrah\tتل خطرة|Tell Khatri\t"
    + "35.74126\t36.93880\tPPL\tSY\tIdlib\tIdleb\t0\n"
    + "\t1108779079\tDuma\tDouma District\t33.40415\t37.66367\tADM2\tSY\tRif Dimashq\tDuma\t433719\n"
)


def dump_line(number: int, name: str, code: str, admin1: str, kind: str = "P") -> str:
    fields = [
        str(number), name, name, "Tell Khatri,تل خطرة", "35.74", "36.93", kind, code, "SY", "",
        admin1, "", "", "", "1200", "", "300", "Asia/Damascus", "2020-01-01",
    ]  # fmt: skip
    return "\t".join(fields) + "\n"


DUMP = (
    dump_line(163521, "Tall Khatrah", "PPL", "12")
    + dump_line(169387, "Idlib Governorate", "ADM1", "12", "A")
    + dump_line(5, "Grand Hotel", "HTL", "12", "S")
    + dump_line(6, "Abu ad Duhur", "AIRB", "12", "S")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "gazetteers"


def only(folder: Path) -> CompiledGazetteer:
    (directory,) = added_directories(folder)
    return CompiledGazetteer(directory)


def test_table_plain_and_packed_give_the_same(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "SY.tsv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "SY.tsv.xz").write_bytes(lzma.compress(TABLE.encode()))
    plain = add_gazetteer(tmp_path / "SY.tsv", folder)
    packed = add_gazetteer(tmp_path / "SY.tsv.xz", folder)
    assert plain.digest == packed.digest
    assert (plain.name, plain.places) == ("SY", 2)
    assert "GeoNames" in plain.attribution
    place = only(folder).row_of("geonames:163521")
    assert place is not None
    assert (place.admin1, place.population) == ("Idlib", None)
    assert only(folder).row_of("wof:1108779079") is not None


def test_dump_names_its_units_and_leaves_hotels_out(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "SY.txt").write_text(DUMP, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("SY.txt", DUMP)
    text = add_gazetteer(tmp_path / "SY.txt", folder, name="text")
    packed = add_gazetteer(tmp_path / "SY.zip", folder, name="packed")
    assert text.places == packed.places == 3
    assert [info.name for info in list_gazetteers(folder)] == ["packed", "text"]
    gazetteers = Gazetteers([CompiledGazetteer(path) for path in added_directories(folder)])
    place = gazetteers.place("geonames:163521")
    assert place is not None
    assert place.admin1 == "Idlib Governorate"
    assert gazetteers.search("Tell Khatri")[0].place.id == "geonames:163521"


def test_an_archive_of_two_tables_is_not_read_by_half(tmp_path: Path, folder: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("SY.txt", DUMP)
        archive.writestr("LB.txt", DUMP)
    with pytest.raises(GazetteerError, match=r"2 tables are inside \(SY\.txt, LB\.txt"):
        add_gazetteer(tmp_path / "two.zip", folder)


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "a.tsv").write_text(TABLE, encoding="utf-8-sig")
    assert add_gazetteer(tmp_path / "a.tsv", folder).places == 2


def test_adding_again_replaces_and_tells_progress(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "SY.tsv"
    path.write_text(TABLE, encoding="utf-8")
    told: list[int] = []
    first = add_gazetteer(path, folder, progress=told.append)
    path.write_text(TABLE.replace("Tell Khatri", "Tell Khatra"), encoding="utf-8")
    second = add_gazetteer(path, folder)
    assert told[-1] == 2
    assert first.digest != second.digest
    assert [info.digest for info in list_gazetteers(folder)] == [second.digest]


def test_two_adding_at_once_leave_one(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "SY.tsv"
    path.write_text(TABLE, encoding="utf-8")
    with ThreadPoolExecutor(4) as pool:
        infos = list(pool.map(lambda _: add_gazetteer(path, folder), range(4)))
    assert len({info.digest for info in infos}) == 1
    assert [child.name for child in folder.iterdir()] == [f"SY-{infos[0].digest[:12]}"]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("a.tsv", TABLE.replace("asciiname", "x1"), r"no column is known to tell name; it has 'geo"),
        ("a.tsv", TABLE.replace("lat\tlon", "north\teast"), r"to tell lat and lon; .*--column lat=…"),
        ("a.tsv", TABLE.replace("wof_id", "geonameid"), r"a\.tsv:1: .*'geonameid' stands there twice"),
        ("a.tsv", "", r"a\.tsv:1: the first line names no columns"),
        ("a.tsv", HEADER, "holds no place"),
        ("a.tsv", TABLE + "broken\toff\n" * 3, r"line 4: 2 columns .*3 of 5 rows cannot be read"),
        ("a.tsv", TABLE.replace("\tSY\t", "\tBorduria\t"), r"line 2: 'Borduria' is no country"),
        ("a.tsv", TABLE.replace("\tSY\t", "\t\t"), r"no row tells its country; name it with --country"),
        ("a.txt", "1\t2\t3\n4\t5\t6\n", r"no column is known to tell name"),
        ("a.txt", dump_line(1, "A", "PPL", "1").replace("\tSY\t", "\t"), "stands there twice"),
        ("a.zip", "not a zip", r"a\.zip: it cannot be unpacked"),
        ("a.tsv.xz", "not xz", r"a\.tsv\.xz: it cannot be unpacked"),
        ("a.kml", "x", r"a\.kml: '\.kml' is not known"),
        ("a.csv", "x", r"a\.csv:1: the first line names no columns"),
        ("a.xlsx", "x", r"a\.xlsx: it cannot be unpacked"),
        ("a.gpkg", "x" * 2000, r"a\.gpkg: it cannot be read \(file is not a database"),
        ("a.geojson", "", "holds no place"),
        ("a.geojson", '{"type": "FeatureCollection", "features": [{"type"', r"feature 1 cannot be read"),
        ("a.geojson", '{"type": "Topology"}', "TopoJSON"),
        ("a.geojson", "[" * 100_000, r"feature 1 cannot be read"),
        ("a", "x", "no suffix"),
    ],
)  # fmt: skip
def test_bad_files_are_named_and_leave_nothing(
    tmp_path: Path, folder: Path, file: str, content: str, said: str
) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError, match=said):
        add_gazetteer(tmp_path / file, folder)
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "content", "places", "first"),
    [
        ("a.tsv", TABLE + "163521\tbroken off", 2, "line 4: 2 columns where 11 are needed"),
        ("a.tsv", TABLE.replace("36.93880", "east"), 1, "line 2: a number was expected"),
        ("a.tsv", TABLE.replace("36.93880", "236.9"), 1, "line 2: 35.7413, 236.9 is no point"),
        ("a.tsv", TABLE.replace("36.93880", "nan"), 1, "line 2: a number was expected, not 'nan'"),
        ("a.tsv", TABLE.replace("163521", "x1"), 1, "line 2: 'x1' is no identifier"),
        ("a.txt", DUMP + "1\t2\t3\n", 3, "line 5: 3 columns where a GeoNames dump has 19"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_left_out_and_told(
    tmp_path: Path, folder: Path, file: str, content: str, places: int, first: str
) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    info = add_gazetteer(tmp_path / file, folder)
    assert (info.places, info.left_out) == (places, 1)
    assert info.first_left_out.startswith(first)
    assert info.warning is not None
    assert info.warning.startswith(f"1 row of {file} could not be read and was left out; the first")
    assert list_gazetteers(folder) == [info]


def test_a_place_that_geonames_does_not_know_keeps_its_other_identifier(
    tmp_path: Path, folder: Path
) -> None:
    row = "-1\t421194651\tTripoli\t\t32.89\t13.18\tPPL\tLY\tTripoli\t\t1150989\n"
    (tmp_path / "LY.tsv").write_text(TABLE + row, encoding="utf-8")
    info = add_gazetteer(tmp_path / "LY.tsv", folder)
    assert (info.places, info.left_out, info.warning) == (3, 0, None)
    gazetteer = Gazetteers([CompiledGazetteer(path) for path in added_directories(folder)])
    assert gazetteer.place("wof:421194651") is not None


def test_truncated_archive_and_other_bytes(tmp_path: Path, folder: Path) -> None:
    packed = lzma.compress((TABLE * 50).encode())
    (tmp_path / "cut.tsv.xz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "latin.tsv").write_bytes(TABLE.encode("utf-16"))
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("readme.md", "nothing")
    for file, said in (
        ("cut.tsv.xz", "unpacked"),
        ("latin.tsv", "not UTF-8"),
        ("empty.zip", "SY.txt"),
    ):
        with pytest.raises(GazetteerError, match=said):
            add_gazetteer(tmp_path / file, folder)
    with pytest.raises(GazetteerError, match="No such file"):
        add_gazetteer(tmp_path / "absent.tsv", folder)


@pytest.mark.parametrize("name", ["", "../up", "a b", "default", "x" * 65, ".hidden"])
def test_names_that_could_leave_the_folder_are_refused(
    tmp_path: Path, folder: Path, name: str
) -> None:
    (tmp_path / "a.tsv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(GazetteerError, match="is not one"):
        add_gazetteer(tmp_path / "a.tsv", folder, name=name)


@pytest.mark.shared
@pytest.mark.parametrize(("file", "left_out"), [("LY", 0), ("LB", 1)])
def test_one_bad_row_does_not_refuse_a_country(
    shared: Path, folder: Path, file: str, left_out: int
) -> None:
    info = add_gazetteer(shared / "gazetteers" / f"{file}.tsv.xz", folder)
    assert info.left_out == left_out
    assert info.places > 800


@pytest.mark.shared
def test_whole_country(shared: Path, folder: Path) -> None:
    info = add_gazetteer(shared / "gazetteers" / "SY.tsv.xz", folder)
    assert info.places > 10_000
    gazetteer = Gazetteers([only(folder)])
    wanted = {
        "Maarat al-Numan": "geonames:167611",
        "Saraqib": "geonames:164816",
        "Jarjanaz": "geonames:169168",
        "Tell Khatrah": "geonames:163521",
        "Abu Jreif": "geonames:174458",
    }
    for name, place in wanted.items():
        found = [each.place.id for each in gazetteer.search(name) if each.score >= 95.0]
        assert place in found, name
