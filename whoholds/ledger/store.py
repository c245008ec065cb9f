"""The ledger over any SQL database that SQLAlchemy speaks: append, read as of, redact, verify.

Nothing in the table is ever changed but that a payload is taken away, so that a reader needs no long
transaction: whatever is read in pieces up to a fixed position is one consistent record, and no reader
keeps the writer waiting.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from whoholds.base.errors import InputError, LedgerDamaged, LedgerError, LedgerMoved
from whoholds.base.protocols import Draft, Entry, EntryKind
from whoholds.base.talk_records import Redaction
from whoholds.base.times import format_instant, utc_now
from whoholds.ledger import statements
from whoholds.ledger.drafts import redaction_draft, redaction_subject
from whoholds.ledger.entries import (
    FIRST_PREVIOUS,
    StoredEntry,
    anchor_fault,
    fault_of,
    is_redacted,
    opened,
    seal,
)

_PIECE = 1000
_PIECE_SIZE = 4_000_000
_GREATEST_SEQ = 2**63 - 1
_RESTORE = "restore the ledger from a copy"


class Backend(Protocol):
    """What differs from one database to another. Every error that leaves it is one of ours."""

    @property
    def name(self) -> str:
        """The file or address, for messages."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection for one short read."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """Open the one write transaction, committed at the end, rolled back by any error."""
        ...

    def purge(self) -> bool:
        """Leave nothing of what was erased in the files; False while a reader keeps some of it."""
        ...

    def check(self) -> str | None:
        """Return what the database itself finds wrong with its tables and indexes, None if nothing."""
        ...

    def close(self) -> None:
        """Release all connections."""
        ...


