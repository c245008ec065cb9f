"""Every statement on the ledger, in neutral SQL. What differs between databases is in `store_*`.

Each is made once, its values bound by name when it is run: to put a statement together costs more
time than SQLite takes to answer it.
"""

from functools import cache

from sqlalchemy import (
    Insert,
    Select,
    Update,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from whoholds.ledger.tables import entries


@cache
def insert_entry() -> Insert:
    """Add one entry; the columns are bound by name."""
    return insert(entries)


@cache
def erase_entry() -> Update:
    """Take away payload and salt of the entry `at`; the database asks for an entry that says so."""
    return update(entries).where(entries.c.seq == bindparam("at")).values(payload="", salt="")


@cache
def select_newest() -> Select[int, str, str]:
    """Return seq, instant and digest of the newest entry."""
    return (
        select(entries.c.seq, entries.c.recorded, entries.c.digest)
        .order_by(entries.c.seq.desc())
        .limit(1)
    )


@cache
def select_position() -> Select[int]:
    """Return the newest sequence number, 0 where there is none."""
    return select(func.coalesce(func.max(entries.c.seq), 0))


@cache
def select_position_at() -> Select[int]:
    """Return the newest sequence number recorded at or before `instant`, if there is one."""
    return (
        select(entries.c.seq)
        .where(entries.c.recorded <= bindparam("instant"))
        .order_by(entries.c.recorded.desc(), entries.c.seq.desc())
        .limit(1)
    )


@cache
def select_entries(
    *, kind: bool, subject: bool, after: bool, upto: bool
) -> Select[int, str, str, str, str, str, str, str, str, str]:
    """Return up to `limit` entries in order, `after < seq <= upto`.

    Each flag says whether there is that condition, and a value of that name to bind.
    """
    found = select(*entries.c)
    if kind:
        found = found.where(entries.c.kind == bindparam("kind"))
    if subject:
        found = found.where(entries.c.subject == bindparam("subject"))
    if after:
        found = found.where(entries.c.seq > bindparam("after"))
    if upto:
        found = found.where(entries.c.seq <= bindparam("upto"))
    return found.order_by(entries.c.seq).limit(bindparam("limit"))


@cache
def select_has() -> Select[bool]:
    """Tell whether there is an entry of that `kind` and `subject`."""
    return select(
        exists(
            select(literal(1))
            .where(entries.c.subject == bindparam("subject"))
            .where(entries.c.kind == bindparam("kind"))
        )
    )
