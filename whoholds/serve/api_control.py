"""The routes of the map's own data: control, its layers, one day of it, what happened, towns."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from whoholds.serve import api_shapes as shapes
from whoholds.serve import api_shapes_map as map_shapes
from whoholds.serve.bodies import SMALL, Body, answer
from whoholds.serve.control_table import EPOCH, period_rows
from whoholds.serve.desk import AtDesk, Day, Desk, Known, day_of
from whoholds.serve.happenings import happenings_of
from whoholds.serve.towns import Box, towns_in

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

_MOST_TOWNS = 200

NOT_MODIFIED: dict[int | str, dict[str, object]] = {
    304: {"description": "What the client holds is current."}
}

router = APIRouter()


class Layer(StrEnum):
    """A layer of control: what is claimed, and what of it is confirmed."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


@router.get(
    "/control",
    summary="Who holds what, on every day",
    response_model=shapes.ControlShape,
    responses=NOT_MODIFIED,
)
async def get_control(request: Request, desk: AtDesk, known: Known = None) -> Response:
    """Return all places, periods and event days in columns, the whole timeline at once."""
    return answer(request, await desk.body(("control",), known, lambda each: _control(desk, each)))


@router.get(
    "/layers/{layer}",
    summary="What is claimed, or what is confirmed, on every day",
    response_model=map_shapes.LayerShape,
    responses=NOT_MODIFIED,
)
async def get_layer(request: Request, desk: AtDesk, layer: Layer, known: Known = None) -> Response:
    """Return the periods of one layer; its indexes are those of `control` at the same position."""
    body = await desk.body(("layer", layer), known, lambda each: _layer(desk, each, layer))
    return answer(request, body)


@router.get(
    "/holders",
    summary="Who holds what, on one day",
    response_model=map_shapes.HoldersShape,
    responses=NOT_MODIFIED,
)
async def get_holders(
    request: Request, desk: AtDesk, on: Day = None, known: Known = None
) -> Response:
    """Return the state of every place on one day, in columns."""
    body = await desk.body(("holders", on), known, lambda each: _holders(desk, each, on))
    return answer(request, body)


@router.get(
    "/happenings",
    summary="What happened, and where",
    response_model=map_shapes.HappeningsShape,
    responses=NOT_MODIFIED,
)
async def get_happenings(request: Request, desk: AtDesk, known: Known = None) -> Response:
    """Return every dated claim at its places in columns; claims without day or place are left out."""
    body = await desk.body(("happenings",), known, lambda each: _happenings(desk, each))
    return answer(request, body)


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


def _control(desk: Desk, picture: "Picture") -> Body:
    return Body.of(
        orjson.dumps(desk.table(picture).answer()), position=picture.position, level=SMALL
    )


def _layer(desk: Desk, picture: "Picture", layer: Layer) -> Body:
    table, layers = desk.table(picture), desk.layers(picture)
    found = period_rows(
        list(picture.places.values()),
        {place: getattr(each, layer.value) for place, each in layers.items()},
        picture.evidence,
        {side.id: index for index, side in enumerate(table.sides)},
    )
    whole = {
        "position": picture.position,
        "layer": layer.value,
        "places": len(table.places["id"]),
        "periods": found.columns(),
    }
    return Body.of(orjson.dumps(whole), position=picture.position, level=SMALL)


def _holders(desk: Desk, picture: "Picture", on: str | None) -> Body:
    number = day_of(picture, on).toordinal() - EPOCH
    return Body.of(orjson.dumps(desk.table(picture).on(number)), position=picture.position)


def _happenings(desk: Desk, picture: "Picture") -> Body:
    found = happenings_of(picture, desk.table(picture))
    return Body.of(orjson.dumps(found), position=picture.position, level=SMALL)
