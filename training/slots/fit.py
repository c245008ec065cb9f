"""Linear scorers fitted to features: one of several classes, or one of several answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from whoholds.extract.scorers import Feature, Rows, Scorer, key_of, names_of

Keys = npt.NDArray[np.uint32]


def keys_of(features: Iterable[Feature]) -> Keys:
    """Return the distinct keys of features, in order."""
    names = names_of(features)
    return np.unique(np.fromiter(map(key_of, names), np.uint32, len(names)))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of keys as a sparse matrix; `columns` are the keys that were seen often enough."""

    columns: dict[int, int]
    matrix: csr_matrix


def tabulate(rows: Sequence[Keys], least: int) -> Table:
    """Return rows as a matrix over the keys seen in at least `least` rows."""
    seen: Counter[int] = Counter()
    for row in rows:
        seen.update(row.tolist())
    kept = sorted(key for key, count in seen.items() if count >= least)
    columns = {key: k for k, key in enumerate(kept)}
    indices: list[int] = []
    ends = [0]
    for row in rows:
        indices += [columns[key] for key in row.tolist() if key in columns]
        ends.append(len(indices))
    data = np.ones(len(indices), np.float32)
    return Table(columns, csr_matrix((data, indices, ends), shape=(len(rows), len(columns))))


def fit_classes(
    rows: Sequence[Keys], told: Sequence[str], *, strength: float, least: int = 2
) -> Scorer:
    """Fit a multinomial logistic regression; `strength` is the inverse of its L2 penalty."""
    table = tabulate(rows, least)
    model = LogisticRegression(C=strength, max_iter=100, tol=1e-3).fit(table.matrix, list(told))
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = (
            np.hstack([-weights / 2, weights / 2]),
            np.array([-bias[0] / 2, bias[0] / 2]),
        )
    return pruned(tuple(map(str, model.classes_)), table.columns, weights, bias)


def fit_ranking(
    rows: Sequence[Keys],
    right: Sequence[bool],
    sizes: Sequence[int],
    *,
    penalty: float,
    answers: Sequence[Sequence[int]] | None = None,
    least: int = 2,
    steps: int = 150,
) -> Scorer:
    """Fit a conditional logit: among the answers of a question the right ones get the probability.

    `sizes` are the numbers of answers of the questions, in order; those without a right one are left
    out. `answers` are the rows that each answer is made of, where several share some; without it every
    row is an answer.
    """
    made_of = [(k,) for k in range(len(rows))] if answers is None else answers
    good = np.asarray(right, float)
    counts = np.asarray(sizes)
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    asked = np.add.reduceat(good, starts) > 0
    kept = np.repeat(asked, counts)
    made_of = [parts for parts, keep in zip(made_of, kept, strict=True) if keep]
    used = {part: k for k, part in enumerate(sorted({p for parts in made_of for p in parts}))}
    table = tabulate([rows[part] for part in used], least)
    good, counts = good[kept], counts[asked]
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    ends = np.r_[0, np.cumsum([len(parts) for parts in made_of])]
    joined = [used[part] for parts in made_of for part in parts]
    sums = csr_matrix(
        (np.ones(len(joined), np.float32), joined, ends), shape=(len(made_of), len(used))
    )
    matrix, turned = table.matrix, table.matrix.T.tocsr()
    spread = sums.T.tocsr()

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = sums @ (matrix @ weights)
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), counts))
        likely = raised / np.repeat(np.add.reduceat(raised, starts), counts)
        hit = np.maximum(np.add.reduceat(likely * good, starts), 1e-12)
        gradient = turned @ (spread @ (likely - likely * good / np.repeat(hit, counts)))
        return (
            float(-np.log(hit).sum() + 0.5 * penalty * weights @ weights),
            gradient + penalty * weights,
        )

    found = minimize(
        loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": steps}
    )
    return pruned(("score",), table.columns, found.x[:, None], np.zeros(1))


def pruned(
    classes: tuple[str, ...],
    columns: dict[int, int],
    weights: npt.NDArray[np.float64],
    bias: npt.NDArray[np.float64],
    least: float = 0.01,
) -> Scorer:
    """Return a scorer without the features whose weights are all next to nothing."""
    telling = np.abs(weights).max(axis=1) >= least
    rows = Rows()
    for key, k in columns.items():
        if telling[k]:
            rows[key] = len(rows)
    # Stored as half floats: rounded here, so that training and use see the same numbers.
    kept = weights[telling].astype(np.float16).astype(np.float32)
    return Scorer(classes, rows, kept, bias.astype(np.float32))
