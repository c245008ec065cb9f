"""The read routes of the page and of programs: JSON under `/api/v1`, documented by OpenAPI.

Only GET. Every answer is a function of the record at one position, which it names; `known` asks for an
earlier one: a position ("17"), a day ("2020-01-18": its end, UTC) or an instant.
"""

import threading
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Annotated, cast

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

import whoholds
from whoholds.base.errors import UnknownName
from whoholds.base.ids import sha256_hex
from whoholds.base.protocols import EntryKind, Ledger
from whoholds.base.records import Event
from whoholds.base.times import parse_day
from whoholds.serve import api_shapes as shapes
from whoholds.serve import api_shapes_found as found_shapes
from whoholds.serve import api_views as views
from whoholds.serve.auth import Role, at_least
from whoholds.serve.towns import Box, towns_in

if TYPE_CHECKING:
    from whoholds.run.answers import Answers, Picture
    from whoholds.run.map_areas import MapAreas

_KEPT_BODIES = 4
_MOST_CLAIMS = 500
_MOST_PLACES = 50
_MOST_MOMENTS = 500
_MOST_TOWNS = 200

_FAILURES: dict[int | str, dict[str, object]] = {
    400: {"model": shapes.ErrorShape, "description": "The request cannot be answered as asked."},
    404: {"model": shapes.ErrorShape, "description": "There is no such place or report on record."},
    422: {"model": shapes.ErrorShape, "description": "A parameter is missing or out of range."},
    500: {"model": shapes.ErrorShape, "description": "The record cannot be read."},
    503: {
        "model": shapes.ErrorShape,
        "description": "Another process holds the record; try again.",
    },
}

router = APIRouter(
    prefix="/api/v1", responses=_FAILURES, dependencies=[Depends(at_least(Role.READER))]
)


class Desk:
    """What the routes answer from: the pictures, the ledger's moments, and bodies made once."""

    def __init__(
        self, answers: "Answers", ledger: Ledger, *, map_tiles: str, areas: "MapAreas"
    ) -> None:
        self.answers = answers
        self.areas = areas
        self.ledger = ledger
        self.map_tiles = map_tiles
        self._bodies: OrderedDict[int, tuple[bytes, str]] = OrderedDict()
        # One at a time: requests for one position must not each encode the whole picture.
        self._encoding = threading.Lock()

    def picture(self, known: str | None) -> "Picture":
        """Return the picture as known at `known`; the newest when None."""
        return self.answers.picture(None if known is None else self.answers.position_at(known))

    def control(self, picture: "Picture") -> tuple[bytes, str]:
        """Return the body of `control` and its entity tag, made once a position."""
        with self._encoding:
            if picture.position not in self._bodies:
                body = orjson.dumps(views.control_of(picture))
                tag = f'"{picture.position}-{sha256_hex(body)[:16]}"'
                self._bodies[picture.position] = (body, tag)
                if len(self._bodies) > _KEPT_BODIES:
                    self._bodies.popitem(last=False)
            self._bodies.move_to_end(picture.position)
            return self._bodies[picture.position]


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


AtDesk = Annotated[Desk, Depends(_desk)]
Known = Annotated[
    str | None,
    Query(
        max_length=40,
        description="As known at a position (17), a day (2020-01-18: its end, UTC) or an instant.",
    ),
]


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
    readings = desk.ledger.entries(kind=EntryKind.READING, upto=picture.position)
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


@router.get(
    "/control",
    summary="Who holds what, on every day",
    response_model=shapes.ControlShape,
    responses={304: {"description": "What the client holds is current."}},
)
def get_control(request: Request, desk: AtDesk, known: Known = None) -> Response:
    """Return all places, periods and event days in columns, the whole timeline at once."""
    body, tag = desk.control(desk.picture(known))
    return _tagged(request, body, tag)


def _tagged(request: Request, body: bytes, tag: str) -> Response:
    """Answer with a body, or with 304 where the client holds it already."""
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    held = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    # A proxy or the browser may have marked the tag as weak.
    if tag in held or f"W/{tag}" in held:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/places/{place_id:path}", summary="One place: who holds it, and on what evidence")
