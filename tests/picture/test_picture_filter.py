"""The filter against an independent answer: every path of states enumerated, and hand computation."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Effect, Evidence, Interest
from whoholds.picture.filter import OTHER, Turn, kept, smooth, states_of, turns_of
from whoholds.picture.weights import default_weights

WEIGHTS = default_weights()
Say = Callable[..., Evidence]

DAYS = st.integers(0, 9).map(lambda at: date(2020, 1, 1) + timedelta(days=at))
ROWS = st.lists(
    st.tuples(
        st.sampled_from([effect for effect in Effect if effect is not Effect.PRESSURE]),
        st.sampled_from(["a", "b"]),
        DAYS,
        st.integers(0, 2),
        st.sampled_from([1.6, 8.0, 60.0]),
        st.sampled_from(list(Interest)),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=4,
)


def enumerated(turns: list[Turn], states: list[str]) -> list[dict[str, float]]:
    """The belief after each turn, by adding up every path, with the model written out again."""
    keep = 1 - WEIGHTS.chance.forget_per_day

    def faded(old: str, new: str, days: int) -> float:
        stayed = keep**days
        return (1 - stayed) / len(states) + (stayed if old == new else 0.0)

    def told(turn: Turn, old: str, new: str) -> float:
        likelihood = turn.before.get(old, 1.0) * turn.after.get(new, 1.0)
        if old == new:
            return likelihood * (1 - turn.chance) * turn.stays.get(old, 1.0)
        if new in turn.gains:
            return likelihood * turn.chance * turn.gains[new] * turn.losses.get(old, 1.0)
        if old in turn.losses:
            named = len(states) - 1
            share = (0.6 if named > 1 else 1.0) if new == OTHER else 0.4 / (named - 1)
            return likelihood * turn.chance * share * turn.losses[old]
        return 0.0

    sums = [dict.fromkeys(states, 0.0) for _ in turns]
    # One state before and one after each turn: the fading lies between.
    for path in product(states, repeat=2 * len(turns)):
        weight = 1.0 / len(states)
        for at, turn in enumerate(turns):
            before, after = path[2 * at], path[2 * at + 1]
            if at > 0:
                days = (turn.day - turns[at - 1].day).days
                weight *= faded(path[2 * at - 1], before, days)
            weight *= told(turn, before, after)
            if weight == 0.0:
                break
        for at in range(len(turns)):
            sums[at][path[2 * at + 1]] += weight
    return [{state: value / sum(each.values()) for state, value in each.items()} for each in sums]


@given(rows=ROWS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_smoother_equals_the_sum_over_all_paths(
    rows: list[tuple[Effect, str, date, int, float, Interest, int]], says: Say
) -> None:
    evidence = [
        says(effect, side, f"{day}/{day + timedelta(days=more)}", ratio, interest=who, step=step)
        for effect, side, day, more, ratio, who, step in rows
    ]
    turns = turns_of(evidence, WEIGHTS)[:4]
    states = states_of(evidence)
    found = smooth(turns, states, WEIGHTS)
    for belief, expected in zip(found.after, enumerated(turns, states), strict=True):
        for state in states:
            assert belief[state] == pytest.approx(expected[state], abs=1e-9)


def test_one_take_by_hand(says: Say) -> None:
    turns = turns_of([says(Effect.GAINS, "a", "2020-01-17", 200.0)], WEIGHTS)
    belief = smooth(turns, ["a", OTHER], WEIGHTS).after[0]
    # Before it each is as likely. The change: .5 × .1 × 200 = 10. There already: .5 × .9 × 7 = 3.15,
    # since a neutral word on a change that did not happen still says that the side is there.
    assert belief["a"] == pytest.approx((10 + 3.15) / (10 + 3.15 + 0.5 * 0.9))


def test_a_day_between_equals_an_empty_turn_on_it(says: Say) -> None:
    evidence = [
        says(Effect.GAINS, "a", "2020-01-01", 60.0),
        says(Effect.GAINS, "b", "2020-01-11", 200.0),
    ]
    turns = turns_of(evidence, WEIGHTS)
    between = date(2020, 1, 6)
    with_empty = [turns[0], Turn(day=between), turns[1]]
    states = states_of(evidence)
    direct = smooth(turns, states, WEIGHTS).on(between)
    expected = smooth(with_empty, states, WEIGHTS).after[1]
    assert direct == pytest.approx(expected)


def test_what_is_known_fades_towards_ignorance_not_towards_the_other_side(says: Say) -> None:
    turns = turns_of(
        [says(Effect.GAINS, "a", "2020-01-01"), says(Effect.HELD_BEFORE, "b", "2020-01-01")],
        WEIGHTS,
    )
    beliefs = smooth(turns, ["a", "b", OTHER], WEIGHTS)
    later = beliefs.on(date(2020, 7, 1))
    much_later = beliefs.on(date(2060, 1, 1))
    assert beliefs.after[0]["a"] > later["a"] > later["b"]
    assert later["a"] > much_later["a"] > much_later["b"]
    assert much_later == pytest.approx({"a": 1 / 3, "b": 1 / 3, OTHER: 1 / 3}, abs=0.05)


def test_it_fades_fast_near_the_evidence_and_a_twentieth_as_fast_afterwards() -> None:
    assert kept(0, WEIGHTS) == 1.0
    assert kept(60, WEIGHTS) == pytest.approx(0.996**60)
    assert kept(100, WEIGHTS) == pytest.approx(0.996**60 * 0.9998**40)


def test_a_long_gap_fades_by_the_same_part_whichever_day_is_asked_for(says: Say) -> None:
    evidence = [
        says(Effect.GAINS, "a", "2019-01-01", 60.0),
        says(Effect.GAINS, "b", "2020-01-01", 200.0),
    ]
    beliefs = smooth(turns_of(evidence, WEIGHTS), states_of(evidence), WEIGHTS)
    day, seen = date(2019, 1, 2), []
    while day < date(2020, 1, 1):
        seen.append(beliefs.on(day)["a"])
        day += timedelta(days=1)
    # No jump where the rate changes: each day differs from the one before by no more than the rate.
    assert max(abs(one - other) for one, other in pairwise(seen)) < 0.005
    assert seen[-1] == pytest.approx(beliefs.on(date(2019, 12, 31))["a"])


def test_opposite_takes_on_one_day_are_two_turns_in_the_order_of_their_steps(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "b", "2020-01-16", step=5),
        says(Effect.GAINS, "a", "2020-01-16", step=1),
    ]
    turns = turns_of(rows, WEIGHTS)
    assert [set(turn.gains) for turn in turns] == [{"a"}, {"b"}]


def test_two_witnesses_of_one_change_are_one_turn(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2020-01-16", 200.0, claim="1", step=0),
        says(Effect.LOSES, "b", "2020-01-16", 600.0, claim="2", step=1),
        says(Effect.GAINS, "a", "2020-01-16", 60.0, claim="3", step=2),
    ]
    (turn,) = turns_of(rows, WEIGHTS)
    assert turn.gains == {"a": 200.0 * 60.0}
    assert turn.losses == {"b": 600.0}


def test_copies_and_pressure_make_no_turn(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2020-01-16", 1.0),
        says(Effect.PRESSURE, "b", "2020-01-16", 1.0),
    ]
    assert turns_of(rows, WEIGHTS) == []


def test_a_thousand_witnesses_do_not_overflow(says: Say) -> None:
    rows = [says(Effect.GAINS, "a", "2020-01-16", 600.0, claim=str(at)) for at in range(1000)]
    rows += [says(Effect.NOT_GAINED, "a", "2020-01-16", 8.0, claim=f"n{at}") for at in range(1000)]
    belief = smooth(turns_of(rows, WEIGHTS), states_of(rows), WEIGHTS).after[-1]
    assert sum(belief.values()) == pytest.approx(1.0)
    assert all(0.0 <= value <= 1.0 for value in belief.values())
