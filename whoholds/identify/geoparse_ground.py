"""Where a publisher mostly writes about: learned from what its other texts were found to name.

No list of newspapers: a paper of Paris, Texas, is known by the names in its other articles.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from whoholds.base.records import GazetteerPlace

GROUND_FEATURES = ("home_country", "home_unit", "home_near", "home_around")

_NEAR_KM = 50.0
_AROUND_KM = 200.0
_EARTH_KM = 6371.0088
_MOST_POINTS = 60


@dataclass(slots=True)
class Ground:
    """What a publisher's texts named: each place with how often and how surely, once a text."""

    places: dict[str, tuple[GazetteerPlace, float]] = field(default_factory=dict)
    texts: int = 0

    def with_text(self, found: Iterable[tuple[GazetteerPlace, float]]) -> Self:
        """Add the places of one more text, each with its belief in [0, 1], and return this ground."""
        best: dict[str, tuple[GazetteerPlace, float]] = {}
        for place, share in found:
            if share > best.get(place.id, (place, 0.0))[1]:
                best[place.id] = (place, share)
        for key, (place, share) in best.items():
            self.places[key] = (place, self.places.get(key, (place, 0.0))[1] + share)
        self.texts += 1
        return self

    def features(self, place: GazetteerPlace) -> tuple[float, float, float, float]:
        """Return how much of the ground lies in the country, in the unit, near and around the place."""
        if self.texts == 0:
            return (0.0, 0.0, 0.0, 0.0)
        country = unit = whole = 0.0
        near = around = 1.0
        points = sorted(self.places.values(), key=lambda each: (-each[1], each[0].id))
        for other, weight in points[:_MOST_POINTS]:
            whole += weight
            if other.country == place.country:
                country += weight
                if other.admin1 is not None and other.admin1 == place.admin1:
                    unit += weight
            if other.feature_code.startswith("PCL") or place.feature_code.startswith("PCL"):
                continue
            km = kilometres((place.lat, place.lon), (other.lat, other.lon))
            often = min(0.9, weight / (self.texts + 1.0))
            near *= 1.0 - often * math.exp(-km / _NEAR_KM)
            around *= 1.0 - often * math.exp(-km / _AROUND_KM)
        return (country / (whole + 1.0), unit / (whole + 1.0), 1.0 - near, 1.0 - around)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points (degrees) along the earth's surface."""
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
