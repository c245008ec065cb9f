"""Settlements as neighbours: distances, edges, odd inputs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError, UnknownName
from whoholds.picture.graph import Ground, Projection, Spot, ground_of


def square(step: float = 0.05, size: int = 5, lat: float = 48.0, lon: float = 37.0) -> list[Spot]:
    return [
        Spot(f"{row}{column}", lat + row * step, lon + column * step)
        for row in range(size)
        for column in range(size)
    ]


def test_neighbours_are_those_beside() -> None:
    ground = ground_of(square())
    row = ground.row("22")
    beside = ground.edges[(ground.edges == row).any(axis=1)].ravel()
    names = {ground.ids[each] for each in beside.tolist()} - {"22"}
    assert {"12", "21", "23", "32"} <= names
    assert names <= {"11", "12", "13", "21", "23", "31", "32", "33"}
    assert (ground.edges[:, 0] < ground.edges[:, 1]).all()


def test_the_order_of_the_settlements_does_not_matter() -> None:
    one, other = ground_of(square()), ground_of(square()[::-1])
    assert one.ids == other.ids
    assert np.array_equal(one.edges, other.edges)
    assert np.array_equal(one.xy, other.xy)


def test_distances_are_kilometres() -> None:
    ground = ground_of([Spot("a", 48.0, 37.0), Spot("b", 48.1, 37.0), Spot("c", 48.0, 37.2)])
    lengths = {
        tuple(ground.ids[end] for end in edge): length
        for edge, length in zip(ground.edges.tolist(), ground.lengths.tolist(), strict=True)
    }
    assert lengths["a", "b"] == pytest.approx(11.12, abs=0.03)
    assert lengths["a", "c"] == pytest.approx(14.92, abs=0.03)


def test_long_edges_are_cut() -> None:
    spots = [*square(), Spot("far", 52.0, 37.0)]
    ground = ground_of(spots)
    assert ground.row("far") not in ground.edges
    assert ground.lengths.max() <= 25
    assert ground.row("far") in ground_of(spots, longest_km=1000).edges


@pytest.mark.parametrize(
    ("spots", "edges"),
    [
        ([], 0),
        ([Spot("a", 1.0, 1.0)], 0),
        ([Spot("a", 1.0, 1.0), Spot("b", 1.01, 1.0)], 1),
        ([Spot(str(each), 1.0 + each / 100, 1.0) for each in range(5)], 4),
        ([Spot(each, 1.0, 1.0) for each in "abc"], 2),
    ],
)
def test_few_or_straight_or_equal_points_are_joined_too(spots: list[Spot], edges: int) -> None:
    assert len(ground_of(spots).edges) == edges


def test_settlements_on_one_spot_are_neighbours() -> None:
    ground = ground_of([*square(), Spot("twin", 48.1, 37.1)])
    pair = sorted([ground.row("22"), ground.row("twin")])
    assert pair in ground.edges.tolist()


def test_beside_the_date_line_the_middle_stays_there() -> None:
    ground = ground_of([Spot("w", 0.0, 179.95), Spot("e", 0.0, -179.95), Spot("n", 0.1, 180.0)])
    assert ground.lengths.max() < 20
    assert abs(ground.projection.lon) > 179


@pytest.mark.parametrize(
    ("spots", "said"),
    [
        ([Spot("a", 1.0, 1.0), Spot("a", 2.0, 1.0)], "twice"),
        ([Spot("a", 91.0, 1.0)], "no longitude and latitude"),
        ([Spot("a", float("nan"), 1.0)], "no longitude and latitude"),
    ],
)
def test_bad_positions_are_told_of(spots: list[Spot], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ground_of(spots)


def test_an_unknown_place_is_told_of() -> None:
    with pytest.raises(UnknownName, match="'nowhere'"):
        ground_of(square()).row("nowhere")


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(-3, 3), st.floats(-3, 3))
def test_there_and_back(lat: float, lon: float, north: float, east: float) -> None:
    projection = Projection(lat, lon)
    degrees = np.array([[lon + east, lat + north]])
    there = projection.forth(degrees[:, 0], degrees[:, 1])
    back = projection.back(there)
    turned = (back[0, 0] - degrees[0, 0] + 180) % 360 - 180
    assert abs(turned) < 1e-6
    assert abs(back[0, 1] - degrees[0, 1]) < 1e-6


def test_a_ground_has_as_many_rows_as_places() -> None:
    ground: Ground = ground_of(square())
    assert len(ground) == 25
    assert ground.xy.shape == (25, 2)
