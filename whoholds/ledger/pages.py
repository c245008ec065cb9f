"""Frozen pages on disk: raw bytes under their SHA-256, as `ab/abcdef…`.

Never changed once written, but taken away where what they hold is redacted.
"""

import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from whoholds.base.errors import InputError, LedgerDamaged, StorageError
from whoholds.base.ids import sha256_hex

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class PageStore:
    """The pages under `folder`, which is made when the first page is put."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Write `data` to disk, if it is not there already, and return its SHA-256.

        A page is there whole or not at all, whatever interrupts the writing.

        Raises:
            StorageError: if the disk is full or the folder cannot be written to.
        """
        sha256 = sha256_hex(data)
        path = self._path(sha256)
        try:
            # A file of another size was cut short by a failing disk: it is written anew.
            if path.is_file() and path.stat().st_size == len(data):
                return sha256
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, data)
        except OSError as cause:
            raise StorageError(
                f"keeping a page of {len(data)} bytes as {path}: {cause.strerror or cause}; "
                "nothing of it was kept, free some space or make the folder writable"
            ) from cause
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the page's bytes, hashed again.

        Raises:
            LedgerDamaged: if the page is missing, or holds other bytes.
            StorageError: if the disk fails.
            InputError: if `sha256` is not 64 lower-case hexadecimal digits.
        """
        path = self._path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as cause:
            raise LedgerDamaged(
                f"reading the page {path}: the file is missing; restore it from a copy"
            ) from cause
        except OSError as cause:
            raise StorageError(
                f"reading the page {path}: {cause.strerror or cause}; check the disk and the "
                "file's permissions"
            ) from cause
        found = sha256_hex(data)
        if found != sha256:
            raise LedgerDamaged(
                f"reading the page {path}: it was altered (its SHA-256 is {found[:12]}… now); "
                "restore it from a copy"
            )
        return data

    def remove(self, sha256: str) -> bool:
        """Overwrite the page with zeros and take it away; False where it was not there.

        A disk that moves data about may keep old copies, as may backups.

        Raises:
            StorageError: if the file cannot be written to.
        """
        path = self._path(sha256)
        try:
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as cause:
            raise StorageError(
                f"taking away the page {path}: {cause.strerror or cause}; make the file writable, and "
                "redact it again"
            ) from cause
        return True

    def has(self, sha256: str) -> bool:
        """Tell whether the page is there; `get` tells whether it is sound."""
        return self._path(sha256).is_file()

    def verify(self, sha256s: Iterable[str]) -> int:
        """Hash every page of `sha256s` again and return how many there were.

        Raises:
            LedgerDamaged: at the first that is missing or altered.
        """
        count = 0
        for sha256 in sha256s:
            self.get(sha256)
            count += 1
        return count

    def _path(self, sha256: str) -> Path:
        # Also keeps a hostile ledger from naming a file elsewhere.
        if _SHA256.fullmatch(sha256) is None:
            raise InputError(
                f"looking up the page {sha256[:80]!r}: it is no SHA-256 in lower-case hexadecimal"
            )
        return self._folder / sha256[:2] / sha256


def _write_whole(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    # The name is on disk only when the folder is. Not every system opens folders.
    with suppress(PermissionError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
