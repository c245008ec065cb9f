"""The pages of a published site, made of a picture: days, places, actors, and what the site is about."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from whoholds.base.records import ControlState, GeoPrecision, Period, SourcedClaim
from whoholds.picture.changes import Change
from whoholds.picture.explain import explain, last_told
from whoholds.picture.layers import Layers, Unconfirmed, unconfirmed
from whoholds.publish.file_names import file_key
from whoholds.publish.site_pages import (
    AboutPage,
    ActorLine,
    ActorPage,
    DayLine,
    DayPage,
    PinTold,
    PlaceLine,
    PlacePage,
    SourceLine,
)
from whoholds.publish.told import ChangeTold, HolderTold, Named, PeriodTold, SideCount, Told
from whoholds.publish.told_words import counted
from whoholds.run.answers import Picture, PlaceOnRecord
from whoholds.run.headlines import headline_of
from whoholds.run.history import changes_in, layers_of, records_of_sources
from whoholds.run.public import Public
from whoholds.run.telling import (
    SHORT_DAYS,
    Bears,
    Teller,
    links_of,
    period_days,
)

_MOST_TOLD = 300
_MOST_HOLDS = 300
_MOST_CHANGES = 100
_MOST_SPELLINGS = 20
_METRES_A_KILOMETRE = 1000


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Places by side on a day, how many are contested, and how many of those spoken of unknown."""

    sides: tuple[SideCount, ...]
    contested: int
    unknown: int


