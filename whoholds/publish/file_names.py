"""Names of files and addresses made from identifiers: safe, stable, and never the same for two.

The map page makes them too (`fileKey` of its `api.js`): the two must agree.
"""

from whoholds.base.ids import sha256_hex

LONGEST = 120
"""Characters of a name; a longer one is cut, and ends in the SHA-256 of the identifier."""

_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_DIGEST_CHARACTERS = 64


def file_key(identifier: str) -> str:
    """Return a name of `a-z`, `0-9`, `-`, `_` and, where it was cut, `~`, for an identifier.

    A colon becomes `-`; every other character becomes `_` and two hexadecimal digits a byte (UTF-8), so
    that no two identifiers share a name, on disks that tell no capitals from small letters either.
    Half characters (lone surrogates) are taken as they are in memory.
    """
    data = identifier.encode("utf-8", "surrogatepass")
    name = "".join(
        chr(byte) if byte in _KEPT else "-" if byte == 0x3A else f"_{byte:02x}" for byte in data
    )
    # The tilde stands in no name that was not cut.
    if 0 < len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - _DIGEST_CHARACTERS - 1]}~{sha256_hex(data)}"
