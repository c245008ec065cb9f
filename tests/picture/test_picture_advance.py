"""What a capture implies of the places around it."""

import numpy as np
import pytest

from whoholds.picture.advance import NOBODY, Basis, Carried, Reach, as_shares, carry, joined
from whoholds.picture.graph import Ground, Indices, Spot, ground_of

DAY = 738_000
WIDE, HIGH = 30, 12


@pytest.fixture(scope="module")
def ground() -> Ground:
    """A grid of about 3 by 3 km: 30 columns, 12 rows."""
    return ground_of(
        [
            Spot(f"{row:02}-{column:02}", 48 + row * 0.027, 37 + column * 0.04)
            for row in range(HIGH)
            for column in range(WIDE)
        ]
    )


def halves(ground: Ground, *, line: int = 10) -> Indices:
    """Side 0 holds the columns before `line`, side 1 the others."""
    return np.array([0 if int(place[3:]) < line else 1 for place in ground.ids])


def at(ground: Ground, carried: Carried, place: str) -> tuple[int, Basis]:
    row = ground.row(place)
    return int(carried.holder[row]), Basis(int(carried.basis[row]))


def test_what_lies_behind_a_captured_place_changes_with_it(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    after = carry(ground, start, DAY, [(ground.row("06-14"), 0)])
    assert at(ground, after, "06-14") == (0, Basis.CLAIM)
    assert at(ground, after, "06-11") == (0, Basis.BEHIND)
    assert at(ground, after, "06-15") == (0, Basis.BESIDE)
    assert after.capture[ground.row("06-11")] == ground.row("06-14")


def test_nothing_changes_far_ahead_or_aside(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    after = carry(ground, start, DAY, [(ground.row("06-14"), 0)])
    for place in ("06-18", "00-14", "11-16", "06-25"):
        assert at(ground, after, place) == (1, Basis.MAP)
    assert (after.holder[start.holder == 0] == 0).all()


def test_a_day_without_captures_changes_nothing(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    assert carry(ground, start, DAY, []) is start


def test_what_is_told_of_a_place_stays_until_it_is_told_of_again(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    held = carry(ground, start, DAY, [(ground.row("06-11"), 1)])
    after = carry(ground, held, DAY + 1, [(ground.row("06-14"), 0)])
    assert at(ground, after, "06-11") == (1, Basis.CLAIM)
    again = carry(ground, after, DAY + 2, [(ground.row("06-11"), 0)])
    assert at(ground, again, "06-11") == (0, Basis.CLAIM)


def test_ground_that_is_cut_off_falls(ground: Ground) -> None:
    # Side 1 keeps a bulge behind a chain of captures from the upper to the lower edge.
    start = Carried.of(halves(ground))
    chain = [(ground.row(f"{row:02}-20"), 0) for row in range(0, HIGH, 3)]
    reach = Reach(beside_km=3.5, slack_km=1.0, detour=0.0, neck_km=6.0)
    after = carry(ground, start, DAY, chain, reach=reach)
    cut = [place for place in ground.ids if at(ground, after, place)[1] is Basis.CUT_OFF]
    assert len(cut) >= 4
    assert all(10 <= int(place[3:]) <= 22 for place in cut)
    assert at(ground, after, "05-27") == (1, Basis.MAP)
    captured = {row for row, _ in chain}
    assert {int(after.capture[ground.row(place)]) for place in cut} <= captured


def test_denser_captures_reach_less_aside(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    alone = carry(ground, start, DAY, [(ground.row("06-18"), 0)])
    row = [(ground.row(f"06-{column}"), 0) for column in range(11, 19)]
    dense = carry(ground, start, DAY, row)
    assert 0 < (dense.holder != start.holder).sum() < (alone.holder != start.holder).sum()


def test_a_capture_far_behind_the_line_waits_for_others(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    deep = ground.row("06-20")
    alone = carry(ground, start, DAY, [(deep, 0)])
    assert np.flatnonzero(alone.holder != start.holder).tolist() == [deep]
    assert alone.lone == ((deep, 0),)
    # The front comes up: now it is as good as any other capture, and nothing stands alone any more.
    later = carry(ground, alone, DAY + 3, [(ground.row("06-17"), 0)])
    assert later.lone == ()
    assert at(ground, later, "06-19")[0] == 0
    assert at(ground, later, "06-14") == (0, Basis.BEHIND)
    # Or it is told to be the other side's after all.
    back = carry(ground, alone, DAY + 3, [(deep, 1)])
    assert back.lone == ()
    assert np.array_equal(back.holder, start.holder)


def test_the_order_in_which_a_day_tells_its_captures_does_not_matter(ground: Ground) -> None:
    start = Carried.of(halves(ground))
    told = [(ground.row(place), 0) for place in ("06-14", "03-12", "09-19", "01-16")]
    one, other = carry(ground, start, DAY, told), carry(ground, start, DAY, told[::-1])
    assert np.array_equal(one.holder, other.holder)
    assert np.array_equal(one.basis, other.basis)


def test_a_side_without_ground_comes_from_nowhere(ground: Ground) -> None:
    after = carry(ground, Carried.of(halves(ground)), DAY, [(ground.row("06-20"), 2)])
    taken = [place for place in ground.ids if at(ground, after, place)[0] == 2]
    assert "06-20" in taken
    assert len(taken) < 10


def test_places_of_nobody_are_taken_as_well(ground: Ground) -> None:
    holder = halves(ground)
    holder[ground.row("06-12")] = NOBODY
    after = carry(ground, Carried.of(holder), DAY, [(ground.row("06-14"), 0)])
    assert at(ground, after, "06-12") == (0, Basis.BEHIND)


def test_joined_ground_leaves_out_what_hangs_on_a_narrow_neck(ground: Ground) -> None:
    holder = halves(ground, line=10)
    reach = Reach(neck_km=6.0, edge=1.2)
    assert joined(ground, holder, 1, reach).sum() == (holder == 1).sum()
    island = holder.copy()
    for place in ("05-02", "05-03", "06-02"):
        island[ground.row(place)] = 1
    found = joined(ground, island, 1, reach)
    assert not found[ground.row("05-02")]
    assert found[ground.row("05-20")]
    assert not joined(ground, holder, 5, reach).any()


def test_a_carried_map_is_an_earlier_map(ground: Ground) -> None:
    holder = halves(ground)
    holder[0] = NOBODY
    shares = as_shares(Carried.of(holder), ground.ids, ("a", "b"))
    assert len(shares) == len(ground) - 1
    assert shares["06-02"] == {"a": 1.0}
    assert shares["06-20"] == {"b": 1.0}


def test_a_small_country_does_not_fall_with_one_village(ground: Ground) -> None:
    # 36 km from the lower to the upper edge: nothing lies two necks deep.
    start = Carried.of(halves(ground, line=15))
    after = carry(ground, start, DAY, [(ground.row("06-17"), 0)])
    assert Basis.CUT_OFF not in {Basis(each) for each in after.basis.tolist()}
    assert at(ground, after, "06-25") == (1, Basis.MAP)
