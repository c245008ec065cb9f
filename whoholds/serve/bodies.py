"""Bodies of answers made once and kept: raw, and compressed as clients ask for them.

Each is made by one thread however many ask for it at the same time, and the least lately used go when
together they are larger than a bound.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import zstandard
from fastapi import Request, Response

from whoholds.base.ids import sha256_hex
from whoholds.base.settings import MEBIBYTE

_SMALLEST = 1000
_LEVEL_GZIP = 5
QUICK, SMALL = 3, 9
"""Levels of zstd: for what is asked once, and for what everybody is sent."""
_TAG_DIGITS = 16


@dataclass(slots=True)
class Body:
    """The bytes of one answer, with what they are and their entity tag (without quotes)."""

    raw: bytes
    media_type: str
    tag: str
    level: int = QUICK
    _packed: dict[str, bytes] = field(default_factory=dict)
    _packing: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(
        cls,
        raw: bytes,
        *,
        position: int,
        media_type: str = "application/json",
        level: int = QUICK,
    ) -> "Body":
        """Return the body of an answer as known at a position."""
        return cls(raw, media_type, f"{position}-{sha256_hex(raw)[:_TAG_DIGITS]}", level)

    @property
    def size(self) -> int:
        """How many bytes are kept, all encodings together."""
        return len(self.raw) + sum(len(packed) for packed in self._packed.values())

    def packed(self, encoding: str) -> bytes:
        """Return the bytes in the encoding `zstd` or `gzip`, made when first asked for."""
        with self._packing:
            if encoding not in self._packed:
                # A compressor of its own for each call: one shared between threads crashes.
                self._packed[encoding] = (
                    zstandard.ZstdCompressor(level=self.level).compress(self.raw)
                    if encoding == "zstd"
                    else gzip.compress(self.raw, _LEVEL_GZIP, mtime=0)
                )
            return self._packed[encoding]

    def has(self, encoding: str) -> bool:
        """Tell whether the bytes are there in that encoding, so that answering takes no time."""
        return encoding == "" or encoding in self._packed


class Bodies:
    """Keeps bodies by what they answer. Safe to use from threads."""

    def __init__(self, *, most_bytes: int = 96 * MEBIBYTE) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._waiting: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> Body | None:
        """Return the body, if it is kept."""
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
            return body

    def get(self, key: Hashable, make: Callable[[], Body]) -> Body:
        """Return the body kept under `key`, else make it; others who ask meanwhile wait for it."""
        with self._lock:
            making = self._waiting.setdefault(key, threading.Lock())
        with making:
            body = self.peek(key)
            if body is None:
                body = make()
                self._keep(key, body)
        with self._lock:
            self._waiting.pop(key, None)
        return body

    def clear(self) -> None:
        """Forget all bodies."""
        with self._lock:
            self._kept.clear()

    def _keep(self, key: Hashable, body: Body) -> None:
        with self._lock:
            self._kept[key] = body
            held = sum(each.size for each in self._kept.values())
            while held > self._most and len(self._kept) > 1:
                held -= self._kept.popitem(last=False)[1].size


def encoding_for(request: Request, size: int) -> str:
    """Return the encoding to answer a request in: `zstd` or `gzip` where taken, else empty."""
    if size < _SMALLEST:
        return ""
    taken = {
        name.strip().lower()
        for part in request.headers.get("accept-encoding", "").split(",")
        for name, _, weight in [part.partition(";")]
        if weight.replace(" ", "") not in ("q=0", "q=0.0")
    }
    return next((name for name in ("zstd", "gzip") if name in taken), "")


def answer(request: Request, body: Body, *, name: str | None = None) -> Response:
    """Return the answer with a body, packed as the client takes it, or 304 where it holds it already.

    `name` is the name of a file to save it as.
    """
    encoding = encoding_for(request, len(body.raw))
    # Each encoding is another representation, and has a tag of its own.
    tag = f'"{body.tag}-{encoding}"' if encoding else f'"{body.tag}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    held = {
        each.strip().removeprefix("W/")
        for each in request.headers.get("if-none-match", "").split(",")
    }
    # A proxy or the browser may have marked the tag as weak.
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if not encoding:
        return Response(body.raw, media_type=body.media_type, headers=headers)
    headers["Content-Encoding"] = encoding
    return Response(body.packed(encoding), media_type=body.media_type, headers=headers)
