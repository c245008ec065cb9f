"""Date words to civil days: a small grammar over the patterns of `date_patterns`."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from whoholds.base.times import DatePrecision, Days
from whoholds.identify.date_patterns import patterns, plain, vocabulary

FIRST_YEAR, LAST_YEAR = 1800, 2199
_OF_A_NAME = re.compile(
    r"[\s\"'”’-]{1,3}(?:movement|coalition|alliance|brigades?|battalion|front|group|organi[sz]ation|"
    r"revolution|uprising|camp|martyrs|party|committee|forces|street|square|bridge|university|stadium|"
    r"airport|division|barracks)\b",
    re.IGNORECASE,
)
_WEEK = 7
SHORT_TOPIC = 400
"""A topic of more days says little of the day of one event."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Days that words name. `relative`: counted from publication. `year_given`: named in the words."""

    days: Days
    precision: DatePrecision
    relative: bool = False
    year_given: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """What words are read against.

    `published` is the day that relative words count from, `anchor` the last day named before,
    `future` tells that what is told is still to come. The others give a year where there is no
    `published`: `near` is the last day with a year named before, `topic` the days of what the
    report is about, `year` a bare year named nearby. `month_first` tells whether 3/5 is 5 March.
    """

    published: date | None
    year: int | None = None
    anchor: date | None = None
    future: bool = False
    near: date | None = None
    topic: Days | None = None
    month_first: bool | None = None


def read_words(words: str, clock: Clock) -> Reading | None:
    """Return the days that `words` name, None where they name none that can be known."""
    text = patterns()["ordinal"].sub(_in_figures, plain(words))
    if text == "":
        return None
    for rule in _RULES:
        found = rule(text, clock)
        if found is not None:
            return _stretched(text, found, clock)
        if rule is _days and patterns()["day"].search(text) is not None:
            return None  # 31 February: not a month either
    return None


def _in_figures(found: re.Match[str]) -> str:
    day = vocabulary()["ordinals"][found["nth"] or found["nth_b"]]
    return f"{day} " if found["of"] is None else f"{found['of']} {day}"


def names_a_group(after: str) -> bool:
    """Tell whether a day and month are part of a name, by the words after: "March 23 Movement"."""
    return _OF_A_NAME.match(after) is not None


def _iso(text: str, _clock: Clock) -> Reading | None:
    found = list(patterns()["iso"].finditer(text))
    days = [_date(int(m["year"]), int(m["month"]), int(m["day"])) for m in found]
    known = [day for day in days if day is not None]
    if len(known) == 0:
        return None
    return _between(known[0], known[-1]) if known[-1] >= known[0] else None


def _numeric(text: str, clock: Clock) -> Reading | None:
    found = patterns()["numeric"].search(text)
    if found is None:
        return None
    first, second, year = int(found["a"]), int(found["b"]), int(found["year"])
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if found["dot"] == "." or month_first is None or day_first == month_first:
        return None if day_first is None else _day(day_first)
    if day_first is None:
        return _day(month_first)
    # 3/5/2020 is two days; the publication day tells them apart where it comes between, else the
    # publisher's country does.
    possible = [
        d for d in (day_first, month_first) if clock.published is None or d <= clock.published
    ]
    if len(possible) == 1:
        return _day(possible[0])
    if clock.month_first is None or len(possible) == 0:
        return None
    return _day(month_first if clock.month_first else day_first)


def _two_months(text: str, clock: Clock) -> Reading | None:
    found = patterns()["two_months"].search(text)
    if found is None:
        return None
    end_year = found["year_b"] or found["year"]
    end = _dated(
        _month(found, "month_b", "month_d"), _number(found, "day_b", "day_d"), end_year, clock
    )
    if end is None:
        return None
    month, day = _month(found, "month", "month_c"), _number(found, "day", "day_c")
    start = _date(int(found["year"]) if found["year"] else end.year, month, day)
    if start is not None and start > end and not found["year"]:
        start = _date(end.year - 1, month, day)
    if start is None or start > end:
        return None
    return _between(start, end, year_given=end_year is not None)


def _range(text: str, clock: Clock) -> Reading | None:
    found = patterns()["range"].search(text)
    if found is None:
        return None
    month = _month(found, "month", "month_c")
    end = _dated(month, _number(found, "day_b", "day_d"), found["year"], clock)
    start = None if end is None else _date(end.year, month, _number(found, "day", "day_c"))
    if start is None or end is None or start > end:
        return None
    return _between(start, end, year_given=found["year"] is not None)


def _days(text: str, clock: Clock) -> Reading | None:
    found = patterns()["day"].search(text)
    return None if found is None else _one_day(found, clock)


