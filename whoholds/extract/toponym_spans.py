"""What in a text may name a place: known names, names beside a cue word, demonyms, abbreviations.

Candidates are proposed generously; `toponym_features` and the weights decide.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from whoholds.base.protocols import KnownName, KnownNames
from whoholds.extract.lexicon import load_lexicon
from whoholds.extract.segment import Token, tokenise
from whoholds.extract.toponym_words import toponym_words

_MOST_WORDS = 5
_SMALL = frozenset(["of", "the", "and", "de", "al", "el"])


@dataclass(slots=True)
class Candidate:
    """A run of characters `[start, end)` that may name a place: tokens `[first, last)`.

    `name` is what to look up, `country` the container that an abbreviation tells. `source` is `known`,
    `cue`, `preposition`, `demonym` or `short`.
    """

    start: int
    end: int
    first: int
    last: int
    name: str
    source: str
    known: KnownName | None
    country: str = ""


class Text:
    """A text with its tokens, and where each stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokenise(text)
        self.starts = [token.start for token in self.tokens]

    def token_at(self, place: int) -> int:
        """Return the index of the token that holds, or last stands before, a code point."""
        return max(0, bisect_right(self.starts, place) - 1)

    def lower(self, at: int) -> str:
        """Return the token in lower case, the empty string outside the text."""
        return self.tokens[at].lower if 0 <= at < len(self.tokens) else ""

    def adjoins(self, at: int) -> bool:
        """Tell whether token `at` stands one space after the one before it, on one line."""
        if not 0 < at < len(self.tokens):
            return False
        gap = self.text[self.tokens[at - 1].end : self.tokens[at].start]
        return gap in (" ", "\u00a0")

    def cap(self, at: int) -> bool:
        """Tell whether token `at` is written as a name is."""
        return 0 <= at < len(self.tokens) and self.tokens[at].cap


def candidates(text: Text, names: KnownNames) -> list[Candidate]:
    """Return the candidates of a text, by start; they may overlap."""
    found = _shortened(text)
    taken = [(one.start, one.end) for one in found]
    for known in names.find(text.text):
        if any(start < known.end and known.start < end for start, end in _near(taken, known)):
            continue
        found.append(_of_known(text, known, names))
    found += _demonyms(text)
    covered = _covered(found)
    found += [
        one for one in _cued(text) if not any(at in covered for at in range(one.first, one.last))
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    return found


def _near(taken: Sequence[tuple[int, int]], known: KnownName) -> Sequence[tuple[int, int]]:
    at = bisect_right(taken, (known.start, 0))
    return taken[max(0, at - 1) : at + 1]


def _covered(found: Sequence[Candidate]) -> set[int]:
    return {at for one in found for at in range(one.first, one.last)}


def _of_known(text: Text, known: KnownName, names: KnownNames) -> Candidate:
    first, last = text.token_at(known.start), text.token_at(known.end - 1) + 1
    start, end = known.start, known.end
    units = toponym_words().lists["units"]
    # "Laurel County" where the gazetteer has but "Laurel"; "Idlib province" is named by Idlib alone.
    if text.cap(last) and text.adjoins(last) and text.lower(last) in units:
        end = text.tokens[last].end
        last += 1
        whole = names.known(text.text[start:end])
        known = known if whole is None else whole
    return Candidate(start, end, first, last, text.text[start:end], "known", known)


@cache
def _short_pattern() -> re.Pattern[str]:
    shorts = sorted(toponym_words().abbreviations, key=lambda short: (-len(short), short))
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, shorts)) + r")(?!\w)")


def _shortened(text: Text) -> list[Candidate]:
    """Return "Ill." and "IL" after a name and a comma, and short forms with several points anywhere."""
    found = []
    for match in _short_pattern().finditer(text.text):
        short = match.group()
        first = text.token_at(match.start())
        named = text.lower(first - 1) == "," and text.cap(first - 2)
        alone = short.count(".") > 1
        if not named and not alone:
            continue
        full, country = toponym_words().abbreviations[short]
        last = text.token_at(match.end() - 1) + 1
        found.append(
            Candidate(match.start(), match.end(), first, last, full, "short", None, country)
        )
    return found


def _demonyms(text: Text) -> list[Candidate]:
    lexicon = load_lexicon()
    found = []
    for at, token in enumerate(text.tokens):
        if not token.cap:
            continue
        word = token.lower.partition("-")[0]
        nation = lexicon.adjectives.get(word) or lexicon.people.get(word)
        if nation is None or nation.name == "" or nation.name.lower() == word:
            continue
        end = token.start + len(word)
        found.append(Candidate(token.start, end, at, at + 1, nation.name, "demonym", None))
    return found


def _cued(text: Text) -> list[Candidate]:
    """Return runs of capitalised words beside a word for a kind of place, or after "in" and its like."""
    heads, leads = toponym_words().lists["heads"], toponym_words().lists["before"]
    found: list[Candidate] = []
    at = 0
    while at < len(text.tokens):
        if not text.cap(at):
            at += 1
            continue
        end = at + 1
        while (
            end < len(text.tokens)
            and end - at < _MOST_WORDS
            and text.cap(end)
            and text.adjoins(end)
        ):
            end += 1
        before, after = text.lower(at - 1), text.lower(end)
        cued = before in heads or (before in ("of", "in") and text.lower(at - 2) in heads)
        cued = cued or (after in heads and text.adjoins(end)) or _listed(text, at, found)
        if cued or (before in leads and not text.cap(at - 1)):
            start, stop = text.tokens[at].start, text.tokens[end - 1].end
            source = "cue" if cued else "preposition"
            found.append(Candidate(start, stop, at, end, text.text[start:stop], source, None))
        at = end
    return found


def _listed(text: Text, at: int, found: Sequence[Candidate]) -> bool:
    """Tell whether token `at` goes on a list that begins with a cued name: "villages of A, B and C"."""
    if len(found) == 0:
        return False
    back = at - 1
    while text.lower(back) in (",", "and"):
        back -= 1
    return back < at - 1 and found[-1].last == back + 1
