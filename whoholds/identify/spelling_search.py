"""Names of a country that a name may be another spelling of, with a score and the reason in words.

Near names come from the index (`near_names`), their order and score from the trained likeness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from whoholds.identify.likeness import FEATURES, Sounds, features, network, sounds_of
from whoholds.identify.near_names import NearName, NearNames
from whoholds.identify.spelling import profile_of

SAME_CORE = 97.0
"""The score of a name that is the same but for articles and the spelling of generic words."""

HIGHEST_LIKE = 95.0
"""What a name that is only alike may reach: never as much as the name itself."""

_LOOKED_AT = 40
_EVEN = 84.0
_POINTS_A_LOG_ODD = 2.0
_ONLY_ODDS = 12.0


@dataclass(frozen=True, slots=True)
class Alike:
    """A name on record that another may be a spelling of: its country, core and score in [0, 97]."""

    country: str
    core: str
    score: float
    why: str


class SpellingSearch:
    """Searches the near names of several gazetteers; may be used from several threads."""

    def __init__(self, near: Sequence[NearNames]) -> None:
        self._near = tuple(near)
        self._sounds = lru_cache(maxsize=32768)(_sounds_of_core)

    def alike(self, name: str, country: str) -> list[Alike]:
        """Return the names of `country` (ISO 3166) that `name` may be a spelling of, best first."""
        keys = profile_of(country).keys(name)
        found: dict[str, tuple[NearName, NearNames]] = {}
        for index in self._near:
            for near in index.near(country, keys, _LOOKED_AT):
                before = found.get(near.core)
                if before is None or near.cosine > before[0].cosine:
                    found[near.core] = near, index
        if len(found) == 0:
            return []
        asked = sounds_of(keys)
        rows = np.empty((len(found), FEATURES))
        for at, (near, index) in enumerate(found.values()):
            rarity = partial(index.rarity, country)
            rows[at] = features(asked, self._sounds(country, near.core), near.cosine, rarity)
        odds = network().log_odds(rows).tolist()
        same = f"{keys.core!r} but for articles and the spelling of generic words"
        scored = [
            Alike(country, core, SAME_CORE, same)
            if core == keys.core
            else Alike(country, core, points_of(odd), f"{keys.core!r} is spelled like {core!r}")
            for core, odd in zip(found, odds, strict=True)
        ]
        return sorted(scored, key=lambda each: (-each.score, each.core))


def points_of(log_odds: float) -> float:
    """Return the score of log-odds, rising, below `HIGHEST_LIKE`."""
    bounded = max(-_ONLY_ODDS * 3, min(_ONLY_ODDS, log_odds))
    return round(min(HIGHEST_LIKE, _EVEN + _POINTS_A_LOG_ODD * bounded), 3)


def _sounds_of_core(country: str, core: str) -> Sounds:
    return sounds_of(profile_of(country).keys(core))
