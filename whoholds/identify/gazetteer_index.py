"""One index over several compiled gazetteers: the keys of all names, each place once.

Rows are numbered through: those of the first gazetteer, then those of the second, and so on. A place
that is in several gazetteers, or twice in one, is found under the number of one of its rows (see
`gazetteer_joins`). An index is derived from the gazetteers and can be thrown away; it is written
whole under another name and then renamed.
"""

import contextlib
import shutil
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie  # type: ignore[import-not-found]  # a C extension without types

from whoholds.base.errors import GazetteerError
from whoholds.base.ids import make_id
from whoholds.identify.gazetteer_file import (
    FORMAT,
    CompiledGazetteer,
    keys_digest,
    put_in_place,
    skeleton_marks,
    storage_error,
)
from whoholds.identify.gazetteer_joins import Joins, feature_class, join

EXACT = "exact.marisa"
SOUND = "sound.marisa"
SKELETONS = "skeletons.marisa"
NAMES = "names.marisa"
DOUBLES = "doubles.bin"

EMBEDDED = "default"
"""The name of the gazetteer that comes with the package."""

_PREFIX = ".index-"
_WORKING = ".indexing-"
_DAY_S = 24 * 3600.0
_MOST_COUNTED = 2**16 - 1
_NAME = "<BBBH"


@dataclass(frozen=True, slots=True)
class NameOnRecord:
    """A folded name that some place bears.

    `classes` are the GeoNames classes of its places ("AP"), `people` the number of digits of the
    largest population (0 where none is known: 6 is a city of 100,000 to 999,999), `places` their
    number, `main` tells that it is the main name of one of them.
    """

    name: str
    classes: str
    people: int
    places: int
    main: bool


class Sounding(NamedTuple):
    """A name found by its consonants: the row of its place, and its keys as in `spelling.Keys`.

    `form` is `core`, or `core` without generic words (`bare`); `vowels` are those of `form`.
    """

    row: int
    country: str
    vowels: str
    form: str
    core: str


class PlaceIndex:
    """Finds rows by the keys of names; may be used from several threads."""

    def __init__(self, exact: Any, sound: Any, skeletons: Any, names: Any, joins: Joins) -> None:
        self._exact, self._sound = exact, sound
        self._skeletons, self._names = skeletons, names
        self._joins = joins
        self._skeletons_of: dict[str, dict[str, tuple[str, ...]]] = {}

    def exact_rows(self, folded: str, countries: Sequence[str] = ()) -> list[int]:
        """Return the rows that bear the folded name, in `countries` or (empty) in all."""
        if len(countries) == 0:
            found = (value[0] for _, value in self._exact.items(f"{folded}\t"))
        else:
            found = (
                value[0]
                for country in countries
                for value in self._exact.get(f"{folded}\t{country}", ())
            )
        return list(dict.fromkeys(found))

    def bears(self, prefix: str) -> bool:
        """Tell whether any name has the prefix of `gazetteer_file.sound_prefix`."""
        return prefix in self._skeletons

    def sounds(self, prefix: str) -> Iterator[Sounding]:
        """Yield all names with the prefix of `gazetteer_file.sound_prefix`."""
        for key, (row,) in self._sound.items(prefix):
            _, country, vowels, form, core = key.split("\t")
            yield Sounding(row, country, vowels, form, core)

    def name(self, folded: str) -> NameOnRecord | None:
        """Return what is known of a folded name, None where no place bears it."""
        found = self._names.get(folded)
        return None if found is None else _name_on_record(folded, found[0])

    def begins_name(self, folded: str) -> bool:
        """Tell whether any name begins with `folded`."""
        return next(self._names.iterkeys(folded), None) is not None

    def names(self, prefix: str = "") -> Iterator[NameOnRecord]:
        """Yield every distinct folded name that begins with `prefix`, each once."""
        for folded, value in self._names.iteritems(prefix):
            yield _name_on_record(folded, value)

    def skeletons(self, profile: str, country: str) -> tuple[str, ...]:
        """Return all consonant skeletons of names in a country under a profile, sorted."""
        if profile not in self._skeletons_of:
            by_country: dict[str, list[str]] = {}
            for key in self._skeletons.iterkeys(profile[0]):
                skeleton, *rest = key[1:].split("\t")
                if len(rest) == 2:
                    by_country.setdefault(rest[0], []).append(skeleton)
            self._skeletons_of[profile] = {
                each: tuple(sorted(found)) for each, found in by_country.items()
            }
        return self._skeletons_of[profile].get(country, ())

    def main_row(self, row: int) -> int:
        """Return the row under which the place of `row` is found: `row` itself unless it is a double."""
        return self._joins.main_of(row)

    def doubles(self, row: int) -> list[int]:
        """Return the other rows of the place that is found under `row`."""
        return self._joins.doubles_of(row)

    @property
    def joined(self) -> int:
        """How many rows are doubles of another."""
        return len(self._joins)


def _name_on_record(folded: str, value: tuple[int, int, int, int]) -> NameOnRecord:
    classes, people, main, places = value
    letters = "".join(letter for at, letter in enumerate(_CLASSES) if classes & (1 << at))
    return NameOnRecord(folded, letters, people, places, main == 1)


_CLASSES = "APTLRSVH"


def starts_of(parts: Sequence[CompiledGazetteer]) -> list[int]:
    """Return the number of the first row of each gazetteer, and that after the last."""
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + part.info.places)
    return starts


