from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.codec import report_id
from whoholds.base.records import (
    Claim,
    Event,
    Mention,
    PlaceKind,
    PlaceMention,
    Report,
    Status,
)
from whoholds.base.spans import Quote, Span
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.store_sqlite import open_sqlite

TEXT = "The army took {0} on Friday. Later, it lost {0} again."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    with closing(open_sqlite(tmp_path / "ledger.sqlite", create=True)) as opened:
        yield opened


@pytest.fixture
def pages(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path / "pages")


@pytest.fixture
def make_report(pages: PageStore) -> Callable[..., Report]:
    """Make a report on `place`, its page put; another `cleaner` reads the same page otherwise."""

    def make(place: str, *, cleaner: str = "plain@1") -> Report:
        text = TEXT.format(place)
        return Report(
            page=pages.put(text.encode()),
            cleaner=cleaner,
            title=f"{place} taken",
            text=text,
            published=date(2020, 1, 18),
        )

    return make


@pytest.fixture
def make_claim() -> Callable[..., Claim]:
    """Make a claim of `report` about its first or second sentence."""

    def make(report: Report, sentence: int = 0, *, reader: str = "plain@1") -> Claim:
        words = report.text.split(". ")[sentence].rstrip(".")
        start = report.text.index(words)
        trigger = "took" if sentence == 0 else "lost"
        place = report.text.removeprefix("The army took ").split(" on ")[0]

        def quote(piece: str) -> Quote:
            at = report.text.index(piece, start)
            return Quote(Span(at, at + len(piece)), piece)

        return Claim(
            report=report_id(report),
            event=Event.TAKE,
            status=Status.HAPPENED,
            quote=quote(words),
            trigger=quote(trigger),
            actors=(Mention(name="army", text="army", span=Span(4, 8)),),
            places=(
                PlaceMention(
                    name=place, kind=PlaceKind.SETTLEMENT, text=place, span=quote(place).span
                ),
            ),
            when=quote("on Friday") if sentence == 0 else None,
            reader=reader,
            confidence=1.0,
        )

    return make
