"""The recipe learns: a toy parser trained in seconds, the same bytes twice, and the scores that tell."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from training.parser.recipe import Weights, known_words, train
from training.parser.scores import Scores, compare, score
from training.parser.templates import load_patterns, make_trees, split
from training.parser.treebank import Gold
from whoholds.extract.syntax import FILES, FORMAT, ParserError, Tree, load_parser

PATTERNS = [p for p in load_patterns() if p.kind == "clause"]
TOYS = make_trees(split(PATTERNS)[0][:40], 3, 1)
KNOWN = known_words([], TOYS)


@pytest.fixture(scope="module")
def toy() -> Weights:
    return train(TOYS, known=KNOWN, epochs=6, seed=1, batch_words=200, rate=0.005)


def test_a_toy_parser_learns_clauses_it_has_not_seen(toy: Weights, tmp_path: Path) -> None:
    size = toy.write(tmp_path)
    assert size == sum(path.stat().st_size for path in tmp_path.iterdir()) < 10_000_000
    unseen = make_trees(split(PATTERNS)[0][:40], 1, 99)
    scores = score(load_parser(tmp_path), unseen)
    untaught = score(load_parser(write_untaught(tmp_path / "untaught")), unseen)
    assert scores.las > 0.6 > 0.3 > untaught.las
    assert scores.upos > 0.8
    assert scores.lemma > 0.8
    assert scores.relations["nsubj"] > 0.6


def write_untaught(folder: Path) -> Path:
    train(TOYS[:30], known=KNOWN, epochs=1, seed=1, rate=0.0).write(folder)
    return folder


def test_the_same_trees_and_seed_give_the_same_bytes() -> None:
    first, second, other = (
        train(TOYS[:30], known=KNOWN, epochs=1, seed=seed, rate=0.01) for seed in (1, 1, 2)
    )
    assert first == second
    assert first.weights != other.weights


def test_what_comes_after_each_epoch_is_told() -> None:
    told: list[tuple[int, float]] = []
    train(
        TOYS[:30], known=KNOWN, epochs=2, seed=1, rate=0.01,
        report=lambda epoch, parser: told.append((epoch, score(parser, TOYS[:5]).las)),
    )  # fmt: skip
    assert [epoch for epoch, _ in told] == [1, 2]
    assert told[0] != told[1]


@pytest.mark.parametrize("name", [*FILES, "parser.json"])
@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])]
)
def test_weights_that_are_damaged_say_so_in_one_line(
    toy: Weights, tmp_path: Path, name: str, damage: Callable[[Path], object]
) -> None:
    toy.write(tmp_path)
    damage(tmp_path / name)
    with pytest.raises(ParserError) as caught:
        load_parser(tmp_path)
    said = str(caught.value)
    assert str(tmp_path) in said
    assert name in said
    assert "make model" in said
    assert "\n" not in said


def test_weights_of_another_format_say_so(toy: Weights, tmp_path: Path) -> None:
    toy.write(tmp_path)
    about = tmp_path / "parser.json"
    about.write_text(
        about.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 99'), "utf-8"
    )
    with pytest.raises(ParserError, match="format 99"):
        load_parser(tmp_path)


def test_weights_that_spacy_does_not_take_say_so(toy: Weights, tmp_path: Path) -> None:
    replace(toy, config=toy.config.replace(b"width = 96", b"width = 64")).write(tmp_path)
    with pytest.raises(ParserError, match="spaCy does not take the weights"):
        load_parser(tmp_path)


def test_words_met_twice_are_known_and_made_up_names_are_not() -> None:
    def gold(words: str, part: str) -> Gold:
        tokens = tuple(words.split())
        length = len(tokens)
        return Gold(tokens, (0,) * length, ("dep",) * length, (part,) * length, tokens)

    real = [gold("Tarba Fell again", "PROPN"), gold("tarba fell once", "NOUN")]
    made = [gold("Zub Zub Tarba", "PROPN"), gold("town town once", "NOUN")]
    assert known_words(real, made) == {"tarba", "fell", "once", "town"}


def test_scores_count_heads_relations_parts_and_lemmas() -> None:
    gold = Gold(("We", "held", "it", "."), (1, 1, 1, 1), ("nsubj", "root", "obj", "punct"),
                ("PRON", "VERB", "PRON", "PUNCT"), ("we", "hold", "it", "."))  # fmt: skip
    right = Tree(gold.heads, gold.relations, gold.parts, gold.lemmas)
    assert compare([gold], [right]) == Scores(1, 4, 1, 1, 1, 1, 1, {"nsubj": 1, "obj": 1})
    wrong = Tree(
        (1, 1, 0, 0), ("obj", "root", "obj", "punct"), ("NOUN", *gold.parts[1:]), gold.lemmas
    )
    found = compare([gold], [wrong])
    assert (found.uas, found.las, found.las_all) == (2 / 3, 1 / 3, 1 / 4)
    assert (found.upos, found.lemma) == (3 / 4, 1)
    assert found.relations == {"nsubj": 0, "obj": 0}
