"""The last day that a text names before some words: what "the next day" counts from.

Days are followed one after the other: "on 5 May … the next day … two days later" is 8 May. Without a
day of publication a day without a year takes the year that brings it nearest to the day before it.
"""

import re
from dataclasses import replace
from functools import cache

from whoholds.identify.date_patterns import plain, vocabulary
from whoholds.identify.date_words import Clock, names_a_group, read_words

LOOK_BACK = 4000


def followed(text: str, clock: Clock) -> Clock:
    """Return `clock` with the last day that `text` names, and the last one whose year is known.

    A month with its year counts as its middle; a year alone ("in 2014") takes the place of a day before
    it. Only the last `LOOK_BACK` characters are looked at.
    """
    words = plain(text[-LOOK_BACK:], longest=LOOK_BACK)
    told = replace(clock, future=False)
    for match in _stepping().finditer(words):
        if match["year"] is not None:
            told = replace(told, year=int(match["year"]), near=None)
            continue
        if match["day"] is not None and names_a_group(words[match.end() : match.end() + 40]):
            continue
        reading = read_words(match[0], told)
        if reading is None:
            continue
        day = reading.days.start + (reading.days.last - reading.days.start) // 2
        if match["month"] is not None:
            told = replace(told, near=day)
        elif len(reading.days) > 1 or (match["step"] is not None and told.anchor is None):
            continue  # "the day before" of no day
        elif clock.published is None and match["weekday"] is None:
            told = replace(told, anchor=day, near=day)
        else:
            told = replace(told, anchor=day)
    return replace(told, future=clock.future)


@cache
def _stepping() -> re.Pattern[str]:
    words = vocabulary()
    months = "|".join(sorted(words["months"], key=len, reverse=True))
    days = "|".join(w for w in sorted(words["weekdays"]) if w.endswith("day"))
    steps = "|".join(re.escape(w) for w in sorted(words["anchored"], key=len, reverse=True))
    number = "|".join(sorted(words["numbers"], key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<month>(?:{months}) (?:1[89]|20|21)\d\d)"
        r"|(?:in|of|during|early|late|mid-?|by) ?(?P<year>(?:1[89]|20|21)\d\d)"
        rf"|(?P<day>[0-3]?\d(?:st|nd|rd|th)? (?:of )?(?:{months})(?: \d{{4}})?(?!\w)"
        rf"|(?:{months}) [0-3]?\d(?:st|nd|rd|th)?(?!\d)(?: \d{{4}})?(?!\w)|\d{{4}}-\d\d-\d\d)"
        rf"|(?P<weekday>{days}|yesterday|today)|(?P<step>{steps}"
        rf"|(?:\d{{1,2}}|{number}) days (?:later|earlier)))\b"
    )
