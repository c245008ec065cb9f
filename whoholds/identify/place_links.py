"""From a place mention to a link: a gazetteer place, a spot near one, an area, or a name alone.

A place that is in no gazetteer is first-class: it has its own identity, an anchor and a radius, and
never takes the anchor's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from whoholds.base.ids import canonical_bytes, sha256_hex
from whoholds.base.records import (
    GazetteerPlace,
    GeoPrecision,
    PlaceCandidate,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Relation,
)
from whoholds.identify.places import (
    LEAST_SCORE,
    LEAST_SITE_SCORE,
    Chooser,
    PlaceContext,
    Point,
    bears_name,
    is_unit,
    is_whole_name,
    km_between,
    lookup_name,
    place_words,
)
from whoholds.identify.relation_words import read_relation
from whoholds.identify.relative import Spot, part_of, spot_of, towards
from whoholds.identify.relative import around as ring_around
from whoholds.identify.spelling import fold, profile_of

_MOST_ALTERNATIVES = 5
_DIRECTION_M = 5000.0
_INSIDE_M = 3000.0
_BESIDE_M = 10_000.0
_SURE = 95.0
_FARTHEST_OWN_KM = 60.0
_SURE_NEAR = 90.0
_CAPITAL = 75.0
_PROVINCE_M = 60_000.0


@dataclass(frozen=True, slots=True)
class Located:
    """A spot with its uncertainty, and the gazetteer place it was found by.

    `of_anchor`: the name means something there alone, as "Old City" does in every town.
    """

    point: Point
    radius_m: float
    anchor: GazetteerPlace
    precision: GeoPrecision
    why: str
    of_anchor: bool = False
    shape: str | None = None


def link_place(
    mention: PlaceMention,
    ranker: Chooser,
    context: PlaceContext,
    *,
    beside: tuple[GazetteerPlace, ...] = (),
) -> PlaceLink:
    """Return the link of a mention. `beside` are the known places of the same claim, nearest first.

    The gazetteer place that `ranker` chooses in context is taken. A mention with a relation
    takes one of its own name only where that lies near its anchors; otherwise it is placed by them.
    What is in no gazetteer is placed by its relation, then by a settlement that contains it, then by a
    place of the same claim, then by its province or country; else it stays without a point.
    """
    mention = _with_told_relation(mention)
    part = _part_of_place(mention, ranker, context)
    if part is not None:
        return part
    ranked = ranker.rank(mention, context)
    site = mention.kind is PlaceKind.SITE
    if site and len(ranked) > 0 and is_whole_name(mention.name):
        site = not bears_name(ranked[0].place, mention.name)
    chosen, why = ranker.choose(mention, context, LEAST_SITE_SCORE if site else None)
    anchors = _anchors(mention, ranker, context)
    if mention.relation is not None:
        chosen = _own_place(mention, chosen, anchors)
    if chosen is not None:
        return _gazetteer_link(mention, chosen, ranked)
    if mention.kind is PlaceKind.COUNTRY:
        # "the country": the one that the text has named.
        for name in mention.within:
            country_place = find_container(name, (), ranker, context)
            if country_place is not None and country_place.feature_code.startswith("PCL"):
                why = f"{mention.name!r} is {country_place.name}"
                same = PlaceCandidate(place=country_place, score=_SURE, why=why)
                return _gazetteer_link(mention, same, [])
    located = _around_capital(mention, ranked)
    if mention.relation is not None and len(anchors) > 0:
        located = _by_relation(mention.relation, anchors)
    if located is None:
        located = _by_container(mention, ranker, context, beside)
    alternatives = _alternatives(ranked)
    if located is None:
        country = context.countries[0] if len(context.countries) == 1 else ""
        return PlaceLink(
            mention=mention.name,
            place=named_place_id(mention, None, country),
            name=mention.name,
            kind=mention.kind,
            precision=GeoPrecision.NONE,
            country=country or None,
            why=why,
            alternatives=alternatives,
        )
    if len(ranked) > 0 and ranked[0].score >= LEAST_SCORE and mention.relation is None:
        # One of several namesakes: those of other provinces are other places.
        located = replace(located, of_anchor=True)
    return _located_link(mention, located, why, alternatives)


def _with_told_relation(mention: PlaceMention) -> PlaceMention:
    """Return the mention with the relation that its own words tell: "3 km north of Y"."""
    if mention.relation is not None:
        return mention
    told = read_relation(mention.name)
    if told is None:
        return mention
    relation = told.relation
    if mention.kind is PlaceKind.AREA and len(relation.anchors) == 1 and told.head == "":
        measured = relation.distance_m is not None
        if not measured and fold(relation.word) not in place_words()["near_words"]:
            # "Southern Hama", "the Toretsk front": a part of the place, or around it.
            return mention
    return replace(mention, relation=relation)


def _located_link(
    mention: PlaceMention,
    located: Located,
    why: str,
    alternatives: tuple[PlaceCandidate, ...] = (),
) -> PlaceLink:
    return PlaceLink(
        mention=mention.name,
        place=named_place_id(
            mention, located.anchor, located.anchor.country, of_anchor=located.of_anchor
        ),
        name=mention.name,
        kind=mention.kind,
        precision=located.precision,
        lat=round(located.point.lat, 5),
        lon=round(located.point.lon, 5),
        radius_m=round(located.radius_m),
        country=located.anchor.country or None,
        anchor=located.anchor.id,
        gazetteer=located.anchor.gazetteer,
        score=0.0,
        shape=located.shape,
        why=f"{why}; {located.why}",
        alternatives=alternatives,
    )


def named_place_id(
    mention: PlaceMention,
    anchor: GazetteerPlace | None,
    country: str,
    *,
    of_anchor: bool = False,
) -> str:
    """Return the identifier of a place in no gazetteer.

    A proper name is one place in its country, however its sounds are spelled and whatever it lies near; a
    description ("the military base", "south of X"), and with `of_anchor` any name, is a place at its
    anchor alone.
    """
    keys = profile_of(country).keys(lookup_name(mention.name, mention.kind))
    proper = any(letter.isupper() for letter in mention.name)
    relation = mention.relation
    place_of_anchor = relation is not None and any(
        fold(name) in fold(mention.name) for name in relation.anchors
    )
    content: dict[str, str | None] = {"name": keys.bare_vowels.replace(" ", "") or mention.name}
    if (
        proper
        and not of_anchor
        and not place_of_anchor
        and _direction_of(mention.name)[0] is None
        and _around_word(mention.name) is None
    ):
        content["country"] = country
    else:
        content["anchor"] = None if anchor is None else anchor.id
        content["country"] = country
        if relation is not None:
            content["relation"] = fold(relation.word)
            content["direction"] = relation.direction
            content["distance"] = (
                None if relation.distance_m is None else f"{relation.distance_m:.0f}"
            )
    return f"named:{sha256_hex(canonical_bytes(content))}"


def _gazetteer_link(
    mention: PlaceMention, chosen: PlaceCandidate, ranked: list[PlaceCandidate]
) -> PlaceLink:
    place = chosen.place
    return PlaceLink(
        mention=mention.name,
        place=place.id,
        name=place.name,
        kind=mention.kind,
        precision=GeoPrecision.AREA if is_unit(place) else GeoPrecision.EXACT,
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        feature_code=place.feature_code,
        country=place.country or None,
        gazetteer=place.gazetteer,
        score=chosen.score,
        why=chosen.why,
        alternatives=_alternatives(each for each in ranked if each.place.id != place.id),
    )


def _alternatives(ranked: Iterable[PlaceCandidate]) -> tuple[PlaceCandidate, ...]:
    return tuple(
        replace(candidate, score=min(100.0, candidate.score))
        for candidate in islice(ranked, _MOST_ALTERNATIVES)
    )


def _own_place(
    mention: PlaceMention, chosen: PlaceCandidate | None, anchors: list[GazetteerPlace]
) -> PlaceCandidate | None:
    if chosen is None or any(place.id == chosen.place.id for place in anchors):
        return None
    if mention.relation is not None and any(
        fold(name) == fold(mention.name) for name in mention.relation.anchors
    ):
        return None
    if is_unit(chosen.place) and mention.kind in (PlaceKind.SITE, PlaceKind.SETTLEMENT):
        return None
    if len(anchors) == 0:
        return chosen if chosen.score >= _SURE else None
    near = min(km_between(place, chosen.place) for place in anchors)
    sure = _SURE_NEAR if near <= _FARTHEST_OWN_KM / 4 else _SURE
    return chosen if near <= _FARTHEST_OWN_KM and chosen.score >= sure else None


def _anchors(mention: PlaceMention, ranker: Chooser, context: PlaceContext) -> list[GazetteerPlace]:
    if mention.relation is None:
        return []
    found = []
    for name in mention.relation.anchors[:4]:
        place = find_container(name, mention.within, ranker, context)
        if place is not None:
            found.append(place)
    return found


def find_container(
    name: str,
    within: tuple[str, ...],
    ranker: Chooser,
    context: PlaceContext,
    *,
    settlement_first: bool = True,
) -> GazetteerPlace | None:
    """Return the place that a bare name stands for as an anchor, settlement or province first."""
    if fold(name) in ranker.country_names:
        kinds = [PlaceKind.COUNTRY]
    elif lookup_name(name, PlaceKind.PROVINCE) != name:
        kinds = [PlaceKind.PROVINCE, PlaceKind.AREA]
    elif settlement_first:
        kinds = [PlaceKind.SETTLEMENT, PlaceKind.AREA, PlaceKind.PROVINCE]
    else:
        kinds = [PlaceKind.PROVINCE, PlaceKind.SETTLEMENT, PlaceKind.AREA]
    outer = tuple(other for other in within if fold(other) != fold(name))
    for kind in kinds:
        mention = PlaceMention(name=name, kind=kind, within=outer)
        chosen, _ = ranker.choose(mention, context)
        if chosen is not None and (kind is not PlaceKind.PROVINCE or _is_province(chosen.place)):
            return chosen.place
    return None


def _is_province(place: GazetteerPlace) -> bool:
    return place.feature_code.startswith(("ADM1", "RGN", "PCL"))


def _by_relation(relation: Relation, anchors: list[GazetteerPlace]) -> Located:
    spot = spot_of(relation, anchors)
    precision = GeoPrecision.ANCHORED
    if len(anchors) == 1 and is_unit(anchors[0]):
        precision = GeoPrecision.AREA
    return _located(spot, anchors[0], precision)


def _located(spot: Spot, anchor: GazetteerPlace, precision: GeoPrecision) -> Located:
    return Located(spot.point, spot.radius_m, anchor, precision, spot.why, shape=spot.shape)


def _around_capital(mention: PlaceMention, ranked: list[PlaceCandidate]) -> Located | None:
    """Return a circle about the city of a province's name, where no gazetteer holds the province."""
    if mention.kind is not PlaceKind.PROVINCE:
        return None
    for candidate in ranked:
        if candidate.score >= _CAPITAL and not is_unit(candidate.place):
            place = candidate.place
            spot = Point(place.lat, place.lon)
            why = f"around {place.name}, the city of its name"
            return Located(spot, _PROVINCE_M, place, GeoPrecision.AREA, why)
    return None


