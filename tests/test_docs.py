"""Everything a user can type, set, get or meet is documented, and what the documentation shows is so."""

import importlib
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

import whoholds
from whoholds.base.errors import WhoholdsError
from whoholds.base.protocols import Entry, EntryKind
from whoholds.base.settings import LlmSettings, ServeSettings, Settings, load_settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
PAPERS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, *languages: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [found[2] for found in FENCE.finditer(text) if found[1] in languages]


@pytest.fixture(scope="module")
def extension() -> Iterator[Any]:
    """The modules of docs/_ext, by name."""

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        yield load
    finally:
        sys.path.remove(str(DOCS / "_ext"))


@pytest.fixture(scope="module")
def commands(extension: Any) -> dict[str, click.Command]:
    from whoholds.serve.cli import cli

    root = click.Context(cli, info_name="whoholds")
    return {
        context.command_path: command
        for command, context in extension("generated").walk_commands(cli, root)
    }


# What is documented


def test_every_mark_is_filled_and_every_part_is_used(extension: Any) -> None:
    generated = extension("generated")
    used = {
        found[1] for page in PAGES for found in generated.MARK.finditer(page.read_text("utf-8"))
    }
    assert used == set(generated.PARTS)


def test_every_command_and_option_is_documented(
    extension: Any, commands: dict[str, click.Command]
) -> None:
    page = extension("generated").commands()
    assert len(commands) >= 13
    for path, command in commands.items():
        assert f"## `{path}`\n" in page
        assert command.help, f"{path} has no help"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{path} {parameter.opts[0]} has no help"
                assert f"`{parameter.opts[0]}" in page


@pytest.mark.parametrize(
    ("kind", "part"),
    [(Settings, "settings"), (LlmSettings, "llm_settings"), (ServeSettings, "serve_settings")],
)
def test_every_setting_is_documented(extension: Any, kind: Any, part: str) -> None:
    page = getattr(extension("generated"), part)()
    said = extension("generated").attribute_docs(kind)
    for field in fields(kind):
        assert f"| `{field.name}` |" in page
        assert said[field.name].endswith((".", ")", "`")) or len(said[field.name]) > 10


def test_every_error_is_documented_with_its_exit_code(extension: Any) -> None:
    page = extension("generated").errors()
    for kind, _ in extension("generated").walk_errors(WhoholdsError, 0):
        row = re.search(rf"`{kind.__name__}` \| (\d) \| (.+) \|", page)
        assert row is not None, kind.__name__
        assert int(row[1]) == kind.exit_code
        assert row[2].endswith(".")


def test_every_column_is_documented(extension: Any) -> None:
    from whoholds.publish import columns

    page = extension("generated").claim_columns() + extension("generated").period_columns()
    for column in (*columns.CLAIM_COLUMNS, *columns.PERIOD_COLUMNS):
        assert f"`{column.name}`" in page
        assert len(column.meaning) > 5


def test_every_field_and_kind_of_an_entry_is_documented() -> None:
    page = (DOCS / "reference/ledger-format.md").read_text(encoding="utf-8")
    for field in fields(Entry):
        assert f"| `{field.name}` |" in page
    kinds = set(re.findall(r"^\| `(\w+)` \| the ", page, re.MULTILINE))
    assert kinds == {kind.value for kind in EntryKind}


def test_every_route_is_documented(extension: Any) -> None:
    generated = extension("generated")
    page = generated.http_api()
    paths = generated.description()["paths"]
    assert len(paths) >= 20
    for path in paths:
        assert f"`{path}`" in page


def test_every_public_name_is_documented() -> None:
    page = (DOCS / "reference/records.md").read_text(encoding="utf-8")
    for name in whoholds.__all__:
        assert f"`whoholds.{name}`" in page


def test_every_folder_is_explained() -> None:
    for path in (DOCS / "explanation/rooms.md", ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        text = path.read_text(encoding="utf-8")
        for folder in sorted((ROOT / "whoholds").iterdir()):
            if (folder / "__init__.py").is_file():
                assert f"`{folder.name}`" in text, f"{path.name} leaves out {folder.name}"


def test_every_benchmark_is_listed() -> None:
    page = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    scripts = {path.name for path in (ROOT / "benchmarks").glob("*.py")}
    assert set(re.findall(r"^\| `(\w+\.py)` \|", page, re.MULTILINE)) == scripts


# What is shown is so


@pytest.mark.parametrize("page", [*PAGES, *PAPERS], ids=name_of)
def test_links_between_files_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text)):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", [*PAGES, *PAPERS], ids=name_of)
def test_commands_shown_exist_with_their_options(
    page: Path, commands: dict[str, click.Command]
) -> None:
    for line in command_lines(page):
        words = shlex.split(line, comments=True)
        path = "whoholds"
        rest = words[words.index("whoholds") + 1 :]
        while rest and f"{path} {rest[0]}" in commands:
            path = f"{path} {rest.pop(0)}"
        known = {name for option in commands[path].params for name in option.opts}
        known |= {name for option in commands[path].params for name in option.secondary_opts}
        known |= {"--help", "-h", "--version"}
        options = [word.partition("=")[0] for word in rest if word.startswith("--")]
        assert set(options) <= known, line
        if isinstance(commands[path], click.Group):
            assert all(word.startswith("-") for word in rest), f"{line}: no such command"


