"""The checks behind `whoholds verify`: the chain, the pages, the quotes, the identifiers."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import InputError, LedgerDamaged, LedgerError
from whoholds.base.map_records import MapImport, map_id
from whoholds.base.place_decisions import PlaceDecision, decision_id
from whoholds.base.protocols import Entry, EntryKind, Ledger
from whoholds.base.records import (
    Claim,
    Reading,
    Report,
    Resolution,
    Review,
)
from whoholds.base.talk_records import Redaction, Talk, Undo
from whoholds.ledger.drafts import UNDONE_BY, record_of, redaction_subject
from whoholds.ledger.entries import anchor_fault
from whoholds.ledger.pages import PageStore
from whoholds.ledger.quotes import check_quotes

# A claim stands right after its report, or after a later reading of it.
_KEPT_REPORTS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was checked and held.

    `position` and `digest` are those of the newest entry (0 and "" for an empty ledger): noted down
    outside the ledger, they show later whether its end was cut off or all of it written anew.
    """

    position: int
    digest: str
    reports: int
    pages: int
    claims: int
    quotes: int
    resolutions: int
    readings: int
    reviews: int
    maps: int
    places: int
    talks: int = 0
    undone: int = 0
    redacted: int = 0


def verify_ledger(
    ledger: Ledger,
    pages: PageStore,
    *,
    expect: tuple[int, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> VerifyReport:
    """Check everything on record against itself and its pages.

    Of what was redacted only its place in the chain is left to check, and that an entry says why.
    First the chain, then, entry by entry: the identifier against the content, the page's bytes
    against their hash, every quoted word against the report's text or title, and that whatever an
    entry names is on record before it. `expect` is a position and digest noted before, outside the
    ledger: the chain alone cannot show that its end was cut off, or that all was written anew.
    `progress` is called with the number of entries checked so far, and of all.

    Raises:
        LedgerDamaged: naming the first entry at fault and what is wrong with it.
        StorageError: if a page cannot be read from the disk.
    """
    total = ledger.verify()
    check = _Check(ledger, pages)
    digest = ""
    for entry in ledger.entries(upto=total):
        check.entry(entry)
        digest = entry.digest
        fault = anchor_fault(entry.seq, digest, expect)
        if fault is not None:
            raise LedgerDamaged(
                f"verifying entry {fault.seq}: {fault.what}; restore the ledger from a copy"
            )
        if progress is not None:
            progress(entry.seq, total)
    if expect is not None and expect[0] > total:
        raise LedgerDamaged(
            f"verifying the ledger: it ends at entry {total}, entry {expect[0]} was noted before; "
            "its end was cut off, restore the ledger from a copy"
        )
    return VerifyReport(
        position=total,
        digest=digest,
        reports=check.counts[EntryKind.REPORT],
        pages=len(check.pages_seen),
        claims=check.counts[EntryKind.CLAIM],
        quotes=check.quotes,
        resolutions=check.counts[EntryKind.RESOLUTION],
        readings=check.counts[EntryKind.READING],
        reviews=check.counts[EntryKind.REVIEW],
        maps=check.counts[EntryKind.MAP],
        places=check.counts[EntryKind.PLACE],
        talks=check.counts[EntryKind.TALK],
        undone=check.counts[EntryKind.UNDO],
        redacted=check.counts[EntryKind.REDACTION],
    )


class _Check:
    def __init__(self, ledger: Ledger, pages: PageStore) -> None:
        self._ledger = ledger
        self._pages = pages
        self._reports: OrderedDict[str, Report] = OrderedDict()
        self._known: dict[EntryKind, set[str]] = {kind: set() for kind in EntryKind}
        self._later: dict[int, tuple[EntryKind, str]] = {}
        self._gone: dict[int, str] = {}
        self._redacted: set[str] = set()
        self.pages_seen: set[str] = set()
        self.counts = dict.fromkeys(EntryKind, 0)
        self.quotes = 0

    def entry(self, entry: Entry) -> None:
        """Check one entry; all before it were checked.

        Raises:
            LedgerDamaged: naming the entry.
        """
        try:
            if entry.redacted:
                self._gone[entry.seq] = entry.commitment
                if entry.kind is EntryKind.REPORT:
                    self._redacted.add(entry.subject)
            else:
                self._record(entry)
        except (InputError, LedgerError) as cause:
            raise LedgerDamaged(
                f"verifying entry {entry.seq} ({entry.kind.value} of {entry.subject!r:.90}): {cause}"
            ) from cause
        self._known[entry.kind].add(entry.subject)
        if entry.kind in UNDONE_BY or entry.kind is EntryKind.TALK:
            self._later[entry.seq] = (entry.kind, entry.subject)
        self.counts[entry.kind] += 1

    def _record(self, entry: Entry) -> None:
        record = record_of(entry)
        match record:
            case Report():
                self._subject(entry, report_id(record))
                self._page(record.page)
                self._keep(entry.subject, record)
            case Claim():
                self._subject(entry, claim_id(record))
                self._named(record.report, EntryKind.REPORT)
                if record.report in self._redacted:
                    return  # nothing is left to hold its words against
                self.quotes += check_quotes(record, self._report(record.report))
            case Resolution():
                self._subject(entry, record.claim)
                self._named(record.claim, EntryKind.CLAIM)
            case Reading():
                self._subject(entry, record.page)
                self._named(record.report, EntryKind.REPORT)
                if record.report in self._redacted:
                    return
                if self._report(record.report).page != record.page:
                    raise LedgerDamaged("the reading names another page than its report does")
                for claim in record.claims:
                    self._named(claim, EntryKind.CLAIM)
            case Review():
                self._subject(entry, record.claim)
                self._named(record.claim, EntryKind.CLAIM)
                for named in (record.replacement, *record.replacements):
                    if named is not None:
                        self._named(named, EntryKind.CLAIM)
            case MapImport():
                self._subject(entry, map_id(record))
                self._page(record.page)
            case PlaceDecision():
                self._subject(entry, decision_id(record))
            case Talk():
                self._subject(entry, record.about)
                if record.post is not None:
                    self._earlier(entry, record.post, frozenset({EntryKind.TALK}))
            case Undo():
                self._earlier(entry, record.entry, UNDONE_BY)
            case Redaction():
                self._subject(entry, redaction_subject(record.entry))
                if self._gone.get(record.entry) != record.commitment:
                    raise LedgerDamaged(
                        f"it says that entry {record.entry} was redacted, which is not so"
                    )

    def _earlier(self, entry: Entry, seq: int, kinds: frozenset[EntryKind]) -> None:
        kind, subject = self._later.get(seq, (None, ""))
        if kind not in kinds or subject != entry.subject:
            raise LedgerDamaged(
                f"it names entry {seq}, which is none of {entry.subject!r:.90} that it may be about"
            )

    def _page(self, sha256: str) -> None:
        if sha256 not in self.pages_seen:
            self._pages.get(sha256)
            self.pages_seen.add(sha256)

    def _subject(self, entry: Entry, expected: str) -> None:
        if entry.subject != expected:
            raise LedgerDamaged(
                f"what it holds is {expected}, not what its subject says; it was not written by "
                "whoholds, or by a version with other identifiers"
            )

    def _named(self, identifier: str, kind: EntryKind) -> None:
        if identifier not in self._known[kind]:
            raise LedgerDamaged(
                f"it names {identifier}, a {kind.value} that is not on record before it"
            )

    def _keep(self, identifier: str, report: Report) -> None:
        self._reports[identifier] = report
        if len(self._reports) > _KEPT_REPORTS:
            self._reports.popitem(last=False)

    def _report(self, identifier: str) -> Report:
        if identifier not in self._reports:
            for entry in self._ledger.entries(kind=EntryKind.REPORT, subject=identifier):
                record = record_of(entry)
                assert isinstance(record, Report)
                self._keep(identifier, record)
                break
        self._reports.move_to_end(identifier)
        return self._reports[identifier]