def _one_day(found: re.Match[str], clock: Clock) -> Reading | None:
    month, day = _month(found, "month", "month_c"), _number(found, "day", "day_c")
    known = _dated(month, day, found["year"], clock)
    return None if known is None else _day(known, year_given=found["year"] is not None)


def _month_pair(text: str, clock: Clock) -> Reading | None:
    found = patterns()["months"].search(text)
    if found is None:
        return None
    end_year = found["year_b"] or found["year"]
    last = vocabulary()["months"][found["month_b"]]
    year = int(end_year) if end_year else _year_of(last, clock)
    if year is None or not _good_year(year):
        return None
    first = vocabulary()["months"][found["month"]]
    start_year = int(found["year"]) if found["year"] else (year if first <= last else year - 1)
    if not _good_year(start_year):
        return None
    start = _part_of_month(start_year, first, found["part"]).start
    end = _part_of_month(year, last, found["part_b"]).last
    return _between(start, end, year_given=end_year is not None) if start <= end else None


def _part_of_month(year: int, month: int, part: str | None) -> Days:
    days = Days.month(year, month)
    first, last = vocabulary()["parts"][part][:2] if part else (1, 31)
    last = min(last, days.last.day)
    return Days.through(days.start.replace(day=first), days.start.replace(day=last))


def _part_of_year(year: int, part: str | None) -> Days:
    first, last = vocabulary()["parts"][part][2:] if part else (1, 12)
    return Days.through(date(year, first, 1), Days.month(year, last).last)


def _months(text: str, clock: Clock) -> Reading | None:
    for found in patterns()["month"].finditer(text):
        if (
            found["month"] == "may"
            and found["year"] is None
            and text != "may"
            and not re.search(
                r"\b(?:in|since|during|of|early|late|mid|last|this|until|by|from)[ -]may\b", text
            )
        ):
            continue  # "may" the verb
        month = vocabulary()["months"][found["month"]]
        if found["year"] is not None:
            year: int | None = int(found["year"])
        elif found["which"] is not None and clock.published is not None:
            year = clock.published.year - (found["which"] == "last year")
        else:
            year = _year_of(month, clock)
        if year is None or not _good_year(year):
            return None
        given = found["year"] is not None
        days = _part_of_month(year, month, found["part"])
        if found["part"] is None:
            return Reading(days, DatePrecision.MONTH, year_given=given)
        return _between(days.start, days.last, year_given=given)
    return None


def _season(text: str, clock: Clock) -> Reading | None:
    found = patterns()["season"].search(text)
    if found is None or (found["year"] is None and found["which"] is None):
        return None
    first, last = vocabulary()["seasons"][found["season"]]
    year = int(found["year"]) if found["year"] else _year_of(first, clock)
    if year is None or not _good_year(year):
        return None
    end = Days.month(year + (last < first), last).last
    if found["which"] == "last" and clock.published is not None and end >= clock.published:
        year, end = year - 1, Days.month(year - 1 + (last < first), last).last
    return _between(date(year, first, 1), end, year_given=found["year"] is not None)


def _years(text: str, _clock: Clock) -> Reading | None:
    found = patterns()["years"].search(text)
    if found is not None:
        first, last = int(found["year"]), int(found["year_b"])
        last += first // 100 * 100 if last < 100 else 0  # "2016-17"
        if _good_year(first) and _good_year(last) and first < last:
            return _between(date(first, 1, 1), date(last, 12, 31))
        return None
    found = patterns()["year"].search(text)
    if found is None:
        return None
    days = _part_of_year(int(found["year"]), found["part"])
    return Reading(days, DatePrecision.RANGE if found["part"] else DatePrecision.YEAR)


def _that_unit(text: str, clock: Clock) -> Reading | None:
    """Read "later that month", "the following week": counted from the last day named."""
    found = patterns()["that"].search(text)
    if found is None or clock.anchor is None:
        return None
    step = {"next": 1, "following": 1, "previous": -1}.get(found["which"], 0)
    return _whole_unit(clock.anchor, found["unit"], step)


