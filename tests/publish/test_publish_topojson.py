import json
from importlib.resources import files
from itertools import pairwise
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


def stitched(*arcs: list[list[int]], holes: int = 0) -> dict[str, Any]:
    """A world of one country over arcs of (longitude, latitude) steps; the last arcs are its holes."""
    outer = len(arcs) - holes
    rings = [list(range(outer)), *([at] for at in range(outer, len(arcs)))]
    return {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": list(arcs),
        "objects": {"countries": {"geometries": [{"type": "Polygon", "arcs": rings}]}},
    }


def longest_side(ring: Any) -> float:
    """Return the longest step in longitude of an outline, but for one along a pole."""
    sides = [abs(a[0] - b[0]) for a, b in pairwise(ring.coords) if abs(a[1]) < 90]
    return float(max(sides))


def test_a_country_across_the_date_line_stands_at_both_edges_without_a_line_between(
    tmp_path: Path,
) -> None:
    island = [[170, 10], [9, 0], [-358, 0], [1, 0], [0, 10], [-1, 0], [358, 0], [-9, 0], [0, -10]]
    hole = [[-179, 12], [0, 2], [0, 0], [-1, 0], [1, -2]]
    (country,) = read_countries(world(tmp_path, stitched(island, hole, holes=1)))
    assert country.shape.is_valid
    assert country.shape.bounds == (-190.0, 10.0, 182.0, 20.0)
    east, west = country.shape.geoms
    assert east.area == west.area == 12 * 10 - 1
    assert east.bounds == (170.0, 10.0, 182.0, 20.0)
    assert west.bounds == (-190.0, 10.0, -178.0, 20.0)
    assert longest_side(east.exterior) < 20


def test_a_country_around_a_pole_takes_the_pole_in(tmp_path: Path) -> None:
    coast = [[-170, -70], *([[20, 0]] * 17), [-340, 0]]
    (country,) = read_countries(world(tmp_path, stitched(coast)))
    assert all(part.is_valid for part in country.shape.geoms)
    (whole, *more) = country.shape.geoms
    assert whole.bounds[1] == -90.0
    assert whole.area == pytest.approx(360 * 20)
    assert more != []


def test_no_outline_of_the_real_basemap_jumps() -> None:
    countries = read_countries(
        Path(str(files("whoholds.publish") / "basemap" / "countries-50m.json"))
    )
    assert len(countries) > 200
    for country in countries:
        for polygon in country.shape.geoms:
            assert longest_side(polygon.exterior) < 90, country.name


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
