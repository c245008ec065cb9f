"""The settlements of Ukraine and who held them, day by day, as an expert map tells it.

Two files: settlements (`id,name,english,lat,lon,geonameid`) and runs of days (`place,first_day,last_day,
state`); a third lists the days of which there is a map, one a line: on others nothing is known. States 0
and 4 are Ukraine's, 2 and 3 Russia's; 1 is unknown or contested, and is left out of every score. A place
without a run on a day is Ukraine's.

*The line* of a day are the middles of the edges of the settlements' Delaunay graph whose ends are on
different sides; a place's distance to the line is that to the nearest middle. (By the distance to the
nearest settlement of the other side, the other way to say "near", the same places are some 3 km farther.)
"""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whoholds.picture.graph import Ground, Spot, ground_of

SIDES = ("ua", "ru")
_SIDE_OF_STATE = np.array([0, -1, 1, 1, 0])
NEAR_KM = (10, 20)

Indices = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """One day: side 0 or 1 by row, -1 left out, and kilometres to the line and to the other side."""

    side: Indices
    to_line: Numbers
    to_other: Numbers

    @cached_property
    def known(self) -> Indices:
        """The rows that are one side's or the other's."""
        return np.flatnonzero(self.side >= 0)

    def near(self, km: float, *, other: bool = False) -> NDArray[np.bool_]:
        """Tell of each row whether it has a side and lies within `km` of the line."""
        return (self.side >= 0) & ((self.to_other if other else self.to_line) <= km)


class Ukraine:
    """The settlements as a ground, and the expert map."""

    def __init__(self, settlements: Path, control: Path, days: Path | None = None) -> None:
        self.days = [] if days is None else sorted(days_of(days.read_text().split()))
        with gzip.open(settlements, "rt", encoding="utf-8", newline="") as file:
            self.rows = sorted(csv.DictReader(file), key=lambda row: row["id"])
        self.ground: Ground = ground_of(
            [Spot(row["id"], float(row["lat"]), float(row["lon"])) for row in self.rows]
        )
        with gzip.open(control, "rt", encoding="utf-8", newline="") as file:
            self.runs = np.array(
                [
                    (
                        self.ground.row(row["place"]),
                        date.fromisoformat(row["first_day"]).toordinal(),
                        date.fromisoformat(row["last_day"]).toordinal(),
                        _SIDE_OF_STATE[int(row["state"])],
                    )
                    for row in csv.DictReader(file)
                ],
                dtype=np.int64,
            )

    def days_between(self, first: date, last: date) -> list[date]:
        """Return the days from `first` to `last` of which there is a map."""
        return [day for day in self.days if first <= day <= last]

    def sides_on(self, day: date) -> Indices:
        """Return the side of each row on a day, -1 where the map knows none."""
        side = np.zeros(len(self.ground), dtype=np.int64)
        held = (self.runs[:, 1] <= day.toordinal()) & (self.runs[:, 2] >= day.toordinal())
        side[self.runs[held, 0]] = self.runs[held, 3]
        return side

    def truth(self, day: date) -> Truth:
        """Return the expert map of a day.

        Raises:
            ValueError: if one side holds nothing: there is no line then.
        """
        from scipy.spatial import cKDTree

        side, xy = self.sides_on(day), self.ground.xy
        one, other = side[self.ground.edges[:, 0]], side[self.ground.edges[:, 1]]
        across = self.ground.edges[(one >= 0) & (other >= 0) & (one != other)]
        if len(across) == 0:
            raise ValueError(f"no line on {day}: the map gives everything to one side")
        middles = xy[across].mean(axis=1)
        to_other = np.full(len(side), np.inf)
        for each in (0, 1):
            to_other[side == each] = cKDTree(xy[side == 1 - each]).query(xy[side == each])[0]
        return Truth(side, cKDTree(middles).query(xy)[0], to_other)


def days_of(texts: Sequence[str]) -> list[date]:
    """Return days given as YYYY-MM-DD."""
    return [date.fromisoformat(text) for text in texts]
