"""What the names on a map stand for: known sides, contested or unknown ground, or nobody known."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from whoholds.base.errors import InputError
from whoholds.base.map_records import MapHolder
from whoholds.base.records import ActorLink, ControlState, Mention
from whoholds.identify.actors import ActorContext, resolve_actor
from whoholds.identify.registry import Registry
from whoholds.identify.registry_names import fold_actor

NAMED = "named:"
"""How the side of a holder begins whom no registry knows, as that of a claim's actor does."""

_LONGEST_FILE = 1_000_000
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class MapContext:
    """What tells who is meant by a name on a map: its day, and the countries that it shows."""

    day: date
    countries: tuple[str, ...]


def read_holders(path: Path) -> dict[str, str]:
    """Return the table `[holders]` of a TOML file: names on a map, and who each is.

    Raises:
        InputError: if the file cannot be read, or is of another form.
    """
    try:
        data = path.read_bytes()
        if len(data) > _LONGEST_FILE:
            raise ValueError(f"it has {len(data):,} bytes")
        found = tomllib.loads(data.decode("utf-8"))
        table = found["holders"]
        if not isinstance(table, dict) or not all(isinstance(who, str) for who in table.values()):
            raise ValueError("[holders] is no table of names")
    except (OSError, ValueError, KeyError) as cause:
        raise InputError(
            f"reading the holders of {path}: {cause}; write a table [holders] with lines like "
            '"Occupied" = "Russia"'
        ) from cause
    return dict(table)


class HolderNames:
    """Understands the names on one map; each name once."""

    def __init__(
        self, registry: Registry, context: MapContext, given: Mapping[str, str] | None = None
    ) -> None:
        self._registry = registry
        self._given = {_plain(name): who for name, who in (given or {}).items()}
        here = tuple(
            conflict.id
            for conflict in registry.conflicts.values()
            if any(country in conflict.countries for country in context.countries)
        )
        self._context = ActorContext(
            conflicts=here,
            day=context.day,
            here=here,
            country=context.countries[0] if len(context.countries) > 0 else None,
        )

    def holder(self, written: str) -> MapHolder:
        """Return what a name on the map stands for; one that nobody knows is kept as it is named.

        What the user gave for it comes first, then the words of `data/map_words.toml`, then sides and
        actors of the registry, by identifier or name.
        """
        wanted = self._given.get(_plain(written))
        if wanted is None:
            return self._holder(written, written, "")
        return self._holder(written, wanted, f"given as {wanted!r}; ")

    def knows(self, written: str) -> bool:
        """Tell whether a name stands for a known side, or for contested or unknown ground."""
        found = self.holder(written)
        return found.state is not ControlState.HELD or not (found.side or "").startswith(NAMED)

    def unused(self, written: Iterable[str]) -> list[str]:
        """Return the names that the user gave a holder for and that the map does not have."""
        there = {_plain(name) for name in written}
        return [name for name in self._given if name not in there]

    def source(self, name: str) -> ActorLink:
        """Return the actor that a mapmaker is, if the registry knows one of that name."""
        return resolve_actor(Mention(name=name), self._registry, self._context)

    def _holder(self, written: str, wanted: str, start: str) -> MapHolder:
        words = _plain(wanted)
        for state, key in (
            (ControlState.CONTESTED, "contested"),
            (ControlState.UNKNOWN, "unknown"),
        ):
            if words in _map_words()[key] or words == state.value:
                return MapHolder(
                    written=written, state=state, why=f"{start}{wanted!r} is no side: {state.value}"
                )
        for side in self._registry.sides().values():
            if wanted in (side.id, side.name):
                why = f"{start}the side {side.name}"
                return _held(written, side.id, side.name, why)
        row = self._registry.actor(wanted)
        if row is not None:
            side_id = self._registry.side_of(row.id, self._context.day)
            if side_id is not None:
                return _held(written, side_id, row.name, f"{start}the actor {row.id}")
        for name in _readings(wanted):
            link = resolve_actor(Mention(name=name), self._registry, self._context)
            if link.side is not None:
                short = "" if name == wanted else f" (as {name!r})"
                return _held(written, link.side, link.name, f"{start}{link.why}{short}")
        return _held(
            written, NAMED + words, wanted, f"{start}no actor of the registry: kept as named"
        )


def _held(written: str, side: str, actor: str, why: str) -> MapHolder:
    return MapHolder(
        written=written, state=ControlState.HELD, side=side, actor=actor, why=why[:300]
    )


def _readings(written: str) -> Sequence[str]:
    """Return a name, and what is left of it without the words of control and what stands beside it."""
    found = [written]
    bare = _plain(written)
    for around in sorted(_map_words()["around"], key=lambda each: (-len(each), each)):
        bare = re.sub(rf"(?:^|(?<= )){re.escape(around)}(?= |$)", "", bare)
        bare = " ".join(bare.split())
    if bare not in ("", _plain(written)):
        # As names are written: a bare noun in lower case names nobody in particular.
        found += [bare, bare.title(), bare.upper()]
    for part in re.split(r"[/(),;+&]| and ", written):
        if part.strip() not in ("", written):
            found.append(part.strip())
    return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    # `fold_actor` is for names of people; a colour keeps its mark.
    text = name.strip()
    if text.startswith("#"):
        return text.casefold()
    return " ".join(_WORDS.findall(fold_actor(text))) or text.casefold()


@cache
def _map_words() -> Mapping[str, frozenset[str]]:
    file = resources.files("whoholds.run") / "data" / "map_words.toml"
    lists = tomllib.loads(file.read_text("utf-8"))
    return {key: frozenset(_plain(word) for word in words) for key, words in lists.items()}
