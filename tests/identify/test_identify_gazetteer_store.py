import sqlite3
import tempfile
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer_file import (
    INFO,
    ROWS,
    CompiledGazetteer,
    compile_gazetteer,
    compiled_anew,
    read_info,
)
from whoholds.identify.gazetteer_store import StoredRows, parted, written_rows
from whoholds.identify.spelling import fold, profile_of

_WORDS = st.text(min_size=1, max_size=12).filter(lambda text: "|" not in text and "\0" not in text)
_PLACES = st.builds(
    GazetteerPlace,
    id=st.one_of(
        st.integers(0, 10**19).map("geonames:{}".format),
        st.sampled_from(["osm:way/12", "osm:node/12", "12", "x:012", "ocha:SY01", "é:1"]),
        _WORDS,
    ),
    name=_WORDS,
    lat=st.integers(-9_000_000, 9_000_000).map(lambda at: at / 100_000),
    lon=st.integers(-18_000_000, 18_000_000).map(lambda at: at / 100_000),
    feature_code=st.sampled_from(["PPL", "ADM1", "HLL"]),
    country=st.sampled_from(["SY", "UA", ""]),
    gazetteer=st.just("it"),
    admin1=st.none() | _WORDS,
    admin2=st.none() | _WORDS,
    population=st.none() | st.integers(0, 10**10),
    radius_m=st.floats(0.0, 1e6),
    names=st.lists(_WORDS, max_size=3).map(tuple),
)


def stored(places: list[GazetteerPlace], path: Path) -> StoredRows:
    written_rows(places, path, name="it", source="s", left_out=None, progress=None)
    return StoredRows(path, "it")


@settings(derandomize=True, max_examples=120, deadline=None)
@given(st.lists(_PLACES, min_size=1, max_size=8, unique_by=lambda place: place.id))
def test_places_come_back_as_they_went_in(places: list[GazetteerPlace]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = stored(places, Path(folder) / "rows")
        assert list(rows.places()) == places
        assert [rows.row(rows.number_of(place.id) or 0) for place in places] == places
        told = [(each.folded, each.core) for each in rows.summaries()]
        rows.close()
    keys = [profile_of(place.country).keys(place.name) for place in places]
    assert told == [(each.folded, each.core) for each in keys]
    assert [each[0] for each in told] == [fold(place.name) for place in places]


@pytest.mark.parametrize(
    ("place_id", "parts"),
    [
        ("geonames:163521", ("geonames:", 163521)),
        ("osm:way/7", ("osm:way/", 7)),
        ("geonames:007", ("", "geonames:007")),
        ("geonames:1234567890123456789", ("", "geonames:1234567890123456789")),
        ("geonames:١٢", ("", "geonames:١٢")),
        ("12", ("", "12")),
        ("ocha:SY01", ("", "ocha:SY01")),
        ("geonames:1\n", ("", "geonames:1\n")),
    ],
)
def test_identifiers_are_parted_only_where_they_can_be_joined_again(
    place_id: str, parts: tuple[str, int | str]
) -> None:
    assert parted(place_id) == parts
    assert "".join(map(str, parts)) == place_id


def test_a_number_and_a_text_of_one_look_are_two_identifiers(tmp_path: Path) -> None:
    def place(place_id: str) -> GazetteerPlace:
        return GazetteerPlace(
            id=place_id, name=place_id, lat=1.0, lon=1.0, feature_code="PPL", country="SY",
            gazetteer="it",
        )  # fmt: skip

    rows = stored([place("a:1"), place("b:1"), place("1")], tmp_path / "rows")
    assert [rows.number_of(each) for each in ("a:1", "b:1", "1", "c:1", "2")] == [
        0,
        1,
        2,
        None,
        None,
    ]


def test_points_are_kept_to_a_metre(tmp_path: Path) -> None:
    place = GazetteerPlace(
        id="x", name="X", lat=35.123456789, lon=-0.000004, feature_code="PPL", country="SY",
        gazetteer="it",
    )  # fmt: skip
    (kept,) = stored([place], tmp_path / "rows").places()
    assert (kept.lat, kept.lon) == (35.12346, 0.0)


def test_settlements_of_a_box_with_its_edges(rows: list[GazetteerPlace], tmp_path: Path) -> None:
    found = stored(rows, tmp_path / "rows")
    hill = rows[4]
    assert found.settlement_rows(hill.lon, hill.lat, hill.lon, hill.lat) == [4]
    assert found.settlement_rows(hill.lon, hill.lat, hill.lon - 0.1, hill.lat) == []
    syria = rows[0]
    assert found.settlement_rows(syria.lon, syria.lat, syria.lon, syria.lat) == []


def test_a_gazetteer_of_the_format_before_is_compiled_anew(
    rows: list[GazetteerPlace], tmp_path: Path
) -> None:
    compile_gazetteer(
        rows, tmp_path, "it-1", name="it", source="s", licence="l", attribution="a", url="http://x"
    )
    new = read_info(tmp_path / "it-1")
    path = tmp_path / "it-1" / ROWS
    path.unlink()
    base = sqlite3.connect(path)
    base.execute(
        "CREATE TABLE place (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, "
        "lat REAL NOT NULL, lon REAL NOT NULL, feature_code TEXT NOT NULL, country TEXT NOT NULL, "
        "admin1 TEXT, admin2 TEXT, population INTEGER, radius_m REAL NOT NULL, names TEXT NOT NULL, "
        "folded TEXT NOT NULL, core TEXT NOT NULL) STRICT"
    )
    for at, row in enumerate(rows):
        values = (at, row.id, row.name, row.lat, row.lon, row.feature_code, row.country, row.admin1,
                  row.admin2, row.population, row.radius_m, "|".join(row.names), "", "")  # fmt: skip
        base.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", values)
    base.commit()
    base.close()
    info = orjson.loads((tmp_path / "it-1" / INFO).read_bytes())
    (tmp_path / "it-1" / INFO).write_bytes(orjson.dumps({**info, "format": 5}))
    with pytest.raises(GazetteerError, match="format 5"):
        CompiledGazetteer(tmp_path / "it-1")
    made = compiled_anew(tmp_path / "it-1")
    assert made is not None
    opened = CompiledGazetteer(made)
    assert [opened.row_of(row.id) for row in rows] == [
        GazetteerPlace(**{**{f: getattr(row, f) for f in row.__slots__}, "gazetteer": "it"})
        for row in rows
    ]
    assert (opened.info.digest, opened.info.url) == (new.digest, "http://x")
    assert not (tmp_path / "it-1").exists()
