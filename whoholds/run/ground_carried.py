"""The prior map of a day, carried forward by the changes that claims tell of since.

A captured village implies something of those around it (`picture.advance`): what lies between it and the
attacker's ground, and what it cuts off. Places that claims name themselves are known from these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np

from whoholds.base.map_records import MapHolder
from whoholds.base.records import ControlState, Effect
from whoholds.picture.advance import NOBODY, Basis, Carried, carry
from whoholds.picture.graph import Ground
from whoholds.run.answers import Picture

_MAP_SHARE = 0.95
_INFERRED_SHARE = 0.85
_Told = dict[date, dict[int, str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Kept:
    picture: Picture
    ground: Ground
    starts: Mapping[str, str]
    told: _Told
    day: date
    carried: Carried


class CarriedMaps:
    """Carries prior maps forward, on from the last day where it can. Safe to use from threads."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._working = Lock()

    def prior(
        self,
        picture: Picture,
        ground: Ground,
        start: Mapping[str, tuple[date, MapHolder, tuple[float, float]]],
        day: date,
    ) -> dict[str, dict[str, float]]:
        """Return the shares by side of the places that the prior map, or a capture since, gives to one.

        `start` is the prior map by place: its day, and who holds it.
        """
        starts = {
            place: holder.side
            for place, (_, holder, _) in start.items()
            if place in ground.rows
            and holder.state is ControlState.HELD
            and holder.side is not None
        }
        if len(starts) == 0:
            return {}
        days = {place: on for place, (on, _, _) in start.items()}
        told = _captures(picture, ground, starts, days, day)
        sides = sorted({*starts.values(), *_takers(picture)})
        with self._working:
            carried = self._carried(picture, ground, starts, told, sides, day)
        shares = {}
        for row, holder in enumerate(carried.holder.tolist()):
            if holder != NOBODY:
                inferred = carried.basis[row] not in (Basis.MAP.value, Basis.CLAIM.value)
                share = _INFERRED_SHARE if inferred else _MAP_SHARE
                shares[ground.ids[row]] = {sides[holder]: share}
        return shares

    def _carried(
        self,
        picture: Picture,
        ground: Ground,
        starts: Mapping[str, str],
        told: _Told,
        sides: list[str],
        day: date,
    ) -> Carried:
        kept = self._kept
        if (
            kept is not None
            and kept.picture is picture
            and kept.ground is ground
            and kept.starts == starts
            and kept.told == {on: rows for on, rows in told.items() if on <= kept.day}
        ):
            now, since = kept.carried, kept.day
        else:
            column = {side: index for index, side in enumerate(sides)}
            holder = np.full(len(ground), NOBODY, dtype=np.int64)
            for place, side in starts.items():
                holder[ground.rows[place]] = column[side]
            now, since = Carried.of(holder), date.min
        for on in sorted(told):
            if on > since:
                now = carry(
                    ground,
                    now,
                    on.toordinal(),
                    [(row, sides.index(side)) for row, side in sorted(told[on].items())],
                )
        self._kept = _Kept(
            picture=picture, ground=ground, starts=starts, told=told, day=day, carried=now
        )
        return now


def _takers(picture: Picture) -> set[str]:
    return {
        period.side
        for place in picture.periods
        for period in picture.periods[place]
        if period.side is not None
    }


def _captures(
    picture: Picture,
    ground: Ground,
    starts: Mapping[str, str],
    days: Mapping[str, date],
    upto: date,
) -> _Told:
    """Return who took which row of the ground on which day, after the map of the place and up to a day.

    A place that the map leaves out is taken after the newest of its days.
    """
    newest = max(days.values())
    found: _Told = {}
    for place in picture.periods:
        row = ground.rows.get(place)
        if row is None:
            continue
        holder = starts.get(place)
        for period in picture.periods[place]:
            if period.state is not ControlState.HELD or period.side is None:
                continue
            before, holder = holder, period.side
            start = period.start
            if start is None or not days.get(place, newest) < start <= upto or before == holder:
                continue
            if before is not None or _gained(picture, place, holder, start):
                found.setdefault(start, {})[row] = holder
    return found


def _gained(picture: Picture, place: str, side: str, day: date) -> bool:
    return any(
        row.effect is Effect.GAINS and row.side == side and row.days.start <= day <= row.days.last
        for row in picture.evidence.get(place, ())
    )
