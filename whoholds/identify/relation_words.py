"""Reads a relation out of the words of a place: "3 km north of Y", "the M4 highway between A and B".

For names that a reader hands on whole. Only what is written is read: nothing is looked up here.
"""

import re
from dataclasses import dataclass
from functools import cache

from whoholds.base.records import Relation
from whoholds.identify.places import place_words
from whoholds.identify.spelling import LONGEST_NAME, fold

_FARTHEST_M = 500_000.0
_SHORTEST = 3
_DASHES = "–—-"
_TO_OF = {"of", "from"}
_LEADS = {
    "the",
    "a",
    "an",
    "some",
    "about",
    "around",
    "nearly",
    "approximately",
    "roughly",
    "just",
    "over",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A relation, and the description before it: "a hill" of "a hill near X", empty where none."""

    relation: Relation
    head: str


def read_relation(name: str) -> Told | None:
    """Return the relation that `name` tells in words, None where it tells none.

    Distances above 500 km are no distances of a place. The compass point stands in upper case, a
    distance in metres.
    """
    name = " ".join(name[:LONGEST_NAME].split())
    told = _between(name) or _road(name) or _measured(name)
    if told is not None or _distance_pattern().search(name) is not None:
        return told
    return _beside(name)


def _between(name: str) -> Told | None:
    found = _between_pattern().search(name)
    if found is None:
        return None
    anchors = tuple(
        part
        for each in re.split(r", | and | to | with ", found["places"])
        if (part := _bare(each)) != ""
    )
    if len(anchors) < 2 or not all(_is_name(each) for each in anchors):
        return None
    head = name[: found.start()].strip()
    word = "between" if _road_word(head) is None else f"{_road_word(head)} between"
    return Told(Relation(word=word, anchors=anchors[:4]), head)


def _road(name: str) -> Told | None:
    word = _road_word(name)
    if word is None or not fold(name).endswith(word):
        return None
    places = _bare(name)[: -len(word)].strip()
    for at, letter in enumerate(places):
        if letter not in _DASHES:
            continue
        one, two = places[:at].strip(), places[at + 1 :].strip()
        # "Deir ez-Zor road", "al-Bab road": the dash of an article joins no two places.
        last = one.rpartition(" ")[2].rpartition("-")[2]
        if _is_name(one) and _is_name(two) and last[:1].isupper() and len(last) >= _SHORTEST:
            others = tuple(each.strip() for each in re.split("[–—]", two) if _is_name(each.strip()))
            return Told(Relation(word=f"{word} between", anchors=(one, *others)[:4]), "")
    return None


def _measured(name: str) -> Told | None:
    found = _distance_pattern().search(name)
    if found is None:
        return None
    metres = (
        float(found["count"].replace(",", ".")) * place_words()["units_m"][found["unit"].lower()]
    )
    rest = name[found.end() :].strip()
    direction, rest = _compass(rest)
    first, _, anchor = rest.partition(" ")
    if first in _TO_OF:
        rest = anchor
    elif direction is None or not _is_name(rest):
        return None
    rest = _bare(rest)
    if not _is_name(rest) or not 0.0 < metres <= _FARTHEST_M:
        return None
    head = " ".join(word for word in name[: found.start()].split() if word.lower() not in _LEADS)
    word = name[found.start() : len(name) - len(rest)].strip()
    return Told(
        Relation(word=word, anchors=(rest,), direction=direction or None, distance_m=metres), head
    )


def _beside(name: str) -> Told | None:
    """Read "a hill near X", "north of X", "the western outskirts of X"."""
    lower = name.lower()
    for words in _near_words():
        at = lower.find(f"{words} ")
        if at == 0 or (at > 0 and lower[at - 1] == " "):
            rest = _bare(name[at + len(words) :].strip())
            if _is_name(rest):
                return Told(Relation(word=words, anchors=(rest,)), name[:at].strip())
    before, of, rest = name.partition(" of ")
    rest = _bare(rest)
    if of == "" or not _is_name(rest):
        return None
    told = before.split()
    direction, left = _compass_at_end(told)
    if direction is not None:
        head = " ".join(word for word in told[:left] if word.lower() not in _LEADS | {"to"})
        word = " ".join(told[left:])
        return Told(Relation(word=f"{word} of", anchors=(rest,), direction=direction), head)
    if len(told) > 0 and fold(told[-1]) in place_words()["of_words"]:
        direction, _ = _compass_at_end(told[:-1])
        word = fold(told[-1])
        return Told(Relation(word=word, anchors=(rest,), direction=direction), "")
    return None


def _compass(text: str) -> tuple[str | None, str]:
    """Return the compass point that `text` begins with ("to the north-east of"), and the rest."""
    lower = text.lower()
    for lead in ("to the ", "in the ", "due "):
        if lower.startswith(lead):
            text, lower = text[len(lead) :], lower[len(lead) :]
    for words, point in _directions():
        if lower.startswith(f"{words} "):
            return point, text[len(words) :].strip()
    return None, text


def _compass_at_end(words: list[str]) -> tuple[str | None, int]:
    """Return the compass point that the last words are, and where it begins."""
    for length in (2, 1):
        tail = " ".join(words[-length:]).lower()
        for written, point in _directions():
            if tail == written and len(words) >= length:
                return point, len(words) - length
    return None, len(words)


def _bare(name: str) -> str:
    return re.sub(
        r"^(?:the|city of|town of|village of) ", "", name.strip(" ,.;"), flags=re.IGNORECASE
    )


def _is_name(text: str) -> bool:
    return (
        text[:1].isupper()
        or ("-" in text[:4] and any(map(str.isupper, text)))
        or (text != "" and not text.isascii() and text[0].isalpha() and not text[0].islower())
    )


def _road_word(text: str) -> str | None:
    words = fold(text).split()
    return next((word for word in place_words()["road_words"] if word in words[-1:]), None)


@cache
def _between_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|(?<= ))(?:in between|between|linking|connecting|joining|from(?= [^ ].* to ))"
        r" (?P<places>[^\n]+)$",
        re.IGNORECASE,
    )


@cache
def _distance_pattern() -> re.Pattern[str]:
    units = "|".join(map(re.escape, place_words()["units_m"]))
    return re.compile(
        rf"(?<![\w.,])(?P<count>\d{{1,4}}(?:[.,]\d{{1,2}})?)[ -]?(?P<unit>{units})\b",
        re.IGNORECASE,
    )


@cache
def _near_words() -> tuple[str, ...]:
    return tuple(sorted(place_words()["near_words"], key=lambda words: (-len(words), words)))


@cache
def _directions() -> tuple[tuple[str, str], ...]:
    known = place_words()["bearings"]
    return tuple(
        sorted(
            (
                (words, point)
                for words, point in place_words()["directions"].items()
                if point in known
            ),
            key=lambda pair: (-len(pair[0]), pair[0]),
        )
    )
