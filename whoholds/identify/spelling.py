"""The four keys of a name: folded, core, vowel classes and consonant skeleton.

What counts as an article, a generic word or one sound is data (`data/scripts/`), by the country of
the place. Every key is a fixed point of its own making: folding a folded name changes nothing.

Folding drops marks, since many leave them out: Şırnak is sirnak. The other keys read them first:
their consonants are those of "shirnak".
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from whoholds.base.errors import GazetteerError

LONGEST_NAME = 200
"""Code points of a name that are looked at; a report is hostile input."""

_FIELDS = {
    "name",
    "countries",
    "articles",
    "removable",
    "silent_end",
    "generic",
    "runs",
    "letters",
    "vowels",
}
_NOT_WORD = re.compile(r"[^\w]+|_")
_ARABIC_ARTICLE = re.compile(r"(?<!\w)\u0627\u0644(?=\w\w)")
_ETHIOPIC_ROW = 8
_ALSO = re.compile(r" (?:aka|a\.k\.a\.|also known as|formerly|also called) ", re.IGNORECASE)
_MOST_SPELLINGS = 3
_SAME_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one name under one profile.

    `core` is the folded name without articles, its generic words written one way; `bare` is the core
    without the generic words that reports drop, equal to `core` where there are none.
    """

    folded: str
    core: str
    bare: str
    vowels: str
    skeleton: str
    bare_vowels: str
    bare_skeleton: str


@dataclass(frozen=True)
class Profile:
    """How one family of spellings is read; see `data/scripts/README.md`."""

    name: str
    countries: frozenset[str]
    articles: frozenset[str]
    removable: frozenset[str]
    silent_end: str
    canonical: Mapping[str, str]
    runs: Mapping[str, str]
    sounds: Mapping[int, str]
    _run: re.Pattern[str] = field(init=False, repr=False)
    _words: dict[str, tuple[str, str]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        runs = sorted(self.runs, key=lambda run: (-len(run), run))
        object.__setattr__(self, "_run", re.compile("|".join(map(re.escape, runs)) or r"(?!)"))

    def keys(self, name: str) -> Keys:
        """Return the keys of `name`."""
        folded = fold(name)
        words = (folded if name.isascii() else _read_folded(name)).split()
        kept = [
            self.canonical.get(word, word)
            for at, word in enumerate(words)
            if word not in self.articles or (at == len(words) - 1 and len(words) == 1)
        ] or words
        bare = [word for word in kept if word not in self.removable] or kept
        vowels, skeleton = self._sound(kept)
        bare_vowels, bare_skeleton = (
            (vowels, skeleton) if len(bare) == len(kept) else self._sound(bare)
        )
        return Keys(
            folded, " ".join(kept), " ".join(bare), vowels, skeleton, bare_vowels, bare_skeleton
        )

    def _sound(self, words: list[str]) -> tuple[str, str]:
        sounds = [self._word_sound(word) for word in words]
        return " ".join(sound[0] for sound in sounds), "".join(sound[1] for sound in sounds)

    def _word_sound(self, word: str) -> tuple[str, str]:
        known = self._words.get(word)
        if known is None:
            sound = self._run.sub(lambda run: self.runs[run[0]], word).translate(self.sounds)
            sound = _SAME_TWICE.sub(r"\1", sound)
            trimmed = sound.rstrip(self.silent_end) or sound
            # Vowels are upper case in `sounds`, so that a run may give a class directly.
            skeleton = _SAME_TWICE.sub(r"\1", "".join(c for c in trimmed if c not in "aiu"))
            known = trimmed, skeleton
            if len(self._words) < 100_000:
                self._words[word] = known
        return known


@cache
def _folding() -> dict[int, str]:
    tables = _load("transliteration.toml")
    letters = {
        ord(letter): latin
        for table in tables["letters"].values()
        for letter, latin in table.items()
    }
    ethiopic = tables["ethiopic"]
    for first, consonant in ethiopic["rows"].items():
        vowels = (
            ["a", *ethiopic["vowels"][1:]] if first in ethiopic["broad"] else ethiopic["vowels"]
        )
        for at, vowel in enumerate(vowels[:_ETHIOPIC_ROW]):
            letters[ord(first) + at] = consonant + vowel
    return letters


@cache
def _marks() -> dict[int, str]:
    return {ord(letter): latin for letter, latin in _load("transliteration.toml")["marked"].items()}


@cache
def _syllables() -> tuple[re.Pattern[str], Mapping[str, str]]:
    runs: dict[str, str] = _load("transliteration.toml")["syllables"]
    longest_first = sorted(runs, key=lambda run: (-len(run), run))
    return re.compile("|".join(map(re.escape, longest_first))), runs


def _read_folded(name: str) -> str:
    """Return `name` folded as it is read: č is ch."""
    name = name[:LONGEST_NAME]
    if name.isascii():
        return fold(name)
    return fold(unicodedata.normalize("NFC", name.lower()).translate(_marks()))


def fold(name: str) -> str:
    """Return `name` in lower case and Latin letters where known, without marks and punctuation."""
    # Cut first: what is remembered must be bounded too.
    return _fold(name[:LONGEST_NAME])


@lru_cache(maxsize=65536)
def _fold(name: str) -> str:
    name = name.lower()
    if not name.isascii():
        name = _ARABIC_ARTICLE.sub("\u0627\u0644 ", name)
        if "\u1000" <= max(name) <= "\ufffd":
            runs, read = _syllables()
            name = runs.sub(lambda run: read[run[0]], name)
        # Letters such as é fall apart here; é of Arabic (أ) must be read before that.
        name = name.translate(_folding())
        name = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", name)
            if not unicodedata.combining(letter)
        )
        name = name.lower().translate(_folding())
    else:
        name = name.replace("'", "").replace("`", "")
    return " ".join(_NOT_WORD.sub(" ", name).split())[:LONGEST_NAME].rstrip()


