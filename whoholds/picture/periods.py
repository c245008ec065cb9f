"""Evidence about one place as periods: held, contested or unknown, from when to when, how surely.

Deterministic: the order of the evidence does not matter, pressure changes no holder, and the same
evidence gives the same periods, byte for byte.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log

from whoholds.base.errors import InputError
from whoholds.base.records import ControlState, Effect, Evidence, Interest, Period
from whoholds.base.times import ONE_DAY
from whoholds.picture.filter import (
    OTHER,
    Belief,
    Beliefs,
    smooth,
    states_of,
    turns_of,
    weighs,
)
from whoholds.picture.weights import Weights, default_weights

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Label:
    """The state of a day; `side` is None where none is likelier."""

    state: ControlState
    side: str | None


_UNKNOWN = _Label(ControlState.UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days `[start, end)` of one label; `start` None: before all dated evidence, `end` None: open."""

    start: date | None
    end: date | None
    label: _Label


def hold(
    place: str, evidence: Sequence[Evidence], *, weights: Weights | None = None
) -> list[Period]:
    """Return who held `place` when, earliest first, without gaps; empty where there is no evidence.

    A take on a day makes the new holder hold from that day on. The last holder is carried forward until
    half of what was known has faded (173 days), then the place is unknown. The first period has no
    start where the evidence says who had the place before. The confidence of a period is the mean
    probability of its side over the days in it that evidence decides, 0 for unknown.

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
        return [_period(place, _Stretch(first, None, _UNKNOWN), rows, None)]
    beliefs = smooth(turns, states_of(rows), weights.chance)
    return [
        _period(place, stretch, rows, beliefs)
        for stretch in _Labeller(beliefs, weights).stretches()
    ]


class _Labeller:
    """Gives each day of a place its label, and joins equal days to stretches."""

    def __init__(self, beliefs: Beliefs, weights: Weights) -> None:
        self._beliefs = beliefs
        self._state = weights.state
        self._live = timedelta(days=weights.limit.live_days)
        fading = log(1 - weights.chance.forget_per_day)
        self._carried_days = ceil(log(weights.state.carried) / fading)
        self._deciding = sorted(deciding_days(beliefs))
        self._decided = {day: self._decide(day) for day in self._deciding}

    def stretches(self) -> list[_Stretch]:
        """Return the stretches, earliest first, without gaps; the last one is open."""
        begun: list[tuple[date | None, _Label]] = []
        before = self._before()
        if before is not None:
            begun.append((None, before))
        changed_back = self._changed_back()
        for day, label in self._changes():
            if len(begun) == 0 or begun[-1][1] != label or day in changed_back:
                begun.append((day, label))
        ends: list[date | None] = [start for start, _ in begun[1:]]
        return [
            _Stretch(start, end, label)
            for (start, label), end in zip(begun, [*ends, None], strict=True)
        ]

    def _changes(self) -> Iterable[tuple[date, _Label]]:
        """Yield days and their labels so that every day between two has the label of the first."""
        days = sorted({turn.day for turn in self._beliefs.turns})
        for index, day in enumerate(days):
            yield day, self._label(day)
            following = days[index + 1] if index + 1 < len(days) else None
            if following is not None and following - day > ONE_DAY:
                yield from self._between(day + ONE_DAY, following - ONE_DAY)
        last = days[-1]
        faded = last.toordinal() + self._carried_days
        if faded <= date.max.toordinal():
            yield date.fromordinal(faded), _UNKNOWN

    def _between(self, first: date, last: date) -> Iterable[tuple[date, _Label]]:
        """Yield the changes of label from `first` to `last`, both included, by halving."""
        one, other = self._label(first), self._label(last)
        middle = date.fromordinal((first.toordinal() + last.toordinal()) // 2)
        if last - first <= ONE_DAY or (one == other == self._label(middle)):
            yield first, one
            yield last, other
            return
        yield from self._between(first, middle)
        yield from self._between(middle, last)

    def _label(self, day: date) -> _Label:
        return self._decided[day] if day in self._decided else self._carry(day)

    def _carry(self, day: date) -> _Label:
        """Label a day that no evidence decides by those before and after it."""
        belief = self._beliefs.on(day)
        side, probability, runner_up = _best(belief)
        before = max((each for each in self._deciding if each < day), default=None)
        after = min((each for each in self._deciding if each > day), default=None)
        around = [self._decided[each] for each in (before, after) if each is not None]
        held = _Label(ControlState.HELD, side)
        contested = before is not None and self._decided[before].state is ControlState.CONTESTED
        if contested and before is not None and day - before <= self._live:
            return self._contested(side, probability, runner_up)
        if probability >= self._state.held:
            return held
        if probability > self._state.carried and held in around:
            return held
        if contested and 1 - belief[OTHER] > self._state.carried:
            return self._contested(side, probability, runner_up)
        return _UNKNOWN

    def _decide(self, day: date) -> _Label:
        """Label a day with evidence: by probability, counter-claims and who says so."""
        belief = self._beliefs.on(day)
        side, probability, runner_up = _best(belief)
        supports, gainsaid = self._standing(side, day)
        held = _Label(ControlState.HELD, side)
        one_sided = supports <= {Interest.OWN}
        if probability >= self._state.held:
            if gainsaid and (one_sided or probability < self._state.settled):
                return self._contested(side, probability, runner_up)
            return held
        if belief[OTHER] > probability or probability < self._state.contested:
            return _UNKNOWN
        if len(supports) == 0 and not gainsaid:
            return _UNKNOWN
        if probability >= self._state.unopposed and not gainsaid and not one_sided:
            return held
        return self._contested(side, probability, runner_up)

    def _contested(self, side: str, probability: float, runner_up: float) -> _Label:
        leads = probability - runner_up >= self._state.likelier
        return _Label(ControlState.CONTESTED, side if leads else None)

    def _standing(self, side: str, day: date) -> tuple[set[Interest], bool]:
        """Return who says that `side` has the place on `day`, and whether a counter-claim is live.

        What was said before the side last gained the place no longer counts, and a counter-claim for an
        interval counts from the last day of it.
        """
        turns = self._beliefs.turns
        last = self._beliefs.last_turn(day)
        assert last is not None
        gained = max((at for at in range(last + 1) if side in turns[at].gains), default=0)
        supports: set[Interest] = set()
        gainsaid = False
        for turn in turns[gained : last + 1]:
            for row in turn.rows:
                if row.side == side and row.effect in (Effect.GAINS, Effect.HOLDS):
                    supports.add(row.interest)
                elif (
                    speaks_against(row, side)
                    and row.days.last == turn.day
                    and day - turn.day <= self._live
                ):
                    gainsaid = True
        return supports, gainsaid

    def _before(self) -> _Label | None:
        """Return who had the place before all dated evidence, where the evidence says so."""
        side, probability, _ = _best(self._beliefs.first)
        told = any(
            row.side == side and row.effect in (Effect.HELD_BEFORE, Effect.LOSES)
            for turn in self._beliefs.turns
            for row in turn.rows
        )
        if told and probability > self._state.carried:
            return _Label(ControlState.HELD, side)
        return None

    def _changed_back(self) -> set[date]:
        """Return the days on which the place changed hands and came back to its holder."""
        days: set[date] = set()
        turns = self._beliefs.turns
        for index, turn in enumerate(turns[:-1]):
            if turns[index + 1].day == turn.day:
                now, _, _ = _best(self._beliefs.after[index])
                then, _, _ = _best(self._beliefs.on(turn.day))
                if now != then:
                    days.add(turn.day)
        return days


def deciding_days(beliefs: Beliefs) -> set[date]:
    """Return the days on which evidence decides a state: the last day of each interval.

    An earlier day of an interval says when a change may have been, not whether it was.
    """
    return {turn.day for turn in beliefs.turns for row in turn.rows if row.days.last == turn.day}


def speaks_against(row: Evidence, side: str) -> bool:
    """Tell whether evidence says that `side` does not have the place on its days."""
    if row.side == side:
        return row.effect in (Effect.LOSES, Effect.NOT_GAINED)
    return row.effect in (Effect.GAINS, Effect.HOLDS)


def speaks_for(row: Evidence, side: str) -> bool:
    """Tell whether evidence says that `side` has the place on its days, or that another has not."""
    if row.side == side:
        return row.effect in (Effect.GAINS, Effect.HOLDS)
    return row.effect in (Effect.LOSES, Effect.NOT_GAINED)


def _best(belief: Belief) -> tuple[str, float, float]:
    """Return the likeliest named side, its probability, and that of the next of all states."""
    named = sorted(
        ((value, side) for side, value in belief.items() if side != OTHER),
        key=lambda pair: (-pair[0], pair[1]),
    )
    value, side = named[0]
    others = [other for other, _ in named[1:]] + [belief[OTHER]]
    return side, value, max(others)


def _period(
    place: str,
    stretch: _Stretch,
    rows: Sequence[Evidence],
    beliefs: Beliefs | None,
) -> Period:
    label = stretch.label
    side = label.side
    if side is None and beliefs is not None and stretch.start is not None:
        # Contested without a likelier side: the claims are sorted by the one that is likeliest.
        side = _best(beliefs.on(stretch.start))[0]
    gains = {
        (row.days.start, row.side): row.step
        for row in reversed(rows)
        if row.effect is Effect.GAINS and weighs(row)
    }
    supporting: dict[str, float] = {}
    opposing: dict[str, float] = {}
    silent: dict[str, float] = {}
    for row in rows:
        bearing = _bearing(row, stretch, side, gains)
        if bearing is None:
            continue
        found = {"for": supporting, "against": opposing, "silent": silent}[bearing]
        found[row.claim] = max(found.get(row.claim, 0.0), row.ratio)
    for claim in supporting:
        opposing.pop(claim, None)
    for claim in (*supporting, *opposing):
        silent.pop(claim, None)
    return Period(
        place=place,
        start=stretch.start,
        end=stretch.end,
        state=label.state,
        side=label.side,
        actor=_actor(label.side, rows, supporting),
        confidence=_confidence(stretch, beliefs),
        supporting=_by_weight(supporting),
        opposing=_by_weight(opposing),
        silent=_by_weight(silent),
    )


def _bearing(
    row: Evidence, stretch: _Stretch, side: str | None, gains: Mapping[tuple[date, str], int]
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


def _actor(side: str | None, rows: Sequence[Evidence], supporting: Collection[str]) -> str | None:
    """Return the group of the side that the supporting claims name with most weight."""
    counted: dict[str, tuple[int, float]] = {}
    for row in rows:
        if row.side == side and row.effect is not Effect.PRESSURE:
            claims, weight = counted.get(row.actor, (0, 0.0))
            counted[row.actor] = (
                claims + (row.claim in supporting),
                weight + log(max(row.ratio, 1.0)),
            )
    return min(
        counted, key=lambda name: (-min(counted[name][0], 1), -counted[name][1], name), default=None
    )


def _confidence(stretch: _Stretch, beliefs: Beliefs | None) -> float:
    if beliefs is None or stretch.label.state is ControlState.UNKNOWN:
        return 0.0
    seen = [beliefs.first] if stretch.start is None else []
    days = sorted(deciding_days(beliefs))
    seen += [
        beliefs.on(day)
        for day in days
        if (stretch.start is None or day >= stretch.start)
        and (stretch.end is None or day < stretch.end)
    ]
    if len(seen) == 0 and stretch.start is not None:
        seen = [beliefs.on(stretch.start)]
    sides = [
        stretch.label.side if stretch.label.side is not None else _best(belief)[0]
        for belief in seen
    ]
    total = sum(belief[side] for belief, side in zip(seen, sides, strict=True))
    return round(min(max(total / len(seen), 0.0), 1.0), _DIGITS)
