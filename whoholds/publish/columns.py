"""The columns of what is published: one list for claims, one for periods.

All writers and the table in the documentation are made from these lists. A row is a dict with
every column's name, in order; a missing value is None.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from whoholds.base.errors import UnknownName
from whoholds.base.records import ActorLink, Count, GeoPrecision, Period, PlaceLink, SourcedClaim

Row = dict[str, Any]


class ColumnType(StrEnum):
    """What a column holds. Items of a list may be missing where other lists of the row have one."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    TEXTS = "list of text"
    NUMBERS = "list of number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `unit` is empty where the values have none."""

    name: str
    type: ColumnType
    unit: str
    meaning: str


class PlaceInfo(Protocol):
    """What a period's row says of its place."""

    @property
    def id(self) -> str: ...  # noqa: D102 - as in `records.GazetteerPlace`
    @property
    def name(self) -> str: ...  # noqa: D102 - as above
    @property
    def precision(self) -> GeoPrecision: ...  # noqa: D102 - as above
    @property
    def lat(self) -> float | None: ...  # noqa: D102 - as above
    @property
    def lon(self) -> float | None: ...  # noqa: D102 - as above
    @property
    def radius_m(self) -> float | None: ...  # noqa: D102 - as above
    @property
    def country(self) -> str | None: ...  # noqa: D102 - as above


class SideInfo(Protocol):
    """What a period's row says of a side; `colour` is `#rrggbb`."""

    @property
    def name(self) -> str: ...  # noqa: D102 - the side's neutral name
    @property
    def colour(self) -> str: ...  # noqa: D102 - described at the class


_T = ColumnType


def _party_columns(stem: str, who: str) -> tuple[Column, ...]:
    return (
        Column(stem, _T.TEXTS, "", f"{who}: neutral names, or as written where unknown"),
        Column(f"{stem}_ids", _T.TEXTS, "", "their identifiers in the registry of actors"),
        Column(f"{stem}_sides", _T.TEXTS, "", "the sides that they were on, on that day"),
        Column(f"{stem}_written", _T.TEXTS, "", "their names as the report writes them"),
    )


CLAIM_COLUMNS: tuple[Column, ...] = (
    Column("id", _T.TEXT, "", "the claim's identifier: a SHA-256 over what it says"),
    Column("seq", _T.INTEGER, "position", "the ledger position at which it was recorded"),
    Column("recorded", _T.INSTANT, "UTC", "when it was recorded"),
    Column("report", _T.TEXT, "", "the report's identifier"),
    Column("title", _T.TEXT, "", "the report's title"),
    Column("publisher", _T.TEXT, "", "who published the report"),
    Column("published", _T.DATE, "day", "when the report was published"),
    Column("url", _T.TEXT, "", "the report's address"),
    Column("page", _T.TEXT, "", "SHA-256 of the frozen page that the report was read from"),
    Column("event", _T.TEXT, "", "one of the twelve types of events"),
    Column("status", _T.TEXT, "", "happened, attempted, denied or expected"),
    Column("quote", _T.TEXT, "", "the clause that states the claim"),
    Column("quote_start", _T.INTEGER, "code points", "where the quote starts in text or title"),
    Column("quote_end", _T.INTEGER, "code points", "where it ends, this position excluded"),
    Column("in_title", _T.BOOLEAN, "", "the quote stands in the title"),
    Column("trigger", _T.TEXT, "", "the words of the quote that name the event"),
    Column("trigger_start", _T.INTEGER, "code points", "where the trigger starts"),
    Column("trigger_end", _T.INTEGER, "code points", "where it ends, this position excluded"),
    *_party_columns("actors", "who did it"),
    *_party_columns("targets", "to whom it was done, or from whom it was taken"),
    *_party_columns("said_by", "whom the report gives as its source"),
    Column("places", _T.TEXTS, "", "where: the gazetteer's names, or as written"),
    Column("places_ids", _T.TEXTS, "", "their identifiers"),
    Column("places_written", _T.TEXTS, "", "their names as the report writes them"),
    Column("places_kinds", _T.TEXTS, "", "site, settlement, area, province or country"),
    Column(
        "places_precisions", _T.TEXTS, "", "exact, anchored, area or none: how each was located"
    ),
    Column("places_lats", _T.NUMBERS, "degrees, WGS 84", "their latitudes"),
    Column("places_lons", _T.NUMBERS, "degrees, WGS 84", "their longitudes"),
    Column("places_radii_m", _T.NUMBERS, "metres", "how far off each point may be"),
    Column("date_start", _T.DATE, "day", "the first day on which it may have happened"),
    Column("date_end", _T.DATE, "day", "the last such day, included"),
    Column("date_precision", _T.TEXT, "", "day, range, month or year"),
    Column("date_basis", _T.TEXT, "", "stated, relative, carried, published, dateline or decided"),
    Column("date_words", _T.TEXT, "", "the report's words that the date rests on"),
    Column("means", _T.TEXT, "", "what a strike was done with"),
    Column("killed_low", _T.INTEGER, "people", "people killed, at least"),
    Column("killed_high", _T.INTEGER, "people", "people killed, at most"),
    Column("wounded_low", _T.INTEGER, "people", "people wounded, at least"),
    Column("wounded_high", _T.INTEGER, "people", "people wounded, at most"),
    Column("summary", _T.BOOLEAN, "", "speaks of several places without naming them"),
    Column("tone", _T.TEXTS, "", "the publisher's loaded words"),
    Column("certainty", _T.INTEGER, "-1 to 5", "how much the report stands behind it"),
    Column("source_side", _T.TEXT, "", "its source stands to it: actors, targets, both, neither"),
    Column(
        "retells_start", _T.INTEGER, "code points", "where the trigger of its first telling starts"
    ),
    Column("retells_in_title", _T.BOOLEAN, "", "its first telling stands in the title"),
    Column("confidence", _T.NUMBER, "0 to 1", "how sure the reader was"),
    Column("reader", _T.TEXT, "", "the reader that found it: name@version"),
    Column("resolver", _T.TEXT, "", "what tied its names to known things: name@version"),
    Column("verdict", _T.TEXT, "", "what a reviewer decided: accept, correct or reject"),
)

