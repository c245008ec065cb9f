"""Draw the pictures of docs/how-to/ground.md: an invented country, its front on two days, its km².

python -m scripts.draw_ground_images docs/images
"""

import argparse
import math
from datetime import date, timedelta
from pathlib import Path
from random import Random

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.picture.field import Known, fill
from whoholds.picture.fronts import fronts_of
from whoholds.picture.graph import Spot, ground_of
from whoholds.picture.shapes import CONTESTED, UNKNOWN, Areas, Cells
from whoholds.publish.front_plot import Ink, Panel, draw_fronts, draw_km2

FIRST = date(2020, 1, 1)
NORTH, SOUTH = "north", "south"
INKS = {NORTH: Ink("Northern Army", "#D55E00"), SOUTH: Ink("Southern League", "#0072B2")}


def main() -> None:
    """Draw both pictures into the folder that is named."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("folder", type=Path)
    folder: Path = ask.parse_args().folder
    random = Random(7)
    spots = [
        Spot(f"x:{at:03}", 35 + random.random() * 1.1, 36 + random.random() * 1.8)
        for at in range(420)
    ]
    ground = ground_of(spots)
    ring = [
        (36.9 + 1.0 * math.cos(turn) * (1 + 0.12 * math.sin(3 * turn)),
         35.55 + 0.62 * math.sin(turn) * (1 + 0.1 * math.cos(5 * turn)))
        for turn in (at * math.tau / 90 for at in range(90))
    ]  # fmt: skip
    cells = Cells(ground, shapely.Polygon(ring))
    told = {spot.id for spot in spots if random.random() < 0.4}
    days = [FIRST + timedelta(days=7 * at) for at in range(9)]
    found: list[tuple[date, Areas, Panel]] = []
    for at, day in enumerate(days):
        known = [
            Known(place=spot.id, shares={NORTH if spot.lat > line(spot.lon, at) else SOUTH: 0.95})
            for spot in spots
            if spot.id in told
        ]
        near = [
            spot.id
            for spot in spots
            if spot.id in told and abs(spot.lat - line(spot.lon, at)) < 0.035
        ]
        field = fill(ground, (NORTH, SOUTH), known)
        areas = cells.areas(field, contested=near)
        fronts = fronts_of(ground, areas, sides=(NORTH, SOUTH))
        shown = {side: shape for side, shape in areas.area.items() if side != UNKNOWN}
        lines = shapely.union_all([front.line for front in fronts])
        found.append((day, areas, Panel(day=day, areas=shown, lines=lines, unsure=areas.unsure)))
    draw_fronts(
        [found[0][2], found[-1][2]],
        INKS,
        folder / "front-two-days.png",
        title="Whose ground: an invented country",
    )
    draw_km2(
        days,
        {side: [areas.km2[side] for _, areas, _ in found] for side in (NORTH, SOUTH, CONTESTED)},
        INKS,
        folder / "ground-over-days.png",
        title="Ground by side: an invented country",
    )


def line(lon: float, week: int) -> float:
    """Return the latitude of the invented front: a bulge in the east that grows week by week."""
    return 35.65 + 0.08 * math.sin(4 * lon) - 0.045 * week * math.exp(-(((lon - 37.2) / 0.35) ** 2))


if __name__ == "__main__":
    main()
