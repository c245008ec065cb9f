"""Signing in by an OpenID Connect service: the code flow with PKCE, its answer checked in full.

The flow is Authlib's and the tokens are checked by joserfc (the extra `oidc`). What is in hand between
the two legs stays on the server; the browser holds a cookie that ties it to them.
"""

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from whoholds.base.errors import FetchError, NotSignedIn, SettingsError
from whoholds.base.settings import Settings
from whoholds.serve.accounts import digest_of

CALLBACK = "/api/v1/oidc/callback"
_SCOPE = "openid email profile"
_FLOW_S = 600.0
_MOST_FLOWS = 2000
_METADATA_S = 3600.0
_TIMEOUT_S = 10.0
_MOST_BYTES = 1_000_000
_LEEWAY_S = 60
# Signatures by a key that only the service has; `none` and shared secrets are no proof.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom the service vouches for. `address` is a mail address that it has verified, else None."""

    issuer: str
    subject: str
    address: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    verifier: str
    nonce: str
    browser: str
    then: str
    begun: float


class OidcClient:
    """One service, as the settings name it. Safe to use from threads."""

    def __init__(self, settings: Settings) -> None:
        serve = settings.serve
        self._issuer = serve.oidc_issuer
        self._client = serve.oidc_client
        self._secret = settings.oidc_secret
        self._redirect = serve.address.rstrip("/") + CALLBACK
        if serve.address == "" or serve.oidc_client == "":
            raise SettingsError(
                "signing in by OpenID Connect: the settings serve.address and serve.oidc_client are "
                "needed beside serve.oidc_issuer; set all three in config.toml"
            )
        _check_address(self._issuer, "serve.oidc_issuer")
        self._http = httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False)
        self._flows: OrderedDict[str, _Flow] = OrderedDict()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def begin(self, then: str) -> tuple[str, str]:
        """Begin to sign in; return the address to send the browser to, and the secret that it keeps.

        `then` is the path to show at the end.

        Raises:
            FetchError: if the service cannot be reached.
        """
        from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped] # it ships no types
            create_s256_code_challenge,
        )

        metadata = self._discover()
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        flow = _Flow(
            verifier=secrets.token_urlsafe(48),
            nonce=secrets.token_urlsafe(32),
            browser=digest_of(browser),
            then=then,
            begun=time.monotonic(),
        )
        with self._lock:
            self._flows[digest_of(state)] = flow
            while len(self._flows) > _MOST_FLOWS:
                self._flows.popitem(last=False)
        query = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": self._redirect,
            "scope": _SCOPE,
            "state": state,
            "nonce": flow.nonce,
            "code_challenge": create_s256_code_challenge(flow.verifier),
            "code_challenge_method": "S256",
        }
        start = metadata["authorization_endpoint"]
        return f"{start}{'&' if '?' in start else '?'}{urlencode(query)}", browser

    def finish(
        self, *, state: str, code: str, browser: str, issuer: str | None
    ) -> tuple[Person, str]:
        """Trade the code for a token, check it, and return the person and the path to show.

        `browser` is the secret of the browser's cookie, `issuer` the `iss` of the answer (RFC 9207), None
        where it has none.

        Raises:
            NotSignedIn: if anything about the answer is wrong, late or another browser's.
            FetchError: if the service cannot be reached.
        """
        with self._lock:
            flow = self._flows.pop(digest_of(state), None)
        if flow is None or time.monotonic() - flow.begun > _FLOW_S:
            raise NotSignedIn("signing in: this was begun too long ago; begin anew")
        if not secrets.compare_digest(flow.browser, digest_of(browser)):
            raise NotSignedIn("signing in: this was begun in another browser; begin anew")
        if issuer is not None and issuer != self._issuer:
            raise NotSignedIn("signing in: the answer names another service; begin anew")
        return self._person(self._trade(code, flow), flow), flow.then

    def _trade(self, code: str, flow: _Flow) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": flow.verifier,
        }
        auth = httpx.Auth()
        if self._secret == "":
            form["client_id"] = self._client
        else:
            auth = httpx.BasicAuth(quote(self._client, safe=""), quote(self._secret, safe=""))
        try:
            response = self._http.post(self._discover()["token_endpoint"], data=form, auth=auth)
            told = response.json() if response.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError) as cause:
            raise FetchError(
                f"signing in by {self._issuer}: {type(cause).__name__}: {cause}; try again"
            ) from cause
        token = told.get("id_token") if isinstance(told, dict) else None
        if not isinstance(token, str):
            raise NotSignedIn("signing in: the service did not take the code; begin anew")
        return token

    def _person(self, token: str, flow: _Flow) -> Person:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            keys = KeySet.import_key_set(self._fetch(self._discover()["jwks_uri"]))  # type: ignore[arg-type] # checked by it
            found = jwt.decode(token, keys, algorithms=list(_ALGORITHMS))
            jwt.JWTClaimsRegistry(
                leeway=_LEEWAY_S,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._client},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": flow.nonce},
            ).validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as cause:
            raise NotSignedIn(
                f"signing in: the token of the service is not sound ({type(cause).__name__}); begin anew"
            ) from cause
        claims = found.claims
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        party = claims.get("azp")
        if (several and party is None) or (party is not None and party != self._client):
            raise NotSignedIn(
                "signing in: the token of the service is meant for another; begin anew"
            )
        subject, address = claims["sub"], claims.get("email")
        if not isinstance(subject, str) or subject == "":
            raise NotSignedIn("signing in: the token of the service names nobody; begin anew")
        verified = claims.get("email_verified") is True and isinstance(address, str)
        name = claims.get("preferred_username")
        return Person(
            issuer=self._issuer,
            subject=subject,
            address=str(address).casefold() if verified else None,
            name=name if isinstance(name, str) else None,
        )

    def _discover(self) -> dict[str, Any]:
        with self._lock:
            kept = self._metadata
        now = time.monotonic()
        if kept is not None and now - kept[0] < _METADATA_S:
            return kept[1]
        found = self._fetch(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise SettingsError(
                f"signing in by OpenID Connect: {self._issuer} calls itself {found.get('issuer')!r}; set "
                "serve.oidc_issuer to that, letter for letter, if it is right"
            )
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str):
                raise FetchError(f"signing in by {self._issuer}: it names no {name}; ask its owner")
            _check_address(found[name], name)
        with self._lock:
            self._metadata = (now, found)
        return found

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            response = self._http.get(address)
            response.raise_for_status()
            if len(response.content) > _MOST_BYTES:
                raise ValueError("its answer is too long")
            found = response.json()
        except (httpx.HTTPError, ValueError) as cause:
            raise FetchError(
                f"asking the OpenID service {address}: {type(cause).__name__}: {cause}; check "
                "serve.oidc_issuer, and try again"
            ) from cause
        if not isinstance(found, dict):
            raise FetchError(f"asking the OpenID service {address}: it answers with no object")
        return found


def _check_address(address: str, what: str) -> None:
    """Refuse an address that is read on the way: https, or this machine itself."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.netloc != "":
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return
    raise SettingsError(
        f"signing in by OpenID Connect: {what} is {address!r}; it must begin with https://"
    )
