"""Whose ground is whose on a day: the picture's places and maps spread over a country's settlements.

What is known of a place are the probabilities of that day; what maps of the last weeks say of places
that no claim names counts as one source's word. The rest leans on the prior map, carried forward by the
captures told since. Everything between is inferred (`picture.field`), and ground that nothing known lies
near is unknown.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from threading import Lock
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import InputError, UnknownName
from whoholds.base.map_records import MapRole
from whoholds.base.records import ControlState, PlaceKind
from whoholds.picture.field import Known, fill, known_of
from whoholds.picture.fronts import Front, fronts_of
from whoholds.picture.graph import Ground, Spot, ground_of
from whoholds.picture.imported import start_of
from whoholds.picture.shapes import Areas, Cells
from whoholds.publish.topojson import read_countries
from whoholds.run.answers import Picture
from whoholds.run.ground_carried import CarriedMaps
from whoholds.run.home import Home
from whoholds.run.map_places import settlements_of

FRESH_DAYS = 60
"""A map older than this is no word on the day any more, but it may be the prior map."""

_BASEMAP = "countries-50m.json"
_MAP_SHARE = 0.75
_KEPT = 2
_OUTSIDE_DEGREES = 0.1
_FAR_DEGREES = 0.3
_POINTS = (PlaceKind.SETTLEMENT, PlaceKind.SITE)


@dataclass(frozen=True, eq=False, kw_only=True)
class DayGround:
    """The ground of one day in one country (ISO 3166), as known at `position`.

    `settlements` is how many the country has, `known` of how many somebody says who holds them, `leaning`
    of how many the prior map does, or a capture since.
    """

    day: date
    position: int
    country: str
    settlements: int
    known: int
    leaning: int
    areas: Areas
    fronts: tuple[Front, ...]


class Grounds:
    """The ground of days; what depends on the country alone is made once. Safe to use from threads."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._cells: OrderedDict[tuple[str, frozenset[str]], Cells] = OrderedDict()
        self._carried = CarriedMaps()
        self._making = Lock()

    def on(self, picture: Picture, day: date, *, country: str | None = None) -> DayGround:
        """Return the ground of `day` in `country`: that with most places on record when None.

        Raises:
            InputError: if nothing known lies in the country, or no outline of it is installed.
            UnknownName: if no gazetteer has settlements of the country.
        """
        country = (country or main_country(picture)).upper()
        spots = {
            each.id: Spot(each.id, each.lat, each.lon)
            for each in settlements_of(self._home.gazetteer, (country,))
        }
        if len(spots) == 0:
            raise UnknownName(
                f"looking for the ground of {country!r}: no gazetteer has settlements of it; add one "
                "(`whoholds gazetteer add FILE`), or name another country (ISO code, as SY)"
            )
        known, contested = _known(picture, day, country, spots)
        cells = self._cells_of(country, spots)
        prior = self._carried.prior(picture, cells.ground, start_of(picture.maps.maps, day), day)
        sides = sorted({side for each in (*known, *_as_known(prior)) for side in each.shares})
        if len(sides) == 0:
            raise InputError(
                f"looking for the ground of {country} on {day}: no claim and no map says who holds "
                "any place there; ask for another day or country"
            )
        field = fill(cells.ground, sides, known, prior=prior)
        areas = cells.areas(field, contested=contested)
        return DayGround(
            day=day,
            position=picture.position,
            country=country,
            settlements=len(spots),
            known=len(known),
            leaning=len(prior),
            areas=areas,
            fronts=tuple(fronts_of(cells.ground, areas, sides=sides)),
        )

    def _cells_of(self, country: str, spots: Mapping[str, Spot]) -> Cells:
        key = (country, frozenset(spots))
        with self._making:
            if key not in self._cells:
                ground = ground_of(list(spots.values()))
                self._cells[key] = Cells(ground, outline_of(ground))
                if len(self._cells) > _KEPT:
                    self._cells.popitem(last=False)
            self._cells.move_to_end(key)
            return self._cells[key]


def main_country(picture: Picture) -> str:
    """Return the country with most places whose holder claims tell, else of most places of maps.

    Raises:
        InputError: if no place on record has a country.
    """
    counted = Counter(
        place.country
        for place_id in picture.periods
        if (place := picture.places[place_id]).country is not None
    ) or Counter(
        place.country for place in picture.maps.places.values() if place.country is not None
    )
    if len(counted) == 0:
        raise InputError(
            "looking for ground: no place on record lies in a known country; read reports or import "
            "a map first"
        )
    return min(counted, key=lambda country: (-counted[country], country)) or ""


