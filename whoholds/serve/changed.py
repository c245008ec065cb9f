"""Changes as text, JSON lines and Markdown: the core of a daily report."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from whoholds.base.records import ControlState, Period, SourcedClaim
from whoholds.picture.changes import Change, Kind
from whoholds.run.answers import Picture
from whoholds.serve.console import (
    counted,
    plain,
    print_indented,
    print_json,
    print_line,
    print_lines,
)
from whoholds.serve.tables import holder_words

_SPECIAL = frozenset("\\`*_[]<>#|~&!")


def print_changes(
    picture: Picture, found: Sequence[Change], first: date, last: date, form: str
) -> None:
    """Print changes from `first` to `last`; `form` is text, json (one line a change) or markdown."""
    if form == "json":
        for change in found:
            print_json(change_row(picture, change))
    elif form == "markdown":
        print_lines(markdown_of(picture, found, first, last))
    else:
        _print_text(picture, found, first, last)


def change_row(picture: Picture, change: Change) -> dict[str, Any]:
    """Return a change as JSON has it."""
    place = picture.places.get(change.place)
    claim = _strongest(picture, change)
    return {
        "day": change.day.isoformat(),
        "place": change.place,
        "name": _name(picture, change.place),
        "lat": None if place is None else place.lat,
        "lon": None if place is None else place.lon,
        "kind": change.kind.value,
        "before": _side_row(change.before),
        "after": _side_row(change.after),
        "confirmed": change.confirmed,
        "claims_for": len(change.after.supporting),
        "claims_against": len(change.after.opposing),
        "quote": None if claim is None else claim.claim.quote.text,
        "publisher": None if claim is None else claim.report.publisher,
        "published": _day(claim),
        "url": None if claim is None else claim.report.url,
        "known": picture.position,
    }


def markdown_of(picture: Picture, found: Sequence[Change], first: date, last: date) -> list[str]:
    """Return changes as lines of Markdown; what reports say is escaped, and never markup."""
    lines = [
        f"# What changed from {first.isoformat()} to {last.isoformat()}",
        "",
        f"As known at position {picture.position}: {counted(len(found), 'change')}.",
    ]
    for day, group in groupby(found, key=lambda change: change.day):
        lines += ["", f"## {day.isoformat()}", ""]
        for change in group:
            lines.append(
                f"- **{_escaped(_name(picture, change.place))}** {_words(picture, change)}"
            )
            claim = _strongest(picture, change)
            if claim is not None:
                lines.append(f"  “{_escaped(claim.claim.quote.text)}” — {_cited(claim)}")
    return lines


def _print_text(picture: Picture, found: Sequence[Change], first: date, last: date) -> None:
    print_line(
        f"From {first.isoformat()} to {last.isoformat()}, as known at position {picture.position}: "
        f"{counted(len(found), 'change')}."
    )
    for change in found:
        print_line()
        words = _words(picture, change, escape=False)
        print_line(f"{change.day.isoformat()}  {_name(picture, change.place)} {words}")
        claim = _strongest(picture, change)
        if claim is not None:
            print_indented(f"“{claim.claim.quote.text}”", by=4)
            published = _day(claim)
            told = claim.report.publisher or "a report without a publisher"
            print_indented(f"— {told}" + (f", {published}" if published else ""), by=4)


def _words(picture: Picture, change: Change, *, escape: bool = True) -> str:
    """Return `changed hands: A → B (probability 0.93, confirmed; 2 claims for, 1 against)`."""
    sides = {side.id: side.name for side in picture.sides.values()}
    before, after = holder_words(change.before, sides), holder_words(change.after, sides)
    if escape:
        before, after = _escaped(before), _escaped(after)
    words = f"{change.kind.value}: {before} → {after}"
    if change.kind is Kind.CONTESTED:
        words = f"became contested; until then {before}"
    elif change.kind is Kind.BACK:
        words = f"was lost and taken back by {after}"
    elif change.kind is Kind.UNKNOWN:
        words = f"is no longer known; until then {before}"
    period = change.after
    if period.state is ControlState.UNKNOWN:
        return words
    counts = f"{counted(len(period.supporting), 'claim')} for, {len(period.opposing)} against"
    confirmed = {True: ", confirmed", False: ", not confirmed", None: ""}[change.confirmed]
    return f"{words} (probability {period.confidence:.2f}{confirmed}; {counts})"


def _strongest(picture: Picture, change: Change) -> SourcedClaim | None:
    after = change.after
    return next((picture.claims[each] for each in after.supporting if each in picture.claims), None)


def _name(picture: Picture, place: str) -> str:
    on_record = picture.places.get(place)
    return place if on_record is None else on_record.name


def _side_row(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {
        "state": period.state.value,
        "side": period.side,
        "actor": period.actor,
        "probability": period.confidence,
    }


def _day(claim: SourcedClaim | None) -> str | None:
    if claim is None or claim.report.published is None:
        return None
    return claim.report.published.isoformat()


def _cited(claim: SourcedClaim) -> str:
    told = _escaped(claim.report.publisher or "a report without a publisher")
    url = claim.report.url or ""
    # Only an address that ends where it seems to: no bracket or space closes the link early.
    if url.startswith(("https://", "http://")) and not any(
        character in "()<>\\ " or not character.isprintable() for character in url
    ):
        told = f"[{told}]({url})"
    published = _day(claim)
    return told + (f", {published}" if published else "")


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in _SPECIAL else each for each in plain(text))
