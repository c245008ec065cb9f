"""The commands, run as people run them."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from whoholds.serve.cli import COMMANDS

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_help_names_every_command_and_is_quick(run: Run) -> None:
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        done = run("--help")
        taken.append(time.perf_counter() - start)
        assert all(name in done.stdout for name in COMMANDS)
    # A guard against a heavy import at the top (each costs more than this), not a timing.
    assert statistics.median(taken) < 2


def test_help_imports_nothing_heavy(run: Run, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from whoholds.serve.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "heavy = {'sqlalchemy', 'fastapi', 'matplotlib', 'rich', 'lxml', 'trafilatura', 'pyarrow',"
        " 'httpx', 'cattrs', 'numpy'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_of_its_own(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_reading_twice_adds_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(
        "Town taken\n\n\nThe Syrian Arab Army captured the town of Saraqib on January 17.\n",
        encoding="utf-8",
    )
    first = run("read", "report.txt", "--published", "2020-01-18")
    anchor = run("verify", "--json").stdout
    second = run("read", "report.txt", "--published", "2020-01-18")
    assert first.returncode == second.returncode == 0
    assert "0 new on record" not in first.stdout
    assert "0 new on record" in second.stdout
    assert run("verify", "--json").stdout == anchor


def test_reading_from_standard_input(run: Run) -> None:
    text = "Town taken\n\n\nThe Syrian Arab Army captured the town of Saraqib on January 17.\n"
    done = run("read", "-", "--published", "2020-01-18", stdin=text.encode())
    assert done.returncode == 0
    assert "captured" in done.stdout


def test_claims_as_json_are_what_the_table_says(run: Run, example_home: Path) -> None:
    rows = [
        json.loads(line) for line in run("claims", "--json", home=example_home).stdout.splitlines()
    ]
    table = run("claims", home=example_home).stdout.splitlines()
    assert len(rows) > 10
    assert len(table) == len(rows) + 1  # the header
    for row in rows:
        assert row["quote"]
        assert any(" ".join(row["quote"].split())[:40] in line for line in table)


def test_show_tells_the_holder_and_the_evidence(run: Run, example_home: Path) -> None:
    done = run("show", "Abu Jurayf", "--on", "2020-01-17", home=example_home)
    assert done.returncode == 0
    assert "Tahrir al-Sham" in done.stdout.splitlines()[1]
    assert "repelled" in done.stdout or "beaten back" in done.stdout
    before = run("show", "Abu Jurayf", "--on", "2020-01-17", "--known", "0", home=example_home)
    assert before.returncode != 0  # nothing was known then, not even the place


def test_show_says_when_the_name_was_only_guessed(run: Run, example_home: Path) -> None:
    exact = run("show", "Abu Jreif", home=example_home).stdout
    guessed = run("show", "Abou Djurayf", home=example_home).stdout
    assert exact.startswith("Abu Jurayf (")
    assert guessed.startswith("'Abou Djurayf' is written so in no report")
    assert exact in guessed


@pytest.mark.parametrize("form", ["jsonl", "csv", "geojson", "kml", "parquet"])
@pytest.mark.parametrize("what", ["claims", "periods"])
def test_export_is_the_same_bytes_twice(
    run: Run, tmp_path: Path, example_home: Path, what: str, form: str
) -> None:
    files = [tmp_path / f"{what}{n}.{form}" for n in (1, 2)]
    for file in files:
        assert run("export", what, str(file), home=example_home).returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(files[0].read_bytes()) > 500


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_map_is_drawn(run: Run, tmp_path: Path, example_home: Path, suffix: str) -> None:
    file = tmp_path / f"map.{suffix}"
    done = run("map", str(file), "--on", "2020-01-17", home=example_home)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_size > 10_000


def test_demo_reads_prints_and_leaves(run: Run) -> None:
    done = run("demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    assert "Abu Jurayf" in done.stdout
    assert "Taftanaz" not in done.stdout  # a reader comment's
    again = run("demo", "--no-serve")
    assert " 0 of them new" in again.stdout


def test_hostile_text_reaches_no_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text(
        "Town \x1b[31mtaken\n\n\nThe Syrian Arab Army captured the town of \u202eSaraqib\u202c "
        "\x1b]0;owned\x07 on January 17.\n",
        encoding="utf-8",
    )
    done = run("read", "evil.txt", "--published", "2020-01-18")
    assert "captured" in done.stdout
    assert not set("\x1b\x07\u202e\u202c") & set(done.stdout + done.stderr)