def get_place(
    desk: AtDesk,
    place_id: Annotated[str, Path(max_length=500)],
    on: Annotated[
        str | None,
        Query(max_length=10, description="The day (2020-01-17); the last day covered when absent."),
    ] = None,
    known: Known = None,
) -> shapes.PlaceAnswerShape:
    """Return the place, its periods, and every claim that names it with its bearing on the day."""
    day = None if on is None else parse_day(on)
    picture = desk.picture(known)
    place = picture.places.get(place_id)
    if place is None:
        place = picture.find_place(place_id)
    return views.place_answer(picture, place, day)


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
    event: Annotated[Event | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_CLAIMS)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> shapes.ClaimsShape:
    """Return the claims, of one place or one event where asked for, a page at a time."""
    picture = desk.picture(known)
    if place is None:
        rows = tuple(picture.claims.values())
    else:
        rows = picture.claims_at(picture.find_place(place).id)
    matching = [row for row in rows if event is None or row.claim.event is event]
    return shapes.ClaimsShape(
        position=picture.position,
        total=len(matching),
        offset=offset,
        claims=[views.claim_of(row) for row in matching[offset : offset + limit]],
    )


@router.get("/search", summary="Places on record by name")
def get_search(
    desk: AtDesk,
    q: Annotated[str, Query(min_length=1, max_length=100, description="A name, in any spelling.")],
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_PLACES)] = 10,
) -> found_shapes.SearchShape:
    """Return the places on record whose name or spelling is like `q`, best first."""
    picture = desk.picture(known)
    return found_shapes.SearchShape(
        position=picture.position, places=views.search_places(picture, q, limit)
    )


@router.get("/maps", summary="Other mapmakers' maps on record")
def get_maps(desk: AtDesk, known: Known = None) -> shapes.MapsShape:
    """Return the maps that count, by day: whose, and what for."""
    picture = desk.picture(known)
    return shapes.MapsShape(
        position=picture.position, maps=[views.map_of(each) for each in picture.maps.maps]
    )


@router.get(
    "/maps/{map_id}/areas",
    summary="The areas of one map",
    response_model=shapes.AreasShape,
    responses={304: {"description": "What the client holds is current."}},
)
def get_areas(
    request: Request,
    desk: AtDesk,
    map_id: Annotated[str, Path(max_length=100)],
    known: Known = None,
) -> Response:
    """Return the areas of a map by who holds them, as GeoJSON, simplified for a screen."""
    picture = desk.picture(known)
    sourced = next((each for each in picture.maps.maps if each.id == map_id), None)
    if sourced is None:
        raise UnknownName(
            f"looking for the map {map_id!r}: none of that identifier counts; ask `maps` for those"
        )
    body = orjson.dumps(
        views.areas_of_map(sourced, desk.areas.shapes(sourced, picture.sides), picture.position)
    )
    return _tagged(request, body, f'"{sourced.seq}-{sha256_hex(body)[:16]}"')


@router.get("/towns", summary="Towns for orientation")
def get_towns(
    west: Annotated[float, Query(ge=-180, le=180)],
    south: Annotated[float, Query(ge=-90, le=90)],
    east: Annotated[float, Query(ge=-180, le=180)],
    north: Annotated[float, Query(ge=-90, le=90)],
    limit: Annotated[int, Query(ge=1, le=_MOST_TOWNS)] = 40,
) -> shapes.TownsShape:
    """Return the most populous towns of a part of the world (degrees); no claim is tied to them."""
    found = towns_in(Box(west=west, south=south, east=east, north=north), limit=limit)
    return shapes.TownsShape(
        name=[town.name for town in found],
        lat=[town.lat for town in found],
        lon=[town.lon for town in found],
        population=[town.population for town in found],
    )


@router.get("/{rest:path}", include_in_schema=False)
def get_nothing(rest: str) -> JSONResponse:
    """Answer in JSON for an address that is none of the API's."""
    return JSONResponse(
        {"error": f"there is no /api/v1/{rest}; /api/v1/openapi.json lists what there is"}, 404
    )


def _title_of(picture: "Picture", report: str) -> str | None:
    known = picture.reports.get(report)
    return None if known is None else known.title
