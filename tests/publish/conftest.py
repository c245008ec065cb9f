"""A claim and a place as the publishers see them, with everything that can go wrong in the words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.codec import claim_id, report_id
from whoholds.base.protocols import Draft
from whoholds.base.records import (
    ActorLink,
    Caption,
    Claim,
    Comment,
    Count,
    DateLink,
    Event,
    GeoPrecision,
    Mention,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Reading,
    Report,
    Resolution,
    Review,
    SourcedClaim,
    Status,
    Verdict,
)
from whoholds.base.settings import Settings
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.ledger.drafts import (
    claim_draft,
    reading_draft,
    report_draft,
    resolution_draft,
    review_draft,
)
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home
from whoholds.run.publishing import Published, publish
from whoholds.run.publishing_info import SiteOptions
from whoholds.run.redacting import redact
from whoholds.serve.site_files import SiteFiles

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


# A record made by hand, from records and not by the readers: what its site must show, and must never
# show, is known to the letter.

GOVERNMENT = ("Syrian Arab Army", "syria:saa", "syria:government")
REBELS = ("Hay'at Tahrir al-Sham", "syria:hts", "syria:opposition")
NORTH = ("Северный отряд", "named:Северный отряд", "named:north")
HOSTILE_NAME = "\u202e<b onmouseover=alert(1)>Evil</b> ../../{{ 7*7 }}{% raw %} " + "x" * 300
REJECTED, REDACTED = "REJECTEDWORDS of a misreading", "REDACTEDWORDS of a witness"
OUTSIDE, COMMENT, CAPTION = "OUTSIDEWORDS", "SECRETCOMMENT", "SECRETCAPTION"


@dataclass(frozen=True, kw_only=True)
class Say:
    """A claim to be. `actor` and `said_by` are (name, identifier, side)."""

    quote: str
    trigger: str
    place: PlaceLink
    actor: tuple[str, str, str]
    day: date
    target: tuple[str, str, str] | None = None
    said_by: tuple[str, str, str] | None = None
    event: Event = Event.TAKE


def spot_at(identifier: str, name: str, lat: float | None, lon: float | None) -> PlaceLink:
    return PlaceLink(
        mention=name,
        place=identifier,
        name=name,
        kind=PlaceKind.SETTLEMENT,
        precision=GeoPrecision.NONE if lat is None else GeoPrecision.EXACT,
        lat=lat,
        lon=lon,
        radius_m=1000.0,
        country="SY",
        score=100.0,
        why="by hand",
    )


JURAYF = spot_at("hand:Jurayf", "أبو جريف", 35.669, 36.925)
# Far off, so that maps take the coarse outlines: the fine ones cost seconds a map.
KHATRAH = spot_at("hand:khatrah", "Tell Khatrah", 28.642, 44.897)
NOWHERE = spot_at("hand:nowhere", "Nowhere", None, None)
EVIL = spot_at("hand:../../etc/passwd\u202e", HOSTILE_NAME, 35.72, 36.80)
REJECTED_PLACE = spot_at("hand:rejected", "REJECTEDPLACE", 35.5, 36.5)


def drafts_of(report: Report, said: list[Say]) -> tuple[list[Draft], list[str]]:
    """Return the entries of a report with these claims, and the claims' identifiers."""
    identifier = report_id(report)
    drafts, claims = [report_draft(report)], []
    for each in said:
        start = report.text.index(each.quote)
        at = start + each.quote.index(each.trigger)
        claim = Claim(
            report=identifier,
            event=each.event,
            status=Status.HAPPENED,
            quote=Quote(Span(start, start + len(each.quote)), each.quote),
            trigger=Quote(Span(at, at + len(each.trigger)), each.trigger),
            actors=(Mention(name=each.actor[0]),),
            places=(PlaceMention(name=each.place.name, kind=each.place.kind),),
            reader="hand@1",
        )
        resolution = Resolution(
            claim=claim_id(claim),
            resolver="hand@1",
            actors=(_linked(each.actor),),
            targets=() if each.target is None else (_linked(each.target),),
            said_by=() if each.said_by is None else (_linked(each.said_by),),
            places=(each.place,),
            date=DateLink(
                days=Days.one(each.day), precision=DatePrecision.DAY, basis=DateBasis.STATED
            ),
        )
        drafts += [claim_draft(claim), resolution_draft(resolution)]
        claims.append(claim_id(claim))
    reading = Reading(report=identifier, page=report.page, reader="hand@1", claims=tuple(claims))
    return [*drafts, reading_draft(reading)], claims


def _linked(who: tuple[str, str, str]) -> ActorLink:
    return ActorLink(mention=who[0], name=who[0], actor=who[1], side=who[2], score=100.0, why="")


