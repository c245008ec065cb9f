"""The accounts of a server: who may sign in, with what, and as what; in a file of their own in the home.

The file is apart from the ledger, since a person can be removed and an entry cannot. Passwords are kept
as Argon2id, the tokens of sessions and programs as SHA-256 alone. Every question is asked of the file, so
that what `whoholds users` changes counts at once in a running server.
"""

import hashlib
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoholds.base.errors import InputError, StorageError, UnknownName
from whoholds.base.times import format_instant, utc_now
from whoholds.serve.auth import Role

FILE = "accounts.sqlite"
"""The file's name in the home."""

_FORM = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    name       TEXT PRIMARY KEY,
    role       TEXT NOT NULL,
    made       TEXT NOT NULL,
    disabled   INTEGER NOT NULL DEFAULT 0,
    password   TEXT,
    totp       TEXT,
    totp_step  INTEGER NOT NULL DEFAULT 0,
    expects    TEXT,
    issuer     TEXT,
    subject    TEXT,
    UNIQUE (issuer, subject)
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    digest  TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    made    REAL NOT NULL,
    seen    REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
    id      TEXT PRIMARY KEY,
    digest  TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    role    TEXT NOT NULL,
    label   TEXT NOT NULL,
    made    TEXT NOT NULL,
    expires REAL NOT NULL,
    used    REAL
) STRICT;
CREATE INDEX IF NOT EXISTS sessions_by_account ON sessions (account);
CREATE INDEX IF NOT EXISTS tokens_by_account ON tokens (account);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account. `expects` is the verified address of the person of an OpenID service it waits for."""

    name: str
    role: Role
    made: str
    disabled: bool
    has_password: bool
    has_totp: bool
    expects: str | None
    issuer: str | None


class Accounts:
    """The accounts of one home. Safe to use from threads, and beside other processes."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._open(create=create)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def all(self) -> list[Account]:
        """Return every account by name."""
        return [_account(row) for row in self.rows("SELECT * FROM accounts ORDER BY name")]

    def any(self) -> bool:
        """Tell whether anybody could sign in."""
        return len(self.rows("SELECT 1 FROM accounts WHERE disabled = 0 LIMIT 1")) > 0

    def get(self, name: str) -> Account:
        """Return the account of that name.

        Raises:
            UnknownName: if there is none.
        """
        rows = self.rows("SELECT * FROM accounts WHERE name = ?", name.strip().casefold())
        if len(rows) == 0:
            names = [account.name for account in self.all()]
            raise UnknownName(
                f"looking for the account {name!r}: there is none; `whoholds users list` shows all",
                nearest=names[:5],
            )
        return _account(rows[0])

    def add(self, name: str, role: Role, *, expects: str | None = None) -> Account:
        """Add an account that nobody can sign in to yet, and return it.

        Raises:
            InputError: if the name is taken or no name.
        """
        name = checked_name(name)
        with self.writing() as connection:
            taken = connection.execute("SELECT 1 FROM accounts WHERE name = ?", (name,)).fetchone()
            if taken is not None:
                raise InputError(f"adding the account {name!r}: it is there already")
            connection.execute(
                "INSERT INTO accounts (name, role, made, expects) VALUES (?, ?, ?, ?)",
                (name, role.value, format_instant(utc_now()), expects),
            )
        return self.get(name)

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role; it counts from the next request on."""
        self._set(name, "role = ?", role.value)

    def disable(self, name: str, *, disabled: bool = True) -> None:
        """Let an account sign in no more, and end its sessions; its tokens are no good while it is so."""
        self._set(name, "disabled = ?", int(disabled))
        self.end_sessions(name)

    def remove(self, name: str) -> None:
        """Take an account away with its sessions and tokens; its name stays in the ledger's entries."""
        account = self.get(name)
        with self.writing() as connection:
            connection.execute("DELETE FROM accounts WHERE name = ?", (account.name,))

    def set_secret(self, name: str, column: str, value: str | None) -> None:
        """Set the `password` (hashed) or `totp` secret of an account, and end its sessions."""
        assert column in ("password", "totp")
        self._set(name, f"{column} = ?", value)
        self.end_sessions(name)

    def secrets_of(self, name: str) -> tuple[str | None, str | None, int] | None:
        """Return password hash, secret of codes and the step of the last code, of an account in use."""
        rows = self.rows(
            "SELECT password, totp, totp_step FROM accounts WHERE name = ? AND disabled = 0", name
        )
        if len(rows) == 0:
            return None
        row = rows[0]
        return row["password"], row["totp"], row["totp_step"]

    def use_step(self, name: str, step: int) -> bool:
        """Note that the code of a time step was used; False where that or a later one was already."""
        with self.writing() as connection:
            done = connection.execute(
                "UPDATE accounts SET totp_step = ? WHERE name = ? AND totp_step < ?",
                (step, name, step),
            )
            return done.rowcount == 1

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the account that a person of an OpenID service has."""
        rows = self.rows("SELECT * FROM accounts WHERE issuer = ? AND subject = ?", issuer, subject)
        return _account(rows[0]) if len(rows) > 0 else None

    def bind(self, issuer: str, subject: str, address: str) -> Account | None:
        """Tie the account that expects a person of that address to them; None where none does."""
        with self.writing() as connection:
            done = connection.execute(
                "UPDATE accounts SET issuer = ?, subject = ? WHERE expects = ? AND subject IS NULL",
                (issuer, subject, address.casefold()),
            )
            if done.rowcount != 1:
                return None
        return self.by_subject(issuer, subject)

    def end_sessions(self, name: str) -> None:
        """Sign an account out everywhere."""
        with self.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE account = ?", (name.strip().casefold(),))

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Return what a statement finds."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the file for one change, all of it or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _set(self, name: str, what: str, value: object) -> None:
        account = self.get(name)
        with self.writing() as connection:
            connection.execute(f"UPDATE accounts SET {what} WHERE name = ?", (value, account.name))

    def _open(self, *, create: bool) -> sqlite3.Connection:
        if not create and not self._path.exists():
            # Nobody has an account: nothing is made by merely asking.
            return _prepared(":memory:")
        try:
            if create:
                self._path.touch(mode=0o600, exist_ok=True)
            return _prepared(str(self._path))
        except (OSError, sqlite3.Error) as cause:
            raise StorageError(
                f"opening the accounts {self._path}: {cause}; restore the file from a copy, or remove it "
                "and add the accounts anew (`whoholds users add NAME`)"
            ) from cause


def checked_name(name: str) -> str:
    """Return the name of an account as it is kept: in lower case.

    Raises:
        InputError: if it has other than Latin letters, digits and `. _ - + @`, or is too long.
    """
    folded = name.strip().casefold()
    if _NAME.fullmatch(folded) is None:
        raise InputError(
            f"naming an account {name!r}: a name has up to 64 Latin letters, digits and . _ - + @, and "
            "begins with a letter or digit; it stands on record with every decision"
        )
    return folded


def digest_of(secret: str) -> str:
    """Return what is kept of a token: it is random and long, so that a plain hash hides it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return 32 random bytes as text."""
    return secrets.token_urlsafe(32)


def _account(row: sqlite3.Row) -> Account:
    return Account(
        name=row["name"],
        role=Role(row["role"]),
        made=row["made"],
        disabled=bool(row["disabled"]),
        has_password=row["password"] is not None,
        has_totp=row["totp"] is not None,
        expects=row["expects"],
        issuer=row["issuer"],
    )


def _prepared(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=10.0, isolation_level=None, check_same_thread=False
    )
    try:
        connection.row_factory = sqlite3.Row
        for setting in ("foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {setting}")
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        if form not in (0, _FORM):
            raise sqlite3.DatabaseError(f"it is of form {form}, this whoholds knows {_FORM}")
        connection.executescript(_SCHEMA)
        connection.execute(f"PRAGMA user_version={_FORM}")
    except BaseException:
        connection.close()
        raise
    return connection
