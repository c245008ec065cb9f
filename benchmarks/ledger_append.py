"""How fast the ledger appends, folds and verifies, beside bare inserts into SQLite.

One transaction is one report: a report, its claims, their resolutions and a reading. Run it as
`python benchmarks/ledger_append.py --reports 500`; nothing is left behind.
"""

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
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
    GazetteerPlace,
    GeoPrecision,
    Mention,
    PlaceCandidate,
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
from whoholds.ledger.as_known import AsKnown, current_claims
from whoholds.ledger.drafts import claim_draft, reading_draft, report_draft, resolution_draft
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.ledger.verify import verify_ledger

SENTENCE = "The army said on Friday that its troops had recaptured the town of {} from the rebels. "


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=200, help="transactions to write")
    options.add_argument("--claims", type=int, default=10, help="claims in each report")
    options.add_argument("--seed", type=int, default=1, help="of the invented place names")
    options.add_argument(
        "--folder", type=Path, default=None, help="where to write (default: temporary)"
    )
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    made = [invent(number, chosen.claims, chance) for number in range(chosen.reports)]
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        measure(Path(folder), made)


def measure(folder: Path, made: list[tuple[bytes, list[Draft]]]) -> None:
    entries = sum(len(drafts) for _, drafts in made)
    claims = sum(draft.kind.value == "claim" for _, drafts in made for draft in drafts)
    pages = PageStore(folder / "pages")
    for page, _ in made:
        pages.put(page)
    ledger = open_sqlite(folder / "ledger.sqlite", create=True)

    def append() -> None:
        for _, drafts in made:
            ledger.append(drafts, by="benchmark")

    def fold() -> None:
        found = sum(1 for _ in current_claims(ledger))
        assert found == claims

    print(f"{entries} entries in {len(made)} transactions, {claims} claims")
    print(f"{'what':<44}{'seconds':>9}{'entries/s':>12}")
    show("bare sqlite3 insert, same rows and pragmas", entries, lambda: insert_bare(folder, made))
    show("append", entries, append)
    show("position asked 1,000 times", 1000, lambda: [ledger.position() for _ in range(1000)])
    show("chain verified", entries, ledger.verify)
    show(
        "chain, pages, quotes, identifiers verified", entries, lambda: verify_ledger(ledger, pages)
    )
    show("claims as known (one pass)", entries, fold)
    known = AsKnown(ledger)
    known.update()
    known.claims()
    show("claims as known, asked again", entries, lambda: (known.update(), known.claims()))
    ledger.close()
    size = (folder / "ledger.sqlite").stat().st_size
    print(f"{size / 1e6:.1f} MB, {size / entries:.0f} bytes an entry")


def show(what: str, entries: int, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{what:<44}{seconds:>9.3f}{entries / seconds:>12,.0f}")


def insert_bare(folder: Path, made: list[tuple[bytes, list[Draft]]]) -> None:
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (seq INTEGER PRIMARY KEY, kind, subject, payload)")
    for _, drafts in made:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO bare (kind, subject, payload) VALUES (?, ?, ?)",
            [(draft.kind.value, draft.subject, json.dumps(draft.payload)) for draft in drafts],
        )
        connection.execute("COMMIT")
    connection.close()


def invent(number: int, claims: int, chance: random.Random) -> tuple[bytes, list[Draft]]:
    """Return the page of an invented report and its drafts, in the order in which they are appended."""
    names = [f"Tell {chance.randrange(30_000)}" for _ in range(claims)]
    text = "".join(SENTENCE.format(name) for name in names) + "Background. " * 150
    page = f"{number}\n{text}".encode()
    day = date(2020, 1, 1) + timedelta(days=number % 700)
    report = Report(
        page=sha256_hex(page),
        cleaner="plain@1",
        title=f"Report {number}",
        text=text,
        published=day,
        publisher="An invented agency",
    )
    identifier = report_id(report)
    drafts = [report_draft(report)]
    found: list[str] = []
    start = 0
    for name in names:
        claim, resolution = invent_claim(identifier, name, start, text, day)
        start += len(SENTENCE.format(name))
        found.append(resolution.claim)
        drafts += [claim_draft(claim), resolution_draft(resolution)]
    drafts.append(
        reading_draft(
            Reading(report=identifier, page=report.page, reader="plain@1", claims=tuple(found))
        )
    )
    return page, drafts


def invent_claim(
    report: str, name: str, start: int, text: str, day: date
) -> tuple[Claim, Resolution]:
    def quote(words: str) -> Quote:
        at = text.index(words, start)
        return Quote(Span(at, at + len(words)), words)

    def mention(words: str, name: str) -> Mention:
        return Mention(name=name, text=words, span=quote(words).span)

    claim = Claim(
        report=report,
        event=Event.TAKE,
        status=Status.HAPPENED,
        quote=quote(SENTENCE.format(name).strip()),
        trigger=quote("recaptured"),
        actors=(mention("its troops", "Syrian army"),),
        targets=(mention("the rebels", "rebels"),),
        places=(
            PlaceMention(
                name=name,
                kind=PlaceKind.SETTLEMENT,
                within=("Idlib", "Syria"),
                text=name,
                span=quote(name).span,
            ),
        ),
        said_by=(mention("The army", "Syrian army"),),
        when=quote("on Friday"),
        reader="plain@1",
        confidence=0.8,
    )

    def place(number: int) -> GazetteerPlace:
        return GazetteerPlace(
            id=f"geonames:{number}",
            name=name,
            lat=35.5 + number / 1000,
            lon=36.9,
            feature_code="PPL",
            country="SY",
            gazetteer="geonames",
            names=(name, f"Tall {name}", "تل خطرة"),
        )

    def actor(mention: Mention) -> ActorLink:
        return ActorLink(
            mention=mention.name,
            name="Syrian army",
            actor="syria:army",
            side="syria:government",
            score=100.0,
            why="an alias in the registry",
        )

    resolution = Resolution(
        claim=claim_id(claim),
        resolver="plain@1+0123456789ab",
        actors=tuple(actor(mention) for mention in claim.actors),
        targets=tuple(actor(mention) for mention in claim.targets),
        said_by=tuple(actor(mention) for mention in claim.said_by),
        places=(
            PlaceLink(
                mention=name,
                place="geonames:1",
                name=name,
                kind=PlaceKind.SETTLEMENT,
                precision=GeoPrecision.EXACT,
                lat=35.5,
                lon=36.9,
                radius_m=1000.0,
                feature_code="PPL",
                country="SY",
                gazetteer="geonames",
                score=97.5,
                why="the same name, in the same province",
                alternatives=tuple(
                    PlaceCandidate(place=place(number), score=90.0, why="the same name")
                    for number in range(3)
                ),
            ),
        ),
        date=DateLink(days=Days.one(day), precision=DatePrecision.DAY, basis=DateBasis.RELATIVE),
    )
    return claim, resolution


if __name__ == "__main__":
    main()
