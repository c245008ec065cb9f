"""A record made by hand for the page: two camps, a place that changes hands twice, hostile text.

Made from records, not by the readers, so that what the page must show is known to the letter.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import uvicorn

from whoholds.base.codec import claim_id, report_id
from whoholds.base.protocols import Draft
from whoholds.base.records import (
    ActorLink,
    Caption,
    Claim,
    Comment,
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
    Status,
)
from whoholds.base.settings import Settings
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.ledger.drafts import claim_draft, reading_draft, report_draft, resolution_draft
from whoholds.run.home import Home
from whoholds.serve.app import make_app

Serve = Callable[[Settings], AbstractContextManager[str]]

GOVERNMENT = ("Syrian Arab Army", "syria:saa", "syria:government")
REBELS = ("Hay'at Tahrir al-Sham", "syria:hts", "syria:opposition")
LONG_WORD = "x" * 5000
HOSTILE_TITLE = "<script>document.title='owned'</script>\u202e <img src=x onerror=alert(1)>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A claim to be: words of the report, and what they say."""

    quote: str
    trigger: str
    event: Event
    place: PlaceLink
    actor: tuple[str, str, str] | None
    day: date | None
    target: tuple[str, str, str] | None = None
    status: Status = Status.HAPPENED
    said_by: tuple[str, str, str] | None = None


def settlement(identifier: str, name: str, lat: float, lon: float) -> PlaceLink:
    return PlaceLink(
        mention=name,
        place=identifier,
        name=name,
        kind=PlaceKind.SETTLEMENT,
        precision=GeoPrecision.EXACT,
        lat=lat,
        lon=lon,
        radius_m=1000.0,
        feature_code="PPL",
        country="SY",
        gazetteer="by hand",
        score=100.0,
        why="by hand",
    )


JURAYF = settlement("hand:jurayf", "Abu Jurayf", 35.669, 36.925)
KHATRAH = settlement("hand:khatrah", "Tell Khatrah", 35.642, 36.897)
MUSTAYF = PlaceLink(
    mention="Mustayf",
    place="near:mustayf@hand:khatrah",
    name="Mustayf",
    kind=PlaceKind.SITE,
    precision=GeoPrecision.ANCHORED,
    lat=KHATRAH.lat,
    lon=KHATRAH.lon,
    radius_m=3000.0,
    anchor="hand:khatrah",
    country="SY",
    why="near Tell Khatrah",
)
HOSTILE = settlement("hand:hostile", "\u202e<b>Evil</b> " + LONG_WORD, 35.72, 36.80)
IDLIB = PlaceLink(
    mention="Idlib",
    place="hand:idlib",
    name="Idlib",
    kind=PlaceKind.PROVINCE,
    precision=GeoPrecision.AREA,
    lat=35.8,
    lon=36.7,
    radius_m=40000.0,
    country="SY",
)


def link_of(who: tuple[str, str, str]) -> ActorLink:
    name, actor, side = who
    return ActorLink(mention=name, name=name, actor=actor, side=side, score=100.0, why="by hand")


def drafts_of(report: Report, said: list[Said]) -> list[Draft]:
    identifier = report_id(report)
    drafts = [report_draft(report)]
    claims = []
    for each in said:
        start = report.text.index(each.quote)
        at = start + each.quote.index(each.trigger)
        claim = Claim(
            report=identifier,
            event=each.event,
            status=each.status,
            quote=Quote(Span(start, start + len(each.quote)), each.quote),
            trigger=Quote(Span(at, at + len(each.trigger)), each.trigger),
            actors=() if each.actor is None else (Mention(name=each.actor[0]),),
            places=(PlaceMention(name=each.place.name, kind=each.place.kind),),
            reader="hand@1",
        )
        resolution = Resolution(
            claim=claim_id(claim),
            resolver="hand@1",
            actors=() if each.actor is None else (link_of(each.actor),),
            targets=() if each.target is None else (link_of(each.target),),
            said_by=() if each.said_by is None else (link_of(each.said_by),),
            places=(each.place,),
            date=None
            if each.day is None
            else DateLink(
                days=Days.one(each.day), precision=DatePrecision.DAY, basis=DateBasis.STATED
            ),
        )
        drafts += [claim_draft(claim), resolution_draft(resolution)]
        claims.append(claim_id(claim))
    reading = Reading(report=identifier, page=report.page, reader="hand@1", claims=tuple(claims))
    return [*drafts, reading_draft(reading)]


