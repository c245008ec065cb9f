"""Draw the pictures of docs/how-to/ground.md and show.md: an invented country, and one of its villages.

python -m scripts.draw_ground_images docs/images

The front on two days, the km² of each side, and who held a village over time.
"""

import argparse
import math
from datetime import date, timedelta
from pathlib import Path
from random import Random

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.records import Effect, Evidence, Interest
from whoholds.base.times import Days
from whoholds.identify.registry import Side
from whoholds.picture.field import Known, fill
from whoholds.picture.filter import smooth, states_of, turns_of
from whoholds.picture.fronts import fronts_of
from whoholds.picture.graph import Spot, ground_of
from whoholds.picture.labels import speaks_for
from whoholds.picture.periods import hold
from whoholds.picture.shapes import CONTESTED, UNKNOWN, Areas, Cells
from whoholds.picture.weights import default_weights
from whoholds.publish.front_plot import Ink, Panel, draw_fronts, draw_km2
from whoholds.publish.place_history import Tick, draw_place_history

FIRST = date(2020, 1, 1)
NORTH, SOUTH = "north", "south"
INKS = {NORTH: Ink("Northern Army", "#D55E00"), SOUTH: Ink("Southern League", "#0072B2")}


def main() -> None:
    """Draw the three pictures into the folder that is named."""
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
    draw_village(folder / "place-history.png")


def draw_village(path: Path) -> None:
    """Draw a village that is taken, disputed, taken back and then not heard of, by invented claims."""
    told = (
        (2, Effect.HOLDS, SOUTH, Interest.NEUTRAL, 7.0),
        (20, Effect.GAINS, NORTH, Interest.OWN, 60.0),
        (21, Effect.NOT_GAINED, NORTH, Interest.OWN, 1.6),
        (24, Effect.GAINS, NORTH, Interest.NEUTRAL, 200.0),
        (40, Effect.HOLDS, NORTH, Interest.OWN, 3.0),
        (58, Effect.GAINS, SOUTH, Interest.OWN, 60.0),
        (60, Effect.LOSES, NORTH, Interest.AGAINST, 600.0),
    )
    rows = [
        Evidence(
            claim=f"claim:{at}",
            place="x",
            effect=effect,
            side=side,
            actor=INKS[side].name,
            days=Days.one(FIRST + timedelta(days=at)),
            ratio=ratio,
            interest=interest,
            origin=f"report:{at}",
            why="invented",
        )
        for at, effect, side, interest, ratio in told
    ]
    states = states_of(rows)
    beliefs = smooth(turns_of(rows, default_weights()), states, default_weights())
    days = [FIRST + timedelta(days=at - 20) for at in range(120)]
    draw_place_history(
        "an invented village",
        days[0],
        {side: [beliefs.on(day)[side] for day in days] for side in (NORTH, SOUTH)},
        [
            Tick(
                day=row.days.last,
                side=row.side,
                speaks_for=speaks_for(row, row.side),
                weight=row.ratio,
            )
            for row in rows
        ],
        hold("x", rows),
        {side: Side(id=side, name=ink.name, colour=ink.colour) for side, ink in INKS.items()},
        path,
        known="all claims invented",
    )


def line(lon: float, week: int) -> float:
    """Return the latitude of the invented front: a bulge in the east that grows week by week."""
    return 35.65 + 0.08 * math.sin(4 * lon) - 0.045 * week * math.exp(-(((lon - 37.2) / 0.35) ** 2))


if __name__ == "__main__":
    main()
