"""The pages of places: who held each, by which claims."""

from collections.abc import Iterator
from datetime import date

from whoholds.base.records import ControlState, GeoPrecision, Period
from whoholds.picture.explain import explain, last_told
from whoholds.picture.layers import Layers
from whoholds.publish.site_pages import PlaceLine, PlacePage, PlaceRow
from whoholds.publish.told import PeriodTold
from whoholds.run.answers import Picture, PlaceOnRecord
from whoholds.run.publishing_index import SiteIndex, newest_first
from whoholds.run.telling import Bears, period_days

_MOST_TOLD = 300
_MOST_SPELLINGS = 20
_METRES_A_KILOMETRE = 1000


def place_pages(index: SiteIndex) -> Iterator[PlacePage]:
    """Yield the page of every place that a claim names."""
    for place in index.picture.places.values():
        claims = index.picture.claims_at(place.id)
        period = None if index.last is None else index.picture.period_on(place.id, index.last)
        explained = explain(period, index.picture.evidence.get(place.id, ()), claims)
        reasons = {
            reason.claim: Bears(reason.sentence, reason.ratio)
            for reason in (
                *explained.supporting,
                *explained.opposing,
                *explained.silent,
                *explained.other_times,
            )
        }
        newest = sorted(claims, key=newest_first)
        layers = index.layers.get(place.id)
        yield PlacePage(
            place=index.teller.place(place.id),
            id=place.id,
            kind=place.kind.value,
            country=place.country,
            located=located_words(place, index.picture),
            spellings=tuple(name for name in place.spellings if name != place.name)[
                :_MOST_SPELLINGS
            ],
            summary=index.teller.summary(
                period, told=last_told(period, index.picture.evidence.get(place.id, ()))
            ),
            now=index.teller.holder(period),
            periods=tuple(
                _period(index, each, layers)
                for each in reversed(index.picture.periods.get(place.id, ()))
            ),
            told=tuple(index.teller.told(row, reasons.get(row.id)) for row in newest[:_MOST_TOLD]),
            more_told=max(0, len(newest) - _MOST_TOLD),
            pin=index.pin(place, index.last),
        )


def place_line(page: PlacePage) -> PlaceLine:
    """Return the line of a place in the list of places."""
    return PlaceLine(
        place=page.place,
        country=page.country,
        now=page.now,
        claims=len(page.told) + page.more_told,
    )


def place_rows(index: SiteIndex) -> Iterator[PlaceRow]:
    """Yield the row of every place for the table of places, by identifier."""
    for place in sorted(index.picture.places.values(), key=lambda each: each.id):
        period = None if index.last is None else index.picture.period_on(place.id, index.last)
        holder = index.teller.holder(period)
        side = None if holder is None else holder.side
        yield PlaceRow(
            id=place.id,
            name=place.name,
            country=place.country,
            lat=place.lat,
            lon=place.lon,
            radius_m=place.radius_m,
            precision=place.precision.value,
            on=index.last,
            state=ControlState.UNKNOWN.value if holder is None else holder.state,
            side=None if side is None else side.id,
            side_name=None if side is None else side.name,
            holder=None if period is None else period.actor,
            probability=None if holder is None else holder.probability,
            claims=len(index.picture.claims_at(place.id)),
        )


def located_words(place: PlaceOnRecord, picture: Picture) -> str:
    """Return where a place lies, and how surely, in words."""
    if place.lat is None or place.lon is None:
        return "not located"
    at = (
        f"{abs(place.lat):.3f}° {'S' if place.lat < 0 else 'N'}, "
        f"{abs(place.lon):.3f}° {'W' if place.lon < 0 else 'E'}"
    )
    if place.precision is GeoPrecision.ANCHORED and place.radius_m is not None:
        anchor = picture.places.get(place.anchor or "")
        near = at if anchor is None else anchor.name
        far = f"{place.radius_m / _METRES_A_KILOMETRE:.0f} km"
        return f"in no gazetteer; somewhere within {far} of {near}"
    if place.precision is GeoPrecision.AREA:
        return f"an area; its middle is at {at}"
    return at


def _period(index: SiteIndex, period: Period, layers: Layers | None) -> PeriodTold:
    holder = index.teller.holder(period)
    assert holder is not None
    return PeriodTold(
        days=period_days(period),
        first=period.start,
        holder=holder,
        confirmed=_confirmed(period, layers),
    )


def _confirmed(period: Period, layers: Layers | None) -> bool | None:
    if layers is None or period.state is not ControlState.HELD:
        return None
    day = period.start or date.min
    for other in layers.confirmed:
        if (other.start or date.min) <= day and (other.end is None or day < other.end):
            return other.state is ControlState.HELD and other.side == period.side
    return False
