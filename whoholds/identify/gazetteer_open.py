"""The bytes of a gazetteer's file: unpacked as they are read, and never more than is allowed.

Packed files are read from zip (`.zip`), xz (`.xz`), gzip (`.gz`) and bzip2 (`.bz2`); what is inside is
never written to the disk.
"""

import bz2
import gzip
import hashlib
import io
import lzma
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from whoholds.base.errors import GazetteerError

MOST_BYTES = 16 * 1024**3
"""The most that is read of a file, unpacked."""

_PACKED: Mapping[str, Callable[[Path], Any]] = {
    ".xz": lzma.LZMAFile,
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
}
_SLICE = 1024 * 1024
_ABOUT = ("readme", "license", "licence", "metadata", "__macosx", "about")


def suffix_of(name: str) -> str:
    """Return the suffix that tells the form, in lower case, without that of the packing."""
    path = PurePosixPath(name.lower())
    return path.with_suffix("").suffix if path.suffix in _PACKED else path.suffix


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with told(path), path.open("rb") as file:
        while len(block := file.read(_SLICE)) > 0:
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what can go wrong while a file is read into an error that names it."""
    try:
        yield
    except UnicodeDecodeError as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: it is not UTF-8 text ({cause.reason}); "
            "hand over the file as it was downloaded"
        ) from cause
    except (
        zipfile.BadZipFile,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        zlib.error,
        gzip.BadGzipFile,
    ) as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: it cannot be unpacked ({cause}); download it again"
        ) from cause
    except sqlite3.DatabaseError as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: it cannot be read ({cause}); download it again"
        ) from cause
    except (FileNotFoundError, IsADirectoryError, PermissionError) as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: {cause.strerror}; check the path"
        ) from cause


@contextmanager
def opened(path: Path, member: zipfile.ZipInfo | None = None) -> Iterator[IO[bytes]]:
    """Open the bytes of a file, unpacked; of a zip file those of `member`.

    Raises:
        GazetteerError: if it cannot be read or unpacked.
    """
    with told(path):
        if member is not None:
            with zipfile.ZipFile(path) as archive, archive.open(member) as raw:
                yield raw
        elif path.suffix.lower() in _PACKED:
            with _PACKED[path.suffix.lower()](path) as raw:
                yield raw
        else:
            with path.open("rb") as raw:
                yield raw


@contextmanager
def opened_text(path: Path, member: zipfile.ZipInfo | None = None) -> Iterator[io.TextIOWrapper]:
    """Open the text of a file (UTF-8, a byte order mark left out), as `opened`."""
    # newline="\\n": an old Mac's line end inside a field ends no row.
    with (
        opened(path, member) as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="\n") as text,
    ):
        yield text


def members(path: Path) -> list[zipfile.ZipInfo]:
    """Return the files inside a zip file, without those that only tell about it.

    Raises:
        GazetteerError: if it is none, or one of them unpacks to more than `MOST_BYTES`.
    """
    with told(path), zipfile.ZipFile(path) as archive:
        found = [
            member
            for member in archive.infolist()
            if not member.is_dir()
            and not PurePosixPath(member.filename).name.lower().startswith((".", *_ABOUT))
            and not member.filename.lower().startswith(_ABOUT)
        ]
    for member in found:
        if member.file_size > MOST_BYTES:
            raise GazetteerError(
                f"adding the gazetteer {path}: {member.filename} unpacks to {member.file_size} bytes, "
                f"more than {MOST_BYTES}; take a smaller dump"
            )
    return found
