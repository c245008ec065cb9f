"""How the names of actors are compared, and the words around them, whatever the war."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from whoholds.identify.spelling import fold

_LONGEST = 300
_MARKS = re.compile(r"['’‘`ʼʿʾʻ]")
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th",
    "twelfth": "12th", "thirteenth": "13th", "fourteenth": "14th", "fifteenth": "15th",
    "sixteenth": "16th", "seventeenth": "17th", "eighteenth": "18th", "nineteenth": "19th",
    "twentieth": "20th",
}  # fmt: skip
# The same word in American and British spelling, and the plurals that reports mix.
_SPELLINGS = {
    "defence": "defense", "defences": "defense", "defenses": "defense", "armoured": "armored",
    "organisation": "organization", "organisations": "organizations", "centre": "center",
    "mobilisation": "mobilization", "mechanised": "mechanized", "motorised": "motorized",
    "liberalisation": "liberalization", "stabilisation": "stabilization", "labour": "labor",
    "recognised": "recognized", "div": "division", "bde": "brigade", "regt": "regiment",
    "bn": "battalion", "peoples": "people",
    "programme": "program", "honour": "honor",
}  # fmt: skip
_ARTICLES = frozenset(("al", "el", "ul", "ar", "as", "ash", "ad", "adh", "an", "at", "ath", "az"))
_DIGRAPHS = (
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "ay"), ("ai", "ay"), ("aa", "a"), ("ii", "i"),
    ("iy", "y"), ("q", "k"), ("dh", "d"), ("th", "t"), ("kh", "k"), ("gh", "g"), ("sh", "s"),
    ("c", "k"), ("w", "u"), ("v", "u"), ("j", "y"), ("o", "u"), ("e", "i"), ("y", "i"),
)  # fmt: skip
_SHORTEST_SOUND = 7


@cache
def actor_words() -> Mapping[str, frozenset[str]]:
    """Return the folded words around the names of actors, by list; see `data/actors/words.toml`."""
    return {
        name: frozenset(fold_actor(word) for word in words)
        for name, words in _words_file().items()
        if isinstance(words, list)
    }


@cache
def neutral_words() -> Mapping[str, str]:
    """Return folded words that judge with the neutral noun that they stand for: "regime", government."""
    table = _words_file()["neutral"]
    assert isinstance(table, dict)
    return {fold_actor(word): fold_actor(noun) for word, noun in table.items()}


@cache
def longest_first(name: str) -> tuple[str, ...]:
    """Return one list of `actor_words` in an order: of "terrorist group" and "group" the longer first."""
    return tuple(sorted(actor_words()[name], key=lambda word: (-len(word), word)))


@cache
def _words_file() -> Mapping[str, list[str] | dict[str, str]]:
    file = resources.files("whoholds.identify") / "data" / "actors" / "words.toml"
    return tomllib.loads(file.read_text("utf-8"))


def fold_actor(name: str) -> str:
    """Return `name` folded as places are, but "U.S." as "us" and "Ukraine's" as "ukraine".

    Number words are numbers ("Fourth": "4th"), and British spellings American ones.
    """
    return _fold_actor(name[:_LONGEST])


@lru_cache(maxsize=32768)
def _fold_actor(name: str) -> str:
    name = re.sub(r"(?<=s)['’](?=\s)|['’]s\b", "", name)
    name = re.sub(r"\b[Ee]l[- ](?=[A-Z])", "al-", name)
    folded = fold(re.sub(r"(?<=\b\w)\.(?=\w\b|\s|$)", "", _MARKS.sub("", name)))
    words = (_SPELLINGS.get(word, word) for word in folded.split())
    return " ".join(_ORDINALS.get(word, word) for word in words)


def name_keys(name: str) -> tuple[str, ...]:
    """Return the keys under which an actor's name is found: folded, without spaces, and by sound.

    The second one begins with "=", the third with "~": of a name with an Arabic article the spellings
    of one sound share it ("Jaysh al-Ahrar", "Jaish el-Ahrar").
    """
    folded = strip_article(fold_actor(name))
    if folded == "":
        return ()
    keys = [folded]
    joined = folded.replace(" ", "")
    # A joined acronym would meet a word: "IS A" and "Isa".
    if len(joined) >= 6:
        keys.append(f"={joined}")
    sound = _sound(folded)
    if sound is not None:
        keys.append(f"~{sound}")
    return tuple(keys)


def _sound(folded: str) -> str | None:
    words = folded.split()
    if not any(word in _ARTICLES for word in words[:-1]) and not words[0].startswith("abu"):
        return None
    kept = []
    for at, word in enumerate(words):
        if word in _ARTICLES and at + 1 < len(words):
            continue
        for written, sound in _DIGRAPHS:
            word = word.replace(written, sound)
        kept.append(re.sub(r"(.)\1+", r"\1", word.removesuffix("h")))
    told = "".join(kept)
    return told if len(told) >= _SHORTEST_SOUND else None


def strip_article(folded: str) -> str:
    """Return folded words without a leading "the"."""
    return folded.removeprefix("the ")


def scope_of(actor_id: str) -> str:
    """Return the conflict that an identifier of an actor or side begins with."""
    return actor_id.partition(":")[0]
