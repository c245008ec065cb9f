"""The headline of a day: one sentence on what changed, by whose word."""

from collections.abc import Sequence

from whoholds.picture.changes import Kind
from whoholds.publish.plain_text import in_its_order
from whoholds.publish.told import ChangeTold
from whoholds.publish.told_words import counted, listed

_MOST_NAMES = 3
_MOST_CLAUSES = 4
_LONGEST_NAME = 60


def headline_of(changes: Sequence[ChangeTold], *, claims: int) -> str:
    """Return the headline of a day with these changes; `claims` counts what is told of it.

    What is not confirmed is told as said.
    """
    clauses = [
        *_by_holder(changes, Kind.HANDS, "{holder} took {places}", "taken by {holder}"),
        *_by_holder(
            changes, Kind.BACK, "{holder} lost and took back {places}", "taken back by {holder}"
        ),
        *_plain(changes, Kind.CONTESTED, "became contested"),
        *_by_holder(
            changes,
            Kind.SETTLED,
            "{places} no longer contested: held by {holder}",
            "held by {holder}",
        ),
        *_by_holder(
            changes, Kind.FIRST, "{places} first known to be held by {holder}", "held by {holder}"
        ),
    ]
    if len(clauses) == 0:
        clauses = list(_plain(changes, Kind.UNKNOWN, "no longer known to be anybody’s"))
    if len(clauses) == 0:
        if claims == 0:
            return "Nothing is told of this day."
        told = f"{counted(claims, 'claim')} {'tells' if claims == 1 else 'tell'} of this day"
        return f"Nothing is known to have changed hands; {told}."
    text = "; ".join(clauses[:_MOST_CLAUSES])
    more = len(clauses) - _MOST_CLAUSES
    text += f"; and {counted(more, 'other development')}" if more > 0 else ""
    return f"{text[:1].upper()}{text[1:]}."


def _by_holder(changes: Sequence[ChangeTold], kind: Kind, confirmed: str, said: str) -> list[str]:
    """Return one clause a holder and degree of confirmation, the largest first.

    What is not confirmed is told as said: the places, and what they are said to be.
    """
    groups: dict[tuple[str, bool], list[str]] = {}
    for change in changes:
        if change.kind != kind:
            continue
        actor = change.after.actor
        side = change.after.side
        name = actor.name if actor is not None else side.name if side is not None else "somebody"
        groups.setdefault((_short(name), change.confirmed is True), []).append(change.place.name)
    ordered = sorted(
        groups.items(), key=lambda group: (-len(group[1]), not group[0][1], group[0][0])
    )
    clauses = []
    for (name, sure), places in ordered:
        if sure:
            clauses.append(confirmed.format(holder=name, places=_places(places)))
        else:
            verb = "is" if len(places) == 1 else "are"
            told = said.format(holder=name)
            clauses.append(f"{_places(places)} {verb} said to be {told} (not confirmed)")
    return clauses


def _plain(changes: Sequence[ChangeTold], kind: Kind, words: str) -> list[str]:
    places = [change.place.name for change in changes if change.kind == kind]
    if len(places) == 0:
        return []
    if kind is Kind.UNKNOWN:
        return [f"{_places(places)} {'is' if len(places) == 1 else 'are'} {words}"]
    return [f"{_places(places)} {words}"]


def _places(names: Sequence[str]) -> str:
    shown = [_short(name) for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    return listed([*shown, counted(more, "more place")] if more > 0 else shown)


def _short(name: str) -> str:
    flat = in_its_order(name).replace("{", "(").replace("}", ")")
    return flat if len(flat) <= _LONGEST_NAME else flat[: _LONGEST_NAME - 1] + "…"
