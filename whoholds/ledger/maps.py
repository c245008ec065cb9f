"""The maps that count at a position: of each source and day the newest, unless withdrawn."""

from whoholds.base.map_records import MapImport, SourcedMap
from whoholds.base.protocols import EntryKind, Ledger
from whoholds.ledger.drafts import record_of


def current_maps(
    ledger: Ledger, upto: int | None = None, *, kept: dict[str, MapImport] | None = None
) -> list[SourcedMap]:
    """Return the maps that count at the position `upto` (None: the newest), by day, then as recorded.

    A map has thousands of places: `kept` holds those read before, by the digest of their entries, and
    is filled with those read now.

    Raises:
        LedgerDamaged: if an entry cannot be read.
    """
    found: dict[str, SourcedMap] = {}
    for entry in ledger.entries(kind=EntryKind.MAP, upto=upto):
        if entry.redacted:
            found.pop(entry.subject, None)
            continue
        record = None if kept is None else kept.get(entry.digest)
        if record is None:
            read = record_of(entry)
            assert isinstance(read, MapImport)
            record = read
            if kept is not None:
                kept[entry.digest] = record
        found.pop(entry.subject, None)
        if record.withdrawn is None:
            found[entry.subject] = SourcedMap(
                id=entry.subject,
                seq=entry.seq,
                recorded=entry.recorded,
                by=entry.by,
                map=record,
            )
    return sorted(found.values(), key=lambda each: (each.map.day, each.seq))
