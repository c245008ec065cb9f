"""Accounts, passwords, codes, sessions, tokens and limits, without a server."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from whoholds.base.errors import InputError, NotSignedIn, StorageError, TooManyTries, UnknownName
from whoholds.serve import passwords
from whoholds.serve.accounts import FILE, Accounts, checked_name, digest_of
from whoholds.serve.auth import Known, Role
from whoholds.serve.limits import Limit
from whoholds.serve.passwords import check_sign_in, hash_password, new_totp
from whoholds.serve.sessions import Sessions

GOOD = "correct horse battery staple"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Hash with little work: what is tested is not how long it takes."""
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: hasher)
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(GOOD, name="anna")


@pytest.fixture
def accounts(tmp_path: Path, hashed: str) -> Iterator[Accounts]:
    found = Accounts(tmp_path / FILE, create=True)
    found.add("anna", Role.EDITOR)
    found.set_secret("anna", "password", hashed)
    yield found
    found.close()


def test_a_role_covers_itself_and_those_before_it() -> None:
    assert Role.EDITOR.covers(Role.ANALYST)
    assert Role.EDITOR.covers(Role.EDITOR)
    assert not Role.EDITOR.covers(Role.ADMIN)
    assert not Role.READER.covers(Role.ANALYST)


def test_the_file_is_the_owners_alone_and_holds_no_secret_as_it_is(
    accounts: Accounts, tmp_path: Path
) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    cookie = sessions.start("anna")
    token, _ = sessions.make_token("anna", label="x", role=Role.READER, days=1)
    path = tmp_path / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    whole = path.read_bytes()
    for secret in (GOOD, cookie, token.rpartition("_")[2]):
        assert secret.encode() not in whole
    assert b"$argon2id$" in whole


def test_asking_makes_no_file(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / FILE)
    assert not accounts.any()
    accounts.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database, but long enough to be taken for one" * 20)
    with pytest.raises(StorageError, match="opening the accounts"):
        Accounts(tmp_path / FILE)


@pytest.mark.parametrize("name", ["", " ", "a b", "a\nb", "-a", "ä", "x" * 65, "<b>", "a/../b"])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="naming an account"):
        checked_name(name)


def test_a_name_is_taken_once_whatever_its_case(accounts: Accounts) -> None:
    with pytest.raises(InputError, match="there already"):
        accounts.add(" ANNA ", Role.READER)
    assert accounts.get("Anna").role is Role.EDITOR
    with pytest.raises(UnknownName) as caught:
        accounts.get("ann")
    assert caught.value.nearest == ("anna",)