def _by_container(
    mention: PlaceMention,
    ranker: Chooser,
    context: PlaceContext,
    beside: tuple[GazetteerPlace, ...],
) -> Located | None:
    # A village in "Idlib" lies in the province; a square in "Raqqa" more likely in the city.
    in_city = mention.kind is PlaceKind.SITE
    containers = [
        place
        for at, name in enumerate(mention.within)
        if (
            place := find_container(
                name, mention.within[at + 1 :], ranker, context, settlement_first=in_city
            )
        )
        is not None
    ]
    if len(containers) > 0 and not is_unit(containers[0]):
        place = containers[0]
        spot = Point(place.lat, place.lon)
        province = find_container(
            mention.within[0], mention.within[1:], ranker, context, settlement_first=False
        )
        doubtful = province is not None and is_unit(province)
        radius = max(_BESIDE_M if doubtful else _INSIDE_M, place.radius_m)
        why = f"in {place.name}"
        return Located(spot, radius, place, GeoPrecision.ANCHORED, why, of_anchor=True)
    settled = [place for place in beside if not is_unit(place)]
    if len(settled) > 0 and mention.kind in (PlaceKind.SITE, PlaceKind.SETTLEMENT):
        return _amid(settled)
    if len(containers) > 0:
        place = containers[0]
        spot = Point(place.lat, place.lon)
        return Located(spot, place.radius_m, place, GeoPrecision.AREA, f"in {place.name}")
    return None


