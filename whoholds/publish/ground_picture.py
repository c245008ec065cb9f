"""The ground of small maps, drawn once for all pages: countries, borders, and where places lie.

One SVG file that pages put their pins over; a page then needs no script to show where something is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.publish.map_layout import Box, Extent, extent_of, place_labels
from whoholds.publish.plain_text import in_its_order, on_one_line
from whoholds.publish.site_pages import PinTold

if TYPE_CHECKING:
    from whoholds.publish.topojson import Country

WIDTH, HEIGHT = 960, 640
_RADIUS = 6.0
_LETTERS = 13.0
_WIDEST_LETTER = 0.56  # of the letter's height, on average
_LONGEST = 34
_MOST_PINS = 400
_MOST_LABELS = 60
_COUNTRY_PART = 0.02


@dataclass(frozen=True, slots=True)
class LaidPin:
    """A pin in the picture's points, from the upper left; `label` empty where there is no room."""

    pin: PinTold
    x: float
    y: float
    label: str
    text_x: float
    text_y: float


@dataclass(frozen=True, slots=True)
class SmallMap:
    """The pins of a page, laid out; `left_out` counts those that are too many."""

    pins: tuple[LaidPin, ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT
    radius: float = _RADIUS


class GroundPicture:
    """The window of all small maps: around the points of `frame` (latitude, longitude), at least one.

    `points` are where places lie, inside the window or not.
    """

    def __init__(
        self, points: Sequence[tuple[float, float]], *, frame: Sequence[tuple[float, float]]
    ) -> None:
        self.extent = extent_of(frame, aspect=WIDTH / HEIGHT)
        self._points = points

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a point lies in the picture, from the upper left."""
        extent = self.extent
        x = (lon - extent.west) / (extent.east - extent.west) * WIDTH
        y = (extent.north - lat) / (extent.north - extent.south) * HEIGHT
        return round(x, 1), round(y, 1)

    def lay(self, pins: Sequence[PinTold]) -> SmallMap | None:
        """Return the pins inside the window with their labels, the first ones having the choice."""
        inside = [
            (pin, *at)
            for pin in pins
            if _in_picture(*(at := self.at(pin.lat, pin.lon))) and pin.place.key is not None
        ]
        if len(inside) == 0:
            return None
        shown = inside[:_MOST_PINS]
        named = shown[:_MOST_LABELS]
        names = [_short(pin.place.name) for pin, _, _ in named]
        boxes = place_labels(
            # The layout's heights run upwards.
            [(x, HEIGHT - y) for _, x, y in named],
            [(len(name) * _LETTERS * _WIDEST_LETTER, _LETTERS * 1.2) for name in names],
            Box(2, 2, WIDTH - 2, HEIGHT - 2),
            [
                Box(x - _RADIUS, HEIGHT - y - _RADIUS, x + _RADIUS, HEIGHT - y + _RADIUS)
                for _, x, y in shown
            ],
            gap=_RADIUS + 3,
        )
        laid = []
        for index, (pin, x, y) in enumerate(shown):
            box = boxes[index] if index < len(boxes) else None
            if box is None:
                laid.append(LaidPin(pin, x, y, "", x, y))
            else:
                text_y = round(HEIGHT - box.bottom - _LETTERS * 0.25, 1)
                laid.append(LaidPin(pin, x, y, names[index], round(box.left, 1), text_y))
        return SmallMap(tuple(laid), len(inside) - len(shown))

    def svg(self, countries: "Iterable[Country]") -> bytes:
        """Return the picture of the countries and of all places, without names of places."""
        window = _window(self.extent)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#dde7ee"/>',
        ]
        labels = []
        for country in countries:
            if not country.shape.intersects(window):
                continue
            seen = shapely.intersection(shapely.make_valid(country.shape), window)
            simple = shapely.simplify(seen, (self.extent.north - self.extent.south) / HEIGHT / 2)
            path = "".join(self._path(polygon) for polygon in _polygons(simple))
            if path:
                parts.append(
                    f'<path d="{path}" fill="#f6f2ea" stroke="#b3a994" stroke-width="1.2" '
                    'fill-rule="evenodd"/>'
                )
            if seen.area > _COUNTRY_PART * window.area:
                point = shapely.point_on_surface(seen)
                x, y = self.at(point.y, point.x)
                labels.append(
                    f'<text x="{x}" y="{y}" text-anchor="middle" font-size="15" fill="#b3a480" '
                    f'font-family="sans-serif" letter-spacing="2">'
                    f"{escape(on_one_line(country.name).upper())}</text>"
                )
        dots = sorted({self.at(lat, lon) for lat, lon in self._points})
        path = "".join(f"M{x:g} {y:g}h0" for x, y in dots if _in_picture(x, y))
        if path:
            parts.append(
                f'<path d="{path}" stroke="#8d836c" stroke-opacity=".55" stroke-width="3" '
                'stroke-linecap="round"/>'
            )
        return "\n".join([*parts, *labels, "</svg>", ""]).encode()

    def _path(self, polygon: Any) -> str:
        rings = []
        for ring in (polygon.exterior, *polygon.interiors):
            points = [self.at(lat, lon) for lon, lat in ring.coords]
            rings.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
        return "".join(rings)


def _window(extent: Extent) -> Any:
    margin = (extent.north - extent.south) * 0.02
    return shapely.box(
        extent.west - margin, extent.south - margin, extent.east + margin, extent.north + margin
    )


def _polygons(shape: Any) -> list[Any]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _in_picture(x: float, y: float) -> bool:
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def _short(name: str) -> str:
    flat = in_its_order(name)
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
