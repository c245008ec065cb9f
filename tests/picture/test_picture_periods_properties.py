"""What holds of the periods of any evidence."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import to_json
from whoholds.base.ids import canonical_bytes
from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.picture.periods import hold

Say = Callable[..., Evidence]
Drawn = tuple[Effect, str, int, int, float, Interest, int]

DRAWN = st.tuples(
    st.sampled_from([effect for effect in Effect if effect is not Effect.PRESSURE]),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 900),
    st.sampled_from([0, 0, 0, 2, 30, 365]),
    st.sampled_from([1.0, 1.6, 7.0, 60.0, 200.0, 600.0]),
    st.sampled_from(list(Interest)),
    st.integers(0, 3),
)
MANY = st.lists(DRAWN, max_size=7)
PROFILE = settings(max_examples=60, deadline=None, derandomize=True)


def made(drawn: list[Drawn], says: Say) -> list[Evidence]:
    rows = []
    for at, (effect, side, start, more, ratio, who, step) in enumerate(drawn):
        first = date(2019, 1, 1) + timedelta(days=start)
        days = f"{first}/{first + timedelta(days=more)}"
        rows.append(says(effect, side, days, ratio, claim=f"{at}", interest=who, step=step))
    return rows


def as_bytes(periods: list[Period]) -> bytes:
    return canonical_bytes([to_json(period) for period in periods])


@given(drawn=MANY)
@PROFILE
def test_periods_are_in_order_without_gaps_and_the_last_is_open(
    drawn: list[Drawn], says: Say
) -> None:
    periods = hold("p", made(drawn, says))
    assert (len(periods) == 0) == (len(drawn) == 0)
    for one, following in itertools.pairwise(periods):
        assert one.end == following.start
        assert one.end is not None
        assert one.start is None or one.start < one.end
    assert all(period.start is not None for period in periods[1:])
    assert all(period.end is None for period in periods[-1:])


@given(drawn=MANY)
@PROFILE
def test_confidence_is_a_probability_and_states_agree_with_sides(
    drawn: list[Drawn], says: Say
) -> None:
    for period in hold("p", made(drawn, says)):
        assert 0.0 <= period.confidence <= 1.0
        assert (period.side is None) == (period.actor is None)
        if period.state is ControlState.HELD:
            assert period.side is not None
            # On days in which the place passed from one to the other, the likelier of both stands,
            # however likely it is: the least is a fair share among three sides and others.
            assert period.confidence > 0.25
        if period.state is ControlState.UNKNOWN:
            assert period.side is None
            assert period.confidence == 0.0


@given(drawn=MANY)
@PROFILE
def test_no_claim_speaks_twice_about_a_period(drawn: list[Drawn], says: Say) -> None:
    for period in hold("p", made(drawn, says)):
        named = [*period.supporting, *period.opposing, *period.silent]
        assert len(named) == len(set(named))


@given(drawn=MANY, shuffle=st.randoms(use_true_random=False))
@PROFILE
def test_the_order_of_the_evidence_does_not_matter(
    drawn: list[Drawn],
    shuffle: Random,
    says: Say,
) -> None:
    rows = made(drawn, says)
    again = list(rows)
    shuffle.shuffle(again)
    assert as_bytes(hold("p", rows)) == as_bytes(hold("p", again))


@given(
    drawn=MANY.filter(lambda rows: any(row[4] > 1 for row in rows)),
    pressure=st.lists(st.tuples(st.sampled_from(["a", "b", "z"]), st.integers(0, 900)), max_size=8),
)
@PROFILE
def test_fire_and_fighting_never_change_a_holder(
    drawn: list[Drawn], pressure: list[tuple[str, int]], says: Say
) -> None:
    rows = made(drawn, says)
    shells = [
        says(
            Effect.PRESSURE,
            side,
            (date(2019, 1, 1) + timedelta(days=at)).isoformat(),
            1.0,
            claim=f"shells-{number}",
        )
        for number, (side, at) in enumerate(pressure)
    ]

    def holders(periods: list[Period]) -> list[object]:
        return [
            (p.start, p.end, p.state, p.side, p.actor, p.confidence, p.supporting, p.opposing)
            for p in periods
        ]

    assert holders(hold("p", rows)) == holders(hold("p", [*rows, *shells]))
