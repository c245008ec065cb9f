"""Where a map of a record should look: at the countries that most of it speaks of."""

from collections import Counter
from collections.abc import Sequence

from whoholds.run.answers import Picture, PlaceOnRecord

_LEAST_SHARE = 0.05
_OUTERMOST = 0.01

Point = tuple[float, float]


def frame_of(picture: Picture) -> list[Point]:
    """Return the south-western and the north-eastern corner of what matters; empty where nothing lies.

    Capitals where talks are held, and names that were put in the wrong country, would shrink all the
    rest: countries that less than a twentieth of the claims speak of are left aside, and of the rest the
    outermost hundredth of the claims on each side.
    """
    located = [
        (place, len(picture.claims_at(place.id)))
        for place in picture.places.values()
        if place.lat is not None and place.lon is not None
    ]
    counted: Counter[str | None] = Counter()
    for place, claims in located:
        counted[place.country] += claims
    least = _LEAST_SHARE * sum(counted.values())
    main = {country for country, claims in counted.items() if claims >= least}
    inside = [each for each in located if each[0].country in main] or located
    if len(inside) == 0:
        return []
    south, north = _ends([(_lat(place), claims) for place, claims in inside])
    west, east = _ends([(_lon(place), claims) for place, claims in inside])
    return [(south, west), (north, east)]


def _ends(rows: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Return the values between which all but the outermost hundredths of the weights lie."""
    ordered = sorted(rows)
    spare = _OUTERMOST * sum(weight for _, weight in ordered)
    return _first_beyond(ordered, spare), _first_beyond(ordered[::-1], spare)


def _first_beyond(ordered: Sequence[tuple[float, int]], spare: float) -> float:
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed > spare:
            return value
    return ordered[-1][0]


def _lat(place: PlaceOnRecord) -> float:
    assert place.lat is not None
    return place.lat


def _lon(place: PlaceOnRecord) -> float:
    assert place.lon is not None
    return place.lon
