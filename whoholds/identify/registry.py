"""Who fights, speaks and governs: actors, their sides by day, and the conflicts they belong to.

Facts are data (`data/actors/`). A registry is never changed once loaded.
"""

import colorsys
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from whoholds.base.errors import GazetteerError
from whoholds.base.ids import make_id
from whoholds.identify.registry_check import FIGHTING, Part, grave_faults
from whoholds.identify.registry_file import (
    ActorRow,
    ClientRow,
    ConflictRow,
    RegistryFile,
    RoleRow,
    SideRow,
    SpellRow,
    UnitRow,
    read_registry_file,
)
from whoholds.identify.registry_names import fold_actor, name_keys, scope_of, strip_article

WORLD = "world"
STATE = "state"
_NO_REGISTRY = ("words.toml",)


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a conflict; `colour` is `#RRGGBB`. `main` is the actor that "our forces" of it are."""

    id: str
    name: str
    colour: str
    main: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A country as an actor. `words` are its folded names and demonyms, `capitals` its seats."""

    country: str
    name: str
    words: tuple[str, ...]
    capitals: tuple[str, ...] = ()


class Bearing(NamedTuple):
    """An actor that bears a name, with the days `[since, until)` on which the name meant it."""

    row: ActorRow
    loaded: bool
    since: date | None
    until: date | None


