"""How likely two spellings are one name: measures of the keys, weighed by a small trained network.

The weights (`data/likeness.json`) were learned from alternate names of gazetteers of some countries
(`training/places/train_likeness.py`, where they and what was left out are named), so that they hold
for no country in particular; so was what each change of a letter tells (`edits`). What comes out is
log-odds: 0 is as likely the name as none of those looked at.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, LCSseq, Levenshtein, Prefix
from rapidfuzz.process import cdist

from whoholds.base.errors import GazetteerError
from whoholds.identify.spelling import Keys

FEATURES = 41
_ALIKE_WORDS = 60.0
_MOST_WORDS = 6
_LONGEST = 60
_MOST_CHANGES = 12
# Sounds that spellings of one name mix up, whatever the language; h and what is not named stay.
COARSE = str.maketrans("gqxkczSspfvbdtnmlrj", "KKKKSSSSBBBBTTNNLRJ")

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sounds:
    """A name as it is compared: its keys without the spaces between words."""

    folded: str
    core: str
    vowels: str
    skeleton: str
    bare: str
    bare_vowels: str
    bare_skeleton: str
    coarse: str
    words: tuple[str, ...]
    numbers: frozenset[str]


def sounds_of(keys: Keys) -> Sounds:
    """Return what is compared of a name."""
    return Sounds(
        keys.folded.replace(" ", "")[:_LONGEST],
        keys.core.replace(" ", "")[:_LONGEST],
        keys.vowels.replace(" ", "")[:_LONGEST],
        keys.skeleton[:_LONGEST],
        keys.bare.replace(" ", "")[:_LONGEST],
        keys.bare_vowels.replace(" ", "")[:_LONGEST],
        keys.bare_skeleton[:_LONGEST],
        keys.skeleton.translate(COARSE)[:_LONGEST],
        tuple(keys.vowels.split()[:_MOST_WORDS]),
        frozenset(word for word in keys.core.split() if word.isdigit()),
    )


def features_of(
    asked: Sounds,
    others: Sequence[Sounds],
    cosines: Sequence[float],
    rarity: Callable[[str], float],
    edits: Mapping[str, float] | None = None,
) -> Array:
    """Return the measures of a spelling and each of `others`, a row each, within about [-1, 2].

    `cosines` are those of `near_names`; `rarity` gives the weight of a word (its vowel classes), `edits`
    what changes of letters tell (those that ship where None).
    """
    rows = np.zeros((len(others), FEATURES), dtype=np.float64)
    if len(others) == 0:
        return rows
    cores = [other.core for other in others]
    vowels = [other.vowels for other in others]
    skeletons = [other.skeleton for other in others]
    coarse = [other.coarse for other in others]
    cosine = np.array(cosines, dtype=np.float64)
    rows[:, 0] = cosine
    for column, one, several in (
        (1, asked.folded, [other.folded for other in others]),
        (2, asked.core, cores),
        (3, asked.vowels, vowels),
        (4, asked.skeleton, skeletons),
        (5, asked.bare_vowels, [other.bare_vowels for other in others]),
        (6, asked.bare_skeleton, [other.bare_skeleton for other in others]),
        (7, asked.bare, [other.bare for other in others]),
        (8, asked.coarse, coarse),
        (36, asked.coarse[:6], [each[:6] for each in coarse]),
    ):
        rows[:, column] = _measured(fuzz.ratio, one, several) / 100.0
    rows[:, 9] = _measured(JaroWinkler.similarity, asked.core, cores)
    rows[:, 10] = _measured(fuzz.partial_ratio, asked.vowels, vowels) / 100.0
    own_borne, borne = _borne_by(asked.words, [other.words for other in others], rarity)
    rows[:, 25], rows[:, 26], rows[:, 27] = own_borne, borne, own_borne * borne
    rows[:, 29] = _measured(Levenshtein.normalized_similarity, asked.vowels, vowels)
    rows[:, 30] = _measured(Levenshtein.normalized_similarity, asked.skeleton, skeletons)
    rows[:, 31] = _measured(LCSseq.normalized_similarity, asked.core, cores)
    most_vowels = np.array([max(len(asked.vowels), len(each), 1) for each in vowels])
    most_core = np.array([max(len(asked.core), len(each), 1) for each in cores])
    rows[:, 32] = _measured(Prefix.similarity, asked.vowels, vowels) / most_vowels
    rows[:, 33] = _measured(Prefix.similarity, asked.core, cores) / most_core
    rows[:, 37] = cosine / max(1e-6, float(cosine.max()))
    rows[:, 11:25] = [_same(asked, other) for other in others]
    rows[:, 28] = [asked.numbers == other.numbers for other in others]
    rows[:, 34] = [len(asked.words) == len(other.words) for other in others]
    rows[:, 35] = [asked.folded == other.folded for other in others]
    told = learned_edits() if edits is None else edits
    rows[:, 38:41] = [_told_by_changes(asked.core, other, told) for other in cores]
    return rows


def _measured(scorer: Any, asked: str, others: Sequence[str]) -> Array:
    found: Array = cdist([asked], others, scorer=scorer, dtype=np.float64)[0]
    return found


def _same(asked: Sounds, other: Sounds) -> tuple[float, ...]:
    longer = len(asked.skeleton) - len(other.skeleton)
    return (
        asked.skeleton == other.skeleton,
        asked.coarse == other.coarse,
        asked.vowels == other.vowels,
        asked.bare_skeleton == other.bare_skeleton,
        asked.skeleton[:1] == other.skeleton[:1],
        asked.coarse[:1] == other.coarse[:1],
        asked.vowels[:1] == other.vowels[:1],
        asked.skeleton[-1:] == other.skeleton[-1:],
        min(abs(longer), 6) / 6.0,
        max(-1.0, min(1.0, longer / 6.0)),
        min(len(asked.skeleton), 10) / 10.0,
        min(len(other.skeleton), 10) / 10.0,
        len(asked.words) / 4.0,
        len(other.words) / 4.0,
    )


def _borne_by(
    words: Sequence[str], others: Sequence[Sequence[str]], rarity: Callable[[str], float]
) -> tuple[Array, Array]:
    """Return the share of `words`, by their rarity, like one of each of `others`; and the converse."""
    count = len(others)
    flat = [word for each in others for word in (each or ("",))]
    starts = np.cumsum([0, *(max(1, len(each)) for each in others)])[:-1]
    weights = np.array([rarity(word) if word != "" else 0.0 for word in flat])
    whole = np.add.reduceat(weights, starts)
    if len(words) == 0:
        return np.zeros(count), np.zeros(count)
    own = np.array([rarity(word) for word in words])
    alike = cdist(words, flat, scorer=fuzz.ratio, dtype=np.float64)
    alike = np.where(alike > _ALIKE_WORDS, alike / 100.0, 0.0)
    of_asked = own @ np.maximum.reduceat(alike, starts, axis=1) / max(1e-9, float(own.sum()))
    borne = np.add.reduceat(weights * alike.max(axis=0), starts)
    of_other = np.divide(borne, whole, out=np.zeros(count), where=whole > 0.0)
    return of_asked, of_other


def changes(asked: str, other: str) -> list[str]:
    """Return the changes of letters that make `other` of `asked`: both letters, "-" for none.

    A letter that comes or goes beside its like is marked "=", at the ends of the name "^" and "$".
    """
    told: list[str] = []
    steps: list[tuple[str, int, int]] = Levenshtein.editops(asked, other).as_list()  # type: ignore[assignment]  # its types mix them up
    for tag, at, to in steps:
        if tag == "replace":
            told.append(asked[at] + other[to])
        elif tag == "delete":
            told.append(f"{asked[at]}-{_place(asked, at)}")
        else:
            told.append(f"-{other[to]}{_place(other, to)}")
    return told


def _place(name: str, at: int) -> str:
    if name[at] in (name[at - 1 : at], name[at + 1 : at + 2]):
        return "="
    return "$" if at == len(name) - 1 else "^" if at == 0 else ""


def _told_by_changes(
    asked: str, other: str, edits: Mapping[str, float]
) -> tuple[float, float, float]:
    """Return what the changes tell together, the most telling against, and how many there are."""
    found = [edits.get(change, -1.0) for change in changes(asked, other)]
    if len(found) == 0:
        return 0.0, 0.0, 0.0
    return (
        max(-1.0, min(1.0, sum(found) / 10.0)),
        max(-1.0, min(1.0, min(found) / 3.0)),
        min(len(found), _MOST_CHANGES) / _MOST_CHANGES,
    )


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer beside a straight line; all arrays float64."""

    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    inner: NDArray[np.float64]
    inner_bias: NDArray[np.float64]
    outer: NDArray[np.float64]
    straight: NDArray[np.float64]
    bias: float

    def log_odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of each row of features."""
        scaled = (rows - self.middle) / self.spread
        hidden = np.maximum(0.0, scaled @ self.inner + self.inner_bias)
        found: NDArray[np.float64] = hidden @ self.outer + scaled @ self.straight + self.bias
        return found


@cache
def network() -> Network:
    """Return the network of `data/likeness.json`.

    Raises:
        GazetteerError: if the file has another number of features.
    """
    stored = _stored()["weights"]
    if len(stored["middle"]) != FEATURES:
        raise GazetteerError(
            f"reading data/likeness.json: it weighs {len(stored['middle'])} features where "
            f"{FEATURES} are measured; train it anew with training/places/train_likeness.py"
        )
    arrays = {
        name: np.array(stored[name], dtype=np.float64)
        for name in ("middle", "spread", "inner", "inner_bias", "outer", "straight")
    }
    return Network(**arrays, bias=float(stored["bias"]))


@cache
def learned_edits() -> Mapping[str, float]:
    """Return what each change of a letter tells, in log-odds: above 0 where spellings differ by it."""
    found: Mapping[str, float] = _stored()["edits"]
    return found


@cache
def _stored() -> dict[str, Any]:
    file = resources.files("whoholds.identify") / "data" / "likeness.json"
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
