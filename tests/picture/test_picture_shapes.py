"""Areas by side: valid, whole, oriented; fronts, pockets and sieges on them."""

import numpy as np
import pytest
import shapely  # type: ignore[import-untyped] # ships no types

from whoholds.base.errors import InputError
from whoholds.picture.field import Field, Known, fill
from whoholds.picture.fronts import fronts_of, pockets_of, sieges_of
from whoholds.picture.graph import Ground, Spot, ground_of
from whoholds.picture.shapes import CONTESTED, UNKNOWN, Areas, Cells

SIZE = 14
OUTLINE = shapely.box(36.9, 47.9, 38.2, 48.8)


@pytest.fixture(scope="module")
def ground() -> Ground:
    dice = np.random.default_rng(5)
    return ground_of(
        [
            Spot(
                f"{row:02}{column:02}",
                48 + row * 0.055 + dice.uniform(-0.015, 0.015),
                37 + column * 0.08 + dice.uniform(-0.02, 0.02),
            )
            for row in range(SIZE)
            for column in range(SIZE)
        ]
    )


@pytest.fixture(scope="module")
def cells(ground: Ground) -> Cells:
    return Cells(ground, OUTLINE)


def told(*, others: dict[str, str] | None = None) -> list[Known]:
    """Every place known: `a` to the west, `b` to the east, `others` otherwise."""
    return [
        Known(
            place=f"{row:02}{column:02}",
            shares={(others or {}).get(f"{row:02}{column:02}", "a" if column < 7 else "b"): 1.0},
        )
        for row in range(SIZE)
        for column in range(SIZE)
    ]


@pytest.fixture(scope="module")
def field(ground: Ground) -> Field:
    others = {"0310": "a", "0311": "a", "0410": "a", "0802": "c", "0803": "c", "0902": "c"}
    return fill(ground, ("a", "b", "c"), told(others=others))


@pytest.fixture(scope="module")
def areas(cells: Cells, field: Field) -> Areas:
    return cells.areas(field)


def test_areas_are_valid_and_turn_as_geojson_wants(areas: Areas) -> None:
    assert set(areas.area) == {"a", "b", "c"}
    for shape in areas.area.values():
        assert shapely.is_valid(shape)
        for part in shape.geoms:
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)


def test_areas_fill_the_outline_without_gaps_or_overlaps(areas: Areas) -> None:
    shapes = list(areas.area.values())
    whole = shapely.union_all(shapes)
    assert whole.area == pytest.approx(OUTLINE.area, rel=0.01)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-4)
    assert OUTLINE.buffer(0.01).contains(whole)


def test_square_kilometres_are_those_of_the_outline(cells: Cells, areas: Areas) -> None:
    # 1.3 by 0.9 degrees at 48.35 degrees north, by the formula for a sphere's zone.
    zone = np.sin(np.radians(48.8)) - np.sin(np.radians(47.9))
    expected = 6371.0072**2 * np.radians(1.3) * zone
    assert sum(areas.km2.values()) == pytest.approx(expected, rel=0.005)
    assert cells.km2.sum() == pytest.approx(sum(areas.km2.values()), abs=0.1)
    assert areas.km2["c"] < areas.km2["b"]
    assert areas.km2[CONTESTED] == areas.km2[UNKNOWN] == 0


def test_there_are_no_slivers(areas: Areas, ground: Ground) -> None:
    for shape in areas.area.values():
        for part in shape.geoms:
            plane = shapely.transform(part, lambda xy: ground.projection.forth(xy[:, 0], xy[:, 1]))
            assert plane.area > 1


def test_simpler_borders_have_fewer_corners(cells: Cells, field: Field) -> None:
    fine, coarse = cells.areas(field, simplify_km=0), cells.areas(field, simplify_km=5)
    corners = [
        sum(int(shapely.get_num_coordinates(shape)) for shape in each.area.values())
        for each in (fine, coarse)
    ]
    assert corners[1] < corners[0] / 2
    assert all(shapely.is_valid(shape) for shape in coarse.area.values())


