"""Evidence about one place as periods: held, contested or unknown, from when to when, how surely.

Deterministic: the order of the evidence does not matter, pressure changes no holder, and the same
evidence gives the same periods, byte for byte.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import accumulate
from math import log

from whoholds.base.errors import InputError
from whoholds.base.records import ControlState, Effect, Evidence, Period
from whoholds.picture.filter import Beliefs, smooth, states_of, turns_of, weighs
from whoholds.picture.hazard import NO_HAZARD, Hazard
from whoholds.picture.labels import (
    UNKNOWN,
    Labeller,
    Stretch,
    best,
    deciding_days,
    speaks_against,
    speaks_for,
)
from whoholds.picture.weights import Weights, default_weights

_DIGITS = 4


def hold(
    place: str,
    evidence: Sequence[Evidence],
    *,
    weights: Weights | None = None,
    hazard: Hazard = NO_HAZARD,
) -> list[Period]:
    """Return who held `place` when, earliest first, without gaps; empty where there is no evidence.

    A take on a day makes the new holder hold from that day on. The last holder is carried forward for
    two years without evidence, then the place is unknown. The first period has no
    start where the evidence says who had the place before. The confidence of a period is the mean
    probability of its side over the days in it that evidence decides, 0 for unknown.

    `hazard` is how fast it fades by word from the neighbourhood.

    Raises:
        InputError: if any evidence is about another place.
    """
    weights = default_weights() if weights is None else weights
    strangers = sorted({row.place for row in evidence} - {place})
    if strangers:
        raise InputError(
            f"deriving who holds {place}: evidence about {strangers[0]} was handed over with it; "
            "group the evidence by place first"
        )
    rows = sorted(
        evidence, key=lambda row: (row.days, row.step, row.claim, row.effect.value, row.side)
    )
    if len(rows) == 0:
        return []
    turns = turns_of(rows, weights)
    if len(turns) == 0:
        first = min(row.days.start for row in rows)
        return [_Assembler(place, rows, None).period(Stretch(first, None, UNKNOWN))]
    left = hazard.left if hazard != NO_HAZARD else None
    beliefs = smooth(turns, states_of(rows), weights, left)
    assembler = _Assembler(place, rows, beliefs)
    return [assembler.period(stretch) for stretch in Labeller(beliefs, weights).stretches()]


def speaks_of(period: Period, day: date, *, weights: Weights | None = None) -> bool:
    """Tell whether a period says anything of `day`.

    A first period without a start tells who had the place until its end, not since when: it is taken to
    reach back for a year, or a place retaken in 2022 would be the enemy's in 2012.
    """
    weights = default_weights() if weights is None else weights
    if period.end is not None and day >= period.end:
        return False
    if period.start is not None:
        return day >= period.start
    return period.end is None or (period.end - day).days <= weights.limit.before_days


def period_on(
    periods: Sequence[Period], day: date, *, weights: Weights | None = None
) -> Period | None:
    """Return the one of a place's periods (as `hold` returns them) that says anything of `day`."""
    at = bisect_right(periods, day, key=_end)
    if at == len(periods) or not speaks_of(periods[at], day, weights=weights):
        return None
    return periods[at]


def _end(period: Period) -> date:
    # No day lies after the last one of the calendar; the open period ends with it.
    return period.end or date.max


