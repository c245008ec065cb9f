"""Decisions of persons on claims, which they may take back, and the history of anything on record.

Each is one entry with who, when and why (and the claims that it makes). Who decides says at which
position they looked: a claim that somebody else decided on since is `Overtaken`, and nothing is written.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from whoholds.base.codec import claim_id
from whoholds.base.errors import InputError, LedgerMoved, Overtaken, Redacted, UnknownName
from whoholds.base.protocols import Draft, Entry, EntryKind, Ledger
from whoholds.base.records import (
    Claim,
    Report,
    Resolution,
    Review,
    Verdict,
)
from whoholds.base.talk_records import Undo
from whoholds.ledger.as_known import UNRESOLVED
from whoholds.ledger.drafts import (
    UNDONE_BY,
    claim_draft,
    record_of,
    redaction_subject,
    resolution_draft,
    review_draft,
    undo_draft,
)
from whoholds.ledger.undoing import Undone
from whoholds.run.home import Home
from whoholds.run.reviewing_claims import Corrections, corrected

_MOST_PARTS = 20
_MOST_TIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of a decision: the position of its entry, and the claims that stand for the claim now."""

    seq: int
    recorded: str
    by: str
    claim: str
    verdict: Verdict
    why: str
    stands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One entry about something. `what` tells it in words; `undone` and `redacted` that it is gone."""

    seq: int
    recorded: str
    by: str
    kind: EntryKind
    subject: str
    what: str
    why: str = ""
    undone: bool = False
    redacted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A claim as it lies in the ledger, without what stands in its place."""

    id: str
    seq: int
    recorded: str
    claim: Claim
    resolution: Resolution
    report: Report


def look(ledger: Ledger, identifier: str) -> Looked:
    """Return a claim by its identifier, with its report and what its names mean.

    Raises:
        UnknownName: if there is no such claim.
        Redacted: if it was redacted, or its report.
    """
    entry = _only(ledger, EntryKind.CLAIM, identifier)
    claim = record_of(entry)
    assert isinstance(claim, Claim)
    report = record_of(_only(ledger, EntryKind.REPORT, claim.report))
    assert isinstance(report, Report)
    recorded = (entry.seq, entry.recorded)
    resolution = Resolution(claim=identifier, resolver=UNRESOLVED)
    for entry in ledger.entries(kind=EntryKind.RESOLUTION, subject=identifier):
        if not entry.redacted:
            record = record_of(entry)
            assert isinstance(record, Resolution)
            resolution = record
    standing = _standing_review(ledger, identifier)
    if standing is not None and standing[1].resolution is not None:
        resolution = standing[1].resolution
    return Looked(
        id=identifier,
        seq=recorded[0],
        recorded=recorded[1],
        claim=claim,
        resolution=resolution,
        report=report,
    )


def decide(
    home: Home,
    claim: str,
    verdict: Verdict,
    *,
    by: str,
    why: str = "",
    at: int | None = None,
    corrections: Corrections | None = None,
    into: str | None = None,
    parts: Sequence[Corrections] = (),
) -> Decided:
    """Put a person's decision on a claim on record.

    `at` is the ledger position at which they looked, None for the newest. A correction takes
    `corrections`, a merge the other claim `into`, a split two or more `parts`.

    Raises:
        Overtaken: if somebody decided on the claim after `at`; the message tells what.
        InputError: if the decision cannot be, or gives no reason (all but accept need one).
        UnknownName: if there is no such claim.
    """
    ledger = home.ledger
    while True:
        position = ledger.position()
        _refuse_overtaken(ledger, claim, position if at is None else at)
        looked = look(ledger, claim)
        drafts, review = _drafts(home, looked, verdict, why, corrections, into, parts)
        # Another writer may have been quicker: then it is looked at again.
        with suppress(LedgerMoved):
            entry = ledger.append([*drafts, review_draft(review)], by=by, at=position)[-1]
            break
    named = (*review.replacements, *(() if review.replacement is None else (review.replacement,)))
    stands = named if len(named) > 0 and verdict is not Verdict.MERGE else (claim,)
    return Decided(
        seq=entry.seq,
        recorded=entry.recorded,
        by=entry.by,
        claim=claim,
        verdict=verdict,
        why=why,
        stands=stands,
    )


