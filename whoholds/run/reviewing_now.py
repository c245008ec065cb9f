"""What stands for one claim at this moment, straight from the ledger.

A picture of a large record takes seconds to make; who decides on one claim after the other must not wait
for it. What stands for a claim takes a few look-ups, and what a decision changes is worked out at the
places that the claim names, all else as an earlier picture has it.
"""

from collections.abc import Sequence
from dataclasses import replace

from whoholds.base.errors import Redacted
from whoholds.base.protocols import EntryKind, Ledger
from whoholds.base.records import Evidence, Resolution, Review, SourcedClaim, Verdict
from whoholds.ledger.drafts import record_of
from whoholds.ledger.placings import Placings, current_decisions
from whoholds.ledger.reviews import OnReview, standing_for
from whoholds.ledger.undoing import Undone
from whoholds.picture.evidence import sure_of, weigh
from whoholds.picture.hazard import NO_HAZARD
from whoholds.picture.periods import hold
from whoholds.picture.weights import default_weights
from whoholds.run.answers import Picture
from whoholds.run.reviewing import look
from whoholds.run.reviewing_effects import MOST_CHANGES, PlaceChange, differences

_MOST_FOLLOWED = 200
_DECIDING = (EntryKind.REVIEW, EntryKind.UNDO)


def standing_at(ledger: Ledger, claim: str, upto: int | None = None) -> list[SourcedClaim]:
    """Return the claims that stand for `claim` at the position `upto` (None: the newest).

    By its own reviews, and those of what they put in its place; not by what a later reading made of it.

    Raises:
        UnknownName: if there is no such claim.
    """
    reviews: dict[str, OnReview] = {}
    waiting = [claim]
    seen: set[str] = set()
    while len(waiting) > 0 and len(seen) < _MOST_FOLLOWED:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        found = _review_of(ledger, each, upto)
        if found is not None:
            reviews[each] = found
            waiting.extend(found.targets)
    rows = []
    for standing in standing_for(claim, reviews, lambda each: look(ledger, each).claim.report):
        try:
            looked = look(ledger, standing.claim)
        except Redacted:
            continue
        rows.append(
            SourcedClaim(
                id=looked.id,
                seq=looked.seq,
                recorded=looked.recorded,
                claim=looked.claim,
                resolution=standing.resolution or _tied(ledger, looked.id) or looked.resolution,
                report=looked.report,
                verdict=standing.verdict,
                decided=None if standing.by is None else standing.by.decision,
                same_as=standing.same_as,
            )
        )
    return Placings(current_decisions(ledger, upto)).apply(rows)


def as_it_stands(ledger: Ledger, picture: Picture, claim: str) -> SourcedClaim | None:
    """Return a claim of a picture as decisions since have left it, or what stands in its place.

    None where it is neither in the picture nor on record as standing.

    Raises:
        UnknownName: if there is no such claim.
    """
    row = picture.claims.get(claim)
    origin = claim if row is None or row.decided is None else row.decided.claim
    if row is None:
        origin = _origin(ledger, claim, picture.position)
    decided = any(
        True
        for kind in _DECIDING
        for subject in {origin, claim}
        for _ in ledger.entries(kind=kind, subject=subject, after=picture.position)
    )
    if row is not None and not decided:
        placed = any(
            entry.kind in (EntryKind.PLACE, EntryKind.UNDO)
            for kind in (EntryKind.PLACE, EntryKind.UNDO)
            for entry in ledger.entries(kind=kind, after=picture.position)
        )
        if not placed:
            return row
        tied = replace(row, resolution=_tied(ledger, claim) or row.resolution)
        return Placings(current_decisions(ledger)).apply([tied])[0]
    standing = standing_at(ledger, origin)
    return next((each for each in standing if each.id == claim), None) or next(iter(standing), None)


def effect_of(ledger: Ledger, picture: Picture, claim: str, entry: int) -> list[PlaceChange]:
    """Return what the decision on `claim` at the position `entry` changed, all else as in `picture`."""
    before, after = (standing_at(ledger, claim, upto) for upto in (entry - 1, entry))
    about = {row.id for row in (*before, *after)}
    found: list[PlaceChange] = []
    places = [link.place for row in (*before, *after) for link in row.resolution.places]
    for place in dict.fromkeys(places):
        others = [row for row in picture.evidence.get(place, ()) if row.claim not in about]
        hazard = picture.hazards.get(place, NO_HAZARD)
        one, other = (
            hold(place, rows, hazard=hazard) if len(rows) > 0 else []
            for rows in (
                [*others, *_rows(picture, place, standing)] for standing in (before, after)
            )
        )
        found.extend(differences(place, one, other))
    return found[:MOST_CHANGES]


def _origin(ledger: Ledger, claim: str, after: int) -> str:
    """Return the claim that reviews since a position put `claim` in the place of, at the first remove."""
    named: dict[str, str] = {}
    for entry in ledger.entries(kind=EntryKind.REVIEW, after=after):
        if not entry.redacted:
            record = record_of(entry)
            assert isinstance(record, Review)
            for each in (*record.replacements, record.replacement):
                if each is not None and record.verdict is not Verdict.MERGE:
                    named[each] = record.claim
    passed: set[str] = set()
    while claim in named and claim not in passed:
        passed.add(claim)
        claim = named[claim]
    return claim


def _review_of(ledger: Ledger, claim: str, upto: int | None) -> OnReview | None:
    undone = Undone()
    for entry in ledger.entries(kind=EntryKind.UNDO, subject=claim, upto=upto):
        if not entry.redacted:
            undone.add(entry)
    found = None
    for entry in ledger.entries(kind=EntryKind.REVIEW, subject=claim, upto=upto):
        if entry.redacted or entry.seq in undone:
            continue
        record = record_of(entry)
        assert isinstance(record, Review)
        found = OnReview(entry.seq, entry.recorded, entry.by, record)
    return found


def _tied(ledger: Ledger, claim: str) -> Resolution | None:
    """Return what the resolvers last tied a claim to."""
    found = None
    for entry in ledger.entries(kind=EntryKind.RESOLUTION, subject=claim):
        if not entry.redacted:
            record = record_of(entry)
            assert isinstance(record, Resolution)
            found = record
    return found


def _rows(picture: Picture, place: str, standing: Sequence[SourcedClaim]) -> list[Evidence]:
    """Return what claims say about a place: as the picture weighs them, where it knows them."""
    weights = default_weights()
    found: list[Evidence] = []
    for claim in standing:
        if claim.verdict is Verdict.REJECT:
            continue
        known = picture.claims.get(claim.id)
        unlike = known is None or known.resolution != claim.resolution
        if unlike or known is None or known.verdict is Verdict.REJECT:
            found.extend(row for row in weigh([claim]) if row.place == place)
            continue
        factor = sure_of(claim, weights) / max(sure_of(known, weights), 1e-9)
        found.extend(
            replace(row, ratio=1.0 + (row.ratio - 1.0) * factor)
            for row in picture.evidence.get(place, ())
            if row.claim == claim.id
        )
    return found
