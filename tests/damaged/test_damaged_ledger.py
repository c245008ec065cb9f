"""Ledgers written to by hand, as by a forger or a failing disk: `verify` names the first at fault."""

import hashlib
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import rfc8785

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import LedgerDamaged, LedgerError, WhoholdsError
from whoholds.base.protocols import Entry, EntryKind
from whoholds.base.records import Claim, Event, Reading, Report, Resolution, Status
from whoholds.base.spans import Quote, Span
from whoholds.ledger.drafts import claim_draft, reading_draft, report_draft, resolution_draft
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.ledger.verify import verify_ledger

PLACES = ("Saraqib", "Abu Jurayf", "Tell Khatrah")
ENTRIES = 12  # per place: report, claim, resolution, reading
TRIGGERS = ("entries_never_change", "entries_never_go", "entries_follow")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a sound ledger of three reports, its page files among it."""
    home = tmp_path_factory.mktemp("sound")
    pages = PageStore(home / "pages")
    minutes = iter(range(100))
    noon = datetime(2020, 1, 18, 12, tzinfo=UTC)
    ledger = open_sqlite(
        home / "ledger.sqlite",
        create=True,
        clock=lambda: noon + timedelta(minutes=next(minutes)),
    )
    for place in PLACES:
        text = f"On Friday the army took {place}, its commander said."
        report = Report(
            page=pages.put(text.encode()),
            cleaner="plain@1",
            title=None,
            text=text,
            published=date(2020, 1, 18),
        )
        claim = Claim(
            report=report_id(report),
            event=Event.TAKE,
            status=Status.HAPPENED,
            quote=Quote(Span(10, 24 + len(place)), text[10 : 24 + len(place)]),
            trigger=Quote(Span(19, 23), "took"),
        )
        found = claim_id(claim)
        reading = Reading(report=claim.report, page=report.page, reader="r@1", claims=(found,))
        ledger.append(
            [
                report_draft(report),
                claim_draft(claim),
                resolution_draft(Resolution(claim=found, resolver="r@1")),
                reading_draft(reading),
            ],
            by="me",
        )
    verify_ledger(ledger, pages)
    ledger.close()
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


@pytest.fixture
def by_hand(home: Path) -> Iterator[sqlite3.Connection]:
    """The ledger's file, opened past all its guards."""
    with closing(sqlite3.connect(home / "ledger.sqlite", isolation_level=None)) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        yield connection


def verify_chain(home: Path, expect: tuple[int, str] | None = None) -> int:
    with closing(open_sqlite(home / "ledger.sqlite", create=False, read_only=True)) as ledger:
        return ledger.verify(expect)


def verify_all(home: Path) -> int:
    with closing(open_sqlite(home / "ledger.sqlite", create=False, read_only=True)) as ledger:
        return verify_ledger(ledger, PageStore(home / "pages")).position


def assert_named(home: Path, seq: int, *words: str) -> None:
    """Both checks name the entry `seq`, in one line, with `words`."""
    for check in (verify_chain, verify_all):
        with pytest.raises(LedgerDamaged, match=rf"\bentry {seq}\b") as caught:
            check(home)
        message = str(caught.value)
        first = re.search(r"\bentry (-?\d+)", message)
        assert first is not None
        assert first[1] == str(seq), "the entry at fault is the first that is named"
        assert "\n" not in message
        for word in words:
            assert word in message


def digests(home: Path) -> list[str]:
    with closing(open_sqlite(home / "ledger.sqlite", create=False, read_only=True)) as ledger:
        return [entry.digest for entry in ledger.entries()]


