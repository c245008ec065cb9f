"""Which column of a table tells what: guessed from the headers, or as the user says.

The words that headers are known by are data (`data/gazetteer_columns.toml`).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from whoholds.base.errors import GazetteerError

FIELDS = (
    "name", "names", "lat", "lon", "id", "code", "kind", "country", "admin1", "admin2", "population",
    "radius_m",
)  # fmt: skip
"""What may be asked of a column; several columns may give `names`."""

_OF_SOURCES = ("geonames", "wof")
"""Identifiers of other gazetteers: a row that has one is the place of that identifier."""

_NOT_NAMES = re.compile(
    r"(?:source|prefix|wikidata|etymology|pronunciation|note|abbreviation|placetype)"
)
_OTHER_NAME = r"adm(?:in)?{n}(?:ref|alt)?(?:\d?name\d?)?(?:[a-z][a-z])?"
_P_CODE = re.compile(r"[A-Z]{2,3}\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns that tell each of `FIELDS`.

    Of several the first that is not empty in a row counts, of those for `names` all.

    `level` is that of the administrative units that the rows are, None where they are none or the
    columns do not tell. `tags` are columns of OpenStreetMap that tell the kind of a row.
    """

    of: Mapping[str, tuple[str, ...]]
    level: int | None = None
    tags: tuple[str, ...] = ()

    def value(self, field: str, row: Mapping[str, str]) -> str:
        """Return what a row tells of `field`, empty where it tells nothing."""
        for column in self.of.get(field, ()):
            value = row.get(column, "")
            if value != "":
                return value
        return ""

    def values(self, field: str, row: Mapping[str, str]) -> list[str]:
        """Return everything that a row tells of `field`, in the order of the columns."""
        return [row[column] for column in self.of.get(field, ()) if row.get(column, "") != ""]

    @property
    def told(self) -> dict[str, str]:
        """What is taken from where, in words: the field, and its columns."""
        found = {field: ", ".join(self.of[field]) for field in FIELDS if self.of.get(field)}
        if len(self.tags) > 0:
            found["kind"] = ", ".join((found["kind"], *self.tags) if "kind" in found else self.tags)
        if self.level is not None:
            found["level"] = f"units of level {self.level}"
        return found


@cache
def words() -> Mapping[str, Any]:
    """Return the words of `data/gazetteer_columns.toml`."""
    file = resources.files("whoholds.identify") / "data" / "gazetteer_columns.toml"
    return tomllib.loads(file.read_text("utf-8"))


def guess_columns(
    headers: Sequence[str], said: Mapping[str, str], *, located: bool = False, where: str
) -> Columns:
    """Return which of the headers tell what; what the user `said` (field to header) comes first.

    `located` tells that every row comes with a shape of its own, and needs no columns for a point.
    `where` names the file in messages.

    Raises:
        GazetteerError: if no header tells a name, or a point where one is needed; or if the user names a
            field or a header that is not there.
    """
    known = {_folded(header): header for header in reversed(headers) if _folded(header) != ""}
    level, of = _by_level(known)
    for field in (*FIELDS, *_OF_SOURCES):
        if field not in of and field != "names":
            found = words()["fields"].get(field, ())
            of[field] = tuple(dict.fromkeys(known[each] for each in found if each in known))
    of["names"] = tuple(
        dict.fromkeys((*of["names"], *(header for header in headers if _gives_names(header))))
    )
    of |= {field: (header,) for field, header in _said(headers, said, where).items()}
    tags = tuple(tag for tag in words()["tags"]["order"] if tag in headers)
    if "name" not in said:
        # "place" tells the name in some tables, and the kind in those of OpenStreetMap.
        of["name"] = tuple(each for each in of["name"] if each not in tags) or of["name"]
    _check(of, headers, located=located, where=where)
    if "kind" in said or "code" in said:
        level, tags = None, ()
    if "id" in said:
        of |= dict.fromkeys(_OF_SOURCES, ())
    return Columns(
        of={field: found for field, found in of.items() if found}, level=level, tags=tags
    )


def country_of_p_code(code: str) -> str:
    """Return the letters that a p-code begins with, empty where it is none: "SY" of "SY070301"."""
    found = _P_CODE.match(code)
    return "" if found is None else found[0][:-1]


def _said(headers: Sequence[str], said: Mapping[str, str], where: str) -> dict[str, str]:
    for field, header in said.items():
        if field not in FIELDS:
            raise GazetteerError(
                f"adding the gazetteer {where}: {field!r} is none of what a column may tell; known are "
                + ", ".join(FIELDS)
            )
        if header not in headers:
            raise GazetteerError(
                f"adding the gazetteer {where}: it has no column {header!r}; it has {_listed(headers)}"
            )
    return dict(said)


def _check(
    of: Mapping[str, Sequence[str]], headers: Sequence[str], *, located: bool, where: str
) -> None:
    needed = ("name",) if located else ("name", "lat", "lon")
    lacking = [field for field in needed if len(of.get(field, ())) == 0]
    if len(lacking) > 0:
        shown = " ".join(f"--column {field}=…" for field in lacking)
        raise GazetteerError(
            f"adding the gazetteer {where}: no column is known to tell {' and '.join(lacking)}; it has "
            f"{_listed(headers)}; say which one does ({shown})"
        )


def _by_level(known: Mapping[str, str]) -> tuple[int | None, dict[str, tuple[str, ...]]]:
    """Return the deepest level that has names, and the columns that its units and their parents have."""
    levels = words()["levels"]

    def of(what: str, level: int) -> tuple[str, ...]:
        found = (each.replace("{n}", str(level)) for each in levels[what])
        return tuple(known[each] for each in found if each in known)

    deep = [
        level
        for level in range(levels["deepest"], 0, -1)
        if len(of("name", level)) > 0 and len(of("pcode", level)) > 0
    ]
    if len(deep) == 0:
        return None, {"names": ()}
    level = deep[0]
    # A list of settlements names the units that they lie in, and has a name of its own.
    own = next((known[each] for each in words()["fields"]["name"] if each in known), None)
    found: dict[str, tuple[str, ...]] = {"names": ()}
    if own is None:
        found["name"] = of("name", level)
        others = re.compile(_OTHER_NAME.format(n=level))
        found["names"] = tuple(header for key, header in known.items() if others.fullmatch(key))
        found["id"] = of("pcode", level)
    for parent in (1, 2):
        if parent < level or own is not None:
            found[f"admin{parent}"] = of("name", parent)
    return (level if own is None else None), found


def _gives_names(header: str) -> bool:
    folded = _folded(header)
    begins = tuple(words()["many"]["begins"])
    return folded.startswith(begins) and _NOT_NAMES.search(folded) is None


def _listed(headers: Sequence[str]) -> str:
    shown = ", ".join(repr(header)[:40] for header in headers[:24])
    return shown + (f" and {len(headers) - 24} more" if len(headers) > 24 else "") or "none"


def _folded(header: str) -> str:
    return "".join(letter for letter in header.casefold() if letter.isalnum())
