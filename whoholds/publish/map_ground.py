"""Ground by side under the markers of a static map: a tint a side, contested hatched, fronts as lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.publish.side_signs import SideSign

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TINT = 0.30
_FRONT, _HATCH = "#1f2328", "#6b5b3e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """The ground of a day: shapes (shapely's, in degrees) by side, the contested one, the fronts.

    `contested` and `fronts` may be None. All of it is inferred from the places between.
    """

    areas: Mapping[str, Any]
    contested: Any = None
    fronts: Any = None


def draw_ground(axes: "Axes", ground: Backdrop, signs: Mapping[str, SideSign]) -> None:
    """Draw the ground over the countries and under the places."""
    from matplotlib.patches import PathPatch

    for side in sorted(ground.areas):
        if side not in signs:
            continue
        for outline in _outlines(ground.areas[side]):
            axes.add_patch(
                PathPatch(
                    outline, facecolor=signs[side].colour, alpha=_TINT, linewidth=0, zorder=1.1
                )
            )
    if ground.contested is not None:
        for outline in _outlines(ground.contested):
            axes.add_patch(
                PathPatch(
                    outline,
                    facecolor="none",
                    edgecolor=_HATCH,
                    hatch="////",
                    linewidth=0,
                    alpha=0.6,
                    zorder=1.2,
                )
            )
    if ground.fronts is not None:
        for line in shapely.get_parts(ground.fronts):
            if line.geom_type == "LineString" and not line.is_empty:
                xy = list(line.coords)
                axes.plot(
                    [x for x, _ in xy],
                    [y for _, y in xy],
                    color=_FRONT,
                    linewidth=1.3,
                    zorder=1.4,
                    solid_joinstyle="round",
                )


def _outlines(shape: Any) -> Iterator[Any]:
    from matplotlib.path import Path as Outline

    for part in shapely.get_parts(shapely.get_parts(shape)):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        # Holes must run the other way round, or enclaves are painted over.
        turned = shapely.orient_polygons(part)
        rings = [turned.exterior, *turned.interiors]
        yield Outline.make_compound_path(*(Outline(list(ring.coords)) for ring in rings))
