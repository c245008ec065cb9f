"""The record folded: every claim that stands at a position, with all that is said of it.

Of each page the latest reading counts, of each claim the latest resolution and the latest review.
The fold reads entries once, in order, and only those it has not read yet.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.place_decisions import DecidedPlace
from whoholds.base.protocols import Entry, EntryKind, Ledger
from whoholds.base.records import (
    Claim,
    Reading,
    Report,
    Resolution,
    Review,
    SourcedClaim,
    Verdict,
)
from whoholds.ledger.drafts import record_of
from whoholds.ledger.placings import Placings, add_decision

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
    readings: dict[str, Reading] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    decisions: dict[str, DecidedPlace] = field(default_factory=dict)


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
        state = self._state
        if upto is not None and upto < state.position:
            raise InputError(
                f"going to the ledger position {upto}: this view is at {state.position} already; "
                "start a new one"
            )
        with _collector_at_rest():
            for entry in self._ledger.entries(after=state.position, upto=upto):
                self._fold(entry)
                state.position = entry.seq
        return state.position

    def claims(self) -> list[SourcedClaim]:
        """Return every claim that stands: by page, earliest latest reading first, in text order.

        A rejected claim is there, with its verdict. In the place of a corrected claim stands its
        replacement, with a verdict of its own where it was reviewed, else `CORRECT`. A claim that no
        resolution is on record for has an empty one, whose resolver is `UNRESOLVED`. Places stand where
        persons have put them, see `placings`.

        Raises:
            LedgerDamaged: if a reading or a review names a claim that is not on record.
        """
        standing: dict[str, SourcedClaim] = {}
        for reading in self._state.readings.values():
            for identifier in reading.claims:
                found, verdict = self._in_place_of(identifier)
                if found not in standing:
                    standing[found] = self._sourced(found, verdict, reading)
        return Placings(self._state.decisions.values()).apply(list(standing.values()))

    def _fold(self, entry: Entry) -> None:
        state = self._state
        if (
            entry.kind is EntryKind.MAP
        ):  # long, and says nothing of claims: `ledger.maps` reads them
            return
        if entry.kind is EntryKind.PLACE:
            add_decision(state.decisions, entry)
            return
        match record_of(entry):
            case Report() as report:
                state.reports[entry.subject] = report
            case Claim() as claim:
                state.claims.setdefault(entry.subject, _OnRecord(entry.seq, entry.recorded, claim))
            case Resolution() as resolution:
                on_record = self._claim(entry.subject, f"entry {entry.seq}, a resolution")
                on_record.resolution = resolution
                on_record.sourced = None
            case Reading() as reading:
                # Out and in again: pages stand in the order of their latest readings.
                state.readings.pop(reading.page, None)
                # The answers of a model are long, and nothing here asks for them.
                state.readings[reading.page] = replace(reading, answers=())
            case Review() as review:
                state.reviews[review.claim] = review

    def _in_place_of(self, identifier: str) -> tuple[str, Verdict | None]:
        """Follow corrections from a claim to the one that stands for it, and its verdict."""
        passed: list[str] = []
        while True:
            review = self._state.reviews.get(identifier)
            if review is None:
                return identifier, Verdict.CORRECT if len(passed) > 0 else None
            if review.verdict is not Verdict.CORRECT or review.replacement is None:
                return identifier, review.verdict
            passed.append(identifier)
            identifier = review.replacement
            if identifier in passed:
                raise LedgerDamaged(
                    f"folding the ledger at {self.position}: the corrections of {identifier} lead "
                    "back to it; review it anew"
                )

    def _sourced(self, identifier: str, verdict: Verdict | None, reading: Reading) -> SourcedClaim:
        on_record = self._claim(identifier, f"the reading of {reading.report}")
        if on_record.sourced is None or on_record.sourced.verdict is not verdict:
            claim = on_record.claim
            report = self._state.reports.get(claim.report)
            if report is None:
                raise self._missing(claim.report, f"entry {on_record.seq}, a claim")
            on_record.sourced = SourcedClaim(
                id=identifier,
                seq=on_record.seq,
                recorded=on_record.recorded,
                claim=claim,
                resolution=on_record.resolution
                or Resolution(claim=identifier, resolver=UNRESOLVED),
                report=report,
                verdict=verdict,
            )
        return on_record.sourced

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
