"""A made home of any size to measure the server on: places on a grid, a front that moves over them.

    python -m benchmarks.server_home FOLDER [--places 30000] [--claims 100000] [--days 1000] [--seed 1]

Every claim stands in a report of five, with a quote of about 200 characters made of common words. Two
sides take, lose and hold places as a front sweeps the grid back and forth; a fifth of the claims are
strikes, clashes and sieges, which move nothing. A folder that has a home is left as it is.
"""

import argparse
import math
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from whoholds.base.codec import claim_id, report_id
from whoholds.base.ids import sha256_hex
from whoholds.base.protocols import Draft
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
    Reading,
    Report,
    Resolution,
    Status,
)
from whoholds.base.spans import Quote, Span
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.ledger.drafts import claim_draft, reading_draft, report_draft, resolution_draft
from whoholds.ledger.store_sqlite import open_sqlite

FIRST_DAY = date(2019, 1, 1)
A_REPORT = 5
_REPORTS_AT_ONCE = 400
_WEST, _EAST, _SOUTH, _NORTH = 30.0, 40.0, 45.0, 52.0
_SYLLABLES = ("al", "bar", "dor", "esh", "fin", "gol", "hir", "jam", "kaf", "lun", "mar", "nov")
WORDS = """
    the army village town positions advanced heavy fighting overnight reported sources local said
    units group fighters withdrew towards north south east west road bridge hill river after before
    clashes shelling artillery residents fled control captured recaptured lost held repelled attack
    according statement morning evening outskirts district province command brigade battalion
""".split()  # noqa: SIM905 - a list of fifty words would stand on fifty lines
_SIDES = (("Army", "made:army", "made:state"), ("Front", "made:front", "made:rebels"))
_OUTLETS = ("Wire", "Post", "Observer", "Gazette", "Monitor", "Herald", "Courier", "Tribune")
_OTHER_EVENTS = (Event.STRIKE, Event.CLASH, Event.BESIEGE, Event.ATTACK, Event.DEPLOY)


def place_link(number: int, places: int) -> PlaceLink:
    """Return the place of that number, on a grid of so many."""
    columns = math.ceil(math.sqrt(places))
    row, column = divmod(number, columns)
    name = "".join(_SYLLABLES[number // 12**power % 12] for power in range(4)).capitalize()
    return PlaceLink(
        mention=name,
        place=f"geonames:{9_000_000 + number}",
        name=name,
        kind=PlaceKind.SETTLEMENT,
        precision=GeoPrecision.EXACT,
        lat=round(_SOUTH + (_NORTH - _SOUTH) * row / columns, 5),
        lon=round(_WEST + (_EAST - _WEST) * column / columns, 5),
        radius_m=1000.0,
        feature_code="PPL",
        country="UA",
        gazetteer="made",
        score=100.0,
    )


def _link(side: int) -> ActorLink:
    name, actor, party = _SIDES[side]
    return ActorLink(mention=name, name=name, actor=actor, side=party, score=100.0, why="made")


def _holder(link: PlaceLink, day: int, days: int) -> int:
    """Return who has the place: the front swings across the middle of the map."""
    assert link.lon is not None
    front = (_WEST + _EAST) / 2 + 4.0 * math.sin(2 * math.pi * 1.5 * day / days)
    return 0 if link.lon < front else 1


def reports(places: int, claims: int, days: int, seed: int) -> Iterator[list[Draft]]:
    """Yield the entries of one report after the other, by day."""
    dice = random.Random(seed)
    links = [place_link(number, places) for number in range(places)]
    order = list(range(places))
    dice.shuffle(order)
    made = 0
    for number in range(math.ceil(claims / A_REPORT)):
        day = number * days * A_REPORT // claims
        on = FIRST_DAY + timedelta(days=day)
        wanted = min(A_REPORT, claims - made)
        # The first claims name every place once; after that any place, at random.
        named = [
            links[order[made + at]] if made + at < places else links[dice.randrange(places)]
            for at in range(wanted)
        ]
        made += wanted
        yield _report(number, named, on, [_holder(link, day, days) for link in named], dice)


def _report(
    number: int, named: list[PlaceLink], on: date, holders: list[int], dice: random.Random
) -> list[Draft]:
    quotes = [
        f"{_SIDES[holder][0]} took {link.name}: {' '.join(dice.choices(WORDS, k=26))} ({number}.{at})."
        for at, (link, holder) in enumerate(zip(named, holders, strict=True))
    ]
    report = Report(
        page=sha256_hex(f"page {number}".encode()),
        cleaner="made@1",
        title=f"Report {number}",
        text="\n\n".join(quotes),
        published=on,
        publisher=_OUTLETS[number % len(_OUTLETS)],
        url=f"https://made.example.org/{number}",
        language="en",
    )
    identifier = report_id(report)
    drafts, identifiers = [report_draft(report)], []
    at = 0
    for quote, link, holder in zip(quotes, named, holders, strict=True):
        event = Event.TAKE
        if dice.random() < 0.2:
            event = dice.choice(_OTHER_EVENTS)
        trigger = len(_SIDES[holder][0]) + 1
        claim = Claim(
            report=identifier,
            event=event,
            status=Status.HAPPENED,
            quote=Quote(Span(at, at + len(quote)), quote),
            trigger=Quote(Span(at + trigger, at + trigger + 4), "took"),
            actors=(Mention(name=_SIDES[holder][0]),),
            targets=(Mention(name=_SIDES[1 - holder][0]),),
            places=(PlaceMention(name=link.name, kind=PlaceKind.SETTLEMENT),),
            reader="made@1",
            confidence=round(0.5 + dice.random() / 2, 3),
        )
        resolution = Resolution(
            claim=claim_id(claim),
            resolver="made@1",
            actors=(_link(holder),),
            targets=(_link(1 - holder),),
            places=(link,),
            date=DateLink(days=Days.one(on), precision=DatePrecision.DAY, basis=DateBasis.STATED),
        )
        identifiers.append(claim_id(claim))
        drafts += [claim_draft(claim), resolution_draft(resolution)]
        at += len(quote) + 2
    reading = Reading(
        report=identifier, page=report.page, reader="made@1", claims=tuple(identifiers)
    )
    return [*drafts, reading_draft(reading)]


def make_home(folder: Path, *, places: int, claims: int, days: int, seed: int = 1) -> float:
    """Make the home, unless the folder has one; return the seconds that it took."""
    if (folder / "ledger.sqlite").exists():
        return 0.0
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    part = folder / "part.sqlite"
    part.unlink(missing_ok=True)
    ledger = open_sqlite(part, create=True)
    waiting: list[Draft] = []
    for number, drafts in enumerate(reports(places, claims, days, seed)):
        waiting += drafts
        if number % _REPORTS_AT_ONCE == _REPORTS_AT_ONCE - 1:
            ledger.append(waiting, by="made")
            waiting = []
    if waiting:
        ledger.append(waiting, by="made")
    ledger.close()
    part.rename(folder / "ledger.sqlite")
    return time.monotonic() - start


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--places", type=int, default=30_000)
    ask.add_argument("--claims", type=int, default=100_000)
    ask.add_argument("--days", type=int, default=1000)
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    took = make_home(
        asked.folder, places=asked.places, claims=asked.claims, days=asked.days, seed=asked.seed
    )
    print(f"{asked.folder}: made in {took:.0f} s" if took else f"{asked.folder}: was there")


if __name__ == "__main__":
    main()
