"""The routes of ground and of change: areas of a day, other mapmakers' maps, what changed, credits."""

from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Path, Query, Request, Response

from whoholds.base.errors import UnknownName
from whoholds.base.times import parse_day
from whoholds.publish.credits import credit_of
from whoholds.publish.ground import feature_of
from whoholds.serve import api_shapes as shapes
from whoholds.serve import api_shapes_map as map_shapes
from whoholds.serve import api_views as views
from whoholds.serve.api_control import NOT_MODIFIED
from whoholds.serve.bodies import Body, answer
from whoholds.serve.change_views import changes_between_days, changes_of_knowledge
from whoholds.serve.desk import AtDesk, Day, Desk, Known, day_of

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

_MOST_CHANGES = 1000
_BASEMAP_CREDIT = "Basemap: Natural Earth (public domain), borders as they are de facto."
_TOWNS_CREDIT = "Towns: GeoNames (geonames.org, CC BY 4.0)."

router = APIRouter()


@router.get(
    "/ground",
    summary="Whose ground is whose on a day",
    response_model=map_shapes.GroundShape,
    responses=NOT_MODIFIED,
)
async def get_ground(
    request: Request,
    desk: AtDesk,
    on: Day = None,
    country: Annotated[
        str | None,
        Query(
            pattern="^[A-Za-z]{2}$",
            description="ISO 3166 code (SY); the country with most places on record when absent.",
        ),
    ] = None,
    known: Known = None,
) -> Response:
    """Return areas by side, contested and unknown ground, front lines and their bands, as GeoJSON."""
    key = ("ground", on, country)
    return answer(
        request, await desk.body(key, known, lambda each: _ground(desk, each, on, country))
    )


@router.get("/changes", summary="What changed between two days, or between two states of knowledge")
def get_changes(
    desk: AtDesk,
    from_: Annotated[
        str | None,
        Query(
            alias="from", max_length=10, description="The first day; the last covered when absent."
        ),
    ] = None,
    to: Annotated[
        str | None, Query(max_length=10, description="The last day; the last covered when absent.")
    ] = None,
    known: Known = None,
    known_from: Annotated[
        str | None,
        Query(
            max_length=40,
            description="Compare what was known then with `known`, about the day `to`.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_CHANGES)] = _MOST_CHANGES,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> map_shapes.ChangesShape:
    """Return which places changed hands, became contested or known from one day to another."""
    picture = desk.picture(known)
    last = day_of(picture, to)
    if known_from is not None:
        before = desk.picture(known_from)
        found = changes_of_knowledge(before, picture, last)
        first, position = last, before.position
    else:
        first = last if from_ is None else parse_day(from_)
        found = changes_between_days(picture, desk.layers(picture), first, last)
        position = None
    return map_shapes.ChangesShape(
        position=picture.position,
        known_from=position,
        first=first,
        last=last,
        total=len(found),
        changes=[make() for make in found[offset : offset + limit]],
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
    responses=NOT_MODIFIED,
)
async def get_areas(
    request: Request,
    desk: AtDesk,
    map_id: Annotated[str, Path(max_length=100)],
    known: Known = None,
) -> Response:
    """Return the areas of a map by who holds them, as GeoJSON, simplified for a screen."""
    body = await desk.body(("areas", map_id), known, lambda each: _areas(desk, each, map_id))
    return answer(request, body)


@router.get("/credits", summary="Whom the map owes what it shows to")
def get_credits(desk: AtDesk, known: Known = None) -> map_shapes.CreditsShape:
    """Return the credit line of every source in use: gazetteers, basemap, maps, tiles."""
    picture = desk.picture(known)
    found = [map_shapes.CreditShape(what="basemap", words=_BASEMAP_CREDIT)]
    places = credit_of(picture.places)
    if places is not None:
        found.append(map_shapes.CreditShape(what="places", words=places))
    found.append(map_shapes.CreditShape(what="towns", words=_TOWNS_CREDIT))
    for source in dict.fromkeys(each.map.source for each in picture.maps.maps):
        found.append(map_shapes.CreditShape(what="map", words=f"Map: {source}"))
    if desk.map_tiles:
        found.append(map_shapes.CreditShape(what="tiles", words=f"Tiles: {desk.map_tiles}"))
    return map_shapes.CreditsShape(position=picture.position, credits=found)


def _ground(desk: Desk, picture: "Picture", on: str | None, country: str | None) -> Body:
    from whoholds.run.ground_files import shapes_of_ground

    found = desk.ground(picture, day_of(picture, on), country)
    whole = {
        "type": "FeatureCollection",
        "position": picture.position,
        "on": found.day.isoformat(),
        "country": found.country,
        "settlements": found.settlements,
        "known": found.known,
        "leaning": found.leaning,
        "credit": credit_of(picture.places),
        "features": [feature_of(shape) for shape in shapes_of_ground(found, picture)],
    }
    return Body.of(orjson.dumps(whole), position=picture.position)


def _areas(desk: Desk, picture: "Picture", map_id: str) -> Body:
    sourced = next((each for each in picture.maps.maps if each.id == map_id), None)
    if sourced is None:
        raise UnknownName(
            f"looking for the map {map_id!r}: none of that identifier counts; ask `maps` for those"
        )
    whole = views.areas_of_map(sourced, desk.areas.shapes(sourced, picture.sides), picture.position)
    return Body.of(orjson.dumps(whole), position=picture.position)
