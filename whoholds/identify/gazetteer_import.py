"""Gazetteers that users bring: GeoNames country dumps, and tables with a header.

A file is read to its end before anything is kept: nothing is left half-written. A row that cannot be
read is left out and counted; a file of which most rows cannot be read is refused.
"""

import io
import lzma
import math
import re
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from whoholds.base.errors import GazetteerError
from whoholds.base.records import GazetteerPlace
from whoholds.identify.gazetteer import added_directories
from whoholds.identify.gazetteer_file import (
    GazetteerInfo,
    LeftOut,
    compile_gazetteer,
    put_in_place,
    read_info,
)

_HEADER = (
    "geonameid", "wof_id", "asciiname", "altnames", "lat", "lon", "fcode", "cc", "adm1", "adm2",
    "pop",
)  # fmt: skip
_DUMP_COLUMNS = 19
_LONGEST_LINE = 1_000_000
_MOST_BYTES = 4 * 1024**3
_MOST_ROWS = 2_000_000
# Classes of GeoNames features that a claim can name; streams, schools and hotels only add namesakes.
_DUMP_CLASSES = frozenset("APTLRSV")
_DUMP_SITES = re.compile(
    "AIR[BFP]|BDG|CMP|CMPRF|CTRM|DAM|DEPF|FRMS?|FCL|FT|GATE|HSP|INSM|INSTL|MILB|MKT|MNA?U?|NAV|OIL[RT]|"
    "PKLT|PRN|PSN?|PST[BCP]|REFC|RSTN|RUIN|TMB"
)
_RADIUS_M = {"ADM1": 80_000.0, "ADM2": 20_000.0, "ADM3": 10_000.0, "PCLI": 400_000.0}
_PLACE_RADIUS_M = 1000.0
_TOWN_RADIUS_M = 3000.0
_TOWN = 50_000


class _BadRowError(Exception):
    """A row that cannot be read; the text says why."""


def add_gazetteer(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> GazetteerInfo:
    """Compile the file at `path` into `folder` and return what it is.

    Read are GeoNames country dumps (`.zip`, `.txt`) and tables (`.tsv`, `.tsv.xz`) whose header names
    geonameid, wof_id, asciiname, altnames, lat, lon, fcode, cc, adm1, adm2 and pop. `name` defaults to
    the file's; a gazetteer of the same name is replaced. `progress` is told the number of rows read.

    Rows that cannot be read are left out; the returned `left_out` and `first_left_out` tell how many
    and which was the first.

    Raises:
        GazetteerError: naming file and line, if the file is not of such a form or most of its rows
            cannot be read; nothing is kept then.
        StorageError: if the disk is full or read-only.
    """
    name = _checked_name(name if name is not None else path.name.split(".")[0])
    suffix = "".join(path.suffixes[-2:]) if path.suffix == ".xz" else path.suffix
    dump = suffix.lower() in (".zip", ".txt")
    if not dump and suffix.lower() not in (".tsv", ".tsv.xz"):
        raise GazetteerError(
            f"adding the gazetteer {path}: {suffix or 'no suffix'!r} is not known; hand over a GeoNames "
            "country dump (.zip, .txt) or a table (.tsv, .tsv.xz)"
        )
    # A folder of its own: two processes may add the same name at once.
    working = folder / f".{name}.{uuid.uuid4().hex}"
    units = _dump_units(path) if dump else {}
    left_out = LeftOut()
    try:
        with _opened(path) as lines:
            info = compile_gazetteer(
                _dump_places(path, lines, name, units, left_out)
                if dump
                else _table_places(path, lines, name, left_out),
                folder,
                working.name,
                name=name,
                source=path.name,
                licence="CC BY 4.0",
                attribution="GeoNames (geonames.org), CC BY 4.0"
                if dump
                else "GeoNames (geonames.org), CC BY 4.0; Who's On First (whosonfirst.org)",
                left_out=left_out,
                progress=progress,
            )
        target = folder / f"{name}-{info.digest[:12]}"
        put_in_place(working, target)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    for other in added_directories(folder):
        if other != target and read_info(other).name == name:
            shutil.rmtree(other, ignore_errors=True)
    return read_info(target)


def _checked_name(name: str) -> str:
    if re.fullmatch(r"\w[\w-]{0,63}", name) is None or name == "default":
        raise GazetteerError(
            f"adding a gazetteer: the name {name!r} is not one; take letters, digits, _ and - "
            "(at most 64, and not 'default')"
        )
    return name


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_member(path, archive)) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="\n")
        elif path.suffix.lower() == ".xz":
            with lzma.open(path, "rt", encoding="utf-8-sig", newline="\n") as lines:
                yield lines
        else:
            with path.open(encoding="utf-8-sig", newline="\n") as lines:
                yield lines
    except UnicodeDecodeError as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: it is not UTF-8 text ({cause.reason}); "
            "hand over the file as it was downloaded"
        ) from cause
    except (zipfile.BadZipFile, lzma.LZMAError, EOFError, NotImplementedError) as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: it cannot be unpacked ({cause}); download it again"
        ) from cause
    except (FileNotFoundError, IsADirectoryError, PermissionError) as cause:
        raise GazetteerError(
            f"adding the gazetteer {path}: {cause.strerror}; check the path"
        ) from cause


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    tables = [
        member
        for member in archive.infolist()
        if re.fullmatch(r"[A-Za-z0-9_]+\.txt", member.filename)
        and not member.filename.startswith("readme")
    ]
    if len(tables) == 0:
        raise GazetteerError(
            f"adding the gazetteer {path}: no table such as SY.txt is inside; "
            "hand over a country dump of GeoNames"
        )
    if len(tables) > 1:
        raise GazetteerError(
            f"adding the gazetteer {path}: {len(tables)} tables are inside "
            f"({tables[0].filename}, {tables[1].filename}...); unpack it and add them one by one"
        )
    if tables[0].file_size > _MOST_BYTES:
        raise GazetteerError(
            f"adding the gazetteer {path}: {tables[0].filename} unpacks to "
            f"{tables[0].file_size} bytes, more than {_MOST_BYTES}; take a smaller dump"
        )
    return tables[0]


