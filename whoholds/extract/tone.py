"""Loaded words of a claim: kept as its tone, never read for who anybody is."""

from collections.abc import Sequence
from itertools import pairwise

from whoholds.base.records import Claim
from whoholds.extract.lexicon import load_lexicon
from whoholds.extract.segment import Token, tokenise

_SHORT = 3


def tone_of(claim: Claim, sentence: Sequence[Token] = ()) -> tuple[str, ...]:
    """Return the loaded words of a claim's quote, in text order, each once, as they are written.

    A loaded word that is part of a name ("National Front for Liberation") is not loaded there; in a
    headline that Capitalises Every Word any may be. What the reader found of itself is kept, before.
    `sentence` are the tokens of the sentence that the claim stands in, to save cutting it up again.
    """
    loaded = load_lexicon().status["loaded"]
    span = claim.quote.span
    tokens = [t for t in sentence if span.start <= t.start and t.end <= span.end]
    if not tokens or tokens[-1].end < span.end:
        tokens = tokenise(
            claim.quote.text
        )  # a quote of more than the sentence, or of part of a word
    headline = claim.quote.in_title and _all_capitalised(tokens)
    named = frozenset() if headline else _inside_names(tokens)
    out = {word.lower(): word for word in claim.tone}
    for k, token in enumerate(tokens):
        if token.lower in loaded and k not in named:
            out.setdefault(token.lower, token.text)
    return tuple(out.values())


def _all_capitalised(tokens: Sequence[Token]) -> bool:
    words = [t for t in tokens if t.text[0].isalpha() and len(t.text) > _SHORT]
    return len(words) > _SHORT and sum(t.cap for t in words) >= 0.7 * len(words)


def _inside_names(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the capitalised words that stand in one name with another, as by "of"."""
    # The first word of a sentence is written as a name is.
    capitals = [k for k, t in enumerate(tokens) if t.cap and k > 0]
    inside: set[int] = set()
    for one, other in pairwise(capitals):
        between = [t.lower for t in tokens[one + 1 : other]]
        if between in ([], ["of"], ["for"], ["of", "the"], ["for", "the"]):
            inside |= {one, other}
    return frozenset(inside)
