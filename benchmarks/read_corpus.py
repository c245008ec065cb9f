"""Read files of reports as one command does, and print documents a second and peak memory.

    python benchmarks/read_corpus.py FILE.jsonl … [--workers N] [--gazetteer FILE …] [--runs N]

Each run reads into a home of its own. The baseline beside it reads the same lines, decodes the JSON and
searches one pattern of twelve verbs: what reading costs before anything is understood. Seconds depend
on the machine; the ratio of the two is what to compare.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VERBS = re.compile(
    r"\b(captur|seiz|withdr|advanc|attack|repel|clash|bomb|besieg|kidnap|deploy|ceasefire)", re.I
)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("files", nargs="+", type=Path)
    ask.add_argument("--workers", default="0")
    ask.add_argument("--gazetteer", nargs="*", default=[], type=Path)
    ask.add_argument("--runs", type=int, default=1)
    args = ask.parse_args()
    documents = sum(line.strip() != b"" for path in args.files for line in path.open("rb"))
    print(f"{documents} documents, {args.workers} workers (0: one a core), {args.runs} runs")
    print(f"{'':10}{'seconds':>10}{'documents/s':>13}{'peak MiB':>10}{'claims':>9}{'ratio':>8}")
    for _ in range(args.runs):
        base = time_baseline(args.files)
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "WHOHOLDS_HOME": folder}
            for gazetteer in args.gazetteer:
                whoholds("gazetteer", "add", str(gazetteer), environment=environment)
            whoholds("gazetteer", "list", environment=environment)  # compiles the default
            start = time.perf_counter()
            done = whoholds(
                "read", *map(str, args.files), "--workers", args.workers, environment=environment
            )
            taken = time.perf_counter() - start
        # The largest of all processes waited for so far, workers among them.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        summary = re.search(r"(\d+) reports read, (\d+) claims", done)
        if summary is None or int(summary[1]) != documents:
            sys.exit(f"not every document was read: {done.splitlines()[-1:]}")
        print(f"{'baseline':10}{base:10.2f}{documents / base:13.0f}{'':>10}{'':>9}{'1':>8}")
        print(
            f"{'read':10}{taken:10.2f}{documents / taken:13.0f}{peak:10.0f}"
            f"{summary[2]:>9}{taken / base:8.1f}"
        )


def time_baseline(files: list[Path]) -> float:
    """Return the seconds that decoding and one pattern take."""
    start = time.perf_counter()
    for path in files:
        with path.open("rb") as lines:
            for line in lines:
                if line.strip() != b"":
                    VERBS.findall(json.loads(line)["text"])
    return time.perf_counter() - start


def whoholds(*words: str, environment: dict[str, str]) -> str:
    """Run a command in a process of its own and return what it printed.

    Raises:
        SystemExit: if the command failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "whoholds", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"whoholds {words[0]} left with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