def _nth(text: str, clock: Clock) -> Reading | None:
    found = patterns()["nth"].search(text)
    if found is None or clock.published is None:
        return None
    number = _number(found, "day", "day_c")
    for back in range(3):
        month = clock.published.month - 1 - back
        day = _date(clock.published.year + month // 12, month % 12 + 1, number)
        if day is not None and day <= clock.published + timedelta(days=1):
            return _day(day, relative=True)
    return None


def _weekday(text: str, clock: Clock) -> Reading | None:
    found = list(patterns()["weekday"].finditer(text))
    # "sat" and "sun" alone are words of their own.
    found = [m for m in found if m["weekday"] not in ("sat", "sun", "mon", "wed") or m[0] == text]
    if len(found) == 0 or clock.published is None:
        return None
    days = [_nearest_weekday(m, clock.published, clock.future) for m in found[:2]]
    night = re.search(r"\bnight\b|\bovernight\b", text) is not None
    start, end = min(days), max(days)
    if (
        len(days) == 2
        and (end - start).days > 1
        and not re.search(r" (?:to|-|through|until) ", text)
    ):
        end = start
    if start == end and night and len(days) == 2:
        end = start + timedelta(days=1)
    if start == end:
        return _day(start, relative=True)
    return Reading(Days.through(start, end), DatePrecision.RANGE, relative=True)


def _nearest_weekday(found: re.Match[str], published: date, future: bool) -> date:
    weekday = vocabulary()["weekdays"][found["weekday"]]
    back = (published.weekday() - weekday) % _WEEK
    if found["which"] == "next" or found["which"] == "coming" or future:
        ahead = (-back) % _WEEK
        return published + timedelta(days=ahead or (_WEEK if found["which"] == "next" else 0))
    if found["which"] in ("last", "past") and back == 0:
        back = _WEEK
    return published - timedelta(days=back)


def _anchored(text: str, clock: Clock) -> Reading | None:
    # "the day before yesterday" counts from publication.
    if "yesterday" in text or "tomorrow" in text:
        return None
    offset = _longest(vocabulary()["anchored"], text)
    if offset is not None:
        if clock.anchor is not None:
            return _day(clock.anchor + timedelta(days=offset), year_given=False)
        if clock.published is not None and offset <= 0:
            return _day(clock.published + timedelta(days=offset), relative=True)
    return None


def _ago(text: str, clock: Clock) -> Reading | None:
    found = patterns()["ago"].search(text)
    if found is None:
        return None
    count, unit = _count(found["number"]), found["unit"]
    start = clock.published
    if found["what"] != "ago" and clock.anchor is not None:
        start = clock.anchor
    if start is None or (found["what"] == "later" and clock.anchor is None):
        return None
    sign = 1 if found["what"] == "later" else -1
    days = vocabulary()["units"][unit]
    if days == 0:
        whole = -(-count // 24) if unit == "hour" else 0
        return _window(start, sign, whole)
    try:
        middle = start + timedelta(days=sign * days * count)
        if days == 1:
            return _day(middle, relative=True)
        slack = timedelta(days=days // 2)
        return Reading(
            Days.through(middle - slack, middle + slack), DatePrecision.RANGE, relative=True
        )
    except OverflowError:
        return None


def _window(start: date, sign: int, days: int) -> Reading:
    other = start + timedelta(days=sign * days)
    first, last = min(start, other), max(start, other)
    if first == last:
        return _day(first, relative=True)
    return Reading(Days.through(first, last), DatePrecision.RANGE, relative=True)


def _span(text: str, clock: Clock) -> Reading | None:
    found = patterns()["span"].search(text)
    if found is None or clock.published is None or found["number"] is None:
        return None
    count, days = _count(found["number"]), vocabulary()["units"][found["unit"]]
    if days == 0:
        hours = count if found["unit"] == "hour" else 1
        return _window(clock.published, -1, -(-hours // 24))
    try:
        return _window(clock.published, -1, days * count)
    except OverflowError:
        return None


def _calendar(text: str, clock: Clock) -> Reading | None:
    found = patterns()["calendar"].search(text)
    if found is None or clock.published is None:
        return None
    day, which, unit = clock.published, found["which"], found["unit"]
    step = {"this": 0, "last": -1, "next": 1}[which]
    if unit == "weekend":
        back = (day.weekday() - 5) % _WEEK
        start = day - timedelta(days=back) if step <= 0 else day + timedelta(days=_WEEK - back)
        whole = Days.through(start, start + timedelta(days=1))
        return Reading(whole, DatePrecision.RANGE, relative=True)
    reading = _whole_unit(day, unit, step)
    whole, precision = reading.days, reading.precision
    if unit != "year" and step == 0 and not clock.future:
        # What is told as past cannot lie after the day it was told.
        whole = Days.through(min(whole.start, day), day)
        precision = DatePrecision.DAY if len(whole) == 1 else DatePrecision.RANGE
    return Reading(whole, precision, relative=True)


def _whole_unit(day: date, unit: str, step: int) -> Reading:
    """Return the calendar week, month or year of a day, or that `step` units away."""
    if unit == "year":
        year = day.year + step
        whole = Days.through(date(year, 1, 1), date(year, 12, 31))
        return Reading(whole, DatePrecision.YEAR, relative=True)
    if unit == "month":
        month = day.month - 1 + step
        whole = Days.month(day.year + month // 12, month % 12 + 1)
        return Reading(whole, DatePrecision.MONTH, relative=True)
    monday = day - timedelta(days=day.weekday()) + timedelta(days=_WEEK * step)
    whole = Days.through(monday, monday + timedelta(days=_WEEK - 1))
    return Reading(whole, DatePrecision.RANGE, relative=True)


def _relative(text: str, clock: Clock) -> Reading | None:
    offsets = _longest(vocabulary()["relative"], text)
    if offsets is None or clock.published is None:
        return None
    first, last = (clock.published + timedelta(days=offset) for offset in offsets)
    if first == last:
        return _day(first, relative=True)
    return Reading(Days.through(first, last), DatePrecision.RANGE, relative=True)


_RULES: tuple[Callable[[str, Clock], Reading | None], ...] = (
    _iso, _numeric, _two_months, _range, _days, _month_pair, _season, _months, _anchored, _ago,
    _span, _weekday, _that_unit, _calendar, _nth, _relative, _years,
)  # fmt: skip


def _stretched(text: str, found: Reading, clock: Clock) -> Reading:
    """Return `found`, up to the publication day where the words say "since" or "after"."""
    if clock.published is None or re.match(r"(?:ever )?(?:since|after|from)\b", text) is None:
        return found
    if found.days.last >= clock.published or _UNTIL.search(text) is not None:
        return found
    days = Days.through(found.days.start, clock.published)
    return Reading(days, DatePrecision.RANGE, found.relative, found.year_given)


# "since mid-October" is open, "from 3-5 May" and "from March to May" are not.
_UNTIL = re.compile(r" (?:to|until|till|through|and) |\d ?-")


def _longest(table: dict[str, Any], text: str) -> Any | None:
    for phrase in sorted(table, key=lambda phrase: (-len(phrase), phrase)):
        if re.search(rf"\b{re.escape(phrase)}\b", text) is not None:
            return table[phrase]
    return None


def _dated(month: int, day: int, year: str | None, clock: Clock) -> date | None:
    if year is not None:
        return _date(int(year), month, day)
    if clock.published is not None:
        years = range(clock.published.year + 1, clock.published.year - 9, -1)
        possible = [known for each in years if (known := _date(each, month, day)) is not None]
        if clock.future:
            later = [known for known in possible if known >= clock.published - timedelta(days=1)]
            return min(later) if len(later) > 0 else None
        limit = clock.published + timedelta(days=1)
        return next((known for known in possible if known <= limit), None)
    found = year_near(month, day, clock)
    return None if found is None else _date(found, month, day)


def year_near(month: int, day: int, clock: Clock) -> int | None:
    """Return the year of a day and month in a text without a day of publication.

    It is the year that brings it nearest to the last day with a year named before, a day after it
    rather than one before; else the only one that puts it within the topic's days or, where none does
    and the topic is short, as little outside as can be; else the bare year named nearby.
    """
    if clock.near is not None:
        near = clock.near
        possible = [d for step in (-1, 0, 1) if (d := _date(near.year + step, month, day))]
        return min(possible, key=lambda d: _away(d, near)).year if possible else None
    if clock.topic is not None:
        topic = clock.topic
        years = range(topic.start.year - 1, topic.last.year + 2)
        possible = [d for year in years if (d := _date(year, month, day)) is not None]
        inside = [d for d in possible if d in topic]
        if len(inside) == 0 and len(topic) <= SHORT_TOPIC:
            return min(possible, key=lambda d: _outside(d, topic)).year if possible else None
        if len(inside) == 1:
            return inside[0].year
    return clock.year


def _outside(day: date, days: Days) -> float:
    """Return how far a day lies outside of `days`: reports tell more of the time before than after."""
    return (days.start - day).days if day < days.start else 1.5 * (day - days.last).days


def _away(day: date, near: date) -> float:
    days = (day - near).days
    return days if days >= 0 else -1.5 * days


def _year_of(month: int, clock: Clock) -> int | None:
    if clock.published is None:
        return year_near(month, 15, clock)
    if clock.future:
        return clock.published.year + (month < clock.published.month)
    return clock.published.year - (month > clock.published.month)


def _date(year: int, month: int, day: int) -> date | None:
    if not (_good_year(year) and 1 <= month <= 12):
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _good_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _month(found: re.Match[str], *groups: str) -> int:
    return next(int(vocabulary()["months"][found[g]]) for g in groups if found[g] is not None)


def _number(found: re.Match[str], *groups: str) -> int:
    return next(int(found[group]) for group in groups if found[group] is not None)


def _count(number: str) -> int:
    return int(number) if number.isdigit() else int(vocabulary()["numbers"][number])


def _day(day: date, *, relative: bool = False, year_given: bool = True) -> Reading:
    return Reading(Days.one(day), DatePrecision.DAY, relative, year_given)


def _between(first: date, last: date, *, year_given: bool = True) -> Reading:
    if first == last:
        return _day(first, year_given=year_given)
    return Reading(Days.through(first, last), DatePrecision.RANGE, year_given=year_given)
