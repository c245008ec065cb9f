"""Compiled gazetteers: how large, how quickly opened and asked; beside a table of names in SQLite.

Data: files of places as `whoholds gazetteer add` takes them; all are added to a folder (`--folder`, a new
one unless given). The embedded default is compiled there too, and asked as well, but its size is told
apart. Opening is the median of several processes, each with what it read before still in the disk's
cache, imports not counted. Times of opening and asking are the processor's. What is asked for: main
names of the files as written, each twentieth of them with two letters swapped, in its country and in all
of the world; an answer is counted as found where the place that the name was taken from is among the
first five. The baseline: one table of SQLite with an index over the name in lower case, asked for the
name alone; it finds no other spelling.

    python -m benchmarks.gazetteer_compiled ../shared/gazetteers/*.tsv.xz --figures scores/gazetteer.json
"""

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import Gazetteers, added_directories, open_gazetteers
from whoholds.identify.gazetteer_file import CompiledGazetteer
from whoholds.identify.gazetteer_import import add_gazetteer
from whoholds.identify.gazetteer_index import open_index

SEED = 20261122
OPENINGS = 3
Found = TypeVar("Found")
MEGABYTE = 1_000_000
_OPEN = """
import sys, time
from pathlib import Path
from typing import TypeVar
from whoholds.identify.gazetteer import Gazetteers, added_directories, open_gazetteers
from whoholds.identify.gazetteer_file import CompiledGazetteer
from whoholds.identify.gazetteer_index import open_index
folder = Path(sys.argv[1])
start = time.process_time()
if sys.argv[2] == "all":
    open_gazetteers(folder)
else:
    parts = [CompiledGazetteer(path) for path in added_directories(folder)]
    Gazetteers(parts, open_index(Path(sys.argv[3]), parts))
print((time.process_time() - start) * 1000)
"""


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("files", type=Path, nargs="+", help="files of places")
    ask.add_argument("--folder", type=Path, help="where to compile them; what is there is used")
    ask.add_argument("--names", type=int, default=1000, help="how many names are asked for")
    add_figures_option(ask)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as made:
        measure(given.files, given.folder or Path(made) / "gazetteers", given.names, given.figures)


