"""Names of files: safe on every disk, and never the same for two identifiers."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.publish.file_names import LONGEST, file_key

texts = st.text(st.characters(), max_size=200)


def test_names_of_gazetteers_read_as_they_are() -> None:
    assert file_key("geonames:170063") == "geonames-170063"
    assert file_key("syria:saa") == "syria-saa"


def test_what_looks_alike_has_another_name() -> None:
    alike = [
        "a:b",
        "a-b",
        "a_b",
        "A:b",
        "a:B",
        "a.b",
        "a/b",
        "a b",
        "a_3ab",
        "",
        " ",
        "con",
        "x" * 121,
    ]
    assert len({file_key(each) for each in alike}) == len(alike)


@settings(derandomize=True, max_examples=300)
@given(texts)
def test_names_are_safe(identifier: str) -> None:
    assert re.fullmatch(r"[a-z0-9_~-]{1,120}", file_key(identifier))
    assert len(file_key(identifier)) <= LONGEST


@settings(derandomize=True, max_examples=300)
@given(texts, texts)
def test_no_two_share_a_name(one: str, other: str) -> None:
    assert (file_key(one) == file_key(other)) is (one == other)


@settings(derandomize=True, max_examples=100)
@given(st.text("A-:", min_size=41, max_size=80), st.text("A-:", min_size=41, max_size=80))
def test_long_ones_are_cut_and_still_differ(one: str, other: str) -> None:
    assert (file_key("é" * 60 + one) == file_key("é" * 60 + other)) is (one == other)
