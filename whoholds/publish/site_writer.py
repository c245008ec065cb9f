"""A folder of files that is there in full or not at all, with a checksum of each.

The files are written into a folder beside the target, which then takes its place. A file that the old
folder holds with the same bytes is taken over from it, so that its time of writing stays, and who copies
the site to a host copies only what changed. What is not of the site (`.git`, a `CNAME`) stays.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from whoholds.base.errors import InputError, StorageError

CHECKSUMS = "SHA256SUMS"
_HIDDEN_PREFIX = "."


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a site has, how many of them are new or changed, how many are gone, its bytes."""

    files: int
    changed: int
    removed: int
    size: int


class SiteFolder:
    """A folder being written; see `written_site`."""

    def __init__(self, part: Path, old: Path | None) -> None:
        self._part = part
        self._old = old
        self._digests: dict[str, str] = {}
        self._folders: set[Path] = set()
        self._changed = 0
        self._size = 0

    @property
    def part(self) -> Path:
        """The folder that is written to, for those who write files themselves; see `took`."""
        return self._part

    @property
    def paths(self) -> frozenset[str]:
        """The paths written so far."""
        return frozenset(self._digests)

    def put(self, path: str, data: bytes) -> None:
        """Write a file; `path` is relative, with slashes.

        Raises:
            ValueError: if the path was written before, or leads out of the folder.
        """
        target = self._target(path)
        self._digests[path] = hashlib.sha256(data).hexdigest()
        self._size += len(data)
        old = None if self._old is None else self._old / path
        if old is not None and _holds(old, data):
            try:
                os.link(old, target)
            except OSError:  # not every file system has links
                shutil.copy2(old, target)
            return
        self._changed += 1
        target.write_bytes(data)

    def copy(self, path: str, source: Path) -> None:
        """Write a copy of a file."""
        self.put(path, source.read_bytes())

    def finish(self) -> Written:
        """Write the checksums of all files, and count."""
        lines = [f"{self._digests[path]}  {path}\n" for path in sorted(self._digests)]
        self.put(CHECKSUMS, "".join(lines).encode())
        removed = 0
        if self._old is not None:
            removed = sum(path not in self._digests for path in _listed_in(self._old))
        return Written(len(self._digests), self._changed, removed, self._size)

    def _target(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if path in self._digests or path.startswith("/") or ".." in parts or "\\" in path:
            raise ValueError(f"the path {path!r} of a site is taken, or leads out of it")
        target = self._part / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        return target


@contextmanager
def written_site(folder: Path) -> Iterator[SiteFolder]:
    """Give a folder to write a site into; on leaving without an error it takes the place of `folder`.

    With an error the old folder stays as it was, and nothing is left beside it.

    Raises:
        InputError: if there is a folder that is no published site, or a file.
        StorageError: if the disk is full, read-only or failing.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` would follow a link to the site
    _check_replaceable(folder)
    old = folder if folder.exists() else None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
    except OSError as cause:
        raise _storage_error(folder, cause) from cause
    away = part.with_suffix(".old")
    try:
        yield SiteFolder(part, old)
        # mkdtemp makes a folder for its owner alone; a site is read by a web server.
        part.chmod(0o777 & ~_umask())
        if old is not None:
            folder.rename(away)
        try:
            part.rename(folder)
        except OSError:
            if old is not None:
                away.rename(folder)
            raise
        if old is not None:
            _keep_foreign(away, folder)
    except OSError as cause:
        raise _storage_error(folder, cause) from cause
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(away, ignore_errors=True)


def _check_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"publishing to {folder}: there is a file of that name; name a folder")
    inside = [path.name for path in folder.iterdir() if not path.name.startswith(_HIDDEN_PREFIX)]
    if len(inside) > 0 and CHECKSUMS not in inside:
        raise InputError(
            f"publishing to {folder}: it holds other files ({min(inside)}), and they would be lost; "
            "name an empty or new folder, or one that was published before"
        )


def _keep_foreign(away: Path, folder: Path) -> None:
    """Move what was no part of the old site into the new one, unless that has such a file itself."""
    ours = _listed_in(away)
    folders = {str(parent) for path in ours for parent in PurePosixPath(path).parents}
    for path in sorted(away.rglob("*")):
        name = path.relative_to(away).as_posix()
        if name in ours or name in folders or name == CHECKSUMS:
            continue
        target = folder / name
        # A folder that is moved takes along what is in it.
        if os.path.lexists(path) and not os.path.lexists(target) and target.parent.is_dir():
            path.rename(target)


def _listed_in(folder: Path) -> frozenset[str]:
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(line[66:] for line in lines)


def _holds(path: Path, data: bytes) -> bool:
    try:
        if path.stat().st_size != len(data) or path.is_symlink():
            return False
        return path.read_bytes() == data
    except OSError:
        return False


def _umask() -> int:
    # There is no call that reads the mask without setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _storage_error(folder: Path, cause: OSError) -> StorageError:
    return StorageError(
        f"publishing to {folder}: {cause.strerror or cause}; "
        "name a folder that may be written to, on a disk with room"
    )
