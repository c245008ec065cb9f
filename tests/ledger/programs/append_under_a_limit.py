"""Appends until a file would grow over a limit. Usage: append_under_a_limit.py LEDGER BYTES.

Writes how many entries were acknowledged, and the error that ended it, a line each.
"""

import resource
import sys
from contextlib import closing
from pathlib import Path

from whoholds.base.errors import StorageError
from whoholds.base.protocols import Draft, EntryKind
from whoholds.ledger.store_sqlite import open_sqlite


def main() -> None:
    path, limit = Path(sys.argv[1]), int(sys.argv[2])
    with closing(open_sqlite(path, create=True)) as ledger:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        for number in range(10_000):
            draft = Draft(kind=EntryKind.CLAIM, subject="a", payload={"text": "x" * 20_000})
            try:
                ledger.append([draft, draft], by="me")
            except StorageError as error:
                sys.stdout.write(f"{number * 2}\n{error}\n")
                break
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