def _lines(path: Path, lines: TextIO) -> Iterator[tuple[int, list[str]]]:
    number = 0
    read = 0
    while (line := lines.readline(_LONGEST_LINE)) != "":
        number += 1
        if number > _MOST_ROWS:
            raise _bad(
                path, number, f"more than {_MOST_ROWS} rows; take the dumps of single countries"
            )
        read += len(line)
        if not line.endswith("\n") and len(line) >= _LONGEST_LINE:
            raise _bad(path, number, f"the line is longer than {_LONGEST_LINE} characters")
        if read > _MOST_BYTES:
            raise _bad(path, number, f"the table is longer than {_MOST_BYTES} characters")
        line = line.rstrip("\r\n")
        if line != "":
            yield number, line.split("\t")


def _table_places(
    path: Path, lines: TextIO, name: str, left_out: LeftOut
) -> Iterator[GazetteerPlace]:
    rows = _lines(path, lines)
    number, header = next(rows, (1, []))
    if tuple(header) != _HEADER:
        raise _bad(path, number, f"the header must read {' '.join(_HEADER)} (tabs between)")

    def place_of(fields: list[str]) -> GazetteerPlace:
        if len(fields) != len(_HEADER):
            raise _BadRowError(f"{len(fields)} columns where {len(_HEADER)} are needed")
        geonames, wof, main, others, lat, lon, code, country, admin1, admin2, people = fields
        if geonames == "" and wof == "":
            raise _BadRowError("neither geonameid nor wof_id is given")
        # -1 stands for "unknown to GeoNames".
        known = geonames not in ("", "-1") or wof == ""
        return _place(
            place_id=f"geonames:{geonames}" if known else f"wof:{wof}",
            name=main, names=others.split("|"), lat=lat, lon=lon, code=code, country=country,
            admin1=admin1, admin2=admin2, people=people, gazetteer=name,
        )  # fmt: skip

    yield from _readable(path, rows, place_of, left_out)


