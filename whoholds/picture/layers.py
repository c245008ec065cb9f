"""Two layers of one place: what is *claimed*, and what of it is *confirmed*; and where they differ.

The claimed layer moves at once with any side's word, and knows no probability. The confirmed one moves
with the periods of `hold` where more than the holder's own word stands behind them: somebody neutral,
an admission against interest, both sides; or where it says so of several days, and is borne out so well
that it is likely enough: one word in its own favour confirms nothing. Both are told with hindsight:
what confirms a change may come later, and the change is then confirmed from its day. Until then the
last confirmed holder stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.picture.filter import weighs
from whoholds.picture.labels import speaks_for
from whoholds.picture.weights import Weights, default_weights

_OWN_DAYS = 2
_CLAIMS = (Effect.GAINS, Effect.HOLDS, Effect.LOSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The claimed and the confirmed periods of one place, earliest first, each without gaps."""

    claimed: tuple[Period, ...]
    confirmed: tuple[Period, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """Days `[start, end)` on which the layers differ; `end` None for to this day.

    `claimed` is the side that last claimed the place, with its `actor`; `confirmed` the side that the
    other layer has, None where it has none, or finds the place contested. `claims` are the claims for
    the claimed side, in the order in which they weigh.
    """

    place: str
    start: date
    end: date | None
    claimed: str
    actor: str
    confirmed: str | None
    claims: tuple[str, ...]


def layers(
    place: str,
    evidence: Sequence[Evidence],
    periods: Sequence[Period],
    *,
    weights: Weights | None = None,
) -> Layers:
    """Return the layers of a place from all evidence about it, and the periods that `hold` made of it.

    The claimed layer begins with the first claim that gives the place to a side.
    """
    weights = default_weights() if weights is None else weights
    rows = [row for row in evidence if weighs(row)]
    carried = timedelta(days=weights.limit.carried_days)
    by_claim: dict[str, list[Evidence]] = {}
    for row in rows:
        by_claim.setdefault(row.claim, []).append(row)
    return Layers(
        claimed=tuple(_joined(_claimed(place, rows, carried))),
        confirmed=tuple(_joined(_confirmed(periods, by_claim, weights.state.borne_out))),
    )


def unconfirmed(found: Layers) -> list[Unconfirmed]:
    """Return the stretches of days on which a side claims a place that is not confirmed to be its."""
    differing: list[Unconfirmed] = []
    for claimed in found.claimed:
        if claimed.side is None or claimed.actor is None or claimed.start is None:
            continue
        for start, end, side in _meanwhile(claimed, found.confirmed):
            if side == claimed.side:
                continue
            last = differing[-1] if len(differing) > 0 else None
            if last is not None and (last.end, last.claimed, last.confirmed) == (
                start,
                claimed.side,
                side,
            ):
                start = last.start
                differing.pop()
            differing.append(
                Unconfirmed(
                    place=claimed.place,
                    start=start,
                    end=end,
                    claimed=claimed.side,
                    actor=claimed.actor,
                    confirmed=side,
                    claims=claimed.supporting,
                )
            )
    return differing


def _meanwhile(
    period: Period, others: Sequence[Period]
) -> Iterable[tuple[date, date | None, str | None]]:
    """Yield the stretches inside `period` with the side that `others` have in them."""
    assert period.start is not None
    at = period.start
    for other in others:
        if other.end is not None and other.end <= at:
            continue
        if period.end is not None and at >= period.end:
            return
        if other.start is not None and other.start > at:
            end = other.start if period.end is None else min(other.start, period.end)
            yield at, end, None
            at = end
            if period.end is not None and at >= period.end:
                return
        ends = [each for each in (other.end, period.end) if each is not None]
        end_or_open = min(ends) if len(ends) > 0 else None
        held = other.state is ControlState.HELD
        yield at, end_or_open, other.side if held else None
        if end_or_open is None:
            return
        at = end_or_open
    if period.end is None or at < period.end:
        yield at, period.end, None


def _confirmed(
    periods: Sequence[Period], rows: Mapping[str, Sequence[Evidence]], borne_out: float
) -> Iterable[Period]:
    """Yield the periods, with the last confirmed holder where a new one is not confirmed."""
    confirmed: Period | None = None
    for period in periods:
        if period.state is ControlState.HELD:
            borne = period.confidence >= borne_out and _told_again(period, rows)
            if borne or _more_than_own(period, rows):
                confirmed = period
            elif confirmed is None:
                yield _nobody(period.place, period.start, period.end)
                continue
            else:
                yield replace(confirmed, start=period.start, end=period.end)
                continue
        yield period


def _more_than_own(period: Period, rows: Mapping[str, Sequence[Evidence]]) -> bool:
    """Tell whether anybody but the holder itself says that it has the place."""
    for claim in period.supporting:
        for row in rows.get(claim, ()):
            before = row.effect is Effect.HELD_BEFORE and row.side == period.side
            # That the enemy had it until now is in the favour of who takes it: the other side says so.
            if before and row.interest is Interest.OWN:
                return True
            says = before or (period.side is not None and speaks_for(row, period.side))
            if says and row.interest in (Interest.NEUTRAL, Interest.AGAINST):
                return True
    return False


def _told_again(period: Period, rows: Mapping[str, Sequence[Evidence]]) -> bool:
    """Tell whether the holder's own word is given of several days, and not once."""
    days = {
        row.days.start
        for claim in period.supporting
        for row in rows.get(claim, ())
        if row.side == period.side and row.effect in (Effect.GAINS, Effect.HOLDS)
    }
    return len(days) >= _OWN_DAYS


def _joined(periods: Iterable[Period]) -> Iterable[Period]:
    """Yield the periods, those that follow each other with the same holder as one."""
    last: Period | None = None
    for period in periods:
        same = last is not None and (last.state, last.side) == (period.state, period.side)
        if last is not None and same:
            last = replace(last, end=period.end)
            continue
        if last is not None:
            yield last
        last = period
    if last is not None:
        yield last


def _claimed(place: str, rows: Sequence[Evidence], carried: timedelta) -> Iterable[Period]:
    """Yield the periods of whoever last said that a side has the place; a loss leaves nobody.

    A claim for an interval counts from its last day, by when it is said to have happened; of one day
    the last claim counts.
    """
    by_day: dict[date, Evidence] = {}
    for row in sorted(rows, key=lambda row: (row.days.last, row.step, row.claim, row.side)):
        if row.effect in _CLAIMS:
            by_day[row.days.last] = row
    reigns: list[list[Evidence]] = []
    for row in by_day.values():
        if len(reigns) > 0 and _claims_for(reigns[-1][-1]) == _claims_for(row):
            reigns[-1].append(row)
        else:
            reigns.append([row])
    for index, reign in enumerate(reigns):
        end = reigns[index + 1][0].days.last if index + 1 < len(reigns) else None
        last = reign[-1].days.last
        faded = last + carried if last <= date.max - carried else None
        if faded is not None and (end is None or faded < end):
            yield _reign(place, reign, faded)
            yield _nobody(place, faded, end)
        else:
            yield _reign(place, reign, end)


def _claims_for(row: Evidence) -> str | None:
    return None if row.effect is Effect.LOSES else row.side


def _reign(place: str, reign: Sequence[Evidence], end: date | None) -> Period:
    first = reign[0]
    if _claims_for(first) is None:
        return _nobody(place, first.days.last, end)
    strongest = {row.claim: row.ratio for row in reign}
    return Period(
        place=place,
        start=first.days.last,
        end=end,
        state=ControlState.HELD,
        side=first.side,
        actor=first.actor,
        confidence=0.0,
        supporting=tuple(sorted(strongest, key=lambda claim: (-strongest[claim], claim))),
    )


def _nobody(place: str, start: date | None, end: date | None) -> Period:
    return Period(
        place=place,
        start=start,
        end=end,
        state=ControlState.UNKNOWN,
        side=None,
        actor=None,
        confidence=0.0,
    )
