"""Records to entries and back: what an entry of each kind is about, and what it holds."""

from whoholds.base.codec import claim_id, from_json, report_id, to_json
from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.map_records import MapImport, map_id
from whoholds.base.place_decisions import PlaceDecision, decision_id, name_key
from whoholds.base.protocols import Draft, Entry, EntryKind
from whoholds.base.records import Claim, Reading, Report, Resolution, Review, Verdict

Record = Report | Claim | Resolution | Reading | Review | MapImport | PlaceDecision

RECORD_OF_KIND: dict[EntryKind, type[Record]] = {
    EntryKind.REPORT: Report,
    EntryKind.CLAIM: Claim,
    EntryKind.RESOLUTION: Resolution,
    EntryKind.READING: Reading,
    EntryKind.REVIEW: Review,
    EntryKind.MAP: MapImport,
    EntryKind.PLACE: PlaceDecision,
}


def report_draft(report: Report) -> Draft:
    """Return the entry that puts a report on record; its subject is the report's identifier."""
    return Draft(kind=EntryKind.REPORT, subject=report_id(report), payload=to_json(report))


def claim_draft(claim: Claim) -> Draft:
    """Return the entry that puts a claim on record; its subject is the claim's identifier."""
    return Draft(kind=EntryKind.CLAIM, subject=claim_id(claim), payload=to_json(claim))


def resolution_draft(resolution: Resolution) -> Draft:
    """Return the entry that ties a claim's names to known things; its subject is the claim."""
    return Draft(kind=EntryKind.RESOLUTION, subject=resolution.claim, payload=to_json(resolution))


def reading_draft(reading: Reading) -> Draft:
    """Return the entry that says what a reader found on a page; its subject is the page's SHA-256."""
    return Draft(kind=EntryKind.READING, subject=reading.page, payload=to_json(reading))


def review_draft(review: Review) -> Draft:
    """Return the entry of a person's decision; its subject is the claim decided on.

    Raises:
        InputError: if a correction names no other claim in its place, or another decision names one.
    """
    corrects = review.verdict is Verdict.CORRECT
    if corrects != (review.replacement is not None) or review.replacement == review.claim:
        raise InputError(
            f"reviewing {review.claim}: the verdict {review.verdict.value!r} comes with the "
            f"replacement {review.replacement!r}; a correction names another claim, and nothing else does"
        )
    return Draft(kind=EntryKind.REVIEW, subject=review.claim, payload=to_json(review))


def map_draft(map_import: MapImport) -> Draft:
    """Return the entry that puts a map on record; its subject is made of the map's source and day.

    Raises:
        InputError: if a place names a holder that the map does not have, or the source has no name.
    """
    count = len(map_import.holders)
    if any(not 0 <= place.holder < count for place in map_import.places):
        raise InputError(
            f"recording the map of {map_import.source!r} of {map_import.day}: a place names a holder "
            f"beyond the {count} that the map has; import the file anew"
        )
    if map_import.source.strip() == "":
        raise InputError("recording a map: its source has no name; name it with --source")
    return Draft(kind=EntryKind.MAP, subject=map_id(map_import), payload=to_json(map_import))


def place_draft(decision: PlaceDecision) -> Draft:
    """Return the entry of a person's decision which place a name means.

    Raises:
        InputError: if it names nothing, gives no reason, or its point is none.
    """
    told = ", ".join(decision.names) or "nothing"
    if len(decision.names) == 0 or any(name_key(name) == "" for name in decision.names):
        raise InputError(f"deciding on a place: {told!r:.200} is no name; give one with letters")
    if decision.why.strip() == "":
        raise InputError(f"deciding on the place {told!r:.200}: no reason is given; say why")
    if not (abs(decision.lat) <= 90 and abs(decision.lon) <= 180 and 0 < decision.radius_m <= 5e6):
        raise InputError(
            f"deciding on the place {told!r:.200}: {decision.lat}, {decision.lon} with a radius of "
            f"{decision.radius_m} m is no point in degrees (latitude, longitude)"
        )
    return Draft(kind=EntryKind.PLACE, subject=decision_id(decision), payload=to_json(decision))


def record_of(entry: Entry) -> Record:
    """Return the record that an entry holds.

    Raises:
        LedgerDamaged: if the payload is not one of the entry's kind.
    """
    try:
        return from_json(RECORD_OF_KIND[entry.kind], entry.payload)
    except InputError as cause:
        raise LedgerDamaged(
            f"reading entry {entry.seq} ({entry.kind.value} of {entry.subject!r:.90}): {cause}"
        ) from cause