class _Assembler:
    """Makes the periods of one place out of its stretches."""

    def __init__(self, place: str, rows: Sequence[Evidence], beliefs: Beliefs | None) -> None:
        self._place = place
        self._rows = rows
        self._beliefs = beliefs
        self._deciding = [] if beliefs is None else sorted(deciding_days(beliefs))
        # Rows are in the order of their first days: a stretch concerns those that begin before its
        # end, from the first on that reaches it.
        self._starts = [row.days.start.toordinal() for row in rows]
        self._reach = list(accumulate((row.days.end.toordinal() for row in rows), max))
        self._actors = _Actors(rows)
        self._gains = {
            (row.days.start, row.side): row.step
            for row in reversed(rows)
            if row.effect is Effect.GAINS and weighs(row)
        }

    def period(self, stretch: Stretch) -> Period:
        """Return the period of a stretch, with the claims for, against and silent."""
        side = stretch.label.side
        if side is None and self._beliefs is not None and stretch.start is not None:
            # Contested without a likelier side: the claims are sorted by the one that is likeliest.
            side = best(self._beliefs.on(stretch.start))[0]
        supporting: dict[str, float] = {}
        opposing: dict[str, float] = {}
        silent: dict[str, float] = {}
        for row in self._near(stretch):
            bearing = _bearing(row, stretch, side, self._gains)
            if bearing is not None:
                found = {"for": supporting, "against": opposing, "silent": silent}[bearing]
                found[row.claim] = max(found.get(row.claim, 0.0), row.ratio)
        for claim in supporting:
            opposing.pop(claim, None)
        for claim in (*supporting, *opposing):
            silent.pop(claim, None)
        return Period(
            place=self._place,
            start=stretch.start,
            end=stretch.end,
            state=stretch.label.state,
            side=stretch.label.side,
            actor=self._actors.of(stretch.label.side, supporting),
            confidence=self._confidence(stretch),
            supporting=_by_weight(supporting),
            opposing=_by_weight(opposing),
            silent=_by_weight(silent),
        )

    def _near(self, stretch: Stretch) -> Sequence[Evidence]:
        first, last = 0, len(self._rows)
        if stretch.start is not None:
            first = bisect_right(self._reach, stretch.start.toordinal())
        if stretch.end is not None:
            last = bisect_right(self._starts, stretch.end.toordinal())
        return self._rows[first:last]

    def _confidence(self, stretch: Stretch) -> float:
        if self._beliefs is None or stretch.label.state is ControlState.UNKNOWN:
            return 0.0
        seen = [self._beliefs.first] if stretch.start is None else []
        first = 0 if stretch.start is None else bisect_left(self._deciding, stretch.start)
        last = len(self._deciding)
        if stretch.end is not None:
            last = bisect_left(self._deciding, stretch.end)
        seen += [self._beliefs.on(day) for day in self._deciding[first:last]]
        if len(seen) == 0 and stretch.start is not None:
            seen = [self._beliefs.on(stretch.start)]
        total = sum(
            belief[stretch.label.side if stretch.label.side is not None else best(belief)[0]]
            for belief in seen
        )
        return round(min(max(total / len(seen), 0.0), 1.0), _DIGITS)


def _bearing(
    row: Evidence, stretch: Stretch, side: str | None, gains: Mapping[tuple[date, str], int]
) -> str | None:
    """Return how a row bears on a stretch in which `side` is likeliest; None where it lies outside.

    `gains` gives the first step of a day at which a side is said to have gained the place.
    """
    # Counted in ordinals: the day before the first day of the calendar is no date.
    first, last = row.days.start.toordinal(), row.days.last.toordinal()
    before = row.effect is Effect.HELD_BEFORE
    if before and gains.get((row.days.start, row.side), row.step) >= row.step:
        # Who had it until then had it on the day before, unless it was gained on that very day.
        first = last = first - 1
    ends_it = row.effect is Effect.LOSES and row.side == side and row.days.start == stretch.end
    if stretch.end is not None and first >= stretch.end.toordinal() and not ends_it:
        return None
    if stretch.start is not None and last < stretch.start.toordinal():
        return None
    if not weighs(row):
        return "silent"
    if stretch.label.state is ControlState.UNKNOWN:
        lost = row.effect in (Effect.LOSES, Effect.NOT_GAINED)
        return "silent" if before else ("for" if lost else "against")
    if side is None:
        return "silent"
    if before:
        return "for" if row.side == side else "against"
    if ends_it or speaks_for(row, side):
        return "for"
    return "against" if speaks_against(row, side) else "silent"


def _by_weight(found: dict[str, float]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda claim: (-found[claim], claim)))


class _Actors:
    """The groups of each side, by what all evidence about the place says of them."""

    def __init__(self, rows: Sequence[Evidence]) -> None:
        self._weights: dict[str, dict[str, float]] = {}
        self._told: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            if row.effect is not Effect.PRESSURE:
                weights = self._weights.setdefault(row.side, {})
                weights[row.actor] = weights.get(row.actor, 0.0) + log(max(row.ratio, 1.0))
                self._told.setdefault((row.side, row.claim), set()).add(row.actor)

    def of(self, side: str | None, supporting: Collection[str]) -> str | None:
        """Return the group of the side that has most weight, of those in the supporting claims."""
        if side is None or side not in self._weights:
            return None
        weights = self._weights[side]
        named = {actor for claim in supporting for actor in self._told.get((side, claim), ())}
        return min(weights, key=lambda name: (name not in named, -weights[name], name))
