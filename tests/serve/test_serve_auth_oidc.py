"""Signing in by an OpenID Connect service: a service of our own on loopback, honest and not."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from typing_extensions import override

from whoholds.base.errors import FetchError, SettingsError
from whoholds.base.settings import ServeSettings, Settings
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.serve.accounts import FILE, Accounts
from whoholds.serve.app import make_app
from whoholds.serve.auth import Role
from whoholds.serve.oidc import OidcClient

CLIENT, SECRET = "whoholds map", "s3cret/+"
Bend = Callable[[dict[str, Any]], None]


@cache
def key_of(owner: str) -> RSAKey:
    """Return the owner's key, made once: it takes a while."""
    assert owner != ""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Service:
    """What the service knows, and how it misbehaves."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: key_of("the service"))
    challenges: dict[str, tuple[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    issuer: str | None = None

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            "email": "Bob@example.org",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


def handler_of(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self.tell(
                    {
                        "issuer": service.issuer or service.address,
                        "authorization_endpoint": f"{service.address}/authorize",
                        "token_endpoint": f"{service.address}/token",
                        "jwks_uri": f"{service.address}/keys",
                    }
                )
            elif self.path == "/keys":
                self.tell({"keys": [service.key.as_dict(private=False)]})
            else:
                self.tell({}, 404)

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            kind, _, given = self.headers.get("Authorization", "").partition(" ")
            right = base64.b64decode(given).decode() == "whoholds%20map:s3cret%2F%2B"
            challenge, nonce = service.challenges.pop(form.get("code", ""), ("", ""))
            made = base64.urlsafe_b64encode(
                hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            ).rstrip(b"=")
            if kind != "Basic" or not right or made.decode() != challenge:
                self.tell({"error": "invalid_grant"}, 400)
            else:
                self.tell({"access_token": "x", "id_token": service.token(nonce)})

        def tell(self, told: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(found))
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_sqlite(tmp_path / "ledger.sqlite", create=True).close()
    accounts = Accounts(tmp_path / FILE, create=True)
    accounts.add("bob", Role.ANALYST, expects="bob@example.org")
    accounts.close()
    return tmp_path


def settings_of(home: Path, service: Service, **serve: Any) -> Settings:
    given = {
        "address": "http://localhost",
        "oidc_issuer": service.address,
        "oidc_client": CLIENT,
        "oidc_name": "the newsroom",
    } | serve
    return Settings(home=home, who="t", serve=ServeSettings(**given), oidc_secret=SECRET)


class Browser:
    """A browser that follows the flow by hand."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://localhost")

    async def start(self, then: str = "/") -> dict[str, str]:
        response = await self.client.get("/api/v1/oidc/start", params={"next": then})
        assert response.status_code == 303, response.text
        target = urlsplit(response.headers["location"])
        return {name: value[0] for name, value in parse_qs(target.query).items()}

    async def finish(self, asked: dict[str, str], service: Service, **more: str) -> httpx.Response:
        service.challenges["the-code"] = (asked["code_challenge"], asked["nonce"])
        given = {"state": asked["state"], "code": "the-code"} | more
        return await self.client.get("/api/v1/oidc/callback", params=given)


def in_browser(app: FastAPI, work: Callable[[Browser], Any]) -> None:
    import asyncio

    async def all_of_it() -> None:
        async with app.router.lifespan_context(app):
            browser = Browser(app)
            await work(browser)
            await browser.client.aclose()

    asyncio.run(all_of_it())


def test_a_person_who_is_expected_signs_in(home: Path, service: Service) -> None:
    async def work(browser: Browser) -> None:
        told = (await browser.client.get("/api/v1/session")).json()
        assert told["oidc"] == "the newsroom"
        asked = await browser.start("/desk.html?x=1")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == "http://localhost/api/v1/oidc/callback"
        done = await browser.finish(asked, service)
        assert (done.status_code, done.headers["location"]) == (303, "/desk.html?x=1")
        session = (await browser.client.get("/api/v1/session")).json()
        assert (session["name"], session["role"]) == ("bob", "analyst")
        # The second time by the subject alone, whatever the address is now.
        service.claims = {"email": "other@example.org"}
        again = await browser.finish(await browser.start(), service)
        assert again.status_code == 303

    in_browser(make_app(settings_of(home, service)), work)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"iat": 99_999_999_999},
    ],
    ids=str,
)
def test_an_unsound_token_signs_nobody_in(
    home: Path, service: Service, claims: dict[str, Any]
) -> None:
    async def work(browser: Browser) -> None:
        service.claims = claims
        done = await browser.finish(await browser.start(), service)
        assert done.status_code == 401, done.text
        assert (await browser.client.get("/api/v1/session")).json()["name"] is None

    in_browser(make_app(settings_of(home, service)), work)


