"""`kill -9` in the middle of `read`: the ledger opens and verifies, and a second run completes it."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from whoholds.base.errors import LedgerError
from whoholds.base.protocols import EntryKind
from whoholds.base.settings import Settings
from whoholds.ledger.verify import verify_ledger
from whoholds.run.home import Home

REPORTS = 300


def test_killed_reads_leave_whole_reports_and_can_be_completed(
    settings: Settings, tmp_path: Path
) -> None:
    source = tmp_path / "many.jsonl"
    source.write_text(
        "".join(
            json.dumps(
                {
                    "id": f"r{n}",
                    "title": None,
                    "published": f"2020-01-{n % 28 + 1:02}",
                    "text": f"The Syrian Arab Army captured the town of Saraqib. Report {n}.",
                }
            )
            + "\n"
            for n in range(REPORTS)
        ),
        encoding="utf-8",
    )
    settings.home.mkdir()
    (settings.home / "config.toml").write_text(f'gazetteers = "{settings.gazetteers}"\n')
    command = [sys.executable, "-m", "whoholds", "read", str(source), "--workers", "1"]
    environment = {**os.environ, "WHOHOLDS_HOME": str(settings.home)}
    seen: list[int] = []
    for _ in range(3):
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for_entries(settings, more_than=max(seen, default=0) + 20, process=process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Home.open(settings) as home:
            verify_ledger(home.ledger, home.pages)
            seen.append(home.ledger.position())
    assert seen == sorted(set(seen)), "every run went further than the one before"
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with Home.open(settings) as home:
        verify_ledger(home.ledger, home.pages)
        reports = [entry.subject for entry in home.ledger.entries(kind=EntryKind.REPORT)]
    assert len(reports) == len(set(reports)) == REPORTS


def wait_for_entries(
    settings: Settings, *, more_than: int, process: "subprocess.Popen[bytes]"
) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if settings.ledger_path.exists():
            # Right after the file was made, it holds no tables yet.
            with suppress(LedgerError), Home.open(settings, create=False) as home:
                if home.ledger.position() > more_than:
                    return
        time.sleep(0.02)
    raise AssertionError(f"the read wrote no {more_than} entries in time ({process.poll()})")
