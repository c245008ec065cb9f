"""Text to sentences and tokens, each with its code-point offsets.

Nothing is changed or normalised: every token is a slice of the text. All patterns are linear, so
that a hostile text cannot slow the reader down.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from whoholds.extract.words import words

MAX_SENTENCE_TOKENS = 200
"""Longer sentences are cut here: real ones are shorter, and role finding looks at whole sentences."""

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:-\w+)*"  # U.S., U.S.-backed
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|km|mm|m|s)?(?![^\W_])"
    r"|\w+(?:[-’'ʼ‘`./&]\w+)*"  # al-Qaeda, Hay’at, PKK/YPG
    r"|[^\w\s]"
)
_POSSESSIVE = re.compile(r"[’'ʼ`]s\Z", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*[•*·–-] )|\r\n?[ \t]*\r\n?")
_CLOSERS = words("segment", "closers")
_MOST_CLOSERS = 8
_ABBREVIATIONS = words("segment", "abbreviations")
_TITLES_ALWAYS = words("segment", "titles_always")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text. `cap` tells that it is written as a name is.

    Where a title Capitalises Every Word, `cap` is decided by the words of the body instead.
    """

    text: str
    lower: str
    start: int
    end: int
    cap: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence `[start, end)` with its tokens; `paragraph` counts paragraphs from 0."""

    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of `text[start:end]`; a possessive `'s` is a token of its own."""
    stop = len(text) if end is None else end
    out: list[Token] = []
    for found in _TOKEN.finditer(text, start, stop):
        word, at = found.group(), found.start()
        mark = _POSSESSIVE.search(word) if len(word) > 2 else None
        if mark is not None:
            cut = mark.start()
            out.append(_token(word[:cut], at))
            out.append(Token(word[cut:], "'s", at + cut, at + len(word), False))
        else:
            out.append(_token(word, at))
    return out


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in order; paragraphs and list items always end one."""
    out: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        tokens = tokenise(text, start, end)
        for group in _cut(tokens, text):
            out.append(Sentence(group[0].start, group[-1].end, number, tuple(group)))
    return out


def recase(sentence: Sentence, lower_words: frozenset[str]) -> Sentence:
    """Return the sentence of a headline with `cap` taken away from words that are common ones.

    `lower_words` are the words known to be common. A sentence that is not Capitalised Throughout
    comes back as it is.
    """
    words = [t for t in sentence.tokens if t.text[0].isalpha() and len(t.text) > 3]
    if not words or sum(t.cap for t in words) < 0.55 * len(words) or len(words) < 3:
        return sentence
    tokens = tuple(
        replace(t, cap=False) if t.cap and t.lower in lower_words else t for t in sentence.tokens
    )
    return replace(sentence, tokens=tokens)


def without_site_name(sentence: Sentence) -> Sentence:
    """Return a headline without what follows "|" or a last " - ": the name of the site, its sections."""
    tokens = sentence.tokens
    for k in range(1, len(tokens)):
        apart = tokens[k - 1].end < tokens[k].start
        short = len(tokens) - k <= 7
        if tokens[k].text == "|" or (tokens[k].text in "-–—" and apart and short):
            return replace(sentence, end=tokens[k - 1].end, tokens=tokens[:k])
    return sentence


def _token(word: str, at: int) -> Token:
    first = word[0]
    cap = first.isupper()
    if not cap and "-" in word and first.isalpha():
        head, _, rest = word.partition("-")
        cap = len(head) <= 3 and rest[:1].isupper() and head in _PARTICLES
    return Token(word, word.lower(), at, at + len(word), cap)


_PARTICLES = words("segment", "particles")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def _cut(tokens: list[Token], text: str) -> Iterable[list[Token]]:
    group: list[Token] = []
    for i, token in enumerate(tokens):
        group.append(token)
        if len(group) >= MAX_SENTENCE_TOKENS:
            yield group
            group = []
            continue
        if i + 1 >= len(tokens) or not _ends(tokens, i, text):
            continue
        if tokens[i + 1].text in _CLOSERS and tokens[i + 1].start == token.end:
            continue  # the closing quotation mark still belongs to this sentence
        yield group
        group = []
    if group:
        yield group


def _ends(tokens: list[Token], i: int, text: str) -> bool:
    token = tokens[i]
    k = i
    # A sentence ends in a few closing marks; a page of nothing else is no sentence's end.
    first = max(0, i - _MOST_CLOSERS)
    while tokens[k].text in _CLOSERS and k > first and tokens[k - 1].end == tokens[k].start:
        k -= 1
    mark = tokens[k]
    gap = text[token.end : tokens[i + 1].start]
    if mark.text in "!?…" and k == i:
        return gap != ""
    if mark.lower in ("u.s.", "u.k.", "u.n.", "d.c.", "a.m.", "p.m."):
        return "\n" in gap
    if mark.text != ".":
        return "\n" in gap and token.text not in ",;:" and tokens[i + 1].cap and len(gap) > 1
    if gap == "":
        return False
    before = tokens[k - 1] if k > 0 else None
    following = tokens[i + 1]
    if following.text[0].islower():
        return False
    if before is not None and before.end == mark.start:
        if before.lower in _TITLES_ALWAYS and before.cap:
            return before.lower == "no" and not following.text[0].isdecimal()
        if before.lower in _ABBREVIATIONS:
            return not (following.cap or following.text[0].isdecimal()) or "\n" in gap
        if len(before.text) == 1 and before.text.isupper():
            return False  # an initial: "Gabriel M. Silva"
    return True
