"""How many were killed and wounded, by the words near an event."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from whoholds.base.records import Count
from whoholds.extract.segment import Token
from whoholds.extract.words import words

_KILLED = words("casualties", "killed")
_WOUNDED = words("casualties", "wounded")
_FILLERS = 9
LARGEST = 10_000_000
"""A larger number is no count of people."""


@cache
def _values() -> dict[str, int]:
    source = files("whoholds.extract") / "data" / "numbers.toml"
    values: dict[str, int] = tomllib.loads(source.read_text(encoding="utf-8"))["values"]
    return values


def count_casualties(tokens: Sequence[Token]) -> tuple[Count | None, Count | None]:
    """Return the killed and the wounded that `tokens` tell, None where they tell no number."""
    killed: Count | None = None
    wounded: Count | None = None
    for i, token in enumerate(tokens):
        if token.lower in _KILLED and killed is None:
            killed = _near(tokens, i, _WOUNDED)
        elif token.lower in _WOUNDED and wounded is None:
            wounded = _near(tokens, i, _KILLED)
    return killed, wounded


def _near(tokens: Sequence[Token], i: int, rival: frozenset[str]) -> Count | None:
    word = tokens[i].lower
    ahead = word in (
        "kills",
        "kill",
        "killing",
        "wounds",
        "wounding",
        "injures",
        "injuring",
        "injure",
    ) or (word in ("killed", "wounded", "injured") and not _passive(tokens, i))
    order = (_forward, _backward) if ahead else (_backward, _forward)
    for search in order:
        found = search(tokens, i, rival)
        if found is not None:
            return found
    return None


def _passive(tokens: Sequence[Token], i: int) -> bool:
    return any(
        tokens[k].lower in ("was", "were", "are", "is", "been", "being", "people")
        for k in range(max(0, i - 4), i)
    )


def _backward(tokens: Sequence[Token], i: int, rival: frozenset[str]) -> Count | None:
    for k in range(i - 1, max(-1, i - _FILLERS - 1), -1):
        if tokens[k].lower in rival or tokens[k].lower in (";", "while"):
            return None
        value = _number(tokens, k)
        if value is not None:
            return value
    return None


def _forward(tokens: Sequence[Token], i: int, rival: frozenset[str]) -> Count | None:
    for k in range(i + 1, min(len(tokens), i + 5)):
        if tokens[k].lower in rival or tokens[k].lower in (";", ",", "in", "and", "after", "by"):
            return None
        value = _number(tokens, k)
        if value is not None:
            return value
    return None


def _number(tokens: Sequence[Token], k: int) -> Count | None:
    text = tokens[k].text
    value: int | None
    if text[0].isdecimal():
        digits = text.replace(",", "")
        if not digits.isdecimal() or len(digits) > 7:
            return None
        value = int(digits)
        following = tokens[k + 1].lower if k + 1 < len(tokens) else ""
        if (1900 <= value <= 2100 and "," not in text) or following in (
            "km",
            "kilometers",
            "kilometres",
            "%",
            "percent",
            "year-old",
            "years",
        ):
            return None
        if _month_near(tokens, k):
            return None
    elif tokens[k].lower in ("a", "an"):
        return None
    else:
        value = _values().get(tokens[k].lower)
        if value is None and "-" in text:
            tens, _, ones = tokens[k].lower.partition("-")
            if tens in _values() and ones in _values():
                value = _values()[tens] + _values()[ones]
    if value is None or value > LARGEST:
        return None
    if k >= 2 and tokens[k - 1].text in ("–", "-") and tokens[k - 2].text.isdecimal():
        return (
            Count(low=min(int(tokens[k - 2].text), value), high=value)
            if len(tokens[k - 2].text) < 8
            else None
        )
    return Count(low=value, high=value)


_MONTHS = words("casualties", "months")


def _month_near(tokens: Sequence[Token], k: int) -> bool:
    return any(
        0 <= j < len(tokens) and tokens[j].cap and tokens[j].lower in _MONTHS
        for j in (k - 1, k + 1)
    )
