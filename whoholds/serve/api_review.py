"""The routes of the review desk: what to look at, a claim with its report, decisions and their effect.

Readers may look; analysts decide, editors redact. A decision names the position that was looked at: where
somebody decided on the claim since, the answer is 409 with what they decided, and nothing is written.
"""

from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from whoholds.base.errors import InputError, Overtaken, UnknownName
from whoholds.base.protocols import EntryKind
from whoholds.base.records import SourcedClaim
from whoholds.serve import api_shapes_review as shapes
from whoholds.serve import review_views as views
from whoholds.serve.auth import Analyst, Editor
from whoholds.serve.desk import Known
from whoholds.serve.review_desk import AtReview, ReviewDesk

_MOST_QUEUED = 200
_MOST_OPTIONS = 20
_OVERTAKEN: dict[int | str, dict[str, object]] = {
    409: {"model": shapes.OvertakenShape, "description": "Somebody else decided on it since."}
}

router = APIRouter()

ClaimId = Annotated[str, Path(max_length=200)]
Subject = Annotated[str, Path(max_length=500)]


@router.get("/review/queue", summary="What to review, most useful first")
def get_queue(
    review: AtReview,
    known: Known = None,
    q: Annotated[str | None, Query(max_length=200, description="Words of quote or place.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_QUEUED)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> shapes.QueueShape:
    """Return the claims that nobody decided on, or that should be looked at again, with the reasons."""
    picture = review.desk.picture(known)
    waiting = review.queue(picture)
    if q is not None and q.strip() != "":
        wanted = q.casefold().split()
        waiting = [each for each in waiting if _has_words(picture.claims[each.claim], wanted)]
    posts, _ = review.talk()
    return shapes.QueueShape(
        position=picture.position,
        total=len(waiting),
        decided=sum(row.decided is not None for row in picture.claims.values()),
        claims=[views.queued_of(each, picture, posts) for each in waiting[offset : offset + limit]],
    )


def _has_words(row: SourcedClaim, wanted: list[str]) -> bool:
    told = " ".join(
        (
            row.claim.quote.text,
            *(link.name for link in row.resolution.places),
            row.report.publisher or "",
        )
    ).casefold()
    return all(word in told for word in wanted)


@router.get("/review/places", summary="Gazetteer places that a name may mean")
def get_options(
    review: AtReview,
    _who: Analyst,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    country: Annotated[str | None, Query(pattern=r"^[A-Z]{2}$")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_OPTIONS)] = 10,
) -> shapes.OptionsShape:
    """Return the places of the gazetteers that `q` may mean, best first, on record or not."""
    countries = () if country is None else (country,)
    with review.looking:
        found = review.home.gazetteer.search(q, countries=countries, limit=limit)
    return shapes.OptionsShape(options=[views.option_of(each) for each in found])


@router.get("/review/effect", summary="What an entry changed in the picture")
def get_effect(
    review: AtReview, entry: Annotated[int, Query(ge=1, le=2**53)], known: Known = None
) -> shapes.EffectShape:
    """Return what a decision changed at the places that its claim names, all else as known then.

    An earlier `known` is quicker, where the picture of that position was looked at before: no picture
    is made anew. For a decision on a place, whose claims lie anywhere, the changes are left out.
    """
    from whoholds.run.reviewing_now import effect_of

    ledger = review.desk.ledger
    told = next(ledger.entries(after=entry - 1, upto=entry), None)
    if told is None:
        raise InputError(f"asking what entry {entry} changed: the record has no such entry")
    picture = review.desk.picture(known)
    about = told.subject.startswith("claim:") and told.kind in (EntryKind.REVIEW, EntryKind.UNDO)
    changes = effect_of(ledger, picture, told.subject, entry) if about else []
    return shapes.EffectShape(
        entry=entry,
        position=picture.position,
        changes=[views.change_of(each, picture) for each in changes],
    )


@router.get("/review/claims/{claim_id:path}", summary="One claim, to decide on it")
def get_review_claim(
    review: AtReview, claim_id: ClaimId, known: Known = None
) -> shapes.ReviewClaimShape:
    """Return a claim with its report, its fields, and what accepting or rejecting it would change.

    The claim is as decisions have left it by now, or what stands in its place; all around it is as known
    then. `at` is the position to name in a decision.
    """
    from whoholds.run.reviewing_effects import if_accepted, if_rejected
    from whoholds.run.reviewing_now import as_it_stands

    picture = review.desk.picture(known)
    at = review.desk.ledger.position()
    row = as_it_stands(review.desk.ledger, picture, claim_id)
    if row is None:
        raise UnknownName(
            f"looking for the claim {claim_id!r:.90}: it does not stand (it was corrected, split or "
            "redacted, or is not on record); its history tells"
        )
    posts, _ = review.talk()
    queued = next((each for each in review.queue(picture) if each.claim == claim_id), None)
    return views.review_claim_of(
        row,
        picture,
        at=at,
        queued=queued,
        if_accepted=if_accepted(picture, row),
        if_rejected=if_rejected(picture, row),
        posts=posts.get(row.id, 0),
    )


@router.post(
    "/reviews",
    summary="Decide on a claim",
    status_code=201,
    response_model=shapes.ReviewedShape,
    responses=_OVERTAKEN,
)
def post_review(
    review: AtReview, who: Analyst, asked: shapes.ReviewAsked
) -> shapes.ReviewedShape | JSONResponse:
    """Accept, correct, reject, merge or split a claim; all but accept need a reason."""
    from whoholds.run.reviewing import decide

    with review.acting, review.looking if _names_anything(asked) else nullcontext():
        try:
            decided = decide(
                review.home,
                asked.claim,
                asked.verdict,
                by=who.name,
                why=asked.why,
                at=asked.at,
                corrections=None
                if asked.corrections is None
                else views.corrections_of(asked.corrections),
                into=asked.into,
                parts=[views.corrections_of(part) for part in asked.parts],
            )
        except Overtaken as error:
            return _overtaken(review, error, asked.claim)
    return shapes.ReviewedShape(
        position=decided.seq, decided=views.decision_of(decided), stands=list(decided.stands)
    )


@router.post(
    "/reviews/undo",
    summary="Take a decision back",
    status_code=201,
    response_model=shapes.UndoneShape,
    responses=_OVERTAKEN,
)
def post_undo(
    review: AtReview, who: Analyst, asked: shapes.UndoAsked
) -> shapes.UndoneShape | JSONResponse:
    """Take back a review, a decision on a place, or an undoing: it counts no longer from now on."""
    from whoholds.run.reviewing import undo

    with review.acting:
        try:
            entry = undo(review.home, asked.entry, by=who.name, why=asked.why, at=asked.at)
        except Overtaken as error:
            subject = next(
                review.desk.ledger.entries(after=asked.entry - 1, upto=asked.entry)
            ).subject
            return _overtaken(review, error, subject)
    return shapes.UndoneShape(
        position=entry.seq, entry=entry.seq, undone=asked.entry, subject=entry.subject
    )


@router.post("/places/decisions", summary="Say where a place lies", status_code=201)
def post_place_decision(
    review: AtReview, who: Analyst, asked: shapes.PlaceDecisionAsked
) -> shapes.PlaceDecidedShape:
    """Put the claims that name a place where a person says that it lies, earlier ones too."""
    from whoholds.run.places import decide

    if (asked.lat is None) != (asked.lon is None):
        raise InputError(f"deciding on the place {asked.name!r}: lat and lon come together")
    point = None if asked.lat is None or asked.lon is None else (asked.lat, asked.lon)
    with review.acting, review.looking:
        done = decide(
            review.home,
            asked.name,
            why=asked.why,
            point=point,
            place=asked.place,
            radius_m=asked.radius_m,
            also=asked.also,
            near=asked.near,
            country=asked.country,
            kind=asked.kind,
            by=who.name,
        )
    decision = done.decided.decision
    return shapes.PlaceDecidedShape(
        position=done.decided.seq,
        entry=done.decided.seq,
        place=decision.place,
        name=decision.name,
        lat=decision.lat,
        lon=decision.lon,
        claims=done.claims,
        reports=done.reports,
    )


@router.get("/history/{subject:path}", summary="Every entry about something")
def get_history(review: AtReview, subject: Subject) -> shapes.HistoryShape:
    """Return who did what about a claim, a report or a place, when and why, oldest first."""
    from whoholds.run.reviewing import history

    position = review.desk.ledger.position()
    return shapes.HistoryShape(
        position=position,
        subject=subject,
        entries=[views.history_row_of(row) for row in history(review.desk.ledger, subject)],
    )


@router.post("/redactions", summary="Take away what must not be kept", status_code=201)
def post_redaction(
    review: AtReview, who: Editor, asked: shapes.RedactAsked
) -> shapes.RedactedShape:
    """Take away what a report (with its page and claims), a claim or an entry holds, for good."""
    from whoholds.run.redacting import redact

    with review.acting:
        done = redact(review.home, asked.subject, by=who.name, why=asked.why, talk=asked.talk)
        # The index of quotes leaves out what is gone when it is next brought up to date: now.
        review.desk.quotes.update()
    return shapes.RedactedShape(
        position=review.desk.ledger.position(),
        entries=list(done.entries),
        pages=list(done.pages),
        purged=done.purged,
    )


def _names_anything(asked: shapes.ReviewAsked) -> bool:
    """Tell whether names are to be looked up: what stays keeps what it was tied to."""
    given = [*asked.parts, *(() if asked.corrections is None else (asked.corrections,))]
    return any(
        each is not None
        for part in given
        for each in (part.actors, part.targets, part.said_by, part.places)
    )


def _overtaken(review: ReviewDesk, error: Overtaken, subject: str) -> JSONResponse:
    from whoholds.run.reviewing import history

    kinds = (EntryKind.REVIEW, EntryKind.UNDO, EntryKind.PLACE)
    rows = [
        row
        for row in history(review.desk.ledger, subject)
        if row.kind in kinds and row.subject == subject
    ]
    newer = None if len(rows) == 0 else views.history_row_of(rows[-1])
    body = shapes.OvertakenShape(error=str(error), newer=newer)
    return JSONResponse(body.model_dump(mode="json"), 409)
