"""Date words of a sentence: where they stand. What day they mean is `identify`'s to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from whoholds.base.spans import Quote
from whoholds.extract.lexicon import STOP_WORDS
from whoholds.extract.segment import Token
from whoholds.extract.words import words

_MONTHS = words("datewords", "months")
_WEEKDAYS = words("datewords", "weekdays")
_PARTS = words("datewords", "parts")
_WHOLE = words("datewords", "whole")
_UNITS = words("datewords", "units")
_QUALIFIERS = words("datewords", "qualifiers")
_LEADS = words("datewords", "leads")
_RELATIVE = words("datewords", "relative")
_SMALL = words("datewords", "small")


@dataclass(frozen=True, slots=True)
class DateWords:
    """Tokens `[first, last)` that tell a date.

    `relative` tells that they count from another date of the report ("the next day"); `vague`
    that they are no more than a year or a part of one; `inside` that they stand before a noun and
    date what it names, not the clause ("the 2015 attack", "Monday's strike").
    """

    first: int
    last: int
    relative: bool = False
    vague: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class DayBefore:
    """Date words that stand before a sentence of the report: where, and in which sentence of it.

    `opens` tells that they open their sentence; `sentence` counts those with date words from 0.
    """

    quote: Quote
    date: DateWords
    paragraph: int
    sentence: int
    opens: bool


def find_dates(tokens: Sequence[Token]) -> list[DateWords]:
    """Return the date words of a sentence in order, without overlaps."""
    found: list[DateWords] = []
    i = 0
    while i < len(tokens):
        date = _absolute(tokens, i) or _relative(tokens, i)
        if date is not None and _names_group(tokens, date):
            i = date.last  # "the March 23 Movement", "the 17 November group"
            continue
        if date is None:
            i += 1
            continue
        inside = _before_noun(tokens, date)
        first = date.first
        if first > 0 and tokens[first - 1].lower in _LEADS and not date.relative and not inside:
            first -= 1
        found.append(DateWords(first, date.last, date.relative, date.vague, inside))
        i = date.last
    return found


def dates_year(text: str) -> bool:
    """Tell whether date words name a year: "August 2021"."""
    return any(len(word) == 4 and word.isdecimal() for word in text.replace(",", " ").split())


def _before_noun(tokens: Sequence[Token], date: DateWords) -> bool:
    """Tell whether date words stand before the noun that they date."""
    after = _lower(tokens, date.last)
    if after == "'s":
        return True
    determined = _lower(tokens, date.first - 1) in _DETERMINERS
    absolute = any(t.text[0].isdecimal() for t in tokens[date.first : date.last])
    return (
        determined
        and absolute
        and not date.relative
        and after[:1].isalpha()
        and after not in STOP_WORDS
    )


def _names_group(tokens: Sequence[Token], date: DateWords) -> bool:
    """Tell whether a day and month belong to the name of the group whose noun follows them.

    A noun without a capital needs an article before the date: "the 17 November group", but "on 17
    November army units".
    """
    within = tokens[date.first : date.last]
    day_of_month = any(t.text[0].isdecimal() for t in within) and any(
        t.cap and t.lower in _MONTHS for t in within
    )
    if not day_of_month or _lower(tokens, date.last) not in _GROUPS:
        return False
    named = tokens[date.last].cap
    return named or (
        _lower(tokens, date.first - 1) in ("the", "a")
        and _lower(tokens, date.last) in _PLAIN_GROUPS
    )


_GROUPS = words("datewords", "groups")
_DETERMINERS = words("datewords", "determiners")
_PEOPLE = words("datewords", "people")
_ORDINALS = words("datewords", "ordinals")
_SEASONS = words("datewords", "seasons")
_STARTS = words("datewords", "starts")
_BEFORE_YEAR = words("datewords", "before_year")
_NTH = frozenset(("first", "second", "third", "last"))
_JOINS = frozenset(("-", "–", "—", "to", "and", "until", "through", "till", "or"))
_MODIFYING_YEARS = range(1945, 2100)
_JOINED_PARTS = ("mid-", "early-", "late-")
_PLAIN_GROUPS = frozenset(
    ("movement", "brigade", "brigades", "coalition", "group", "organisation", "organization")
)


def _day(token: Token) -> bool:
    digits = token.text.lower().rstrip("dhnrst") if token.text[0].isdecimal() else ""
    return digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31


def _year(token: Token) -> bool:
    return token.text.isdecimal() and len(token.text) == 4 and 1800 <= int(token.text) <= 2199


def _counts(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a common noun follows: "2000 men" is a number, no year."""
    return i < len(tokens) and tokens[i].text.islower() and tokens[i].lower not in STOP_WORDS