def measure(files: Sequence[Path], folder: Path, count: int, figures: Path | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    known = {CompiledGazetteer(path).info.source for path in added_directories(folder)}
    for file in files:
        if file.name not in known:
            add_gazetteer(file, folder)
    added_s = time.perf_counter() - start
    start = time.perf_counter()
    everything = open_gazetteers(folder)
    parts = [CompiledGazetteer(path) for path in added_directories(folder)]
    alone = folder.with_name(f"{folder.name}-alone")
    alone.mkdir(exist_ok=True)
    open_index(alone, parts)
    indexed_s = time.perf_counter() - start
    places = sum(part.info.places for part in parts)
    size = _size(alone) + sum(_size(path) for path in added_directories(folder))
    with tempfile.TemporaryDirectory() as at:
        plain = Path(at) / "plain.sqlite"
        written = write_plain(plain, parts)
        opened = _opening(folder, "added", alone)
        opened_all = _opening(folder, "all", alone)
        asked = sample(parts, count)
        rows: list[list[Cell]] = [
            ["added alone, MB on disk", size / MEGABYTE, plain.stat().st_size / MEGABYTE],
            ["opened, ms (added alone)", opened, written],
            ["opened, ms (the default too)", opened_all, None],
        ]
        with closing(sqlite3.connect(plain)) as base:
            rows += _speeds(everything, base, asked)
    print(
        f"{places} places of {len(files)} files; added in {added_s:.0f} s, indexed in {indexed_s:.0f} s"
    )
    print_table(["", "compiled", "SQLite alone"], rows)
    told = {str(row[0]): row[1] for row in rows}
    keep_figures(
        figures,
        "",
        {"places": places, "files": len(files), "names": len(asked), "added_s": added_s, **told},
    )


def write_plain(path: Path, parts: Sequence[CompiledGazetteer]) -> float:
    """Write the baseline, and return how many milliseconds it takes to open it and read one row."""
    with closing(sqlite3.connect(path)) as base:
        base.execute(
            "CREATE TABLE place (id TEXT, lat REAL, lon REAL, country TEXT, code TEXT, people INT)"
        )
        base.execute("CREATE TABLE name (name TEXT, place INTEGER)")
        for part in parts:
            for place in part.places():
                row = (
                    place.id,
                    place.lat,
                    place.lon,
                    place.country,
                    place.feature_code,
                    place.population,
                )
                number = base.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid
                names = {name.lower() for name in (place.name, *place.names)}
                base.executemany(
                    "INSERT INTO name VALUES (?, ?)", [(name, number) for name in names]
                )
        base.execute("CREATE INDEX by_name ON name (name)")
        base.commit()
    start = time.process_time()
    with closing(sqlite3.connect(path)) as base:
        base.execute("SELECT * FROM place LIMIT 1").fetchone()
    return (time.process_time() - start) * 1000


def sample(parts: Sequence[CompiledGazetteer], count: int) -> list[tuple[str, GazetteerPlace]]:
    """Return names with the places that they were taken from; each twentieth is misspelled."""
    chance = random.Random(SEED)
    rows = [(part, row) for part in parts for row in range(part.info.places)]
    found = []
    for at, (part, row) in enumerate(chance.sample(rows, min(count, len(rows)))):
        place = part.row(row)
        found.append((_swapped(place.name, chance) if at % 20 == 0 else place.name, place))
    return found


def _swapped(name: str, chance: random.Random) -> str:
    if len(name) < 4:
        return name
    at = chance.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _speeds(
    gazetteers: Gazetteers, base: sqlite3.Connection, asked: Sequence[tuple[str, GazetteerPlace]]
) -> list[list[Cell]]:
    def here(name: str, place: GazetteerPlace) -> list[GazetteerPlace]:
        return [each.place for each in gazetteers.search(name, countries=(place.country,), limit=5)]

    def anywhere(name: str, _: GazetteerPlace) -> list[GazetteerPlace]:
        return [each.place for each in gazetteers.search(name, limit=5)]

    def by_key(name: str, place: GazetteerPlace) -> list[GazetteerPlace]:
        return [gazetteers.row(row) for row in gazetteers.exact_rows(name, (place.country,))[:5]]

    def plainly(name: str, place: GazetteerPlace) -> list[str]:
        found = base.execute(
            "SELECT place.* FROM name JOIN place ON place.rowid = name.place WHERE name.name = ? "
            "AND country = ? ORDER BY people DESC LIMIT 5",
            (name.lower(), place.country),
        ).fetchall()
        return [row[0] for row in found]

    rows: list[list[Cell]] = []
    plain_ms, plain_found = _timed(plainly, asked, lambda found, place: place.id in found)
    for told, ask in (("by key, in its country", by_key), ("any spelling, in its country", here)):
        took, right = _timed(ask, asked, lambda found, place: _is_there(gazetteers, found, place))
        rows.append([f"{told}: ms a name", took, plain_ms])
        rows.append([f"{told}: found in five", right, plain_found])
    took, right = _timed(anywhere, asked, lambda found, place: _is_there(gazetteers, found, place))
    rows.append(["any spelling, anywhere: ms a name", took, None])
    rows.append(["any spelling, anywhere: found in five", right, None])
    return rows


def _is_there(
    gazetteers: Gazetteers, found: Sequence[GazetteerPlace], place: GazetteerPlace
) -> bool:
    main = gazetteers.place(place.id)
    return main is not None and main.id in {each.id for each in found}


def _timed(
    ask: Callable[[str, GazetteerPlace], Found],
    asked: Sequence[tuple[str, GazetteerPlace]],
    is_right: Callable[[Found, GazetteerPlace], bool],
) -> tuple[float, float]:
    start = time.process_time()
    answers = [ask(name, place) for name, place in asked]
    took = (time.process_time() - start) * 1000 / len(asked)
    right = sum(is_right(found, place) for found, (_, place) in zip(answers, asked, strict=True))
    return took, right / len(asked)


def _opening(folder: Path, which: str, alone: Path) -> float:
    took = []
    for _ in range(OPENINGS):
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(folder), which, str(alone)],
            capture_output=True,
            check=True,
            text=True,
        )
        took.append(float(done.stdout))
    return statistics.median(took)


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
