"""Which date words a claim may go by, and that the scorer of days picks among them alone."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.records import Certainty, Event, Report, Status, TimeFrame
from whoholds.extract.analysis import analyse
from whoholds.extract.day_answers import DayAnswer, day_answers, is_ruled, ruled_answer
from whoholds.extract.day_features import answer_features, day_kind, weigh_parts
from whoholds.extract.day_scorer import FOLDER, META, WEIGHTS, load_day_scorer
from whoholds.extract.decisions import units_of
from whoholds.extract.drafts import View
from whoholds.extract.scorers import ScorerError
from whoholds.extract.telldays import other_day
from whoholds.extract.trained import TrainedReader
from whoholds.extract.units import Typed, Unit, form_of


def asked(text: str, word: str, published: date | None = None) -> tuple[View, Typed, Unit]:
    report = Report(page="", cleaner="", title=None, text=text, published=published)
    for view, typed, found in units_of(analyse(report), None, frozenset()):
        for unit, _ in found:
            if typed.parsed.tokens[unit.first].text == word:
                return view, typed, unit
    raise AssertionError(word)


def answers(text: str, word: str, status: Status = Status.HAPPENED) -> list[DayAnswer]:
    view, typed, unit = asked(text, word)
    ruled = ruled_answer(view, unit, form_of(unit, typed), [], Event.TAKE, status, text)
    return day_answers(view, unit, status, ruled, text)


def told(found: list[DayAnswer]) -> list[tuple[str, str | None]]:
    return [
        (answer.kind, answer.when.text if answer.when is not None else None) for answer in found
    ]


def test_words_of_the_sentence_come_first_the_nearest_before_the_others() -> None:
    text = "On 4 May rebels left Dorvel, and on 6 May troops captured Dorvel."
    assert told(answers(text, "captured")) == [
        ("words", "6 May"),
        ("words", "4 May"),
        ("news", None),
        ("none", None),
    ]


def test_words_before_the_sentence_are_carried_the_last_first() -> None:
    text = "On 4 May rebels left Dorvel. The next day it was calm. Troops captured Dorvel."
    found = answers(text, "captured")
    assert told(found)[:2] == [("carried", "The next day"), ("carried", "4 May")]
    assert all(a.carried for a in found[:2])


def test_what_is_to_come_is_no_news() -> None:
    found = answers("Troops will try to capture Dorvel.", "capture", Status.EXPECTED)
    assert told(found) == [("none", None)]
    assert found[0].frame is TimeFrame.FUTURE


def test_words_before_a_noun_are_carried_nowhere() -> None:
    text = "The 2015 attack on Dorvel is remembered. Troops captured Dorvel."
    assert told(answers(text, "captured")) == [("news", None), ("none", None)]


def test_the_rules_answer_is_among_the_answers() -> None:
    text = "On 4 May rebels left Dorvel. Troops captured Dorvel."
    view, typed, unit = asked(text, "captured")
    ruled = ruled_answer(view, unit, form_of(unit, typed), [], Event.TAKE, Status.HAPPENED, text)
    found = day_answers(view, unit, Status.HAPPENED, ruled, text)
    chosen = [answer for answer in found if is_ruled(answer, ruled)]
    assert [(a.kind, a.when and a.when.text) for a in chosen] == [("carried", "4 May")]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("17 january", "day"),
        ("january 17 , 2020", "day+year"),
        ("mid-october", "month"),
        ("may 2015", "month+year"),
        ("friday", "weekday"),
        ("last friday", "last weekday"),
        ("2014", "year"),
        ("yesterday", "yesterday"),
        ("two days ago", "ago"),
        ("the next day", "the day"),
    ],
)
def test_sorts_of_date_words(words: str, kind: str) -> None:
    assert day_kind(words.split()) == kind


def test_features_tell_a_dated_page_from_one_without() -> None:
    text = "On 4 May rebels left Dorvel. Troops captured Dorvel."
    view, typed, unit = asked(text, "captured")
    ruled = ruled_answer(view, unit, form_of(unit, typed), [], Event.TAKE, Status.HAPPENED, text)
    found = day_answers(view, unit, Status.HAPPENED, ruled, text)
    for answer in found:
        both = [
            answer_features(answer, view, typed, unit, "take", Status.HAPPENED, ruled, published)
            for published in (True, False)
        ]
        assert both[0] != both[1]
    parts = weigh_parts(found, view, typed, unit, "take", Status.HAPPENED, ruled, published=True)
    assert len(parts) == len(found)


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader()


@pytest.mark.parametrize(
    ("text", "trigger", "words"),
    [
        ("Troops captured Dorvel on Friday.", "captured", "Friday"),
        ("On Friday troops captured Dorvel and repelled an attack.", "repelled", "Friday"),
        ("Troops captured Dorvel on 4 May. On 6 May rebels recaptured it.", "captured", "4 May"),
        ("Troops captured Dorvel on 4 May. On 6 May rebels recaptured it.", "recaptured", "6 May"),
    ],
)
def test_the_reader_goes_by_the_words_of_the_clause(
    reader: TrainedReader, text: str, trigger: str, words: str
) -> None:
    report = Report(page="0" * 64, cleaner="t@1", title=None, text=text, published=date(2020, 6, 1))
    claim = next(c for c in reader.read(report) if c.trigger.text == trigger)
    assert claim.when is not None
    assert claim.when.text.removeprefix("on ") == words
    assert text[claim.when.span.start : claim.when.span.end] == claim.when.text


@pytest.mark.parametrize("damage", ["no weights", "other weights", "no meta", "format", "no json"])
def test_damaged_weights_are_refused(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "days"
    shutil.copytree(FOLDER, folder)
    if damage == "no weights":
        (folder / WEIGHTS).unlink()
    elif damage == "other weights":
        (folder / WEIGHTS).write_bytes(b"PK")
    elif damage == "no meta":
        (folder / META).unlink()
    elif damage == "no json":
        (folder / META).write_text("{")
    else:
        meta = json.loads((folder / META).read_text())
        (folder / META).write_text(json.dumps(meta | {"format": 99}))
    with pytest.raises(ScorerError, match="scorer of days"):
        load_day_scorer(folder)


def test_a_denial_without_a_day_is_of_the_day_denied(reader: TrainedReader) -> None:
    text = "M23 said on Tuesday it had captured Sake. The army denied that M23 had captured Sake."
    report = Report(
        page="0" * 64, cleaner="t@1", title=None, text=text, published=date(2031, 5, 14)
    )
    told, denied = reader.read(report)
    assert (told.status, denied.status) == (Status.HAPPENED, Status.DENIED)
    assert not other_day(told, denied, report.published)
    assert told.certainty is not None
    assert told.certainty <= Certainty.UNCONFIRMED
