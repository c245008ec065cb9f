"""All gazetteers of a folder as one: the embedded default and what the user added.

A place that several gazetteers hold is one place, with the names of all.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from rapidfuzz import fuzz

from whoholds.base.errors import GazetteerError, StorageError
from whoholds.base.ids import make_id
from whoholds.base.records import GazetteerPlace, PlaceCandidate
from whoholds.identify import spelling_search
from whoholds.identify.default_places import default_directory, ensure_default
from whoholds.identify.gazetteer_file import (
    INFO,
    CompiledGazetteer,
    GazetteerInfo,
    compiled_anew,
    read_info,
    sound_key,
    sound_prefix,
)
from whoholds.identify.gazetteer_index import (
    NameOnRecord,
    PlaceIndex,
    build_index,
    open_index,
)
from whoholds.identify.gazetteer_store import merge
from whoholds.identify.spelling import LONGEST_NAME, fold, profile_of, profiles
from whoholds.identify.spelling_search import LOOKED_AT, Alike, SpellingSearch

SAME_NAME = 100.0
SAME_CORE = spelling_search.SAME_CORE
HIGHEST_LIKE = spelling_search.HIGHEST_LIKE

_MOST_KEYS = 4000
_SHORTEST_WORLDWIDE = 4
_MOST_COUNTRIES = 6
_ARTICLES = 0.9
_TOLD_NAMES = 3


class Gazetteers:
    """Finds places by name in several gazetteers at once; may be used from several threads.

    Rows are numbered through all gazetteers. A place that several of them hold is one row, see
    `gazetteer_joins`.
    """

    def __init__(self, parts: Sequence[CompiledGazetteer], index: PlaceIndex | None = None) -> None:
        self._parts = tuple(parts)
        self._index = build_index(parts) if index is None else index
        self._starts = self._index.starts
        self._spellings = SpellingSearch([part.near for part in parts])
        self._search = lru_cache(maxsize=8192)(self._search_all)
        self._row = lru_cache(maxsize=32768)(self._merged_row)

    @property
    def infos(self) -> list[GazetteerInfo]:
        """What is known of each gazetteer, the default first."""
        return [part.info for part in self._parts]

    @property
    def fingerprint(self) -> str:
        """A digest of all places known; it changes when a gazetteer is added or removed."""
        return make_id("gazetteers", sorted(part.info.digest for part in self._parts))

    @property
    def joined(self) -> int:
        """How many rows are the same place as another row."""
        return self._index.joined

    def counts(self, what: str) -> dict[str, dict[str, int]]:
        """Return how many places each gazetteer has by `country` or `feature_code`, most first."""
        return {part.info.name: part.counts(what) for part in self._parts}

    def place(self, place_id: str) -> GazetteerPlace | None:
        """Return the place of that identifier, under the identifier that it is found by."""
        for part, start in zip(self._parts, self._starts, strict=False):
            row = part.number_of(place_id)
            if row is not None:
                return self._row(self._index.main_row(start + row))
        return None

    def settlements_in(
        self, west: float, south: float, east: float, north: float
    ) -> Iterator[GazetteerPlace]:
        """Yield every settlement in a box of degrees, edges included, each once, in a fixed order."""
        for part, start in zip(self._parts, self._starts, strict=False):
            for row in part.settlement_rows(west, south, east, north):
                if self._index.main_row(start + row) == start + row:
                    yield self._row(start + row)

    def row(self, row: int) -> GazetteerPlace:
        """Return the place of a row, with the names of all rows that it is joined with."""
        return self._row(row)

    def exact_rows(self, name: str, countries: Sequence[str] = ()) -> list[int]:
        """Return the rows that bear `name` but for case, accents and script, as any of their names."""
        return self._index.exact_rows(fold(name), countries)

    def name(self, name: str) -> NameOnRecord | None:
        """Return what is known of `name` (as any name of any place), None where no place bears it."""
        return self._index.name(fold(name))

    def folded_name(self, folded: str) -> NameOnRecord | None:
        """Return what is known of a name that is folded already: `name` without the folding."""
        return self._index.name(folded)

    def begins_name(self, folded: str) -> bool:
        """Tell whether any name begins with `folded`, a folded text."""
        return self._index.begins_name(folded)

    def names(self, prefix: str = "") -> Iterator[NameOnRecord]:
        """Yield every distinct folded name that begins with `prefix`, in no order."""
        return self._index.names(prefix)

    def search(
        self, name: str, *, countries: Sequence[str] = (), limit: int = 10, alike: bool = True
    ) -> list[PlaceCandidate]:
        """Return the places that `name` may mean, best first, by spelling alone.

        `countries` (ISO 3166 alpha-2) restricts the search where it is not empty. A score of 100 is
        the name itself, 97 the same but for articles and the spelling of generic words; below that
        it rises with the trained likeness of the spellings (see `spelling_search`). With a `limit`
        above 40 more names are weighed, which takes longer; without `alike` none are.
        """
        asked = tuple(sorted({country.upper() for country in countries}))
        looked_at = max(limit, LOOKED_AT)
        return list(self._search(name[:LONGEST_NAME], asked, looked_at, alike)[:limit])

    def _merged_row(self, row: int) -> GazetteerPlace:
        found = self._stored(row)
        for double in self._index.doubles(row):
            found = merge(found, self._stored(double))
        return found

    def _stored(self, row: int) -> GazetteerPlace:
        part = bisect_right(self._starts, row) - 1
        return self._parts[part].row(row - self._starts[part])

    def _search_all(
        self, name: str, countries: tuple[str, ...], looked_at: int, alike: bool
    ) -> tuple[PlaceCandidate, ...]:
        folded = fold(name)
        if folded == "":
            return ()
        scored: dict[int, tuple[float, str]] = {}
        for row in self._index.exact_rows(folded, countries):
            scored[row] = _exact_score(self._row(row), name, folded)
        if not alike:
            for row in self._same_core(name, countries):
                scored.setdefault(
                    row, (SAME_CORE, f"{folded!r} but for articles and generic words")
                )
        else:
            for country in countries or self._worth_asking(name, len(scored) > 0):
                found = self._spellings.alike(name, country, looked_at)
                for each in islice(found, looked_at // 2):
                    for row in self._rows_of(each):
                        if each.score > scored.get(row, (0.0, ""))[0]:
                            scored[row] = (each.score, each.why)
        best = sorted(scored.items(), key=lambda item: (-item[1][0], item[0]))
        candidates = [
            PlaceCandidate(place=place, score=_told_apart(place, score, folded), why=why)
            for row, (score, why) in best[:looked_at]
            for place in (self._row(row),)
        ]
        return tuple(sorted(candidates, key=_rank))

    def _same_core(self, name: str, countries: tuple[str, ...]) -> Iterator[int]:
        """Yield the rows of places that bear `name` but for articles and generic words."""
        asked = [(profile_of(country), country) for country in countries]
        for profile, country in asked or [(profile, "") for profile in profiles()]:
            keys = profile.keys(name)
            prefix = sound_prefix(profile.name, keys.skeleton, country)
            found = self._index.sounds(prefix, country)
            for sounding in islice(found, _MOST_KEYS):
                if sounding.core == keys.core:
                    yield sounding.row

    def _rows_of(self, alike: Alike) -> list[int]:
        """Return the rows of the places that bear a name under its core."""
        keys, profile = alike.keys, profile_of(alike.country)
        name = sound_key(
            profile.name, keys.skeleton, alike.country, keys.vowels, keys.core, keys.core
        )
        return self._index.bearers(name, alike.country)

    def _worth_asking(self, name: str, known: bool) -> list[str]:
        """Return the countries where most names sound like `name`, for a search in all of the world.

        A short name that some place bears is not looked for under other spellings.
        """
        counts: Counter[str] = Counter()
        for profile in profiles():
            keys = profile.keys(name)
            if len(keys.skeleton) < _SHORTEST_WORLDWIDE and known:
                continue
            for skeleton in {keys.skeleton, keys.bare_skeleton}:
                found = self._index.sounds(sound_prefix(profile.name, skeleton))
                counts.update(sounding.country for sounding in islice(found, _MOST_KEYS))
        ordered = sorted(counts, key=lambda country: (-counts[country], country))
        return ordered[:_MOST_COUNTRIES]


def _rank(candidate: PlaceCandidate) -> tuple[float, int, str]:
    return (-candidate.score, -(candidate.place.population or 0), candidate.place.id)


def open_gazetteers(folder: Path, *, progress: Callable[[int], None] | None = None) -> Gazetteers:
    """Open the embedded default and every compiled gazetteer in `folder`.

    What is lacking is made there first, which takes some seconds, once: the default, the index of all,
    and anew whatever an earlier version compiled. `progress` is then told a number of places.

    Raises:
        GazetteerError: if a compiled gazetteer is damaged or of an unknown format.
        StorageError: if something is lacking and cannot be written.
    """
    default = ensure_default(folder, progress=progress)
    parts = [CompiledGazetteer(default)]
    parts += [
        CompiledGazetteer(directory)
        for directory in (
            compiled_anew(old, progress=progress) for old in added_directories(folder)
        )
        if directory is not None
    ]
    return Gazetteers(parts, open_index(folder, parts, progress=progress))


def list_gazetteers(folder: Path) -> list[GazetteerInfo]:
    """Return what is known of each compiled gazetteer in `folder`, the default (where compiled) first."""
    default = default_directory(folder)
    infos = [read_info(default)] if (default / INFO).exists() else []
    return infos + [read_info(directory) for directory in added_directories(folder)]


def added_directories(folder: Path) -> list[Path]:
    """Return the folders of the gazetteers that the user added, by name."""
    try:
        found = sorted(
            path
            for path in folder.iterdir()
            if path.is_dir() and not path.name.startswith((".", "default-"))
        )
    except FileNotFoundError:
        return []
    except OSError as cause:
        raise StorageError(
            f"listing the gazetteers of {folder}: {cause.strerror}; make the folder readable"
        ) from cause
    for path in found:
        if not (path / INFO).exists():
            raise GazetteerError(
                f"listing the gazetteers of {folder}: {path.name} holds no {INFO} and is none; "
                "remove or move it"
            )
    return found


def _told_apart(place: GazetteerPlace, score: float, folded: str) -> float:
    """Return the score of a place, a little less where its articles are other than those asked for."""
    if score > SAME_CORE:
        return score
    closest = max(
        fuzz.ratio(fold(name), folded) for name in (place.name, *place.names[:_TOLD_NAMES])
    )
    closest /= 100.0
    told = SAME_CORE + _ARTICLES * closest if score == SAME_CORE else score - 1.0 + closest
    return round(max(0.0, told), 3)


def _exact_score(place: GazetteerPlace, name: str, folded: str) -> tuple[float, str]:
    if fold(place.name) == folded:
        return SAME_NAME, f"the name {folded!r} itself"
    # Sloviansk is also a former name of Nikopol: of two bearers the one whose main name is nearer.
    profile = profile_of(place.country)
    own, asked = profile.keys(place.name), profile.keys(name)
    alike = combined_score(
        asked.skeleton, own.skeleton, asked.vowels, own.vowels, asked.core, own.core
    )
    score = SAME_CORE + (SAME_NAME - SAME_CORE) * alike / 100.0
    return round(score, 2), f"{folded!r} is another name of it"


def combined_score(
    skeleton: str,
    other_skeleton: str,
    vowels: str,
    other_vowels: str,
    core: str,
    other_core: str,
) -> float:
    """Return the likeness of two spellings in [0, 100], from their keys."""
    consonants = 100.0 if skeleton == other_skeleton else fuzz.ratio(skeleton, other_skeleton)
    return (
        0.4 * consonants
        + 0.4 * fuzz.ratio(vowels.replace(" ", ""), other_vowels.replace(" ", ""))
        + 0.2 * fuzz.ratio(core.replace(" ", ""), other_core.replace(" ", ""))
    )
