"""Damaged reports come from their number alone, and the checks find what is broken."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from typing_extensions import override

from benchmarks.checks import Broken, check_claim, failure_of, read_checked, time_limit
from benchmarks.mutations import LONGEST, MUTATIONS, mutated
from benchmarks.reader_mutations import Task, Worker, read_state, read_twice
from whoholds.base.errors import SpanMismatch
from whoholds.base.protocols import Reader
from whoholds.base.records import Claim, Mention, Report
from whoholds.base.spans import Quote, Span
from whoholds.extract.plain import PlainReader

TEXT = (
    "Keshi rebels seized the town of Dorvel on Monday. The Azmari Army denied it, Radio Arvo said."
)
REPORT = Report(page="0" * 64, cleaner="test@1", title="Keshi rebels seize Dorvel", text=TEXT)
POOL = [[REPORT], [replace(REPORT, text="Clashes broke out in Arvo.\n" * 5, title=None)]]
TASK = Task(files=(), reader="plain", home=Path(), seed=7)


def test_a_number_makes_one_report_and_numbers_differ() -> None:
    made = [mutated(POOL, 7, n) for n in range(60)]
    assert made == [mutated(POOL, 7, n) for n in range(60)]
    assert len({report.text for report in made}) > 50
    assert made != [mutated(POOL, 8, n) for n in range(60)]
    assert any(report.title not in (REPORT.title, None) for report in made)


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_mutation_changes_texts_bears_empty_ones_and_makes_no_surrogates(name: str) -> None:
    mutation = MUTATIONS[name]
    results = [mutation(TEXT, Random(n)) for n in range(20)]
    assert results == [mutation(TEXT, Random(n)) for n in range(20)]
    assert any(result != TEXT for result in results)
    for result in (*results, mutation("", Random(1)), mutation("a", Random(1))):
        assert result.encode("utf-8").decode("utf-8") == result


def test_texts_stay_bounded() -> None:
    long = [[replace(REPORT, text=TEXT * 500)]]
    assert max(len(mutated(long, 7, n).text) for n in range(40)) <= LONGEST


def claim() -> Claim:
    return next(c for c in PlainReader().read(REPORT) if not c.quote.in_title)


def test_a_sound_claim_passes() -> None:
    check_claim(claim(), REPORT)
    count, _ = read_checked(PlainReader(), REPORT)
    assert count > 0


@pytest.mark.parametrize(
    "broken",
    [
        {"confidence": 1.01},
        {"confidence": float("nan")},
        {"actors": (Mention(name=" "),)},
        {"actors": (Mention(name="Keshi", text="Keshi"),)},
        {"trigger": Quote(Span(len(TEXT) - 5, len(TEXT)), TEXT[-5:])},
    ],
)
def test_a_broken_claim_is_found(broken: dict[str, object]) -> None:
    with pytest.raises(Broken):
        check_claim(replace(claim(), **broken), REPORT)  # type: ignore[arg-type] # one of several fields


def test_a_quote_of_other_words_is_found() -> None:
    with pytest.raises(SpanMismatch):
        check_claim(claim(), replace(REPORT, text=TEXT.upper()))


def test_a_reader_that_does_not_end_is_stopped() -> None:
    with pytest.raises(Broken, match="more than"), time_limit(0.05):
        time.sleep(5)


def test_failures_are_told_in_one_line() -> None:
    assert failure_of(lambda: 1) is None
    said = failure_of(lambda: json.loads("{"))
    assert said is not None
    assert said.startswith("JSONDecodeError in ")
    assert "\n" not in said


class Failing(PlainReader):
    """Fails on reports that name no Dorvel, and is less sure each time."""

    def __init__(self) -> None:
        self.times = 0

    @override
    def read(self, report: Report) -> list[Claim]:
        self.times += 1
        if "Dorvel" not in report.text:
            raise IndexError(report.text)
        return [replace(found, confidence=1 / self.times) for found in super().read(report)]


def worker(first: Reader, second: Reader, pool: Sequence[Sequence[Report]] = POOL) -> Worker:
    return Worker(TASK, pool, first, second)


def test_a_sound_reader_has_no_failures() -> None:
    row = read_twice(worker(PlainReader(), PlainReader()), range(40))
    assert row["failures"] == []
    assert row["claims"] > 0
    assert (row["start"], row["reports"]) == (0, 40)


def test_crashes_and_second_readings_that_differ_are_counted() -> None:
    row = read_twice(worker(Failing(), Failing()), range(40))
    said = {error for _, error in row["failures"]}
    assert any(error.startswith("IndexError in read") for error in said)
    assert any("second reading" in error for error in said)


def test_a_run_goes_on_after_half_a_line_and_not_with_another_reader(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    about = {"reader": "plain@1", "seed": 7, "texts": "abc"}
    assert read_state(path, about) == {}
    row = {"start": 100, "reports": 100, "claims": 3, "failures": []}
    path.write_text(f'{json.dumps(about)}\n{json.dumps(row)}\n{{"start": 2', encoding="utf-8")
    assert read_state(path, about) == {100: row}
    assert path.read_text(encoding="utf-8").endswith("}\n")
    with pytest.raises(SystemExit, match="plain@2"):
        read_state(path, about | {"reader": "plain@2"})
