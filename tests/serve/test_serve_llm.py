"""`whoholds read` with a model: what people see on the terminal, good days and bad."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from whoholds.base.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from tests.conftest import ChatServer

Run = Callable[..., "subprocess.CompletedProcess[str]"]
KEY = "sk-very-secret"
TEXT = "The Syrian Arab Army captured Saraqib on Friday.\n"


@pytest.fixture
def report(tmp_path: Path, run: Run, chat: "ChatServer", monkeypatch: pytest.MonkeyPatch) -> str:
    """A report; the home names the server and the variable of its key."""
    monkeypatch.setenv("MY_KEY", KEY)
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    set_llm(tmp_path, address=chat.address, model="m-1", key_variable="MY_KEY", retries=0)
    return "report.txt"


def set_llm(tmp_path: Path, **settings: Any) -> None:
    path = tmp_path / "home" / "config.toml"
    before = path.read_text(encoding="utf-8").partition("[llm]")[0]
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    path.write_text(f"{before}[llm]\n{lines}", encoding="utf-8")


def lines_of(done: "subprocess.CompletedProcess[str]") -> list[str]:
    assert "Traceback" not in done.stderr
    assert KEY not in done.stdout + done.stderr
    return done.stderr.splitlines()


def taken(chat: "ChatServer", *more: dict[str, Any]) -> None:
    quote = "The Syrian Arab Army captured Saraqib on Friday"
    chat.always = chat.claims(chat.claim(quote, "captured", when="Friday"), *more)


def test_without_an_address_one_line_says_what_to_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    done = run("read", "report.txt", "--reader", "llm")
    assert done.returncode == SettingsError.exit_code
    (line,) = lines_of(done)
    assert "llm.address and llm.model into config.toml" in line


def test_without_its_key_one_line_names_the_variable(
    run: Run, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MY_KEY")
    done = run("read", report, "--reader", "llm", "--published", "2020-01-18")
    assert done.returncode == SettingsError.exit_code
    (line,) = lines_of(done)
    assert "MY_KEY, which is not set" in line


def test_read_again_and_replay(run: Run, report: str, chat: "ChatServer") -> None:
    taken(chat)
    words = ("read", report, "--published", "2020-01-18")
    first = run(*words, "--reader", "llm")
    assert (first.returncode, lines_of(first)) == (0, [])
    assert "1 report read, 1 claim, 1 new on record\n" in first.stdout
    assert first.stdout.endswith("1 answer of a model, 1 asked for now (1,200 tokens)\n")
    again = run(*words, "--reader", "llm")
    assert again.stdout.endswith("1 answer of a model, 1 of them on record before\n")
    chat.server.shutdown()
    replayed = run(*words, "--replay")
    assert replayed.returncode == 0
    assert replayed.stdout == again.stdout
    assert len(chat.seen) == 1
    assert run("verify").returncode == 0


def test_a_replay_of_what_was_never_asked_says_so(run: Run, report: str) -> None:
    done = run("read", report, "--replay", "--published", "2020-01-18")
    assert done.returncode == ModelError.exit_code
    (line,) = lines_of(done)
    assert line.startswith("whoholds: reading report.txt: no answers of a model on record")


def test_a_replay_with_a_reader_that_asks_nobody_is_refused(run: Run, report: str) -> None:
    done = run("read", report, "--replay", "--reader", "plain")
    assert done.returncode == 2
    assert "--replay needs a reader that asks a model, not 'plain'" in done.stderr


@pytest.mark.parametrize("at_once", [1, 2])
def test_ctrl_c_does_not_wait_for_the_model(
    run: Run, report: str, chat: "ChatServer", tmp_path: Path, at_once: int
) -> None:
    asked, enough = threading.Event(), threading.Event()

    def never(request: object) -> None:
        asked.set()
        enough.wait(120)

    chat.always = never
    set_llm(tmp_path, address=chat.address, model="m-1", requests_at_once=at_once)
    process = subprocess.Popen(
        [sys.executable, "-m", "whoholds", "read", report, "--reader", "llm"],
        cwd=tmp_path,
        env={**os.environ, "WHOHOLDS_HOME": str(tmp_path / "home")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert asked.wait(60)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
        enough.set()
    assert process.returncode == 130
    assert told.strip() == "whoholds: interrupted; what was done so far is on record"


def test_what_is_left_out_is_told_five_times_and_all_of_it_in_json(
    run: Run, report: str, chat: "ChatServer"
) -> None:
    false = [chat.claim(f"Town {n} fell \x1b[31m", "fell") for n in range(8)]
    taken(chat, *false)
    words = ("read", report, "--reader", "llm", "--published", "2020-01-18")
    told = lines_of(run(*words))
    assert len(told) == 6
    assert all("\x1b" not in line for line in told)
    assert "a claim is left out: its quote does not stand in the report: 'Town 0 fell" in told[0]
    assert "3 more were left out; --json lists all" in told[5]
    (row,) = (json.loads(line) for line in run(*words, "--json").stdout.splitlines())
    assert len(row["signals"]) == 8
    assert len(row["claims"]) == 1


def test_a_run_that_ends_early_says_so_and_what_was_read(
    run: Run, report: str, chat: "ChatServer", tmp_path: Path
) -> None:
    taken(chat)
    (tmp_path / "second.txt").write_text(f"{TEXT}It rained.\n", encoding="utf-8")
    set_llm(tmp_path, address=chat.address, model="m-1", budget_tokens=1000)
    words = ("read", report, "second.txt", "--published", "2020-01-18", "--reader", "llm")
    done = run(*words)
    assert done.returncode == ModelError.exit_code
    (line,) = lines_of(done)
    assert "the run has used 1,200 tokens of llm.budget_tokens = 1,000" in line
    assert "1 report read, 1 claim, 1 new on record" in done.stdout
    on = run(*words)
    assert on.returncode == 0
    assert "2 reports read, 2 claims, 1 new on record" in on.stdout


def test_with_prices_the_cost_is_told(
    run: Run, report: str, chat: "ChatServer", tmp_path: Path
) -> None:
    set_llm(tmp_path, address=chat.address, model="m-1", price_in=2.0, price_out=10.0)
    done = run("read", report, "--published", "2020-01-18", "--reader", "llm")
    assert done.stdout.endswith("1 asked for now (1,200 tokens, cost 0.0040)\n")


def test_a_server_that_is_not_there_costs_one_line(
    run: Run, report: str, chat: "ChatServer", tmp_path: Path
) -> None:
    set_llm(tmp_path, address="http://127.0.0.1:9/v1", model="m-1", retries=0)
    (tmp_path / "second.txt").write_text(f"{TEXT}It rained.\n", encoding="utf-8")
    done = run("read", report, "second.txt", "--published", "2020-01-18", "--reader", "llm")
    assert done.returncode == ModelError.exit_code
    (line,) = lines_of(done)
    assert "asking the model at 127.0.0.1:9" in line


def test_a_dry_run_writes_what_was_read_before_it_ended(
    run: Run, report: str, chat: "ChatServer", tmp_path: Path
) -> None:
    taken(chat)
    (tmp_path / "second.txt").write_text(f"{TEXT}It rained.\n", encoding="utf-8")
    set_llm(tmp_path, address=chat.address, model="m-1", budget_tokens=1000)
    done = run(
        "read", report, "second.txt", "--published", "2020-01-18", "--reader", "llm",
        "--dry-run", "--out", "claims.jsonl",
    )  # fmt: skip
    assert done.returncode == ModelError.exit_code
    (row,) = (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row)["trigger"]["text"] == "captured"


@pytest.mark.parametrize("table", ["llm = 3", "[llm]\nkey = 'x'", "[llm]\nadress = 'x'", "[[llm]]"])
def test_a_wrong_table_is_refused_and_named(run: Run, tmp_path: Path, table: str) -> None:
    path = tmp_path / "home" / "config.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}{table}\n", encoding="utf-8")
    done = run("claims")
    assert done.returncode == SettingsError.exit_code
    (line,) = lines_of(done)
    assert "config.toml" in line
