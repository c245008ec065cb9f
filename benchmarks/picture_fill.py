"""Filling in: of the places that nobody reported on, how many are given to the right side?

    python -m benchmarks.picture_fill SETTLEMENTS CONTROL [--days DAY …] [--seeds 0 1 2 3 4] [--kriging]
        [--diagram reliability.png]

Of each day's settlements that the expert map gives to a side (ukraine.py) a share is known: 20 or 5 %
of the settlements, or all settlements of 20 % of the squares of 25 km (a grid from the projection's
middle). The others are filled in, with nothing else to go by: no earlier map, no other day. Counted are
the places within 10 and 20 km of the line, as the mean over days and seeds; beside them, what the
nearest known place and, with --kriging (half an hour), ordinary kriging say (exponential covariance,
range 100 km, the 40 nearest known places). The random number generator is numpy's default, seeded with
the seed and the day.

Confidence: at 20 % known, places within 20 km of the line; ECE is the expected calibration error over
fifteen equal bins from .5 to 1, of each day and seed, averaged. *Sure* is the share of those places
that can be answered with 98 % right, taking the most confident first.

The method has no parameter for these days: what it has (the cap of 40 km, weights 1/distance, a fifth of
it across a large river, four numbers of the scale of confidence) was chosen on 2022-04-10, 06-01, 07-01,
09-01 and 10-01 with other draws, of the same war; the scale on draws of 20 and 5 %. Of several ways to
fit it totals of the days scored were seen. The days scored unless given are the 15th of the middle month
of each quarter from May 2022.
"""

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.reliability_plot import draw_reliability
from benchmarks.ukraine import NEAR_KM, SIDES, Indices, Numbers, Truth, Ukraine, days_of
from whoholds.picture.field import Known, fill
from whoholds.picture.graph import Ground

DAYS = (
    "2022-05-15",
    "2022-08-15",
    "2022-11-15",
    "2023-02-15",
    "2023-05-15",
    "2023-08-15",
    "2023-11-15",
)
SETTINGS = (("20 % known", 0.2, None), ("5 % known", 0.05, None), ("20 % of blocks", 0.2, 25.0))
_BINS = 15
_SURE = 0.98

Guess = Callable[[Ground, Truth, Indices, Indices], Numbers]


def field(ground: Ground, truth: Truth, known: Indices, asked: Indices) -> Numbers:
    """The package's field."""
    told = (
        Known(place=ground.ids[row], shares={SIDES[truth.side[row]]: 1.0}) for row in known.tolist()
    )
    return np.asarray(fill(ground, SIDES, told).shares[asked, 1], dtype=float)


def nearest(ground: Ground, truth: Truth, known: Indices, asked: Indices) -> Numbers:
    """The side of the nearest known place."""
    _, found = cKDTree(ground.xy[known]).query(ground.xy[asked])
    return np.asarray(truth.side[known][found], dtype=float)


def kriging(ground: Ground, truth: Truth, known: Indices, asked: Indices) -> Numbers:
    """Ordinary kriging of the side as a number."""
    count = min(40, len(known))
    away, found = cKDTree(ground.xy[known]).query(ground.xy[asked], k=count)
    value, answers = truth.side[known].astype(float), []
    for start in range(0, len(asked), 1000):
        part = found[start : start + 1000]
        spots = ground.xy[known][part]
        among = np.exp(-np.linalg.norm(spots[:, :, None] - spots[:, None], axis=-1) / 100)
        to = np.exp(-away[start : start + 1000] / 100)
        both = np.linalg.solve(among, np.stack([np.ones_like(to), to], axis=-1))
        said = value[part]
        mean = (both[..., 0] * said).sum(axis=1) / both[..., 0].sum(axis=1)
        answers.append(mean + (both[..., 1] * (said - mean[:, None])).sum(axis=1))
    return np.concatenate(answers)


GUESSES: dict[str, Guess] = {"nearest": nearest, "whoholds": field}


