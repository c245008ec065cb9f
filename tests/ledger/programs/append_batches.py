"""Appends batches of five entries. Usage: append_batches.py LEDGER WRITER BATCHES."""

import sys
from contextlib import closing
from pathlib import Path

from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger.store_sqlite import open_sqlite

BATCH = 5


def main() -> None:
    path, writer, batches = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with closing(open_sqlite(path, create=True)) as ledger:
        for batch in range(batches):
            drafts = [
                Draft(kind=EntryKind.CLAIM, subject=writer, payload={"batch": batch, "n": n})
                for n in range(BATCH)
            ]
            ledger.append(drafts, by=writer)


if __name__ == "__main__":
    main()
