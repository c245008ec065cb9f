"""A claim as a reviewer corrects it: the claim that stands in its place, and what its names mean.

Only what is corrected changes. A name that stays keeps its words and what it was tied to; a new one is
looked up in the clause, then in the report, and tied by the same registries and gazetteers as a reader's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from whoholds.base.codec import claim_id
from whoholds.base.errors import InputError, UnknownName
from whoholds.base.records import (
    ActorLink,
    Claim,
    Count,
    DateLink,
    Event,
    GeoPrecision,
    Means,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Report,
    Resolution,
    Status,
    TimeFrame,
)
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.ledger.quotes import check_quotes

if TYPE_CHECKING:
    from whoholds.run.home import Home

REVIEWER = "review@1"
"""The reader and resolver of what a person corrected."""

MOST_NAMES = 40
LONGEST_NAME = 200
_SURE = 100.0
_AREAS = (PlaceKind.AREA, PlaceKind.PROVINCE, PlaceKind.COUNTRY)
_AREA_CLASS = "ADM"

Named = TypeVar("Named", Mention, PlaceMention)
Link = TypeVar("Link", ActorLink, PlaceLink)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNamed:
    """A place as a reviewer names it; `place` is the gazetteer's identifier, where they chose one."""

    name: str
    kind: PlaceKind = PlaceKind.SETTLEMENT
    within: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What a reviewer changes of a claim; None leaves a field as it is.

    `quote` and `trigger` are spans of the report's text, or of its title where `in_title`. `first_day`
    and `last_day` are both included, one alone is a day. What `cleared` names is taken away: of `means`,
    `killed`, `wounded` and `days`.
    """

    event: Event | None = None
    status: Status | None = None
    means: Means | None = None
    killed: Count | None = None
    wounded: Count | None = None
    actors: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    said_by: tuple[str, ...] | None = None
    places: tuple[PlaceNamed, ...] | None = None
    first_day: date | None = None
    last_day: date | None = None
    quote: Span | None = None
    trigger: Span | None = None
    in_title: bool | None = None
    cleared: frozenset[str] = frozenset()


def corrected(
    home: "Home", claim: Claim, resolution: Resolution, report: Report, given: Corrections
) -> tuple[Claim, Resolution]:
    """Return the claim with the corrections, and what its names and days mean.

    Raises:
        InputError: if a correction cannot be, or nothing is corrected.
        UnknownName: if no gazetteer holds a place chosen by identifier.
    """
    changed = _claim(claim, report, given)
    identifier = claim_id(changed)
    made = _resolution(home, claim, changed, identifier, resolution, report, given)
    same = replace(made, claim="", resolver="") == replace(resolution, claim="", resolver="")
    if identifier == claim_id(claim) and same:
        raise InputError(
            f"correcting {identifier}: nothing is corrected; accept it, or change a field"
        )
    try:
        check_quotes(changed, report)
    except InputError as cause:
        raise InputError(f"correcting {claim_id(claim)}: {cause}") from cause
    return changed, made


def _claim(claim: Claim, report: Report, given: Corrections) -> Claim:
    quote = _quote(claim.quote, given.quote, given, report)
    trigger = _quote(claim.trigger, given.trigger, given, report)
    if quote.in_title != trigger.in_title or not quote.span.covers(trigger.span):
        raise InputError(
            f"correcting a claim: the trigger {trigger.text!r:.80} does not stand in the quote "
            f"{quote.text!r:.80}; mark words of the quote"
        )
    status = claim.status if given.status is None else given.status
    return replace(
        claim,
        event=claim.event if given.event is None else given.event,
        status=status,
        quote=quote,
        trigger=trigger,
        time_frame=_time_frame(claim, status),
        means=None if "means" in given.cleared else given.means or claim.means,
        killed=None if "killed" in given.cleared else _count(given.killed) or claim.killed,
        wounded=None if "wounded" in given.cleared else _count(given.wounded) or claim.wounded,
        actors=_mentions(claim.actors, given.actors, quote, report),
        targets=_mentions(claim.targets, given.targets, quote, report),
        said_by=_mentions(claim.said_by, given.said_by, quote, report),
        places=_places(claim.places, given.places, quote, report),
        reader=REVIEWER,
        confidence=1.0,
    )


def _time_frame(claim: Claim, status: Status) -> TimeFrame:
    """Return the time frame that goes with a status: what is expected has not happened."""
    if status is claim.status:
        return claim.time_frame
    if status is Status.EXPECTED:
        return TimeFrame.FUTURE
    return TimeFrame.RECENT if claim.time_frame is TimeFrame.FUTURE else claim.time_frame


def _count(count: Count | None) -> Count | None:
    if count is not None and not 0 <= count.low <= count.high <= 10**9:
        raise InputError(f"correcting a claim: {count.low} to {count.high} is no number of people")
    return count


def _quote(standing: Quote, span: Span | None, given: Corrections, report: Report) -> Quote:
    if span is None:
        return standing
    in_title = standing.in_title if given.in_title is None else given.in_title
    text = (report.title or "") if in_title else report.text
    return Quote(span, span.cut(text), in_title)


def _mentions(
    standing: Sequence[Mention], names: Sequence[str] | None, quote: Quote, report: Report
) -> tuple[Mention, ...]:
    if names is None:
        return tuple(standing)
    found = []
    for name in _checked(names):
        kept = _kept(standing, name)
        if kept is not None:
            found.append(kept)
            continue
        words = _words_of(name, quote, report)
        found.append(
            Mention(name=name)
            if words is None
            else Mention(name=name, text=words.text, span=words.span, in_title=words.in_title)
        )
    return tuple(found)


def _places(
    standing: Sequence[PlaceMention],
    named: Sequence[PlaceNamed] | None,
    quote: Quote,
    report: Report,
) -> tuple[PlaceMention, ...]:
    if named is None:
        return tuple(standing)
    names = _checked([each.name for each in named])
    found = []
    for name, each in zip(names, named, strict=True):
        kept = _kept(standing, name)
        if kept is not None and kept.kind is each.kind:
            found.append(replace(kept, within=each.within or kept.within))
            continue
        words = _words_of(name, quote, report)
        mention = PlaceMention(name=name, kind=each.kind, within=each.within)
        if words is not None:
            mention = replace(mention, text=words.text, span=words.span, in_title=words.in_title)
        found.append(mention)
    return tuple(found)


def _checked(names: Sequence[str]) -> list[str]:
    bare = [" ".join(name.split()) for name in names]
    if len(bare) > MOST_NAMES or any(not 0 < len(name) <= LONGEST_NAME for name in bare):
        raise InputError(
            f"correcting a claim: {len(bare)} names; give at most {MOST_NAMES}, each of 1 to "
            f"{LONGEST_NAME} characters"
        )
    return list(dict.fromkeys(bare))


def _kept(standing: Sequence[Named], name: str) -> Named | None:
    return next((each for each in standing if name in (each.name, each.text)), None)


def _words_of(name: str, quote: Quote, report: Report) -> Quote | None:
    """Return where a name stands: in the clause, else in the text or title around it."""
    text = (report.title or "") if quote.in_title else report.text
    at = text.find(name, quote.span.start, quote.span.end)
    if at == -1:
        at = text.find(name)
    return None if at == -1 else Quote(Span(at, at + len(name)), name, quote.in_title)


def _resolution(
    home: "Home",
    claim: Claim,
    changed: Claim,
    identifier: str,
    standing: Resolution,
    report: Report,
    given: Corrections,
) -> Resolution:
    before = (claim.actors, claim.targets, claim.said_by, claim.places)
    after = (changed.actors, changed.targets, changed.said_by, changed.places)
    made = replace(standing, claim=identifier, resolver=REVIEWER)
    if before != after or len(standing.places) != len(claim.places):
        # Only names that are new are looked up: the others stay tied as they were.
        fresh = home.resolver.resolve(report, [(identifier, changed)])[0]
        made = replace(
            made,
            actors=_links(claim.actors, standing.actors, changed.actors, fresh.actors),
            targets=_links(claim.targets, standing.targets, changed.targets, fresh.targets),
            said_by=_links(claim.said_by, standing.said_by, changed.said_by, fresh.said_by),
            places=_links(claim.places, standing.places, changed.places, fresh.places),
            publisher=standing.publisher or fresh.publisher,
            date=standing.date or fresh.date,
        )
    for each in given.places or ():
        if each.place is not None:
            made = _tied(home, made, changed, each)
    if "days" in given.cleared:
        return replace(made, date=None)
    return replace(made, date=_date(given) or made.date)


def _links(
    names: Sequence[Mention | PlaceMention],
    links: Sequence[Link],
    changed: Sequence[Mention | PlaceMention],
    fresh: Sequence[Link],
) -> tuple[Link, ...]:
    if len(names) != len(links) or len(changed) != len(fresh):
        return tuple(fresh)
    known = dict(zip(names, links, strict=True))
    return tuple(known.get(name, link) for name, link in zip(changed, fresh, strict=True))


def _tied(home: "Home", made: Resolution, changed: Claim, named: PlaceNamed) -> Resolution:
    """Tie a place to the gazetteer's that the reviewer chose."""
    assert named.place is not None
    known = home.gazetteer.place(named.place)
    if known is None:
        raise UnknownName(
            f"correcting a claim: no gazetteer holds {named.place!r:.90}; look it up with `whoholds "
            "gazetteer search`"
        )
    wide = named.kind in _AREAS or known.feature_code.startswith(_AREA_CLASS)
    name = " ".join(named.name.split())
    link = PlaceLink(
        mention=name,
        place=known.id,
        name=known.name,
        kind=named.kind,
        precision=GeoPrecision.AREA if wide else GeoPrecision.EXACT,
        lat=known.lat,
        lon=known.lon,
        radius_m=known.radius_m,
        feature_code=known.feature_code,
        country=known.country or None,
        gazetteer=known.gazetteer,
        score=_SURE,
        why="chosen by a reviewer",
    )
    places = [
        link if mention.name == name or mention.text == name else standing
        for mention, standing in zip(changed.places, made.places, strict=True)
    ]
    return replace(made, places=tuple(places))


def _date(given: Corrections) -> DateLink | None:
    first = given.first_day or given.last_day
    if first is None:
        return None
    last = given.last_day or first
    if last < first:
        raise InputError(
            f"correcting a claim: {last} is before {first}; name the earlier day first"
        )
    days = Days.through(first, last)
    precision = DatePrecision.DAY if len(days) == 1 else DatePrecision.RANGE
    return DateLink(days=days, precision=precision, basis=DateBasis.DECIDED)
