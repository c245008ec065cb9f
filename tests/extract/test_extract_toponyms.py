from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.protocols import KnownName, NoKnownNames
from whoholds.extract.toponym_features import Document, features
from whoholds.extract.toponym_spans import Text, candidates
from whoholds.extract.toponyms import Toponym, find_toponyms, likelihood, load_weights

Find = Callable[..., list[Toponym]]

KNOWN: Mapping[str, tuple[str, int]] = {
    "Kharkiv": ("AP", 7), "Maryland": ("A", 7), "Washington": ("AP", 6), "Jordan": ("AP", 8),
    "Chelsea": ("P", 5), "Springfield": ("P", 6), "Illinois": ("A", 8), "Aleppo": ("AP", 7),
    "Homs": ("AP", 6), "Idlib": ("AP", 6), "Paris": ("P", 7), "Syria": ("A", 8), "March": ("P", 5),
    "Hope": ("P", 4), "Damascus": ("AP", 7), "Baghdad": ("AP", 7), "Hama": ("AP", 6),
}  # fmt: skip
COMMON = {"Hope", "March"}


class Names:
    """Knows single words."""

    fingerprint = "names"

    def find(self, text: str) -> list[KnownName]:
        found = []
        for word, (classes, people) in KNOWN.items():
            at = text.find(word)
            while at >= 0:
                end = at + len(word)
                if not text[end : end + 1].isalpha() and not text[max(0, at - 1) : at].isalpha():
                    row = (word.lower(), classes, people, 3, True, word in COMMON)
                    found.append(KnownName(at, end, *row))
                at = text.find(word, end)
        return sorted(found)

    def known(self, name: str) -> KnownName | None:
        if name not in KNOWN:
            return None
        classes, people = KNOWN[name]
        return KnownName(0, len(name), name.lower(), classes, people, 3, True, name in COMMON)


@pytest.fixture(scope="module")
def find() -> Find:
    def call(text: str, **options: Any) -> list[Toponym]:
        return find_toponyms(text, Names(), **options)

    return call


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rebels advanced in Aleppo and Idlib on Monday.", ["Aleppo", "Idlib"]),
        ("Fighting continued in Homs, Hama and Damascus.", ["Homs", "Hama", "Damascus"]),
        ("She studies at the University of Maryland.", []),
        ("The Washington Post reported it first.", []),
        ("The Kharkiv Group of Forces repelled it.", []),
        ("The Bank of the Springfield lent it.", []),
        ("He told Mr Jordan about it.", []),
        ("Chelsea Clinton wrote a book.", []),
        ("Hope is all that they have.", []),
        ("It happened in March, the police said.", []),
    ],
)
def test_places_are_told_from_people_papers_and_words(
    find: Find, text: str, found: list[str]
) -> None:
    assert [one.text for one in find(text)] == found


def test_an_abbreviation_after_a_comma_is_the_container(find: Find) -> None:
    town, state = find("He was born in Springfield, Ill., and lives there.")
    assert (town.text, town.within) == ("Springfield", ("Illinois", "United States"))
    assert (state.text, state.name) == ("Ill.", "Illinois")


def test_demonyms_are_left_out_unless_asked_for(find: Find) -> None:
    text = "The Syrian army left Homs."
    assert [one.text for one in find(text)] == ["Homs"]
    asked = find(text, demonyms=True, least=0.0)
    assert [(one.text, one.name, one.demonym) for one in asked] == [
        ("Syrian", "Syria", True),
        ("Homs", "Homs", False),
    ]


def test_a_village_that_no_gazetteer_knows_is_told_by_the_words_before_it() -> None:
    found = find_toponyms("Troops seized the village of Mustayf on Friday.", NoKnownNames())
    assert [(one.text, one.known) for one in found] == [("Mustayf", None)]


def test_what_is_less_likely_than_asked_stays_out() -> None:
    text = "The Washington Post reported it from Aleppo."
    assert len(find_toponyms(text, Names(), least=0.0)) > len(find_toponyms(text, Names()))
    assert find_toponyms(text, Names(), least=1.01) == []


def test_in_a_report_of_war_more_names_are_places() -> None:
    text = Text("Paris fell.")
    found = candidates(text, Names())
    document = Document(text, found)
    plain = likelihood(features(found[0], document), load_weights())
    war = likelihood([*features(found[0], document), "war"], load_weights())
    assert war > plain


PIECES = st.sampled_from(
    [
        *KNOWN,
        "in",
        "of",
        "the",
        ",",
        ".",
        "Ill.",
        "W.Va.",
        "Syrian",
        "University",
        "\n",
        "village",
        "and",
    ]
)


@settings(derandomize=True, max_examples=120, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=15), st.booleans())
def test_spans_hold_their_words_in_order(pieces: list[str], demonyms: bool) -> None:
    text = " ".join(pieces)
    found = find_toponyms(text, Names(), demonyms=demonyms, least=0.0)
    assert all(one.span.cut(text) == one.text for one in found)
    assert all(0.0 <= one.likely <= 1.0 for one in found)
    ends = [0, *(one.span.end for one in found)]
    assert all(end <= one.span.start for end, one in zip(ends, found, strict=False))


@pytest.mark.parametrize(
    "text", ["", "\0" * 50, "A" * 50_000, "village of " * 5_000, "Homs, " * 5_000, "Ill. " * 5_000]
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    found = find_toponyms(f"{text} They left Aleppo for the village of Damascus.", Names())
    assert found[-1].text == "Damascus"
