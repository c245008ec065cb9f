"""`whoholds publish` and `whoholds report`, as they are typed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.settings import Settings
from whoholds.serve.cli import cli

Typed = Callable[..., Result]


@pytest.fixture
def typed(record_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command over the record made by hand."""
    monkeypatch.setenv("WHOHOLDS_HOME", str(record_settings.home))

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    return run


def test_a_report_is_printed_as_markdown(typed: Typed) -> None:
    done = typed("report", "--on", "2020-01-19", "--title", "Idlib")
    assert done.exit_code == 0, done.exception
    assert done.output.startswith("# Idlib: 19 January 2020\n")
    assert "Changed hands: taken by Hay'at Tahrir al-Sham from Syrian Arab Army." in done.output
    assert "REJECTEDWORDS" not in done.output


def test_a_report_is_written_as_it_was_known_then(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "daily.html"
    done = typed("report", "--on", "2020-01-16", "--known", "13", "--out", str(out), "--json")
    assert done.exit_code == 0, done.exception
    told = json.loads(done.output)
    assert (told["files"], told["known"], told["since"]) == ([str(out)], 13, 0)
    text = out.read_text()
    assert "Nothing was on record then." in text
    assert "recaptured" not in text


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        (("report", "--out", "daily.docx"), UnknownName, r"none of \.html, \.md, \.pdf"),
        (("report", "--site", "javascript:alert(1)"), InputError, "no address of a site"),
        (("publish", "site", "--address", "maps.example.org"), InputError, "no address of a site"),
    ],
)
def test_what_cannot_be_done_is_told_at_once(
    typed: Typed, words: tuple[str, ...], kind: type[Exception], said: str
) -> None:
    done = typed(*words)
    assert isinstance(done.exception, kind)
    with pytest.raises(kind, match=said):
        raise done.exception


def test_a_site_is_written_and_counted(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whoholds.run.publishing.draw", lambda _, path, **__: path.write_bytes(b""))
    done = typed("publish", str(tmp_path / "site"), "--known", "13", "--to", "2020-01-16", "--json")
    assert done.exit_code == 0, done.exception
    told = json.loads(done.output)
    assert (told["position"], told["days"], told["withheld"]) == (13, 1, 1)
    assert told["written"]["files"] == told["written"]["changed"] > 40
    page = (tmp_path / "site" / "map" / "index.html").read_text()
    assert 'name="whoholds-data" content="files" data-base="../data/"' in page
