from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import (
    HIGHEST_LIKE,
    SAME_CORE,
    Gazetteers,
    added_directories,
    combined_score,
    list_gazetteers,
    open_gazetteers,
)
from whoholds.identify.gazetteer_file import CompiledGazetteer, compile_gazetteer


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Tell Khatrah", "geonames:163521"),
        ("Tal Khatra", "geonames:163521"),
        ("Khatrah", "geonames:163521"),
        ("تل خطرة", "geonames:163521"),
        ("Abu Jreif", "geonames:174458"),
        ("Abu Jarif", "geonames:174458"),
        ("Jerjanaz", "geonames:169168"),
        ("Saraqeb", "geonames:164816"),
        ("Kafranbel", "geonames:1"),
        ("Lugansk", "geonames:702658"),
        ("Sloviansk", "geonames:692087"),
        ("LONDON", "geonames:2643743"),
    ],
)
def test_spellings_find_their_place(small: Gazetteers, name: str, place: str) -> None:
    best = small.search(name)[0]
    assert best.place.id == place
    assert best.score >= 85.0


def test_the_name_itself_beats_what_is_like_it(small: Gazetteers) -> None:
    assert small.search("Tall Khatrah")[0].score == 100.0
    assert SAME_CORE <= small.search("Tal al-Khatrah")[0].score < 100.0
    assert small.search("Tall Khatreh")[0].score <= HIGHEST_LIKE


def test_kafr_nabl_is_not_nabl(small: Gazetteers) -> None:
    scores = {each.place.id: each.score for each in small.search("Nabl")}
    assert scores["geonames:2"] == 100.0
    assert scores.get("geonames:1", 0.0) < 92.0


@pytest.mark.parametrize("name", ["Mustayf", "Quetzaltenango", "xyz", "", "—", "\x00\t\n"])
def test_unknown_names_find_nothing_good(small: Gazetteers, name: str) -> None:
    assert all(candidate.score < 85.0 for candidate in small.search(name))


def test_countries_restrict_and_limit_cuts(small: Gazetteers) -> None:
    assert {each.place.country for each in small.search("Luhansk", countries=("ua",))} == {"UA"}
    assert all(each.place.country == "SY" for each in small.search("Luhansk", countries=("SY",)))
    assert len(small.search("Sinjar", limit=1)) == 1
    assert small.search("Idlib", limit=0) == []


@settings(derandomize=True, max_examples=200, deadline=None)
@given(name=st.text(max_size=80), countries=st.sampled_from([(), ("SY",), ("UA", "SY"), ("ZZ",)]))
def test_search_answers_any_text_in_order(
    small: Gazetteers, name: str, countries: tuple[str, ...]
) -> None:
    scores = [each.score for each in small.search(name, countries=countries)]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 100.0 for score in scores)


@given(st.text("abiurst", max_size=12), st.text("abiurst", max_size=12))
@settings(derandomize=True, max_examples=100)
def test_combined_score_is_symmetric_and_whole_for_equals(one: str, other: str) -> None:
    there = combined_score(one, other, one, other, one, other)
    assert there == pytest.approx(combined_score(other, one, other, one, other, one))
    assert combined_score(one, one, one, one, one, one) == pytest.approx(100.0)


def test_one_place_in_two_gazetteers_is_one(
    rows: list[GazetteerPlace], small_folder: Path, tmp_path: Path
) -> None:
    other = GazetteerPlace(
        id="geonames:163521", name="Tell Khatri", lat=35.7, lon=36.9, feature_code="PPL",
        country="SY", gazetteer="other", names=("Khatriye",),
    )  # fmt: skip
    compile_gazetteer(
        [other], tmp_path, "other-1", name="other", source="s", licence="l", attribution="a"
    )
    both = Gazetteers(
        [CompiledGazetteer(small_folder / "small-1"), CompiledGazetteer(tmp_path / "other-1")]
    )
    found = both.search("Tell Khatri")
    assert [each.place.id for each in found if each.score >= 95.0] == ["geonames:163521"]
    place = both.place("geonames:163521")
    assert place is not None
    assert {"Tell Khatri", "Khatriye"} <= set(place.names)
    assert both.fingerprint != Gazetteers([CompiledGazetteer(small_folder / "small-1")]).fingerprint


def test_foreign_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "holiday-pictures").mkdir()
    with pytest.raises(GazetteerError, match="holiday-pictures"):
        added_directories(tmp_path)


def test_empty_or_missing_folder_lists_nothing(tmp_path: Path) -> None:
    assert list_gazetteers(tmp_path / "absent") == []


def test_default_opens_at_once_and_knows_the_sample(compiled_gazetteers: Path) -> None:
    gazetteers = open_gazetteers(compiled_gazetteers)
    assert gazetteers.infos[0].name == "default"
    assert gazetteers.infos[0].places > 200_000
    assert gazetteers.infos[0].licence == "CC BY 4.0"
    best = {
        name: gazetteers.search(name)[0].place.id
        for name in ("Tell Khatrah", "Abu Jurayf", "Baghdad", "Kharkiv", "Syria")
    }
    assert best["Tell Khatrah"] == "geonames:163521"
    assert best["Abu Jurayf"] == "geonames:174458"
    assert best["Syria"] == "geonames:163843"
    assert all(each.score < 85.0 for each in gazetteers.search("Mustayf", countries=("SY",)))
    codes = {each.place.feature_code for each in gazetteers.search("Idlib", countries=("SY",))[:2]}
    assert codes == {"PPL", "ADM1"}
