"""One index over several compiled gazetteers: all names in one table, each place once.

Rows are numbered through: those of the first gazetteer, then those of the second, and so on. A place
that is in several gazetteers, or twice in one, is found under the number of one of its rows (see
`gazetteer_joins`). The keys of names stay in the gazetteers, which are asked one after the other. An
index is derived from the gazetteers and can be thrown away; it is written whole under another name
and then renamed.
"""

import contextlib
import shutil
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie  # type: ignore[import-not-found]  # a C extension without types
import numpy as np
from numpy.typing import NDArray

from whoholds.base.errors import GazetteerError
from whoholds.base.ids import make_id
from whoholds.identify.gazetteer_file import (
    FORMAT,
    CompiledGazetteer,
    keys_digest,
    put_in_place,
    storage_error,
)
from whoholds.identify.gazetteer_joins import Joins, feature_class, join

NAMES = "names.marisa"
KNOWN = "names.bin"
DOUBLES = "doubles.bin"

EMBEDDED = "default"
"""The name of the gazetteer that comes with the package."""

_PREFIX = ".index-"
_WORKING = ".indexing-"
_DAY_S = 24 * 3600.0
_MOST_COUNTED = 2**16 - 1
_NAME = np.dtype([("classes", "u1"), ("people", "u1"), ("main", "u1"), ("places", "<u2")])


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
    """Finds rows by the keys of names; may be used from several threads.

    `names` is a trie of all folded names, `known` what is known of each, in the order of its numbers.
    """

    def __init__(
        self,
        parts: Sequence[CompiledGazetteer],
        names: Any,
        known: NDArray[Any],
        joins: Joins,
    ) -> None:
        self._parts = tuple(parts)
        self.starts = starts_of(parts)
        self._names, self._known = names, known
        self._joins = joins
        holding: dict[str, list[tuple[CompiledGazetteer, int]]] = {}
        for part, start in zip(self._parts, self.starts, strict=False):
            for country in part.countries:
                holding.setdefault(country, []).append((part, start))
        self._holding = holding

    def exact_rows(self, folded: str, countries: Sequence[str] = ()) -> list[int]:
        """Return the rows that bear the folded name, in `countries` or (empty) in all."""
        if folded not in self._names:
            return []
        main_of = self._joins.main_of
        found: dict[int, None] = {}
        if len(countries) == 0:
            for part, start in zip(self._parts, self.starts, strict=False):
                for row in part.exact_rows(folded):
                    found.setdefault(main_of(start + row))
        for country in countries:
            for part, start in self._holding.get(country, ()):
                for row in part.exact_rows(folded, (country,)):
                    found.setdefault(main_of(start + row))
        return list(found)

    def bearers(self, sound: str, country: str) -> list[int]:
        """Return the rows of a whole `gazetteer_file.sound_key` of a country."""
        found: dict[int, None] = {}
        for part, start in self._holding.get(country, ()):
            for row in part.bearers(sound):
                found.setdefault(self._joins.main_of(start + row))
        return list(found)

    def sounds(self, prefix: str, country: str = "") -> Iterator[Sounding]:
        """Yield all names with the prefix of `gazetteer_file.sound_prefix`, made for `country`."""
        main_of = self._joins.main_of
        everywhere = zip(self._parts, self.starts, strict=False)
        for part, start in everywhere if country == "" else self._holding.get(country, ()):
            for key, row in part.sounds(prefix):
                _, lies_in, vowels, form, core = key.split("\t")
                yield Sounding(main_of(start + row), lies_in, vowels, form, core)

    def name(self, folded: str) -> NameOnRecord | None:
        """Return what is known of a folded name, None where no place bears it."""
        number = self._names.get(folded)
        return None if number is None else self._on_record(folded, number)

    def begins_name(self, folded: str) -> bool:
        """Tell whether any name begins with `folded`."""
        return next(self._names.iterkeys(folded), None) is not None

    def names(self, prefix: str = "") -> Iterator[NameOnRecord]:
        """Yield every distinct folded name that begins with `prefix`, each once."""
        for folded, number in self._names.iteritems(prefix):
            yield self._on_record(folded, number)

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

    def _on_record(self, folded: str, number: int) -> NameOnRecord:
        classes, people, main, places = self._known[number].item()
        return NameOnRecord(folded, _letters(classes), people, places, main == 1)


@cache
def _letters(classes: int) -> str:
    return "".join(letter for at, letter in enumerate(_CLASSES) if classes & (1 << at))


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
    return PlaceIndex(parts, *_names(parts, joins), joins)


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
            return _opened(directory, parts)
        except (OSError, RuntimeError, ValueError) as cause:
            # Another process that indexes another set of gazetteers may remove this one meanwhile.
            if last or directory.is_dir():
                raise GazetteerError(
                    f"opening the index of the gazetteers {directory}: it is damaged ({cause}); "
                    "remove that folder, it is made anew"
                ) from cause
    raise AssertionError("the second time returns or raises")


def _opened(directory: Path, parts: Sequence[CompiledGazetteer]) -> PlaceIndex:
    names = marisa_trie.Trie().mmap(str(directory / NAMES))
    known = np.memmap(directory / KNOWN, dtype=_NAME, mode="r")
    if len(known) != len(names):
        raise ValueError(f"{KNOWN} tells of {len(known)} names of {len(names)}")
    return PlaceIndex(parts, names, np.asarray(known), Joins.load(directory / DOUBLES))


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
        names, known = _names(parts, joins)
        names.save(str(working / NAMES))
        (working / KNOWN).write_bytes(known.tobytes())
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


def _names(parts: Sequence[CompiledGazetteer], joins: Joins) -> tuple[Any, NDArray[Any]]:
    """Return the trie of all folded names, and what is known of each by its number in it."""
    starts = starts_of(parts)
    names = marisa_trie.Trie(
        key.rpartition("\t")[0] for part in parts for key, _ in part.exact_items()
    )
    main_of: Mapping[int, int] = joins.as_dict()
    classes, people, mains = array("B"), array("B"), array("q")
    for part in parts:
        for summary in part.summaries():
            classes.append(1 << _CLASSES.find(feature_class(summary.feature_code)))
            people.append(min(255, len(str(summary.population)) if summary.population else 0))
            mains.append(names.get(summary.folded, -1))
    numbers, rows = array("q"), array("q")
    for part, start in zip(parts, starts, strict=False):
        for key, row in part.exact_items():
            numbers.append(names[key.rpartition("\t")[0]])
            rows.append(main_of.get(start + row, start + row))
    # One place under one name counts once, however many of its rows bear it.
    pairs = np.unique(np.array([numbers, rows], dtype=np.int64), axis=1)
    number, row = pairs[0], pairs[1]
    known = np.zeros(len(names), dtype=_NAME)
    places = np.bincount(number, minlength=len(names))
    known["places"] = np.minimum(places, _MOST_COUNTED)
    np.bitwise_or.at(known["classes"], number, np.array(classes, dtype=np.uint8)[row])
    np.maximum.at(known["people"], number, np.array(people, dtype=np.uint8)[row])
    known["main"][number[np.array(mains, dtype=np.int64)[row] == number]] = 1
    return names, known
