"""A claim and a place as the publishers see them, with everything that can go wrong in the words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from whoholds.base.records import (
    ActorLink,
    Claim,
    Count,
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
    Verdict,
)
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days

HOSTILE = "=cmd|'/c calc'!A1 </script>\"; \\ & \x00\x1b ]]> $\\frac$"


@dataclass(frozen=True)
class Spot:
    """A place on record, as `run` hands it over."""

    id: str
    name: str
    precision: GeoPrecision = GeoPrecision.EXACT
    lat: float | None = 35.7
    lon: float | None = 36.9
    radius_m: float | None = 1000.0
    country: str | None = "SY"


@dataclass(frozen=True)
class Camp:
    """A side, as `run` hands it over."""

    name: str
    colour: str


def _place(name: str, lat: float | None, lon: float | None) -> PlaceLink:
    return PlaceLink(
        mention=f"{name} (written)",
        place=f"id:{name}",
        name=name,
        kind=PlaceKind.SETTLEMENT,
        precision=GeoPrecision.NONE if lat is None else GeoPrecision.EXACT,
        lat=lat,
        lon=lon,
        radius_m=None if lat is None else 1000.0,
    )


def make_claim(
    *,
    quote: str = "HTS recaptured Tell Khatrah and Mustayf",
    places: tuple[tuple[str, float | None, float | None], ...] = (("Tell Khatrah", 35.7, 36.9),),
    dated: bool = True,
    title: str | None = "Militants Recapture More Areas",
) -> SourcedClaim:
    claim = Claim(
        report="report:1",
        event=Event.TAKE,
        status=Status.HAPPENED,
        quote=Quote(Span(10, 10 + len(quote)), quote),
        trigger=Quote(Span(10, 11), quote[:1]),
        actors=(Mention(name="Hay'at Tahrir al-Sham", text="HTS", span=Span(10, 13)),),
        said_by=(Mention(name="Iba'a"),),
        places=tuple(PlaceMention(name=name, kind=PlaceKind.SETTLEMENT) for name, _, _ in places),
        killed=Count(low=3, high=5),
        tone=("militants",),
        reader="plain@1",
        confidence=0.9,
    )
    actor = ActorLink(
        mention="HTS",
        name="Hay'at Tahrir al-Sham",
        actor="syria:hts",
        side="syria:opposition",
        score=100.0,
        why="alias",
    )
    stranger = ActorLink(
        mention="allies", name="allies", actor=None, side=None, score=0.0, why="unknown"
    )
    return SourcedClaim(
        id="claim:1",
        seq=7,
        recorded="2020-01-18T08:30:00.000000Z",
        claim=claim,
        resolution=Resolution(
            claim="claim:1",
            resolver="identify@1",
            actors=(actor, stranger),
            places=tuple(_place(*place) for place in places),
            date=DateLink(
                days=Days.through(date(2020, 1, 17), date(2020, 1, 18)),
                precision=DatePrecision.RANGE,
                basis=DateBasis.STATED,
            )
            if dated
            else None,
        ),
        report=Report(
            page="ab" * 32,
            cleaner="clean@1",
            title=title,
            text="x" * 10 + quote,
            published=date(2020, 1, 18),
            publisher="SouthFront",
            url="https://example.org/a?b=1&c=2",
        ),
        verdict=Verdict.ACCEPT,
    )


@pytest.fixture(scope="session")
def claim_with() -> Callable[..., SourcedClaim]:
    """The maker of claims."""
    return make_claim


@pytest.fixture(scope="session")
def spot() -> type[Spot]:
    """The class of places."""
    return Spot


@pytest.fixture(scope="session")
def camp() -> type[Camp]:
    """The class of sides."""
    return Camp


@pytest.fixture(scope="session")
def hostile() -> str:
    """Words that break whoever does not escape them."""
    return HOSTILE
