"""Answers held against a report: what stands in it becomes a claim, what does not is told."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import report_id
from whoholds.base.records import (
    Claim,
    Count,
    Event,
    Means,
    Mention,
    PlaceKind,
    PlaceMention,
    Relation,
    Report,
    Status,
    TimeFrame,
)
from whoholds.base.spans import Span
from whoholds.extract.llm_answers import NOT_MEASURED, Checker, merged
from whoholds.extract.llm_completion import read_items
from whoholds.extract.llm_request import guide
from whoholds.extract.llm_source import Source
from whoholds.extract.llm_windows import cut_windows
from whoholds.ledger.quotes import check_quotes

TITLE = "Army takes Klow"
FIRST = "On Tuesday the Free Front (FFB) lost the town of Klow to the army, Meridian said."
SECOND = "Jets struck a hill 3 km north of Dbrnouk in Upper Syldavia, killing at least 5 soldiers."
THIRD = "The “regime” later said that it held Klow’s bridge."
TEXT = f"{FIRST} {SECOND}\n\n{THIRD}"
REPORT = Report(
    page="0" * 64,
    cleaner="plain@1",
    title=TITLE,
    text=TEXT,
    publisher="Meridian Wire",
    context=("Borduria",),
)


def check(*items: Any, report: Report = REPORT, most: int = 6000) -> tuple[list[Claim], list[str]]:
    checker = Checker(Source(report), report=report_id(report), reader="llm@1+m")
    claims = []
    for window in cut_windows(report, most):
        claims += checker.claims(list(items), window)
    for claim in claims:
        check_quotes(claim, report)
    return claims, checker.signals


def item(quote: str, trigger: str, **changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "sentence": 1, "quote": quote, "trigger": trigger, "event": "take", "status": "happened",
        "actors": [], "targets": [], "places": [], "said_by": [], "when": None,
        "time_frame": "recent", "means": None, "killed": None, "wounded": None, "summary": False,
        "tone": [],
    }  # fmt: skip
    return whole | changes


def place(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": name, "kind": "settlement", "within": [], "text": None, "relation": None,
    } | changes  # fmt: skip


def only(**changes: Any) -> tuple[Claim, list[str]]:
    """The claim of the first sentence with these slots, and what was told."""
    (claim,), signals = check(item("the Free Front (FFB) lost the town of Klow", "lost", **changes))
    return claim, signals


def test_a_good_answer_becomes_a_claim_with_true_offsets() -> None:
    (claim,), signals = check(
        item(
            "Jets struck a hill 3 km north of Dbrnouk in Upper Syldavia",
            "struck",
            sentence=2,
            event="strike",
            actors=[{"name": "Jets", "text": "Jets"}],
            places=[
                place(
                    "hill 3 km north of Dbrnouk",
                    kind="site",
                    within=["Dbrnouk", "Upper Syldavia"],
                    text="a hill 3 km north of Dbrnouk",
                    relation={
                        "word": "north of",
                        "anchors": ["Dbrnouk"],
                        "direction": "N",
                        "distance_m": 3000,
                    },
                )
            ],
            when="Tuesday",
            means="airstrike",
            killed={"low": 5, "high": 5},
        )
    )
    assert signals == []
    at = TEXT.index("Jets")
    assert claim.report == report_id(REPORT)
    assert (claim.event, claim.status) == (Event.STRIKE, Status.HAPPENED)
    assert claim.quote.span == Span(at, TEXT.index(", killing"))
    assert claim.trigger.span == Span(at + 5, at + 11)
    assert claim.actors == (Mention(name="Jets", text="Jets", span=Span(at, at + 4)),)
    hill = TEXT.index("a hill")
    assert claim.places == (
        PlaceMention(
            name="hill 3 km north of Dbrnouk",
            kind=PlaceKind.SITE,
            within=("Dbrnouk", "Upper Syldavia"),
            text="a hill 3 km north of Dbrnouk",
            span=Span(hill, hill + len("a hill 3 km north of Dbrnouk")),
            relation=Relation(
                word="north of", anchors=("Dbrnouk",), direction="N", distance_m=3000.0
            ),
        ),
    )
    assert claim.when is not None
    assert claim.when.span == Span(3, 10)
    assert claim.carried
    assert claim.means is Means.AIRSTRIKE
    assert claim.killed == Count(low=5, high=5)
    assert (claim.reader, claim.confidence) == ("llm@1+m", NOT_MEASURED)


def test_the_example_of_the_guide_passes_its_own_checks() -> None:
    text = guide()
    sentence = re.search(r"^\[4\] (.+)$", text, re.MULTILINE)
    answer = text[text.index('{"claims": [\n') : text.rindex("]}\n") + 2]
    assert sentence is not None
    report = Report(page="0" * 64, cleaner="p@1", title=None, text=sentence[1])
    claims, signals = check(*read_items(answer), report=report)
    assert signals == []
    assert [(claim.event, claim.status) for claim in claims] == [
        (Event.TAKE, Status.HAPPENED),
        (Event.TAKE, Status.ATTEMPTED),
    ]
    assert claims[1].killed == Count(low=5, high=5)
    assert claims[1].places[0].relation is not None


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("not an object", "it is no object"),
        (None, "it is no object"),
        ([], "it is no object"),
        ({}, "is no text"),
        (item("", "lost"), "does not stand"),
        (item("the army took Moscow", "took"), "does not stand"),
        (item("the Free Front (FFB) lost the town of", "Klow"), "trigger"),
        (item("the Free Front … Klow", "Front"), "does not stand"),
        (item("he Free Front (FFB) lost", "lost"), "does not stand"),
        (item("On Tuesday", "lost"), "trigger 'lost' is not in its quote"),
        (item("On Tuesday", ""), "trigger"),
        (item(7, "lost"), "is no text"),  # type: ignore[arg-type]  # what a model may send
        (item("FFB", "FFB", event="bombing"), "'bombing' is no event"),
        (item("FFB", "FFB", event=None), "None is no event"),
        (item("FFB", "FFB", event=["take"]), "is no event"),
        (item("FFB", "FFB", status="certain"), "'certain' is no status"),
    ],
)
def test_a_claim_that_cannot_stand_is_left_out_and_told(bad: Any, why: str) -> None:
    claims, signals = check(bad)
    assert claims == []
    assert len(signals) == 1
    assert signals[0].startswith("a claim is left out: ")
    assert why in signals[0]


def test_the_number_of_a_sentence_tells_equal_words_apart() -> None:
    report = replace(REPORT, title="It fell", text="It fell. It fell. It fell.")
    found = []
    for number in (0, 1, 2, 3, 99, None, True, "2"):
        (claim,), _ = check(item("It fell", "fell", sentence=number), report=report)
        found.append((claim.quote.in_title, claim.quote.span.start))
    assert found == [
        (True, 0), (False, 0), (False, 9), (False, 18),
        (True, 0), (True, 0), (True, 0), (True, 0),
    ]  # fmt: skip


def test_a_quote_in_another_sentence_than_said_is_found_there() -> None:
    (claim,), signals = check(item("Jets struck a hill", "struck", sentence=1))
    assert claim.quote.span.start == TEXT.index("Jets")
    assert signals == []


def test_a_quote_over_the_end_of_a_sentence_is_found() -> None:
    (claim,), _ = check(item("Meridian said. Jets struck a hill", "struck"))
    assert claim.quote.text == "Meridian said. Jets struck a hill"


def test_quotation_marks_of_another_kind_lead_to_the_words_of_the_report() -> None:
    (claim,), signals = check(
        item('The "regime" later said that it held Klow\'s bridge', "held", event="hold")
    )
    assert claim.quote.text == "The “regime” later said that it held Klow’s bridge"
    assert signals == []


def test_what_stands_in_another_window_is_left_out() -> None:
    text = " ".join(f"The army took village number {n}." for n in range(60))
    claims, signals = check(
        item("The army took village number 3", "took"),
        report=replace(REPORT, title=None, text=text),
        most=300,
    )
    assert len(claims) == 1
    assert len(signals) == len(cut_windows(replace(REPORT, title=None, text=text), 300)) - 1


@pytest.mark.parametrize(
    ("given_name", "given_text", "made", "told"),
    [
        ("Free Front", "the Free Front", Mention(name="Free Front", text="the Free Front"), ""),
        ("Free Front", "FFB", Mention(name="Free Front", text="FFB"), ""),
        ("the Free Front", None, Mention(name="the Free Front", text="the Free Front"), ""),
        ("FREE FRONT", None, Mention(name="Free Front", text="Free Front"), ""),
        ("Free Front of Borduria", "FFB", Mention(name="FFB", text="FFB"), "'FFB' is taken"),
        ("Free Front", "its fighters", Mention(name="Free Front", text="Free Front"), ""),
        ("Jets", None, Mention(name="Jets"), ""),
        ("Borduria", None, Mention(name="Borduria"), ""),
        ("Meridian Wire", None, Mention(name="Meridian Wire"), ""),
        ("Fronts", None, Mention(name="Fronts"), ""),
        ("Klow army", None, Mention(name="Klow army"), ""),
        ("Dbrnouk army", None, None, "does not stand in the report"),
        ("Moscow", "the Kremlin", None, "does not stand in the report"),
        ("", "", None, "does not stand in the report"),
    ],
)
def test_names_must_stand_in_the_report(
    given_name: str, given_text: str | None, made: Mention | None, told: str
) -> None:
    claim, signals = only(actors=[{"name": given_name, "text": given_text}])
    got = [replace(mention, span=None) for mention in claim.actors]
    assert got == ([] if made is None else [made])
    assert [told in signal for signal in signals] == ([True] if told else [])


@pytest.mark.parametrize(
    ("slot", "value", "told"),
    [
        ("actors", "the army", "is no list"),
        ("actors", None, "is no list"),
        ("actors", [7], "is no name"),
        ("targets", [{"text": "FFB"}], "is no name"),
        ("said_by", [["Meridian"]], "is no name"),
        ("places", [{"name": "Klow"}], "is of no kind of place"),
        ("places", [place("Klow", kind="planet")], "is of no kind of place"),
        ("places", [place("Moscow")], "does not stand in the report"),
        ("when", "Wednesday", "does not stand in the report"),
        ("when", 2020, "does not stand in the report"),
        ("means", "airstrike", "only a strike has means"),
        ("time_frame", "long ago", "is no time frame"),
        ("time_frame", None, "is no time frame"),
        ("killed", "many", "is no number"),
        ("killed", -1, "is no number"),
        ("killed", True, "is no number"),
        ("killed", 2.5, "is no number"),
        ("wounded", {"low": 9, "high": 3}, "is no number"),
        ("wounded", {"low": 9}, "is no number"),
        ("wounded", 10**9, "is no number"),
        ("summary", "no", "is neither true nor false"),
        ("tone", ["heinous"], "does not stand in the report"),
        ("note", "I am not sure", "are no fields of a claim"),
    ],
)
def test_a_slot_that_does_not_hold_is_left_empty_and_told(slot: str, value: Any, told: str) -> None:
    claim, signals = only(**{slot: value})
    empty, none = only()
    assert none == []
    assert claim == empty
    assert len(signals) == 1
    assert told in signals[0]
    assert "(FFB) lost the town of Klow" in signals[0]


def test_a_number_alone_is_a_count() -> None:
    claim, signals = only(killed=5, wounded={"low": 20, "high": 25})
    assert signals == []
    assert (claim.killed, claim.wounded) == (Count(low=5, high=5), Count(low=20, high=25))


def test_means_and_words_are_read_whatever_their_case() -> None:
    (claim,), signals = check(
        item("Jets struck a hill", "Struck", event=" Strike ", means="AIRSTRIKE", sentence=2)
    )
    assert signals == []
    assert claim.trigger.text == "struck"
    assert claim.means is Means.AIRSTRIKE


def test_loaded_words_of_the_clause_are_its_tone() -> None:
    (claim,), _ = check(item("it held Klow’s bridge", "held", sentence=3, tone=["“regime”"]))
    assert claim.tone == ("“regime”",)


def test_date_words_of_the_sentence_are_not_carried() -> None:
    claim, _ = only(when="Tuesday")
    assert claim.when is not None
    assert not claim.carried
    assert claim.time_frame is TimeFrame.RECENT


def test_date_words_of_the_title_alone_are_found_there() -> None:
    report = replace(REPORT, title="Army takes Klow on Friday", text="The army took Klow.")
    (claim,), _ = check(item("The army took Klow", "took", when="Friday"), report=report)
    assert claim.when is not None
    assert claim.when.in_title
    assert claim.carried


NEAR = {"word": "north of", "anchors": ["Dbrnouk"], "direction": "N", "distance_m": 3000}


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({"name": "Dbrnouk", "text": "north of Dbrnouk"}, ("north of Dbrnouk", True)),
        ({"name": "Dbrnouk", "text": "Dbrnouk"}, None),
        ({"name": "Dbrnouk", "text": None}, None),
        ({"relation": NEAR | {"word": "south of"}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": NEAR | {"anchors": ["Moscow"]}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": NEAR | {"anchors": []}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": NEAR | {"direction": "up"}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": NEAR | {"direction": ["N"]}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": NEAR | {"distance_m": -3}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": NEAR | {"distance_m": True}}, ("hill 3 km north of Dbrnouk", False)),
        ({"relation": "north of Dbrnouk"}, ("hill 3 km north of Dbrnouk", False)),
        (
            {"name": "Dbrnouk", "text": "Dbrnouk", "relation": NEAR | {"word": "south of"}},
            None,
        ),
        ({"relation": NEAR}, ("hill 3 km north of Dbrnouk", True)),
    ],
)
def test_a_place_near_another_is_never_that_other(
    changes: dict[str, Any], made: tuple[str, bool] | None
) -> None:
    given_place = place(
        "hill 3 km north of Dbrnouk", kind="site", text="hill 3 km north of Dbrnouk", relation=NEAR
    )
    (claim,), signals = check(
        item("Jets struck a hill", "struck", sentence=2, places=[given_place | changes])
    )
    got = [(each.name, each.relation is not None) for each in claim.places]
    assert got == ([] if made is None else [made])
    assert (len(signals) > 0) is (made is None or not made[1])


def test_containing_places_that_the_report_does_not_name_are_left_out() -> None:
    claim, signals = only(places=[place("Klow", within=["Syldavia", "Bordurian", "Atlantis", 7])])
    assert claim.places[0].within == ("Syldavia",)
    assert len(signals) == 3


def test_too_many_of_anything_are_told() -> None:
    claims, signals = check(*[item("FFB", "FFB")] * 301)
    assert len(claims) == 300
    assert signals == ["1 claims left out: an answer may hold 300"]
    claim, signals = only(actors=[{"name": "FFB", "text": None}] * 61)
    assert len(claim.actors) == 1
    assert "more than 60" in signals[0]


def test_claims_stand_in_the_order_of_their_triggers_title_first() -> None:
    claims, _ = check(
        item("it held Klow’s bridge", "held", event="hold", sentence=3),
        item("FFB", "FFB"),
        item(TITLE, "takes", sentence=0),
    )
    assert [claim.trigger.text for claim in merged(claims)] == ["takes", "FFB", "held"]


def test_a_claim_told_twice_stays_once_with_the_most_that_was_said() -> None:
    quote = "the Free Front (FFB) lost the town of Klow"
    one, two, three, other = (
        item(quote, "lost", targets=[{"name": "FFB", "text": None}]),
        item(quote, "lost"),
        item(quote, "lost", targets=[{"name": "FFB", "text": None}], places=[place("Klow")]),
        item(quote, "lost", status="denied"),
    )
    for order in ((one, two, three, other), (three, other, one, two), (two, three, other, one)):
        claims, _ = check(*order)
        first, second = merged(claims)
        assert (second.status, first.status) == (Status.HAPPENED, Status.DENIED)
        assert [each.name for each in second.places] == ["Klow"]
        assert [each.name for each in second.targets] == ["FFB"]


def test_one_trigger_with_two_places_in_two_claims_is_one_claim() -> None:
    report = replace(REPORT, text="The army took Klow and Dbrnouk.")
    quote = "The army took Klow and Dbrnouk"
    army = [{"name": "army", "text": None}]
    claims, _ = check(
        item(quote, "took", actors=army, places=[place("Klow")]),
        item(quote, "took", actors=army, places=[place("Dbrnouk")]),
        report=report,
    )
    (claim,) = merged(claims)
    assert [each.name for each in claim.places] == ["Klow", "Dbrnouk"]


def test_one_trigger_with_two_sources_in_two_claims_is_two() -> None:
    quote = "the Free Front (FFB) lost the town of Klow"
    claims, _ = check(
        item(quote, "lost", said_by=[{"name": "Meridian", "text": None}]),
        item(quote, "lost", said_by=[{"name": "the army", "text": None}]),
    )
    assert len(merged(claims)) == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(
        ["take", "happened", "lost", "Klow", "FFB", "Tuesday", "N", "site", FIRST, ""]
    )
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "text", "kind", "within", "relation", "word", "anchors", "low"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(item("", ""))), JSON, max_size=8))
def test_whatever_a_model_says_gives_claims_that_stand_or_signals(slots: dict[str, Any]) -> None:
    whole = item(FIRST, "lost") | slots
    claims, signals = check(whole)
    assert len(claims) == 1 or len(signals) > 0
    for claim in claims:
        assert claim.trigger.span.start >= claim.quote.span.start
        assert claim.trigger.span.end <= claim.quote.span.end
