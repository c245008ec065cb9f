"""Filling in: sides, shares, what is observed and what is unknown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError, UnknownName
from whoholds.picture.field import REACH_KM, Field, Known, all_sides, fill, known_of
from whoholds.picture.graph import Ground, Spot, ground_of

SIDES = ("a", "b")
SIZE = 9


@pytest.fixture(scope="module")
def ground() -> Ground:
    return ground_of(
        [
            Spot(f"{row}{column}", 48 + row * 0.05, 37 + column * 0.07)
            for row in range(SIZE)
            for column in range(SIZE)
        ]
    )


def west_and_east(*, by: int = 2) -> list[Known]:
    """Every `by`th place known: `a` has the columns up to 3, `b` those from 5."""
    return [
        Known(place=f"{row}{column}", shares={"a" if column < 4 else "b": 1.0})
        for row in range(0, SIZE, by)
        for column in (0, 2, 6, 8)
    ]


def share(field: Field, place: str, side: str) -> float:
    return float(field.shares[field.ground.row(place), field.sides.index(side)])


def test_places_between_go_to_the_side_around_them(ground: Ground) -> None:
    field = fill(ground, SIDES, west_and_east())
    assert field.holder("31") == "a"
    assert field.holder("37") == "b"
    assert share(field, "31", "a") > 0.9
    assert 0.4 < share(field, "34", "a") < 0.6
    assert share(field, "33", "a") > share(field, "34", "a") > share(field, "35", "a")
    assert np.allclose(field.shares.sum(axis=1), 1)


def test_observed_places_are_told_from_inferred_ones(ground: Ground) -> None:
    field = fill(ground, SIDES, west_and_east())
    assert field.observed.sum() == 20
    assert field.observed[ground.row("22")]
    assert not field.observed[ground.row("31")]
    assert field.anchors_of("31", limit=2) in (["20", "40"], ["22", "42"], ["20", "22"]) or set(
        field.anchors_of("31", limit=4)
    ) == {"20", "22", "40", "42"}


def test_what_is_known_of_a_place_is_its_share(ground: Ground) -> None:
    known = [*west_and_east(), Known(place="31", shares={"a": 0.7, "b": 0.3})]
    assert share(fill(ground, SIDES, known), "31", "a") == pytest.approx(0.7)


def test_what_is_missing_to_one_is_filled_in(ground: Ground) -> None:
    known = [*west_and_east(), Known(place="31", shares={"b": 0.4})]
    field = fill(ground, SIDES, known)
    assert share(field, "31", "b") > 0.4
    assert field.shares[ground.row("31")].sum() == pytest.approx(1)


def test_far_from_everything_is_unknown() -> None:
    spots = [Spot(f"{each:02}", 48 + each * 0.1, 37.0) for each in range(10)]
    field = fill(ground_of(spots), SIDES, [Known(place="00", shares={"a": 1.0})])
    assert field.holder("01") == "a"
    assert field.away_km[5] > REACH_KM
    assert field.holder("05") is None
    assert field.holders()[5] == -1


def test_an_earlier_map_speaks_where_nobody_else_does() -> None:
    spots = [Spot(f"{each:02}", 48 + each * 0.1, 37.0) for each in range(10)]
    prior = {spot.id: {"b": 1.0} for spot in spots}
    field = fill(ground_of(spots), SIDES, [Known(place="00", shares={"a": 1.0})], prior=prior)
    assert field.holder("09") == "b"
    assert field.holder("00") == "a"


def test_nothing_known_is_nothing_reached(ground: Ground) -> None:
    field = fill(ground, SIDES, [])
    assert not field.reached.any()
    assert field.anchors_of("11") == []
    assert np.isfinite(field.shares).all()


def test_more_than_two_sides(ground: Ground) -> None:
    known = [*west_and_east(), *(Known(place=f"8{each}", shares={"c": 1.0}) for each in (3, 4, 5))]
    field = fill(ground, ("a", "b", "c"), known)
    assert field.holder("74") == "c"
    assert field.holder("11") == "a"
    assert np.allclose(field.shares.sum(axis=1), 1)
    assert (field.depth_km[ground.row("84")] > 0).tolist() == [False, False, True]


def test_no_sides_and_no_places() -> None:
    empty = ground_of([])
    assert fill(empty, SIDES, []).shares.shape == (0, 2)
    field = fill(ground_of([Spot("x", 1.0, 1.0)]), (), [])
    assert field.holder("x") is None
    assert field.holders().tolist() == [-1]


@pytest.mark.parametrize(
    "changed",
    [
        [Known(place="33", shares={"b": 1.0})],
        [Known(place="22", shares={"b": 1.0})],
        [Known(place="22", shares={"a": 1.0}, weight=0.0)],
        [Known(place="22", shares={"a": 0.5, "b": 0.5}, weight=3.0)],
        [Known(place=f"{row}{row}", shares={"b": 0.9}) for row in range(1, 8)],
        [Known(place=f"{row}{col}", shares={"b": 0.9}) for row in (1, 3, 5) for col in range(9)],
        [],
    ],
)
def test_a_changed_field_is_that_of_all_that_is_known(ground: Ground, changed: list[Known]) -> None:
    before = west_and_east()
    places = {each.place for each in changed}
    after = [each for each in before if each.place not in places] + changed
    whole = fill(ground, SIDES, after)
    step = fill(ground, SIDES, before).with_known(changed)
    assert np.allclose(step.depth_km, whole.depth_km, atol=2e-6)
    assert np.allclose(step.shares, whole.shares, atol=1e-6)
    assert np.allclose(step.away_km, whole.away_km)
    assert np.array_equal(step.observed, whole.observed)


def test_steps_upon_steps_stay_true(ground: Ground) -> None:
    field, known = fill(ground, SIDES, west_and_east()), west_and_east()
    for each in range(20):
        more = Known(place=f"1{each % 9}", shares={"b" if each % 3 else "a": 1.0})
        field = field.with_known([more])
        known = [old for old in known if old.place != more.place] + [more]
    whole = fill(ground, SIDES, known)
    assert np.allclose(field.shares, whole.shares, atol=1e-6)


@pytest.mark.parametrize(
    ("known", "error", "said"),
    [
        (Known(place="nowhere", shares={"a": 1.0}), UnknownName, "nowhere"),
        (Known(place="11", shares={"z": 1.0}), UnknownName, "none of the sides"),
        (Known(place="11", shares={"a": 0.7, "b": 0.7}), InputError, "together at most 1"),
        (Known(place="11", shares={"a": -0.1}), InputError, "at least 0"),
        (Known(place="11", shares={"a": float("nan")}), InputError, "at least 0"),
        (Known(place="11", shares={"a": 1.0}, weight=float("inf")), InputError, "weight of inf"),
        (Known(place="00", shares={"a": 1.0}), InputError, "twice"),
    ],
)
def test_what_cannot_be_is_told_of(
    ground: Ground, known: Known, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        fill(ground, SIDES, [*west_and_east(), known])


def test_a_side_given_twice_is_told_of(ground: Ground) -> None:
    with pytest.raises(InputError, match="twice"):
        fill(ground, ("a", "a"), [])


def test_the_sides_named_in_what_is_known() -> None:
    known = [Known(place="x", shares={"b": 0.5, "a": 0.5}), Known(place="y", shares={})]
    assert all_sides(known) == ("a", "b")


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 8), st.integers(0, 8)),
        st.tuples(st.floats(0, 1), st.floats(0, 5)),
        max_size=30,
    )
)
def test_shares_are_probabilities_whatever_is_known(
    ground: Ground, said: dict[tuple[int, int], tuple[float, float]]
) -> None:
    known = [
        Known(place=f"{row}{column}", shares={"a": part, "b": 1 - part}, weight=weight)
        for (row, column), (part, weight) in said.items()
    ]
    field = fill(ground, SIDES, known)
    assert np.isfinite(field.shares).all()
    assert (field.shares >= 0).all()
    assert np.allclose(field.shares.sum(axis=1), 1)
    turned = fill(ground, SIDES, known[::-1])
    assert turned.shares.tobytes() == field.shares.tobytes()


def test_what_has_faded_weighs_less_and_does_not_lie_on_the_line() -> None:
    fresh = known_of("a", {"red": 0.96, "blue": 0.02})
    faded = known_of("a", {"red": 0.52, "blue": 0.24})
    torn = known_of("a", {"red": 0.49, "blue": 0.49})
    assert fresh is not None
    assert faded is not None
    assert torn is not None
    assert fresh.weight == pytest.approx(0.94)
    assert fresh.shares["red"] == pytest.approx(1.0)
    assert faded.weight == pytest.approx(0.28)
    assert faded.shares == {"red": pytest.approx(1.0), "blue": 0.0}
    assert torn.shares["red"] == torn.shares["blue"] == pytest.approx(0.5)
    assert torn.weight > 0.9
    assert known_of("a", {"red": 1 / 3, "blue": 1 / 3}) is None
    assert known_of("a", {}) is None


@settings(derandomize=True)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_what_is_known_of_a_day_can_always_be_spread(told: list[float]) -> None:
    scale = max(sum(told), 1.0)
    known = known_of("a", {f"side {at}": share / scale for at, share in enumerate(told)})
    assert known is None or 0 < known.weight <= 1
    if known is not None:
        assert all(0 <= share <= 1 for share in known.shares.values())
        assert sum(known.shares.values()) <= 1 + 1e-9
