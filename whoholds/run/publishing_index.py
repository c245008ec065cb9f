"""What the pages of a published site are made from: the changes, claims and counts of each day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from whoholds.base.records import ControlState, Period, SourcedClaim
from whoholds.picture.changes import Change
from whoholds.picture.layers import Layers, Unconfirmed, unconfirmed
from whoholds.publish.site_pages import PinTold
from whoholds.publish.told import ChangeTold, SideCount, Told
from whoholds.run.answers import Picture, PlaceOnRecord
from whoholds.run.history import changes_in, layers_of
from whoholds.run.public import Public
from whoholds.run.telling import SHORT_DAYS, Teller


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Places by side on a day, how many are contested, and how many of those spoken of unknown."""

    sides: tuple[SideCount, ...]
    contested: int
    unknown: int


class SiteIndex:
    """What the pages of a picture are made from.

    Days from `first` to `last` get a page, both included; None for all there are.
    """

    def __init__(self, public: Public, *, first: date | None, last: date | None) -> None:
        self.picture: Picture = public.picture
        self.withheld = public.withheld
        self.teller = Teller(self.picture)
        self.first = first or self.picture.first_day
        self.last = last or self.picture.last_day

    @cached_property
    def days(self) -> list[date]:
        """The days that have a page: something changed, or something is told of them."""
        return sorted({*self.changes, *self.claims_of_day, *self.claimed_from})

    @cached_property
    def layers(self) -> Mapping[str, Layers]:
        """The claimed and the confirmed layer of every place."""
        return layers_of(self.picture)

    @cached_property
    def changes(self) -> Mapping[date, list[Change]]:
        """The changes of each day at places that a claim names, in the order in which they are told."""
        found: dict[date, list[Change]] = {}
        if self.first is None or self.last is None:
            return found
        for change in changes_in(self.picture, self.first, self.last):
            if change.place in self.picture.places:
                found.setdefault(change.day, []).append(change)
        for rows in found.values():
            rows.sort(key=lambda row: (-_weight(row), row.place))
        return found

    @cached_property
    def claims_of_day(self) -> Mapping[date, list[SourcedClaim]]:
        """The claims by the first day that they tell of, in ledger order; of few days alone."""
        found: dict[date, list[SourcedClaim]] = {}
        for claim in self.picture.claims.values():
            dated = claim.resolution.date
            if dated is None or len(dated.days) > SHORT_DAYS or not self._covers(dated.days.start):
                continue
            found.setdefault(dated.days.start, []).append(claim)
        for rows in found.values():
            rows.sort(key=lambda row: row.seq)
        return found

    @cached_property
    def claimed_from(self) -> Mapping[date, list[Unconfirmed]]:
        """What sides claim and nobody else bears out, by the day from which they do."""
        found: dict[date, list[Unconfirmed]] = {}
        for place, layers in self.layers.items():
            if place not in self.picture.places:
                continue
            for each in unconfirmed(layers):
                if self._covers(each.start):
                    found.setdefault(each.start, []).append(each)
        for rows in found.values():
            rows.sort(key=lambda row: row.place)
        return found

    @cached_property
    def _counts(self) -> Mapping[date, DayCounts]:
        """The counts of every day with a page, by one sweep over the ends of all periods."""
        turns: dict[date, list[tuple[int, Period]]] = {}
        held: Counter[str] = Counter()
        contested: Counter[str | None] = Counter()
        known = 0

        def count(period: Period, by: int) -> int:
            if period.state is ControlState.HELD and period.side is not None:
                held[period.side] += by
            elif period.state is not ControlState.UNKNOWN:
                contested[period.side] += by
            else:
                return 0
            return by

        for place in self.picture.places:
            for period in self.picture.periods.get(place, ()):
                if period.start is None:
                    known += count(period, 1)
                else:
                    turns.setdefault(period.start, []).append((1, period))
                if period.end is not None:
                    turns.setdefault(period.end, []).append((-1, period))
        ordered = sorted(turns)
        at = 0
        found: dict[date, DayCounts] = {}
        wanted = self.days if self.last is None else sorted({*self.days, self.last})
        for day in wanted:
            while at < len(ordered) and ordered[at] <= day:
                for by, period in turns[ordered[at]]:
                    known += count(period, by)
                at += 1
            found[day] = DayCounts(
                self.teller.side_counts(held, contested),
                sum(contested.values()),
                len(self.picture.places) - known,
            )
        return found

    def counts_on(self, day: date | None) -> DayCounts:
        """Return the counts of a day with a page, or of the last one."""
        return DayCounts((), 0, 0) if day is None else self._counts[day]

    def told_changes(self, day: date) -> list[ChangeTold]:
        """Return the changes of a day, those that matter most first."""
        return [self.teller.change(change) for change in self.changes.get(day, ())]

    def as_told(self, claim: SourcedClaim) -> Told:
        """Return a claim as it is told, with how it bears on the first of its places that it bears on."""
        for link in claim.resolution.places:
            bears = self.teller.bears(link.place, claim.id)
            if bears is not None:
                return self.teller.told(claim, bears)
        return self.teller.told(claim)

    def pin(self, place: PlaceOnRecord, day: date | None) -> PinTold | None:
        """Return a place on a small map, None where nobody located it."""
        if place.lat is None or place.lon is None:
            return None
        period = None if day is None else self.picture.period_on(place.id, day)
        holder = self.teller.holder(period)
        return PinTold(
            place=self.teller.place(place.id),
            lat=place.lat,
            lon=place.lon,
            state=ControlState.UNKNOWN.value if holder is None else holder.state,
            side=None if holder is None else holder.side,
        )

    def _covers(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last


def _weight(change: Change) -> int:
    return len(change.after.supporting) + len(change.after.opposing)


def newest_first(claim: SourcedClaim) -> tuple[int, int]:
    """Return the key that sorts claims by day, newest first, those without a day last."""
    dated = claim.resolution.date
    return (0 if dated is None else -dated.days.start.toordinal(), claim.seq)
