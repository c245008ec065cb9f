import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from whoholds.base.errors import LedgerBusy, LedgerError, LedgerTooNew, StorageError
from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger import store_sqlite
from whoholds.ledger.migrate import migrations
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.store_sqlite import APPLICATION_ID, open_sqlite


def draft(subject: str = "a", text: str = "") -> Draft:
    return Draft(kind=EntryKind.CLAIM, subject=subject, payload={"text": text})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "ledger.sqlite"


@pytest.fixture
def filled(path: Path) -> Path:
    with closing(open_sqlite(path, create=True)) as ledger:
        ledger.append([draft("a"), draft("b")], by="me")
    return path


def message_of(kind: type[Exception], action: Callable[[], object]) -> str:
    with pytest.raises(kind) as caught:
        action()
    message = str(caught.value)
    assert "\n" not in message
    assert ";" in message, "it says what to do"
    assert type(caught.value) is kind
    return message


def pragma(path: Path, name: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_ledger_is_made_with_its_folder_and_says_what_it_is(path: Path) -> None:
    open_sqlite(path, create=True).close()
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == len(migrations())
    assert pragma(path, "journal_mode") == "wal"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT number, name FROM migrations").fetchall()
    assert rows == [(step.number, step.name) for step in migrations()]


def test_a_closed_ledger_is_one_file(filled: Path) -> None:
    assert [path.name for path in filled.parent.iterdir()] == ["ledger.sqlite"]


@pytest.mark.parametrize("read_only", [False, True])
def test_no_ledger_where_none_is_to_be_made(path: Path, read_only: bool) -> None:
    message = message_of(LedgerError, lambda: open_sqlite(path, create=False, read_only=read_only))
    assert str(path) in message
    assert "no such file" in message
    assert not path.parent.exists()


def test_a_name_with_marks_of_an_address_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "who?mode=memory#%41 é" / "ledger.sqlite"
    with closing(open_sqlite(path, create=True)) as ledger:
        ledger.append([draft()], by="me")
    assert path.is_file()


def test_an_empty_file_is_no_ledger_until_one_is_made(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    assert "it is empty" in message_of(LedgerError, lambda: open_sqlite(path, create=False))
    assert "it is empty" in message_of(
        LedgerError, lambda: open_sqlite(path, create=True, read_only=True)
    )
    with closing(open_sqlite(path, create=True)) as ledger:
        assert ledger.append([draft()], by="me")[0].seq == 1


@pytest.mark.parametrize(
    "content",
    [
        b"short",
        b"A report, not a ledger.\n" * 100,
        b"\x00" * 5000,
        b"SQLite format 3\x00" + b"x" * 5000,
    ],
)
@pytest.mark.parametrize("create", [False, True])
def test_a_file_of_another_kind_is_left_alone(path: Path, content: bytes, create: bool) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    message = message_of(LedgerError, lambda: open_sqlite(path, create=create))
    assert str(path) in message
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (seq)")
        connection.commit()
    before = path.read_bytes()
    message = message_of(LedgerError, lambda: open_sqlite(path, create=True))
    assert "another program" in message
    assert path.read_bytes() == before


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    assert "it is no file" in message_of(LedgerError, lambda: open_sqlite(tmp_path, create=True))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "home" / "ledger.sqlite"
    assert "making the folder" in message_of(StorageError, lambda: open_sqlite(path, create=True))


@pytest.mark.parametrize("read_only", [False, True])
def test_a_ledger_of_a_later_version_is_left_alone(filled: Path, read_only: bool) -> None:
    later = len(migrations()) + 7
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute(f"PRAGMA user_version={later}")
    message = message_of(
        LedgerTooNew, lambda: open_sqlite(filled, create=True, read_only=read_only)
    )
    for part in (str(filled), f"version {later}", f"version {len(migrations())}", "install"):
        assert part in message
    assert pragma(filled, "user_version") == later


def test_an_older_ledger_is_read_as_it_is_and_brought_up_to_date_by_a_writer(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = migrations()
    next_one = len(steps) + 1
    more = ("CREATE TABLE more (x);",)
    step = type(steps[0])(number=next_one, name=f"{next_one:04}_more", statements=more)
    monkeypatch.setattr(store_sqlite, "migrations", lambda: (*steps, step))
    before = filled.read_bytes()
    with closing(open_sqlite(filled, create=False, read_only=True)) as ledger:
        assert [entry.subject for entry in ledger.entries()] == ["a", "b"]
    assert filled.read_bytes() == before
    monkeypatch.setattr(store_sqlite, "_READABLE_FROM", next_one)
    message = message_of(LedgerError, lambda: open_sqlite(filled, create=False, read_only=True))
    assert f"older version {len(steps)}" in message
    with closing(open_sqlite(filled, create=False)) as ledger:
        assert ledger.verify() == 2
    assert pragma(filled, "user_version") == next_one
    open_sqlite(filled, create=False, read_only=True).close()


def test_a_ledger_of_the_first_version_is_read_and_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = migrations()
    with monkeypatch.context() as patch:
        patch.setattr(store_sqlite, "migrations", lambda: steps[:1])
        with closing(open_sqlite(path, create=True)) as ledger:
            ledger.append([draft("a"), draft("b")], by="me")
    with closing(open_sqlite(path, create=False, read_only=True)) as ledger:
        assert ledger.verify() == 2
    assert pragma(path, "user_version") == 1
    with closing(open_sqlite(path, create=False)) as ledger:
        ledger.redact([1], by="me", why="so")
        assert ledger.verify() == 3
    with monkeypatch.context() as patch:
        patch.setattr(store_sqlite, "migrations", lambda: steps[:1])
        with pytest.raises(LedgerTooNew, match="install the newest"):
            open_sqlite(path, create=False)
        with pytest.raises(LedgerTooNew, match="install the newest"):
            open_sqlite(path, create=False, read_only=True)


def test_a_step_that_fails_leaves_the_ledger_as_it_was(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = migrations()
    broken = ("CREATE TABLE more (x);", "CREATE TABLE entries (x);")
    step = type(steps[0])(number=len(steps) + 1, name="9999_broken", statements=broken)
    with monkeypatch.context() as patch:
        patch.setattr(store_sqlite, "migrations", lambda: (*steps, step))
        assert "making the tables" in message_of(
            LedgerError, lambda: open_sqlite(filled, create=False)
        )
    assert pragma(filled, "user_version") == len(steps)
    with closing(sqlite3.connect(filled)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
    assert ("more",) not in tables
    with closing(open_sqlite(filled, create=False)) as ledger:
        assert ledger.verify() == 2


SECRET = "the name of a person who asked to be left out"


def test_what_is_redacted_is_nowhere_in_the_files(path: Path) -> None:
    ledger = open_sqlite(path, create=True)
    # Long, so that it lies in pages of its own too.
    ledger.append([draft("a", SECRET), draft("b", SECRET * 2000), draft("c")], by="me")
    assert SECRET.encode() in b"".join(each.read_bytes() for each in path.parent.iterdir())
    ledger.redact([1, 2], by="me", why="asked to be left out")
    assert ledger.purge()
    assert SECRET.encode() not in b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert ledger.verify() == 5
    ledger.close()


def test_a_reader_that_stays_keeps_the_log_from_being_emptied(path: Path) -> None:
    ledger = open_sqlite(path, create=True, busy_timeout_s=0.05)
    ledger.append([draft("a", SECRET)], by="me")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchone()
        ledger.redact([1], by="me", why="asked to be left out")
        assert not ledger.purge()
    assert ledger.purge()
    ledger.close()


def test_a_payload_goes_only_where_a_redaction_says_so(filled: Path) -> None:
    erase = "UPDATE entries SET payload = '', salt = '' WHERE seq = 1"
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(erase)
        with closing(open_sqlite(filled, create=False)) as ledger:
            ledger.redact([2], by="me", why="so")
        for change in ("subject = 'x'", "payload = '{}'", "recorded = ''", "digest = previous"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"UPDATE entries SET {change} WHERE seq = 2")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(erase)


INSERT_COPY = """INSERT INTO entries SELECT {}, written_by, kind, subject, payload, salt, commitment,
    {}, digest FROM entries WHERE seq = 2"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET payload = '{}'",
        "UPDATE entries SET written_by = 'x' WHERE seq = 2",
        "DELETE FROM entries",
        "DELETE FROM entries WHERE seq = 2",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 1",
        INSERT_COPY.format("4, recorded", "digest"),
        INSERT_COPY.format("3, recorded", "previous"),
    ],
)
def test_the_file_itself_refuses_to_forget(filled: Path, statement: str) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        before = connection.execute("SELECT * FROM entries").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        assert connection.execute("SELECT * FROM entries").fetchall() == before


def test_read_only_reads_and_never_writes(filled: Path) -> None:
    with closing(open_sqlite(filled, create=False, read_only=True)) as ledger:
        assert ledger.verify() == 2
        assert [entry.subject for entry in ledger.entries()] == ["a", "b"]
        message = message_of(StorageError, lambda: ledger.append([draft()], by="me"))
        assert "readonly" in message
        assert ledger.position() == 2


def test_read_only_sees_what_another_appends(filled: Path) -> None:
    with (
        closing(open_sqlite(filled, create=False, read_only=True)) as reader,
        closing(open_sqlite(filled, create=False)) as writer,
    ):
        writer.append([draft("c")], by="me")
        assert [entry.subject for entry in reader.entries()] == ["a", "b", "c"]


def test_a_folder_that_cannot_be_written_to_is_read_as_it_lies(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests may run as a user whom no permission stops: SQLite's answer is put in its place.
    made: list[str] = []
    connect = sqlite3.connect

    def refuse_the_log(address: str, **options: object) -> sqlite3.Connection:
        made.append(address)
        if "immutable" in address:
            return connect(address, **options)  # type: ignore[call-overload,no-any-return]  # passed on
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    monkeypatch.setattr(sqlite3, "connect", refuse_the_log)
    with closing(open_sqlite(filled, create=False, read_only=True)) as ledger:
        assert ledger.verify() == 2
    assert made[-1].endswith("?mode=ro&immutable=1")
    message = message_of(LedgerError, lambda: open_sqlite(filled, create=False))
    assert "may be read" in message
    Path(f"{filled}-wal").write_bytes(b"entries that were not folded into the file yet")
    message_of(LedgerError, lambda: open_sqlite(filled, create=False, read_only=True))


@pytest.mark.parametrize(
    ("name", "value"), [("synchronous", 2), ("trusted_schema", 0), ("cell_size_check", 1)]
)
def test_every_connection_is_set_up(filled: Path, name: str, value: int) -> None:
    with (
        closing(open_sqlite(filled, create=False)) as ledger,
        ledger._backend.reading() as one,
        ledger._backend.reading() as other,
    ):
        for connection in (one, other):
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value


def test_a_writer_waits_for_another_and_then_says_that_it_is_busy(filled: Path) -> None:
    with (
        closing(open_sqlite(filled, create=False, busy_timeout_s=0.2)) as ledger,
        closing(sqlite3.connect(filled, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        message = message_of(LedgerBusy, lambda: ledger.append([draft()], by="me"))
        assert 0.15 < time.monotonic() - begun < 5
        assert "another process is writing" in message
        assert ledger.position() == 2, "readers do not wait"
        other.execute("COMMIT")
        assert ledger.append([draft()], by="me")[0].seq == 3


def test_a_writer_that_waits_long_enough_is_served(filled: Path) -> None:
    other = sqlite3.connect(filled, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    release.start()
    with closing(open_sqlite(filled, create=False, busy_timeout_s=20)) as ledger:
        assert ledger.append([draft()], by="me")[0].seq == 3
    release.join()
    other.close()


def fill_up(ledger: SqlLedger, path: Path) -> int:
    """Let the file grow no further; return its length in pages."""
    with closing(sqlite3.connect(path)) as connection:
        pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    with ledger._backend.writing() as connection_of_ledger:  # the limit is one of a connection
        connection_of_ledger.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    return pages


def test_a_full_database_is_told_and_nothing_of_the_batch_is_kept(filled: Path) -> None:
    with closing(open_sqlite(filled, create=False)) as ledger:
        fill_up(ledger, filled)
        batch = [draft("small"), draft("large", "x" * 100_000)]
        message = message_of(StorageError, lambda: ledger.append(batch, by="me"))
        assert "full" in message
        assert "free some space" in message
        assert not ledger.has("small", EntryKind.CLAIM)
        assert ledger.verify() == 2
        assert ledger.append([draft("small")], by="me")[0].seq == 3


def test_the_log_is_emptied_now_and_then(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Path(f"{path}-wal")
    with closing(open_sqlite(path, create=True)) as ledger:
        ledger.append([draft("a", "x" * 1_000_000)], by="me")
        monkeypatch.setattr(store_sqlite, "_CHECKPOINT_EVERY_S", 0.0)
        ledger.append([draft("b", "x" * 1_000_000)], by="me")
        grown = log.stat().st_size
        for _ in range(5):
            ledger.append([draft("c", "x" * 1_000_000)], by="me")
        assert log.stat().st_size <= grown, "each append begins the log anew"
        assert ledger.verify() == 7


def test_a_reader_that_stays_does_not_hold_up_the_writer(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sqlite, "_CHECKPOINT_EVERY_S", 0.0)
    with (
        closing(open_sqlite(filled, create=False)) as ledger,
        closing(sqlite3.connect(filled, isolation_level=None)) as reader,
    ):
        ledger.append([draft()], by="me")
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM entries").fetchone() == (3,)
        begun = time.monotonic()
        for _ in range(3):
            ledger.append([draft()], by="me")
        assert time.monotonic() - begun < 5, (
            "far less than the 30 s that a writer waits for a writer"
        )
        assert reader.execute("SELECT count(*) FROM entries").fetchone() == (3,)
        assert ledger.position() == 6


def test_entries_left_half_read_hold_no_lock(filled: Path) -> None:
    with closing(open_sqlite(filled, create=False)) as ledger:
        begun = ledger.entries()
        next(begun)
        with closing(sqlite3.connect(filled, isolation_level=None, timeout=0)) as other:
            assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        assert next(begun).subject == "b"


def test_a_subject_that_is_not_unicode_is_told(filled: Path) -> None:
    with closing(open_sqlite(filled, create=False)) as ledger:
        with pytest.raises(Exception, match="surrogate") as caught:
            ledger.has("\ud800", EntryKind.CLAIM)
        assert type(caught.value).__name__ == "InputError"
