"""The actors of a home: shown, searched, checked, and added to with a decision that says who and why.

What a user adds stands in the folder `actors` of the home, as files that anybody can read and mend.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rapidfuzz import fuzz, process

from whoholds.base.errors import GazetteerError, InputError, StorageError, UnknownName
from whoholds.base.settings import Settings
from whoholds.identify.registry import (
    Registry,
    known_states,
    load_registry,
    parts_of,
    read_part,
    shipped_parts,
)
from whoholds.identify.registry_check import Fault, Part, doubtful, grave_faults
from whoholds.identify.registry_file import ActorRow
from whoholds.identify.registry_names import fold_actor, name_keys, scope_of
from whoholds.publish.atomic import written_whole

DECISIONS = "decisions.toml"
"""The file of a home's own aliases."""

_MOST_NEAREST = 5
_LONGEST_NAME = 200
_LEAST_NEAR = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownActor:
    """An actor as it is shown: whom it belongs to, and whose side it is on, on a day."""

    row: ActorRow
    side: str | None
    side_name: str | None
    members: tuple[str, ...]


def registry_of(settings: Settings) -> Registry:
    """Return the registries that are shipped, with those of the home over them."""
    return load_registry(settings.registry_path)


def list_actors(registry: Registry, *, conflict: str | None, on: date | None) -> list[ShownActor]:
    """Return the actors of a conflict (of all, where None) in the order of the files.

    Raises:
        UnknownName: if there is no such conflict; it names the nearest.
    """
    known = (*registry.conflicts, "world", "state")
    if conflict is not None and conflict not in known:
        nearest = _nearest(conflict, known)
        raise UnknownName(
            f"listing actors: there is no conflict {conflict!r}; "
            f"the nearest are {', '.join(nearest) or 'none'} "
            "(`whoholds actors list` without a conflict names all)",
            nearest=nearest,
        )
    return [
        _shown(row, registry, on)
        for row in registry.actors().values()
        if conflict is None or scope_of(row.id) == conflict
    ]


def show_actor(name: str, registry: Registry, *, on: date | None) -> list[ShownActor]:
    """Return the actors that have this identifier or bear this name, in any conflict.

    Raises:
        UnknownName: if nobody does; it names the nearest names.
    """
    row = registry.actor(name)
    rows = [row] if row is not None else [each.row for each in registry.find(name, day=on)]
    if len(rows) == 0:
        nearest = [each.row.name for each in search_actors(name, registry, on=on)][:_MOST_NEAREST]
        near = f"the nearest are {', '.join(nearest)}" if len(nearest) > 0 else "nothing is near"
        raise UnknownName(
            f"looking for the actor {name!r}: no registry knows this name; {near}; "
            "add it with `whoholds actors add` or `whoholds actors alias`",
            nearest=nearest,
        )
    return [_shown(each, registry, on) for each in rows]


def search_actors(
    words: str,
    registry: Registry,
    *,
    conflict: str | None = None,
    on: date | None = None,
    limit: int = 10,
) -> list[ShownActor]:
    """Return the actors whose names are spelled like `words`, best first, by spelling alone."""
    scopes = () if conflict is None else (conflict,)
    found = {each.row.id: each.row for each in registry.find(words, conflicts=scopes, day=on)}
    folded = fold_actor(words)
    keys = [key for key in registry.names if not key.startswith(("=", "~"))]
    near = process.extract(
        folded, keys, scorer=fuzz.token_set_ratio, score_cutoff=_LEAST_NEAR, limit=20 * limit
    )
    near.sort(key=lambda each: (-each[1], -fuzz.ratio(folded, each[0]), each[0]))
    for key, _, _ in near:
        for bearing in registry.names[key]:
            if conflict is None or scope_of(bearing.row.id) in (conflict, "world"):
                found.setdefault(bearing.row.id, bearing.row)
    return [_shown(row, registry, on) for row in list(found.values())[:limit]]


def check_actors(settings: Settings, files: Sequence[Path] = ()) -> list[Fault]:
    """Return what is wrong with the shipped registries, those of the home, and `files` over them.

    Of clashes and doubts those that the shipped files had alone are left out. A file that cannot be
    read is a grave fault of its own.
    """
    parts = list(shipped_parts())
    faults: list[Fault] = []
    own = sorted(settings.registry_path.glob("*.toml")) if settings.registry_path.is_dir() else []
    for path in (*own, *files):
        try:
            parts.append(Part(str(path), read_part(path)))
        except GazetteerError as cause:
            faults.append(Fault(str(path), "", str(cause), grave=True))
    faults += grave_faults(parts, _countries())
    return faults + doubtful(parts)


