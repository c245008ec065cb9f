"""Logistic regressions over features that are strings, cross-validated by whole texts."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from whoholds.extract.toponyms import likelihood

LEAST_TEXTS = 3
LEAST_WEIGHT = 0.02
FOLDS = 5


class Row(NamedTuple):
    """The features of a candidate, whether it is one, and the number of its text.

    `counts` is how much it counts in learning; what counts less than 1 is not scored.
    """

    features: list[str]
    true: bool
    text: int
    counts: float = 1.0


def kept_features(rows: Sequence[Row]) -> list[str]:
    """Return the features that several texts have."""
    where: dict[str, set[int]] = {}
    for row in rows:
        for feature in row.features:
            where.setdefault(feature, set()).add(row.text)
    return sorted(feature for feature, texts in where.items() if len(texts) >= LEAST_TEXTS)


def fit(rows: Sequence[Row], kept: Sequence[str], strength: float) -> dict[str, float]:
    """Return the weights, small ones left out; the empty string is the constant."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    place = {feature: at for at, feature in enumerate(kept)}
    lines, columns = [], []
    for line, row in enumerate(rows):
        known = sorted({place[feature] for feature in row.features if feature in place})
        lines += [line] * len(known)
        columns += known
    matrix = csr_matrix(([1.0] * len(lines), (lines, columns)), shape=(len(rows), len(kept)))
    counts = [row.counts for row in rows]
    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0)
    model.fit(matrix, [row.true for row in rows], sample_weight=counts)
    weights = dict(zip(kept, map(float, model.coef_[0]), strict=True))
    weights = {name: round(weight, 3) for name, weight in weights.items()}
    return {name: weight for name, weight in weights.items() if abs(weight) >= LEAST_WEIGHT} | {
        "": round(float(model.intercept_[0]), 3)
    }


def crossed(rows: Sequence[Row], kept: Sequence[str], strength: float) -> float:
    """Return, and print, F1 over texts left out in turn."""
    counts: Counter[str] = Counter()
    for fold in range(FOLDS):
        weights = fit([row for row in rows if row.text % FOLDS != fold], kept, strength)
        for row in rows:
            if row.text % FOLDS == fold and row.counts >= 1.0:
                told = likelihood(row.features, weights) >= 0.5
                counts["hit"] += told and row.true
                counts["told"] += told
                counts["gold"] += row.true
    score = 2 * counts["hit"] / max(1, counts["told"] + counts["gold"])
    print(f"strength {strength}: F1 over texts left out {score:.3f}")
    return score
