"""The trained reader: the rules propose, a small parser and scorers trained on labels decide.

It reads the title and the text, never captions or comments. Same report and same weights, same claims.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Self

from whoholds.base.codec import report_id
from whoholds.base.explanations import Explanation
from whoholds.base.protocols import KnownActors, KnownNames
from whoholds.base.records import Claim, Event, Means, Report
from whoholds.base.spans import Quote, Span
from whoholds.extract.analysis import analyse, stamped
from whoholds.extract.around import casualties_of, clause_of
from whoholds.extract.day_answers import trigger_of
from whoholds.extract.day_scorer import DayScorer, load_day_scorer
from whoholds.extract.decisions import NONE, Decision, decide, means_asked
from whoholds.extract.explain import explain_decisions
from whoholds.extract.finish import finish
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.scorers import Scorers, load_scorers
from whoholds.extract.syntax import Parser, load_parser
from whoholds.extract.topic import is_of_no_war
from whoholds.extract.triggers import Trigger
from whoholds.extract.units import form_of

NAME = "trained"


class TrainedReader:
    """Reads claims by rules, a dependency parser and trained scorers; needs no network and no GPU."""

    name = NAME

    def __init__(self, known: Known = NONE_KNOWN) -> None:
        self._known = known

    def knowing(self, places: KnownNames, actors: KnownActors) -> Self:
        """Return a reader that weighs which names are on record, and as what."""
        return type(self)(Known(places, actors))

    @property
    def version(self) -> str:
        """The reader's version with the first digits of the digests of weights and names on record."""
        weights = (self._scorers, self._parser, self._days)
        return f"3+{''.join(part.digest[:6] for part in weights)}{self._known.fingerprint}"

    @cached_property
    def _scorers(self) -> Scorers:
        return load_scorers()

    @cached_property
    def _days(self) -> DayScorer:
        return load_day_scorer()

    @cached_property
    def _parser(self) -> Parser:
        return load_parser()

    def read(self, report: Report) -> list[Claim]:
        """Return the claims of `report` in the order of their triggers, title first."""
        if is_of_no_war(report, self._scorers.topic):
            return []
        return self._claims(self._decided(report), report)

    def explain(self, report: Report) -> list[Explanation]:
        """Return what was weighed about all words of `report` that may name an event, title first."""
        decisions = self._decided(report)
        if is_of_no_war(report, self._scorers.topic):
            for decision in decisions:
                decision.event, decision.why = None, "the report is surely about no war"
        return explain_decisions(decisions, self._claims(decisions, report), report, self._scorers)

    def _decided(self, report: Report) -> list[Decision]:
        return decide(analyse(report), self._parser, self._scorers, self._known)

    def _claims(self, decisions: Sequence[Decision], report: Report) -> list[Claim]:
        claims: list[Claim] = []
        for decision in decisions:
            if decision.event is not None:
                claims += _claims_of(decision, self._claim(decision, report))
        claims.sort(key=lambda claim: (not claim.trigger.in_title, claim.trigger.span))
        return finish(stamped(claims, report_id(report), f"{self.name}@{self.version}"), report)

    def _claim(self, decision: Decision, report: Report) -> Claim:
        assert decision.event is not None
        parsed = decision.view.parsed
        text = report.title if parsed.in_title and report.title is not None else report.text
        trigger = _trigger(decision)
        first, last = clause_of(parsed, trigger, _spans(decision))
        day = self._days.choose(
            decision.view, decision.typed, decision.unit, decision.drafted, decision.event,
            decision.status, text, published=report.published is not None,
        )  # fmt: skip
        killed, wounded = casualties_of(parsed, trigger, decision.event)
        drafted = next((c for c in decision.drafted if c.event is decision.event), None)
        claim = Claim(
            report="",
            event=decision.event,
            status=decision.status,
            quote=_quote(
                parsed.tokens[first].start, parsed.tokens[last - 1].end, text, parsed.in_title
            ),
            trigger=_quote(
                parsed.tokens[trigger.first].start,
                parsed.tokens[trigger.last - 1].end,
                text,
                parsed.in_title,
            ),
            actors=decision.who("actors"),
            targets=decision.who("targets"),
            places=decision.where(),
            said_by=decision.who("said_by"),
            when=day.when,
            carried=day.carried,
            time_frame=day.frame,
            means=self._means(decision),
            killed=killed,
            wounded=wounded,
            confidence=round(decision.confidence, 3),
        )
        if drafted is None:
            return claim
        return replace(
            claim,
            killed=drafted.killed,
            wounded=drafted.wounded,
            summary=drafted.summary,
            tone=drafted.tone,
        )

    def _means(self, decision: Decision) -> Means | None:
        if decision.event is not Event.STRIKE:
            return None
        likely = self._scorers.means.probabilities(means_asked(decision))
        best = max(likely, key=likely.__getitem__)
        return None if best == NONE else Means(best)


def _claims_of(decision: Decision, claim: Claim) -> list[Claim]:
    """Return a claim as the rules draft it where they tell one event in several days: one claim a day."""
    days = [c for c in decision.drafted if c.event is decision.event]
    told = [place.name for drafted in days for place in drafted.places]
    if len(days) < 2 or not {p.name for p in claim.places} <= set(told):
        return [claim]
    return [replace(claim, places=d.places, when=d.when, carried=d.carried) for d in days]


def _trigger(decision: Decision) -> Trigger:
    """Return the trigger of a unit; for words outside the lexicon one that no rule knows."""
    assert decision.event is not None
    unit, typed = decision.unit, decision.typed
    return trigger_of(unit, typed.parsed, form_of(unit, typed), decision.event)


def _spans(decision: Decision) -> list[tuple[int, int]]:
    """Return the tokens of what the clause itself names, so that the quote holds them."""
    parsed = decision.view.parsed
    starts = {token.start: k for k, token in enumerate(parsed.tokens)}
    ends = {token.end: k + 1 for k, token in enumerate(parsed.tokens)}
    out = []
    for slot in ("actors", "targets", "places"):
        for mention in decision.slots[slot].best.mentions:
            span = mention.span
            if span is not None and mention.in_title is parsed.in_title:
                first, last = starts.get(span.start), ends.get(span.end)
                if first is not None and last is not None and first < last:
                    out.append((first, last))
    return out


def _quote(start: int, end: int, text: str, in_title: bool) -> Quote:
    return Quote(Span(start, end), text[start:end], in_title)