def told(fault: Fault) -> str:
    """Return a fault in one line, with its file."""
    return f"{fault.where}: {fault.text}" + ("" if fault.grave else " (doubtful)")


def add_actors(
    file: Path, settings: Settings, *, replace: bool = False
) -> tuple[Path, list[Fault]]:
    """Put a registry file into the home; return where it lies, and what is doubtful about it.

    Nothing is written where it cannot be used.

    Raises:
        GazetteerError: naming what keeps it from being used.
        InputError: if the home has another file of that name, and `replace` is not set.
        StorageError: if it cannot be written.
    """
    read_part(file)
    target = settings.registry_path / f"{file.stem}.toml"
    data = _bytes_of(file)
    if target.exists() and _bytes_of(target) != data and not replace:
        raise InputError(
            f"adding {file}: the home has another {target.name}; give `--replace` to put this one in "
            "its place, or give the file another name"
        )
    others = [part for part in _home_parts(settings) if part.name != str(target)]
    parts = [*shipped_parts(), *others, Part(str(target), read_part(file))]
    grave = grave_faults(parts, _countries())
    if len(grave) > 0:
        raise GazetteerError(f"adding {file}: {grave[0].text}")
    _make_folder(settings)
    with written_whole(target) as path:
        path.write_bytes(data)
    return target, [fault for fault in doubtful(parts) if fault.where == str(target)]


def add_alias(
    names: Sequence[str], actor: str, *, why: str, settings: Settings, on: date | None = None
) -> Path:
    """Record that an actor has further names: who decided it, when and why; return the file.

    Names that the actor bears already are left out.

    Raises:
        UnknownName: if no registry knows the actor; it names the nearest.
        InputError: if a name tells nobody, or another actor of the same conflict bears it.
    """
    registry = registry_of(settings)
    row = registry.actor(actor)
    if row is None:
        nearest = _nearest(actor, registry.actors())
        raise UnknownName(
            f"adding a name: there is no actor {actor!r}; "
            f"the nearest are {', '.join(nearest) or 'none'}",
            nearest=nearest,
        )
    new = []
    for name in names:
        _check_name(name)
        bearers = [
            each.row.id
            for key in name_keys(name)[:1]
            for each in registry.names.get(key, ())
            if not each.loaded
        ]
        others = [each for each in bearers if each != actor and scope_of(each) == scope_of(actor)]
        if len(others) > 0:
            raise InputError(
                f"adding the name {name!r} to {actor}: {others[0]} of the same conflict bears it; "
                "one name cannot mean two, mend that actor first (`whoholds actors add`)"
            )
        if actor not in bearers:
            new.append(name)
    path = settings.registry_path / DECISIONS
    if len(new) == 0:
        return path
    if why.strip() == "":
        raise InputError(f"adding a name to {actor}: say why (`--why`)")
    day = on or datetime.now(UTC).date()
    lines = [
        "",
        "[[alias]]",
        f"actor = {_quoted(actor)}",
        f"names = [{', '.join(map(_quoted, new))}]",
        f"who = {_quoted(settings.who)}",
        f"day = {day.isoformat()}",
        f"why = {_quoted(why)}",
    ]
    _make_folder(settings)
    before = path.read_text("utf-8") if path.exists() else "# Names that were decided on.\n"
    with written_whole(path) as part:
        part.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def _check_name(name: str) -> None:
    hidden = any(
        unicodedata.category(letter).startswith(("C", "Z")) and letter != " " for letter in name
    )
    if hidden or len(name) > _LONGEST_NAME or fold_actor(name) == "":
        raise InputError(
            f"adding the name {name!r}: a name is one line of letters, of {_LONGEST_NAME} at most"
        )


def _quoted(text: str) -> str:
    # What JSON writes is what TOML reads, but for the control character that JSON leaves as it is.
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007F")


def _shown(row: ActorRow, registry: Registry, on: date | None) -> ShownActor:
    side = registry.side_of(row.id, on, conflicts=(scope_of(row.id),))
    known = registry.sides().get(side or "")
    return ShownActor(
        row=row,
        side=side,
        side_name=None if known is None else known.name,
        members=registry.members(row.id, on),
    )


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    return [each[0] for each in process.extract(name, list(known), limit=_MOST_NEAREST)]


def _home_parts(settings: Settings) -> list[Part]:
    return list(parts_of(settings.registry_path)) if settings.registry_path.is_dir() else []


def _countries() -> set[str]:
    return {state.country for state in known_states()}


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise InputError(f"reading {path}: {cause.strerror}; check the path") from cause


def _make_folder(settings: Settings) -> None:
    try:
        settings.registry_path.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise StorageError(
            f"making the folder {settings.registry_path}: {cause.strerror}; "
            "set WHOHOLDS_HOME to a folder that can be written to"
        ) from cause
