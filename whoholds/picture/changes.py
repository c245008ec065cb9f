"""What changed between two days: which places changed hands, became contested, came into the picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from whoholds.base.errors import InputError
from whoholds.base.records import ControlState, Period


class Kind(StrEnum):
    """What sort of change it is. `BACK`: lost and taken back by its holder on one day."""

    HANDS = "changed hands"
    BACK = "was lost and taken back"
    CONTESTED = "became contested"
    SETTLED = "no longer contested"
    FIRST = "first known"
    UNKNOWN = "no longer known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change at a place, on `day`: `before` and `after` are the periods that meet there.

    `confirmed` tells whether more than the new holder's own word stands behind it; None where there is
    no new holder.
    """

    day: date
    place: str
    kind: Kind
    before: Period | None
    after: Period
    confirmed: bool | None


def changes(
    periods: Mapping[str, Sequence[Period]],
    first: date,
    last: date,
    *,
    confirmed: Mapping[str, Sequence[Period]],
) -> list[Change]:
    """Return what changed from `first` to `last`, both included, newest first, then by place.

    `confirmed` are the periods of the confirmed layer. A place that is contested for days and then goes
    to another side than before has both changes told.

    Raises:
        InputError: if `last` is before `first`.
    """
    if last < first:
        raise InputError(
            f"listing what changed: {last} is before {first}; name the earlier day first"
        )
    found = [
        change
        for place, rows in periods.items()
        for change in _changes_at(rows, confirmed.get(place, ()))
        if first <= change.day <= last
    ]
    return sorted(found, key=lambda change: (-change.day.toordinal(), change.place))


def _changes_at(periods: Sequence[Period], confirmed: Sequence[Period]) -> Iterable[Change]:
    before: Period | None = None
    holder: str | None = None
    for period in periods:
        kind = _kind(before, holder, period)
        if kind is not None and period.start is not None:
            yield Change(
                day=period.start,
                place=period.place,
                kind=kind,
                before=before,
                after=period,
                confirmed=_is_confirmed(period, confirmed),
            )
        if period.state is ControlState.HELD:
            holder = period.side
        elif period.state is ControlState.UNKNOWN:
            holder = None
        before = period


def _kind(before: Period | None, holder: str | None, period: Period) -> Kind | None:
    if period.state is ControlState.CONTESTED:
        contested = before is not None and before.state is ControlState.CONTESTED
        return None if contested else Kind.CONTESTED
    if period.state is ControlState.UNKNOWN:
        return Kind.UNKNOWN if before is not None else None
    if holder is not None and holder != period.side:
        return Kind.HANDS
    if before is None or before.state is ControlState.UNKNOWN:
        return Kind.FIRST
    if before.state is ControlState.CONTESTED:
        return Kind.SETTLED
    return Kind.BACK


def _is_confirmed(period: Period, confirmed: Sequence[Period]) -> bool | None:
    if period.state is not ControlState.HELD:
        return None
    day = period.start or date.min
    for other in confirmed:
        if (other.start or date.min) <= day and (other.end is None or day < other.end):
            return other.state is ControlState.HELD and other.side == period.side
    return False
