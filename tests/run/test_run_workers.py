"""Workers end with the run that started them, however it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from whoholds.base.settings import Settings


@pytest.fixture
def started(settings: Settings, tmp_path: Path) -> "subprocess.Popen[str]":
    """A run with two workers over more pages than it will come to, in a process group of its own."""
    line = json.dumps({"text": "The Syrian Arab Army captured the town of Saraqib. " * 20})
    (tmp_path / "many.jsonl").write_text((line + "\n") * 3000, encoding="utf-8")
    settings.home.mkdir()
    (settings.home / "config.toml").write_text(f'gazetteers = "{settings.gazetteers}"\n')
    return subprocess.Popen(
        [sys.executable, "-m", "whoholds", "read", "--workers", "2", str(tmp_path / "many.jsonl")],
        env={**os.environ, "WHOHOLDS_HOME": str(settings.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def workers_of(process: "subprocess.Popen[str]", settings: Settings) -> list[int]:
    """Wait until the first pages are on record, and return the workers."""
    deadline = time.monotonic() + 60
    while not settings.ledger_path.exists():
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.05)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    found = [int(pid) for pid in children if b"spawn_main" in command_of(int(pid))]
    assert len(found) == 2
    return found


def command_of(pid: int) -> bytes:
    """The command line of a process; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def all_end(workers: list[int]) -> bool:
    deadline = time.monotonic() + 20
    while any(b"spawn_main" in command_of(pid) for pid in workers):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_run_leaves_no_workers(
    started: "subprocess.Popen[str]", settings: Settings, number: signal.Signals
) -> None:
    workers = workers_of(started, settings)
    started.send_signal(number)
    started.communicate(timeout=30)
    assert all_end(workers)


def test_ctrl_c_costs_one_line(started: "subprocess.Popen[str]", settings: Settings) -> None:
    workers = workers_of(started, settings)
    os.killpg(started.pid, signal.SIGINT)
    _, told = started.communicate(timeout=30)
    assert started.returncode == 130
    assert [line for line in told.splitlines() if line != "" and "warning" not in line] == [
        "whoholds: interrupted; what was done so far is on record"
    ]
    assert all_end(workers)
