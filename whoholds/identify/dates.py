"""Which civil days a claim means, from its date words, the report around them and its publication day.

Nothing is invented: relative words in a report without a publication day give no date.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from whoholds.base.records import Claim, DateLink, Report, Status, TimeFrame
from whoholds.base.spans import Quote
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.identify.date_anchors import LOOK_BACK, followed
from whoholds.identify.date_words import (
    FIRST_YEAR,
    LAST_YEAR,
    SHORT_TOPIC,
    Clock,
    Reading,
    names_a_group,
    read_words,
)
from whoholds.identify.datelines import Told, told_on
from whoholds.identify.topic_days import topic_days

_YEAR = re.compile(r"(?<![\d.,])(?:1[89]|20|21)\d{2}(?![\d%]|,\d)")
# In running text a bare number may be a clock time or a count: "August 13 2016 2037 UTC". Only one that
# stands where a year stands is one.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".replace(" ", "|")
_YEAR_IN_TEXT = re.compile(
    rf"\b(?:(?:{_MONTHS})[a-z]{{0,6}}\.? (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?|(?:in|since|until|till|"
    rf"by|of|from|during|early|late|mid|year|and|to|before|after|through)[ -])({_YEAR.pattern})",
    re.IGNORECASE,
)
_NAME = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_PART = "(?:(?:early|mid|late)[ -])?"
_LINK = "(?: and | to | or |[-–])"
_BARE_MONTH = re.compile(rf"(?:in |during |since )?{_PART}{_NAME}(?: \d{{4}})?", re.IGNORECASE)
_MORE_MONTHS = re.compile(rf"{_LINK}{_PART}{_NAME}\b(?! \d{{1,2}}\b)(?:,? \d{{4}}\b)?")
_MONTHS_BEFORE = re.compile(rf"{_PART}{_NAME}{_LINK}\Z")
_SINCE = re.compile(r"\b[Ss]ince (?:the )?(?:\w+ of )?\Z")
_DAY_AND_MONTH = re.compile(
    rf"(?:{_NAME} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_NAME})\Z", re.IGNORECASE
)
_WORDS_AROUND = 40
_NEEDS_A_DAY = re.compile(
    r"\b(?:same|that|next|following|previous|later|earlier|before|after|morning|afternoon|evening|night|"
    r"dawn|dusk|noon|midnight|overnight|\w+day)\b",
    re.IGNORECASE,
)
"""Words that mean a day near another one; without it they still mean one of the topic's days."""
_LOOK_AROUND = 20_000


def resolve_date(claim: Claim, report: Report) -> DateLink | None:
    """Return the days in which the claim's event is said to lie, None where they cannot be known.

    Words count from the day of publication; the day that the text gives at its head stands for it where
    the two are more than a day apart or the page gives none, and the basis is then `dateline`. A day and
    month without a year are the latest such day that is not after the day following publication (the next
    one for what is expected); a weekday is the latest up to publication. Without a publication day the
    year is found as `year_near` says. A claim told as news without any date words is of the day of
    publication or the day before, with the basis `published`; where there is no such day, it is of the
    days of the report's topic if these are at most `SHORT_TOPIC`. Background and forecasts without
    words have no date.
    """
    told = told_on(report.text, usable_day(report.published))
    published = told.day
    future = claim.status is Status.EXPECTED or claim.time_frame is TimeFrame.FUTURE
    topic = topic_days(report) if published is None else None
    if claim.when is None:
        if future or claim.time_frame is not TimeFrame.RECENT:
            return None
        if published is None:
            return _of_topic(topic)
        days = Days.through(published - timedelta(days=1), published)
        basis = DateBasis.DATELINE if told.by_dateline else DateBasis.PUBLISHED
        return DateLink(days=days, precision=DatePrecision.RANGE, basis=basis)
    words = _whole_words(claim.when, report)
    if words is None:
        return None
    # A day carried from elsewhere is of something that was told as past.
    future = future and not claim.carried
    before = ""
    if not claim.when.in_title:
        before = report.text[max(0, claim.when.span.start - LOOK_BACK) : claim.when.span.start]
    clock = Clock(published, topic=topic, month_first=_month_first(report), future=future)
    if published is None:
        clock = replace(clock, year=_year_nearby(before, report))
    reading = read_words(words, followed(before, clock))
    if reading is None:
        return None if _NEEDS_A_DAY.search(words) is None else _of_topic(topic)
    days, precision = reading.days, reading.precision
    if published is not None and not future:
        known = _not_after(days, published)
        if known is None:
            return None
        if known != days:
            days, precision = known, DatePrecision.DAY if len(known) == 1 else DatePrecision.RANGE
    return DateLink(days=days, precision=precision, basis=_basis(reading, claim.carried, told))


def _of_topic(topic: Days | None) -> DateLink | None:
    if topic is None or len(topic) > SHORT_TOPIC:
        return None
    precision = DatePrecision.DAY if len(topic) == 1 else DatePrecision.RANGE
    return DateLink(days=topic, precision=precision, basis=DateBasis.CARRIED)


def _month_first(report: Report) -> bool | None:
    """Tell whether the publisher's country writes the month before the day, by its address alone."""
    host = (urlsplit(report.url).hostname or "") if report.url is not None else ""
    last = host.rpartition(".")[2]
    if last in ("us", "gov", "mil"):
        return True
    return False if len(last) == 2 and last.isalpha() else None


def _whole_words(when: Quote, report: Report) -> str | None:
    """Return the date words with what belongs to them in the text, None where they are part of a name.

    A reader may leave out the "since" before, or the other of two months: "in October and November".
    """
    text = (report.title or "") if when.in_title else report.text
    start, end = when.span.start, when.span.end
    if text[start:end] != when.text:
        return when.text
    after = text[end : end + _WORDS_AROUND]
    if _DAY_AND_MONTH.search(when.text) is not None and names_a_group(after):
        return None
    words = when.text
    if _BARE_MONTH.fullmatch(words) is not None and (more := _MORE_MONTHS.match(after)) is not None:
        words += more[0]
    before = text[max(0, start - _WORDS_AROUND) : start]
    if _SINCE.search(before) is not None:
        words = f"since {words}"
    elif _BARE_MONTH.fullmatch(words) and (first := _MONTHS_BEFORE.search(before)) is not None:
        words = f"{first[0]}{words}"
    return words


def _not_after(days: Days, published: date) -> Days | None:
    latest = published + timedelta(days=1)
    if days.last <= latest:
        return days
    # A whole month or year goes on after publication, what is told of it does not.
    return Days.through(days.start, published) if days.start <= published else None


def usable_day(day: date | None) -> date | None:
    """Return `day`, None where its year is no year of a report: broken pages carry 1 and 9999."""
    if day is None or not FIRST_YEAR < day.year < LAST_YEAR:
        return None
    return day


def _basis(reading: Reading, carried: bool, told: Told) -> DateBasis:
    if reading.relative:
        return DateBasis.DATELINE if told.by_dateline else DateBasis.RELATIVE
    if carried or (not reading.year_given and told.day is None):
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
