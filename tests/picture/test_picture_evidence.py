"""What claims say about places: days, ratios, losers, order."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from whoholds.base.codec import to_json
from whoholds.base.records import (
    Effect,
    Event,
    Evidence,
    GeoPrecision,
    Period,
    PlaceKind,
    PlaceLink,
    SourcedClaim,
    Status,
    TimeFrame,
    Verdict,
)
from whoholds.base.times import DateBasis, Days
from whoholds.picture.evidence import weigh
from whoholds.picture.periods import hold

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


def found(rows: Sequence[Evidence]) -> set[tuple[Effect, str]]:
    return {(row.effect, row.side) for row in rows}


def only(rows: Sequence[Evidence], effect: Effect) -> Evidence:
    (row,) = [row for row in rows if row.effect is effect]
    return row


def test_undated_news_lies_in_the_two_days_before_publication_or_on_it(told: Told) -> None:
    claim = told(
        Event.TAKE, "SAA", on="2020-01-18", published="2020-01-18", basis=DateBasis.PUBLISHED
    )
    (row,) = weigh([claim])
    assert row.days == Days.through(date(2020, 1, 16), date(2020, 1, 18))
    assert 1 < row.ratio < 200


@pytest.mark.parametrize(
    "damped",
    [
        {"quote": "reportedly took the town"},
        {"confidence": 0.5},
        {"basis": DateBasis.PUBLISHED},
    ],
)
def test_what_is_unsure_weighs_less(damped: dict[str, Any], told: Told) -> None:
    plain = only(weigh([told(Event.TAKE, "SAA")]), Effect.GAINS)
    less = only(weigh([told(Event.TAKE, "SAA", **damped)]), Effect.GAINS)
    assert 1 < less.ratio < plain.ratio


@pytest.mark.parametrize(
    ("confidence", "verdict", "ratio"),
    [(0.4, None, 80.6), (0.0, None, 10.95), (0.4, Verdict.ACCEPT, 200.0)],
)
def test_a_claim_that_may_be_misread_weighs_as_the_mixture(
    confidence: float, verdict: Verdict | None, ratio: float, told: Told
) -> None:
    row = only(
        weigh([told(Event.TAKE, "SAA", confidence=confidence, verdict=verdict)]), Effect.GAINS
    )
    assert row.ratio == pytest.approx(ratio)
    assert ("read with confidence" in row.why) == (verdict is None)


@pytest.mark.parametrize(("published", "moves"), [("2020-01-16", True), ("2020-01-15", False)])
def test_a_claim_dated_after_its_report_moves_nothing(
    published: str, moves: bool, told: Told
) -> None:
    claims = [
        told(Event.TAKE, "SAA", on="2020-01-17", published=published),
        told(Event.STRIKE, "SAA", on="2020-01-17", published=published),
    ]
    assert (len(weigh(claims)) > 0) is moves


def test_without_a_day_of_publication_what_was_recorded_is_the_bound(told: Told) -> None:
    assert weigh([told(Event.TAKE, "SAA", on="2020-02-03", published=None)]) == []
    assert weigh([told(Event.TAKE, "SAA", on="2020-02-02", published=None)]) != []


def test_a_place_located_by_a_neighbour_weighs_as_much_since_it_is_the_place_named(
    told: Told, located: Located
) -> None:
    near = told(Event.TAKE, "SAA", place=located("x", precision=GeoPrecision.ANCHORED))
    assert only(weigh([near]), Effect.GAINS).ratio == 200.0


def test_the_loser_is_taken_from_elsewhere_in_the_report_where_it_names_only_one(
    told: Told, located: Located
) -> None:
    area = located("area", kind=PlaceKind.AREA)
    rows = weigh(
        [
            told(Event.TAKE, "HTS", "SAA", place=area, report="report:x"),
            told(Event.TAKE, "HTS", place="q", report="report:x"),
        ]
    )
    before = only(rows, Effect.HELD_BEFORE)
    assert (before.place, before.side) == ("q", "government")
    assert "names elsewhere" in before.why


def test_two_losers_elsewhere_in_the_report_tell_nothing(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "HTS", "SAA", place="r", report="report:x"),
            told(Event.TAKE, "HTS", "SDF", place="s", report="report:x"),
            told(Event.TAKE, "HTS", place="q", report="report:x"),
        ]
    )
    assert found([row for row in rows if row.place == "q"]) == {(Effect.GAINS, "opposition")}


def test_an_attempt_to_take_back_says_that_it_was_lost(told: Told) -> None:
    rows = weigh(
        [told(Event.TAKE, "SAA", "HTS", status=Status.ATTEMPTED, trigger="attempt to recapture")]
    )
    assert "lost earlier" in only(rows, Effect.NOT_GAINED).why


def test_who_takes_back_comes_after_whom_it_was_taken_by(told: Told) -> None:
    back = told(Event.TAKE, "HTS", "SAA", on="2020-01-16", trigger="recaptured")
    first = told(
        Event.TAKE, "SAA", "HTS", on="2020-01-16", trigger="captured", published="2020-01-20"
    )
    steps = {row.claim: row.step for row in weigh([back, first])}
    assert steps[first.id] < steps[back.id]


def test_what_a_report_looks_back_at_comes_before_what_it_reports(told: Told) -> None:
    news = told(Event.TAKE, "HTS", "SAA", trigger="retook")
    background = told(Event.TAKE, "SAA", "HTS", trigger="recaptured", frame=TimeFrame.BACKGROUND)
    steps = {row.claim: row.step for row in weigh([news, background])}
    assert steps[background.id] < steps[news.id]


def test_the_order_of_the_claims_does_not_matter(told: Told) -> None:
    claims = [
        told(Event.TAKE, "SAA", "HTS", on="2020-01-16"),
        told(Event.TAKE, "HTS", "SAA", on="2020-01-16", trigger="retook", publisher="SAA"),
        told(Event.REPEL, "HTS", "SAA", on="2020-01-17"),
        told(Event.STRIKE, "SAA", on="2020-01-18"),
    ]
    assert weigh(claims) == weigh(claims[::-1])


def test_what_was_known_then_is_the_same_whatever_was_recorded_later(told: Told) -> None:
    claims = [
        told(Event.TAKE, "SAA", "HTS", on="2020-01-16"),
        told(Event.HOLD, "SAA", on="2020-01-17"),
        told(Event.TAKE, "HTS", "SAA", on="2020-01-16", publisher="SAA", trigger="retook"),
    ]

    def as_known(position: int) -> list[Period]:
        return hold("geonames:1", weigh([claim for claim in claims if claim.seq <= position]))

    before = as_known(2)
    assert as_known(3) != before
    assert as_known(2) == before
    assert [to_json(period) for period in as_known(2)] == [to_json(period) for period in before]
