"""Articles per second of the reader alone, on one core, and the memory it takes.

    python -m benchmarks.reader_speed --mixed NEWS.xml … --war REPORTS.jsonl … [--reader NAME]
        [--runs N] [--figures FILE]

CPU time of one process with one thread, all texts in memory, after a first report that loads what
is loaded once. Mixed news is what a reader is let loose on; war reports are the slow case, a
trigger in most sentences. Each measurement is a process of its own, so that its peak memory
(resident set, MiB) is its own; the quickest of N runs counts (default 3; other work on the machine
only ever adds).

Beside, in the same run: cutting the texts into sentences and tokens and no more, and the rules
alone. Seconds depend on the machine, the ratios to the tokens far less.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.readers import BASELINE, add_reader_options, open_reader, warm
from benchmarks.texts import read_reports
from whoholds.extract.segment import sentences

TOKENS = "(sentences and tokens)"
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--mixed", nargs="*", default=[], type=Path)
    ask.add_argument("--war", nargs="*", default=[], type=Path)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--alone", help=argparse.SUPPRESS)
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    if args.alone is not None:
        print(json.dumps(measure(args.alone, args.home, [*args.mixed, *args.war])))
        return
    table: list[list[Cell]] = []
    figures: dict[str, float | int | str | None] = {}
    largest = 0
    for kind, files in (("mixed", args.mixed), ("war", args.war)):
        if len(files) == 0:
            continue
        tokens = 0.0
        for name in dict.fromkeys((TOKENS, BASELINE, args.reader)):
            done = [measure_alone(name, args.home, files) for _ in range(args.runs)]
            best = min(done, key=lambda one: one["seconds"])
            peak = max(one["peak"] for one in done)
            pace = best["articles"] / best["seconds"]
            tokens = tokens or pace
            times = f"{tokens / pace:.1f}"
            row: list[Cell] = [f"{kind}: {name}", int(best["articles"]), round(pace), times]
            table.append([*row, round(peak), int(best["claims"])])
            if name == args.reader:
                figures[f"{kind} articles/s"] = round(pace, 1)
                figures["peak MiB"] = largest = max(largest, round(peak))
    head = ("", "articles", "articles/s", "times tokens", "peak MiB", "claims")
    print_table(head, table)
    keep_figures(args.figures, args.reader, figures)


def measure_alone(name: str, home: Path, files: Sequence[Path]) -> dict[str, float]:
    """Return what `measure` says in a process of its own with one thread.

    Raises:
        SystemExit: if the process failed.
    """
    words = ["--mixed", *map(str, files), "--alone", name, "--home", str(home)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reader_speed", *words],
        env={**os.environ, **dict.fromkeys(ONE_THREAD, "1")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(
            f"measuring {name}: the process left with {done.returncode}: {done.stderr[-2000:]}"
        )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measure(name: str, home: Path, files: Sequence[Path]) -> dict[str, float]:
    """Return articles, CPU seconds, claims and peak resident memory of one pass over all texts."""
    reports = [report for path in files for report in read_reports(path)]
    claims = 0
    if name == TOKENS:
        begun = time.process_time()
        for report in reports:
            for text in (report.title, report.text):
                for _ in sentences(text or ""):
                    pass
        seconds = time.process_time() - begun
    else:
        reader = open_reader(name, home)
        warm(reader)
        begun = time.process_time()
        for report in reports:
            claims += len(reader.read(report))
        seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"articles": len(reports), "seconds": seconds, "claims": claims, "peak": peak}


if __name__ == "__main__":
    main()
