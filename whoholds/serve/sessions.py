"""Sessions of browsers and tokens of programs: made, recognised, ended."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from whoholds.base.errors import InputError, NotSignedIn
from whoholds.base.times import format_instant, utc_now
from whoholds.serve.accounts import Accounts, digest_of, new_secret
from whoholds.serve.auth import Acting, Known, Role

_HOUR_S = 3600.0
_DAY_S = 24 * _HOUR_S
_SEEN_EVERY_S = 60.0
_PREFIX = "whoholds"
LONGEST_TOKEN_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInfo:
    """A token of a program, without its secret; instants in seconds since 1970."""

    id: str
    account: str
    role: Role
    label: str
    made: str
    expires: float
    used: float | None


class Sessions:
    """The sessions and tokens of accounts. `idle_h` and `days` are after what a session ends."""

    def __init__(
        self,
        accounts: Accounts,
        *,
        idle_h: float,
        days: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._accounts = accounts
        self._idle_s = idle_h * _HOUR_S
        self._longest_s = days * _DAY_S
        self._clock = clock

    @property
    def longest_s(self) -> float:
        """After how many seconds a session ends at the latest."""
        return self._longest_s

    def start(self, name: str) -> str:
        """Start a session of an account, and return the secret that its browser keeps."""
        secret, now = new_secret(), self._clock()
        with self._accounts.writing() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE seen < ? OR made < ?",
                (now - self._idle_s, now - self._longest_s),
            )
            connection.execute(
                "INSERT INTO sessions (digest, account, made, seen) VALUES (?, ?, ?, ?)",
                (digest_of(secret), name, now, now),
            )
        return secret

    def of(self, secret: str) -> Acting | None:
        """Return whose session it is, None where it is none or has ended."""
        digest, now = digest_of(secret), self._clock()
        rows = self._accounts.rows(
            "SELECT account, role, sessions.made, seen FROM sessions JOIN accounts ON name = account"
            " WHERE digest = ? AND disabled = 0",
            digest,
        )
        if len(rows) == 0:
            return None
        row = rows[0]
        if now - row["seen"] > self._idle_s or now - row["made"] > self._longest_s:
            self.end(secret)
            return None
        if now - row["seen"] > _SEEN_EVERY_S:
            with self._accounts.writing() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, digest))
        return Acting(
            name=row["account"],
            role=Role(row["role"]),
            known=Known.COOKIE,
            # Made of the secret: only who holds the session can know it, and nothing more is kept.
            token=digest_of(f"write {secret}"),
        )

    def end(self, secret: str) -> None:
        """End a session."""
        with self._accounts.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (digest_of(secret),))

    def make_token(self, name: str, *, label: str, role: Role, days: int) -> tuple[str, TokenInfo]:
        """Make a token for a program; the text is returned this once, and kept only as a hash.

        Raises:
            InputError: if the role is above the account's, or `days` is not 1 to `LONGEST_TOKEN_DAYS`.
        """
        account = self._accounts.get(name)
        if not account.role.covers(role):
            raise InputError(
                f"making a token for {account.name}: the account is {account.role}, a token of it "
                f"cannot be {role}"
            )
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise InputError(
                f"making a token for {account.name}: it would be good for {days} days; choose 1 to "
                f"{LONGEST_TOKEN_DAYS}"
            )
        identifier, secret = secrets.token_hex(4), new_secret()
        expires = self._clock() + days * _DAY_S
        with self._accounts.writing() as connection:
            connection.execute(
                "INSERT INTO tokens (id, digest, account, role, label, made, expires)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    identifier,
                    digest_of(secret),
                    account.name,
                    role.value,
                    label,
                    format_instant(utc_now()),
                    expires,
                ),
            )
        (made,) = (each for each in self.tokens() if each.id == identifier)
        return f"{_PREFIX}_{identifier}_{secret}", made

    def tokens(self) -> list[TokenInfo]:
        """Return every token that was not revoked, oldest first."""
        rows = self._accounts.rows("SELECT * FROM tokens ORDER BY made, id")
        return [
            TokenInfo(
                id=row["id"],
                account=row["account"],
                role=Role(row["role"]),
                label=row["label"],
                made=row["made"],
                expires=row["expires"],
                used=row["used"],
            )
            for row in rows
        ]

    def revoke(self, identifier: str) -> bool:
        """Make a token good for nothing; False where there is none of that identifier."""
        with self._accounts.writing() as connection:
            done = connection.execute("DELETE FROM tokens WHERE id = ?", (identifier,))
            return done.rowcount == 1

    def of_token(self, text: str) -> Acting:
        """Return for whom a program asks.

        Raises:
            NotSignedIn: if the token is none, has run out, or its account is out of use.
        """
        prefix, _, rest = text.partition("_")
        identifier, _, secret = rest.partition("_")
        rows = self._accounts.rows(
            "SELECT tokens.digest, tokens.role, tokens.expires, tokens.used, name,"
            " accounts.role AS own FROM tokens JOIN accounts ON name = account"
            " WHERE id = ? AND disabled = 0",
            identifier,
        )
        now = self._clock()
        good = (
            prefix == _PREFIX
            and len(rows) == 1
            and secrets.compare_digest(rows[0]["digest"], digest_of(secret))
            and now < rows[0]["expires"]
        )
        if not good:
            raise NotSignedIn(
                "reading the API token: it is none, was revoked or has run out; ask an admin for a new "
                "one (`whoholds users token add NAME`)"
            )
        row = rows[0]
        if row["used"] is None or now - row["used"] > _SEEN_EVERY_S:
            with self._accounts.writing() as connection:
                connection.execute("UPDATE tokens SET used = ? WHERE id = ?", (now, identifier))
        role, own = Role(row["role"]), Role(row["own"])
        # The account's role may have been lowered since.
        return Acting(name=row["name"], role=role if own.covers(role) else own, known=Known.TOKEN)