def command_lines(page: Path) -> list[str]:
    shown = "".join(blocks(page, "sh", "console")).replace("\\\n", " ")
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    inline = [" ".join(found.split()) for found in re.findall(r"`(whoholds [^`]+)`", text)]
    typed = (line.removeprefix("$ ") for line in shown.splitlines())
    found = [re.split(r" [|>] ", line) for line in [*typed, *inline]]
    return [part for parts in found for part in parts if re.match(r"(\w+=\S+ )*whoholds ", part)]


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    (shown,) = blocks(DOCS / "reference/settings.md", "toml")
    (tmp_path / "config.toml").write_text(shown, encoding="utf-8")
    settings = load_settings({"WHOHOLDS_HOME": str(tmp_path)})
    assert settings.workers == tomllib.loads(shown)["workers"]


def test_the_settings_of_a_model_shown_are_enough_to_ask_it(tmp_path: Path) -> None:
    from whoholds.extract.llm import LlmReader

    shown = blocks(DOCS / "how-to/read-with-a-model.md", "toml")
    assert len(shown) == 2
    for table in shown:
        (tmp_path / "config.toml").write_text(table, encoding="utf-8")
        settings = load_settings({"WHOHOLDS_HOME": str(tmp_path), "EXAMPLE_KEY": "sk-1"})
        model = tomllib.loads(table)["llm"]["model"]
        assert LlmReader().configured(settings).version.endswith(f"+{model}")


def test_the_registry_shown_loads_and_says_what_the_page_says(tmp_path: Path) -> None:
    from datetime import date

    from whoholds.identify.registry import load_registry

    (shown,) = blocks(DOCS / "how-to/actors.md", "toml")
    (tmp_path / "borduria.toml").write_text(shown, encoding="utf-8")
    registry = load_registry(tmp_path)
    assert registry.side_of("borduria:hill-guard", date(2021, 2, 28)) == "borduria:government"
    assert registry.side_of("borduria:hill-guard", date(2021, 3, 1)) == "borduria:council"
    assert registry.sides()["borduria:council"].name == "Council of the North"


def test_the_reader_shown_runs() -> None:
    (shown,) = blocks(DOCS / "how-to/reader-plugin.md", "python")
    names: dict[str, Any] = {}
    exec(compile(shown, "reader-plugin.md", "exec"), names)
    assert names["claim"].actors[0].name == "Alpha"


def test_the_export_shown_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from whoholds.publish.columns import CLAIM_COLUMNS
    from whoholds.publish.tables import write_parquet

    (shown,) = blocks(DOCS / "how-to/export.md", "python")
    monkeypatch.chdir(tmp_path)
    write_parquet([], Path("claims.parquet"), CLAIM_COLUMNS, known=7)
    exec(compile(shown, "export.md", "exec"), {})
    assert "b'whoholds_known': b'7'" in capsys.readouterr().out


def test_every_python_example_is_run() -> None:
    run = {"how-to/export.md", "how-to/reader-plugin.md", "reference/ledger-format.md"}
    assert {
        page.relative_to(DOCS).as_posix() for page in PAGES if len(blocks(page, "python")) > 0
    } == run


def test_the_check_of_a_ledger_shown_finds_what_verify_finds(tmp_path: Path) -> None:
    import sqlite3

    from whoholds.base.protocols import Draft
    from whoholds.ledger.store_sqlite import open_sqlite

    path = tmp_path / "ledger.sqlite"
    ledger = open_sqlite(path, create=True)
    drafts = [
        Draft(kind=EntryKind.REPORT, subject=f"report:{at}", payload={"é": at, "x": [1.5, None]})
        for at in range(3)
    ]
    newest = ledger.append(drafts, by="ada")[-1]
    ledger.close()
    (shown,) = blocks(DOCS / "reference/ledger-format.md", "python")
    names: dict[str, Any] = {}
    exec(compile(shown, "ledger-format.md", "exec"), names)
    assert names["check"](path) == (newest.seq, newest.digest)
    with sqlite3.connect(path) as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE entries SET payload = replace(payload, '1.5', '2.5')")
    connection.close()
    with pytest.raises(AssertionError, match="entry 1: payload"):
        names["check"](path)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((DOCS / "tutorial").glob("*.md"))], ids=name_of
)
def test_the_answers_shown_are_the_answers_given(
    page: Path, extension: Any, tmp_path: Path, compiled_gazetteers: Path
) -> None:
    console = extension("console")
    session = console.Session(tmp_path, gazetteers=compiled_gazetteers)
    for step in console.steps(page.read_text(encoding="utf-8")):
        if not step.runs:
            continue
        found = session.run(step.command)
        if not console.matches(step.shown, found):
            lines = unified_diff(
                step.shown.splitlines(), found.splitlines(), "shown", "given", lineterm="", n=1
            )
            pytest.fail(
                f"{step.command!r} answers otherwise: run `python docs/_ext/console.py "
                f"{name_of(page)}`\n" + "\n".join(islice(lines, 30)),
                pytrace=False,
            )


def test_the_comparison_can_fail(extension: Any) -> None:
    matches = extension("console").matches
    assert matches("a\n[…]\nd", "a\nb\nc\nd")
    assert not matches("a\n[…]\nd", "a\nb\nc")
    assert not matches("a", "a\nb")
    assert matches("", "")
