"""The words the reader knows, loaded once from the tables in `data/`.

Verbs are given as lemmas and inflected here; what a table holds is told in its own header.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from whoholds.base.records import Event, Means, PlaceKind
from whoholds.extract.words import words

VOWELS = "aeiou"
GAP = "~"


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to name an event. `words` are literal lower-case words or `GAP`, verb first if `verbal`.

    `forms` tells what the first word may be: some of `base`, `s`, `past`, `part`, `ing`, `noun`.
    """

    event: Event
    frame: str
    lemma: str
    words: tuple[str, ...]
    forms: frozenset[str]
    needs: str
    means: Means | None


@dataclass(frozen=True, slots=True)
class Nation:
    """A country or people: `name` is empty for a people without a country of its own."""

    name: str
    adjective: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, by purpose. Sets hold lower-case words."""

    triggers: dict[str, tuple[Entry, ...]]
    actors: dict[str, frozenset[str]]
    groups: frozenset[str]
    longest_group: int
    place_kinds: dict[str, PlaceKind]
    place_cues: dict[str, frozenset[str]]
    countries: dict[str, str]
    longest_country: int
    acronyms: frozenset[str]
    adjectives: dict[str, Nation]
    people: dict[str, Nation]
    speech_verbs: dict[str, str]
    speech: dict[str, frozenset[str]]
    status: dict[str, frozenset[str]]
    means: dict[str, Means]
    common: frozenset[str] = field(default_factory=frozenset)


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon; it is read from the package's data once a process."""
    verbs = _toml("verbs")
    groups = _toml("triggers")["group"]
    actors = _toml("actors")
    places = _toml("places")
    speech = _toml("speech")
    countries, adjectives, people = _nations()
    irregular = verbs["irregular"]
    doubling = frozenset(verbs["doubling"]["verbs"])

    def inflect(lemma: str) -> dict[str, set[str]]:
        return _inflect(lemma, irregular, doubling)

    speech_verbs = {
        form: lemma for lemma in speech["attribution"]["verbs"] for form in inflect(lemma)
    }
    triggers = _triggers(groups, inflect)
    kinds = {
        word: PlaceKind(kind) for kind, words in reversed(places["kinds"].items()) for word in words
    }
    group_names = frozenset(fold(name) for name in actors["groups"])
    return Lexicon(
        triggers=triggers,
        actors={name: frozenset(words) for name, words in actors.items()},
        groups=group_names,
        longest_group=max(name.count(" ") for name in group_names) + 1,
        place_kinds=kinds,
        place_cues={name: frozenset(words) for name, words in places["cues"].items()},
        countries=countries,
        acronyms=frozenset(fold(a) for a in ACRONYMS),
        longest_country=max(name.count(" ") for name in countries) + 1,
        adjectives=adjectives,
        people=people,
        speech_verbs=speech_verbs,
        speech={name: frozenset(words) for name, words in speech["attribution"].items()},
        status={name: frozenset(words) for name, words in speech["status"].items()},
        means={word: Means(name) for name, words in speech["means"].items() for word in words},
        common=frozenset(_common(triggers, actors, places, speech, speech_verbs)),
    )


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return `name` in lower case with one kind of apostrophe, for looking it up."""
    return name.lower().replace("’", "'").replace("ʼ", "'").replace("‘", "'").replace("`", "'")


def _toml(name: str) -> dict[str, Any]:
    source = files("whoholds.extract") / "data" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _nations() -> tuple[dict[str, str], dict[str, Nation], dict[str, Nation]]:
    source = files("whoholds.extract") / "data" / "countries.tsv"
    countries: dict[str, str] = {}
    adjectives: dict[str, Nation] = {}
    people: dict[str, Nation] = {}
    rows = [
        line
        for line in source.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    for row in rows[1:]:
        name, adjective, folk, aliases = (row + "\t\t\t").split("\t")[:4]
        nation = Nation(name, adjective.split(",")[0])
        for alias in filter(None, [name, *aliases.split(",")]):
            countries[fold(alias)] = name
        for word in filter(None, adjective.split(",")):
            adjectives[fold(word)] = nation
        for word in filter(None, folk.split(",")):
            people[fold(word)] = nation
    return countries, adjectives, people


def _inflect(
    lemma: str, irregular: dict[str, list[str]], doubling: frozenset[str]
) -> dict[str, set[str]]:
    """Return every form of a verb with what it may be: `base`, `s`, `past`, `part`, `ing`."""
    stem = lemma[lemma.rfind("-") + 1 :]
    prefix = lemma[: len(lemma) - len(stem)]
    forms: dict[str, set[str]] = {}

    def add(form: str, kind: str) -> None:
        forms.setdefault(prefix + form, set()).add(kind)

    add(stem, "base")
    if stem == "be":
        for form, kind in (("is", "s"), ("are", "base"), ("am", "base"), ("being", "ing")):
            add(form, kind)
    elif stem == "have":
        add("has", "s")
        add("having", "ing")
    else:
        add(_third_person(stem), "s")
        add(_gerund(stem, doubled=stem in doubling), "ing")
    if stem in irregular:
        for kind, given in zip(("past", "part"), irregular[stem], strict=True):
            for form in given.split("/"):
                add(form, kind)
        return forms
    if stem.endswith("e"):
        past = stem + "d"
    elif stem.endswith("y") and stem[-2] not in VOWELS:
        past = stem[:-1] + "ied"
    else:
        past = stem + (stem[-1] if stem in doubling else "") + "ed"
    add(past, "past")
    add(past, "part")
    return forms


def _third_person(stem: str) -> str:
    if stem.endswith(("s", "sh", "ch", "x", "z", "o")):
        return stem + "es"
    if stem.endswith("y") and stem[-2] not in VOWELS:
        return stem[:-1] + "ies"
    return stem + "s"


def _gerund(stem: str, *, doubled: bool) -> str:
    if stem.endswith("e") and not stem.endswith(("ee", "oe")):
        return stem[:-1] + "ing"
    return stem + (stem[-1] if doubled else "") + "ing"


def _triggers(groups: list[dict[str, Any]], inflect: Any) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, dict[tuple[Any, ...], set[str]]] = {}

    def add(first: str, key: tuple[Any, ...], kinds: set[str]) -> None:
        found.setdefault(first, {}).setdefault(key, set()).update(kinds)

    for group in groups:
        means = Means(group["means"]) if "means" in group else None
        tail = (Event(group["event"]), group["frame"], group.get("needs", ""), means)
        for lemma in group.get("verbs", []):
            for form, kinds in inflect(lemma).items():
                add(form, (lemma, (form,), *tail), kinds)
        for noun in group.get("nouns", []):
            add(noun, (noun, (noun,), *tail), {"noun"})
        for phrase in group.get("fixed", []):
            words = tuple(phrase.split())
            add(words[0], (phrase, words, *tail), {"noun"})
        for phrase in group.get("phrases", []):
            verb, *rest = phrase.split()
            for form, kinds in inflect(verb).items():
                add(form, (phrase, (form, *rest), *tail), kinds)
    return {
        first: tuple(
            sorted(
                (
                    Entry(event, frame, lemma, words, frozenset(kinds), needs, means)
                    for (lemma, words, event, frame, needs, means), kinds in entries.items()
                ),
                key=lambda entry: (-len([w for w in entry.words if w != GAP]), entry.lemma),
            )
        )
        for first, entries in found.items()
    }


def _common(
    triggers: dict[str, tuple[Entry, ...]],
    actors: dict[str, list[str]],
    places: dict[str, Any],
    speech: dict[str, Any],
    speech_verbs: dict[str, str],
) -> set[str]:
    """Return the words that are no names although a headline or a sentence's start capitalises them."""
    words = {word for entries in triggers.values() for e in entries for word in e.words}
    for name in ("armed", "armed_weak", "civilians", "goods", "group_anaphors"):
        words.update(actors[name])
    words.update(actors["titles"])
    for kind in places["kinds"].values():
        words.update(kind)
    for cue in ("at", "strong", "directions", "direction_adjectives", "parts", "uncounted"):
        words.update(places["cues"][cue])
    for section in (speech["status"], speech["attribution"]):
        for listed in section.values():
            words.update(word for phrase in listed for word in phrase.split())
    words.update(speech_verbs)
    words.update(FUNCTION_WORDS)
    words.update(_toml("numbers")["words"])
    return words


STOP_WORDS = words("lexicon", "stop_words")

ACRONYMS = words("lexicon", "acronyms")
"""Short names that are names only in capitals: "CAR", "IS", "US"."""

FUNCTION_WORDS = words("lexicon", "function_words")
