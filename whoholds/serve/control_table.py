"""Who holds what on every day, in arrays: made once a position, asked often.

Days are numbers from 1970-01-01; the sentinels `NEVER_BEGAN` and `NEVER_ENDED` stand for an open start
and end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whoholds.base.records import ControlState, Evidence, Period
from whoholds.picture.weights import default_weights
from whoholds.serve.api_shapes import SideShape

if TYPE_CHECKING:
    from whoholds.run.answers import PlaceOnRecord

EPOCH = date(1970, 1, 1).toordinal()
NEVER_BEGAN, NEVER_ENDED = -(2**31), 2**31 - 1
STATES = {ControlState.HELD: 0, ControlState.CONTESTED: 1, ControlState.UNKNOWN: 2}
_DIGITS = 3
_NO_DAY = NEVER_BEGAN

Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PeriodRows:
    """Periods in columns, those of one place after each other, earliest first.

    `place` and `side` are indexes (side -1: none), `state` as in `STATES`; `actor` an index into
    `actors` (-1: none). `speaks` is the first day that the period says anything of, `last_told` the last
    day in it that a claim for it tells of. `at` is where the rows of each place begin, and one more.
    """

    place: Ints
    start: Ints
    end: Ints
    speaks: Ints
    state: Ints
    side: Ints
    actor: Ints
    confidence: NDArray[np.float64]
    last_told: Ints
    actors: tuple[str, ...]
    at: NDArray[np.int64]

    def on(self, day: int) -> NDArray[np.int64]:
        """Return the row that says anything of the day at each place, -1 for none."""
        rows = np.flatnonzero((self.speaks <= day) & (day < self.end))
        found = np.full(len(self.at) - 1, -1, dtype=np.int64)
        found[self.place[rows]] = rows
        return found

    def columns(self) -> dict[str, Any]:
        """Return the columns of `PeriodsColumns` as JSON types."""
        names: list[str | None] = [*self.actors, None]
        return {
            "place": self.place.tolist(),
            "start": _open(self.start, NEVER_BEGAN),
            "end": _open(self.end, NEVER_ENDED),
            "state": self.state.tolist(),
            "side": self.side.tolist(),
            "actor": [names[at] for at in self.actor.tolist()],
            "confidence": self.confidence.tolist(),
            "last_told": _open(self.last_told, _NO_DAY),
        }


def period_rows(
    places: Sequence["PlaceOnRecord"],
    periods: Mapping[str, Sequence[Period]],
    evidence: Mapping[str, Sequence[Evidence]],
    sides: Mapping[str, int],
) -> PeriodRows:
    """Return the periods of places in columns; `sides` gives the index of each side."""
    before = default_weights().limit.before_days
    actors: dict[str, int] = {}
    rows: list[tuple[int, ...]] = []
    confidence: list[float] = []
    starts = [0]
    for index, place in enumerate(places):
        here = periods.get(place.id, ())
        told = _last_days(evidence.get(place.id, ())) if len(here) > 0 else {}
        for period in here:
            start = _number(period.start, NEVER_BEGAN)
            end = _number(period.end, NEVER_ENDED)
            speaks = end - before if period.start is None and period.end is not None else start
            actor = -1
            if period.actor is not None:
                actor = actors.setdefault(period.actor, len(actors))
            side = -1 if period.side is None else sides.get(period.side, -1)
            last = _last_told(period, end, told)
            rows.append((index, start, end, speaks, STATES[period.state], side, actor, last))
            confidence.append(round(period.confidence, _DIGITS))
        starts.append(len(rows))
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 8).astype(np.int32)
    return PeriodRows(
        place=table[:, 0].copy(),
        start=table[:, 1].copy(),
        end=table[:, 2].copy(),
        speaks=table[:, 3].copy(),
        state=table[:, 4].copy(),
        side=table[:, 5].copy(),
        actor=table[:, 6].copy(),
        confidence=np.array(confidence, dtype=np.float64),
        last_told=table[:, 7].copy(),
        actors=tuple(actors),
        at=np.array(starts, dtype=np.int64),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ControlTable:
    """The places of a picture and their periods, in columns; `places` are JSON types by column."""

    position: int
    recorded: str | None
    first_day: int | None
    last_day: int | None
    sides: tuple[SideShape, ...]
    places: Mapping[str, list[Any]]
    rows: PeriodRows
    events: Mapping[str, list[int]]

    def answer(self) -> dict[str, Any]:
        """Return the columns of `ControlShape` as JSON types."""
        return {
            "position": self.position,
            "recorded": self.recorded,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "sides": [side.model_dump() for side in self.sides],
            "places": self.places,
            "periods": self.rows.columns(),
            "events": self.events,
        }

    def on(self, day: int) -> dict[str, Any]:
        """Return the columns of `HoldersShape` as JSON types: every place on one day."""
        rows = self.rows
        found = rows.on(day)
        none = found < 0
        taken = np.where(none, 0, found)

        def column(values: NDArray[Any], absent: float) -> NDArray[Any]:
            if len(values) == 0:
                return np.full(len(found), absent)
            return np.where(none, absent, values[taken])

        names: list[str | None] = [*rows.actors, None]
        return {
            "position": self.position,
            "on": day,
            "sides": [side.model_dump() for side in self.sides],
            "places": self.places,
            "state": column(rows.state, STATES[ControlState.UNKNOWN]).tolist(),
            "side": column(rows.side, -1).tolist(),
            "actor": [names[int(at)] for at in column(rows.actor, -1)],
            "confidence": column(rows.confidence, 0.0).tolist(),
            "since": _open(column(rows.start, NEVER_BEGAN), NEVER_BEGAN),
            "last_told": _open(column(rows.last_told, _NO_DAY), _NO_DAY),
        }


def events_by_day(evidence: Iterable[Sequence[Evidence]]) -> dict[str, list[int]]:
    """Return on how many claims the evidence of each day rests, as the columns of `EventsColumns`."""
    on_day: dict[int, set[str]] = {}
    for rows in evidence:
        for row in rows:
            on_day.setdefault(row.days.start.toordinal() - EPOCH, set()).add(row.claim)
    days = sorted(on_day)
    return {"day": days, "claims": [len(on_day[day]) for day in days]}


def _last_days(evidence: Sequence[Evidence]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in evidence:
        found.setdefault(row.claim, []).append(row.days.last.toordinal() - EPOCH)
    return found


def _last_told(period: Period, end: int, told: Mapping[str, Sequence[int]]) -> int:
    """Return the last day inside a period that a claim for it tells of, as `explain.last_told`."""
    if period.start is None:
        return _NO_DAY
    return max(
        (day for claim in period.supporting for day in told.get(claim, ()) if day < end),
        default=_NO_DAY,
    )


def _number(day: date | None, absent: int) -> int:
    return absent if day is None else day.toordinal() - EPOCH


def _open(values: NDArray[Any], absent: int) -> list[int | None]:
    found: list[int | None] = values.tolist()
    for at in np.flatnonzero(values == absent).tolist():
        found[at] = None
    return found
