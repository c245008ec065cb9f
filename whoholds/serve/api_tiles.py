"""The route of vector tiles (Mapbox Vector Tile 2.1): places by holder, and ground where asked for.

In QGIS: Layer, Add Layer, Vector Tile; the address ends in `/api/v1/tiles/{z}/{x}/{y}.mvt?on=2020-01-17`.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from whoholds.base.errors import InputError
from whoholds.serve.api_control import NOT_MODIFIED
from whoholds.serve.bodies import Body, answer
from whoholds.serve.desk import AtDesk, Day, Desk, Known, day_of
from whoholds.serve.tiles import Tile, encode_tile, ground_layers, places_layer

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

MEDIA = "application/vnd.mapbox-vector-tile"
_DEEPEST = 20

router = APIRouter()


@router.get(
    "/tiles/{z}/{x}/{y}.mvt",
    summary="Vector tiles of a day",
    response_class=Response,
    responses={
        **NOT_MODIFIED,
        200: {
            "description": "The tile; empty where nothing lies in it.",
            "content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}},
        },
    },
)
async def get_tile(
    request: Request,
    desk: AtDesk,
    z: Annotated[int, Path(ge=0, le=_DEEPEST)],
    x: Annotated[int, Path(ge=0, lt=2**_DEEPEST)],
    y: Annotated[int, Path(ge=0, lt=2**_DEEPEST)],
    on: Day = None,
    ground: Annotated[
        bool, Query(description="Also areas, fronts and bands of the country with most places.")
    ] = False,
    known: Known = None,
) -> Response:
    """Return the layer `places` of a tile, of `areas`, `fronts` and `bands` too where asked for.

    Where places lie closer than the eye can part them, the one that most claims name stands for them.
    """
    if x >= 2**z or y >= 2**z:
        raise InputError(
            f"drawing the tile {z}/{x}/{y}: at zoom {z} columns and rows go from 0 to {2**z - 1}"
        )
    tile = Tile(z, x, y)
    body = await desk.body(
        ("tile", tile, on, ground),
        known,
        lambda each: _tile(desk, each, tile, day_of(each, on), ground),
    )
    return answer(request, body)


def _tile(desk: Desk, picture: "Picture", tile: Tile, day: date, ground: bool) -> Body:
    layers = [places_layer(desk.table(picture), tile, day)]
    if ground:
        from whoholds.run.ground_files import shapes_of_ground

        layers += ground_layers(shapes_of_ground(desk.ground(picture, day, None), picture), tile)
    raw = encode_tile([layer for layer in layers if len(layer["features"]) > 0], tile)
    return Body.of(raw, position=picture.position, media_type=MEDIA)
