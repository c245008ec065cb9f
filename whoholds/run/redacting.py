"""Take away what must not be kept: a report with its page and all claims of it, a claim, or an entry.

The chain of the ledger holds: what is left of an entry says when it was written, by whom and of what
kind, and another entry says who took its content away and why.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.protocols import Entry, EntryKind
from whoholds.base.records import Claim, Report
from whoholds.ledger.drafts import record_of
from whoholds.run.home import Home

_OF_CLAIMS = (EntryKind.CLAIM, EntryKind.RESOLUTION, EntryKind.REVIEW)
_ENTRY = "entry:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What was taken away: the entries, by position, and the frozen pages, by SHA-256.

    `purged` is False while another process still reads the ledger: the files may hold some of it until
    it is closed.
    """

    entries: tuple[int, ...]
    pages: tuple[str, ...]
    purged: bool


def redact(home: Home, subject: str, *, by: str, why: str, talk: bool = True) -> Redacted:
    """Take away what a report, a claim or an entry (`entry:17` or `17`) holds, for good.

    With a report go its page, other reports of that page and all claims of them; with a claim what its
    names mean and its reviews; with `talk` the discussions about them.

    Raises:
        UnknownName: if nothing of that identifier is on record.
        InputError: if no reason is given, or the entry is a redaction itself.
    """
    pages: tuple[str, ...] = ()
    if subject.startswith("report:"):
        seqs, pages = _of_report(home, subject)
    elif subject.startswith("claim:"):
        seqs = _of_claim(home, subject)
    else:
        seqs = [_position(subject)]
    if talk:
        seqs += _talk_about(home, seqs)
    appended = home.ledger.redact(seqs, by=by, why=why)
    removed = tuple(page for page in pages if home.pages.remove(page))
    return Redacted(
        entries=tuple(int(entry.payload["entry"]) for entry in appended),
        pages=removed,
        purged=home.ledger.purge(),
    )


def _of_report(home: Home, subject: str) -> tuple[list[int], tuple[str, ...]]:
    own = next(home.ledger.entries(kind=EntryKind.REPORT, subject=subject), None)
    if own is None:
        raise _unknown(subject)
    if own.redacted:
        return [own.seq], ()
    report = record_of(own)
    assert isinstance(report, Report)
    # The same page read otherwise holds the same words.
    reports = {
        entry.subject: entry.seq
        for entry in home.ledger.entries(kind=EntryKind.REPORT)
        if not entry.redacted and entry.payload["page"] == report.page
    }
    seqs = [*reports.values()]
    seqs += _seqs(home.ledger.entries(kind=EntryKind.READING, subject=report.page))
    seqs += _seqs(home.ledger.entries(kind=EntryKind.MAP), page=report.page)
    for entry in home.ledger.entries(kind=EntryKind.CLAIM):
        if entry.redacted:
            continue
        claim = record_of(entry)
        assert isinstance(claim, Claim)
        if claim.report in reports:
            seqs += _about(home, entry.subject)
    return seqs, (report.page,)


def _of_claim(home: Home, subject: str) -> list[int]:
    if not home.ledger.has(subject, EntryKind.CLAIM):
        raise _unknown(subject)
    return _about(home, subject)


def _about(home: Home, claim: str) -> list[int]:
    """Return the positions of a claim and of what ties its names; a review's may hold its words too."""
    found: list[int] = []
    for kind in _OF_CLAIMS:
        found += _seqs(home.ledger.entries(kind=kind, subject=claim))
    return found


def _talk_about(home: Home, seqs: list[int]) -> list[int]:
    subjects: dict[str, None] = {}
    for seq in seqs:
        for entry in home.ledger.entries(after=seq - 1, upto=seq):
            if entry.kind in (EntryKind.REPORT, EntryKind.CLAIM):
                subjects[entry.subject] = None
    return [
        seq
        for subject in subjects
        for seq in _seqs(home.ledger.entries(kind=EntryKind.TALK, subject=subject))
    ]


def _seqs(entries: Iterable[Entry], page: str | None = None) -> list[int]:
    return [
        entry.seq
        for entry in entries
        if not entry.redacted and page in (None, entry.payload.get("page"))
    ]


def _position(subject: str) -> int:
    number = subject.removeprefix(_ENTRY)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise InputError(
            f"redacting {subject!r:.90}: it is neither a report, nor a claim, nor the position of an "
            "entry; write it as report:…, claim:… or 17"
        )
    return int(number)


def _unknown(subject: str) -> UnknownName:
    return UnknownName(f"redacting {subject!r:.90}: nothing of that identifier is on record")
