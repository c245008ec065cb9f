"""The sparse system of the field, (L + D) f = b: factored once, patched where few of D change.

L is the Laplacian of a ground's graph with weights 1/kilometre, a fifth of that across a large river, D
a diagonal of pulls. The matrix is symmetric and positive, so SuperLU needs no pivots and its factor of
34,000 settlements stays small. A few changed entries of D are put in by Woodbury's identity: one solve
for each, exact, no new factor.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from whoholds.picture.graph import Ground, Numbers

MOST_PATCHED = 16
"""More changed pulls than this are worth a new factor."""

# Holds up settlements without neighbours; too weak to be seen elsewhere.
_LOOSE = 1e-6
_SHORTEST_KM = 0.1
# Near the line of the days that the settings were chosen on, neighbours across a river were on two sides
# in 50 to 70 of a hundred, others in 17 to 20.
_ACROSS = 0.2

Solve = Callable[[Numbers], Numbers]


@dataclass(frozen=True, eq=False, kw_only=True)
class Solver:
    """Answers for the diagonal `pull`; `factor` for `factor_pull`: a patch is never put on a patch."""

    solve: Solve
    pull: Numbers
    factor: Solve
    factor_pull: Numbers


def solver_of(ground: Ground, pull: Numbers, *, before: Solver | None = None) -> Solver:
    """Return the solver for a diagonal of pulls, each at least 0.

    `before` is a solver of the same ground: the answers are the same to rounding, and come sooner where
    few pulls differ.
    """
    if before is not None:
        changed = np.flatnonzero(pull != before.factor_pull)
        if len(changed) <= MOST_PATCHED:
            solve = _patched(before, pull, changed)
            return Solver(
                solve=solve, pull=pull, factor=before.factor, factor_pull=before.factor_pull
            )
    factor = _factored(ground, pull)
    return Solver(solve=factor, pull=pull, factor=factor, factor_pull=pull)


def _patched(before: Solver, pull: Numbers, changed: np.ndarray) -> Solve:
    if len(changed) == 0:
        return before.factor
    units = np.zeros((len(pull), len(changed)))
    units[changed, np.arange(len(changed))] = 1.0
    columns = before.factor(units)
    small = np.diag(1 / (pull - before.factor_pull)[changed]) + columns[changed]

    def solve(right: Numbers) -> Numbers:
        first = before.factor(right)
        return np.asarray(first - columns @ np.linalg.solve(small, first[changed]), dtype=float)

    return solve


def _factored(ground: Ground, pull: Numbers) -> Solve:
    from scipy.sparse import coo_matrix, diags_array  # late: slow to load
    from scipy.sparse.linalg import splu

    size = len(ground)
    if size == 0:
        return lambda right: right
    one, other = ground.edges.T
    tie = np.where(ground.across, _ACROSS, 1.0) / np.maximum(ground.lengths, _SHORTEST_KM)
    tie = np.tile(tie, 2)
    start, end = np.concatenate([one, other]), np.concatenate([other, one])
    ties = coo_matrix((tie, (start, end)), (size, size)).tocsc()
    held = np.bincount(start, tie, size)
    factor = splu(
        (diags_array(held + pull + _LOOSE) - ties).tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )

    def solve(right: Numbers) -> Numbers:
        return np.asarray(factor.solve(right), dtype=float)

    return solve
