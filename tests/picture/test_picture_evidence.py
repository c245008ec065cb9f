"""What claims say about places: effects, sides, days, ratios, order; and what they do not say."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from whoholds.base.records import (
    Effect,
    Event,
    Evidence,
    GeoPrecision,
    Interest,
    PlaceKind,
    PlaceLink,
    SourcedClaim,
    Status,
    TimeFrame,
    Verdict,
)
from whoholds.base.times import DateBasis, Days
from whoholds.picture.evidence import silence, weigh

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


def found(rows: Sequence[Evidence]) -> set[tuple[Effect, str]]:
    return {(row.effect, row.side) for row in rows}


def only(rows: Sequence[Evidence], effect: Effect) -> Evidence:
    (row,) = [row for row in rows if row.effect is effect]
    return row


@pytest.mark.parametrize(
    ("event", "status", "expected"),
    [
        (Event.TAKE, Status.HAPPENED, {(Effect.GAINS, "A"), (Effect.HELD_BEFORE, "T")}),
        (Event.TAKE, Status.DENIED, {(Effect.NOT_GAINED, "A"), (Effect.HOLDS, "T")}),
        (Event.TAKE, Status.ATTEMPTED, {(Effect.NOT_GAINED, "A"), (Effect.HOLDS, "T")}),
        (Event.TAKE, Status.EXPECTED, set()),
        (Event.LEAVE, Status.HAPPENED, {(Effect.LOSES, "A"), (Effect.GAINS, "T")}),
        (Event.LEAVE, Status.DENIED, {(Effect.HOLDS, "A")}),
        (Event.LEAVE, Status.ATTEMPTED, set()),
        (Event.LEAVE, Status.EXPECTED, set()),
        (Event.HOLD, Status.HAPPENED, {(Effect.HOLDS, "A")}),
        (Event.HOLD, Status.DENIED, {(Effect.NOT_GAINED, "A")}),
        (Event.HOLD, Status.ATTEMPTED, set()),
        (Event.HOLD, Status.EXPECTED, set()),
        (Event.REPEL, Status.HAPPENED, {(Effect.HOLDS, "A"), (Effect.NOT_GAINED, "T")}),
        (Event.REPEL, Status.DENIED, set()),
        (Event.REPEL, Status.EXPECTED, set()),
    ],
)
def test_events_and_statuses_as_effects(
    event: Event, status: Status, expected: set[tuple[Effect, str]], told: Told
) -> None:
    sides = {"A": "government", "T": "opposition"}
    rows = weigh([told(event, "SAA", "HTS", status=status)])
    assert found(rows) == {(effect, sides[who]) for effect, who in expected}


@pytest.mark.parametrize(
    "event",
    [event for event in Event if event.value not in ("take", "leave", "hold", "repel")],
)
def test_fire_siege_and_fighting_are_pressure_that_weighs_nothing(event: Event, told: Told) -> None:
    rows = weigh([told(event, "SAA", "HTS")])
    assert found(rows) == {(Effect.PRESSURE, "government")}
    assert [row.ratio for row in rows] == [1.0]
    assert weigh([told(event, "SAA", "HTS", status=Status.EXPECTED)]) == []


def test_a_place_taken_by_nobody_knows_whom_is_lost_by_the_named(told: Told) -> None:
    assert found(weigh([told(Event.TAKE, "", "SAA")])) == {(Effect.LOSES, "government")}


def test_an_actor_without_a_side_is_its_own_side(told: Told) -> None:
    assert found(weigh([told(Event.HOLD, "The ‘Lions’ of  X")])) == {
        (Effect.HOLDS, "named:the lions of x")
    }


def test_a_change_inside_one_side_has_no_loser(told: Told) -> None:
    assert found(weigh([told(Event.TAKE, "HTS", "NFL")])) == {(Effect.GAINS, "opposition")}


@pytest.mark.parametrize(
    ("speaker", "actor", "target", "interest"),
    [
        ("SAA", "SAA", "HTS", Interest.OWN),
        ("HTS", "SAA", "HTS", Interest.AGAINST),
        ("SOHR", "SAA", "HTS", Interest.NEUTRAL),
        ("SDF", "SAA", "HTS", Interest.NEUTRAL),
    ],
)
def test_the_speaker_s_interest_in_a_gain(
    speaker: str, actor: str, target: str, interest: Interest, told: Told
) -> None:
    ratios = {Interest.OWN: 60.0, Interest.NEUTRAL: 200.0, Interest.AGAINST: 600.0}
    quoted = only(weigh([told(Event.TAKE, actor, target, said_by=speaker)]), Effect.GAINS)
    itself = only(weigh([told(Event.TAKE, actor, target, publisher=speaker)]), Effect.GAINS)
    assert quoted.interest is itself.interest is interest
    assert quoted.ratio == itself.ratio == ratios[interest]


def test_a_quoted_side_speaks_for_itself_not_as_the_publisher(told: Told) -> None:
    row = only(
        weigh([told(Event.TAKE, "HTS", "SAA", said_by="HTS", publisher="SAA")]), Effect.GAINS
    )
    assert row.interest is Interest.OWN


def test_nameless_sources_speak_as_their_publisher_and_a_known_monitor_as_itself(
    told: Told,
) -> None:
    nameless = told(Event.TAKE, "SAA", "HTS", said_by="a field source", publisher="SAA")
    monitor = told(Event.TAKE, "SAA", "HTS", said_by="SOHR", publisher="SAA")
    assert only(weigh([nameless]), Effect.GAINS).interest is Interest.OWN
    assert only(weigh([monitor]), Effect.GAINS).interest is Interest.NEUTRAL


def test_an_opponent_known_from_other_claims_admits_too(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", "", publisher="HTS", place="q"),
            told(Event.TAKE, "HTS", "SAA", place="r"),
        ]
    )
    (row,) = [row for row in rows if row.place == "q"]
    assert row.interest is Interest.AGAINST


def test_a_withdrawal_told_by_who_withdrew_is_an_admission(told: Told) -> None:
    row = only(weigh([told(Event.LEAVE, "SAA", publisher="SAA")]), Effect.LOSES)
    assert (row.interest, row.ratio) == (Interest.AGAINST, 600.0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"on": None}, "gives no day"),
        ({"on": "2010-01-01/2019-01-01"}, "vaguer than 366 days"),
        ({"summary": True}, "without naming them"),
        ({"status": Status.EXPECTED}, "only expected"),
        ({"verdict": Verdict.REJECT}, "rejected in review"),
        ({"event": Event.STRIKE}, "pressure"),
        ({"actor": "", "target": ""}, "does not say who"),
    ],
)
def test_why_a_claim_is_silent(changes: dict[str, Any], reason: str, told: Told) -> None:
    claim = told(**{"event": Event.TAKE, "actor": "SAA", "target": "HTS"} | changes)
    assert reason in (silence(claim) or "")
    assert all(row.effect is Effect.PRESSURE for row in weigh([claim]))


@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        (PlaceKind.AREA, GeoPrecision.EXACT),
        (PlaceKind.PROVINCE, GeoPrecision.AREA),
        (PlaceKind.COUNTRY, GeoPrecision.AREA),
        (PlaceKind.SETTLEMENT, GeoPrecision.NONE),
        (PlaceKind.SITE, GeoPrecision.AREA),
    ],
)
def test_areas_and_unlocated_places_get_no_evidence(
    kind: PlaceKind, precision: GeoPrecision, told: Told, located: Located
) -> None:
    claim = told(Event.TAKE, "SAA", place=located("x", kind=kind, precision=precision))
    assert weigh([claim]) == []
    assert "names no located place" in (silence(claim) or "")


def test_a_claim_that_bears_on_control_is_not_silent(told: Told) -> None:
    assert silence(told(Event.TAKE, "SAA")) is None


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


def test_a_place_located_by_a_neighbour_weighs_as_much_since_it_is_the_place_named(
    told: Told, located: Located
) -> None:
    near = told(Event.TAKE, "SAA", place=located("x", precision=GeoPrecision.ANCHORED))
    assert only(weigh([near]), Effect.GAINS).ratio == 200.0


def test_a_side_that_repeats_itself_within_days_adds_little(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", on="2020-01-17", publisher="SAA"),
            told(Event.TAKE, "SAA", on="2020-01-18", publisher="SAA"),
            told(Event.TAKE, "SAA", on="2020-02-17", publisher="SAA"),
        ]
    )
    assert [row.ratio for row in rows] == pytest.approx([60.0, 60**0.35, 60.0])


def test_two_speakers_count_in_full(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", publisher="SAA"),
            told(Event.TAKE, "SAA", publisher="Gazette"),
        ]
    )
    assert sorted(row.ratio for row in rows) == [60.0, 200.0]


def test_title_lead_and_body_of_one_report_are_one_witness(told: Told) -> None:
    rows = weigh([told(Event.TAKE, "SAA", report="report:x") for _ in range(3)])
    assert sorted(row.ratio for row in rows) == [1.0, 1.0, 200.0]


def test_one_report_that_quotes_and_repeats_counts_its_second_voice_little(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", report="report:x", said_by="SAA"),
            told(Event.TAKE, "SAA", report="report:x"),
        ]
    )
    assert sorted(row.ratio for row in rows) == pytest.approx([60**0.35, 200.0])


def test_a_republished_text_is_one_witness_with_one_origin(told: Told) -> None:
    text = " ".join(f"word{at}" for at in range(80))
    rows = weigh(
        [
            told(Event.TAKE, "SAA", text=text, publisher="Gazette", published="2020-01-18"),
            told(
                Event.TAKE,
                "SAA",
                text="Read also. " + text + " Share this.",
                publisher="Other",
                published="2020-01-19",
            ),
        ]
    )
    assert sorted(row.ratio for row in rows) == [1.0, 200.0]
    assert {row.origin for row in rows} == {"report:1"}


def test_the_same_change_told_of_a_later_day_does_not_keep_the_loser_there(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", "HTS", on="2020-01-16", publisher="Gazette"),
            told(Event.TAKE, "SAA", "HTS", on="2020-01-17", publisher="Other"),
        ]
    )
    before = {row.days.start: row.ratio for row in rows if row.effect is Effect.HELD_BEFORE}
    assert before == {date(2020, 1, 16): 30.0, date(2020, 1, 17): 1.0}


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
