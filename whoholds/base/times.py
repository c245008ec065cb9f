"""Civil dates with a precision, and UTC instants.

Three times are never mixed: *happened* (a `Days` interval of civil dates at the place),
*published* (a civil date of the page) and *recorded* (a UTC instant and a ledger position).
A civil date never passes through a time zone.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from whoholds.base.errors import InputError

ONE_DAY = timedelta(days=1)


class DatePrecision(StrEnum):
    """How finely a date is known; an interval is never finer than this."""

    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    YEAR = "year"


class DateBasis(StrEnum):
    """What a date rests on.

    `stated`: the text names it in full, or in all but the year. `relative`: counted from the
    publication date ("yesterday", "on Friday"). `carried`: named elsewhere in the report, or the days of
    its topic. `published`: the text names none; news is taken to be of the day of publication, or before.
    `dateline`: as `relative` or `published`, but counted from the day at the head of the text, because
    the page gives no day or one more than a day away.
    `decided`: a reviewer said so.
    """

    STATED = "stated"
    RELATIVE = "relative"
    CARRIED = "carried"
    PUBLISHED = "published"
    DATELINE = "dateline"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A half-open interval of civil dates `[start, end)`: one day has `end = start + 1`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise InputError(
                f"making an interval of days: {self.start} to {self.end} (end excluded) is empty; "
                "the end must be after the start"
            )

    @classmethod
    def one(cls, day: date) -> "Days":
        """Return the interval of one day."""
        return cls.through(day, day)

    @classmethod
    def through(cls, first: date, last: date) -> "Days":
        """Return the interval from `first` to `last`, both included.

        Raises:
            InputError: if `last` is before `first`, or the last day of the calendar.
        """
        if last == date.max:
            raise InputError(
                f"making an interval of days: {last} has no day after it, and the end is excluded; "
                "give an earlier day"
            )
        return cls(first, last + ONE_DAY)

    @classmethod
    def month(cls, year: int, month: int) -> "Days":
        """Return the interval of a calendar month (1 to 12)."""
        if not 1 <= month <= 12:
            raise InputError(f"making an interval of a month: {month} is not in 1 to 12")
        last = calendar.monthrange(year, month)[1]
        return cls.through(date(year, month, 1), date(year, month, last))

    @property
    def last(self) -> date:
        """The last day inside the interval."""
        return self.end - ONE_DAY

    def __len__(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def isoformat(self) -> str:
        """Return `2020-01-17`, or `2020-01-17/2020-01-18` with the last day *included*.

        This is the form of the gold claims and of exports; inside, the end is excluded.
        """
        if len(self) == 1:
            return self.start.isoformat()
        return f"{self.start.isoformat()}/{self.last.isoformat()}"


def parse_day(text: str) -> date:
    """Return the civil date of `2020-01-17`.

    Raises:
        InputError: if `text` is not a date of that form.
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as cause:
        raise InputError(
            f"reading a date: {text!r} is not a day of the form 2020-01-17; write it so"
        ) from cause


def utc_now() -> datetime:
    """Return the present instant, in UTC, to the microsecond."""
    return datetime.now(tz=UTC)


def format_instant(instant: datetime) -> str:
    """Return `2020-01-17T08:30:00.000000Z`: always UTC and six digits, so that text order is time order.

    Raises:
        InputError: if `instant` has no time zone.
    """
    if instant.tzinfo is None:
        raise InputError(
            f"writing an instant: {instant!r} has no time zone; hand over an aware datetime"
        )
    # Not strftime: it writes the year 999 with three digits.
    naive = instant.astimezone(UTC).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> datetime:
    """Return the instant of `format_instant`, or of any ISO 8601 text with a time zone.

    Raises:
        InputError: if `text` is no such instant.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as cause:
        raise InputError(
            f"reading an instant: {text!r} is not of the form 2020-01-17T08:30:00Z; write it so"
        ) from cause
    if instant.tzinfo is None:
        raise InputError(f"reading an instant: {text!r} names no time zone; end it with Z for UTC")
    try:
        return instant.astimezone(UTC)
    except OverflowError as cause:
        raise InputError(
            f"reading an instant: {text!r} lies outside the calendar in UTC; write another"
        ) from cause
