"""The record folded: every claim that stands at a position, with all that is said of it.

Of each page the latest reading counts, of each claim the latest resolution and the latest review that
was not taken back; where a reading no longer lists a reviewed claim, see `ledger.reanchor`. The fold
reads entries once, in order, and only those it has not read yet; after a redaction it begins anew.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.protocols import Entry, EntryKind, Ledger
from whoholds.base.records import (
    Claim,
    Reading,
    Report,
    Resolution,
    Review,
    ReviewMark,
    SourcedClaim,
    Verdict,
)
from whoholds.base.talk_records import Redaction
from whoholds.ledger.drafts import record_of
from whoholds.ledger.placings import PlacesDecided, Placings
from whoholds.ledger.reanchor import Carried, Reviewed, carried, has_words, source_of
from whoholds.ledger.reviews import OnReview, Reviews, Standing, standing_for
from whoholds.ledger.undoing import Undone

UNRESOLVED = ""
"""The `resolver` of the empty resolution of a claim that has none on record yet."""


def current_claims(ledger: Ledger, upto: int | None = None) -> Iterator[SourcedClaim]:
    """Yield every claim that stands at the position `upto` (None: the newest), as `AsKnown.claims`."""
    known = AsKnown(ledger)
    known.update(upto)
    yield from known.claims()


@dataclass(slots=True)
class _OnRecord:
    """What is on record of one claim; `sourced` is made when the claim is first asked for."""

    seq: int
    recorded: str
    claim: Claim
    resolution: Resolution | None = None
    sourced: SourcedClaim | None = None


@dataclass(slots=True)
class _State:
    position: int = 0
    reports: dict[str, Report] = field(default_factory=dict)
    claims: dict[str, _OnRecord] = field(default_factory=dict)
    readings: dict[str, tuple[int, Reading]] = field(default_factory=dict)
    newest_of: dict[str, tuple[int, str]] = field(default_factory=dict)
    undone: Undone = field(default_factory=Undone)
    reviews: Reviews = field(init=False)
    decisions: PlacesDecided = field(init=False)
    reviewed_in: dict[str, str] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    empty: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reviews = Reviews(self.undone)
        self.decisions = PlacesDecided(self.undone)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    # The fold makes a great many small objects and leaves no cycles: searching them over and over
    # took a third of the time.
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# Long, or not said of claims: `ledger.maps` and `ledger.talks` read them.
_NOT_OF_CLAIMS = frozenset({EntryKind.MAP, EntryKind.TALK})


class AsKnown:
    """The state of a ledger at a position, brought forward by `update`. Not for several threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._state = _State()

    @property
    def position(self) -> int:
        """The position up to which entries were read."""
        return self._state.position

    def update(self, upto: int | None = None) -> int:
        """Read the entries after the present position, up to `upto`, and return the new position.

        Raises:
            InputError: if `upto` lies before the present position; make a new `AsKnown` for that.
            LedgerDamaged: if an entry cannot be read, or names one that is not on record.
        """
        if upto is not None and upto < self.position:
            raise InputError(
                f"going to the ledger position {upto}: this view is at {self.position} already; "
                "start a new one"
            )
        with _collector_at_rest():
            if not self._read(upto):
                # What was read before was taken away since: it must not stay in memory.
                end = self.position
                self._state = _State()
                self._read(end)
        return self.position

    def _read(self, upto: int | None) -> bool:
        """Fold the entries up to `upto`; tell whether all that was redacted by then was read so."""
        state = self._state
        clean = True
        for entry in self._ledger.entries(after=state.position, upto=upto):
            if entry.kind is EntryKind.REDACTION:
                record = record_of(entry)
                assert isinstance(record, Redaction)
                clean = clean and record.entry in state.empty
            elif entry.redacted:
                state.empty.add(entry.seq)
                if entry.kind in (EntryKind.REPORT, EntryKind.CLAIM):
                    state.redacted.add(entry.subject)
            else:
                self._fold(entry)
            state.position = entry.seq
        return clean

    def claims(self) -> list[SourcedClaim]:
        """Return every claim that stands: by page, earliest latest reading first, in text order.

        A rejected claim is there, with its verdict. In the place of a corrected or split claim stands
        what replaces it, with a verdict of its own where it was reviewed, else `CORRECT`. A claim that
        was accepted or corrected stands whatever later readings find. A claim that no resolution is on
        record for has an empty one, whose resolver is `UNRESOLVED`. Places stand where persons have put
        them, see `placings`.

        Raises:
            LedgerDamaged: if a reading or a review names a claim that is not on record.
        """
        standing: dict[str, SourcedClaim] = {}
        for each, reading in self._standing():
            if each.claim not in standing and each.claim not in self._state.redacted:
                standing[each.claim] = self._sourced(each, reading)
        decided = self._state.decisions.in_effect()
        return Placings(decided).apply(list(standing.values()))

    def _fold(self, entry: Entry) -> None:
        state = self._state
        if entry.kind in _NOT_OF_CLAIMS:
            return
        if entry.kind is EntryKind.PLACE:
            state.decisions.add(entry)
            return
        if entry.kind is EntryKind.UNDO:
            state.undone.add(entry)
            return
        match record_of(entry):
            case Report() as report:
                state.reports[entry.subject] = report
            case Claim() as claim:
                state.claims.setdefault(entry.subject, _OnRecord(entry.seq, entry.recorded, claim))
            case Resolution() as resolution:
                if entry.subject not in state.redacted:
                    on_record = self._claim(entry.subject, f"entry {entry.seq}, a resolution")
                    on_record.resolution = resolution
                    on_record.sourced = None
            case Reading() as reading:
                # Out and in again: pages stand in the order of their latest readings.
                state.readings.pop(reading.page, None)
                # The answers of a model are long, and nothing here asks for them.
                state.readings[reading.page] = (entry.seq, replace(reading, answers=()))
                read = state.reports.get(reading.report)
                source = None if read is None else source_of(read)
                if source is not None:
                    state.newest_of[source] = (entry.seq, reading.report)
            case Review() as review:
                state.reviews.add(entry, review)
                self._note_page(review.claim)

    def _note_page(self, claim: str) -> None:
        """Note the page of a reviewed claim that the latest reading of that page lists."""
        state = self._state
        on_record = state.claims.get(claim)
        report = None if on_record is None else state.reports.get(on_record.claim.report)
        read = None if report is None else state.readings.get(report.page)
        if report is not None and read is not None and claim in read[1].claims:
            state.reviewed_in[claim] = report.page

    def _standing(self) -> Iterator[tuple[Standing, Reading]]:
        """Yield what stands for each listed claim; the same claim may come more than once."""
        reviews = self._state.reviews.in_effect()
        reviewed = self._reviewed(reviews)
        for seq, reading in self._state.readings.values():
            found = self._carried(reading, reviewed, reviews)
            for identifier in reading.claims:
                if identifier in found.instead:
                    for each in self._instead(identifier, *found.instead[identifier], reviews):
                        yield each, reading
                elif identifier not in reviews:
                    yield Standing(identifier), reading
                else:
                    mark = self._mark(identifier, reviews[identifier], seq, reading)
                    for each in standing_for(identifier, reviews, self._report_of):
                        yield each._replace(mark=mark), reading
            for row in found.beside:
                mark = self._mark(row.id, row.by, seq, reading)
                for each in standing_for(row.id, reviews, self._report_of):
                    yield each._replace(mark=mark), reading

    def _reviewed(self, reviews: dict[str, OnReview]) -> dict[str, list[Reviewed]]:
        """Return the reviewed claims that readings once listed, by page and by source."""
        found: dict[str, list[Reviewed]] = {}
        for identifier, page in self._state.reviewed_in.items():
            on_record = self._state.claims.get(identifier)
            if identifier not in reviews or on_record is None:
                continue
            report = self._state.reports.get(on_record.claim.report)
            if report is None:
                continue
            row = Reviewed(identifier, on_record.claim, report, reviews[identifier])
            for key in (page, source_of(report)):
                if key is not None:
                    found.setdefault(key, []).append(row)
        return found

    def _carried(
        self,
        reading: Reading,
        reviewed: dict[str, list[Reviewed]],
        reviews: dict[str, OnReview],
    ) -> Carried:
        report = self._state.reports.get(reading.report)
        if len(reviewed) == 0 or report is None:
            return Carried()
        rows = {
            row.id: row
            for key in (reading.page, source_of(report))
            if key is not None
            for row in reviewed.get(key, ())
        }
        if len(rows) == 0:
            return Carried()
        listed = [
            (identifier, self._state.claims[identifier].claim)
            for identifier in reading.claims
            if identifier in self._state.claims
        ]
        return carried(listed, report, rows.values(), reviews)

    def _instead(
        self, listed: str, row: Reviewed, same: bool, reviews: dict[str, OnReview]
    ) -> Iterator[Standing]:
        """Yield what stands for a listed claim that is read where `row` was reviewed."""
        verdict = row.by.review.verdict
        if verdict is Verdict.REJECT:
            if same:
                yield Standing(listed, verdict, row.by)
            else:
                yield Standing(listed, mark=ReviewMark.READ_OTHERWISE)
        elif verdict is Verdict.ACCEPT and same:
            yield Standing(listed, verdict, row.by)
        else:
            yield from standing_for(row.id, reviews, self._report_of)

    def _mark(self, identifier: str, by: OnReview, seq: int, reading: Reading) -> ReviewMark | None:
        """Return whether the newest text of the source lost the words that were reviewed."""
        on_record = self._state.claims.get(identifier)
        report = None if on_record is None else self._state.reports.get(on_record.claim.report)
        if on_record is None or report is None or by.review.verdict is Verdict.REJECT:
            return None
        source = source_of(report)
        newest = (seq, reading.report)
        if source is not None:
            newest = max(newest, self._state.newest_of.get(source, newest))
        text = self._state.reports.get(newest[1])
        if newest[0] < by.seq or text is None or has_words(text, on_record.claim):
            return None
        return ReviewMark.TEXT_CHANGED

    def _report_of(self, claim: str) -> str | None:
        on_record = self._state.claims.get(claim)
        return None if on_record is None else on_record.claim.report

    def _sourced(self, found: Standing, reading: Reading) -> SourcedClaim:
        on_record = self._claim(found.claim, f"the reading of {reading.report}")
        made = on_record.sourced
        if made is None or not _stands_so(made, found):
            claim = on_record.claim
            report = self._state.reports.get(claim.report)
            if report is None:
                raise self._missing(claim.report, f"entry {on_record.seq}, a claim")
            made = on_record.sourced = SourcedClaim(
                id=found.claim,
                seq=on_record.seq,
                recorded=on_record.recorded,
                claim=claim,
                resolution=found.resolution
                or on_record.resolution
                or Resolution(claim=found.claim, resolver=UNRESOLVED),
                report=report,
                verdict=found.verdict,
                decided=None if found.by is None else found.by.decision,
                same_as=found.same_as,
                mark=found.mark,
            )
        return made

    def _claim(self, identifier: str, named_by: str) -> _OnRecord:
        on_record = self._state.claims.get(identifier)
        if on_record is None:
            raise self._missing(identifier, named_by)
        return on_record

    def _missing(self, identifier: str, named_by: str) -> LedgerDamaged:
        return LedgerDamaged(
            f"folding the ledger at {self.position}: {named_by}, names {identifier}, which is not "
            "on record by then; run `whoholds verify`"
        )


def _stands_so(made: SourcedClaim, found: Standing) -> bool:
    return (
        made.verdict is found.verdict
        and (None if made.decided is None else made.decided.seq)
        == (None if found.by is None else found.by.seq)
        and made.same_as == found.same_as
        and made.mark is found.mark
    )
