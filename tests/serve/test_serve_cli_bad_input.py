"""Bad input costs one clear line and an exit code, never data."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from whoholds.base.errors import InputError, LedgerError, StorageError

Run = Callable[..., "subprocess.CompletedProcess[str]"]

REPORT = (
    "Army takes a village\n\n\n"
    "The Syrian Arab Army captured the town of Saraqib on January 17.\n\n"
    "Rebels said they had repelled an attack on Jarjanaz.\n"
)


def one_clear_line(done: "subprocess.CompletedProcess[str]", *words: str) -> bool:
    lines = done.stderr.strip().splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("whoholds: ")
    for word in words:
        assert word in lines[0], (word, lines[0])
    return True


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", ("empty.txt", "empty")),
        ("blank.txt", b" \n\n \n", ("blank.txt",)),
        ("binary.txt", bytes(range(256)) * 64, ("binary.txt",)),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(400), ("picture.html",)),
        (
            "broken.txt",
            b"Abu Jurayf " * 30 + b"\xff\xfe\xfa taken",
            ("broken.txt", "UTF-8"),
        ),
        ("bomb.html", b"<div>" * 200_000 + b"x", ("bomb.html", "deep")),
        ("line.jsonl", b'{"title": "x", "text": 17}\n', ("line.jsonl:1",)),
        ("noobject.jsonl", b"[1, 2]\n", ("noobject.jsonl:1",)),
    ],
)
def test_a_bad_file_costs_one_line_and_nothing_is_written(
    run: Run, tmp_path: Path, name: str, data: bytes, words: tuple[str, ...]
) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("read", name, "--published", "2020-01-18")
    assert done.returncode == InputError.exit_code
    assert one_clear_line(done, *words)
    assert done.stdout.startswith("0 reports read")
    assert not any((tmp_path / "home" / "pages").rglob("*.*"))


def test_a_fifty_megabyte_file_is_refused(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        for _ in range(50):
            file.write(b"The army took the town. " * 43_691)
    done = run("read", "big.txt", "--published", "2020-01-18")
    assert done.returncode == InputError.exit_code
    assert one_clear_line(done, "big.txt", "max_page_bytes")


def test_a_missing_file_and_a_good_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(REPORT, encoding="utf-8")
    done = run("read", "missing.txt", "good.txt", "--published", "2020-01-18")
    assert done.returncode == InputError.exit_code
    assert one_clear_line(done, "missing.txt")
    assert "1 report read" in done.stdout
    assert run("verify").returncode == 0


def test_a_report_without_a_date_is_read_with_one_warning(run: Run, tmp_path: Path) -> None:
    text = "Town taken\n\n\nThe Syrian Arab Army captured the town of Saraqib yesterday.\n"
    (tmp_path / "undated.txt").write_text(text, encoding="utf-8")
    done = run("read", "undated.txt")
    assert done.returncode == 0
    assert one_clear_line(done, "warning", "undated.txt", "--published")
    shown = run("claims", "--json")
    assert '"date_start": null' in shown.stdout


def test_an_unknown_place_is_answered_with_the_nearest_names(run: Run, example_home: Path) -> None:
    done = run("show", "Abu Jurief Town", home=example_home)
    assert done.returncode == InputError.exit_code
    assert one_clear_line(done, "Abu Jurief Town", "Abu Jurayf")


def test_no_record_yet(run: Run) -> None:
    done = run("show", "Abu Jurayf")
    assert done.returncode == InputError.exit_code
    assert one_clear_line(done, "whoholds read")


def test_a_ledger_of_a_newer_version(run: Run, tmp_path: Path, example_home: Path) -> None:
    home = tmp_path / "newer"
    shutil.copytree(example_home, home)
    with sqlite3.connect(home / "ledger.sqlite") as raw:
        raw.execute("PRAGMA user_version = 999")
    raw.close()
    done = run("claims", home=home)
    assert done.returncode == LedgerError.exit_code
    assert one_clear_line(done, "999")


def test_a_ledger_that_is_no_ledger(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "garbage"
    home.mkdir()
    (home / "ledger.sqlite").write_bytes(b"this is no ledger at all" * 100)
    done = run("claims", home=home)
    assert done.returncode == LedgerError.exit_code
    assert one_clear_line(done, "ledger.sqlite")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("claims", "--event", "conquer"), "conquer"),
        (("claims", "--known", "yesterday"), "yesterday"),
        (("claims", "--known", "99999999"), "99999999"),
        (("claims", "--known", "9" * 5000), "99999999"),
        (("export", "claims", "out.docx"), "docx"),
        (("map", "out.bmp"), ".png"),
        (("gazetteer", "search", "?!"), "?!"),
        (("gazetteer", "add", "nothing.tsv"), "nothing.tsv"),
        (("verify", "--expect", "seventeen"), "seventeen"),
        (("verify", "--expect", "0:0fa3"), "0:0fa3"),
        (("verify", "--expect", "9" * 5000 + ":0fa3"), "0fa3"),
    ],
)
def test_what_is_not_known_is_named(
    run: Run, tmp_path: Path, example_home: Path, words: tuple[str, ...], told: str
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(example_home, home)
    done = run(*words, home=home)
    assert done.returncode != 0
    assert one_clear_line(done, told)
    assert not (tmp_path / "out.docx").exists()


def test_streams_that_the_caller_closed_cost_no_traceback(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    home = tmp_path / "home"
    whoholds = f"cd {tmp_path}; WHOHOLDS_HOME={home} {sys.executable} -m whoholds"
    for rest, code in (
        ("read report.txt --published 2020-01-18 >&-", 0),
        ("claims >&-", 0),
        ("claims --json <&- >&- 2>&-", 0),
        ("read - <&-", InputError.exit_code),
    ):
        done = subprocess.run(
            ["sh", "-c", f"{whoholds} {rest}"], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, (rest, done.stderr)
        assert "Traceback" not in done.stderr, done.stderr
    assert run("claims").stdout.count("\n") > 1


def test_a_home_that_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "file").touch()
    done = run("read", "report.txt", home=tmp_path / "file")
    assert done.returncode == StorageError.exit_code
    assert one_clear_line(done, "making the home folder", "WHOHOLDS_HOME")


def test_what_the_home_lacks_is_told_once_and_not_of_every_page(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    done = run("read", "--reader", "none", "report.txt", "report.txt")
    assert done.returncode != 0
    assert one_clear_line(done, "choosing a reader: 'none'")


def test_a_full_disk(tmp_path: Path, example_home: Path) -> None:
    """On a real file system without room: one line, and the record still verifies with what it had."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "many.jsonl").write_text(
        "".join(
            f'{{"id": "r{n}", "title": null, "published": "2020-01-{n % 28 + 1:02}", '
            f'"text": "The Syrian Arab Army captured the town of Saraqib from rebels. Report {n}."}}\n'
            for n in range(4000)
        ),
        encoding="utf-8",
    )
    size = sum(file.stat().st_size for file in example_home.rglob("*") if file.is_file())
    script = f"""
        mount -t tmpfs -o size={size // 1024 + 700}k tmpfs {disk} || exit 99
        cp -r {example_home} {disk}/home && export WHOHOLDS_HOME={disk}/home
        {sys.executable} -m whoholds read --workers 1 {tmp_path}/many.jsonl; echo "read left with $?"
        {sys.executable} -m whoholds verify; echo "verify left with $?"
    """
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this machine lets no test make a file system of its own")
    assert f"read left with {StorageError.exit_code}" in done.stdout, done.stdout + done.stderr
    assert "verify left with 0" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert one_clear_line(
        subprocess.CompletedProcess("", 6, "", done.stderr),
        "nothing of it was kept, free some space",
    )