def spellings_of(name: str) -> tuple[str, ...]:
    """Return the names that are written as one: "Bakhmut (Artemivsk)", "Asilah/Asili"; at most three.

    A name without such signs is itself alone.
    """
    cut = name[:LONGEST_NAME]
    opened, closed = cut.find("("), cut.rfind(")")
    parts = [cut[:opened], cut[opened + 1 : closed]] if 0 < opened < closed else [cut]
    found: dict[str, None] = {}
    for part in parts:
        for half in part.split("/"):
            for each in _ALSO.split(half):
                spelling = each.strip(" ,;()")
                if len(fold(spelling)) > 1 and any(map(str.isalpha, spelling)):
                    found.setdefault(spelling)
    return tuple(found)[:_MOST_SPELLINGS] or (name,)


@cache
def profiles() -> tuple[Profile, ...]:
    """Return all profiles, in the order of their names."""
    return tuple(_read_profile(name) for name in ("arabic", "generic", "slavic"))


@cache
def profile_of(country: str) -> Profile:
    """Return the profile of the country (ISO 3166 alpha-2)."""
    for profile in profiles():
        if country in profile.countries:
            return profile
    return next(profile for profile in profiles() if len(profile.countries) == 0)


def _read_profile(name: str) -> Profile:
    data = _load(f"{name}.toml")
    if set(data) != _FIELDS:
        raise GazetteerError(
            f"reading the script profile {name}.toml: fields {sorted(set(data) ^ _FIELDS)} are "
            "missing or unknown; see data/scripts/README.md"
        )
    canonical = {
        spelling: word for word, spellings in data["generic"].items() for spelling in spellings
    }
    sounds = {ord(letter): sound for letter, sound in data["letters"].items()}
    sounds |= {ord(letter): sound for letter, sound in data["vowels"].items()}
    return Profile(
        name=data["name"],
        countries=frozenset(data["countries"]),
        articles=frozenset(data["articles"]),
        removable=frozenset(data["removable"]),
        silent_end=data["silent_end"],
        canonical=canonical,
        runs=data["runs"],
        sounds=sounds,
    )


def _load(file: str) -> dict[str, Any]:
    text = (resources.files("whoholds.identify") / "data" / "scripts" / file).read_text("utf-8")
    return tomllib.loads(text)
