"""Read damaged and hostile reports by the thousand: nothing may crash, and every claim must hold.

    python -m benchmarks.reader_mutations CORPUS.jsonl … [--count N] [--seed N] [--jobs N]
        [--reader NAME] [--state FILE] [--figures FILE]

Report number i of a seed is always the same (`mutations.py`: deleted, doubled and swapped
characters, words and sentences; controls, brackets, tokens of thousands of characters,
right-to-left, combining marks, emoji, nulls, mixed line ends; cut and spliced reports), whatever
the number of jobs. Each is read twice, by two readers that saw the others in opposite order, and
must give the same claims, byte for byte. What must hold of a claim is in `checks.py`. A crash is
any exception, a process that dies, or more than 30 s for one report.

The run writes a line for every 100 reports to the state file and goes on where it stopped if it is
called again with the same seed, reader and corpora. Of a failure it keeps number and error: the
report can be made again with `--show NUMBER`. Beside: the rules alone, on the first 500 of the same
reports.
"""

import argparse
import hashlib
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.checks import Broken, failure_of, read_checked
from benchmarks.figures import Cell, add_figures_option, keep_figures, print_table
from benchmarks.mutations import mutated
from benchmarks.readers import BASELINE, HOME, add_reader_options, named, open_reader
from benchmarks.texts import read_reports
from whoholds.base.protocols import Reader
from whoholds.base.records import Report

