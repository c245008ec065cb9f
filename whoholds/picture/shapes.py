"""The ground of each side as areas: cells around settlements, dissolved, simplified, in degrees.

A settlement's cell is what lies nearer to it than to any other, inside the country's outline. Cells
depend on settlements and outline alone: they are cut once, and a day says which belong together. Square
kilometres are summed over whole cells on the equal-area plane, before anything is simplified.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whoholds.base.errors import InputError
from whoholds.picture.field import Field
from whoholds.picture.graph import Ground, Indices, Numbers

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon  # type: ignore[import-untyped] # ships no types

CONTESTED = "contested"
UNKNOWN = "unknown"
"""What an area is where it is no side's; no side goes by these names."""

SURE = 0.8
"""A place is sure where its likeliest side has at least this share."""

SIMPLIFY_KM = 0.5
_GRID_KM = 0.01
_DEGREES = 5
_SLIVER_KM2 = 0.05

Shape = Any  # a geometry of shapely, which ships no types


@dataclass(frozen=True, eq=False, kw_only=True)
class Areas:
    """The areas of one day. `area` are polygons in degrees by side, `contested` and `unknown`.

    Exterior rings run counter-clockwise (RFC 7946). What has no ground is not there. `km2` are square
    kilometres by the same names. `unsure` is the part, of whichever side, where the likeliest side has
    less than `SURE`: the band of uncertainty, to be hatched over the areas.
    """

    area: Mapping[str, "MultiPolygon"]
    km2: Mapping[str, float]
    unsure: "MultiPolygon"


class Cells:
    """The cells of a ground's settlements inside an outline.

    Args:
        ground: The settlements.
        outline: A polygon or several, longitude and latitude in degrees.

    Raises:
        InputError: if the outline is no area, or holds none of the settlements.
    """

    def __init__(self, ground: Ground, outline: "MultiPolygon | Polygon") -> None:
        self.ground = ground
        self.outline = _on_plane(ground, outline)

    @cached_property
    def cells(self) -> NDArray[np.object_]:
        """The cell of each row, on the plane; empty where the outline leaves nothing of it."""
        import shapely  # late: only maps need it

        ground, outline = self.ground, self.outline
        whole = np.full(len(ground), shapely.Polygon(), dtype=object)
        rounded = np.round(ground.xy, 3)
        spots, first = np.unique(rounded, axis=0, return_index=True)
        if len(spots) == 1:
            whole[first] = outline
            return whole
        cells = shapely.get_parts(
            shapely.voronoi_polygons(
                shapely.MultiPoint(spots), extend_to=shapely.envelope(outline), ordered=True
            )
        )
        # Rounded before they are dissolved: neighbours share their corners, and go on sharing them.
        cells = shapely.transform(cells, _on_grid)
        shapely.prepare(outline)
        edge = ~shapely.contains_properly(outline, cells)
        cut = shapely.transform(_polygonal(shapely.intersection(cells[edge], outline)), _on_grid)
        cells[edge] = _polygonal(shapely.make_valid(cut))
        whole[first] = cells
        return whole

    @cached_property
    def km2(self) -> Numbers:
        """The square kilometres of each row's cell."""
        import shapely

        return np.asarray(shapely.area(self.cells), dtype=float)

    def kinds(self, field: Field, *, contested: Collection[str] = ()) -> tuple[list[str], Indices]:
        """Return the names of all kinds of ground, and the kind of each row.

        Contested are the places named so, and observed ones whose likeliest side has less than `SURE`.
        """
        names = [*field.sides, CONTESTED, UNKNOWN]
        kind = np.where(field.reached, 0, len(names) - 1)
        if len(field.sides) > 0:
            kind = np.where(field.reached, field.shares.argmax(axis=1), len(names) - 1)
            kind[field.observed & (field.shares.max(axis=1) < SURE)] = len(names) - 2
        for place in contested:
            kind[self.ground.row(place)] = len(names) - 2
        return names, kind

    def areas_km2(self, field: Field, *, contested: Collection[str] = ()) -> dict[str, float]:
        """Return the square kilometres by side, `contested` and `unknown`; all together the outline's."""
        names, kind = self.kinds(field, contested=contested)
        sums = np.bincount(kind, self.km2, len(names))
        return {name: round(float(km2), 2) for name, km2 in zip(names, sums, strict=True)}

    def areas(
        self, field: Field, *, contested: Collection[str] = (), simplify_km: float = SIMPLIFY_KM
    ) -> Areas:
        """Return the areas of a field.

        `contested` are places with live counter-claims. `simplify_km` is how coarse the borders may
        become, 0 for the cells' own; borders that two areas share are simplified alike.
        """
        import shapely

        names, kind = self.kinds(field, contested=contested)
        used = [index for index in range(len(names)) if self.km2[kind == index].sum() > 0]
        dissolved = np.array([self._dissolved(kind == index) for index in used], dtype=object)
        if simplify_km > 0 and len(dissolved) > 0:
            # The tolerance is the square root of an area that may be cut off (Visvalingam).
            dissolved = shapely.coverage_simplify(dissolved, simplify_km)
        shapes = {
            names[index]: self._in_degrees(shape)
            for index, shape in zip(used, dissolved, strict=True)
        }
        return Areas(
            area={name: shape for name, shape in shapes.items() if not shape.is_empty},
            km2=self.areas_km2(field, contested=contested),
            unsure=self._in_degrees(self._dissolved(self._unsure(field))),
        )

    def _unsure(self, field: Field) -> NDArray[np.bool_]:
        if len(field.sides) == 0:
            return np.zeros(len(self.ground), dtype=bool)
        return np.asarray(field.reached & (field.shares.max(axis=1) < SURE))

    def _dissolved(self, chosen: NDArray[np.bool_]) -> Shape:
        import shapely

        cells = self.cells[chosen]
        cells = cells[~shapely.is_empty(cells)]
        try:
            return shapely.coverage_union_all(cells)
        except (
            shapely.GEOSException
        ):  # a corner of the outline on a border, rounded to one side only
            return shapely.union_all(cells, grid_size=_GRID_KM)

    def _in_degrees(self, shape: Shape) -> "MultiPolygon":
        import shapely

        parts = shapely.get_parts(_polygonal(np.array([shape], dtype=object))[0])
        parts = parts[shapely.area(parts) >= _SLIVER_KM2]
        back = self.ground.projection.back
        whole = shapely.multipolygons(parts)
        turned = shapely.transform(whole, lambda xy: np.round(back(xy), _DEGREES))
        if not shapely.is_valid(turned):  # corners that rounding has put on one another
            turned = shapely.multipolygons(
                shapely.get_parts(_polygonal(np.array([shapely.make_valid(turned)]))[0])
            )
        return shapely.orient_polygons(turned, exterior_cw=False)


