"""The daily report of a picture: one day, beside what was known the day before."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import whoholds
from whoholds.base.errors import InputError
from whoholds.base.records import ControlState, Period
from whoholds.base.times import ONE_DAY
from whoholds.picture.layers import Unconfirmed, unconfirmed
from whoholds.publish.credits import credit_of
from whoholds.publish.daily import (
    ContestedTold,
    CorrectedTold,
    DailyReport,
    SideRow,
    SourceTold,
)
from whoholds.publish.told import SideCount
from whoholds.publish.told_words import instant_words
from whoholds.run.headlines import headline_of
from whoholds.run.history import changes_in, layers_of, records_of_sources
from whoholds.run.public import Public
from whoholds.run.telling import SHORT_DAYS, Teller

if TYPE_CHECKING:
    from whoholds.picture.changes import Change

_MOST_LISTED = 40
_MOST_TOLD = 60
_BECAUSE = 2
_FRESH_DAYS = 30
_BASEMAP_CREDIT = "Basemap: Natural Earth (public domain); its borders are de facto."


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A report, and what its map rings: the identifiers of the places that changed."""

    report: DailyReport
    changed: frozenset[str]


def daily_report(
    now: Public, earlier: Public, day: date | None, *, title: str, site: str | None = None
) -> Daily:
    """Return the report of a day (the last on record when None), as `now` knows it.

    `earlier` is the picture that the day before is compared with. `site` is the address of a published
    site, which names then lead to.

    Raises:
        InputError: if nothing on record has a day.
    """
    picture = now.picture
    on = day or picture.last_day
    if on is None:
        raise InputError(
            "writing a daily report: no claim on record has a day; read reports that say their day of "
            "publication (`whoholds read FILE --published DATE`)"
        )
    if site is not None and not site.endswith("/"):
        site += "/"
    made = _Daily(now, earlier, on, pages=site is not None)
    return Daily(
        report=made.report(title=title, site=site),
        changed=frozenset(change.place for change in made.changes),
    )


