"""Words in quotes, as a search means them: letters and digits without case and marks."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Runs of word characters with the marks that stand on them; one class, so that nothing backtracks.
_RUN = re.compile(r"[\w\u0300-\u036f\u064b-\u065f]+")
_MOST_WORDS = 8
_LEAST_PREFIX = 3


def words_of(asked: str) -> list[str]:
    """Return the words asked for, folded; at most eight, since no quote is found by more."""
    return [fold(run) for run in _RUN.findall(asked)][:_MOST_WORDS]


def all_words(text: str) -> list[str]:
    """Return every word of a text, folded."""
    return [fold(run) for run in _RUN.findall(text)]


def marks_of(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans (code points, end excluded) of the words in a text, in order."""
    return [span for _, span in _hits(text, words)]


@lru_cache(maxsize=4096)
def fold(run: str) -> str:
    """Return a run of word characters without case and without the marks on its letters."""
    plain = unicodedata.normalize("NFKD", run)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


def is_prefix(words: Sequence[str], at: int) -> bool:
    """Tell whether a word is also found as the beginning of one: the last, from three characters on."""
    return at == len(words) - 1 and len(words[at]) >= _LEAST_PREFIX


def _hits(text: str, words: Sequence[str]) -> list[tuple[str, tuple[int, int]]]:
    found: list[tuple[str, tuple[int, int]]] = []
    for run in _RUN.finditer(text):
        folded = fold(run[0])
        for at, word in enumerate(words):
            if folded == word or (is_prefix(words, at) and folded.startswith(word)):
                found.append((word, run.span()))
                break
    return found