def first_report() -> list[Draft]:
    text = (
        "The front moved again. 🚩 On 16 January the Syrian Arab Army captured the town of "
        "Abu Jurayf from Hay'at Tahrir al-Sham.\n\nOn 10 January the army had taken Tell Khatrah "
        "from the group, and its guns struck Abu Jurayf on 14 January. Idlib may fall."
    )
    report = Report(
        page="ab" * 32,
        cleaner="hand@1",
        title="Army back in Abu Jurayf",
        text=text,
        published=date(2020, 1, 16),
        publisher="Government Wire",
        url="https://wire.example.org/one",
        language="en",
        captions=(Caption(text="The town from the east.", credit="A. Photographer"),),
        comments=(Comment(author="reader-0", depth=0, posted=None, text="SECRETCOMMENT"),),
    )
    return drafts_of(
        report,
        [
            Said(
                quote="On 16 January the Syrian Arab Army captured the town of Abu Jurayf from "
                "Hay'at Tahrir al-Sham.",
                trigger="captured",
                event=Event.TAKE,
                place=JURAYF,
                actor=GOVERNMENT,
                target=REBELS,
                day=date(2020, 1, 16),
            ),
            Said(
                quote="On 10 January the army had taken Tell Khatrah from the group",
                trigger="taken",
                event=Event.TAKE,
                place=KHATRAH,
                actor=GOVERNMENT,
                target=REBELS,
                day=date(2020, 1, 10),
            ),
            Said(
                quote="its guns struck Abu Jurayf on 14 January",
                trigger="struck",
                event=Event.STRIKE,
                place=JURAYF,
                actor=GOVERNMENT,
                day=date(2020, 1, 14),
            ),
            Said(
                quote="Idlib may fall",
                trigger="fall",
                event=Event.TAKE,
                place=IDLIB,
                actor=GOVERNMENT,
                day=None,
                status=Status.EXPECTED,
            ),
        ],
    )


def second_report() -> list[Draft]:
    text = (
        "Fighters of Hay'at Tahrir al-Sham recaptured Abu Jurayf from the army on 19 January, the "
        "group said. A day later they took the hilltop of Mustayf."
    )
    report = Report(
        page="cd" * 32,
        cleaner="hand@1",
        title="Town changes hands",
        text=text,
        published=date(2020, 1, 20),
        publisher="Opposition Post",
        url="https://post.example.org/two",
    )
    return drafts_of(
        report,
        [
            Said(
                quote="Fighters of Hay'at Tahrir al-Sham recaptured Abu Jurayf from the army on "
                "19 January",
                trigger="recaptured",
                event=Event.TAKE,
                place=JURAYF,
                actor=REBELS,
                target=GOVERNMENT,
                day=date(2020, 1, 19),
                said_by=REBELS,
            ),
            Said(
                quote="A day later they took the hilltop of Mustayf",
                trigger="took",
                event=Event.TAKE,
                place=MUSTAYF,
                actor=REBELS,
                target=GOVERNMENT,
                day=date(2020, 1, 20),
            ),
        ],
    )


def hostile_report() -> list[Draft]:
    words = (
        f"</blockquote><script>window.owned=1</script> {LONG_WORD} \u202eesrever "
        "<img src=x onerror=window.owned=2>"
    )
    text = f"Before it. {words} After it."
    report = Report(
        page="ef" * 32,
        cleaner="hand@1",
        title=HOSTILE_TITLE,
        text=text,
        published=date(2020, 1, 18),
        publisher="<i>Evil</i>\u202e Press",
        url="javascript:window.owned=3//",
        language='en" onload="x',
        captions=(Caption(text="<svg onload=window.owned=4>", credit="<script>1</script>"),),
    )
    bad = ("<u>Mob</u>\u202e", "named:mob", "named:mob")
    return drafts_of(
        report,
        [
            Said(
                quote=words,
                trigger="<script>window.owned=1</script>",
                event=Event.TAKE,
                place=HOSTILE,
                actor=bad,
                day=date(2020, 1, 12),
                said_by=bad,
            )
        ],
    )


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Serve a home on a free loopback port, in a thread, and give the address of its page."""
    # With its protocol named, or asyncio leaves Nagle's algorithm on: 40 ms for every answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(make_app(settings), log_level="error", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started, "the server did not start"
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Return what serves a home while a `with` block lasts."""
    return served


@pytest.fixture(scope="session")
def made_address(made_home: Path) -> Iterator[str]:
    """The address of the page over the record made by hand."""
    with served(Settings(home=made_home, who="tester")) as address:
        yield address


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the record made by hand: reports one, two and the hostile one, in that order."""
    folder = tmp_path_factory.mktemp("made")
    with Home.open(Settings(home=folder, who="tester")) as home:
        for drafts in (first_report(), second_report(), hostile_report()):
            home.ledger.append(drafts, by="tester")
    return folder


@pytest.fixture(scope="session")
def append_second() -> Callable[[Path], None]:
    """Return what appends the second report to a home that lacks it."""

    def append(folder: Path) -> None:
        with Home.open(Settings(home=folder, who="tester")) as home:
            home.ledger.append(second_report(), by="tester")

    return append


@pytest.fixture
def first_home(tmp_path: Path) -> Path:
    """A home of its own with the first report alone."""
    folder = tmp_path / "first"
    with Home.open(Settings(home=folder, who="tester")) as home:
        home.ledger.append(first_report(), by="tester")
    return folder
