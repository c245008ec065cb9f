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
from whoholds.identify.gazetteer_joins import Summary
from whoholds.identify.gazetteer_rows import LeftOut
from whoholds.identify.gazetteer_store import StoredRows, plain_rows, written_rows
from whoholds.identify.near_names import NearNames, write_near_names
from whoholds.identify.spelling import fold, profile_of

FORMAT = 7
"""Raise it when the tables, the tries or the keys of a name change: gazetteers are compiled anew."""

_PLAIN_FORMATS = (3, 4, 5)

INFO = "info.json"
ROWS = "places.sqlite"
EXACT = "exact.marisa"
SOUND = "sound.marisa"
NEAR = "near.names"

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
        count = written_rows(
            places, working / ROWS, name=name, source=source, left_out=left_out, progress=progress
        )
        with closing(StoredRows(working / ROWS, name)) as stored:
            digest = _written_keys(stored, working, every_sound)
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


def _written_keys(stored: StoredRows, working: Path, every_sound: bool) -> str:
    """Write the tries of keys, and return the digest of the rows, whatever their order."""
    # A trie takes its keys one by one: a list of millions of them would fill the memory.
    digests: list[bytes] = []
    exact = marisa_trie.RecordTrie("<I", _exact_keys(stored, digests))
    exact.save(str(working / EXACT))
    cores: set[tuple[str, str]] = set()
    sound = marisa_trie.RecordTrie("<I", _sound_keys(stored, every_sound, cores))
    sound.save(str(working / SOUND))
    write_near_names(cores, working / NEAR)
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def _exact_keys(stored: StoredRows, digests: list[bytes]) -> Iterator[tuple[str, tuple[int]]]:
    for at, row in enumerate(stored.places()):
        digests.append(hashlib.sha256(orjson.dumps(row)).digest())
        for name in {fold(name) for name in (row.name, *row.names)} - {""}:
            yield f"{name}\t{row.country}", (at,)


def _sound_keys(
    stored: StoredRows, every_sound: bool, cores: set[tuple[str, str]]
) -> Iterator[tuple[str, tuple[int]]]:
    for at, row in enumerate(stored.places()):
        profile = profile_of(row.country)
        sounded = every_sound or len(profile.countries) > 0
        sounds: set[tuple[str, str, str, str]] = set()
        # As written, not folded: the keys of sound read the marks that folding drops.
        for name in {row.name, *(row.names if sounded else ())}:
            keys = profile.keys(name)
            sounds.add((keys.skeleton, keys.vowels, keys.core, keys.core))
            if keys.bare != keys.core:
                sounds.add((keys.bare_skeleton, keys.bare_vowels, keys.bare, keys.core))
            cores.add((row.country, keys.core))
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


def sound_prefix(profile: str, skeleton: str, country: str = "") -> str:
    """Return what the sound keys of a skeleton begin with, in one country or (empty) in all."""
    return f"{profile[0]}{skeleton}\t{country}" + ("\t" if country != "" else "")


def sound_key(profile: str, skeleton: str, country: str, vowels: str, form: str, core: str) -> str:
    """Return the key under which a name is found by its consonants."""
    return f"{sound_prefix(profile, skeleton, country)}{vowels}\t{form}\t{core}"


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
            stored = self._rows().count()
            self.countries = self._rows().countries()
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

    def exact_rows(self, folded: str, countries: Sequence[str] = ()) -> list[int]:
        """Return the rows that bear the folded name, in `countries` or (empty) in all."""
        if len(countries) == 0:
            return [row for _, (row,) in self._exact.items(f"{folded}\t")]
        get = self._exact.get
        return [row for country in countries for (row,) in get(f"{folded}\t{country}", ())]

    def sounds(self, prefix: str) -> list[tuple[str, int]]:
        """Return every `sound_key` that begins with the `sound_prefix`, with its row."""
        return [(key, row) for key, (row,) in self._sound.items(prefix)]

    def bearers(self, sound: str) -> list[int]:
        """Return the rows of a whole `sound_key`."""
        return [row for (row,) in self._sound.get(sound, ())]

    def summaries(self) -> Iterator[Summary]:
        """Yield what is compared of every row, in order."""
        return self._rows().summaries()

    def places(self) -> Iterator[GazetteerPlace]:
        """Yield every place, in order."""
        return self._rows().places()

    def settlement_rows(self, west: float, south: float, east: float, north: float) -> list[int]:
        """Return the rows of all settlements (feature codes PPL…) in a box of degrees, edges included."""
        return self._rows().settlement_rows(west, south, east, north)

    def row_of(self, place_id: str) -> GazetteerPlace | None:
        """Return the place of that identifier."""
        found = self.number_of(place_id)
        return None if found is None else self.row(found)

    def number_of(self, place_id: str) -> int | None:
        """Return the row of the place of that identifier."""
        return self._rows().number_of(place_id)

    def counts(self, what: str) -> dict[str, int]:
        """Return how many places there are by `country` or `feature_code`.

        Raises:
            ValueError: if `what` is another word.
        """
        if what not in ("country", "feature_code"):
            raise ValueError(f"counting places by {what!r}")
        return self._rows().counts(what)

    def _row(self, row: int) -> GazetteerPlace:
        found = self._rows().row(row)
        if found is None:
            raise _damaged(self._directory, f"its keys name row {row}, which is not there")
        return found

    def _rows(self) -> StoredRows:
        # One connection a thread: the web server answers from many.
        rows: StoredRows | None = getattr(self._local, "rows", None)
        if rows is None:
            rows = StoredRows(self._directory / ROWS, self.info.name)
            self._local.rows = rows
        return rows


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
    info = read_info(directory, formats=(*_PLAIN_FORMATS, FORMAT))
    if info.format == FORMAT and info.keys == keys_digest():
        return directory
    target = directory.parent / f"{info.name}-{info.digest[:12]}-{keys_digest()[:6]}"
    standing = (target / INFO).exists()
    if not standing:
        try:
            plain = info.format in _PLAIN_FORMATS
            path = directory / ROWS
            rows = plain_rows(path, info.name) if plain else StoredRows(path, info.name).places()
            compile_gazetteer(
                rows, directory.parent, target.name,
                name=info.name, source=info.source, licence=info.licence,
                attribution=info.attribution, every_sound=info.every_sound, like=info,
                progress=progress,
            )  # fmt: skip
        except sqlite3.Error as cause:
            raise _damaged(directory, str(cause)) from cause
    shutil.rmtree(directory, ignore_errors=True)
    return None if standing else target


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