class Registry:
    """Finds actors by name and tells their sides. Immutable; safe to share between threads."""

    def __init__(self, files: Iterable[RegistryFile], states: Iterable[State] = ()) -> None:
        files = list(files)
        self._states = {state.country: state for state in states}
        faults = grave_faults([Part("", file) for file in files], self._states)
        if len(faults) > 0:
            raise GazetteerError(f"loading the actor registries: {faults[0].text}")
        self._conflicts: dict[str, ConflictRow] = {}
        self._actors: dict[str, ActorRow] = {}
        self._roles: list[RoleRow] = []
        self._units: list[UnitRow] = []
        self._clients: list[ClientRow] = []
        sides: dict[str, SideRow] = {}
        for file in files:
            self._conflicts |= {row.id: row for row in file.conflict}
            self._actors |= {row.id: row for row in file.actor}
            sides |= {row.id: row for row in file.side}
            self._roles += file.role
            self._units += file.unit
            self._clients += file.client
        for alias in (alias for file in files for alias in file.alias):
            row = self._actors.get(alias.actor)
            if row is not None:
                self._actors[row.id] = replace(row, aliases=[*row.aliases, *alias.names])
        for state in self._states.values():
            row = ActorRow(
                id=f"{STATE}:{state.country.lower()}",
                name=state.name,
                kind="state",
                state=state.country,
                side=f"{STATE}:{state.country.lower()}",
            )
            self._actors.setdefault(row.id, row)
            sides.setdefault(row.id, SideRow(id=row.id, name=state.name, colour=_colour(row.id)))
        for row in self._actors.values():
            general = row.side is not None or any(spell.conflict is None for spell in row.sides)
            if row.kind in FIGHTING and row.parent is None and not general:
                # Whoever fights and is on no named side fights for itself.
                own = row.id if row.state is None else f"{STATE}:{row.state.lower()}"
                self._actors[row.id] = (
                    replace(row, side=own)
                    if len(row.sides) == 0
                    else replace(row, sides=[*row.sides, SpellRow(side=own)])
                )
                sides.setdefault(own, SideRow(id=own, name=row.name, colour=_colour(own)))
        self._sides = {
            row.id: Side(row.id, row.name, row.colour, row.main) for row in sides.values()
        }
        self._by_name = self._index()

    def _index(self) -> dict[str, list[Bearing]]:
        index: dict[str, list[Bearing]] = {}
        for row in self._actors.values():
            bearings = [(name, False, row.since, row.until) for name in (row.name, *row.aliases)]
            bearings += [
                (each.name, False, each.since or row.since, each.until or row.until)
                for each in row.names
            ]
            bearings += [(host, False, None, None) for host in row.hosts]
            bearings += [(name, True, row.since, row.until) for name in row.loaded]
            seen = set()
            for name, loaded, since, until in bearings:
                for key in name_keys(name):
                    if (key, since, until) not in seen:
                        seen.add((key, since, until))
                        index.setdefault(key, []).append(Bearing(row, loaded, since, until))
        return index

    @cached_property
    def digest(self) -> str:
        """A digest of all that is known; it changes when a registry changes."""
        rows = [repr(row) for _, row in sorted(self._actors.items())]
        rows += [repr(row) for _, row in sorted(self._sides.items())]
        rows += [repr(row) for _, row in sorted(self._conflicts.items())]
        rows += [repr(row) for row in (*self._roles, *self._units, *self._clients)]
        return make_id("registry", rows)

    @cached_property
    def _by_noun(self) -> dict[tuple[str, str], list[RoleRow]]:
        index: dict[tuple[str, str], list[RoleRow]] = {}
        for role in self._roles:
            for word in dict.fromkeys(strip_article(fold_actor(word)) for word in role.words):
                index.setdefault((role.conflict, word), []).append(role)
        return index

    @cached_property
    def _by_state(self) -> dict[tuple[str, str], list[ActorRow]]:
        index: dict[tuple[str, str], list[ActorRow]] = {}
        for row in self._actors.values():
            if row.state is not None:
                index.setdefault((row.state, scope_of(row.id)), []).append(row)
        return index

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for row in self._actors.values():
            for one in dict.fromkeys((row.parent, *(each.actor for each in row.member_of))):
                if one is not None:
                    index.setdefault(one, []).append(row.id)
        return index

    @cached_property
    def topics(self) -> Mapping[str, tuple[str, ...]]:
        """The folded words that tell a conflict, by conflict."""
        return {
            row.id: tuple(dict.fromkeys(fold_actor(topic) for topic in row.topics))
            for row in self._conflicts.values()
        }

    @cached_property
    def state_words(self) -> Mapping[str, str]:
        """Folded names and demonyms of states with the country's code."""
        words = {word: state.country for state in self._states.values() for word in state.words}
        # "Russias army": an apostrophe that a report leaves out.
        bare = {f"{word}s": country for word, country in words.items() if not word.endswith("s")}
        return bare | words

    @cached_property
    def capital_words(self) -> Mapping[str, str]:
        """Folded names of seats of government with the country's code."""
        return {seat: state.country for state in self._states.values() for seat in state.capitals}

    @cached_property
    def long_keys(self) -> Mapping[str, tuple[str, ...]]:
        """By conflict, the folded names that do not judge, for what is spelled nearly so."""
        found: dict[str, dict[str, None]] = {}
        for key, bearings in self._by_name.items():
            for bearing in bearings:
                if not bearing.loaded and not key.startswith(("=", "~")):
                    found.setdefault(scope_of(bearing.row.id), {})[key] = None
        return {scope: tuple(keys) for scope, keys in found.items()}

    @cached_property
    def unit_kinds(self) -> Mapping[str, tuple[tuple[str, UnitRow], ...]]:
        """By conflict, the folded phrases of numbered units with their rows, the longest first."""
        found: dict[str, list[tuple[str, UnitRow]]] = {}
        for row in self._units:
            for kind in row.kinds:
                found.setdefault(row.conflict, []).append((fold_actor(kind), row))
        # Of phrases of one length the one for certain numbers is the closer.
        return {
            conflict: tuple(sorted(rows, key=lambda each: (-len(each[0]), not each[1].numbers)))
            for conflict, rows in found.items()
        }

    @property
    def names(self) -> Mapping[str, list[Bearing]]:
        """Keys of names (see `name_keys`) with the actors that bear them."""
        return MappingProxyType(self._by_name)

    @property
    def conflicts(self) -> Mapping[str, ConflictRow]:
        """The conflicts by identifier."""
        return MappingProxyType(self._conflicts)

    @property
    def states(self) -> Mapping[str, State]:
        """The states by country code."""
        return MappingProxyType(self._states)

    def sides(self) -> Mapping[str, Side]:
        """Return the sides by identifier."""
        return MappingProxyType(self._sides)

    def actors(self) -> Mapping[str, ActorRow]:
        """Return the actors by identifier."""
        return MappingProxyType(self._actors)

    def actor(self, actor_id: str) -> ActorRow | None:
        """Return the actor of that identifier."""
        return self._actors.get(actor_id)

    def members(self, actor: str, day: date | None) -> tuple[str, ...]:
        """Return whom the actor commands, or who belonged to the coalition on `day`, directly."""
        found = []
        for one in self._members.get(actor, ()):
            row = self._actors[one]
            spells = [each for each in row.member_of if each.actor == actor]
            if active(row, day) and (
                len(spells) == 0 or any(within(each.since, each.until, day) for each in spells)
            ):
                found.append(one)
        return tuple(found)

    def side_of(self, actor: str, day: date | None, *, conflicts: Sequence[str] = ()) -> str | None:
        """Return the side of the actor (by identifier) on `day`, None where it is on none.

        Where it fights in several wars, in the first of `conflicts` that tells. Without a day an actor
        that changed sides is on the side that it was on first. An outlet is on the side of those whom it
        speaks for.
        """
        row = self._actors.get(actor)
        while row is not None:
            if row.side is not None:
                return row.side
            for conflict in (*conflicts, None):
                for spell in row.sides:
                    if spell.conflict == conflict and within(spell.since, spell.until, day):
                        return spell.side
            if row.speaks_for is not None:
                scope, _, rest = row.speaks_for.partition(":")
                if scope != STATE or row.id == row.speaks_for:
                    row = self._actors.get(row.speaks_for)
                else:
                    row = self.of_state(rest.upper(), conflicts=conflicts, day=day)
            else:
                up = row.parent is not None and len(row.sides) == 0
                row = self._actors.get(row.parent or "") if up else None
        return None

    def side_of_publisher(
        self, name: str, day: date | None, *, conflicts: Sequence[str] = ()
    ) -> str | None:
        """Return whose side an outlet is on, by its name, the host of its pages, or an address.

        None where no registry knows it, and for one that is on no side.
        """
        row = self.outlet(name, day, conflicts=conflicts)
        return None if row is None else self.side_of(row.id, day, conflicts=conflicts)

    def outlet(
        self, name: str, day: date | None, *, conflicts: Sequence[str] = ()
    ) -> ActorRow | None:
        """Return the actor that publishes under that name, host or address; None where it is unknown."""
        host = name.strip().lower().partition("://")[2] or name.strip().lower()
        host = host.partition("/")[0].partition(":")[0].removeprefix("www.")
        tried = [name]
        if "." in host and " " not in host:
            labels = host.split(".")[-6:]
            # `en.etilaf.org` is a part of `etilaf.org`.
            tried += [".".join(labels[at:]) for at in range(len(labels) - 1)]
        for each in tried:
            for wanted in (conflicts, ()):
                rows = [b for b in self.find(each, conflicts=wanted, day=day) if not b.loaded]
                if len(rows) == 1 or (len(rows) > 1 and len(wanted) > 0):
                    return rows[0].row
                if len({row.row.speaks_for for row in rows}) == 1 and rows[0].row.speaks_for:
                    return rows[0].row
        return None

    def find(
        self, name: str, *, conflicts: Iterable[str] = (), day: date | None = None
    ) -> list[Bearing]:
        """Return the actors that bear this name, those whose name does not judge first.

        Case, marks, apostrophes and a leading "the" do not matter. Actors of `conflicts` come first, in
        that order, then those of the world; without `conflicts` all are looked at. Of several whom the
        name meant at some time those of `day` count; where none bore it then, who bore it last before,
        else who bore it first after: a report uses the names of its own day for what was before.
        """
        wanted = tuple(conflicts)
        for key in name_keys(name):
            ranked: list[tuple[int, Bearing]] = []
            for bearing in self._by_name.get(key, ()):
                scope = scope_of(bearing.row.id)
                if scope in wanted:
                    ranked.append((wanted.index(scope), bearing))
                elif scope in (WORLD, STATE) or len(wanted) == 0:
                    ranked.append((len(wanted), bearing))
            now = [each for each in ranked if within(each[1].since, each[1].until, day)]
            if len(now) == 0 and day is not None:
                now = _nearest_to(day, ranked)
            if len(now) > 0:
                now.sort(key=lambda each: (each[1].loaded, each[0]))
                return list({bearing.row.id: bearing for _, bearing in reversed(now)}.values())[
                    ::-1
                ]
        return []

    def roles(self, noun: str, conflict: str, *, speaker: str | None = None) -> list[RoleRow]:
        """Return what a bare noun may stand for; first what it does where the side `speaker` says it."""
        rows = self._by_noun.get((conflict, strip_article(fold_actor(noun))), ())
        own = [row for row in rows if speaker is not None and speaker in row.speakers]
        return [*own, *(row for row in rows if len(row.speakers) == 0)]

    def client_of(
        self, patron: str, *, conflicts: Iterable[str], day: date | None
    ) -> ActorRow | None:
        """Return whom a patron (a country's code, or a word) backs in the first of the conflicts."""
        for conflict in conflicts:
            for row in self._clients:
                own = row.conflict == conflict and row.patron in (patron, patron.upper())
                if own and within(row.since, row.until, day):
                    return self._actors.get(row.actor)
        return None

    def of_state(self, country: str, *, conflicts: Iterable[str], day: date | None) -> ActorRow:
        """Return the actor that stands for the forces of a state in the first conflict that has one."""
        for conflict in conflicts:
            for row in self._by_state.get((country, conflict), ()):
                if active(row, day):
                    return row
        return self._actors[f"{STATE}:{country.lower()}"]


