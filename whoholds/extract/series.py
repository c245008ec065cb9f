"""Series of places each with a day of its own: "took A in May, B on Friday and C on Sunday"."""

from itertools import pairwise

from whoholds.extract.chains import Place
from whoholds.extract.clauses import Parsed
from whoholds.extract.datewords import DateWords
from whoholds.extract.triggers import Trigger

_JOINING = frozenset((",", "and", "in", "on", "by", "since", "then", "the", "also"))


def dated_items(parsed: Parsed, trigger: Trigger) -> list[tuple[Place, DateWords]]:
    """Return the places after the first date behind `trigger`, each with the date that follows it.

    Nothing but commas, "and" and prepositions may stand between one item and the next.
    """
    dates = [date for date in parsed.dates if date.first >= trigger.last]
    found: list[tuple[Place, DateWords]] = []
    for before, date in pairwise(dates):
        between = [p for p in parsed.places if before.last <= p.first and p.last <= date.first]
        inside = {k for p in between for k in range(p.at, p.last)}
        gap = range(before.last, date.first)
        joined = [parsed.lower(k) for k in gap if k not in inside]
        listed = bool({",", "and"} & set(joined)) and set(joined) <= _JOINING
        if len(between) != 1 or not listed or any(k in parsed.trigger_at for k in gap):
            break
        found.append((between[0], date))
    return found


def dated_before(parsed: Parsed, date: DateWords, trigger: Trigger) -> DateWords:
    """Return the date words between `trigger` and `date`: the day of the first item of a series."""
    return next(d for d in parsed.dates if trigger.last <= d.first and d.last <= date.first)