def wire_report() -> tuple[list[Draft], list[str]]:
    text = (
        f"{OUTSIDE} 🚩 On 16 January the army captured Abu Jurayf from the group. Then it took Tell "
        f"Khatrah. {REJECTED}. {REDACTED}. The army is in Nowhere. {OUTSIDE} again."
    )
    report = Report(
        page="ab" * 32,
        cleaner="hand@1",
        title="Army back in Abu Jurayf",
        text=text,
        published=date(2020, 1, 16),
        publisher="Government Wire",
        url="https://wire.example.org/one?a=1&b=<2>",
        language="en",
        captions=(Caption(text=CAPTION, credit=CAPTION),),
        comments=(Comment(author="reader-0", depth=0, posted=None, text=COMMENT),),
    )
    return drafts_of(
        report,
        [
            Say(
                quote="On 16 January the army captured Abu Jurayf from the group",
                trigger="captured",
                place=JURAYF,
                actor=GOVERNMENT,
                target=REBELS,
                day=date(2020, 1, 16),
            ),
            Say(
                quote="it took Tell Khatrah",
                trigger="took",
                place=KHATRAH,
                actor=GOVERNMENT,
                day=date(2020, 1, 16),
            ),
            Say(
                quote=REJECTED,
                trigger="misreading",
                place=REJECTED_PLACE,
                actor=("REJECTEDACTOR", "named:REJECTEDACTOR", "named:REJECTEDACTOR"),
                day=date(2020, 1, 15),
            ),
            Say(
                quote=REDACTED,
                trigger="witness",
                place=KHATRAH,
                actor=GOVERNMENT,
                day=date(2020, 1, 15),
            ),
            Say(
                quote="The army is in Nowhere",
                trigger="is in",
                place=NOWHERE,
                actor=GOVERNMENT,
                day=date(2020, 1, 16),
                event=Event.HOLD,
            ),
        ],
    )


def post_report() -> tuple[list[Draft], list[str]]:
    report = Report(
        page="cd" * 32,
        cleaner="hand@1",
        title="Town changes hands",
        text="Fighters recaptured Abu Jurayf from the army on 19 January. Северный отряд took Tell "
        "Khatrah.",
        published=date(2020, 1, 20),
        publisher="Opposition Post",
        url="https://post.example.org/two",
    )
    return drafts_of(
        report,
        [
            Say(
                quote="Fighters recaptured Abu Jurayf from the army on 19 January",
                trigger="recaptured",
                place=JURAYF,
                actor=REBELS,
                target=GOVERNMENT,
                day=date(2020, 1, 19),
                said_by=REBELS,
            ),
            Say(
                quote="Северный отряд took Tell Khatrah",
                trigger="took",
                place=KHATRAH,
                actor=NORTH,
                target=GOVERNMENT,
                day=date(2020, 1, 19),
            ),
        ],
    )


def evil_report() -> tuple[list[Draft], list[str]]:
    words = (
        "</blockquote></article><script>window.owned=1</script> [x](javascript:1) #eval(1) $x$ "
        "\u202eesrever <img src=x onerror=window.owned=2> ]]>"
    )
    bad = ("<u>Mob</u>\u202e{{ 1 }}", "named:<u>Mob</u>", "named:<u>Mob</u>")
    report = Report(
        page="ef" * 32,
        cleaner="hand@1",
        title="<script>document.title='owned'</script>\u202e",
        text=f"Before it. {words} After it.",
        published=date(2020, 1, 18),
        publisher="<i onclick=alert(1)>Evil</i>\u202e Press](javascript:alert(1))",
        url="javascript:window.owned=3//",
        language='en" onload="x',
    )
    return drafts_of(
        report,
        [
            Say(
                quote=words,
                trigger="<script>window.owned=1</script>",
                place=EVIL,
                actor=bad,
                day=date(2020, 1, 18),
                said_by=bad,
            )
        ],
    )


@pytest.fixture(scope="session")
def record_settings(
    tmp_path_factory: pytest.TempPathFactory, compiled_gazetteers: Path
) -> Settings:
    """The settings of the home with the record made by hand; write nothing to it."""
    folder = tmp_path_factory.mktemp("record")
    settings = Settings(home=folder, who="tester", gazetteers=str(compiled_gazetteers))
    with Home.open(settings) as home:
        first, claims = wire_report()
        home.ledger.append(first, by="tester")
        rejected = Review(claim=claims[2], verdict=Verdict.REJECT, why="misread")
        home.ledger.append([review_draft(rejected)], by="tester")
        redact(home, claims[3], by="tester", why="a witness asked for it")
        for drafts, _ in (post_report(), evil_report()):
            home.ledger.append(drafts, by="tester")
    return settings


@pytest.fixture(scope="session")
def record(record_settings: Settings) -> Picture:
    """The picture of the record made by hand."""
    with Home.open(record_settings, create=False) as home:
        return Answers(home).picture()


OPTIONS = SiteOptions(
    title="Idlib <b>&</b> around",
    publisher='The "Desk" & {Co}',
    address="https://maps.example.org/idlib",
)


def publish_to(settings: Settings, folder: Path, options: SiteOptions = OPTIONS) -> Published:
    with Home.open(settings, create=False) as home:
        picture = Answers(home).picture()
        return publish(home, picture, folder, options=options, beside=SiteFiles(home).files)


@pytest.fixture(scope="session")
def publish_record(record_settings: Settings) -> Callable[..., Published]:
    """Return what publishes the record made by hand into a folder; it may be given other options."""

    def publish_into(folder: Path, **changes: Any) -> Published:
        return publish_to(record_settings, folder, replace(OPTIONS, **changes))

    return publish_into


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, record_settings: Settings) -> Path:
    """The published site of the record made by hand; write nothing to it."""
    folder = tmp_path_factory.mktemp("www") / "deep" / "site"
    publish_to(record_settings, folder)
    return folder
