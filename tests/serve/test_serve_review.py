"""`whoholds review` and `whoholds redact`, as people run them, each in a process of its own."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
TEXT = "On January 16, 2020 the Syrian army captured the town of Saraqib in Idlib province, Syria."


@pytest.fixture
def read(run: Run, tmp_path: Path) -> Run:
    """A home with one report, and what runs commands on it."""
    report = tmp_path / "report.jsonl"
    report.write_text(json.dumps({"id": "r", "published": "2020-01-17", "text": TEXT}))
    done = run("read", str(report))
    assert done.returncode == 0, done.stderr
    return run


def answered(done: subprocess.CompletedProcess[str]) -> list[Any]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_claim_is_reviewed_from_the_queue_to_its_history(read: Run) -> None:
    (queued,) = answered(read("review", "queue", "--json"))
    claim = queued["claim"]
    assert queued["reasons"][0]["words"]
    short = claim[:14]
    shown = read("review", "show", short)
    assert f"«{queued['quote']}»" in shown.stdout
    assert "if rejected: Saraqib" in shown.stdout
    (rejected,) = answered(read("review", "reject", short, "--why", "an exercise", "--json"))
    assert (rejected["claim"], rejected["verdict"]) == (claim, "reject")
    assert "nothing waits for review" in read("review", "queue").stdout
    (undone,) = answered(
        read("review", "undo", str(rejected["entry"]), "--why", "no exercise", "--json")
    )
    assert undone["undone"] == rejected["entry"]
    corrected = read(
        *("review", "correct", short, "--status", "attempted", "--first-day", "2020-01-15"),
        *("--why", "only tried"),
    )
    assert "in its place stands claim:" in corrected.stdout
    rows = answered(read("review", "history", short, "--json"))
    told = [(row["what"], row["why"], row["undone"]) for row in rows]
    assert ("rejected it", "an exercise", True) in told
    assert ("corrected it", "only tried", False) in told
    assert "2020-01-15" in read("claims").stdout


def test_a_claim_is_split_by_parts(read: Run) -> None:
    (queued,) = answered(read("review", "queue", "--json"))
    parts = ("--part", "event=strike,first-day=2020-01-15", "--part", "place=Kafranbel")
    (done,) = answered(
        read("review", "split", queued["claim"], *parts, "--why", "two events", "--json")
    )
    assert len(done["stands"]) == 2
    for bad in ("event", "event=dance", "colour=red", "first-day=soon"):
        refused = read("review", "split", queued["claim"], "--part", bad, "--why", "x")
        assert refused.returncode == 2, bad
        assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("accept", "claim:000000000000"),
        ("accept", "saraqib"),
        ("reject", "claim:x", "--why", "so"),
        ("undo", "1", "--why", "so"),
        ("history", "place:none"),
        ("merge", "claim:x", "claim:y"),
        ("show", "claim:"),
    ],
)
def test_what_cannot_be_reviewed_costs_one_line(read: Run, words: tuple[str, ...]) -> None:
    done = read("review", *words)
    assert done.returncode == 2, done.stdout
    assert len(done.stderr.splitlines()) == 1


def test_a_report_is_redacted_and_verify_tells(read: Run, tmp_path: Path) -> None:
    (queued,) = answered(read("review", "queue", "--json"))
    rows = answered(read("claims", "--json"))
    report = next(value for value in rows[0].values() if str(value).startswith("report:"))
    asked = read("redact", report, "--why", "a person", stdin=b"n\n")
    assert asked.returncode != 0
    assert answered(read("review", "queue", "--json")) == [queued]
    done = read("redact", report, "--why", "a private person", "--yes")
    assert "taken away: what" in done.stdout
    assert b"Saraqib" not in b"".join(
        path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()
    )
    verified = read("verify")
    assert verified.returncode == 0
    assert "were redacted" in verified.stdout
    again = read("read", str(tmp_path / "report.jsonl"))
    assert "it is not read again" in again.stderr
    assert "was redacted before" in read("redact", report, "--why", "x", "--yes").stdout
