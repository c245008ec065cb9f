"""Why there is a claim, or none: with weights made by hand, and with those that ship."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from whoholds.base.explanations import MOST_OPTIONS, Choice, Explanation, Proposer
from whoholds.base.protocols import ExplainingReader
from whoholds.base.records import Event, Report, Status
from whoholds.extract.explain import MOST_TELLING, NO_DRAFT
from whoholds.extract.llm import LlmReader
from whoholds.extract.plain import PlainReader
from whoholds.extract.scorers import Rows, Scorer, Scorers, key_of
from whoholds.extract.trained import TrainedReader

EVENTS = ("none", *sorted(event.value for event in Event))
STATUSES = tuple(sorted(status.value for status in Status))

TAKEN = (
    "The Azmari Army captured the town of Dorvel from Keshi rebels on Monday. "
    "Keshi pages did not mention the loss."
)

Weights = Mapping[str, Mapping[str, float]]


def scorer(classes: tuple[str, ...], weights: Weights) -> Scorer:
    table = np.zeros((len(weights), len(classes)), dtype=np.float32)
    for row, told in enumerate(weights.values()):
        for name, weight in told.items():
            table[row, classes.index(name)] = weight
    rows = Rows((key_of(feature), row) for row, feature in enumerate(weights))
    return Scorer(classes, rows, table, np.zeros(len(classes), dtype=np.float32))


def handmade(
    *,
    event: Weights | None = None,
    actors: Weights | None = None,
    vocabulary: frozenset[str] = frozenset(),
    settings: Mapping[str, float] | None = None,
) -> TrainedReader:
    """Return a reader that follows the rules unless it is told otherwise."""
    ruled = {f"r={name}": {name: 8.0} for name in EVENTS if name != "none"}
    follow = {"r=drop": {"none": 4.0, "take": 1.0}, "1": {"none": 0.5}, **ruled}
    slot = scorer(("score",), {"r=actor": {"score": 2.0}})
    reader = TrainedReader()
    reader.__dict__["_scorers"] = Scorers(
        topic=scorer(("0", "1"), {}),
        event=scorer(EVENTS, event if event is not None else follow),
        status=scorer(STATUSES, {"r=happened": {"happened": 1.0}}),
        means=scorer(("none", "shelling"), {"all=shelled": {"shelling": 3.0}}),
        slots={
            "actors": slot if actors is None else scorer(("score",), actors),
            "targets": scorer(("score",), {"r=target": {"score": 2.0}}),
            "said_by": scorer(("score",), {"tag=none": {"score": 2.0}}),
            "places": scorer(("score",), {"r=yes": {"score": 2.0}}),
        },
        usable=scorer(("0", "1"), {}),
        vocabulary=vocabulary,
        people=frozenset(),
        settings={"event": 0.45, "happened": 0.3, "happened.against": 0.3, **(settings or {})},
        digest="0" * 64,
    )
    return reader


def report(text: str, title: str | None = None) -> Report:
    return Report(
        page="0" * 64, cleaner="test@1", title=title, text=text, published=date(2031, 5, 14)
    )


def explain(reader: ExplainingReader, text: str, title: str | None = None) -> list[Explanation]:
    """Return the explanations; all of them stand in the report, and hold the claims of `read`."""
    given = report(text, title)
    found = reader.explain(given)
    for each in found:
        for quote in (each.sentence, each.words):
            quote.check((given.title or "") if quote.in_title else given.text)
        assert each.sentence.span.covers(each.words.span)
        assert (each.why == "") == (len(each.claims) > 0)
    assert [claim for each in found for claim in each.claims] == reader.read(given)
    return found


def choice(explanation: Explanation, part: str) -> Choice:
    (found,) = (each for each in explanation.choices if each.part == part)
    return found


def test_who_can_explain() -> None:
    assert isinstance(PlainReader(), ExplainingReader)
    assert isinstance(handmade(), ExplainingReader)
    assert not isinstance(LlmReader(), ExplainingReader)


def test_words_with_and_without_a_claim() -> None:
    taken, lost = explain(handmade(), TAKEN)
    assert (taken.words.text, taken.proposed_by, taken.listed) == (
        "captured",
        Proposer.RULES,
        Event.TAKE,
    )
    assert taken.drafted == (Event.TAKE,)
    (claim,) = taken.claims
    assert (claim.event, claim.trigger) == (Event.TAKE, taken.words)
    assert (lost.words.text, lost.proposed_by, lost.drafted) == ("loss", Proposer.LEXICON, ())
    assert "0.45 is needed" in lost.why
    assert [each.part for each in lost.choices] == ["event"]
    chosen = choice(lost, "event").chosen
    assert chosen is not None
    assert chosen.names == ()


def test_a_word_that_no_list_holds() -> None:
    reader = handmade(event={"w=flattened": {"strike": 5.0}}, vocabulary=frozenset({"flattened"}))
    (found,) = explain(reader, "The Azmari Army flattened Dorvel.")
    assert (found.proposed_by, found.listed, found.drafted) == (Proposer.LEARNED, None, ())
    assert [claim.event for claim in found.claims] == [Event.STRIKE]


def test_options_are_the_likeliest_first_and_few() -> None:
    taken, _ = explain(handmade(), TAKEN)
    for each in taken.choices:
        likely = [option.probability for option in each.options]
        assert None not in likely
        assert likely == sorted(likely, key=lambda p: -(p or 0))
        assert len(each.options) <= MOST_OPTIONS
        assert sum(option.chosen for option in each.options) == 1
        assert all(len(option.telling) <= MOST_TELLING for option in each.options)
    event = choice(taken, "event")
    assert (len(event.options), event.left_out) == (MOST_OPTIONS, len(EVENTS) - MOST_OPTIONS)


def test_slots_tell_the_names_and_how_they_were_come_by() -> None:
    taken, _ = explain(handmade(), TAKEN)
    (claim,) = taken.claims
    for slot in ("actors", "targets", "said_by", "places"):
        chosen = choice(taken, slot).chosen
        assert chosen is not None
        assert chosen.names == tuple(mention.name for mention in getattr(claim, slot))
    actors = choice(taken, "actors")
    assert actors.options[0].names == ("Azmari Army",)
    assert actors.options[0].ways == ("the rules", "in the sentence")
    assert [t.feature for t in actors.options[0].telling] == ["r=actor"]
    assert () in [option.names for option in actors.options]


def test_what_all_answers_share_tells_nothing() -> None:
    taken, _ = explain(
        handmade(actors={"e=take": {"score": 9.0}, "r=actor": {"score": 2.0}}), TAKEN
    )
    rivals = choice(taken, "actors").options[:2]
    assert all(option.names for option in rivals)  # both are somebody's: both have the feature
    assert [t.feature for t in rivals[0].telling] == ["r=actor"]
    assert rivals[1].telling == ()


def test_telling_is_against_the_rival() -> None:
    reader = handmade(
        event={
            "ev=take": {"take": 3.0, "none": 3.0},
            "l=capture": {"take": 2.0, "none": -1.0},
            "title=False": {"take": -0.5},
            "1": {"take": 7.0},
        }
    )
    taken, _ = explain(reader, TAKEN)
    take, none = choice(taken, "event").options[:2]
    assert [(t.feature, t.weight) for t in take.telling] == [
        ("l=capture", 3.0),
        ("title=False", -0.5),
    ]  # what speaks for both alike, as "ev=take", tells neither from the other
    assert none.names == ()
    assert none.telling[0].weight == -3.0


def test_a_status_that_is_chosen_though_another_is_likelier() -> None:
    taken, _ = explain(handmade(settings={"happened": 0.99}), TAKEN)
    status = choice(taken, "status")
    assert status.options[0].names == ("happened",)
    assert not status.options[0].chosen
    (claim,) = taken.claims
    assert status.chosen is not None
    assert status.chosen.names == (claim.status.value,)
    assert claim.status is not Status.HAPPENED


def test_the_chosen_is_told_also_where_it_is_unlikely() -> None:
    found, *_ = explain(handmade(event={}, settings={"event": 0.95}), TAKEN)
    event = choice(found, "event")
    assert len(event.options) == MOST_OPTIONS
    assert event.options[-1].chosen
    assert event.options[-1].names == ()


def test_words_beside_others_that_name_the_same_event() -> None:
    reader = handmade(
        event={"r=attack": {"attack": 9.0}, "w=fierce": {"attack": 5.0}},
        vocabulary=frozenset({"fierce"}),
    )
    fierce, attack = explain(reader, "Keshi rebels launched a fierce attack on Dorvel.")[-2:]
    assert fierce.words.text == "fierce"
    assert [claim.event for claim in attack.claims] == [Event.ATTACK]
    assert fierce.why == "the words beside it name the same event"
    assert choice(fierce, "event").chosen is None


@pytest.mark.parametrize(
    ("text", "has"),
    [("Keshi rebels shelled Dorvel.", True), ("Keshi rebels captured Dorvel.", False)],
)
def test_means_are_weighed_for_strikes_alone(text: str, has: bool) -> None:
    (found,) = explain(handmade(), text)
    assert ("means" in [each.part for each in found.choices]) is has
    if has:
        chosen = choice(found, "means").chosen
        assert chosen is not None
        assert found.claims[0].means is not None
        assert chosen.names == (found.claims[0].means.value,)


def test_the_plain_reader_tells_what_it_drafted_and_weighs_nothing() -> None:
    title, taken, lost = explain(PlainReader(), TAKEN, title="Army captures Dorvel")
    assert title.words.in_title
    assert taken.proposed_by is Proposer.RULES
    assert choice(taken, "actors").options[0].names == ("Azmari Army",)
    assert all(o.probability is None for each in taken.choices for o in each.options)
    assert (lost.proposed_by, lost.why, lost.choices) == (Proposer.LEXICON, NO_DRAFT, ())


def test_a_clause_that_tells_two_days_gives_two_claims_of_one_trigger() -> None:
    text = "The Azmari Army captured Dorvel on May 2 and Kelm on May 4."
    (found,) = explain(PlainReader(), text)
    assert len(found.claims) == 2
    assert found.drafted == (Event.TAKE,)


def test_nothing_to_explain() -> None:
    assert explain(handmade(), "The market opened at nine.") == []
    assert explain(PlainReader(), "The market opened at nine.") == []


def test_the_weights_that_ship_explain_the_example_reports() -> None:
    folder = files("whoholds.run") / "example_reports"
    text = (folder / "bulletin-2020-01-17.txt").read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    found = explain(TrainedReader(), body.strip(), title=title)
    assert len(found) >= 5
    taken = next(each for each in found if each.words.text == "recaptured")
    assert [claim.event for claim in taken.claims] == [Event.TAKE]
    for part in ("event", "status", "actors", "targets", "said_by", "places"):
        chosen = choice(taken, part).chosen
        assert chosen is not None
        assert chosen.probability is not None
    assert choice(taken, "event").options[0].telling
