"""The patterns of conflict clauses: each makes trees over the tokens of the reader, always the same."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from training.parser.names import Names
from training.parser.templates import (
    KINDS,
    Pattern,
    TemplateError,
    load_patterns,
    make_trees,
    split,
)
from whoholds.extract.segment import tokenise

PATTERNS = load_patterns()
CLAUSES = [pattern for pattern in PATTERNS if pattern.kind == "clause"]


def one(tree: str, kind: str = "sentence") -> tuple[str, ...]:
    (gold,) = make_trees([Pattern("t", kind, tree)], 1, 1)
    return tuple(
        f"{word}/{part}/{lemma}/{relation}>{head}"
        for word, part, lemma, relation, head in zip(
            gold.words, gold.parts, gold.lemmas, gold.relations, gold.heads, strict=True
        )
    )


def test_there_are_enough_patterns_of_every_kind_with_names_of_their_own() -> None:
    assert len(PATTERNS) >= 150
    assert len({pattern.id for pattern in PATTERNS}) == len(PATTERNS)
    assert {pattern.kind for pattern in PATTERNS} == set(KINDS)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_a_pattern_makes_trees_over_the_readers_tokens(pattern: Pattern) -> None:
    patterns = [pattern, *CLAUSES[:15]] if pattern.kind == "frame" else [pattern]
    for gold in make_trees(patterns, 5, 7)[:5]:
        length = len(gold.words)
        assert {len(gold.heads), len(gold.relations), len(gold.parts), len(gold.lemmas)} == {length}
        roots = [i for i, head in enumerate(gold.heads) if head == i]
        assert [i for i, name in enumerate(gold.relations) if name == "root"] == roots
        assert len(roots) == 1
        for i, head in enumerate(gold.heads):
            # Patterns are written in the order of their words, so that no arc crosses another.
            inside = range(min(i, head) + 1, max(i, head))
            assert all(min(i, head) <= gold.heads[k] <= max(i, head) for k in inside)
        text = " ".join(gold.words).replace(" 's", "'s").replace(" ’s", "’s")
        assert tuple(token.text for token in tokenise(text)) == gold.words


def test_a_tree_reads_as_it_is_written() -> None:
    assert one("[nsubj [det the] *rebels] *seized [obj *town [nmod [case of] *Tarba]] .") == (
        "The/DET/the/det>1",
        "rebels/NOUN/rebel/nsubj>2",
        "seized/VERB/seize/root>2",
        "town/NOUN/town/obj>2",
        "of/ADP/of/case>5",
        "Tarba/PROPN/Tarba/nmod>3",
        "./PUNCT/./punct>2",
    )


def test_a_list_hangs_on_its_first_name() -> None:
    (gold,) = make_trees([Pattern("t", "sentence", "[nsubj we] *held [obj $LIST.ABC]")], 1, 3)
    first = gold.relations.index("obj")
    others = [i for i, name in enumerate(gold.relations) if name == "conj"]
    assert others
    assert all(gold.heads[i] == first for i in others)
    assert gold.heads[gold.relations.index("cc")] == others[-1]


@pytest.mark.parametrize(
    ("tree", "fault"),
    [
        ("[nsubj we] [obj it]", "0 heads"),
        ("*held *lost", "2 heads"),
        ("*held [obj it", "do not close"),
        ("*held [obj $NOWHERE]", "no phrase 'NOWHERE'"),
        ("*@nothing.past", "no verbs 'nothing'"),
        ("*@take.future", "no form 'future'"),
        ("*frobbed", "'frobbed' is no form of a verb"),
        ("*held it", "'it' has no relation"),
    ],
)
def test_a_broken_pattern_is_named(tree: str, fault: str) -> None:
    with pytest.raises(TemplateError, match=f"pattern 't': .*{fault}"):
        one(tree)


def test_what_is_held_out_stays_out() -> None:
    kept, held = split(PATTERNS)
    assert sorted([*kept, *held], key=PATTERNS.index) == PATTERNS
    assert 0.15 < len(held) / len(PATTERNS) < 0.25
    assert {pattern.kind for pattern in held} == set(KINDS)
    # A pattern added later leaves the others where they are.
    more = [replace(PATTERNS[0], id="one-more"), *PATTERNS]
    assert set(held) <= set(split(more)[1])
    # A frame takes its clause from the patterns it is given.
    frame = next(pattern for pattern in kept if pattern.id == "said-that")
    clause = Pattern("only", "clause", "[nsubj we] *held [obj it]")
    gold = make_trees([frame, clause], 1, 1)[0]
    assert gold.words[-4:] == ("we", "held", "it", ".")


def test_the_same_seed_makes_the_same_trees() -> None:
    assert make_trees(PATTERNS, 1, 5) == make_trees(PATTERNS, 1, 5)
    assert make_trees(PATTERNS, 1, 5) != make_trees(PATTERNS, 1, 6)


def test_names_are_words_of_the_reader() -> None:
    names = Names(random.Random(1))
    for _ in range(200):
        for words in (
            names.place(),
            names.person(),
            [names.land()],
            [names.people()],
            [names.letters()],
        ):
            assert [token.text for token in tokenise(" ".join(words))] == words
            assert words[0][0].isupper() or "-" in words[0]


@pytest.mark.shared
def test_made_up_places_are_not_those_of_the_test_set(shared: Path) -> None:
    text = (shared / "gold" / "docs.jsonl").read_text(encoding="utf-8")
    words = [token.text for token in tokenise(text)]
    there = {" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words))}
    names = Names(random.Random(1))
    made = {" ".join(names.place()) for _ in range(2000)}
    assert made & there == set()