def build_index(parts: Sequence[CompiledGazetteer]) -> PlaceIndex:
    """Return the index of `parts`, held in memory."""
    joins = _joins(parts)
    exact, sound, skeletons, names = _tries(parts, joins)
    return PlaceIndex(exact, sound, skeletons, names, joins)


def open_index(
    folder: Path,
    parts: Sequence[CompiledGazetteer],
    *,
    progress: Callable[[int], None] | None = None,
) -> PlaceIndex:
    """Open the index of `parts` in `folder`; it is made there first unless it is there.

    `progress` is told the number of places once it has to be made.

    Raises:
        GazetteerError: if the index is damaged.
        StorageError: if it cannot be written.
    """
    made_of = [FORMAT, keys_digest(), *(part.info.digest for part in parts)]
    digest = make_id("gazetteer index", made_of)
    directory = folder / f"{_PREFIX}{digest.rpartition(':')[2][:16]}"
    for last in (False, True):
        if not directory.is_dir():
            if progress is not None:
                progress(sum(part.info.places for part in parts))
            _write(folder, directory, parts)
        try:
            return PlaceIndex(
                marisa_trie.RecordTrie("<I").mmap(str(directory / EXACT)),
                marisa_trie.RecordTrie("<I").mmap(str(directory / SOUND)),
                marisa_trie.Trie().mmap(str(directory / SKELETONS)),
                marisa_trie.RecordTrie(_NAME).mmap(str(directory / NAMES)),
                Joins.load(directory / DOUBLES),
            )
        except (OSError, RuntimeError, ValueError) as cause:
            # Another process that indexes another set of gazetteers may remove this one meanwhile.
            if last or directory.is_dir():
                raise GazetteerError(
                    f"opening the index of the gazetteers {directory}: it is damaged ({cause}); "
                    "remove that folder, it is made anew"
                ) from cause
    raise AssertionError("the second time returns or raises")


def remove_other_indexes(folder: Path, keep: str | None = None) -> None:
    """Remove the indexes in `folder` but that called `keep`: another set of gazetteers has another."""
    for path in folder.glob(f"{_PREFIX}*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(f"{_WORKING}*"):
        # Another process may rename or remove its folder between the listing and the look at it.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _DAY_S:
                shutil.rmtree(path, ignore_errors=True)


def _write(folder: Path, directory: Path, parts: Sequence[CompiledGazetteer]) -> None:
    try:
        working = Path(tempfile.mkdtemp(prefix=_WORKING, dir=folder))
    except OSError as cause:
        raise storage_error("indexing", folder, cause) from cause
    try:
        joins = _joins(parts)
        files = (EXACT, SOUND, SKELETONS, NAMES)
        for file, trie in zip(files, _tries(parts, joins), strict=True):
            trie.save(str(working / file))
        joins.save(working / DOUBLES)
        working.chmod(0o755)
        put_in_place(working, directory)
        remove_other_indexes(folder, keep=directory.name)
    except OSError as cause:
        raise storage_error("indexing", directory, cause) from cause
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _joins(parts: Sequence[CompiledGazetteer]) -> Joins:
    return join(
        [part.summaries() for part in parts],
        [_cores(part) for part in parts],
        starts_of(parts),
        embedded=next((at for at, part in enumerate(parts) if part.info.name == EMBEDDED), None),
    )


def _cores(part: CompiledGazetteer) -> Iterator[tuple[str, str, int]]:
    """Yield core, country and row of every name, as `gazetteer_joins.join` wants them."""
    for key, row in part.sound_items():
        _, country, _, form, core = key.split("\t")
        if form == core:
            yield core, country, row


def _tries(parts: Sequence[CompiledGazetteer], joins: Joins) -> tuple[Any, Any, Any, Any]:
    starts = starts_of(parts)
    main_of: Mapping[int, int] = joins.as_dict()

    def exact() -> Iterator[tuple[str, tuple[int]]]:
        for part, start in zip(parts, starts, strict=False):
            for key, row in part.exact_items():
                yield key, (main_of.get(start + row, start + row),)

    def sound() -> Iterator[tuple[str, tuple[int]]]:
        for part, start in zip(parts, starts, strict=False):
            for key, row in part.sound_items():
                yield key, (main_of.get(start + row, start + row),)

    exact_trie = marisa_trie.RecordTrie("<I", exact())
    sounds = marisa_trie.RecordTrie("<I", sound())
    skeletons = marisa_trie.Trie(skeleton_marks(sounds.iterkeys()))
    names = marisa_trie.RecordTrie(_NAME, _name_items(exact_trie, parts))
    return exact_trie, sounds, skeletons, names


def _name_items(
    exact: Any, parts: Sequence[CompiledGazetteer]
) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Yield each folded name with its classes, people, whether it is a main name, and its places."""
    classes, people = array("B"), array("B")
    mains: list[str] = []
    for part in parts:
        for summary in part.summaries():
            classes.append(1 << _CLASSES.find(feature_class(summary.feature_code)))
            people.append(min(255, len(str(summary.population)) if summary.population else 0))
            mains.append(summary.folded)
    name, bits, digits, main, count = "", 0, 0, 0, 0
    for key, (row,) in exact.iteritems():
        folded = key.rpartition("\t")[0]
        if folded != name:
            if count > 0:
                yield name, (bits, digits, main, min(count, _MOST_COUNTED))
            name, bits, digits, main, count = folded, 0, 0, 0, 0
        bits |= classes[row]
        digits = max(digits, people[row])
        main |= mains[row] == folded
        count += 1
    if count > 0:
        yield name, (bits, digits, main, min(count, _MOST_COUNTED))
