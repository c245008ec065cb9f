"""One place in several gazetteers, or twice in one: found once, with the names of all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.gazetteer_file import INFO, CompiledGazetteer, compile_gazetteer
from whoholds.identify.gazetteer_index import open_index, remove_other_indexes
from whoholds.identify.gazetteer_joins import Joins, feature_class
from whoholds.identify.spelling import fold

Compile = Callable[..., CompiledGazetteer]


@pytest.fixture
def compiled(tmp_path: Path) -> Compile:
    def make(name: str, *places: GazetteerPlace) -> CompiledGazetteer:
        compile_gazetteer(
            places, tmp_path, f"{name}-1", name=name, source="s", licence="l", attribution="a"
        )
        return CompiledGazetteer(tmp_path / f"{name}-1")

    return make


def place(number: str, name: str, lat: float = 35.0, **fields: object) -> GazetteerPlace:
    base = {
        "id": number, "name": name, "lat": lat, "lon": 36.0, "feature_code": "PPL", "country": "SY",
        "gazetteer": "x",
    }  # fmt: skip
    return GazetteerPlace(**{**base, **fields})  # type: ignore[arg-type]  # fields by name


def test_the_same_name_near_by_is_one_place_with_all_names(compiled: Compile) -> None:
    both = Gazetteers(
        [
            compiled("osm", place("osm:1", "Kafr Nabl", names=("كفرنبل",), population=15_000)),
            compiled(
                "un", place("un:C1", "Kafr Nabl", 35.015, admin1="Idleb", names=("Kafranbel",))
            ),
            compiled("gn", place("geonames:7", "Kafr Nabl", 35.01)),
        ]
    )
    assert both.joined == 2
    (found,) = [each for each in both.search("Kafranbel") if each.score >= 97.0]
    assert found.place.id == "geonames:7"
    assert set(found.place.names) == {"كفرنبل", "Kafranbel"}
    assert (found.place.admin1, found.place.population) == ("Idleb", 15_000)
    assert both.place("osm:1") == both.place("un:C1") == both.place("geonames:7") == found.place


@pytest.mark.parametrize(
    ("other", "joined"),
    [
        (place("b:1", "Sinjar", 35.017), True),
        (place("b:1", "Sinjar", 35.019), False),
        (place("b:1", "Sinjar", country="IQ"), False),
        (place("b:1", "Sinjar", feature_code="HLL"), False),
        (place("b:1", "Sinjar", feature_code="ADM2"), False),
        (place("b:1", "Sinjar", feature_code="PPLX"), True),
        (place("b:1", "Shinjar"), False),
        (place("b:1", "al-Sinjar"), True),
        (place("b:1", "Balad", names=("Sinjar",)), True),
    ],
)
def test_what_is_one_place(compiled: Compile, other: GazetteerPlace, joined: bool) -> None:
    both = Gazetteers([compiled("a", place("a:1", "Sinjar")), compiled("b", other)])
    assert (both.joined == 1) is joined


def test_units_of_one_level_are_joined_where_one_lies_in_the_other(compiled: Compile) -> None:
    unit = place("geonames:1", "Idlib", feature_code="ADM1", radius_m=44_000.0)
    same = replace(unit, id="un:SY07", lat=35.3, radius_m=1000.0)
    far = replace(unit, id="un:SY08", lat=36.0, radius_m=1000.0)
    lower = replace(same, id="un:SY0700", feature_code="ADM2")
    both = Gazetteers([compiled("gn", unit), compiled("un", same, far, lower)])
    assert both.joined == 1
    assert both.place("un:SY07") == both.place("geonames:1") != both.place("un:SY0700")


def test_two_rows_of_one_gazetteer_are_joined_by_their_main_names_alone(compiled: Compile) -> None:
    rows = (
        place("a:1", "Sinjar"),
        place("a:2", "Sinjar", 35.01),
        place("a:3", "Other", names=("Sinjar",)),
    )
    only = Gazetteers([compiled("a", *rows)])
    assert only.joined == 1
    assert only.place("a:1") == only.place("a:2") != only.place("a:3")


def test_the_row_of_geonames_stands_for_the_place_then_that_of_who_is_on_first(
    compiled: Compile,
) -> None:
    both = Gazetteers(
        [compiled("a", place("a:1", "Sinjar")), compiled("b", place("wof:5", "Sinjar"))]
    )
    assert both.search("Sinjar")[0].place.id == "wof:5"


def test_names_tell_what_bears_them(compiled: Compile) -> None:
    town = place("a:1", "Idlib", names=("إدلب",), population=128_840)
    unit = place("b:1", "Idlib", feature_code="ADM1")
    hill = place("b:2", "Hill Idlib", feature_code="HLL")
    both = Gazetteers([compiled("a", town), compiled("b", unit, hill)])
    found = both.name("IDLIB")
    assert found is not None
    assert (found.classes, found.people, found.places, found.main) == ("AP", 6, 2, True)
    assert both.name("nowhere") is None
    names = {each.name: each for each in both.names()}
    assert set(names) == {"idlib", fold("إدلب"), "hill idlib"}
    assert not names[fold("إدلب")].main
    assert [each.name for each in both.names("hill")] == ["hill idlib"]
    assert both.name("hill idlib") == names["hill idlib"]
    assert names["hill idlib"].classes == "T"


def test_an_index_is_made_once_kept_and_made_anew_for_another_set(
    compiled: Compile, tmp_path: Path
) -> None:
    one, two = compiled("a", place("a:1", "Sinjar")), compiled("b", place("b:1", "Sinjar"))
    told: list[int] = []
    first = open_index(tmp_path, [one, two], progress=told.append)
    again = open_index(tmp_path, [one, two], progress=told.append)
    assert told == [2]
    assert (first.joined, again.joined) == (1, 1)
    (directory,) = tmp_path.glob(".index-*")
    assert open_index(tmp_path, [one]).joined == 0
    (other,) = tmp_path.glob(".index-*")
    assert other != directory
    for file in other.iterdir():
        file.write_bytes(b"x")
    with pytest.raises(GazetteerError, match=r"it is damaged .* it is made anew"):
        open_index(tmp_path, [one])
    remove_other_indexes(tmp_path)
    assert open_index(tmp_path, [one]).exact_rows("sinjar") == [0]


def test_keys_of_another_spelling_are_made_anew_and_nothing_else_changes(
    compiled: Compile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whoholds.identify import gazetteer_file

    before = compiled("a", place("a:1", "Sinjar", names=("Shingal",))).info
    monkeypatch.setattr(gazetteer_file, "keys_digest", lambda: "another")
    old = tmp_path / "a-1"
    new = gazetteer_file.compiled_anew(old)
    assert new is not None
    assert not old.exists()
    after = CompiledGazetteer(new)
    assert after.info == replace(before, keys="another")
    assert [each.names for each in after.places()] == [("Shingal",)]
    assert gazetteer_file.compiled_anew(new) == new
    (new / INFO).write_text("{}")
    with pytest.raises(GazetteerError, match="damaged"):
        gazetteer_file.compiled_anew(new)


@settings(derandomize=True, max_examples=100)
@given(
    st.dictionaries(
        st.integers(1, 60).map(lambda n: 2 * n), st.integers(0, 20).map(lambda n: 2 * n + 1)
    )
)
def test_joins_come_back_from_their_file(
    tmp_path_factory: pytest.TempPathFactory, main_of: dict[int, int]
) -> None:
    path = tmp_path_factory.mktemp("joins") / "doubles.bin"
    Joins(main_of).save(path)
    found = Joins.load(path)
    assert found.as_dict() == main_of
    assert len(found) == len(main_of)
    assert all(found.main_of(row) == main_of.get(row, row) for row in range(130))
    for main in set(main_of.values()):
        assert found.doubles_of(main) == sorted(row for row in main_of if main_of[row] == main)
    if len(main_of) > 0:
        path.write_bytes(path.read_bytes()[:-4])
        with pytest.raises(ValueError, match="cut short"):
            Joins.load(path)


@pytest.mark.parametrize(
    ("code", "letter"),
    [("PPL", "P"), ("PPLC", "P"), ("STLMT", "P"), ("ADM3", "A"), ("PCLI", "A"), ("HLL", "T"),
     ("MT", "T"), ("AIRB", "S"), ("FRM", "S"), ("PSTB", "S"), ("RGN", "L"), ("MILB", "L"), ("FRST", "V"),
     ("RD", "R"), ("STM", "H"), ("P", "P"), ("PRN", "S"), ("STMX", "H"), ("RSTN", "S"), ("REFC", "S"),
     ("RDGE", "T")],
)  # fmt: skip
def test_feature_codes_have_their_class(code: str, letter: str) -> None:
    assert feature_class(code) == letter
