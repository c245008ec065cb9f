"""How alike a place's name is to what somebody types into a search box."""

import unicodedata

from rapidfuzz import fuzz, utils

_BEGINS, _PART_BEGINS, _PART = 97.0, 94.0, 0.92
_SHORT = 5
_LEAST, _LEAST_SHORT = 76.0, 80.0


def likeness(words: str, name: str) -> float:
    """Return how like `name` is to `words`, from 0 to 100, whatever the case, marks and hyphens.

    100 is the same name; a name, or one of its words, that begins with them comes next; then it goes by
    the letters that both have in order, over the whole name or as many of its words.
    """
    wanted, had = plain_name(words), plain_name(name)
    if wanted == "" or had == "":
        return 0.0
    if wanted == had:
        return 100.0
    if had.startswith(wanted):
        return _BEGINS
    parts, size = had.split(), len(wanted.split())
    if any(" ".join(parts[at:]).startswith(wanted) for at in range(1, len(parts))):
        return _PART_BEGINS
    whole = max(fuzz.ratio(wanted, had), fuzz.ratio(wanted.replace(" ", ""), had.replace(" ", "")))
    windows = (" ".join(parts[at : at + size]) for at in range(len(parts) - size + 1))
    return max(whole, *(_PART * fuzz.ratio(wanted, window) for window in windows), 0.0)


def least_likeness(words: str) -> float:
    """Return below what likeness a name is another one: a short one has few letters to differ in."""
    return _LEAST_SHORT if len(plain_name(words)) <= _SHORT else _LEAST


def plain_name(text: str) -> str:
    """Return a name in lower case, without marks, apostrophes and hyphens."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(
        letter for letter in apart if not unicodedata.combining(letter) and letter not in "'’‘`ʿʾʼ"
    )
    return " ".join(utils.default_process(kept).split())
