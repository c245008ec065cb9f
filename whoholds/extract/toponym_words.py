"""The words by which a name of a place is told from the same name of a person, a team or a newspaper."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ToponymWords:
    """The tables of `data/toponyms.toml`.

    `abbreviations` are "Ill." and "IL" with the unit in full and its country; `lists` are sets of
    words in lower case.
    """

    abbreviations: Mapping[str, tuple[str, str]]
    lists: Mapping[str, frozenset[str]]


@cache
def toponym_words() -> ToponymWords:
    """Return the tables."""
    source = files("whoholds.extract") / "data" / "toponyms.toml"
    tables = tomllib.loads(source.read_text(encoding="utf-8"))
    return ToponymWords(
        abbreviations={
            short: (full, country)
            for country, listed in tables["abbreviations"].items()
            for short, full in listed.items()
        },
        lists={name: frozenset(words) for name, words in tables["words"].items()},
    )