def rehash(by_hand: sqlite3.Connection, first: int) -> None:
    """Make all hashes from entry `first` on right again, as a forger with our source would."""
    columns = "seq, recorded, written_by, kind, subject, payload, salt"
    rows = by_hand.execute(f"SELECT {columns} FROM entries WHERE seq >= ? ORDER BY seq", (first,))
    found = by_hand.execute("SELECT digest FROM entries WHERE seq = ?", (first - 1,)).fetchone()
    previous = "0" * 64 if found is None else found[0]
    for seq, recorded, by, kind, subject, payload, salt in rows.fetchall():
        text = f'{{"payload":{payload},"salt":"{salt}"}}'
        commitment = hashlib.sha256(text.encode()).hexdigest()
        header = {
            "version": 1,
            "seq": seq,
            "recorded": recorded,
            "by": by,
            "kind": kind,
            "subject": subject,
            "commitment": commitment,
            "previous": previous,
        }
        digest = hashlib.sha256(rfc8785.dumps(header)).hexdigest()
        by_hand.execute(
            "UPDATE entries SET commitment = ?, previous = ?, digest = ? WHERE seq = ?",
            (commitment, previous, digest, seq),
        )
        previous = digest


def test_the_sound_one_verifies(home: Path) -> None:
    assert verify_chain(home) == verify_all(home) == ENTRIES


def test_rehashing_what_is_sound_changes_nothing(home: Path, by_hand: sqlite3.Connection) -> None:
    before = digests(home)
    rehash(by_hand, 1)
    assert digests(home) == before
    assert verify_all(home) == ENTRIES


@pytest.mark.parametrize("seq", [1, 2, 7, ENTRIES])
def test_one_byte_of_a_payload(home: Path, by_hand: sqlite3.Connection, seq: int) -> None:
    (payload,) = by_hand.execute("SELECT payload FROM entries WHERE seq = ?", (seq,)).fetchone()
    place = len(payload) // 2
    altered = payload[:place] + chr(ord(payload[place]) ^ 1) + payload[place + 1 :]
    by_hand.execute("UPDATE entries SET payload = ? WHERE seq = ?", (altered, seq))
    assert_named(home, seq, "payload was altered")


@pytest.mark.parametrize("seq", range(1, ENTRIES))
def test_a_removed_entry(home: Path, by_hand: sqlite3.Connection, seq: int) -> None:
    by_hand.execute("DELETE FROM entries WHERE seq = ?", (seq,))
    assert_named(home, seq, "missing")


def test_several_removed_entries_are_named_by_the_first(
    home: Path, by_hand: sqlite3.Connection
) -> None:
    by_hand.execute("DELETE FROM entries WHERE seq IN (4, 5, 9)")
    assert_named(home, 4, "the next on record is 6")


def test_a_removed_entry_with_the_gap_closed(home: Path, by_hand: sqlite3.Connection) -> None:
    by_hand.execute("DELETE FROM entries WHERE seq = 5")
    for seq in range(6, ENTRIES + 1):
        by_hand.execute("UPDATE entries SET seq = ? WHERE seq = ?", (seq - 1, seq))
    assert_named(home, 5, "does not follow")


def test_a_cut_off_end_shows_only_against_an_anchor(
    home: Path, by_hand: sqlite3.Connection
) -> None:
    noted = (ENTRIES, digests(home)[-1])
    assert verify_chain(home, noted) == ENTRIES
    by_hand.execute("DELETE FROM entries WHERE seq > 8")
    assert verify_chain(home) == 8
    with pytest.raises(LedgerDamaged, match=f"entry 9: it is missing.*entry {ENTRIES} was noted"):
        verify_chain(home, noted)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 10), (11, 12)])
def test_two_swapped_entries(home: Path, by_hand: sqlite3.Connection, one: int, other: int) -> None:
    for old, new in ((one, 1000), (other, one), (1000, other)):
        by_hand.execute("UPDATE entries SET seq = ? WHERE seq = ?", (new, old))
    assert_named(home, one, "swapped")


def test_two_swapped_payloads(home: Path, by_hand: sqlite3.Connection) -> None:
    rows = dict(by_hand.execute("SELECT seq, payload FROM entries WHERE seq IN (2, 6)"))
    by_hand.execute("UPDATE entries SET payload = ? WHERE seq = 2", (rows[6],))
    by_hand.execute("UPDATE entries SET payload = ? WHERE seq = 6", (rows[2],))
    assert_named(home, 2, "payload was altered")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("recorded", "2020-01-18T12:00:30.000000Z"),
        ("written_by", "somebody else"),
        ("kind", "review"),
        ("kind", "rumour"),
        ("subject", "claim:another"),
        ("digest", "f" * 64),
        ("digest", ""),
    ],
)
def test_an_altered_header(
    home: Path, by_hand: sqlite3.Connection, column: str, value: str
) -> None:
    by_hand.execute(f"UPDATE entries SET {column} = ? WHERE seq = 7", (value,))
    assert_named(home, 7, "header was altered")


