"""What is decided about each unit of a report: event or none, status, slots, how surely."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from whoholds.base.records import Event, Mention, PlaceMention, Report, Status
from whoholds.extract.analysis import analyse
from whoholds.extract.answers import SLOTS
from whoholds.extract.decisions import (
    NONE,
    TOO_MANY,
    Decision,
    TooManyClaims,
    decide,
    status_of,
    units_of,
    usable_features,
)
from whoholds.extract.scorers import Rows, Scorer, Scorers, key_of, load_scorers, names_of
from whoholds.extract.syntax import Tree, load_parser

TEXT = (
    "The Azmari Army captured the town of Dorvel from Keshi rebels on Monday. "
    "Shops were open. However, the rebels denied that Dorvel had fallen, and shelled it."
)
TITLE = "Azmari Army captures Dorvel"


def report(text: str, title: str | None = None) -> Report:
    return Report(page="0" * 64, cleaner="test@1", title=title, text=text)


def decided(text: str, title: str | None = None, scorers: Scorers | None = None) -> list[Decision]:
    return decide(analyse(report(text, title)), load_parser(), scorers or load_scorers())


def always(**chosen: float) -> Scorers:
    """Return the scorers that ship, but every unit names the events as likely as given by weight."""
    shipped = load_scorers()
    bias = np.array([chosen.get(name, -9.0) for name in shipped.event.classes], np.float32)
    event = replace(
        shipped.event, rows=Rows(), weights=np.zeros((0, len(bias)), np.float32), bias=bias
    )
    return replace(shipped, event=event)


def words(decision: Decision) -> str:
    return decision.view.parsed.words(decision.unit.first, decision.unit.last)


def test_every_unit_is_decided_once_in_the_order_of_the_text_title_first() -> None:
    found = decided(TEXT, TITLE)
    at = [(not d.view.parsed.in_title, d.view.parsed.tokens[d.unit.first].start) for d in found]
    assert at == sorted(set(at))
    assert [words(d) for d in found if d.view.parsed.in_title] == ["captures"]
    assert {"captured", "fallen", "shelled"} <= {words(d) for d in found}


def test_a_decision_for_an_event_fills_all_slots_and_one_against_tells_why() -> None:
    found = decided(TEXT + " The army captured its best year yet, the attack of a virus aside.")
    for decision in found:
        assert sum(decision.events.values()) == pytest.approx(1)
        if decision.event is None:
            assert decision.why
            assert decision.slots == {}
            continue
        assert decision.why == ""
        assert sum(decision.statuses.values()) == pytest.approx(1)
        assert set(decision.slots) == set(SLOTS)
        assert 0 <= decision.confidence <= 1
        for slot, weighed in decision.slots.items():
            likely = [p for _, p in weighed.answers]
            if slot != "targets":
                assert likely == sorted(likely, reverse=True)
            assert sum(likely) == pytest.approx(1)
            assert weighed.sure == likely[0]
            assert weighed.best is weighed.answers[0][0]
    assert any(decision.event is Event.TAKE for decision in found)


def test_the_same_report_is_decided_in_the_same_way() -> None:
    def told(decisions: list[Decision]) -> list[tuple[object, ...]]:
        return [
            (words(d), d.events, d.event, d.why, d.statuses, d.status, d.confidence,
             {slot: [(a.mentions, p) for a, p in w.answers] for slot, w in d.slots.items()})
            for d in decisions
        ]  # fmt: skip

    assert told(decided(TEXT, TITLE)) == told(decided(TEXT, TITLE))


def test_who_and_where_are_the_likeliest_answers() -> None:
    (first, *_) = [d for d in decided(TEXT) if words(d) == "captured"]
    assert [m.name for m in first.who("actors")] == ["Azmari Army"]
    assert [p.name for p in first.where()] == ["Dorvel"]
    assert all(isinstance(m, Mention) for m in first.who("targets"))
    assert all(isinstance(p, PlaceMention) for p in first.where())


def test_nobody_is_both_the_one_who_did_it_and_the_one_it_was_done_to() -> None:
    """Even where the scorer of targets likes the actor best: others, or nobody, go before."""
    shipped = load_scorers()
    rank = np.full((1, 1), 9.0, np.float32)
    liked = Scorer(("score",), Rows({key_of("r=actor"): 0}), rank, np.zeros(1, np.float32))
    fond = replace(shipped, slots={**shipped.slots, "actors": liked, "targets": liked})
    (found,) = [d for d in decided(TEXT, scorers=fond) if words(d) == "captured"]
    assert [m.name for m in found.who("actors")] == ["Azmari Army"]
    assert "Azmari Army" not in [m.name for m in found.who("targets")]
    acting = [
        any(mention.name == "Azmari Army" for mention in answer.mentions)
        for answer, _ in found.slots["targets"].answers
    ]
    assert acting == sorted(acting)
    assert True in acting


@pytest.mark.parametrize(("least", "all_told"), [(0.0, True), (1.0, False)])
def test_how_likely_an_event_must_be_is_a_setting(least: float, all_told: bool) -> None:
    shipped = load_scorers()
    strict = replace(shipped, settings={**shipped.settings, "event": least})
    found = decided("Rebels captured Dorvel. The army shelled Tarba.", scorers=strict)
    assert len(found) == 2
    assert all((d.event is not None) is all_told for d in found)
    if not all_told:
        assert all("1.00 is needed" in d.why for d in found)


def test_the_likeliest_event_that_is_one_is_chosen_where_none_is_likelier_than_each() -> None:
    """Two kinds of fight at .3 each beat "none" at .4: that something happened is likely."""
    scorers = always(none=0.3, attack=0.0, clash=0.1)
    assert scorers.settings["event"] < 0.6
    (found,) = decided("Rebels captured Dorvel.", scorers=scorers)
    assert max(found.events, key=found.events.__getitem__) == NONE
    assert found.event is Event.CLASH


def test_of_neighbours_that_name_the_same_event_one_counts() -> None:
    scorers = replace(always(attack=3.0), vocabulary=frozenset({"blitz", "sudden"}))
    found = decided("Rebels began a blitz sudden against Dorvel.", scorers=scorers)
    beside = [d for d in found if words(d) in ("blitz", "sudden")]
    assert [d.event for d in beside].count(Event.ATTACK) == 1
    (other,) = [d for d in beside if d.event is None]
    assert other.why == "the words beside it name the same event"


def test_words_apart_may_name_the_same_event_each() -> None:
    scorers = replace(always(attack=3.0), vocabulary=frozenset())
    found = decided("Rebels attacked Dorvel, and later the army attacked Tarba.", scorers=scorers)
    assert [d.event for d in found] == [Event.ATTACK, Event.ATTACK]


def test_it_happened_only_where_that_is_likely_enough() -> None:
    told = {"happened": 0.5, "attempted": 0.3, "denied": 0.15, "expected": 0.05}
    assert status_of(told, 0.45) is Status.HAPPENED
    assert status_of(told, 0.55) is Status.ATTEMPTED
    assert status_of(told, 0.5) is Status.HAPPENED


def constant(scorer: Scorer, **weights: float) -> Scorer:
    bias = np.array([weights.get(name, 0.0) for name in scorer.classes], np.float32)
    return replace(scorer, rows=Rows(), weights=np.zeros((0, len(bias)), np.float32), bias=bias)


def test_the_status_is_the_scorer_s() -> None:
    shipped = load_scorers()
    denied = replace(shipped, status=constant(shipped.status, denied=5.0))
    (found,) = decided("Rebels captured Dorvel.", scorers=denied)
    assert found.status is Status.DENIED


def test_a_surer_claim_has_all_the_features_of_one_less_sure() -> None:
    (found,) = decided("Keshi rebels captured the town of Dorvel on Monday.")
    assert found.event is not None
    event = found.event.value

    def told(likely: float) -> set[str]:
        for weighed in found.slots.values():
            weighed.answers[0] = (weighed.answers[0][0], likely)
        less = replace(found, events={**found.events, event: likely})
        less.statuses = {**found.statuses, found.status.value: likely}
        return {name for name in names_of(usable_features(less)) if ">" in name}

    assert told(0.3) < told(0.6) < told(0.99)


def test_confidence_is_the_scorer_of_usable_claims() -> None:
    shipped = load_scorers()
    rows = Rows({key_of("e=take"): 0})
    sure = replace(shipped.usable, rows=rows, weights=np.array([[-5.0, 5.0]], np.float32))
    usable = replace(sure, bias=np.zeros(2, np.float32))
    (found,) = decided("Rebels captured Dorvel.", scorers=replace(shipped, usable=usable))
    assert found.confidence == pytest.approx(1 / (1 + np.exp(-10.0)))


def test_only_sentences_that_may_tell_of_an_event_are_parsed() -> None:
    text = "Shops were open. Rebels captured Dorvel. It rained. They razed it."
    parsed: list[list[str]] = []

    class Counting:
        """A parser that keeps what it is given."""

        def parse(self, sentences: list[list[str]]) -> list[None]:
            parsed.extend(sentences)
            return [None] * len(sentences)

    found = list(
        units_of(analyse(report(text)), Counting(), frozenset({"razed"}))  # type: ignore[arg-type]  # all that is asked of it
    )
    assert [sentence[1] for sentence in parsed] == ["captured", "razed"]
    assert [len(units) for *_, units in found] == [1, 1]


def test_drafted_claims_go_to_their_unit_and_no_other() -> None:
    analysis = analyse(report("Rebels captured Dorvel and shelled Tarba.", TITLE))
    drafts = []
    for _, _, units in units_of(analysis, None, frozenset()):
        for unit, drafted in units:
            assert unit.trigger is not None
            assert [c.event for c in drafted] == [unit.trigger.entry.event] * len(drafted)
            drafts += drafted
    assert len(drafts) == len(analysis.claims) == 3


@pytest.mark.parametrize("text", ["", " \n\n ", "Shops were open.", "…", "\x00"])
def test_a_text_that_tells_of_no_event_has_no_decisions(text: str) -> None:
    assert decided(text) == []


@pytest.mark.parametrize(
    ("broken", "units"),
    [(str.upper, 1), (str.lower, 3), (str.swapcase, 0), (lambda text: text * 40, 120)],
)
def test_whatever_the_case_and_length_each_unit_is_decided(
    broken: Callable[[str], str], units: int
) -> None:
    found = decided(broken(TEXT), broken(TITLE))
    assert len(found) >= units
    assert all((d.event is None) == bool(d.why) for d in found)


def test_of_a_report_without_end_the_first_claims_are_read_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("whoholds.extract.decisions.MOST_CLAIMS", 3)
    text = "Rebels captured Tarba. " * 5
    with pytest.warns(TooManyClaims, match="more than"):
        found = decide(analyse(report(text)), load_parser(), load_scorers())
    assert [d.event is not None for d in found] == [True, True, True, False, False]
    assert all(d.why == TOO_MANY for d in found[3:])


def of_war(scorers: Scorers, likely: float) -> Scorers:
    """Return scorers that hold every report for one of war with a probability."""
    bias = np.log(np.array([1 - likely, likely], np.float32))
    none = np.zeros((0, 2), np.float32)
    return replace(scorers, topic=replace(scorers.topic, rows=Rows(), weights=none, bias=bias))


class Counting:
    """A parser that counts the sentences that it is asked for."""

    asked = 0

    def parse(self, sentences: Sequence[Sequence[str]]) -> list[Tree]:
        self.asked += len(sentences)
        return load_parser().parse(sentences)


@pytest.mark.parametrize(
    ("likely", "events", "parsed"),
    [(0.3, {"none": 9.0}, 0), (0.3, {"take": 9.0}, 2), (0.95, {"none": 9.0}, 2)],
)
def test_a_sentence_without_hope_is_parsed_only_in_a_report_of_war(
    likely: float, events: dict[str, float], parsed: int
) -> None:
    parser = Counting()
    scorers = of_war(always(**events), likely)
    found = decide(analyse(report(TEXT)), parser, scorers)  # type: ignore[arg-type]  # counts alone
    assert parser.asked == parsed
    assert [d.event is None for d in found] == ["none" in events] * len(found)
    assert all(d.why for d in found if d.event is None)
