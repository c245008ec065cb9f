"""One compiled gazetteer: a folder with the rows (SQLite) and the keys of their names (marisa tries).

A compiled gazetteer is written whole under another name and then renamed, so that it is there
entirely or not at all; afterwards it is never changed. Both tries are memory-mapped.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import marisa_trie  # type: ignore[import-not-found]  # a C extension without types
import orjson

from whoholds.base.errors import GazetteerError, StorageError
from whoholds.base.records import GazetteerPlace
from whoholds.base.times import format_instant, utc_now
from whoholds.identify.spelling import fold, profile_of

FORMAT = 3
"""Raise it when the tables, the tries or the keys of a name change: gazetteers are compiled anew."""

INFO = "info.json"
ROWS = "places.sqlite"
EXACT = "exact.marisa"
SOUND = "sound.marisa"
SKELETONS = "skeletons.marisa"

_TABLE = """
CREATE TABLE place (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, feature_code TEXT NOT NULL, country TEXT NOT NULL, admin1 TEXT, admin2 TEXT,
    population INTEGER, radius_m REAL NOT NULL, names TEXT NOT NULL
) STRICT
"""
_COLUMNS = (
    "row, id, name, lat, lon, feature_code, country, admin1, admin2, population, radius_m, names"
)
_PROGRESS_EVERY = 2000
_WORKING = ".compiling-"
_DAY_S = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerInfo:
    """What is known of a compiled gazetteer. `added` is a UTC instant, `digest` covers every row.

    `left_out` rows of the file could not be read; `first_left_out` names the first in words.
    """

    name: str
    places: int
    source: str
    licence: str
    attribution: str
    added: str
    digest: str
    format: int = FORMAT
    left_out: int = 0
    first_left_out: str = ""

    @property
    def warning(self) -> str | None:
        """One line that tells what was left out, None where nothing was."""
        if self.left_out == 0:
            return None
        rows = "1 row" if self.left_out == 1 else f"{self.left_out} rows"
        return (
            f"{rows} of {self.source} could not be read and "
            f"{'was' if self.left_out == 1 else 'were'} left out; the first is {self.first_left_out}"
        )


class LeftOut:
    """Counts the rows of a file that cannot be read, and keeps the first."""

    def __init__(self) -> None:
        self.count = 0
        self.first = 0
        self.why = ""

    def note(self, line: int, why: str) -> None:
        """Count one more row, that of `line` (from 1)."""
        if self.count == 0:
            self.first, self.why = line, why
        self.count += 1


def compile_gazetteer(
    places: Iterable[GazetteerPlace],
    folder: Path,
    directory: str,
    *,
    name: str,
    source: str,
    licence: str,
    attribution: str,
    every_sound: bool = True,
    left_out: LeftOut | None = None,
    progress: Callable[[int], None] | None = None,
) -> GazetteerInfo:
    """Write a compiled gazetteer as `folder/directory` and return what it is.

    A place whose identifier came before adds its names to that one. Where another process has
    written the same directory meanwhile, that one stands. Without `every_sound` the other names of
    places under the generic profile are found as they are written only, which halves time and size.
    `left_out` is looked at once all of `places` are read. `progress` is told the number of rows read.

    Raises:
        GazetteerError: if there is no place at all.
        StorageError: if the disk is full or read-only.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(folder)
        working = Path(tempfile.mkdtemp(prefix=_WORKING, dir=folder))
    except OSError as cause:
        raise _storage_error("compiling", folder, cause) from cause
    try:
        rows = _merged(places, name, source, progress)
        _write_rows(rows, working / ROWS)
        _write_keys(rows, working, every_sound)
        info = GazetteerInfo(
            name=name,
            places=len(rows),
            source=source,
            licence=licence,
            attribution=attribution,
            added=format_instant(utc_now()),
            digest=_digest(rows),
            left_out=0 if left_out is None else left_out.count,
            first_left_out=""
            if left_out is None or left_out.count == 0
            else f"line {left_out.first}: {left_out.why}",
        )
        (working / INFO).write_bytes(orjson.dumps(asdict(info), option=orjson.OPT_INDENT_2))
        working.chmod(0o755)
        put_in_place(working, folder / directory)
        return info
    except (OSError, sqlite3.OperationalError) as cause:
        raise _storage_error("compiling", folder / directory, cause) from cause
    finally:
        shutil.rmtree(working, ignore_errors=True)


