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
from collections.abc import Iterable
from pathlib import Path

from benchmarks.news_toponyms import Article, read_articles
from training.toponyms.logistic import Row, crossed, fit, kept_features
from training.toponyms.wars import read_labelled, taught
from whoholds.base.protocols import KnownNames
from whoholds.extract.toponym_features import Document, features
from whoholds.extract.toponym_spans import Text, candidates
from whoholds.extract.toponyms import likelihood
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.known_names import GazetteerNames

STRENGTHS = (0.1, 0.2, 0.4, 0.8)


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
    tuning += wars
    print(f"of news {news}, of war {len(wars)}, of which places {sum(row.true for row in wars)}")
    kept = kept_features(tuning)
    strength = max(STRENGTHS, key=lambda each: (crossed(tuning, kept, each), -each))
    weights = fit(tuning, kept, strength)
    print(
        f"candidates {len(tuning)}, features {len(kept)}, strength {strength}, kept {len(weights)}"
    )
    for name, rows in (
        ("news tuned on", tuning[:news]),
        ("news, other half", other),
        ("war", wars),
    ):
        told = [likelihood(row.features, weights) >= 0.5 for row in rows]
        hit = sum(one and row.true for one, row in zip(told, rows, strict=True))
        gold = sum(row.true for row in rows)
        print(
            f"{name}: candidates that are places {gold}, told {sum(told)}, right {hit}, "
            f"F1 {2 * hit / max(1, sum(told) + gold):.3f}"
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
            rows.append(Row(features(one, document), len(marks) > 0, number))
    return rows


if __name__ == "__main__":
    main()
