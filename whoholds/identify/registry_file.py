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
_COUNTRY = re.compile(r"[A-Z]{2}")
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,9}")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}")
MOST_ROWS = 10_000
"""The most rows of one kind that a file may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A conflict: the wars and places that tell that a report is about it."""

    id: str
    name: str
    countries: list[str]
    topics: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """A side of a conflict; `colour` is `#RRGGBB`. `main` is the actor that "our forces" of it are."""

    id: str
    name: str
    colour: str
    main: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellRow:
    """The days `[since, until)` on which an actor was on a side; None is open.

    `conflict`: only in that war, for an actor that fights in several.
    """

    side: str
    conflict: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRow:
    """A name that an actor bore from `since` to before `until`; None is open."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRow:
    """The days `[since, until)` on which an actor belonged to a coalition; None is open."""

    actor: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """An actor. `state` is the country (ISO 3166) whose forces and organs it stands for.

    `names` are those that it bore for a time, `aliases` those of any time, `loaded` those that judge.
    `member_of` are coalitions, `parent` is who commands it. `speaks_for` and `hosts` are an outlet's:
    whose word it is (an actor, or `state:xx`), and the names of its sites. `wikidata` is an item
    (`Q…`).
    """

    id: str
    name: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    names: list[NameRow] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    parent: str | None = None
    member_of: list[MembershipRow] = field(default_factory=list)
    state: str | None = None
    side: str | None = None
    sides: list[SpellRow] = field(default_factory=list)
    speaks_for: str | None = None
    hosts: list[str] = field(default_factory=list)
    wikidata: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """Bare nouns and the actors that they may mean in one conflict, the likeliest first.

    `named_only`: without one of the actors being named in the report the noun means nobody.
    `speakers`: only in the mouth of one of these sides ("the army", said by two governments).
    """

    conflict: str
    words: list[str]
    actors: list[str]
    named_only: bool = False
    speakers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """Numbered units and whose they are in one conflict: "72nd Mechanized Brigade".

    `kinds` are phrases of such names ("mechanized brigade"); with `numbers` only those numbers.
    """

    conflict: str
    actor: str
    kinds: list[str]
    numbers: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    """Whom "Turkish-backed fighters" or "pro-Turkish forces" are in one conflict, on `[since, until)`.

    `patron` is a country (ISO 3166) or a word such as "western".
    """

    conflict: str
    patron: str
    actor: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRow:
    """A decision that an actor of any file has further names: who took it, on which day, and why."""

    actor: str
    names: list[str]
    who: str
    day: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFile:
    """All that one file holds."""

    conflict: list[ConflictRow] = field(default_factory=list)
    side: list[SideRow] = field(default_factory=list)
    actor: list[ActorRow] = field(default_factory=list)
    role: list[RoleRow] = field(default_factory=list)
    unit: list[UnitRow] = field(default_factory=list)
    client: list[ClientRow] = field(default_factory=list)
    alias: list[AliasRow] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


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
    _check_rows(path, read)
    return read


def _check_rows(path: Path, read: RegistryFile) -> None:
    for name in ("conflict", "side", "actor", "role", "unit", "client", "alias"):
        if len(getattr(read, name)) > MOST_ROWS:
            raise _bad(path, f"more than {MOST_ROWS} rows [[{name}]]; make several files of it")
    for at, conflict in enumerate(read.conflict):
        for country in conflict.countries:
            if _COUNTRY.fullmatch(country) is None:
                raise _bad(path, f"conflict[{at}].countries: {country!r} is no ISO code such as SY")
    for at, actor in enumerate(read.actor):
        _check_actor(path, f"actor[{at}]", actor)
    for at, side in enumerate(read.side):
        if _ID.fullmatch(side.id) is None:
            raise _bad(path, f"side[{at}].id = {side.id!r} is not of the form conflict:name")
        if _COLOUR.fullmatch(side.colour) is None:
            raise _bad(path, f"side[{at}].colour = {side.colour!r} is not of the form #1A2B3C")
    for at, conflict in enumerate(read.conflict):
        if not _in_order(conflict):
            raise _bad(path, f"conflict[{at}] {conflict.id}: until is not after since")
    for at, client in enumerate(read.client):
        if not _in_order(client):
            raise _bad(path, f"client[{at}] of {client.patron}: until is not after since")
    for at, role in enumerate(read.role):
        if len(role.words) == 0 or len(role.actors) == 0:
            raise _bad(path, f"role[{at}]: it names no words, or nobody")
    for at, unit in enumerate(read.unit):
        if len(unit.kinds) == 0:
            raise _bad(path, f"unit[{at}]: it names no kinds")


def _check_actor(path: Path, where: str, actor: ActorRow) -> None:
    if _ID.fullmatch(actor.id) is None:
        raise _bad(path, f"{where}.id = {actor.id!r} is not of the form conflict:name")
    where = f"{where} {actor.id}"
    if actor.kind not in KINDS:
        raise _bad(path, f"{where}: kind = {actor.kind!r} is none of {', '.join(KINDS)}")
    if actor.side is not None and len(actor.sides) > 0:
        raise _bad(path, f"{where}: give side or [[actor.sides]], not both")
    if actor.wikidata is not None and _WIKIDATA.fullmatch(actor.wikidata) is None:
        raise _bad(path, f"{where}: wikidata = {actor.wikidata!r} is no item such as Q42")
    if actor.state is not None and _COUNTRY.fullmatch(actor.state) is None:
        raise _bad(path, f"{where}: state = {actor.state!r} is no ISO code such as SY")
    for host in actor.hosts:
        if _HOST.fullmatch(host) is None:
            raise _bad(path, f"{where}: hosts: {host!r} is no host name such as sana.sy")
    for name, spells in (
        ("sides", actor.sides),
        ("names", actor.names),
        ("member_of", actor.member_of),
        ("since", [actor]),
    ):
        if not all(map(_in_order, spells)):
            raise _bad(path, f"{where}: {name}: until is not after since")


def _in_order(
    row: ActorRow | SpellRow | NameRow | MembershipRow | ConflictRow | ClientRow,
) -> bool:
    return row.since is None or row.until is None or row.since < row.until


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
