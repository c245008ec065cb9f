"""Files that are there in full or not at all: written beside the target, then put in its place."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoholds.base.errors import StorageError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; on leaving without an error it takes the place of `path`.

    With an error the target stays as it was, and nothing is left beside it.

    Raises:
        StorageError: if the folder is missing, or the disk is full, read-only or failing.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as cause:
        raise _storage_error(path, cause) from cause
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        # mkstemp makes a file for its owner alone; a published file goes by the user's own rule.
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as cause:
        raise _storage_error(path, cause) from cause
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    # There is no call that reads the mask without setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _storage_error(path: Path, cause: OSError) -> StorageError:
    return StorageError(
        f"writing {path}: {cause.strerror or cause}; "
        "name a folder that exists, may be written to and has room"
    )
