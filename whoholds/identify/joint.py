"""Which places the names of one document mean, taken together: each choice supports the others.

A document mostly tells of one country and one part of it. Every name keeps shares over its
candidates; each round, a candidate gains by the shares of the other names' candidates that lie near
it or in its country (mean field, a fixed number of rounds). Nothing is random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log10

from whoholds.base.records import PlaceCandidate, PlaceKind, PlaceMention
from whoholds.identify.places import (
    PlaceContext,
    PlaceRanker,
    is_unit,
    km_between,
    place_words,
)
from whoholds.identify.spelling import fold

_ROUNDS = 3
_MOST_CANDIDATES = 25
_MOST_NAMES = 200
_WORDS_AROUND = 4
_ONE_PLACE_KM = 3.0
_MOST_BEFORE = 5.0


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
    country itself. `temper` is how many points make a candidate e times as likely while names support
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
    shares: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)


def choose_together(
    mentions: Sequence[TextMention],
    ranker: PlaceRanker,
    *,
    context: PlaceContext | None = None,
    weights: JointWeights | None = None,
) -> list[JointChoice]:
    """Return a choice for each of `mentions`, in their order.

    Mentions of one name, kind and container are one place. `context` tells what is known besides the
    text, such as the country of the newspaper. At most the first 200 different names support each
    other; the others are chosen by what those tell.
    """
    weights = JointWeights() if weights is None else weights
    context = PlaceContext() if context is None else context
    keys = [_key(mention) for mention in mentions]
    names: dict[tuple[str, PlaceKind | None, tuple[str, ...]], _Name] = {}
    for key, mention in zip(keys, mentions, strict=True):
        if key in names:
            names[key].weight = max(names[key].weight, mention.weight)
            continue
        names[key] = _candidates_of(mention, key, ranker, context, weights)
    leading = list(names.values())[:_MOST_NAMES]
    for name in names.values():
        name.total = list(name.base)
        name.shares = _shares(name.total, weights)
    for _ in range(_ROUNDS):
        totals = [_supported(name, leading, weights) for name in names.values()]
        for name, total in zip(names.values(), totals, strict=True):
            name.total = total
            name.shares = _shares(total, weights)
    found: dict[tuple[str, PlaceKind | None, tuple[str, ...]], JointChoice] = {}
    choices = []
    for key, mention in zip(keys, mentions, strict=True):
        if key not in found:
            found[key] = _choice(mention, names[key], weights)
        choices.append(replace(found[key], mention=mention))
    return choices


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


def _key(mention: TextMention) -> tuple[str, PlaceKind | None, tuple[str, ...]]:
    return fold(mention.name), kind_by_words(mention), mention.within


def _candidates_of(
    mention: TextMention,
    key: tuple[str, PlaceKind | None, tuple[str, ...]],
    ranker: PlaceRanker,
    context: PlaceContext,
    weights: JointWeights,
) -> _Name:
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
        found += [
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
    found = sorted(found, key=lambda each: (-each.score, each.place.id))[:_MOST_CANDIDATES]
    return _Name(mention.weight, found, [_base(each, weights) for each in found])


def _base(candidate: PlaceCandidate, weights: JointWeights) -> float:
    place = candidate.place
    points = candidate.score + weights.people * log10(1 + (place.population or 0))
    if place.feature_code in ("PPLC", "PPLA"):
        points += weights.capital
    if place.feature_code.startswith("PCL"):
        points += weights.whole_country
    return points


def _shares(points: Sequence[float], weights: JointWeights) -> list[float]:
    if len(points) == 0:
        return []
    best = max(points)
    grown = [exp((each - best) / weights.temper) for each in points]
    whole = sum(grown)
    return [each / whole for each in grown]


def _supported(name: _Name, others: Sequence[_Name], weights: JointWeights) -> list[float]:
    """Return the points of a name's candidates with what the other names give."""
    in_country: dict[str, float] = {}
    in_unit: dict[tuple[str, str | None], float] = {}
    points: list[tuple[PlaceCandidate, float]] = []
    whole = 0.0
    for other in others:
        if other is name or len(other.candidates) == 0:
            continue
        whole += other.weight
        for candidate, share in zip(other.candidates, other.shares, strict=True):
            if share < 0.02:
                continue
            place, held = candidate.place, share * other.weight
            in_country[place.country] = in_country.get(place.country, 0.0) + held
            if place.admin1 is not None:
                unit = (place.country, place.admin1)
                in_unit[unit] = in_unit.get(unit, 0.0) + held
            if not place.feature_code.startswith("PCL"):
                points.append((candidate, held))
    if whole == 0.0:
        return list(name.base)
    # A few names are enough to be sure of a country; a hundred of them do not make it surer.
    scale = whole + 1.0
    totals = []
    for candidate, base in zip(name.candidates, name.base, strict=True):
        place = candidate.place
        near = 0.0
        if not place.feature_code.startswith("PCL"):
            missed = 1.0
            for other_candidate, held in points:
                km = km_between(place, other_candidate.place)
                if km < 5 * weights.near_km:
                    missed *= 1.0 - min(0.95, held * exp(-km / weights.near_km))
            near = 1.0 - missed
        totals.append(
            base
            + weights.near * near
            + weights.country * in_country.get(place.country, 0.0) / scale
            + weights.unit * in_unit.get((place.country, place.admin1), 0.0) / scale
        )
    return totals


def _choice(mention: TextMention, name: _Name, weights: JointWeights) -> JointChoice:
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
    if best.score < weights.least:
        why = f"the likeliest, {best.place.name}, reaches {best.score:.0f} of {weights.least:.0f}"
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
