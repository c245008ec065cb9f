"""Where words that a model gives back stand in a text: its true offsets, or nowhere.

A model copies words and changes their dress: quotation marks, dashes, blanks, composed letters. Both
sides are held against each other undressed; the span that is returned is always that of the text
itself, and never begins or ends inside a word or a letter.
"""

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from whoholds.base.spans import Span

_LIKE = {
    **dict.fromkeys("‘’‚‛′ʼʻʿʾ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_MOST_TRIES = 1000
_MOST_LETTERS_SHORT = 4
_MOST_LETTERS_AFTER = 3
_OUTER = " \t\r\n\"'“”‘’«».,;:…"


class Alignment:
    """A text in which words are looked for, undressed once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bare, self._origin = _undress(text)

    def find(self, words: str, within: Span | None = None) -> Span | None:
        """Return where `words` stand first in the text, or in its part `within`; None if nowhere.

        Looked for are the words as they are, then undressed, then without the marks around them.
        """
        area = Span(0, len(self._text)) if within is None and self._text != "" else within
        if area is None or words.strip(_OUTER) == "":
            return None
        exact = next(self._exact(words, area), None)
        if exact is not None:
            return exact
        for part in (words, words.strip(_OUTER)):
            found = next(self._undressed(part, area), None)
            if found is not None:
                return found
        return None

    def holds(self, name: str) -> bool:
        """Tell whether the text holds `name` as it is, or with a few letters after it.

        "Syria" stands in "the Syrian army". A short name is looked for with its capitals: "US" does not
        stand in "us", "Iran" does in "Iranian", and one of three letters stands alone.
        """
        bare = _undress(name)[0].strip()
        letters = sum(character.isalnum() for character in bare)
        if letters > _MOST_LETTERS_SHORT:
            starts = _hits(self._bare, bare, 0, len(self._bare))
            return self.find(name) is not None or any(
                _ends_soon(self._bare, at + len(bare)) and not self._inside(self._origin[at])
                for at in starts
            )
        if letters == 0:
            return False
        found = self.find(name)
        if found is not None and _letters(found.cut(self._text)) == _letters(name):
            return True
        after = _MOST_LETTERS_AFTER if letters == _MOST_LETTERS_SHORT and name.istitle() else 0
        starts = _hits(self._text, name, 0, len(self._text))
        return any(
            _ends_soon(self._text, at + len(name), after) and not self._inside(at) for at in starts
        )

    def _exact(self, words: str, area: Span) -> Iterator[Span]:
        for at in _hits(self._text, words, area.start, area.end):
            span = Span(at, at + len(words))
            if not self._splits(span):
                yield span

    def _undressed(self, words: str, area: Span) -> Iterator[Span]:
        bare = _undress(words)[0].strip()
        if bare == "":
            return
        low = bisect_left(self._origin, area.start)
        high = bisect_left(self._origin, area.end)
        for at in _hits(self._bare, bare, low, high):
            end = at + len(bare)
            span = Span(self._origin[at], self._origin[end - 1] + 1)
            # One letter of the text may be several here ("½", "é"): it is taken whole or not at all.
            whole = (at == 0 or self._origin[at - 1] != self._origin[at]) and (
                end == len(self._origin) or self._origin[end] != self._origin[end - 1]
            )
            if whole and not self._splits(span):
                yield span

    def _splits(self, span: Span) -> bool:
        """Tell whether the span begins or ends inside a word, or a letter and its marks."""
        return self._inside(span.start) or self._inside(span.end)

    def _inside(self, at: int) -> bool:
        if not 0 < at < len(self._text):
            return False
        before, after = self._text[at - 1], self._text[at]
        return unicodedata.combining(after) != 0 or (_is_of_word(before) and _is_of_word(after))


def _is_of_word(character: str) -> bool:
    # Scripts without case put words together without a blank, and particles before them.
    return character.isdecimal() or character.lower() != character.upper()


def _letters(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


def _ends_soon(text: str, at: int, most: int = _MOST_LETTERS_AFTER) -> bool:
    """Tell whether at most so many letters of a word follow: an ending, and not another word."""
    after = text[at : at + most + 1]
    return len(after) <= most or not after.isalpha()


def _hits(text: str, words: str, start: int, end: int) -> Iterator[int]:
    """Yield where `words` stand; not for ever in a text that is made of nothing else."""
    at = text.find(words, start, end)
    for _ in range(_MOST_TRIES):
        if at == -1:
            return
        yield at
        at = text.find(words, at + 1, end)


def _undress(text: str) -> tuple[str, Sequence[int]]:
    """Return the text undressed, and for each of its characters the one of `text` that it is from."""
    bare: list[str] = []
    origin = array("L")
    for at, character in enumerate(text):
        if character in _UNSEEN:
            continue
        for plain in unicodedata.normalize("NFKD", _LIKE.get(character, character)).casefold():
            like = " " if plain.isspace() else _LIKE.get(plain, plain)
            if like == " " and len(bare) > 0 and bare[-1] == " ":
                continue
            bare.append(like)
            origin.append(at)
    return "".join(bare), origin
