"""Trees as careless texts have them: without commas and quotation marks, or Written Like a Title.

Archives of news drop punctuation, and headlines are a good part of what is read; the treebank has
little of either.
"""

import random
from collections.abc import Sequence
from dataclasses import replace

from training.parser.treebank import Gold

WITHOUT_MARKS = 0.12
"""Share of the trees that lose their commas and quotation marks."""
AS_TITLE = 0.06
"""Share of the trees that are written like a title, if they are short enough."""

_LONGEST_TITLE = 24
_DROPPED = frozenset([",", '"', "'", "“", "”", "‘", "’"])
_CAPITAL = frozenset(["VERB", "NOUN", "PRON", "ADJ", "PROPN"])


def vary(golds: Sequence[Gold], seed: int) -> list[Gold]:
    """Return the trees in order, some of them changed."""
    chance = random.Random(seed)
    out = []
    for gold in golds:
        draw = chance.random()
        if draw < WITHOUT_MARKS:
            out.append(without_marks(gold))
        elif draw < WITHOUT_MARKS + AS_TITLE and len(gold.words) <= _LONGEST_TITLE:
            out.append(as_title(gold))
        else:
            out.append(gold)
    return out


def without_marks(gold: Gold) -> Gold:
    """Return the tree without commas and quotation marks."""
    return _without(gold, {i for i, word in enumerate(gold.words) if word in _DROPPED})


def as_title(gold: Gold) -> Gold:
    """Return the tree with Capital Letters on its longer words and no full stop."""
    words = tuple(
        word[:1].upper() + word[1:] if len(word) > 3 or part in _CAPITAL else word
        for word, part in zip(gold.words, gold.parts, strict=True)
    )
    last = len(words) - 1
    return _without(replace(gold, words=words), {last} if words[last] == "." else set())


def _without(gold: Gold, gone: set[int]) -> Gold:
    """Return the tree without those of the marks on which nothing hangs."""
    heads = {head for i, head in enumerate(gold.heads) if head != i}
    kept = [
        i for i, name in enumerate(gold.relations) if i not in gone or i in heads or name != "punct"
    ]
    place = {i: k for k, i in enumerate(kept)}
    return Gold(
        words=tuple(gold.words[i] for i in kept),
        heads=tuple(place[gold.heads[i]] for i in kept),
        relations=tuple(gold.relations[i] for i in kept),
        parts=tuple(gold.parts[i] for i in kept),
        lemmas=tuple(gold.lemmas[i] for i in kept),
    )