def _on_plane(ground: Ground, outline: Shape) -> Shape:
    import shapely

    doing = "cutting cells out of an outline: "
    if outline.is_empty or outline.geom_type not in {"Polygon", "MultiPolygon"}:
        raise InputError(
            f"{doing}it is {outline.geom_type}, empty or not; give polygons in degrees"
        )
    low_x, low_y, high_x, high_y = outline.bounds
    # Outlines that cross the date line run on beyond 180.
    if not (low_x >= -540 and high_x <= 540 and low_y >= -90 and high_y <= 90):
        raise InputError(
            f"{doing}it reaches from {outline.bounds}; give longitude, latitude in degrees"
        )
    projection = ground.projection
    plane = shapely.transform(outline, lambda xy: _on_grid(projection.forth(xy[:, 0], xy[:, 1])))
    plane = _polygonal(np.array([shapely.make_valid(plane)], dtype=object))[0]
    spots = shapely.points(ground.xy)
    if not shapely.dwithin(plane, spots, 1.0).any():
        raise InputError(
            f"{doing}none of {len(ground)} settlements lies in it; take their country's"
        )
    return plane


def _on_grid(xy: Numbers) -> Numbers:
    return np.asarray(np.round(xy / _GRID_KM) * _GRID_KM, dtype=float)


def _polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the polygons of geometries: what a cut leaves of lines and points is no area."""
    import shapely

    mixed = ~np.isin(shapely.get_type_id(shapes), (3, 6))
    found = shapes.copy()
    for index in np.flatnonzero(mixed):
        # Twice: a collection may hold polygons that are several.
        parts = shapely.get_parts(shapely.get_parts(shapes[index]))
        found[index] = shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])
    return found
