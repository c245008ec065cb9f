"""A small Bayesian filter and smoother over the holder of one place.

The hidden state is who holds the place: one of the sides that the evidence names, or `OTHER` (somebody
else, or nobody knows). Time passes in *turns*: a day with evidence is one turn, or several where
opposite changes are told of it in a known order. A turn multiplies, in this order, what is said of the
state before it, of a change in it, and of the state after it. Between turns what is known fades towards
ignorance; it never drifts to the other side. Forward and backward messages give the probability of each
state after each turn and on each day between (Rabiner 1989, section III, with scaling).
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log

from whoholds.base.records import Effect, Evidence
from whoholds.picture.weights import Weights

OTHER = ""
"""The state of a place that none of the named sides holds; no side's identifier is empty."""

OTHER_SHARE = 0.6
"""The part of what a side gave up, to whom is not said, that goes to `OTHER`; the rest to named sides."""
_VAGUE_DAYS = 7
# Keeps a product of many ratios inside the range of a float.
_HIGHEST = 1e12
_LOWEST = 1e-12

Belief = dict[str, float]
Left = Callable[[date, date], float]
"""Which part of what was known on the first day is left on the second, by the neighbourhood alone."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """What is said of one turn of events on one day; every mapping is by state, 1 where absent.

    `before` and `after` weigh the state before and after the turn. `gains` weighs a change to a side,
    `losses` a change away from one, `stays` a side that a change is told of but that stays as it was.
    `chance` is the prior probability of a told change in this turn.
    """

    day: date
    before: Belief = field(default_factory=dict)
    gains: Belief = field(default_factory=dict)
    losses: Belief = field(default_factory=dict)
    stays: Belief = field(default_factory=dict)
    after: Belief = field(default_factory=dict)
    chance: float = 0.0
    rows: list[Evidence] = field(default_factory=list)


def turns_of(evidence: Sequence[Evidence], weights: Weights) -> list[Turn]:
    """Return the turns of the evidence about one place, earliest first, without what weighs nothing.

    Evidence for an interval of n days is spread over its days: each has the chance of a change divided
    by n, and the n-th root of what the claim says of a state. A change told for an interval says nothing
    where nothing changed in it, or an early change would look likelier than a late one.
    """
    states = states_of(evidence)
    by_day: dict[date, list[Evidence]] = {}
    for row in evidence:
        if not weighs(row):
            continue
        for ordinal in range(row.days.start.toordinal(), row.days.end.toordinal()):
            by_day.setdefault(date.fromordinal(ordinal), []).append(row)
    turns: list[Turn] = []
    for day in sorted(by_day):
        turn = Turn(day=day)
        turns.append(turn)
        for row in sorted(by_day[day], key=_order_in_day):
            if _answers(row, turn):
                turn = Turn(day=day)
                turns.append(turn)
            _add(row, turn, states, weights)
    return turns


def states_of(evidence: Sequence[Evidence]) -> list[str]:
    """Return the named sides in order of their identifiers, and `OTHER` last."""
    return [*sorted({row.side for row in evidence if weighs(row)}), OTHER]


def weighs(row: Evidence) -> bool:
    """Tell whether a row can move anything: pressure, and copies of what is counted, cannot."""
    return row.effect is not Effect.PRESSURE and row.ratio > 1.0


_ORDER = (Effect.GAINS, Effect.LOSES, Effect.HELD_BEFORE, Effect.HOLDS, Effect.NOT_GAINED)


def _order_in_day(row: Evidence) -> tuple[int, int, str, str]:
    # A vague date says nothing of the order within one of its days; told side by side, hundreds of
    # them make no more turns than there are sides.
    if len(row.days) > _VAGUE_DAYS:
        return (-1, _ORDER.index(row.effect), row.side, row.claim)
    return (row.step, _ORDER.index(row.effect), row.claim, row.side)


def _answers(row: Evidence, turn: Turn) -> bool:
    """Tell whether `row` tells of a change that comes after, and undoes, what the turn holds."""
    if row.effect is Effect.GAINS:
        undone = [
            row.side in turn.losses,
            any(side != row.side for side in turn.gains),
            any((ratio > 1) is not (side == row.side) for side, ratio in turn.after.items()),
        ]
        return any(undone)
    if row.effect is Effect.LOSES:
        return row.side in turn.gains or turn.after.get(row.side, 1.0) > 1
    return False


def _add(row: Evidence, turn: Turn, states: Sequence[str], weights: Weights) -> None:
    root = 1.0 / len(row.days)
    turn.rows.append(row)
    match row.effect:
        case Effect.GAINS:
            _times(turn.gains, row.side, row.ratio)
            if len(row.days) == 1:
                _times(turn.stays, row.side, _same(row, weights))
            turn.chance = max(turn.chance, weights.chance.change * root)
        case Effect.LOSES:
            _times(turn.losses, row.side, row.ratio)
            for state in states:
                if state != row.side and len(row.days) == 1:
                    _times(turn.stays, state, _same(row, weights))
            turn.chance = max(turn.chance, weights.chance.change * root)
        case Effect.HELD_BEFORE if turn.day == row.days.start:
            _times(turn.before, row.side, row.ratio)
        case Effect.HOLDS:
            _times(turn.after, row.side, row.ratio**root)
        case Effect.NOT_GAINED:
            _times(turn.after, row.side, row.ratio**-root)
        case _:
            pass


def _same(row: Evidence, weights: Weights) -> float:
    """Return what a told change says where nothing changed: no more than that the side is there.

    The ratio was damped for hedges and copies; what it says of the state is damped alike.
    """
    full = weights.change.of(row.interest)
    power = min(1.0, log(max(row.ratio, 1.0)) / log(full)) if full > 1 else 0.0
    return float(weights.hold.of(row.interest) ** power)


def _times(belief: Belief, state: str, ratio: float) -> None:
    belief[state] = min(max(belief.get(state, 1.0) * ratio, _LOWEST), _HIGHEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """The smoothed probabilities at one place. `after[i]` is the belief after `turns[i]`."""

    states: Sequence[str]
    turns: Sequence[Turn]
    after: Sequence[Belief]
    first: Belief
    _forward: Sequence[Belief]
    _backward: Sequence[Belief]
    _weights: Weights
    _left: Left | None
    _seen: dict[date, Belief] = field(default_factory=dict)

    def on(self, day: date) -> Belief:
        """Return the belief at the end of `day`; before the first turn, that before all evidence."""
        belief = self._seen.get(day)
        if belief is None:
            belief = self._seen[day] = self._on(day)
        return belief

    @property
    def by_neighbours(self) -> bool:
        """Whether what is known fades by word from the neighbourhood too."""
        return self._left is not None

    def filtered(self, day: date) -> Belief:
        """Return the belief at the end of `day` by what is told of days up to it alone."""
        index = self.last_turn(day)
        if index is None:
            return prior(self.states)
        return _fade(self._forward[index], self.states, self._part(self.turns[index].day, day))

    def _part(self, first: date, last: date) -> float:
        return _part(first, last, self._weights, self._left)

    def _on(self, day: date) -> Belief:
        index = self.last_turn(day)
        if index is None:
            return self.first
        gone = (day - self.turns[index].day).days
        if gone == 0:
            return self.after[index]
        still = self._part(self.turns[index].day, day)
        ahead = _fade(self._forward[index], self.states, still)
        if index + 1 == len(self.turns):
            return ahead
        whole = self._part(self.turns[index].day, self.turns[index + 1].day)
        behind = _fade_back(self._backward[index + 1], self.states, whole / still)
        return _scaled({state: ahead[state] * behind[state] for state in self.states})

    def last_turn(self, day: date) -> int | None:
        """Return the index of the last turn on or before `day`, None where all lie later."""
        index = bisect_right(self.turns, day, key=lambda turn: turn.day)
        return index - 1 if index > 0 else None


def smooth(
    turns: Sequence[Turn], states: Sequence[str], weights: Weights, left: Left | None = None
) -> Beliefs:
    """Return the probabilities of `states` in the light of all `turns` (at least one).

    What is known fades by the place's own evidence, or as `left` has it where that is faster.
    """
    forward: list[Belief] = []
    belief = prior(states)
    previous: date | None = None
    for turn in turns:
        part = 1.0 if previous is None else _part(previous, turn.day, weights, left)
        faded = _fade(belief, states, part)
        belief = _scaled(_through(turn, faded, states))
        forward.append(belief)
        previous = turn.day
    # backward[i] is the likelihood of turns i, i + 1, … given the state just before turn i.
    backward: list[Belief] = [{} for _ in turns]
    after: list[Belief] = [{} for _ in turns]
    message = dict.fromkeys(states, 1.0)
    for index in range(len(turns) - 1, -1, -1):
        after[index] = _scaled({state: forward[index][state] * message[state] for state in states})
        backward[index] = _scaled(_back_through(turns[index], message, states))
        if index > 0:
            part = _part(turns[index - 1].day, turns[index].day, weights, left)
            message = _fade_back(backward[index], states, part)
    start = prior(states)
    return Beliefs(
        states=states,
        turns=turns,
        after=after,
        first=_scaled({state: start[state] * backward[0][state] for state in states}),
        _forward=forward,
        _backward=backward,
        _weights=weights,
        _left=left,
    )


def prior(states: Sequence[str]) -> Belief:
    """Return what is believed before any evidence: each state as likely as the others."""
    return dict.fromkeys(states, 1.0 / len(states))


def kept(days: int, weights: Weights) -> float:
    """Return which part of what was known is left after `days` without evidence."""
    fresh = min(days, weights.limit.front_days)
    chance = weights.chance
    return float((1 - chance.forget_per_day) ** fresh * (1 - chance.forget_quiet) ** (days - fresh))


def _part(first: date, last: date, weights: Weights, left: Left | None) -> float:
    part = kept((last - first).days, weights)
    return part if left is None else min(part, left(first, last))


def _fade(belief: Belief, states: Sequence[str], part: float) -> Belief:
    """Return the belief of which `part` is left, the rest being `prior`."""
    total = sum(belief.values())
    return {state: part * belief[state] + (1 - part) * total / len(states) for state in states}


def _fade_back(message: Belief, states: Sequence[str], part: float) -> Belief:
    mean = sum(message.values()) / len(states)
    return {state: part * message[state] + (1 - part) * mean for state in states}


def weight_of(turn: Turn, old: str, new: str, states: Sequence[str]) -> float:
    """Return how a turn weighs the step from state `old` to state `new`."""
    weight = turn.before.get(old, 1.0) * turn.after.get(new, 1.0)
    if old == new:
        return weight * (1.0 - turn.chance) * turn.stays.get(old, 1.0)
    if new in turn.gains:
        return weight * turn.chance * turn.gains[new] * turn.losses.get(old, 1.0)
    if old in turn.losses:
        named = len(states) - 1
        part = (1.0 - OTHER_SHARE) / (named - 1) if named > 1 else 0.0
        share = part if new != OTHER else OTHER_SHARE if named > 1 else 1.0
        return weight * turn.chance * share * turn.losses[old]
    return 0.0


def _through(turn: Turn, belief: Belief, states: Sequence[str]) -> Belief:
    return {
        new: sum(belief[old] * weight_of(turn, old, new, states) for old in states)
        for new in states
    }


def _back_through(turn: Turn, message: Belief, states: Sequence[str]) -> Belief:
    return {
        old: sum(weight_of(turn, old, new, states) * message[new] for new in states)
        for old in states
    }


def _scaled(belief: Mapping[str, float]) -> Belief:
    total = sum(belief.values())
    return {state: value / total for state, value in belief.items()}
