"""The index of quotes: what it finds, and that nothing of it is worth keeping."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.serve.quote_index import QuoteIndex
from whoholds.serve.words import marks_of, words_of

QUOTES = (
    "The army took Abu Jurayf.",
    "Ārmy units ARMY took the hill; armoured cars followed.",
    "مقاتلون في حلب",
    "Українська армія відійшла",
    'He said "NEAR(a b)" AND * OR NOT text:x',
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    found = open_sqlite(tmp_path / "ledger.sqlite", create=True)
    add(found, *QUOTES)
    yield found
    found.close()


def add(ledger: SqlLedger, *quotes: str) -> None:
    at = ledger.position()
    ledger.append(
        [
            Draft(
                kind=EntryKind.CLAIM, subject=f"claim:{at + n}", payload={"quote": {"text": text}}
            )
            for n, text in enumerate(quotes, start=1)
        ],
        by="t",
    )


def seqs(index: QuoteIndex, asked: str, upto: int = 1000) -> list[int]:
    return [found.seq for found in index.find(asked, upto=upto)]


def test_words_are_found_without_case_and_marks_newest_first(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    index = QuoteIndex(tmp_path / "quotes.sqlite", ledger)
    assert seqs(index, "army") == [2, 1]
    assert seqs(index, "ÁRMY took") == [2, 1]
    assert seqs(index, "army hill") == [2]
    assert seqs(index, "army", upto=1) == [1]
    assert seqs(index, "حلب") == [3]
    assert seqs(index, "АРМІЯ") == [4]
    assert seqs(index, "absent") == []
    index.close()


def test_the_last_word_may_be_a_beginning_and_whole_words_come_first(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    index = QuoteIndex(tmp_path / "quotes.sqlite", ledger)
    assert seqs(index, "took jur") == [1]
    assert seqs(index, "jur took") == []
    assert seqs(index, "ar") == []
    assert seqs(index, "arm") == [2, 1]
    add(ledger, "An arm was found.")
    assert seqs(index, "arm") == [6, 2, 1]
    add(ledger, "Armies met.")
    assert seqs(index, "arm") == [6, 7, 2, 1]
    assert index.claims("arm", upto=6) == {"claim:1", "claim:2", "claim:6"}
    index.close()


@pytest.mark.parametrize(
    "asked", ['"', '""', "*", "NEAR(", "a AND", "text:took", "-took", "^", "\x00", "", "(", "'"]
)
def test_nothing_asked_is_a_query_language(ledger: SqlLedger, tmp_path: Path, asked: str) -> None:
    index = QuoteIndex(tmp_path / "quotes.sqlite", ledger)
    assert all(found in range(1, 6) for found in seqs(index, asked))
    assert isinstance(index.claims(asked, upto=5), frozenset)
    index.close()


def test_marks_are_spans_of_the_words(ledger: SqlLedger) -> None:
    text = QUOTES[1]
    marks = marks_of(text, words_of("took army"))
    assert [text[start:end] for start, end in marks] == ["Ārmy", "ARMY", "took"]


@pytest.mark.parametrize("damage", ["cut", "other", "text"])
def test_a_damaged_index_is_made_anew(ledger: SqlLedger, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "quotes.sqlite"
    index = QuoteIndex(path, ledger)
    assert seqs(index, "army") == [2, 1]
    index.close()
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "other":
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE about SET value = '0' WHERE name = 'form'")
        connection.close()
    else:
        path.write_text("no database" * 100)
    index = QuoteIndex(path, ledger)
    assert seqs(index, "army") == [2, 1]
    index.close()


def test_where_nothing_can_be_written_it_lives_in_memory(ledger: SqlLedger, tmp_path: Path) -> None:
    index = QuoteIndex(tmp_path / "no" / "such" / "folder" / "quotes.sqlite", ledger)
    assert seqs(index, "army") == [2, 1]
    index.close()


def test_what_is_redacted_leaves_no_word_in_the_file(ledger: SqlLedger, tmp_path: Path) -> None:
    path = tmp_path / "quotes.sqlite"
    index = QuoteIndex(path, ledger)
    add(ledger, "A name like Zyzzyxname must go.")
    assert seqs(index, "zyzzyxname") == [6]
    ledger.redact([6], by="t", why="a private person")
    assert seqs(index, "zyzzyxname") == []
    assert seqs(index, "army") == [2, 1]
    index.close()
    for file in tmp_path.glob("quotes.sqlite*"):
        assert b"zyzzyxname" not in file.read_bytes().lower()


def test_two_processes_bring_one_file_up_to_date(ledger: SqlLedger, tmp_path: Path) -> None:
    path = tmp_path / "quotes.sqlite"
    one, other = QuoteIndex(path, ledger), QuoteIndex(path, ledger)
    assert seqs(one, "army") == seqs(other, "army") == [2, 1]
    add(ledger, "The army again.")
    assert seqs(one, "army") == seqs(other, "army") == [6, 2, 1]
    one.close()
    other.close()


def test_an_index_of_a_longer_record_is_made_anew(tmp_path: Path) -> None:
    path: Any = tmp_path / "quotes.sqlite"
    for name, quotes in (("long", QUOTES), ("short", QUOTES[2:4])):
        ledger = open_sqlite(tmp_path / name / "ledger.sqlite", create=True)
        add(ledger, *quotes)
        index = QuoteIndex(path, ledger)
        assert len(seqs(index, "army")) == (2 if name == "long" else 0)
        index.close()
        ledger.close()
