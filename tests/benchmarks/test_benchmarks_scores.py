"""Conflicts, texts, figures and the table of what is asked."""

import tomllib
from pathlib import Path

import pytest

import benchmarks
from benchmarks.figures import f1, keep_figures, print_table, share
from benchmarks.hard_cases import judge
from benchmarks.predictions import Row, as_report, predict
from benchmarks.reader_conflicts import NONE, SMALL, by_conflict, conflict_of
from benchmarks.readers import default_reader, open_reader
from benchmarks.score_table import NOT_MEASURED, read_figures, row_of
from benchmarks.texts import read_reports
from whoholds.extract.readers import known_readers

ASKED = Path(*benchmarks.__path__) / "asked.toml"
DEMAND = {"measure": "m", "figures": "gold", "key": "k", "of": "n", "verbs": "", "readers": ".9"}


def test_documents_go_to_their_conflict() -> None:
    docs: list[Row] = [
        {"id": "a", "conflict": "One", "context": ["Other"]},
        {"id": "b", "context": ["One", "Two"]},
        {"id": "c", "context": []},
        {"id": "d", "conflict": "Three"},
    ]
    assert [conflict_of(row) for row in docs] == ["One", "One", NONE, "Three"]
    gold = [{"doc": "a"}, {"doc": "b"}, {"doc": "d"}]
    groups = by_conflict(docs, gold, 2)
    assert {name: [row["id"] for row in some] for name, some in groups.items()} == {
        "One": ["a", "b"],
        SMALL: ["c", "d"],
    }


def test_xml_news_bears_characters_that_xml_forbids(tmp_path: Path) -> None:
    path = tmp_path / "news.xml"
    path.write_text(
        "<articles><article><title> A\n title </title><text><![CDATA[Keshi & \x0b co. seized it.]]>"
        "</text></article><article><text> </text></article></articles>",
        encoding="utf-8",
    )
    (report,) = read_reports(path)
    assert report.title == "A title"
    assert report.text.startswith("Keshi &")
    assert report.text.endswith("seized it.")


def test_paragraphs_are_reports_of_their_own_too(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text('{"page": "Battle", "paragraphs": ["One.", "Two."]}\n', encoding="utf-8")
    assert [r.text for r in read_reports(path)] == ["One.\n\nTwo."]
    assert [r.text for r in read_reports(path, paragraphs=True)] == ["One.\n\nTwo.", "One.", "Two."]


def test_predictions_have_the_form_of_the_labelled_files(tmp_path: Path) -> None:
    row = {"id": "a", "published": "2031-05-14", "text": "Keshi rebels seized the town of Dorvel."}
    assert as_report(row).published is not None
    (claim,) = predict(open_reader("plain", tmp_path / "home"), [row])
    assert (claim["doc"], claim["event"], claim["status"]) == ("a", "take", "happened")
    assert claim["trigger"] == {"start": 13, "end": 19, "text": "seized"}
    assert [place["name"] for place in claim["places"]] == ["Dorvel"]
    assert 0 <= claim["confidence"] <= 1


def test_the_reader_under_test_is_the_one_that_the_package_chooses() -> None:
    assert default_reader() in known_readers()


def test_a_demand_is_answered_or_said_not_to_be(tmp_path: Path) -> None:
    assert row_of(DEMAND | {"least": 0.9}, {})[4] == NOT_MEASURED
    keep_figures(tmp_path / "gold.json", "plain", {"k": 0.9, "n": 5})
    figures = read_figures(tmp_path, DEMAND)
    at_least = row_of(DEMAND | {"least": 0.9}, figures)
    assert at_least[:8] == ["m", None, ".9", "≥ 0.9", 0.9, 5, "yes", "plain"]
    assert row_of(DEMAND | {"least": 0.91}, figures)[6] == "no"
    assert row_of(DEMAND | {"most": 0.9}, figures)[6] == "yes"
    assert row_of(DEMAND | {"most": 0}, figures)[6] == "no"
    assert row_of(DEMAND | {"most": 1, "of_least": 6}, figures)[6] == "no"
    assert row_of(DEMAND, figures)[6] is None


def test_every_demand_is_complete() -> None:
    asked = tomllib.loads(ASKED.read_text(encoding="utf-8"))["asked"]
    assert len(asked) > 20
    for demand in asked:
        assert {"measure", "figures", "key", "verbs", "readers"} <= demand.keys()
        assert not {"least", "most"} <= demand.keys()
    assert len({demand["measure"] for demand in asked}) == len(asked)


def test_tables_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "n"), [["a", 0.5], ["longer", None]])
    assert capsys.readouterr().out == "name        n\na       0.500\nlonger      –\n"


def test_f1_and_share_of_nothing() -> None:
    assert f1(0, 0, 0) == 0.0
    assert f1(2, 4, 2) == pytest.approx(2 * 1 * 0.5 / 1.5)
    assert share(0, 0) is None
    assert share(1, 4) == 0.25


def test_a_hard_case_holds_if_all_its_tests_pass(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(
        '<testsuites><testcase name="test_hard_case[H1]"/><testcase name="test_hard_case[H12]"/>'
        '<testcase name="test_other[H12-a]"><failure/></testcase><testcase name="test_hard_case[H2]">'
        '<skipped/></testcase><testcase name="test_something_else"/></testsuites>',
        encoding="utf-8",
    )
    assert judge([path]) == ({1}, {2, 12})