def undo(home: Home, seq: int, *, by: str, why: str, at: int | None = None) -> Entry:
    """Take back the decision (or the undoing) at the ledger position `seq`, and return the entry.

    Raises:
        Overtaken: if somebody decided on the same thing after `at`, or it was taken back already.
        InputError: if there is no decision there, or no reason is given.
    """
    ledger = home.ledger
    while True:
        position = ledger.position()
        undone = next(ledger.entries(after=seq - 1, upto=seq), None) if seq > 0 else None
        if undone is None or undone.kind not in UNDONE_BY or undone.redacted:
            raise InputError(
                f"taking back entry {seq}: there is no decision there; `whoholds review history` "
                "lists those on a claim or a place"
            )
        if seq in _undone(ledger, undone.subject):
            raise Overtaken(f"taking back entry {seq}: it was taken back already")
        if at is not None:
            _refuse_overtaken(ledger, undone.subject, at)
        with suppress(LedgerMoved):
            draft = undo_draft(Undo(entry=seq, why=why), undone)
            return ledger.append([draft], by=by, at=position)[0]


def history(ledger: Ledger, subject: str) -> list[HistoryRow]:
    """Return every entry about a claim, a report, a page or a place, oldest first.

    With a claim come those that replaced it, and those that it replaced.

    Raises:
        UnknownName: if nothing of that identifier is on record.
    """
    subjects = _tied(ledger, subject)
    entries = {entry.seq: entry for each in subjects for entry in ledger.entries(subject=each)}
    if subject.startswith("report:"):
        for entry in [each for each in entries.values() if each.kind is EntryKind.REPORT]:
            for reading in ledger.entries(kind=EntryKind.READING, subject=_page_of(entry)):
                entries[reading.seq] = reading
    for entry in ledger.entries(kind=EntryKind.PLACE):
        if not entry.redacted and subject in (
            entry.payload.get("place"),
            *entry.payload.get("instead_of", ()),
        ):
            entries[entry.seq] = entry
            for undoing in ledger.entries(kind=EntryKind.UNDO, subject=entry.subject):
                entries[undoing.seq] = undoing
    if len(entries) == 0:
        raise UnknownName(
            f"looking for the history of {subject!r:.90}: nothing of that identifier is on record"
        )
    undone = {each: _undone(ledger, each) for each in {e.subject for e in entries.values()}}
    rows = []
    for entry in sorted(entries.values(), key=lambda each: each.seq):
        rows.append(_row(entry, undone=entry.seq in undone[entry.subject]))
        if entry.redacted:
            told = ledger.entries(kind=EntryKind.REDACTION, subject=redaction_subject(entry.seq))
            rows.extend(_row(each, undone=False) for each in told)
    return rows


def _drafts(
    home: Home,
    looked: Looked,
    verdict: Verdict,
    why: str,
    corrections: Corrections | None,
    into: str | None,
    parts: Sequence[Corrections],
) -> tuple[list[Draft], Review]:
    """Return the entries that go before the review, and the review."""
    given = (corrections is not None, into is not None, len(parts) > 0)
    wanted = (verdict is Verdict.CORRECT, verdict is Verdict.MERGE, verdict is Verdict.SPLIT)
    if given != wanted:
        raise InputError(
            f"reviewing {looked.id}: {verdict.value} comes with "
            + (
                "what is corrected"
                if wanted[0]
                else "the other claim"
                if wanted[1]
                else "two parts or more"
                if wanted[2]
                else "nothing else"
            )
        )
    review = Review(claim=looked.id, verdict=verdict, why=why.strip())
    if corrections is not None:
        drafts, identifier, resolution = _put(home, looked, corrections)
        if identifier == looked.id:
            return [], _with(review, resolution=resolution)
        return drafts, _with(review, replacement=identifier)
    if into is not None:
        look(home.ledger, into)
        return [], _with(review, replacement=into)
    if len(parts) > _MOST_PARTS:
        raise InputError(f"splitting {looked.id}: {len(parts)} parts; {_MOST_PARTS} at most")
    drafts = []
    named: list[str] = []
    for part in parts:
        put, identifier, _ = _put(home, looked, part)
        drafts += put
        named.append(identifier)
    return drafts, _with(review, replacements=tuple(named)) if len(parts) > 0 else review


def _with(
    review: Review,
    *,
    replacement: str | None = None,
    replacements: tuple[str, ...] = (),
    resolution: Resolution | None = None,
) -> Review:
    return Review(
        claim=review.claim,
        verdict=review.verdict,
        why=review.why,
        replacement=replacement,
        replacements=replacements,
        resolution=resolution,
    )


