"""How long the field takes: seconds of one core for a day afresh, one more claim, areas, captures.

    python -m benchmarks.picture_speed SETTLEMENTS CONTROL [--day 2022-08-15] [--share 0.2]

Processor time of the process with one thread (set OMP_NUM_THREADS=1), the smallest and the median of
the repetitions: wall-clock time depends on who else uses the machine. Known are a share of the
settlements, as the expert map (ukraine.py) gives them. *Afresh* is `fill`, factor and all; *one more*
is `with_known` of one place that was not known; the graph and the cells depend on the settlements alone
and are made once. Beside it: kriging of the same places took 9 s a day.
"""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import shapely  # type: ignore[import-untyped] # ships no types

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.ukraine import SIDES, Ukraine
from whoholds.picture.advance import Carried, carry
from whoholds.picture.field import Known, fill
from whoholds.picture.fronts import fronts_of, pockets_of
from whoholds.picture.graph import Spot, ground_of
from whoholds.picture.shapes import Cells

_SEED = 0


def timed(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the least and the median seconds of processor time."""
    spent = []
    for _ in range(times):
        start = process_time()
        work()
        spent.append(process_time() - start)
    return min(spent), median(spent)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("settlements", type=Path)
    ask.add_argument("control", type=Path)
    ask.add_argument("--day", type=date.fromisoformat, default=date(2022, 8, 15))
    ask.add_argument("--share", type=float, default=0.2)
    ask.add_argument("--times", type=int, default=5)
    add_figures_option(ask)
    asked = ask.parse_args()
    ukraine = Ukraine(asked.settlements, asked.control)
    ground, truth = ukraine.ground, ukraine.truth(asked.day)
    dice = np.random.default_rng(_SEED)
    rows = dice.choice(truth.known, int(asked.share * len(truth.known)), replace=False).tolist()
    known = [Known(place=ground.ids[row], shares={SIDES[truth.side[row]]: 1.0}) for row in rows]
    field = fill(ground, SIDES, known)
    other = int(np.setdiff1d(truth.known, rows)[0])
    more = Known(place=ground.ids[other], shares={SIDES[1 - truth.side[other]]: 1.0})
    spots = [
        Spot(place, lat, lon)
        for place, (lon, lat) in zip(ground.ids, ground.degrees.tolist(), strict=True)
    ]
    outline = shapely.MultiPoint(ground.degrees).convex_hull
    cells = Cells(ground, outline)
    areas = cells.areas(field)
    line = int(np.argmin(np.where(truth.side == 1, truth.to_line, np.inf)))
    start = Carried.of(truth.side)
    work: dict[str, Callable[[], object]] = {
        "the graph, once": lambda: ground_of(spots),
        "the cells, once": lambda: Cells(ground, outline).cells,
        "a day afresh": lambda: fill(ground, SIDES, known),
        "one more claim": lambda: field.with_known([more]),
        "its areas": lambda: cells.areas(field),
        "its fronts": lambda: fronts_of(ground, areas, sides=SIDES),
        "its pockets": lambda: pockets_of(field),
        "a capture carried": lambda: carry(ground, start, asked.day.toordinal(), [(line, 0)]),
    }
    table: list[list[str | float | int]] = []
    figures: dict[str, float | int] = {"places": len(ground), "known": len(known)}
    for name, each in work.items():
        least, middle = timed(each, asked.times)
        table.append([name, least, middle])
        figures[f"{name}, s"] = round(middle, 4)
    print_table([f"{len(ground)} places, {len(known)} known", "least s", "median s"], table)
    keep_figures(asked.figures, "-", figures)


if __name__ == "__main__":
    main()