def outline_of(ground: Ground) -> Any:
    """Return the outline of the country that most of the settlements lie in, longitude first.

    Natural Earth draws borders as they are de facto: settlements of the gazetteer's country that lie
    beyond them (Crimea) bring the land within a tenth of a degree, where they lead far from it.

    Raises:
        InputError: if the outlines are not installed, or no country holds any of the settlements.
    """
    with as_file(files("whoholds.publish") / "basemap" / _BASEMAP) as path:
        if not path.exists():
            raise InputError(
                "cutting a country's ground: the outlines of countries are not installed; install "
                "whoholds from its wheel, or build it (`make page`)"
            )
        countries = read_countries(path)
    points = shapely.points(ground.degrees)
    tree = shapely.STRtree([country.shape for country in countries])
    pairs = tree.query(points, predicate="within")
    counted = Counter(pairs[1].tolist())
    if len(counted) == 0:
        raise InputError(
            "cutting a country's ground: its settlements lie in no country of the basemap; they may "
            "be on small islands that it leaves out"
        )
    best = min(counted, key=lambda at: (-counted[at], at))
    shape = shapely.make_valid(countries[best].shape)
    inside = set(pairs[0][pairs[1] == best].tolist())
    outside = [points[at] for at in range(len(points)) if at not in inside]
    if len(outside) > 0:
        around = _beyond(shape, outside)
        land = [shapely.make_valid(countries[at].shape) for at in tree.query(around, "intersects")]
        near = shapely.intersection(shapely.union_all(land), around) if len(land) > 0 else around
        shape = shapely.union_all([shape, near])
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _beyond(shape: Any, outside: Sequence[Any]) -> Any:
    """Return what lies around settlements outside of a shape, in stretches that lead far from it.

    Outlines are coarse: a village a few kilometres beyond the border brings nothing along.
    """
    around = shapely.get_parts(
        shapely.union_all(shapely.buffer(outside, _OUTSIDE_DEGREES, quad_segs=2))
    )
    shapely.prepare(shape)
    far = [point for point in outside if not shapely.dwithin(shape, point, _FAR_DEGREES)]
    if len(far) == 0:
        return shapely.MultiPolygon()
    return shapely.union_all([part for part in around if shapely.intersects(part, far).any()])


def _known(
    picture: Picture, day: date, country: str, spots: dict[str, Spot]
) -> tuple[list[Known], list[str]]:
    """Return what is known of places of the country, which join `spots`; and the contested ones."""
    found: dict[str, Known] = {}
    contested: list[str] = []
    for place_id in picture.periods:
        place = picture.places[place_id]
        period = picture.period_on(place_id, day)
        if period is None or place.country != country or place.kind not in _POINTS:
            continue
        if place.lat is None or place.lon is None or period.state is ControlState.UNKNOWN:
            continue
        spots.setdefault(place_id, Spot(place_id, place.lat, place.lon))
        if period.state is ControlState.CONTESTED:
            contested.append(place_id)
        known = known_of(place_id, picture.shares_on(place_id, day))
        if known is not None:
            found[place_id] = known
    for place_id, sides in _words(picture, day, country, spots).items():
        if place_id in picture.periods:
            continue  # weighed with its claims
        counted = Counter(side for side in sides if side is not None)
        shares = {side: _MAP_SHARE * count / len(sides) for side, count in counted.items()}
        if len(shares) > 0:
            found[place_id] = Known(place=place_id, shares=shares)
        if len(set(sides)) > 1 or None in sides:
            contested.append(place_id)
    return list(found.values()), sorted(contested)


def _words(
    picture: Picture, day: date, country: str, spots: dict[str, Spot]
) -> dict[str, list[str | None]]:
    """Return the side that each source's newest fresh map gives a place, None for contested."""
    newest = {
        each.map.source.casefold(): each
        for each in picture.maps.maps
        if each.map.role is MapRole.WORD and 0 <= (day - each.map.day).days <= FRESH_DAYS
    }
    found: dict[str, list[str | None]] = {}
    for _, each in sorted(newest.items()):
        for place in each.map.places:
            holder = each.map.holders[place.holder]
            if place.country != country or holder.state is ControlState.UNKNOWN:
                continue
            spots.setdefault(place.place, Spot(place.place, place.lat, place.lon))
            found.setdefault(place.place, []).append(holder.side)
    return found


def _as_known(prior: Mapping[str, Mapping[str, float]]) -> Sequence[Known]:
    return [Known(place=place, shares=shares) for place, shares in prior.items()]
