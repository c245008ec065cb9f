"""Many places in arrays are what each place is by itself."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError
from whoholds.base.records import Effect, Evidence
from whoholds.picture.filter import smooth, states_of, turns_of
from whoholds.picture.smoother import Block, daily
from whoholds.picture.weights import default_weights

Say = Callable[..., Evidence]
FIRST = date(2019, 12, 1)
ROW = st.tuples(
    st.sampled_from(list(Effect)),
    st.sampled_from(list("abcdef")),
    st.integers(0, 120),
    st.sampled_from([0, 0, 0, 2, 30]),
    st.sampled_from([1.0, 1.6, 60.0, 600.0]),
    st.integers(0, 2),
)
PLACES = st.lists(st.lists(ROW, max_size=8), min_size=1, max_size=5)


def made(
    places: list[list[tuple[Effect, str, int, int, float, int]]], says: Say
) -> dict[str, list[Evidence]]:
    start = date(2020, 1, 1)
    return {
        f"p{number}": [
            says(
                effect,
                side,
                f"{start + timedelta(days=at)}/{start + timedelta(days=at + more)}",
                ratio,
                step=step,
                claim=f"{number}-{index}",
                place=f"p{number}",
            )
            for index, (effect, side, at, more, ratio, step) in enumerate(rows)
        ]
        for number, rows in enumerate(places)
    }


@given(places=PLACES, hindsight=st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_arrays_give_what_the_filter_gives_place_by_place(
    places: list[list[tuple[Effect, str, int, int, float, int]]], hindsight: bool, says: Say
) -> None:
    evidence = made(places, says)
    weights = default_weights()
    seen: set[str] = set()
    for block in daily(evidence, FIRST, 220, hindsight=hindsight):
        for index, place in enumerate(block.places):
            rows = evidence[place]
            seen.add(place)
            beliefs = smooth(turns_of(rows, weights), states_of(rows), weights)
            assert list(block.sides[index]) == states_of(rows)[:-1]
            for at in range(0, 220, 7):
                day = FIRST + timedelta(days=at)
                exact = beliefs.on(day) if hindsight else beliefs.filtered(day)
                found = dict(zip(block.sides[index], block.shares[index, at], strict=False))
                assert found == pytest.approx({side: exact[side] for side in found}, abs=1e-5)
    assert seen == {place for place, rows in evidence.items() if len(turns_of(rows, weights)) > 0}


def test_what_is_told_later_does_not_change_what_was_told_then(says: Say) -> None:
    early = says(Effect.GAINS, "a", "2020-01-01", claim="early", place="p")
    later = says(Effect.GAINS, "b", "2020-02-01", claim="later", place="p")
    days = (date(2020, 2, 1) - FIRST).days

    def then(*rows: Evidence) -> Block:
        (block,) = daily({"p": rows}, FIRST, days, hindsight=False)
        return block

    alone, both = then(early), then(early, later)
    # With a side more that may be meant, what nobody knows is spread a little wider.
    assert np.abs(alone.shares[0, 31:, 0] - both.shares[0, 31:, 0]).max() < 0.1
    assert both.shares[0, :, 1].max() <= 1 / 3 + 1e-6


def test_shares_leave_the_rest_to_nobody_and_come_the_same_twice(says: Say) -> None:
    evidence = {
        f"p{at}": [says(Effect.GAINS, "ab"[at % 2], "2020-01-01", place=f"p{at}")]
        for at in range(1100)
    }
    one = list(daily(evidence, FIRST, 60))
    other = list(daily(evidence, FIRST, 60))
    assert sum(len(block.places) for block in one) == 1100
    for block, again in zip(one, other, strict=True):
        assert block.shares.tobytes() == again.shares.tobytes()
        assert float(block.shares.sum(axis=2).max()) <= 1 + 1e-6
        assert float(block.shares.min()) >= 0


@pytest.mark.parametrize("days", [0, -1, 40_001])
def test_a_history_of_no_days_or_of_too_many_is_refused(days: int) -> None:
    with pytest.raises(InputError, match="days"):
        next(iter(daily({}, FIRST, days)))
