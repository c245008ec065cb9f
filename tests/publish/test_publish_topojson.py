import json
from pathlib import Path
from typing import Any

import pytest

from whoholds.base.errors import InputError
from whoholds.publish.topojson import read_countries

# Two squares side by side that share the arc 0, the second with a hole; in quantised steps of a half.
WORLD: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10.0, 20.0]},
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [8, 0], [0, 2], [-8, 0]],
        [[4, 1], [0, 1], [1, 0], [-1, -1]],
        [[0, 0], [1, 1]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {
                    "type": "MultiPolygon",
                    "arcs": [[[2, -1], [3]], [[4, -5]]],
                    "properties": {"name": "East"},
                },
                {"type": None, "properties": {"name": "Nowhere"}},
            ],
        }
    },
}


def world(folder: Path, changed: dict[str, Any] | None = None) -> Path:
    path = folder / "countries.json"
    path.write_text(json.dumps(WORLD | (changed or {})), encoding="utf-8")
    return path


def test_arcs_become_countries_and_an_islet_without_area_is_left_out(tmp_path: Path) -> None:
    west, east, nowhere = read_countries(world(tmp_path))
    assert (west.name, east.name, nowhere.name) == ("West", "East", "Nowhere")
    assert west.shape.bounds == (10.0, 20.0, 11.0, 21.0)
    assert west.shape.area == 1.0
    assert len(east.shape.geoms) == 1
    assert east.shape.area == 4.0 - 0.125
    assert nowhere.shape.is_empty


@pytest.mark.parametrize(
    "changed",
    [
        {"arcs": []},
        {"transform": {}},
        {"objects": {}},
        {"objects": {"countries": {"geometries": [{"type": "Point", "coordinates": [0, 0]}]}}},
    ],
)
def test_another_file_is_refused_by_name(changed: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"reading the basemap .*countries\.json: .*world-atlas"):
        read_countries(world(tmp_path, changed))


def test_a_file_that_is_no_json_or_absent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    for name in ("x.json", "absent.json"):
        with pytest.raises(InputError, match=name):
            read_countries(tmp_path / name)
