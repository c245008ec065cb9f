"""Read every text of the corpora, and count crashes and claims that break a rule.

    python -m benchmarks.reader_corpus FILE.jsonl … [--reader NAME] [--figures FILE]

Every line is a report; of pages made of paragraphs, the whole page and each paragraph by itself.
What must hold of a claim is in `checks.py`; more than 30 s for one report is a crash too.
`read_corpus.py` reads the same files the whole way, from bytes to the record; this is the reader
alone. Beside: the rules alone.
"""

import argparse
from collections import Counter
from functools import partial
from pathlib import Path

from benchmarks.checks import failure_of, read_checked
from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.readers import BASELINE, add_reader_options, open_reader
from benchmarks.texts import read_reports
from whoholds.base.protocols import Reader
from whoholds.base.records import Report


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("files", nargs="+", type=Path)
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    table: list[list[Cell]] = []
    failures: Counter[str] = Counter()
    for name in dict.fromkeys((args.reader, BASELINE)):
        reader = open_reader(name, args.home)
        for path in args.files:
            reports, claims, failed = read_all(reader, path)
            table.append([f"{name}: {path.name}", reports, claims, failed.total()])
            if name == args.reader:
                failures += failed
    print_table(("", "reports", "claims", "crashes"), table)
    for kind, count in failures.most_common():
        print(f"{count:6} × {kind}")
    reports = sum(int(row[1] or 0) for row in table[: len(args.files)])
    keep_figures(args.figures, args.reader, {"reports": reports, "crashes": failures.total()})


def read_all(reader: Reader, path: Path) -> tuple[int, int, Counter[str]]:
    """Return how many reports a file holds, how many claims were found, and what failed."""
    claims: list[int] = []
    failed: Counter[str] = Counter()
    count = 0

    def read(report: Report) -> None:
        claims.append(read_checked(reader, report)[0])

    for report in read_reports(path, paragraphs=True):
        count += 1
        failure = failure_of(partial(read, report))
        if failure is not None:
            failed[failure] += 1
    return count, sum(claims), failed


if __name__ == "__main__":
    main()
