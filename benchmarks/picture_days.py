"""A map carried forward by captures: right near the line, and the changes found, day by day.

    python -m benchmarks.picture_days SETTLEMENTS CONTROL DAYS CAPTURES GAZETTEER [--start 2022-07-01]
        [--first 2022-10-01] [--last 2023-03-31] [--every 1] [--seeds 0 1 2]

The expert map of the day `start` (ukraine.py) is carried forward by captures alone, in two runs:

- *captures told*: CAPTURES (`d`, `oblast`, `name`, `side`: UA or RU) after `start`, each on its own
  day. A name is found among the settlements by its English names and its Ukrainian one in Latin
  letters, inside its oblast (column `adm1` of GAZETTEER, by `wof_id`). Of several, those that the taker
  has already are left out, and that nearest to what it took in the thirty days before, or to the line of
  `start`, is taken. Names not found are told of and left out.
- *a fifth of the changes, late*: a random fifth of all changes from one side to the other that the
  expert map shows after `start`, each told 0 to 7 days (even chances) after it happened. Mean of the
  seeds.

Scored on every day from `first` to `last` that the expert map has (DAYS lists them; `--every N`: each
Nth), over places that it gives to a side on that day and on `start`: right within 10 and 20 km of that
day's line, all days together; and F1 of the *changed places*: a pair of place and day counts as found
where the place is given to the side that has it and had not on `start`, as wrong where it is given to
another side than on `start` and is not found, as missed where it changed and is given to the side it
had. A change found on its day and kept for 100 days counts 100 times.

Beside it: the start map unchanged, and the start map with a vote of captured places by a normal kernel
of 6 km. The parameters (`advance.Reach`) were chosen on 2022-08-01 to 2022-09-30 of the same war, from
`start`; totals of Oct 2022 to Mar 2023 were seen while the method was made, and so was where the map of
that November lacked most, which led to the rule of banks of rivers. Spring 2022 (`--start 2022-04-03
--first 2022-05-01 --last 2022-06-30`) and April 2023 on (`--start 2023-04-01 …`) were not.

The expert map has slips: with seed 0 one village 41 km behind the line is among the changes told, which
alone used to take five points from the late run, and nothing changed there.
"""

import argparse
import csv
import lzma
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.ukraine import NEAR_KM, Indices, Truth, Ukraine
from whoholds.picture.advance import Carried, carry

SIDE = {"UA": 0, "RU": 1}
_LATEST = 7
_TOLD = 0.2
_KERNEL_KM = 6.0
_LATELY_DAYS = 30

Capture = tuple[date, int, int]
Model = Callable[[Ukraine, Indices, Sequence[Capture], Sequence[date]], Iterator[Indices]]

_CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ"
_LATIN = "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia e y e -"
_LETTERS = dict(zip(_CYRILLIC, re.split(" ", _LATIN), strict=True))


def latin(name: str) -> str:
    """Return a name in Latin letters (Ukraine's own rule, 2010), and nothing but letters.

    The rule writes some letters otherwise where a word begins with them: Yakovenkove, not Iakovenkove.
    """
    words = re.sub("[^a-z]", "", "".join(_LETTERS.get(each, each) for each in name.lower()))
    return re.sub("^i(?=[aeu])", "y", words)


def captures_of(
    ukraine: Ukraine, path: Path, gazetteer: Path, start: date
) -> tuple[list[Capture], list[str]]:
    """Return the captures after a day with their rows, and the names that were not found."""
    names: dict[str, list[int]] = {}
    for row, place in enumerate(ukraine.rows):
        for name in {latin(place["name"]), *(latin(each) for each in place["english"].split("|"))}:
            names.setdefault(name, []).append(row)
    with lzma.open(gazetteer, "rt", encoding="utf-8", newline="") as file:
        read = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        oblast = {row["wof_id"]: _oblast(row["adm1"]) for row in read}
    with path.open(encoding="utf-8", newline="") as file:
        told = sorted(csv.DictReader(file), key=lambda row: row["d"])
    away, held = ukraine.truth(start).to_line, ukraine.sides_on(start)
    found: list[Capture] = []
    missed: list[str] = []
    for each in told:
        day, side = date.fromisoformat(each["d"]), SIDE[each["side"]]
        if day <= start:
            continue
        rows = [
            row
            for row in names.get(latin(each["name"]), [])
            if oblast.get(ukraine.ground.ids[row]) == _oblast(each["oblast"])
        ]
        if len(rows) == 0:
            missed.append(each["name"])
            continue
        # Nobody takes what it has; the rest is nearness to what it took of late, or to the line.
        others = [row for row in rows if held[row] != side] or rows
        lately = [
            row for when, row, taker in found if taker == side and (day - when).days <= _LATELY_DAYS
        ]
        near = _away(ukraine, others, lately)
        chosen = min(others, key=lambda row: min(near[row], away[row]))
        held[chosen] = side
        found.append((day, chosen, side))
    return found, missed


def _away(ukraine: Ukraine, rows: Sequence[int], others: Sequence[int]) -> dict[int, float]:
    """Return the kilometres of rows to the nearest of others."""
    xy = ukraine.ground.xy
    return {
        row: float(np.linalg.norm(xy[list(others)] - xy[row], axis=1).min(initial=np.inf))
        for row in rows
    }


def _oblast(name: str) -> str:
    """Return what spellings of one oblast share: Mykolayiv and Mykolaiv, Zaporizhzhia and Zaporizhia."""
    return latin(name.replace("yi", "i").replace("zhzh", "zh"))[:6]


