"""How fast what is known of a place fades: faster near a front, fastest where the front lately moved.

Nothing drifts to the other side: what fades turns into not knowing. Without word from its
neighbourhood a place goes by its own last evidence alone (`filter.kept`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log1p

import numpy as np

from whoholds.base.records import Effect, Evidence
from whoholds.picture.filter import weighs
from whoholds.picture.weights import Weights, default_weights

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Hazard:
    """A rate of fading that changes on given days.

    From `days[i]` on, `rates[i]` is the part of what is known that fades in a day; before the first of
    them nothing more fades than by the place's own evidence.
    """

    days: tuple[date, ...]
    rates: tuple[float, ...]

    def left(self, first: date, last: date) -> float:
        """Return which part of what was known on `first` is left on `last`, by these rates alone."""
        total = 0.0
        at = bisect_right(self.days, first)
        day = first
        while day < last:
            rate = self.rates[at - 1] if at > 0 else 0.0
            end = min(self.days[at], last) if at < len(self.days) else last
            total += log1p(-rate) * (end - day).days
            day = end
            at += 1
        return exp(total)


NO_HAZARD = Hazard((), ())
"""No word from the neighbourhood."""


def hazards(
    evidence: Mapping[str, Sequence[Evidence]],
    points: Mapping[str, tuple[float, float]],
    *,
    weights: Weights | None = None,
) -> dict[str, Hazard]:
    """Return how fast each place fades, by the changes that claims tell of in its neighbourhood.

    `points` are (latitude, longitude) in degrees. A change told of another place within `moving_km`
    means a moving front for `moving_days`, and within `front_km` a front for `front_days`. What is only
    told in one's own favour counts as well: that a front is near is rarely made up. Places without a
    point, or without such a neighbour, are left out.
    """
    weights = default_weights() if weights is None else weights
    near = weights.front
    told = sorted(
        (row.days.last, place)
        for place, rows in evidence.items()
        if place in points
        for row in rows
        if row.effect in (Effect.GAINS, Effect.LOSES) and weighs(row)
    )
    # By latitude: the neighbours of a place lie in a narrow band of it.
    changed = sorted(dict.fromkeys(told), key=lambda each: (points[each[1]][0], each))
    if len(changed) == 0:
        return {}
    where = np.array([points[place] for _, place in changed])
    found: dict[str, Hazard] = {}
    for place in evidence:
        if place not in points:
            continue
        lat, lon = points[place]
        reach = near.moving_km / _KM_PER_DEGREE
        first, last = np.searchsorted(where[:, 0], (lat - reach, lat + reach))
        # Flat: at these distances the earth is.
        north = (where[first:last, 0] - lat) * _KM_PER_DEGREE
        east = (where[first:last, 1] - lon) * _KM_PER_DEGREE * np.cos(np.radians(lat))
        away = np.hypot(north, east)
        spans: list[tuple[date, int, float]] = []
        for index in np.flatnonzero(away <= near.moving_km):
            day, other = changed[first + index]
            if other == place:
                continue
            spans.append((day, near.moving_days, weights.chance.forget_moving))
            if away[index] <= near.front_km:
                spans.append((day, weights.limit.front_days, weights.chance.forget_per_day))
        if len(spans) > 0:
            found[place] = _hazard(spans)
    return found


def _hazard(spans: Iterable[tuple[date, int, float]]) -> Hazard:
    """Return the highest of the rates that hold on each day."""
    begins: dict[date, dict[float, int]] = {}
    for day, length, rate in spans:
        for edge, step in ((day, 1), (min(day, date.max - timedelta(days=length)), -1)):
            when = edge if step > 0 else edge + timedelta(days=length)
            steps = begins.setdefault(when, {})
            steps[rate] = steps.get(rate, 0) + step
    live: dict[float, int] = {}
    days: list[date] = []
    rates: list[float] = []
    for day in sorted(begins):
        for rate, step in begins[day].items():
            live[rate] = live.get(rate, 0) + step
        highest = max((rate for rate, count in live.items() if count > 0), default=0.0)
        if len(rates) == 0 or rates[-1] != highest:
            days.append(day)
            rates.append(highest)
    return Hazard(tuple(days), tuple(rates))
