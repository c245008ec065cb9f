"""A treebank's trees over the reader's tokens: what merges, what splits, what is dropped."""

import lzma
from collections import Counter
from pathlib import Path

import pytest

from training.parser.treebank import Gold, batches, read_treebank


def row(
    number: int | str, form: str, lemma: str, part: str, head: int | str, name: str, misc: str = "_"
) -> str:
    return "\t".join([str(number), form, lemma, part, "_", "_", str(head), name, "_", misc])


TIGHT = "SpaceAfter=No"
HELD = [
    "# text = Rebel-held Tarba didn't fall...",
    row(1, "Rebel", "rebel", "NOUN", 3, "compound", TIGHT),
    row(2, "-", "-", "PUNCT", 1, "punct", TIGHT),
    row(3, "held", "hold", "VERB", 4, "amod"),
    row(4, "Tarba", "Tarba", "PROPN", 7, "nsubj"),
    row("5-6", "didn't", "_", "_", "_", "_"),
    row(5, "did", "do", "AUX", 7, "aux"),
    row(6, "n't", "not", "PART", 7, "advmod"),
    row(7, "fall", "fall", "VERB", 0, "root", TIGHT),
    row("7.1", "empty", "_", "_", "_", "_"),
    row(8, "...", "...", "PUNCT", 7, "punct"),
]
MAIL = [
    row(1, "Mail", "mail", "VERB", 0, "root"),
    row(2, "a@b.org", "a@b.org", "PROPN", 1, "obj"),
    row(3, "'s", "'s", "PART", 2, "case"),
]
CROSSING = [
    row(1, "1.4", "1.4", "NUM", 2, "nummod", TIGHT),
    row(2, "bn-x/y", "bn", "NOUN", 0, "root"),
]


def read(tmp_path: Path, *blocks: list[str]) -> tuple[list[Gold], Counter[str]]:
    path = tmp_path / "t.conllu"
    path.write_text("\n\n".join("\n".join(block) for block in blocks) + "\n\n", encoding="utf-8")
    counts: Counter[str] = Counter()
    return read_treebank(path, counts), counts


def test_words_of_one_token_are_merged_and_the_one_nearest_the_root_leads(tmp_path: Path) -> None:
    (gold,), counts = read(tmp_path, HELD)
    assert gold.words == ("Rebel-held", "Tarba", "didn't", "fall", ".", ".", ".")
    assert gold.heads == (1, 3, 3, 3, 3, 3, 3)
    assert gold.relations == ("amod", "nsubj", "aux", "root", "punct", "punct", "punct")
    assert gold.parts == ("VERB", "PROPN", "AUX", "VERB", "PUNCT", "PUNCT", "PUNCT")
    assert gold.lemmas[:4] == ("rebel-hold", "Tarba", "do", "fall")
    assert counts == {"trees": 1, "tokens": 7, "merged": 2, "split": 1}


def test_a_word_of_several_tokens_is_split_and_hangs_on_the_first_that_is_no_mark(
    tmp_path: Path,
) -> None:
    (gold,), _ = read(tmp_path, MAIL)
    assert gold.words == ("Mail", "a", "@", "b.org", "'", "s")
    assert gold.heads == (0, 0, 1, 1, 5, 1)
    assert gold.relations == ("root", "obj", "punct", "flat", "punct", "case")


def test_a_tree_whose_cuts_cross_is_dropped_and_counted(tmp_path: Path) -> None:
    golds, counts = read(tmp_path, CROSSING, HELD)
    assert len(golds) == 1
    assert counts["dropped"] == 1
    assert counts["trees"] == 2


def test_a_packed_treebank_reads_the_same(tmp_path: Path) -> None:
    plain, _ = read(tmp_path, HELD, MAIL)
    packed = tmp_path / "t.conllu.xz"
    packed.write_bytes(lzma.compress((tmp_path / "t.conllu").read_bytes()))
    assert read_treebank(packed, Counter()) == plain


def test_batches_hold_every_tree_in_order_and_no_more_words_than_asked(tmp_path: Path) -> None:
    golds, _ = read(tmp_path, *[HELD, MAIL] * 5)
    cut = list(batches(golds, 13))
    assert [gold for batch in cut for gold in batch] == golds
    assert all(sum(len(gold.words) for gold in batch) <= 13 for batch in cut)
    assert len(list(batches(golds, 1))) == len(golds)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ewt-dev", "pud-test"])
def test_real_treebanks_become_trees_with_one_root_and_lose_less_than_one_in_a_hundred(
    shared: Path, name: str
) -> None:
    counts: Counter[str] = Counter()
    golds = read_treebank(shared / "treebanks" / f"{name}.conllu.xz", counts)
    assert counts["dropped"] < 0.01 * counts["trees"]
    for gold in golds:
        assert_tree(gold)


def assert_tree(gold: Gold) -> None:
    length = len(gold.words)
    assert {len(gold.heads), len(gold.relations), len(gold.parts), len(gold.lemmas)} == {length}
    assert [i for i, head in enumerate(gold.heads) if head == i] == [gold.relations.index("root")]
    for i in range(length):
        at, steps = i, 0
        while gold.heads[at] != at:
            at, steps = gold.heads[at], steps + 1
            assert steps <= length
