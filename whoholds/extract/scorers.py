"""The trained scorers: linear weights over named features, for classes and for ranking answers.

A feature is a string; what is stored is its CRC-32, so that the weights hold no words of the texts
they were trained on. Two features may share a weight once in some ten thousand.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from whoholds.base.errors import WhoholdsError

FORMAT = 3
FOLDER = Path(__file__).parent / "model" / "slots"
META = "slots.json"
WEIGHTS = "slots.npz"

Floats = npt.NDArray[np.float32]


class ScorerError(WhoholdsError):
    """The scorers' weights are missing, damaged or of another version."""


def key_of(feature: str) -> int:
    """Return the number under which a feature's weights are stored; any string has one."""
    return zlib.crc32(feature.encode("utf-8", "surrogatepass"))


class Rows(dict[int, int]):
    """The rows of weights by the keys of features; the rows of features met before are kept by name."""

    def __init__(self, rows: Mapping[int, int] | Iterable[tuple[int, int]] = ()) -> None:
        super().__init__(rows)
        self._by_name: dict[str, int] = {}

    def of(self, names: Iterable[str]) -> list[int]:
        """Return the distinct rows of those features that have one, in order."""
        known = self._by_name
        if len(known) > _MOST_KEPT:
            known.clear()  # a hostile report has features without end
        found = set()
        for name in names:
            row = known.get(name)
            if row is None:
                row = known[name] = self.get(key_of(name), _NO_ROW)
            found.add(row)
        found.discard(_NO_ROW)
        # In order, so that a sum does not depend on how the features came.
        return sorted(found)


_NO_ROW = -1
_MOST_KEPT = 300_000


class Features:
    """Distinct features that several answers share; they are looked up once for each set of weights."""

    __slots__ = ("_found", "names")

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._found: dict[int, list[int]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def rows_in(self, rows: Rows) -> list[int]:
        """Return the rows of the features that are in `rows`, in order."""
        known = self._found.get(id(rows))
        if known is None:
            known = self._found[id(rows)] = rows.of(self.names)
        return known


@dataclass(frozen=True, slots=True)
class Scorer:
    """Linear weights: a row of `weights` (features x classes) for every key, with a bias a class.

    Several rankers share one table: each ranks by its own `column`.
    """

    classes: tuple[str, ...]
    rows: Rows
    weights: Floats
    bias: Floats
    column: int = 0

    def probabilities(self, features: Sequence[str]) -> dict[str, float]:
        """Return how likely each class is; they sum to one."""
        known = self.rows.of(features)
        scores = self.bias + self.weights[known].sum(axis=0, dtype=np.float32)
        return dict(zip(self.classes, softmax(scores), strict=True))

    def choose(self, answers: Sequence[Sequence[Features]]) -> list[float]:
        """Return how likely each of several answers is the right one; they sum to one.

        An answer is given by parts that have no feature in common; its score is the sum of theirs.
        """
        at: dict[int, int] = {}
        found: list[int] = []
        ends = [0]
        for parts in answers:
            for part in parts:
                if id(part) not in at:
                    at[id(part)] = len(at)
                    found += part.rows_in(self.rows)
                    ends.append(len(found))
        sums = np.concatenate(
            (np.zeros(1), np.cumsum(self.weights[found, self.column], dtype=np.float64))
        )
        each = np.diff(sums[ends])
        return softmax(np.array([sum(each[at[id(p)]] for p in parts) for parts in answers]))

    def telling(
        self, features: Sequence[str], column: int = 0, most: int = 5
    ) -> list[tuple[str, float]]:
        """Return the features with the largest weights for a class, largest first, with the weight."""
        weighed = {
            f: float(self.weights[self.rows[key], column])
            for f in features
            if (key := key_of(f)) in self.rows
        }
        return sorted(weighed.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:most]


def softmax(scores: npt.NDArray[np.float64] | Floats) -> list[float]:
    """Return probabilities for scores."""
    raised = np.exp(scores - scores.max())
    return [float(p) for p in raised / raised.sum()]


@dataclass(frozen=True, slots=True)
class Scorers:
    """All scorers of the trained reader with what it needs to know beside them.

    `topic` tells how likely a report is about war ("1"). `vocabulary` are words outside the lexicon that
    may name an event, `people` nouns for people whom nobody names, `settings` numbers tuned in training.
    """

    topic: Scorer
    event: Scorer
    status: Scorer
    means: Scorer
    slots: dict[str, Scorer]
    usable: Scorer
    vocabulary: frozenset[str]
    people: frozenset[str]
    settings: dict[str, float]
    digest: str
    """SHA-256 of `slots.json`, which names that of the weights: a changed setting is another reader."""


@cache
def load_scorers(folder: Path = FOLDER) -> Scorers:
    """Return the scorers of a folder, read once.

    Raises:
        ScorerError: if the weights are missing, damaged or of another version.
    """
    with read_weights(folder, META, WEIGHTS, FORMAT, "the scorers of the reader") as kept:
        meta, found = kept.meta, kept.arrays
        scorers = {
            name: Scorer(
                tuple(classes),
                Rows((int(key), row) for row, key in enumerate(found[f"{name}.keys"])),
                found[f"{name}.weights"].astype(np.float32),
                found[f"{name}.bias"].astype(np.float32),
            )
            for name, classes in meta["scorers"].items()
        }
        slots = {
            slot: replace(scorers[name], column=column)
            for name in ("who", "where")
            for column, slot in enumerate(scorers[name].classes)
        }
        return Scorers(
            scorers["topic"],
            scorers["event"],
            scorers["status"],
            scorers["means"],
            slots,
            scorers["usable"],
            frozenset(meta["vocabulary"]),
            frozenset(meta["people"]),
            {name: float(value) for name, value in meta["settings"].items()},
            kept.digest,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What a folder of weights holds; `digest` is the SHA-256 of the file that describes them."""

    meta: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]
    digest: str


@contextmanager
def read_weights(folder: Path, meta: str, weights: str, form: int, what: str) -> Iterator[Kept]:
    """Read the files `meta` and `weights` of a folder, checked; what is done with them may fail too.

    Raises:
        ScorerError: if they are missing, damaged or of another format than `form`, naming `what` was
            loaded; also where the caller finds a part missing or of the wrong kind.
    """
    try:
        told = (folder / meta).read_bytes()
        described = json.loads(told)
        packed = (folder / weights).read_bytes()
        if described["format"] != form:
            why = f"its format is {described['format']}, this version reads {form}"
            raise _unusable(folder, what, why)
        if hashlib.sha256(packed).hexdigest() != described["digest"]:
            raise _unusable(folder, what, f"{weights} is not the file that {meta} names")
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
        yield Kept(described, found, hashlib.sha256(told).hexdigest())
    except OSError as cause:
        raise _unusable(folder, what, str(cause)) from cause
    except (AttributeError, KeyError, TypeError, ValueError, BadZipFile) as cause:
        raise _unusable(folder, what, f"{meta} or {weights} is damaged ({cause!r})") from cause


def _unusable(folder: Path, what: str, why: str) -> ScorerError:
    return ScorerError(
        f"loading {what} from {folder}: {why}; install whoholds anew, or train them with `make model`"
    )