def test_a_rewritten_previous(home: Path, by_hand: sqlite3.Connection) -> None:
    by_hand.execute("UPDATE entries SET previous = ? WHERE seq = 6", ("0" * 64,))
    assert_named(home, 6, "`previous` was altered")


@pytest.mark.parametrize("column", ["salt", "commitment"])
def test_an_altered_commitment(home: Path, by_hand: sqlite3.Connection, column: str) -> None:
    by_hand.execute(f"UPDATE entries SET {column} = ? WHERE seq = 6", ("0" * 64,))
    assert_named(home, 6, "commitment")


def forge(by_hand: sqlite3.Connection, seq: int) -> None:
    by_hand.execute(
        "UPDATE entries SET payload = replace(payload, 'happened', 'denied') WHERE seq = ?", (seq,)
    )


def test_a_forged_claim_with_its_own_hashes_made_right_breaks_the_next(
    home: Path, by_hand: sqlite3.Connection
) -> None:
    kept = by_hand.execute("SELECT commitment, previous, digest, seq FROM entries WHERE seq > 6")
    rows = kept.fetchall()
    forge(by_hand, 6)
    rehash(by_hand, 6)
    by_hand.executemany(
        "UPDATE entries SET commitment = ?, previous = ?, digest = ? WHERE seq = ?", rows
    )
    assert_named(home, 7, "does not follow")


def test_a_ledger_written_anew_shows_by_its_identifiers_or_against_an_anchor(
    home: Path, by_hand: sqlite3.Connection
) -> None:
    before = digests(home)
    forge(by_hand, 6)
    rehash(by_hand, 6)
    assert verify_chain(home) == ENTRIES, "the chain alone cannot know"
    with pytest.raises(LedgerDamaged, match=r"entry 6 .*not what its subject says"):
        verify_all(home)
    assert verify_chain(home, (5, before[4])) == ENTRIES
    for seq in (6, 9, ENTRIES):
        with pytest.raises(LedgerDamaged, match=f"entry {seq}: .*written anew"):
            verify_chain(home, (seq, before[seq - 1]))


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("recorded", "2020-01-18T11:59:59.999999Z", "before that of the entry before"),
        ("recorded", "2020-01-18 12:01", "instant"),
        ("recorded", "", "instant"),
        ("kind", "rumour", "'rumour' is unknown"),
        ("payload", "[]", "no JSON object"),
        ("payload", "{", "no JSON object"),
    ],
)
def test_what_we_would_never_have_written_though_it_hashes_right(
    home: Path, by_hand: sqlite3.Connection, column: str, value: str, word: str
) -> None:
    by_hand.execute(f"UPDATE entries SET {column} = ? WHERE seq = 6", (value,))
    rehash(by_hand, 6)
    assert_named(home, 6, word)


@pytest.mark.parametrize("seq", [0, -3])
def test_an_entry_slipped_in_before_the_first(
    home: Path, by_hand: sqlite3.Connection, seq: int
) -> None:
    copy_entry(by_hand, 1, seq)
    assert_named(home, seq, "before the first entry")


def test_an_entry_copied_to_the_end(home: Path, by_hand: sqlite3.Connection) -> None:
    copy_entry(by_hand, 6, ENTRIES + 1)
    assert_named(home, ENTRIES + 1, "does not follow")


def copy_entry(by_hand: sqlite3.Connection, seq: int, to: int) -> None:
    rest = "recorded, written_by, kind, subject, payload, salt, commitment, previous, digest"
    by_hand.execute(f"INSERT INTO entries SELECT ?, {rest} FROM entries WHERE seq = ?", (to, seq))


