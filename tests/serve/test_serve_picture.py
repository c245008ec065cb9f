"""`changes`, `sources`, `unconfirmed` and `show --why`, as people run them."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]
DAYS = ("--from", "2020-01-16", "--to", "2020-01-31")


def test_changes_in_three_forms_tell_the_same(run: Run, example_home: Path) -> None:
    text = run("changes", *DAYS, home=example_home)
    lines = run("changes", *DAYS, "--format", "json", home=example_home)
    markdown = run("changes", *DAYS, "--format", "markdown", home=example_home)
    assert {text.returncode, lines.returncode, markdown.returncode} == {0}
    rows = [json.loads(line) for line in lines.stdout.splitlines()]
    assert len(rows) > 10
    assert f"{len(rows)} changes" in text.stdout
    assert markdown.stdout.count("\n- **") == len(rows)
    days = [row["day"] for row in rows]
    assert days == sorted(days, reverse=True)
    assert all("2020-01-16" <= day <= "2020-01-31" for day in days)
    for row in rows:
        assert row["name"] in text.stdout
        # What fades for want of word is no one's claim.
        assert row["quote"] is None or row["quote"] in text.stdout
    assert sum(row["quote"] is not None for row in rows) > 5
    first = next(row for row in rows if row["kind"] == "changed hands")
    assert first["before"]["side"] != first["after"]["side"]
    again = run("changes", *DAYS, "--format", "json", home=example_home)
    assert again.stdout == lines.stdout


def test_markdown_takes_no_markup_from_reports(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "hostile.txt"
    report.write_text(
        "The <script>alert(1)</script> [Syrian Arab Army](http://evil.example) captured the town of "
        "Abu Jurayf from HTS on January 16, **sources** said.",
        encoding="utf-8",
    )
    done = run("read", str(report), "--published", "2020-01-17", "--publisher", "*Gazette* <b>")
    assert done.returncode == 0
    told = run("changes", "--from", "2020-01-01", "--to", "2020-02-01", "--format", "markdown")
    assert "Abu Jurayf" in told.stdout
    assert "<script>" not in told.stdout
    assert "<b>" not in told.stdout
    # A bracket that is escaped closes no link.
    assert re.search(r"(?<!\\)\]\(", told.stdout) is None


def test_changes_of_an_empty_record_say_what_is_missing(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "nothing.txt"
    report.write_text("Nothing happened at all today, nor yesterday.", encoding="utf-8")
    run("read", str(report), "--published", "2020-01-17")
    none = run("changes")
    assert none.returncode == 2
    assert "no claim on record has a day" in none.stderr
    wrong = run("changes", "--from", "2020-02-01", "--to", "2020-01-01")
    assert wrong.returncode == 2
    assert "before" in wrong.stderr


def test_sources_are_told_with_what_others_bore_out(run: Run, example_home: Path) -> None:
    table = run("sources", home=example_home).stdout.splitlines()
    rows = [
        json.loads(line) for line in run("sources", "--json", home=example_home).stdout.splitlines()
    ]
    assert len(table) == len(rows) + 1
    assert sum(row["borne_out"] for row in rows) > 0
    assert all(0 < row["reliability"] < 1 for row in rows if row["changes"] > 0)
    assert {row["name"] for row in rows} >= {"Orontes Loyalist", "Free Idlib Bulletin"}


def test_what_is_only_claimed_is_listed(run: Run, example_home: Path) -> None:
    day = ("--on", "2020-01-31")
    rows = [
        json.loads(line)
        for line in run("unconfirmed", *day, "--json", home=example_home).stdout.splitlines()
    ]
    assert len(rows) > 0
    assert all(row["claimed"] != row["confirmed"] for row in rows)
    assert all(row["start"] <= "2020-01-31" for row in rows)
    table = run("unconfirmed", *day, home=example_home).stdout.splitlines()
    assert len(table) == len(rows) + 1


def test_why_gives_weights_layers_and_what_would_change_it(run: Run, example_home: Path) -> None:
    asked = ("show", "Abu Jurayf", "--on", "2020-01-17", "--why")
    told = run(*asked, home=example_home).stdout
    for part in (
        "What bears on it, earliest first",
        "Claimed: ",
        "Confirmed: ",
        "By what is told of the days up to then alone: ",
        "What would change the answer:",
        "with one claim, in its own favour",
        " × ",
    ):
        assert part in told
    answer = json.loads(run(*asked, "--json", home=example_home).stdout)["why"]
    days = [weight["reason"]["days"]["start"] for weight in answer["weights"]]
    assert days == sorted(days)
    assert len(answer["what_if"]["suppositions"]) > 0


def test_a_place_over_time_is_drawn(run: Run, tmp_path: Path, example_home: Path) -> None:
    path = tmp_path / "place.png"
    done = run("history", "Abu Jurayf", str(path), "--json", home=example_home)
    assert done.returncode == 0
    assert json.loads(done.stdout)["from"] < "2020-01-15"
    assert path.read_bytes().startswith(b"\x89PNG")
    wrong = run("history", "Abu Jurayf", str(tmp_path / "place.gif"), home=example_home)
    assert wrong.returncode == 2


def test_known_takes_away_what_came_later(run: Run, example_home: Path) -> None:
    now = run("changes", *DAYS, "--format", "json", home=example_home).stdout.splitlines()
    then = run("changes", *DAYS, "--known", "30", "--format", "json", home=example_home)
    rows = [json.loads(line) for line in then.stdout.splitlines()]
    assert 0 < len(rows) < len(now)
    assert {row["known"] for row in rows} == {30}
