"""Which places the names of one document mean, taken together: each choice supports the others.

A document mostly tells of one country and one part of it. Every name keeps shares over its
candidates; each round, a candidate gains by the shares of the other names' candidates that lie near
it or in its country (mean field, a fixed number of rounds). Parts of provinces that the text names
("the northern countryside of Homs") and the publisher's earlier reports count as well. Nothing is
random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import cos, exp, log10, radians, sin

import numpy as np
from numpy.typing import NDArray

from whoholds.base.records import GazetteerPlace, PlaceCandidate, PlaceKind, PlaceMention
from whoholds.identify.geoparse_ground import Ground
from whoholds.identify.parts_named import Part
from whoholds.identify.places import (
    DISTRICTS,
    PlaceContext,
    PlaceRanker,
    Point,
    is_unit,
    km_between,
    place_words,
)
from whoholds.identify.relative import bearing_between
from whoholds.identify.spelling import fold

_ROUNDS = 3
_MOST_CANDIDATES = 25
_MOST_NAMES = 120
_WORDS_AROUND = 4
_ONE_PLACE_KM = 3.0
_MOST_BEFORE = 5.0
_LEAST_SHARE = 0.02
_MOST_BELIEVED = 0.95
_EARTH_KM = 6371.0088
_FAR = 5.0
_DIGITS = 6

Array = NDArray[np.float64]
_Key = tuple[str, PlaceKind | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TextMention:
    """A place name in running text, with the words around it.

    `before` and `after` are the text on either side, as much as the caller likes; a few words are
    looked at. `kind` and `within` are what the caller knows already: leave the kind None where the
    words around shall decide. `weight` is the chance in [0, 1] that the words are a place name at all.
    """

    name: str
    before: str = ""
    after: str = ""
    kind: PlaceKind | None = None
    within: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class JointWeights:
    """What counts how much, in points of a score in which 100 is the very name.

    `people` is for each power of ten of the population, `near` the most that neighbours within
    `near_km` can give, `country` and `unit` the most that names in the same country or first-level
    unit can give, `capital` for the seat of a country or first-level unit, `whole_country` for a
    country itself. `part` is the most for lying in a part of a province that the text names, as far
    as `part_km` from its town; `earlier` the most for lying where the publisher's earlier reports do.
    `temper` is how many points make a candidate e times as likely while names support
    each other, `doubt` the same when it comes to the choice, and `unknown` the score at which a place
    that no gazetteer holds is as likely. Nothing is chosen below the score `least` or the chance `sure`.

    The defaults are for reports of villages, tuned on one half of the Syrian villages of the UCDP data
    (`benchmarks/places_context.py`); news of the world wants more of `people`, `country` and `near`.
    """

    people: float = 0.5
    near: float = 3.0
    near_km: float = 60.0
    country: float = 2.0
    unit: float = 1.0
    capital: float = 0.5
    whole_country: float = 3.0
    part: float = 4.0
    part_km: float = 60.0
    earlier: float = 1.0
    temper: float = 3.0
    doubt: float = 4.0
    unknown: float = 88.0
    least: float = 85.0
    sure: float = 0.45


@dataclass(frozen=True, slots=True)
class JointChoice:
    """What one mention means. `chosen` is None where nothing is supported well enough.

    `ranked` are all candidates, best first, with their reasons; `chance` is how likely the first one
    is, in [0, 1], against the others and against a place that no gazetteer holds.
    """

    mention: TextMention
    chosen: PlaceCandidate | None
    ranked: tuple[PlaceCandidate, ...]
    chance: float
    why: str


@dataclass(slots=True)
class _Name:
    """One name of the document, with its candidates and what is believed of them."""

    weight: float
    candidates: list[PlaceCandidate]
    base: list[float]
    points: Array
    placed: NDArray[np.bool_]
    shares: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The likely candidates of all names that support others; one row a candidate."""

    points: Array
    held: Array
    owner: NDArray[np.int64]
    in_country: Mapping[str, float]
    in_unit: Mapping[tuple[str, str], float]
    whole: float


