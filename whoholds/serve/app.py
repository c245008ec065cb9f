"""The application factory: settings in, ASGI application out.

It answers only requests addressed to names it goes by, so that a page elsewhere cannot reach it by a name
of its own (DNS rebinding), and the page may load nothing but what comes from here. Reports are hostile
input: the policy is the second wall, behind the page's rule to show them as text. Without accounts it is
for one person on one machine; with accounts whoever asks must sign in.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import whoholds
from whoholds.base.errors import (
    FetchError,
    InputError,
    LedgerBusy,
    NotAllowed,
    NotSignedIn,
    SettingsError,
    TooManyTries,
    UnknownName,
    WhoholdsError,
)
from whoholds.base.settings import Settings
from whoholds.serve.accounts import FILE, Accounts
from whoholds.serve.api import router
from whoholds.serve.auth import LoopbackGate, Role
from whoholds.serve.desk import Desk
from whoholds.serve.gate import AccountsGate
from whoholds.serve.guard import Guard
from whoholds.serve.oidc import OidcClient
from whoholds.serve.page_files import PageFiles
from whoholds.serve.review_desk import ReviewDesk
from whoholds.serve.watch import Watch

if TYPE_CHECKING:
    from whoholds.run.home import Home

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""The names a browser on this machine calls it by."""

_NO_FRAMES = "'none'"
_PAGE = Path(__file__).parent / "page"
_BASEMAP = Path(whoholds.__file__).parent / "publish" / "basemap"
_SMALLEST_GZIP = 1000
_STATUS = (
    (UnknownName, 404),
    (InputError, 400),
    (LedgerBusy, 503),
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (TooManyTries, 429),
    (FetchError, 502),
    (WhoholdsError, 500),
)


def make_app(settings: Settings, *, hosts: Sequence[str] = LOOPBACK) -> FastAPI:
    """Return the application that serves the page and the API over the home of `settings`.

    The home is opened, read-only, when the application starts, and released when it stops. `hosts` are
    the names that a request may be addressed to.

    Raises:
        SettingsError: if `map_tiles` is set and is no address of tiles, or a setting of `serve` is unfit.
    """
    policy = content_policy(
        _tiles_origin(settings.map_tiles), _frame_origins(settings.serve.frames)
    )
    gate, oidc = _gate_of(settings)
    app = FastAPI(
        title="whoholds",
        summary="Who holds what, on which day, and according to whom.",
        version=whoholds.__version__,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        # The ready-made documentation pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_lifespan(settings),
    )
    app.state.settings = settings
    app.state.gate, app.state.oidc = gate, oidc
    app.include_router(router)
    app.mount("/basemap", PageFiles(directory=_BASEMAP, check_dir=False), name="basemap")
    app.mount("/", PageFiles(directory=_PAGE, html=True), name="page")
    app.add_exception_handler(WhoholdsError, _on_our_error)
    app.add_exception_handler(RequestValidationError, _on_bad_parameter)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_surprise(policy))
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_GZIP, compresslevel=5)
    if isinstance(gate, AccountsGate):
        app.add_middleware(Guard, gate=gate, settings=settings.serve)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(SafeHeaders, policy=policy, https=settings.serve.https)
    return app


def content_policy(tiles: str = "", frames: str = "") -> str:
    """Return the Content-Security-Policy: everything from here, nothing inline.

    `tiles` is an origin, `frames` those of pages that may show this one in a frame, parted by spaces.
    """
    also = f" {tiles}" if tiles else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{also}",
            f"connect-src 'self'{also}",
            "worker-src 'self'",
            f"frame-ancestors {frames or _NO_FRAMES}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


class SafeHeaders:
    """Put the headers that keep a page in its place on every answer, errors among them."""

    def __init__(self, app: ASGIApp, *, policy: str, https: bool = False) -> None:
        self._app = app
        self._headers = _safe_headers(policy)
        if https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the start of the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=_raw_headers_of(message))
                for name, value in self._headers.items():
                    headers[name] = value
                # Files of the page change with the version; a stale module beside a new one breaks.
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _safe_headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    }


