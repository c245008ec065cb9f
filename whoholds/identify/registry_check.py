"""What is wrong with actor registries: what keeps them from loading, and what makes them doubtful."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from whoholds.identify.registry_file import (
    ActorRow,
    MembershipRow,
    NameRow,
    RegistryFile,
    SpellRow,
)
from whoholds.identify.registry_names import actor_words, fold_actor, name_keys, scope_of

FIGHTING = ("army", "armed group", "coalition", "state")
"""Kinds of actors that are a side of their own where nothing else is told."""


@dataclass(frozen=True, slots=True)
class Part:
    """A registry file and where it came from."""

    name: str
    file: RegistryFile


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `grave`: the registries cannot be used until it is mended.

    `where` is the file; `about` the identifier of what it is about.
    """

    where: str
    about: str
    text: str
    grave: bool = False


def grave_faults(parts: Sequence[Part], states: Collection[str]) -> list[Fault]:
    """Return what keeps the registries from loading: names of nobody, and cycles.

    `states` are the countries (ISO 3166) of which there is an actor `state:xx`.
    """
    actors = {row.id: row for part in parts for row in part.file.actor}
    known = {*actors, *(f"state:{country.lower()}" for country in states)}
    sides = {row.id for part in parts for row in part.file.side}
    sides |= {each for each in known if each.startswith("state:")}
    conflicts = {row.id for part in parts for row in part.file.conflict}
    faults = list(_unknown(parts, known, sides, conflicts))
    faults += _cycles(actors, {row.id: part.name for part in parts for row in part.file.actor})
    return faults


def doubtful(parts: Sequence[Part]) -> list[Fault]:
    """Return what loads but is hardly meant: clashing names, dates that overlap, colours used twice."""
    # Of two rows with one identifier the later file's counts, as where they are loaded.
    where = {row.id: part.name for part in parts for row in part.file.actor}
    actors = {row.id: row for part in parts for row in part.file.actor}
    faults = list(_twice_in_one_file(parts))
    for row in actors.values():
        faults += _overlaps(row, where[row.id])
        faults += _idle_names(row, where[row.id])
    faults += _clashes(list(actors.values()), where)
    faults += _shared_items(list(actors.values()), where)
    for part in parts:
        colours: dict[tuple[str, str], str] = {}
        for side in part.file.side:
            other = colours.setdefault((scope_of(side.id), side.colour.upper()), side.id)
            if other != side.id:
                faults.append(
                    Fault(part.name, side.id, f"{side.id}: it has the colour of {other} on the map")
                )
    return faults


def _unknown(
    parts: Sequence[Part],
    actors: Collection[str],
    sides: Collection[str],
    conflicts: Collection[str],
) -> Iterator[Fault]:
    def missing(part: Part, about: str, text: str, what: str) -> Fault:
        return Fault(part.name, about, f"{text} is not described; add {what} for it", grave=True)

    for part in parts:
        for row in part.file.actor:
            for side in (row.side, *(spell.side for spell in row.sides)):
                if side is not None and side not in sides:
                    yield missing(part, row.id, f"{row.id}: side = {side!r}", "a [[side]]")
            for name, actor in (
                ("parent", row.parent),
                ("speaks_for", row.speaks_for),
                *(("member_of", each.actor) for each in row.member_of),
            ):
                if actor is not None and actor not in actors:
                    yield missing(part, row.id, f"{row.id}: {name} = {actor!r}", "an [[actor]]")
            for spell in row.sides:
                if spell.conflict is not None and spell.conflict not in conflicts:
                    text = f"{row.id}: sides: conflict = {spell.conflict!r}"
                    yield missing(part, row.id, text, "a [[conflict]]")
        for side_row in part.file.side:
            if side_row.main is not None and side_row.main not in actors:
                text = f"{side_row.id}: main = {side_row.main!r}"
                yield missing(part, side_row.id, text, "an [[actor]]")
        for role in part.file.role:
            text = f"role {role.words[0]!r} of {role.conflict}"
            for actor in role.actors:
                if actor not in actors:
                    yield missing(part, actor, f"{text}: actors: {actor!r}", "an [[actor]]")
            for side in role.speakers:
                if side not in sides:
                    yield missing(part, side, f"{text}: speakers: {side!r}", "a [[side]]")
        for name, actor in (
            *(("unit", row.actor) for row in part.file.unit),
            *(("client", row.actor) for row in part.file.client),
            *(("alias", row.actor) for row in part.file.alias),
        ):
            if actor not in actors:
                yield missing(part, actor, f"[[{name}]]: actor = {actor!r}", "an [[actor]]")