class Document:
    """The names of one document, settled together; tells what any name in it means."""

    def __init__(
        self,
        mentions: Sequence[TextMention],
        ranker: PlaceRanker,
        *,
        context: PlaceContext | None = None,
        weights: JointWeights | None = None,
        parts: Sequence[Part] = (),
        earlier: Ground | None = None,
    ) -> None:
        self._weights = JointWeights() if weights is None else weights
        self._context = PlaceContext() if context is None else context
        self._ranker = ranker
        self._parts, self._earlier = tuple(parts), earlier
        self._names: dict[_Key, _Name] = {}
        for mention in mentions:
            key = _key(mention)
            known = self._names.get(key)
            if known is None:
                self._names[key] = self._name(mention, key)
            else:
                known.weight = max(known.weight, mention.weight)
        leading = list(self._names.values())[:_MOST_NAMES]
        for name in self._names.values():
            name.shares = _shares(name.total, self._weights)
        for _ in range(_ROUNDS):
            self._crowd = _crowd_of(leading)
            for at, name in enumerate(self._names.values()):
                name.total = self._supported(name, at)
            for name in self._names.values():
                name.shares = _shares(name.total, self._weights)
        self._crowd = _crowd_of(leading)
        self._found: dict[tuple[_Key, float], JointChoice] = {}

    def choose(self, mention: TextMention, least: float | None = None) -> JointChoice:
        """Return what a mention means; one that was not settled with the others is told by them.

        `least` is the score below which nothing is chosen, that of the weights where None.
        """
        key = _key(mention)
        asked = self._weights.least if least is None else least
        found = self._found.get((key, asked))
        if found is None:
            name = self._names.get(key)
            if name is None:
                name = self._names[key] = self._name(mention, key)
                name.total = self._supported(name, -1)
            found = self._found[key, asked] = _choice(mention, name, self._weights, asked)
        return replace(found, mention=mention)

    def _name(self, mention: TextMention, key: _Key) -> _Name:
        found = _candidates_of(mention, key, self._ranker, self._context)
        base = []
        for at, candidate in enumerate(found):
            points = _base(candidate, self._weights)
            for more, why in self._told(candidate.place):
                points += more
                found[at] = replace(found[at], why=f"{found[at].why}; {why} ({more:+.1f})")
            base.append(points)
        places = [each.place for each in found]
        return _Name(
            mention.weight,
            found,
            base,
            _on_sphere(places),
            np.array([not place.feature_code.startswith("PCL") for place in places], dtype=bool),
            total=list(base),
        )

    def _told(self, place: GazetteerPlace) -> list[tuple[float, str]]:
        """Return what the parts of provinces and the earlier reports give a place, with the reasons."""
        told: list[tuple[float, str]] = []
        if is_unit(place):
            return told
        best = max(
            ((_in_part(place, part, self._weights), part.words) for part in self._parts),
            default=(0.0, ""),
        )
        if best[0] > 0.05:
            told.append((self._weights.part * best[0], f"in {best[1]}"))
        if self._earlier is not None:
            _, _, near, around = self._earlier.features(place)
            if near + around > 0.1:
                why = "where earlier reports of the publisher lie"
                told.append((self._weights.earlier * (near + around) / 2.0, why))
        return told

    def _supported(self, name: _Name, at: int) -> list[float]:
        """Return the points of a name's candidates with what the other names give; `at` is its number."""
        crowd, weights = self._crowd, self._weights
        whole = crowd.whole
        own_country: dict[str, float] = {}
        own_unit: dict[tuple[str, str], float] = {}
        if 0 <= at < _MOST_NAMES and len(name.candidates) > 0:
            whole -= name.weight
            _count(name, own_country, own_unit)
        if whole <= 1e-9 or len(name.candidates) == 0:
            return list(name.base)
        # A few names are enough to be sure of a country; a hundred of them do not make it surer.
        scale = whole + 1.0
        others = crowd.owner != at
        near = _near(name, crowd.points[others], crowd.held[others], weights.near_km)
        totals = []
        for row, (candidate, base) in enumerate(zip(name.candidates, name.base, strict=True)):
            place = candidate.place
            unit = (place.country, place.admin1 or "")
            country = crowd.in_country.get(place.country, 0.0)
            country -= own_country.get(place.country, 0.0)
            shared = crowd.in_unit.get(unit, 0.0) - own_unit.get(unit, 0.0)
            points = (
                base
                + weights.near * near[row]
                + weights.country * country / scale
                + weights.unit * shared / scale
            )
            totals.append(round(points, _DIGITS))
        return totals


