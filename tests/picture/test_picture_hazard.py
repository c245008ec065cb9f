"""What is known fades faster near a front, and fastest where it lately moved."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Effect, Evidence
from whoholds.picture.filter import smooth, states_of, turns_of
from whoholds.picture.hazard import NO_HAZARD, Hazard, hazards
from whoholds.picture.periods import hold, period_on
from whoholds.picture.weights import default_weights

Say = Callable[..., Evidence]
FIRST = date(2020, 1, 1)
STEPPED = Hazard((date(2020, 1, 11), date(2020, 1, 21)), (0.1, 0.0))


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        ("2020-01-01", "2020-01-11", 1.0),
        ("2020-01-01", "2020-01-12", 0.9),
        ("2020-01-10", "2020-01-13", 0.81),
        ("2020-01-01", "2021-01-01", 0.9**10),
        ("2020-01-15", "2020-01-15", 1.0),
        ("2020-01-25", "2020-01-30", 1.0),
    ],
)
def test_rates_hold_from_their_day_to_the_next(first: str, last: str, left: float) -> None:
    assert STEPPED.left(date.fromisoformat(first), date.fromisoformat(last)) == pytest.approx(left)
    assert NO_HAZARD.left(FIRST, date(2030, 1, 1)) == 1.0


@given(one=st.integers(0, 60), two=st.integers(0, 60), three=st.integers(0, 60))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_is_left_multiplies(one: int, two: int, three: int) -> None:
    a, b, c = (FIRST + timedelta(days=at) for at in sorted((one, two, three)))
    assert STEPPED.left(a, b) * STEPPED.left(b, c) == pytest.approx(STEPPED.left(a, c))


POINTS = {"p": (35.0, 36.0), "near": (35.04, 36.0), "beside": (35.0, 36.09), "far": (36.0, 36.0)}


def told(says: Say, **days: str) -> dict[str, list[Evidence]]:
    return {place: [says(Effect.GAINS, "a", day, place=place)] for place, day in days.items()}


def test_a_change_nearby_means_a_moving_front_and_then_a_front(says: Say) -> None:
    found = hazards(told(says, p="2019-06-01", near="2020-01-01"), POINTS)
    rates = default_weights().chance
    assert found["p"].days == (FIRST, FIRST + timedelta(days=30), FIRST + timedelta(days=60))
    assert found["p"].rates == (rates.forget_moving, rates.forget_per_day, 0.0)


def test_a_change_a_little_farther_means_a_moving_front_alone(says: Say) -> None:
    found = hazards(told(says, p="2019-06-01", beside="2020-01-01"), POINTS)
    assert found["p"].rates == (default_weights().chance.forget_moving, 0.0)


def test_what_is_far_or_not_located_or_the_place_itself_means_nothing(says: Say) -> None:
    assert hazards(told(says, p="2019-06-01", far="2020-01-01"), POINTS) == {}
    assert hazards(told(says, p="2019-06-01", nowhere="2020-01-01"), POINTS) == {}
    holds = {"near": [says(Effect.HOLDS, "a", "2020-01-01", place="near")]}
    assert hazards({"p": told(says, p="2019-06-01")["p"], **holds}, POINTS).keys() == {"near"}
    assert hazards({}, POINTS) == {}


def test_a_place_beside_a_moving_front_is_less_sure_and_drifts_to_nobody(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2019-01-01"),
        says(Effect.HELD_BEFORE, "b", "2019-01-01", 30.0),
    ]
    hazard = Hazard((FIRST,), (0.008,))
    weights = default_weights()
    turns, states = turns_of(rows, weights), states_of(rows)
    day = FIRST + timedelta(days=100)
    alone = smooth(turns, states, weights).on(day)
    beside = smooth(turns, states, weights, hazard.left).on(day)
    assert beside["a"] < alone["a"] - 0.15
    assert beside["b"] <= 1 / 3
    assert beside["a"] > beside["b"]
    later = date(2020, 10, 1)
    quiet, faded = hold("p", rows), hold("p", rows, hazard=hazard)
    held, lost = period_on(quiet, later), period_on(faded, later)
    assert held is not None
    assert lost is not None
    assert (held.side, lost.side) == ("a", None)
