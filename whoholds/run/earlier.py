"""Where the earlier reports of a publisher lie, from the record: context for the places of the next.

Bounded: the newest entries of the record alone are looked at, and of a publisher its latest reports
of the weeks before. The record at one position gives one answer; it is named after that position, and
a report that is read again gets what it got when it was first read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from whoholds.base.protocols import EntryKind, Gazetteer, Ledger
from whoholds.base.records import Report
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.resolver import EARLIER, EarlierPlaces

MOST_ENTRIES = 10_000
MOST_REPORTS = 40
MOST_DAYS = 60
_MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class _Written:
    """A report on record: its day of publication, and the gazetteer places of its claims."""

    report: str
    published: date
    seq: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EarlierReports:
    """The reports on record up to a position of the ledger, by publisher."""

    position: int
    by_publisher: Mapping[str, Sequence[_Written]]

    def of(self, report: Report, report_id: str, gazetteer: Gazetteer) -> EarlierPlaces | None:
        """Return where the reports lie that the publisher of `report` published up to 60 days before it.

        None where none is on record, or who wrote it or when is not known. At most the latest 40 count.
        """
        publisher = _publisher(report.publisher, report.url)
        if publisher == "" or report.published is None:
            return None
        first = report.published - timedelta(days=MOST_DAYS)
        before = [
            each
            for each in self.by_publisher.get(publisher, ())
            if first <= each.published < report.published and each.report != report_id
        ]
        ground = Ground()
        for each in before[-MOST_REPORTS:]:
            found = [place for name in each.places if (place := gazetteer.place(name)) is not None]
            if len(found) > 0:
                ground.with_text((place, 1.0) for place in found)
        return None if ground.texts == 0 else EarlierPlaces(ground, str(self.position))


def earlier_reports(ledger: Ledger, upto: int | None = None) -> EarlierReports:
    """Return the reports on record at the position `upto` (None: the newest)."""
    position = ledger.position() if upto is None else upto
    reports: dict[str, tuple[str, date, int]] = {}
    claimed_by: dict[str, str] = {}
    places: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in ledger.entries(after=max(0, position - MOST_ENTRIES), upto=position):
        payload = entry.payload
        if entry.kind is EntryKind.REPORT:
            day = _day(payload.get("published"))
            publisher = _publisher(payload.get("publisher"), payload.get("url"))
            if day is not None and publisher != "":
                reports[entry.subject] = publisher, day, entry.seq
        elif entry.kind is EntryKind.CLAIM:
            claimed_by[entry.subject] = str(payload.get("report"))
        elif entry.kind is EntryKind.RESOLUTION and entry.subject in claimed_by:
            # The newest resolution of a claim counts.
            report = places.setdefault(claimed_by[entry.subject], {})
            report[entry.subject] = _known_places(payload)
    found: dict[str, list[_Written]] = {}
    for report_id, (publisher, day, seq) in reports.items():
        own = dict.fromkeys(each for some in places.get(report_id, {}).values() for each in some)
        if len(own) > 0:
            written = _Written(report_id, day, seq, tuple(own)[:_MOST_PLACES])
            found.setdefault(publisher, []).append(written)
    for rows in found.values():
        rows.sort(key=lambda each: (each.published, each.seq))
    return EarlierReports(position, found)


def position_told(resolver: str) -> int | None:
    """Return the position that a resolver names for the earlier reports it knew, None where none."""
    _, sign, told = resolver.partition(EARLIER)
    return int(told) if sign != "" and told.isdecimal() else None


def _known_places(payload: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        link["place"]
        for link in payload.get("places") or ()
        if link.get("gazetteer") is not None and link.get("anchor") is None
    )


def _publisher(name: str | None, url: str | None) -> str:
    if name is not None and name.strip() != "":
        return " ".join(name.casefold().split())
    try:
        host = None if url is None else urlsplit(url).hostname
    except ValueError:  # an address that is none, such as http://[
        return ""
    return "" if host is None else host.removeprefix("www.")


def _day(told: Any) -> date | None:
    try:
        return None if told is None else date.fromisoformat(told)
    except (TypeError, ValueError):
        return None
