"""Who asks, and what they may do: roles, and the dependencies by which a route demands one.

A route that takes `reader`, `analyst`, `editor` or `admin` gets the person acting, or is never run. The
names on record (`Acting.name`) are the accounts', so that every decision names who took it. On loopback
without accounts the machine's one user is admin, under the name of the settings.

A write must come from a page of ours: a browser says in `Origin` or `Sec-Fetch-Site` who sends it, and
who is known by a cookie proves with the token of the session that the page could read it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Protocol, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request

from whoholds.base.errors import NotAllowed, NotSignedIn

TOKEN_HEADER = "X-Whoholds-Token"
"""The header in which a page repeats the token of its session with everything it writes."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})


class Role(StrEnum):
    """What an account may do; each role may do what those before it may.

    `reader`: look. `analyst`: review claims and talk about them. `editor`: redact, and decide what
    others proposed. `admin`: keep the accounts.
    """

    READER = "reader"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Tell whether this role may do what `needed` may."""
        order = tuple(Role)
        return order.index(self) >= order.index(needed)


class Known(StrEnum):
    """How the server knows who asks.

    `machine`: there are no accounts, and the address is this machine's. `cookie`: a signed-in browser.
    `token`: a program with an API token. `nobody`: not signed in, where the settings let anybody read.
    """

    MACHINE = "machine"
    COOKIE = "cookie"
    TOKEN = "token"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """The person who asks: `name` as it stands on record, `role`, and how they are known.

    `token` is what the page must send in `TOKEN_HEADER` with a write, empty where none is needed.
    """

    name: str
    role: Role
    known: Known
    token: str = ""


class Gate(Protocol):
    """Tells who asks. One per application, at `app.state.gate`."""

    @property
    def has_accounts(self) -> bool:
        """Tell whether persons sign in here."""
        ...

    def identify(self, request: Request) -> Acting | None:
        """Return who asks, None for nobody known.

        Raises:
            NotSignedIn: if the request shows a token that is none, or no longer.
        """
        ...


class LoopbackGate:
    """The gate of a machine's one user: whoever reaches it is that user, and admin."""

    def __init__(self, who: str) -> None:
        self._acting = Acting(name=who, role=Role.ADMIN, known=Known.MACHINE)

    @property
    def has_accounts(self) -> bool:
        """False: nobody signs in."""
        return False

    def identify(self, request: Request) -> Acting:  # noqa: ARG002 - the protocol's signature
        """Return the machine's user."""
        return self._acting


def gate_of(request: Request) -> Gate:
    """Return the application's gate."""
    return cast("Gate", request.app.state.gate)


def at_least(needed: Role) -> Callable[[Request], Awaitable[Acting]]:
    """Return the dependency that gives who asks, where they have the role `needed` or one above it.

    It raises `NotSignedIn` (401) for nobody known, and `NotAllowed` (403) for a lesser role, and for a
    write that another site sends or that lacks the token of its session.
    """

    async def acting(request: Request) -> Acting:
        found = gate_of(request).identify(request)
        if found is None:
            raise NotSignedIn(f"asking for {request.url.path}: nobody is signed in; sign in first")
        if not found.role.covers(needed):
            if found.known is Known.NOBODY:
                raise NotSignedIn(
                    f"asking for {request.url.path}: it takes the role {needed}; sign in first"
                )
            raise NotAllowed(
                f"asking for {request.url.path}: it takes the role {needed}, {found.name} is "
                f"{found.role}; ask an admin for it"
            )
        if request.method not in _SAFE_METHODS:
            check_own_site(request)
            check_token(request, found)
        return found

    return acting


def check_own_site(request: Request) -> None:
    """Refuse a write that a browser sends for a page of another site.

    A program sends neither header, and has no cookie to abuse.

    Raises:
        NotAllowed: if `Origin` or `Sec-Fetch-Site` names another site.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site is not None and site not in _OWN_SITE
    if origin is not None and urlsplit(origin).netloc.lower() != _host_of(request):
        foreign = True
    if foreign:
        raise NotAllowed(
            f"writing to {request.url.path}: the request comes from a page of another site; use the "
            "page that this server serves"
        )


def check_token(request: Request, acting: Acting) -> None:
    """Refuse a write of a signed-in browser that does not repeat its session's token.

    Raises:
        NotAllowed: if the header is missing or holds another token.
    """
    from hmac import compare_digest

    if acting.known is not Known.COOKIE:
        return
    sent = request.headers.get(TOKEN_HEADER, "")
    if not compare_digest(sent.encode(), acting.token.encode()):
        raise NotAllowed(
            f"writing to {request.url.path}: the header {TOKEN_HEADER} is missing or stale; load the "
            "page again"
        )


def _host_of(request: Request) -> str:
    return request.headers.get("host", "").lower()


Reader = Annotated[Acting, Depends(at_least(Role.READER))]
Analyst = Annotated[Acting, Depends(at_least(Role.ANALYST))]
Editor = Annotated[Acting, Depends(at_least(Role.EDITOR))]
Admin = Annotated[Acting, Depends(at_least(Role.ADMIN))]