def put_in_place(working: Path, target: Path) -> None:
    """Rename a finished folder to `target`; where one stands there already, it was the faster one."""
    try:
        working.rename(target)
    except OSError as cause:
        if cause.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise _storage_error("keeping", target, cause) from cause


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed process left behind more than a day ago."""
    for path in folder.glob(f"{_WORKING}*"):
        # Another process may rename or remove its folder between the listing and the look at it.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _DAY_S:
                shutil.rmtree(path, ignore_errors=True)


def _merged(
    places: Iterable[GazetteerPlace],
    name: str,
    source: str,
    progress: Callable[[int], None] | None,
) -> list[GazetteerPlace]:
    merged: dict[str, GazetteerPlace] = {}
    for count, place in enumerate(places, start=1):
        before = merged.get(place.id)
        merged[place.id] = place if before is None else merge(before, place)
        if progress is not None and count % _PROGRESS_EVERY == 0:
            progress(count)
    if len(merged) == 0:
        raise GazetteerError(
            f"compiling the gazetteer {name!r} from {source}: it holds no place; "
            "hand over a file with at least one"
        )
    if progress is not None:
        progress(len(merged))
    return list(merged.values())


def _digest(rows: list[GazetteerPlace]) -> str:
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.id):
        digest.update(orjson.dumps(row))
        digest.update(b"\n")
    return digest.hexdigest()


def _write_rows(rows: list[GazetteerPlace], path: Path) -> None:
    base = sqlite3.connect(path)
    try:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute(_TABLE)
        base.executemany(
            f"INSERT INTO place ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    at, row.id, row.name, row.lat, row.lon, row.feature_code, row.country,
                    row.admin1, row.admin2, row.population, row.radius_m, "|".join(row.names),
                )
                for at, row in enumerate(rows)
            ),
        )  # fmt: skip
        base.commit()
    finally:
        base.close()


def _write_keys(rows: list[GazetteerPlace], working: Path, every_sound: bool) -> None:
    marisa_trie.RecordTrie("<I", _exact_keys(rows)).save(str(working / EXACT))
    sounds = marisa_trie.RecordTrie("<I", _sound_keys(rows, every_sound))
    sounds.save(str(working / SOUND))
    prefixes = {tuple(key.split("\t")[:2]) for key in sounds.iterkeys()}
    skeletons = {f"{skeleton}\t{country}\t" for skeleton, country in prefixes}
    skeletons |= {f"{skeleton}\t" for skeleton, _ in prefixes}
    marisa_trie.Trie(skeletons).save(str(working / SKELETONS))


def _exact_keys(rows: list[GazetteerPlace]) -> Iterator[tuple[str, tuple[int]]]:
    for at, row in enumerate(rows):
        for name in {fold(name) for name in (row.name, *row.names)} - {""}:
            yield f"{name}\t{row.country}", (at,)


def _sound_keys(rows: list[GazetteerPlace], every_sound: bool) -> Iterator[tuple[str, tuple[int]]]:
    for at, row in enumerate(rows):
        profile = profile_of(row.country)
        sounded = every_sound or len(profile.countries) > 0
        sounds = set()
        for name in {fold(name) for name in (row.name, *(row.names if sounded else ()))}:
            keys = profile.keys(name)
            sounds.add((keys.skeleton, keys.vowels, keys.core, keys.core))
            if keys.bare != keys.core:
                sounds.add((keys.bare_skeleton, keys.bare_vowels, keys.bare, keys.core))
        for skeleton, vowels, form, core in sounds:
            yield sound_key(profile.name, skeleton, row.country, vowels, form, core), (at,)


def sound_prefix(profile: str, skeleton: str, country: str = "") -> str:
    """Return what the sound keys of a skeleton begin with, in one country or (empty) in all."""
    return f"{profile[0]}{skeleton}\t{country}" + ("\t" if country != "" else "")


def sound_key(profile: str, skeleton: str, country: str, vowels: str, form: str, core: str) -> str:
    """Return the key under which a name is found by its consonants."""
    return f"{sound_prefix(profile, skeleton, country)}{vowels}\t{form}\t{core}"


def merge(first: GazetteerPlace, second: GazetteerPlace) -> GazetteerPlace:
    """Return `first` with the names, and what it lacks, of `second`."""
    known = (first.name, *first.names)
    names = (*first.names, *(name for name in (second.name, *second.names) if name not in known))
    return replace(
        first,
        names=tuple(dict.fromkeys(names)),
        admin1=first.admin1 or second.admin1,
        admin2=first.admin2 or second.admin2,
        population=first.population or second.population,
    )


class CompiledGazetteer:
    """An open compiled gazetteer; may be used from several threads at once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._local = threading.local()
        self.info = read_info(directory)
        try:
            self._exact = marisa_trie.RecordTrie("<I").mmap(str(directory / EXACT))
            self._sound = marisa_trie.RecordTrie("<I").mmap(str(directory / SOUND))
            self._skeletons = marisa_trie.Trie().mmap(str(directory / SKELETONS))
            stored = self._base().execute("SELECT count(*) FROM place").fetchone()[0]
        except (OSError, RuntimeError, ValueError, sqlite3.Error) as cause:
            raise _damaged(directory, str(cause)) from cause
        if stored != self.info.places:
            raise _damaged(directory, f"{stored} rows where {self.info.places} were written")
        self.row = lru_cache(maxsize=16384)(self._row)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of its places (ISO 3166)."""
        rows = self._base().execute("SELECT DISTINCT country FROM place").fetchall()
        return frozenset(country for (country,) in rows)

    def exact_rows(self, folded: str, countries: tuple[str, ...]) -> list[int]:
        """Return the rows that bear the folded name, in `countries` or (empty) in all."""
        if len(countries) == 0:
            return [value[0] for _, value in self._exact.items(f"{folded}\t")]
        found: list[int] = []
        for country in countries:
            found += [value[0] for value in self._exact.get(f"{folded}\t{country}", [])]
        return found

    def bears(self, prefix: str) -> bool:
        """Tell whether any name has the prefix of `sound_prefix`."""
        return prefix in self._skeletons

    def sounds(self, prefix: str) -> Iterator[tuple[list[str], int]]:
        """Yield country, vowels, form and core with the row, of all sound keys with the prefix."""
        for key, value in self._sound.items(prefix):
            yield key.split("\t")[1:], value[0]

    def row_of(self, place_id: str) -> GazetteerPlace | None:
        """Return the place of that identifier."""
        found = self._base().execute("SELECT row FROM place WHERE id = ?", (place_id,)).fetchone()
        return None if found is None else self.row(found[0])

    def _row(self, row: int) -> GazetteerPlace:
        found = (
            self._base().execute(f"SELECT {_COLUMNS} FROM place WHERE row = ?", (row,)).fetchone()
        )
        if found is None:
            raise _damaged(self._directory, f"its keys name row {row}, which is not there")
        names = found[11].split("|") if found[11] != "" else ()
        return GazetteerPlace(
            id=found[1], name=found[2], lat=found[3], lon=found[4], feature_code=found[5],
            country=found[6], gazetteer=self.info.name, admin1=found[7], admin2=found[8],
            population=found[9], radius_m=found[10], names=tuple(names),
        )  # fmt: skip

    def _base(self) -> sqlite3.Connection:
        # One connection a thread: the web server answers from many.
        base: sqlite3.Connection | None = getattr(self._local, "base", None)
        if base is None:
            path = (self._directory / ROWS).absolute()
            base = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            self._local.base = base
        return base


def read_info(directory: Path) -> GazetteerInfo:
    """Return what a compiled gazetteer is.

    Raises:
        GazetteerError: if it is damaged, or of another format.
    """
    try:
        stored: dict[str, Any] = orjson.loads((directory / INFO).read_bytes())
        info = GazetteerInfo(**stored)
    except (OSError, TypeError, ValueError) as cause:
        raise _damaged(directory, str(cause)) from cause
    if info.format != FORMAT:
        raise GazetteerError(
            f"opening the gazetteer {directory}: it has format {info.format}, this version of "
            f"whoholds reads format {FORMAT}; add its file again with `whoholds gazetteer add`"
        )
    return info


def _damaged(directory: Path, reason: str) -> GazetteerError:
    return GazetteerError(
        f"opening the gazetteer {directory}: it is damaged ({reason}); "
        "remove that folder and add its file again with `whoholds gazetteer add`"
    )


def _storage_error(doing: str, path: Path, cause: BaseException) -> StorageError:
    reason = os.strerror(cause.errno) if isinstance(cause, OSError) and cause.errno else str(cause)
    return StorageError(
        f"{doing} a gazetteer at {path}: {reason}; free space there or make it writable, "
        "and run the command again"
    )
