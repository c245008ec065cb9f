"""Large rivers between settlements, where fronts come to rest.

The lines are Natural Earth's of 1:50 million, embedded (`data/rivers.json`): rivers and the middles of
the lakes along them, a kilometre or two from where they run.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import orjson
from numpy.typing import NDArray

Degrees = NDArray[np.float64]

_HALF_TURN = 180.0


@cache
def world_rivers() -> tuple[Degrees, ...]:
    """Return the embedded rivers, each as its points (n, 2), longitude first, in degrees."""
    read = orjson.loads((files("whoholds.picture") / "data" / "rivers.json").read_bytes())
    return tuple(np.array(line, dtype=float).reshape(-1, 2) / 1000 for line in read["lines"])


def crossing(
    degrees: Degrees, edges: NDArray[np.int64], rivers: Sequence[Degrees]
) -> NDArray[np.bool_]:
    """Tell of each edge (a pair of rows of `degrees`) whether it crosses one of the rivers.

    An edge over the date line crosses none.
    """
    import shapely  # type: ignore[import-untyped]  # late; it ships no types

    crossed = np.zeros(len(edges), dtype=bool)
    if len(edges) == 0:
        return crossed
    low, high = degrees.min(axis=0), degrees.max(axis=0)
    near = [
        shapely.LineString(line)
        for line in rivers
        if len(line) > 1 and (line.max(axis=0) >= low).all() and (line.min(axis=0) <= high).all()
    ]
    if len(near) > 0:
        short = np.flatnonzero(np.abs(np.diff(degrees[edges][:, :, 0])[:, 0]) < _HALF_TURN)
        ties = shapely.linestrings(degrees[edges[short]])
        crossed[short[shapely.STRtree(near).query(ties, predicate="intersects")[0]]] = True
    return crossed
