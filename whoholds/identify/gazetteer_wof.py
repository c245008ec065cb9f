"""Who's On First as it is handed out: folders and zip files of one GeoJSON a place, and SQLite databases.

Only places that are current are taken. The province and district of a place are named by its hierarchy.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from whoholds.identify.gazetteer_features import LARGEST_FEATURE, feature_row, open_sqlite
from whoholds.identify.gazetteer_open import told
from whoholds.identify.gazetteer_rows import Row

_UNITS = {"region": "admin1", "county": "admin2"}

Bodies = Callable[[], Iterator[tuple[str, bytes]]]


def folder_bodies(folder: Path) -> Bodies:
    """Return what yields every GeoJSON file in a folder, with its name."""

    def bodies() -> Iterator[tuple[str, bytes]]:
        with told(folder):
            for path in sorted(folder.rglob("*.geojson")):
                if "-alt-" not in path.name and path.stat().st_size <= LARGEST_FEATURE:
                    yield path.relative_to(folder).as_posix(), path.read_bytes()

    return bodies


def zip_bodies(path: Path, found: list[zipfile.ZipInfo]) -> Bodies:
    """Return what yields the files `found` of a zip file, with their names."""

    def bodies() -> Iterator[tuple[str, bytes]]:
        with told(path), zipfile.ZipFile(path) as archive:
            for member in found:
                if "-alt-" not in member.filename and member.file_size <= LARGEST_FEATURE:
                    yield member.filename, archive.read(member)

    return bodies


def database_bodies(path: Path) -> Bodies:
    """Return what yields every place of a SQLite database of Who's On First."""

    def bodies() -> Iterator[tuple[str, bytes]]:
        with told(path), closing(open_sqlite(path)) as base:
            columns = {row[1] for row in base.execute("PRAGMA table_info(geojson)")}
            only = " WHERE is_alt = 0" if "is_alt" in columns else ""
            for identifier, body in base.execute(f"SELECT id, body FROM geojson{only}"):
                if len(body) <= LARGEST_FEATURE:
                    yield f"place {identifier}", body.encode() if isinstance(body, str) else body

    return bodies


def is_database(path: Path) -> bool:
    """Tell whether a SQLite database is one of Who's On First."""
    with told(path), closing(open_sqlite(path)) as base:
        found = {row[0] for row in base.execute("SELECT name FROM sqlite_master")}
    return {"geojson", "spr"} <= found


def wof_rows(bodies: Bodies) -> Iterator[Row]:
    """Yield the places as rows; `bodies` is gone through twice, first for the names of units."""
    units: dict[str, str] = {}
    for _, body in bodies():
        properties = _properties(_decoded(body))
        if properties.get("wof:placetype") in _UNITS:
            name = _first(properties.get("name:eng_x_preferred")) or properties.get("wof:name")
            units[str(properties.get("wof:id"))] = str(name or "")[:200]
    for where, body in bodies():
        feature = _decoded(body)
        if feature is None:
            yield Row(where, {}, why="it is no JSON")
            continue
        properties = _properties(feature)
        if not _is_current(properties):
            continue
        row = feature_row(where, feature)
        parents = _parents(properties, units)
        # The labelled point is where people look for the place; the shape gives how far it reaches.
        lat, lon = properties.get("lbl:latitude"), properties.get("lbl:longitude")
        ground = row.ground
        if ground is not None and type(lat) is float and type(lon) is float:
            ground = ground._replace(lat=lat, lon=lon)
        yield Row(row.where, {**row.values, **parents}, ground, row.why)


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return _with_identifier(found) if isinstance(found, dict) else {}


def _with_identifier(properties: dict[str, Any]) -> dict[str, Any]:
    known = properties.get("wof:concordances")
    number = known.get("gn:id") if isinstance(known, dict) else None
    # A place of GeoNames keeps that identifier: the same place in two gazetteers is one.
    if type(number) is int and number > 0:
        properties["geonameid"] = number
    return properties


def _is_current(properties: dict[str, Any]) -> bool:
    if properties.get("mz:is_current") in (0, "0"):
        return False
    ended = (properties.get("edtf:deprecated"), properties.get("edtf:cessation"))
    gone = any(isinstance(each, str) and each[:4].isdigit() for each in ended)
    return not gone and not properties.get("wof:superseded_by")


def _parents(properties: dict[str, Any], units: dict[str, str]) -> dict[str, str]:
    hierarchy = properties.get("wof:hierarchy")
    first = hierarchy[0] if isinstance(hierarchy, list) and len(hierarchy) > 0 else None
    if not isinstance(first, dict):
        return {}
    return {
        field: units[unit]
        for placetype, field in _UNITS.items()
        if (unit := str(first.get(f"{placetype}_id"))) in units
    }


def _first(value: Any) -> str | None:
    return (
        value[0]
        if isinstance(value, list) and len(value) > 0 and isinstance(value[0], str)
        else None
    )
