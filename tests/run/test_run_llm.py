"""A model's answers in the record: kept with the reading, read again, replayed; runs that end early."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from whoholds.base.errors import ModelError, ModelUnavailable, SettingsError
from whoholds.base.ids import canonical_bytes
from whoholds.base.protocols import EntryKind
from whoholds.base.settings import LlmSettings, Settings
from whoholds.extract.plain import PlainReader
from whoholds.ledger.verify import verify_ledger
from whoholds.run.batch import Outcome, Said, find_pages, read_into_ledger, read_pages
from whoholds.run.home import Home
from whoholds.run.pipeline import readings_on_record

if TYPE_CHECKING:
    from tests.conftest import ChatServer

KEY = "sk-very-secret"
TEXT = "The Syrian Arab Army captured Saraqib on Friday."
Open = Callable[..., Home]


@pytest.fixture
def open_home(settings: Settings, chat: "ChatServer") -> Iterator[Open]:
    """Open the home with the reader `llm`; further words are settings of `[llm]`."""
    opened: list[Home] = []

    def make(reader: str = "llm", **changes: Any) -> Home:
        given: dict[str, Any] = {"address": chat.address, "model": "m-1", "retries": 0}
        llm = LlmSettings(**(given | changes))
        home = Home.open(replace(settings, reader=reader, llm=llm, llm_key=KEY))
        opened.append(home)
        return home

    yield make
    for home in opened:
        home.close()


@pytest.fixture
def taken(chat: "ChatServer") -> "ChatServer":
    """The server, whose model finds the one claim of `TEXT`."""
    chat.always = chat.claims(
        chat.claim(
            "The Syrian Arab Army captured Saraqib on Friday",
            "captured",
            actors=[{"name": "Syrian Arab Army", "text": "Syrian Arab Army"}],
            places=[
                {
                    "name": "Saraqib",
                    "kind": "settlement",
                    "within": [],
                    "text": "Saraqib",
                    "relation": None,
                }
            ],
            when="Friday",
        ),
        chat.claim("The moon fell", "fell"),
    )
    return chat


def reading_of(home: Home, *texts: str, read_all: Any = read_into_ledger) -> Iterator[Outcome]:
    lines = "".join(json.dumps({"published": "2020-01-18", "text": text}) + "\n" for text in texts)
    pages = find_pages(["-"], home, stdin=BytesIO(lines.encode()))
    outcomes: Iterator[Outcome] = read_all(pages, home, said=Said())
    return outcomes


def read(home: Home, *texts: str, read_all: Any = read_into_ledger) -> list[Outcome]:
    return list(reading_of(home, *texts, read_all=read_all))


def entries(home: Home, kind: EntryKind) -> list[bytes]:
    return [canonical_bytes(entry.payload) for entry in home.ledger.entries(kind=kind)]


def test_the_answer_is_on_record_with_the_reading(open_home: Open, taken: "ChatServer") -> None:
    home = open_home()
    (outcome,) = read(home, TEXT)
    assert outcome.read is not None
    assert outcome.added == 1
    assert len(outcome.read.fresh) == 1
    assert "does not stand in the report: 'The moon fell'" in outcome.read.signals[0]
    (reading,) = readings_on_record(outcome.read.page.sha256, home.ledger)
    assert reading.reader == "llm@1+m-1"
    assert reading.answers == outcome.read.answers
    assert json.loads(reading.answers[0].body)["model"] == "test-1"
    assert json.loads(reading.answers[0].parameters)["sent"]["seed"] == 0
    checked = verify_ledger(home.ledger, home.pages)
    assert (checked.claims, checked.readings) == (1, 1)


def test_reading_again_asks_nothing_and_adds_nothing(open_home: Open, taken: "ChatServer") -> None:
    read(open_home(), TEXT)
    position = open_home().ledger.position()
    (outcome,) = read(open_home(), TEXT)
    assert outcome.read is not None
    assert outcome.read.fresh == ()
    assert len(outcome.read.answers) == 1
    assert len(taken.seen) == 1
    assert open_home().ledger.position() == position


def test_a_replay_adds_nothing_and_needs_no_server(open_home: Open, taken: "ChatServer") -> None:
    home = open_home()
    (first,) = read(home, TEXT)
    position = home.ledger.position()
    again = open_home(address="", model="", replay=True)
    (outcome,) = read(again, TEXT)
    assert first.read is not None
    assert outcome.read is not None
    assert outcome.read.claims == first.read.claims
    assert outcome.read.answers == first.read.answers
    assert again.ledger.position() == position
    assert len(taken.seen) == 1


def test_a_replay_after_another_reader_counts_again(open_home: Open, taken: "ChatServer") -> None:
    (first,) = read(open_home(), TEXT)
    read(open_home("plain"), TEXT)
    home = open_home(replay=True)
    read(home, TEXT)
    assert first.read is not None
    readings = readings_on_record(first.read.page.sha256, home.ledger)
    assert [reading.reader for reading in readings] == [
        "llm@1+m-1",
        f"plain@{PlainReader.version}",
        "llm@1+m-1",
    ]
    assert readings[0] == readings[2]
    # One statement, read twice, is on record once for each way to read it.
    assert len(set(entries(home, EntryKind.CLAIM))) == len(entries(home, EntryKind.CLAIM))


def test_two_records_of_the_same_answers_hold_the_same_claims(
    open_home: Open, taken: "ChatServer", settings: Settings
) -> None:
    home = open_home()
    read(home, TEXT)
    other = Home.open(replace(home.settings, home=settings.home.parent / "other"))
    try:
        read(other, TEXT)
        for kind in (EntryKind.CLAIM, EntryKind.READING, EntryKind.RESOLUTION):
            assert entries(home, kind) == entries(other, kind)
    finally:
        other.close()


def test_one_report_that_fails_names_itself_and_the_others_are_read(
    open_home: Open, taken: "ChatServer"
) -> None:
    bad = taken.says("no JSON")
    taken.script.extend([taken.always, bad, bad])
    outcomes = read(open_home(), TEXT, f"{TEXT} Again.", f"{TEXT} And again.")
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    error = outcomes[1].error
    assert type(error) is ModelError
    assert str(error).startswith("reading standard input:2: the model 'm-1' gave no answer")


def test_the_budget_ends_the_run_and_the_next_run_goes_on(
    open_home: Open, taken: "ChatServer"
) -> None:
    texts = [f"{TEXT} {number}." for number in range(4)]
    home = open_home(budget_tokens=2000)
    running = reading_of(home, *texts)
    assert [next(running).added, next(running).added] == [1, 1]
    with pytest.raises(ModelUnavailable, match=r"llm\.budget_tokens.*run the same command again"):
        next(running)
    assert len(entries(home, EntryKind.REPORT)) == 2
    outcomes = read(open_home(), *texts)
    assert [len(outcome.read.fresh) for outcome in outcomes if outcome.read] == [0, 0, 1, 1]
    assert len(taken.seen) == 4


def test_a_key_that_is_refused_ends_the_run(open_home: Open, chat: "ChatServer") -> None:
    chat.always = chat.refuses("bad key", status=401)
    with pytest.raises(ModelUnavailable, match="bad key"):
        read(open_home(), TEXT, f"{TEXT} Again.")
    assert len(chat.seen) == 1


def test_many_reports_are_read_in_one_process_with_one_budget(
    open_home: Open, taken: "ChatServer"
) -> None:
    texts = [f"{TEXT} {number}." for number in range(25)]
    home = open_home(budget_tokens=1200 * 25)
    home = Home.open(replace(home.settings, workers=2))
    try:
        outcomes = read(home, *texts)
    finally:
        home.close()
    assert sum(outcome.added for outcome in outcomes) == 25
    assert len(taken.seen) == 25


def test_requests_side_by_side_give_the_same_record(
    open_home: Open, taken: "ChatServer", settings: Settings
) -> None:
    texts = [f"{TEXT} {number}." for number in range(9)]
    one = open_home()
    read(one, *texts)
    prompt, together = taken.always, threading.Barrier(3)

    def only_three_at_a_time(request: Any) -> None:
        together.wait(timeout=20)
        prompt(request)

    taken.always = only_three_at_a_time
    llm = replace(one.settings.llm, requests_at_once=3)
    many = Home.open(replace(one.settings, home=settings.home.parent / "many", llm=llm))
    try:
        outcomes = read(many, *texts)
        assert [outcome.error for outcome in outcomes] == [None] * 9
        assert len(taken.seen) == 18
        for kind in (EntryKind.REPORT, EntryKind.CLAIM, EntryKind.READING):
            assert entries(many, kind) == entries(one, kind)
    finally:
        many.close()


def test_a_fault_side_by_side_is_that_of_its_report(open_home: Open, taken: "ChatServer") -> None:
    texts = [f"{TEXT} {number}." for number in range(6)]
    good = taken.always
    taken.always = taken.says("no JSON")
    home = open_home(requests_at_once=4, retries=0)
    read(home, texts[0])
    taken.always = good
    outcomes = read(home, *texts)
    assert [outcome.error for outcome in outcomes] == [None] * 6
    taken.always = taken.refuses("bad key", status=401)
    running = reading_of(home, "Another.", "And another.")
    with pytest.raises(ModelUnavailable, match="bad key"):
        next(running)


def test_a_dry_run_keeps_no_answers(open_home: Open, taken: "ChatServer") -> None:
    home = open_home()
    (outcome,) = read(home, TEXT, read_all=read_pages)
    assert outcome.read is not None
    assert len(outcome.read.claims) == 1
    assert not home.settings.ledger_path.exists()


def test_no_key_is_in_the_home(open_home: Open, taken: "ChatServer") -> None:
    taken.always = taken.says(f'{{"claims": []}} {KEY}')
    home = open_home(key_variable="MY_KEY")
    read(home, TEXT)
    home.close()
    assert taken.seen[0][1]["Authorization"] == f"Bearer {KEY}"
    files = [path for path in home.settings.home.rglob("*") if path.is_file()]
    assert len(files) > 1
    assert not any(KEY.encode() in path.read_bytes() for path in files)
    assert KEY not in repr(home.settings)


def test_without_an_address_the_reader_is_off(open_home: Open) -> None:
    with pytest.raises(SettingsError, match=r"llm\.address"):
        read(open_home(address=""), TEXT)