class _Daily:
    def __init__(self, now: Public, earlier: Public, day: date, *, pages: bool) -> None:
        self._now, self._earlier, self._day = now, earlier, day
        self.picture = now.picture
        self._teller = Teller(self.picture, pages=pages)
        found = changes_in(self.picture, day, day)
        self.changes: list[Change] = sorted(
            (each for each in found if each.place in self.picture.places),
            key=lambda each: (-len(each.after.supporting) - len(each.after.opposing), each.place),
        )

    def report(self, *, title: str, site: str | None) -> DailyReport:
        teller, picture, day = self._teller, self.picture, self._day
        changes = [teller.change(each) for each in self.changes]
        contested = list(self._contested())
        claimed = self._claimed()
        corrected = list(self._corrected())
        of_day = [
            row
            for row in picture.claims.values()
            if (dated := row.resolution.date) is not None
            and len(dated.days) <= SHORT_DAYS
            and day in dated.days
        ]
        shown = {
            told.claim for change in changes for told in (*change.supporting, *change.opposing)
        }
        rest = sorted(
            (row for row in of_day if row.id not in shown),
            key=lambda row: (-row.claim.confidence, row.seq),
        )
        sides, contested_places, unknown = teller.counts(day)
        return DailyReport(
            title=title,
            day=day,
            position=picture.position,
            recorded=picture.recorded or "",
            earlier=self._earlier.picture.position,
            earlier_words=self._earlier_words(),
            version=whoholds.__version__,
            headline=headline_of(changes, claims=len(of_day)),
            sides=tuple(self._sides(sides)),
            contested_places=contested_places,
            unknown_places=unknown,
            changes=tuple(changes),
            contested=tuple(contested[:_MOST_LISTED]),
            more_contested=max(0, len(contested) - _MOST_LISTED),
            claimed=tuple(teller.only_claimed(each) for each in claimed[:_MOST_LISTED]),
            more_claimed=max(0, len(claimed) - _MOST_LISTED),
            corrected=tuple(corrected[:_MOST_LISTED]),
            more_corrected=max(0, len(corrected) - _MOST_LISTED),
            withdrawn=self._withdrawn(),
            told=tuple(teller.told(row) for row in rest[:_MOST_TOLD]),
            more_told=max(0, len(rest) - _MOST_TOLD),
            sources=tuple(self._sources(Counter(row.report.publisher or "" for row in of_day))),
            credits=tuple(
                line for line in (credit_of(picture.places), _BASEMAP_CREDIT) if line is not None
            ),
            site=site,
        )

    def _earlier_words(self) -> str:
        recorded = self._earlier.picture.recorded
        if recorded is None:
            return "an empty record"
        return f"position {self._earlier.picture.position}, {instant_words(recorded)}"

    def _sides(self, counts: Sequence[SideCount]) -> Iterator[SideRow]:
        before, _, _ = self._teller.counts(self._day - ONE_DAY)
        held: Mapping[str, int] = {row.side.id: row.held for row in before}
        now = {row.side.id for row in counts}
        for row in counts:
            yield SideRow(
                side=row.side,
                held=row.held,
                contested=row.contested,
                held_before=held.get(row.side.id, 0),
            )
        for row in before:
            if row.side.id not in now and row.held > 0:
                yield SideRow(side=row.side, held=0, contested=0, held_before=row.held)

    def _contested(self) -> Iterator[ContestedTold]:
        """Yield what is contested on the day, latest first."""
        found = [
            (place, period)
            for place in self.picture.places
            if (period := self.picture.period_on(place, self._day)) is not None
            and period.state is ControlState.CONTESTED
        ]
        found.sort(key=lambda row: (-(row[1].start or date.min).toordinal(), row[0]))
        for place, period in found:
            holder = self._teller.holder(period)
            assert holder is not None
            yield ContestedTold(
                place=self._teller.place(place),
                since=period.start,
                holder=holder,
                supporting=self._teller.weightiest(place, period.supporting, 1),
                opposing=self._teller.weightiest(place, period.opposing, 1),
            )

    def _claimed(self) -> list[Unconfirmed]:
        """Return what sides claim and nobody else bears out, of the last weeks, latest first."""
        found = [
            each
            for place, layers in layers_of(self.picture).items()
            if place in self.picture.places
            for each in unconfirmed(layers)
            if each.start <= self._day
            and (each.end is None or self._day < each.end)
            and (self._day - each.start).days < _FRESH_DAYS
        ]
        return sorted(found, key=lambda each: (-each.start.toordinal(), each.place))

    def _corrected(self) -> Iterator[CorrectedTold]:
        """Yield the places of which the day before is known otherwise than it was then."""
        before, now = self._earlier.picture, self.picture
        if before.recorded is None:
            return
        yesterday = self._day - ONE_DAY
        then = Teller(before, pages=False)
        rows = []
        for place in now.places:
            was = before.period_on(place, yesterday)
            is_now = now.period_on(place, yesterday)
            if _state(was) == _state(is_now):
                continue
            since = [
                claim
                for claim in (is_now.supporting if is_now is not None else ())
                if claim in now.claims and now.claims[claim].seq > before.position
            ]
            rows.append((was is not None, place, was, is_now, since))
        # What was said otherwise comes before what nothing was said of.
        rows.sort(key=lambda row: (not row[0], row[1]))
        for _, place, was, is_now, since in rows:
            yield CorrectedTold(
                place=self._teller.place(place),
                was=_words(then, was),
                is_now=_words(self._teller, is_now),
                because=self._teller.weightiest(place, since, _BECAUSE),
            )

    def _withdrawn(self) -> int:
        """Return how many claims of the earlier picture are public no longer."""
        return sum(claim not in self.picture.claims for claim in self._earlier.picture.claims)

    def _sources(self, counted: Mapping[str, int]) -> Iterator[SourceTold]:
        for record in records_of_sources(self.picture):
            if counted.get(record.name, 0) > 0:
                side = None if record.side is None else self.picture.sides.get(record.side)
                yield SourceTold(
                    name=record.name,
                    claims=counted[record.name],
                    side=record.side if side is None else side.name,
                    reliability=record.reliability,
                )


def _state(period: Period | None) -> tuple[ControlState, str | None]:
    if period is None or period.state is ControlState.UNKNOWN:
        return ControlState.UNKNOWN, None
    return period.state, period.side


def _words(teller: Teller, period: Period | None) -> str:
    holder = teller.holder(period)
    return "not known" if holder is None else holder.words
