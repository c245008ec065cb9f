"""Claims that match what is asked for: by place, group, side, event, status, source, day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from whoholds.base.records import ActorLink, Event, SourcedClaim, Status

if TYPE_CHECKING:
    from whoholds.run.answers import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for; None asks nothing.

    `since` and `until` are days, both included. `among` are identifiers: only of those claims.
    """

    place: str | None = None
    actor: str | None = None
    side: str | None = None
    event: Event | None = None
    status: Status | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    least: float = 0.0
    among: frozenset[str] | None = None


def matching(picture: "Picture", asked: Asked) -> list[SourcedClaim]:
    """Return the claims of a picture that match everything asked, in ledger order."""
    rows: Iterable[SourcedClaim] = (
        picture.claims.values() if asked.place is None else picture.claims_at(asked.place)
    )
    for test in _tests(asked):
        rows = filter(test, rows)
    return list(rows)


def _tests(asked: Asked) -> list[Callable[[SourcedClaim], bool]]:
    tests: list[Callable[[SourcedClaim], bool]] = []
    if asked.event is not None:
        tests.append(lambda row: row.claim.event is asked.event)
    if asked.status is not None:
        tests.append(lambda row: row.claim.status is asked.status)
    if asked.least > 0:
        tests.append(lambda row: row.claim.confidence >= asked.least)
    if asked.source is not None:
        name = asked.source.casefold()
        tests.append(lambda row: (row.report.publisher or "").casefold() == name)
    if asked.actor is not None:
        wanted = asked.actor.casefold()
        tests.append(lambda row: any(_is(link, wanted) for link in _parties(row)))
    if asked.side is not None:
        tests.append(lambda row: any(link.side == asked.side for link in _parties(row)))
    if asked.since is not None or asked.until is not None:
        first, last = asked.since or date.min, asked.until or date.max
        tests.append(lambda row: _within(row, first, last))
    if asked.among is not None:
        among = asked.among
        tests.append(lambda row: row.id in among)
    return tests


def _parties(row: SourcedClaim) -> tuple[ActorLink, ...]:
    return (*row.resolution.actors, *row.resolution.targets)


def _is(link: ActorLink, wanted: str) -> bool:
    return wanted in ((link.actor or "").casefold(), link.name.casefold())


def _within(row: SourcedClaim, first: date, last: date) -> bool:
    dated = row.resolution.date
    return dated is not None and dated.days.start <= last and dated.days.last >= first
