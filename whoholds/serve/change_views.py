"""What changed, as shapes: between two days, or between two states of knowledge of one day."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from whoholds.base.records import ControlState, Period, SourcedClaim
from whoholds.picture.changes import Change, changes
from whoholds.serve import api_views as views
from whoholds.serve.api_shapes_map import ChangeShape, HolderShape

if TYPE_CHECKING:
    from whoholds.picture.layers import Layers
    from whoholds.run.answers import Picture

LEARNED = "is known otherwise"
"""The kind of a change that lies in what is known, not in what happened."""

Late = Callable[[], ChangeShape]


def changes_between_days(
    picture: "Picture", layers: Mapping[str, "Layers"], first: date, last: date
) -> list[Late]:
    """Return what changed from `first` to `last`, both included, newest first, each made when called.

    Raises:
        InputError: if `last` is before `first`.
    """
    confirmed = {place: found.confirmed for place, found in layers.items()}
    found = changes(picture.periods, first, last, confirmed=confirmed)
    return [partial(_of_change, picture, change) for change in found]


def changes_of_knowledge(before: "Picture", after: "Picture", day: date) -> list[Late]:
    """Return where `after` knows another holder on `day` than `before`, each made when called."""
    places = dict.fromkeys((*after.places, *before.places))
    found: list[Late] = []
    for place in places:
        was, now = before.period_on(place, day), after.period_on(place, day)
        if _same(was) != _same(now):
            found.append(partial(_of_knowledge, before, after, place, day))
    return found


def _of_change(picture: "Picture", change: Change) -> ChangeShape:
    return _shape(
        picture,
        change.place,
        change.day,
        kind=change.kind.value,
        before=_holder(picture, change.before),
        after=change.after,
        confirmed=change.confirmed,
    )


def _of_knowledge(before: "Picture", after: "Picture", place: str, day: date) -> ChangeShape:
    now = after.period_on(place, day)
    return _shape(
        after if place in after.places else before,
        place,
        day,
        kind=LEARNED,
        before=_holder(before, before.period_on(place, day)),
        after=now,
        confirmed=None,
    )


def _shape(
    picture: "Picture",
    place: str,
    day: date,
    *,
    kind: str,
    before: HolderShape | None,
    after: Period | None,
    confirmed: bool | None,
) -> ChangeShape:
    on_record = picture.places.get(place)
    claim = _weightiest(picture, after)
    return ChangeShape(
        day=day,
        place=place,
        name=place if on_record is None else on_record.name,
        lat=None if on_record is None else on_record.lat,
        lon=None if on_record is None else on_record.lon,
        kind=kind,
        before=before,
        after=_holder(picture, after),
        confirmed=confirmed,
        supporting=0 if after is None else len(after.supporting),
        opposing=0 if after is None else len(after.opposing),
        claim=None if claim is None else claim.id,
        quote=None if claim is None else claim.claim.quote.text,
        source=None if claim is None else views.source_of(claim),
    )


def _weightiest(picture: "Picture", period: Period | None) -> SourcedClaim | None:
    if period is None:
        return None
    return next(
        (picture.claims[each] for each in period.supporting if each in picture.claims), None
    )


def _holder(picture: "Picture", period: Period | None) -> HolderShape | None:
    if period is None:
        return None
    side = None if period.side is None else picture.sides.get(period.side)
    return HolderShape(
        state=period.state,
        side=period.side,
        side_name=None if side is None else side.name,
        actor=period.actor,
        confidence=period.confidence,
    )


def _same(period: Period | None) -> tuple[ControlState, str | None]:
    """Return what must differ for a change: nothing known is the same as unknown."""
    return (ControlState.UNKNOWN, None) if period is None else (period.state, period.side)
