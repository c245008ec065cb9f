"""How fast names of places are found in text with many places loaded, on one core.

    python -m benchmarks.toponym_speed TEXTS.jsonl… --gazetteer FILE… --folder FOLDER [--figures FILE]

The gazetteers are added to FOLDER first, unless they are there; the embedded one is always beside them.
*Ready*: opening what is compiled, till the first text is read. *Finding*: every known name, as the
reader asks for it (`GazetteerNames.find`), over all texts once, caches empty at the start. *Names that
mean places*: the finder with its weights on top (`find_toponyms`), over the first megabyte. Megabytes are
of the text in UTF-8, seconds those of the processor; each figure is the best of three runs.

Beside: a pattern of capitalised words alone, which finds no place; and every known name of four letters
or more in an Aho-Corasick automaton (`ahocorasick_rs`, where installed), which has to be built at each
start, and finds names inside of words and in lower case too.
"""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.texts import read_reports
from whoholds.extract.toponyms import find_toponyms
from whoholds.identify.gazetteer import added_directories, open_gazetteers
from whoholds.identify.gazetteer_import import add_gazetteer
from whoholds.identify.known_names import GazetteerNames

RUNS = 3
SHORTEST = 4
MEGABYTE = 1_000_000


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("texts", type=Path, nargs="+")
    ask.add_argument("--gazetteer", type=Path, nargs="+", default=[])
    ask.add_argument("--folder", type=Path, required=True)
    add_figures_option(ask)
    args = ask.parse_args()
    open_gazetteers(args.folder)
    there = {path.name for path in added_directories(args.folder)}
    for path in args.gazetteer:
        if not any(name.startswith(path.name.partition(".")[0]) for name in there):
            add_gazetteer(path, args.folder)
    open_gazetteers(args.folder)  # makes the index, once
    ready = min(_ready(args.folder) for _ in range(RUNS))
    gazetteer = open_gazetteers(args.folder)
    texts = [report.text for path in args.texts for report in read_reports(path)]
    size = sum(len(text.encode()) for text in texts) / MEGABYTE
    added = sum(info.places for info in gazetteer.infos if info.name != "default")
    embedded = sum(info.places for info in gazetteer.infos if info.name == "default")

    def find() -> int:
        names = GazetteerNames(gazetteer)
        return sum(len(names.find(text)) for text in texts)

    part, some = [], 0
    for text in texts:
        if some < MEGABYTE:
            part.append(text)
            some += len(text.encode())

    def means() -> int:
        names = GazetteerNames(gazetteer)
        return sum(len(find_toponyms(text, names)) for text in part)

    capitals = re.compile(r"[A-Z]\w*(?:[ -][A-Z]\w*)*")
    found, finding = _pace(find, size)
    meant, meaning = _pace(means, some / MEGABYTE)
    runs, bare = _pace(lambda: sum(len(capitals.findall(text)) for text in texts), size)
    rows: list[list[Cell]] = [
        ["finding", found, finding, ready],
        ["names that mean places", meant, meaning, ready],
        ["capitalised words alone", runs, bare, 0.0],
    ]
    rows += _automaton([one.name for one in gazetteer.names()], texts, size)
    print(f"{added} places added, {embedded} embedded; {size:.1f} MB of text")
    print_table(("on one core", "found", "MB/s", "ready, s"), rows)
    keep_figures(
        args.figures,
        "geoparse",
        {
            "finding MB/s": finding,
            "meaning MB/s": meaning,
            "ready s": ready,
            "places": added,
            "text MB": size,
        },
    )


def _ready(folder: Path) -> float:
    start = time.perf_counter()
    GazetteerNames(open_gazetteers(folder)).find("Rebels entered Kobani.")
    return time.perf_counter() - start


def _pace(work: Callable[[], int], size: float) -> tuple[int, float]:
    best, found = 0.0, 0
    for _ in range(RUNS):
        start = time.process_time()
        found = work()
        best = max(best, size / max(1e-9, time.process_time() - start))
    return found, best


def _automaton(names: Sequence[str], texts: Sequence[str], size: float) -> list[list[Cell]]:
    try:
        from ahocorasick_rs import AhoCorasick, MatchKind
    except ImportError:
        return []
    start = time.perf_counter()
    automaton = AhoCorasick(
        [name for name in names if len(name) >= SHORTEST], matchkind=MatchKind.LeftmostLongest
    )
    built = time.perf_counter() - start

    def find() -> int:
        return sum(len(automaton.find_matches_as_indexes(text.lower())) for text in texts)

    found, pace = _pace(find, size)
    return [["Aho-Corasick automaton", found, pace, built]]


if __name__ == "__main__":
    main()
