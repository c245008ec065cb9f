"""What the words of a name tell: bare nouns, words that add nothing, the report's short forms."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from whoholds.identify.registry_names import (
    actor_words,
    fold_actor,
    longest_first,
    neutral_words,
    strip_article,
)

_SHORT_FORM = re.compile(
    r"\(\s*(?:the |or |also |known as )?[\"“']?([A-Z][A-Za-z0-9/&.-]{1,11})[\"”']?\s*[),;]"
)
_MOST_SHORT_FORMS = 200
_FULL_NAME_WORDS = 8
_MOST_CUTS = 6
_NOUNS_OF_FORCE = ("forces", "fighters", "troops", "rebels", "militants", "insurgents", "militias")
# Of "al-Qaeda-affiliated", which adds nothing in front of a name.
_NAMES = frozenset(("al", "qaeda"))


def learn_short_forms(text: str) -> dict[str, str]:
    """Return the report's own short forms with their full names: "Hay'at Tahrir al-Sham (HTS)".

    Only a short form whose letters begin words of the name before it counts.
    """
    learned: dict[str, str] = {}
    for count, match in enumerate(_SHORT_FORM.finditer(text)):
        if count >= _MOST_SHORT_FORMS:
            break
        short = match[1].strip(".")
        words = text[max(0, match.start() - 120) : match.start()].split()
        full = _full_name(short, words[-_FULL_NAME_WORDS:])
        if full is not None:
            learned.setdefault(fold_actor(short), full)
    return learned


def _full_name(short: str, words: Sequence[str]) -> str | None:
    letters = [letter.lower() for letter in short if letter.isalpha()]
    if len(letters) < 2:
        return None
    # The longest stretch whose initials hold the letters in order, beginning with the first.
    for start in range(len(words)):
        stretch = words[start:]
        initials = [
            part[0].lower()
            for word in stretch
            for part in re.split(r"[-–/]", word.strip("\"“”'’(),"))
            if part != ""
        ]
        if not stretch[0][:1].isupper() or initials[:1] != letters[:1]:
            continue
        rest = iter(initials)
        if all(letter in rest for letter in letters) and len(initials) <= len(letters) + 3:
            return " ".join(stretch).strip("\"“”'’(),")
    return None


def names_nobody(name: str) -> bool:
    """Tell whether a name is made of common words alone: "gunmen", "Armed groups", "the two sides".

    A headline capitalises every word, so capitals prove nothing; their absence does.
    """
    if not any(letter.isupper() or letter.isdigit() for letter in name):
        return name.islower()
    words = strip_article(fold_actor(name)).split()
    return all(word in _common_words() for word in words)


@lru_cache(maxsize=16384)
def is_role(folded: str) -> bool:
    """Tell whether a folded name is made of words that every war has: "rebel groups", "the army"."""
    words = actor_words()
    if folded in words["loaded"]:
        return True
    known = (_common_words() | words["roles"]) - _NAMES
    return all(word in known for word in folded.split())


@cache
def _common_words() -> frozenset[str]:
    groups = (
        "state_nouns", "group_nouns", "leading", "backed", "allies", "loaded", "common", "enemy", "own",
    )  # fmt: skip
    return frozenset(
        word for group in groups for phrase in actor_words()[group] for word in phrase.split()
    )


@lru_cache(maxsize=16384)
def stripped(folded: str) -> tuple[str, ...]:
    """Return a folded name without words around it that add nothing, the longest rest first.

    Of "dozens of Oromo Liberation Army fighters" both "oromo liberation army" and "oromo liberation".
    """
    leads = [folded]
    while (shorter := _cut(leads[-1], "leading")) is not None:
        leads.append(shorter)
    found: dict[str, None] = {}
    for lead in leads[:_MOST_CUTS]:
        rests = [lead]
        while len(rests) < _MOST_CUTS and (shorter := _cut(rests[-1], "group_nouns")) is not None:
            rests.append(shorter)
        for rest in rests:
            found.setdefault(rest)
    found.pop(folded, None)
    return tuple(sorted(found, key=lambda rest: (-len(rest), rest)))


def _cut(folded: str, words: str) -> str | None:
    for word in longest_first(words):
        if words == "leading" and folded.startswith(f"{word} "):
            return folded[len(word) + 1 :]
        if words != "leading" and folded.endswith(f" {word}"):
            return folded[: -len(word) - 1]
    return None


def without_words(folded: str) -> str:
    """Return a folded name without all words around it that add nothing: "dozens of HTS fighters"."""
    rests = stripped(folded)
    return min(rests, key=len) if len(rests) > 0 else folded


def other_nouns(folded: str) -> tuple[str, ...]:
    """Return a folded name with other nouns of force: of "tigray defense troops", "… forces"."""
    head, _, last = folded.rpartition(" ")
    if head == "" or last not in actor_words()["force_nouns"]:
        return ()
    return tuple(f"{head} {noun}" for noun in _NOUNS_OF_FORCE if noun != last)


@lru_cache(maxsize=16384)
def without_lead(folded: str) -> str:
    """Return a folded noun without what stands in front of it: "several rebel groups"."""
    for lead in longest_first("leading"):
        folded = folded.removeprefix(f"{lead} ")
    return folded


@lru_cache(maxsize=16384)
def in_neutral_words(folded: str) -> str:
    """Return a folded noun with the neutral word for each that judges: "regime forces", government.

    A word that judges thus never means somebody whom the neutral one does not mean.
    """
    words = folded.split()
    return " ".join(neutral_words().get(word, word) for word in words)


@cache
def backed_words() -> re.Pattern[str]:
    """Return what stands before the name of a client: "us backed", "turkish supported"."""
    words = "|".join(sorted(actor_words()["backed"]))
    return re.compile(rf"^((?:\S{{1,40}} ){{1,3}}?)(?:{words}) ")


def made_of_nouns(folded: str) -> bool:
    """Tell whether a folded name is empty or made of nouns of force alone: "rebel fighters"."""
    return folded == "" or is_role(folded)
