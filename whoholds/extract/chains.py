"""How the places of a sentence hang together: lists, what holds what, what is told by its neighbour."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from whoholds.base.records import PlaceKind, Relation
from whoholds.extract.segment import Token
from whoholds.extract.words import words

COMPASS = {
    "north": "N", "south": "S", "east": "E", "west": "W", "northeast": "NE", "northwest": "NW",
    "southeast": "SE", "southwest": "SW",
}  # fmt: skip
_APART = frozenset(("and", "as", "from", "to", "into", "towards", "by"))
_BESIDE = words("chains", "beside")
_LISTING = (
    ["and"],
    [",", "and"],
    ["or"],
    [",", "or"],
    ["&"],
    ["as", "well", "as"],
    [",", "as", "well", "as"],
    ["plus"],
    ["and", "then"],
    [",", "including"],
)


@dataclass(slots=True)
class Place:
    """A place in a sentence: tokens `[first, last)`, the words of its name, and what it lies in.

    `at` is the first token of the whole phrase, articles and cue words included; `prep` is the
    preposition before it, empty where it has none. `chain` tells how it hangs on the place before:
    "" (on its own), "list" or "within" or "near".
    """

    first: int
    last: int
    name: str
    kind: PlaceKind
    at: int
    prep: str = ""
    chain: str = ""
    within: list[str] = field(default_factory=list)
    relation: Relation | None = None
    anaphor: str = ""
    bare: bool = False
    weak: bool = False


def chain_places(tokens: Sequence[Token], places: list[Place]) -> None:
    """Tell how each place hangs on the one before: next of a list, what holds it, beside it."""
    for k in range(1, len(places)):
        before, place = places[k - 1], places[k]
        gap = [t.lower for t in tokens[before.last : place.at]]
        if place.at < before.last:
            continue
        plain = [w for w in gap if w not in ("the", "(", ")", "'s", "both", "also")]
        if not plain and "'s" in gap:
            # "Ukraine's Donetsk Oblast": the holder stands first
            place.within.append(before.name)
            before.chain, before.weak = "holder", True
            continue
        if not plain and place.at < place.first:
            # "the Black Sea port of Kherson": the holder stands before the noun
            place.within.append(before.name)
            before.chain, before.weak = "holder", True
        elif not plain:
            place.chain = "within"
        elif plain in _LISTING or plain == [","]:
            if plain == [","] and _holds(place, before) and not _list_goes_on(tokens, places, k):
                place.chain = "within"
            else:
                place.chain = "list"
        elif before.weak and plain == [",", "in"]:
            continue  # "a counter-offensive, Operation X, in Y"
        elif plain in (["in"], [",", "in"], ["of"], ["at"], ["inside"], ["within"], [",", "of"]):
            place.chain = "within"
        elif len(plain) <= 6 and (
            plain[0] in _BESIDE
            or plain[0] in COMPASS
            or (plain[-1] == "near" and len(plain) <= 2 and plain[0] not in _APART)
        ):
            place.chain = "near"
    for k, place in enumerate(places[:-1]):
        # "Mali's largest base in Bamako": the holder is no place of the event where another stands by
        if (
            tokens[place.last].lower == "'s"
            and not place.chain
            and not places[k + 1].weak
            and places[k + 1].at - place.last <= 8
        ):
            place.chain = "holder"
    _fill_within(places)
    for place in places:
        near = [t.lower for t in tokens[max(0, place.at - 3) : place.at]]
        if near[-1:] == ["except"] or tuple(near[-2:]) in _EXCEPT:
            place.chain = "aside"  # "all towns except for P"


_EXCEPT = frozenset(
    (
        ("except", "for"),
        ("except", "in"),
        ("apart", "from"),
        ("aside", "from"),
        ("other", "than"),
        ("exception", "of"),
    )
)


def _holds(place: Place, before: Place) -> bool:
    rank = {
        PlaceKind.SITE: 0,
        PlaceKind.SETTLEMENT: 1,
        PlaceKind.AREA: 2,
        PlaceKind.PROVINCE: 3,
        PlaceKind.COUNTRY: 4,
    }
    if place.kind is PlaceKind.COUNTRY:
        return True
    return (
        rank[place.kind] > rank[before.kind]
        or (place.kind is before.kind is PlaceKind.SETTLEMENT)
        or before.kind is PlaceKind.AREA
    )


def _list_goes_on(tokens: Sequence[Token], places: list[Place], k: int) -> bool:
    """Tell whether "A, B" goes on as a list: ", C" or "and C" of the same rank follows."""
    if places[k].kind in (PlaceKind.COUNTRY, PlaceKind.PROVINCE):
        return False
    after = [t.lower for t in tokens[places[k].last : places[k].last + 3]]
    if after[:1] == ["and"] or after[:2] == [",", "and"] or after[:2] == ["as", "well"]:
        following = after[1:3] if after[0] == "and" else after[2:3]
        if any(
            w in ("other", "several", "the", "two", "three", "four", "many", "nearby")
            for w in following
        ):
            return True
    for j in range(k + 1, len(places)):
        gap = [t.lower for t in tokens[places[j - 1].last : places[j].at] if t.lower != "the"]
        if gap in (["and"], [",", "and"], ["or"], ["as", "well", "as"], ["&"]):
            return True
        if gap != [","] or places[j].kind in (PlaceKind.COUNTRY, PlaceKind.PROVINCE):
            return False
    return False


def _fill_within(places: list[Place]) -> None:
    """Give each place what holds it; a holder after a list holds every place of the list."""
    for k, place in enumerate(places):
        if place.chain != "within":
            if (
                place.chain == "near"
                and k > 0
                and places[k - 1].relation is None
                and places[k - 1].bare
            ):
                places[k - 1].relation = Relation(word="near", anchors=(place.name,))
            continue
        j = k - 1
        while j >= 0:
            if place.name not in places[j].within:
                places[j].within.append(place.name)
            if place.kind is places[j].kind is PlaceKind.SETTLEMENT:
                place.kind = PlaceKind.AREA
            if places[j].chain not in ("list", "within", "near"):
                break
            j -= 1
