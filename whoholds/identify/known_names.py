"""The names of a gazetteer in running text: every run of capitalised words that some place is called by.

Finding tells nothing of what is meant: "Washington" in "Washington Post" is found as well. Names are
looked up by their folded form in the gazetteer's own table of names, which stays on disk.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol

from whoholds.base.protocols import KnownName
from whoholds.identify.spelling import fold

MOST_WORDS = 6
"""Names of more words are not looked for."""

_LONGEST_ACRONYM = 4
_SHORTEST = 2
_LAST_CODE = 0xFFFF
_JOINS = ("-", "'", "’")
_TAIL = r"(?:[^\W_]|['’ʼ‘`´](?=[^\W_]))*"
_LEAD = re.compile(r"(?<![^\W_])[a-z]{1,4}[-'’]\Z")
_LONGEST_LEAD = 5
_PARTICLES = (
    "al|el|ad|adh|an|ar|as|ash|at|az|ul|um|abu|ain|beit|bani|bir|de|del|della|der|des|di|do|dos|du|da"
    "|la|le|les|lo|los|las|of|and|on|upon|under|sur|the|in|am|bei|y|i|e|van|von|ibn|bin|ben|tel|tal"
    "|tell|kafr"
)


class NameBook(Protocol):
    """The table of names of a gazetteer."""

    @property
    def fingerprint(self) -> str:
        """A digest of all places known."""
        ...

    def name(self, name: str) -> "NameEntry | None":
        """Return what is known of `name`, None where no place bears it."""
        ...

    def folded_name(self, folded: str) -> "NameEntry | None":
        """Return what is known of a name that is folded already, None where no place bears it."""
        ...

    def begins_name(self, folded: str) -> bool:
        """Tell whether any name begins with `folded`."""
        ...


class NameEntry(Protocol):
    """What is known of a folded name, see `gazetteer_index.NameOnRecord`."""

    @property
    def name(self) -> str:
        """The folded name."""
        ...

    @property
    def classes(self) -> str:
        """The classes of its places."""
        ...

    @property
    def people(self) -> int:
        """Digits of the largest population."""
        ...

    @property
    def places(self) -> int:
        """How many places bear it."""
        ...

    @property
    def main(self) -> bool:
        """Whether it is a main name."""
        ...


class GazetteerNames:
    """Finds the names of a gazetteer in texts; may be used from several threads."""

    def __init__(self, book: NameBook) -> None:
        self._book = book
        self._hits = lru_cache(maxsize=65536)(self._hits_of)
        self._fold = lru_cache(maxsize=65536)(fold)
        self._entry = lru_cache(maxsize=65536)(self._entry_of)
        self._leads = lru_cache(maxsize=65536)(self._leads_of)

    @property
    def fingerprint(self) -> str:
        """A digest of all names known; it changes when a gazetteer is added or removed."""
        return self._book.fingerprint

    def find(self, text: str) -> list[KnownName]:
        """Return the longest known names that `text` writes with a capital, in order, none in another.

        Names of up to six words; a name may hold particles in lower case ("Khan al-Assal", "Stoke on
        Trent"). Words in scripts without capital letters are not looked at.
        """
        found: list[KnownName] = []
        hits, make, add = self._hits, tuple.__new__, found.append
        done = 0
        for run in _run().finditer(text):
            at, end = run.span()
            if at > done and text[at - 1] in _JOINS:
                lead = _LEAD.search(text, max(done, at - _LONGEST_LEAD), at)
                at = at if lead is None else lead.start()
            done = end
            for start, stop, rest in hits(text[at:end]):
                # As `KnownName(…)` does, in half the time: this is called for every name of every text.
                add(make(KnownName, (at + start, at + stop, *rest)))
        return found

    def known(self, name: str) -> KnownName | None:
        """Return what is known of `name` as a whole, None where no place is called so."""
        entry = self._book.name(name)
        if entry is None or len(entry.name) < _SHORTEST:
            return None
        return _known(0, len(name), name, entry)

    def _hits_of(self, run: str) -> tuple[tuple[int, int, tuple[object, ...]], ...]:
        """Return start, end and the other fields of the names in a run."""
        words = [(found.start(), found.end()) for found in _word().finditer(run)]
        folded = [self._fold(run[start:end]) for start, end in words]
        found: list[tuple[int, int, tuple[object, ...]]] = []
        at = 0
        while at < len(words):
            start, end = words[at]
            taken = 0
            if run[start].isupper() or run[end : end + 1] in _JOINS:
                last = self._last(folded, at)
                for stop in range(last, at, -1):
                    entry = self._entry(" ".join(folded[at:stop]))
                    if entry is not None and _ends_name(run[slice(*words[stop - 1])]):
                        end = words[stop - 1][1]
                        known = _known(start, end, run[start:end], entry)
                        found.append((start, end, known[2:]))
                        taken = stop - at
                        break
            at += taken or 1
        return tuple(found)

    def _last(self, folded: Sequence[str], at: int) -> int:
        """Return the index after the last word up to which the words from `at` on may be a name."""
        last, limit = at + 1, min(len(folded), at + MOST_WORDS)
        if last < limit and self._leads(folded[at]):
            while last < limit and self._book.begins_name(" ".join(folded[at : last + 1])):
                last += 1
        return last

    def _leads_of(self, word: str) -> bool:
        return self._book.begins_name(f"{word} ")

    def _entry_of(self, folded: str) -> NameEntry | None:
        return None if len(folded) < _SHORTEST else self._book.folded_name(folded)


def _known(start: int, end: int, name: str, entry: NameEntry) -> KnownName:
    # "US" and "ISIL" are no words of the language, whatever their letters.
    acronym = len(name) <= _LONGEST_ACRONYM and name.isupper()
    common = not acronym and all(word in common_words() for word in entry.name.split())
    return KnownName(
        start, end, entry.name, entry.classes, entry.people, entry.places, entry.main, common
    )


@cache
def common_words() -> frozenset[str]:
    """Return the words of `data/common_words.txt`."""
    text = (resources.files("whoholds.identify") / "data" / "common_words.txt").read_text("utf-8")
    return frozenset(line for line in text.split("\n") if line != "" and not line.startswith("#"))


def _ends_name(word: str) -> bool:
    return any(letter.isupper() for letter in word) or word.isdecimal()


@cache
def _run() -> re.Pattern[str]:
    """Return the pattern of a run of capitalised words with particles between them; linear.

    It begins with a class of letters, so that all others are passed over quickly; a short word in lower
    case that is joined to the first ("al-Bab") is looked for from there (`_LEAD`).
    """
    capital = _capitals()
    first = rf"{capital}(?<![^\W_].)(?:\.(?:{capital}\.)+|(?<=[SMFP])t\.|(?<=S)te\.|{_TAIL})"
    word = rf"(?:{_cap_word()})"
    between = rf"(?:[ \u00a0]|-)(?:(?:{_PARTICLES})[ -]){{0,2}}"
    return re.compile(rf"{first}(?:{between}{word})*", re.DOTALL)


@cache
def _cap_word() -> str:
    capital = _capitals()
    initials = rf"(?:{capital}\.){{2,}}"
    short = r"(?:St|Ste|Mt|Ft|Pt)\."
    return rf"(?:{initials}|{short}|(?:[a-z]{{1,4}}[-'’])?{capital}{_TAIL})"


@cache
def _word() -> re.Pattern[str]:
    """Return the pattern of one word of a run."""
    return re.compile(
        rf"(?:{_capitals()}\.){{2,}}|(?:St|Ste|Mt|Ft|Pt)\.|(?:[^\W_]|['’ʼ‘`´](?=[^\W_]))+"
    )


@cache
def _capitals() -> str:
    """Return a class of all capital letters: `re` has none of its own."""
    return "[" + "".join(_ranges()) + "]"


def _ranges() -> Iterator[str]:
    start: int | None = None
    for code in range(_LAST_CODE + 2):
        inside = code <= _LAST_CODE and unicodedata.category(chr(code)) in ("Lu", "Lt")
        if inside and start is None:
            start = code
        if not inside and start is not None:
            yield f"{chr(start)}-{chr(code - 1)}" if code - 1 > start else chr(start)
            start = None
