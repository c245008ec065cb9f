"""From a picture to what pages and reports tell: claims, holders and changes in words."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from whoholds.base.records import (
    ActorLink,
    ControlState,
    Event,
    Evidence,
    Period,
    SourcedClaim,
    Status,
)
from whoholds.base.times import ONE_DAY, DateBasis
from whoholds.picture.changes import Change, Kind
from whoholds.picture.layers import Unconfirmed
from whoholds.publish.file_names import file_key
from whoholds.publish.plain_text import in_its_order
from whoholds.publish.side_signs import signs_of
from whoholds.publish.told import (
    ChangeTold,
    HolderTold,
    Named,
    OnlyClaimed,
    SideCount,
    SideTold,
    Told,
    trusted_url,
)
from whoholds.publish.told_words import counted, day_words, days_words, percent, sure_words
from whoholds.run.answers import Picture

SHORT_DAYS = 7
"""A claim of so many days at most is told on the page of the first of them."""

_NAMED = "named:"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_SUPPORTING, _OPPOSING = 2, 1
_EVENTS = {
    Event.TAKE: "took", Event.LEAVE: "left", Event.HOLD: "holds", Event.ADVANCE: "advanced",
    Event.ATTACK: "attacked", Event.REPEL: "repelled an attack", Event.CLASH: "clashed",
    Event.STRIKE: "struck", Event.BESIEGE: "besieged", Event.ABUSE: "harmed or held people",
    Event.DEPLOY: "deployed", Event.AGREE: "agreed",
}  # fmt: skip
_ATTEMPTS = {
    Event.TAKE: "tried to take", Event.LEAVE: "tried to leave", Event.HOLD: "tried to hold",
    Event.ADVANCE: "tried to advance", Event.ATTACK: "tried to attack",
    Event.REPEL: "tried to repel an attack", Event.CLASH: "tried to fight",
    Event.STRIKE: "tried to strike", Event.BESIEGE: "tried to besiege",
    Event.ABUSE: "tried to harm or hold people", Event.DEPLOY: "tried to deploy",
    Event.AGREE: "tried to agree",
}  # fmt: skip
_MEANT = {Status.DENIED: "denied: {}", Status.EXPECTED: "expected: {}"}


@dataclass(frozen=True, slots=True)
class Bears:
    """How a claim bears on what it is told under: in words, and with what weight."""

    why: str
    ratio: float | None


class Teller:
    """Tells of one picture; `pages` says whether there are pages to link to."""

    def __init__(self, picture: Picture, *, pages: bool = True) -> None:
        self.picture = picture
        self._pages = pages
        signs = signs_of(dict(picture.sides))
        self.sides: Mapping[str, SideTold] = {
            side.id: SideTold(
                id=side.id,
                key=file_key(side.id),
                name=side.name,
                colour=signs[side.id].colour,
                shape=signs[side.id].shape,
            )
            for side in picture.sides.values()
        }

    @cached_property
    def actors(self) -> Mapping[str, str]:
        """The identity of every actor with a page, by neutral name; see `identity_of`."""
        counted: dict[str, Counter[str]] = {}
        for claim in self.picture.claims.values():
            for link in links_of(claim):
                if link.named:
                    counted.setdefault(link.name, Counter())[identity_of(link)] += 1
        return {
            name: min(found, key=lambda each: (-found[each], each))
            for name, found in counted.items()
        }

    def place(self, identifier: str) -> Named:
        """Return a place with its page; one that only maps know has none."""
        known = self.picture.places.get(identifier)
        if known is None:
            mapped = self.picture.maps.places.get(identifier)
            return Named(name=identifier if mapped is None else mapped.name)
        return Named(name=known.name, key=file_key(identifier) if self._pages else None)

    def actor(self, name: str) -> Named:
        """Return an actor by its neutral name, with its page."""
        identity = self.actors.get(name) if self._pages else None
        return Named(name=name, key=None if identity is None else file_key(identity))

    def told(self, claim: SourcedClaim, bears: Bears | None = None) -> Told:
        """Return a claim as it is told."""
        lead, trigger, tail = _three_parts(claim)
        report, resolution = claim.report, claim.resolution
        dated = resolution.date
        short = dated is not None and len(dated.days) <= SHORT_DAYS
        return Told(
            claim=claim.id,
            lead=lead,
            trigger=trigger,
            tail=tail,
            what=what_words(claim),
            who=self._named(resolution.actors, [each.name for each in claim.claim.actors]),
            whom=self._named(resolution.targets, [each.name for each in claim.claim.targets]),
            where=tuple(self.place(link.place) for link in resolution.places),
            said_by=self._named(resolution.said_by, [each.name for each in claim.claim.said_by]),
            day=dated.days.start if dated is not None and short else None,
            when="" if dated is None else days_words(dated.days.start, dated.days.last),
            guessed=dated is not None and dated.basis is DateBasis.PUBLISHED,
            publisher=report.publisher,
            published=report.published,
            title=report.title,
            url=trusted_url(report.url),
            language=_language(report.language),
            report=claim.claim.report,
            page=report.page,
            recorded=claim.recorded,
            confidence=claim.claim.confidence,
            reviewed=None if claim.verdict is None else claim.verdict.value,
            why="" if bears is None else bears.why,
            ratio=None if bears is None else bears.ratio,
        )

    def holder(self, period: Period | None) -> HolderTold | None:
        """Return who holds a place in a period, None for none."""
        if period is None:
            return None
        side = None if period.side is None else self.sides.get(period.side)
        known = period.state is not ControlState.UNKNOWN and period.side is not None
        return HolderTold(
            state=period.state.value,
            words=self._holder_words(period),
            side=side,
            actor=None if period.actor is None else self.actor(period.actor),
            probability=period.confidence if known else None,
            sure=sure_words(period.confidence) if known else "",
            claims_for=len(period.supporting),
            claims_against=len(period.opposing),
        )

    def change(self, change: Change) -> ChangeTold:
        """Return a change with the weightiest claims for and against it."""
        place = self.picture.places.get(change.place)
        after = self.holder(change.after)
        assert after is not None
        return ChangeTold(
            day=change.day,
            place=self.place(change.place),
            country=None if place is None else place.country,
            lat=None if place is None else place.lat,
            lon=None if place is None else place.lon,
            kind=change.kind.value,
            sentence=self._sentence(change),
            before=self.holder(change.before),
            after=after,
            confirmed=change.confirmed,
            supporting=self.weightiest(change.place, change.after.supporting, _SUPPORTING),
            opposing=self.weightiest(change.place, change.after.opposing, _OPPOSING),
        )

    def only_claimed(self, found: Unconfirmed) -> OnlyClaimed:
        """Return what a side alone claims, with its weightiest claim."""
        instead = "nobody else is known to say so"
        if found.confirmed is not None:
            other = self.picture.sides.get(found.confirmed)
            name = found.confirmed if other is None else other.name
            instead = f"the last confirmed holder is {in_its_order(name)}"
        return OnlyClaimed(
            place=self.place(found.place),
            since=found.start,
            until=None if found.end is None else found.end - ONE_DAY,
            claimed=self.sides[found.claimed],
            actor=self.actor(found.actor),
            instead=instead,
            claims=self.weightiest(found.place, found.claims, 1),
        )

    def counts(self, day: date) -> tuple[tuple[SideCount, ...], int, int]:
        """Return places by side on a day, most first; how many are contested, how many unknown."""
        held: Counter[str] = Counter()
        contested: Counter[str | None] = Counter()
        unknown = 0
        for place in self.picture.places:
            period = self.picture.period_on(place, day)
            if period is None or period.state is ControlState.UNKNOWN:
                unknown += 1
            elif period.state is ControlState.HELD and period.side is not None:
                held[period.side] += 1
            else:
                contested[period.side] += 1
        return self.side_counts(held, contested), sum(contested.values()), unknown

    def side_counts(
        self, held: Mapping[str, int], contested: Mapping[str | None, int]
    ) -> tuple[SideCount, ...]:
        """Return the counts of the sides that have any, most first."""
        rows = [
            SideCount(side=side, held=held.get(id_, 0), contested=contested.get(id_, 0))
            for id_, side in self.sides.items()
            if held.get(id_, 0) + contested.get(id_, 0) > 0
        ]
        return tuple(sorted(rows, key=lambda row: (-row.held, -row.contested, row.side.id)))

    def bears(self, place: str, claim: str) -> Bears | None:
        """Return how a claim bears on who holds a place, None where it does not."""
        rows = self._rows.get((place, claim), ())
        if len(rows) == 0:
            return None
        sentences = dict.fromkeys(row.why for row in rows)
        why = ". ".join(words[:1].upper() + words[1:] for words in sentences) + "."
        return Bears(why, max(row.ratio for row in rows))

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], Sequence[Evidence]]:
        rows: dict[tuple[str, str], list[Evidence]] = {}
        for place in self.picture.places:
            for row in self.picture.evidence.get(place, ()):
                rows.setdefault((place, row.claim), []).append(row)
        return rows

    def weightiest(self, place: str, claims: Iterable[str], most: int) -> tuple[Told, ...]:
        """Return the first claims of those that are public, with how they bear on the place."""
        known = (self.picture.claims[each] for each in claims if each in self.picture.claims)
        return tuple(
            self.told(claim, self.bears(place, claim.id))
            for _, claim in zip(range(most), known, strict=False)
        )

    def _named(self, links: Sequence[ActorLink], written: Sequence[str]) -> tuple[Named, ...]:
        if len(links) == 0:
            return tuple(Named(name=name) for name in dict.fromkeys(written))
        return tuple(
            self.actor(name) if named else Named(name=name)
            for name, named in dict.fromkeys((link.name, link.named) for link in links)
        )

    def _holder_words(self, period: Period) -> str:
        if period.state is ControlState.UNKNOWN:
            return "not known"
        side = None if period.side is None else self.picture.sides.get(period.side)
        name = period.actor or (side.name if side is not None else period.side)
        if period.state is ControlState.CONTESTED:
            return "contested" if name is None else f"contested, likelier {in_its_order(name)}"
        if side is None or side.name == name:
            return in_its_order(name or "")
        return f"{in_its_order(name or '')} ({in_its_order(side.name)})"

    def _who(self, period: Period | None) -> str:
        """Return the name of who holds a place, empty where nobody is known to."""
        if period is None or period.state is ControlState.UNKNOWN or period.side is None:
            return ""
        side = self.picture.sides.get(period.side)
        return in_its_order(period.actor or (side.name if side is not None else period.side))

    def _sentence(self, change: Change) -> str:
        before, after = self._who(change.before), self._who(change.after)
        until = f"; until then {before}" if before else ""
        match change.kind:
            case Kind.HANDS:
                taken = f" from {before}" if before and before != after else ""
                return f"Changed hands: taken by {after}{taken}."
            case Kind.BACK:
                return f"Lost by {after}, and taken back."
            case Kind.CONTESTED:
                return f"Became contested{until}."
            case Kind.SETTLED:
                return f"No longer contested: held by {after}."
            case Kind.FIRST:
                return f"First known to be held by {after}."
            case Kind.UNKNOWN:
                return f"No longer known to be held by anybody{until}."

    def summary(self, period: Period | None, *, told: date | None) -> str:
        """Return one sentence on who holds a place; `told` is the last day that speaks for it."""
        holder = self.holder(period)
        if period is None or holder is None:
            return "Nothing that still counts says who holds it."
        since = "" if period.start is None else f" since {day_words(period.start)}"
        if period.start is None and period.end is not None:
            since = f" before {day_words(period.end)}"
        if holder.probability is None:
            if period.state is ControlState.CONTESTED:
                return f"Contested{since}, neither side likelier."
            return f"Not known{since}: no claim that still counts says who holds it."
        last = (
            f" Last told of {day_words(told)}." if told is not None and told != period.start else ""
        )
        sure = f"{holder.sure}, {percent(holder.probability)}"
        counts = f"{counted(holder.claims_for, 'claim')} for it, {holder.claims_against} against"
        if period.state is ControlState.CONTESTED:
            return f"Contested{since}, likelier {self._who(period)} ({sure}; {counts}).{last}"
        return f"Held by {holder.words}{since} ({sure}; {counts}).{last}"


def what_words(claim: SourcedClaim) -> str:
    """Return event and status in words, with means and losses: `struck (airstrike), 3 killed`."""
    told = claim.claim
    words = _ATTEMPTS[told.event] if told.status is Status.ATTEMPTED else _EVENTS[told.event]
    words = _MEANT.get(told.status, "{}").format(words)
    if told.means is not None:
        words += f" ({told.means.value})"
    for count, done in ((told.killed, "killed"), (told.wounded, "wounded")):
        if count is not None:
            many = f"{count.low}" if count.low == count.high else f"{count.low} to {count.high}"
            words += f", {many} {done}"
    return words


def identity_of(link: ActorLink) -> str:
    """Return what an actor's page is named after: its identifier, or its name where it has none."""
    return link.actor if link.actor is not None else _NAMED + link.name


def period_days(period: Period) -> str:
    """Return the days of a period in words; the last one is included."""
    if period.start is None and period.end is None:
        return "at all times"
    if period.start is None:
        assert period.end is not None
        return f"before {day_words(period.end)}"
    if period.end is None:
        return f"since {day_words(period.start)}"
    return days_words(period.start, period.end - ONE_DAY)


def links_of(claim: SourcedClaim) -> Iterable[ActorLink]:
    """Return everybody whom a claim names: who did it, to whom, and who says so."""
    found = claim.resolution
    return chain(found.actors, found.targets, found.said_by)


def _three_parts(claim: SourcedClaim) -> tuple[str, str, str]:
    quote, trigger = claim.claim.quote, claim.claim.trigger
    inside = quote.in_title == trigger.in_title and quote.span.covers(trigger.span)
    if not inside:
        return quote.text, "", ""
    start, end = trigger.span.start - quote.span.start, trigger.span.end - quote.span.start
    return quote.text[:start], quote.text[start:end], quote.text[end:]


def _language(language: str | None) -> str | None:
    return language if language is not None and _LANGUAGE.fullmatch(language) else None
