"""The API under `/api/v1`: JSON, documented by OpenAPI. Here its routes are put together.

Every answer is a function of the record at one position, which it names; `known` asks for an earlier
one: a position ("17"), a day ("2020-01-18": its end, UTC) or an instant.
"""

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from whoholds.serve import (
    api_control,
    api_exports,
    api_ground,
    api_record,
    api_review,
    api_search,
    api_session,
    api_stream,
    api_talk,
    api_tiles,
)
from whoholds.serve.api_shapes import ErrorShape
from whoholds.serve.auth import Role, at_least

FAILURES: dict[int | str, dict[str, object]] = {
    400: {"model": ErrorShape, "description": "The request cannot be answered as asked."},
    401: {"model": ErrorShape, "description": "Nobody is signed in, or not any more."},
    403: {"model": ErrorShape, "description": "The role does not allow it."},
    404: {"model": ErrorShape, "description": "There is nothing of that name on record."},
    422: {"model": ErrorShape, "description": "A parameter is missing or out of range."},
    429: {"model": ErrorShape, "description": "Too much was asked in too short a time."},
    500: {"model": ErrorShape, "description": "The record cannot be read."},
    503: {"model": ErrorShape, "description": "Another process holds the record; try again."},
}

router = APIRouter(prefix="/api/v1", responses=FAILURES)
router.include_router(api_session.router)
for part in (
    *(api_record, api_control, api_ground, api_search, api_exports, api_tiles, api_stream),
    *(api_review, api_talk),
):
    router.include_router(part.router, dependencies=[Depends(at_least(Role.READER))])


@router.get("/{rest:path}", include_in_schema=False)
def get_nothing(rest: str) -> JSONResponse:
    """Answer in JSON for an address that is none of the API's."""
    return JSONResponse(
        {
            "error": f"there is no /api/v1/{rest}; /api/v1/openapi.json lists what there is",
            "nearest": [],
        },
        404,
    )