def choose_together(
    mentions: Sequence[TextMention],
    ranker: PlaceRanker,
    *,
    context: PlaceContext | None = None,
    weights: JointWeights | None = None,
    parts: Sequence[Part] = (),
    earlier: Ground | None = None,
) -> list[JointChoice]:
    """Return a choice for each of `mentions`, in their order.

    Mentions of one name, kind and container are one place. `context` tells what is known besides the
    text, such as the country of the newspaper; `parts` are what the text calls parts of provinces,
    `earlier` is where the publisher's earlier reports lie. At most the first 120 different names
    support each other; the others are chosen by what those tell.
    """
    document = Document(
        mentions, ranker, context=context, weights=weights, parts=parts, earlier=earlier
    )
    return [document.choose(mention) for mention in mentions]


def kind_by_words(mention: TextMention) -> PlaceKind | None:
    """Return what the words around say that a name is: "the city of X", "X province", None if nothing."""
    if mention.kind is not None:
        return mention.kind
    after = [fold(word) for word in mention.after[:60].split()[:2]]
    before = [fold(word) for word in mention.before[-60:].split()[-_WORDS_AROUND:]]
    own = fold(mention.name).split()
    for kind, words in _kind_words().items():
        if len(after) > 0 and after[0] in words and not mention.after.lstrip().startswith(","):
            return kind
        if len(before) > 1 and before[-1] == "of" and before[-2] in words:
            return kind
        if len(own) > 1 and own[-1] in words:
            return kind
    return None


def _kind_words() -> Mapping[PlaceKind, frozenset[str]]:
    units = place_words()["unit_words"]
    return {
        PlaceKind.PROVINCE: frozenset(units["province"]) - {"countryside"},
        PlaceKind.SETTLEMENT: frozenset(units["settlement"]),
        PlaceKind.AREA: frozenset(units["area"]),
    }


def _key(mention: TextMention) -> _Key:
    return fold(mention.name), kind_by_words(mention), mention.within


def _candidates_of(
    mention: TextMention, key: _Key, ranker: PlaceRanker, context: PlaceContext
) -> list[PlaceCandidate]:
    kind = key[1]
    if kind is None and key[0] in ranker.country_names:
        kind = PlaceKind.COUNTRY
    if kind is None:
        # Whether the city or its province is meant is for the others to tell: both stay candidates.
        found = ranker.rank(
            PlaceMention(name=mention.name, kind=PlaceKind.SETTLEMENT, within=mention.within),
            context,
        )
        known = {each.place.id for each in found}
        found = found + [
            each
            for each in ranker.rank(
                PlaceMention(name=mention.name, kind=PlaceKind.PROVINCE, within=mention.within),
                context,
            )
            if is_unit(each.place) and each.place.id not in known
        ]
    else:
        found = ranker.rank(
            PlaceMention(name=mention.name, kind=kind, within=mention.within), context
        )
    return sorted(found, key=lambda each: (-each.score, each.place.id))[:_MOST_CANDIDATES]


def _base(candidate: PlaceCandidate, weights: JointWeights) -> float:
    place = candidate.place
    points = candidate.score
    if not place.feature_code.startswith(DISTRICTS):
        # Of a district and the town of its name the district always has more people.
        points += weights.people * log10(1 + (place.population or 0))
    if place.feature_code in ("PPLC", "PPLA"):
        points += weights.capital
    if place.feature_code.startswith("PCL"):
        points += weights.whole_country
    return points


def _in_part(place: GazetteerPlace, part: Part, weights: JointWeights) -> float:
    """Return how well a place lies in a part, in [0, 1]: by its bearing at the town, and how far."""
    km = km_between(part.middle, place)
    if part.bearing is None:
        turned = 1.0
    elif km < 1e-3:
        turned = 0.0
    else:
        turned = cos(
            radians(bearing_between(part.middle, Point(place.lat, place.lon)) - part.bearing)
        )
    return max(0.0, turned) * exp(-max(0.0, km - part.km) / weights.part_km)


def _shares(points: Sequence[float], weights: JointWeights) -> list[float]:
    if len(points) == 0:
        return []
    best = max(points)
    grown = [exp((each - best) / weights.temper) for each in points]
    whole = sum(grown)
    return [each / whole for each in grown]


