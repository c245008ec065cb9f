"""Maps on record as evidence: what mapmakers' maps say of places, each one source's word on its day.

A map says that a side has a place on its day (`holds`). Where the same source's map before it said
another, it says as well that the place changed hands between the two (`gains`, for the days after the
earlier map up to the later one). A map that repeats what the same source's map of a few days before said
adds as little as a speaker who repeats himself. Ground that a map calls contested, or that areas of
several holders share, speaks for nobody.

A claim's identifier stands in `Evidence.claim`; of a map's word it is the map's (`map:…`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from whoholds.base.map_records import MapHolder, MapImport, MapRole, SourcedMap
from whoholds.base.records import ActorLink, ControlState, Effect, Evidence, Interest
from whoholds.base.times import ONE_DAY, Days
from whoholds.picture.weights import Weights, default_weights

MAP_PREFIX = "map:"
"""How `Evidence.claim` begins where a map speaks, and not a claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWord:
    """What one map says of one place."""

    map: str
    source: str
    day: date
    role: MapRole
    place: str
    name: str
    lat: float
    lon: float
    holder: MapHolder


def weigh_maps(
    maps: Iterable[SourcedMap],
    *,
    places: Collection[str] | None = None,
    weights: Weights | None = None,
) -> list[Evidence]:
    """Return what the maps say of who holds `places` (None: every place of a map), by place and day.

    A word weighs as a claim that a side has the place, by the interest of the map's source; a prior map
    weighs as one that says who had it until then. The order of `maps` does not matter.
    """
    weights = default_weights() if weights is None else weights
    rows: list[Evidence] = []
    before: dict[tuple[str, str], tuple[date, MapHolder]] = {}
    for each in sorted(maps, key=lambda found: (found.map.day, found.id)):
        source = _key(each.map.source)
        for place in each.map.places:
            if places is not None and place.place not in places:
                continue
            holder = each.map.holders[place.holder]
            told = before.get((place.place, source))
            before[place.place, source] = (each.map.day, holder)
            rows.extend(_rows(each, place.place, holder, told, weights))
    return sorted(rows, key=lambda row: (row.place, row.days, row.claim, row.effect.value))


def words_of(maps: Iterable[SourcedMap], place: str) -> list[MapWord]:
    """Return what each map says of one place, earliest first."""
    found = [
        MapWord(
            map=each.id,
            source=each.map.source,
            day=each.map.day,
            role=each.map.role,
            place=row.place,
            name=row.name,
            lat=row.lat,
            lon=row.lon,
            holder=each.map.holders[row.holder],
        )
        for each in maps
        for row in each.map.places
        if row.place == place
    ]
    return sorted(found, key=lambda word: (word.day, word.map))


def start_of(
    maps: Iterable[SourcedMap], day: date
) -> Mapping[str, tuple[date, MapHolder, tuple[float, float]]]:
    """Return the prior map that a picture of `day` starts from, by place: its day, holder and (lat, lon).

    Of several prior maps the latest up to `day` counts, place by place; of two of one day the one that
    was recorded later.
    """
    found: dict[str, tuple[date, MapHolder, tuple[float, float]]] = {}
    for each in sorted(maps, key=lambda every: (every.map.day, every.seq)):
        if each.map.role is MapRole.PRIOR and each.map.day <= day:
            for row in each.map.places:
                found[row.place] = (each.map.day, each.map.holders[row.holder], (row.lat, row.lon))
    return found


def interest_of_map(made: MapImport, side: str) -> Interest:
    """Return how it sits with the interest of a map's source that `side` has a place.

    A source on a side that shows the ground of another admits it; one that no registry knows may be
    neutral or of any side.
    """
    publisher: ActorLink | None = made.publisher
    if publisher is None or (publisher.actor is None and publisher.side is None):
        return Interest.UNKNOWN
    if publisher.side is None:
        return Interest.NEUTRAL
    if publisher.side == side:
        return Interest.OWN
    sides = {holder.side for holder in made.holders if holder.side is not None}
    return Interest.AGAINST if publisher.side in sides else Interest.NEUTRAL


def _rows(
    each: SourcedMap,
    place: str,
    holder: MapHolder,
    told: tuple[date, MapHolder] | None,
    weights: Weights,
) -> Sequence[Evidence]:
    if holder.state is not ControlState.HELD or holder.side is None:
        return ()
    made = each.map
    interest = interest_of_map(made, holder.side)
    prior = made.role is MapRole.PRIOR
    ratio = (weights.before if prior else weights.hold).of(interest)
    what = "the starting map" if prior else "the map"
    why = f"{what} of {made.source} shows it so on {made.day.isoformat()}"
    again = told is not None and told[1].side == holder.side
    if again and told is not None and (made.day - told[0]).days <= weights.limit.repetition_days:
        ratio **= weights.exponent.repetition
        why += "; its map of a few days before showed the same"
    rows = [_row(each, place, holder, Effect.HOLDS, Days.one(made.day), ratio, interest, why)]
    changed = (
        told is not None and told[1].state is ControlState.HELD and told[1].side != holder.side
    )
    if changed and told is not None and told[0] < made.day:
        days = Days.through(told[0] + ONE_DAY, made.day)
        if len(days) <= timedelta(days=weights.limit.longest_days).days:
            gain = weights.change.of(interest)
            why = f"{made.source} showed it as {told[1].actor}'s on {told[0].isoformat()}; {why}"
            rows.append(_row(each, place, holder, Effect.GAINS, days, gain, interest, why))
    return rows


def _row(
    each: SourcedMap,
    place: str,
    holder: MapHolder,
    effect: Effect,
    days: Days,
    ratio: float,
    interest: Interest,
    why: str,
) -> Evidence:
    assert holder.side is not None
    return Evidence(
        claim=each.id,
        place=place,
        effect=effect,
        side=holder.side,
        actor=holder.actor or holder.written,
        days=days,
        ratio=ratio,
        interest=interest,
        origin=each.id,
        why=why,
    )


def _key(source: str) -> str:
    return " ".join(source.casefold().split())
