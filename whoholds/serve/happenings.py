"""What happened, in columns: the events of a picture for a map, sent once."""

from typing import TYPE_CHECKING, Any

from whoholds.base.records import Event, SourcedClaim, Status, Verdict
from whoholds.serve.control_table import EPOCH, ControlTable

if TYPE_CHECKING:
    from whoholds.run.answers import Picture

_DIGITS = 3
_COLUMNS = (
    "first",
    "seq",
    "place",
    "last",
    "event",
    "status",
    "actor",
    "target",
    "side",
    "source",
    "confidence",
)


class _Names:
    """Counts names up as they are met; the index of none is -1."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def index(self, name: str | None) -> int:
        return -1 if name is None else self.known.setdefault(name, len(self.known))


def happenings_of(picture: "Picture", table: ControlTable) -> dict[str, Any]:
    """Return the columns of `HappeningsShape` as JSON types.

    A claim without a day, or of no place on record, is left out: a map has no spot for it.
    """
    places = {place: index for index, place in enumerate(table.places["id"])}
    sides = {side.id: index for index, side in enumerate(table.sides)}
    events = {event: index for index, event in enumerate(Event)}
    statuses = {status: index for index, status in enumerate(Status)}
    actors, sources = _Names(), _Names()
    rows: list[tuple[Any, ...]] = []
    for row in picture.claims.values():
        dated = row.resolution.date
        if dated is None or row.verdict is Verdict.REJECT:
            continue
        actor, side = _first(row, "actors")
        target, _ = _first(row, "targets")
        rest = (
            dated.days.last.toordinal() - EPOCH,
            events[row.claim.event],
            statuses[row.claim.status],
            actors.index(actor),
            actors.index(target),
            -1 if side is None else sides.get(side, -1),
            sources.index(row.report.publisher),
            round(row.claim.confidence, _DIGITS),
        )
        first = dated.days.start.toordinal() - EPOCH
        rows += [
            (first, row.seq, places[place], *rest)
            for place in dict.fromkeys(link.place for link in row.resolution.places)
            if place in places
        ]
    rows.sort()
    columns = zip(*rows, strict=True) if len(rows) > 0 else ([] for _ in _COLUMNS)
    return {
        "position": picture.position,
        "events": [event.value for event in Event],
        "statuses": [status.value for status in Status],
        "actors": list(actors.known),
        "sources": list(sources.known),
        "sides": [side.model_dump() for side in table.sides],
        "rows": {name: list(column) for name, column in zip(_COLUMNS, columns, strict=True)},
    }


def _first(row: SourcedClaim, role: str) -> tuple[str | None, str | None]:
    """Return the name and the side of the first of the actors or targets."""
    for link in getattr(row.resolution, role):
        return link.name, link.side
    return None, None
