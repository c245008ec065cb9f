"""Objects: what a verb took, by the file's spans and the word lists."""

from typing import Any

import pytest

from benchmarks.reader_objects import Sentence, as_sentence, load_words, taken_by
from whoholds.extract.plain import PlainReader

WORDS = load_words()


def sentence(text: str, verb: str, *locations: str) -> Sentence | None:
    row: dict[str, Any] = {"text": text, "spans": []}
    for label, words in (("VERB", verb), *(("LOCATION", place) for place in locations)):
        start = text.index(words)
        row["spans"].append({"start": start, "end": start + len(words), "label": label})
    return as_sentence(row, WORDS)


@pytest.mark.parametrize(
    ("text", "verb", "location"),
    [
        ("Keshi rebels captured the town of Dorvel.", "captured", "Dorvel"),
        ("The town of Dorvel was captured on Monday.", "captured", "Dorvel"),
        ("Dorvel, captured by Keshi rebels, is quiet.", "captured", "Dorvel"),
        ("They had Dorvel seized.", "seized", "Dorvel"),
    ],
)
def test_where_the_object_is_a_place(text: str, verb: str, location: str) -> None:
    found = sentence(text, verb, location)
    assert found is not None
    assert (found.place is not None) == (text != "They had Dorvel seized.")


@pytest.mark.parametrize(
    "text",
    [
        "Keshi rebels captured two soldiers in Dorvel.",
        "Two soldiers were captured in Dorvel.",
        "Soldiers captured by Keshi rebels were taken to Dorvel.",
        "She won the gold medal in Dorvel.",
        "The film captured the imagination of Dorvel.",
    ],
)
def test_where_the_object_is_people_or_goods(text: str) -> None:
    verb = "won" if "won" in text else "captured"
    found = sentence(text, verb, "Dorvel")
    assert found is not None
    assert found.noun
    if "imagination" not in text:
        assert found.place is None


def test_a_person_by_name_is_an_object_too() -> None:
    found = sentence("Oran Besta was captured in Dorvel.", "captured", "Dorvel")
    assert found is not None
    assert (found.noun, found.name, found.place) == (False, True, None)


def test_a_relative_clause_is_unclear() -> None:
    found = sentence("Dorvel, the place which was captured, is quiet.", "captured", "Dorvel")
    assert found is not None
    assert (found.noun, found.name, found.place) == (False, False, None)


def test_other_verbs_are_left_out() -> None:
    assert sentence("Keshi rebels shelled Dorvel.", "shelled", "Dorvel") is None


def test_only_a_claim_at_the_verb_counts() -> None:
    text = "Keshi rebels seized the town of Dorvel and captured two soldiers."
    taken, captured = sentence(text, "seized"), sentence(text, "captured")
    assert taken is not None
    assert captured is not None
    places = taken_by(PlainReader(), taken)
    assert places is not None
    assert "Dorvel" in [text[start:end] for start, end in places]
    assert taken_by(PlainReader(), captured) is None
