"""The day that a report gives at its head: "BEIRUT, Jan 17 (Reuters) –", "Posted on July 20, 2016"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from whoholds.identify.date_patterns import vocabulary
from whoholds.identify.date_words import Clock, read_words

_HEAD = 300
_FAR = timedelta(days=1)
_MARKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Told:
    """The day a text counts from; `by_dateline` where its own head gives it, and the page does not."""

    day: date | None
    by_dateline: bool = False


def told_on(text: str, published: date | None) -> Told:
    """Return the day that a text's relative words count from: of its dateline, else of its page.

    A dateline without a year takes the one that brings it nearest to the page's day; without that
    day it tells nothing.
    """
    head = dateline(text)
    if head is None:
        return Told(published)
    reading = read_words(head, Clock(published, future=False))
    given = re.search(r"\d{4}", head) is not None
    if given:
        reading = read_words(head, Clock(None, month_first=None))
    if reading is None or len(reading.days) > 1:
        return Told(published)
    day = reading.days.start
    if published is None:
        return Told(day, by_dateline=True)
    if not given:
        steps = [d for k in (-1, 0, 1) if (d := _in_year(day, published.year + k)) is not None]
        day = min(steps, key=lambda d: abs(d - published))
    return Told(day, by_dateline=abs(day - published) > _FAR)


def dateline(text: str) -> str | None:
    """Return the date words of the dateline at the head of a text, None where it has none."""
    head = _MARKS.sub(" ", text[:_HEAD].lstrip())
    for pattern in _forms():
        found = pattern.match(head)
        if found is not None:
            return found["date"]
    return None


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _written(names: Iterable[str]) -> str:
    """Return an alternation of names as "June" and as "JUNE", the longest first."""
    both = {form for name in names for form in (name.title(), name.upper())}
    return "|".join(sorted(both, key=lambda form: (-len(form), form)))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    words = vocabulary()
    month = f"(?:{_written(words['months'])})\\.?"
    weekday = f"(?:{_written(words['weekdays'])})"
    day = r"[0-3]?\d(?:st|nd|rd|th)?"
    short = rf"(?:{month} {day}(?!\d)|{day} {month})"
    full = rf"(?:{month} {day},? \d{{4}}|{day} {month},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
    led = r"(?:(?:Posted|Published|Updated|Date|Last updated)(?: on)?:? ?)?"
    # A day with its year at the very head, by itself or before a new sentence.
    alone = re.compile(
        rf"{led}(?:{weekday},? )?(?P<date>{full})(?=\s*(?:$|\n|[-–—|:.(]|,? ?[A-Z\d]|(?:by|at)\b))"
    )
    # A city in capitals or with a newspaper's dash.
    city = re.compile(
        r"(?:[A-Z][\w.'’/-]*,? ){1,5}(?:\(\w+\) ?)?[-–—,]? ?\(?(?:[A-Z][a-z]+day,? )?"
        rf"(?P<date>{full}|{short}(?:,? \d{{4}})?)\)?,?\.?(?: ?\([^()\n]{{2,40}}\))?(?: [A-Z]\w+)?"
        r" ?(?:[-–—:]|\([A-Z])"
    )
    return alone, city
