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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import marisa_trie  # type: ignore[import-not-found]  # a C extension without types
import orjson

from whoholds.base.errors import GazetteerError, StorageError
from whoholds.base.records import GazetteerPlace
from whoholds.base.times import format_instant, utc_now
from whoholds.identify.gazetteer_joins import Summary, km_between
from whoholds.identify.gazetteer_rows import LeftOut
from whoholds.identify.near_names import NearNames, write_near_names
from whoholds.identify.spelling import fold, profile_of

FORMAT = 5
"""Raise it when the tables, the tries or the keys of a name change: gazetteers are compiled anew."""

_FORMATS_WITH_ROWS = (3, 4, FORMAT)

INFO = "info.json"
ROWS = "places.sqlite"
EXACT = "exact.marisa"
SOUND = "sound.marisa"
NEAR = "near.names"

_TABLE = """
CREATE TABLE place (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, feature_code TEXT NOT NULL, country TEXT NOT NULL, admin1 TEXT, admin2 TEXT,
    population INTEGER, radius_m REAL NOT NULL, names TEXT NOT NULL, folded TEXT NOT NULL,
    core TEXT NOT NULL
) STRICT
"""
_SELECT = (
    "SELECT row, id, name, lat, lon, feature_code, country, admin1, admin2, population, radius_m, names "
    "FROM place"
)
_INSERT = (
    "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO NOTHING"
)
_PROGRESS_EVERY = 2000
_ONE_PLACE_KM = 25.0
_MOST_PLACES = 3_000_000
_WORKING = ".compiling-"
_DAY_S = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerInfo:
    """What is known of a compiled gazetteer. `added` is a UTC instant, `digest` covers every row.

    `left_out` rows of the file could not be read; `first_left_out` names the first in words. `sha256` is
    that of the file as it was handed over, `url` where it was downloaded from, `version` what its
    source calls it, most often a day; each empty where not known. `notes` tell of values left
    out. `keys` tells by which spelling the keys were made.
    """

    name: str
    places: int
    source: str
    licence: str
    attribution: str
    added: str
    digest: str
    format: int = FORMAT
    keys: str = ""
    every_sound: bool = True
    url: str = ""
    version: str = ""
    sha256: str = ""
    left_out: int = 0
    first_left_out: str = ""
    notes: str = ""

    @property
    def warning(self) -> str | None:
        """One line that tells what was left out, None where nothing was."""
        if self.left_out == 0:
            return f"{self.notes} of {self.source}" if self.notes != "" else None
        rows = "1 row" if self.left_out == 1 else f"{self.left_out} rows"
        return (
            f"{rows} of {self.source} could not be read and "
            f"{'was' if self.left_out == 1 else 'were'} left out; the first is {self.first_left_out}"
        )


