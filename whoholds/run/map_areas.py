"""Areas of a map on record as shapes to draw and to hand on: by side, contested ground apart.

They are made anew from the frozen file, so that a picture as known earlier shows the map as it was then.
"""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.map_records import SourcedMap
from whoholds.identify.registry import Side
from whoholds.picture.disagreement import Stance, square_kilometres, without_overlaps
from whoholds.publish.ground import Shape
from whoholds.publish.side_signs import signs_of
from whoholds.run.disagreements import stance_of
from whoholds.run.home import Home
from whoholds.run.maps import areas_of

_KEPT = 4
_DECIMALS = 3
_FIRST_STEP = 0.0005


def ground_of(
    home: Home, sourced: SourcedMap, sides: Mapping[str, Side]
) -> dict[Stance, shapely.Geometry]:
    """Return the areas of a map by who holds them, without overlaps: shared ground is contested.

    Raises:
        LedgerDamaged: if the map's file is missing or was altered.
    """
    found: dict[Stance, list[shapely.Geometry]] = {}
    for at, shape in areas_of(home, sourced).items():
        found.setdefault(stance_of(sourced.map.holders[at], sides), []).append(shape)
    return without_overlaps({stance: shapely.union_all(all_) for stance, all_ in found.items()})


def shapes_of(ground: Mapping[Stance, shapely.Geometry], sides: Mapping[str, Side]) -> list[Shape]:
    """Return areas as shapes with state, side, name, colour (that of the side's sign) and km²."""
    signs = signs_of(dict(sides))
    return [
        Shape(
            geometry=shape,
            properties={
                "state": stance.state.value,
                "side": stance.side or None,
                "name": stance.name,
                "colour": signs[stance.side].colour if stance.side in signs else None,
                "km2": round(square_kilometres(shape), _DECIMALS),
            },
        )
        for stance, shape in sorted(ground.items())
    ]


def simplified(
    ground: Mapping[Stance, shapely.Geometry], *, corners: int
) -> dict[Stance, shapely.Geometry]:
    """Return areas with at most about so many corners together, each still valid.

    Neighbours are simplified together, so that no gap opens between them; areas that are no clean
    coverage one by one. What loses all its ground is left out.
    """
    stances, shapes = list(ground), list(ground.values())
    step = _FIRST_STEP
    while sum(shapely.get_num_coordinates(shapes)) > corners:
        together = bool(shapely.coverage_is_valid(shapes))
        if together:
            # Its tolerance is the root of an area.
            shapes = list(shapely.coverage_simplify(shapes, step))
        else:
            shapes = [shapely.simplify(shape, step, preserve_topology=True) for shape in shapes]
        step *= 2
    return {
        stance: shape for stance, shape in zip(stances, shapes, strict=True) if not shape.is_empty
    }


class MapAreas:
    """The areas of maps, simplified for a screen; the last few are kept. Safe to use from threads."""

    def __init__(self, home: Home, *, corners: int = 60_000) -> None:
        self._home = home
        self._corners = corners
        self._kept: OrderedDict[tuple[str, int], list[Shape]] = OrderedDict()
        self._making = Lock()

    def shapes(self, sourced: SourcedMap, sides: Mapping[str, Side]) -> list[Shape]:
        """Return the areas of one map as shapes.

        Raises:
            LedgerDamaged: if the map's file is missing or was altered.
        """
        key = (sourced.id, sourced.seq)
        with self._making:
            if key not in self._kept:
                ground = ground_of(self._home, sourced, sides)
                self._kept[key] = shapes_of(simplified(ground, corners=self._corners), sides)
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
