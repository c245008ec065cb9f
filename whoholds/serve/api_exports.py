"""The routes of files: what is in view as GeoJSON, CSV or KML, with credits."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response

from whoholds.base.errors import InputError
from whoholds.publish.columns import COLUMNS, Column, Row, claim_row, period_row
from whoholds.publish.credits import credit_of
from whoholds.publish.geo import write_geojson, write_kml
from whoholds.publish.tables import write_csv
from whoholds.serve.api_control import NOT_MODIFIED
from whoholds.serve.bodies import Body, answer
from whoholds.serve.claim_filter import Asked, matching
from whoholds.serve.desk import AtDesk, Day, Desk, Known, day_of
from whoholds.serve.towns import Box

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

router = APIRouter()


class Form(StrEnum):
    """The form of a file."""

    GEOJSON = "geojson"
    CSV = "csv"
    KML = "kml"


class What(StrEnum):
    """What a file holds: who holds what on a day, or the claims of a day."""

    PERIODS = "periods"
    CLAIMS = "claims"


_MEDIA = {
    Form.GEOJSON: "application/geo+json",
    Form.CSV: "text/csv; charset=utf-8",
    Form.KML: "application/vnd.google-earth.kml+xml",
}
_BOX = r"^-?[0-9]{1,3}(\.[0-9]{1,9})?(,-?[0-9]{1,3}(\.[0-9]{1,9})?){3}$"

InBox = Annotated[
    str | None,
    Query(
        pattern=_BOX,
        max_length=60,
        description="Only what lies in west,south,east,north (degrees).",
    ),
]


@router.get(
    "/export/{form}",
    summary="What is in view, as a file",
    response_class=Response,
    responses={
        **NOT_MODIFIED,
        200: {
            "description": "The file.",
            "content": {
                "application/geo+json": {"schema": {"type": "object"}},
                "text/csv": {"schema": {"type": "string"}},
                "application/vnd.google-earth.kml+xml": {"schema": {"type": "string"}},
            },
        },
    },
)
async def get_export(
    request: Request,
    desk: AtDesk,
    form: Form,
    what: What = What.PERIODS,
    on: Day = None,
    bbox: InBox = None,
    side: Annotated[
        str | None, Query(max_length=500, description="Only of that side: identifier.")
    ] = None,
    known: Known = None,
) -> Response:
    """Return who holds what on a day, or the claims of the day, with the credits of the places.

    Cells of CSV that a spreadsheet would take for a formula have an apostrophe in front.
    """
    box = None if bbox is None else box_of(bbox)
    key = ("export", form, what, on, bbox, side)
    body = await desk.body(
        key, known, lambda each: _export(desk, each, form, what, day_of(each, on), box, side)
    )
    return answer(request, body, name=f"whoholds-{what}{f'-{on}' if on else ''}.{form}")


def box_of(text: str) -> Box:
    """Return the box of `west,south,east,north`.

    Raises:
        InputError: if a number is out of range, or south lies north of north.
    """
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(
            f"cutting out the box {text}: write it as west,south,east,north in degrees, longitudes "
            "-180 to 180, latitudes -90 to 90, the southern one first"
        )
    return Box(west=west, south=south, east=east, north=north)


def _export(
    desk: Desk,
    picture: "Picture",
    form: Form,
    what: What,
    day: date,
    box: Box | None,
    side: str | None,
) -> Body:
    credit = credit_of(picture.places)
    if what is What.PERIODS and form is Form.GEOJSON:
        raw = desk.features(picture).on(day, box=box, side=side, credit=credit)
    else:
        columns = COLUMNS[what.value]
        rows = (
            _period_rows(picture, day, box, side)
            if what is What.PERIODS
            else _claim_rows(picture, day, box, side)
        )
        raw = _written(picture, form, rows, columns, credit, f"whoholds: {what} on {day}")
    return Body.of(raw, position=picture.position, media_type=_MEDIA[form])


def _written(
    picture: "Picture",
    form: Form,
    rows: Iterator[Row],
    columns: Sequence[Column],
    credit: str | None,
    title: str,
) -> bytes:
    """Return what the writer of the form puts into a file."""
    known = picture.position
    writers: dict[Form, Callable[[FilePath], int]] = {
        Form.CSV: lambda path: write_csv(rows, path, columns),
        Form.GEOJSON: lambda path: write_geojson(rows, path, columns, known=known, credit=credit),
        Form.KML: lambda path: write_kml(
            rows,
            path,
            columns,
            title=f"{title}, as known at position {known}",
            sides=picture.sides,
            credit=credit,
        ),
    }
    with tempfile.TemporaryDirectory(prefix="whoholds-") as folder:
        path = FilePath(folder) / f"export.{form}"
        writers[form](path)
        return path.read_bytes()


def _period_rows(picture: "Picture", day: date, box: Box | None, side: str | None) -> Iterator[Row]:
    for identifier, place in picture.places.items():
        if box is not None and not _in(box, place.lat, place.lon):
            continue
        period = picture.period_on(identifier, day)
        if period is not None and (side is None or period.side == side):
            yield period_row(period, place, picture.sides, known=picture.position)


def _claim_rows(picture: "Picture", day: date, box: Box | None, side: str | None) -> Iterator[Row]:
    for row in matching(picture, Asked(since=day, until=day, side=side)):
        if box is None or any(_in(box, each.lat, each.lon) for each in row.resolution.places):
            yield claim_row(row)


def _in(box: Box, lat: float | None, lon: float | None) -> bool:
    return lat is not None and lon is not None and box.covers(lat, lon)
