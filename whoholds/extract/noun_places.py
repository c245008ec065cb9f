"""Places that a sentence tells by common nouns: "two key airfields", "the grain silos".

The rules look for names first; what they leave out may still be where it happened. These are
candidates alone: whether one is meant is for the scorers.
"""

from dataclasses import dataclass

from whoholds.base.records import PlaceKind, PlaceMention
from whoholds.base.spans import Span
from whoholds.extract.chains import Place
from whoholds.extract.clauses import Parsed
from whoholds.extract.drafts import View
from whoholds.extract.memory import Kind
from whoholds.extract.units import Typed, Unit
from whoholds.extract.words import words

_MORE_NOUNS = words("noun_places", "nouns")
_COMPASS = words("noun_places", "compass")
_ARTICLES = frozenset(
    ("the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our")
)
_BEFORE = frozenset(("compound", "amod", "nummod", "nmod:poss", "punct", "advmod"))
_LINKS = frozenset(("of", "in", "at", "near", "outside", "on"))
_LONGEST = 6
_MOST = 8


@dataclass(frozen=True, slots=True)
class NounPlace:
    """A place told by common nouns, and the noun that heads it."""

    place: Place
    mention: PlaceMention
    noun: str


def noun_places(view: View, typed: Typed, unit: Unit) -> list[NounPlace]:
    """Return the places told by common nouns in the sentence of `unit`, the nearest ones, in order.

    Words that are part of a place or a name that the rules found are left to these.
    """
    parsed = view.parsed
    taken = {k for p in parsed.places for k in range(p.at, p.last)}
    taken |= {k for n in parsed.names for k in range(n.first, n.last)}
    heads = [
        k
        for k in range(len(parsed.tokens))
        if k not in taken and not unit.first <= k < unit.last and _heads(parsed, k)
    ]
    heads = sorted(heads, key=lambda k: (abs(k - unit.head), k))[:_MOST]
    return [_told_by(parsed, view.text, typed, k, taken) for k in sorted(heads)]


def _heads(parsed: Parsed, k: int) -> bool:
    """Tell whether the noun at `k` may head a place; the first part of a compound does not."""
    word = parsed.lower(k)
    if word in _COMPASS:
        before = parsed.lower(k - 1)
        return before == "the" or before in parsed.lexicon.place_cues["at"]
    kinds = parsed.lexicon.place_kinds
    if word not in kinds and word not in _MORE_NOUNS:
        return False
    following = parsed.lower(k + 1)
    return following not in kinds and following not in _MORE_NOUNS


def _told_by(parsed: Parsed, text: str, typed: Typed, head: int, taken: set[int]) -> NounPlace:
    first = _first(parsed, typed, head, taken)
    last = head + 1
    within: tuple[str, ...] = ()
    follows = parsed.place_at.get(last + 1) or parsed.place_at.get(last + 2)
    if follows is not None and parsed.lower(last) in _LINKS and follows.at - last <= 1:
        within = (follows.name, *follows.within)
    at = first - 1 if parsed.lower(first - 1) in _ARTICLES else first
    prep = parsed.lower(at - 1)
    prep = prep if prep in parsed.lexicon.place_cues["at"] else ""
    noun = parsed.lower(head)
    kind = parsed.lexicon.place_kinds.get(
        noun, PlaceKind.AREA if noun in _COMPASS else PlaceKind.SITE
    )
    name = parsed.words(first, last)
    span = Span(parsed.tokens[first].start, parsed.tokens[last - 1].end)
    mention = PlaceMention(
        name=name,
        kind=kind,
        within=within,
        text=span.cut(text),
        span=span,
        in_title=parsed.in_title,
    )
    return NounPlace(
        Place(first, last, name, kind, at, prep, within=list(within), bare=True), mention, noun
    )


def _first(parsed: Parsed, typed: Typed, head: int, taken: set[int]) -> int:
    """Return where the nouns and adjectives begin that stand before the noun at `head`."""
    tree = typed.tree
    nations = {
        k
        for n in parsed.names
        if n.kind in (Kind.ADJECTIVE, Kind.COUNTRY)
        for k in range(n.first, n.last)
    }
    first = head
    while first > 0 and head - first < _LONGEST:
        k = first - 1
        word = parsed.lower(k)
        if word in _ARTICLES or (k in taken and k not in nations) or not word[0].isalnum():
            break
        if tree is None:
            if word not in parsed.lexicon.adjectives and k not in nations:
                break
        elif not (first <= tree.heads[k] <= head and tree.relations[k] in _BEFORE):
            break
        first = k
    return first
