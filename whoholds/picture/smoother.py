"""The filter and smoother of `filter.py` over many places at once, day by day, in arrays.

The numbers are those of `filter.smooth`, place by place: places go through their turns side by side,
the first turn of all, then the second. What is known of a day is then the last turn before it, faded,
and for hindsight the next turn after it, faded back. Places fade by their own evidence alone here, not
by a `hazard`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whoholds.base.errors import InputError
from whoholds.base.records import Evidence
from whoholds.picture.filter import OTHER, OTHER_SHARE, Turn, kept, states_of, turns_of
from whoholds.picture.weights import Weights, default_weights

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
_AT_ONCE = 500
_WIDE_AT_ONCE = 20
_MOST_DAYS = 40_000
# States beyond so many are told apart place by place; arrays are as wide as the widest place of a block.
_NARROW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The daily probabilities of some places.

    `sides[i]` are the sides that claims name at `places[i]`. `shares[i, d, k]` is the probability that
    `sides[i][k]` holds it at the end of day d; what is left to 1 is somebody else, or nobody knows.
    """

    places: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]
    shares: NDArray[np.float32]


def daily(
    evidence: Mapping[str, Sequence[Evidence]],
    first: date,
    days: int,
    *,
    hindsight: bool = True,
    weights: Weights | None = None,
) -> Iterator[Block]:
    """Yield who holds each place on each of `days` days from `first` on, some hundred places at a time.

    `evidence` is by place, in any order. With `hindsight`, every day is seen in the light of all of it;
    without, by what is told of days up to it alone. Places that no evidence moves are left out; the
    others come once each, those with most states last.

    Raises:
        InputError: if `days` is not between 1 and 40,000.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise InputError(
            f"making a history of {days} days: at most {_MOST_DAYS} are made at once; ask for fewer"
        )
    weights = default_weights() if weights is None else weights
    parts = np.array([kept(gone, weights) for gone in range(_MOST_DAYS)])
    narrow: list[tuple[str, list[Turn], list[str]]] = []
    wide: list[tuple[str, list[Turn], list[str]]] = []
    for place, rows in evidence.items():
        turns = turns_of(rows, weights)
        if len(turns) == 0:
            continue
        states = states_of(rows)
        (narrow if len(states) <= _NARROW else wide).append((place, turns, states))
        if len(narrow) == _AT_ONCE:
            yield _block(narrow, first, days, parts, hindsight=hindsight)
            narrow = []
    if len(narrow) > 0:
        yield _block(narrow, first, days, parts, hindsight=hindsight)
    # Many sides at one place make wide arrays: such places go a few at a time.
    wide.sort(key=lambda each: len(each[2]))
    for at in range(0, len(wide), _WIDE_AT_ONCE):
        yield _block(wide[at : at + _WIDE_AT_ONCE], first, days, parts, hindsight=hindsight)


def _block(
    made: Sequence[tuple[str, list[Turn], list[str]]],
    first: date,
    days: int,
    kept_parts: Floats,
    *,
    hindsight: bool,
) -> Block:
    # With most turns first, the places still under way are a slice from the start.
    order = sorted(made, key=lambda each: -len(each[1]))
    arrays = _Arrays(order, kept_parts)
    shares = arrays.on_days(first.toordinal(), days, hindsight=hindsight)
    sides = tuple(tuple(states[:-1]) for _, _, states in order)
    width = max(len(each) for each in sides)
    return Block(
        places=tuple(place for place, _, _ in order),
        sides=sides,
        shares=shares[:, :, :width].astype(np.float32),
    )


class _Arrays:
    """The turns of some places as arrays, a row a turn, place after place; `OTHER` is the last column."""

    def __init__(
        self, made: Sequence[tuple[str, list[Turn], list[str]]], kept_parts: Floats
    ) -> None:
        self._width = max(len(states) for _, _, states in made)
        counts = np.array([len(turns) for _, turns, _ in made])
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        self._counts = counts
        total = int(self._starts[-1])
        self._valid = np.zeros((len(made), self._width), dtype=bool)
        self._days = np.empty(total, dtype=np.int64)
        self._chance = np.empty(total)
        self._told = {name: np.ones((total, self._width)) for name in _TOLD}
        self._gained = np.zeros((total, self._width), dtype=bool)
        self._lost = np.zeros((total, self._width), dtype=bool)
        self._fill(made)
        self._place = np.repeat(np.arange(len(made)), counts)
        self._kept = kept_parts
        self._steps = self._weights_of_steps()
        self._forward = np.empty((total, self._width))
        self._backward = np.ones((total, self._width))

    def _fill(self, made: Sequence[tuple[str, list[Turn], list[str]]]) -> None:
        at = 0
        for number, (_, turns, states) in enumerate(made):
            column = {side: index for index, side in enumerate(states[:-1])}
            column[OTHER] = self._width - 1
            self._valid[number, list(column.values())] = True
            for turn in turns:
                self._days[at] = turn.day.toordinal()
                self._chance[at] = turn.chance
                for name in _TOLD:
                    told = getattr(turn, name)
                    if told:
                        row = self._told[name][at]
                        for side, ratio in told.items():
                            row[column[side]] = ratio
                for side in turn.gains:
                    self._gained[at, column[side]] = True
                for side in turn.losses:
                    self._lost[at, column[side]] = True
                at += 1

    def _weights_of_steps(self) -> Floats:
        """Return `filter.weight_of` of every turn, old state and new state."""
        told, chance = self._told, self._chance[:, None, None]
        valid = self._valid[self._place]
        named = valid.sum(axis=1) - 1
        old_lost = told["losses"][:, :, None]
        moved = chance * told["gains"][:, None, :] * old_lost
        # Given up, to whom is not said: mostly to nobody named, else to any other named side alike.
        share = np.where(named > 1, (1.0 - OTHER_SHARE) / np.maximum(named - 1, 1), 0.0)
        to = np.repeat(share[:, None], self._width, axis=1)
        to[:, -1] = np.where(named > 1, OTHER_SHARE, 1.0)
        lost = chance * to[:, None, :] * old_lost * self._lost[:, :, None]
        steps = np.where(self._gained[:, None, :], moved, lost)
        states = np.arange(self._width)
        steps[:, states, states] = (1.0 - self._chance)[:, None] * told["stays"]
        steps *= told["before"][:, :, None] * told["after"][:, None, :]
        steps *= valid[:, :, None] & valid[:, None, :]
        return np.asarray(steps)

    def on_days(self, first: int, days: int, *, hindsight: bool) -> Floats:
        """Return the probabilities of all states at the end of each day."""
        self._run_forward()
        if hindsight:
            self._run_backward()
        turn = self._turn_on(first, days)
        asked = np.arange(first, first + days)
        start = self._valid / self._valid.sum(axis=1, keepdims=True)
        seen = turn >= 0
        index = np.maximum(turn, 0)
        gone = np.where(seen, asked[None, :] - self._days[index], 0)
        part = self._part(gone)
        ahead = np.where(seen[:, :, None], self._forward[index], start[:, None, :])
        ahead = self._faded(ahead, part, np.arange(len(self._counts)))
        if hindsight:
            following = np.where(seen, index + 1, self._starts[:-1, None])
            more = following < self._starts[1:, None]
            following = np.minimum(following, len(self._days) - 1)
            wait = np.where(more & seen, self._days[following] - asked[None, :], 0)
            behind = self._faded_back(
                self._backward[following], self._part_between(gone, wait), seen
            )
            ahead = np.where(more[:, :, None], ahead * behind, ahead)
        ahead *= self._valid[:, None, :]
        return np.asarray(ahead / ahead.sum(axis=2, keepdims=True))

    def _part(self, gone: Indices) -> Floats:
        return np.asarray(self._kept[np.minimum(gone, len(self._kept) - 1)])

    def _part_between(self, gone: Indices, wait: Indices) -> Floats:
        """Return what is left from a day to the next turn, `gone` days after the last one."""
        return np.asarray(self._part(gone + wait) / self._part(gone))

    def _faded(self, belief: Floats, part: Floats, places: Indices) -> Floats:
        count = self._valid[places].sum(axis=1)
        shape = (-1,) + (1,) * (belief.ndim - 2)
        total = belief.sum(axis=-1) / count.reshape(shape)
        return np.asarray(part[..., None] * belief + ((1 - part) * total)[..., None])

    def _faded_back(self, message: Floats, part: Floats, seen: NDArray[np.bool_]) -> Floats:
        valid = self._valid[:, None, :]
        mean = (message * valid).sum(axis=2) / valid.sum(axis=2)
        faded = part[:, :, None] * message + ((1 - part) * mean)[:, :, None]
        # Before the first turn nothing fades: that is the belief before all evidence.
        return np.asarray(np.where(seen[:, :, None], faded, message))

    def _run_forward(self) -> None:
        start = self._valid / self._valid.sum(axis=1, keepdims=True)
        belief = start
        for rank in range(int(self._counts.max())):
            active = int((self._counts > rank).sum())
            at = self._starts[:active] + rank
            belief = belief[:active]
            if rank > 0:
                part = self._part(self._days[at] - self._days[at - 1])
                belief = self._faded(belief, part, np.arange(active)) * self._valid[:active]
            belief = np.einsum("po,pon->pn", belief, self._steps[at])
            belief = belief / belief.sum(axis=1, keepdims=True)
            self._forward[at] = belief

    def _run_backward(self) -> None:
        message = np.ones((len(self._counts), self._width))
        for rank in range(int(self._counts.max()) - 1, -1, -1):
            active = int((self._counts > rank).sum())
            at = self._starts[:active] + rank
            ahead = message[:active]
            following = np.minimum(at + 1, len(self._days) - 1)
            more = rank + 1 < self._counts[:active]
            gone = np.where(more, self._days[following] - self._days[at], 0)
            valid = self._valid[:active]
            mean = (ahead * valid).sum(axis=1, keepdims=True) / valid.sum(axis=1, keepdims=True)
            part = self._part(gone)[:, None]
            ahead = np.where(more[:, None], part * ahead + (1 - part) * mean, 1.0)
            back = np.einsum("pon,pn->po", self._steps[at], ahead * valid)
            back = back / back.sum(axis=1, keepdims=True)
            self._backward[at] = back
            message[:active] = back

    def _turn_on(self, first: int, days: int) -> Indices:
        """Return the last turn of each place on or before each day, -1 where all lie later."""
        offset = self._days - first
        turn = np.full((len(self._counts), days), -1, dtype=np.int64)
        inside = np.flatnonzero(offset < days)
        # Turns of a place are in the order of their days: the last one written of a day is its last.
        turn[self._place[inside], np.maximum(offset[inside], 0)] = inside
        return np.asarray(np.maximum.accumulate(turn, axis=1))


_TOLD: tuple[str, ...] = ("before", "gains", "losses", "stays", "after")


def states_on(shares: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the likeliest side's column and its probability, by place and day, of a block's shares."""
    best = shares.argmax(axis=2)
    return best, np.take_along_axis(shares, best[:, :, None], axis=2)[:, :, 0]
