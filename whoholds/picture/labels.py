"""Beliefs about one place as labelled stretches of days: held, contested or unknown.

A day that evidence decides is labelled by its probabilities, by the counter-claims that stand and by who
says so; the days between by those around them.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from whoholds.base.records import ControlState, Effect, Evidence, Interest
from whoholds.base.times import ONE_DAY
from whoholds.picture.filter import OTHER, Belief, Beliefs
from whoholds.picture.weights import Weights

_BOTH = 2


@dataclass(frozen=True, slots=True)
class Label:
    """The state of a day; `side` is None where none is likelier."""

    state: ControlState
    side: str | None


UNKNOWN = Label(ControlState.UNKNOWN, None)
"""The label of a day on which nothing is known."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days `[start, end)` of one label; `start` None: before all dated evidence, `end` None: open."""

    start: date | None
    end: date | None
    label: Label


class Labeller:
    """Gives each day of a place its label, and joins equal days to stretches."""

    def __init__(self, beliefs: Beliefs, weights: Weights) -> None:
        self._beliefs = beliefs
        self._state = weights.state
        self._live = timedelta(days=weights.limit.live_days)
        self._carried = timedelta(days=weights.limit.carried_days)
        self._deciding = sorted(deciding_days(beliefs))
        self._told = {turn.day for turn in beliefs.turns}
        self._first = self._before()
        self._supports = self._supports_by_turn()
        self._decided = {day: self._decide(day) for day in self._deciding}
        self._labels = dict(self._decided)

    def stretches(self) -> list[Stretch]:
        """Return the stretches, earliest first, without gaps; the last one is open."""
        begun: list[tuple[date | None, Label]] = []
        if self._first is not None:
            begun.append((None, self._first))
        changed_back = self._changed_back()
        for day, label in self._changes():
            if len(begun) == 0 or begun[-1][1] != label or day in changed_back:
                begun.append((day, label))
        ends: list[date | None] = [start for start, _ in begun[1:]]
        return [
            Stretch(start, end, label)
            for (start, label), end in zip(begun, [*ends, None], strict=True)
        ]

    def _changes(self) -> Iterable[tuple[date, Label]]:
        """Yield days and their labels so that every day between two has the label of the first."""
        days = sorted({turn.day for turn in self._beliefs.turns})
        for index, day in enumerate(days):
            yield day, self._label(day)
            following = days[index + 1] if index + 1 < len(days) else None
            if following is not None and following - day > ONE_DAY:
                yield from self._between(day + ONE_DAY, following - ONE_DAY)
        last = days[-1]
        if last <= date.max - self._carried:
            yield self._faded(last, last + self._carried), UNKNOWN

    def _faded(self, last: date, end: date) -> date:
        """Return from when on the last holder is not carried: `end`, or earlier beside a moving front.

        Without word from the neighbourhood a holder is carried to the end, however weakly it is held.
        """
        _, probability, _ = best(self._beliefs.on(last))
        if not self._beliefs.by_neighbours or probability <= self._state.carried:
            return end
        # After the last evidence a belief only fades: the first day on which it is too little.
        first, beyond = last.toordinal(), end.toordinal()
        while beyond - first > 1:
            middle = (first + beyond) // 2
            _, probability, _ = best(self._beliefs.on(date.fromordinal(middle)))
            if probability > self._state.carried:
                first = middle
            else:
                beyond = middle
        return date.fromordinal(beyond)

    def _between(self, first: date, last: date) -> Iterable[tuple[date, Label]]:
        """Yield the changes of label from `first` to `last`, both included, by halving."""
        one, other = self._label(first), self._label(last)
        middle = date.fromordinal((first.toordinal() + last.toordinal()) // 2)
        if last - first <= ONE_DAY or (one == other == self._label(middle)):
            yield first, one
            yield last, other
            return
        yield from self._between(first, middle)
        yield from self._between(middle, last)

    def _label(self, day: date) -> Label:
        label = self._labels.get(day)
        if label is None:
            label = self._labels[day] = self._carry(day)
        return label

    def _carry(self, day: date) -> Label:
        """Label a day that no evidence decides by those before and after it."""
        belief = self._beliefs.on(day)
        side, probability, runner_up = best(belief)
        at = bisect_left(self._deciding, day)
        before = self._deciding[at - 1] if at > 0 else None
        after = self._deciding[at] if at < len(self._deciding) else None
        around = [self._decided[each] for each in (before, after) if each is not None]
        if before is None and self._first is not None:
            around.append(self._first)
        held = Label(ControlState.HELD, side)
        passing = {each for each in around if each.state is ControlState.HELD}
        if day in self._told and len(passing) == _BOTH and held in passing:
            # Inside the interval in which the place went from one holder to the other: that it did is
            # known, and only the day is not. The likelier of the two stands.
            return held
        contested = before is not None and self._decided[before].state is ControlState.CONTESTED
        if contested and before is not None and day - before <= self._live:
            return self._contested(side, probability, runner_up)
        if probability >= self._state.held:
            return held
        if before is not None and day - before >= self._carried:
            return UNKNOWN
        if probability > self._state.carried and held in around:
            return held
        if contested and 1 - belief[OTHER] > self._state.carried:
            return self._contested(side, probability, runner_up)
        return UNKNOWN

    def _decide(self, day: date) -> Label:
        """Label a day with evidence: by probability, counter-claims and who says so."""
        belief = self._beliefs.on(day)
        side, probability, runner_up = best(belief)
        supports, gainsaid = self._standing(side, day)
        held = Label(ControlState.HELD, side)
        one_sided = supports <= {Interest.OWN}
        if probability >= self._state.held:
            if gainsaid and (one_sided or probability < self._state.settled):
                return self._contested(side, probability, runner_up)
            return held
        if belief[OTHER] > probability or probability < self._state.contested:
            return UNKNOWN
        if gainsaid or self._has_rival(belief, side):
            return self._contested(side, probability, runner_up)
        if probability >= self._state.unopposed and len(supports) > 0:
            return held
        return UNKNOWN

    def _has_rival(self, belief: Belief, side: str) -> bool:
        """Tell whether evidence speaks for another side, so that it is likelier than at the outset."""
        outset = max(self._state.contested, 1 / len(belief))
        return any(value > outset for other, value in belief.items() if other not in (side, OTHER))

    def _contested(self, side: str, probability: float, runner_up: float) -> Label:
        leads = probability - runner_up >= self._state.likelier
        return Label(ControlState.CONTESTED, side if leads else None)

    def _standing(self, side: str, day: date) -> tuple[frozenset[Interest], bool]:
        """Return who says that `side` has the place on `day`, and whether a counter-claim is live.

        What was said before the side last gained the place no longer counts, and a counter-claim for an
        interval counts from the last day of it.
        """
        turns = self._beliefs.turns
        last = self._beliefs.last_turn(day)
        assert last is not None
        gained, supports = self._supports[last].get(side, (0, frozenset()))
        since = max(
            (
                (turns[gained].day, row.step)
                for row in turns[gained].rows
                if row.effect is Effect.GAINS and row.side == side
            ),
            default=(date.min, 0),
        )
        for turn in reversed(turns[gained : last + 1]):
            if day - turn.day > self._live:
                break
            for row in turn.rows:
                # A gain by another, told for days that begin before the side's own, may be what the side
                # undid; a denial is always an answer.
                undone = row.effect is Effect.GAINS and (row.days.start, row.step) < since
                if speaks_against(row, side) and row.days.last == turn.day and not undone:
                    return supports, True
        return supports, False

    def _supports_by_turn(self) -> list[dict[str, tuple[int, frozenset[Interest]]]]:
        """Return, by turn and side, the turn in which it last gained the place, and who said so since."""
        found: list[dict[str, tuple[int, frozenset[Interest]]]] = []
        current: dict[str, tuple[int, frozenset[Interest]]] = {}
        for at, turn in enumerate(self._beliefs.turns):
            current = dict(current)
            for side in turn.gains:
                current[side] = (at, frozenset())
            for row in turn.rows:
                if row.effect in (Effect.GAINS, Effect.HOLDS):
                    gained, said = current.get(row.side, (0, frozenset[Interest]()))
                    current[row.side] = (gained, said | {row.interest})
            found.append(current)
        return found

    def _before(self) -> Label | None:
        """Return who had the place before all dated evidence, where the evidence says so."""
        side, probability, _ = best(self._beliefs.first)
        rows = [row for turn in self._beliefs.turns for row in turn.rows if row.side == side]
        had = any(row.effect is Effect.HELD_BEFORE for row in rows)
        # Staff, advisers and observers withdraw from places that they never held: that somebody left
        # says that it had the place only where another claim says something of its control too.
        left = {row.claim for row in rows if row.effect is Effect.LOSES}
        others = any(row.claim not in left for row in rows)
        if (had or (len(left) > 0 and others)) and probability > self._state.carried:
            return Label(ControlState.HELD, side)
        return None

    def _changed_back(self) -> set[date]:
        """Return the days on which the place changed hands and came back to its holder."""
        days: set[date] = set()
        turns = self._beliefs.turns
        for index, turn in enumerate(turns[:-1]):
            if turns[index + 1].day == turn.day:
                now, _, _ = best(self._beliefs.after[index])
                then, _, _ = best(self._beliefs.on(turn.day))
                if now != then:
                    days.add(turn.day)
        return days


def deciding_days(beliefs: Beliefs) -> set[date]:
    """Return the days on which evidence decides a state: the last day of each interval.

    An earlier day of an interval says when a change may have been, not whether it was.
    """
    return {turn.day for turn in beliefs.turns for row in turn.rows if row.days.last == turn.day}


def speaks_for(row: Evidence, side: str) -> bool:
    """Tell whether evidence says that `side` has the place on its days, or that another has not."""
    if row.side == side:
        return row.effect in (Effect.GAINS, Effect.HOLDS)
    return row.effect in (Effect.LOSES, Effect.NOT_GAINED)


def speaks_against(row: Evidence, side: str) -> bool:
    """Tell whether evidence says that `side` does not have the place on its days."""
    if row.side == side:
        return row.effect in (Effect.LOSES, Effect.NOT_GAINED)
    return row.effect in (Effect.GAINS, Effect.HOLDS)


def best(belief: Belief) -> tuple[str, float, float]:
    """Return the likeliest named side, its probability, and that of the next of all states."""
    value, side, runner_up = -1.0, OTHER, 0.0
    for other, probability in belief.items():
        if other != OTHER and (probability > value or (probability == value and other < side)):
            runner_up = max(runner_up, value)
            value, side = probability, other
        else:
            runner_up = max(runner_up, probability)
    return side, value, runner_up