def compile_gazetteer(
    places: Iterable[GazetteerPlace],
    folder: Path,
    directory: str,
    *,
    name: str,
    source: str,
    licence: str,
    attribution: str,
    url: str = "",
    version: str = "",
    sha256: str = "",
    every_sound: bool = True,
    left_out: LeftOut | None = None,
    described: Callable[[], Mapping[str, Any]] | None = None,
    like: GazetteerInfo | None = None,
    progress: Callable[[int], None] | None = None,
) -> GazetteerInfo:
    """Write a compiled gazetteer as `folder/directory` and return what it is.

    A place whose identifier came before adds its names to that one. Where another process has
    written the same directory meanwhile, that one stands. Without `every_sound` the other names of
    places under the generic profile are found as they are written only, which halves time and size.
    `left_out` is looked at once all of `places` are read, and so is `described`, which may tell fields of
    what is returned anew. `like` is what the same places were compiled
    as before: what it says of their origin stays. `progress` is told the number of rows read.

    Raises:
        GazetteerError: if there is no place at all.
        StorageError: if the disk is full or read-only.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(folder)
        working = Path(tempfile.mkdtemp(prefix=_WORKING, dir=folder))
    except OSError as cause:
        raise storage_error("compiling", folder, cause) from cause
    try:
        with closing(sqlite3.connect(working / ROWS)) as base:
            count = _write_rows(places, base, name, source, left_out, progress)
            _write_keys(base, name, working, every_sound)
            digest = _digest(_rows(base, name, "id"))
        info = GazetteerInfo(
            name=name,
            places=count,
            source=source,
            licence=licence,
            attribution=attribution,
            added=format_instant(utc_now()),
            digest=digest,
            keys=keys_digest(),
            every_sound=every_sound,
            url=url,
            version=version,
            sha256=sha256,
            left_out=0 if left_out is None else left_out.count,
            first_left_out=""
            if left_out is None or left_out.count == 0
            else f"{left_out.first}: {left_out.why}",
        )
        if described is not None:
            info = replace(info, **described())
        if like is not None:
            info = replace(like, format=FORMAT, keys=info.keys, places=count, digest=digest)
        (working / INFO).write_bytes(orjson.dumps(asdict(info), option=orjson.OPT_INDENT_2))
        working.chmod(0o755)
        put_in_place(working, folder / directory)
        return info
    except (OSError, sqlite3.OperationalError) as cause:
        raise storage_error("compiling", folder / directory, cause) from cause
    finally:
        shutil.rmtree(working, ignore_errors=True)


def put_in_place(working: Path, target: Path) -> None:
    """Rename a finished folder to `target`; where one stands there already, it was the faster one."""
    try:
        working.rename(target)
    except OSError as cause:
        if cause.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise storage_error("keeping", target, cause) from cause


def keep_as(working: Path, target: Path) -> None:
    """Rename a finished folder to `target`; of one with the same rows, tell anew where they came from."""
    if (target / INFO).exists():
        try:
            (working / INFO).replace(target / INFO)
        except OSError as cause:
            raise storage_error("keeping", target, cause) from cause
    else:
        put_in_place(working, target)


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed process left behind more than a day ago."""
    for path in folder.glob(f"{_WORKING}*"):
        # Another process may rename or remove its folder between the listing and the look at it.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _DAY_S:
                shutil.rmtree(path, ignore_errors=True)


def _write_rows(
    places: Iterable[GazetteerPlace],
    base: sqlite3.Connection,
    name: str,
    source: str,
    left_out: LeftOut | None,
    progress: Callable[[int], None] | None,
) -> int:
    """Write the places as they come, one identifier once, and return how many there are."""
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute(_TABLE)
    row = 0
    for count, place in enumerate(places, start=1):
        added = base.execute(_INSERT, _values(row, place)).rowcount
        if added == 0:
            found = base.execute(f"{_SELECT} WHERE id = ?", (place.id,)).fetchone()
            apart = km_between(_place_of(found, name), place)
            if left_out is not None and apart > max(_ONE_PLACE_KM, place.radius_m / 1000.0):
                left_out.note(f"the identifier {place.id} stands twice, {apart:.0f} km apart")
                continue
            base.execute("DELETE FROM place WHERE row = ?", (found[0],))
            base.execute(_INSERT, _values(found[0], merge(_place_of(found, name), place)))
        row += added
        if row > _MOST_PLACES:
            raise GazetteerError(
                f"compiling the gazetteer {name!r} from {source}: it holds more than {_MOST_PLACES} "
                "places; take the dumps of single countries, or name them with --country"
            )
        if progress is not None and count % _PROGRESS_EVERY == 0:
            progress(count)
    if row == 0:
        raise GazetteerError(
            f"compiling the gazetteer {name!r} from {source}: it holds no place; "
            "hand over a file with at least one"
        )
    if progress is not None:
        progress(row)
    base.commit()
    return row


def _values(row: int, place: GazetteerPlace) -> tuple[object, ...]:
    keys = profile_of(place.country).keys(place.name)
    return (
        row, place.id, place.name, place.lat, place.lon, place.feature_code, place.country,
        place.admin1, place.admin2, place.population, place.radius_m, "|".join(place.names),
        keys.folded, keys.core,
    )  # fmt: skip


def _place_of(found: Sequence[Any], gazetteer: str) -> GazetteerPlace:
    names = found[11].split("|") if found[11] != "" else ()
    return GazetteerPlace(
        id=found[1], name=found[2], lat=found[3], lon=found[4], feature_code=found[5],
        country=found[6], gazetteer=gazetteer, admin1=found[7], admin2=found[8],
        population=found[9], radius_m=found[10], names=tuple(names),
    )  # fmt: skip


