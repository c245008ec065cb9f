"""How well trees are parsed: heads, relations, parts of speech, lemmas, on the reader's tokens."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from training.parser.treebank import Gold
from whoholds.extract.syntax import Parser, Tree

CLAIM_RELATIONS = (
    "nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "conj", "acl", "acl:relcl", "advcl",
    "xcomp",
)  # fmt: skip
"""The relations that who, what, where and by whom are read from."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares from 0 to 1. `uas` and `las` leave punctuation out, `las_all` counts it."""

    trees: int
    tokens: int
    uas: float
    las: float
    las_all: float
    upos: float
    lemma: float
    relations: dict[str, float] = field(default_factory=dict)
    """F1 of head and relation together, for each of `CLAIM_RELATIONS` that the trees have."""


def score(parser: Parser, golds: Sequence[Gold]) -> Scores:
    """Return how well `parser` finds the trees of `golds`."""
    trees = parser.parse([gold.words for gold in golds])
    return compare(golds, trees)


def compare(golds: Sequence[Gold], trees: Sequence[Tree]) -> Scores:
    """Return how well `trees` agree with `golds`, sentence by sentence."""
    hit: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for gold, tree in zip(golds, trees, strict=True):
        for k, relation in enumerate(gold.relations):
            same_head = gold.heads[k] == tree.heads[k]
            same = same_head and relation == tree.relations[k]
            word = gold.parts[k] != "PUNCT"
            hit.update(
                {
                    "all": 1, "words": word, "uas": word and same_head, "las": word and same,
                    "las_all": same, "upos": gold.parts[k] == tree.parts[k],
                    "lemma": gold.lemmas[k] == tree.lemmas[k],
                }
            )  # fmt: skip
            wanted[relation] += 1
            found[tree.relations[k]] += 1
            right[relation] += same
    return Scores(
        trees=len(golds),
        tokens=hit["all"],
        uas=hit["uas"] / hit["words"],
        las=hit["las"] / hit["words"],
        las_all=hit["las_all"] / hit["all"],
        upos=hit["upos"] / hit["all"],
        lemma=hit["lemma"] / hit["all"],
        relations={
            name: 2 * right[name] / (wanted[name] + found[name])
            for name in CLAIM_RELATIONS
            if wanted[name] > 0
        },
    )
