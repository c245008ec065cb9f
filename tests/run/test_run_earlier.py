import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.protocols import Draft, EntryKind, Ledger
from whoholds.base.records import GazetteerPlace, Report
from whoholds.identify.resolver import EARLIER
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.run.batch import Outcome
from whoholds.run.earlier import earlier_reports, position_told
from whoholds.run.home import Home


class _Places:
    """Knows every place by its identifier, at one point."""

    fingerprint = ""

    def place(self, place_id: str) -> GazetteerPlace | None:
        if not place_id.startswith("geonames:"):
            return None
        return GazetteerPlace(
            id=place_id, name="X", lat=35.0, lon=37.0, feature_code="PPL", country="SY", gazetteer="g"
        )  # fmt: skip

    def search(self, name: str, **_: Any) -> list[Any]:
        raise AssertionError(name)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_sqlite(tmp_path / "ledger.sqlite", create=True)


def put(ledger: Ledger, key: str, day: str | None, places: list[str], **report: Any) -> None:
    links = [
        {
            "place": place,
            "gazetteer": "g" if place.startswith("geonames:") else None,
            "anchor": None,
        }
        for place in places
    ]
    told = {"published": day, "publisher": "SOHR", "url": None, **report}
    drafts = [
        Draft(kind=EntryKind.REPORT, subject=f"report:{key}", payload=told),
        Draft(kind=EntryKind.CLAIM, subject=f"claim:{key}", payload={"report": f"report:{key}"}),
        Draft(kind=EntryKind.RESOLUTION, subject=f"claim:{key}", payload={"places": links}),
    ]
    ledger.append(drafts, by="tester")


def report(publisher: str | None = "sohr ", day: date | None = date(2020, 1, 18)) -> Report:
    return Report(page="", cleaner="t@1", title=None, text="X.", published=day, publisher=publisher)


def lie(ledger: Ledger, asked: Report, upto: int | None = None) -> list[str] | None:
    found = earlier_reports(ledger, upto).of(asked, "report:own", _Places())
    return None if found is None else sorted(found.ground.places)


def test_only_reports_of_the_publisher_from_the_weeks_before_count(ledger: Ledger) -> None:
    put(ledger, "old", "2019-10-01", ["geonames:1"])
    put(ledger, "before", "2020-01-10", ["geonames:2", "named:3"])
    put(ledger, "other", "2020-01-10", ["geonames:4"], publisher="ANHA")
    put(ledger, "same day", "2020-01-18", ["geonames:5"])
    put(ledger, "own", "2020-01-12", ["geonames:6"])
    put(ledger, "undated", None, ["geonames:7"])
    assert lie(ledger, report()) == ["geonames:2"]
    assert lie(ledger, report(publisher="ANHA")) == ["geonames:4"]
    assert lie(ledger, report(publisher="nobody")) is None
    assert lie(ledger, report(publisher=None)) is None
    assert lie(ledger, report(day=None)) is None


def test_a_position_gives_the_same_whatever_came_after(ledger: Ledger) -> None:
    put(ledger, "one", "2020-01-10", ["geonames:1"])
    position = ledger.position()
    put(ledger, "two", "2020-01-11", ["geonames:2"])
    assert lie(ledger, report(), position) == ["geonames:1"]
    assert lie(ledger, report()) == ["geonames:1", "geonames:2"]
    assert earlier_reports(ledger, position).position == position


def test_a_publisher_without_name_is_its_host(ledger: Ledger) -> None:
    put(ledger, "one", "2020-01-10", ["geonames:1"], publisher=None, url="https://www.x.org/a")
    put(ledger, "bad", "2020-01-10", ["geonames:2"], publisher=None, url="http://[")
    put(ledger, "odd", "not a day", ["geonames:3"])
    asked = Report(
        page="", cleaner="t", title=None, text="", published=date(2020, 1, 18), url="http://x.org/b"
    )
    assert lie(ledger, asked) == ["geonames:1"]


@pytest.mark.parametrize(
    ("resolver", "position"),
    [
        (f"identify@2+ab{EARLIER}57", 57),
        ("identify@2+ab", None),
        (f"x{EARLIER}-1", None),
        ("", None),
    ],
)
def test_position_told(resolver: str, position: int | None) -> None:
    assert position_told(resolver) == position


def test_a_report_read_again_keeps_the_earlier_reports_it_was_read_with(
    home: Home, read_texts: Callable[..., list[Outcome]]
) -> None:
    first = ("2020-01-17", "The Syrian army captured Saraqib in Idlib, Syria on January 17.")
    second = ("2020-01-19", "The Syrian army captured Maarrat al-Numan in Idlib on January 19.")
    third = ("2020-01-20", "The Syrian army captured Kafr Nabl in Idlib, Syria on January 20.")
    read_texts(first, publisher="SOHR")
    position = home.ledger.position()
    read_texts(second, publisher="SOHR")
    told = [
        entry.payload["resolver"]
        for entry in home.ledger.entries(kind=EntryKind.RESOLUTION, after=position)
    ]
    assert [position_told(each) for each in told] == [position]
    read_texts(third, publisher="SOHR")
    before = home.ledger.position()
    read_texts(first, second, third, publisher="SOHR")
    assert home.ledger.position() == before, json.dumps(
        [entry.payload for entry in home.ledger.entries(after=before)], default=str
    )[:2000]
