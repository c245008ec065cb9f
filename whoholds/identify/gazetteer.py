"""All gazetteers of a folder as one: the embedded default and what the user added.

A place that several gazetteers know by one identifier is one place, with the names of all.
"""

import string
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from whoholds.base.errors import GazetteerError, StorageError
from whoholds.base.ids import make_id
from whoholds.base.records import GazetteerPlace, PlaceCandidate
from whoholds.identify.default_places import default_directory, ensure_default
from whoholds.identify.gazetteer_file import (
    INFO,
    CompiledGazetteer,
    GazetteerInfo,
    merge,
    read_info,
    sound_prefix,
)
from whoholds.identify.spelling import LONGEST_NAME, Keys, Profile, fold, profile_of, profiles

SAME_NAME = 100.0
SAME_CORE = 97.0
HIGHEST_LIKE = 95.0
"""What a name that is only alike may reach: never as much as the name itself."""

_ENOUGH = 92.0
_ONE_BARE = 6.0
_BOTH_BARE = 10.0
_MOST_KEYS = 4000
_SHORTEST_WORLDWIDE = 4
# S is the sound of sh where a profile tells it from s.
_SOUNDS = string.ascii_lowercase + "S"
_FEW_SOUNDS = 2
_TOO_FEW = 8.0


class Gazetteers:
    """Finds places by name in every gazetteer of a folder; may be used from several threads."""

    def __init__(self, parts: Sequence[CompiledGazetteer]) -> None:
        self._parts = tuple(parts)
        self._search = lru_cache(maxsize=8192)(self._search_all)

    @property
    def infos(self) -> list[GazetteerInfo]:
        """What is known of each gazetteer, the default first."""
        return [part.info for part in self._parts]

    @property
    def fingerprint(self) -> str:
        """A digest of all places known; it changes when a gazetteer is added or removed."""
        return make_id("gazetteers", sorted(part.info.digest for part in self._parts))

    def place(self, place_id: str) -> GazetteerPlace | None:
        """Return the place of that identifier."""
        found: GazetteerPlace | None = None
        for part in self._parts:
            row = part.row_of(place_id)
            if row is not None:
                found = row if found is None else merge(found, row)
        return found

    def search(
        self, name: str, *, countries: Sequence[str] = (), limit: int = 10
    ) -> list[PlaceCandidate]:
        """Return the places that `name` may mean, best first, by spelling alone.

        `countries` (ISO 3166 alpha-2) restricts the search where it is not empty. A score of 100 is
        the name itself, 97 the same but for articles and the spelling of generic words; below that
        .4 of the score is the likeness of the consonants, .4 of the vowel classes, .2 of the letters.
        """
        return list(
            self._search(name[:LONGEST_NAME], tuple(sorted({c.upper() for c in countries})))[:limit]
        )

    def _search_all(self, name: str, countries: tuple[str, ...]) -> tuple[PlaceCandidate, ...]:
        if fold(name) == "":
            return ()
        found: dict[str, PlaceCandidate] = {}
        for part in self._parts:
            held = tuple(country for country in countries if country in part.countries)
            if len(held) == 0 and len(countries) > 0:
                continue
            for candidate in _search_part(part, name, held):
                before = found.get(candidate.place.id)
                if before is None:
                    found[candidate.place.id] = candidate
                    continue
                best = max(before, candidate, key=lambda each: each.score)
                found[candidate.place.id] = PlaceCandidate(
                    place=merge(before.place, candidate.place), score=best.score, why=best.why
                )
        return tuple(sorted(found.values(), key=_rank)[:_KEPT])


_KEPT = 200


def _rank(candidate: PlaceCandidate) -> tuple[float, int, str]:
    return (-candidate.score, -(candidate.place.population or 0), candidate.place.id)


def open_gazetteers(folder: Path, *, progress: Callable[[int], None] | None = None) -> Gazetteers:
    """Open the embedded default and every compiled gazetteer in `folder`.

    The default is compiled there on first use, which takes some seconds; `progress` is then told the
    number of places read so far.

    Raises:
        GazetteerError: if a compiled gazetteer is damaged or of another format.
        StorageError: if the default cannot be written.
    """
    default = ensure_default(folder, progress=progress)
    parts = [CompiledGazetteer(default)]
    parts += [CompiledGazetteer(directory) for directory in added_directories(folder)]
    return Gazetteers(parts)


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


