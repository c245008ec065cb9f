"""From claims, decisions and posts to the shapes of the review desk: pure functions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from whoholds.base.records import (
    Count,
    Decision,
    PlaceCandidate,
    Report,
    SourcedClaim,
)
from whoholds.base.times import ONE_DAY
from whoholds.ledger.talks import Post
from whoholds.run.reviewing_claims import Corrections, PlaceNamed
from whoholds.serve import api_shapes_review as shapes
from whoholds.serve import api_views as views
from whoholds.serve.api_shapes import CaptionShape, CountShape, QuoteShape

if TYPE_CHECKING:
    from whoholds.run.answers import Picture
    from whoholds.run.reviewing import Decided, HistoryRow
    from whoholds.run.reviewing_effects import Held, PlaceChange
    from whoholds.run.reviewing_queue import Queued

_AROUND = 20_000
_LONGEST_QUOTE = 300
_MOST_SIMILAR = 12
_NEAR_DAYS = 3


def queued_of(queued: "Queued", picture: "Picture", posts: Mapping[str, int]) -> shapes.QueuedShape:
    """Return a claim of the queue, in short."""
    row = picture.claims[queued.claim]
    return shapes.QueuedShape(
        claim=row.id,
        score=queued.score,
        reasons=reasons_of(queued),
        event=row.claim.event,
        status=row.claim.status,
        quote=row.claim.quote.text[:_LONGEST_QUOTE],
        places=[link.name for link in row.resolution.places],
        publisher=row.report.publisher,
        published=row.report.published,
        mark=row.mark,
        posts=posts.get(row.id, 0),
    )


def reasons_of(queued: "Queued") -> list[shapes.ReasonShape]:
    """Return why a claim should be looked at."""
    return [
        shapes.ReasonShape(reason=each.reason, words=each.words, points=each.points)
        for each in queued.reasons
    ]


def review_claim_of(
    row: SourcedClaim,
    picture: "Picture",
    *,
    at: int,
    queued: "Queued | None",
    if_accepted: "Sequence[PlaceChange]",
    if_rejected: "Sequence[PlaceChange]",
    posts: int,
) -> shapes.ReviewClaimShape:
    """Return a claim with all that is needed to decide on it; `at` is the position that was looked at."""
    return shapes.ReviewClaimShape(
        at=at,
        claim=views.claim_of(row),
        fields=fields_of(row),
        context=context_of(row, picture),
        decided=None if row.decided is None else decision_of(row.decided),
        same_as=row.same_as,
        mark=row.mark,
        reasons=[] if queued is None else reasons_of(queued),
        if_accepted=[change_of(each, picture) for each in if_accepted],
        if_rejected=[change_of(each, picture) for each in if_rejected],
        similar=similar_to(row, picture),
        posts=posts,
    )


def fields_of(row: SourcedClaim) -> shapes.FieldsShape:
    """Return the fields of a claim that may be corrected."""
    claim, resolution = row.claim, row.resolution
    links = resolution.places if len(resolution.places) == len(claim.places) else ()
    places = []
    for index, mention in enumerate(claim.places):
        link = links[index] if len(links) > 0 else None
        places.append(
            shapes.PlaceFieldShape(
                name=mention.name,
                kind=mention.kind,
                within=list(mention.within),
                place=None if link is None else link.place,
                found=mention.name if link is None else link.name,
                precision="none" if link is None else link.precision,  # type: ignore[arg-type]  # pydantic takes the value
                lat=None if link is None else link.lat,
                lon=None if link is None else link.lon,
                radius_m=None if link is None else link.radius_m,
                why="" if link is None else link.why,
                options=[] if link is None else [option_of(each) for each in link.alternatives],
            )
        )
    dated = resolution.date
    return shapes.FieldsShape(
        event=claim.event,
        status=claim.status,
        means=claim.means,
        killed=_count_of(claim.killed),
        wounded=_count_of(claim.wounded),
        actors=[mention.name for mention in claim.actors],
        targets=[mention.name for mention in claim.targets],
        said_by=[mention.name for mention in claim.said_by],
        places=places,
        first_day=None if dated is None else dated.days.start,
        last_day=None if dated is None else dated.days.last,
    )


def option_of(each: PlaceCandidate) -> shapes.OptionShape:
    """Return a gazetteer's place that a name may mean."""
    place = each.place
    return shapes.OptionShape(
        place=place.id,
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        country=place.country,
        feature_code=place.feature_code,
        population=place.population,
        score=each.score,
    )


def context_of(row: SourcedClaim, picture: "Picture") -> shapes.ContextShape:
    """Return the report around a claim: all of its text, where it is not very long."""
    report: Report = row.report
    at = 0 if row.claim.quote.in_title else row.claim.quote.span.start
    start = max(0, at - _AROUND)
    return shapes.ContextShape(
        id=row.claim.report,
        title=report.title,
        text=report.text[start : at + _AROUND],
        start=start,
        length=len(report.text),
        publisher=report.publisher,
        published=report.published,
        url=report.url,
        language=report.language,
        page=report.page,
        captions=[CaptionShape(text=each.text, credit=each.credit) for each in report.captions],
        others=[
            shapes.SpanShape(
                claim=other.id,
                quote=QuoteShape(
                    text=other.claim.quote.text,
                    start=other.claim.quote.span.start,
                    end=other.claim.quote.span.end,
                    in_title=other.claim.quote.in_title,
                ),
                verdict=other.verdict,
            )
            for other in picture.claims.values()
            if other.claim.report == row.claim.report and other.id != row.id
        ],
    )


