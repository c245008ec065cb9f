"""The quotes of all claims, by their words: a full-text index beside the ledger.

It is made from the ledger and can be thrown away: `quotes.sqlite` in the home, brought up to date before
each search. Where the home cannot be written to it lives in memory. After a redaction it is made anew, so
that nothing of what was taken away stays in the file.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from whoholds.base.protocols import EntryKind, Ledger
from whoholds.serve.words import all_words, is_prefix, words_of

_FORM = "2"
_PIECE = 5000
_AT_ONCE = 25
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS quotes (seq INTEGER PRIMARY KEY, claim TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    text, content='', tokenize="unicode61 remove_diacritics 0", prefix='3 4 5'
);
"""
_FIND = (
    "SELECT quotes.seq, quotes.claim FROM words JOIN quotes ON quotes.seq = words.rowid"
    " WHERE words MATCH ? AND words.rowid <= ? ORDER BY words.rowid DESC LIMIT ?"
)
_ALL = (
    "SELECT quotes.claim FROM words JOIN quotes ON quotes.seq = words.rowid"
    " WHERE words MATCH ? AND words.rowid <= ?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A claim whose quote has the words, by identifier and ledger position."""

    seq: int
    claim: str


class QuoteIndex:
    """The index of one home. Safe to use from threads."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        self._path = path
        self._ledger = ledger
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def update(self) -> int:
        """Read the claims that were recorded since, and return the position that the index is at."""
        with self._lock:
            return self._update(self._opened())

    def find(self, asked: str, *, upto: int) -> Iterator[Found]:
        """Yield the claims up to a position whose quotes have all the words, newest on record first.

        After those come the claims where the last word is the beginning of one. Words are found without
        regard to case and marks; what is asked is never a query language.
        """
        words = words_of(asked)
        if len(words) == 0:
            return
        self.update()
        seen: set[int] = set()
        # Many words begin with the same letters: to bring their claims in order costs more.
        queries = [_query(words, beginning=False), _query(words, beginning=True)]
        for query in dict.fromkeys(queries):
            for found in self._found(query, upto):
                if found.seq not in seen:
                    seen.add(found.seq)
                    yield found

    def _found(self, query: str, upto: int) -> Iterator[Found]:
        below = upto
        while True:
            with self._lock:
                # In pieces: a cursor must not stay open across what others write.
                rows = self._opened().execute(_FIND, (query, below, _AT_ONCE)).fetchall()
            for row in rows:
                yield Found(*row)
            if len(rows) < _AT_ONCE:
                return
            below = rows[-1][0] - 1

    def claims(self, asked: str, *, upto: int) -> frozenset[str]:
        """Return the identifiers of all claims up to a position whose quotes have all the words."""
        words = words_of(asked)
        if len(words) == 0:
            return frozenset()
        query = _query(words, beginning=True)
        self.update()
        with self._lock:
            rows = self._opened().execute(_ALL, (query, upto)).fetchall()
        return frozenset(claim for (claim,) in rows)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        # Where the file is cut short or of another form it is made anew; where none can be written, the
        # index is made in memory.
        for anew in (False, True):
            with suppress(OSError, sqlite3.DatabaseError):
                if anew:
                    _remove(self._path)
                return _prepared(str(self._path))
        return _prepared(":memory:")

    def _update(self, connection: sqlite3.Connection) -> int:
        newest = self._ledger.position()
        at = _position(connection)
        if newest == at:
            return at
        if at > newest or self._redacted_since(at):
            self._start_anew()
            connection, at = self._opened(), 0
        entries = self._ledger.entries(kind=EntryKind.CLAIM, after=at, upto=newest)
        while piece := list(islice(entries, _PIECE)):
            rows = [
                (entry.seq, entry.subject, entry.payload["quote"]["text"])
                for entry in piece
                if not entry.redacted
            ]
            with _writing(connection):
                # Another process may have been quicker: what is there stays.
                there = _position(connection)
                _add(connection, [row for row in rows if row[0] > there])
                _note(connection, max(piece[-1].seq, there))
        with _writing(connection):
            _note(connection, max(newest, _position(connection)))
        return newest

    def _redacted_since(self, at: int) -> bool:
        return any(True for _ in self._ledger.entries(kind=EntryKind.REDACTION, after=at))

    def _start_anew(self) -> None:
        assert self._connection is not None
        self._connection.close()
        self._connection = None
        with suppress(OSError):
            _remove(self._path)


def _prepared(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=30.0, isolation_level=None, check_same_thread=False
    )
    try:
        # Nothing is lost with it: it is made from the ledger.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.executescript(_SCHEMA)
        form = connection.execute("SELECT value FROM about WHERE name = 'form'").fetchone()
        if form is None:
            connection.execute("INSERT OR IGNORE INTO about VALUES ('form', ?)", (_FORM,))
        elif form[0] != _FORM:
            raise sqlite3.DatabaseError("of another form")
    except BaseException:
        connection.close()
        raise
    return connection


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _position(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT value FROM about WHERE name = 'position'").fetchone()
    return 0 if row is None else int(row[0])


def _note(connection: sqlite3.Connection, position: int) -> None:
    connection.execute("INSERT OR REPLACE INTO about VALUES ('position', ?)", (str(position),))


def _add(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO quotes VALUES (?, ?)", [(seq, claim) for seq, claim, _ in rows]
    )
    connection.executemany(
        "INSERT INTO words (rowid, text) VALUES (?, ?)",
        [(seq, _indexed(text)) for seq, _, text in rows],
    )


def _indexed(text: str) -> str:
    """Return a text as its words are found: folded as the words asked for are."""
    return " ".join(all_words(text))


def _query(words: Sequence[str], *, beginning: bool) -> str:
    """Return the words as a query; each stands between quotation marks, so that none is an operator."""
    return " ".join(
        f'"{word}"' + ("*" if beginning and is_prefix(words, at) else "")
        for at, word in enumerate(words)
    )


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