def _put(home: Home, looked: Looked, given: Corrections) -> tuple[list[Draft], str, Resolution]:
    claim, resolution = corrected(home, looked.claim, looked.resolution, looked.report, given)
    identifier = claim_id(claim)
    drafts = []
    if not home.ledger.has(identifier, EntryKind.CLAIM):
        drafts.append(claim_draft(claim))
    drafts.append(resolution_draft(resolution))
    return drafts, identifier, resolution


def _only(ledger: Ledger, kind: EntryKind, subject: str) -> Entry:
    for entry in ledger.entries(kind=kind, subject=subject):
        if entry.redacted:
            raise Redacted(
                f"looking for {subject}: it was redacted; `whoholds review history {subject}` says why"
            )
        return entry
    raise UnknownName(
        f"looking for {subject!r:.90}: no {kind.value} of that identifier is on record"
    )


def _standing_review(ledger: Ledger, claim: str) -> tuple[Entry, Review] | None:
    undone = _undone(ledger, claim)
    found = None
    for entry in ledger.entries(kind=EntryKind.REVIEW, subject=claim):
        if entry.seq not in undone and not entry.redacted:
            record = record_of(entry)
            assert isinstance(record, Review)
            found = entry, record
    return found


def _undone(ledger: Ledger, subject: str) -> Undone:
    found = Undone()
    for entry in ledger.entries(kind=EntryKind.UNDO, subject=subject):
        if not entry.redacted:
            found.add(entry)
    return found


def _refuse_overtaken(ledger: Ledger, subject: str, at: int) -> None:
    for kind in (EntryKind.REVIEW, EntryKind.UNDO, EntryKind.PLACE):
        for entry in ledger.entries(kind=kind, subject=subject, after=at):
            row = _row(entry, undone=False)
            raise Overtaken(
                f"deciding on {subject}: it was looked at as of entry {at}; {row.by} has since "
                f"{row.what} (entry {row.seq}: {row.why or 'no reason given'}); look at it again"
            )


def _tied(ledger: Ledger, subject: str) -> list[str]:
    """Return a claim with those that stand for it, and those that it stands for; else the subject."""
    if not subject.startswith("claim:"):
        return [subject]
    found: dict[str, None] = {subject: None}
    waiting = [subject]
    reviews = [
        record
        for entry in ledger.entries(kind=EntryKind.REVIEW)
        if not entry.redacted and isinstance(record := record_of(entry), Review)
    ]
    forward: dict[str, list[str]] = {}
    for review in reviews:
        if review.verdict is Verdict.MERGE:
            continue
        for named in (*review.replacements, review.replacement):
            if named is not None:
                forward.setdefault(review.claim, []).append(named)
                forward.setdefault(named, []).append(review.claim)
    while len(waiting) > 0 and len(found) < _MOST_TIES:
        for other in forward.get(waiting.pop(), ()):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def _page_of(entry: Entry) -> str:
    return str(entry.payload.get("page", ""))


def _row(entry: Entry, *, undone: bool) -> HistoryRow:
    what, why = ("what it held was redacted", "") if entry.redacted else told(entry)
    return HistoryRow(
        seq=entry.seq,
        recorded=entry.recorded,
        by=entry.by,
        kind=entry.kind,
        subject=entry.subject,
        what=what,
        why=why,
        undone=undone,
        redacted=entry.redacted,
    )


_VERDICTS = {
    "accept": "accepted it",
    "correct": "corrected it",
    "reject": "rejected it",
    "merge": "merged it with another",
    "split": "split it",
}


def told(entry: Entry) -> tuple[str, str]:
    """Return what an entry did, in words ("accepted it"), and the reason it gives."""
    payload = entry.payload
    why = str(payload.get("why") or "")
    match entry.kind:
        case EntryKind.REVIEW:
            return _VERDICTS[payload["verdict"]], why
        case EntryKind.UNDO:
            return f"took back entry {payload['entry']}", why
        case EntryKind.PLACE:
            gone = "took back where" if payload["withdrawn"] else "said where"
            return f"{gone} {payload['names'][0]} lies", why
        case EntryKind.TALK:
            return f"{payload['act']}: {payload['text'] or 'post ' + str(payload['post'])}", ""
        case EntryKind.REDACTION:
            return f"redacted entry {payload['entry']}", why
        case EntryKind.CLAIM:
            return f"put on record by {payload['reader']}", ""
        case EntryKind.READING:
            return f"read by {payload['reader']}: {len(payload['claims'])} claims", ""
        case EntryKind.RESOLUTION:
            places = ", ".join(link["name"] for link in payload["places"]) or "no place"
            return f"tied to {places} by {payload['resolver']}", ""
        case _:
            return "put on record", ""