def similar_to(row: SourcedClaim, picture: "Picture") -> list[shapes.SimilarShape]:
    """Return the claims that may tell of the same event: of one place, event and days nearby."""
    dated = row.resolution.date
    found: dict[str, tuple[int, SourcedClaim]] = {}
    for place in dict.fromkeys(link.place for link in row.resolution.places):
        for other in picture.claims_at(place):
            apart = _apart(dated, other)
            if other.id != row.id and apart <= _NEAR_DAYS:
                other_event = other.claim.event is not row.claim.event
                found[other.id] = (apart + 10 * other_event, other)
    ranked = sorted(found.values(), key=lambda each: (each[0], each[1].seq))
    return [similar_of(other, row) for _, other in ranked[:_MOST_SIMILAR]]


def similar_of(other: SourcedClaim, row: SourcedClaim) -> shapes.SimilarShape:
    """Return a claim that may be merged with `row`."""
    dated = other.resolution.date
    return shapes.SimilarShape(
        claim=other.id,
        event=other.claim.event,
        status=other.claim.status,
        quote=other.claim.quote.text[:_LONGEST_QUOTE],
        first_day=None if dated is None else dated.days.start,
        last_day=None if dated is None else dated.days.last,
        publisher=other.report.publisher,
        same_report=other.claim.report == row.claim.report,
    )


def _apart(dated: object, other: SourcedClaim) -> int:
    from whoholds.base.records import DateLink

    link = other.resolution.date
    if not isinstance(dated, DateLink) or link is None:
        return 0
    gap = max(link.days.start - dated.days.last, dated.days.start - link.days.last)
    return max(0, gap.days)


def decision_of(decided: "Decision | Decided") -> shapes.DecisionShape:
    """Return a review as it is told of a claim, or one that was just taken."""
    return shapes.DecisionShape(
        entry=decided.seq,
        recorded=decided.recorded,
        by=decided.by,
        claim=decided.claim,
        verdict=decided.verdict,
        why=decided.why,
    )


def change_of(change: "PlaceChange", picture: "Picture") -> shapes.EffectChangeShape:
    """Return what changes at a place."""
    place = picture.places.get(change.place)
    return shapes.EffectChangeShape(
        place=change.place,
        name=change.place if place is None else place.name,
        first_day=change.start,
        last_day=None if change.end is None else _day_before(change.end),
        before=_held_of(change.before, picture),
        after=_held_of(change.after, picture),
        holder=change.other_holder,
    )


def _day_before(day: date) -> date:
    return day - ONE_DAY


def _held_of(held: "Held", picture: "Picture") -> shapes.HeldShape:
    side = None if held.side is None else picture.sides.get(held.side)
    return shapes.HeldShape(
        state=held.state,
        side=held.side,
        side_name=None if side is None else side.name,
        actor=held.actor,
        confidence=round(held.confidence, 4),
    )


def history_row_of(row: "HistoryRow") -> shapes.HistoryRowShape:
    """Return one entry of a history."""
    return shapes.HistoryRowShape(
        entry=row.seq,
        recorded=row.recorded,
        by=row.by,
        kind=row.kind,
        subject=row.subject,
        what=row.what,
        why=row.why,
        undone=row.undone,
        redacted=row.redacted,
    )


def post_of(post: Post, who: str) -> shapes.PostShape:
    """Return a post as `who` sees it."""
    return shapes.PostShape(
        post=post.seq,
        answers=post.answers,
        by=post.by,
        recorded=post.recorded,
        text=post.text,
        mentions=list(post.mentions),
        versions=[
            shapes.VersionShape(entry=each.seq, recorded=each.recorded, by=each.by, text=each.text)
            for each in post.versions[:-1]
        ],
        resolved_by=None if post.resolved is None else post.resolved[0],
        resolved=None if post.resolved is None else post.resolved[1],
        deleted_by=None if post.deleted is None else post.deleted[0],
        deleted=None if post.deleted is None else post.deleted[1],
        mine=post.by == who,
    )


def corrections_of(asked: shapes.CorrectionsAsked) -> Corrections:
    """Return what is corrected, as the pipeline takes it.

    Raises:
        SpanMismatch: if a span is empty or negative.
    """
    from whoholds.base.spans import Span

    def names(given: Sequence[str] | None) -> tuple[str, ...] | None:
        return None if given is None else tuple(given)

    def count(given: shapes.CountAsked | None) -> Count | None:
        return None if given is None else Count(low=given.low, high=given.high)

    def span(given: shapes.SpanAsked | None) -> Span | None:
        return None if given is None else Span(given.start, given.end)

    return Corrections(
        event=asked.event,
        status=asked.status,
        means=asked.means,
        killed=count(asked.killed),
        wounded=count(asked.wounded),
        actors=names(asked.actors),
        targets=names(asked.targets),
        said_by=names(asked.said_by),
        places=None
        if asked.places is None
        else tuple(
            PlaceNamed(name=each.name, kind=each.kind, within=tuple(each.within), place=each.place)
            for each in asked.places
        ),
        first_day=asked.first_day,
        last_day=asked.last_day,
        quote=span(asked.quote),
        trigger=span(asked.trigger),
        in_title=asked.in_title,
        cleared=frozenset(asked.cleared),
    )


def _count_of(count: Count | None) -> CountShape | None:
    return None if count is None else CountShape(low=count.low, high=count.high)