def _amid(neighbours: list[GazetteerPlace]) -> Located:
    """Return a circle about the places that a name is listed with, wide enough to hold all of them."""
    # Plain means: a list of villages spans no pole, and one across 180 degrees only widens the circle.
    count = len(neighbours)
    middle = Point(
        sum(place.lat for place in neighbours) / count,
        sum(place.lon for place in neighbours) / count,
    )
    reach_m = max(km_between(middle, place) for place in neighbours) * 1000
    anchor = min(neighbours, key=lambda place: (km_between(middle, place), place.id))
    others = f" and {count - 1} more" if count > 1 else ""
    why = f"named beside {anchor.name}{others}"
    return Located(middle, max(_BESIDE_M, reach_m), anchor, GeoPrecision.ANCHORED, why)


def _part_of_place(
    mention: PlaceMention, ranker: Chooser, context: PlaceContext
) -> PlaceLink | None:
    """Return the link of "southeast Idlib", "Toretsk front", "east of Samarra": not the place itself."""
    if mention.kind is not PlaceKind.AREA:
        return None
    direction, rest, outside = _direction_of(mention.name)
    around = _around_word(mention.name)
    if direction is None and around is None:
        return None
    own, _ = ranker.choose(mention, context)
    if direction is not None and own is not None and own.score >= _SURE and is_unit(own.place):
        return None
    rest = lookup_name(rest, PlaceKind.AREA)
    # The place's own name among its containers would ask for a place inside itself.
    within = tuple(name for name in mention.within if fold(name) != fold(rest))
    # The countryside of Idlib is the province's, the Saraqib front the town's.
    settlement_first = outside or (around is not None and around != "countryside")
    place = find_container(rest, within, ranker, context, settlement_first=settlement_first)
    if place is None:
        return None
    bearing = place_words()["bearings"].get(direction)
    if is_unit(place) and not (outside and bearing is not None):
        spot = part_of(place, direction, f"a part of {place.name}")
        return _located_link(mention, _located(spot, place, GeoPrecision.AREA), "an area")
    reach = place_words()["radius_m"].get(around, _DIRECTION_M)
    why = f"around {place.name}"
    spot = (
        ring_around(place, reach, why)
        if bearing is None
        else towards(place, bearing, 2 * reach, why)
    )
    return _located_link(mention, _located(spot, place, GeoPrecision.ANCHORED), "an area")


def _around_word(name: str) -> str | None:
    words = name.lower().split()
    known = place_words()["around_words"]
    return next((word for word in (words[-1:] + words[:1]) if word in known), None)


def _direction_of(name: str) -> tuple[str | None, str, bool]:
    """Return the compass point that a name begins with, the rest, and whether the two are joined by "of".

    The point is "" for the whole. "southern Hama" lies in Hama, "south of Hama" outside.
    """
    lower = name.lower().removeprefix("the ")
    start = len(name) - len(lower)
    for words in sorted(place_words()["directions"], key=lambda words: (-len(words), words)):
        if lower.startswith(f"{words} "):
            rest = name[start + len(words) :].strip()
            outside = rest.lower().startswith("of ")
            rest = lookup_name(rest[3:].strip() if outside else rest, PlaceKind.AREA)
            if rest != "":
                return place_words()["directions"][words], rest, outside
    return None, name, False