def _cycles(actors: dict[str, ActorRow], where: dict[str, str]) -> list[Fault]:
    """Return one fault for each actor that commands, holds or speaks for itself in the end."""
    faults = []
    for name in actors:
        for field in ("parent", "speaks_for", "member_of"):
            met: set[str] = set()
            ahead = _above(actors[name], field)
            while len(ahead) > 0:
                one = ahead.pop()
                if one == name:
                    text = f"{name}: {field}: it leads back to {name} itself; break the circle"
                    faults.append(Fault(where[name], name, text, grave=True))
                    break
                if one not in met and one in actors:
                    met.add(one)
                    ahead += _above(actors[one], field)
    return faults


def _above(row: ActorRow, field: str) -> list[str]:
    if field == "parent":
        return [] if row.parent is None else [row.parent]
    if field == "speaks_for":
        return [] if row.speaks_for is None else [row.speaks_for]
    return [each.actor for each in row.member_of]


def _twice_in_one_file(parts: Sequence[Part]) -> Iterator[Fault]:
    for part in parts:
        for kind in ("conflict", "side", "actor"):
            seen: set[str] = set()
            for row in getattr(part.file, kind):
                if row.id in seen:
                    yield Fault(
                        part.name, row.id, f"{row.id}: two [[{kind}]] of this id in one file"
                    )
                seen.add(row.id)


def _overlaps(row: ActorRow, where: str) -> Iterator[Fault]:
    for one, other in combinations(row.sides, 2):
        if one.conflict == other.conflict and one.side != other.side and _meet(one, other):
            yield Fault(where, row.id, f"{row.id}: on {one.side} and {other.side} on one day")
    for first, second in combinations(row.member_of, 2):
        if first.actor == second.actor and _meet(first, second):
            yield Fault(where, row.id, f"{row.id}: twice a member of {first.actor} on one day")


def _meet(
    one: SpellRow | MembershipRow | NameRow, other: SpellRow | MembershipRow | NameRow
) -> bool:
    return _days_meet(one.since, one.until, other.since, other.until)


def _days_meet(
    since: date | None, until: date | None, since_too: date | None, until_too: date | None
) -> bool:
    return (since is None or until_too is None or since < until_too) and (
        since_too is None or until is None or since_too < until
    )


def _idle_names(row: ActorRow, where: str) -> Iterator[Fault]:
    loaded = actor_words()["loaded"]
    for name in (row.name, *row.aliases, *(each.name for each in row.names)):
        if fold_actor(name) in loaded:
            yield Fault(
                where, row.id, f"{row.id}: {name!r} judges and names nobody: it never tells whom"
            )
        elif fold_actor(name) == "":
            yield Fault(where, row.id, f"{row.id}: {name!r} holds no letter or digit")


def _clashes(actors: Sequence[ActorRow], where: dict[str, str]) -> Iterator[Fault]:
    """Yield names that two actors of one conflict bear on one day."""
    bearers: dict[tuple[str, str], list[tuple[ActorRow, date | None, date | None]]] = {}
    for row in actors:
        names = [(name, row.since, row.until) for name in (row.name, *row.aliases, *row.hosts)]
        names += [
            (each.name, each.since or row.since, each.until or row.until) for each in row.names
        ]
        for name, since, until in names:
            # By sound alone two names may meet that a report would never mix.
            for key in [key for key in name_keys(name) if not key.startswith(("=", "~"))]:
                bearers.setdefault((scope_of(row.id), key), []).append((row, since, until))
    for (_, key), rows in bearers.items():
        told = set()
        for (one, since, until), (other, since_too, until_too) in combinations(rows, 2):
            pair = (one.id, other.id)
            if one.id == other.id or pair in told:
                continue
            if _days_meet(since, until, since_too, until_too):
                told.add(pair)
                text = f"{one.id} and {other.id}: both are called {key!r} on one day"
                yield Fault(where[other.id], other.id, text)


def _shared_items(actors: Sequence[ActorRow], where: dict[str, str]) -> Iterator[Fault]:
    items: dict[str, str] = {}
    for row in actors:
        if row.wikidata is not None:
            other = items.setdefault(row.wikidata, row.id)
            if other != row.id:
                text = f"{row.id}: it has the Wikidata item of {other}, {row.wikidata}"
                yield Fault(where[row.id], row.id, text)
