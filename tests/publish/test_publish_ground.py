from pathlib import Path

import orjson
import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import StorageError
from whoholds.publish.ground import Shape, feature_of, write_shapes


def test_rings_follow_the_right_hand(tmp_path: Path) -> None:
    ring = shapely.Polygon([(0, 0), (0, 4), (4, 4), (4, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    count = write_shapes(
        [
            Shape(geometry=ring, properties={"side": "x"}),
            Shape(geometry=shapely.Point(1.1234567, 2), properties={}),
        ],
        tmp_path / "a.geojson",
        on="2020-01-01",
        credit=None,
    )
    found = orjson.loads((tmp_path / "a.geojson").read_bytes())
    assert count == 2
    assert found["on"] == "2020-01-01"
    assert "credit" not in found
    area, point = found["features"]
    outer, inner = area["geometry"]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw
    assert area["properties"] == {"side": "x"}
    assert point["geometry"] == {"type": "Point", "coordinates": [1.12346, 2.0]}


def test_what_has_no_ground_left_has_no_geometry() -> None:
    speck = shapely.box(0, 0, 1e-7, 1e-7)
    assert feature_of(Shape(geometry=speck, properties={}))["geometry"] is None


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="name a folder that exists"):
        write_shapes([], tmp_path / "no" / "a.geojson")


corners = st.lists(
    st.tuples(st.floats(36, 37), st.floats(48, 49)), min_size=4, max_size=12, unique=True
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(corners)
def test_rounded_shapes_stay_valid(ring: list[tuple[float, float]]) -> None:
    whole = shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
    geometry = feature_of(Shape(geometry=whole, properties={}))["geometry"]
    if geometry is not None:
        back = shapely.from_geojson(orjson.dumps(geometry))
        assert back.is_valid
        assert shapely.symmetric_difference(back, whole).area < 1e-4
