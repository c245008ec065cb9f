"""What stands on a static map: countries, places with their holders, names and a scale bar."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whoholds.base.records import ControlState, GeoPrecision, Period
from whoholds.publish.columns import PlaceInfo
from whoholds.publish.map_layout import Box, Extent, degrees_of, place_labels, scale_bar
from whoholds.publish.plain_text import in_its_order, on_one_line
from whoholds.publish.side_signs import SideSign

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from whoholds.publish.topojson import Country

INK, SOFT, GREY = "#1f2328", "#5b626a", "#8a8a8a"
"""The colours of text, of lesser text, and of what nobody is known to hold."""

_MARKERS = {
    "circle": "o", "square": "s", "triangle": "^", "diamond": "D", "down": "v", "pentagon": "p",
    "star": "*", "plus": "P", "hexagon": "h", "cross": "X", "left": "<", "right": ">",
}  # fmt: skip
# Some markers of one size look smaller or larger than the others.
_SCALES = {
    "star": 1.45,
    "diamond": 0.85,
    "pentagon": 1.1,
    "hexagon": 1.1,
    "plus": 1.1,
    "cross": 1.1,
}
_STRANGER = SideSign(GREY, "circle")

_SEA, _LAND, _BORDER = "#dde7ee", "#f6f2ea", "#b3a994"
_LABELS_AT_MOST = 400
_COUNTRY_PART = 0.03
_WHOLE_PART = 0.97
_NAME_LETTERS = 40
_LEAST_RING = 4.5  # points: a smaller ring is not found on a map of the world
# Markers and names shrink where there are many: (places at most, marker, letters), in points.
_SIZES = ((60, 9.0, 8.5), (200, 7.0, 7.5), (1000, 5.5, 7.0), (10**9, 4.0, 6.5))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw."""

    place: PlaceInfo
    lat: float
    lon: float
    period: Period

    @property
    def weight(self) -> tuple[int, int, str]:
        """Which names have the first choice of room: those with most claims."""
        known = self.period.state is not ControlState.UNKNOWN
        claims = len(self.period.supporting) + len(self.period.opposing)
        return (-known, -claims, self.place.id)


