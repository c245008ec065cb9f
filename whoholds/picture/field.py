"""Who is likely to hold the places nobody reported on: a Markov random field over the settlements.

What goes in, for one day: for each place somebody spoke of, a `Known`: how likely each side has it, and
how much that is worth. It is what the filter over time makes of a place's claims; the field knows no
days and no claims. What comes out is a `Field`: for every settlement of the `Ground` the share of each
side, whether it is observed or inferred, from which places, and how near the nearest of them lies.

What is smoothed is not who holds a place but how deep in a side's ground it lies: a known place stands
for its distance to the nearest known place of another side. Depth changes evenly towards a front, which
a harmonic function follows better than a step from one side to the other. The depths f solve

    (L + C + U) f = C·told + U·prior

with L the graph's Laplacian of weights 1/kilometre, C the weights of what is known, U that of an earlier
map (solver.py); neighbours across a large river count for a fifth. The scale that turns depths into
shares grows with how far apart the known places lie; it was fitted on five days of 2022 in Ukraine
(benchmarks/picture_fill.py says which).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from whoholds.base.errors import InputError, UnknownName
from whoholds.picture.graph import Ground, Indices, Numbers
from whoholds.picture.solver import MOST_PATCHED, Solver, solver_of

REACH_KM = 30.0
"""A place that no known place lies nearer to than this is unknown."""

_CAP_KM = 40.0
# What a statement of weight 1, and an earlier map, pull; neighbours pull about 1.4 together.
_PULL = 20.0
_PRIOR = 0.3
# Depths to shares: kilometres, and parts of the distance to the nearest and the eighth nearest known; and
# the power of depth over scale: far from a line certainty grows more slowly than depth.
_SCALE = (0.03, 0.128, 0.101)
_LEAST_SCALE_KM = 0.7
_POWER = 0.68
_EIGHTH = 8
_WIDEST_KM = 100.0
_HEAVIEST = 1e3
_FAINTEST = 0.01
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one place on one day.

    `place` is an identifier of the ground. `shares` are probabilities by side, each in [0, 1], together
    at most 1; what is missing to 1 is unknown, and pulls nowhere. `weight` is what it is worth: 1 for
    an ordinary fresh statement, 0 for nothing, more for several witnesses (a thousand at most).
    """

    place: str
    shares: Mapping[str, float]
    weight: float = 1.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Field:
    """The shares of the sides over a ground; row i belongs to `ground.ids[i]`.

    `shares[i, k]` is the probability that `sides[k]` holds the place, rows sum to 1; of an observed place
    they are what is known of it, what is missing to 1 filled in from its neighbours. `observed[i]`:
    somebody spoke of the place itself; all others are inferred. `away_km[i]` is how far the nearest
    observed place is, `reached[i]` whether that is near enough, or an earlier map says something of the
    place: where it is False the place is unknown, whatever its shares. `depth_km[i, k]` is how deep the
    place lies in the ground of side k, negative outside.
    """

    ground: Ground
    sides: tuple[str, ...]
    shares: Numbers
    depth_km: Numbers
    observed: NDArray[np.bool_]
    away_km: Numbers
    reached: NDArray[np.bool_]
    _state: "_State" = field(repr=False)

    def holder(self, place: str) -> str | None:
        """Return the likeliest side of a place, None where it is unknown."""
        row = self.ground.row(place)
        return self.sides[int(self.shares[row].argmax())] if self.reached[row] else None

    def holders(self) -> Indices:
        """Return the likeliest side of each row, -1 where it is unknown."""
        if len(self.sides) == 0:
            return np.full(len(self.ground), -1)
        return np.where(self.reached, self.shares.argmax(axis=1), -1)

    def anchors_of(self, place: str, *, limit: int = 5) -> list[str]:
        """Return the observed places that an inferred one rests on, the nearest first."""
        from scipy.spatial import cKDTree  # late: slow to load

        seen = np.flatnonzero(self.observed)
        if len(seen) == 0 or limit < 1:
            return []
        tree = cKDTree(self.ground.xy[seen])
        _, found = tree.query(self.ground.xy[self.ground.row(place)], k=min(limit, len(seen)))
        return [self.ground.ids[seen[each]] for each in np.atleast_1d(found)]

    def with_known(self, changed: Iterable[Known]) -> "Field":
        """Return the field with other knowledge of some places; the rest stays known as it is.

        The same as `fill` from all that is known then, to a millionth of a kilometre; for a few places
        it takes a twentieth of the time. A weight of 0 takes away what was known of a place.

        Raises:
            UnknownName, InputError: as `fill`.
        """
        state = self._state
        shares, weight = state.shares.copy(), state.weight.copy()
        rows = _put(self.ground, self.sides, changed, shares, weight)
        known = _Spread.of(self.ground, shares, weight, before=state.known, rows=rows)
        return _field(
            self.ground,
            self.sides,
            _State(
                shares=shares,
                weight=weight,
                known=known,
                lean=state.lean,
                leaning=state.leaning,
                solver=solver_of(self.ground, weight * _PULL + state.lean, before=state.solver),
            ),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Spread:
    """How the known places lie. `holder` is a row's side, -1 where nothing is known of it.

    `nearest[i, k]` are the kilometres from row i to the nearest known place of side k, `near[i]` those to
    the eight nearest known places, the nearest first.
    """

    holder: Indices
    nearest: Numbers
    near: Numbers

    @classmethod
    def of(
        cls,
        ground: Ground,
        shares: Numbers,
        weight: Numbers,
        *,
        before: "_Spread | None" = None,
        rows: Sequence[int] = (),
    ) -> "_Spread":
        """Return how the places of a weight lie; only `rows` differ from `before`."""
        known = weight > 0
        holder = np.full(len(weight), -1, dtype=np.int64)
        if known.any():
            holder[known] = shares[known].argmax(axis=1)
        stale = set(range(shares.shape[1]))
        nearest = np.full(shares.shape, _CAP_KM)
        near = None
        if before is not None and len(rows) <= MOST_PATCHED:
            stale = {int(before.holder[row]) for row in rows if before.holder[row] != holder[row]}
            stale -= {-1}
            nearest = before.nearest.copy()
            near = before.near if len(stale) == 0 or (known == (before.holder >= 0)).all() else None
            for row in rows:
                away = np.linalg.norm(ground.xy - ground.xy[row], axis=1)
                side = holder[row]
                if side >= 0 and side not in stale:
                    nearest[:, side] = np.minimum(nearest[:, side], away)
                if near is not None and side >= 0 and before.holder[row] < 0:
                    near = np.sort(np.column_stack([near, away]), axis=1)[:, :_EIGHTH]
        for side in sorted(stale):
            nearest[:, side] = _to_nearest(ground, holder == side)
        return cls(
            holder=holder,
            nearest=nearest,
            near=_to_eight(ground, known) if near is None else near,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class _State:
    """What a field was made of: `lean` are the pulls of the earlier map, `leaning` its depths."""

    shares: Numbers
    weight: Numbers
    known: _Spread
    lean: Numbers
    leaning: Numbers
    solver: Solver


def fill(
    ground: Ground,
    sides: Sequence[str],
    known: Iterable[Known],
    *,
    prior: Mapping[str, Mapping[str, float]] | None = None,
) -> Field:
    """Return the field over `ground` of what is known on one day.

    `prior` are the shares of an earlier map by place; a place without one has none.

    Raises:
        UnknownName: if a place is not of the ground, or a side not of `sides`.
        InputError: if a share or weight is out of range, or a place or side comes twice.
    """
    sides = tuple(sides)
    if len(set(sides)) < len(sides):
        raise InputError(f"filling in for the sides {', '.join(sides)}: one is there twice")
    shares, weight = np.zeros((len(ground), len(sides))), np.zeros(len(ground))
    _put(ground, sides, known, shares, weight)
    mapped, lean = np.zeros_like(shares), np.zeros_like(weight)
    earlier = (Known(place=place, shares=told) for place, told in (prior or {}).items())
    _put(ground, sides, earlier, mapped, lean)
    leaning = np.zeros_like(shares)
    if prior:
        leaning = _depths(mapped, _Spread.of(ground, mapped, lean))
    lean *= _PRIOR
    state = _State(
        shares=shares,
        weight=weight,
        known=_Spread.of(ground, shares, weight),
        lean=lean,
        leaning=leaning,
        solver=solver_of(ground, weight * _PULL + lean),
    )
    return _field(ground, sides, state)


def _field(ground: Ground, sides: tuple[str, ...], state: _State) -> Field:
    right = state.leaning * state.lean[:, None]
    right += _depths(state.shares, state.known) * (state.weight * _PULL)[:, None]
    depth = np.round(_solved(state.solver, right), _DECIMALS)
    observed = state.weight > 0
    # Where an earlier map fills the gaps, the next known place is its next place.
    mapped = state.lean > 0
    away, eighth = state.known.near[:, 0], state.known.near[:, -1]
    inferred = _shares(depth, np.where(mapped, 0.0, away), np.where(mapped, 0.0, eighth))
    said = state.shares.sum(axis=1, keepdims=True)
    shares = np.where(observed[:, None], state.shares + (1 - said) * inferred, inferred)
    return Field(
        ground=ground,
        sides=sides,
        shares=shares,
        depth_km=depth,
        observed=observed,
        away_km=away,
        reached=(away <= REACH_KM) | mapped,
        _state=state,
    )


def _solved(solver: Solver, right: Numbers) -> Numbers:
    # Of two sides, the depths of one are those of the other turned around.
    if right.shape[1] == 2 and np.array_equal(right[:, 0], -right[:, 1]):
        one = solver.solve(right[:, :1])
        return np.hstack([one, -one])
    return solver.solve(right)


def _put(
    ground: Ground,
    sides: tuple[str, ...],
    known: Iterable[Known],
    shares: Numbers,
    weight: Numbers,
) -> list[int]:
    """Write what is known into the arrays, and return the rows written."""
    column = {side: index for index, side in enumerate(sides)}
    rows: dict[int, None] = {}
    for each in known:
        row = ground.row(each.place)
        _check(each, column, again=row in rows)
        rows[row] = None
        shares[row] = 0.0
        for side, share in each.shares.items():
            shares[row, column[side]] = share if each.weight > 0 else 0.0
        weight[row] = each.weight * min(sum(each.shares.values()), 1.0)
    return list(rows)


def _check(each: Known, column: Mapping[str, int], *, again: bool) -> None:
    doing = f"filling in from {each.place!r}: "
    if again:
        raise InputError(f"{doing}it is there twice; put what is known of a place into one `Known`")
    for side in each.shares:
        if side not in column:
            raise UnknownName(
                f"{doing}{side!r} is none of the sides {', '.join(column)}; name all that hold anything",
                nearest=tuple(column),
            )
    good = all(0 <= share <= 1 for share in each.shares.values())  # False of what is no number
    if not good or sum(each.shares.values()) > 1 + 1e-9:
        raise InputError(
            f"{doing}shares {dict(each.shares)}; they are at least 0, together at most 1"
        )
    if not 0 <= each.weight <= _HEAVIEST:
        raise InputError(
            f"{doing}a weight of {each.weight}; it is at least 0, at most {_HEAVIEST:g}"
        )


def _depths(shares: Numbers, known: _Spread) -> Numbers:
    """Return how deep the known rows lie in each side's ground, in kilometres; 0 of the others.

    A place half one side's and half another's lies on the line: its depth is 0.
    """
    depth = np.zeros_like(shares)
    rows = np.flatnonzero(known.holder >= 0)
    if len(rows) == 0:
        return depth
    nearest = known.nearest[rows]
    own = np.arange(len(rows)), known.holder[rows]
    nearest[own] = np.inf
    nearest[own] = np.minimum(nearest.min(axis=1), _CAP_KM)
    lead = 2 * shares[rows] / shares[rows].sum(axis=1, keepdims=True) - 1
    depth[rows] = lead * nearest
    return depth


def _to_nearest(ground: Ground, known: NDArray[np.bool_]) -> Numbers:
    from scipy.spatial import cKDTree

    if not known.any():
        return np.full(len(ground), _CAP_KM)
    tree = cKDTree(ground.xy[known])
    away, _ = tree.query(ground.xy, distance_upper_bound=_CAP_KM)
    return np.asarray(np.minimum(away, _CAP_KM), dtype=float)


def _to_eight(ground: Ground, known: NDArray[np.bool_]) -> Numbers:
    from scipy.spatial import cKDTree

    if not known.any():
        return np.full((len(ground), _EIGHTH), np.inf)
    away, _ = cKDTree(ground.xy[known]).query(ground.xy, k=list(range(1, _EIGHTH + 1)))
    return np.asarray(away, dtype=float)


def _shares(depth: Numbers, away: Numbers, eighth: Numbers) -> Numbers:
    if depth.shape[1] == 0:
        return depth
    base, by_nearest, by_eighth = _SCALE
    scale = base + by_nearest * np.minimum(away, _WIDEST_KM)
    scale += by_eighth * np.minimum(eighth, _WIDEST_KM)
    scale = np.maximum(scale, _LEAST_SCALE_KM)
    # Two sides' depths are each other's negatives: half the difference is the depth itself.
    power = np.sign(depth) * np.abs(depth / scale[:, None]) ** _POWER / 2
    power = np.exp(power - power.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True), dtype=float)


def known_of(place: str, shares: Mapping[str, float]) -> Known | None:
    """Return what the daily probabilities of a place tell a field; None where that is nothing.

    `shares` are those of every side that claims name there, what is missing to 1 is nobody of them.
    What is known of a place fades towards all of these alike: so much of it weighs less, and does not
    mean that the place lies on the line.
    """
    nobody = max(1.0 - sum(shares.values()), 0.0)
    faded = min(nobody, *shares.values()) if len(shares) > 0 else 1.0
    weight = 1.0 - faded * (len(shares) + 1)
    if weight <= _FAINTEST:
        return None
    left = {side: max(share - faded, 0.0) / weight for side, share in shares.items()}
    total = max(sum(left.values()), 1.0)
    return Known(
        place=place, shares={side: share / total for side, share in left.items()}, weight=weight
    )


def all_sides(known: Iterable[Known]) -> tuple[str, ...]:
    """Return the sides that are named in what is known, in order of their identifiers."""
    return tuple(sorted(set(chain.from_iterable(each.shares for each in known))))
