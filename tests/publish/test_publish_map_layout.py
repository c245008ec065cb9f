from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.publish.map_layout import (
    Box,
    degrees_of,
    extent_of,
    moved_apart,
    place_labels,
    scale_bar,
)

POINTS = st.lists(st.tuples(st.floats(-80, 80), st.floats(-170, 170)), min_size=1, max_size=20)
WINDOW = Box(0, 0, 400, 300)


@given(points=POINTS, aspect=st.floats(0.5, 2.5))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_every_point_lies_in_the_window_and_the_window_has_the_aspect(
    points: list[tuple[float, float]], aspect: float
) -> None:
    extent = extent_of(points, aspect=aspect)
    for lat, lon in points:
        assert extent.south < lat < extent.north
        assert extent.west < lon < extent.east
    width = (extent.east - extent.west) / extent.stretch
    assert abs(width / (extent.north - extent.south) / aspect - 1) < 1e-6


def test_one_place_gets_a_window_around_it() -> None:
    extent = extent_of([(35.7, 36.9)], aspect=1.5)
    assert 0.3 < extent.north - extent.south < 1.0


def test_a_scale_bar_is_a_round_length_that_fits() -> None:
    extent = extent_of([(35.0, 36.0), (36.0, 37.0)], aspect=1.3)
    length, words = scale_bar(extent, part=0.25)
    assert words == "20 km"
    assert abs(degrees_of(20_000, extent)[0] - length) < 1e-9
    assert length < (extent.east - extent.west) * 0.25


SPOTS = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300), st.floats(10, 120)), max_size=40)


@given(spots=SPOTS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_labels_cover_neither_each_other_nor_a_marker_nor_leave_the_window(
    spots: list[tuple[float, float, float]],
) -> None:
    anchors = [(x, y) for x, y, _ in spots]
    sizes = [(width, 10.0) for _, _, width in spots]
    taken = [Box(x - 4, y - 4, x + 4, y + 4) for x, y in anchors]
    placed = place_labels(anchors, sizes, WINDOW, taken, gap=6)
    shown = [box for box in placed if box is not None]
    assert len(placed) == len(spots)
    for at, box in enumerate(shown):
        assert box.inside(WINDOW)
        assert not any(box.overlaps(other) for other in shown[:at])
        assert not any(box.overlaps(marker) for marker in taken)


def test_the_first_label_has_the_choice_and_a_crowded_one_is_left_out() -> None:
    anchors = [(200.0, 150.0)] * 30
    placed = place_labels(anchors, [(100.0, 20.0)] * 30, WINDOW, [], gap=6)
    assert placed[0] == Box(206, 140, 306, 160)
    assert None in placed


def test_coinciding_points_are_moved_apart_and_the_first_stays() -> None:
    points = [(35.7, 36.9)] * 12 + [(35.5, 36.6)]
    extent = extent_of(points, aspect=1.3)
    moved = moved_apart(points, extent, step=0.02)
    assert (moved[0], moved[-1]) == (points[0], points[-1])
    least = 0.02 * (extent.north - extent.south) * 0.7
    for at, (lat, lon) in enumerate(moved):
        for other_lat, other_lon in moved[:at]:
            apart = ((lat - other_lat) ** 2 + ((lon - other_lon) / extent.stretch) ** 2) ** 0.5
            assert apart > least
