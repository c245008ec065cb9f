"""What stands around the words of an event: its clause, day, means, casualties, loaded words."""

from collections.abc import Sequence

from whoholds.base.records import Count, Event, Means
from whoholds.extract.casualties import count_casualties
from whoholds.extract.clauses import Parsed, left_edge, right_edge
from whoholds.extract.datewords import DateWords
from whoholds.extract.triggers import Trigger

_DEADLY = (Event.ATTACK, Event.STRIKE, Event.CLASH, Event.ABUSE)
_BLOODLESS = (Event.AGREE, Event.DEPLOY, Event.HOLD, Event.LEAVE)
_MEANS_REACH = 14
_DATED_NOUN = 3
"""How many tokens may stand between date words and the noun that they date."""


def is_lasting(parsed: Parsed, date: DateWords) -> bool:
    """Tell whether date words bound a state or are a year: no day of what comes after."""
    lower = parsed.lower
    bounds = ("since", "until", "by")
    return date.vague or lower(date.first) in bounds or lower(date.first - 1) in bounds


def date_of(parsed: Parsed, trigger: Trigger) -> tuple[DateWords | None, bool]:
    """Return the date words that a trigger goes by; True where none of any sentence before counts."""
    for date in parsed.dates:
        if date.inside and 0 <= trigger.first - date.last <= _DATED_NOUN:
            return date, True  # "the 2015 attack", "Monday's air strike"
    dates = [d for d in parsed.dates if not d.inside]
    if not dates:
        return None, False
    left, right = left_edge(parsed, trigger.first), right_edge(parsed, trigger.last)
    inside = [d for d in dates if d.first >= left and d.last <= right]
    after = [d for d in inside if d.first >= trigger.last]
    before = [d for d in dates if d.last <= trigger.first]
    bound = trigger.entry.event is Event.HOLD and len(parsed.triggers) > 1
    if bound and not inside and not before:
        return None, True  # "the biggest city under rebel control, fell in June"
    nearest = (
        after
        or [d for d in inside if d.last <= trigger.first][-1:]
        or before[-1:]
        or dates
    )  # fmt: skip
    return nearest[0], True


def clause_of(
    parsed: Parsed, trigger: Trigger, spans: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Return the tokens `[first, last)` of the clause of a trigger, widened to hold `spans`."""
    first = min(left_edge(parsed, trigger.group), trigger.group)
    last = max(right_edge(parsed, trigger.last), trigger.last)
    for begins, ends in spans:
        first, last = min(first, begins), max(last, ends)
    while first < trigger.first and (
        not parsed.lower(first)[0].isalnum() or parsed.lower(first) in ("and", "that", "but")
    ):
        first += 1
    while (
        last > trigger.last
        and not parsed.lower(last - 1)[0].isalnum()
        and parsed.lower(last - 1) not in (")", '"', "”")
    ):
        last -= 1
    return _phrase_start(parsed, first), last


def _phrase_start(parsed: Parsed, first: int) -> int:
    """Return where the phrase that token `first` stands in begins: its name, bracket, article."""
    owner = parsed.owner.get(first)
    if owner is not None:
        first = min(first, owner.first)
    if parsed.lower(first - 1) == "(" and first >= 2:
        before = parsed.owner.get(first - 2)
        first = before.first if before is not None else first - 2
    if parsed.lower(first - 1) in ("the", "a", "an", "its", "their"):
        first -= 1
    return first


def casualties_of(
    parsed: Parsed, trigger: Trigger, event: Event
) -> tuple[Count | None, Count | None]:
    """Return the killed and wounded of a sentence where they are those of the trigger's event."""
    if event in _BLOODLESS:
        return None, None
    others = [
        t
        for t in parsed.triggers
        if t is not trigger and t.entry.frame != "kill" and t.entry.event in _DEADLY
    ]
    if others and event not in _DEADLY:
        return None, None
    if others and others[0].first < trigger.first:
        return None, None
    return count_casualties(parsed.tokens)


def means_of(parsed: Parsed, trigger: Trigger) -> Means | None:
    """Return what a strike was done with: by its own words, else by the nearest word for a weapon."""
    if trigger.entry.means is not None:
        return trigger.entry.means
    table = parsed.lexicon.means
    for k in range(trigger.first, trigger.last):
        if parsed.lower(k) in table:
            return table[parsed.lower(k)]
    best: tuple[int, Means] | None = None
    for k, token in enumerate(parsed.tokens):
        means = table.get(token.lower)
        if means is None or trigger.first <= k < trigger.last:
            continue
        distance = trigger.first - k if k < trigger.first else k - trigger.last
        if distance <= _MEANS_REACH and (best is None or distance < best[0]):
            best = distance, means
    if best is None and trigger.entry.lemma in ("shell", "bombard"):
        return Means.SHELLING
    if best is None and trigger.entry.lemma == "bomb":
        return Means.AIRSTRIKE
    return best[1] if best is not None else None


def tone_of(parsed: Parsed, trigger: Trigger) -> tuple[str, ...]:
    """Return the loaded words of a trigger's clause, each once."""
    loaded = parsed.lexicon.status["loaded"]
    first = left_edge(parsed, trigger.first)
    last = right_edge(parsed, trigger.last)
    out: list[str] = []
    for k in range(first, max(last, trigger.last)):
        word = parsed.tokens[k].text
        if word.lower() in loaded and word not in out:
            out.append(word)
    return tuple(out)
