"""A model's answer held against the report: claims that are made of its words, and what was left out.

Nothing of an answer is believed. Words must stand in the report, vocabularies and numbers must be
what a claim allows; what fails is left out, with its claim where that cannot do without, and told.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from whoholds.base.records import Claim, Event, Status
from whoholds.base.spans import Quote
from whoholds.extract.llm_schema import SENTENCE, member, shown
from whoholds.extract.llm_slots import Slots
from whoholds.extract.llm_source import Passage, Source
from whoholds.extract.llm_windows import Window

NOT_MEASURED = 0.5
"""The confidence of every claim of a model: how sure it is was never measured."""

_MOST_CLAIMS = 300


class Checker:
    """Turns the items of answers about one report into claims, and collects what it left out."""

    def __init__(self, source: Source, *, report: str, reader: str) -> None:
        self._source = source
        self._report = report
        self._reader = reader
        self.signals: list[str] = []

    def claims(self, items: list[Any], window: Window) -> list[Claim]:
        """Return the claims that hold of the answer about `window`."""
        if len(items) > _MOST_CLAIMS:
            self.signals.append(
                f"{len(items) - _MOST_CLAIMS} claims left out: an answer may hold {_MOST_CLAIMS}"
            )
        found = (self._claim(item, window) for item in items[:_MOST_CLAIMS])
        return [claim for claim in found if claim is not None]

    def _claim(self, item: Any, window: Window) -> Claim | None:
        if not isinstance(item, dict):
            self._drop(f"it is no object but {shown(item)}")
            return None
        event = member(Event, item.get("event"))
        status = member(Status, item.get("status"))
        words, trigger_words = item.get("quote"), item.get("trigger")
        if not isinstance(words, str) or not isinstance(trigger_words, str):
            self._drop(f"its quote {shown(words)} or trigger {shown(trigger_words)} is no text")
            return None
        passage = self._source.passage(words, window, item.get(SENTENCE))
        if passage is None:
            self._drop(f"its quote does not stand in the report: {shown(words)}")
            return None
        trigger = self._source.quote(
            trigger_words, passage.quote.span, in_title=passage.quote.in_title
        )
        if trigger is None:
            self._drop(f"its trigger {shown(trigger_words)} is not in its quote {shown(words)}")
            return None
        if event is None or status is None:
            told = "event" if event is None else "status"
            self._drop(f"{shown(item.get(told))} is no {told}, at {shown(words)}")
            return None
        slots = Slots(self._source, passage, item, self.signals)
        when = slots.when()
        return Claim(
            report=self._report,
            event=event,
            status=status,
            quote=passage.quote,
            trigger=trigger,
            actors=slots.mentions("actors"),
            targets=slots.mentions("targets"),
            places=slots.places(),
            said_by=slots.mentions("said_by"),
            when=when,
            carried=when is not None and not _inside(when, passage),
            time_frame=slots.time_frame(),
            means=slots.means(event),
            killed=slots.count("killed"),
            wounded=slots.count("wounded"),
            summary=slots.summary(),
            tone=slots.tone(),
            reader=self._reader,
            confidence=NOT_MEASURED,
        )

    def _drop(self, why: str) -> None:
        self.signals.append(f"a claim is left out: {why}")


def merged(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims in the order of their triggers, title first, without those told twice.

    Of two with the same event, status and trigger that one stays which says all that the other does; if
    they differ in places alone, they are one claim with all the places.
    """
    kept: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        key = (claim.event, claim.status, claim.trigger.in_title, claim.trigger.span)
        told = kept.setdefault(key, [])
        for at, other in enumerate(told):
            one = _joined(other, claim)
            if one is not None:
                told[at] = one
                break
        else:
            told.append(claim)
    return sorted(
        (claim for told in kept.values() for claim in told),
        key=lambda claim: (
            not claim.trigger.in_title,
            claim.trigger.span,
            claim.event.value,
            claim.status.value,
        ),
    )


def _joined(first: Claim, second: Claim) -> Claim | None:
    """Return the one claim that two of the same trigger make, None where they are two."""
    if _says_all(first, second):
        return first
    if _says_all(second, first):
        return second
    people = (first.actors, first.targets, first.said_by, first.killed, first.wounded)
    if people != (second.actors, second.targets, second.said_by, second.killed, second.wounded):
        return None
    return replace(first, places=tuple(dict.fromkeys((*first.places, *second.places))))


def _says_all(first: Claim, second: Claim) -> bool:
    def names(claim: Claim) -> list[set[str]]:
        slots = (claim.actors, claim.targets, claim.places, claim.said_by)
        return [{each.name for each in slot} for slot in slots]

    def values(claim: Claim) -> tuple[object, ...]:
        return claim.when, claim.means, claim.killed, claim.wounded

    return all(two <= one for one, two in zip(names(first), names(second), strict=True)) and all(
        two is None or one == two for one, two in zip(values(first), values(second), strict=True)
    )


def _inside(quote: Quote, passage: Passage) -> bool:
    return quote.in_title == passage.quote.in_title and passage.span.covers(quote.span)
