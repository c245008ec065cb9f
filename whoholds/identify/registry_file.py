"""The form of an actor registry's TOML file, and the reading of it; see `data/actors/README.md`."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError

from whoholds.base.errors import GazetteerError

KINDS = (
    "state",
    "army",
    "unit",
    "police",
    "armed group",
    "coalition",
    "government",
    "civil",
    "monitor",
    "media",
    "person",
    "organisation",
)
_ID = re.compile(r"[a-z0-9-]{1,40}:[a-z0-9-]{1,60}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A conflict: the wars and places that tell that a report is about it."""

    id: str
    name: str
    countries: list[str]
    topics: list[str] = field(default_factory=list)
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """A side of a conflict; `colour` is `#RRGGBB`."""

    id: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellRow:
    """The days `[since, until)` on which an actor was on a side; None is open."""

    side: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """An actor. `state` is the country (ISO 3166) whose forces and organs it stands for."""

    id: str
    name: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    parent: str | None = None
    state: str | None = None
    side: str | None = None
    sides: list[SpellRow] = field(default_factory=list)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """Bare nouns and the actors that they may mean in one conflict, the likeliest first.

    `named_only`: without one of the actors being named in the report the noun means nobody.
    """

    conflict: str
    words: list[str]
    actors: list[str]
    named_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFile:
    """All that one file holds."""

    conflict: list[ConflictRow] = field(default_factory=list)
    side: list[SideRow] = field(default_factory=list)
    actor: list[ActorRow] = field(default_factory=list)
    role: list[RoleRow] = field(default_factory=list)


def read_registry_file(path: Path, text: str) -> RegistryFile:
    """Return what the TOML `text` of the file at `path` holds.

    Raises:
        GazetteerError: naming the file and the field, if it is not of the form.
    """
    try:
        read = _converter().structure(tomllib.loads(text), RegistryFile)
    except tomllib.TOMLDecodeError as cause:
        raise GazetteerError(f"reading the registry {path}: {cause}; mend the TOML") from cause
    except (BaseValidationError, TypeError, ValueError) as cause:
        reasons = transform_error(cause, path="") if isinstance(cause, BaseException) else []
        raise _bad(path, reasons[0] if len(reasons) > 0 else str(cause)) from cause
    for at, actor in enumerate(read.actor):
        if _ID.fullmatch(actor.id) is None:
            raise _bad(path, f"actor[{at}].id = {actor.id!r} is not of the form conflict:name")
        if actor.kind not in KINDS:
            raise _bad(
                path,
                f"actor[{at}] {actor.id}: kind = {actor.kind!r} is none of {', '.join(KINDS)}",
            )
        if actor.side is not None and len(actor.sides) > 0:
            raise _bad(path, f"actor[{at}] {actor.id}: give side or [[actor.sides]], not both")
        for spell in actor.sides:
            if spell.since is not None and spell.until is not None and spell.until <= spell.since:
                raise _bad(path, f"actor[{at}] {actor.id}: sides: until is not after since")
    for at, side in enumerate(read.side):
        if _ID.fullmatch(side.id) is None:
            raise _bad(path, f"side[{at}].id = {side.id!r} is not of the form conflict:name")
        if _COLOUR.fullmatch(side.colour) is None:
            raise _bad(path, f"side[{at}].colour = {side.colour!r} is not of the form #1A2B3C")
    return read


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, _day)
    converter.register_structure_hook(str, _text)
    return converter


def _day(value: Any, _: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{value!r} is not a day such as 2020-01-17 (without quotes)")
    return value


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str) or value.strip() == "":
        raise ValueError(f"{value!r} is not a text")
    return value


def _bad(path: Path, reason: str) -> GazetteerError:
    return GazetteerError(
        f"reading the registry {path}: {reason}; the fields are described in the documentation "
        "under actor registries"
    )
