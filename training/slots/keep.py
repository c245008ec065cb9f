"""The scorers written to a folder, the same bytes for the same scorers."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from whoholds.extract.answers import WHO_SLOTS
from whoholds.extract.scorers import FORMAT, META, WEIGHTS, Rows, Scorer, Scorers

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time written for every array: the clock must not change the bytes."""


def save(folder: Path, scorers: Scorers) -> Scorers:
    """Write scorers and return them with their digest."""
    named = {
        "topic": scorers.topic,
        "event": scorers.event,
        "status": scorers.status,
        "means": scorers.means,
        "usable": scorers.usable,
        "who": side_by_side(scorers.slots, WHO_SLOTS),
        "where": side_by_side(scorers.slots, ("places",)),
    }
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for name, scorer in named.items():
        keys, weights = _in_order(scorer)
        arrays[f"{name}.keys"] = keys
        arrays[f"{name}.weights"] = weights
        arrays[f"{name}.bias"] = scorer.bias
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            written = io.BytesIO()
            np.save(written, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _LONG_AGO), written.getvalue(),
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    meta = {
        "format": FORMAT,
        "digest": hashlib.sha256(packed.getvalue()).hexdigest(),
        "scorers": {name: list(scorer.classes) for name, scorer in named.items()},
        "settings": scorers.settings,
        "vocabulary": sorted(scorers.vocabulary),
        "people": sorted(scorers.people),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(packed.getvalue())
    told = (json.dumps(meta, indent=1, ensure_ascii=False) + "\n").encode()
    (folder / META).write_bytes(told)
    return replace(scorers, digest=hashlib.sha256(told).hexdigest())


def side_by_side(scorers: dict[str, Scorer], names: Sequence[str]) -> Scorer:
    """Return rankers as one table with a column each, so that features are looked up once for all."""
    keys = sorted({key for name in names for key in scorers[name].rows})
    rows = Rows((key, row) for row, key in enumerate(keys))
    weights = np.zeros((len(keys), len(names)), np.float32)
    for column, name in enumerate(names):
        scorer = scorers[name]
        for key, row in scorer.rows.items():
            weights[rows[key], column] = scorer.weights[row, scorer.column]
    return Scorer(tuple(names), rows, weights, np.zeros(len(names), np.float32))


def _in_order(scorer: Scorer) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float16]]:
    order = sorted(scorer.rows)
    keys = np.array(order, np.uint32)
    weights = scorer.weights[[scorer.rows[key] for key in order]] if order else scorer.weights
    return keys, weights.astype(np.float16)
