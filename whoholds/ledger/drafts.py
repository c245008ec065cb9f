"""Records to entries and back: what an entry of each kind is about, and what it holds."""

from whoholds.base.codec import claim_id, from_json, report_id, to_json
from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.map_records import MapImport, map_id
from whoholds.base.place_decisions import PlaceDecision, decision_id, name_key
from whoholds.base.protocols import Draft, Entry, EntryKind
from whoholds.base.records import Claim, Reading, Report, Resolution, Review, Verdict
from whoholds.base.talk_records import (
    LONGEST_TEXT,
    LONGEST_WHY,
    MOST_MENTIONS,
    Redaction,
    Talk,
    TalkAct,
    Undo,
)

Record = (
    Report
    | Claim
    | Resolution
    | Reading
    | Review
    | MapImport
    | PlaceDecision
    | Talk
    | Undo
    | Redaction
)

UNDONE_BY = frozenset({EntryKind.REVIEW, EntryKind.PLACE, EntryKind.UNDO})
"""The kinds of entries that an undoing may take back."""

RECORD_OF_KIND: dict[EntryKind, type[Record]] = {
    EntryKind.REPORT: Report,
    EntryKind.CLAIM: Claim,
    EntryKind.RESOLUTION: Resolution,
    EntryKind.READING: Reading,
    EntryKind.REVIEW: Review,
    EntryKind.MAP: MapImport,
    EntryKind.PLACE: PlaceDecision,
    EntryKind.TALK: Talk,
    EntryKind.UNDO: Undo,
    EntryKind.REDACTION: Redaction,
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
        InputError: if what it puts in the claim's place is not what its verdict asks for, or it gives
            no reason where the verdict is not to accept.
    """
    fault = _fault_of(review)
    if fault is not None:
        raise InputError(f"reviewing {review.claim!r:.90} ({review.verdict.value}): {fault}")
    return Draft(kind=EntryKind.REVIEW, subject=review.claim, payload=to_json(review))


def _fault_of(review: Review) -> str | None:
    """Return what is wrong with a review, None if nothing."""
    named = [*review.replacements, *((review.replacement,) if review.replacement else ())]
    wanted = {Verdict.CORRECT: 1, Verdict.MERGE: 1, Verdict.SPLIT: 2}.get(review.verdict, 0)
    if review.verdict is Verdict.CORRECT and review.resolution is not None:
        wanted = 0
    if review.claim in named or len(set(named)) != len(named):
        return "it names itself, or one claim twice; name other claims"
    if review.verdict is Verdict.SPLIT:
        if review.replacement is not None or len(named) < wanted:
            return f"it names {len(named)} claims; a split names two or more"
    elif len(review.replacements) > 0 or len(named) != wanted:
        return f"it names {len(named)} other claims where {wanted} are wanted"
    if review.resolution is not None and (
        review.verdict is not Verdict.CORRECT or review.resolution.claim != review.claim
    ):
        return "only a correction ties names anew, and only those of its own claim"
    return _fault_of_why(review.why, needed=review.verdict is not Verdict.ACCEPT)


def _fault_of_why(why: str, *, needed: bool = True) -> str | None:
    if needed and why.strip() == "":
        return "no reason is given; say why"
    if len(why) > LONGEST_WHY:
        return f"the reason has {len(why)} characters, {LONGEST_WHY} at most; write it shorter"
    return None


def undo_draft(undo: Undo, undone: Entry) -> Draft:
    """Return the entry that takes back `undone`; its subject is that of `undone`.

    Raises:
        InputError: if it names another entry or one that cannot be taken back, or gives no reason.
    """
    fault = _fault_of_why(undo.why)
    if undone.kind not in UNDONE_BY:
        fault = f"it is a {undone.kind.value}; only decisions can be taken back"
    elif undone.seq != undo.entry:
        fault = f"entry {undone.seq} was handed over for it"
    if fault is not None:
        raise InputError(f"taking back entry {undo.entry}: {fault}")
    return Draft(kind=EntryKind.UNDO, subject=undone.subject, payload=to_json(undo))


def talk_draft(talk: Talk) -> Draft:
    """Return the entry of a step of a discussion; its subject is what is talked about.

    Raises:
        InputError: if it has a text where its act has none, or none where it needs one; if it is too
            long, or names no post where one is needed.
    """
    writes = talk.act in (TalkAct.POST, TalkAct.EDIT)
    fault = None
    if talk.about.strip() == "":
        fault = "it is about nothing; name a claim, a place or a report"
    elif writes and talk.text.strip() == "":
        fault = "it says nothing; write something"
    elif not writes and talk.text != "":
        fault = "it takes no text"
    elif len(talk.text) > LONGEST_TEXT or len(talk.mentions) > MOST_MENTIONS:
        fault = f"it is too long ({LONGEST_TEXT} characters, {MOST_MENTIONS} mentions at most)"
    elif talk.post is None and talk.act is not TalkAct.POST:
        fault = "it names no post"
    if fault is not None:
        raise InputError(f"talking about {talk.about!r:.90} ({talk.act.value}): {fault}")
    return Draft(kind=EntryKind.TALK, subject=talk.about, payload=to_json(talk))


def redaction_draft(redaction: Redaction) -> Draft:
    """Return the entry that says that another one's content was taken away.

    Raises:
        InputError: if it gives no reason, or names a redaction.
    """
    fault = _fault_of_why(redaction.why)
    if redaction.kind == EntryKind.REDACTION.value:
        fault = "it is a redaction itself; what was taken away, and why, stays on record"
    if fault is not None:
        raise InputError(f"redacting entry {redaction.entry}: {fault}")
    return Draft(
        kind=EntryKind.REDACTION,
        subject=redaction_subject(redaction.entry),
        payload=to_json(redaction),
    )


def redaction_subject(seq: int) -> str:
    """Return the subject of the redaction of the entry at the position `seq`."""
    return f"entry:{seq}"


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
        LedgerDamaged: if the payload is not one of the entry's kind, or was redacted.
    """
    if entry.redacted:
        raise LedgerDamaged(
            f"reading entry {entry.seq} ({entry.kind.value} of {entry.subject!r:.90}): what it held was "
            "redacted; `whoholds review history` says why"
        )
    try:
        return from_json(RECORD_OF_KIND[entry.kind], entry.payload)
    except InputError as cause:
        raise LedgerDamaged(
            f"reading entry {entry.seq} ({entry.kind.value} of {entry.subject!r:.90}): {cause}"
        ) from cause
