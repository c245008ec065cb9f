"""Passwords and codes: hashed with Argon2id, and the six digits of an authenticator (RFC 6238)."""

import secrets
import threading
import time
from functools import cache
from hmac import compare_digest

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from whoholds.base.errors import InputError, NotSignedIn
from whoholds.serve.accounts import Accounts

SHORTEST = 12
"""The fewest characters of a password."""

_LONGEST = 200
_STEP_S = 30
_WRONG = "signing in: the name, the password or the code is wrong"

# Each takes 64 MiB while it runs.
_AT_ONCE = threading.BoundedSemaphore(2)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """Return the hash of a password that nobody has, so that unknown names take as long as known ones."""
    return _hasher().hash(secrets.token_hex(32))


def hash_password(password: str, *, name: str) -> str:
    """Return what is kept of a password.

    Raises:
        InputError: if it is shorter than `SHORTEST`, very long, or made of the name.
    """
    if not SHORTEST <= len(password) <= _LONGEST:
        raise InputError(
            f"setting the password of {name!r}: it has {len(password)} characters; choose one of "
            f"{SHORTEST} to {_LONGEST}, several words are best"
        )
    if name in password.casefold() and len(password) < len(name) + SHORTEST:
        raise InputError(
            f"setting the password of {name!r}: it is made of the name; choose several words"
        )
    if len(set(password)) < SHORTEST // 2:
        raise InputError(
            f"setting the password of {name!r}: it repeats a few characters; choose several words"
        )
    with _AT_ONCE:
        return _hasher().hash(password)


def check_sign_in(
    accounts: Accounts, name: str, password: str, code: str, *, now: float | None = None
) -> None:
    """Check password and code of an account; one message for all that may be wrong.

    An account with an authenticator needs its code, and each code is good once.

    Raises:
        NotSignedIn: if anything is wrong.
    """
    found = accounts.secrets_of(name)
    kept, totp, _ = found if found is not None else (None, None, 0)
    right = _matches(kept, password)
    if totp is not None:
        step = _step_of(totp, code, time.time() if now is None else now)
        # The code is used up only by somebody who knows the password.
        right = right and step is not None and accounts.use_step(name, step)
    if not right:
        raise NotSignedIn(_WRONG)
    assert kept is not None
    if _hasher().check_needs_rehash(kept):
        with accounts.writing() as connection:
            connection.execute(
                "UPDATE accounts SET password = ? WHERE name = ?", (_hasher().hash(password), name)
            )


def new_totp(name: str) -> tuple[str, str]:
    """Return a new secret of codes, and the `otpauth:` address by which an authenticator takes it."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="whoholds")


def _matches(kept: str | None, password: str) -> bool:
    with _AT_ONCE:
        try:
            return (
                _hasher().verify(kept or _nobodys(), password[: _LONGEST + 1]) and kept is not None
            )
        except (VerificationError, InvalidHashError):
            return False


def _step_of(secret: str, code: str, now: float) -> int | None:
    """Return the time step whose code it is: this one, the last or the next; None where it is none."""
    typed = code.replace(" ", "")
    if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    at = int(now) // _STEP_S
    return next(
        (step for step in (at - 1, at, at + 1) if compare_digest(totp.generate_otp(step), typed)),
        None,
    )
