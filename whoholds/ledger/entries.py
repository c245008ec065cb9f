"""The form of an entry, and the chain: each entry's digest covers the digest of the one before.

What is hashed never changes without a new `FORMAT_VERSION`. A payload is kept as the canonical text
(RFC 8785) that was hashed, so that checking it needs no second encoding:

    commitment = SHA-256 of canonical {payload, salt}
    digest     = SHA-256 of canonical {by, commitment, kind, previous, recorded, seq, subject, version}

The chain covers the commitment and not the payload: a payload can be taken away (redacted) and the
chain still holds, and its salt, which goes with it, keeps a short payload from being guessed from what
remains. Of a redacted entry `payload` and `salt` are empty text.
"""

import secrets
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
import rfc8785

from whoholds.base.errors import InputError, LedgerDamaged, LedgerTooNew
from whoholds.base.ids import canonical_bytes, sha256_hex
from whoholds.base.protocols import Draft, Entry, EntryKind
from whoholds.base.times import format_instant, parse_instant

FORMAT_VERSION = 1
"""Part of what every digest covers."""

FIRST_PREVIOUS = "0" * 64
"""The `previous` of the first entry."""

SALT_BYTES = 16

_KINDS = frozenset(kind.value for kind in EntryKind)


class StoredEntry(NamedTuple):
    """One row of the table: `payload` is canonical JSON text, `kind` any text found there."""

    seq: int
    recorded: str
    written_by: str
    kind: str
    subject: str
    payload: str
    salt: str
    commitment: str
    previous: str
    digest: str


def seal(draft: Draft, *, seq: int, recorded: str, by: str, previous: str) -> StoredEntry:
    """Return `draft` as the entry `seq` that follows the one whose digest is `previous`.

    Raises:
        InputError: if the payload is not JSON types, or holds text that is not Unicode.
    """
    try:
        payload = canonical_bytes(dict(draft.payload)).decode()
        salt = secrets.token_hex(SALT_BYTES)
        commitment = commit(payload, salt)
        digest = _digest(seq, recorded, by, draft.kind.value, draft.subject, commitment, previous)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as cause:
        raise InputError(
            f"appending a {draft.kind} of {draft.subject!r}: {cause}; a payload, a subject and a "
            "writer's name must be plain JSON, without half a surrogate pair"
        ) from cause
    return StoredEntry(
        seq=seq,
        recorded=recorded,
        written_by=by,
        kind=draft.kind.value,
        subject=draft.subject,
        payload=payload,
        salt=salt,
        commitment=commitment,
        previous=previous,
        digest=digest,
    )


def commit(payload: str, salt: str) -> str:
    """Return the commitment to the canonical text `payload` under `salt` (hexadecimal)."""
    # Keys in canonical order; `payload` is canonical already.
    return sha256_hex(f'{{"payload":{payload},"salt":"{salt}"}}'.encode())


def opened(stored: StoredEntry) -> Entry:
    """Return a stored entry with its payload read.

    Raises:
        LedgerTooNew: if its kind is unknown.
        LedgerDamaged: if its payload is no JSON object.
    """
    if stored.kind not in _KINDS:
        raise LedgerTooNew(
            f"reading entry {stored.seq}: its kind {stored.kind!r} is unknown; a later version of "
            "whoholds wrote it, install the newest (`whoholds verify` tells whether it was altered)"
        )
    redacted = is_redacted(stored)
    try:
        payload: dict[str, Any] = {} if redacted else orjson.loads(stored.payload)
        if not isinstance(payload, dict):
            raise ValueError("it is no JSON object")
    except (ValueError, TypeError) as cause:
        raise LedgerDamaged(
            f"reading entry {stored.seq}: its payload cannot be read ({cause}); "
            "run `whoholds verify`, and restore the ledger from a copy"
        ) from cause
    return Entry(
        seq=stored.seq,
        recorded=stored.recorded,
        by=stored.written_by,
        kind=EntryKind(stored.kind),
        subject=stored.subject,
        payload=payload,
        salt=stored.salt,
        commitment=stored.commitment,
        previous=stored.previous,
        digest=stored.digest,
        redacted=redacted,
    )


def is_redacted(stored: StoredEntry) -> bool:
    """Tell whether the payload of an entry was taken away, with its salt."""
    return stored.payload == stored.salt == ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the entry `seq`."""

    seq: int
    what: str


def fault_of(stored: StoredEntry, before: StoredEntry | None) -> Fault | None:
    """Return the fault at an entry that is read after `before` (None: it is the first), if there is one.

    A field may hold anything: the file may have been written to by hand.
    """
    expected = 1 if before is None else before.seq + 1
    if stored.seq > expected:
        return Fault(expected, f"it is missing (the next on record is {stored.seq})")
    if stored.seq < expected:
        return Fault(stored.seq, "it stands before the first entry")
    what = _fault_of_hashes(stored, before) or _fault_of_meaning(stored, before)
    return None if what is None else Fault(stored.seq, what)


def _fault_of_hashes(stored: StoredEntry, before: StoredEntry | None) -> str | None:
    expected_previous = FIRST_PREVIOUS if before is None else before.digest
    if not all(isinstance(text, str) for text in _texts(stored)):
        return "a field is not text"
    try:
        gone = is_redacted(stored)
        commitment = stored.commitment if gone else commit(stored.payload, stored.salt)
        digest = _digest(
            stored.seq,
            stored.recorded,
            stored.written_by,
            stored.kind,
            stored.subject,
            stored.commitment,
            stored.previous,
        )
    except (ValueError, TypeError) as cause:
        return f"it cannot be hashed ({cause})"
    if stored.previous != expected_previous:
        return "it does not follow the entry before it: swapped, or its `previous` was altered"
    if stored.commitment != commitment:
        return "its payload was altered (the commitment is another)"
    if stored.digest != digest:
        return "its header was altered (the digest is another)"
    return None


def anchor_fault(seq: int, digest: str, expect: tuple[int, str] | None) -> Fault | None:
    """Return the fault of an entry against the position and digest noted before, if there is one."""
    if expect is None or expect[0] != seq or expect[1] == digest:
        return None
    return Fault(seq, f"its digest is {digest[:12]}…, noted was {expect[1][:12]}…: written anew")


def _fault_of_meaning(stored: StoredEntry, before: StoredEntry | None) -> str | None:
    """Return what is wrong with an entry that hashes right, but that we would never have written."""
    if stored.kind not in _KINDS:
        return f"its kind {stored.kind!r} is unknown (a later version of whoholds may know it)"
    try:
        if format_instant(parse_instant(stored.recorded)) != stored.recorded:
            return f"its instant {stored.recorded!r} is not in the ledger's form"
    except (InputError, OverflowError):
        return f"its instant {stored.recorded!r} is none"
    if before is not None and stored.recorded < before.recorded:
        return f"its instant {stored.recorded} is before that of the entry before it"
    try:
        opened(stored)
    except LedgerDamaged:
        return "its payload is no JSON object"
    return None


def _digest(
    seq: int, recorded: str, by: str, kind: str, subject: str, commitment: str, previous: str
) -> str:
    header = {
        "version": FORMAT_VERSION,
        "seq": seq,
        "recorded": recorded,
        "by": by,
        "kind": kind,
        "subject": subject,
        "commitment": commitment,
        "previous": previous,
    }
    return sha256_hex(canonical_bytes(header))


def _texts(stored: StoredEntry) -> tuple[object, ...]:
    return (
        stored.recorded,
        stored.written_by,
        stored.kind,
        stored.subject,
        stored.payload,
        stored.salt,
        stored.commitment,
        stored.previous,
        stored.digest,
    )
