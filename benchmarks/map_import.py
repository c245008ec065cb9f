"""Import maps: which settlement a named point of a table is, and how long a whole country takes.

    python -m benchmarks.map_import ../shared/control/ukraine_settlements.csv.gz \
        --gazetteer ../shared/gazetteers/UA.tsv.xz --sample 3000

Points: a seeded sample of the settlements file (columns `id` after Who's On First, `english`, `lat`,
`lon`, `geonameid`) is imported as a table that gives one English spelling, seeded too, and the point;
rows without an English spelling give the local name. Right: the settlement of the gazetteer that bears
the file's own identifier. Beside it stands the nearest settlement, whatever its name. The points of file
and gazetteer differ by up to some kilometres: both were made from the same sources at different times, so
that the figure says how names and points are put together, and not how good the sources are. The limits
of `run/map_places.py` (5 km with a like name, 1 km without) were set before it was first run.

Country: the box of the sample cut into squares of half a degree, held by two in turn; seconds of reading,
covering, recording, and of one comparison of two such maps shifted by a tenth of a degree.
"""

import argparse
import csv
import gzip
import json
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types

from benchmarks.figures import add_figures_option, keep_figures, print_table, share
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers
from whoholds.run.disagreements import disagreement_of
from whoholds.run.gazetteers import add_to_home
from whoholds.run.home import Home
from whoholds.run.map_sayings import MapOrder
from whoholds.run.maps import import_map

DAY = date(2022, 10, 1)
SQUARE = 0.5


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("settlements", type=Path)
    ask.add_argument("--gazetteer", type=Path, help="a gazetteer file, added to a fresh home")
    ask.add_argument("--gazetteers", type=Path, help="a folder of compiled gazetteers instead")
    ask.add_argument("--sample", type=int, default=3000)
    ask.add_argument("--seed", type=int, default=0)
    add_figures_option(ask)
    asked = ask.parse_args()
    rows = sample_of(asked.settlements, asked.sample, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder) / "home", who="benchmark", gazetteers=str(asked.gazetteers or "")
        )
        if asked.gazetteer is not None:
            add_to_home(asked.gazetteer, settings)
        with Home.open(settings) as home:
            figures = points(home, rows, Path(folder)) | country(home, rows, Path(folder))
    keep_figures(asked.figures, "maps", figures)


def sample_of(path: Path, count: int, seed: int) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    random = Random(seed)
    chosen = random.sample(rows, min(count, len(rows)))
    for row in chosen:
        spellings = [name for name in row["english"].split("|") if name != ""]
        row["spelling"] = random.choice(spellings) if spellings else row["name"]
    return chosen


def identifiers(row: dict[str, str]) -> set[str]:
    found = {f"wof:{row['id']}"}
    if row["geonameid"] != "":
        found.add(f"geonames:{int(float(row['geonameid']))}")
    return found


def points(home: Home, rows: list[dict[str, str]], folder: Path) -> dict[str, Any]:
    path = folder / "places.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["name", "lat", "lon", "holder"])
        table.writerows([row["spelling"], row["lat"], row["lon"], "Russia"] for row in rows)
    started = time.perf_counter()
    order = MapOrder(source="points", day=DAY, holder_field="holder")
    made = import_map(home, path, order).sourced.map
    seconds = time.perf_counter() - started
    found = {place.place for place in made.places}
    known = [row for row in rows if any(home.gazetteer.place(each) for each in identifiers(row))]
    right = sum(
        any(
            place is not None and place.id in found
            for place in map(home.gazetteer.place, identifiers(row))
        )
        for row in known
    )
    nearest = sum(nearest_is(home, row) for row in known)
    own = sum(place.startswith("mapped:") for place in found)
    print_table(
        ("named points", "count", "share"),
        [
            ("sampled", len(rows), None),
            ("in the gazetteer by identifier", len(known), None),
            ("settlement found", right, share(right, len(known))),
            ("beside: nearest settlement", nearest, share(nearest, len(known))),
            ("kept as places of the map's own", own, share(own, len(rows))),
            ("seconds", f"{seconds:.1f}", None),
        ],
    )
    return {
        "map_points": len(known),
        "map_points_right": share(right, len(known)),
        "map_points_nearest": share(nearest, len(known)),
        "map_points_own": own,
    }


def nearest_is(home: Home, row: dict[str, str]) -> bool:
    lat, lon = float(row["lat"]), float(row["lon"])
    near = list(home.gazetteer.settlements_in(lon - 0.15, lat - 0.1, lon + 0.15, lat + 0.1))
    if len(near) == 0:
        return False
    best = min(
        near, key=lambda place: ((place.lat - lat) ** 2 + (0.66 * (place.lon - lon)) ** 2, place.id)
    )
    wanted = {
        place.id for place in map(home.gazetteer.place, identifiers(row)) if place is not None
    }
    return best.id in wanted


def country(home: Home, rows: list[dict[str, str]], folder: Path) -> dict[str, Any]:
    paths = [
        squares(rows, folder / f"{name}.geojson", shift) for name, shift in (("a", 0.0), ("b", 0.1))
    ]
    seconds = []
    places = 0
    for path in paths:
        started = time.perf_counter()
        order = MapOrder(source=path.stem, day=DAY, holder_field="holder")
        places = len(import_map(home, path, order).sourced.map.places)
        seconds.append(time.perf_counter() - started)
    started = time.perf_counter()
    picture = Answers(home).picture()
    found, _ = disagreement_of(home, picture, "a", "b", DAY)
    compared = time.perf_counter() - started
    print()
    print_table(
        ("a country", ""),
        [
            ("settlements inside the areas", places),
            ("seconds of one import", f"{min(seconds):.1f}"),
            ("seconds of one comparison", f"{compared:.1f}"),
            ("places that differ", len(found.places)),
            ("km² that differ", f"{sum(each.km2 for each in found.ground):,.0f}"),
        ],
    )
    return {
        "map_country_places": places,
        "map_country_import_s": round(min(seconds), 2),
        "map_country_compare_s": round(compared, 2),
    }


def squares(rows: list[dict[str, str]], path: Path, shift: float) -> Path:
    lons = [float(row["lon"]) for row in rows]
    lats = [float(row["lat"]) for row in rows]
    features = []
    for x in range(int(min(lons) / SQUARE), int(max(lons) / SQUARE) + 1):
        for y in range(int(min(lats) / SQUARE), int(max(lats) / SQUARE) + 1):
            west, south = x * SQUARE + shift, y * SQUARE
            shape = shapely.box(west, south, west + SQUARE, south + SQUARE)
            holder = ("Russia", "Ukraine")[(x + y) % 2]
            geometry = json.loads(shapely.to_geojson(shape))
            features.append(
                {"type": "Feature", "geometry": geometry, "properties": {"holder": holder}}
            )
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    return path


if __name__ == "__main__":
    main()
