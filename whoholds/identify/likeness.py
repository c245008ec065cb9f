"""How likely two spellings are one name: measures of the keys, weighed by a small trained network.

The weights (`data/likeness.json`) were learned from alternate names of gazetteers of some countries
(`training/places/train_likeness.py`, where they and what was left out are named), so that they hold
for no country in particular. What comes out is log-odds: 0 is as likely the name as none of those
looked at.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, LCSseq, Levenshtein, Prefix

from whoholds.base.errors import GazetteerError
from whoholds.identify.spelling import Keys

FEATURES = 37
_ALIKE_WORDS = 60.0
_MOST_WORDS = 6
_LONGEST = 60
# Sounds that spellings of one name mix up, whatever the language; h and what is not named stay.
_COARSE = str.maketrans("gqxkczSspfvbdtnmlrj", "KKKKSSSSBBBBTTNNLRJ")


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
        keys.skeleton.translate(_COARSE)[:_LONGEST],
        tuple(keys.vowels.split()[:_MOST_WORDS]),
        frozenset(word for word in keys.core.split() if word.isdigit()),
    )


def features(
    asked: Sounds, other: Sounds, cosine: float, rarity: Callable[[str], float]
) -> tuple[float, ...]:
    """Return the measures of two spellings, each within about [-1, 1].

    `cosine` is that of `near_names`; `rarity` gives the weight of a word (its vowel classes).
    """
    ratio = fuzz.ratio
    of_asked = _borne(asked.words, other.words, rarity)
    of_other = _borne(other.words, asked.words, rarity)
    longer = len(asked.skeleton) - len(other.skeleton)
    most_vowels = max(len(asked.vowels), len(other.vowels), 1)
    most_core = max(len(asked.core), len(other.core), 1)
    return (
        cosine,
        ratio(asked.folded, other.folded) / 100.0,
        ratio(asked.core, other.core) / 100.0,
        ratio(asked.vowels, other.vowels) / 100.0,
        ratio(asked.skeleton, other.skeleton) / 100.0,
        ratio(asked.bare_vowels, other.bare_vowels) / 100.0,
        ratio(asked.bare_skeleton, other.bare_skeleton) / 100.0,
        ratio(asked.bare, other.bare) / 100.0,
        ratio(asked.coarse, other.coarse) / 100.0,
        JaroWinkler.similarity(asked.core, other.core),
        fuzz.partial_ratio(asked.vowels, other.vowels) / 100.0,
        float(asked.skeleton == other.skeleton),
        float(asked.coarse == other.coarse),
        float(asked.vowels == other.vowels),
        float(asked.bare_skeleton == other.bare_skeleton),
        float(asked.skeleton[:1] == other.skeleton[:1]),
        float(asked.coarse[:1] == other.coarse[:1]),
        float(asked.vowels[:1] == other.vowels[:1]),
        float(asked.skeleton[-1:] == other.skeleton[-1:]),
        min(abs(longer), 6) / 6.0,
        max(-1.0, min(1.0, longer / 6.0)),
        min(len(asked.skeleton), 10) / 10.0,
        min(len(other.skeleton), 10) / 10.0,
        len(asked.words) / 4.0,
        len(other.words) / 4.0,
        of_asked,
        of_other,
        of_asked * of_other,
        float(asked.numbers == other.numbers),
        Levenshtein.normalized_similarity(asked.vowels, other.vowels),
        Levenshtein.normalized_similarity(asked.skeleton, other.skeleton),
        LCSseq.normalized_similarity(asked.core, other.core),
        Prefix.similarity(asked.vowels, other.vowels) / most_vowels,
        Prefix.similarity(asked.core, other.core) / most_core,
        float(len(asked.words) == len(other.words)),
        float(asked.folded == other.folded),
        ratio(asked.coarse[:6], other.coarse[:6]) / 100.0,
    )


def _borne(words: Sequence[str], others: Sequence[str], rarity: Callable[[str], float]) -> float:
    """Return the share of `words`, by their rarity, that is like one of `others`."""
    whole = borne = 0.0
    for word in words:
        weight = rarity(word)
        whole += weight
        best = 0.0
        for other in others:
            alike = fuzz.ratio(word, other)
            if alike > best:
                best = alike
        if best > _ALIKE_WORDS:
            borne += weight * best / 100.0
    return borne / whole if whole > 0.0 else 0.0


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
    file = resources.files("whoholds.identify") / "data" / "likeness.json"
    stored: dict[str, Any] = json.loads(file.read_text("utf-8"))["weights"]
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
