"""What events and statuses say of control, seen through the evidence that they give."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from whoholds.base.records import (
    ActorLink,
    Effect,
    Event,
    Evidence,
    GeoPrecision,
    PlaceKind,
    PlaceLink,
    SourcedClaim,
    Status,
    Verdict,
)
from whoholds.picture.evidence import silence, weigh
from whoholds.picture.parties import Party, party_of

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


def found(rows: Sequence[Evidence]) -> set[tuple[Effect, str]]:
    return {(row.effect, row.side) for row in rows}


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
    assert found(weigh([told(Event.TAKE, "", "SAA")])) == {
        (Effect.LOSES, "government"),
        (Effect.HELD_BEFORE, "government"),
    }


def test_an_actor_without_a_side_is_its_own_side(told: Told) -> None:
    assert found(weigh([told(Event.HOLD, "The ‘Lions’ of  X")])) == {
        (Effect.HOLDS, "named:the lions of x")
    }


def test_a_change_inside_one_side_has_no_loser(told: Told) -> None:
    assert found(weigh([told(Event.TAKE, "HTS", "NFL")])) == {(Effect.GAINS, "opposition")}


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


def test_words_that_name_nobody_are_no_party() -> None:
    nobody = ActorLink(
        mention="gunmen", name="gunmen", actor=None, side=None, score=0.0, why="", named=False
    )
    somebody = ActorLink(
        mention="Foo Brigade", name="Foo Brigade", actor=None, side=None, score=0.0, why=""
    )
    assert party_of([nobody]) is None
    assert party_of([nobody, somebody]) == Party("named:foo brigade", "Foo Brigade")
