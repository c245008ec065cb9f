"""A table of places with their holders (CSV, TSV) as a map: rows with or without a point."""

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import shapely  # type: ignore[import-untyped]  # it ships no types

from whoholds.base.errors import UnreadableInput
from whoholds.capture.map_files_form import (
    MOST_FEATURES,
    RawFeature,
    RawMap,
    Tally,
    check_count,
    texts,
)

_DELIMITERS = (",", ";", "\t", "|")
_DEGREES = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,20})?", re.ASCII)


@cache
def columns() -> Mapping[str, tuple[str, ...]]:
    """Return the names that columns and properties of maps go by; see `data/map_columns.toml`."""
    file = resources.files("whoholds.capture") / "data" / "map_columns.toml"
    return {key: tuple(names) for key, names in tomllib.loads(file.read_text("utf-8")).items()}


def column_of(what: str, names: Sequence[str]) -> str | None:
    """Return the first of `names` that means `what` ("holder", "lat"), None where none does."""
    plain = {plain_column(name): name for name in reversed(names)}
    return next((plain[name] for name in columns()[what] if name in plain), None)


def read_table(data: bytes, name: str) -> RawMap:
    """Return the rows of a table with a header, one feature a row; the delimiter is the header's.

    A row whose point is no number, or that has only half of one, is left out and told. Rows without any
    point are kept: their places are looked up by name. Decimal commas are understood.

    Raises:
        UnreadableInput: if it is no UTF-8 text, or has no header or rows of another length.
    """
    rows = list(_rows(data, name))
    check_count(rows, name)
    header, body = rows[0][1], rows[1:]
    found = {what: column_of(what, header) for what in ("name", "lat", "lon", "id")}
    located = found["lat"] is not None and found["lon"] is not None
    if not located and found["name"] is None and found["id"] is None:
        raise UnreadableInput(
            f"reading the map {name}: its header {', '.join(header)!r:.200} names neither a place "
            "(name) nor a point (lat, lon); give it such columns"
        )
    made = RawMap(form="csv", features=[], crs="OGC:CRS84" if located else None)
    bad = Tally("rows without a usable point left out")
    for line, cells in body:
        values = dict(zip(header, cells, strict=True))
        where = f"line {line}"
        point = None
        if located:
            lat, lon = values[str(found["lat"])].strip(), values[str(found["lon"])].strip()
            if lat != "" or lon != "":
                if _DEGREES.fullmatch(lat) is None or _DEGREES.fullmatch(lon) is None:
                    bad.note(where, f"{lat!r:.40}, {lon!r:.40}")
                    continue
                point = shapely.Point(float(lon.replace(",", ".")), float(lat.replace(",", ".")))
        made.features.append(RawFeature(at=where, geometry=point, fields=texts(values)))
    made.signals += bad.signals()
    return made


def _rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise UnreadableInput(
            f"reading the map {name}: it is neither GeoJSON, KML, a GeoPackage nor a zip file, and as a "
            f"table it is no UTF-8 text (byte {cause.start}); save it as CSV in UTF-8"
        ) from cause
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if "\x00" in text or first.count(delimiter) == 0:
        raise UnreadableInput(
            f"reading the map {name}: it is neither GeoJSON, KML, a GeoPackage nor a zip file, and its "
            "first line is no header of a table; hand over one of these"
        )
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    width = 0
    count = 0
    try:
        for cells in reader:
            if len(cells) == 0 or all(cell.strip() == "" for cell in cells):
                continue
            if width == 0:
                cells = [cell.strip() for cell in cells]
                width = len(cells)
                if len(set(cells)) != width:
                    raise UnreadableInput(
                        f"reading the map {name}: two columns of its header have one name; "
                        "rename one"
                    )
            if len(cells) != width:
                raise UnreadableInput(
                    f"reading the map {name}: line {reader.line_num} has {len(cells)} cells, the "
                    f"header has {width}; mend that line"
                )
            count += 1
            if count > MOST_FEATURES + 2:
                return
            yield reader.line_num, cells
    except csv.Error as cause:
        raise UnreadableInput(
            f"reading the map {name}: line {reader.line_num} is no row of a table ({cause}); mend it"
        ) from cause


def plain_column(name: str) -> str:
    """Return the letters and digits of a column's name, in lower case and without marks."""
    plain = unicodedata.normalize("NFKD", name[:200]).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