def _search_part(
    part: CompiledGazetteer, name: str, countries: tuple[str, ...]
) -> Iterable[PlaceCandidate]:
    scored: dict[int, tuple[float, str]] = {}
    folded = fold(name)
    for row in part.exact_rows(folded, countries):
        scored[row] = _exact_score(part.row(row), name, folded)
    if len(countries) > 0:
        asked = [(profile_of(country), country) for country in countries]
    else:
        asked = [(profile, "") for profile in profiles()]
    for profile, country in asked:
        keys = profile.keys(name)
        _score_bucket(part, profile, country, keys, keys.skeleton, scored)
        if keys.bare_skeleton != keys.skeleton:
            _score_bucket(part, profile, country, keys, keys.bare_skeleton, scored)
    if max((score for score, _ in scored.values()), default=0.0) < _ENOUGH:
        for profile, country in asked:
            keys = profile.keys(name)
            if country == "" and len(keys.skeleton) < _SHORTEST_WORLDWIDE:
                continue
            for skeleton in _one_edit_away(keys.skeleton):
                if not part.bears(sound_prefix(profile.name, skeleton, country)):
                    continue
                _score_bucket(part, profile, country, keys, skeleton, scored)
    best = sorted(scored.items(), key=lambda item: (-item[1][0], item[0]))
    for row, (score, why) in best[:_KEPT]:
        yield PlaceCandidate(place=part.row(row), score=score, why=why)


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


def _score_bucket(
    part: CompiledGazetteer,
    profile: Profile,
    country: str,
    keys: Keys,
    skeleton: str,
    scored: dict[int, tuple[float, str]],
) -> None:
    for looked, (fields, row) in enumerate(
        part.sounds(sound_prefix(profile.name, skeleton, country))
    ):
        if looked >= _MOST_KEYS:
            return
        _, vowels, form, core = fields
        score, why = _likeness(keys, skeleton, vowels, form, core)
        if score > scored.get(row, (0.0, ""))[0]:
            scored[row] = (score, why)


def _likeness(keys: Keys, skeleton: str, vowels: str, form: str, core: str) -> tuple[float, str]:
    if core == keys.core:
        return SAME_CORE, f"{keys.core!r} but for articles and the spelling of generic words"
    # Of two consonants or fewer too little is left to know a name by.
    few = len(keys.skeleton) <= _FEW_SOUNDS and keys.vowels != vowels
    short = _TOO_FEW if few else 0.0
    full = -short + combined_score(keys.skeleton, skeleton, keys.vowels, vowels, keys.core, form)
    why = f"{keys.core!r} is spelled like {core!r}"
    if form == core and keys.bare == keys.core:
        return min(full, HIGHEST_LIKE), why
    bare = -short + combined_score(
        keys.bare_skeleton, skeleton, keys.bare_vowels, vowels, keys.bare, form
    )
    dropped = form != core
    lacking = keys.bare != keys.core
    bare -= _BOTH_BARE if dropped and lacking else _ONE_BARE
    if not dropped and full >= bare:
        return min(full, HIGHEST_LIKE), why
    return min(bare, HIGHEST_LIKE), f"{keys.core!r} is spelled like {core!r} without generic words"


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


@lru_cache(maxsize=1024)
def _one_edit_away(skeleton: str) -> tuple[str, ...]:
    # Of a short skeleton one edit leaves nothing to know it by.
    if not 3 <= len(skeleton) <= 24:
        return ()
    found = {
        skeleton[:at] + letter + skeleton[at + 1 :]
        for at in range(len(skeleton))
        for letter in ("", *_SOUNDS)
    }
    found |= {
        skeleton[:at] + letter + skeleton[at:]
        for at in range(len(skeleton) + 1)
        for letter in _SOUNDS
    }
    return tuple(sorted(found - {skeleton}))
