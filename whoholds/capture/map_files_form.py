"""What a map file gives: shapes and points with their named values; and how much of one is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import orjson
import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import TooLarge

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 64 * MEBIBYTE
"""The largest map file that is read, packed or not, in bytes."""
LARGEST_UNPACKED = 256 * MEBIBYTE
"""What the files inside a packed one may come to, in bytes."""
MOST_FEATURES = 200_000
MOST_POINTS = 5_000_000
"""The most corners that all shapes of a map may have together."""
_MOST_FIELDS = 100
_LONGEST_NAME = 200
_LONGEST_VALUE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeature:
    """One thing of a map as it stands in the file; `at` says where, in words ("feature 3")."""

    at: str
    geometry: shapely.Geometry | None
    fields: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class RawMap:
    """What a file gave before its coordinates are looked at.

    `crs` is the projection that the file declares, None where it declares none. `layer` is the one that
    was read, `layers` are all. `signals` tell in words what was left out.
    """

    form: str
    features: list[RawFeature]
    crs: str | None = None
    layer: str = ""
    layers: tuple[str, ...] = ()
    signals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFeature:
    """One thing of a map: a valid polygon or multipolygon, a point, or (a table's row) nothing located.

    Coordinates are longitude and latitude in degrees (WGS 84).
    """

    at: str
    geometry: shapely.Geometry | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFile:
    """A map as read. `crs` is the projection that its coordinates were read in."""

    form: str
    crs: str
    layer: str
    features: tuple[MapFeature, ...]
    signals: tuple[str, ...]

    @property
    def fields(self) -> dict[str, list[str]]:
        """The distinct values of every field, in the order in which they first stand."""
        found: dict[str, dict[str, None]] = {}
        for feature in self.features:
            for name, value in feature.fields.items():
                found.setdefault(name, {}).setdefault(value)
        return {name: list(values) for name, values in found.items()}


class Tally:
    """Counts what was left out or mended, and keeps where the first of it stands."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._first = ""
        self.count = 0

    def note(self, at: str, why: str = "") -> None:
        """Count one more."""
        if self.count == 0:
            self._first = at if why == "" else f"{at}: {why}"
        self.count += 1

    def signals(self) -> list[str]:
        """Return one line in words, or none where nothing was counted."""
        if self.count == 0:
            return []
        first = f"the first is {self._first}" if self.count > 1 else self._first
        return [f"{self._what}: {self.count} ({first})"]


def texts(values: object) -> dict[str, str]:
    """Return named values as text: nothing where they are none, nested ones as JSON, long ones cut."""
    if not isinstance(values, Mapping):
        return {}
    found: dict[str, str] = {}
    for name, value in values.items():
        text = _text(value)
        if text != "" and len(found) < _MOST_FIELDS:
            found[str(name)[:_LONGEST_NAME]] = text
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool | dict | list):
        text = orjson.dumps(value).decode()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    return " ".join(text[:_LONGEST_VALUE].split())


def check_size(size: int, name: str, *, limit: int = LARGEST_FILE) -> None:
    """Refuse a file of more bytes than `limit`.

    Raises:
        TooLarge: if it has more.
    """
    if size > limit:
        raise TooLarge(
            f"reading the map {name}: it has {size:,} bytes, at most {limit:,} are read; simplify its "
            "outlines, or hand over one layer or one day at a time"
        )


def check_count(features: Iterable[object], name: str) -> None:
    """Refuse a map of more than `MOST_FEATURES` features.

    Raises:
        TooLarge: if it has more.
    """
    if sum(1 for _ in features) > MOST_FEATURES:
        raise TooLarge(
            f"reading the map {name}: it has more than {MOST_FEATURES:,} features; hand over one "
            "layer or one day at a time"
        )


def check_corners(features: Iterable[RawFeature], name: str) -> None:
    """Refuse a map whose shapes have more than `MOST_POINTS` corners together.

    Raises:
        TooLarge: if they have more.
    """
    shapes = [each.geometry for each in features if each.geometry is not None]
    if int(shapely.get_num_coordinates(shapes).sum()) > MOST_POINTS:
        raise TooLarge(
            f"reading the map {name}: its outlines have more than {MOST_POINTS:,} corners; "
            "simplify them first"
        )
