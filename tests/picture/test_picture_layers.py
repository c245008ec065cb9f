"""What is claimed, what is confirmed, and where they differ."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.picture.layers import Layers, layers, unconfirmed
from whoholds.picture.periods import hold

Say = Callable[..., Evidence]


def of(*rows: Evidence) -> Layers:
    return layers("p", rows, hold("p", rows))


def side_on(periods: tuple[Period, ...], day: str) -> str | None:
    when = date.fromisoformat(day)
    for period in periods:
        if (period.start or date.min) <= when < (period.end or date.max):
            return period.side if period.state is ControlState.HELD else None
    return None


def test_one_word_in_its_own_favour_is_claimed_and_not_confirmed(says: Say) -> None:
    found = of(
        says(Effect.HOLDS, "a", "2020-01-01", 7.0),
        says(Effect.GAINS, "b", "2020-02-01", 60.0, interest=Interest.OWN),
    )
    assert side_on(found.claimed, "2020-02-01") == "b"
    assert side_on(found.confirmed, "2020-02-01") == "a"
    (differs,) = unconfirmed(found)
    assert (differs.start, differs.claimed, differs.confirmed) == (date(2020, 2, 1), "b", "a")
    assert differs.actor == "B"
    assert len(differs.claims) == 1


def test_somebody_neutral_confirms_it_from_its_day(says: Say) -> None:
    found = of(
        says(Effect.HOLDS, "a", "2020-01-01", 7.0),
        says(Effect.GAINS, "b", "2020-02-01", 60.0, interest=Interest.OWN),
        says(Effect.HOLDS, "b", "2020-02-20", 7.0),
    )
    assert side_on(found.confirmed, "2020-01-31") == "a"
    assert side_on(found.confirmed, "2020-02-01") == "b"
    assert unconfirmed(found) == []


def test_an_admission_confirms_it(says: Say) -> None:
    found = of(says(Effect.GAINS, "b", "2020-02-01", 600.0, interest=Interest.AGAINST))
    assert side_on(found.confirmed, "2020-02-01") == "b"


def test_both_sides_confirm_it_where_the_other_tells_that_it_had_it(says: Say) -> None:
    own = says(Effect.GAINS, "b", "2020-02-01", 60.0, interest=Interest.OWN)
    gain = says(Effect.GAINS, "a", "2020-03-01", 60.0, interest=Interest.OWN, claim="x")
    had = says(Effect.HELD_BEFORE, "b", "2020-03-01", 15.0, interest=Interest.OWN, claim="x")
    assert side_on(of(own).confirmed, "2020-02-10") is None
    assert side_on(of(own, gain, had).confirmed, "2020-02-10") == "b"


def test_its_own_word_of_two_days_confirms_what_nobody_gainsays(says: Say) -> None:
    own = {"interest": Interest.OWN}
    told = [
        says(Effect.GAINS, "b", "2020-02-01", 60.0, **own),
        says(Effect.HOLDS, "b", "2020-02-03", 3.0, **own),
    ]
    denied = says(Effect.NOT_GAINED, "b", "2020-02-02", 4.0)
    assert side_on(of(*told).confirmed, "2020-02-03") == "b"
    assert side_on(of(*told, denied, denied).confirmed, "2020-02-02") is None


def test_the_last_word_of_a_day_is_what_is_claimed(says: Say) -> None:
    found = of(
        says(Effect.GAINS, "a", "2020-02-01", step=0),
        says(Effect.GAINS, "b", "2020-02-01", step=1),
    )
    assert [period.side for period in found.claimed] == ["b", None]


def test_a_loss_leaves_nobody_claiming(says: Say) -> None:
    found = of(
        says(Effect.HOLDS, "a", "2020-01-01", 7.0),
        says(Effect.LOSES, "a", "2020-02-01", 600.0, interest=Interest.AGAINST),
    )
    assert side_on(found.claimed, "2020-01-31") == "a"
    assert side_on(found.claimed, "2020-02-01") is None


def test_copies_claim_nothing(says: Say) -> None:
    assert of(says(Effect.GAINS, "a", "2020-02-01", 1.0)).claimed == ()
    assert layers("p", [], []) == Layers(claimed=(), confirmed=())


def test_a_claim_fades_after_the_time_that_a_holder_is_carried(says: Say) -> None:
    found = of(says(Effect.GAINS, "a", "2020-02-01"))
    assert side_on(found.claimed, "2022-01-30") == "a"
    assert side_on(found.claimed, "2022-02-01") is None


DRAWN = st.lists(
    st.tuples(
        st.sampled_from([effect for effect in Effect if effect is not Effect.PRESSURE]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 900),
        st.sampled_from([0, 0, 4, 40]),
        st.sampled_from([1.0, 3.0, 60.0, 600.0]),
        st.sampled_from(list(Interest)),
    ),
    max_size=8,
)


@given(drawn=DRAWN)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_layers_have_no_gaps_and_the_difference_is_where_they_differ(
    drawn: list[tuple[Effect, str, int, int, float, Interest]], says: Say
) -> None:
    first = date(2019, 1, 1)
    rows = [
        says(
            effect,
            side,
            f"{first + timedelta(days=start)}/{first + timedelta(days=start + more)}",
            ratio,
            interest=interest,
            claim=str(at),
        )
        for at, (effect, side, start, more, ratio, interest) in enumerate(drawn)
    ]
    found = of(*rows)
    for layer in (found.claimed, found.confirmed):
        for one, following in pairwise(layer):
            assert one.end == following.start
            assert (one.state, one.side) != (following.state, following.side)
    differing = unconfirmed(found)
    for at in range(0, 950, 25):
        day = first + timedelta(days=at)
        claimed = side_on(found.claimed, day.isoformat())
        confirmed = side_on(found.confirmed, day.isoformat())
        inside = [
            each for each in differing if each.start <= day and (each.end is None or day < each.end)
        ]
        if claimed is None or claimed == confirmed:
            assert inside == []
        else:
            assert len(inside) == 1
            assert inside[0].claimed == claimed


def test_a_contested_place_is_confirmed_to_nobody(says: Say) -> None:
    found = of(
        says(Effect.GAINS, "a", "2020-02-01", 60.0, interest=Interest.OWN),
        says(Effect.NOT_GAINED, "a", "2020-02-01", 1.6, interest=Interest.OWN),
        says(Effect.HOLDS, "b", "2020-02-01", 3.0, interest=Interest.OWN),
    )
    states = {period.state for period in found.confirmed if period.end is not None}
    assert ControlState.CONTESTED in states
    assert side_on(found.claimed, "2020-02-01") in ("a", "b")
