"""Which rows of several gazetteers are one place: the same identifier, or the same name near by.

Two rows of one country and one class of feature are joined where they share a name (its `core` key,
see `spelling`) and lie within 2 km, units of one level where one lies within the other. Rows of one
gazetteer are joined by their main names alone.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from whoholds.base.records import GazetteerPlace

JOINED_KM = 2.0
"""How far apart two rows of one name may lie and still be one place."""

_EARTH_KM = 6371.0088
_KM_A_DEGREE = 111.0
_SHORTEST_KEY = 3
_MOST_NAMESAKES = 2000
_UNITS = ("ADM", "PCL", "TERR", "ZN", "LTER")
# The first that fits: some codes begin as those of another class do.
_CLASS_OF: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("T", ("RDGE",)),
    ("S", ("PKLT", "MTRO")),
    ("A", (*_UNITS, "PRSH")),
    ("P", ("PPL", "STLMT")),
    ("R", ("RD", "RR", "CSWY", "OVF", "PRMN", "PTGE", "STKR", "TNL", "TRL")),
    ("V", ("FRST", "GRSLD", "GRVC", "MDW", "SCRB", "TUND", "VIN", "BUSH", "CULT")),
    ("H", ("STM", "LK", "RSV", "SEA", "BAY", "CNL", "WAD", "SPNG", "WLL", "GULF", "STRT", "OCN")),
    ("L", ("AREA", "RGN", "PRK", "RES", "INDS", "MILB", "OILF", "LCTY", "CMN", "TRB", "BTL", "PRT")),
    ("T", (
        "HLL", "MT", "PK", "RDGE", "VAL", "ISL", "PLN", "PLAT", "PASS", "CAPE", "CLF", "DSRT", "DUNE",
        "ESC", "GAP", "PEN", "SPUR", "UPLD", "MESA", "SLP", "BCH", "BAR", "DPR", "CRTR", "RK", "SAND",
        "PT", "LEV", "MND", "ATOL", "LAVA", "NTK", "TAL", "TRR", "BLDR", "GRGE", "PANS", "KRST",
    )),
)  # fmt: skip


class Summary(NamedTuple):
    """What is compared of a row; `core` is that of the main name, `folded` the main name folded."""

    id: str
    country: str
    lat: float
    lon: float
    radius_m: float
    feature_code: str
    population: int | None
    folded: str
    core: str


def feature_class(code: str) -> str:
    """Return the GeoNames class of a feature code: A, P, T, L, R, V, H, and S for whatever is built."""
    if len(code) == 1:
        return code
    for letter, beginnings in _CLASS_OF:
        if code.startswith(beginnings):
            return letter
    return "S"


class Joins:
    """Which rows are doubles, and of which row each."""

    def __init__(self, main_of: dict[int, int]) -> None:
        doubles = sorted(main_of)
        self._doubles = array("I", doubles)
        self._mains = array("I", (main_of[row] for row in doubles))
        by_main = sorted((main, row) for row, main in main_of.items())
        self._by_main = array("I", (main for main, _ in by_main))
        self._rows = array("I", (row for _, row in by_main))

    def __len__(self) -> int:
        return len(self._doubles)

    def main_of(self, row: int) -> int:
        """Return the row that `row` is a double of, `row` itself where it is none."""
        at = bisect_left(self._doubles, row)
        found = at < len(self._doubles) and self._doubles[at] == row
        return self._mains[at] if found else row

    def doubles_of(self, row: int) -> list[int]:
        """Return the doubles of `row`, lowest first."""
        low, high = bisect_left(self._by_main, row), bisect_right(self._by_main, row)
        return list(self._rows[low:high])

    def as_dict(self) -> dict[int, int]:
        """Return the row that each double is found under."""
        return dict(zip(self._doubles, self._mains, strict=True))

    def save(self, path: Path) -> None:
        """Write the joins to a file that `load` reads."""
        path.write_bytes(self._doubles.tobytes() + self._mains.tobytes())

    @classmethod
    def load(cls, path: Path) -> "Joins":
        """Return the joins that `save` wrote.

        Raises:
            ValueError: if the file was cut short.
        """
        numbers = array("I")
        numbers.frombytes(path.read_bytes())
        half = len(numbers) // 2
        if len(numbers) % 2 == 1:
            raise ValueError(f"{path.name} was cut short")
        return cls(dict(zip(numbers[:half], numbers[half:], strict=True)))


def join(
    parts: Sequence[Iterable[Summary]],
    cores: Sequence[Iterable[tuple[str, str, int]]],
    starts: Sequence[int],
    *,
    embedded: int | None = None,
) -> Joins:
    """Return which rows are one place.

    `parts` are the rows of each gazetteer, `starts` the number of the first row of each, and `cores`
    the names of each: core, country and row within the gazetteer, other names included. `embedded` is
    the gazetteer whose settlements come after those of any other: it knows no more than that they are.
    """
    rows: list[Summary] = []
    part_of = array("H")
    for number, part in enumerate(parts):
        for row in part:
            rows.append(row)
            part_of.append(number)
    found = _Groups(rows, part_of, embedded)
    by_id: dict[str, int] = {}
    for at, row in enumerate(rows):
        before = by_id.setdefault(row.id, at)
        if before != at:
            found.unite(before, at)
    by_name: dict[tuple[str, str], list[int]] = {}
    for at, row in enumerate(rows):
        if len(row.core) >= _SHORTEST_KEY:
            by_name.setdefault((row.core, row.country), []).append(at)
    for group in by_name.values():
        found.unite_near(group)
    for core, country, at in _shared(cores, starts, rows, part_of):
        near = by_name.get((core, country), ())
        if len(near) < _MOST_NAMESAKES:
            found.unite_with(at, near)
    return Joins(found.main_of())


def _shared(
    cores: Sequence[Iterable[tuple[str, str, int]]],
    starts: Sequence[int],
    rows: Sequence[Summary],
    part_of: Sequence[int],
) -> Iterator[tuple[str, str, int]]:
    """Yield the other names of places in countries that several gazetteers hold."""
    held: dict[str, set[int]] = {}
    for row, part in zip(rows, part_of, strict=True):
        held.setdefault(row.country, set()).add(part)
    several = {country for country, parts in held.items() if len(parts) > 1}
    if len(several) == 0:
        return
    for names, start in zip(cores, starts, strict=False):
        for core, country, at in names:
            if country in several and len(core) >= _SHORTEST_KEY and core != rows[start + at].core:
                yield core, country, start + at


class _Groups:
    """Rows united into places; each place has one row that stands for it."""

    def __init__(
        self, rows: Sequence[Summary], part_of: Sequence[int], embedded: int | None
    ) -> None:
        self._rows = rows
        self._embedded = embedded
        self._part_of = part_of
        self._parent: dict[int, int] = {}

    def unite(self, one: int, other: int) -> None:
        one, other = self._root(one), self._root(other)
        if one != other:
            main, double = sorted((one, other), key=self._rank)
            self._parent[double] = main

    def unite_near(self, group: Sequence[int]) -> None:
        """Unite the rows of one name that lie near each other."""
        if len(group) < 2:
            return
        ordered = sorted(group, key=lambda at: (self._rows[at].lat, at))
        for at, one in enumerate(ordered):
            # The rows between may be of other classes; what is of one level has one reach or nearly so.
            reach = _reach_km(self._rows[one], self._rows[one])
            for other in ordered[at + 1 :]:
                if (self._rows[other].lat - self._rows[one].lat) * _KM_A_DEGREE > reach:
                    break
                if self._one_place(one, other):
                    self.unite(one, other)

    def unite_with(self, one: int, group: Sequence[int]) -> None:
        """Unite a row with those rows of other gazetteers whose main name is one of its other names."""
        for other in group:
            if self._part_of[other] != self._part_of[one] and self._one_place(one, other):
                self.unite(one, other)

    def main_of(self) -> dict[int, int]:
        return {row: self._root(row) for row in self._parent}

    def _one_place(self, one: int, other: int) -> bool:
        first, second = self._rows[one], self._rows[other]
        if feature_class(first.feature_code) != feature_class(second.feature_code):
            return False
        if _level(first) != _level(second):
            return False
        return km_between(first, second) <= _reach_km(first, second)

    def _root(self, row: int) -> int:
        while (parent := self._parent.get(row)) is not None:
            row = parent
        return row

    def _rank(self, at: int) -> tuple[int, int, int]:
        row = self._rows[at]
        source = 0 if row.id.startswith("geonames:") else 1 if row.id.startswith("wof:") else 2
        late = self._part_of[at] == self._embedded and feature_class(row.feature_code) != "A"
        return source, int(late), at


def _level(row: Summary) -> str:
    return row.feature_code[:4] if row.feature_code.startswith(_UNITS) else ""


def _reach_km(first: Summary, second: Summary) -> float:
    if _level(first) == "":
        return JOINED_KM
    return max(JOINED_KM, first.radius_m / 1000.0, second.radius_m / 1000.0)


def km_between(first: Summary | GazetteerPlace, second: Summary | GazetteerPlace) -> float:
    """Return the distance of two places along the earth's surface, in kilometres."""
    lat1, lat2 = radians(first.lat), radians(second.lat)
    half = (
        sin((lat2 - lat1) / 2) ** 2
        + cos(lat1) * cos(lat2) * sin(radians(second.lon - first.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
