"""The route of live changes: server-sent events, one for each new position of the ledger."""

from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from whoholds.serve.watch import Watch

_HEARTBEAT_S = 15.0

router = APIRouter()


@router.get(
    "/stream",
    summary="Live changes, as server-sent events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `position` with `{position}` as JSON, until either side ends it.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def get_stream(
    request: Request,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> StreamingResponse:
    """Send an event now, and one for each new position of the ledger; a comment keeps the line open."""
    watch: Watch = request.app.state.watch
    watch.enter()
    return StreamingResponse(
        _events(watch, last_event_id),
        media_type="text/event-stream",
        # A proxy that gathers what it passes on would hold events back.
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _events(watch: Watch, last: str | None) -> AsyncIterator[bytes]:
    try:
        at = await watch.now()
        if last != str(at):
            yield _event(at)
        while not watch.ended:
            found = await watch.after(at, timeout_s=_HEARTBEAT_S)
            if found == at:
                yield b": still here\n\n"
            else:
                at = found
                yield _event(at)
    finally:
        watch.leave()


def _event(position: int) -> bytes:
    told = orjson.dumps({"position": position})
    return b"event: position\nid: %d\ndata: %b\n\n" % (position, told)
