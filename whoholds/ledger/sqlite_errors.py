"""What SQLite says, in the words of our error tree."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from whoholds.base.errors import (
    InputError,
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    StorageError,
    WhoholdsError,
)

# SQLite answers with extended codes; the low byte is the primary one.
_PRIMARY = 0xFF

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT,)
_NO_LEDGER = (sqlite3.SQLITE_NOTADB,)
_NOT_OPENED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_FULL = (sqlite3.SQLITE_FULL,)
_READ_ONLY = (sqlite3.SQLITE_READONLY,)
_FAILING = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOLFS)

# The driver raises these without a code.
_NOT_TEXT = "Could not decode to UTF-8"


def primary_code(error: BaseException | None) -> int:
    """Return SQLite's primary result code of an error, 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY


@contextmanager
def translated(doing: str, path: Path) -> Iterator[None]:
    """Raise what SQLite raises inside as an error of ours: "`doing` the ledger `path`: …"."""
    try:
        yield
    except DBAPIError as cause:
        raise _ours(cause.orig or cause, doing, path) from cause
    except sqlite3.Error as cause:
        raise _ours(cause, doing, path) from cause
    except PoolTimeout as cause:
        raise LedgerBusy(
            f"{doing} the ledger {path}: too many readers of this process at once; try again"
        ) from cause
    except UnicodeDecodeError as cause:
        # The driver cannot even read SQLite's message, which repeats the damaged words.
        raise _damaged(f"{doing} the ledger {path}: {cause}") from cause
    except UnicodeEncodeError as cause:
        raise InputError(
            f"{doing} the ledger {path}: {cause.object!r} is not Unicode text "
            "(half a surrogate pair); hand over whole characters"
        ) from cause


def _damaged(said: str) -> LedgerDamaged:
    return LedgerDamaged(f"{said}; the file was cut short or overwritten, restore it from a copy")


def _ours(cause: BaseException, doing: str, path: Path) -> WhoholdsError:
    code = primary_code(cause)
    # Some messages repeat a statement, line breaks and all.
    said = f"{doing} the ledger {path}: {' '.join(str(cause).split())}"
    if code in _BUSY:
        return LedgerBusy(f"{said}; another process is writing to it, try again when it is done")
    if code in _DAMAGED or _NOT_TEXT in str(cause):
        return _damaged(said)
    if code in _NO_LEDGER:
        return LedgerError(f"{said}; it is no ledger, set WHOHOLDS_HOME to another folder")
    if code in _FULL:
        return StorageError(f"{said}; nothing of it was kept, free some space and run it again")
    if code in _READ_ONLY:
        return StorageError(f"{said}; make the file and its folder writable, or set WHOHOLDS_HOME")
    if code in _FAILING:
        return StorageError(
            f"{said} ({getattr(cause, 'sqlite_errorname', 'no code')}); "
            "the disk is full, over a limit or failing: check it and run the command again"
        )
    if code in _NOT_OPENED:
        return LedgerError(f"{said}; check that the file and its folder exist and may be read")
    return LedgerError(f"{said}; its tables are not as whoholds made them, restore it from a copy")
