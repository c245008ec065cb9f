"""Claims made from facts in columns: who took, held or denied what, where, when, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from whoholds.base.records import (
    ActorLink,
    Claim,
    DateLink,
    Event,
    GeoPrecision,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Report,
    Resolution,
    SourcedClaim,
    Status,
)
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact that somebody tells. `days` are when it happened, both ends included.

    `by` is the one who says so: an actor by name, or an outlet; one without a side is neutral.
    """

    event: Event
    actor: str
    place: str
    days: tuple[date, date]
    by: str
    published: date
    target: str = ""
    status: Status = Status.HAPPENED
    trigger: str = "took"
    note: str = ""


class Maker:
    """Makes claims of facts; positions and identifiers count up from 1.

    `sides` gives the side of every actor and outlet by name: None for a neutral one. A name that it does
    not hold is an outlet that no registry knows.
    """

    def __init__(self, sides: Mapping[str, str | None]) -> None:
        self._sides = sides
        self._seq = 0
        self._links: dict[str, ActorLink] = {}
        self._places: dict[str, PlaceLink] = {}

    def claim(self, fact: Fact) -> SourcedClaim:
        """Return the fact as a claim in a report of its own, read without doubt."""
        self._seq += 1
        identifier = f"claim:{self._seq:07}"
        words = f"{fact.trigger} {fact.note}".strip() + f" ({self._seq})"
        place = self._place(fact.place)
        return SourcedClaim(
            id=identifier,
            seq=self._seq,
            recorded=f"{fact.published.isoformat()}T23:59:59.000000Z",
            claim=Claim(
                report=f"report:{self._seq:07}",
                event=fact.event,
                status=fact.status,
                quote=Quote(Span(0, len(words)), words),
                trigger=Quote(Span(0, len(fact.trigger)), fact.trigger),
                actors=(Mention(name=fact.actor),) if fact.actor else (),
                targets=(Mention(name=fact.target),) if fact.target else (),
                places=(PlaceMention(name=fact.place, kind=PlaceKind.SETTLEMENT),),
                reader="made@1",
            ),
            resolution=Resolution(
                claim=identifier,
                resolver="made@1",
                actors=(self._link(fact.actor),) if fact.actor else (),
                targets=(self._link(fact.target),) if fact.target else (),
                publisher=self._link(fact.by),
                places=(place,),
                date=DateLink(
                    days=Days.through(*fact.days),
                    precision=DatePrecision.DAY,
                    basis=DateBasis.STATED,
                ),
            ),
            report=Report(
                page="0" * 64,
                cleaner="made@1",
                title=None,
                text="",
                published=fact.published,
                publisher=fact.by,
            ),
        )

    def _link(self, name: str) -> ActorLink:
        if name not in self._links:
            known = name in self._sides
            self._links[name] = ActorLink(
                mention=name,
                name=name,
                actor=f"made:{name}" if known else None,
                side=self._sides.get(name),
                score=100.0,
                why="",
            )
        return self._links[name]

    def _place(self, name: str) -> PlaceLink:
        if name not in self._places:
            self._places[name] = PlaceLink(
                mention=name,
                place=name,
                name=name,
                kind=PlaceKind.SETTLEMENT,
                precision=GeoPrecision.EXACT,
                lat=0.0,
                lon=0.0,
                radius_m=1000.0,
            )
        return self._places[name]