def _lower(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else ""


def _month(tokens: Sequence[Token], i: int) -> bool:
    if 0 <= i < len(tokens) and tokens[i].lower.startswith(_JOINED_PARTS):
        return tokens[i].lower.partition("-")[2] in _MONTHS  # "mid-October" is one word
    if (
        not (0 <= i < len(tokens))
        or not tokens[i].cap
        or tokens[i].lower.rstrip(".") not in _MONTHS
    ):
        return False
    if tokens[i].lower != "may":
        return True
    before = _lower(tokens, i - 1)
    near_day = (i > 0 and _day(tokens[i - 1])) or (
        i + 1 < len(tokens) and (_day(tokens[i + 1]) or _year(tokens[i + 1]))
    )
    return near_day or before in (
        "in",
        "of",
        "by",
        "since",
        "early",
        "late",
        "mid",
        "until",
        "last",
        "during",
    )


def _qualified(tokens: Sequence[Token], i: int) -> int:
    """Return where the words begin that name a part of the month or year at `i`: "the first half of"."""
    if _lower(tokens, i - 1).rstrip("-") in _QUALIFIERS:
        return i - 1
    if i >= 2 and _lower(tokens, i - 1) == "of":
        if _lower(tokens, i - 2) in _QUALIFIERS:
            return i - 2
        part = _lower(tokens, i - 2) in ("half", "week", "days")
        if i >= 3 and part and _lower(tokens, i - 3) in _NTH:
            return i - 3
    return i


def _tail_year(tokens: Sequence[Token], i: int) -> int:
    """Return the position after a year that follows at `i`, `i` itself where none does."""
    if i < len(tokens) and _year(tokens[i]):
        return i + 1
    if i + 1 < len(tokens) and _lower(tokens, i) in (",", "of", "last", "this", "that", "same"):
        if _year(tokens[i + 1]):
            return i + 2
        if tokens[i + 1].lower == "year" and tokens[i].text != ",":
            return i + 2
        if _lower(tokens, i) == "of" and _lower(tokens, i + 2) == "year":
            return i + 3  # "in May of that year"
    return i


def _second_day(tokens: Sequence[Token], k: int, none: int) -> int:
    """Return the position after "to 7 June" or "and June 7" at `k`, `none` where neither stands there."""
    if _lower(tokens, k) not in _JOINS or k + 2 >= len(tokens):
        return none
    day_first = _day(tokens[k + 1]) and _month(tokens, k + 2)
    return k + 3 if day_first or (_month(tokens, k + 1) and _day(tokens[k + 2])) else none


def _figures(tokens: Sequence[Token], i: int) -> DateWords | None:
    """Find "15/12/2017", "17.01.2020" and "2020-01-17"."""
    first = tokens[i]
    dotted = first.text.split(".")
    if len(dotted) == 3 and [len(part) for part in dotted[1:]] == [2, 4] and len(dotted[0]) <= 2:
        return DateWords(i, i + 1)
    if i + 4 >= len(tokens) or tokens[i + 1].text != tokens[i + 3].text:
        return None
    mark, second, third = tokens[i + 1].text, tokens[i + 2], tokens[i + 4]
    if mark == "-" and _year(first) and len(second.text) == len(third.text) == 2:
        return DateWords(i, i + 5) if _day(second) and _day(third) else None
    if mark == "/" and _day(first) and _day(second) and _year(third):
        return DateWords(i, i + 5)
    return None


def _spelled(tokens: Sequence[Token], i: int) -> DateWords | None:
    """Find "the third of March" and "the summer of 2015"."""
    lower = tokens[i].lower
    if lower in _ORDINALS and _lower(tokens, i + 1) == "of" and _month(tokens, i + 2):
        return DateWords(i, _tail_year(tokens, i + 3))
    if lower in _SEASONS:
        before = _lower(tokens, i - 1)
        last = _tail_year(tokens, i + 1)
        if last > i + 1 or before in ("last", "this"):
            return DateWords(i - (before in ("last", "this")), last, vague=True)
    return None


def _absolute(tokens: Sequence[Token], i: int) -> DateWords | None:
    token = tokens[i]
    figures = _figures(tokens, i) if token.text[0].isdecimal() else _spelled(tokens, i)
    if figures is not None:
        return figures
    if token.text[0].isdecimal() and len(token.text) >= 1 and _day(token):
        k = i + 1
        while (
            k + 1 < len(tokens)
            and tokens[k].lower in ("-", "–", "—", "and", "to", ",", "/", "or")
            and _day(tokens[k + 1])
        ):
            k += 2
        if _lower(tokens, k) == "of" and _month(tokens, k + 1):
            k += 1
        if _month(tokens, k):
            end = k + 1
            if _year(tokens[end]) if end < len(tokens) else False:
                end = _second_day(tokens, end + 1, end)
            else:
                end = _second_day(tokens, end, end)
            return DateWords(i, _tail_year(tokens, end))
        return None
    if _month(tokens, i):
        start = _qualified(tokens, i)
        k = i + 1
        if k < len(tokens) and _day(tokens[k]):
            k += 1
            while (
                k + 1 < len(tokens)
                and tokens[k].lower in ("-", "–", "—", "and", "to", ",")
                and _day(tokens[k + 1])
                and not _month(tokens, k + 2)
            ):
                k += 2
            return DateWords(
                start, _tail_year(tokens, _second_day(tokens, _tail_year(tokens, k), k))
            )
        other = k + 1 + (_lower(tokens, k + 1).rstrip("-") in _QUALIFIERS)
        of_day = other + 1 < len(tokens) and _day(tokens[other + 1])
        if _lower(tokens, k) in ("and", "to", "-", "–") and _month(tokens, other) and not of_day:
            k = other + 1  # "October and November"
        after = _tail_year(tokens, k)
        return DateWords(start, after, vague=True)
    if token.lower.startswith(_JOINED_PARTS) and token.lower.partition("-")[2].isdecimal():
        return (
            DateWords(i, i + 1, vague=True) if len(token.text) - token.text.find("-") == 5 else None
        )
    if _year(token):
        return _years(tokens, i)
    if token.lower in _WEEKDAYS and token.cap:
        start = i - 1 if _lower(tokens, i - 1) in ("last", "this", "next", "late", "early") else i
        k = i + 1
        if _lower(tokens, k) in _PARTS:
            k += 1
        if _lower(tokens, k) in _JOINS and _lower(tokens, k + 1) in _WEEKDAYS and tokens[k + 1].cap:
            k += 2 + (_lower(tokens, k + 2) in _PARTS)
            return DateWords(start, k)
        if _day(tokens[k]) if k < len(tokens) else False:
            dated = _absolute(tokens, k)
            if dated is not None and not dated.vague:
                return DateWords(start, dated.last)
        if _lower(tokens, k) == "," and k + 1 < len(tokens):
            dated = _absolute(tokens, k + 1)
            if dated is not None and not dated.vague:
                return DateWords(start, dated.last)
        return DateWords(start, k)
    return None


def _years(tokens: Sequence[Token], i: int) -> DateWords | None:
    """Find the year or the two years at `i`: "in 2014", "2012–2016", "the 2015 attack"."""
    before = _lower(tokens, i - 1)
    second = _lower(tokens, i + 1) in _JOINS and i + 2 < len(tokens) and _year(tokens[i + 2])
    if second and (before in _BEFORE_YEAR or before in ("(", "between")):
        return DateWords(i, i + 3, vague=True)
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        before in _DETERMINERS
        and following is not None
        and following.text[0].isalpha()
        and following.lower not in _PEOPLE
        and following.lower not in STOP_WORDS
        and int(tokens[i].text) in _MODIFYING_YEARS
    ):
        return DateWords(i, i + 1, vague=True)
    if before in _BEFORE_YEAR and not _counts(tokens, i + 1):
        return DateWords(_qualified(tokens, i), i + 1, vague=True)
    return None


