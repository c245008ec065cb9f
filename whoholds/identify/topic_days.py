"""The days of what a report is about: of its title and the topics that its source files it under.

A name tells its years itself ("2022 Kharkiv counteroffensive", "Battle of Ramadi (2015–2016)"), or
`data/engagements.tsv` does.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources

from whoholds.base.records import Report
from whoholds.base.times import Days
from whoholds.identify.date_patterns import patterns, plain
from whoholds.identify.date_words import Clock, read_words

_LONGEST_TOPIC = 200
_MOST_TOPICS = 20
_DASH = re.compile(r"[‐‑‒–—−]")
_OPEN = re.compile(r"\b((?:1[89]|20|21)\d\d) ?- ?(?:present|ongoing|today)\b")
_NO_END = "-"
_END_OF_TIME = date(2199, 12, 31)


def topic_days(report: Report) -> Days | None:
    """Return the days of the narrowest topic of a report that has any, its title counted as one.

    What goes on ends on the last day of the year 2199.
    """
    topics = (*report.context[:_MOST_TOPICS], report.title or "")
    known = [days for topic in topics if (days := _days_of(topic)) is not None]
    return min(known, key=lambda days: (len(days), days), default=None)


def _days_of(topic: str) -> Days | None:
    told = named_days(topic)
    row = listed_days(topic)
    if told is None or row is None:
        return told or row
    # "2022 Russian invasion of Ukraine" is named for the year it began in.
    begins = topic[:4].isdecimal() and told.start <= row.start <= told.last
    return row if begins or (told.start <= row.start and row.end <= told.end) else told


def named_days(topic: str) -> Days | None:
    """Return the days of the years and months that stand in a topic's own name."""
    text = plain(_DASH.sub("-", topic[:_LONGEST_TOPIC]))
    going_on = _OPEN.search(text)
    if going_on is not None:
        return Days.through(date(int(going_on[1]), 1, 1), _END_OF_TIME)
    if patterns()["year"].search(text) is None:
        return None
    reading = read_words(text, Clock(None))
    return None if reading is None else reading.days


def listed_days(topic: str) -> Days | None:
    """Return the days of the longest name of `data/engagements.tsv` that stands in a topic."""
    words = _folded(topic[:_LONGEST_TOPIC]).split()
    rows = _rows()
    for length in range(min(len(words), _most_words()), 0, -1):
        for start in range(len(words) - length + 1):
            days = rows.get(" ".join(words[start : start + length]))
            if days is not None:
                return days
    return None


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", _DASH.sub("-", text).casefold())
    kept = "".join(c for c in apart if not unicodedata.combining(c))
    return re.sub(r"[^\w-]+", " ", kept)


@cache
def _rows() -> dict[str, Days]:
    file = resources.files("whoholds.identify") / "data" / "engagements.tsv"
    return dict(_read(file.read_text("utf-8").splitlines()))


@cache
def _most_words() -> int:
    return max(len(name.split()) for name in _rows())


def _read(lines: Iterable[str]) -> Iterable[tuple[str, Days]]:
    for line in lines:
        if line == "" or line.startswith("#"):
            continue
        name, first, last = line.split("\t")
        end = _END_OF_TIME if last == _NO_END else _whole(last).last
        yield " ".join(_folded(name).split()), Days.through(_whole(first).start, end)


def _whole(text: str) -> Days:
    year, *rest = map(int, text.split("-"))
    if len(rest) == 2:
        return Days.one(date(year, *rest))
    return Days.month(year, rest[0]) if rest else Days.through(date(year, 1, 1), date(year, 12, 31))