def load_registry(extra: Path | None = None) -> Registry:
    """Return the registries that are shipped, with those of the folder `extra` over them by `id`.

    Raises:
        GazetteerError: naming file and field, if one of them is not of the form.
    """
    if extra is None or not extra.is_dir():
        return _shipped()
    return Registry([part.file for part in (*shipped_parts(), *parts_of(extra))], known_states())


@cache
def _shipped() -> Registry:
    return Registry([part.file for part in shipped_parts()], known_states())


def parts_of(folder: Path) -> Iterator[Part]:
    """Yield the registry files of a folder by name, each with its path.

    Raises:
        GazetteerError: naming file and field, if one of them is not of the form.
    """
    for path in sorted(folder.glob("*.toml")):
        yield Part(str(path), read_part(path))


def read_part(path: Path) -> RegistryFile:
    """Return the registry in a file.

    Raises:
        GazetteerError: naming file and field, if it cannot be read or is not of the form.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise GazetteerError(
                f"reading the registry {path}: it is over {MOST_BYTES:,} bytes; make several of it"
            )
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise GazetteerError(
            f"reading the registry {path}: {cause}; make it a readable UTF-8 text"
        ) from cause
    return read_registry_file(path, text)


MOST_BYTES = 20_000_000
"""The largest registry file that is read."""


@cache
def shipped_parts() -> tuple[Part, ...]:
    """Return the registry files that come with the package, by name."""
    folder = resources.files("whoholds.identify") / "data" / "actors"
    names = sorted(each.name for each in folder.iterdir())
    return tuple(
        Part(name, read_registry_file(Path(name), (folder / name).read_text("utf-8")))
        for name in names
        if name.endswith(".toml") and name not in _NO_REGISTRY
    )


@cache
def known_states() -> tuple[State, ...]:
    """Return the states with their names and demonyms."""
    file = resources.files("whoholds.identify") / "data" / "actors" / "states.tsv"
    with file.open(encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return tuple(
            State(
                row["country"],
                row["name"],
                tuple(fold_actor(word) for word in (row["name"], *row["demonyms"].split("|"))),
                tuple(fold_actor(seat) for seat in row["capitals"].split("|") if seat != ""),
            )
            for row in rows
        )


def _nearest_to(day: date, ranked: list[tuple[int, Bearing]]) -> list[tuple[int, Bearing]]:
    past = [each for each in ranked if each[1].until is not None and each[1].until <= day]
    if len(past) > 0:
        last = max(each[1].until or date.min for each in past)
        return [each for each in past if each[1].until == last]
    first = min((each[1].since or date.max for each in ranked), default=None)
    return [each for each in ranked if each[1].since == first]


def active(row: ActorRow, day: date | None) -> bool:
    """Tell whether the actor's names meant it on `day`; without a day they may."""
    return within(row.since, row.until, day)


def within(since: date | None, until: date | None, day: date | None) -> bool:
    """Tell whether `day` lies in `[since, until)`, where None is open; without a day it may."""
    return day is None or ((since is None or since <= day) and (until is None or day < until))


def _colour(key: str) -> str:
    # States of no registered conflict: a fixed hue each, pale, so that the sides of a conflict stand out.
    hue = int(make_id("colour", key).rpartition(":")[2][:6], 16) / 0xFFFFFF
    red, green, blue = colorsys.hls_to_rgb(hue, 0.62, 0.35)
    return f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"