def _relative(tokens: Sequence[Token], i: int) -> DateWords | None:
    lower = tokens[i].lower
    if lower in _WHOLE:
        k = i + 1 + (_lower(tokens, i + 1) in _PARTS)
        return DateWords(i, k)
    if lower in _STARTS or tokens[i].text.isdecimal() or lower in _SMALL:
        k = i
        relative = False
        count = False
        while (
            k < len(tokens)
            and k - i < 5
            and (
                tokens[k].lower in _RELATIVE
                or tokens[k].lower in _SMALL
                or tokens[k].lower in ("the", "this", "that", "earlier")
                or (tokens[k].text.isdecimal() and len(tokens[k].text) <= 3)
            )
        ):
            relative = relative or tokens[k].lower in (
                "same",
                "following",
                "next",
                "that",
                "previous",
            )
            count = count or tokens[k].lower in _RELATIVE or tokens[k].lower in ("that", "earlier")
            k += 1
        unit = _lower(tokens, k)
        if unit in _UNITS:
            after = _lower(tokens, k + 1)
            if after in ("ago",):
                return DateWords(i, k + 2)
            if after in ("before", "after") and _lower(tokens, k + 2)[:1].isalnum():
                return None  # "three months before X took P": counted from P, not from here
            if after in ("earlier", "later", "before", "after", "afterwards"):
                return DateWords(i, k + 2, relative=True)
            if count and k > i:
                first = i + 1 if lower in ("the", "a") and not relative and k - i > 1 else i
                return DateWords(
                    first,
                    k + 1,
                    relative=relative,
                    vague=unit in ("month", "months", "year", "years"),
                )
        if unit in _PARTS and count and lower == "this":
            return DateWords(i, k + 1)
        if unit in _PARTS and (relative or lower == "that") and k > i:
            return DateWords(i, k + 1, relative=True)
    return None
