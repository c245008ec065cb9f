"""Identifiers: SHA-256 over canonical JSON (RFC 8785), with kind and version inside.

The kind is part of what is hashed, so that a report and a claim with the same fields never
share an identifier; nothing is glued together from strings.
"""

import hashlib
from typing import Any

import rfc8785

from whoholds.base.errors import InputError

ID_VERSION = 1
"""Raise it when what is hashed changes: every identifier changes with it."""


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_bytes(value: Any) -> bytes:
    """Return `value` (JSON types only) as canonical JSON after RFC 8785, in UTF-8.

    Raises:
        rfc8785.CanonicalizationError: if `value` holds what canonical JSON cannot: a number that is not
            finite, an integer beyond 2**53 - 1, half a surrogate pair, or another type.
    """
    return rfc8785.dumps(value)


def make_id(kind: str, content: Any) -> str:
    """Return `kind:` and the SHA-256 over canonical JSON of kind, version and `content`.

    Raises:
        InputError: if `content` holds what canonical JSON cannot.
    """
    try:
        hashed = canonical_bytes({"kind": kind, "version": ID_VERSION, "content": content})
    except (rfc8785.CanonicalizationError, UnicodeError) as cause:
        raise InputError(
            f"identifying a {kind}: {cause}; it holds a character or number that canonical JSON "
            "cannot carry, take it out"
        ) from cause
    return f"{kind}:{sha256_hex(hashed)}"