def _crowd_of(names: Sequence[_Name]) -> _Crowd:
    in_country: dict[str, float] = {}
    in_unit: dict[tuple[str, str], float] = {}
    points: list[Array] = []
    held: list[float] = []
    owner: list[int] = []
    whole = 0.0
    for at, name in enumerate(names):
        if len(name.candidates) == 0:
            continue
        whole += name.weight
        _count(name, in_country, in_unit)
        for row, share in enumerate(name.shares):
            if share >= _LEAST_SHARE and name.placed[row]:
                points.append(name.points[row])
                held.append(share * name.weight)
                owner.append(at)
    return _Crowd(
        np.array(points, dtype=np.float64).reshape(len(points), 3),
        np.array(held, dtype=np.float64),
        np.array(owner, dtype=np.int64),
        in_country,
        in_unit,
        whole,
    )


def _count(
    name: _Name, in_country: dict[str, float], in_unit: dict[tuple[str, str], float]
) -> None:
    for candidate, share in zip(name.candidates, name.shares, strict=True):
        if share < _LEAST_SHARE:
            continue
        place, held = candidate.place, share * name.weight
        in_country[place.country] = in_country.get(place.country, 0.0) + held
        if place.admin1 is not None:
            unit = (place.country, place.admin1)
            in_unit[unit] = in_unit.get(unit, 0.0) + held


def _near(name: _Name, points: Array, held: Array, near_km: float) -> list[float]:
    """Return how surely one of `points` lies near each candidate, in [0, 1]."""
    if len(points) == 0:
        return [0.0] * len(name.candidates)
    # Written out: a matrix product may sum in another order on another machine.
    gaps = name.points[:, None, :] - points[None, :, :]
    chord = np.sqrt(gaps[..., 0] ** 2 + gaps[..., 1] ** 2 + gaps[..., 2] ** 2)
    km = 2.0 * _EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2.0))
    believed = np.minimum(_MOST_BELIEVED, held[None, :] * np.exp(-km / near_km))
    believed = np.where(km < _FAR * near_km, believed, 0.0)
    near = np.where(name.placed, 1.0 - np.exp(np.log1p(-believed).sum(axis=1)), 0.0)
    found: list[float] = near.tolist()
    return found


def _on_sphere(places: Sequence[GazetteerPlace]) -> Array:
    rows = []
    for place in places:
        lat, lon = radians(place.lat), radians(place.lon)
        rows.append((cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)))
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def _choice(mention: TextMention, name: _Name, weights: JointWeights, least: float) -> JointChoice:
    order = sorted(
        range(len(name.candidates)),
        key=lambda at: (-name.total[at], name.candidates[at].place.id),
    )
    ranked = tuple(
        replace(
            name.candidates[at],
            score=round(min(100.0, max(0.0, name.candidates[at].score)), 2),
            why=f"{name.candidates[at].why}; "
            f"{name.total[at] - name.base[at]:+.1f} from the other places of the document",
        )
        for at in order
    )
    if len(order) == 0:
        return JointChoice(mention, None, (), 0.0, "no gazetteer place is spelled like it")
    best = name.candidates[order[0]]
    chance = _chance(name, order, weights)
    if best.score < least:
        why = f"the likeliest, {best.place.name}, reaches {best.score:.0f} of {least:.0f}"
        return JointChoice(mention, None, ranked, chance, why)
    if chance < weights.sure:
        why = f"the likeliest, {best.place.name}, is so by {chance:.0%} alone"
        return JointChoice(mention, None, ranked, chance, why)
    return JointChoice(mention, ranked[0], ranked, chance, ranked[0].why)


def _chance(name: _Name, order: Sequence[int], weights: JointWeights) -> float:
    """Return how likely the first of the order is; what lies within 3 km of it is the same place."""
    first = name.candidates[order[0]]
    against = exp((weights.unknown - first.score) / weights.doubt)
    for at in order[1:]:
        other = name.candidates[at]
        if km_between(other.place, first.place) > _ONE_PLACE_KM:
            behind = min(_MOST_BEFORE, name.total[at] - name.total[order[0]])
            against += exp(behind / weights.doubt)
    return 1.0 / (1.0 + against)
