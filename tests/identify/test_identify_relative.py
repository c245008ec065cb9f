import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point as Mark  # type: ignore[import-untyped]  # no types published
from shapely.geometry import shape as drawn

from whoholds.base.records import GazetteerPlace, Relation
from whoholds.identify.places import Point, km_between
from whoholds.identify.relative import bearing_between, moved, part_of, reach_of, spot_of


def place(lat: float, lon: float, code: str = "PPL", radius_m: float = 1000.0) -> GazetteerPlace:
    return GazetteerPlace(
        id=f"x:{lat} {lon}", name="X", lat=lat, lon=lon, feature_code=code, country="SY",
        gazetteer="x", radius_m=radius_m,
    )  # fmt: skip


HERE, THERE = place(35.86, 36.81), place(35.62, 36.78)
PROVINCE = place(35.86, 36.63, "ADM1", 44_000.0)
POINTS = {"N": 0.0, "NNE": 22.5, "E": 90.0, "SW": 225.0, "NNW": 337.5}


def relation(word: str, *anchors: str, **fields: object) -> Relation:
    return Relation(word=word, anchors=anchors or ("X",), **fields)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("direction", list(POINTS))
def test_a_distance_and_a_direction(direction: str) -> None:
    spot = spot_of(relation("3 km", direction=direction, distance_m=3000.0), [HERE])
    here = Point(HERE.lat, HERE.lon)
    assert km_between(here, spot.point) == pytest.approx(3.0, abs=0.01)
    turn = (bearing_between(here, spot.point) - POINTS[direction] + 180.0) % 360.0 - 180.0
    assert turn == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("told", "anchors"),
    [
        (relation("near"), [HERE]),
        (relation("outskirts"), [HERE]),
        (relation("outskirts", direction="W"), [HERE]),
        (relation("north of", direction="N"), [HERE]),
        (relation("5 km from", distance_m=5000.0), [HERE]),
        (relation("5 km east of", direction="E", distance_m=5000.0), [HERE]),
        (relation("between", "X", "Y"), [HERE, THERE]),
        (relation("highway between", "X", "Y"), [HERE, THERE]),
        (relation("road between", "X", "Y", "Z"), [HERE, THERE, place(35.4, 36.9)]),
    ],
)
def test_the_outline_is_sound_and_never_holds_an_end(
    told: Relation, anchors: list[GazetteerPlace]
) -> None:
    spot = spot_of(told, anchors)
    area = drawn(json.loads(spot.shape))
    assert area.is_valid
    assert area.area > 0.0
    assert area.exterior.is_ccw
    for end in (anchors[0], anchors[-1]):
        assert not area.contains(Mark(end.lon, end.lat))
    if told.word not in ("near", "outskirts", "5 km from") or told.direction is not None:
        assert area.buffer(1e-4).contains(Mark(spot.point.lon, spot.point.lat))
    assert spot.radius_m >= 1000.0
    assert spot.why != ""


def test_a_road_is_narrower_than_the_land_between() -> None:
    road = drawn(json.loads(spot_of(relation("highway between"), [HERE, THERE]).shape))
    land = drawn(json.loads(spot_of(relation("between"), [HERE, THERE]).shape))
    assert road.area < land.area / 2


def test_parts_of_a_unit_lie_on_their_side() -> None:
    for direction, side in (("N", 1), ("S", -1)):
        area = drawn(json.loads(part_of(PROVINCE, direction, "").shape))
        assert (area.centroid.y - PROVINCE.lat) * side > 0.1
    whole = drawn(json.loads(part_of(PROVINCE, None, "").shape))
    middle = drawn(json.loads(part_of(PROVINCE, "C", "").shape))
    assert whole.contains(middle)
    assert spot_of(relation("south", direction="S"), [PROVINCE]).point.lat < PROVINCE.lat


def test_two_names_of_one_spot_are_no_strip() -> None:
    spot = spot_of(relation("between", "X", "Y"), [HERE, place(HERE.lat, HERE.lon)])
    assert drawn(json.loads(spot.shape)).is_valid


def test_reach_by_words() -> None:
    assert reach_of("the outskirts of") == 3000.0
    assert reach_of("countryside") > reach_of("outskirts")
    assert reach_of("") == reach_of("qwxyz") == 5000.0


def test_across_the_date_line_the_outline_is_one_piece() -> None:
    spot = spot_of(relation("east of", direction="E"), [place(-17.0, 179.97)])
    ring = json.loads(spot.shape)["coordinates"][0]
    assert all(abs(one[0] - two[0]) < 1.0 for one, two in pairwise(ring))
    assert spot.point.lon < -179.0


@settings(derandomize=True, max_examples=120, deadline=None)
@given(
    st.floats(-80, 80),
    st.floats(-179.9, 179.9),
    st.sampled_from([None, "N", "NE", "SSW", "C", "nonsense"]),
    st.one_of(st.none(), st.floats(1.0, 400_000.0)),
    st.sampled_from(["", "near", "between", "highway between", "outskirts"]),
    st.integers(1, 5),
)
def test_any_relation_gives_a_bounded_ring(
    lat: float, lon: float, direction: str | None, metres: float | None, word: str, count: int
) -> None:
    start = Point(lat, lon)
    anchors = [
        place(spot.lat, spot.lon)
        for spot in (moved(start, 70.0 * n, 9000.0 * n) for n in range(count))
    ]
    spot = spot_of(relation(word, direction=direction, distance_m=metres), anchors)
    assert -90.0 <= spot.point.lat <= 90.0
    assert -180.0 <= spot.point.lon <= 180.0
    for ring in json.loads(spot.shape)["coordinates"]:
        assert ring[0] == ring[-1]
        assert 4 <= len(ring) <= 200
