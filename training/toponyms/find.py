"""Train the weights that tell which capitalised words mean a place.

    python -m training.toponyms.find LGL.xml TR-NEWS.xml GOLD CORPUS OUT.json [--gazetteers FOLDER]

A logistic regression over the features of `extract.toponym_features`. Only the tuning half of the news
is used (`benchmarks.news_toponyms`). A candidate is a place where it overlaps a marked name; where that
name has no point it is left out. Prints how well the other half's names are detected, to watch; nothing
is chosen by it.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.news_toponyms import Article, read_articles
from training.toponyms.wars import read_labelled, taught
from whoholds.base.protocols import KnownNames
from whoholds.extract.toponym_features import Document, features
from whoholds.extract.toponym_spans import Text, candidates
from whoholds.extract.toponyms import WAR, likelihood
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.known_names import GazetteerNames

LEAST_ARTICLES = 3
LEAST_WEIGHT = 0.02
WAR_COUNTS = 0.2
STRENGTHS = (0.1, 0.2, 0.4, 0.8)
FOLDS = 5

Row = tuple[list[str], bool, int]


def main() -> None:
    """Train, print and write."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("lgl", type=Path)
    ask.add_argument("tr_news", type=Path)
    ask.add_argument("gold", type=Path)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--gazetteers", type=Path, help="folder of compiled gazetteers")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = GazetteerNames(open_gazetteers(args.gazetteers or Path(folder)))
        articles = [*read_articles(args.lgl), *read_articles(args.tr_news)]
        tuning = rows_of([one for one in articles if one.tuning], names)
        other = rows_of([one for one in articles if not one.tuning], names)
        wars = list(taught(read_labelled(args.gold, args.corpus), names, len(articles)))
    news = len(tuning)
    # Labels of war tell mostly of places: what they are likelier to be for that is learned apart.
    tuning += [([*found, WAR], place, number) for found, place, number in wars]
    print(f"of news {news}, of war {len(wars)}, of which places {sum(row[1] for row in wars)}")
    kept = _kept(tuning)
    strength = max(STRENGTHS, key=lambda each: (_crossed(tuning, kept, each), -each))
    weights = _fit(tuning, kept, strength)
    weights = {
        name: round(weight, 3)
        for name, weight in weights.items()
        if name == "" or abs(weight) >= LEAST_WEIGHT
    }
    print(
        f"candidates {len(tuning)}, features {len(kept)}, strength {strength}, kept {len(weights)}"
    )
    for name, rows in (
        ("news tuned on", tuning[:news]),
        ("news, other half", other),
        ("war", wars),
    ):
        hit = sum(likelihood(found, weights) >= 0.5 and place for found, place, _ in rows)
        told = sum(likelihood(found, weights) >= 0.5 for found, _, _ in rows)
        gold = sum(place for _, place, _ in rows)
        print(
            f"{name}: candidates that are places {gold}, told {told}, right {hit}, "
            f"F1 {2 * hit / max(1, told + gold):.3f}"
        )
    whole = {"trained_by": "training.toponyms.find.py", "weights": dict(sorted(weights.items()))}
    args.out.write_text(json.dumps(whole, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def rows_of(articles: Iterable[Article], names: KnownNames) -> list[Row]:
    """Return the features of every candidate, whether it is a place, and the number of its article."""
    rows: list[Row] = []
    for number, article in enumerate(articles):
        text = Text(article.text)
        found = candidates(text, names)
        document = Document(text, found)
        for one in found:
            marks = [m for m in article.toponyms if m.start < one.end and one.start < m.end]
            if len(marks) > 0 and all(mark.point is None for mark in marks):
                continue
            rows.append((features(one, document), len(marks) > 0, number))
    return rows


def _kept(rows: Sequence[Row]) -> list[str]:
    where: dict[str, set[int]] = {}
    for found, _, number in rows:
        for feature in found:
            where.setdefault(feature, set()).add(number)
    return sorted(feature for feature, articles in where.items() if len(articles) >= LEAST_ARTICLES)


def _matrix(rows: Sequence[Row], kept: Sequence[str]):  # type: ignore[no-untyped-def]  # scipy is untyped
    from scipy.sparse import csr_matrix

    place = {feature: at for at, feature in enumerate(kept)}
    lines, columns = [], []
    for line, (found, _, _) in enumerate(rows):
        known = sorted({place[feature] for feature in found if feature in place})
        lines += [line] * len(known)
        columns += known
    return csr_matrix(([1.0] * len(lines), (lines, columns)), shape=(len(rows), len(kept)))


def _fit(rows: Sequence[Row], kept: Sequence[str], strength: float) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0)
    counts = [WAR_COUNTS if found[-1] == WAR else 1.0 for found, _, _ in rows]
    model.fit(_matrix(rows, kept), [place for _, place, _ in rows], sample_weight=counts)
    weights = dict(zip(kept, map(float, model.coef_[0]), strict=True))
    return {**weights, "": float(model.intercept_[0])}


def _crossed(rows: Sequence[Row], kept: Sequence[str], strength: float) -> float:
    """Return F1 over articles of news left out in turn."""
    counts: Counter[str] = Counter()
    for fold in range(FOLDS):
        weights = _fit([row for row in rows if row[2] % FOLDS != fold], kept, strength)
        for found, place, number in rows:
            if number % FOLDS == fold and found[-1] != WAR:
                told = likelihood(found, weights) >= 0.5
                counts["hit"] += told and place
                counts["told"] += told
                counts["gold"] += place
    score = 2 * counts["hit"] / max(1, counts["told"] + counts["gold"])
    print(f"strength {strength}: F1 over articles left out {score:.3f}")
    return score


if __name__ == "__main__":
    main()
