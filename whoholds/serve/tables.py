"""Claims, periods and evidence as the tables that several commands print."""

from collections.abc import Iterable, Sequence
from datetime import date

from whoholds.base.records import (
    ActorLink,
    Claim,
    ControlState,
    DateLink,
    Mention,
    Period,
    Resolution,
    Status,
)
from whoholds.serve.console import on_terminal, print_entries, print_table

CLAIM_COLUMNS = ("date", "event", "status", "actors", "targets", "places", "said by", "quote")


def claim_cells(claim: Claim, resolution: Resolution) -> tuple[str, ...]:
    """Return the cells of `CLAIM_COLUMNS`; a place in no gazetteer is marked with a tilde."""
    places = ", ".join(
        link.name if link.gazetteer is not None else f"~{link.mention}"
        for link in resolution.places
    )
    return (
        date_words(resolution.date),
        claim.event.value,
        claim.status.value,
        _actors(claim.actors, resolution.actors),
        _actors(claim.targets, resolution.targets),
        places,
        ", ".join(link.name for link in resolution.said_by),
        claim.quote.text,
    )


def print_claims(claims: Iterable[tuple[Claim, Resolution]], *, title: str) -> None:
    """Print claims: on a terminal the facts on a line and the quote under it, else one row a claim."""
    rows = [claim_cells(claim, resolution) for claim, resolution in claims]
    if not on_terminal():
        print_table(CLAIM_COLUMNS, rows, title=title)
        return
    print_entries(((_facts(row), row[-1]) for row in rows), title=title)


def _facts(cells: Sequence[str]) -> str:
    """Return `2020-01-17 · take, attempted · A, from B · at C · says D`; what is empty is left out."""
    day, event, status, actors, targets, places, said_by, _ = cells
    who = actors or "somebody"
    if targets != "":
        who += f" → {targets}"
    parts = (
        day or "no day",
        event if status == Status.HAPPENED.value else f"{event} ({status})",
        who,
        f"at {places}" if places != "" else "",
        f"says {said_by}" if said_by != "" else "",
    )
    return " · ".join(part for part in parts if part != "")


def date_words(link: DateLink | None) -> str:
    """Return a date with a `?` where the report itself names none, and nothing where none is known."""
    if link is None:
        return ""
    by_dateline = link.basis.value == "dateline" and len(link.days) > 1
    inferred = link.basis.value == "published" or by_dateline
    return link.days.isoformat() + ("?" if inferred else "")


def holder_words(period: Period | None, sides: dict[str, str]) -> str:
    """Return who holds a place in a period, in words."""
    if period is None or period.state is ControlState.UNKNOWN:
        return "unknown"
    side = sides.get(period.side or "", period.side or "")
    name = period.actor or side
    if period.state is ControlState.CONTESTED:
        return f"contested (likelier {name})" if name else "contested"
    return name if not side or side == name else f"{name} ({side})"


def probability_words(period: Period) -> str:
    """Return a period's probability, nothing where nobody is said to hold the place."""
    return "" if period.state is ControlState.UNKNOWN else f"{period.confidence:.2f}"


def period_words(start: date | None, end: date | None) -> str:
    """Return a period's days, the last day included: `before 2020-01-17`, `since 2020-01-17`."""
    if start is None and end is None:
        return "at all times"
    if start is None:
        assert end is not None
        return f"before {end.isoformat()}"
    if end is None:
        return f"since {start.isoformat()}"
    last = date.fromordinal(end.toordinal() - 1)
    return start.isoformat() if last == start else f"{start.isoformat()} to {last.isoformat()}"


def _actors(mentions: Sequence[Mention], links: Sequence[ActorLink]) -> str:
    if len(links) == 0:
        return ", ".join(mention.name for mention in mentions)
    return ", ".join(link.name for link in links)
