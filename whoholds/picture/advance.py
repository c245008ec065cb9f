"""A map carried forward by captures: what a captured place implies of the places around it.

An army that takes a place has come there from its own ground. So with the place changes, unless somebody
said otherwise:

- *beside* it: what lies within a few kilometres;
- *behind* it: what is hardly a detour on the way from the attacker's ground to the place. The wider the
  gaps between the captures that are told of, the more of a detour counts;
- *cut off* by it: what keeps no corridor to the other side's ground that is wider than twice a neck, and
  kept one before. Nobody reports the last villages of a pocket.

Nothing changes ahead of the captured place. Around one that stands alone far behind the line nothing
changes until the side's other captures come near: it is as likely a village of the same name. Each
inferred change names the capture that it rests on.

The distances were chosen on August and September 2022 in Ukraine (benchmarks/picture_days.py). That a
bank of a river is held only in depth was added after a look at what the map lacked in that November;
its two necks are a round number, not fitted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from whoholds.picture.graph import Ground, Indices, Numbers

NOBODY = -1
"""The holder of a place that nobody is known to hold, and the capture of one that rests on none."""


class Basis(IntEnum):
    """What the holder of a place rests on."""

    MAP = 0
    CLAIM = 1
    BESIDE = 2
    BEHIND = 3
    CUT_OFF = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a capture reaches; distances in kilometres.

    A place is behind a capture if the way over it is longer than the straight one by at most `detour`
    times the capture's depth, or `gap` times its distance to the next place captured in `days`,
    whichever is less, and `slack_km` more; behind one deeper than `deepest_km` nothing is. One deeper
    than `lone_km`, with no other capture of the side in `days` nearer than its depth, stands alone.
    `neck_km` is half the width of the narrowest corridor, or `neck_gap` times the middle one of the
    day's distances to the next captured place if that is less; `edge` is how many necks from the open
    ground a place may lie and still be joined to it; a bank of a large river is cut off where nothing
    of it lies `bank` necks from the other side. A part of the open ground is a side's own if it has
    `share` of the settlements of the largest.
    """

    beside_km: float = 5.0
    slack_km: float = 3.0
    deepest_km: float = 100.0
    lone_km: float = 30.0
    detour: float = 0.8
    gap: float = 0.75
    days: int = 7
    neck_km: float = 16.0
    neck_gap: float = 2.0
    edge: float = 1.6
    bank: float = 2.0
    share: float = 0.15


@dataclass(frozen=True, eq=False, kw_only=True)
class Carried:
    """A map on a day. By row: the holder's index or `NOBODY`, the basis, and the row of the capture.

    `recent` are the captures of the last days (day, row, side's index), `lone` those that stand alone.
    """

    holder: Indices
    basis: Indices
    capture: Indices
    recent: tuple[tuple[int, int, int], ...] = ()
    lone: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, holder: Indices) -> "Carried":
        """Return a map to start from."""
        return cls(
            holder=holder.copy(),
            basis=np.full(len(holder), Basis.MAP.value),
            capture=np.full(len(holder), NOBODY),
        )


def carry(
    ground: Ground,
    before: Carried,
    day: int,
    captures: Iterable[tuple[int, int]],
    *,
    reach: Reach | None = None,
) -> Carried:
    """Return the map after the captures of one day, (row, side's index) each.

    `day` is an ordinal, not before that of any earlier captures. A place that was itself told of stays as
    it was told until it is told of again. Of two captures of a place on one day the later one counts.
    """
    told = dict(captures)
    if len(told) == 0:
        return before
    step = _Step(ground, before, day, reach or Reach())
    for side in sorted(set(told.values())):
        step.take(side, [row for row, taker in told.items() if taker == side])
    return Carried(
        holder=step.holder,
        basis=step.basis,
        capture=step.capture,
        recent=tuple(each for each in step.recent if day - each[0] <= step.reach.days),
        lone=tuple(sorted(step.lone)),
    )


