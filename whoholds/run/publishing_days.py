"""The pages of days: what changed, what is only claimed, what is told of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from whoholds.base.records import GeoPrecision, SourcedClaim
from whoholds.publish.site_pages import DayLine, DayPage, PinTold
from whoholds.publish.told import ChangeTold
from whoholds.publish.told_words import counted
from whoholds.run.headlines import headline_of
from whoholds.run.publishing_index import SiteIndex

_MOST_TOLD = 300


def day_pages(index: SiteIndex) -> Iterator[DayPage]:
    """Yield the page of every day, earliest first."""
    days = index.days
    for at, day in enumerate(days):
        claims = index.claims_of_day.get(day, [])
        changes = index.told_changes(day)
        counts = index.counts_on(day)
        changed = {change.place for change in index.changes.get(day, ())}
        # What is not told above comes first below.
        ordered = sorted(claims, key=lambda row: row.claim.report)
        yield DayPage(
            day=day,
            before=days[at - 1] if at > 0 else None,
            after=days[at + 1] if at + 1 < len(days) else None,
            headline=headline_of(changes, claims=len(claims)),
            changes=tuple(changes),
            claimed=tuple(
                index.teller.only_claimed(each)
                for each in index.claimed_from.get(day, ())
                if each.place not in changed
            ),
            counts=counts.sides,
            contested=counts.contested,
            unknown=counts.unknown,
            told=tuple(index.as_told(row) for row in ordered[:_MOST_TOLD]),
            more_told=max(0, len(claims) - _MOST_TOLD),
            pins=tuple(_pins(index, day, claims)),
        )


def day_line(page: DayPage) -> DayLine:
    """Return the line of a day in a list of days."""
    return DayLine(
        day=page.day,
        headline=page.headline,
        changes=len(page.changes),
        claims=len(page.told) + page.more_told,
    )


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


def _pins(index: SiteIndex, day: date, claims: Sequence[SourcedClaim]) -> Iterator[PinTold]:
    changed = [change.place for change in index.changes.get(day, ())]
    named = Counter(link.place for claim in claims for link in claim.resolution.places)
    for identifier in dict.fromkeys([*changed, *(each for each, _ in named.most_common())]):
        place = index.picture.places[identifier]
        if place.precision is GeoPrecision.AREA:
            continue  # its point is the middle of a province, where nothing was said to be
        pin = index.pin(place, day)
        if pin is not None:
            yield pin
