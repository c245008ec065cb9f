"""Which words may name an event, and how the tokens around them are typed."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Report
from whoholds.extract.analysis import analyse
from whoholds.extract.clauses import Parsed
from whoholds.extract.syntax import Tree, load_parser
from whoholds.extract.units import Typed, Unit, find_units, form_of, type_tokens


def parsed_of(text: str) -> Parsed:
    report = Report(page="0" * 64, cleaner="test@1", title=None, text=text)
    (view,) = analyse(report).body
    return view.parsed


def typed_of(text: str, *, tree: bool = True) -> Typed:
    parsed = parsed_of(text)
    trees = load_parser().parse([[t.text for t in parsed.tokens]]) if tree else [None]
    return type_tokens(parsed, trees[0])


def names_of(typed: Typed, units: Sequence[Unit]) -> list[str]:
    return [typed.parsed.words(unit.first, unit.last) for unit in units]


def test_names_places_dates_and_numbers_are_typed_by_their_kind() -> None:
    text = "Hezbollah and Syrian rebels captured the town of Zurbanah on 3 May, killing 14 in Iraq."
    words = typed_of(text).words
    assert words[0] == "<actor>"
    assert words[2:4] == ["<group>", "<group>"]
    assert words[words.index("of") + 1] == "<settlement>"
    assert words[words.index("on") + 1 :][:2] == ["<date>", "<date>"]
    assert words[words.index("killing") + 1] == "<number>"
    assert words[-2] == "<country>"
    assert "captured" in words


def test_no_name_of_a_person_place_or_group_is_left_in_the_words() -> None:
    text = (
        "Hezbollah captured Zurbanah from the Dorvel Liberation Front, spokesman Arvo Besta said."
    )
    words = set(typed_of(text).words)
    assert not words & {"hezbollah", "zurbanah", "dorvel", "liberation", "front", "arvo", "besta"}
    assert {"captured", "from", "said"} <= words


def test_beyond_the_sentence_stand_marks() -> None:
    typed = typed_of("Rebels captured Tarba.")
    assert [typed.word(k) for k in (-2, -1, len(typed.words), 99)] == ["<s>", "<s>", "</s>", "</s>"]


def test_lemmas_are_the_tree_s_and_names_keep_their_type() -> None:
    text = "Rebels captured Tarba."
    typed, bare = typed_of(text), typed_of(text, tree=False)
    assert (typed.lemma(1), typed.part(1)) == ("capture", "VERB")
    assert (bare.lemma(1), bare.part(1)) == ("captured", "")
    assert typed.lemma(2) == typed.words[2]
    assert typed.words[2][0] == "<"
    assert bare.tree is None
    assert all(children == [] for children in bare.children)


def test_every_token_but_the_root_is_the_child_of_its_head() -> None:
    typed = typed_of("Rebels who had entered Tarba captured its airport from the army on Friday.")
    assert typed.tree is not None
    told = {(head, child) for head, children in enumerate(typed.children) for child in children}
    assert told == {(h, k) for k, h in enumerate(typed.tree.heads) if h != k}
    assert len(told) == len(typed.words) - 1


def test_units_are_listed_words_and_learnt_ones_in_order() -> None:
    typed = typed_of("Rebels razed the banks, captured Tarba and razed it.")
    units = find_units(typed, frozenset({"razed", "banks"}))
    assert names_of(typed, units) == ["razed", "banks", "captured", "razed"]
    assert [unit.trigger is not None for unit in units] == [False, False, True, False]
    assert names_of(typed, find_units(typed, frozenset())) == ["captured"]


def test_a_listed_word_is_not_found_twice_and_names_are_never_units() -> None:
    typed = typed_of("Hezbollah captured Tarba.")
    units = find_units(typed, frozenset({"captured", "hezbollah", "tarba"}))
    assert names_of(typed, units) == ["captured"]


@pytest.mark.parametrize(
    ("text", "word", "form"),
    [
        ("Rebels razed Tarba.", "razed", "active"),
        ("Tarba was razed.", "razed", "passive"),
        ("Rebels vowed to raze Tarba.", "raze", "infinitive"),
        ("Rebels began razing Tarba.", "razing", "gerund"),
        ("The plunder of Tarba went on.", "plunder", "noun"),
    ],
)
def test_the_form_of_a_word_outside_the_lexicon_is_guessed(text: str, word: str, form: str) -> None:
    typed = typed_of(text)
    (unit,) = [u for u in find_units(typed, frozenset({word})) if u.trigger is None]
    assert form_of(unit, typed) == form


def test_the_head_of_several_words_is_the_one_the_others_hang_on() -> None:
    typed = typed_of("Rebels launched a new offensive on Tarba and took full control of Zub.")
    units = [u for u in find_units(typed, frozenset()) if u.last - u.first > 1]
    assert len(units) > 0
    assert typed.tree is not None
    for unit in units:
        assert unit.first <= unit.head < unit.last
        above = typed.tree.heads[unit.head]
        assert above == unit.head or not unit.first <= above < unit.last
    bare = typed_of("Rebels launched a new offensive on Tarba.", tree=False)
    assert all(unit.head == unit.first for unit in find_units(bare, frozenset()))


def looped(length: int, heads: list[int]) -> Tree:
    told = tuple(head % length for head in heads[:length])
    return Tree(told, ("dep",) * length, ("X",) * length, ("x",) * length)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(heads=st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_whatever_the_tree_a_head_lies_in_its_unit(heads: list[int]) -> None:
    parsed = parsed_of("Rebels launched an offensive, took control of Tarba and Zub.")
    typed = type_tokens(parsed, looped(len(parsed.tokens), heads))
    for unit in find_units(typed, frozenset({"offensive", "control"})):
        assert unit.first <= unit.head < unit.last
