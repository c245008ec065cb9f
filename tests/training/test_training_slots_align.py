"""Labels meet the units of the reader: which unit tells which claim, and which answers are right."""

from types import ModuleType
from typing import Any

import pytest

from training.slots.align import align, claims_of, learn_people, learn_vocabulary, right_answers
from whoholds.base.records import Mention, PlaceKind, PlaceMention, Report
from whoholds.extract.analysis import Analysis, analyse
from whoholds.extract.answers import Answer
from whoholds.extract.clauses import Parsed
from whoholds.extract.units import Unit, find_units, type_tokens


def analysed(text: str, title: str | None = None) -> Analysis:
    return analyse(Report(page="0" * 64, cleaner="test@1", title=title, text=text))


def parsed_of(text: str) -> Parsed:
    (view,) = analysed(text).body
    return view.parsed


def claim(text: str, trigger: str, event: str = "take", **more: Any) -> dict[str, Any]:
    begin = text.index(trigger)
    slots: dict[str, Any] = {"actors": [], "targets": [], "said_by": [], "places": []}
    return {"event": event, "t": (begin, begin + len(trigger)), **slots, **more}


def units_of(text: str, *vocabulary: str) -> tuple[list[Unit], Parsed]:
    parsed = parsed_of(text)
    return find_units(type_tokens(parsed, None), frozenset(vocabulary)), parsed


def told(
    text: str, claims: list[dict[str, Any]], *vocabulary: str
) -> tuple[dict[str, str], set[str]]:
    units, parsed = units_of(text, *vocabulary)
    given, touching = align(units, parsed, claims)

    def words(k: int) -> str:
        return parsed.words(units[k].first, units[k].last)

    return {words(k): c["event"] for k, c in given.items()}, {words(k) for k in touching}


def test_each_claim_goes_to_the_unit_on_its_trigger() -> None:
    text = "Rebels captured Tarba and shelled Zub."
    claims = [claim(text, "captured"), claim(text, "shelled", "strike")]
    assert told(text, claims) == ({"captured": "take", "shelled": "strike"}, set())


def test_of_several_units_on_a_trigger_the_one_of_its_event_tells_it() -> None:
    """The others only touch it: whether they name an event is not known, so they teach nothing."""
    text = "Rebels attacked and captured Tarba."
    both = "attacked and captured"
    assert told(text, [claim(text, both, "take")]) == ({"captured": "take"}, {"attacked"})
    assert told(text, [claim(text, both, "attack")]) == ({"attacked": "attack"}, {"captured"})


def test_a_listed_word_tells_it_before_one_that_was_learnt() -> None:
    text = "Rebels stormed out and captured Tarba."
    given, touching = told(text, [claim(text, "out and captured")], "out")
    assert given == {"captured": "take"}
    assert touching == {"out"}


def test_two_claims_on_one_trigger_are_told_by_two_units_where_there_are_two() -> None:
    text = "Rebels attacked and captured Tarba."
    both = "attacked and captured"
    claims = [claim(text, both, "take"), claim(text, both, "attack")]
    assert told(text, claims) == ({"captured": "take", "attacked": "attack"}, set())


def test_a_claim_whose_trigger_no_unit_touches_is_told_by_none() -> None:
    text = "The flag of the rebels flies over Tarba, which they captured."
    given, touching = told(text, [claim(text, "flies", "hold")])
    assert given == {}
    assert touching == set()
    assert told(text, [claim(text, "flies", "hold")], "flies") == ({"flies": "hold"}, set())


def test_a_claim_belongs_to_the_sentence_its_trigger_stands_in() -> None:
    text, title = "Rebels captured Tarba. The army shelled Zub.", "Rebels captured Tarba"
    analysis = analysed(text, title)
    captured, shelled = claim(text, "captured"), claim(text, "shelled", "strike")
    headline = claim(title, "captured", in_title=True)
    first, second = (view.parsed for view in analysis.body)
    assert claims_of(first, [captured, shelled, headline]) == [captured]
    assert claims_of(second, [captured, shelled, headline]) == [shelled]
    assert claims_of(analysis.title[0].parsed, [captured, shelled, headline]) == [headline]


