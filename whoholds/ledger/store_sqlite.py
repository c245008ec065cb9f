"""The embedded ledger: one SQLite file in WAL mode, many readers and one writer, in any processes.

The writer takes its lock before it reads the newest entry (`BEGIN IMMEDIATE`), so that two writers
never follow the same entry. A commit is on disk before `append` returns (`synchronous=FULL`).
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from whoholds.base.errors import LedgerError, LedgerTooNew, StorageError
from whoholds.base.times import format_instant, utc_now
from whoholds.ledger.migrate import Migration, migrations
from whoholds.ledger.sqlite_errors import primary_code, translated
from whoholds.ledger.store import SqlLedger

APPLICATION_ID = 0x77684C31
"""Marks the file as a ledger of whoholds: `whL1` in ASCII, at byte 68."""

_CHECKPOINT_EVERY_S = 1.0
_CHECKPOINT_PATIENCE_MS = 100
_SETTINGS = (
    "synchronous=FULL",
    "journal_size_limit=67108864",  # bytes that stay of the log after a checkpoint
    # A ledger may come from anybody: nothing in its schema runs more than plain SQL.
    "trusted_schema=OFF",
    "cell_size_check=ON",
    # What is redacted is overwritten, and not only let go.
    "secure_delete=ON",
)
_WRITE = "whoholds_write"
_READABLE_FROM = 1
"""A ledger of this version or a later one is read as it is, without being brought up to date."""


def open_sqlite(
    path: Path,
    *,
    create: bool,
    read_only: bool = False,
    busy_timeout_s: float = 30.0,
    clock: Callable[[], datetime] = utc_now,
) -> SqlLedger:
    """Open the ledger at `path`, bringing an older one to this version.

    `create` makes it where there is none, its folder too. `read_only` never writes to the file.
    `busy_timeout_s` is how long to wait for another writer, in seconds.

    Raises:
        LedgerTooNew: if a later version of whoholds wrote it.
        LedgerError: if there is no such file and `create` is not set, or it is no ledger.
        LedgerDamaged: if the file is cut short or its pages are overwritten.
        StorageError: if the disk is full, or the file or folder cannot be written to.
    """
    if not path.exists():
        if not create or read_only:
            raise LedgerError(
                f"opening the ledger {path}: there is no such file; "
                "read a report first (`whoholds read FILE`), or set WHOHOLDS_HOME"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise StorageError(
                f"making the folder {path.parent} of the ledger: {cause.strerror}; "
                "set WHOHOLDS_HOME to a folder that can be written to"
            ) from cause
    elif not path.is_file():
        raise LedgerError(f"opening the ledger {path}: it is no file; set WHOHOLDS_HOME")
    backend = SqliteBackend(path, read_only=read_only, busy_timeout_s=busy_timeout_s)
    try:
        backend.prepare(create=create)
    except BaseException:
        backend.close()
        raise
    return SqlLedger(backend, clock=clock)


class SqliteBackend:
    """Connections to one SQLite file."""

    def __init__(self, path: Path, *, read_only: bool, busy_timeout_s: float) -> None:
        self._path = path
        self._read_only = read_only
        self._busy_timeout_ms = int(busy_timeout_s * 1000)
        self._checkpointed = time.monotonic()
        self._engine = self._make_engine(immutable=False)

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self._path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for one short read."""
        with translated("reading", self._path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold the file's write lock for one transaction; now and then, empty the log after it."""
        with translated("appending to", self._path), self._engine.connect() as connection:
            connection = connection.execution_options(**{_WRITE: True})
            with connection.begin():
                yield connection
            self._checkpoint_now_and_then(connection)

    def purge(self) -> bool:
        """Fold the log into the file and empty it; False where a reader still needs it."""
        with translated("purging", self._path), self._engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return int(found[0]) == 0

    def check(self) -> str | None:
        """Return the first thing that SQLite's own check finds, None if nothing."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        return None if found == "ok" else " ".join(str(found).split())

    def close(self) -> None:
        """Close all connections; the last one of the file folds the log into it."""
        self._engine.dispose()

    def prepare(self, *, create: bool) -> None:
        """Check that the file is a ledger of ours, and apply the migrations that it lacks."""
        steps = migrations()
        with translated("opening", self._path):
            try:
                version = self._version()
            except DBAPIError as cause:
                if not (self._read_only and self._is_at_rest() and _needs_log(cause)):
                    raise
                # A file in WAL mode in a folder that cannot be written to: read as it lies.
                self._engine.dispose()
                self._engine = self._make_engine(immutable=True)
                version = self._version()
        if version > len(steps):
            raise LedgerTooNew(
                f"opening the ledger {self._path}: it is of version {version}, this whoholds knows "
                f"version {len(steps)}; install the newest whoholds"
            )
        if version == len(steps) or (self._read_only and version >= _READABLE_FROM):
            return
        if self._read_only or (version == 0 and not create):
            raise LedgerError(
                f"opening the ledger {self._path}: it is empty; read a report first "
                "(`whoholds read FILE`), or restore the ledger from a copy"
                if version == 0
                else f"opening the ledger {self._path}: it is of the older version {version}; "
                "open it once for writing (`whoholds read FILE`) to bring it up to date"
            )
        with translated("making the tables of", self._path):
            self._migrate(steps)

    def _version(self) -> int:
        """Return the version of the file, 0 where it is empty.

        Raises:
            LedgerError: if it is a database of something else.
        """
        # In one statement, so that another process cannot make the tables in between.
        with self._engine.connect() as connection:
            application, version, tables = connection.exec_driver_sql(
                "SELECT (SELECT application_id FROM pragma_application_id),"
                " (SELECT user_version FROM pragma_user_version),"
                " (SELECT count(*) FROM sqlite_master)"
            ).one()
        if tables == 0 and application == 0 and version == 0:
            return 0
        if application != APPLICATION_ID:
            raise LedgerError(
                f"opening the ledger {self._path}: it is a database of another program; "
                "set WHOHOLDS_HOME to a folder of its own"
            )
        return int(version)

    def _is_at_rest(self) -> bool:
        """Tell whether no log lies beside the file, so that the file alone is the whole ledger."""
        log = self._path.with_name(self._path.name + "-wal")
        return not log.exists() or log.stat().st_size == 0

    def _migrate(self, steps: tuple[Migration, ...]) -> None:
        with self._engine.connect() as connection:
            # Kept in the file; it cannot be changed inside a transaction.
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        with self._engine.connect() as connection:
            connection = connection.execution_options(**{_WRITE: True})
            with connection.begin():
                # Asked again under the lock: another process may have been quicker.
                done = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
                for step in steps[done:]:
                    for statement in step.statements:
                        connection.exec_driver_sql(statement)
                    connection.exec_driver_sql(
                        "INSERT INTO migrations (number, name, applied) VALUES (?, ?, ?)",
                        (step.number, step.name, format_instant(utc_now())),
                    )
                    connection.exec_driver_sql(f"PRAGMA user_version={step.number}")
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")

    def _checkpoint_now_and_then(self, connection: Connection) -> None:
        now = time.monotonic()
        if now - self._checkpointed < _CHECKPOINT_EVERY_S:
            return
        self._checkpointed = now
        # Constant readers starve SQLite's own checkpoints and the log grows without end. A reader
        # that stays is not waited for long: the next checkpoint comes in a second.
        raw = connection.connection.cursor()
        # What fails here fails after the commit: the entries are safe in the log.
        with suppress(sqlite3.Error):
            raw.execute(f"PRAGMA busy_timeout={_CHECKPOINT_PATIENCE_MS}")
            raw.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        raw.execute(f"PRAGMA busy_timeout={self._busy_timeout_ms}")
        raw.close()

    def _make_engine(self, *, immutable: bool) -> Engine:
        mode = "ro" if self._read_only else "rwc"
        address = f"{self._path.absolute().as_uri()}?mode={mode}" + "&immutable=1" * immutable

        def connect() -> sqlite3.Connection:
            # No transactions of the driver's own making: `_begin` opens them.
            connection = sqlite3.connect(
                address,
                uri=True,
                timeout=self._busy_timeout_ms / 1000,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                for setting in _SETTINGS:
                    connection.execute(f"PRAGMA {setting}")
            except BaseException:
                connection.close()
                raise
            return connection

        engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=5)
        event.listen(engine, "begin", _begin)
        return engine


def _needs_log(cause: DBAPIError) -> bool:
    return primary_code(cause.orig) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _begin(connection: Connection) -> None:
    # A read is a single statement and sees one state of the file without a transaction.
    if connection.get_execution_options().get(_WRITE, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
