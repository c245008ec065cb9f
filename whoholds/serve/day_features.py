"""Who holds what on a day as GeoJSON (RFC 7946), put together from parts that are encoded once.

A feature's properties have the names of the columns of exported periods, with `last_told` beside them.
"""

from datetime import date
from typing import Any

import numpy as np
import orjson

from whoholds.base.records import ControlState
from whoholds.serve.control_table import (
    EPOCH,
    NEVER_BEGAN,
    NEVER_ENDED,
    STATES,
    ControlTable,
    PeriodRows,
)
from whoholds.serve.towns import Box

_NULL = b"null"
_NAMES = {number: state.value for state, number in STATES.items()}


class DayFeatures:
    """Makes the features of days from one control table; what does not change with the day is kept."""

    def __init__(self, table: ControlTable) -> None:
        self._table = table
        places = table.places
        self._heads = [
            _head(*row)
            for row in zip(
                places["id"],
                places["name"],
                places["country"],
                places["lat"],
                places["lon"],
                places["radius_m"],
                places["precision"],
                places["claims"],
                strict=True,
            )
        ]
        self._lat = np.array([np.nan if lat is None else lat for lat in places["lat"]])
        self._lon = np.array([np.nan if lon is None else lon for lon in places["lon"]])
        self._holders: dict[tuple[int, int, int], bytes] = {}
        self._days: dict[int, bytes] = {NEVER_BEGAN: _NULL, NEVER_ENDED: _NULL}

    def on(
        self, day: date, *, box: Box | None = None, side: str | None = None, credit: str | None
    ) -> bytes:
        """Return a FeatureCollection of the places that anything is known of on the day.

        `box` leaves out what lies outside, or nowhere; `side` the places of others.
        """
        table, rows = self._table, self._table.rows
        found = rows.on(day.toordinal() - EPOCH)
        wanted = found >= 0
        if box is not None:
            wanted &= within(box, self._lat, self._lon)
        if side is not None:
            index = next((at for at, each in enumerate(table.sides) if each.id == side), -2)
            wanted &= np.where(found >= 0, rows.side[np.maximum(found, 0)] == index, False)
        places = np.flatnonzero(wanted)
        beside = {"on": day.isoformat(), "known": table.position, "credit": credit}
        start = orjson.dumps({"type": "FeatureCollection", **beside})[:-1] + b',"features":[\n'
        return start + b",\n".join(self._features(places, found[places], rows)) + b"\n]}\n"

    def _features(self, places: Any, found: Any, rows: PeriodRows) -> list[bytes]:
        heads, day, holder = self._heads, self._day, self._holder
        return [
            b'%b%b"confidence":%b,"start":%b,"end":%b,"last_told":%b}}'
            % (
                heads[place],
                holder(state, side, actor),
                b"%.4g" % confidence,
                day(start),
                # The last day, included.
                day(end if end == NEVER_ENDED else end - 1),
                day(last),
            )
            for place, state, side, actor, confidence, start, end, last in zip(
                places.tolist(),
                *(
                    column[found].tolist()
                    for column in (
                        rows.state,
                        rows.side,
                        rows.actor,
                        rows.confidence,
                        rows.start,
                        rows.end,
                        rows.last_told,
                    )
                ),
                strict=True,
            )
        ]

    def _day(self, number: int) -> bytes:
        known = self._days.get(number)
        if known is None:
            known = b'"%b"' % date.fromordinal(number + EPOCH).isoformat().encode()
            self._days[number] = known
        return known

    def _holder(self, state: int, side: int, actor: int) -> bytes:
        key = (state, side, actor)
        known = self._holders.get(key)
        if known is None:
            table = self._table
            told = {
                "state": _NAMES.get(state, ControlState.UNKNOWN.value),
                "side": None if side < 0 else table.sides[side].id,
                "side_name": None if side < 0 else table.sides[side].name,
                "holder": None if actor < 0 else table.rows.actors[actor],
            }
            known = orjson.dumps(told)[1:-1] + b","
            self._holders[key] = known
        return known


def within(box: Box, lat: Any, lon: Any) -> Any:
    """Tell of each point whether it lies in the box, its edges included; what lies nowhere does not."""
    inside = (lat >= box.south) & (lat <= box.north)
    if box.west <= box.east:
        return inside & (lon >= box.west) & (lon <= box.east)
    return inside & ((lon >= box.west) | (lon <= box.east))


def _head(
    place: str,
    name: str,
    country: str | None,
    lat: float | None,
    lon: float | None,
    radius_m: float | None,
    precision: str,
    claims: int,
) -> bytes:
    geometry = None
    if lat is not None and lon is not None:
        geometry = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    told = {
        "place": place,
        "place_name": name,
        "country": country,
        "radius_m": radius_m,
        "precision": precision,
        "claims": claims,
    }
    whole = orjson.dumps({"type": "Feature", "geometry": geometry, "properties": told})
    return whole[:-2] + b","
