"""Makers of claims and evidence, so that a test says only what matters to it."""

from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.records import (
    ActorLink,
    Claim,
    DateLink,
    Effect,
    Event,
    Evidence,
    GeoPrecision,
    Interest,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Report,
    Resolution,
    SourcedClaim,
    Status,
    TimeFrame,
    Verdict,
)
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days

SIDES = {
    "HTS": "opposition",
    "NFL": "opposition",
    "SAA": "government",
    "SDF": "sdf",
    "SOHR": None,
    "Gazette": None,
    "Turkey": "turkey",
    "RSF": "rsf",
    "SAF": "saf",
    "UA": "ukraine",
    "RU": "russia",
}


def _actor(name: str) -> ActorLink:
    known = name in SIDES
    return ActorLink(
        mention=name,
        name=name,
        actor=f"test:{name}" if known else None,
        side=SIDES.get(name),
        score=100.0,
        why="",
    )


def _days(text: str) -> Days:
    first, _, last = text.partition("/")
    return Days.through(date.fromisoformat(first), date.fromisoformat(last or first))


class Maker:
    """Makes claims; positions and identifiers count up."""

    def __init__(self) -> None:
        self._seq = 0

    def __call__(
        self,
        event: Event,
        actor: str = "",
        target: str = "",
        on: str | None = "2020-01-17",
        *,
        place: str | PlaceLink = "geonames:1",
        status: Status = Status.HAPPENED,
        said_by: str = "",
        publisher: str = "Gazette",
        published: str | None = "2020-01-18",
        quote: str | None = None,
        trigger: str = "took",
        report: str | None = None,
        text: str = "",
        basis: DateBasis = DateBasis.STATED,
        frame: TimeFrame = TimeFrame.RECENT,
        confidence: float = 1.0,
        summary: bool = False,
        verdict: Verdict | None = None,
    ) -> SourcedClaim:
        self._seq += 1
        quote = quote or f"clause {self._seq} {trigger}"
        link = place if isinstance(place, PlaceLink) else point(place)
        claim = Claim(
            report=report or f"report:{self._seq}",
            event=event,
            status=status,
            quote=Quote(Span(0, len(quote)), quote),
            trigger=Quote(Span(0, len(trigger)), trigger),
            actors=(Mention(name=actor),) if actor else (),
            targets=(Mention(name=target),) if target else (),
            places=(PlaceMention(name=link.name, kind=link.kind),),
            time_frame=frame,
            summary=summary,
            reader="test@1",
            confidence=confidence,
        )
        days = None if on is None else _days(on)
        return SourcedClaim(
            id=f"claim:{self._seq:04}",
            seq=self._seq,
            recorded="2020-02-01T00:00:00.000000Z",
            claim=claim,
            resolution=Resolution(
                claim=f"claim:{self._seq:04}",
                resolver="test@1",
                actors=(_actor(actor),) if actor else (),
                targets=(_actor(target),) if target else (),
                said_by=(_actor(said_by),) if said_by else (),
                publisher=_actor(publisher),
                places=(link,),
                date=None
                if days is None
                else DateLink(days=days, precision=DatePrecision.RANGE, basis=basis),
            ),
            report=Report(
                page="0" * 64,
                cleaner="test@1",
                title=None,
                text=text,
                published=None if published is None else date.fromisoformat(published),
                publisher=publisher,
            ),
            verdict=verdict,
        )


def point(
    identifier: str,
    *,
    kind: PlaceKind = PlaceKind.SETTLEMENT,
    precision: GeoPrecision = GeoPrecision.EXACT,
) -> PlaceLink:
    return PlaceLink(
        mention=identifier,
        place=identifier,
        name=identifier,
        kind=kind,
        precision=precision,
        lat=35.0,
        lon=36.0,
        radius_m=1000.0,
    )


def evidence(
    effect: Effect,
    side: str,
    on: str,
    ratio: float = 200.0,
    *,
    claim: str = "",
    interest: Interest = Interest.NEUTRAL,
    step: int = 0,
    place: str = "p",
) -> Evidence:
    return Evidence(
        claim=claim or f"{effect}-{side}-{on}-{ratio}-{interest}-{step}",
        place=place,
        effect=effect,
        side=side,
        actor=side.upper(),
        days=_days(on),
        ratio=ratio,
        interest=interest,
        origin="o",
        why="because",
        step=step,
    )


# Functions, not values, so that they cost nothing where they are not used; session-wide, so that
# property tests may take them too.
@pytest.fixture(scope="session")
def says() -> Callable[..., Evidence]:
    """The maker of evidence: effect, side, days, ratio."""
    return evidence


@pytest.fixture
def told() -> Maker:
    """The maker of claims: event, actor, target, days."""
    return Maker()


@pytest.fixture(scope="session")
def located() -> Callable[..., PlaceLink]:
    """The maker of links to places."""
    return point