@pytest.mark.parametrize(
    "value",
    ["CAST(payload AS BLOB)", "CAST(X'7b22ff227d' AS TEXT)", "X'ff'", "''"],
    ids=["bytes", "not UTF-8", "one byte", "nothing"],
)
def test_a_payload_that_is_no_text(home: Path, by_hand: sqlite3.Connection, value: str) -> None:
    by_hand.execute(f"UPDATE entries SET payload = {value} WHERE seq = 6")
    assert_named(home, 6)


def test_an_empty_table_is_cut_off_at_its_beginning(
    home: Path, by_hand: sqlite3.Connection
) -> None:
    noted = (1, digests(home)[0])
    by_hand.execute("DELETE FROM entries")
    assert verify_chain(home) == 0
    with pytest.raises(LedgerDamaged, match="entry 1: it is missing"):
        verify_chain(home, noted)


def test_a_table_that_is_gone(home: Path, by_hand: sqlite3.Connection) -> None:
    by_hand.execute("DROP TABLE entries")
    with pytest.raises(LedgerError, match="no such table: entries"):
        verify_chain(home)


def page_of(home: Path, number: int) -> Path:
    """Return the file of the page of report `number`, from 0."""
    with closing(open_sqlite(home / "ledger.sqlite", create=False, read_only=True)) as ledger:
        reports: list[Entry] = list(ledger.entries(kind=EntryKind.REPORT))
    sha256 = str(reports[number].payload["page"])
    return home / "pages" / sha256[:2] / sha256


@pytest.mark.parametrize("number", [0, 2])
def test_a_removed_page(home: Path, number: int) -> None:
    page_of(home, number).unlink()
    assert verify_chain(home) == ENTRIES
    with pytest.raises(LedgerDamaged, match=rf"entry {4 * number + 1} .*the file is missing"):
        verify_all(home)


@pytest.mark.parametrize(("old", "new"), [(b"army", b"navy"), (b".", b". "), (b".", b"")])
def test_an_altered_page(home: Path, old: bytes, new: bytes) -> None:
    page = page_of(home, 1)
    page.write_bytes(page.read_bytes().replace(old, new))
    with pytest.raises(LedgerDamaged, match=r"entry 5 .*it was altered"):
        verify_all(home)


def test_an_index_that_hides_an_entry(home: Path) -> None:
    path = home / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'entries_by_kind'"
        ).fetchone()[0]
    data = bytearray(path.read_bytes())
    place = data.index(b"claim", (root - 1) * size, root * size)
    data[place : place + 5] = b"clbim"
    path.write_bytes(data)
    with closing(open_sqlite(path, create=False)) as ledger:
        assert len(list(ledger.entries(kind=EntryKind.CLAIM))) < 3
        with pytest.raises(LedgerDamaged, match=r"the entries hold, but .*entries_by_kind"):
            ledger.verify()


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short(home: Path, part: float) -> None:
    path = home / "ledger.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(LedgerError, match=re.escape(str(path))) as caught:
        verify_chain(home)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # SQLite's message repeats the damaged words, which Python cannot decode.
        (b"CREATE TABLE entries", b"CREATE \xe3ABLE entries"),
        (b"written_by TEXT", b"written_bz TEXT"),
        (b"seq        INTEGER", b"seq        \nNTEGER"),
    ],
)
def test_tables_altered_in_the_file(home: Path, old: bytes, new: bytes) -> None:
    path = home / "ledger.sqlite"
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))
    with pytest.raises(LedgerError, match=re.escape(str(path))) as caught:
        verify_chain(home)
    assert "\n" not in str(caught.value)


def test_bytes_flipped_anywhere_are_told_or_change_nothing(home: Path) -> None:
    path = home / "ledger.sqlite"
    sound = path.read_bytes()
    with closing(open_sqlite(path, create=False)) as ledger:
        entries = list(ledger.entries())
    chance = random.Random(7)
    told = 0
    for _ in range(150):
        data = bytearray(sound)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        try:
            with closing(open_sqlite(path, create=False)) as ledger:
                ledger.verify()
                assert list(ledger.entries()) == entries
        except WhoholdsError:
            told += 1
        for beside in home.glob("ledger.sqlite-*"):
            beside.unlink()
    assert told > 20
