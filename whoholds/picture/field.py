"""Who is likely to hold the places nobody reported on: a Markov random field over the settlements.

What goes in, for one day: for each place somebody spoke of, a `Known`: how likely each side has it, and
how much that is worth. It is what the filter over time makes of a place's claims; the field knows no
days and no claims. What comes out is a `Field`: for every settlement of the `Ground` the share of each
side, whether it is observed or inferred, from which places, and how near the nearest of them lies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from whoholds.base.errors import UnknownName
from whoholds.picture.graph import Ground

Numbers = NDArray[np.float64]

PRIOR = 0.01
_UNKNOWN = 1e-6
_REACH_KM = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one place on one day.

    `place` is an identifier of the ground. `shares` are probabilities by side, each in [0, 1], together
    at most 1; what is missing to 1 is unknown, and pulls nowhere. `weight` is what it is worth: 1 for
    an ordinary fresh statement, 0 for nothing, more for several witnesses.
    """

    place: str
    shares: Mapping[str, float]
    weight: float = 1.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Field:
    """The shares of the sides over a ground; row i belongs to `ground.ids[i]`.

    `shares[i, k]` is the probability that `sides[k]` holds the place, rows sum to 1. `observed[i]`:
    somebody spoke of the place itself; all others are inferred. `away_km[i]` is how far the nearest
    observed place is, `reached[i]` whether that is near enough to say anything: where it is False the place
    is unknown, whatever its shares.
    """

    ground: Ground
    sides: tuple[str, ...]
    shares: Numbers
    observed: NDArray[np.bool_]
    away_km: Numbers
    reached: NDArray[np.bool_]
    anchors: Sequence[Known] = field(repr=False)

    def anchors_of(self, place: str, *, limit: int = 5) -> list[str]:
        """Return the observed places that an inferred one rests on, the nearest first."""
        from scipy.spatial import cKDTree  # late: slow to load

        seen = np.flatnonzero(self.observed)
        if len(seen) == 0:
            return []
        tree = cKDTree(self.ground.xy[seen])
        _, found = tree.query(self.ground.xy[self.ground.row(place)], k=min(limit, len(seen)))
        return [self.ground.ids[seen[each]] for each in np.atleast_1d(found)]


def fill(
    ground: Ground,
    sides: Sequence[str],
    known: Iterable[Known],
    *,
    prior: Mapping[str, Mapping[str, float]] | None = None,
    before: Field | None = None,
) -> Field:
    """Return the field over `ground` of what is known on one day.

    `prior` are the shares of an earlier map by place; a place without one has none. `before` is the field
    of the day before: the answer is the same without it, only later.

    Raises:
        UnknownName: if a place is not of the ground, or a side not of `sides`.
    """
    from scipy.sparse import coo_matrix, diags_array  # late: slow to load
    from scipy.sparse.linalg import splu
    from scipy.spatial import cKDTree

    anchors = list(known)
    target, weight = _told(ground, sides, anchors)
    leaning, pull = _told(ground, sides, _as_known(prior or {}))
    size = len(ground)
    one, other = ground.edges.T
    tie = 1 / np.maximum(ground.lengths, 0.1)
    ties = coo_matrix((tie, (one, other)), (size, size))
    ties = (ties + ties.T).tocsc()
    system = (
        diags_array(np.asarray(ties.sum(axis=0)).ravel() + weight + PRIOR * pull + _UNKNOWN) - ties
    )
    shares = splu(system.tocsc()).solve(target + PRIOR * leaning + _UNKNOWN / len(sides))
    observed = weight > 0
    away = np.full(size, np.inf)
    if observed.any():
        away = cKDTree(ground.xy[observed]).query(ground.xy)[0]
    return Field(
        ground=ground,
        sides=tuple(sides),
        shares=shares / shares.sum(axis=1, keepdims=True),
        observed=observed,
        away_km=away,
        reached=(away <= _REACH_KM) | (pull > 0),
        anchors=anchors,
    )


def _as_known(prior: Mapping[str, Mapping[str, float]]) -> list[Known]:
    return [Known(place=place, shares=shares) for place, shares in prior.items()]


def _told(ground: Ground, sides: Sequence[str], known: Iterable[Known]) -> tuple[Numbers, Numbers]:
    """Return, by row, what the sides are told to have times its weight, and the weights."""
    column = {side: index for index, side in enumerate(sides)}
    told = np.zeros((len(ground), len(sides)))
    for each in known:
        row = ground.row(each.place)
        for side, share in each.shares.items():
            if side not in column:
                raise UnknownName(
                    f"filling in {each.place!r}: {side!r} is none of the sides {', '.join(sides)}; "
                    "name all sides that hold anything"
                )
            told[row, column[side]] += share * each.weight
    return told, told.sum(axis=1)
