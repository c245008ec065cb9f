"""Dates as pages show them: is a line nothing but a date, and which civil day does it name for sure?"""

import re
import tomllib
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

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_DOTS = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?!\d)")
_SLASHES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+de)?\s+([^\W\d_]{3,9})\.?(?:\s+de)?,?\s+((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"\b([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)"
)


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
    found: set[date] = set()
    for year, month, day in _ISO.findall(text):
        found |= _day(year, month, day)
    for day, month, year in _DOTS.findall(text):
        found |= _day(year, month, day)
    for first, second, year in _SLASHES.findall(text):
        found |= _day(year, second, first) | _day(year, first, second)
    for day, name, year in _DAY_FIRST.findall(text):
        found |= _day(year, _MONTHS.get(name.casefold(), 0), day)
    for name, day, year in _MONTH_FIRST.findall(text):
        found |= _day(year, _MONTHS.get(name.casefold(), 0), day)
    return found.pop() if len(found) == 1 else None


def _day(year: int | str, month: int | str, day: int | str) -> set[date]:
    try:
        return {date(int(year), int(month), int(day))}
    except ValueError:
        return set()
