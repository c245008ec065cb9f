import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import GazetteerError
from whoholds.identify.near_names import NearNames, write_near_names
from whoholds.identify.spelling import profile_of

NAMES = ("saraqib", "sarja", "tall khatrah", "jarjanaz", "abu jurayf", "tall abyad", "tall tamr")
GENERIC = profile_of("SY")


def opened(path: Path, *names: str, country: str = "SY") -> NearNames:
    write_near_names(((country, name) for name in names), path)
    return NearNames(path)


def test_the_name_itself_comes_first_and_another_spelling_near(tmp_path: Path) -> None:
    index = opened(tmp_path / "near", *NAMES)
    found = index.near("SY", GENERIC.keys("Saraqib"), 3)
    assert found[0].core == "saraqib"
    assert found[0].cosine == pytest.approx(1.0, abs=1e-5)
    assert index.near("SY", GENERIC.keys("Saraqeb"), 3)[0].core == "saraqib"
    assert index.near("SY", GENERIC.keys("Jarjanaaz"), 1)[0].core == "jarjanaz"


def test_a_word_that_many_names_hold_counts_for_little(tmp_path: Path) -> None:
    index = opened(tmp_path / "near", *NAMES)
    assert index.near("SY", GENERIC.keys("Khatrah"), 1)[0].core == "tall khatrah"
    assert index.rarity("SY", "tal") < index.rarity("SY", "katra")
    assert index.rarity("SY", "nowhere") == index.rarity("SY", "katra")


def test_only_the_country_asked_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "near"
    write_near_names([("SY", "saraqib"), ("IQ", "samarra")], path)
    index = NearNames(path)
    assert index.countries == {"SY", "IQ"}
    assert [name.core for name in index.near("IQ", GENERIC.keys("Saraqib"), 5)] == ["samarra"]
    assert index.near("UA", GENERIC.keys("Saraqib"), 5) == []


def test_order_of_writing_changes_no_byte(tmp_path: Path) -> None:
    shuffled = [*NAMES, *NAMES]
    random.Random(3).shuffle(shuffled)
    opened(tmp_path / "one", *NAMES)
    opened(tmp_path / "two", *shuffled)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_more_names_than_a_block_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whoholds.identify.near_names._MOST_IN_BLOCK", 2)
    index = opened(tmp_path / "near", *NAMES)
    assert [index.near("SY", GENERIC.keys(name), 1)[0].core for name in NAMES] == list(NAMES)


def test_names_that_cannot_be_read_and_no_names_at_all(tmp_path: Path) -> None:
    index = opened(tmp_path / "near", "서울", "")
    assert index.countries == frozenset()
    assert index.near("SY", GENERIC.keys(""), 5) == []


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "near"
    opened(path, *NAMES)
    whole = path.read_bytes()
    for kept in (0, 4, 20, len(whole) // 2, len(whole) - 8):
        path.write_bytes(whole[:kept])
        with pytest.raises(GazetteerError, match="near"):
            NearNames(path)
    path.write_bytes(b"\xff" * 64)
    with pytest.raises(GazetteerError, match="damaged"):
        NearNames(path)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(min_value=1, max_value=9))
def test_any_question_is_answered(
    tmp_path_factory: pytest.TempPathFactory, name: str, limit: int
) -> None:
    index = opened(tmp_path_factory.mktemp("any") / "near", *NAMES)
    found = index.near("SY", GENERIC.keys(name), limit)
    assert len(found) <= limit
    assert all(0.0 < each.cosine <= 1.0 + 1e-5 for each in found)
    assert [each.cosine for each in found] == sorted((e.cosine for e in found), reverse=True)