def unsigned(claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(claims)}."


def by_another_key(claims: dict[str, Any]) -> str:
    key = key_of("another")
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def by_the_shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 4))


@pytest.mark.parametrize(
    "sign",
    [unsigned, by_another_key, by_the_shared_secret, lambda _: "", lambda _: "a.b.c"],
)
def test_a_token_that_the_service_did_not_sign_signs_nobody_in(
    home: Path, service: Service, sign: Callable[[dict[str, Any]], str]
) -> None:
    async def work(browser: Browser) -> None:
        service.sign = sign
        done = await browser.finish(await browser.start(), service)
        assert done.status_code == 401, done.text

    in_browser(make_app(settings_of(home, service)), work)


def test_the_way_back_belongs_to_the_browser_that_went_out(home: Path, service: Service) -> None:
    app = make_app(settings_of(home, service))

    async def work(browser: Browser) -> None:
        asked = await browser.start()
        victim = Browser(app)
        stolen = await victim.finish(asked, service)
        assert stolen.status_code == 401
        # Used up by that: it cannot be tried again.
        assert (await browser.finish(asked, service)).status_code == 401
        assert (await browser.finish({**asked, "state": "made-up"}, service)).status_code == 401
        other = await browser.start()
        assert (await browser.finish(other, service, iss="http://evil.example")).status_code == 401
        refused = await browser.client.get(
            "/api/v1/oidc/callback", params={"state": "x", "error": "access_denied"}
        )
        assert refused.status_code == 401
        await victim.client.aclose()

    in_browser(app, work)


def test_newcomers_are_let_in_only_by_a_setting_and_a_verified_address(
    home: Path, service: Service
) -> None:
    async def nobody(browser: Browser) -> None:
        service.claims = {"sub": "new", "email": "new@example.org"}
        done = await browser.finish(await browser.start(), service)
        assert done.status_code == 401
        assert "no account for you" in done.json()["error"]

    async def newcomer(browser: Browser) -> None:
        service.claims = {"sub": "x", "email": "x@example.org", "email_verified": False}
        assert (await browser.finish(await browser.start(), service)).status_code == 401
        service.claims = {"sub": "new", "email": "new@example.org"}
        assert (await browser.finish(await browser.start(), service)).status_code == 303
        session = (await browser.client.get("/api/v1/session")).json()
        assert (session["name"], session["role"]) == ("new@example.org", "reader")

    in_browser(make_app(settings_of(home, service)), nobody)
    in_browser(make_app(settings_of(home, service, oidc_role="reader")), newcomer)


def test_an_unverified_address_takes_no_account_over(home: Path, service: Service) -> None:
    async def work(browser: Browser) -> None:
        service.claims = {"sub": "thief", "email_verified": False}
        assert (await browser.finish(await browser.start(), service)).status_code == 401
        service.claims = {"sub": "thief", "email_verified": "true"}
        assert (await browser.finish(await browser.start(), service)).status_code == 401

    in_browser(make_app(settings_of(home, service)), work)


def test_a_disabled_account_stays_out(home: Path, service: Service) -> None:
    accounts = Accounts(home / FILE, create=True)
    accounts.add("ada", Role.ADMIN)
    accounts.disable("bob")
    accounts.close()

    async def work(browser: Browser) -> None:
        assert (await browser.finish(await browser.start(), service)).status_code == 401

    in_browser(make_app(settings_of(home, service)), work)


@pytest.mark.parametrize(
    "serve",
    [
        {"oidc_issuer": "http://login.example.org"},
        {"oidc_issuer": "ftp://login.example.org"},
        {"oidc_client": ""},
        {"address": ""},
        {"oidc_role": "owner"},
    ],
    ids=str,
)
def test_unfit_settings_are_told_at_the_start(
    home: Path, service: Service, serve: dict[str, str]
) -> None:
    with pytest.raises(SettingsError, match=r"OpenID Connect|oidc_role"):
        make_app(settings_of(home, service, **serve))


def test_a_service_that_calls_itself_otherwise_is_refused(home: Path, service: Service) -> None:
    service.issuer = "https://evil.example"
    client = OidcClient(settings_of(home, service))
    with pytest.raises(SettingsError, match="calls itself 'https://evil"):
        client.begin("/")
    client.close()


def test_a_service_out_of_reach_is_told(home: Path) -> None:
    client = OidcClient(settings_of(home, Service(address="http://127.0.0.1:9")))
    with pytest.raises(FetchError, match="asking the OpenID service"):
        client.begin("/")
    client.close()
