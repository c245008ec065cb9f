"""Every statement on the ledger, in neutral SQL. What differs between databases is in `store_*`."""

from sqlalchemy import Insert, Select, exists, func, insert, literal, select

from whoholds.base.protocols import EntryKind
from whoholds.ledger.tables import entries


def insert_entry() -> Insert:
    """Add one entry; the columns are bound by name."""
    return insert(entries)


def select_newest() -> Select[int, str, str]:
    """Return seq, instant and digest of the newest entry."""
    return (
        select(entries.c.seq, entries.c.recorded, entries.c.digest)
        .order_by(entries.c.seq.desc())
        .limit(1)
    )


def select_position() -> Select[int]:
    """Return the newest sequence number, 0 where there is none."""
    return select(func.coalesce(func.max(entries.c.seq), 0))


def select_position_at(recorded: str) -> Select[int]:
    """Return the newest sequence number recorded at or before an instant, if there is one."""
    return (
        select(entries.c.seq)
        .where(entries.c.recorded <= recorded)
        .order_by(entries.c.recorded.desc(), entries.c.seq.desc())
        .limit(1)
    )


def select_entries(
    *,
    kind: EntryKind | None = None,
    subject: str | None = None,
    after: int | None = None,
    upto: int | None = None,
    limit: int,
) -> Select[int, str, str, str, str, str, str, str, str, str]:
    """Return up to `limit` entries in order, `after < seq <= upto`."""
    found = select(*entries.c)
    if kind is not None:
        found = found.where(entries.c.kind == kind.value)
    if subject is not None:
        found = found.where(entries.c.subject == subject)
    if after is not None:
        found = found.where(entries.c.seq > after)
    if upto is not None:
        found = found.where(entries.c.seq <= upto)
    return found.order_by(entries.c.seq).limit(limit)


def select_has(subject: str, kind: EntryKind) -> Select[bool]:
    """Tell whether an entry of that kind and subject is there."""
    return select(
        exists(
            select(literal(1))
            .where(entries.c.subject == subject)
            .where(entries.c.kind == kind.value)
        )
    )