def draws(
    ukraine: Ukraine, days: list[date], seeds: list[int], share: float, block_km: float | None
) -> Iterator[tuple[Truth, Indices]]:
    """Yield each day's truth with the rows that are known."""
    for day in days:
        truth = ukraine.truth(day)
        for seed in seeds:
            dice = np.random.default_rng([seed, day.toordinal()])
            pool = truth.known
            if block_km is not None:
                square = np.floor(ukraine.ground.xy / block_km).astype(int)
                _, square = np.unique(square, axis=0, return_inverse=True)
                square = square.ravel()
                count = square.max() + 1
                taken = dice.choice(count, int(share * count), replace=False)
                yield truth, pool[np.isin(square[pool], taken)]
            else:
                yield truth, np.sort(dice.choice(pool, int(share * len(pool)), replace=False))


def calibration_error(share: Numbers, right: Numbers) -> float:
    """Return the expected calibration error of shares of the likelier side, in percent."""
    bin_of = np.minimum(((share - 0.5) * 2 * _BINS).astype(int), _BINS - 1)
    gaps = [abs(share[bin_of == each].sum() - right[bin_of == each].sum()) for each in range(_BINS)]
    return float(sum(gaps) / len(share) * 100)


def sure_share(share: Numbers, right: Numbers) -> float:
    """Return the part, in percent, that is answered at 98 % right, the most confident first."""
    order = np.argsort(-share, kind="stable")
    running = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(running >= _SURE)
    return float((good[-1] + 1) / len(right) * 100) if len(good) else 0.0


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("settlements", type=Path)
    ask.add_argument("control", type=Path)
    ask.add_argument("--days", nargs="+", default=list(DAYS))
    ask.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    ask.add_argument("--kriging", action="store_true")
    ask.add_argument("--diagram", type=Path, help="draw how often answers are right, by how sure")
    add_figures_option(ask)
    asked = ask.parse_args()
    guesses = {**GUESSES, **({"kriging": kriging} if asked.kriging else {})}
    ukraine = Ukraine(asked.settlements, asked.control)
    figures: dict[str, float | int] = {}
    rows: list[list[str | float | int]] = []
    answers: dict[str, list[tuple[Numbers, Numbers]]] = {}
    for setting, share, block_km in SETTINGS:
        scores: dict[str, list[list[float]]] = {name: [] for name in guesses}
        places = 0
        for truth, known in draws(ukraine, days_of(asked.days), asked.seeds, share, block_km):
            left = truth.near(max(NEAR_KM))
            left[known] = False
            rest = np.flatnonzero(left)
            places += len(rest)
            for name, guess in guesses.items():
                said = guess(ukraine.ground, truth, known, rest)
                right = (said > 0.5) == truth.side[rest]
                near = [right[truth.to_line[rest] <= km].mean() * 100 for km in NEAR_KM]
                by_other = right[truth.to_other[rest] <= NEAR_KM[0]].mean() * 100
                sure = np.clip(np.maximum(said, 1 - said), 0.5, 1)
                more = [calibration_error(sure, right), sure_share(sure, right)]
                scores[name].append([*near, by_other, *more])
                if guess is field:
                    answers.setdefault(setting, []).append((sure, right))
        for name, found in scores.items():
            mean = np.mean(found, axis=0)
            rows.append([f"{setting}: {name}", *(f"{value:.2f}" for value in mean), places])
            for what, value in zip(("10", "20", "other 10", "ece", "sure"), mean, strict=True):
                figures[f"{setting}, {what}: {name}"] = round(float(value), 2)
        figures[f"{setting}: places"] = places
    head = ["filled in", "≤ 10 km", "≤ 20 km", "≤ 10 km of the other side", "ECE", "sure", "places"]
    print_table(head, rows)
    keep_figures(asked.figures, "-", figures)
    if asked.diagram is not None:
        told = {
            setting: (np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found]))
            for setting, found in answers.items()
        }
        draw_reliability(told, asked.diagram, title="Places within 20 km of the front, filled in")


if __name__ == "__main__":
    main()
