"""How many spellings of real claims find a gazetteer place: exact match, spelling alone, with context.

    python benchmarks/places_spellings.py CLAIMS.csv GAZETTEER.tsv.xz [--within NAME]… [--list]

CLAIMS.csv needs a column place_as_written. A spelling counts as found when a candidate reaches 85.
"""

import argparse
import csv
import resource
import tempfile
import time
from pathlib import Path

from whoholds.base.records import PlaceKind, PlaceMention
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.gazetteer_import import add_gazetteer
from whoholds.identify.places import PlaceContext, PlaceRanker, choose
from whoholds.identify.spelling import fold

LEAST_SPELLING = 85.0
COUNTRY_NAMES = {"syria": "SY", "ukraine": "UA"}


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("claims", type=Path)
    ask.add_argument("gazetteer", type=Path)
    ask.add_argument("--within", action="append", default=[])
    ask.add_argument("--list", action="store_true", help="show what each spelling became")
    args = ask.parse_args()
    with args.claims.open(encoding="utf-8") as lines:
        names = list(dict.fromkeys(row["place_as_written"] for row in csv.DictReader(lines)))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        open_gazetteers(Path(folder))
        compiled = time.perf_counter() - start
        add_gazetteer(args.gazetteer, Path(folder))
        start = time.perf_counter()
        gazetteer = open_gazetteers(Path(folder))
        opened = time.perf_counter() - start
        country = args.gazetteer.name[:2]
        within = tuple(args.within)
        context = PlaceContext((country,))
        ranker = PlaceRanker(gazetteer, COUNTRY_NAMES)
        exact = alone = in_context = 0
        start = time.perf_counter()
        for name in names:
            found = gazetteer.search(name, countries=(country,), limit=40)
            exact += any(
                fold(name) in map(fold, (candidate.place.name, *candidate.place.names))
                for candidate in found
            )
            alone += any(candidate.score >= LEAST_SPELLING for candidate in found)
            mention = PlaceMention(name=name, kind=PlaceKind.SETTLEMENT, within=within)
            ranked = ranker.rank(mention, context)
            chosen, why = choose(ranked)
            in_context += chosen is not None
            if args.list:
                place = "-" if chosen is None else f"{chosen.place.name} ({chosen.place.admin1})"
                score = 0.0 if chosen is None else chosen.score
                print(f"{name:28} {score:6.1f}  {place:34} {why}")
        took = time.perf_counter() - start
    print(f"spellings                          {len(names)}")
    print(f"exact after folding                {exact}")
    print(f"a candidate >= {LEAST_SPELLING:.0f}, spelling alone  {alone}")
    print(f"chosen with context                {in_context}")
    print(f"default compiled in                {compiled:.1f} s")
    print(f"all opened in                      {opened * 1000:.1f} ms")
    print(f"one name                           {took / len(names) * 1000:.2f} ms")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory                        {memory} MB")


if __name__ == "__main__":
    main()
