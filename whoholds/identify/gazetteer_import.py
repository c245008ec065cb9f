"""Gazetteers that users bring, whatever form they have: see `add_gazetteer`.

A file is read to its end before anything is kept: nothing is left half-written. A row that cannot be
read is left out and counted, or ends it all, as the user says; a file of which most rows cannot be read
is refused in any case.
"""

import re
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify import gazetteer_features as features
from whoholds.identify import gazetteer_geonames as geonames
from whoholds.identify import gazetteer_tables as tables
from whoholds.identify import gazetteer_wof as wof
from whoholds.identify.gazetteer import added_directories
from whoholds.identify.gazetteer_columns import Columns, guess_columns
from whoholds.identify.gazetteer_file import (
    GazetteerInfo,
    compile_gazetteer,
    keep_as,
    read_info,
)
from whoholds.identify.gazetteer_open import members, sha256_of, suffix_of
from whoholds.identify.gazetteer_rows import BadRowError, LeftOut, Row, RowDefaults, place_of_row

_LOOKED_AT = 500
_NOT_TOLD = "not told"
_TABLES = (".csv", ".tsv", ".txt", ".tab")
_SHAPES = (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson")
_DATABASES = (".gpkg", ".db", ".sqlite", ".sqlite3")
_KNOWN = "a GeoNames dump (.zip, .txt), a table (.csv, .tsv, .xlsx), GeoJSON, or a GeoPackage"

ColumnsTold = Callable[[str, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user says of a file.

    `columns` tells which column gives which field (`gazetteer_columns.FIELDS`). `countries` (ISO 3166
    alpha-2) are the only ones to be taken; a single one is also that of rows which name none. `layer` is
    the sheet or layer to read, `code` the GeoNames feature code of all rows. `strict`: a row that
    cannot be read ends it all. `licence`, `attribution` and `version` are kept with the places, `url` and
    `source` where the file came from.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    layer: str | None = None
    code: str = ""
    strict: bool = False
    licence: str | None = None
    attribution: str | None = None
    version: str | None = None
    url: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What adding a file would give: its columns (part of the file, field to header) and some places."""

    columns: tuple[tuple[str, Mapping[str, str]], ...]
    places: tuple[GazetteerPlace, ...]
    left_out: int
    first_left_out: str


def add_gazetteer(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    options: ImportOptions | None = None,
    progress: Callable[[int], None] | None = None,
    columns_told: ColumnsTold | None = None,
) -> GazetteerInfo:
    """Compile the file at `path` into `folder` and return what it is.

    Read are GeoNames dumps (`.zip`, `.txt`), tables with a header (`.csv`, `.tsv`, `.txt`, `.xlsx`),
    GeoJSON (also one feature a line, and Overpass' answers), GeoPackages, and Who's On First (a folder or
    zip file of GeoJSON, a SQLite database); text and GeoJSON may be packed (`.zip`, `.gz`, `.xz`,
    `.bz2`). `name` defaults to the file's; a gazetteer of the same name is replaced. `progress` is told
    the number of places read, `columns_told` which column gives what, part by part of the file.

    Rows that cannot be read are left out, unless the options are strict; `left_out` and
    `first_left_out` of what is returned tell how many and which was the first.

    Raises:
        GazetteerError: naming file and row, if the file is not of such a form or most of its rows
            cannot be read; nothing is kept then.
        StorageError: if the disk is full or read-only.
    """
    options = _checked_options(options)
    name = checked_name(name if name is not None else path.name.split(".")[0])
    left_out = LeftOut(path=str(path), strict=options.strict)
    source = _source_of(path, name, options)
    # A folder of its own: two processes may add the same name at once.
    working = folder / f".{name}.{uuid.uuid4().hex}"
    try:
        info = compile_gazetteer(
            _counted(source.places(left_out, columns_told), path, left_out),
            folder,
            working.name,
            name=name,
            source=options.source or path.name,
            licence=_NOT_TOLD,
            attribution=path.name,
            url=options.url,
            sha256=sha256_of(path) if path.is_file() else "",
            left_out=left_out,
            described=lambda: _described(source.described(options), left_out),
            progress=progress,
        )
        target = folder / f"{name}-{info.digest[:12]}"
        keep_as(working, target)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    for other in added_directories(folder):
        if other != target and read_info(other, formats=range(100)).name == name:
            shutil.rmtree(other, ignore_errors=True)
    return read_info(target)


def preview_gazetteer(
    path: Path, *, options: ImportOptions | None = None, limit: int = 5
) -> Preview:
    """Return what adding the file would give, keeping nothing; it is read until `limit` places are found.

    Raises:
        GazetteerError: if it is of no known form.
    """
    options = _checked_options(options)
    told: list[tuple[str, Mapping[str, str]]] = []
    left_out = LeftOut(path=str(path), strict=options.strict)
    source = _source_of(path, "preview", options)
    found = source.places(left_out, lambda part, columns: told.append((part, columns)))
    places = tuple(islice((place for place in found if place is not None), limit))
    first = "" if left_out.count == 0 else f"{left_out.first}: {left_out.why}"
    return Preview(
        columns=tuple(told), places=places, left_out=left_out.count, first_left_out=first
    )


def checked_name(name: str) -> str:
    """Return `name` if a gazetteer may be called so.

    Raises:
        GazetteerError: if it may not.
    """
    if re.fullmatch(r"\w[\w-]{0,63}", name) is None or name == "default":
        raise GazetteerError(
            f"adding a gazetteer: the name {name!r} is not one; take letters, digits, _ and - "
            "(at most 64, and not 'default')"
        )
    return name


def _checked_options(options: ImportOptions | None) -> ImportOptions:
    options = ImportOptions() if options is None else options
    for country in options.countries:
        if re.fullmatch(r"[A-Z]{2}", country) is None:
            raise GazetteerError(
                f"adding a gazetteer: {country!r} is no code of a country; two capital letters are (SY)"
            )
    if re.fullmatch(r"[A-Z0-9]{0,10}", options.code) is None:
        raise GazetteerError(
            f"adding a gazetteer: {options.code!r} is no feature code of GeoNames; PPL, HLL or ADM2 are"
        )
    return options


def _counted(
    places: Iterator[GazetteerPlace | None], path: Path, left_out: LeftOut
) -> Iterator[GazetteerPlace]:
    """Yield the places that are wanted; refuse a file of which most rows cannot be read."""
    readable = 0
    for place in places:
        readable += 1
        if place is not None:
            yield place
    if left_out.count > readable:
        raise GazetteerError(
            f"adding the gazetteer {path}: {left_out.first}: {left_out.why}; {left_out.count} of "
            f"{left_out.count + readable} rows cannot be read, and this is the first; mend the row or "
            "download the file again"
        )


def _described(found: dict[str, str], left_out: LeftOut) -> dict[str, str]:
    notes = (f"{count} {what} were left out" for what, count in sorted(left_out.mended.items()))
    return {**found, "notes": "; ".join(notes)}


class _DumpSource:
    """A dump of GeoNames."""

    def __init__(self, dump: geonames.Dump, defaults: RowDefaults) -> None:
        self._dump, self._defaults = dump, defaults

    def places(
        self, left_out: LeftOut, columns_told: ColumnsTold | None
    ) -> Iterator[GazetteerPlace | None]:
        if columns_told is not None:
            columns_told("GeoNames dump", {"name": "2", "names": "3, 4", "lat": "5", "lon": "6"})
        return self._dump.places(self._defaults, left_out)

    def described(self, options: ImportOptions) -> dict[str, str]:
        return {
            "licence": options.licence or geonames.LICENCE,
            "attribution": options.attribution or geonames.ATTRIBUTION,
            "version": options.version or self._dump.newest,
        }


class _RowSource:
    """Anything of rows with named values; each part (a sheet, a layer) has columns of its own."""

    def __init__(
        self,
        path: Path,
        parts: Mapping[str, Callable[[], Iterator[Row]]],
        defaults: RowDefaults,
        options: ImportOptions,
        made_by: str = "",
    ) -> None:
        self._path, self._parts = path, parts
        self._defaults, self._options = defaults, options
        self._made_by = made_by

    def places(
        self, left_out: LeftOut, columns_told: ColumnsTold | None
    ) -> Iterator[GazetteerPlace | None]:
        refused: list[GazetteerError] = []
        any_part = False
        for part, rows_of in self._parts.items():
            rows = rows_of()
            first = list(islice(rows, _LOOKED_AT))
            if len(first) == 0:
                continue
            headers = list(dict.fromkeys(name for row in first for name in row.values))
            located = any(row.ground is not None for row in first)
            where = str(self._path) if part == "" else f"{self._path} ({part})"
            try:
                columns = guess_columns(
                    headers, self._options.columns, located=located, where=where
                )
            except GazetteerError as error:
                # Of several sheets some list other things than places.
                if len(self._parts) == 1:
                    raise
                refused.append(error)
                continue
            any_part = True
            self._learn(columns, first)
            if columns_told is not None:
                columns_told(part, columns.told)
            yield from self._of_part(chain(first, rows), columns, left_out)
        if len(refused) > 0 and not any_part:
            raise refused[0]

    def _of_part(
        self, rows: Iterator[Row], columns: Columns, left_out: LeftOut
    ) -> Iterator[GazetteerPlace | None]:
        homeless = 0
        for count, row in enumerate(rows, start=1):
            left_out.at = row.where
            try:
                place = place_of_row(row, columns, self._defaults, left_out)
            except BadRowError as cause:
                left_out.note(str(cause))
                continue
            homeless += place is not None and place.country == ""
            if homeless == count == _LOOKED_AT:
                break
            yield place
        if homeless == count > 0:
            raise GazetteerError(
                f"adding the gazetteer {self._path}: no row tells its country; name it with --country SY "
                "(or its column with --column country=…)"
            )

    def _learn(self, columns: Columns, first: Sequence[Row]) -> None:
        """Note who made the file, by what its columns are."""
        if self._made_by != "":
            return
        if len(columns.tags) > 0 or any("@id" in row.values for row in first[:20]):
            self._made_by = "osm"
        elif "wof" in columns.of and "geonames" in columns.of:
            self._made_by = "both"
        elif "wof" in columns.of:
            self._made_by = "wof"
        elif "geonames" in columns.of:
            self._made_by = "geonames"

    def described(self, options: ImportOptions) -> dict[str, str]:
        licence, attribution = _MADE_BY.get(self._made_by, (_NOT_TOLD, self._path.name))
        return {
            "licence": options.licence or licence,
            "attribution": options.attribution or attribution,
            "version": options.version or "",
        }


_WOF = "Who's On First (whosonfirst.org)"
_MADE_BY = {
    "geonames": (geonames.LICENCE, geonames.ATTRIBUTION),
    "wof": ("CC BY 4.0 and others", f"{_WOF}; see whosonfirst.org/docs/licenses"),
    "both": (geonames.LICENCE, f"{geonames.ATTRIBUTION}; {_WOF}"),
    "osm": ("ODbL 1.0", "© OpenStreetMap contributors, ODbL 1.0"),
}

_Source = _DumpSource | _RowSource


def _source_of(path: Path, name: str, options: ImportOptions) -> _Source:
    defaults = RowDefaults(gazetteer=name, countries=options.countries, code=options.code)

    def rows(parts: Mapping[str, Callable[[], Iterator[Row]]], made_by: str = "") -> _RowSource:
        return _RowSource(path, parts, defaults, options, made_by)

    if path.is_dir():
        return rows({"": lambda: wof.wof_rows(wof.folder_bodies(path))}, "both")
    suffix = suffix_of(path.name)
    if suffix == ".zip":
        return _packed(path, options, defaults, rows)
    if suffix in _TABLES:
        return _table(path, None, defaults, rows)
    if suffix in _SHAPES:
        return rows({"": lambda: features.geojson_rows(path)})
    if suffix in (".xlsx", ".xlsm"):
        named = _chosen(path, tables.sheets(path), options.layer)
        return rows({sheet: partial(tables.sheet_rows, path, sheet) for sheet in named})
    if suffix in _DATABASES:
        if suffix != ".gpkg" and wof.is_database(path):
            return rows({"": lambda: wof.wof_rows(wof.database_bodies(path))}, "both")
        named = _chosen(path, features.layers(path), options.layer)
        return rows({layer: partial(features.layer_rows, path, layer) for layer in named})
    raise GazetteerError(
        f"adding the gazetteer {path}: {suffix or 'no suffix'!r} is not known; hand over {_KNOWN}"
    )


def _packed(
    path: Path,
    options: ImportOptions,
    defaults: RowDefaults,
    rows: Callable[..., _RowSource],
) -> _Source:
    inside = members(path)
    if options.layer is not None:
        inside = [member for member in inside if member.filename == options.layer]
    shapes = [member for member in inside if suffix_of(member.filename) in _SHAPES]
    found = [member for member in inside if suffix_of(member.filename) in _TABLES]
    if len(shapes) > 1 and len(found) <= 1:
        return rows({"": lambda: wof.wof_rows(wof.zip_bodies(path, shapes))}, "both")
    if len(found) == 0 and len(shapes) == 1:
        return rows({"": lambda: features.geojson_rows(path, shapes[0])})
    if len(found) == 0:
        raise GazetteerError(
            f"adding the gazetteer {path}: no table such as SY.txt is inside, and no GeoJSON; "
            f"unpack it, and hand over {_KNOWN}"
        )
    if len(found) > 1:
        raise GazetteerError(
            f"adding the gazetteer {path}: {len(found)} tables are inside "
            f"({found[0].filename}, {found[1].filename}...); name one with --layer"
        )
    return _table(path, found[0], defaults, rows)


def _table(
    path: Path,
    member: zipfile.ZipInfo | None,
    defaults: RowDefaults,
    rows: Callable[..., _RowSource],
) -> _Source:
    name = path.name if member is None else member.filename
    dump = geonames.Dump(path, member)
    if suffix_of(name) == ".txt" and dump.looks_right():
        return _DumpSource(dump, defaults)
    headers = tables.table_headers(path, member)
    if len(set(headers)) < len(headers):
        twice = next(header for header in headers if headers.count(header) > 1)
        raise GazetteerError(
            f"adding the gazetteer {path}:1: the column {twice!r} stands there twice; rename one"
        )
    return rows({"": lambda: tables.table_rows(path, member)})


def _chosen(path: Path, found: Mapping[str, Sequence[str]], layer: str | None) -> list[str]:
    if layer is None:
        if len(found) == 0:
            raise GazetteerError(f"adding the gazetteer {path}: it has no rows; hand over another")
        return list(found)
    if layer not in found:
        raise GazetteerError(
            f"adding the gazetteer {path}: it has no sheet or layer {layer!r}; it has "
            + ", ".join(repr(each)[:60] for each in list(found)[:20])
        )
    return [layer]
