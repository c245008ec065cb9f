"""Whether two claims of a report may be of one day, by their date words; rough, for linking alone.

What day a claim is of is `identify`'s to say.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from whoholds.base.records import Claim, Status, TimeFrame
from whoholds.extract.kin import words_of

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEWS = timedelta(days=8)
"""How old what a headline tells may be, before the day of publication."""


@dataclass(frozen=True, slots=True)
class Told:
    """What date words tell: parts are None where they do not."""

    year: int | None = None
    month: int | None = None
    days: frozenset[int] = frozenset()


def other_day(one: Claim, other: Claim, published: date | None) -> bool:
    """Tell whether the date words of two claims cannot mean one day."""
    if one.when == other.when or one.when is None or other.when is None:
        return _other_time(one, other, published)
    mine, theirs = told_by(one.when.text, published), told_by(other.when.text, published)
    return (
        (mine.year is not None and theirs.year is not None and mine.year != theirs.year)
        or (mine.month is not None and theirs.month is not None and mine.month != theirs.month)
        or (bool(mine.days and theirs.days) and not mine.days & theirs.days)
    )


def told_by(words: str, published: date | None) -> Told:
    """Return what date words tell; weekdays, "today" and "yesterday" count back from `published`."""
    year = month = None
    days: set[int] = set()
    for word in words_of(words):
        digits = word.rstrip("dhnrst")
        if digits.isdecimal() and len(digits) == 4:
            year = int(digits)
        elif digits.isdecimal() and len(digits) <= 2:
            days.add(int(digits))
        elif word[:3] in _MONTHS:
            month = _MONTHS.index(word[:3]) + 1
        elif published is not None and (back := _days_back(word, published)) is not None:
            day = published - timedelta(days=back)
            if not days:
                year, month = day.year, day.month
            days.add(day.day)
    return Told(year, month, frozenset(days))


def _days_back(word: str, published: date) -> int | None:
    if word in ("today", "tonight"):
        return 0
    if word == "yesterday":
        return 1
    if word in _WEEKDAYS:
        return (published.weekday() - _WEEKDAYS.index(word)) % 7
    return None


def _other_time(one: Claim, other: Claim, published: date | None) -> bool:
    """Tell whether one of two claims is of an older time, where they do not both name a day."""
    dated = next((c for c in (one, other) if c.when is not None), None)
    if dated is None or one.when == other.when:
        return False
    if Status.DENIED in (one.status, other.status):
        return (
            False  # "denied that they had captured P": a denial without a day is of the day denied
        )
    if one.time_frame is not other.time_frame and TimeFrame.BACKGROUND in (
        one.time_frame,
        other.time_frame,
    ):
        return True
    if published is None or dated.when is None:
        return False
    told = told_by(dated.when.text, published)
    if told.year is not None and told.month is None:
        return told.year != published.year
    if told.month is None:
        return False
    year = told.year or (published.year if told.month <= published.month else published.year - 1)
    last = max((d for d in told.days if 1 <= d <= 28), default=28)
    return published - date(year, told.month, last) > _NEWS
