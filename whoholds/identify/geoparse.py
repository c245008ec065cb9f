"""Which places the names of a whole text mean: news as well as reports, anywhere in the world.

`joint` weighs spellings and is made for the names of claims; here a name counts as it is written, and
a text may hold hundreds. Every name keeps shares over the places that bear it; in each round a place
gains by the shares of the other names' places near it, in its unit and in its country. The weights are
learned (`training/toponyms`), the rounds fixed, nothing is random.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from whoholds.base.records import GazetteerPlace
from whoholds.identify.geoparse_candidates import Bearers, Candidates
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.geoparse_weights import FEATURES, GeoparseWeights, load_weights

Array = npt.NDArray[np.float64]

_EARTH_KM = 6371.0088
_NEAR_KM = 30.0
_AROUND_KM = 150.0
_MOST_BELIEVED = 0.98


@dataclass(frozen=True, slots=True)
class NameInText:
    """A name of a text. `within` are the containers that the words beside it tell, nearest first.

    `likely` is how likely the words mean a place at all, in [0, 1].
    """

    name: str
    within: tuple[str, ...] = ()
    likely: float = 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    """What a name means. `place` is None where no place bears it, or none is likely enough.

    `share` is how much of the belief it holds, in [0, 1]; `others` are the next likely, best first.
    """

    name: NameInText
    place: GazetteerPlace | None
    share: float
    why: str
    others: tuple[tuple[GazetteerPlace, float], ...] = ()


@dataclass(slots=True)
class Scene:
    """The candidates of all different names of a text, as arrays. One row a candidate."""

    names: list[NameInText]
    places: list[GazetteerPlace]
    owner: npt.NDArray[np.int64]
    fixed: Array
    likely: Array
    near: Array
    around: Array
    country: npt.NDArray[np.int64]
    unit: npt.NDArray[np.int64]
    of_name: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)


class Geoparser:
    """Places the names of texts. Holds nothing between texts but caches."""

    def __init__(self, gazetteer: Bearers, weights: GeoparseWeights | None = None) -> None:
        self._candidates = Candidates(gazetteer)
        self._weights = load_weights() if weights is None else weights

    def place(self, names: Sequence[NameInText], ground: Ground | None = None) -> list[Placed]:
        """Return what each of `names` means, in their order; `ground` tells of the publisher."""
        scene = self.scene(names, ground or Ground())
        shares = self.settle(scene, self._weights)
        found = [_placed(scene, shares, at, self._weights.least) for at in range(len(scene.names))]
        out = []
        for name in names:
            one = found[scene.of_name[_key(name)]]
            out.append(Placed(name, one.place, one.share, one.why, one.others))
        return out

    def scene(self, names: Sequence[NameInText], ground: Ground) -> Scene:
        """Return the candidates of `names` with what does not change from round to round."""
        different: dict[tuple[str, tuple[str, ...]], NameInText] = {}
        for name in names:
            before = different.setdefault(_key(name), name)
            if name.likely > before.likely:
                different[_key(name)] = name
        kept = list(different.values())
        told = self._candidates.told([name.name for name in kept])
        places: list[GazetteerPlace] = []
        owner: list[int] = []
        rows: list[list[float]] = []
        for at, name in enumerate(kept):
            for candidate in self._candidates.of(name.name, name.within, told):
                places.append(candidate.place)
                owner.append(at)
                rows.append([*candidate.features, *ground.features(candidate.place)])
        fixed = np.array(rows, dtype=float).reshape(len(rows), len(FEATURES) - _CHANGING)
        near, around = _kernels(places)
        return Scene(
            kept,
            places,
            np.array(owner, dtype=int),
            fixed,
            np.array([name.likely for name in kept], dtype=float),
            near,
            around,
            _numbered(place.country for place in places),
            _numbered((place.country, place.admin1 or place.id) for place in places),
            {key: at for at, key in enumerate(different)},
        )

    def settle(self, scene: Scene, weights: GeoparseWeights) -> Array:
        """Return the share of each candidate in its name after all rounds."""
        shares = soften(scene, changing(scene, None), weights)
        for _ in range(weights.rounds):
            shares = soften(scene, changing(scene, shares), weights)
        return shares


_CHANGING = 4


def changing(scene: Scene, shares: Array | None) -> Array:
    """Return the features that the other names give, a row a candidate; zeros before the first round."""
    count = len(scene.places)
    if shares is None or count == 0:
        return np.zeros((count, _CHANGING))
    held = np.minimum(_MOST_BELIEVED, shares * scene.likely[scene.owner])
    own = scene.owner[:, None] == scene.owner[None, :]
    spoken = np.where(own, 0.0, held[None, :])
    near = 1.0 - np.exp(np.log1p(-scene.near * spoken).sum(axis=1))
    around = 1.0 - np.exp(np.log1p(-scene.around * spoken).sum(axis=1))
    whole = 1.0 + max(0.0, float(scene.likely.sum()))
    country = ((scene.country[:, None] == scene.country[None, :]) * spoken).sum(axis=1) / whole
    unit = ((scene.unit[:, None] == scene.unit[None, :]) * spoken).sum(axis=1) / whole
    return np.stack([near, around, country, unit], axis=1)


def soften(scene: Scene, moving: Array, weights: GeoparseWeights) -> Array:
    """Return the shares that features and weights give, those of each name adding up to 1."""
    if len(scene.places) == 0:
        return np.zeros(0)
    points = np.concatenate([scene.fixed, moving], axis=1) @ weights.vector
    best = np.full(len(scene.names), -np.inf)
    np.maximum.at(best, scene.owner, points)
    grown = np.exp(points - best[scene.owner])
    whole = np.zeros(len(scene.names))
    np.add.at(whole, scene.owner, grown)
    return np.asarray(grown / whole[scene.owner], dtype=float)


def _kernels(places: Sequence[GazetteerPlace]) -> tuple[Array, Array]:
    lat = np.radians([place.lat for place in places])
    lon = np.radians([place.lon for place in places])
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    km = _EARTH_KM * np.arccos(np.clip(points @ points.T, -1.0, 1.0))
    # A country lies beside nothing: its point is but the middle of its map.
    wide = np.array([place.feature_code.startswith("PCL") for place in places], dtype=bool)
    km[wide, :] = np.inf
    km[:, wide] = np.inf
    return np.exp(-km / _NEAR_KM), np.exp(-km / _AROUND_KM)


def _numbered(keys: Iterable[object]) -> npt.NDArray[np.int64]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _key(name: NameInText) -> tuple[str, tuple[str, ...]]:
    return name.name, name.within


def _placed(scene: Scene, shares: Array, at: int, least: float) -> Placed:
    rows = np.flatnonzero(scene.owner == at)
    name = scene.names[at]
    if len(rows) == 0:
        return Placed(name, None, 0.0, f"no place on record is called {name.name}")
    order = sorted(rows, key=lambda row: (-shares[row], scene.places[row].id))
    others = tuple((scene.places[row], round(float(shares[row]), 4)) for row in order[1:4])
    best, share = scene.places[order[0]], float(shares[order[0]])
    where = ", ".join(part for part in (best.admin1, best.country) if part)
    why = f"{best.name} ({where}) holds {share:.0%} of {len(rows)} places of that name"
    if share < least or not math.isfinite(share):
        return Placed(name, None, share, f"{why}, less than {least:.0%}", others)
    return Placed(name, best, share, why, others)
