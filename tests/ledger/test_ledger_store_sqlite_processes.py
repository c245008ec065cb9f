"""Real processes on one file: two writers, readers beside a writer, kills, full disks."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import whoholds
from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger.store_sqlite import open_sqlite

PROGRAMS = Path(__file__).parent / "programs"
BATCH = 5
BATCHES = 30

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Start:
    root = Path(whoholds.__file__).parents[1]

    def start(program: str, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, str(PROGRAMS / program), *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def output_of(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def test_two_writers_at_once_write_one_chain(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    # Neither finds a ledger there: both may try to make its tables.
    writers = [start("append_batches.py", path, name, BATCHES) for name in ("one", "two")]
    for writer in writers:
        assert output_of(writer) == ""
    with closing(open_sqlite(path, create=False, read_only=True)) as ledger:
        assert ledger.verify() == 2 * BATCH * BATCHES
        entries = list(ledger.entries())
        for first in range(0, len(entries), BATCH):
            batch = entries[first : first + BATCH]
            assert {(entry.by, entry.payload["batch"]) for entry in batch} == {
                (batch[0].by, batch[0].payload["batch"])
            }
            assert [entry.payload["n"] for entry in batch] == list(range(BATCH))
        for name in ("one", "two"):
            written = [entry.payload["batch"] for entry in entries if entry.by == name]
            assert written[::BATCH] == list(range(BATCHES))


def test_a_reader_sees_whole_transactions_while_a_writer_appends(
    start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite"
    open_sqlite(path, create=True).close()
    writer = start("append_batches.py", path, "one", 200)
    seen: list[int] = []
    known: list[str] = []
    with closing(open_sqlite(path, create=False, read_only=True)) as ledger:
        while writer.poll() is None or len(seen) == 0:
            entries = list(ledger.entries())
            assert len(entries) % BATCH == 0
            digests = [entry.digest for entry in entries]
            assert digests[: len(known)] == known
            assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
            known = digests
            seen.append(len(entries))
            time.sleep(0.005)
        output_of(writer)
        assert ledger.verify() == 200 * BATCH
    between = {count for count in seen if 0 < count < 200 * BATCH}
    assert len(between) >= 1, "the reader looked while the writer wrote"


def test_twenty_kills_lose_nothing_acknowledged(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    acknowledged, found = output_of(start("append_and_be_killed.py", path, 20, 1)).split()
    assert int(found) >= int(acknowledged) >= 60


@pytest.mark.parametrize("limit", [100_000, 1_000_003])
def test_a_full_disk_is_told_and_leaves_a_sound_ledger(
    start: Start, tmp_path: Path, limit: int
) -> None:
    path = tmp_path / "ledger.sqlite"
    output = output_of(start("append_under_a_limit.py", path, limit))
    match = re.fullmatch(r"(\d+)\n(appending to the ledger .*; .*)\n", output)
    assert match is not None, output
    assert str(path) in match[2]
    with closing(open_sqlite(path, create=True)) as ledger:
        assert ledger.verify() == ledger.position() == int(match[1])
        ledger.append([Draft(kind=EntryKind.CLAIM, subject="after", payload={})], by="me")
        assert ledger.verify() == int(match[1]) + 1
