"""What is taken may be no place, whatever place the sentence names."""

import pytest

from whoholds.base.records import Event, Report
from whoholds.base.spans import Span
from whoholds.extract.analysis import analyse
from whoholds.extract.decisions import units_of
from whoholds.extract.known import NONE_KNOWN
from whoholds.extract.syntax import load_parser
from whoholds.extract.taken import taken_instead
from whoholds.extract.trained import TrainedReader


def instead(text: str, verb: str, place: str) -> str | None:
    report = Report(page="0" * 64, cleaner="test@1", title=None, text=text)
    start = text.find(place)
    for _, typed, found in units_of(analyse(report), load_parser(), frozenset((verb,))):
        for unit, _ in found:
            tokens = typed.parsed.tokens[unit.first : unit.last]
            if verb in [token.lower for token in tokens]:
                spans = [t_span(start, start + len(place))] if start >= 0 else []
                return taken_instead(typed, unit, spans, NONE_KNOWN)
    raise AssertionError(f"{verb!r} is in no sentence")


def t_span(start: int, end: int) -> Span:
    return Span(start, end)


@pytest.mark.parametrize(
    ("text", "verb", "place", "taken"),
    [
        ("The rebels captured three officers near Tarba.", "captured", "Tarba", "officers"),
        ("Border police seized 40 rifles at Tarba.", "seized", "Tarba", "rifles"),
        ("Two journalists were seized in Tarba on Monday.", "seized", "Tarba", "journalists"),
        ("Police captured Kevin Abrams in Tarba.", "captured", "Tarba", "Kevin Abrams"),
        ("Fighters captured tanks and hostages from Tarba.", "captured", "Tarba", "tanks"),
    ],
)
def test_people_arms_and_persons_are_no_place(text: str, verb: str, place: str, taken: str) -> None:
    assert instead(text, verb, place) == taken


@pytest.mark.parametrize(
    ("text", "verb", "place"),
    [
        ("The rebels captured Tarba.", "captured", "Tarba"),
        ("The rebels captured three villages near Tarba.", "captured", "Tarba"),
        ("The rebels captured most of Tarba.", "captured", "Tarba"),
        ("The army seized a string of hamlets around Tarba.", "seized", "Tarba"),
        ("Troops retook 40 square kilometres near Tarba.", "retook", "Tarba"),
        ("The army captured 20 soldiers and Tarba.", "captured", "Tarba"),
        ("Rebels seized the police station in Tarba.", "seized", "Tarba"),
        ("It was captured in May.", "captured", "Tarba"),
        ("The army captured Abu Hassan.", "captured", "Abu Hassan"),
    ],
)
def test_a_place_and_what_is_measured_of_it_stay(text: str, verb: str, place: str) -> None:
    assert instead(text, verb, place) is None


def test_the_reader_tells_no_place_taken_where_people_were() -> None:
    reader = TrainedReader()
    text = "Rebels captured three officers near Tarba after clashes on Monday, the army said."
    report = Report(page="0" * 64, cleaner="test@1", title=None, text=text)
    assert Event.TAKE not in [claim.event for claim in reader.read(report)]
