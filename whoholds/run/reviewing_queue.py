"""What to review next: the claims that nobody decided on, most useful first, each with its reasons.

The score of a claim is the sum of its reasons' points. What is marked comes first: a decision that the
source no longer bears out is worse than one that was never taken.

    text changed since the review   100
    read otherwise than rejected    80
    rests on it alone               up to 40, by the days that no other claim supports, of 60
    contested                       25, where the place is contested, or claims about it contradict
    uncertain                       up to 30, by 4p(1-p) of the reader's confidence p
    new place                       20 where nothing located it, 15 where no other report names it
    somebody asks                   25, where an open discussion is about it

What bears on nobody's control gets half the points, but for marks and questions.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from whoholds.base.records import (
    ControlState,
    Effect,
    GeoPrecision,
    Period,
    ReviewMark,
    SourcedClaim,
)
from whoholds.run.answers import Picture

_DAYS_OF_WEIGHT = 60
_NO_BEARING = 0.5
_LONGEST_NAME = 60


class Reason(StrEnum):
    """Why a claim should be reviewed."""

    TEXT_CHANGED = "text_changed"
    READ_OTHERWISE = "read_otherwise"
    RESTS_ON_IT = "rests_on_it"
    CONTESTED = "contested"
    UNCERTAIN = "uncertain"
    NEW_PLACE = "new_place"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReason:
    """One reason, in words, with its points."""

    reason: Reason
    words: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A claim to review."""

    claim: str
    score: float
    reasons: tuple[QueueReason, ...]


_MARKS = {
    ReviewMark.TEXT_CHANGED: QueueReason(
        reason=Reason.TEXT_CHANGED, words="the text changed since the review", points=100.0
    ),
    ReviewMark.READ_OTHERWISE: QueueReason(
        reason=Reason.READ_OTHERWISE, words="read otherwise since it was rejected", points=80.0
    ),
}


def queue(picture: Picture, *, asked: Container[str] = frozenset()) -> list[Queued]:
    """Return what to review, most useful first; `asked` are the claims with an open discussion."""
    named = _reports_by_place(picture)
    found = [
        score(picture, claim, named, asked=asked)
        for claim in picture.claims.values()
        if claim.verdict is None or claim.mark is not None
    ]
    return sorted(found, key=lambda each: (-each.score, picture.claims[each.claim].seq))


def score(
    picture: Picture,
    claim: SourcedClaim,
    named: Mapping[str, int],
    *,
    asked: Container[str] = frozenset(),
) -> Queued:
    """Return a claim with its reasons; `named` is how many reports name each place."""
    places = _bears_on(picture, claim)
    bearing = list(_bearing(picture, claim, places))
    factor = 1.0 if len(places) > 0 else _NO_BEARING
    reasons = [
        QueueReason(reason=each.reason, words=each.words, points=round(each.points * factor, 1))
        for each in (*bearing, *_uncertain(claim), *_new_place(claim, named))
        if each.points > 0
    ]
    if claim.mark is not None:
        reasons.append(_MARKS[claim.mark])
    if claim.id in asked:
        reasons.append(
            QueueReason(reason=Reason.ASKED, words="an open question is asked of it", points=25.0)
        )
    reasons.sort(key=lambda each: -each.points)
    total = round(sum(each.points for each in reasons), 1)
    return Queued(claim=claim.id, score=total, reasons=tuple(reasons))


def _reports_by_place(picture: Picture) -> dict[str, int]:
    found: dict[str, set[str]] = {}
    for claim in picture.claims.values():
        for link in claim.resolution.places:
            found.setdefault(link.place, set()).add(claim.claim.report)
    return {place: len(reports) for place, reports in found.items()}


def _bears_on(picture: Picture, claim: SourcedClaim) -> list[str]:
    """Return the places whose control the claim bears on; fire and siege bear on nobody's."""
    return [
        place
        for place in dict.fromkeys(link.place for link in claim.resolution.places)
        if any(
            row.claim == claim.id and row.effect is not Effect.PRESSURE
            for row in picture.evidence.get(place, ())
        )
    ]


def _bearing(picture: Picture, claim: SourcedClaim, places: list[str]) -> Iterable[QueueReason]:
    """Yield what hangs on the claim at the places whose control it bears on."""
    days = 0
    where = ""
    against = ""
    for place in places:
        name = _short(picture.places[place].name)
        for period in picture.periods.get(place, ()):
            if period.supporting == (claim.id,) and _length(period) > days:
                days, where = _length(period), name
            supports = claim.id in period.supporting
            disputed = period.state is ControlState.CONTESTED or len(period.opposing) > 0
            if claim.id in period.opposing or (supports and disputed):
                against = name
    if days > 0:
        share = min(1.0, days / _DAYS_OF_WEIGHT)
        told = "all days since" if days >= _OPEN_DAYS else f"{days} days"
        yield QueueReason(
            reason=Reason.RESTS_ON_IT,
            words=f"{told} at {where} rest on it alone",
            points=40.0 * share,
        )
    if against != "":
        yield QueueReason(
            reason=Reason.CONTESTED, words=f"claims about {against} contradict", points=25.0
        )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


_OPEN_DAYS = 731


def _length(period: Period) -> int:
    if period.end is None or period.start is None:
        return _OPEN_DAYS
    return (period.end - period.start).days


def _uncertain(claim: SourcedClaim) -> Iterable[QueueReason]:
    p = min(max(claim.claim.confidence, 0.0), 1.0)
    points = 30.0 * 4 * p * (1 - p)
    if points >= 1:
        yield QueueReason(
            reason=Reason.UNCERTAIN,
            words=f"the reader is {100 * p:.0f} % sure",
            points=points,
        )


def _new_place(claim: SourcedClaim, named: Mapping[str, int]) -> Iterable[QueueReason]:
    for link in claim.resolution.places:
        if link.precision is GeoPrecision.NONE:
            yield QueueReason(
                reason=Reason.NEW_PLACE,
                words=f"{_short(link.name)} is in no place yet",
                points=20.0,
            )
            return
    for link in claim.resolution.places:
        if named.get(link.place, 0) <= 1:
            yield QueueReason(
                reason=Reason.NEW_PLACE,
                words=f"no other report names {_short(link.name)}",
                points=15.0,
            )
            return
