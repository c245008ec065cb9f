"""Places told by common nouns, and which named place such a noun stands for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import PlaceKind, Report
from whoholds.extract.analysis import Analysis, analyse
from whoholds.extract.answers import Question, ask
from whoholds.extract.decisions import units_of
from whoholds.extract.noun_places import NounPlace, noun_places
from whoholds.extract.syntax import load_parser

VOCABULARY = """
the two key grain silos airfields of in near and , south centre western wards Tarba Syrian border
captured shelled posts its - ' ( ) . 's office governor
"""
TEXTS = st.lists(st.sampled_from(VOCABULARY.split()), min_size=2, max_size=25).map(" ".join)


def analysed(text: str, title: str | None = None) -> Analysis:
    return analyse(Report(page="0" * 64, cleaner="test@1", title=title, text=text))


def told(text: str, word: str, *, tree: bool = True) -> list[NounPlace]:
    parser = load_parser() if tree else None
    for view, typed, units in units_of(analysed(text), parser, frozenset()):
        for unit, _ in units:
            if view.parsed.words(unit.first, unit.last) == word:
                return noun_places(view, typed, unit)
    raise AssertionError(f"no unit {word!r}")


def question(text: str, word: str) -> Question:
    analysis = analysed(text)
    for view, typed, units in units_of(analysis, load_parser(), frozenset()):
        for unit, drafted in units:
            if view.parsed.words(unit.first, unit.last) == word:
                return ask(view, typed, unit, drafted, "take", analysis.memory, frozenset())
    raise AssertionError(f"no unit {word!r}")


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Rebels captured the grain silos on Monday.", "captured", "grain silos"),
        ("Rebels captured two key airfields on Monday.", "captured", "two key airfields"),
        ("Militants shelled the western wards of Tarba.", "shelled", "western wards"),
        ("Troops withdrew from posts along the Syrian border.", "withdrew", "posts"),
    ],
)
def test_common_nouns_tell_places(text: str, word: str, name: str) -> None:
    found = {one.mention.name: one for one in told(text, word)}
    assert name in found
    mention = found[name].mention
    assert mention.span is not None
    assert mention.span.cut(text) == mention.text == name


def test_a_place_that_follows_holds_it() -> None:
    (wards,) = told("Militants shelled the western wards of Tarba.", "shelled")
    assert wards.mention.within == ("Tarba",)
    assert wards.mention.kind is PlaceKind.AREA or wards.mention.kind is PlaceKind.SITE
    assert wards.noun == "wards"


def test_compass_words_are_places_after_the_or_a_preposition_alone() -> None:
    assert [one.noun for one in told("Rebels captured posts in the south.", "captured")] == [
        "posts",
        "south",
    ]
    assert [one.noun for one in told("Rebels captured posts and moved south.", "captured")] == [
        "posts"
    ]


def test_names_and_what_the_rules_found_are_left_to_them() -> None:
    assert told("Rebels captured the town of Tarba from the army.", "captured") == []


def test_without_a_tree_the_noun_stands_alone() -> None:
    (silos,) = told("Rebels captured the new grain silos.", "captured", tree=False)
    assert silos.mention.name == "silos"


def test_an_endless_sentence_has_no_endless_places() -> None:
    text = "Rebels captured " + ", ".join(["two posts"] * 200) + "."
    assert 0 < len(told(text, "captured", tree=False)) <= 10


def test_the_town_may_be_any_town_named_before() -> None:
    text = "Rebels shelled Tarba and Besta. The army captured the town on Monday."
    named = [[m.name for m in answer.mentions] for answer in question(text, "captured").places]
    assert ["Tarba"] in named
    assert ["Besta"] in named
    (tarba,) = [
        a for a in question(text, "captured").places if [m.name for m in a.mentions] == ["Tarba"]
    ]
    assert tarba.mentions[0].text in ("the town", "Tarba")


def test_a_base_may_be_the_one_whose_name_tells_a_base() -> None:
    text = "Rebels besieged Tarba Air Base near Besta. They captured the base on Monday."
    ways = {
        tuple(m.name for m in answer.mentions): answer.ways
        for answer in question(text, "captured").places
    }
    assert any("base" in name.lower() and "Tarba" in name for (name, *_) in filter(None, ways))


def test_nouns_and_names_of_a_list_are_one_answer() -> None:
    text = "Rebels captured the police station and Tarba on Monday."
    named = [{m.name for m in answer.mentions} for answer in question(text, "captured").places]
    assert any("Tarba" in one and any("station" in name for name in one) for one in named)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(text=TEXTS)
def test_spans_hold_the_words(text: str) -> None:
    for view, typed, units in units_of(analysed(text), None, frozenset()):
        for unit, _ in units:
            for one in noun_places(view, typed, unit):
                assert one.mention.span is not None
                assert one.mention.span.cut(text) == one.mention.text
                assert one.mention.name
