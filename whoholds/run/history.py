"""A picture looked back on: what changed, what is only claimed, how its sources fared, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from whoholds.base.errors import InputError
from whoholds.base.records import Effect, Evidence, Period
from whoholds.base.times import Days
from whoholds.picture.changes import Change, changes
from whoholds.picture.explain import Bearing, Reason, explain
from whoholds.picture.filter import smooth, states_of, turns_of, weighs
from whoholds.picture.hazard import NO_HAZARD
from whoholds.picture.imported import MAP_PREFIX
from whoholds.picture.labels import speaks_for
from whoholds.picture.layers import Layers, Unconfirmed, layers, unconfirmed
from whoholds.picture.periods import hold
from whoholds.picture.sources import SourceRecord, source_records
from whoholds.picture.weights import default_weights
from whoholds.picture.whatif import WhatWouldChange, what_would_change
from whoholds.publish.place_history import Tick, draw_place_history
from whoholds.run.answers import Picture

_MARGIN_DAYS = 30
_MOST_DAYS = 20_000
_COPY = "a copy of a text"


def layers_of(picture: Picture) -> dict[str, Layers]:
    """Return the claimed and the confirmed layer of every place that has evidence."""
    return {
        place: layers(place, rows, picture.periods.get(place, ()))
        for place, rows in picture.evidence.items()
    }


def changes_in(picture: Picture, first: date, last: date) -> list[Change]:
    """Return what changed from `first` to `last`, both included, newest first.

    Raises:
        InputError: if `last` is before `first`.
    """
    confirmed = {place: found.confirmed for place, found in layers_of(picture).items()}
    return changes(picture.periods, first, last, confirmed=confirmed)


def only_claimed(picture: Picture, day: date) -> list[Unconfirmed]:
    """Return what sides claim on `day` that is not confirmed to be theirs, longest claimed first."""
    found = [
        each
        for layer in layers_of(picture).values()
        for each in unconfirmed(layer)
        if each.start <= day and (each.end is None or day < each.end)
    ]
    return sorted(found, key=lambda each: (each.start, each.place))


def records_of_sources(picture: Picture) -> list[SourceRecord]:
    """Return the record of every publisher, most claims first."""
    return source_records(picture.claims.values(), picture.trust)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One claim in the order of what it tells of, with what it weighs.

    `ratios` are its likelihood ratios, by what it says ("gains: Army"); `copies` are the publishers of
    copies of it that count for nothing.
    """

    reason: Reason
    ratios: Mapping[str, float]
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWeight:
    """What a map on record says of a place, with what it weighs; `map` is its identifier.

    `bearing` is as of claims: `for` or `against` the answer, `silent`, or about an `other time`.
    """

    map: str
    bearing: Bearing
    effect: Effect
    side: str
    actor: str
    days: Days
    ratio: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Everything that goes into the answer about a place on a day.

    `weights` are all claims that bear on control, earliest first, copies folded into the claim that
    counts; `maps` the same of maps.
    """

    period: Period | None
    weights: tuple[Weight, ...]
    layers: Layers
    what_if: WhatWouldChange
    maps: tuple[MapWeight, ...] = ()


def why(picture: Picture, place: str, day: date) -> Why:
    """Return why `place` is said to be held as it is on `day`."""
    rows = picture.evidence.get(place, ())
    period = picture.period_on(place, day)
    told = explain(period, rows, picture.claims_at(place))
    reasons = [
        reason
        for group in (told.supporting, told.opposing, told.other_times, told.silent)
        for reason in group
        if reason.ratio is not None and reason.effect is not None
    ]
    ratios: dict[str, dict[str, float]] = {}
    origins: dict[str, str] = {}
    copied: set[str] = set()
    for row in rows:
        said = f"{row.effect.value.replace('_', ' ')}: {row.actor}"
        found = ratios.setdefault(row.claim, {})
        found[said] = max(found.get(said, 1.0), row.ratio)
        origins[row.claim] = row.origin
        if _COPY in row.why:
            copied.add(row.claim)
    first_told: dict[str, str] = {}
    for reason in reasons:
        if reason.claim not in copied:
            first_told.setdefault(origins[reason.claim], reason.claim)
    copies: dict[str, list[str]] = {}
    for reason in reasons:
        original = first_told.get(origins[reason.claim])
        if reason.claim in copied and original is not None:
            copies.setdefault(original, []).append(
                reason.publisher or "a report without a publisher"
            )
    weights = [
        Weight(
            reason=reason,
            ratios=ratios[reason.claim],
            copies=tuple(copies.get(reason.claim, ())),
        )
        for reason in reasons
        if reason.claim not in copied or origins[reason.claim] not in first_told
    ]
    periods = picture.periods.get(place) or hold(place, rows)
    return Why(
        period=period,
        weights=tuple(sorted(weights, key=_when)),
        layers=layers(place, rows, periods),
        what_if=what_would_change(place, rows, day, hazard=picture.hazards.get(place, NO_HAZARD)),
        maps=tuple(
            MapWeight(
                map=row.claim,
                bearing=_bearing(row, period),
                effect=row.effect,
                side=row.side,
                actor=row.actor,
                days=row.days,
                ratio=row.ratio,
                why=row.why,
            )
            for row in rows
            if row.claim.startswith(MAP_PREFIX)
        ),
    )


def _bearing(row: Evidence, period: Period | None) -> Bearing:
    if period is None or not weighs(row):
        return Bearing.SILENT
    for bearing, ids in (
        (Bearing.FOR, period.supporting),
        (Bearing.AGAINST, period.opposing),
        (Bearing.SILENT, period.silent),
    ):
        if row.claim in ids:
            return bearing
    return Bearing.OTHER_TIME


def draw_history(
    picture: Picture, place: str, path: Path, *, first: date | None, last: date | None
) -> tuple[date, date]:
    """Draw a place's probabilities over time with its claims, PNG or SVG; return the days drawn.

    From a month before its first claim to a month after its last, unless `first` or `last` are given.

    Raises:
        InputError: if no claim says who holds the place, `last` lies before `first`, or the days are
            more than 20,000.
        StorageError: if the file cannot be written; nothing is left behind then.
    """
    rows = [row for row in picture.evidence.get(place, ()) if weighs(row)]
    name = picture.places[place].name if place in picture.places else place
    if len(rows) == 0:
        raise InputError(
            f"drawing the history of {name}: no claim on record says who holds it; `whoholds show` "
            "lists those that name it"
        )
    first = first or _moved(min(row.days.start for row in rows), -_MARGIN_DAYS)
    last = last or _moved(max(row.days.last for row in rows), _MARGIN_DAYS)
    if last < first:
        raise InputError(
            f"drawing the history of {name}: {last} is before {first}; turn them round"
        )
    if (last - first).days >= _MOST_DAYS:
        raise InputError(
            f"drawing the history of {name}: {first} to {last} are more than {_MOST_DAYS} days; name "
            "fewer with --from and --to"
        )
    states = states_of(rows)
    left = picture.hazards[place].left if place in picture.hazards else None
    weights = default_weights()
    beliefs = smooth(turns_of(rows, weights), states, weights, left)
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    shares = {side: [beliefs.on(day)[side] for day in days] for side in states[:-1]}
    draw_place_history(
        name,
        first,
        shares,
        [
            Tick(
                day=row.days.last,
                side=row.side,
                speaks_for=speaks_for(row, row.side) or row.effect is Effect.HELD_BEFORE,
                weight=row.ratio,
            )
            for row in rows
            if first <= row.days.last <= last
        ],
        picture.periods.get(place, ()),
        picture.sides,
        path,
        known=f"as known at position {picture.position}",
    )
    return first, last


def _moved(day: date, by: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal()))


def _when(weight: Weight) -> tuple[str, str, str]:
    reason = weight.reason
    days = "" if reason.days is None else reason.days.isoformat()
    return days, "" if reason.published is None else reason.published.isoformat(), reason.claim
