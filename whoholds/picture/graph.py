"""The settlements of a country as neighbours: a Delaunay graph, its long edges cut.

Positions go through an azimuthal equal-area projection around the settlements' middle, so that distances
are right within a part in a thousand across a country of 1,000 km, and areas are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whoholds.base.errors import InputError, UnknownName
from whoholds.picture.rivers import crossing, world_rivers

if TYPE_CHECKING:
    from pyproj import Transformer

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

LONGEST_KM = 25.0
"""Longer edges say nothing of neighbourhood: they span seas, deserts and the hull's edge."""

_MOST = 500_000
_FEWEST = 3
_APART_M = 1.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A settlement by its identifier, in degrees (WGS 84)."""

    id: str
    lat: float
    lon: float


class Projection:
    """Degrees to kilometres on an equal-area plane around a middle, and back."""

    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = round(lat, 3), round(lon, 3)

    @cached_property
    def _forth(self) -> "Transformer":
        return self._transformer(back=False)

    @cached_property
    def _back(self) -> "Transformer":
        return self._transformer(back=True)

    def _transformer(self, *, back: bool) -> "Transformer":
        from pyproj import CRS, Transformer  # late: only maps need it

        plane = CRS.from_proj4(
            f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84 +units=km"
        )
        ends = (plane, CRS.from_epsg(4326)) if back else (CRS.from_epsg(4326), plane)
        return Transformer.from_crs(*ends, always_xy=True)

    def forth(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Return kilometres (n, 2) of longitudes and latitudes in degrees."""
        return np.column_stack(self._forth.transform(lon, lat))

    def back(self, xy: Numbers) -> Numbers:
        """Return degrees (n, 2), longitude first, of kilometres."""
        return np.column_stack(self._back.transform(xy[:, 0], xy[:, 1]))


@dataclass(frozen=True, eq=False)
class Ground:
    """Settlements and who is whose neighbour.

    Row i of `xy` (kilometres) is the place `ids[i]`; the order is that of the identifiers. `edges` are
    pairs of rows, the smaller first, `lengths` their kilometres; `across` tells which of them cross a
    large river.
    """

    ids: tuple[str, ...]
    projection: Projection
    degrees: Numbers
    xy: Numbers
    edges: Indices
    lengths: Numbers
    across: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each identifier."""
        return {place: row for row, place in enumerate(self.ids)}

    def row(self, place: str) -> int:
        """Return the row of a place.

        Raises:
            UnknownName: if the ground has no such place.
        """
        found = self.rows.get(place)
        if found is None:
            raise UnknownName(
                f"looking up {place!r} among {len(self)} settlements: not there; "
                "take the gazetteer that the place was found in"
            )
        return found


def ground_of(
    spots: Sequence[Spot],
    *,
    longest_km: float = LONGEST_KM,
    rivers: Sequence[Numbers] | None = None,
) -> Ground:
    """Return the ground of settlements; their order does not matter.

    Settlements on one spot (within a metre) are neighbours of each other, and share the neighbours of the
    first of them. Settlements on one line have only those beside them. `rivers` are points (n, 2) in
    degrees, longitude first, along each: the embedded ones when None.

    Raises:
        InputError: if an identifier comes twice, a position is none, or there are too many.
    """
    ordered = sorted(spots, key=lambda spot: spot.id)
    ids = tuple(spot.id for spot in ordered)
    degrees = np.array([(spot.lon, spot.lat) for spot in ordered], dtype=float).reshape(-1, 2)
    _check(ids, degrees)
    projection = _projection(degrees)
    xy = projection.forth(degrees[:, 0], degrees[:, 1]) if len(ids) > 0 else degrees
    edges = _edges(xy)
    lengths = np.linalg.norm(xy[edges[:, 0]] - xy[edges[:, 1]], axis=1)
    near = lengths <= longest_km
    edges, lengths = edges[near], lengths[near]
    across = crossing(degrees, edges, world_rivers() if rivers is None else rivers)
    return Ground(ids, projection, degrees, xy, edges, lengths, across)


def _check(ids: Sequence[str], degrees: Numbers) -> None:
    doing = f"joining {len(ids)} settlements to neighbours: "
    if len(ids) > _MOST:
        raise InputError(f"{doing}more than {_MOST}; take one country at a time")
    for one, other in pairwise(ids):
        if one == other:
            raise InputError(f"{doing}{one!r} is there twice; give each place once")
    good = np.isfinite(degrees).all(axis=1)
    good &= (np.abs(degrees[:, 0]) <= 180) & (np.abs(degrees[:, 1]) <= 90)
    if not good.all():
        bad = int(np.flatnonzero(~good)[0])
        raise InputError(
            f"{doing}{ids[bad]!r} lies at {degrees[bad].tolist()}, which is no longitude and "
            "latitude in degrees; mend its row"
        )


def _projection(degrees: Numbers) -> Projection:
    if len(degrees) == 0:
        return Projection(0.0, 0.0)
    # Through the mean direction, or settlements beside the date line would have their middle in Africa.
    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    x, y = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean()
    z = np.sin(lat).mean()
    return Projection(
        float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))
    )


def _edges(xy: Numbers) -> Indices:
    """Return the edges of the Delaunay triangles of points, each once."""
    from scipy.spatial import Delaunay, QhullError  # late: slow to load

    spots, first, where = np.unique(
        np.round(xy * 1000 / _APART_M).astype(np.int64),
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    where = where.ravel()
    twins = np.column_stack([first[where], np.arange(len(xy))])
    twins = twins[twins[:, 0] != twins[:, 1]]
    if len(spots) < _FEWEST:
        pairs = [(0, 1)] if len(spots) == 2 else []
        joined = first[np.array(pairs, dtype=np.int64).reshape(-1, 2)]
    else:
        try:
            triangles = Delaunay(xy[first]).simplices
            joined = first[
                np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])
            ]
        except QhullError:  # all on one line: sorted, each is the next one's neighbour
            along = first[np.lexsort((spots[:, 1], spots[:, 0]))]
            joined = np.column_stack([along[:-1], along[1:]])
    joined = np.vstack([joined, twins]).astype(np.int64)
    return np.unique(np.sort(joined, axis=1), axis=0)
