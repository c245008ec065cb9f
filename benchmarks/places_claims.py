"""Places of labelled claims found: the sets of places, by document, of the claims that a reader reads.

    python -m benchmarks.places_claims DOCS.jsonl CLAIMS.jsonl SCORE.py [--reader NAME] [--figures FILE]

Of each document the different places of its claims count once each, by name as the scorer compares
names (SCORE.py, which comes with the labelled files). *Named in the text*: the share of the labelled
places that the finder of names sees (`find_toponyms`), whatever happened there: what a reader could
find by names alone. Only totals are printed. Beside: the rules alone.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.figures import Cell, add_figures_option, f1, keep_figures, print_table
from benchmarks.predictions import Row, load_scorer, predict, read_rows
from benchmarks.readers import BASELINE, add_reader_options, open_reader
from whoholds.base.settings import load_settings
from whoholds.extract.toponyms import find_toponyms
from whoholds.identify.known_names import GazetteerNames
from whoholds.run.home import Home


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    docs = read_rows(args.docs)
    gold = _by_document(read_rows(args.claims))
    home = Home.open(load_settings({"WHOHOLDS_HOME": str(args.home)}))
    names = GazetteerNames(home.gazetteer)
    rows: list[list[Cell]] = []
    figures: dict[str, float | int | None] = {}
    for name in dict.fromkeys((args.reader, BASELINE)):
        told = _by_document(predict(open_reader(name, args.home), docs))
        hit, wanted, given = _counts(scorer, docs, gold, told)
        rows.append([f"reader {name}", wanted, given, hit / max(1, given), hit / max(1, wanted),
                     f1(hit, wanted, given)])  # fmt: skip
        if name == args.reader:
            figures |= {"set f1": f1(hit, wanted, given), "places": wanted}
    named = {
        row["id"]: [
            {"name": one.text}
            for text in (row.get("title") or "", row["text"])
            for one in find_toponyms(text, names, war=True, least=0.2)
        ]
        for row in docs
    }
    hit, wanted, _ = _counts(scorer, docs, gold, named)
    rows.append(["named in the text", wanted, None, None, hit / max(1, wanted), None])
    print_table(("places of claims, by document", "labelled", "told", "P", "R", "set F1"), rows)
    keep_figures(args.figures, args.reader, figures)


def _by_document(claims: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for claim in claims:
        places = found.setdefault(claim["doc"], [])
        places += claim["places"]
    return found


def _counts(
    scorer: ModuleType,
    docs: Sequence[Row],
    gold: dict[str, list[Row]],
    told: dict[str, list[Row]],
) -> tuple[int, int, int]:
    totals = [0, 0, 0]
    for row in docs:
        sets = (_different(gold.get(row["id"], [])), _different(told.get(row["id"], [])))
        for at, count in enumerate(scorer.set_counts(*sets)):
            totals[at] += count
    return totals[0], totals[1], totals[2]


def _different(places: Iterable[Row]) -> list[Row]:
    return list({place["name"].lower(): place for place in places}.values())


if __name__ == "__main__":
    main()
