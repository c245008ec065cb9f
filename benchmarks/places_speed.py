"""How long it takes to be ready to choose a place, and to choose one, with many places loaded.

    python -m benchmarks.places_speed NAMES.csv FOLDER [--column place] [--country SY]

FOLDER holds compiled gazetteers, as `whoholds gazetteer add` leaves them; it is opened once to make
what is lacking and then measured. NAMES.csv gives the names. Each name is chosen once for the
country, and once without any country; nothing is remembered from the one to the other. Times are of
one process, CPU and wall.
"""

import argparse
import csv
import resource
import time
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.places_villages import COUNTRY_NAMES
from whoholds.base.records import PlaceKind, PlaceMention
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.places import PlaceContext, PlaceRanker, choose

MOST = 1000


def main() -> None:
    """Print and keep the figures."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("names", type=Path)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--column", default="place")
    ask.add_argument("--country", default="SY")
    add_figures_option(ask)
    args = ask.parse_args()
    with args.names.open(encoding="utf-8", newline="") as lines:
        names = list(dict.fromkeys(row[args.column] for row in csv.DictReader(lines)))[:MOST]
    open_gazetteers(args.folder)
    start = time.perf_counter()
    gazetteer = open_gazetteers(args.folder)
    PlaceRanker(gazetteer, COUNTRY_NAMES).rank(
        PlaceMention(name=names[0], kind=PlaceKind.SETTLEMENT), PlaceContext((args.country,))
    )
    ready = time.perf_counter() - start
    added = sum(info.places for info in gazetteer.infos if info.name != "default")
    table: list[list[Cell]] = []
    figures: dict[str, float | int | str | None] = {"ready s": ready, "places": added}
    for label, context in (
        ("in its country", PlaceContext((args.country,))),
        ("in all the world", PlaceContext()),
    ):
        ranker = PlaceRanker(open_gazetteers(args.folder), COUNTRY_NAMES)
        wall, cpu = time.perf_counter(), time.process_time()
        for name in names:
            choose(ranker.rank(PlaceMention(name=name, kind=PlaceKind.SETTLEMENT), context))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        table.append([label, len(names), cpu / len(names) * 1000, wall / len(names) * 1000])
        figures[f"{label}: CPU ms"] = table[-1][2]
    print_table([f"{added:,} places added", "names", "CPU ms a name", "wall ms"], table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"ready to choose in {ready:.2f} s; peak memory {memory} MB")
    keep_figures(args.figures, "places", figures)


if __name__ == "__main__":
    main()