PERIOD_COLUMNS: tuple[Column, ...] = (
    Column("place", _T.TEXT, "", "the place's identifier"),
    Column("place_name", _T.TEXT, "", "the place's name"),
    Column("country", _T.TEXT, "ISO 3166 alpha-2", "the country that the gazetteer puts it in"),
    Column("lat", _T.NUMBER, "degrees, WGS 84", "latitude"),
    Column("lon", _T.NUMBER, "degrees, WGS 84", "longitude"),
    Column("radius_m", _T.NUMBER, "metres", "how far off the point may be"),
    Column("precision", _T.TEXT, "", "exact, anchored, area or none: how it was located"),
    Column("start", _T.DATE, "day", "the first day; none: before the first dated evidence"),
    Column("end", _T.DATE, "day", "the last day, included; none: nothing later is known"),
    Column("state", _T.TEXT, "", "held, contested or unknown"),
    Column("side", _T.TEXT, "", "the side that holds it, or the likelier one where contested"),
    Column("side_name", _T.TEXT, "", "the side's name"),
    Column("holder", _T.TEXT, "", "the group of that side that the claims name"),
    Column("confidence", _T.NUMBER, "0 to 1", "the probability that the side held it"),
    Column("supporting", _T.INTEGER, "claims", "how many claims speak for the state"),
    Column("opposing", _T.INTEGER, "claims", "how many speak against it"),
    Column("silent", _T.INTEGER, "claims", "how many bear on the place but move nothing"),
    Column(
        "supporting_claims", _T.TEXTS, "", "the identifiers of the claims for, weightiest first"
    ),
    Column("opposing_claims", _T.TEXTS, "", "the identifiers of the claims against"),
    Column("known", _T.INTEGER, "position", "the ledger position that this was derived from"),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {"claims": CLAIM_COLUMNS, "periods": PERIOD_COLUMNS}
"""The lists of columns by what is published."""


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns of `claims` or `periods`.

    Raises:
        UnknownName: for any other word.
    """
    try:
        return COLUMNS[kind]
    except KeyError:
        raise UnknownName(
            f"choosing the columns of {kind!r}: only {' and '.join(COLUMNS)} are published; name one",
            nearest=tuple(COLUMNS),
        ) from None


def claim_row(claim: SourcedClaim) -> Row:
    """Return the row of a claim, with a value (or None) for each of `CLAIM_COLUMNS`.

    Dates are `datetime.date`; the lists of actors, and those of places, run in parallel.
    """
    told, resolution, report = claim.claim, claim.resolution, claim.report
    dated = resolution.date
    row: Row = {
        "id": claim.id,
        "seq": claim.seq,
        "recorded": claim.recorded,
        "report": told.report,
        "title": report.title,
        "publisher": report.publisher,
        "published": report.published,
        "url": report.url,
        "page": report.page,
        "event": told.event.value,
        "status": told.status.value,
        "quote": told.quote.text,
        "quote_start": told.quote.span.start,
        "quote_end": told.quote.span.end,
        "in_title": told.quote.in_title,
        "trigger": told.trigger.text,
        "trigger_start": told.trigger.span.start,
        "trigger_end": told.trigger.span.end,
        **_party_cells("actors", resolution.actors, [each.name for each in told.actors]),
        **_party_cells("targets", resolution.targets, [each.name for each in told.targets]),
        **_party_cells("said_by", resolution.said_by, [each.name for each in told.said_by]),
        **_place_cells(resolution.places),
        "date_start": dated.days.start if dated else None,
        "date_end": dated.days.last if dated else None,
        "date_precision": dated.precision.value if dated else None,
        "date_basis": dated.basis.value if dated else None,
        "date_words": told.when.text if told.when else None,
        "means": told.means.value if told.means else None,
        **_count_cells("killed", told.killed),
        **_count_cells("wounded", told.wounded),
        "summary": told.summary,
        "tone": list(told.tone),
        "certainty": None if told.certainty is None else int(told.certainty),
        "source_side": told.source_side.value if told.source_side else None,
        "retells_start": told.retells.span.start if told.retells else None,
        "retells_in_title": told.retells.in_title if told.retells else None,
        "confidence": told.confidence,
        "reader": told.reader,
        "resolver": resolution.resolver,
        "verdict": claim.verdict.value if claim.verdict else None,
    }
    return row


def period_row(
    period: Period, place: PlaceInfo, sides: Mapping[str, SideInfo], *, known: int
) -> Row:
    """Return the row of a period, with a value (or None) for each of `PERIOD_COLUMNS`.

    `known` is the ledger position that the period was derived from.
    """
    side = sides.get(period.side) if period.side is not None else None
    return {
        "place": place.id,
        "place_name": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "precision": place.precision.value,
        "start": period.start,
        "end": None if period.end is None else date.fromordinal(period.end.toordinal() - 1),
        "state": period.state.value,
        "side": period.side,
        "side_name": side.name if side is not None else None,
        "holder": period.actor,
        "confidence": period.confidence,
        "supporting": len(period.supporting),
        "opposing": len(period.opposing),
        "silent": len(period.silent),
        "supporting_claims": list(period.supporting),
        "opposing_claims": list(period.opposing),
        "known": known,
    }


def columns_table(kind: str) -> str:
    """Return the columns of `claims` or `periods` as a Markdown table, for the documentation."""
    head = ("column", "type", "unit", "meaning")
    lines = ["| " + " | ".join(head) + " |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{column.name}` | {column.type.value} | {column.unit} | {column.meaning} |"
        for column in columns_of(kind)
    ]
    return "\n".join(lines) + "\n"


def _party_cells(stem: str, links: Sequence[ActorLink], written: Sequence[str]) -> Row:
    # A claim may be published before its names were resolved.
    names = [link.name for link in links] if links else list(written)
    blank: list[str | None] = [None] * len(names)
    return {
        stem: names,
        f"{stem}_ids": [link.actor for link in links] if links else list(blank),
        f"{stem}_sides": [link.side for link in links] if links else list(blank),
        f"{stem}_written": [link.mention for link in links] if links else list(names),
    }


def _place_cells(links: Sequence[PlaceLink]) -> Row:
    cells: Mapping[str, Callable[[PlaceLink], Any]] = {
        "places": lambda link: link.name,
        "places_ids": lambda link: link.place,
        "places_written": lambda link: link.mention,
        "places_kinds": lambda link: link.kind.value,
        "places_precisions": lambda link: link.precision.value,
        "places_lats": lambda link: link.lat,
        "places_lons": lambda link: link.lon,
        "places_radii_m": lambda link: link.radius_m,
    }
    return {name: [cell(link) for link in links] for name, cell in cells.items()}


def _count_cells(stem: str, count: Count | None) -> Row:
    return {
        f"{stem}_low": count.low if count else None,
        f"{stem}_high": count.high if count else None,
    }