def _rows(base: sqlite3.Connection, name: str, order: str = "row") -> Iterator[GazetteerPlace]:
    for found in base.execute(f"{_SELECT} ORDER BY {order}"):
        yield _place_of(found, name)


def _digest(rows: Iterable[GazetteerPlace]) -> str:
    """Return the digest of rows that come in the order of their identifiers."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(orjson.dumps(row))
        digest.update(b"\n")
    return digest.hexdigest()


def _write_keys(base: sqlite3.Connection, name: str, working: Path, every_sound: bool) -> None:
    exact = marisa_trie.RecordTrie("<I", _exact_keys(_rows(base, name)))
    exact.save(str(working / EXACT))
    sound = marisa_trie.RecordTrie("<I", _sound_keys(_rows(base, name), every_sound))
    sound.save(str(working / SOUND))
    write_near_names(_cores(sound.iterkeys()), working / NEAR)


def _cores(sound_keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the country and core of every sound key."""
    for key in sound_keys:
        _, country, _, _, core = key.split("\t")
        yield country, core


def _exact_keys(rows: Iterable[GazetteerPlace]) -> Iterator[tuple[str, tuple[int]]]:
    for at, row in enumerate(rows):
        for name in {fold(name) for name in (row.name, *row.names)} - {""}:
            yield f"{name}\t{row.country}", (at,)


def _sound_keys(
    rows: Iterable[GazetteerPlace], every_sound: bool
) -> Iterator[tuple[str, tuple[int]]]:
    for at, row in enumerate(rows):
        profile = profile_of(row.country)
        sounded = every_sound or len(profile.countries) > 0
        sounds = set()
        # As written, not folded: the keys of sound read the marks that folding drops.
        for name in {row.name, *(row.names if sounded else ())}:
            keys = profile.keys(name)
            sounds.add((keys.skeleton, keys.vowels, keys.core, keys.core))
            if keys.bare != keys.core:
                sounds.add((keys.bare_skeleton, keys.bare_vowels, keys.bare, keys.core))
        for skeleton, vowels, form, core in sounds:
            yield sound_key(profile.name, skeleton, row.country, vowels, form, core), (at,)


