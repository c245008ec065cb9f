"""Which date words a claim may go by: those of its sentence, those before it, none at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from whoholds.base.records import Claim, Event, Status, TimeFrame
from whoholds.base.spans import Quote, Span
from whoholds.extract.around import date_of
from whoholds.extract.clauses import Parsed
from whoholds.extract.datewords import DateWords, DayBefore
from whoholds.extract.drafts import View
from whoholds.extract.lexicon import Entry
from whoholds.extract.status import time_frame
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.units import Unit

_MOST_INSIDE = 6
_MOST_BEFORE = 4


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """Date words that a claim may go by; `date` are those of its sentence, `before` those before it.

    Without either it goes by none: it is then news where `frame` is recent, and of no known day
    where it is background or future.
    """

    when: Quote | None
    carried: bool
    frame: TimeFrame
    date: DateWords | None = None
    before: DayBefore | None = None
    rank: int = 0

    @property
    def kind(self) -> str:
        """What sort of answer it is: `words`, `carried`, `news` or `none`."""
        if self.date is not None:
            return "words"
        if self.before is not None:
            return "carried"
        return "news" if self.frame is TimeFrame.RECENT else "none"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules answer: the date words, whether they are carried, the time frame."""

    when: Quote | None
    carried: bool
    frame: TimeFrame


def ruled_answer(
    view: View,
    unit: Unit,
    form: str,
    drafted: Sequence[Claim],
    event: Event,
    status: Status,
    text: str,
) -> Ruled:
    """Return what the rules answer: as they drafted the claim, where they did with this status."""
    draft = next((c for c in drafted if c.event is event), None)
    if draft is not None and draft.status is status:
        return Ruled(draft.when, draft.carried, draft.time_frame)
    trigger = trigger_of(unit, view.parsed, form, event)
    frame = time_frame(view.parsed, trigger, status)
    date, settled = date_of(view.parsed, trigger)
    if date is not None:
        return Ruled(_words_of(view.parsed, date, text), False, frame)
    if settled or view.date is None or status is Status.EXPECTED:
        return Ruled(None, False, frame)  # what is still to come has a day of its own
    return Ruled(view.date, True, frame)


def trigger_of(unit: Unit, parsed: Parsed, form: str, event: Event) -> Trigger:
    """Return the trigger of a unit; for words outside the lexicon one that no rule knows."""
    if unit.trigger is not None:
        return unit.trigger
    word = parsed.lower(unit.first)
    known = Form(form) if form in {f.value for f in Form} else Form.NOUN
    entry = Entry(event, "learned", word, (word,), frozenset(), "", None)
    return Trigger(unit.first, unit.last, entry, known, unit.first)


def day_answers(view: View, unit: Unit, status: Status, ruled: Ruled, text: str) -> list[DayAnswer]:
    """Return the answers for the event of a unit, the same ones in the same order every time.

    `text` is what the sentence stands in: the report's title or its text.
    """
    parsed = view.parsed
    future = status is Status.EXPECTED
    told = ruled.frame if not future else TimeFrame.FUTURE
    out: list[DayAnswer] = []
    inside = _nearest(parsed.dates, unit)
    for rank, date in enumerate(inside[:_MOST_INSIDE]):
        out.append(DayAnswer(_words_of(parsed, date, text), False, told, date=date, rank=rank))
    before = [day for day in reversed(view.days) if not day.date.inside]
    for rank, day in enumerate(before[:_MOST_BEFORE]):
        out.append(DayAnswer(day.quote, True, told, before=day, rank=rank))
    if future:
        return [*out, DayAnswer(None, False, TimeFrame.FUTURE)]
    return [
        *out,
        DayAnswer(None, False, TimeFrame.RECENT),
        DayAnswer(None, False, TimeFrame.BACKGROUND),
    ]


def is_ruled(answer: DayAnswer, ruled: Ruled) -> bool:
    """Tell whether an answer is that of the rules."""
    if answer.when is not None or ruled.when is not None:
        return answer.when == ruled.when
    return answer.frame is ruled.frame


def distance(date: DateWords, unit: Unit) -> int:
    """Return how many tokens stand between date words and a unit, 0 where they touch."""
    return max(date.first - unit.last, unit.first - date.last, 0)


def _nearest(dates: Sequence[DateWords], unit: Unit) -> list[DateWords]:
    apart = [d for d in dates if d.last <= unit.first or unit.last <= d.first]
    return sorted(apart, key=lambda date: (distance(date, unit), date.first))


def _words_of(parsed: Parsed, date: DateWords, text: str) -> Quote:
    start, end = parsed.tokens[date.first].start, parsed.tokens[date.last - 1].end
    return Quote(Span(start, end), text[start:end], parsed.in_title)
