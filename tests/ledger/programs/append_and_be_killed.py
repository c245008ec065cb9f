"""Appends in a child process that is killed after a moment, many times, and checks the ledger each time.

Usage: append_and_be_killed.py LEDGER TIMES SEED. Writes how many entries were acknowledged and found.
"""

import os
import random
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger.store_sqlite import open_sqlite


def append_without_end(path: Path, acknowledge: int) -> None:
    ledger = open_sqlite(path, create=True)
    while True:
        drafts = [
            Draft(kind=EntryKind.CLAIM, subject="a", payload={"of": 3, "n": n, "text": "x" * 3000})
            for n in range(3)
        ]
        newest = ledger.append(drafts, by="killed")[-1]
        os.write(acknowledge, f"{newest.seq}\n".encode())


def main() -> None:
    path, times, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    acknowledged = found = 0
    for _ in range(times):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            append_without_end(path, writing)
        os.close(writing)
        time.sleep(0.02 + chance.random() / 10)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, encoding="ascii") as lines:
            for line in lines:
                acknowledged = int(line)
        with closing(open_sqlite(path, create=True)) as ledger:
            found = ledger.verify()
            assert found >= acknowledged, f"{acknowledged} were acknowledged, {found} are there"
            assert found % 3 == 0, f"{found} entries: half a transaction"
    sys.stdout.write(f"{acknowledged} {found}\n")


if __name__ == "__main__":
    main()
