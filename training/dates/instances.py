"""What the scorer of days learns from: for every labelled claim its answers and which are right."""

from dataclasses import dataclass
from types import ModuleType

from training.slots.align import align, claims_of
from training.slots.fit import Keys, keys_of
from training.slots.texts import Labelled
from whoholds.base.records import Claim, Event, Report, Status
from whoholds.base.spans import Quote, Span
from whoholds.base.times import Days
from whoholds.extract.analysis import Analysis
from whoholds.extract.day_answers import DayAnswer, day_answers, is_ruled, ruled_answer
from whoholds.extract.day_features import weigh_parts
from whoholds.extract.decisions import units_of
from whoholds.extract.syntax import Parser
from whoholds.extract.units import form_of
from whoholds.identify.dates import resolve_date

_AS_NARROW = 2
_NOWHERE = Quote(Span(0, 1), "-")


@dataclass(slots=True)
class Question:
    """A labelled claim with the features of its answers; `right` as learnt, `good` as scored.

    An answer is good if its days meet the labelled ones; it is right if it is also nearly as narrow as
    the narrowest good one. `ruled` is the rules' answer. `gold` are the labelled days, "" for none.
    """

    text: str
    kind: str
    gold: str
    words: str
    answers: list[DayAnswer]
    days: list[Days | None]
    rows: list[Keys]
    right: list[bool]
    good: list[bool]
    ruled: int


def questions_of(
    text: Labelled,
    analysis: Analysis,
    parser: Parser | None,
    vocabulary: frozenset[str],
    score: ModuleType,
) -> list[Question]:
    """Return the questions of one labelled text, with the labelled event and status of each claim."""
    out: list[Question] = []
    report = text.report
    for view, typed, found in units_of(analysis, parser, vocabulary):
        units = [unit for unit, _ in found]
        told, _ = align(units, view.parsed, claims_of(view.parsed, text.claims))
        for k, claim in told.items():
            unit, drafted = found[k]
            event, status = Event(claim["event"]), Status(claim["status"])
            source = (report.title if view.parsed.in_title else None) or report.text
            ruled = ruled_answer(view, unit, form_of(unit, typed), drafted, event, status, source)
            answers = day_answers(view, unit, status, ruled, source)
            parts = weigh_parts(
                answers, view, typed, unit, event.value, status, ruled,
                published=report.published is not None,
            )  # fmt: skip
            days = [_days(answer, event, status, report) for answer in answers]
            gold = claim.get("date")
            good = [
                bool(score.same_date(gold, d.isoformat() if d is not None else None)) for d in days
            ]
            least = min((len(d) for d, g in zip(days, good, strict=True) if g and d), default=0)
            right = [
                g and (d is None or len(d) <= _AS_NARROW * least)
                for g, d in zip(good, days, strict=True)
            ]
            chosen = next((n for n, a in enumerate(answers) if is_ruled(a, ruled)), -1)
            tokens = view.parsed.tokens
            out.append(
                Question(
                    text.id, _kind(text), gold or "",
                    source[max(0, tokens[unit.first].start - 120) : tokens[unit.first].start]
                    + "[[" + claim["trigger"] + "]]"
                    + source[tokens[unit.last - 1].end : tokens[unit.last - 1].end + 80],
                    answers, days,
                    [keys_of([f for part in each for f in part]) for each in parts],
                    right, good, chosen,
                )
            )  # fmt: skip
    return out


def _days(answer: DayAnswer, event: Event, status: Status, report: Report) -> Days | None:
    quote = answer.when
    claim = Claim(
        report="",
        event=event,
        status=status,
        quote=quote or _NOWHERE,
        trigger=quote or _NOWHERE,
        when=quote,
        carried=answer.carried,
        time_frame=answer.frame,
    )
    link = resolve_date(claim, report)
    return None if link is None else link.days


def _kind(text: Labelled) -> str:
    if text.source == "train":
        return "train, dated" if text.report.published else "train, undated"
    told = {"r": "own reports", "d": "own digests", "t": "own, of other news"}
    return told.get(text.source[0], text.id.split(".")[0])
