"""Download one large file to the disk: resumed where it broke off, and whole or not there at all.

What came so far is kept beside the target as `NAME.part`, with what tells that it is still the same
file (`NAME.part.json`). A server that cannot tell whether a file has changed is asked for all of it.
"""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import orjson

from whoholds.base.errors import FetchError, StorageError
from whoholds.base.settings import Settings

LARGEST = 4 * 1024**3
"""The largest file that is downloaded, in bytes."""

_AGENT = "whoholds/0.1 (a person asked for this file)"
_ATTEMPTS = 4
_PAUSE_S = 1.0
_MOST_REDIRECTS = 5
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A file that was downloaded whole. `changed` is what the server said of its age, or empty."""

    path: Path
    url: str
    size: int
    sha256: str
    changed: str


class _BrokenOffError(Exception):
    """The connection ended before the file did; what came is kept."""


def download(
    url: str,
    target: Path,
    settings: Settings,
    *,
    progress: Progress | None = None,
    pause_s: float = _PAUSE_S,
) -> Downloaded:
    """Bring the file at `url` to `target`, going on with what an earlier call has left.

    A connection that breaks off is taken up again a few times, after `pause_s` seconds and then more. The
    answer's waits are bounded by `settings.fetch_timeout_s`. `progress` is told the bytes so far, and of
    all where the server tells.

    Raises:
        FetchError: if the server cannot be reached, does not have the file, or breaks off again and
            again; what came so far is kept for the next call.
        StorageError: if the disk is full or read-only.
    """
    part = _Part(target, url)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with httpx.Client(
            headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"},
            timeout=settings.fetch_timeout_s,
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
        ) as client:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    return _fetch(client, url, part, progress)
                except _BrokenOffError as cause:
                    if attempt == _ATTEMPTS:
                        raise FetchError(
                            f"downloading {url}: {cause}, {_ATTEMPTS} times; {part.size:,} bytes are "
                            "kept, run the command again to go on from there"
                        ) from cause
                    time.sleep(pause_s * attempt)
    except httpx.InvalidURL as cause:
        raise FetchError(
            f"downloading {url[:200]}: it is no address ({cause}); check `gazetteer_address`"
        ) from cause
    except OSError as cause:
        raise StorageError(
            f"downloading {url} to {target}: {cause.strerror}; free some space and run the command again"
        ) from cause
    raise AssertionError("every attempt returns or raises")


class _Part:
    """What of a file has come so far, and by what it can be told to be still the same file."""

    def __init__(self, target: Path, url: str) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.part")
        self._mark = target.with_name(f"{target.name}.part.json")
        self._url = url

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def validator(self) -> str:
        """The strong ETag or the date of change of the file that the part is of; empty for none."""
        try:
            mark = orjson.loads(self._mark.read_bytes())
        except (OSError, ValueError):
            return ""
        if not isinstance(mark, dict) or mark.get("url") != self._url:
            return ""
        return str(mark.get("validator", ""))

    def begin(self, validator: str) -> None:
        self.path.unlink(missing_ok=True)
        self._mark.write_bytes(orjson.dumps({"url": self._url, "validator": validator}))

    def finish(self) -> None:
        self.path.replace(self.target)
        self._mark.unlink(missing_ok=True)

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)


def _fetch(client: httpx.Client, url: str, part: _Part, progress: Progress | None) -> Downloaded:
    validator = part.validator
    start = part.size if validator != "" else 0
    headers = {"Range": f"bytes={start}-", "If-Range": validator} if start > 0 else {}
    try:
        with client.stream("GET", url, headers=headers) as response:
            if response.status_code == 416:
                part.drop()
                raise _BrokenOffError("the server no longer has the file that was begun")
            whole = _whole_size(url, response, start)
            if response.status_code == 200:
                start = 0
                part.begin(_validator(response))
            _write(url, response, part, start, whole, progress)
            changed = response.headers.get("last-modified", "")[:100]
    except httpx.InvalidURL:
        raise
    except httpx.ConnectError as cause:
        raise FetchError(
            f"downloading {url}: {urlsplit(url).hostname} cannot be reached ({cause}); connect to the "
            "network, or download the file elsewhere and add it with `whoholds gazetteer add FILE`"
        ) from cause
    except (httpx.TransportError, httpx.StreamError) as cause:
        raise _BrokenOffError(
            f"the connection broke off ({str(cause) or type(cause).__name__})"
        ) from cause
    except httpx.HTTPError as cause:
        raise FetchError(f"downloading {url}: {cause}; check `gazetteer_address`") from cause
    size = part.size
    if whole is not None and size != whole:
        if size > whole:
            part.drop()
        raise _BrokenOffError(f"the file was cut short ({size:,} of {whole:,} bytes)")
    digest = _sha256(part.path)
    part.finish()
    return Downloaded(path=part.target, url=url, size=size, sha256=digest, changed=changed)


def _whole_size(url: str, response: httpx.Response, start: int) -> int | None:
    """Return the size of the whole file, None where the server does not tell; refuse what is no file."""
    if response.status_code == 206:
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or int(found[1]) != start:
            raise FetchError(
                f"downloading {url}: the server sent another part than was asked for; remove the .part "
                "file and run the command again"
            )
        whole = None if found[3] == "*" else int(found[3])
    elif response.status_code == 200:
        length = response.headers.get("content-length", "")
        whole = int(length[:18]) if length.isascii() and length.isdigit() else None
    else:
        hint = "check the code of the country" if response.status_code == 404 else "try again later"
        raise FetchError(
            f"downloading {url}: the server answered {response.status_code} "
            f"{response.reason_phrase}; {hint}"
        )
    if whole is not None and whole > LARGEST:
        raise FetchError(
            f"downloading {url}: it has {whole:,} bytes, more than {LARGEST:,}; take a smaller file"
        )
    return whole


def _validator(response: httpx.Response) -> str:
    etag = response.headers.get("etag", "")[:200]
    # A weak tag does not promise the same bytes.
    if etag != "" and not etag.startswith("W/"):
        return str(etag)
    return str(response.headers.get("last-modified", "")[:100])


def _write(
    url: str,
    response: httpx.Response,
    part: _Part,
    start: int,
    whole: int | None,
    progress: Progress | None,
) -> None:
    size = start
    with part.path.open("ab") as file:
        # In pieces as they come: of a set size the last one would be lost where the connection ends.
        for block in response.iter_raw():
            size += len(block)
            if size > LARGEST:
                raise FetchError(
                    f"downloading {url}: it is larger than {LARGEST:,} bytes; take a smaller file"
                )
            file.write(block)
            if progress is not None:
                progress(size, whole)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
