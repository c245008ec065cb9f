from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.protocols import KnownNames, NoKnownNames
from whoholds.identify.known_names import GazetteerNames, common_words
from whoholds.identify.spelling import fold

NAMES = {
    "maarat al numan": "P",
    "al bab": "P",
    "khan al assal": "P",
    "stoke on trent": "P",
    "st louis": "P",
    "u s": "A",
    "us": "A",
    "new york": "AP",
    "new york city": "P",
    "york": "P",
    "kharkiv": "AP",
    "reading": "P",
    "hope": "P",
    "washington": "AP",
    "київ": "P",
    "kyiv": "P",
}


@dataclass(frozen=True)
class Entry:
    name: str
    classes: str
    people: int = 5
    places: int = 1
    main: bool = True


class Book:
    fingerprint = "book"

    def name(self, name: str) -> Entry | None:
        return self.folded_name(fold(name))

    def folded_name(self, folded: str) -> Entry | None:
        return Entry(folded, NAMES[folded]) if folded in NAMES else None

    def begins_name(self, folded: str) -> bool:
        return any(name.startswith(folded) for name in NAMES)


@pytest.fixture(scope="module")
def names() -> GazetteerNames:
    return GazetteerNames(Book())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They left Ma'arat al-Nu'man.", ["Ma'arat al-Nu'man"]),
        ("They left Ma’arat al-Nu’man.", ["Ma’arat al-Nu’man"]),
        ("near al-Bab and Khan al-Assal", ["al-Bab", "Khan al-Assal"]),
        ("in Stoke-on-Trent, St. Louis", ["Stoke-on-Trent", "St. Louis"]),
        ("in Stoke on Trent", ["Stoke on Trent"]),
        ("the U.S. and US troops", ["U.S.", "US"]),
        ("New York City Council", ["New York City"]),
        ("New York Council", ["New York"]),
        ("the Kharkiv Group of Forces", ["Kharkiv"]),
        ("reading a book in hope", []),
        ("Nowhere Washington", ["Washington"]),
        ("YorkX Yorks", []),
        ("", []),
    ],
)
def test_the_longest_names_are_found(names: GazetteerNames, text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in names.find(text)] == found


def test_a_name_of_common_words_says_so_unless_it_is_an_acronym(names: GazetteerNames) -> None:
    reading, us = names.find("Reading and US")
    assert reading.common
    assert not us.common
    assert not names.find("Kharkiv")[0].common
    assert "reading" in common_words()


def test_a_name_is_known_as_a_whole(names: GazetteerNames) -> None:
    known = names.known("New York")
    assert known is not None
    assert (known.start, known.end, known.folded, known.classes) == (0, 8, "new york", "AP")
    assert names.known("New York Council") is None
    assert names.known("") is None


def test_without_a_gazetteer_nothing_is_known() -> None:
    none: KnownNames = NoKnownNames()
    assert none.find("New York") == []
    assert none.known("New York") is None
    assert none.fingerprint == ""


WORDS = st.sampled_from(
    [*NAMES, "Ma'arat al-Nu'man", "New York City", "the", "of", "-", ".", "\n", "É", "İ", "ß"]
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=12), st.sampled_from([" ", "-", "", " al-"]))
def test_spans_hold_the_names_and_never_overlap(words: list[str], joint: str) -> None:
    text = joint.join(word.title() if at % 2 else word for at, word in enumerate(words))
    found = GazetteerNames(Book()).find(text)
    assert all(fold(text[one.start : one.end]) == one.folded for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "text",
    ["A" * 200_000, "A " * 100_000, "A-" * 100_000, "New " * 50_000, "al-" * 60_000, "A'" * 100_000,
     "A of the " * 30_000, "U." * 100_000],
)  # fmt: skip
def test_hostile_text_is_read_to_its_end(names: GazetteerNames, text: str) -> None:
    found = names.find(f"{text} Kharkiv")
    assert found[-1].folded == "kharkiv"
    assert found[-1].end == len(text) + 8
