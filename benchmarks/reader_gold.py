"""Score a reader on labelled reports, beside the rules alone and a bare list of verbs.

    python -m benchmarks.reader_gold DOCS.jsonl CLAIMS.jsonl SCORE.py [--reader NAME]
        [--pred FILE] [--figures FILE]

Prints the table of SCORE.py (the scorer that comes with the gold files) for the reader, its totals
beside those of the baselines, and documents per second of one process. With `--pred` the predicted
claims are read from FILE if it is there (as `whoholds read --dry-run --out FILE` writes them), and
written to it otherwise.
"""

import argparse
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.predictions import Row, bare_verbs, load_scorer, predict, read_rows, write_rows
from benchmarks.readers import BASELINE, add_reader_options, open_reader, warm

TOTALS = ("found", "control:usable", "control:voiced", "all:usable")
SHARES = ("status", "means", "killed", "date")
IRREALIS = "not-happened told as happened"


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("docs", type=Path)
    ask.add_argument("claims", type=Path)
    ask.add_argument("score", type=Path)
    ask.add_argument("--pred", type=Path, help="the predicted claims: read, or written")
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    scorer = load_scorer(args.score)
    docs = {row["id"]: row for row in read_rows(args.docs)}

    def score(predicted: list[Row]) -> dict[str, Any]:
        table: dict[str, Any] = scorer.score(scorer.read(args.claims), predicted, docs)
        return table

    if args.pred is not None and args.pred.exists():
        predicted, speed = read_rows(args.pred), None
    else:
        reader = open_reader(args.reader, args.home)
        warm(reader)
        begun = time.perf_counter()
        predicted = predict(reader, docs.values())
        speed = len(docs) / (time.perf_counter() - begun)
        if args.pred is not None:
            write_rows(args.pred, predicted)
    measured = score(predicted)
    for key, value in measured.items():
        print(f"{key:32}{value}")
    if speed is not None:
        print(f"{'documents per second':32}{speed:.0f}")
    rules = score(predict(open_reader(BASELINE, args.home), docs.values()))
    bare = score([claim for row in docs.values() for claim in bare_verbs(row)])
    print()
    columns = (measured, rules, bare)
    rows: list[list[Cell]] = [
        [f"{name}, F1", *(float(of[name]["f1"]) for of in columns)] for name in TOTALS
    ]
    rows += [[f"{name}, share", *(float(of[name]) for of in columns)] for name in SHARES]
    rows += [[IRREALIS, *(str(of[IRREALIS]) for of in columns)]]
    print_table((f"{len(docs)} documents", args.reader, "rules", "verbs"), rows)
    keep_figures(args.figures, args.reader, _figures(measured))


def _figures(table: dict[str, Any]) -> dict[str, float | int | str]:
    told, _, irrealis = str(table[IRREALIS]).partition("/")
    return {
        **{name: table[name]["f1"] for name in TOTALS},
        **{name: table[name] for name in SHARES},
        "claims": table["found"]["gold"],
        "claims paired": round(table["found"]["r"] * table["found"]["gold"]),
        "control claims": table["control:usable"]["gold"],
        "told as happened": int(told),
        "not happened": int(irrealis),
    }


if __name__ == "__main__":
    main()