@cache
def keys_digest() -> str:
    """Return a digest of what the keys of names are made by; it changes when they may change."""
    package = resources.files("whoholds.identify")
    scripts = package / "data" / "scripts"
    files = sorted((file.name, file) for file in scripts.iterdir() if file.name.endswith(".toml"))
    digest = hashlib.sha256((package / "spelling.py").read_bytes())
    for name, file in files:
        digest.update(name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def skeleton_marks(sound_keys: Iterable[str]) -> set[str]:
    """Return every `sound_prefix` that some of the sound keys begin with, of one country and of all."""
    found = {tuple(key.split("\t", 2)[:2]) for key in sound_keys}
    return {f"{skeleton}\t{country}\t" for skeleton, country in found} | {
        f"{skeleton}\t" for skeleton, _ in found
    }


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
            self.near = NearNames(directory / NEAR)
            stored = self._base().execute("SELECT count(*) FROM place").fetchone()[0]
        except (OSError, RuntimeError, ValueError, sqlite3.Error) as cause:
            raise _damaged(directory, str(cause)) from cause
        if stored != self.info.places:
            raise _damaged(directory, f"{stored} rows where {self.info.places} were written")
        self.row = lru_cache(maxsize=16384)(self._row)

    def exact_items(self) -> Iterator[tuple[str, int]]:
        """Yield folded name, a tab and country, with the row, of every name."""
        for key, (row,) in self._exact.iteritems():
            yield key, row

    def sound_items(self) -> Iterator[tuple[str, int]]:
        """Yield the `sound_key` of every name, with the row."""
        for key, (row,) in self._sound.iteritems():
            yield key, row

    def summaries(self) -> Iterator[Summary]:
        """Yield what is compared of every row, in order."""
        found = self._base().execute(
            "SELECT id, country, lat, lon, radius_m, feature_code, population, folded, core "
            "FROM place ORDER BY row"
        )
        return map(Summary._make, found)

    def places(self) -> Iterator[GazetteerPlace]:
        """Yield every place, in order."""
        return _rows(self._base(), self.info.name)

    def settlement_rows(self, west: float, south: float, east: float, north: float) -> list[int]:
        """Return the rows of all settlements (feature codes PPL…) in a box of degrees, edges included."""
        found = self._base().execute(
            "SELECT row FROM place WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? "
            "AND feature_code LIKE 'PPL%' ORDER BY row",
            (south, north, west, east),
        )
        return [row for (row,) in found]

    def row_of(self, place_id: str) -> GazetteerPlace | None:
        """Return the place of that identifier."""
        found = self.number_of(place_id)
        return None if found is None else self.row(found)

    def number_of(self, place_id: str) -> int | None:
        """Return the row of the place of that identifier."""
        found = self._base().execute("SELECT row FROM place WHERE id = ?", (place_id,)).fetchone()
        return None if found is None else found[0]

    def counts(self, what: str) -> dict[str, int]:
        """Return how many places there are by `country` or `feature_code`.

        Raises:
            ValueError: if `what` is another word.
        """
        if what not in ("country", "feature_code"):
            raise ValueError(f"counting places by {what!r}")
        found = self._base().execute(
            f"SELECT {what}, count(*) FROM place GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return dict(found.fetchall())

    def _row(self, row: int) -> GazetteerPlace:
        found = self._base().execute(f"{_SELECT} WHERE row = ?", (row,)).fetchone()
        if found is None:
            raise _damaged(self._directory, f"its keys name row {row}, which is not there")
        return _place_of(found, self.info.name)

    def _base(self) -> sqlite3.Connection:
        # One connection a thread: the web server answers from many.
        base: sqlite3.Connection | None = getattr(self._local, "base", None)
        if base is None:
            base = _opened_rows(self._directory)
            self._local.base = base
        return base


def read_info(directory: Path, *, formats: Sequence[int] = (FORMAT,)) -> GazetteerInfo:
    """Return what a compiled gazetteer of one of the `formats` is.

    Raises:
        GazetteerError: if it is damaged, or of another format.
    """
    try:
        stored: dict[str, Any] = orjson.loads((directory / INFO).read_bytes())
        info = GazetteerInfo(**stored)
    except (OSError, TypeError, ValueError) as cause:
        raise _damaged(directory, str(cause)) from cause
    if info.format not in formats:
        raise GazetteerError(
            f"opening the gazetteer {directory}: it has format {info.format}, this version of "
            f"whoholds reads format {FORMAT}; add its file again with `whoholds gazetteer add`"
        )
    return info


def compiled_anew(directory: Path, *, progress: Callable[[int], None] | None = None) -> Path | None:
    """Return `directory`, or where it was compiled anew if its keys were made by another spelling.

    None where another process, or an earlier run, has compiled it anew already: then that is a directory
    of its own. `progress` is told the number of places.

    Raises:
        GazetteerError: if it is damaged, or of an unknown format.
        StorageError: if it must be compiled anew and the folder cannot be written.
    """
    info = read_info(directory, formats=_FORMATS_WITH_ROWS)
    if info.format == FORMAT and info.keys == keys_digest():
        return directory
    target = directory.parent / f"{info.name}-{info.digest[:12]}-{keys_digest()[:6]}"
    standing = (target / INFO).exists()
    if not standing:
        try:
            with closing(_opened_rows(directory)) as base:
                compile_gazetteer(
                    _rows(base, info.name), directory.parent, target.name,
                    name=info.name, source=info.source, licence=info.licence,
                    attribution=info.attribution, every_sound=info.every_sound, like=info,
                    progress=progress,
                )  # fmt: skip
        except sqlite3.Error as cause:
            raise _damaged(directory, str(cause)) from cause
    shutil.rmtree(directory, ignore_errors=True)
    return None if standing else target


def _opened_rows(directory: Path) -> sqlite3.Connection:
    path = (directory / ROWS).absolute()
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _damaged(directory: Path, reason: str) -> GazetteerError:
    return GazetteerError(
        f"opening the gazetteer {directory}: it is damaged ({reason}); "
        "remove that folder and add its file again with `whoholds gazetteer add`"
    )


def storage_error(doing: str, path: Path, cause: BaseException) -> StorageError:
    """Return the error of a gazetteer's folder that cannot be written."""
    reason = os.strerror(cause.errno) if isinstance(cause, OSError) and cause.errno else str(cause)
    return StorageError(
        f"{doing} a gazetteer at {path}: {reason}; free space there or make it writable, "
        "and run the command again"
    )