def late(ukraine: Ukraine, start: date, last: date, seed: int) -> list[Capture]:
    """Return a fifth of the changes after `start`, each told up to a week late."""
    held = ukraine.sides_on(start)
    changes = []
    for day in ukraine.days_between(start + timedelta(days=1), last):
        now = ukraine.sides_on(day)
        for row in np.flatnonzero((now >= 0) & (held >= 0) & (now != held)).tolist():
            changes.append((day, row, int(now[row])))
        held = np.where(now >= 0, now, held)
    dice = np.random.default_rng([seed, start.toordinal()])
    chosen = np.sort(dice.choice(len(changes), int(_TOLD * len(changes)), replace=False))
    lag = dice.integers(0, _LATEST + 1, len(chosen))
    told = [changes[index] for index in chosen]
    return sorted(
        (day + timedelta(days=int(days)), row, side)
        for (day, row, side), days in zip(told, lag, strict=True)
    )


def carried(
    ukraine: Ukraine, start: Indices, captures: Sequence[Capture], days: Sequence[date]
) -> Iterator[Indices]:
    """The package's carried map."""
    told, now = list(captures), Carried.of(start)
    for day in days:
        while len(told) > 0 and told[0][0] <= day:
            first = told[0][0]
            now = carry(
                ukraine.ground,
                now,
                first.toordinal(),
                [(row, side) for when, row, side in told if when == first],
            )
            told = [each for each in told if each[0] > first]
        yield now.holder


def unchanged(
    ukraine: Ukraine, start: Indices, captures: Sequence[Capture], days: Sequence[date]
) -> Iterator[Indices]:
    """The map of the first day."""
    del ukraine, captures
    for _ in days:
        yield start


def kernel(
    ukraine: Ukraine, start: Indices, captures: Sequence[Capture], days: Sequence[date]
) -> Iterator[Indices]:
    """A vote of the captured places."""
    xy = ukraine.ground.xy
    tree = cKDTree(xy)
    for day in days:
        last = {row: side for when, row, side in captures if when <= day}
        vote = np.zeros(len(xy))
        for row, side in last.items():
            near = tree.query_ball_point(xy[row], 4 * _KERNEL_KM)
            away = np.linalg.norm(xy[near] - xy[row], axis=1) / _KERNEL_KM
            vote[near] += (2 * side - 1) * np.exp(-(away**2) / 2)
        yield np.where(np.abs(vote) > 0.5, (vote > 0).astype(np.int64), start)


MODELS: dict[str, Model] = {"start map": unchanged, "kernel": kernel, "whoholds": carried}


def score(start: Indices, truths: Sequence[Truth], said: Iterator[Indices]) -> list[float]:
    """Return right within 10 and 20 km in percent, and F1, precision and recall of changed places."""
    right, near = np.zeros(len(NEAR_KM)), np.zeros(len(NEAR_KM))
    found = wrong = missed = 0
    for truth, holder in zip(truths, said, strict=True):
        scored = (truth.side >= 0) & (start >= 0)
        good = holder == truth.side
        for index, km in enumerate(NEAR_KM):
            inside = scored & truth.near(km)
            near[index] += inside.sum()
            right[index] += (good & inside).sum()
        changed, given = scored & (truth.side != start), scored & (holder != start)
        hit = int((changed & good).sum())
        found, wrong = found + hit, wrong + int(given.sum()) - hit
        missed += int((changed & ~given).sum())
    total = 2 * found + wrong + missed
    f1 = 2 * found / total if total else 0.0
    precision, recall = found / max(found + wrong, 1), found / max(found + missed, 1)
    return [*(right / near * 100).tolist(), f1, precision, recall]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("settlements", "control", "days", "captures", "gazetteer"):
        ask.add_argument(name, type=Path)
    ask.add_argument("--start", type=date.fromisoformat, default=date(2022, 7, 1))
    ask.add_argument("--first", type=date.fromisoformat, default=date(2022, 10, 1))
    ask.add_argument("--last", type=date.fromisoformat, default=date(2023, 3, 31))
    ask.add_argument("--every", type=int, default=1)
    ask.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    add_figures_option(ask)
    asked = ask.parse_args()
    ukraine = Ukraine(asked.settlements, asked.control, asked.days)
    start = ukraine.sides_on(asked.start)
    days = ukraine.days_between(asked.first, asked.last)[:: asked.every]
    truths = [ukraine.truth(day) for day in days]
    told, missed = captures_of(ukraine, asked.captures, asked.gazetteer, asked.start)
    told = [each for each in told if each[0] <= asked.last]
    print(f"{len(told)} captures told; {len(missed)} names not found: {', '.join(missed)}")
    runs = {"captures told": [told]}
    runs["a fifth of the changes, late"] = [
        late(ukraine, asked.start, asked.last, seed) for seed in asked.seeds
    ]
    rows: list[list[str | float | int]] = []
    figures: dict[str, float | int] = {"days": len(days), "captures told": len(told)}
    for run, draws in runs.items():
        for name, model in MODELS.items():
            each = [
                score(start, truths, model(ukraine, start, captures, days)) for captures in draws
            ]
            ten, twenty, f1, precision, recall = np.mean(each, axis=0).tolist()
            claims = sum(len(captures) for captures in draws) // len(draws)
            rows.append(
                [f"{run}: {name}", f"{ten:.2f}", f"{twenty:.2f}", f1, precision, recall, claims]
            )
            figures[f"{run}, 10: {name}"] = round(ten, 2)
            figures[f"{run}, 20: {name}"] = round(twenty, 2)
            figures[f"{run}, f1: {name}"] = round(f1, 3)
    head = [
        f"{len(days)} days",
        "≤ 10 km",
        "≤ 20 km",
        "changes F1",
        "precision",
        "recall",
        "claims",
    ]
    print_table(head, rows)
    keep_figures(asked.figures, "-", figures)


if __name__ == "__main__":
    main()
