"""Which civil days a claim means, from its date words, the report around them and its publication day.

Nothing is invented: relative words in a report without a publication day give no date.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from whoholds.base.records import Claim, DateLink, Report, Status, TimeFrame
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.identify.date_words import (
    FIRST_YEAR,
    LAST_YEAR,
    Clock,
    Reading,
    last_day_named,
    read_words,
)

_YEAR = re.compile(r"(?<![\d.,])(?:1[89]|20|21)\d{2}(?![\d%]|,\d)")
# In running text a bare number may be a clock time or a count: "August 13 2016 2037 UTC". Only one that
# stands where a year stands is one.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".replace(" ", "|")
_YEAR_IN_TEXT = re.compile(
    rf"\b(?:(?:{_MONTHS})[a-z]{{0,6}}\.? (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?|(?:in|since|until|till|"
    rf"by|of|from|during|early|late|mid|year|and|to|before|after|through)[ -])({_YEAR.pattern})",
    re.IGNORECASE,
)
_LOOK_BACK = 4000
_LOOK_AROUND = 20_000


def resolve_date(claim: Claim, report: Report) -> DateLink | None:
    """Return the days in which the claim's event is said to lie, None where they cannot be known.

    A day and month without a year are the latest such day that is not after the day following
    publication (the next one for what is expected); a weekday is the latest up to publication. Without
    a publication day the year is the nearest one named before the words, else the only one that title
    and context name, else the only one of the report. A claim told as news without any date words is of
    the day of publication or the day before, with the basis `published`; background and forecasts
    without words have no date.
    """
    published = usable_day(report.published)
    future = claim.status is Status.EXPECTED or claim.time_frame is TimeFrame.FUTURE
    if claim.when is None:
        if published is None or future or claim.time_frame is not TimeFrame.RECENT:
            return None
        days = Days.through(published - timedelta(days=1), published)
        return DateLink(days=days, precision=DatePrecision.RANGE, basis=DateBasis.PUBLISHED)
    before = ""
    if not claim.when.in_title:
        before = report.text[max(0, claim.when.span.start - _LOOK_BACK) : claim.when.span.start]
    clock = Clock(published, year=_year_nearby(before, report), future=future)
    clock = replace(clock, anchor=last_day_named(before, clock))
    reading = read_words(claim.when.text, clock)
    if reading is None:
        return None
    return DateLink(
        days=reading.days,
        precision=reading.precision,
        basis=_basis(reading, carried=claim.carried, published=published),
    )


def usable_day(day: date | None) -> date | None:
    """Return `day`, None where its year is no year of a report: broken pages carry 1 and 9999."""
    if day is None or not FIRST_YEAR < day.year < LAST_YEAR:
        return None
    return day


def _basis(reading: Reading, *, carried: bool, published: date | None) -> DateBasis:
    if reading.relative:
        return DateBasis.RELATIVE
    if carried or (not reading.year_given and published is None):
        return DateBasis.CARRIED
    return DateBasis.STATED


def _year_nearby(before: str, report: Report) -> int | None:
    named = _YEAR_IN_TEXT.findall(before)
    if len(named) > 0:
        return int(named[-1])
    around = " ".join((report.title or "", *report.context))
    for text in (around, f"{around} {report.text[:_LOOK_AROUND]}"):
        years = set(_YEAR.findall(text))
        if len(years) > 0:
            return int(years.pop()) if len(years) == 1 else None
    return None
