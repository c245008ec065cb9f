"""Where two sides' ground meets, and what one side's ground encloses: front lines, pockets, sieges.

A front runs along the simplified border that two sides' areas share (shapes.py), so line and areas fit.
Its band of uncertainty is the unsure ground that touches it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whoholds.picture.field import REACH_KM, Field
from whoholds.picture.graph import Ground, Indices
from whoholds.picture.shapes import Areas

_WITHIN_DEGREES = 0.05
_CLOSED = 0.8
_OUTSIDE_KM = 2.0

Shape = Any  # a geometry of shapely, which ships no types


@dataclass(frozen=True, eq=False, kw_only=True)
class Front:
    """The line between two sides, `one` before `other` by name; lines and band in degrees.

    `km` is its length. `band` is the ground beside it of which it is not sure whose it is.
    """

    one: str
    other: str
    line: Shape
    band: Shape
    km: float


@dataclass(frozen=True, kw_only=True)
class Pocket:
    """Ground of one side cut off from the rest of it. `places` are identifiers, in their order.

    `around` is the side that most of the neighbours belong to, `closed` the part of the ways out that
    lead to it, in (0, 1]. `observed` are those of `places` that somebody spoke of: a pocket without any
    is inferred.
    """

    side: str
    places: tuple[str, ...]
    around: str
    closed: float
    observed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Siege:
    """A place that its side holds while another has nearly all the ground around it.

    `by` is that side, `closed` the part of the directions (of twelve) in which the nearest settlements
    outside the place are its. `claimed` tells that somebody says it is besieged.
    """

    place: str
    side: str
    by: str
    closed: float
    claimed: bool


def fronts_of(ground: Ground, areas: Areas, *, sides: Collection[str]) -> list[Front]:
    """Return the fronts between each two of `sides` whose areas touch, by name."""
    import shapely  # type: ignore[import-untyped] # ships no types

    found = []
    for one, other in combinations(sorted(set(sides) & set(areas.area)), 2):
        shared = shapely.intersection(areas.area[one].boundary, areas.area[other].boundary)
        parts = shapely.get_parts(shapely.get_parts(shared))
        parts = parts[np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)]
        if len(parts) == 0:
            continue
        line = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(parts)))
        line = shapely.multilinestrings(shapely.get_parts(line))
        near = shapely.dwithin(shapely.get_parts(areas.unsure), line, _WITHIN_DEGREES)
        plane = shapely.transform(line, lambda xy: ground.projection.forth(xy[:, 0], xy[:, 1]))
        found.append(
            Front(
                one=one,
                other=other,
                line=line,
                band=shapely.multipolygons(shapely.get_parts(areas.unsure)[near]),
                km=round(float(shapely.length(plane)), 1),
            )
        )
    return found


def pockets_of(field: Field) -> list[Pocket]:
    """Return the pockets, those of most places first.

    A side's largest connected ground, and any other of a tenth of its settlements, is no pocket; nor is
    ground that touches unknown places or the end of the graph more than another side.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ground, holder = field.ground, field.holders()
    one, other = ground.edges[holder[ground.edges[:, 0]] == holder[ground.edges[:, 1]]].T
    ties = coo_matrix((np.ones(len(one)), (one, other)), (len(ground), len(ground)))
    _, part = connected_components(ties, directed=False)
    size = np.bincount(part)
    found = []
    for number in range(len(field.sides)):
        own = np.unique(part[holder == number])
        if len(own) < 2:
            continue
        largest = size[own].max()
        for each in own[(size[own] < largest) & (size[own] <= largest / 10)].tolist():
            found += _pocket(field, holder, np.flatnonzero(part == each), number)
    return sorted(found, key=lambda pocket: (-len(pocket.places), pocket.places))


def _pocket(field: Field, holder: Indices, rows: Indices, number: int) -> list[Pocket]:
    inside = np.zeros(len(holder), dtype=bool)
    inside[rows] = True
    edges = field.ground.edges
    out = edges[inside[edges[:, 0]] != inside[edges[:, 1]]]
    outer = holder[np.where(inside[out[:, 0]], out[:, 1], out[:, 0])]
    taken = outer[outer >= 0]
    if len(taken) == 0:
        return []
    counts = np.bincount(taken, minlength=len(field.sides))
    around, closed = int(counts.argmax()), float(counts.max() / len(outer))
    if closed <= 0.5:
        return []
    return [
        Pocket(
            side=field.sides[number],
            places=tuple(field.ground.ids[row] for row in rows.tolist()),
            around=field.sides[around],
            closed=round(closed, 3),
            observed=tuple(field.ground.ids[row] for row in rows.tolist() if field.observed[row]),
        )
    ]


def sieges_of(
    field: Field, towns: Collection[str], *, besieged: Mapping[str, str] | None = None
) -> list[Siege]:
    """Return which of `towns` lie inside another side's ground, by place.

    In each of twelve directions up to `REACH_KM` the nearest settlement counts that lies at least two
    kilometres outside. A town is besieged where one side has four fifths of the directions that have a
    settlement, or half of them and is said to besiege it: `besieged` is that side by place.
    """
    said = besieged or {}
    found = []
    holder = field.holders()
    for place in sorted(set(towns) | set(said)):
        row = field.ground.row(place)
        if holder[row] < 0:
            continue
        side, seen = field.sides[holder[row]], _around(field.ground, holder, row)
        by = [int(each) for each in seen if each >= 0 and each != holder[row]]
        if len(by) == 0:
            continue
        counts = np.bincount(by, minlength=len(field.sides))
        most = int(counts.argmax())
        closed, claimed = float(counts[most] / len(seen)), said.get(place) == field.sides[most]
        if closed >= (0.5 if claimed else _CLOSED):
            found.append(
                Siege(
                    place=place,
                    side=side,
                    by=field.sides[most],
                    closed=round(closed, 3),
                    claimed=claimed,
                )
            )
    return found


def _around(ground: Ground, holder: Indices, row: int) -> NDArray[np.int64]:
    """Return the holders of the nearest settlements in the directions that have one."""
    step = ground.xy - ground.xy[row]
    away = np.linalg.norm(step, axis=1)
    rows = np.flatnonzero((away >= _OUTSIDE_KM) & (away <= REACH_KM))
    rows = rows[np.argsort(away[rows], kind="stable")]
    turn = np.floor(np.degrees(np.arctan2(step[rows, 1], step[rows, 0])) % 360 / 30).astype(int)
    _, first = np.unique(turn % 12, return_index=True)
    return np.asarray(holder[rows[first]], dtype=np.int64)