def who(*names: str) -> Answer[Mention]:
    return Answer(tuple(Mention(name=name, text=name) for name in names), ["in"], [])


def where(*names: str) -> Answer[PlaceMention]:
    return Answer(
        tuple(PlaceMention(name=name, kind=PlaceKind.SETTLEMENT, text=name) for name in names),
        ["in"],
        [],
    )


@pytest.mark.parametrize(
    ("answer", "wanted", "right"),
    [
        (who("rebels"), ["rebels"], True),
        (who("rebels"), ["rebels", "army"], True),  # at least one of who
        (who("rebels", "police"), ["rebels"], False),  # and no other
        (who(), ["rebels"], False),
        (who(), [], True),
        (who("rebels"), [], False),
    ],
)
def test_who_is_right_with_at_least_one_and_no_other(
    answer: Answer[Mention], wanted: list[str], right: bool, toy_score: ModuleType
) -> None:
    labelled = claim("took", "took", actors=wanted)
    assert right_answers("actors", [answer], labelled, toy_score) == [right]


@pytest.mark.parametrize(
    ("answer", "wanted", "right"),
    [
        (where("Tarba", "Zub"), ["Zub", "Tarba"], True),
        (where("Tarba"), ["Tarba", "Zub"], False),  # all places
        (where("Tarba", "Zub"), ["Tarba"], False),  # and no other
        (where(), [], True),
        (where("Tarba"), [], False),
    ],
)
def test_places_are_right_all_or_none(
    answer: Answer[PlaceMention], wanted: list[str], right: bool, toy_score: ModuleType
) -> None:
    labelled = claim("took", "took", places=[{"name": name} for name in wanted])
    assert right_answers("places", [answer], labelled, toy_score) == [right]


def test_who_is_named_whole_wins_over_who_is_named_in_part(toy_score: ModuleType) -> None:
    labelled = claim("took", "took", actors=["rebels", "army"])
    answers = [who("rebels"), who("rebels", "army"), who()]
    assert right_answers("actors", answers, labelled, toy_score) == [False, True, False]


def test_words_that_name_events_often_enough_are_learnt() -> None:
    def text(place: str) -> str:
        return f"The rebels unfurled their banner over {place}. They captured Zub."

    texts = [text(place) for place in ("Tarba", "Arvo", "Besta")]
    analyses = [analysed(t) for t in texts]
    assert not any("unfurled" in v.parsed.lexicon.common for a in analyses for v in a.body[:1])
    claims = [[claim(t, "unfurled their banner"), claim(t, "captured")] for t in texts]
    assert learn_vocabulary(analyses, claims) == {"unfurled", "banner"}
    # Not words listed already, not function words, and nothing that was seen once.
    assert learn_vocabulary(analyses[:1], claims[:1]) == frozenset()
    assert learn_vocabulary(analyses, [[], [], []]) == frozenset()


def test_words_that_mostly_name_no_event_are_not_learnt() -> None:
    idle = "The banner was old. " * 30
    texts = [f"{idle}They raised the banner over {place}." for place in ("Tarba", "Arvo")]
    claims = [[{**claim(t, "banner over"), "t": (t.rindex("banner"), len(t) - 1)}] for t in texts]
    assert "banner" not in learn_vocabulary([analysed(t) for t in texts], claims)


def test_people_without_a_name_are_learnt_from_labels() -> None:
    def row(**slots: list[str]) -> dict[str, Any]:
        return {**claim("took", "took"), **slots}

    labels = [
        [row(actors=["herders"], targets=["farmers of Tarba"], said_by=["Arvo Dorvel"])],
        [row(actors=["armed herders", "Dorvel Army"], targets=["farmers"], said_by=["residents"])],
        [row(actors=["herders in Zub"], targets=["the farmers"], said_by=["Arvo Dorvel"])],
    ]
    assert learn_people(labels) == {"herders", "farmers"}
