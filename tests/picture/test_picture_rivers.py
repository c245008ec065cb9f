"""Rivers between settlements: crossed edges, weaker ties, banks that are cut off."""

import numpy as np
import pytest

from whoholds.picture.advance import Basis, Carried, Reach, carry
from whoholds.picture.field import Known, fill
from whoholds.picture.graph import Ground, Spot, ground_of
from whoholds.picture.rivers import crossing, world_rivers

DAY = 738_000


def grid(*, wide: int = 9, high: int = 9) -> list[Spot]:
    return [
        Spot(f"{row:02}-{column:02}", 48 + row * 0.05, 37 + column * 0.07)
        for row in range(high)
        for column in range(wide)
    ]


def river(lon: float) -> list[np.ndarray]:
    """A river from south to north."""
    return [np.array([(lon, 40.0), (lon, 60.0)])]


def pairs(ground: Ground) -> set[tuple[int, int]]:
    """The columns of the ends of the edges that cross a river."""
    return {
        tuple(sorted(int(ground.ids[end][3:]) for end in edge))  # type: ignore[misc] # two of them
        for edge in ground.edges[ground.across].tolist()
    }


def test_edges_between_the_banks_cross() -> None:
    across = pairs(ground_of(grid(), rivers=river(37.31)))
    assert (4, 5) in across
    assert all(one <= 4 < other for one, other in across)
    assert pairs(ground_of(grid(), rivers=river(40.0))) == set()
    assert pairs(ground_of(grid(), rivers=())) == set()


def test_the_rivers_of_the_world_lie_where_they_are() -> None:
    # Kherson and Oleshky over the Dnipro, Deir ez-Zor and Hatla over the Euphrates, Khartoum and
    # Omdurman over the Nile; Kharkiv and Chuhuiv have none of the large ones between them.
    banks = [
        ((32.61, 46.64), (32.77, 46.57)),
        ((40.14, 35.33), (40.22, 35.37)),
        ((32.55, 15.60), (32.44, 15.65)),
    ]
    for one, other in banks:
        spots = [one, other, (one[0] - 0.4, one[1] + 0.3)]
        ends = np.array([[0, 1]])
        assert crossing(np.array(spots), ends, world_rivers()).tolist() == [True], (one, other)
    dry = np.array([(36.23, 49.99), (36.69, 49.84)])
    assert crossing(dry, np.array([[0, 1]]), world_rivers()).tolist() == [False]


def test_the_embedded_rivers_are_degrees() -> None:
    lines = world_rivers()
    assert len(lines) > 400
    every = np.vstack(lines)
    assert np.abs(every[:, 0]).max() <= 180
    assert np.abs(every[:, 1]).max() <= 84
    assert min(len(line) for line in lines) >= 2


def test_neighbours_over_the_date_line_are_not_on_two_banks() -> None:
    degrees = np.array([(179.9, -17.0), (-179.9, -17.0)])
    line = np.array([(0.0, -40.0), (0.0, 40.0)])
    assert crossing(degrees, np.array([[0, 1]]), [line]).tolist() == [False]


@pytest.mark.parametrize("rivers", [(), [np.array([(37.0, 48.0)])], [np.empty((0, 2))]])
def test_rivers_of_no_length_are_crossed_by_nothing(rivers: list[np.ndarray]) -> None:
    assert not ground_of(grid(), rivers=rivers).across.any()


def test_a_front_comes_to_rest_on_a_river() -> None:
    # Known: column 1 is of one side, column 8 of the other; the middle of the two lies in column 4.
    known = [
        Known(place=f"{row:02}-{column:02}", shares={side: 1.0})
        for row in range(9)
        for column, side in ((1, "red"), (8, "blue"))
    ]
    dry = fill(ground_of(grid(), rivers=()), ("red", "blue"), known)
    wet = fill(ground_of(grid(), rivers=river(37.45)), ("red", "blue"), known)
    assert dry.holder("04-06") == "blue"
    assert wet.holder("04-06") == "red"
    assert wet.holder("04-07") == "blue"


def test_a_bank_without_depth_is_cut_off() -> None:
    # Side 1 holds the east, and a strip on the western bank; side 0 takes a place on the bank.
    spots = grid(wide=16, high=9)
    reach = Reach(neck_km=8.0, beside_km=1.0, slack_km=0.5, detour=0.1)
    start = np.array([0 if int(spot.id[3:]) < 3 else 1 for spot in spots])
    told = [(f"{row:02}-05", 0) for row in (0, 4, 8)]
    fallen = {}
    for name, rivers in (("dry", []), ("wet", river(37.0 + 0.07 * 7.5))):
        ground = ground_of(spots, rivers=rivers)
        after = carry(
            ground, Carried.of(start), DAY, [(ground.row(a), b) for a, b in told], reach=reach
        )
        fallen[name] = {
            place
            for place, basis in zip(ground.ids, after.basis.tolist(), strict=True)
            if basis == Basis.CUT_OFF
        }
    assert {"02-06", "06-07"} <= fallen["wet"] - fallen["dry"]
    assert all(int(place[3:]) <= 7 for place in fallen["wet"])
