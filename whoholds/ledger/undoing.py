"""Which entries were taken back: an undoing counts until it is itself taken back."""

from whoholds.base.protocols import Entry, EntryKind, Ledger
from whoholds.base.talk_records import Undo
from whoholds.ledger.drafts import record_of


class Undone:
    """The positions of the entries that do not count, brought forward by `add`."""

    def __init__(self) -> None:
        self._targets: dict[int, int] = {}
        self._found: frozenset[int] | None = frozenset()

    def add(self, entry: Entry) -> None:
        """Take in an undoing, in the order of the record.

        Raises:
            LedgerDamaged: if the entry holds none.
        """
        record = record_of(entry)
        assert isinstance(record, Undo)
        self._targets[entry.seq] = record.entry
        self._found = None

    def __contains__(self, seq: object) -> bool:
        return seq in self._positions()

    def _positions(self) -> frozenset[int]:
        if self._found is None:
            gone: set[int] = set()
            # An undoing stands after what it takes back: the newest one surely counts.
            for seq in sorted(self._targets, reverse=True):
                target = self._targets[seq]
                if seq not in gone and target < seq:
                    gone.add(target)
            self._found = frozenset(gone)
        return self._found


def undone_at(ledger: Ledger, upto: int | None = None) -> Undone:
    """Return what was taken back by the position `upto` (None: the newest)."""
    undone = Undone()
    for entry in ledger.entries(kind=EntryKind.UNDO, upto=upto):
        if not entry.redacted:
            undone.add(entry)
    return undone
