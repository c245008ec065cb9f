"""The routes of the record itself: its state and moments, places, reports and claims."""

from collections import deque
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query

import whoholds
from whoholds.base.errors import UnknownName
from whoholds.base.protocols import EntryKind
from whoholds.base.records import Event, Status
from whoholds.base.times import parse_day
from whoholds.serve import api_shapes as shapes
from whoholds.serve import api_views as views
from whoholds.serve.claim_filter import Asked, matching
from whoholds.serve.desk import AtDesk, Day, Known

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

_MOST_CLAIMS = 500
_MOST_MOMENTS = 500
_MOST_DIGITS = 18

router = APIRouter()


@router.get("/state", summary="What the record holds")
def get_state(desk: AtDesk, known: Known = None) -> shapes.StateShape:
    """Return the position, the days covered, the sides with their colours, and counts."""
    return views.state_of(
        desk.picture(known),
        version=whoholds.__version__,
        newest=desk.ledger.position(),
        map_tiles=desk.map_tiles,
    )


@router.get("/moments", summary="Moments of the record, newest first")
def get_moments(
    desk: AtDesk, limit: Annotated[int, Query(ge=1, le=_MOST_MOMENTS)] = 100
) -> shapes.MomentsShape:
    """Return after which entries a report had just been read: what `known` may usefully be."""
    picture = desk.picture(None)
    entries = desk.ledger.entries(kind=EntryKind.READING, upto=picture.position)
    readings = (entry for entry in entries if not entry.redacted)
    return shapes.MomentsShape(
        position=picture.position,
        moments=[
            shapes.MomentShape(
                position=entry.seq,
                recorded=entry.recorded,
                report=entry.payload["report"],
                title=_title_of(picture, entry.payload["report"]),
            )
            for entry in reversed(deque(readings, maxlen=limit))
        ],
    )


@router.get("/places/{place_id:path}", summary="One place: who holds it, and on what evidence")
def get_place(
    desk: AtDesk,
    place_id: Annotated[str, Path(max_length=500)],
    on: Day = None,
    known: Known = None,
) -> shapes.PlaceAnswerShape:
    """Return the place, its periods, and every claim that names it with its bearing on the day."""
    day = None if on is None else parse_day(on)
    picture = desk.picture(known)
    return views.place_answer(picture, desk.find_place(picture, place_id), day)


@router.get("/reports/{report_id:path}", summary="One report with its claims")
def get_report(
    desk: AtDesk, report_id: Annotated[str, Path(max_length=200)], known: Known = None
) -> shapes.ReportShape:
    """Return a report's text, source and captions, and the spans of its claims; no comments."""
    report = views.report_of(desk.picture(known), report_id)
    if report is None:
        raise UnknownName(
            f"looking for the report {report_id!r}: no claim on record comes from it; "
            "ask `claims` for the reports there are"
        )
    return report


@router.get("/claims", summary="Claims in ledger order")
def get_claims(
    desk: AtDesk,
    known: Known = None,
    place: Annotated[str | None, Query(max_length=500, description="Identifier or name.")] = None,
    actor: Annotated[
        str | None,
        Query(
            max_length=500, description="A group that acted or was acted on: identifier or name."
        ),
    ] = None,
    side: Annotated[
        str | None, Query(max_length=500, description="The side of such a group: identifier.")
    ] = None,
    event: Annotated[Event | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    source: Annotated[
        str | None, Query(max_length=500, description="A publisher, as reports name it.")
    ] = None,
    since: Annotated[
        str | None, Query(max_length=10, description="Happened on that day or after it.")
    ] = None,
    until: Annotated[
        str | None, Query(max_length=10, description="Happened on that day or before it.")
    ] = None,
    least: Annotated[
        float, Query(ge=0, le=1, description="The least confidence of the reader.")
    ] = 0.0,
    q: Annotated[
        str | None,
        Query(min_length=1, max_length=100, description="Words that the quote has, in any order."),
    ] = None,
    cursor: Annotated[
        str | None, Query(pattern="^[0-9]{1,18}$", description="The `next` of an earlier answer.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_CLAIMS)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> shapes.ClaimsShape:
    """Return the claims that match all that is asked, a page at a time; `cursor` goes on in order."""
    picture = desk.picture(known)
    asked = Asked(
        place=None if place is None else desk.find_place(picture, place).id,
        actor=actor,
        side=side,
        event=event,
        status=status,
        source=source,
        since=_day(since),
        until=_day(until),
        least=least,
        among=None if q is None else desk.quotes.claims(q, upto=picture.position),
    )
    found = matching(picture, asked)
    after = 0 if cursor is None else int(cursor)
    left = [row for row in found if row.seq > after] if after > 0 else found
    page = left[offset : offset + limit]
    more = len(left) > offset + limit
    return shapes.ClaimsShape(
        position=picture.position,
        total=len(found),
        offset=offset,
        next=str(page[-1].seq) if more and len(page) > 0 else None,
        claims=[views.claim_of(row) for row in page],
    )


@router.get("/claims/{claim_id:path}", summary="One claim")
def get_claim(
    desk: AtDesk, claim_id: Annotated[str, Path(max_length=200)], known: Known = None
) -> shapes.ClaimShape:
    """Return the claim of that identifier, or of that ledger position."""
    picture = desk.picture(known)
    row = picture.claims.get(claim_id)
    if row is None and claim_id.isascii() and claim_id.isdigit() and len(claim_id) <= _MOST_DIGITS:
        seq = int(claim_id)
        row = next((each for each in picture.claims.values() if each.seq == seq), None)
    if row is None:
        raise UnknownName(
            f"looking for the claim {claim_id!r}: none of that identifier or ledger position stands at "
            f"position {picture.position}; ask `claims` for those there are"
        )
    return views.claim_of(row)


def _day(text: str | None) -> date | None:
    return None if text is None else parse_day(text)


def _title_of(picture: "Picture", report: str) -> str | None:
    known = picture.reports.get(report)
    return None if known is None else known.title
