"""Learn what counts how much when the names of a text are placed.

    python -m training.toponyms.place LGL.xml TR-NEWS.xml OUT.toml --patches FILE [--gazetteers FOLDER]

Names as the finder finds them in the tuning halves (`benchmarks.news_toponyms`), each with the places
that bear it; the right ones lie within 161 km of the marked point, the nearer the better. A conditional
logit with a ridge, fitted to the features of the last round and of the round before the first in turn,
since the features of a text hang on the shares that the weights give.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.news_toponyms import Article, read_articles
from whoholds.identify.gazetteer import open_gazetteers
from whoholds.identify.geoparse import Geoparser, Scene, changing, soften
from whoholds.identify.geoparse_ground import Ground, kilometres
from whoholds.identify.geoparse_weights import FEATURES, GeoparseWeights, load_weights
from whoholds.run.geoparsing import TextGeoparser, ground_of, name_in_text

FAR_KM = 161.0
CLOSE_KM = 30.0
RIDGE = 0.0005
ROUNDS = 3
PASSES = 4

Array = npt.NDArray[np.float64]
Owners = npt.NDArray[np.int64]


@dataclass(slots=True)
class Lesson:
    """A scene, how often each of its names is meant so, and which candidates are right."""

    scene: Scene
    right: Array
    often: Array


def main() -> None:
    """Learn, print and write."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("lgl", type=Path)
    ask.add_argument("tr_news", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--patches", type=Path)
    ask.add_argument("--gazetteers", type=Path, help="folder of compiled gazetteers")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gazetteer = open_gazetteers(args.gazetteers or Path(folder))
        parser, chooser = TextGeoparser(gazetteer), Geoparser(gazetteer)
        lessons = []
        for path, patches in ((args.lgl, args.patches), (args.tr_news, None)):
            articles = list(read_articles(path, patches))
            lessons += _lessons(articles, parser, chooser)
    weights = load_weights()
    for turn in range(PASSES):
        vector = _fit(lessons, weights)
        points = dict(zip(FEATURES, (round(float(v), 3) for v in vector), strict=True))
        weights = GeoparseWeights(points, ROUNDS, weights.least)
        print(f"pass {turn}: right {_accuracy(lessons, weights):.4f}")
    lines = [
        "# What counts how much when names are placed. Written by training/toponyms/place.py.",
        f"rounds = {ROUNDS}",
        f"least = {weights.least}",
        "",
        "[points]",
        *(f"{name} = {value}" for name, value in weights.points.items()),
    ]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lessons(
    articles: Sequence[Article], parser: TextGeoparser, chooser: Geoparser
) -> list[Lesson]:
    first = {one.name: parser.geoparse(one.text, demonyms=True) for one in articles}
    lessons = []
    for at, article in enumerate(articles):
        if not article.tuning:
            continue
        others = [
            first[one.name]
            for one in articles
            if one.publisher == article.publisher and one.name != article.name
        ]
        located = first[article.name]
        # Every second article is learned without its publisher: users' texts often have none.
        ground = Ground() if at % 2 == 0 else ground_of(others)
        scene = chooser.scene([name_in_text(one.toponym) for one in located], ground)
        right = np.zeros(len(scene.places))
        often = np.zeros(len(scene.names))
        for one in located:
            span = one.toponym.span
            mark = next(
                (
                    mark
                    for mark in article.toponyms
                    if mark.start < span.end and span.start < mark.end and mark.point is not None
                ),
                None,
            )
            if mark is None or mark.point is None:
                continue
            number = scene.of_name[one.toponym.name, one.toponym.within]
            rows = np.flatnonzero(scene.owner == number)
            away = [
                kilometres(mark.point, (scene.places[row].lat, scene.places[row].lon))
                for row in rows
            ]
            if len(away) == 0 or min(away) > FAR_KM:
                continue
            limit = max(CLOSE_KM, min(away) + 1.0)
            right[rows] = [km <= limit for km in away]
            often[number] += 1
        lessons.append(Lesson(scene, right, often))
    return lessons


def _fit(lessons: Sequence[Lesson], weights: GeoparseWeights) -> Array:
    from scipy.optimize import minimize

    chooser_rows: list[tuple[Array, Owners, Array, Array]] = []
    for lesson in lessons:
        scene = lesson.scene
        if len(scene.places) == 0:
            continue
        shares = soften(scene, changing(scene, None), weights)
        for turn in range(weights.rounds):
            moving = changing(scene, shares)
            shares = soften(scene, moving, weights)
            if turn in (0, weights.rounds - 1):
                whole = np.concatenate([scene.fixed, moving], axis=1)
                chooser_rows.append((whole, scene.owner, lesson.right, lesson.often))
    start = weights.vector
    total = sum(float(often.sum()) for _, _, _, often in chooser_rows)

    def loss(vector: Array) -> tuple[float, Array]:
        value, slope = 0.0, np.zeros_like(vector)
        for whole, owner, right, often in chooser_rows:
            names = len(often)
            points = whole @ vector
            best = np.full(names, -np.inf)
            np.maximum.at(best, owner, points)
            grown = np.exp(points - best[owner])
            all_of = np.zeros(names)
            np.add.at(all_of, owner, grown)
            good_of = np.zeros(names)
            np.add.at(good_of, owner, grown * right)
            told = (often > 0) & (good_of > 0)
            value -= float((often[told] * np.log(good_of[told] / all_of[told])).sum())
            share = grown / all_of[owner]
            good = np.where(
                told[owner], grown * right / np.where(good_of > 0, good_of, 1)[owner], 0
            )
            heft = np.where(told, often, 0.0)[owner]
            slope -= whole.T @ (heft * (good - share))
        value = value / total + RIDGE * float(vector @ vector) / 2
        return value, slope / total + RIDGE * vector

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x, dtype=float)


def _accuracy(lessons: Sequence[Lesson], weights: GeoparseWeights) -> float:
    hit = whole = 0.0
    for lesson in lessons:
        scene = lesson.scene
        shares = soften(scene, changing(scene, None), weights)
        for _ in range(weights.rounds):
            shares = soften(scene, changing(scene, shares), weights)
        for number, often in enumerate(lesson.often):
            if often == 0:
                continue
            rows = np.flatnonzero(scene.owner == number)
            whole += often
            hit += often * lesson.right[rows[int(np.argmax(shares[rows]))]]
    return float(hit / max(1.0, whole))


if __name__ == "__main__":
    main()
