"""Who fights, speaks and governs: actors, their sides by day, and the conflicts they belong to.

Facts are data (`data/actors/`). A registry is never changed once loaded.
"""

import colorsys
import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from whoholds.base.errors import GazetteerError
from whoholds.base.ids import make_id
from whoholds.identify.registry_file import (
    ActorRow,
    ConflictRow,
    RegistryFile,
    RoleRow,
    SideRow,
    read_registry_file,
)
from whoholds.identify.spelling import fold

WORLD = "world"
STATE = "state"
_BUILT_IN = ("generic.toml", "syria.toml", "ukraine.toml")
_LONGEST = 300
_FIGHTING = ("army", "armed group", "coalition", "state")
_MARKS = re.compile(r"['’‘`ʼʿʾ]")


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a conflict; `colour` is `#RRGGBB`."""

    id: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class State:
    """A country as an actor. `words` are its folded names and demonyms."""

    country: str
    name: str
    words: tuple[str, ...]


class Registry:
    """Finds actors by name and tells their sides. Immutable; safe to share between threads."""

    def __init__(self, files: Iterable[RegistryFile], states: Iterable[State] = ()) -> None:
        self._conflicts: dict[str, ConflictRow] = {}
        self._actors: dict[str, ActorRow] = {}
        self._roles: list[RoleRow] = []
        sides: dict[str, SideRow] = {}
        for file in files:
            self._conflicts |= {row.id: row for row in file.conflict}
            self._actors |= {row.id: row for row in file.actor}
            sides |= {row.id: row for row in file.side}
            self._roles += file.role
        self._states = {state.country: state for state in states}
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
            if row.kind in _FIGHTING and row.parent is None and not (row.side or row.sides):
                # Whoever fights and is on no named side fights for itself.
                own = row.id if row.state is None else f"{STATE}:{row.state.lower()}"
                self._actors[row.id] = replace(row, side=own)
                sides.setdefault(own, SideRow(id=own, name=row.name, colour=_colour(own)))
        self._sides = {row.id: Side(row.id, row.name, row.colour) for row in sides.values()}
        self._check()
        self._by_name = self._index()

    def _check(self) -> None:
        for row in self._actors.values():
            for side in (
                *((row.side,) if row.side is not None else ()),
                *(s.side for s in row.sides),
            ):
                if side not in self._sides:
                    raise GazetteerError(
                        f"loading the actor registries: {row.id}: side = {side!r} is not described; "
                        "add a [[side]] for it"
                    )
            seen = {row.id}
            parent = row.parent
            while parent is not None:
                if parent not in self._actors or parent in seen:
                    raise GazetteerError(
                        f"loading the actor registries: {row.id}: parent = {parent!r} is not an actor, "
                        "or is its own; mend it"
                    )
                seen.add(parent)
                parent = self._actors[parent].parent
        for role in self._roles:
            for actor in role.actors:
                if actor not in self._actors:
                    raise GazetteerError(
                        f"loading the actor registries: role {role.words[0]!r} of {role.conflict}: "
                        f"actors: {actor!r} is not described; add an [[actor]] for it"
                    )

    def _index(self) -> dict[str, list[tuple[ActorRow, bool]]]:
        index: dict[str, list[tuple[ActorRow, bool]]] = {}
        for row in self._actors.values():
            seen = set()
            for loaded, names in ((False, (row.name, *row.aliases)), (True, tuple(row.loaded))):
                for name in names:
                    for key in name_keys(name):
                        if key not in seen:
                            seen.add(key)
                            index.setdefault(key, []).append((row, loaded))
        return index

    @cached_property
    def digest(self) -> str:
        """A digest of all that is known; it changes when a registry changes."""
        rows = [repr(row) for _, row in sorted(self._actors.items())]
        rows += [repr(row) for _, row in sorted(self._sides.items())]
        rows += [repr(row) for _, row in sorted(self._conflicts.items())]
        rows += [repr(row) for row in self._roles]
        return make_id("registry", rows)

    @cached_property
    def _by_noun(self) -> dict[tuple[str, str], list[RoleRow]]:
        index: dict[tuple[str, str], list[RoleRow]] = {}
        for role in self._roles:
            for word in dict.fromkeys(strip_article(fold(word)) for word in role.words):
                index.setdefault((role.conflict, word), []).append(role)
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
        return {word: state.country for state in self._states.values() for word in state.words}

    @property
    def names(self) -> Mapping[str, list[tuple[ActorRow, bool]]]:
        """Folded names with the actors that bear them; True marks a name that judges."""
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

    def side_of(self, actor: str, day: date | None) -> str | None:
        """Return the side of the actor (by identifier) on `day`, None where it is on none.

        Without a day an actor that changed sides is on the side that it was on first.
        """
        row = self._actors.get(actor)
        while row is not None:
            if row.side is not None:
                return row.side
            for spell in row.sides:
                if day is None or (
                    (spell.since is None or spell.since <= day)
                    and (spell.until is None or day < spell.until)
                ):
                    return spell.side
            row = None if row.parent is None or len(row.sides) > 0 else self._actors.get(row.parent)
        return None

    def find(
        self, name: str, *, conflicts: Iterable[str] = (), day: date | None = None
    ) -> list[tuple[ActorRow, bool]]:
        """Return the actors that bear exactly this name, with True where it is a name that judges.

        Case, marks, apostrophes and a leading "the" do not matter. Actors of `conflicts` come first, in
        that order, then those of the world; without `conflicts` all are looked at. An actor whose name
        did not mean it on `day` is left out.
        """
        wanted = tuple(conflicts)
        found: list[tuple[int, ActorRow, bool]] = []
        for key in name_keys(name):
            for row, loaded in self._by_name.get(key, ()):
                scope = scope_of(row.id)
                if scope in wanted:
                    rank = wanted.index(scope)
                elif scope in (WORLD, STATE) or len(wanted) == 0:
                    rank = len(wanted)
                else:
                    continue
                if active(row, day) and all(row is not other for _, other, _ in found):
                    found.append((rank, row, loaded))
        found.sort(key=lambda item: (item[2], item[0]))
        return [(row, loaded) for _, row, loaded in found]

    def roles(self, noun: str, conflict: str) -> list[RoleRow]:
        """Return what a bare noun may stand for in a conflict."""
        return list(self._by_noun.get((conflict, strip_article(fold(noun))), ()))

    def of_state(self, country: str, *, conflicts: Iterable[str], day: date | None) -> ActorRow:
        """Return the actor that stands for the forces of a state in the first conflict that has one."""
        for conflict in conflicts:
            for row in self._actors.values():
                if row.state == country and scope_of(row.id) == conflict and active(row, day):
                    return row
        return self._actors[f"{STATE}:{country.lower()}"]


def load_registry(extra: Path | None = None) -> Registry:
    """Return the registries that are shipped, with those of the folder `extra` over them by `id`.

    Raises:
        GazetteerError: naming file and field, if one of them is not of the form.
    """
    if extra is None or not extra.is_dir():
        return _shipped()
    files = [file for _, file in _shipped_files()]
    for path in sorted(extra.glob("*.toml")):
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as cause:
            raise GazetteerError(
                f"reading the registry {path}: {cause}; make it a readable UTF-8 text"
            ) from cause
        files.append(read_registry_file(path, text))
    return Registry(files, _states())


@cache
def _shipped() -> Registry:
    return Registry([file for _, file in _shipped_files()], _states())


def _shipped_files() -> Iterator[tuple[str, RegistryFile]]:
    folder = resources.files("whoholds.identify") / "data" / "actors"
    for name in _BUILT_IN:
        yield name, read_registry_file(Path(name), (folder / name).read_text("utf-8"))


def _states() -> list[State]:
    file = resources.files("whoholds.identify") / "data" / "actors" / "states.tsv"
    with file.open(encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return [
            State(
                row["country"],
                row["name"],
                tuple(fold_actor(word) for word in (row["name"], *row["demonyms"].split("|"))),
            )
            for row in rows
        ]


@cache
def actor_words() -> Mapping[str, frozenset[str]]:
    """Return the folded words around the names of actors, by list; see `data/actors/words.toml`."""
    file = resources.files("whoholds.identify") / "data" / "actors" / "words.toml"
    lists = tomllib.loads(file.read_text("utf-8"))
    return {name: frozenset(fold_actor(word) for word in words) for name, words in lists.items()}


@cache
def longest_first(name: str) -> tuple[str, ...]:
    """Return one list of `actor_words` in an order: of "terrorist group" and "group" the longer first."""
    return tuple(sorted(actor_words()[name], key=lambda word: (-len(word), word)))


def fold_actor(name: str) -> str:
    """Return `name` folded as places are, but "U.S." as "us" and "Ukraine's" as "ukraine"."""
    return _fold_actor(name[:_LONGEST])


@lru_cache(maxsize=32768)
def _fold_actor(name: str) -> str:
    name = re.sub(r"['’]s\b", "", name)
    return fold(re.sub(r"(?<=\b\w)\.(?=\w\b|\s|$)", "", _MARKS.sub("", name)))


def name_keys(name: str) -> tuple[str, ...]:
    """Return the keys under which an actor's name is found; the second one has no spaces."""
    folded = strip_article(fold_actor(name))
    if folded == "":
        return ()
    joined = folded.replace(" ", "")
    # A joined acronym would meet a word: "IS A" and "Isa".
    return (folded, f"={joined}") if len(joined) >= 6 else (folded,)


def strip_article(folded: str) -> str:
    """Return folded words without a leading "the"."""
    return folded.removeprefix("the ")


def scope_of(actor_id: str) -> str:
    """Return the conflict that an identifier of an actor or side begins with."""
    return actor_id.partition(":")[0]


def active(row: ActorRow, day: date | None) -> bool:
    """Tell whether the actor's names meant it on `day`; without a day they may."""
    if day is None:
        return True
    return (row.since is None or row.since <= day) and (row.until is None or day < row.until)


def _colour(key: str) -> str:
    # States of no registered conflict: a fixed hue each, pale, so that the sides of a conflict stand out.
    hue = int(make_id("colour", key).rpartition(":")[2][:6], 16) / 0xFFFFFF
    red, green, blue = colorsys.hls_to_rgb(hue, 0.62, 0.35)
    return f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"
