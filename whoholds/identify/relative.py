"""Where "3 km north of Y", "between A and B" or "southern Idlib" lies: a point, a radius and a shape.

Shapes are GeoJSON geometries (RFC 7946) in degrees, counter-clockwise; none contains the point of the
place that it lies by, since what is said to be near a place is not that place. How far words reach
without a distance is data (`place_words.toml`): our own choice, wide rather than narrow.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, atan2, cos, degrees, radians, sin

from whoholds.base.records import GazetteerPlace, Relation
from whoholds.identify.places import Point, is_unit, km_between, place_words
from whoholds.identify.spelling import fold

_EARTH_M = 6_371_008.8
_NEAR_M = 5000.0
_DIRECTION_M = 5000.0
_LEAST_M = 1000.0
_SETTLED_PART = 0.3
_HALF_COMPASS = 45.0
_HALF_SIXTEENTH = 22.5
_WIDEST_PART = 67.5
_DISTANCE_SLACK = 0.2
_ROAD_M = 2000.0
_BETWEEN_SLIM = 0.2
_VILLAGE_M = 500.0
_REGION_M = 30_000.0
_STEP = 11.25
_MOST_ANCHORS = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A place told by others: its middle, the uncertainty of that point in metres, its outline.

    The corners of the outline may lie farther out than the radius. `shape` is a GeoJSON geometry as
    text, `why` tells in words what it was made from.
    """

    point: Point
    radius_m: float
    shape: str
    why: str


def moved(point: Point, bearing: float, metres: float) -> Point:
    """Return the point `metres` away in the direction `bearing` (degrees, clockwise from north)."""
    angle, turn = metres / _EARTH_M, radians(bearing)
    lat, lon = radians(point.lat), radians(point.lon)
    north = asin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(turn))
    east = lon + atan2(sin(turn) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(north))
    return Point(degrees(north), (degrees(east) + 540.0) % 360.0 - 180.0)


def bearing_between(first: Point, second: Point) -> float:
    """Return the bearing at `first` of the way to `second` (degrees, clockwise from north)."""
    lat1, lat2 = radians(first.lat), radians(second.lat)
    turn = radians(second.lon - first.lon)
    east = sin(turn) * cos(lat2)
    north = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(turn)
    return degrees(atan2(east, north)) % 360.0


def spot_of(relation: Relation, anchors: Sequence[GazetteerPlace]) -> Spot:
    """Return where a relation to `anchors` (at least one, in the order of the text) puts a place."""
    first = anchors[0]
    if len(anchors) >= 2:
        return _along(relation.word, anchors[:_MOST_ANCHORS])
    said = f"{relation.word} {first.name}".strip()
    if is_unit(first):
        return part_of(first, relation.direction, said)
    bearing = place_words()["bearings"].get(relation.direction)
    distance = relation.distance_m
    if bearing is not None:
        if distance is None and fold(relation.word).split()[-1:] != ["of"]:
            far = reach_of(relation.word)
            return towards(first, bearing, max(far, 2 * _own_radius(first)), said)
        narrow = relation.direction is not None and len(relation.direction) == len("NNE")
        return _towards(
            first, bearing, distance, _HALF_SIXTEENTH if narrow else _HALF_COMPASS, said
        )
    if distance is not None:
        slack = max(_LEAST_M, _DISTANCE_SLACK * distance)
        return _around(first, max(0.0, distance - slack), distance + slack, said)
    return _around(first, _own_radius(first), reach_of(relation.word), said)


def reach_of(words: str) -> float:
    """Return how far, in metres, a relation reaches by its words: "outskirts", "near"."""
    folded = fold(words)
    return float(
        next(
            (
                metres
                for word, metres in place_words()["radius_m"].items()
                if word == folded or word in folded.split()
            ),
            _NEAR_M,
        )
    )


def around(anchor: GazetteerPlace, reach_m: float, why: str) -> Spot:
    """Return the ring about a settlement, out to `reach_m`."""
    return _around(anchor, _own_radius(anchor), reach_m, why)


def towards(anchor: GazetteerPlace, bearing: float, reach_m: float, why: str) -> Spot:
    """Return the side of a settlement that lies at `bearing`, out to `reach_m`."""
    return _sector(
        _at(anchor), bearing, _HALF_COMPASS, _own_radius(anchor), reach_m, why, whole=False
    )


def part_of(unit: GazetteerPlace, direction: str | None, why: str) -> Spot:
    """Return the part of a unit that lies at a compass point, its inner half for "C", else all of it."""
    middle = _at(unit)
    # A settlement taken for its region: the region is some tens of kilometres wide.
    reach = unit.radius_m if is_unit(unit) else _REGION_M
    bearing = place_words()["bearings"].get(direction)
    if bearing is not None:
        return _sector(middle, bearing, _WIDEST_PART, 0.0, reach, why, whole=True)
    if direction == "C":
        reach /= 2
    outline = [moved(middle, 360.0 - turn, reach) for turn in _turns(0.0, 360.0)]
    return Spot(middle, reach, _polygon(middle, [outline]), why)


