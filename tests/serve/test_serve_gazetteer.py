"""`whoholds gazetteer` and `whoholds places`, as people type them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from whoholds.base.errors import GazetteerError, UnknownName
from whoholds.serve.commands.gazetteer import gazetteer_command

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]

TABLE = (
    "Village,Gov,Y,X,Inhabitants\n"
    "Tall Khatrah,Idleb,35.74,36.94,300\n"
    "Abu Jurayf,Idleb,35.73,,\n"
    "Jarjanaz,Idleb,35.62,36.78,many\n"
)
SAID = ("--column", "name=Village", "--column", "admin1=Gov", "--country", "sy")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "villages.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def gazetteer(*words: str) -> Result:
    """Run in this process: what is added needs neither the default nor an index."""
    return CliRunner().invoke(gazetteer_command, words)


def test_a_preview_shows_the_columns_and_keeps_nothing(table: Path, tmp_path: Path) -> None:
    done = gazetteer("preview", str(table), *SAID, "--code", "ppl")
    assert done.exit_code == 0
    first, *rest = done.stdout.splitlines()
    assert first.startswith("name from Village; ")
    assert "lat from Y; lon from X" in first
    assert "population from Inhabitants" in first
    assert rest[1].startswith(
        "Tall Khatrah\tPPL\tIdleb\t\tSY\t35.7400, 36.9400\t1000\t300\tpreview:Tall"
    )
    assert "rows that cannot be read so far: 1; the first is line 3: it has no lat" in done.stderr
    assert not (tmp_path / "home").exists()
    lines = gazetteer("preview", str(table), *SAID, "--json", "--limit", "1").stdout.splitlines()
    assert json.loads(lines[0])["columns"]["name"] == "Village"
    assert json.loads(lines[1])["country"] == "SY"


def test_adding_tells_what_was_taken_left_out_and_from_whom(table: Path) -> None:
    done = gazetteer(
        "add", str(table), *SAID, "--licence", "CC0", "--attribution", "Me", "--version", "3"
    )
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "villages: 2 places added, version 3. Me"
    assert (
        "1 row of villages.csv could not be read and was left out; the first is line 3"
        in done.stderr
    )
    again = gazetteer("add", str(table), *SAID, "--name", "mine", "--json")
    told = json.loads(again.stdout.splitlines()[-1])
    assert (told["name"], told["places"], told["left_out"]) == ("mine", 2, 1)
    assert told["columns"][""]["lat"] == "Y"
    assert len(told["sha256"]) == 64
    removed = gazetteer("remove", "mine")
    assert removed.stdout == "mine: 2 places removed (from villages.csv)\n"
    assert isinstance(gazetteer("remove", "mine").exception, UnknownName)
    assert json.loads(gazetteer("remove", "villages", "--json").stdout)["licence"] == "CC0"


def test_strict_adds_nothing_and_bad_words_are_told(table: Path) -> None:
    strict = gazetteer("add", str(table), *SAID, "--strict")
    assert isinstance(strict.exception, GazetteerError)
    assert "line 3" in str(strict.exception)
    assert isinstance(gazetteer("remove", "villages").exception, UnknownName)
    bad = gazetteer("add", str(table), "--column", "name")
    assert bad.exit_code == 2
    assert "'name' is no FIELD=HEADER, as in lat=Y" in bad.stderr


def test_list_and_stats_tell_of_the_default(run: Run) -> None:
    (row,) = (json.loads(line) for line in run("gazetteer", "list", "--json").stdout.splitlines())
    assert row["name"] == "default"
    assert row["places"] > 200_000
    default, whole = (
        json.loads(line) for line in run("gazetteer", "stats", "--json").stdout.splitlines()
    )
    assert default["countries"]["SY"] > 200
    assert default["codes"]["PPL"] > 200_000
    assert whole["places"] == row["places"] - whole["joined"]
    assert "places in all under" in run("gazetteer", "stats").stdout


def test_without_a_network_getting_a_country_costs_one_line(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "home" / "config.toml"
    # Nothing listens at the port of discard.
    config.write_text('gazetteer_address = "http://127.0.0.1:9/"\n', encoding="utf-8")
    done = run("gazetteer", "get", "SY")
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert "127.0.0.1 cannot be reached" in done.stderr


def test_a_place_is_decided_on_listed_and_taken_back(run: Run, tmp_path: Path) -> None:
    none = run("places", "set", "Qzzyxtan", "--lat", "35.9", "--lon", "36.7", "--why", "film")
    assert (none.returncode, none.stdout) == (2, "")
    assert not (tmp_path / "home" / "ledger.sqlite").exists()
    text = "The army captured the village of Qzzyxtan in Idlib province, Syria, on January 20."
    report = {"title": None, "published": "2020-01-21", "text": text}
    run("read", "-", stdin=json.dumps(report).encode())
    (row,) = (
        json.loads(line) for line in run("places", "unresolved", "--json").stdout.splitlines()
    )
    assert (row["name"], len(row["claims"])) == ("Qzzyxtan", 1)
    half = run("places", "set", "Qzzyxtan", "--lat", "35.9", "--why", "film")
    assert "--lat and --lon come together" in half.stderr
    done = run(
        "places", "set", "Qzzyxtan", "--lat", "35.9", "--lon", "36.7", "--why", "a [b]film[/b]"
    )
    assert "lies at 35.90000, 36.70000" in done.stdout
    assert "1 claim of 1 report put there" in done.stdout
    assert "every place that claims name is tied" in run("places", "unresolved").stdout
    assert "a [b]film[/b]" in run("places", "list").stdout
    shown = json.loads(run("show", "Qzzyxtan", "--json").stdout)
    assert (shown["place"]["lat"], shown["place"]["lon"]) == (35.9, 36.7)
    assert "counts no longer" in run("places", "unset", "qzzyxtan", "--why", "no").stdout
    assert run("places", "list", "--json").stdout == ""
    assert run("verify").returncode == 0
    later = run("places", "set", "Nowhere", "--lat", "1", "--lon", "2", "--why", "x")
    assert "no claim on record names Nowhere so" in later.stderr