def draw_frame(axes: "Axes", extent: Extent) -> None:
    """Set the window of a map, without axes or numbers."""
    axes.set_xlim(extent.west, extent.east)
    axes.set_ylim(extent.south, extent.north)
    axes.set_aspect(extent.stretch, adjustable="datalim")
    axes.set_facecolor(_SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(SOFT)


def draw_countries(
    axes: "Axes", countries: "Sequence[Country]", extent: Extent, *, letters: float, colour: str
) -> None:
    """Draw the countries that reach into the window, with the names of those that fill part of it."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline
    from shapely import box, orient_polygons  # type: ignore[import-untyped] # ships no types

    if len(countries) == 0:
        axes.set_facecolor(_LAND)
        return
    margin = (extent.north - extent.south) * 0.05
    window = box(
        extent.west - margin, extent.south - margin, extent.east + margin, extent.north + margin
    )
    inner = box(extent.west, extent.south, extent.east, extent.north)
    for country in countries:
        if not country.shape.intersects(window):
            continue
        for polygon in country.shape.geoms:
            if not polygon.intersects(window):
                continue
            # Holes must run the other way round, or enclaves are painted over.
            turned = orient_polygons(polygon)
            rings = [turned.exterior, *turned.interiors]
            outline = Outline.make_compound_path(*(Outline(list(ring.coords)) for ring in rings))
            axes.add_patch(
                PathPatch(outline, facecolor=_LAND, edgecolor=_BORDER, linewidth=0.9, zorder=1)
            )
        seen = country.shape.buffer(0).intersection(inner)
        if seen.area <= _COUNTRY_PART * inner.area:
            continue
        point = seen.representative_point()
        x, y = point.x, point.y
        if seen.area > _WHOLE_PART * inner.area:
            # Its middle is that of the map, where the places lie.
            x = (extent.west + extent.east) / 2
            y = extent.north - (extent.north - extent.south) * 0.04
        axes.text(
            x,
            y,
            on_one_line(country.name).upper(),
            ha="center",
            va="center",
            fontsize=letters,
            color=colour,
            clip_on=True,
            zorder=1.5,
            parse_math=False,
        )


def draw_scale(axes: "Axes", extent: Extent) -> None:
    """Draw a scale bar into the lower left corner."""
    length, words = scale_bar(extent, part=0.2)
    x = extent.west + (extent.east - extent.west) * 0.025
    y = extent.south + (extent.north - extent.south) * 0.03
    axes.plot([x, x + length], [y, y], color=INK, linewidth=2.2, solid_capstyle="butt", zorder=6)
    axes.text(x, y + (extent.north - extent.south) * 0.01, words, fontsize=8, color=INK, zorder=6)


def sizes_for(count: int) -> tuple[float, float]:
    """Return the size of a marker and of a name, in points, on a map of so many places."""
    return next((marker, letters) for most, marker, letters in _SIZES if count <= most)


def draw_spots(
    axes: "Axes",
    spots: Sequence[Spot],
    signs: Mapping[str, SideSign],
    extent: Extent,
) -> None:
    """Draw a marker for each place, and a circle around one that was located by its neighbours."""
    from matplotlib.patches import Ellipse

    size, _ = sizes_for(len(spots))
    circles: dict[tuple[float, float, float, str], None] = {}
    alike: dict[tuple[ControlState, SideSign], list[Spot]] = {}
    for spot in spots:
        sign = sign_of(spot.period.side, signs)
        lon, lat, radius = spot.place.lon, spot.place.lat, spot.place.radius_m
        anchored = spot.place.precision is GeoPrecision.ANCHORED
        # Where the place may be, not where its marker was moved; one for all that lie in the same.
        if anchored and radius and lon is not None and lat is not None:
            circles[lon, lat, radius, sign.colour] = None
        alike.setdefault((spot.period.state, sign), []).append(spot)
    # One call for all that look alike: a call a place takes minutes for tens of thousands.
    for (state, sign), group in alike.items():
        axes.plot(
            [spot.lon for spot in group],
            [spot.lat for spot in group],
            linestyle="none",
            zorder=4,
            **marker_of(state, sign, size),
        )
    for lon, lat, radius, colour in circles:
        width, height = degrees_of(2 * radius, extent)
        # An outline alone: a filled circle would read as ground that is held.
        axes.add_patch(
            Ellipse(
                (lon, lat),
                width,
                height,
                fill=False,
                edgecolor=colour,
                linewidth=0.9,
                linestyle=(0, (4, 3)),
                zorder=2.5,
            )
        )


def draw_rings(axes: "Axes", spots: Sequence[Spot], size: float) -> None:
    """Draw a ring around places that are to be seen first."""
    axes.plot(
        [spot.lon for spot in spots],
        [spot.lat for spot in spots],
        linestyle="none",
        zorder=3.8,
        **ring_of(size),
    )


def ring_of(size: float) -> dict[str, Any]:
    """Return how the ring around a marker of that size is drawn."""
    return {
        "marker": "o",
        "markersize": size * 1.9,
        "markerfacecolor": "#fff4b8",
        "markeredgecolor": "#b3261e",
        "markeredgewidth": 1.6,
    }


def marker_of(state: ControlState, sign: SideSign, size: float) -> dict[str, Any]:
    """Return how a place of that state is drawn: filled, half filled, or grey and hollow."""
    style: dict[str, Any] = {
        "marker": _MARKERS[sign.shape],
        "markersize": size * _SCALES.get(sign.shape, 1.0),
        "markeredgecolor": "#22262b",
        "markeredgewidth": 0.8,
        "markerfacecolor": sign.colour,
    }
    if state is ControlState.CONTESTED:
        style |= {"fillstyle": "left", "markerfacecoloralt": "white"}
    if state is ControlState.UNKNOWN:
        style |= {
            "marker": "o",
            "markersize": max(size * 0.8, _LEAST_RING),
            "markerfacecolor": "white",
            "markeredgecolor": GREY,
            "markeredgewidth": 1.4,
        }
    return style


def sign_of(side: str | None, signs: Mapping[str, SideSign]) -> SideSign:
    """Return a side's sign, a grey circle where there is none."""
    return _STRANGER if side is None else signs.get(side, _STRANGER)


def draw_names(
    figure: "Figure", axes: "Axes", spots: Sequence[Spot], *, first: Collection[str] = ()
) -> int:
    """Write the names of the places where there is room, and return how many found none.

    The places `first` (identifiers) have the first choice of room, and are written in bold.
    """
    from matplotlib.patheffects import withStroke

    ordered = sorted(spots, key=lambda spot: (spot.place.id not in first, spot.weight))
    ordered = ordered[:_LABELS_AT_MOST]
    points = figure.dpi / 72
    marker, letters = sizes_for(len(spots))
    frame = axes.get_window_extent()
    window = Box(frame.x0 / points, frame.y0 / points, frame.x1 / points, frame.y1 / points)
    texts = [
        axes.text(
            spot.lon,
            spot.lat,
            short_name(spot.place.name),
            fontsize=letters,
            fontweight="bold" if spot.place.id in first else "normal",
            color=INK if spot.period.state is not ControlState.UNKNOWN else SOFT,
            zorder=5,
            parse_math=False,
            path_effects=[withStroke(linewidth=2.4, foreground="#fffdf8")],
        )
        for spot in ordered
    ]
    sizes = []
    for text in texts:
        size = text.get_window_extent()
        sizes.append((size.width / points + 2, size.height / points))
    half = marker / 2
    on_map = [axes.transData.transform((spot.lon, spot.lat)) / points for spot in spots]
    taken = [Box(x - half, y - half, x + half, y + half) for x, y in on_map]
    anchors = [
        (float(x), float(y))
        for x, y in (axes.transData.transform((each.lon, each.lat)) / points for each in ordered)
    ]
    boxes = place_labels(anchors, sizes, window, taken, gap=half + 2.5)
    unplaced = len(spots) - len(ordered)
    for text, chosen, (x, y) in zip(texts, boxes, anchors, strict=True):
        if chosen is None:
            text.remove()
            unplaced += 1
            continue
        corner = (chosen.left * points, chosen.bottom * points)
        x_data, y_data = axes.transData.inverted().transform(corner)
        text.set_position((float(x_data), float(y_data)))
        text.set_verticalalignment("bottom")
        _lead(axes, chosen, (x, y), points, marker)
    return unplaced


def _lead(
    axes: "Axes", box: Box, anchor: tuple[float, float], points: float, marker: float
) -> None:
    """Draw a thin line from a label that lies off its place."""
    x, y = anchor
    near_x = min(max(x, box.left), box.right)
    near_y = min(max(y, box.bottom + 2), box.top - 2)
    if ((near_x - x) ** 2 + (near_y - y) ** 2) ** 0.5 < marker * 1.2:
        return
    ends = axes.transData.inverted().transform(
        [(x * points, y * points), (near_x * points, near_y * points)]
    )
    axes.plot(ends[:, 0], ends[:, 1], color=SOFT, linewidth=0.6, zorder=3)


def short_name(name: str) -> str:
    """Return a name on one line, cut where it is very long."""
    flat = in_its_order(name)
    return flat if len(flat) <= _NAME_LETTERS else flat[: _NAME_LETTERS - 1] + "…"
