"""The trained scorers: linear weights over named features, for classes and for ranking answers.

A feature is a string; what is stored is its CRC-32, so that the weights hold no words of the texts
they were trained on. Two features may share a weight once in some ten thousand.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


Told = tuple[Any, ...]
"""Features that hang on the same few values: the number of a `template`, then its arguments.

Kept whole, what several candidates are told alike is put into words and looked up once. At one
place among the arguments stand values of one type: `True` and `1` are one key. Nothing but numbers
and strings is among them, so that the collector of garbage need not look at those that are kept.
"""
Feature = str | Told

_TEMPLATES: list[Callable[..., list[str]]] = []


def template(names: Callable[..., list[str]]) -> int:
    """Register a function that names features, and return its number, which starts a `Told`."""
    _TEMPLATES.append(names)
    return len(_TEMPLATES) - 1


def names_of(features: Iterable[Feature]) -> list[str]:
    """Return the features one by one, by name, in order."""
    out: list[str] = []
    for feature in features:
        if isinstance(feature, str):
            out.append(feature)
        else:
            out += _TEMPLATES[feature[0]](*feature[1:])
    return out


def key_of(feature: str) -> int:
    """Return the number under which a feature's weights are stored; any string has one."""
    return zlib.crc32(feature.encode("utf-8", "surrogatepass"))


class Rows(dict[int, int]):
    """The rows of weights by the keys of features; the rows of features met before are kept."""

    def __init__(self, rows: Mapping[int, int] | Iterable[tuple[int, int]] = ()) -> None:
        super().__init__(rows)
        self._met = _Met(self)

    def of(self, features: Iterable[Feature]) -> list[int]:
        """Return the distinct rows of those features that have one, in order."""
        met = self._met
        if len(met) > _MOST_KEPT:
            met.clear()  # a hostile report has features without end
        # In order, so that a sum does not depend on how the features came.
        return sorted(set().union(*map(met.__getitem__, features)))


class _Met(dict[Feature, tuple[int, ...]]):
    """The rows of features met before."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, feature: Feature) -> tuple[int, ...]:
        rows = self._rows
        keys = map(key_of, names_of((feature,)))
        found = self[feature] = tuple([rows[key] for key in keys if key in rows])
        return found


_MOST_KEPT = 200_000


class Features:
    """Distinct features that several answers share; a table of weights weighs them once for all."""

    __slots__ = ("_by", "sums", "told")

    def __init__(self, told: Sequence[Feature]) -> None:
        self.told = told
        self.sums: list[float] = []
        """The sums of the weights, a column each; `weighed_by` tells by which table."""
        self._by: Floats | None = None

    def __iter__(self) -> Iterator[str]:
        return iter(names_of(self.told))

    def weighed_by(self, weights: Floats) -> bool:
        """Tell whether `sums` are those of this table."""
        return self._by is weights

    def keep(self, sums: list[float], weights: Floats) -> None:
        """Keep the sums by a table of weights."""
        self.sums, self._by = sums, weights


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

    def probabilities(self, features: Iterable[Feature]) -> dict[str, float]:
        """Return how likely each class is; they sum to one."""
        known = self.rows.of(features)
        scores = self.bias + self.weights[known].sum(axis=0, dtype=np.float32)
        return dict(zip(self.classes, softmax(scores), strict=True))

    def choose(self, answers: Sequence[Sequence[Features]]) -> list[float]:
        """Return how likely each of several answers is the right one; they sum to one.

        An answer is given by parts that have no feature in common; its score is the sum of theirs.
        """
        weights, column = self.weights, self.column
        self._weigh({id(p): p for parts in answers for p in parts if not p.weighed_by(weights)})
        scores = [sum([part.sums[column] for part in parts]) for parts in answers]
        return softmax(np.array(scores, np.float64))

    def _weigh(self, parts: Mapping[int, Features]) -> None:
        """Sum up the weights of parts, for all columns at once."""
        found: list[int] = []
        ends = [0]
        for part in parts.values():
            found += self.rows.of(part.told)
            ends.append(len(found))
        sums = np.zeros((len(found) + 1, self.weights.shape[1]))
        np.cumsum(self.weights[found], axis=0, dtype=np.float64, out=sums[1:])
        ended = sums[ends]
        for part, each in zip(parts.values(), (ended[1:] - ended[:-1]).tolist(), strict=True):
            part.keep(each, self.weights)

    def telling(
        self, features: Iterable[Feature], column: int = 0, most: int = 5
    ) -> list[tuple[str, float]]:
        """Return the features with the largest weights for a class, largest first, with the weight."""
        weighed = {
            f: float(self.weights[self.rows[key], column])
            for f in names_of(features)
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
