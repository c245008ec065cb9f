"""A server with accounts, as people, programs and other sites' pages meet it."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from whoholds.base.errors import SettingsError
from whoholds.base.settings import ServeSettings, Settings
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.serve import passwords
from whoholds.serve.accounts import FILE, Accounts
from whoholds.serve.app import LOOPBACK, make_app
from whoholds.serve.auth import TOKEN_HEADER, Admin, Analyst, LoopbackGate, Role
from whoholds.serve.commands.serve import host_names
from whoholds.serve.gate import AccountsGate, inner_path
from whoholds.serve.sessions import Sessions

GOOD = "correct horse battery staple"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: hasher)
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_sqlite(tmp_path / "ledger.sqlite", create=True).close()
    return tmp_path


@pytest.fixture
def peopled(home: Path) -> Path:
    """A home with a reader `rita`, an analyst `anna` and an admin `ada`, all of one password."""
    accounts = Accounts(home / FILE, create=True)
    for name, role in (("rita", Role.READER), ("anna", Role.ANALYST), ("ada", Role.ADMIN)):
        accounts.add(name, role)
        accounts.set_secret(name, "password", passwords.hash_password(GOOD, name=name))
    accounts.close()
    return home


def app_over(home: Path, serve: ServeSettings | None = None) -> FastAPI:
    app = make_app(
        Settings(home=home, who="machine", serve=serve or ServeSettings()),
        hosts=[*LOOPBACK, "map.example.org"],
    )

    @app.post("/api/v1/probe/analyst")
    async def probe_analyst(acting: Analyst) -> dict[str, str]:
        return {"name": acting.name}

    @app.post("/api/v1/probe/admin")
    async def probe_admin(acting: Admin) -> dict[str, str]:
        return {"name": acting.name}

    # Before the route that answers for what is none of the API's, and the files of the page.
    app.router.routes[:0] = [app.router.routes.pop(), app.router.routes.pop()]
    return app


@contextlib.asynccontextmanager
async def opened(app: FastAPI, base: str = "http://localhost"):  # type: ignore[no-untyped-def] # a context
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            yield client


def run_async(work: Callable[[httpx.AsyncClient], object], app: FastAPI, base: str = "") -> None:
    import asyncio

    async def all_of_it() -> None:
        async with opened(app, base or "http://localhost") as client:
            await work(client)  # type: ignore[misc] # each test hands over a coroutine function

    asyncio.run(all_of_it())


async def sign_in(client: httpx.AsyncClient, name: str = "anna") -> str:
    response = await client.post("/api/v1/session", json={"name": name, "password": GOOD})
    assert response.status_code == 200, response.text
    return str(response.json()["token"])


def test_without_accounts_the_machines_user_is_admin(home: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        told = (await client.get("/api/v1/session")).json()
        assert (told["accounts"], told["name"], told["role"]) == (False, "machine", "admin")
        assert (await client.post("/api/v1/probe/admin")).json() == {"name": "machine"}
        assert (await client.get("/api/v1/state")).status_code == 200
        signing = await client.post("/api/v1/session", json={"name": "a", "password": "b"})
        assert signing.status_code == 404

    app = app_over(home)
    assert isinstance(app.state.gate, LoopbackGate)
    run_async(work, app)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_writes_nothing(home: Path, headers: dict[str, str]) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        refused = await client.post("/api/v1/probe/analyst", headers=headers)
        assert refused.status_code == 403
        assert "another site" in refused.json()["error"]
        own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
        assert (await client.post("/api/v1/probe/analyst", headers=own)).status_code == 200

    run_async(work, app_over(home))


def test_with_accounts_nothing_is_read_by_nobody(peopled: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        paths = [
            path.replace("{form}", "csv").replace("{layer}", "claimed")
            for path, methods in app.openapi()["paths"].items()
            if "get" in methods and "session" not in path and "oidc" not in path
        ]
        assert len(paths) > 15
        for path in paths:
            for mark in ("{z}", "{x}", "{y}"):
                path = path.replace(mark, "0")
            response = await client.get(path)
            assert response.status_code == 401, path
            assert set(response.json()) == {"error", "nearest"}

    app = app_over(peopled)
    assert isinstance(app.state.gate, AccountsGate)
    run_async(work, app)


def test_a_page_leads_to_the_sign_in_page_and_its_files_do_not(peopled: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        response = await client.get("/?on=2020-01-17")
        assert response.status_code == 303
        assert response.headers["location"] == "/signin.html?next=%2F%3Fon%3D2020-01-17"
        page = await client.get("/signin.html")
        assert page.status_code == 200
        assert "unsafe" not in page.headers["content-security-policy"]
        assert "<script>" not in page.text
        assert "style=" not in page.text
        assert (await client.get("/signin.js")).status_code == 200
        await sign_in(client)
        assert (await client.get("/")).status_code == 200

    run_async(work, app_over(peopled))


def test_a_browser_signs_in_writes_with_its_token_and_signs_out(peopled: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        token = await sign_in(client)
        assert (await client.get("/api/v1/state")).status_code == 200
        told = (await client.get("/api/v1/session")).json()
        assert (told["name"], told["role"], told["token"]) == ("anna", "analyst", token)
        for sent in ({}, {TOKEN_HEADER: ""}, {TOKEN_HEADER: "x" * 64}):
            refused = await client.post("/api/v1/probe/analyst", headers=sent)
            assert refused.status_code == 403, sent
        written = await client.post("/api/v1/probe/analyst", headers={TOKEN_HEADER: token})
        assert written.json() == {"name": "anna"}
        above = await client.post("/api/v1/probe/admin", headers={TOKEN_HEADER: token})
        assert above.status_code == 403
        assert (await client.delete("/api/v1/session")).status_code == 403
        gone = await client.delete("/api/v1/session", headers={TOKEN_HEADER: token})
        assert gone.status_code == 204
        assert (await client.get("/api/v1/state")).status_code == 401

    run_async(work, app_over(peopled))


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_is_kept_from_scripts_and_other_sites(peopled: Path, https: bool) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        response = await client.post("/api/v1/session", json={"name": "anna", "password": GOOD})
        cookie = response.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "path=/" in cookie
        assert "domain" not in cookie
        assert ("secure" in cookie) is https
        assert cookie.startswith("__host-whoholds=") is https
        assert ("strict-transport-security" in response.headers) is https

    base = "https://map.example.org" if https else "http://localhost"
    run_async(work, app_over(peopled, ServeSettings(https=https)), base)


def test_a_program_shows_a_token_and_needs_no_other(peopled: Path) -> None:
    accounts = Accounts(peopled / FILE, create=True)
    text, made = Sessions(accounts, idle_h=1, days=1).make_token(
        "anna", label="", role=Role.ANALYST, days=1
    )

    async def work(client: httpx.AsyncClient) -> None:
        headers = {"Authorization": f"Bearer {text}"}
        assert (await client.get("/api/v1/state", headers=headers)).status_code == 200
        written = await client.post("/api/v1/probe/analyst", headers=headers)
        assert written.json() == {"name": "anna"}
        assert (await client.post("/api/v1/probe/admin", headers=headers)).status_code == 403
        Sessions(accounts, idle_h=1, days=1).revoke(made.id)
        assert (await client.get("/api/v1/state", headers=headers)).status_code == 401
        guess = {"Authorization": "Bearer guess"}
        guesses = [await client.get("/api/v1/state", headers=guess) for _ in range(40)]
        assert guesses[-1].status_code == 429

    run_async(work, app_over(peopled))
    accounts.close()


def test_anybody_may_look_where_the_settings_say_so_and_write_nothing(peopled: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v1/state")).status_code == 200
        assert (await client.get("/")).status_code == 200
        told = (await client.get("/api/v1/session")).json()
        assert (told["name"], told["open"], told["known"]) == (None, True, "nobody")
        assert (await client.post("/api/v1/probe/analyst")).status_code == 401

    run_async(work, app_over(peopled, ServeSettings(anyone_reads=True)))


def test_guessing_is_stopped_and_tells_when_to_come_back(peopled: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        wrong = {"name": "anna", "password": "wrong horse battery"}
        statuses = [
            (await client.post("/api/v1/session", json=wrong)).status_code for _ in range(9)
        ]
        assert statuses == [401] * 8 + [429]
        right = await client.post("/api/v1/session", json={"name": "anna", "password": GOOD})
        assert right.status_code == 429
        assert int(right.headers["retry-after"]) > 10
        # Others at the same address are let in.
        await sign_in(client, "rita")

    run_async(work, app_over(peopled))


def test_too_many_requests_are_turned_away(peopled: Path) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        statuses = [(await client.get("/api/v1/session")).status_code for _ in range(12)]
        assert statuses[:10] == [200] * 10
        assert statuses[-1] == 429

    run_async(work, app_over(peopled, ServeSettings(requests_per_minute=10)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"name": "anna"}',
        b'{"name": 1, "password": 2}',
        b'{"name": "anna", "password": "x", "role": "admin"}',
        b'{"name": "' + b"a" * 300 + b'", "password": "x"}',
        b'{"name": "\\u0000", "password": "\\ud800"}',
    ],
)
def test_bad_sign_ins_are_one_line_of_json(peopled: Path, body: bytes) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        response = await client.post(
            "/api/v1/session", content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code in (401, 422), response.text
        assert set(response.json()) == {"error", "nearest"}

    run_async(work, app_over(peopled))


@pytest.mark.parametrize(
    ("asked", "inner"),
    [
        ("/", "/"),
        ("/?on=2020-01-17&place=a", "/?on=2020-01-17&place=a"),
        ("/desk.html", "/desk.html"),
        (None, "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\\..\\b", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_to_this_server_alone(asked: str | None, inner: str) -> None:
    assert inner_path(asked) == inner


def test_others_are_served_only_with_accounts_and_by_name(home: Path, peopled: Path) -> None:
    def names(folder: Path, host: str, **serve: str) -> list[str]:
        settings = Settings(home=folder, who="t", serve=ServeSettings(**serve))  # type: ignore[arg-type] # text
        return list(host_names(settings, host))

    empty = home / "empty"
    empty.mkdir()
    assert names(empty, "127.0.0.1") == list(LOOPBACK)
    assert names(empty, "::1") == list(LOOPBACK)
    for host in ("0.0.0.0", "192.0.2.7", "::", "example.org"):
        with pytest.raises(SettingsError, match="there are no accounts"):
            names(empty, host)
    # Behind a proxy of this machine others reach it too.
    with pytest.raises(SettingsError, match="there are no accounts"):
        names(empty, "127.0.0.1", hosts="map.example.org")
    with pytest.raises(SettingsError, match="by which name"):
        names(peopled, "0.0.0.0")
    assert names(peopled, "192.0.2.7") == [*LOOPBACK, "192.0.2.7"]
    assert names(
        peopled, "0.0.0.0", address="https://map.example.org/x", hosts="b.example, c.example"
    )[3:] == ["b.example", "c.example", "map.example.org"]


def test_only_named_sites_show_the_map_in_a_frame(home: Path) -> None:
    async def ancestors(client: httpx.AsyncClient) -> None:
        policy = (await client.get("/signin.html")).headers["content-security-policy"]
        assert f"frame-ancestors {expected};" in policy + ";"

    expected = "'none'"
    run_async(ancestors, app_over(home))
    expected = "https://a.example http://b.example:81"
    run_async(
        ancestors, app_over(home, ServeSettings(frames="https://a.example/x http://b.example:81"))
    )
    for bad in ("a.example", "https://a.example;script-src *", "*", "javascript:x", "https://*"):
        with pytest.raises(SettingsError, match=r"serve\.frames"):
            app_over(home, ServeSettings(frames=bad))


def test_accounts_on_the_command_line(run: Run, home: Path) -> None:
    def users(*words: str, code: int = 0, typed: str = "") -> str:
        done = run("users", *words, home=home, stdin=typed.encode())
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    assert "anna is added as analyst" in users(
        "add", "Anna", "--role", "analyst", "--password-stdin", typed=f"{GOOD}\n"
    )
    users("add", "bob", "--oidc", "Bob@example.org")
    assert users("list").splitlines()[1:] == [
        line for line in users("list").splitlines() if line.startswith(("anna\t", "bob\t"))
    ]
    assert "OpenID (bob@example.org)" in users("list")
    token = users("token", "add", "anna", "--role", "analyst", "--label", "=cmd()").strip()
    identifier = token.split("_")[1]
    assert identifier in users("token", "list", "--json")
    assert "secret: " in users("totp", "anna")
    assert "revoked" in users("token", "revoke", identifier)
    assert "there is none" in users("token", "revoke", identifier, code=2)
    users("disable", "anna")
    assert "disabled" in users("list")
    users("remove", "anna")
    assert "there is none" in users("role", "anna", "admin", code=2)