def _raw_headers_of(message: Message) -> MutableMapping[str, Any]:
    message.setdefault("headers", [])
    return message


def _gate_of(settings: Settings) -> "tuple[LoopbackGate | AccountsGate, OidcClient | None]":
    """Return the gate, and the client of an OpenID service where the settings name one."""
    accounts = Accounts(settings.home / FILE)
    if not accounts.any():
        accounts.close()
        return LoopbackGate(settings.who), None
    if settings.serve.oidc_role != "" and settings.serve.oidc_role not in tuple(Role):
        raise SettingsError(
            f"reading the setting serve.oidc_role: {settings.serve.oidc_role!r} is no role; choose "
            + ", ".join(Role)
        )
    client = None if settings.serve.oidc_issuer == "" else OidcClient(settings)
    return AccountsGate(accounts, settings.serve), client


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Late: they bring the readers and the picture, which `--help` must not pay for.
        from whoholds.run.answers import Answers
        from whoholds.run.home import Home

        with Home.open(settings, create=False) as home:
            app.state.desk = _desk_of(home, Answers(home), settings)
            app.state.watch = Watch(home.ledger.position)
            app.state.review = ReviewDesk(app.state.desk)
            try:
                yield
            finally:
                app.state.review.close()
                app.state.desk.close()

    return lifespan


def _desk_of(home: "Home", answers: Any, settings: Settings) -> Desk:
    from whoholds.run.ground import Grounds
    from whoholds.run.map_areas import MapAreas
    from whoholds.serve.quote_index import QuoteIndex

    return Desk(
        answers,
        home.ledger,
        settings=settings,
        areas=MapAreas(home),
        grounds=Grounds(home),
        quotes=QuoteIndex(settings.home / "quotes.sqlite", home.ledger),
    )


def _tiles_origin(address: str) -> str:
    if address == "":
        return ""
    parts = urlsplit(address)
    placeholders = all(mark in parts.path for mark in ("{z}", "{x}", "{y}"))
    plain = parts.netloc != "" and not set(parts.netloc) & set(" ;,'\"@")
    if parts.scheme not in ("http", "https") or not plain or not placeholders:
        raise SettingsError(
            f"reading the setting map_tiles: {address!r} is no address of tiles; write it as "
            "https://tiles.example.org/{z}/{x}/{y}.png, or leave it empty for the embedded basemap"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _frame_origins(given: str) -> str:
    """Return the origins as the policy writes them, parted by spaces."""
    origins = []
    for address in given.split():
        parts = urlsplit(address)
        plain = not set(parts.netloc) & set(";,'\"@*")
        if parts.scheme not in ("http", "https") or parts.netloc == "" or not plain:
            raise SettingsError(
                f"reading the setting serve.frames: {address!r} is no site; write it as "
                "https://news.example.org, several parted by spaces"
            )
        origins.append(f"{parts.scheme}://{parts.netloc}")
    return " ".join(origins)


def _failure(status: int, error: str, nearest: Sequence[str] = ()) -> JSONResponse:
    return JSONResponse({"error": " ".join(error.split()), "nearest": list(nearest)}, status)


async def _on_our_error(_request: Request, error: Exception) -> JSONResponse:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    failure = _failure(status, str(error), getattr(error, "nearest", ()))
    if isinstance(error, TooManyTries):
        failure.headers["Retry-After"] = str(error.wait_s)
    return failure


async def _on_bad_parameter(_request: Request, error: Exception) -> JSONResponse:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in faults
    )
    return _failure(422, f"reading the request: {said}")


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "unknown"
    return _failure(status, f"asking for {request.url.path}: {detail}")


def _on_surprise(policy: str) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
    async def answer(request: Request, error: Exception) -> JSONResponse:
        failure = _failure(
            500,
            f"answering {request.url.path}: {type(error).__name__}; the server's log has the details",
        )
        # This answer is made outside of all middleware.
        failure.headers.update(_safe_headers(policy))
        return failure

    return answer