CHUNK = 100
COMPARED = 500
SHOWN = 20

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker needs to know: where the texts are, who reads them, and the seed."""

    files: tuple[Path, ...]
    reader: str
    home: Path
    seed: int


@dataclass(slots=True)
class Worker:
    """What a worker process keeps between chunks."""

    task: Task
    pool: Sequence[Sequence[Report]]
    first: Reader
    second: Reader


_WORKER: list[Worker] = []


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("files", nargs="+", type=Path)
    ask.add_argument("--count", type=int, default=5000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--jobs", type=int, default=1)
    ask.add_argument("--state", type=Path, default=HOME.parent / "mutations.jsonl")
    ask.add_argument("--show", type=int, help="print this report, escaped, and stop")
    add_reader_options(ask)
    add_figures_option(ask)
    args = ask.parse_args()
    if args.show is not None:
        print(json.dumps(mutated(load(args.files), args.seed, args.show).text))
        return
    args.count += -args.count % CHUNK  # whole chunks, so that a later run can go on
    task = Task(files=tuple(args.files), reader=args.reader, home=args.home, seed=args.seed)
    about = {
        "reader": named(open_reader(args.reader, args.home)),
        "seed": args.seed,
        "texts": digest(args.files),
    }
    done = read_state(args.state, about)
    begun, before = time.monotonic(), len(done)
    args.state.parent.mkdir(parents=True, exist_ok=True)
    with args.state.open("a", encoding="utf-8") as state:
        if before == 0 and args.state.stat().st_size == 0:
            state.write(json.dumps(about) + "\n")
        for row in run(task, [n for n in range(0, args.count, CHUNK) if n not in done], args):
            state.write(json.dumps(row) + "\n")
            state.flush()
            done[row["start"]] = row
    spent = time.monotonic() - begun
    rows = [row for start, row in sorted(done.items()) if start < args.count]
    fresh = sum(row["reports"] for row in rows) - before * CHUNK
    rules = baseline(task, min(COMPARED, args.count))
    failures = [failure for row in rows for failure in row["failures"]]
    table: list[list[Cell]] = [
        [name, *(sum(r[key] for r in some) for key in ("reports", "claims")), len(failed)]
        for name, some, failed in (
            (str(about["reader"]), rows, failures),
            ("rules", [rules], rules["failures"]),
        )
    ]
    print_table(("", "reports", "claims", "crashes"), table)
    if fresh > 0:
        print(f"{fresh} reports now, {fresh / spent:.0f} a second, {args.jobs} jobs")
    for kind, count in Counter(error for _, error in failures).most_common(SHOWN):
        numbers = [number for number, error in failures if error == kind]
        print(f"{count:6} × {kind}  (report {numbers[0]})")
    keep_figures(args.figures, args.reader, {"reports": table[0][1], "crashes": len(failures)})


def load(files: Sequence[Path]) -> list[list[Report]]:
    """Return the reports of every file, paragraphs of pages by themselves as well."""
    return [list(read_reports(path, paragraphs=True)) for path in files]


def digest(files: Sequence[Path]) -> str:
    """Return the SHA-256 over the contents of all files, in order."""
    return hashlib.sha256(
        b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)
    ).hexdigest()


def read_state(path: Path, about: Row) -> dict[int, Row]:
    """Return what is on record, by the number of a chunk's first report.

    Raises:
        SystemExit: if the file is about another reader, seed or corpora.
    """
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines[:-1]]  # a run that was killed leaves half a line
    if len(rows) > 0 and rows[0] != about:
        raise SystemExit(
            f"going on with {path}: it is about {rows[0]}, this run about {about}; remove it, or name "
            "another with --state"
        )
    if lines[-1] != "":
        path.write_text("".join(line + "\n" for line in lines[:-1]), encoding="utf-8")
    return {row["start"]: row for row in rows[1:]}


def run(task: Task, starts: Sequence[int], args: argparse.Namespace) -> Iterator[Row]:
    """Yield the result of every chunk as it is done; a chunk whose process died counts as a crash."""
    left = list(starts)
    alone = False
    while len(left) > 0:
        pool = ProcessPoolExecutor(
            1 if alone else args.jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(task,),
        )
        waiting: dict[Future[Row], int] = {}
        try:
            with pool:
                while len(left) > len(waiting) or len(waiting) > 0:
                    ahead = 1 if alone else 2 * args.jobs
                    for start in [n for n in left if n not in waiting.values()]:
                        if len(waiting) == ahead:
                            break
                        waiting[pool.submit(read_chunk, start, min(CHUNK, args.count - start))] = (
                            start
                        )
                    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                        row = future.result()
                        left.remove(waiting.pop(future))
                        yield row
                    if alone:
                        break
            alone = False
        except BrokenProcessPool:
            # Which of the chunks at work killed its process shows when each is read by itself.
            if alone:
                start = left.pop(0)
                yield {
                    "start": start,
                    "reports": min(CHUNK, args.count - start),
                    "claims": 0,
                    "failures": [[start, "the process died in this chunk"]],
                }
            alone = not alone


def _start(task: Task) -> None:
    _WORKER[:] = [
        Worker(
            task,
            load(task.files),
            open_reader(task.reader, task.home),
            open_reader(task.reader, task.home),
        )
    ]


def read_chunk(start: int, count: int) -> Row:
    """Return what became of the reports `start` to `start + count`, end excluded."""
    return read_twice(_WORKER[0], range(start, start + count))


def read_twice(worker: Worker, numbers: Sequence[int]) -> Row:
    """Read reports with the first reader, and in opposite order with the second; compare."""
    seen: dict[int, tuple[int, str]] = {}
    failures: list[tuple[int, str]] = []
    reports = {n: mutated(worker.pool, worker.task.seed, n) for n in numbers}

    def once(number: int) -> None:
        seen[number] = read_checked(worker.first, reports[number])

    def again(number: int) -> None:
        if read_checked(worker.second, reports[number]) != seen[number]:
            raise Broken("the second reading gave other claims")

    for number in numbers:
        if (failure := failure_of(partial(once, number))) is not None:
            failures.append((number, failure))
    for number in reversed(numbers):
        if number in seen and (failure := failure_of(partial(again, number))) is not None:
            failures.append((number, failure))
    return {
        "start": numbers[0],
        "reports": len(numbers),
        "claims": sum(claims for claims, _ in seen.values()),
        "failures": sorted(failures),
    }


def baseline(task: Task, count: int) -> Row:
    """Return what becomes of the first reports with the rules alone, in this process."""
    rules = [open_reader(BASELINE, task.home) for _ in range(2)]
    return read_twice(Worker(task, load(task.files), *rules), range(count))


if __name__ == "__main__":
    main()