def _towards(
    anchor: GazetteerPlace, bearing: float, distance: float | None, half: float, why: str
) -> Spot:
    if distance is None:
        far = max(2 * _DIRECTION_M, 2 * _own_radius(anchor))
        return _sector(_at(anchor), bearing, half, _own_radius(anchor), far, why, whole=False)
    slack = max(_LEAST_M / 2, _DISTANCE_SLACK * distance)
    near, far = max(_VILLAGE_M / 2, distance - slack), distance + slack
    spot = _sector(_at(anchor), bearing, half / 3, near, far, why, whole=False)
    point = moved(_at(anchor), bearing, distance)
    return Spot(point, max(_LEAST_M, slack), spot.shape, why)


def _around(anchor: GazetteerPlace, inner: float, outer: float, why: str) -> Spot:
    middle = _at(anchor)
    inner = min(inner, outer * _SETTLED_PART) if inner > outer * 0.9 else inner
    outside = [moved(middle, 360.0 - turn, outer) for turn in _turns(0.0, 360.0)]
    inside = [moved(middle, turn, max(inner, _VILLAGE_M / 2)) for turn in _turns(0.0, 360.0)]
    return Spot(middle, outer, _polygon(middle, [outside, inside]), why)


def _sector(
    middle: Point, bearing: float, half: float, inner: float, outer: float, why: str, *, whole: bool
) -> Spot:
    """Return the piece of a ring about `bearing`; with `whole` its tip is the middle itself."""
    inner = min(inner, 0.9 * outer)
    turns = _turns(bearing - half, bearing + half)
    outside = [moved(middle, turn, outer) for turn in reversed(turns)]
    inside = [middle] if whole else [moved(middle, turn, inner) for turn in turns]
    point = moved(middle, bearing, outer / 2 if whole else (inner + outer) / 2)
    shape = _polygon(middle, [[*outside, *inside]])
    return Spot(point, max(_LEAST_M, outer / 2 if whole else (outer - inner) / 2), shape, why)


def _along(word: str, anchors: Sequence[GazetteerPlace]) -> Spot:
    """Return the strip from the first anchor to the last, without the places themselves."""
    points = [_at(anchor) for anchor in anchors]
    lengths = [1000.0 * km_between(one, two) for one, two in pairwise(points)]
    whole = sum(lengths)
    road = any(each in fold(word).split() for each in place_words()["road_words"])
    half = (
        min(_ROAD_M, max(_VILLAGE_M, whole / 4)) if road else max(_LEAST_M, _BETWEEN_SLIM * whole)
    )
    if whole < 2 * _VILLAGE_M:
        return _around(anchors[0], _VILLAGE_M / 2, 2 * _VILLAGE_M, _said_between(anchors))
    ends = (
        min(_own_radius(anchors[0]), lengths[0] / 4),
        min(_own_radius(anchors[-1]), lengths[-1] / 4),
    )
    first = moved(points[0], bearing_between(points[0], points[1]), ends[0])
    last = moved(points[-1], bearing_between(points[-1], points[-2]), ends[1])
    way = [first, *points[1:-1], last]
    right, left = [], []
    for at, point in enumerate(way):
        ahead = bearing_between(point, way[at + 1]) if at + 1 < len(way) else None
        behind = (bearing_between(point, way[at - 1]) + 180.0) % 360.0 if at > 0 else None
        heading = ahead if behind is None else behind if ahead is None else _mean(behind, ahead)
        assert heading is not None  # a way has at least two points
        right.append(moved(point, heading + 90.0, half))
        left.append(moved(point, heading - 90.0, half))
    middle = _half_way(points, lengths)
    shape = _polygon(points[0], [[*right, *reversed(left)]])
    return Spot(middle, max(_LEAST_M, whole / 2), shape, _said_between(anchors))


def _said_between(anchors: Sequence[GazetteerPlace]) -> str:
    names = [anchor.name for anchor in anchors]
    return f"between {', '.join(names[:-1])} and {names[-1]}"


def _half_way(points: Sequence[Point], lengths: Sequence[float]) -> Point:
    left = sum(lengths) / 2
    for one, two, length in zip(points, points[1:], lengths, strict=False):
        if left <= length:
            return moved(one, bearing_between(one, two), left)
        left -= length
    return points[-1]


def _mean(one: float, two: float) -> float:
    return one + ((two - one + 540.0) % 360.0 - 180.0) / 2


def _turns(start: float, end: float) -> list[float]:
    steps = max(1, round((end - start) / _STEP))
    return [start + (end - start) * at / steps for at in range(steps + 1)]


def _at(place: GazetteerPlace) -> Point:
    return Point(place.lat, place.lon)


def _own_radius(anchor: GazetteerPlace) -> float:
    # The radius of a village's row is how uncertain its point is, more than how large it is.
    return max(_VILLAGE_M, min(anchor.radius_m, 3000.0) * _SETTLED_PART * 2)


def _polygon(near: Point, rings: Sequence[Sequence[Point]]) -> str:
    """Return a polygon, its longitudes written as one piece about `near`, also across 180 degrees."""
    drawn = []
    for ring in rings:
        corners = [
            [
                round(near.lon + (point.lon - near.lon + 540.0) % 360.0 - 180.0, 5),
                round(point.lat, 5),
            ]
            for point in ring
        ]
        if corners[0] != corners[-1]:
            corners.append(corners[0])
        drawn.append(corners)
    return json.dumps({"type": "Polygon", "coordinates": drawn}, separators=(",", ":"))
