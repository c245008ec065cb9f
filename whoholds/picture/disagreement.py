"""Where two views of one day differ: two mapmakers, or a mapmaker and the claims; by place and by ground.

A view says of each of its places who holds it, and may have areas. Only ground and places of which both
say something are compared; what only one of them shows is counted apart, and is no difference.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.records import ControlState

_SMALLEST_KM2 = 0.01
_M2_A_KM2 = 1e6


@dataclass(frozen=True, slots=True, order=True)
class Stance:
    """Who is said to hold ground. `side` is empty unless it is held; `name` is how the view calls it."""

    state: ControlState
    side: str
    name: str = field(compare=False)

    @property
    def speaks(self) -> bool:
        """Tell whether it says anything: unknown ground differs from nobody's."""
        return self.state is not ControlState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place of a view, with its point in degrees (WGS 84), and who is said to hold it."""

    place: str
    name: str
    lat: float
    lon: float
    country: str | None
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One side of a comparison. `areas` are valid, in degrees, by stance; they may overlap."""

    name: str
    spots: Mapping[str, Spot]
    areas: Mapping[Stance, shapely.Geometry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDifference:
    """A place of which two views say different things."""

    place: str
    name: str
    lat: float
    lon: float
    country: str | None
    first: Stance
    second: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundDifference:
    """Ground of which two views say different things, valid, in degrees."""

    first: Stance
    second: Stance
    km2: float
    geometry: shapely.Geometry = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What two views differ in. `same`, `only_first` and `only_second` count places.

    `same_km2` is None unless both views have areas. Places stand by what is said of them, then by name;
    ground the largest first.
    """

    first: str
    second: str
    same: int
    only_first: int
    only_second: int
    places: tuple[PlaceDifference, ...]
    ground: tuple[GroundDifference, ...]
    same_km2: float | None

    @property
    def counts(self) -> list[tuple[Stance, Stance, int, float | None]]:
        """Every pair of different stances with its places and km², most places first."""
        names: dict[tuple[Stance, Stance], tuple[Stance, Stance]] = {}
        places: Counter[tuple[Stance, Stance]] = Counter()
        for row in self.places:
            places[row.first, row.second] += 1
            names.setdefault((row.first, row.second), (row.first, row.second))
        km2: dict[tuple[Stance, Stance], float] = {}
        for each in self.ground:
            key = (each.first, each.second)
            km2[key] = km2.get(key, 0.0) + each.km2
            names.setdefault(key, key)
        told = [
            (*names[key], places[key], None if self.same_km2 is None else km2.get(key, 0.0))
            for key in names
        ]
        return sorted(told, key=lambda row: (-row[2], -(row[3] or 0.0), row[0], row[1]))


def disagree(first: View, second: View) -> Disagreement:
    """Return where two views of one day differ.

    Areas of one view that overlap count as contested there. Differing ground is left out in pieces of
    less than a hectare: outlines drawn by two hands never meet.
    """
    both = [
        (spot, second.spots[place])
        for place, spot in first.spots.items()
        if place in second.spots and spot.stance.speaks and second.spots[place].stance.speaks
    ]
    differing = [
        PlaceDifference(
            place=one.place,
            name=one.name,
            lat=one.lat,
            lon=one.lon,
            country=one.country,
            first=one.stance,
            second=other.stance,
        )
        for one, other in both
        if one.stance != other.stance
    ]
    ground, same_km2 = _ground(first, second)
    shared = len(both)
    return Disagreement(
        first=first.name,
        second=second.name,
        same=shared - len(differing),
        only_first=sum(spot.stance.speaks for spot in first.spots.values()) - shared,
        only_second=sum(spot.stance.speaks for spot in second.spots.values()) - shared,
        places=tuple(
            sorted(differing, key=lambda row: (row.first, row.second, row.name, row.place))
        ),
        ground=ground,
        same_km2=same_km2,
    )


def without_overlaps(
    areas: Mapping[Stance, shapely.Geometry],
) -> dict[Stance, shapely.Geometry]:
    """Return areas that share no ground: what several held is contested; unknown ground gives way."""
    spoken = {stance: shape for stance, shape in sorted(areas.items()) if stance.speaks}
    stances = list(spoken)
    shared = [
        shapely.intersection(spoken[one], spoken[other])
        for at, one in enumerate(stances)
        for other in stances[at + 1 :]
    ]
    contested = shapely.union_all([_polygons(shape) for shape in shared]) if shared else None
    found: dict[Stance, shapely.Geometry] = {}
    for stance, shape in spoken.items():
        rest = shape if contested is None else shapely.difference(shape, contested)
        found[stance] = _polygons(rest)
    if contested is not None and not contested.is_empty:
        told = next(
            (stance for stance in spoken if stance.state is ControlState.CONTESTED),
            Stance(ControlState.CONTESTED, "", "contested"),
        )
        drawn = found.get(told)
        found[told] = contested if drawn is None else shapely.union_all([drawn, contested])
    return {stance: shape for stance, shape in found.items() if not shape.is_empty}


def square_kilometres(shape: shapely.Geometry) -> float:
    """Return the ground of a shape in degrees on the WGS 84 ellipsoid, in km²."""
    area, _ = _geod().geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area)) / _M2_A_KM2


def _ground(first: View, second: View) -> tuple[tuple[GroundDifference, ...], float | None]:
    if len(first.areas) == 0 or len(second.areas) == 0:
        return (), None
    same = 0.0
    found: list[GroundDifference] = []
    others = without_overlaps(second.areas)
    for one, shape in without_overlaps(first.areas).items():
        shapely.prepare(shape)
        for other, other_shape in others.items():
            if not shape.intersects(other_shape):
                continue
            shared = _polygons(shapely.intersection(shape, other_shape))
            if one == other:
                same += square_kilometres(shared)
                continue
            parts = [
                part
                for part in shapely.get_parts(shared)
                if square_kilometres(part) >= _SMALLEST_KM2
            ]
            if len(parts) > 0:
                whole = shapely.normalize(shapely.multipolygons(parts))
                found.append(
                    GroundDifference(
                        first=one, second=other, km2=square_kilometres(whole), geometry=whole
                    )
                )
    return tuple(sorted(found, key=lambda row: (-row.km2, row.first, row.second))), same


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape as a multipolygon: where areas only touch, lines are left over."""
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(shape))
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    return shapely.MultiPolygon(parts)


@lru_cache(maxsize=1)
def _geod() -> Any:
    import pyproj  # late: slow to load

    return pyproj.Geod(ellps="WGS84")