def test_contested_and_unknown_ground_has_areas_of_its_own(cells: Cells, ground: Ground) -> None:
    known = [Known(place="0000", shares={"a": 0.5, "b": 0.5}), Known(place="0001", shares={"a": 1})]
    field = fill(ground, ("a", "b"), known)
    areas = cells.areas(field, contested=["0101"])
    names, kind = cells.kinds(field, contested=["0101"])
    assert [names[kind[ground.row(place)]] for place in ("0000", "0101", "0001", "1313")] == [
        CONTESTED,
        CONTESTED,
        "a",
        UNKNOWN,
    ]
    assert areas.area[UNKNOWN].contains(shapely.Point(38.0, 48.7))
    assert areas.km2[UNKNOWN] > areas.km2["a"] > 0


def test_an_outline_cuts_the_cells(ground: Ground, field: Field) -> None:
    ring = shapely.Point(37.5, 48.35).buffer(0.3) - shapely.Point(37.5, 48.35).buffer(0.1)
    areas = Cells(ground, ring).areas(field)
    whole = shapely.union_all(list(areas.area.values()))
    assert whole.area == pytest.approx(ring.area, rel=0.05)
    assert not whole.contains(shapely.Point(37.5, 48.35))
    assert all(shapely.is_valid(shape) for shape in areas.area.values())


def test_a_broken_outline_is_mended(ground: Ground, field: Field) -> None:
    bow = shapely.Polygon([(37, 48), (38, 48.7), (38, 48), (37, 48.7)])
    areas = Cells(ground, bow).areas(field)
    assert sum(areas.km2.values()) > 100
    assert all(shapely.is_valid(shape) for shape in areas.area.values())


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        (shapely.Point(37, 48), "it is Point"),
        (shapely.Polygon(), "empty"),
        (shapely.box(0, 0, 1, 1), "none of 196 settlements"),
        (shapely.box(370000, 5300000, 380000, 5400000), "longitude, latitude"),
    ],
)
def test_an_outline_that_cannot_be_is_told_of(
    ground: Ground, outline: shapely.Geometry, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        Cells(ground, outline)


def test_one_settlement_has_the_whole_outline() -> None:
    ground = ground_of([Spot("x", 48.3, 37.5), Spot("y", 48.3, 37.5)])
    field = fill(ground, ("a",), [Known(place="x", shares={"a": 1.0})])
    areas = Cells(ground, OUTLINE).areas(field)
    assert areas.area["a"].area == pytest.approx(OUTLINE.area, rel=0.001)


def test_the_front_runs_between_the_sides(ground: Ground, areas: Areas) -> None:
    fronts = {(front.one, front.other): front for front in fronts_of(ground, areas, sides="abc")}
    assert set(fronts) == {("a", "b"), ("a", "c")}
    main = fronts["a", "b"]
    assert main.km > 90
    low, _, high, _ = main.line.bounds
    assert 37.3 < low < high < 38.1
    assert main.line.distance(shapely.Point(37.52, 48.3)) < 0.06
    assert fronts_of(ground, areas, sides=["a"]) == []


def test_the_band_lies_along_the_front(cells: Cells, ground: Ground) -> None:
    known = [each for each in told() if each.place[2:] in {"00", "04", "09", "13"}]
    areas = cells.areas(fill(ground, ("a", "b"), known))
    (front,) = fronts_of(ground, areas, sides=("a", "b"))
    assert front.band.area > 0
    assert front.band.distance(front.line) < 0.05
    assert front.band.area < OUTLINE.area / 3


def test_a_pocket_is_ground_inside_another_side(field: Field) -> None:
    pockets = pockets_of(field)
    assert [(pocket.side, pocket.around) for pocket in pockets] == [("a", "b")]
    assert pockets[0].places == ("0310", "0311", "0410")
    assert pockets[0].closed == 1.0
    assert pockets[0].observed == pockets[0].places


def test_a_town_with_the_other_side_all_around_is_besieged(field: Field) -> None:
    sieges = sieges_of(field, ["0310", "0603"])
    assert [(siege.place, siege.side, siege.by) for siege in sieges] == [("0310", "a", "b")]
    assert sieges[0].closed >= 0.8
    assert not sieges[0].claimed


def test_a_siege_that_is_told_of_needs_less_ground(field: Field) -> None:
    assert sieges_of(field, ["0806"]) == []
    front = sieges_of(field, [], besieged={"0706": "b", "0603": "b"})
    assert all(siege.place != "0603" for siege in front)