class SitePages:
    """The pages of a picture for the days from `first` to `last`, both included (None: all)."""

    def __init__(self, public: Public, *, first: date | None, last: date | None) -> None:
        self.picture: Picture = public.picture
        self._withheld = public.withheld
        self.teller = Teller(self.picture)
        self.first = first or self.picture.first_day
        self.last = last or self.picture.last_day

    @cached_property
    def days(self) -> list[date]:
        """The days that have a page: something changed, or something is told of them."""
        return sorted({*self._changes, *self._claims_of_day, *self._claimed_from})

    @cached_property
    def _layers(self) -> Mapping[str, Layers]:
        return layers_of(self.picture)

    @cached_property
    def _changes(self) -> Mapping[date, list[Change]]:
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
    def _claims_of_day(self) -> Mapping[date, list[SourcedClaim]]:
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
    def _claimed_from(self) -> Mapping[date, list[Unconfirmed]]:
        found: dict[date, list[Unconfirmed]] = {}
        for place, layers in self._layers.items():
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
        return [self.teller.change(change) for change in self._changes.get(day, ())]

    def day_pages(self) -> Iterator[DayPage]:
        """Yield the page of every day, earliest first."""
        days = self.days
        for index, day in enumerate(days):
            claims = self._claims_of_day.get(day, [])
            changes = self.told_changes(day)
            counts = self._counts[day]
            changed = {change.place for change in self._changes.get(day, ())}
            # What is not told above comes first below.
            ordered = sorted(claims, key=lambda row: row.claim.report)
            yield DayPage(
                day=day,
                before=days[index - 1] if index > 0 else None,
                after=days[index + 1] if index + 1 < len(days) else None,
                headline=headline_of(changes, claims=len(claims)),
                changes=tuple(changes),
                claimed=tuple(
                    self.teller.only_claimed(each)
                    for each in self._claimed_from.get(day, ())
                    if each.place not in changed
                ),
                counts=counts.sides,
                contested=counts.contested,
                unknown=counts.unknown,
                told=tuple(self._as_told(row) for row in ordered[:_MOST_TOLD]),
                more_told=max(0, len(claims) - _MOST_TOLD),
                pins=tuple(self._pins(day, claims)),
            )

    def day_line(self, page: DayPage) -> DayLine:
        """Return the line of a day in a list of days."""
        return DayLine(
            day=page.day,
            headline=page.headline,
            changes=len(page.changes),
            claims=len(page.told) + page.more_told,
        )

    def place_pages(self) -> Iterator[PlacePage]:
        """Yield the page of every place that a claim names."""
        for place in self.picture.places.values():
            claims = self.picture.claims_at(place.id)
            period = None if self.last is None else self.picture.period_on(place.id, self.last)
            explained = explain(period, self.picture.evidence.get(place.id, ()), claims)
            reasons = {
                reason.claim: Bears(reason.sentence, reason.ratio)
                for reason in (
                    *explained.supporting,
                    *explained.opposing,
                    *explained.silent,
                    *explained.other_times,
                )
            }
            newest = sorted(claims, key=_newest)
            layers = self._layers.get(place.id)
            yield PlacePage(
                place=self.teller.place(place.id),
                id=place.id,
                kind=place.kind.value,
                country=place.country,
                located=located_words(place, self.picture),
                spellings=tuple(name for name in place.spellings if name != place.name)[
                    :_MOST_SPELLINGS
                ],
                summary=self.teller.summary(
                    period, told=last_told(period, self.picture.evidence.get(place.id, ()))
                ),
                now=self.teller.holder(period),
                periods=tuple(
                    self._period(each, layers)
                    for each in reversed(self.picture.periods.get(place.id, ()))
                ),
                told=tuple(
                    self.teller.told(row, reasons.get(row.id)) for row in newest[:_MOST_TOLD]
                ),
                more_told=max(0, len(newest) - _MOST_TOLD),
                pin=self._pin(place, self.last),
            )

    def place_line(self, page: PlacePage) -> PlaceLine:
        """Return the line of a place in the list of places."""
        return PlaceLine(
            place=page.place,
            country=page.country,
            now=page.now,
            claims=len(page.told) + page.more_told,
        )

    def actor_pages(self) -> Iterator[ActorPage]:
        """Yield the page of every actor that a claim names, most claims first."""
        claims: dict[str, list[SourcedClaim]] = {}
        said: Counter[str] = Counter()
        sides: dict[str, Counter[str]] = {}
        written: dict[str, Counter[str]] = {}
        names: dict[str, Counter[str]] = {}
        for claim in self.picture.claims.values():
            for link in links_of(claim):
                if not link.named:
                    continue
                actor = self.teller.actors[link.name]
                rows = claims.setdefault(actor, [])
                if rows[-1:] != [claim]:
                    rows.append(claim)
                names.setdefault(actor, Counter())[link.name] += 1
                written.setdefault(actor, Counter())[link.mention] += 1
                if link.side is not None:
                    sides.setdefault(actor, Counter())[link.side] += 1
            for link in claim.resolution.said_by:
                if link.named:
                    said[self.teller.actors[link.name]] += 1
        changes = self._changes_of_actors()
        holds = self._holds_of_actors()
        for actor in sorted(claims, key=lambda each: (-len(claims[each]), each)):
            name = max(names[actor], key=lambda each: (names[actor][each], each))
            newest = sorted(claims[actor], key=_newest)
            changed = changes.get(actor, [])
            held = holds.get(actor, [])
            yield ActorPage(
                actor=Named(name=name, key=file_key(actor)),
                id=None if actor.startswith("named:") else actor,
                sides=tuple(
                    self.teller.sides[side]
                    for side, _ in sides.get(actor, Counter()).most_common()
                    if side in self.teller.sides
                ),
                written=tuple(
                    word for word, _ in written[actor].most_common(_MOST_SPELLINGS) if word != name
                ),
                holds=tuple(held[:_MOST_HOLDS]),
                more_holds=max(0, len(held) - _MOST_HOLDS),
                changes=tuple(self.teller.change(each) for each in changed[:_MOST_CHANGES]),
                more_changes=max(0, len(changed) - _MOST_CHANGES),
                told=tuple(self._as_told(row) for row in newest[:_MOST_TOLD]),
                more_told=max(0, len(newest) - _MOST_TOLD),
                claims=len(newest),
                said=said[actor],
            )

    def actor_line(self, page: ActorPage) -> ActorLine:
        """Return the line of an actor in the list of actors."""
        return ActorLine(
            actor=page.actor,
            side=page.sides[0] if len(page.sides) > 0 else None,
            holds=len(page.holds) + page.more_holds,
            claims=page.claims,
        )

    def about(self) -> AboutPage:
        """Return what the site is about: counts, sources, and what read it all."""
        picture = self.picture
        return AboutPage(
            reports=len(picture.reports),
            claims=len(picture.claims),
            withheld=self._withheld,
            places=len(picture.places),
            unlocated=sum(place.lat is None for place in picture.places.values()),
            periods=sum(len(picture.periods.get(place, ())) for place in picture.places),
            maps=tuple(
                f"{each.map.source}, {each.map.day.isoformat()} ({each.map.role.value})"
                for each in picture.maps.maps
            ),
            sources=tuple(
                SourceLine(
                    name=record.name,
                    side=_name_of(picture, record.side),
                    claims=record.claims,
                    changes=record.changes,
                    borne_out=record.borne_out,
                    contradicted=record.contradicted,
                    reliability=record.reliability,
                )
                for record in records_of_sources(picture)
            ),
            readers=tuple(sorted({row.claim.reader for row in picture.claims.values()})),
        )

    def _covers(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last

    def _as_told(self, claim: SourcedClaim) -> Told:
        for link in claim.resolution.places:
            bears = self.teller.bears(link.place, claim.id)
            if bears is not None:
                return self.teller.told(claim, bears)
        return self.teller.told(claim)

    def _period(self, period: Period, layers: Layers | None) -> PeriodTold:
        holder = self.teller.holder(period)
        assert holder is not None
        return PeriodTold(
            days=period_days(period),
            first=period.start,
            holder=holder,
            confirmed=_confirmed(period, layers),
        )

    def _pin(self, place: PlaceOnRecord, day: date | None) -> PinTold | None:
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

    def _pins(self, day: date, claims: Sequence[SourcedClaim]) -> Iterator[PinTold]:
        changed = [change.place for change in self._changes.get(day, ())]
        named = Counter(link.place for claim in claims for link in claim.resolution.places)
        for identifier in dict.fromkeys([*changed, *(each for each, _ in named.most_common())]):
            place = self.picture.places[identifier]
            if place.precision is GeoPrecision.AREA:
                continue  # its point is the middle of a province, where nothing was said to be
            pin = self._pin(place, day)
            if pin is not None:
                yield pin

    def _changes_of_actors(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for day in sorted(self._changes, reverse=True):
            for change in self._changes[day]:
                before = None if change.before is None else change.before.actor
                names = [name for name in (before, change.after.actor) if name is not None]
                known = [self.teller.actors[name] for name in names if name in self.teller.actors]
                for actor in dict.fromkeys(known):
                    found.setdefault(actor, []).append(change)
        return found

    def _holds_of_actors(self) -> Mapping[str, list[tuple[Named, HolderTold]]]:
        found: dict[str, list[tuple[Named, HolderTold]]] = {}
        if self.last is None:
            return found
        for place in self.picture.places:
            period = self.picture.period_on(place, self.last)
            actor = self.teller.actors.get((period and period.actor) or "")
            holder = self.teller.holder(period)
            if actor is None or holder is None or holder.probability is None:
                continue
            found.setdefault(actor, []).append((self.teller.place(place), holder))
        for rows in found.values():
            rows.sort(key=lambda row: (row[0].name.casefold(), row[0].key or ""))
        return found


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


def _confirmed(period: Period, layers: Layers | None) -> bool | None:
    if layers is None or period.state is not ControlState.HELD:
        return None
    day = period.start or date.min
    for other in layers.confirmed:
        if (other.start or date.min) <= day and (other.end is None or day < other.end):
            return other.state is ControlState.HELD and other.side == period.side
    return False


def _newest(claim: SourcedClaim) -> tuple[int, int]:
    dated = claim.resolution.date
    return (0 if dated is None else -dated.days.start.toordinal(), claim.seq)


def _weight(change: Change) -> int:
    return len(change.after.supporting) + len(change.after.opposing)


def _name_of(picture: Picture, side: str | None) -> str | None:
    known = None if side is None else picture.sides.get(side)
    return side if known is None else known.name


def change_line(change: ChangeTold) -> str:
    """Return a change in one line, for a feed: place, what, how sure, and the strongest quote."""
    line = f"{change.place.name}: {change.sentence}"
    if change.confirmed is False:
        line += " Not confirmed."
    if len(change.supporting) > 0:
        first = change.supporting[0]
        line += f" “{first.quote}” ({first.publisher or 'a report that names no publisher'})"
    against = change.after.claims_against
    return f"{line} {counted(change.after.claims_for, 'claim')} for, {against} against."
