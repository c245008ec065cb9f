"""Where things go on a static map: its extent, the labels of its places, the length of its scale bar.

Pure geometry in degrees, or in the picture's own points; nothing here draws.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians, sin

_METRES_A_DEGREE = 111_195.0
_PADDING = 0.12
# No map is closer than this, in degrees of latitude: the basemap has nothing to show there.
_CLOSEST = 0.35
_WIDEST_LAT = 85.0


@dataclass(frozen=True, slots=True)
class Extent:
    """A window in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle_lat(self) -> float:
        """The latitude of the middle."""
        return (self.south + self.north) / 2

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in the window."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    @property
    def stretch(self) -> float:
        """How many degrees of longitude are as long as one of latitude, in the middle."""
        return 1 / cos(radians(min(abs(self.middle_lat), _WIDEST_LAT)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the picture's points."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def inside(self, other: "Box") -> bool:
        """Tell whether this rectangle lies wholly in the other."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )


def extent_of(points: Sequence[tuple[float, float]], *, aspect: float) -> Extent:
    """Return a padded window around (latitude, longitude) points, `aspect` = width over height.

    At least one point is needed.
    """
    lats = [lat for lat, _ in points]
    lons = [lon for _, lon in points]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    shrink = cos(radians(min(abs(middle_lat), _WIDEST_LAT)))
    height = max((north - south) * (1 + 2 * _PADDING), _CLOSEST)
    width = max((east - west) * (1 + 2 * _PADDING) * shrink, _CLOSEST)
    height, width = max(height, width / aspect), max(width, height * aspect)
    return Extent(
        west=middle_lon - width / shrink / 2,
        south=middle_lat - height / 2,
        east=middle_lon + width / shrink / 2,
        north=middle_lat + height / 2,
    )


def scale_bar(extent: Extent, *, part: float = 0.25) -> tuple[float, str]:
    """Return a round length of about `part` of the width: in degrees of longitude, and in words."""
    metres = (extent.east - extent.west) / extent.stretch * _METRES_A_DEGREE * part
    power = 10 ** floor(log10(metres))
    length = max(step * power for step in (1, 2, 5) if step * power <= metres)
    words = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    return length / _METRES_A_DEGREE * extent.stretch, words


def degrees_of(metres: float, extent: Extent) -> tuple[float, float]:
    """Return how many degrees of longitude and of latitude so many metres are."""
    return metres / _METRES_A_DEGREE * extent.stretch, metres / _METRES_A_DEGREE


def moved_apart(
    points: Sequence[tuple[float, float]], extent: Extent, *, step: float
) -> list[tuple[float, float]]:
    """Return the points with those that coincide set around the first of them.

    A place in no gazetteer has the point of its neighbour, and its marker would hide there. `step` is
    how far the first is moved, as a part of the window's height.
    """
    met: dict[tuple[float, float], int] = {}
    moved = []
    for lat, lon in points:
        key = (round(lat, 5), round(lon, 5))
        turn = met[key] = met.get(key, -1) + 1
        # The golden angle: however many there are, no two come to lie in one direction.
        angle = radians(90 + 137.508 * (turn - 1))
        away = 0.0 if turn == 0 else step * (extent.north - extent.south) * turn**0.5
        moved.append((lat + away * sin(angle), lon + away * cos(angle) * extent.stretch))
    return moved


def place_labels(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    window: Box,
    taken: Iterable[Box],
    *,
    gap: float,
) -> list[Box | None]:
    """Return where the label of each anchor goes, the first ones having the choice; None for no room.

    `anchors` are points, `sizes` widths and heights, all in the picture's points. A label covers no other
    label, none of `taken`, and stays in `window`.
    """
    grid = _Grid(max((height for _, height in sizes), default=10.0) * 4)
    for box in taken:
        grid.add(box)
    placed: list[Box | None] = []
    for anchor, size in zip(anchors, sizes, strict=True):
        chosen = next(
            (
                box
                for box in _candidates(anchor, size, gap)
                if box.inside(window) and not grid.hits(box)
            ),
            None,
        )
        if chosen is not None:
            grid.add(chosen)
        placed.append(chosen)
    return placed


def _candidates(
    anchor: tuple[float, float], size: tuple[float, float], gap: float
) -> Iterator[Box]:
    """Yield boxes around a point: right, left, above, below, then the corners; near, then farther."""
    x, y = anchor
    width, height = size
    for distance in (gap, gap * 2.0, gap * 3.2):
        slant = distance * 0.7
        for left, bottom in (
            (x + distance, y - height / 2),
            (x - distance - width, y - height / 2),
            (x - width / 2, y + distance),
            (x - width / 2, y - distance - height),
            (x + slant, y + slant),
            (x + slant, y - slant - height),
            (x - slant - width, y + slant),
            (x - slant - width, y - slant - height),
        ):
            yield Box(left, bottom, left + width, bottom + height)


class _Grid:
    """Boxes by the cells that they cover, so that thousands of labels are placed in no time."""

    def __init__(self, cell: float) -> None:
        self._cell = cell
        self._boxes: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        for key in self._cells(box):
            self._boxes.setdefault(key, []).append(box)

    def hits(self, box: Box) -> bool:
        return any(
            box.overlaps(other) for key in self._cells(box) for other in self._boxes.get(key, ())
        )

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box.left // self._cell), int(box.right // self._cell) + 1):
            for row in range(int(box.bottom // self._cell), int(box.top // self._cell) + 1):
                yield column, row
