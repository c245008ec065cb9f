"""Names of a country that a name may be another spelling of, with a score and the reason in words.

Near names come from the index (`near_names`), their order and score from the trained likeness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from whoholds.identify.likeness import Sounds, features_of, network, sounds_of
from whoholds.identify.near_names import NearName, NearNames
from whoholds.identify.spelling import Keys, profile_of

SAME_CORE = 97.0
"""The score of a name that is the same but for articles and the spelling of generic words."""

HIGHEST_LIKE = 95.0
"""What a name that is only alike may reach: never as much as the name itself."""

LOOKED_AT = 40
"""How many near names of a country are weighed, unless more are asked for."""

_FAR_OFF = 0.3
_EVEN = 84.0
_POINTS_A_LOG_ODD = 2.0
_ONLY_ODDS = 12.0


@dataclass(frozen=True, slots=True)
class Alike:
    """A name on record that another may be a spelling of: its country, keys and score in [0, 97]."""

    country: str
    keys: Keys
    score: float
    why: str

    @property
    def core(self) -> str:
        """The name's core."""
        return self.keys.core


class SpellingSearch:
    """Searches the near names of several gazetteers; may be used from several threads."""

    def __init__(self, near: Sequence[NearNames]) -> None:
        self._near = tuple(near)
        self._known = lru_cache(maxsize=32768)(_known)
        self._rarest_of: dict[str, NearNames] = {}

    def alike(self, name: str, country: str, looked_at: int = LOOKED_AT) -> list[Alike]:
        """Return the names of `country` (ISO 3166) that `name` may be a spelling of, best first.

        The nearest `looked_at` names are weighed.
        """
        keys = profile_of(country).keys(name)
        found: dict[str, tuple[NearName, NearNames]] = {}
        for index in self._near:
            for near in index.near(country, keys, looked_at):
                before = found.get(near.core)
                if before is None or near.cosine > before[0].cosine:
                    found[near.core] = near, index
        if len(found) == 0:
            return []
        ordered = sorted(found.values(), key=lambda each: (-each[0].cosine, each[0].core))
        least = _FAR_OFF * ordered[0][0].cosine
        found = {
            near.core: (near, index) for near, index in ordered[:looked_at] if near.cosine >= least
        }
        asked = sounds_of(keys)
        known = [self._known(country, core) for core in found]
        rarity = partial(self._rarest(country).rarity, country)
        cosines = [near.cosine for near, _ in found.values()]
        rows = features_of(asked, [sounds for _, sounds in known], cosines, rarity)
        odds = network().log_odds(rows).tolist()
        scored = [
            Alike(country, own, *_score(keys, own, odd))
            for (own, _), odd in zip(known, odds, strict=True)
        ]
        return sorted(scored, key=lambda each: (-each.score, each.core))

    def _rarest(self, country: str) -> NearNames:
        """Return the index that tells how rare a word is: that with most names of the country."""
        known = self._rarest_of.get(country)
        if known is None:
            known = max(self._near, key=lambda each: each.count(country))
            self._rarest_of[country] = known
        return known


def _score(asked: Keys, known: Keys, log_odds: float) -> tuple[float, str]:
    if known.core == asked.core:
        why = f"{asked.core!r} but for articles and the spelling of generic words"
        return SAME_CORE, why
    return points_of(log_odds), f"{asked.core!r} is spelled like {known.core!r}"


def points_of(log_odds: float) -> float:
    """Return the score of log-odds, rising, below `HIGHEST_LIKE`."""
    bounded = max(-_ONLY_ODDS * 3, min(_ONLY_ODDS, log_odds))
    return round(min(HIGHEST_LIKE, _EVEN + _POINTS_A_LOG_ODD * bounded), 3)


def _known(country: str, core: str) -> tuple[Keys, Sounds]:
    keys = profile_of(country).keys(core)
    return keys, sounds_of(keys)