def _readable(
    path: Path,
    rows: Iterable[tuple[int, list[str]]],
    place_of: Callable[[list[str]], GazetteerPlace | None],
    left_out: LeftOut,
) -> Iterator[GazetteerPlace]:
    """Yield the places of the rows that can be read (None is a row not wanted), noting the others."""
    readable = 0
    for number, fields in rows:
        try:
            place = place_of(fields)
        except _BadRowError as cause:
            left_out.note(number, str(cause))
            continue
        readable += 1
        if place is not None:
            yield place
    if left_out.count > readable:
        raise _bad(
            path, left_out.first,
            f"{left_out.why}; {left_out.count} of {left_out.count + readable} rows cannot be read, "
            "and this is the first",
        )  # fmt: skip


def _dump_units(path: Path) -> dict[tuple[str, ...], str]:
    """Return the names of units by country and codes: a dump names the unit of a place by code alone."""
    units: dict[tuple[str, ...], str] = {}
    with _opened(path) as lines:
        for _, fields in _lines(path, lines):
            if len(fields) == _DUMP_COLUMNS and fields[7] == "ADM1":
                units[fields[8], fields[10]] = fields[1]
            elif len(fields) == _DUMP_COLUMNS and fields[7] == "ADM2":
                units[fields[8], fields[10], fields[11]] = fields[1]
    return units


def _dump_places(
    path: Path, lines: TextIO, name: str, units: Mapping[tuple[str, ...], str], left_out: LeftOut
) -> Iterator[GazetteerPlace]:
    def place_of(fields: list[str]) -> GazetteerPlace | None:
        if len(fields) != _DUMP_COLUMNS:
            raise _BadRowError(f"{len(fields)} columns where a GeoNames dump has {_DUMP_COLUMNS}")
        feature_class, code = fields[6], fields[7]
        if feature_class not in _DUMP_CLASSES or (
            feature_class == "S" and _DUMP_SITES.fullmatch(code) is None
        ):
            return None
        country, admin1, admin2 = fields[8], fields[10], fields[11]
        return _place(
            place_id=f"geonames:{fields[0]}", name=fields[1],
            names=[fields[2], *fields[3].split(",")], lat=fields[4], lon=fields[5],
            code=code or feature_class, country=country,
            admin1=units.get((country, admin1), ""),
            admin2=units.get((country, admin1, admin2), ""),
            people=fields[14], gazetteer=name,
        )  # fmt: skip

    yield from _readable(path, _lines(path, lines), place_of, left_out)


def _place(
    *,
    place_id: str,
    name: str,
    names: list[str],
    lat: str,
    lon: str,
    code: str,
    country: str,
    admin1: str,
    admin2: str,
    people: str,
    gazetteer: str,
) -> GazetteerPlace:
    try:
        north, east = float(lat), float(lon)
        population = int(people) if people not in ("", "0") else None
    except ValueError as cause:
        raise _BadRowError(f"a number was expected: {cause}") from cause
    if not (math.isfinite(north) and abs(north) <= 90 and math.isfinite(east) and abs(east) <= 180):
        raise _BadRowError(f"{lat}, {lon} is no point in degrees (latitude, longitude)")
    if not place_id.rpartition(":")[2].isascii() or not place_id.rpartition(":")[2].isdigit():
        raise _BadRowError(f"{place_id.rpartition(':')[2]!r} is no identifier (digits)")
    if name == "" or (country != "" and re.fullmatch(r"[A-Z]{2}", country) is None):
        raise _BadRowError("a name and a country code of two capital letters are needed")
    town = (population or 0) >= _TOWN
    return GazetteerPlace(
        id=place_id,
        name=name,
        lat=north,
        lon=east,
        feature_code=code,
        country=country,
        gazetteer=gazetteer,
        admin1=admin1 or None,
        admin2=admin2 or None,
        population=population,
        radius_m=_RADIUS_M.get(code, _TOWN_RADIUS_M if town else _PLACE_RADIUS_M),
        names=tuple(dict.fromkeys(each for each in names if each not in ("", name))),
    )


def _bad(path: Path, number: int, reason: str) -> GazetteerError:
    return GazetteerError(
        f"adding the gazetteer {path}:{number}: {reason}; mend the line or download the file again"
    )
