"""Whether what is said to be taken is no place at all: people, arms, prizes, a person by name.

"Captured three officers near Tarba" names a place, and nobody took it. The scorer of events weighs the
object among much else; here it is the tree alone that speaks, so that a sentence without any other sign
of war is judged by its own words.
"""

from collections.abc import Iterable

from whoholds.base.spans import Span
from whoholds.extract.known import Known
from whoholds.extract.object_kinds import noun_of, object_kind, object_of
from whoholds.extract.toponym_words import toponym_words
from whoholds.extract.units import Typed, Unit
from whoholds.extract.words import words

_FRAMES = frozenset(("take", "take_noun", "lose", "-"))
_LIVING = frozenset(("people", "noun like people", "<person>"))
_NO_PLACE = "/-"
_LEFT_OUT = frozenset(("punct", "cc", "case", "det"))


def taken_instead(typed: Typed, unit: Unit, places: Iterable[Span], known: Known) -> str | None:
    """Return what a unit says was taken where that is no place, None where it may well be one.

    `places` are the spans, in the text of the sentence, of the places that were chosen for it: one that
    stands within the object ("the officers' mess at Tarba", "half of Tarba", "20 soldiers and the town")
    is what was taken. Without a tree nothing is told.
    """
    frame = "-" if unit.trigger is None else unit.trigger.entry.frame
    at = object_of(typed, unit)
    if frame not in _FRAMES or at < 0:
        return None
    kind = object_kind(typed, at)
    noun = noun_of(typed, at)
    person = _person_named(typed, at, known)
    if person is None:
        if kind not in _LIVING and kind not in ("goods", "noun"):
            return None
        if noun in words("taken", "grounds") or typed.parsed.lower(at) in words("taken", "grounds"):
            return None
        if typed.tree is not None and typed.tree.parts[at] not in ("NOUN", "PROPN"):
            return None  # "took it all", "the first, in Tarba, was lost"
        if _clause_about(typed, unit, at):
            return None
    if person is not None:
        return person
    tokens = typed.parsed.tokens
    own = [tokens[k] for k in _phrase(typed, unit, at)]
    if any(span.start < token.end and token.start < span.end for span in places for token in own):
        return None
    return tokens[at].text


def _phrase(typed: Typed, unit: Unit, at: int) -> list[int]:
    """Return the tokens of the object's phrase, but for clauses and for what tells where it was."""
    tree = typed.tree
    assert tree is not None
    found, waiting = {at}, [at]
    while waiting:
        for child in typed.children[waiting.pop()]:
            relation = tree.relations[child]
            if child in found or unit.first <= child < unit.last or relation in _LEFT_OUT:
                continue
            marks = [typed.words[c] for c in typed.children[child] if tree.relations[c] == "case"]
            if relation.startswith("acl") or (marks and marks[0] not in ("of", "'s", "’s")):
                continue
            found.add(child)
            waiting.append(child)
    return sorted(found)


def _clause_about(typed: Typed, unit: Unit, at: int) -> bool:
    """Tell whether the noun is merely what a clause is about: "the offensive which took Tarba"."""
    tree = typed.tree
    return tree is not None and tree.heads[unit.head] == at and tree.relations[unit.head] != "obj"


def _person_named(typed: Typed, at: int, known: Known) -> str | None:
    """Return the given name and surname that the object is; None where it is a place on record."""
    tokens = typed.parsed.tokens
    if typed.part(at) != "PROPN" or tokens[at].text.isupper():
        return None
    first = last = at
    while first > 0 and _in_name(tokens[first - 1].text):
        first -= 1
    while last + 1 < len(tokens) and _in_name(tokens[last + 1].text):
        last += 1
    name = [token.text for token in tokens[first : last + 1]]
    if len(name) < 2 or name[0].lower() not in toponym_words().lists["given"]:
        return None
    whole = " ".join(name)
    return whole if known.of(whole).endswith(_NO_PLACE) else None


def _in_name(word: str) -> bool:
    return word[:1].isupper() and word[-1:].isalpha()
