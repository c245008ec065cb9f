"""Dates as pages show them: is a line nothing but a date, and which civil day does it name for sure?"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources

_WORDS = tomllib.loads(
    resources.files("whoholds.capture").joinpath("data/date_words.toml").read_text("utf-8")
)
_MONTHS = {name: number for number, names in enumerate(_WORDS["months"], start=1) for name in names}
_SURE = frozenset(_WORDS["sure"])
_BESIDE = frozenset(_WORDS["weekdays"]) | frozenset(_WORDS["ages"]) | frozenset(_WORDS["fill"])
_SPLIT = re.compile(r"[\s,./:|•·()\-–—]+")
_CLOCK_MARK = re.compile(r"(?<=\d)t(?=\d)")
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th)?|\d{1,2}(?:am|pm)|\d{1,4}[a-z]{1,2}|\d{1,2}z")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)")
_LONGEST = 60
_CLOCK_WORDS = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.]\d\d){1,2}(?!\d)\s{0,3}(?:[ap]\.?m\b\.?)?|(?<!\d)\d{1,2}\s{0,2}[ap]\.?m\b\.?"
    r"|(?<![\w+])(?:(?:utc|gmt)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?|edt|est|e\.t\.|cest|cet|eest|eet|bst|msk)(?!\w)",
    re.I,
)
_BESIDE_DATE = re.compile(
    r"\b(?:" + "|".join(sorted(_WORDS["weekdays"], key=len, reverse=True)) + r")\b\.?", re.I
)

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_DOTS = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?!\d)")
_SLASHES = re.compile(r"(?<![\d/-])(\d{1,2})([/-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?:\.?(?:\s+(?:de|of))?\s+|-)([^\W\d_]{3,9})(?:\.?(?:\s+de)?,?\s+|-)((?:19|20)\d\d)(?!\d)"
)
# The last gap may be lost after a day of two digits ("Jul 172015"): texts are stripped of their commas.
_MONTH_FIRST = re.compile(
    r"\b([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:(?:st|nd|rd|th)?,?\s+|(?:(?<=\d\d)))((?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class DateWords:
    """A full date in a text, at `[start, end)`; `day` is None where its words name two days or none."""

    start: int
    end: int
    day: date | None


def is_date_line(text: str) -> bool:
    """Tell whether `text` is nothing but a date, a time or an age ("3 years ago", "24/01/2020 10:02")."""
    text = text.strip()
    if text == "" or len(text) > _LONGEST:
        return False
    words = [word for word in _SPLIT.split(_CLOCK_MARK.sub(" ", text.casefold())) if word != ""]
    digits = False
    sure = _CLOCK.search(text) is not None or _NUMERIC.search(text) is not None
    for word in words:
        if _ORDINAL.fullmatch(word) is not None:
            digits = True
            sure = sure or word.endswith(("am", "pm"))
        elif word in _MONTHS or word in _SURE:
            sure = True
        elif word not in _BESIDE:
            return False
    return sure and (digits or len(set(words) & _SURE) > 0)


def firm_date(text: str) -> date | None:
    """Return the one civil day that `text` names in full, None where there is none or more than one.

    "03/04/2020" names two days, one for each order of day and month, and so gives None. A date with
    a time of day or a zone keeps its day as written.
    """
    found = {words.day for words in dates_in(text)}
    return found.pop() if len(found) == 1 else None


def dates_in(text: str) -> list[DateWords]:
    """Return the full dates (with a year) that stand in `text`, in order; words like one are left out.

    "03/04/2020" is one whose day is None. Of two that overlap the first counts.
    """
    found: list[DateWords] = []
    for each in _YEAR_FIRST.finditer(text):
        _keep(found, each, _day(each[1], each[3], each[4]))
    for each in _DOTS.finditer(text):
        _keep(found, each, _day(each[3], each[2], each[1]))
    for each in _SLASHES.finditer(text):
        _keep(found, each, _day(each[4], each[3], each[1]) | _day(each[4], each[1], each[3]))
    for each in _DAY_FIRST.finditer(text):
        _keep(found, each, _day(each[3], _MONTHS.get(each[2].casefold(), 0), each[1]))
    for each in _MONTH_FIRST.finditer(text):
        _keep(found, each, _day(each[3], _MONTHS.get(each[1].casefold(), 0), each[2]))
    found.sort(key=lambda words: (words.start, -words.end))
    apart: list[DateWords] = []
    for words in found:
        if len(apart) == 0 or apart[-1].end <= words.start:
            apart.append(words)
    return apart


def without_dates(text: str) -> str:
    """Return `text` with its dates, clocks and the words that go with them (weekdays, zones) blanked."""
    for words in reversed(dates_in(text)):
        text = f"{text[: words.start]} {text[words.end :]}"
    return _BESIDE_DATE.sub(" ", _CLOCK_WORDS.sub(" ", text))


def _keep(found: list[DateWords], match: re.Match[str], days: set[date]) -> None:
    if len(days) > 0:
        day = next(iter(days)) if len(days) == 1 else None
        found.append(DateWords(match.start(), match.end(), day))


def _day(year: int | str, month: int | str, day: int | str) -> set[date]:
    try:
        return {date(int(year), int(month), int(day))}
    except ValueError:
        return set()
