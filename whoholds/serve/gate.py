"""The gate of a server with accounts: knows browsers by their session and programs by their token."""

from urllib.parse import urlsplit

from fastapi import Request, Response

from whoholds.base.settings import ServeSettings
from whoholds.serve.accounts import Accounts
from whoholds.serve.auth import Acting, Known, Role
from whoholds.serve.limits import Limit
from whoholds.serve.passwords import check_sign_in
from whoholds.serve.sessions import Sessions

_BEARER = "bearer "
_QUARTER_S = 900.0
_TRIES_ACCOUNT, _TRIES_ADDRESS, _TRIES_BOTH = 50, 30, 8
_TOKEN_TRIES = 30
_ANYBODY = Acting(name="", role=Role.READER, known=Known.NOBODY)


class AccountsGate:
    """Tells who asks by the accounts of a home."""

    def __init__(self, accounts: Accounts, settings: ServeSettings) -> None:
        self.accounts = accounts
        self.settings = settings
        self.sessions = Sessions(
            accounts, idle_h=settings.session_idle_h, days=settings.session_days
        )
        # `__Host-` binds the cookie to this very host, and browsers take it over https alone.
        self.cookie = "__Host-whoholds" if settings.https else "whoholds-session"
        self._by_account = Limit(_TRIES_ACCOUNT, _QUARTER_S)
        self._by_address = Limit(_TRIES_ADDRESS, _QUARTER_S)
        self._by_both = Limit(_TRIES_BOTH, _QUARTER_S)
        self._tokens = Limit(_TOKEN_TRIES, _QUARTER_S)

    @property
    def has_accounts(self) -> bool:
        """True: persons sign in here."""
        return True

    def identify(self, request: Request) -> Acting | None:
        """Return who asks, None for nobody known.

        Raises:
            NotSignedIn: if the request shows a token that is none, or no longer.
            TooManyTries: if its address has shown too many of those.
        """
        given = request.headers.get("authorization", "")
        if given[: len(_BEARER)].lower() == _BEARER:
            return self._of_token(given[len(_BEARER) :].strip(), address_of(request))
        secret = request.cookies.get(self.cookie)
        found = None if secret is None else self.sessions.of(secret)
        if found is None and self.settings.anyone_reads:
            return _ANYBODY
        return found

    def sign_in(self, name: str, password: str, code: str, *, address: str) -> str:
        """Check a password and code, start a session, and return its secret.

        Raises:
            NotSignedIn: if anything is wrong.
            TooManyTries: after too many failures of the account, the address, or both.
        """
        name = name.strip().casefold()
        tries = (
            (self._by_both, f"{name} {address}"),
            (self._by_address, address),
            (self._by_account, name),
        )
        for limit, key in tries:
            limit.take(key, "signing in")
        check_sign_in(self.accounts, name, password, code)
        for limit, key in tries:
            limit.give_back(key)
        return self.sessions.start(name)

    def keep(self, response: Response, secret: str) -> None:
        """Have the browser keep the secret of its session."""
        response.set_cookie(
            self.cookie,
            secret,
            max_age=int(self.sessions.longest_s),
            path="/",
            secure=self.settings.https,
            httponly=True,
            samesite="lax",
        )

    def sign_out(self, request: Request, response: Response) -> None:
        """End the session of a browser."""
        secret = request.cookies.get(self.cookie)
        if secret is not None:
            self.sessions.end(secret)
        response.delete_cookie(
            self.cookie, path="/", secure=self.settings.https, httponly=True, samesite="lax"
        )

    def _of_token(self, text: str, address: str) -> Acting:
        self._tokens.take(address, "showing API tokens")
        found = self.sessions.of_token(text)
        self._tokens.give_back(address)
        return found


def address_of(request: Request) -> str:
    """Return the address that a request comes from; behind a trusted proxy, the one that it names."""
    return "" if request.client is None else request.client.host


def inner_path(asked: str | None) -> str:
    """Return a path of this server to go to after signing in; the map where another site is asked for."""
    if asked is None or not asked.startswith("/") or asked.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(asked)
    plain = all(character.isprintable() and character != "\\" for character in asked)
    return asked if parts.scheme == "" and parts.netloc == "" and plain else "/"
