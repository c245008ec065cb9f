"""Whether two names of a report are of one side, as far as the words themselves tell."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from whoholds.base.records import Mention
from whoholds.extract.lexicon import fold, load_lexicon
from whoholds.extract.segment import tokenise


@cache
def source_words(table: str, name: str) -> frozenset[str]:
    """Return a list of `data/sources.toml`; a KeyError tells of one that is not there."""
    return frozenset(_tables()[table][name])


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    source = files("whoholds.extract") / "data" / "sources.toml"
    tables: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return tables


@lru_cache(maxsize=2048)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case; "pro-government" and "Houthi-run" stay whole."""
    return tuple(token.lower for token in tokenise(fold(name)) if token.text[0].isalnum())


def core_of(words: Iterable[str]) -> frozenset[str]:
    """Return the words that tell whose a name is: nations by their country, no "forces", no "army"."""
    plain = source_words("plain", "words")
    out = set()
    for word in words:
        if word in plain:
            continue
        out.add(nation_of(word) or _stem(word))
    return frozenset(out)


def nation_of(word: str) -> str | None:
    """Return the country that a word names or is the adjective of."""
    lexicon = load_lexicon()
    if word in lexicon.countries:
        return lexicon.countries[word].lower()
    nation = lexicon.adjectives.get(word) or lexicon.people.get(word)
    return nation.name.lower() if nation is not None and nation.name else None


def kinds_of(words: Iterable[str]) -> frozenset[str]:
    """Return what sort of side the words name: `state`, `rebel`, both or none."""
    listed = {kind: source_words("kinds", kind) for kind in ("state", "rebel")}
    return frozenset(kind for word in words for kind, all_of in listed.items() if word in all_of)


def names_of(mentions: Sequence[Mention]) -> list[str]:
    """Return the full names of mentions and the words that stand for them, each once."""
    return list(dict.fromkeys(n for m in mentions for n in (m.name, m.text) if n))


def cores_of(mentions: Sequence[Mention]) -> frozenset[str]:
    """Return the telling words of all names of a party, its initials among them: "HTS"."""
    return frozenset(word for name in names_of(mentions) for word in _core_of_name(name))


@lru_cache(maxsize=2048)
def _core_of_name(name: str) -> frozenset[str]:
    initials = "".join(word[0] for word in _parts(name))
    return core_of(words_of(name)) | ({initials} if len(initials) > 2 else frozenset())


def akin(some: Sequence[Mention], others: Sequence[Mention]) -> bool:
    """Tell whether two parties share a member, or may: "the army", where the other is "Azmari Army"."""
    folded = {fold(n) for n in names_of(some)}
    if folded & {fold(n) for n in names_of(others)}:
        return True
    one, other = cores_of(some), cores_of(others)
    if one and other:
        return bool(one & other)
    kinds = [kinds_of(w for n in names_of(m) for w in words_of(n)) for m in (some, others)]
    return bool(kinds[0] & kinds[1]) or not kinds[0] or not kinds[1]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _parts(name: str) -> list[str]:
    small = ("al", "el", "the", "of", "and", "for", "in")
    parts = fold(name).replace("-", " ").split()
    return [part for part in parts if part not in small and part[0].isalpha()]