@pytest.mark.parametrize(
    "password", ["short", "anna-anna-1", "annaannaanna", "a" * 20, "abababababababab", "x" * 201]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(InputError, match="setting the password"):
        hash_password(password, name="anna")


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong horse battery"), ("nobody", GOOD), ("anna", "")]
)
def test_what_is_wrong_is_not_told(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(NotSignedIn) as caught:
        check_sign_in(accounts, name, password, "")
    assert str(caught.value) == "signing in: the name, the password or the code is wrong"


def test_the_right_password_is_right(accounts: Accounts) -> None:
    check_sign_in(accounts, "anna", GOOD, "")


def test_a_code_is_needed_and_good_once(accounts: Accounts) -> None:
    secret, address = new_totp("anna")
    assert address.startswith("otpauth://totp/whoholds:anna?")
    accounts.set_secret("anna", "totp", secret)
    now = 1_700_000_000.0
    code = pyotp.TOTP(secret).at(int(now))
    for wrong in ("", "000000" if code != "000000" else "111111", "abcdef", code + "1", "١٢٣٤٥٦"):
        with pytest.raises(NotSignedIn):
            check_sign_in(accounts, "anna", GOOD, wrong, now=now)
    with pytest.raises(NotSignedIn):
        check_sign_in(accounts, "anna", "wrong horse battery", code, now=now)
    # A wrong password has not used the code up.
    check_sign_in(accounts, "anna", GOOD, code, now=now)
    with pytest.raises(NotSignedIn):
        check_sign_in(accounts, "anna", GOOD, code, now=now)
    later = pyotp.TOTP(secret).at(int(now) + 60)
    with pytest.raises(NotSignedIn):
        check_sign_in(accounts, "anna", GOOD, later, now=now)
    check_sign_in(accounts, "anna", GOOD, later, now=now + 60)


def test_a_disabled_account_is_out_at_once(accounts: Accounts) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    cookie = sessions.start("anna")
    token, _ = sessions.make_token("anna", label="", role=Role.READER, days=1)
    assert sessions.of(cookie) is not None
    accounts.disable("anna")
    assert sessions.of(cookie) is None
    with pytest.raises(NotSignedIn):
        sessions.of_token(token)
    with pytest.raises(NotSignedIn):
        check_sign_in(accounts, "anna", GOOD, "")
    assert not accounts.any()


def test_a_session_ends_when_idle_and_at_the_latest_after_days(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts, idle_h=2, days=1, clock=clock)
    cookie = sessions.start("anna")
    clock.now += 2 * 3600 + 1
    assert sessions.of(cookie) is None
    cookie = sessions.start("anna")
    for _ in range(23):
        clock.now += 3600
        assert sessions.of(cookie) is not None
    clock.now += 3600 + 1
    assert sessions.of(cookie) is None


def test_another_password_signs_out_everywhere(accounts: Accounts, hashed: str) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    cookie = sessions.start("anna")
    accounts.set_secret("anna", "password", hashed)
    assert sessions.of(cookie) is None


def test_the_token_of_a_session_is_its_own(accounts: Accounts) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    one, other = sessions.of(sessions.start("anna")), sessions.of(sessions.start("anna"))
    assert one is not None
    assert other is not None
    assert one.known is Known.COOKIE
    assert len(one.token) == 64
    assert one.token != other.token


def test_a_token_has_a_role_a_day_and_an_end(accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(accounts, idle_h=1, days=1, clock=clock)
    text, made = sessions.make_token("anna", label="daily", role=Role.ANALYST, days=2)
    found = sessions.of_token(text)
    assert (found.name, found.role, found.known) == ("anna", Role.ANALYST, Known.TOKEN)
    accounts.set_role("anna", Role.READER)
    assert sessions.of_token(text).role is Role.READER
    for wrong in (text[:-1], text + "x", "whoholds", "", f"whoholds_{made.id}_", "x" * 5000):
        with pytest.raises(NotSignedIn):
            sessions.of_token(wrong)
    clock.now += 2 * 24 * 3600
    with pytest.raises(NotSignedIn):
        sessions.of_token(text)


def test_a_revoked_token_is_good_for_nothing(accounts: Accounts) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    text, made = sessions.make_token("anna", label="", role=Role.READER, days=1)
    assert sessions.revoke(made.id)
    assert not sessions.revoke(made.id)
    with pytest.raises(NotSignedIn):
        sessions.of_token(text)


def test_a_token_cannot_be_more_than_its_account(accounts: Accounts) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    with pytest.raises(InputError, match="cannot be admin"):
        sessions.make_token("anna", label="", role=Role.ADMIN, days=1)
    for days in (0, -1, 367):
        with pytest.raises(InputError, match="choose 1 to"):
            sessions.make_token("anna", label="", role=Role.READER, days=days)


def test_removing_an_account_takes_all_that_is_its(accounts: Accounts, tmp_path: Path) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    cookie = sessions.start("anna")
    sessions.make_token("anna", label="", role=Role.READER, days=1)
    accounts.remove("anna")
    assert sessions.of(cookie) is None
    assert sessions.tokens() == []
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    connection.close()


def test_what_another_process_changes_counts_at_once(accounts: Accounts, tmp_path: Path) -> None:
    sessions = Sessions(accounts, idle_h=1, days=1)
    cookie = sessions.start("anna")
    other = Accounts(tmp_path / FILE, create=True)
    other.set_role("anna", Role.ADMIN)
    acting = sessions.of(cookie)
    assert acting is not None
    assert acting.role is Role.ADMIN
    other.close()


def test_a_limit_lets_so_many_through_and_more_with_time() -> None:
    clock = Clock()
    limit = Limit(3, 30.0, clock=clock)
    for _ in range(3):
        limit.take("a", "asking")
    with pytest.raises(TooManyTries, match="try again in 10 s") as caught:
        limit.take("a", "asking")
    assert caught.value.wait_s == 10
    limit.take("b", "asking")
    clock.now += 10
    limit.take("a", "asking")
    with pytest.raises(TooManyTries):
        limit.take("a", "asking")
    limit.give_back("a")
    limit.take("a", "asking")


def test_a_digest_is_no_secret() -> None:
    assert digest_of("x") == digest_of("x")
    assert digest_of("x") != digest_of("y")
