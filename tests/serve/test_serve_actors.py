"""`whoholds actors` as people type it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_actors_are_listed_shown_and_searched(run: Run) -> None:
    listed = run("actors", "list")
    assert listed.returncode == 0
    assert "syria\tSyrian civil war\tSY\t2011-03-15" in listed.stdout
    shown = run("actors", "show", "HTS", "--on", "2025-01-01", "--json")
    (row,) = [json.loads(line) for line in shown.stdout.splitlines()]
    assert (row["id"], row["side_now"]) == ("syria:hts", "syria:transition")
    told = run("actors", "show", "syria:hts").stdout
    assert "names that judge: " in told
    assert "members: " in told
    found = run("actors", "search", "hayat tahrir", "--limit", "1").stdout.splitlines()
    assert found[1].startswith("syria:hts\tHay'at Tahrir al-Sham")
    missing = run("actors", "show", "qxzv")
    assert missing.returncode == 2
    assert missing.stderr.count("\n") == 1


def test_a_decision_is_recorded_checked_and_used(run: Run, tmp_path: Path) -> None:
    done = run("actors", "alias", "syria:hts", "Northern Wolves", "--why", "its own statement")
    assert done.returncode == 0, done.stderr
    assert "syria:hts\t" in run("actors", "search", "northern wolves").stdout
    assert run("actors", "check").stdout == "nothing is wrong with the registries\n"
    bad = tmp_path / "bad.toml"
    bad.write_text('[[actor]]\nid = "x:a"\nname = "A"\nkind = "civil"\nparent = "x:a"\n', "utf-8")
    checked = run("actors", "check", str(bad))
    assert checked.returncode == 4
    assert "x:a" in checked.stdout
    refused = run("actors", "add", str(bad))
    assert refused.returncode == 4
    assert refused.stderr.count("\n") == 1
    bad.write_text(bad.read_text("utf-8").replace('parent = "x:a"\n', ""), encoding="utf-8")
    added = run("actors", "add", str(bad))
    assert added.returncode == 0, added.stderr
    assert run("actors", "show", "x:a").stdout.startswith("A (x:a), civil")
