"""The routes of discussions on claims, places and reports: read, post, edit, delete, resolve.

Readers may read, analysts talk; only who wrote a post edits it, and they or an editor delete it.
"""

from typing import Annotated

from fastapi import APIRouter, Path

from whoholds.base.errors import InputError
from whoholds.base.talk_records import TalkAct
from whoholds.serve import api_shapes_review as shapes
from whoholds.serve import review_views as views
from whoholds.serve.auth import Analyst, Reader, Role
from whoholds.serve.review_desk import AtReview, ReviewDesk

router = APIRouter()

Subject = Annotated[str, Path(max_length=500)]


@router.get("/mentions", summary="Posts that call you")
def get_mentions(review: AtReview, who: Reader) -> shapes.MentionsShape:
    """Return the posts that call who asks, newest first, and the names that may be called."""
    from whoholds.run.talking import mentions_of

    ledger = review.desk.ledger
    return shapes.MentionsShape(
        position=ledger.position(),
        who=who.name,
        people=sorted({*review.people(), who.name}),
        mentions=[
            shapes.MentionShape(
                about=each.post.about, open=each.open, post=views.post_of(each.post, who.name)
            )
            for each in mentions_of(ledger, who.name)
        ],
    )


@router.get("/talk/{subject:path}", summary="The discussion of a claim, a place or a report")
def get_talk(review: AtReview, who: Reader, subject: Subject) -> shapes.TalkShape:
    """Return the posts about something, oldest first; a deleted one is a tombstone."""
    return _talk(review, subject, who.name)


@router.post(
    "/talk/{subject:path}", summary="Say something of a claim, a place or a report", status_code=201
)
def post_talk(
    review: AtReview, who: Analyst, subject: Subject, asked: shapes.TalkAsked
) -> shapes.TalkShape:
    """Post or answer, or edit, delete, resolve or reopen a post; return the discussion."""
    from whoholds.run import talking

    ledger = review.home.ledger
    known = [*review.people(), who.name]
    with review.acting:
        if asked.act is TalkAct.POST:
            places = review.desk.picture(None).places
            talking.write(
                ledger,
                subject,
                asked.text,
                by=who.name,
                answers=asked.post,
                known=known,
                places=places,
            )
        elif asked.post is None:
            raise InputError(f"{asked.act.value}: name the post that is meant")
        elif asked.act is TalkAct.EDIT:
            talking.edit(ledger, subject, asked.post, asked.text, by=who.name, known=known)
        elif asked.act is TalkAct.DELETE:
            talking.delete(
                ledger,
                subject,
                asked.post,
                by=who.name,
                may_moderate=who.role.covers(Role.EDITOR),
            )
        else:
            talking.resolve(
                ledger, subject, asked.post, by=who.name, reopen=asked.act is TalkAct.REOPEN
            )
    return _talk(review, subject, who.name)


def _talk(review: ReviewDesk, subject: str, who: str) -> shapes.TalkShape:
    from whoholds.ledger.talks import posts_about

    ledger = review.desk.ledger
    return shapes.TalkShape(
        position=ledger.position(),
        about=subject,
        posts=[views.post_of(post, who) for post in posts_about(ledger, subject)],
    )