class _Step:
    """The arrays of one day, while its captures are put in."""

    def __init__(self, ground: Ground, before: Carried, day: int, reach: Reach) -> None:
        self.ground, self.before, self.day, self.reach = ground, before, day, reach
        self.holder = before.holder.copy()
        self.basis = before.basis.copy()
        self.capture = before.capture.copy()
        self.recent = list(before.recent)
        self.lone = set(before.lone)

    def take(self, side: int, rows: list[int]) -> None:
        """Put in what one side captured: the places nearest to its ground first."""
        losers = sorted({int(self.holder[row]) for row in rows} - {side, NOBODY})
        self.recent.extend((self.day, row, side) for row in rows)
        self.lone -= {(row, each) for row, each in self.lone if row in rows}
        waiting = {row for row, each in self.lone if each == side}
        to_ground = _to_nearest(self.ground, self._sure() == side)
        left = sorted({*rows, *waiting})
        while len(left) > 0:
            first = int(np.argmin(to_ground[left]))
            row = left.pop(first)
            self._set(np.array([row]), side, Basis.CLAIM, row)
            if self._stands_alone(side, row, float(to_ground[row])):
                self.lone.add((row, side))
                continue
            self.lone.discard((row, side))
            beside, behind = self._around(side, row, to_ground)
            self._set(behind, side, Basis.BEHIND, row)
            self._set(beside, side, Basis.BESIDE, row)
            new = np.zeros(len(self.holder), dtype=bool)
            new[np.concatenate([behind, beside, [row]])] = True
            new &= self.holder == side
            to_ground = np.minimum(to_ground, _to_nearest(self.ground, new))
        if not (self.before.holder == side).any():
            return
        for loser in losers:
            self._cut_off(loser, side, rows)

    def _sure(self) -> Indices:
        """Return the holders, of the captures that stand alone nobody."""
        holder = self.holder.copy()
        holder[[row for row, _ in self.lone]] = NOBODY
        return holder

    def _stands_alone(self, side: int, row: int, depth: float) -> bool:
        reach = self.reach
        return reach.lone_km < depth <= reach.deepest_km and self._gap(side, row) > depth

    def _set(self, rows: Indices, side: int, basis: Basis, capture: int) -> None:
        if basis is not Basis.CLAIM:
            rows = rows[self.basis[rows] != Basis.CLAIM.value]
        self.holder[rows] = side
        self.basis[rows] = basis.value
        self.capture[rows] = capture

    def _around(self, side: int, row: int, to_ground: Numbers) -> tuple[Indices, Indices]:
        """Return the rows beside and behind a captured one."""
        reach, xy = self.reach, self.ground.xy
        depth = float(to_ground[row])
        away = np.linalg.norm(xy - xy[row], axis=1)
        others = self.holder != side
        beside = np.flatnonzero(others & (away <= reach.beside_km))
        if depth > reach.deepest_km:  # nobody has come over land, or the side has no ground yet
            return beside, beside[:0]
        detour = min(reach.detour * depth, reach.gap * self._gap(side, row)) + reach.slack_km
        return beside, np.flatnonzero(others & (away + to_ground <= depth + detour))

    def _gap(self, side: int, row: int) -> float:
        """Return the kilometres to the nearest other place that the side captured of late."""
        others = [other for _, other, taker in self.recent if taker == side and other != row]
        if len(others) == 0:
            return float("inf")
        xy = self.ground.xy
        return float(np.linalg.norm(xy[others] - xy[row], axis=1).min())

    def _cut_off(self, loser: int, side: int, rows: list[int]) -> None:
        gap = float(np.median([self._gap(side, row) for row in rows]))
        reach = replace(self.reach, neck_km=min(self.reach.neck_km, self.reach.neck_gap * gap))
        lost = joined(self.ground, self.before.holder, loser, reach)
        lost &= ~joined(self.ground, self._sure(), loser, reach)
        found = np.flatnonzero(lost & (self.holder == loser))
        if len(found) == 0:
            return
        away = np.linalg.norm(self.ground.xy[found][:, None] - self.ground.xy[rows], axis=2)
        nearest = np.array(rows)[away.argmin(axis=1)]
        for row in sorted(set(nearest.tolist())):
            self._set(found[nearest == row], side, Basis.CUT_OFF, row)


def _to_nearest(ground: Ground, held: NDArray[np.bool_]) -> Numbers:
    """Return the kilometres of each row to the nearest of those held, infinite where there are none."""
    from scipy.spatial import cKDTree  # late: slow to load

    if not held.any():
        return np.full(len(held), np.inf)
    return np.asarray(cKDTree(ground.xy[held]).query(ground.xy)[0], dtype=float)


def joined(ground: Ground, holder: Indices, side: int, reach: Reach) -> NDArray[np.bool_]:
    """Tell of each row whether it is the side's and joined to its open ground.

    The open ground is what lies farther than a neck from everybody else's, in parts that are large.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    own = np.asarray(holder == side)
    others = np.asarray((holder != side) & (holder != NOBODY))
    if not others.any() or not own.any():
        return own
    rows = np.flatnonzero(own)
    away, _ = cKDTree(ground.xy[others]).query(ground.xy[rows])
    open_ = np.zeros(len(holder), dtype=bool)
    open_[rows[away > reach.neck_km]] = True
    if not open_.any():
        return own
    one, other = ground.edges[open_[ground.edges].all(axis=1)].T
    ties = coo_matrix((np.ones(len(one)), (one, other)), (len(holder), len(holder)))
    _, part = connected_components(ties, directed=False)
    size = np.bincount(part[open_], minlength=part.max() + 1)
    main = open_ & (size >= reach.share * size.max())[part]
    near, _ = cKDTree(ground.xy[main]).query(ground.xy[rows])
    found = np.zeros(len(holder), dtype=bool)
    found[rows[near <= reach.edge * reach.neck_km]] = True
    # A bank of a large river is joined to the other only while it has ground of some depth of its own.
    one, other = ground.edges[own[ground.edges].all(axis=1) & ~ground.across].T
    ties = coo_matrix((np.ones(len(one)), (one, other)), (len(holder), len(holder)))
    _, bank = connected_components(ties, directed=False)
    deep = rows[away > reach.bank * reach.neck_km]
    held = np.bincount(bank[deep[main[deep]]], minlength=bank.max() + 1) > 0
    # Where nothing is deep, as in a small country, the side still has the bank with most of its ground.
    held[np.bincount(bank[main]).argmax()] = True
    return np.asarray(found & held[bank])


def as_shares(
    carried: Carried, ids: Iterable[str], sides: tuple[str, ...]
) -> Mapping[str, Mapping[str, float]]:
    """Return a carried map as the earlier map that `fill` takes."""
    return {
        place: {sides[holder]: 1.0}
        for place, holder in zip(ids, carried.holder.tolist(), strict=True)
        if holder != NOBODY
    }