class SqlLedger:
    """A `base.protocols.Ledger` on a SQL backend. Safe to use from threads; not across a fork."""

    def __init__(self, backend: Backend, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._backend = backend
        self._clock = clock
        self._closed = False

    def append(self, drafts: Sequence[Draft], *, by: str, at: int | None = None) -> list[Entry]:
        """Append all of `drafts` in one transaction, or none, and return their entries.

        All entries of one call carry the same instant; where the clock has gone back, that of the
        entry before is repeated. With `at`, they are appended only while that is the newest position.

        Raises:
            InputError: if a payload is no JSON, or nobody is named in `by`.
            LedgerBusy: if another writer holds the ledger for longer than the time limit.
            LedgerMoved: if the newest position is another than `at`.
            StorageError: if the disk is full or read-only.
        """
        self._require_writer(by)
        self._require_open()
        if len(drafts) == 0:
            return []
        with self._backend.writing() as connection:
            sealed = self._follow(connection, drafts, by, at)
        return [opened(entry) for entry in sealed]

    def redact(
        self, seqs: Sequence[int], *, by: str, why: str, at: int | None = None
    ) -> list[Entry]:
        """Take away what the entries at the positions `seqs` hold, and return the entries that say so.

        All in one transaction, or none. Those that were redacted before are passed over. `purge`
        afterwards: until then the database's files may still hold what was taken away.

        Raises:
            InputError: if there is no such entry, it is a redaction itself, or no reason is given.
            LedgerMoved: if the newest position is another than `at`.
        """
        self._require_writer(by)
        self._require_open()
        with self._backend.writing() as connection:
            found = [self._stored(connection, seq) for seq in sorted(set(seqs))]
            standing = [entry for entry in found if not is_redacted(entry)]
            drafts = [
                redaction_draft(
                    Redaction(
                        entry=entry.seq,
                        kind=entry.kind,
                        about=entry.subject,
                        commitment=entry.commitment,
                        why=why,
                    )
                )
                for entry in standing
            ]
            sealed = self._follow(connection, drafts, by, at) if len(drafts) > 0 else []
            for entry in standing:
                connection.execute(statements.erase_entry(), {"at": entry.seq})
        return [opened(entry) for entry in sealed]

    def purge(self) -> bool:
        """Leave nothing of what was redacted in the files; False while another reader keeps some."""
        self._require_open()
        return self._backend.purge()

    def _follow(
        self, connection: Connection, drafts: Sequence[Draft], by: str, at: int | None
    ) -> list[StoredEntry]:
        """Append `drafts` inside a write transaction."""
        newest = connection.execute(statements.select_newest()).first()
        seq, earliest, previous = (0, "", FIRST_PREVIOUS) if newest is None else newest
        if at is not None and at != seq:
            raise LedgerMoved(
                f"appending to the ledger {self._backend.name} at {at}: another process has "
                f"written to it, it is at {seq}; ask anew what is missing, and append that"
            )
        recorded = max(format_instant(self._clock()), earliest)
        sealed: list[StoredEntry] = []
        for draft in drafts:
            seq += 1
            entry = seal(draft, seq=seq, recorded=recorded, by=by, previous=previous)
            previous = entry.digest
            sealed.append(entry)
        connection.execute(statements.insert_entry(), [entry._asdict() for entry in sealed])
        return sealed

    def _stored(self, connection: Connection, seq: int) -> StoredEntry:
        statement = statements.select_entries(kind=False, subject=False, after=True, upto=True)
        asked = {"after": seq - 1, "upto": seq, "limit": 1}
        row = connection.execute(statement, asked).first() if 0 < seq <= _GREATEST_SEQ else None
        if row is None:
            raise InputError(
                f"redacting entry {seq} of the ledger {self._backend.name}: there is none; "
                "`whoholds review history` lists the entries of a claim, a place or a report"
            )
        return StoredEntry(*row)

    def position(self) -> int:
        """Return the sequence number of the newest entry, 0 for an empty ledger."""
        self._require_open()
        with self._backend.reading() as connection:
            return connection.execute(statements.select_position()).scalar_one()

    def position_at(self, instant: datetime) -> int:
        """Return the newest position that was recorded at or before `instant`, 0 where there is none.

        Raises:
            InputError: if `instant` has no time zone.
        """
        self._require_open()
        values = {"instant": format_instant(instant)}
        with self._backend.reading() as connection:
            found = connection.execute(statements.select_position_at(), values)
            return found.scalar_one_or_none() or 0

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        subject: str | None = None,
        after: int = 0,
        upto: int | None = None,
    ) -> Iterator[Entry]:
        """Yield entries in order: `after < seq <= upto`; None is the newest at the time of the call.

        Entries come in pieces, so that a ledger of any size can be read, and written to meanwhile.
        """
        end = None if upto is None else min(upto, _GREATEST_SEQ)
        piece, last = self._piece(kind=kind, subject=subject, after=after, upto=end)
        if end is None:
            # Where the first piece is all there is, as of one claim, nothing more need be asked.
            end = after if last else self.position()
        return self._entries(piece, last, kind, subject, end)

    def _entries(
        self,
        piece: Sequence[StoredEntry],
        last: bool,
        kind: EntryKind | None,
        subject: str | None,
        upto: int,
    ) -> Iterator[Entry]:
        while True:
            self._require_open()
            for stored in piece:
                yield opened(stored)
            if last:
                return
            piece, last = self._piece(kind=kind, subject=subject, after=piece[-1].seq, upto=upto)

    def has(self, subject: str, kind: EntryKind) -> bool:
        """Tell whether an entry of that kind and subject is on record."""
        self._require_open()
        with self._backend.reading() as connection:
            found = connection.execute(
                statements.select_has(), {"subject": subject, "kind": kind.value}
            )
            return bool(found.scalar_one())

    def verify(self, expect: tuple[int, str] | None = None) -> int:
        """Check the whole chain, and the database's own tables, and return the number of entries.

        The chain shows every entry that was altered, removed or swapped, except where the newest
        entries were cut off or all were written anew: what is left is then a sound chain. Against
        that, note down the position and digest of the newest entry, outside the ledger, and hand
        them over as `expect`.

        Raises:
            LedgerDamaged: naming the first altered, missing or swapped entry.
        """
        before: StoredEntry | None = None
        gone: dict[str, int] = {}
        for stored in self._all_stored():
            fault = fault_of(stored, before) or anchor_fault(stored.seq, stored.digest, expect)
            if fault is not None:
                raise self._damaged(f"entry {fault.seq}", fault.what)
            if is_redacted(stored):
                gone[redaction_subject(stored.seq)] = stored.seq
            elif stored.kind == EntryKind.REDACTION.value:
                gone.pop(stored.subject, None)
            before = stored
        for seq in gone.values():
            raise self._damaged(f"entry {seq}", "its payload is gone, and no redaction says why")
        count = 0 if before is None else before.seq
        if expect is not None and expect[0] > count:
            raise self._damaged(
                f"entry {count + 1}",
                f"it is missing: the ledger ends at {count}, entry {expect[0]} was noted before",
            )
        complaint = self._backend.check()
        if complaint is not None:
            raise self._damaged("the file", f"the entries hold, but the database says: {complaint}")
        return count

    def close(self) -> None:
        """Release the file; whatever is asked of the ledger after that raises `LedgerError`."""
        if not self._closed:
            self._closed = True
            self._backend.close()

    def _all_stored(self) -> Iterator[StoredEntry]:
        # No lower bound: an entry slipped in before the first one must be met too.
        before: int | None = None
        limit = _PIECE
        while True:
            try:
                piece, last = self._piece(after=before, limit=limit)
            except LedgerDamaged as cause:
                if limit == 1:
                    raise LedgerDamaged(
                        f"verifying the ledger: entry {(before or 0) + 1} cannot be read: {cause}"
                    ) from cause
                # A piece that cannot be read as a whole is read singly, to name the entry.
                limit = 1
                continue
            yield from piece
            if last:
                return
            before = piece[-1].seq

    def _piece(
        self,
        *,
        kind: EntryKind | None = None,
        subject: str | None = None,
        after: int | None = None,
        upto: int | None = None,
        limit: int = _PIECE,
    ) -> tuple[list[StoredEntry], bool]:
        """Return some entries in order, and whether they are the last ones that there are."""
        self._require_open()
        asked = {
            "kind": None if kind is None else kind.value,
            "subject": subject,
            "after": after,
            "upto": upto,
        }
        statement = statements.select_entries(
            kind=kind is not None,
            subject=subject is not None,
            after=after is not None,
            upto=upto is not None,
        )
        values = {name: value for name, value in asked.items() if value is not None}
        values["limit"] = limit
        piece: list[StoredEntry] = []
        size = 0
        with self._backend.reading() as connection, connection.execute(statement, values) as rows:
            for row in rows:
                stored = StoredEntry(*row)
                piece.append(stored)
                # A file written to by hand may hold anything here.
                size += len(str(stored.payload))
                # Reports may be long: a piece is bounded in size, not only in number.
                if size > _PIECE_SIZE:
                    return piece, False
        return piece, len(piece) < limit

    def _damaged(self, what: str, fault: str) -> LedgerDamaged:
        return LedgerDamaged(
            f"verifying the ledger {self._backend.name}: {what}: {fault}; {_RESTORE}"
        )

    def _require_writer(self, by: str) -> None:
        if by.strip() == "":
            raise InputError(
                f"appending to the ledger {self._backend.name}: nobody is named as the writer; "
                "set WHOHOLDS_WHO, or `who` in config.toml"
            )

    def _require_open(self) -> None:
        if self._closed:
            raise LedgerError(
                f"using the ledger {self._backend.name}: it was closed before; open it anew"
            )
