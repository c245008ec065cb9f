"""Trees without commas and trees like titles are trees still, and only a share is changed."""

from training.parser.templates import load_patterns, make_trees
from training.parser.treebank import Gold
from training.parser.vary import as_title, vary, without_marks

SAID = Gold(
    words=("Well", ",", "\"", "they", "left", "the", "town", "\"", "."),
    heads=(4, 0, 4, 4, 4, 6, 4, 4, 4),
    relations=("discourse", "punct", "punct", "nsubj", "root", "det", "obj", "punct", "punct"),
    parts=("INTJ", "PUNCT", "PUNCT", "PRON", "VERB", "DET", "NOUN", "PUNCT", "PUNCT"),
    lemmas=("well", ",", "\"", "they", "leave", "the", "town", "\"", "."),
)  # fmt: skip


def test_commas_and_quotation_marks_go_and_the_rest_keeps_its_heads() -> None:
    gold = without_marks(SAID)
    assert gold.words == ("Well", "they", "left", "the", "town", ".")
    assert gold.heads == (2, 2, 2, 4, 2, 2)
    assert gold.relations == ("discourse", "nsubj", "root", "det", "obj", "punct")
    assert gold.parts == ("INTJ", "PRON", "VERB", "DET", "NOUN", "PUNCT")
    assert gold.lemmas == ("well", "they", "leave", "the", "town", ".")


def test_a_mark_that_is_needed_stays() -> None:
    alone = Gold((",",), (0,), ("root",), ("PUNCT",), (",",))
    assert without_marks(alone) == alone
    bearing = Gold(
        ("a", ",", "b"), (0, 0, 1), ("root", "punct", "dep"), ("X",) * 3, ("a", ",", "b")
    )
    assert without_marks(bearing) == bearing


def test_a_title_has_capitals_and_no_full_stop() -> None:
    gold = as_title(SAID)
    assert gold.words == ("Well", ",", "\"", "They", "Left", "the", "Town", "\"")  # fmt: skip
    assert gold.heads == SAID.heads[:-1]
    assert gold.lemmas == SAID.lemmas[:-1]


def test_a_share_is_changed_the_same_each_time() -> None:
    golds = make_trees([p for p in load_patterns() if p.kind != "headline"], 2, 1)
    varied = vary(golds, 3)
    assert varied == vary(golds, 3)
    assert varied != vary(golds, 4)
    assert len(varied) == len(golds)
    changed = [(a, b) for a, b in zip(golds, varied, strict=True) if a != b]
    assert 0.05 * len(golds) < len(changed) < 0.25 * len(golds)
    for before, after in changed:
        assert after in (without_marks(before), as_title(before))
