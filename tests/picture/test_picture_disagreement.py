from collections.abc import Mapping

import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import ControlState
from whoholds.picture.disagreement import (
    Spot,
    Stance,
    View,
    disagree,
    square_kilometres,
    without_overlaps,
)

RED = Stance(ControlState.HELD, "side:red", "Reds")
BLUE = Stance(ControlState.HELD, "side:blue", "Blues")
MIXED = Stance(ControlState.CONTESTED, "", "contested")
NOBODY = Stance(ControlState.UNKNOWN, "", "unknown")
KM2 = square_kilometres(shapely.box(0, 0, 1, 1))


def view(
    name: str, held: Mapping[str, Stance], areas: Mapping[Stance, shapely.Geometry] | None = None
) -> View:
    spots = {
        place: Spot(place=place, name=place, lat=0.5, lon=0.5, country="XX", stance=stance)
        for place, stance in held.items()
    }
    return View(name=name, spots=spots, areas=areas or {})


def test_places_that_two_mapmakers_give_to_others() -> None:
    found = disagree(
        view("A", {"p": RED, "q": RED, "r": MIXED, "s": RED, "t": NOBODY}),
        view("B", {"p": RED, "q": BLUE, "r": BLUE, "t": BLUE, "u": RED, "v": BLUE}),
    )
    assert [(row.place, row.first, row.second) for row in found.places] == [
        ("r", MIXED, BLUE),
        ("q", RED, BLUE),
    ]
    assert (found.same, found.only_first, found.only_second) == (1, 1, 3)
    assert found.counts == [(MIXED, BLUE, 1, None), (RED, BLUE, 1, None)]
    assert found.same_km2 is None


def test_one_side_under_two_names_is_no_difference() -> None:
    other = Stance(ControlState.HELD, "side:red", "The Red Army")
    assert disagree(view("A", {"p": RED}), view("B", {"p": other})).places == ()


def test_ground_in_square_kilometres() -> None:
    found = disagree(
        view("A", {}, {RED: shapely.box(0, 0, 2, 1), BLUE: shapely.box(2, 0, 3, 1)}),
        view("B", {}, {RED: shapely.box(0, 0, 1, 1), BLUE: shapely.box(1, 0, 4, 1)}),
    )
    assert [(row.first, row.second) for row in found.ground] == [(RED, BLUE)]
    assert found.ground[0].km2 == pytest.approx(KM2)
    assert found.ground[0].geometry.equals(shapely.box(1, 0, 2, 1))
    assert found.same_km2 == pytest.approx(2 * KM2, rel=1e-6)
    (first, second, places, km2) = found.counts[0]
    assert (first, second, places) == (RED, BLUE, 0)
    assert km2 == pytest.approx(KM2)


def test_overlapping_areas_of_one_map_are_contested_ground() -> None:
    split = without_overlaps({RED: shapely.box(0, 0, 2, 1), BLUE: shapely.box(1, 0, 3, 1)})
    assert {stance.name: round(shape.area, 6) for stance, shape in split.items()} == {
        "Reds": 1.0,
        "Blues": 1.0,
        "contested": 1.0,
    }
    drawn = {
        RED: shapely.box(0, 0, 2, 1),
        MIXED: shapely.box(1.5, 0, 3, 1),
        NOBODY: shapely.box(0, 0, 9, 9),
    }
    split = without_overlaps(drawn)
    assert {stance: round(shape.area, 6) for stance, shape in split.items()} == {
        RED: 1.5,
        MIXED: 1.5,
    }


def test_slivers_between_two_hands_are_left_out() -> None:
    found = disagree(
        view("A", {}, {RED: shapely.box(0, 0, 1, 1), BLUE: shapely.box(1, 0, 2, 1)}),
        view(
            "B", {}, {RED: shapely.box(0, 0, 1.0000001, 1), BLUE: shapely.box(1.0000001, 0, 2, 1)}
        ),
    )
    assert found.ground == ()
    assert found.same_km2 == pytest.approx(2 * KM2, rel=1e-4)


boxes = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4), st.integers(1, 4)).map(
    lambda box: shapely.box(box[0], box[1], box[0] + box[2], box[1] + box[3])
)
maps = st.dictionaries(st.sampled_from([RED, BLUE, MIXED, NOBODY]), boxes, max_size=4)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(maps, maps)
def test_all_ground_of_both_is_the_same_or_differs(
    first: dict[Stance, shapely.Geometry], second: dict[Stance, shapely.Geometry]
) -> None:
    found = disagree(view("A", {}, first), view("B", {}, second))
    back = disagree(view("B", {}, second), view("A", {}, first))
    assert [(row.first, row.second, round(row.km2, 3)) for row in found.ground] == sorted(
        ((row.second, row.first, round(row.km2, 3)) for row in back.ground),
        key=lambda row: (-row[2], row[0], row[1]),
    )
    assert all(shapely.is_valid(row.geometry) for row in found.ground)
    if found.same_km2 is None:
        assert found.ground == ()
        return
    told = [
        shapely.union_all([shape for stance, shape in areas.items() if stance.speaks])
        for areas in (first, second)
    ]
    shared = square_kilometres(
        shapely.MultiPolygon(
            [
                part
                for part in shapely.get_parts(told[0].intersection(told[1]))
                if part.area > 0 and part.geom_type == "Polygon"
            ]
        )
    )
    whole = found.same_km2 + sum(row.km2 for row in found.ground)
    assert whole == pytest.approx(shared, rel=1e-6, abs=1e-6)
