"""Where pages come from: files, folders, standard input and addresses, one page at a time.

A location that fails is yielded as an error value, and the rest goes on: one broken file never
stops a run over a thousand, and never disappears from it either.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import orjson

from whoholds.base.errors import TooLarge, UnreadableInput, WhoholdsError
from whoholds.base.ids import sha256_hex
from whoholds.base.protocols import Fetcher
from whoholds.base.records import Page
from whoholds.base.settings import Settings
from whoholds.capture.decode import decode_html, decode_plain
from whoholds.capture.media import (
    HTML,
    JSON_FILE,
    JSON_LINES,
    JSON_REPORT,
    JSON_REPORT_TYPE,
    PLAIN_TYPE,
    SUFFIXES,
    charset_of,
    essence,
    media_type_of,
    sniff,
)

STDIN = "-"
_SNIFFED = 4096
_CHUNK = 1 << 16
_MARK = b"\xef\xbb\xbf"
_NAMED = 5

Found = Page | WhoholdsError


def iter_pages(
    locations: Sequence[str], *, settings: Settings, fetcher: Fetcher, stdin: BinaryIO
) -> Iterator[Found]:
    """Yield the pages at `locations`, in their order, and an error for each that cannot be read.

    A location is a file, a folder (walked recursively in sorted order; names that begin with a dot
    are left out, links to folders are not followed), `-` for `stdin`, or an http(s) address. A file
    of JSON lines is streamed: each line is a page with its own bytes and hash. The files of a folder
    that are no reports (by suffix) are named once, in one error value. No page is larger than
    `settings.max_page_bytes`; a larger one is never read whole.
    """
    limit = settings.max_page_bytes
    for location in locations:
        if location == STDIN:
            yield from _pages_of_stream(stdin, "standard input", limit)
        elif location == "":
            # Path("") is the current folder, all of it; a shell variable that is not set gives it.
            yield UnreadableInput(
                "reading '': that is no path; name a file, a folder or an address"
            )
        elif "://" in location:
            yield from _pages_at(location, fetcher, limit)
        else:
            path = Path(location)
            yield from _pages_in(path, limit) if path.is_dir() else _pages_of_file(path, limit)


def count_pages(locations: Sequence[str]) -> int | None:
    """Return how many values `iter_pages` will yield, for a progress bar; None where it is not known.

    Files of JSON lines are counted by their newlines, which reads them once. An address counts as
    one page. Standard input and files of JSON (one report or many) are not known beforehand.
    """
    total = 0
    for location in locations:
        if location == STDIN:
            return None
        path = Path(location)
        if "://" in location or not path.is_dir():
            known: int | None = 1 if "://" in location else _count(path)
        else:
            files, foreign, _ = _walk(path)
            counts = [_count(file) for file in files]
            known = None if None in counts else sum(count or 0 for count in counts)
            known = None if known is None else known + (len(foreign) > 0)
        if known is None:
            return None
        total += known
    return total


def page_of(data: bytes, media_type: str, location: str, name_hint: str | None = None) -> Page:
    """Return frozen bytes as a page."""
    return Page(
        sha256=sha256_hex(data),
        data=data,
        media_type=media_type,
        location=location,
        name_hint=name_hint,
    )


def _pages_in(folder: Path, limit: int) -> Iterator[Found]:
    files, foreign, unreadable = _walk(folder)
    for path in files:
        yield from _pages_of_file(path, limit)
    for cause in unreadable:
        yield UnreadableInput(
            f"reading the folder {cause.filename}: {cause.strerror}; check its permissions"
        )
    if len(foreign) > 0:
        more = f" and {len(foreign) - _NAMED} more" if len(foreign) > _NAMED else ""
        names = ", ".join(str(path.relative_to(folder)) for path in foreign[:_NAMED])
        yield UnreadableInput(
            f"reading the folder {folder}: {len(foreign)} left out, by their suffix no reports "
            f"({names}{more}); name a file itself to have it read, known are {' '.join(SUFFIXES)}"
        )
    if len(files) == 0 and len(foreign) == 0 and len(unreadable) == 0:
        yield UnreadableInput(
            f"reading the folder {folder}: it holds no report; known are {' '.join(SUFFIXES)}"
        )


def _walk(folder: Path) -> tuple[list[Path], list[Path], list[OSError]]:
    """Return the files to read, the foreign ones and the failures, each in order of path."""
    files: list[Path] = []
    foreign: list[Path] = []
    unreadable: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=unreadable.append):
        foreign += [
            Path(here, name)
            for name in folders
            if not name.startswith(".") and Path(here, name).is_symlink()
        ]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(here, name)
            if name.startswith("."):
                continue
            known = path.suffix.lower() in SUFFIXES and (path.is_file() or not path.exists())
            (files if known else foreign).append(path)
    return sorted(files), sorted(foreign), unreadable


def _pages_of_file(path: Path, limit: int) -> Iterator[Found]:
    try:
        with open(path, "rb", opener=_open_at_once) as stream:
            yield from _pages_of_stream(stream, str(path), limit, path=path)
    except FileNotFoundError:
        yield UnreadableInput(f"reading {path}: there is no such file or folder; check the path")
    except OSError as cause:
        yield UnreadableInput(
            f"reading {path}: {cause.strerror or cause}; check the path and its permissions"
        )
    except ValueError as cause:  # a path with a zero byte
        yield UnreadableInput(f"reading {str(path)!r}: {cause}; check the path")


def _open_at_once(path: str, flags: int) -> int:
    # A pipe that nobody writes to would hold the run for ever: it is found to be empty.
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(handle, True)
    return handle


def _pages_of_stream(
    stream: BinaryIO, location: str, limit: int, *, path: Path | None = None
) -> Iterator[Found]:
    """Yield what an open file (`path` set) or standard input holds."""
    head = b""
    if path is None or SUFFIXES.get(path.suffix.lower(), PLAIN_TYPE) == PLAIN_TYPE:
        head = stream.read(_SNIFFED)
    media_type = sniff(head) if path is None else media_type_of(path.name, head)
    name = path.name if path is not None else None
    if media_type in JSON_LINES and _starts_line(head):
        yield from _pages_of_lines(_Rejoined(head, stream), location, name, limit)
        return
    data = head + stream.read(max(0, limit + 1 - len(head)))
    if len(data) > limit:
        yield _too_large(location, limit, path)
        return
    if media_type in JSON_FILE or media_type in JSON_LINES:
        yield from _pages_of_json(data, location, name, limit)
    else:
        yield _checked(page_of(data, media_type, location, name))


def _pages_at(address: str, fetcher: Fetcher, limit: int) -> Iterator[Found]:
    try:
        page = fetcher.fetch(address)
    except WhoholdsError as cause:
        yield cause
        return
    kind = essence(page.media_type)
    if kind in JSON_LINES or kind in JSON_FILE:
        yield from _pages_of_json(page.data, page.location, page.name_hint, limit)
    else:
        yield _checked(page)


def _pages_of_json(data: bytes, location: str, name: str | None, limit: int) -> Iterator[Found]:
    """Yield the reports of a whole file: one object, a list of objects, or JSON lines."""
    bare = data.removeprefix(_MARK)
    if bare.strip() == b"":
        yield UnreadableInput(f"reading {location}: it is empty; hand over a report with text")
        return
    try:
        value = orjson.loads(bare)
    except orjson.JSONDecodeError as cause:
        first = bare.lstrip().partition(b"\n")[0]
        if not _is_json(first):
            yield UnreadableInput(
                f"reading {location}: not valid JSON ({cause}); hand over one object, a list of "
                "objects, or one object a line"
            )
            return
        yield from _pages_of_lines(_Rejoined(bare, None), location, name, limit)
        return
    if not isinstance(value, list):
        yield page_of(bare.strip(), JSON_REPORT_TYPE, location, name)
        return
    for number, item in enumerate(value, start=1):
        where = f"{location}:{number}"
        # The element's own bytes cannot be cut out of the list; these are the same for the same list.
        try:
            own = orjson.dumps(item)
        except orjson.JSONEncodeError as cause:  # nested deeper than can be written again
            yield UnreadableInput(
                f"reading {where}: {cause}; hand over JSON lines, each report as one flat object"
            )
            continue
        yield page_of(own, JSON_REPORT_TYPE, where, f"{name or location}:{number}")


def _pages_of_lines(
    stream: "BinaryIO | _Rejoined", location: str, name: str | None, limit: int
) -> Iterator[Found]:
    number = 0
    found = False
    while True:
        line = stream.readline(limit + 2)
        if line == b"":
            break
        number += 1
        if number == 1:
            line = line.removeprefix(_MARK)
        where = f"{location}:{number}"
        if len(line.rstrip(b"\r\n")) > limit:
            while not line.endswith(b"\n") and line != b"":
                line = stream.readline(_CHUNK)
            found = True
            yield _too_large(where, limit, None)
            continue
        line = line.strip()
        if line == b"":
            continue
        found = True
        yield page_of(line, JSON_REPORT_TYPE, where, f"{name or location}:{number}")
    if not found:
        yield UnreadableInput(f"reading {location}: it is empty; hand over a report with text")


class _Rejoined:
    """A stream whose first bytes have been read already."""

    def __init__(self, head: bytes, rest: BinaryIO | None) -> None:
        self._head = head
        self._at = 0
        self._rest = rest

    def readline(self, size: int) -> bytes:
        if self._at >= len(self._head):
            return b"" if self._rest is None else self._rest.readline(size)
        end = self._head.find(b"\n", self._at, self._at + size)
        stop = end + 1 if end >= 0 else min(len(self._head), self._at + size)
        line = self._head[self._at : stop]
        self._at = stop
        if end < 0 and len(line) < size and self._rest is not None:
            line += self._rest.readline(size - len(line))
        return line


def _checked(page: Page) -> Found:
    """Return the page, or the error that reading its bytes as text gives."""
    try:
        if essence(page.media_type) in HTML:
            decode_html(page.data, page.location, declared=charset_of(page.media_type))
        elif essence(page.media_type) not in JSON_REPORT:
            decode_plain(page.data, page.location)
    except WhoholdsError as cause:
        return cause
    return page


def _too_large(location: str, limit: int, path: Path | None) -> TooLarge:
    size = ""
    if path is not None:
        known = path.stat().st_size  # 0 for a device
        size = f" of {known:,} bytes" if known > limit else ""
    return TooLarge(
        f"reading {location}: a page{size} is over the limit of {limit:,} bytes; split it into "
        "single reports (JSON lines have the limit per line), or raise `max_page_bytes`"
    )


def _starts_line(head: bytes) -> bool:
    """Tell whether a stream of JSON begins with a whole object on one line (or with a very long one)."""
    first, newline, _ = head.removeprefix(_MARK).lstrip().partition(b"\n")
    return (newline == b"" and len(head) in (0, _SNIFFED)) or _is_json(first)


def _is_json(data: bytes) -> bool:
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True


def _count(path: Path) -> int | None:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return None
    if suffix not in (".jsonl", ".ndjson"):
        return 1
    lines, last = 0, b"\n"
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                lines += chunk.count(b"\n")
                last = chunk[-1:]
    except OSError:
        return 1
    return max(1, lines + (last != b"\n"))
