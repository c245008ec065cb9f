"""What a decision on a claim does to the picture, at the places that the claim names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from whoholds.base.records import ControlState, Evidence, Period, SourcedClaim
from whoholds.picture.evidence import sure_of
from whoholds.picture.hazard import NO_HAZARD
from whoholds.picture.periods import hold
from whoholds.picture.weights import default_weights
from whoholds.run.answers import Picture

MOST_CHANGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who holds a place in a stretch of days; `confidence` is that of the period."""

    state: ControlState
    side: str | None
    actor: str | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """What changes at a place in the days `[start, end)`; None is open."""

    place: str
    start: date | None
    end: date | None
    before: Held
    after: Held

    @property
    def other_holder(self) -> bool:
        """Tell whether another state or side, and not only another probability, comes of it."""
        return (self.before.state, self.before.side) != (self.after.state, self.after.side)


_NOBODY = Held(state=ControlState.UNKNOWN, side=None, actor=None, confidence=0.0)
_SAME = 0.01


def if_rejected(picture: Picture, claim: SourcedClaim) -> list[PlaceChange]:
    """Return what would change if the claim were rejected, by place, earliest first."""
    return _if(picture, claim, lambda _row: None)


def if_accepted(picture: Picture, claim: SourcedClaim) -> list[PlaceChange]:
    """Return what would change if the claim were accepted: it weighs as read right."""
    sure = sure_of(claim, default_weights())

    def accepted(row: Evidence) -> Evidence:
        return replace(row, ratio=1.0 + (row.ratio - 1.0) / sure) if sure > 0 else row

    return _if(picture, claim, accepted)


def between(before: Picture, after: Picture, places: Iterable[str]) -> list[PlaceChange]:
    """Return what differs between two states of knowledge at some places, by place, earliest first."""
    found: list[PlaceChange] = []
    for place in dict.fromkeys(places):
        found.extend(
            differences(place, before.periods.get(place, ()), after.periods.get(place, ()))
        )
    return found[:MOST_CHANGES]


def differences(place: str, before: Sequence[Period], after: Sequence[Period]) -> list[PlaceChange]:
    """Return the stretches of days in which two histories of a place differ, earliest first."""
    bounds = sorted(
        {
            day
            for period in (*before, *after)
            for day in (period.start, period.end)
            if day is not None
        }
    )
    edges: list[date | None] = [None, *bounds, None]
    found: list[PlaceChange] = []
    for start, end in pairwise(edges):
        at = start or date.min
        one, other = _held(before, at, start is None), _held(after, at, start is None)
        if _alike(one, other):
            continue
        last = found[-1] if len(found) > 0 else None
        if last is not None and last.end == start and (last.before, last.after) == (one, other):
            found[-1] = replace(last, end=end)
        else:
            found.append(PlaceChange(place=place, start=start, end=end, before=one, after=other))
    return found


def _held(periods: Sequence[Period], day: date, before_all: bool) -> Held:
    for period in periods:
        begins = period.start is None or (not before_all and period.start <= day)
        if begins and (period.end is None or day < period.end):
            return Held(
                state=period.state,
                side=period.side,
                actor=period.actor,
                confidence=period.confidence,
            )
    return _NOBODY


def _alike(one: Held, other: Held) -> bool:
    return (one.state, one.side) == (other.state, other.side) and abs(
        one.confidence - other.confidence
    ) < _SAME


def _if(
    picture: Picture, claim: SourcedClaim, changed: Callable[[Evidence], Evidence | None]
) -> list[PlaceChange]:
    found: list[PlaceChange] = []
    for place in dict.fromkeys(link.place for link in claim.resolution.places):
        rows = picture.evidence.get(place, ())
        if all(row.claim != claim.id for row in rows):
            continue
        other = [
            put
            for row in rows
            if (put := changed(row) if row.claim == claim.id else row) is not None
        ]
        hazard = picture.hazards.get(place, NO_HAZARD)
        after = hold(place, other, hazard=hazard) if len(other) > 0 else ()
        found.extend(differences(place, picture.periods.get(place, ()), after))
    return found[:MOST_CHANGES]
