"""What stands before every request where there are accounts: a limit, and the way to sign in."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from whoholds.base.errors import AccessError, TooManyTries
from whoholds.base.settings import ServeSettings
from whoholds.serve.gate import AccountsGate, address_of
from whoholds.serve.limits import Limit

SIGN_IN = "/signin.html"
_MINUTE_S = 60.0


class Guard:
    """Hold each address to so many requests a minute, and send whoever must sign in to do so.

    The files of the page are nobody's secret: only the pages themselves lead to the sign-in page.
    """

    def __init__(self, app: ASGIApp, *, gate: AccountsGate, settings: ServeSettings) -> None:
        self._app = app
        self._gate = gate
        most = settings.requests_per_minute
        self._limit = Limit(most, _MINUTE_S) if most > 0 else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it comes too often or belongs to somebody who must sign in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            if self._limit is not None:
                self._limit.take(address_of(request), "asking")
        except TooManyTries as error:
            refusal = JSONResponse({"error": str(error), "nearest": []}, 429)
            refusal.headers["Retry-After"] = str(error.wait_s)
            await refusal(scope, receive, send)
            return
        path = request.url.path
        is_page = path.endswith("/") or path.endswith(".html")
        if is_page and path != SIGN_IN and not path.startswith("/api/") and self._must(request):
            asked = path + (f"?{request.url.query}" if request.url.query else "")
            leave = RedirectResponse(f"{SIGN_IN}?next={quote(asked, safe='')}", status_code=303)
            await leave(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _must(self, request: Request) -> bool:
        try:
            return self._gate.identify(request) is None
        except AccessError:
            return True
