"""Which claims of a report tell an event again that it told before: title, lead, body.

Two claims tell one event where nothing that both say differs, and enough of it is the same: the event,
its status, who, where, by what, how many, on which day.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain

from rapidfuzz import fuzz

from whoholds.base.records import (
    Claim,
    Event,
    Mention,
    PlaceKind,
    PlaceMention,
    Status,
    TimeFrame,
)
from whoholds.extract.kin import akin, core_of, names_of, words_of
from whoholds.extract.lexicon import fold, load_lexicon
from whoholds.extract.telldays import other_day

_SAME_NAME = 88.0
_SHORT = 4
_WIDE = frozenset((PlaceKind.AREA, PlaceKind.PROVINCE, PlaceKind.COUNTRY))
_POINTING = frozenset(("the", "this", "that", "these", "those", "its", "their", "both"))
_POINTED_AT = frozenset((Event.ATTACK, Event.STRIKE, Event.ABUSE, Event.CLASH))
_OWNERSHIP = frozenset((Event.TAKE, Event.LEAVE, Event.HOLD))


MOST_APART = 60
"""How many claims may stand between two tellings; title and text may be further apart."""


def first_tellings(claims: Sequence[Claim], published: date | None = None) -> list[int | None]:
    """Return for each claim the index of the first telling of its event, None for a first one.

    `claims` are those of one report in reading order, title first; weekdays count back from `published`.
    """
    first: list[int | None] = []
    for index in range(len(claims)):
        found = _told_before(claims, index, published)
        root = None if found is None else first[found]
        first.append(found if root is None else root)
    return first


def one_event(one: Claim, other: Claim, published: date | None = None) -> bool:
    """Tell whether two claims of a report are of one event, whether it happened or not.

    A claim and its denial are so; `other` stands after `one`.
    """
    return _compatible(one, other, published) and _enough_in_common(one, other)


def _told_before(claims: Sequence[Claim], index: int, published: date | None) -> int | None:
    claim = claims[index]
    titled = sum(c.quote.in_title for c in claims[:index][:MOST_APART])
    near = range(index - 1, max(-1, index - 1 - MOST_APART), -1)
    far = range(min(titled, max(0, index - MOST_APART)) - 1, -1, -1)
    for earlier in chain(near, far):
        other = claims[earlier]
        if (
            other.status is claim.status
            and not _one_breath(other, claim)
            and (
                one_event(other, claim, published)
                or _first_of_headline(claims, earlier, index, published)
            )
            and not _undone_between(claims[earlier + 1 : index], other, claim)
        ):
            return earlier
    return None


def _first_of_headline(
    claims: Sequence[Claim], earlier: int, index: int, published: date | None
) -> bool:
    """Tell whether a headline without a place is told by the claim: the first of its kind in the text."""
    title, claim = claims[earlier], claims[index]
    if not title.quote.in_title or claim.quote.in_title or title.places or not title.actors:
        return False
    kind = (title.event, title.status)
    between = (c for c in claims[earlier + 1 : index] if not c.quote.in_title)
    if any((c.event, c.status) == kind for c in between) or kind != (claim.event, claim.status):
        return False
    return bool(claim.actors) and _compatible(title, claim, published)


def _one_breath(one: Claim, other: Claim) -> bool:
    """Tell whether two claims share a clause: "shelled and bombed P" tells of two things."""
    return one.quote.in_title is other.quote.in_title and one.quote.span.overlaps(other.quote.span)


def _compatible(one: Claim, other: Claim, published: date | None) -> bool:
    """Tell whether nothing that both claims say differs."""
    if one.event is not other.event and not _points_back(one, other):
        return False
    if one.places and other.places and not _one_place(one, other):
        return False
    if one.means is not None and other.means is not None and one.means is not other.means:
        return False
    for mine, theirs in ((one.killed, other.killed), (one.wounded, other.wounded)):
        if (
            mine is not None
            and theirs is not None
            and (mine.high < theirs.low or theirs.high < mine.low)
        ):
            return False
    if (
        one.actors
        and other.actors
        and not akin(one.actors, other.actors)
        and not _renamed(one, other)
    ):
        return False
    if one.targets and other.targets and not akin(one.targets, other.targets):
        return False
    if _crossed(one, other) or _other_number(one, other):
        return False
    return not other_day(one, other, published)


def _renamed(one: Claim, other: Claim) -> bool:
    """Tell whether a headline only calls the actor otherwise: the same place, taken from the same."""
    headline = one.quote.in_title is not other.quote.in_title
    same = _names(one.places) & _names(other.places)
    return bool(headline and same and one.targets and other.targets) and akin(
        one.targets, other.targets
    )


def _crossed(one: Claim, other: Claim) -> bool:
    """Tell whether the actor of the one is the target of the other."""
    mine, theirs = _keys(one.actors), _keys(other.actors)
    swapped = mine & _keys(other.targets) or theirs & _keys(one.targets)
    return bool(swapped) and not mine & theirs


def _other_number(one: Claim, other: Claim) -> bool:
    """Tell whether the text counts two things: "four villages", "11 villages".

    A headline's count is often not the text's.
    """
    if one.quote.in_title is not other.quote.in_title:
        return False
    mine, theirs = _counted(one), _counted(other)
    return bool(mine and theirs) and not mine & theirs


def _counted(claim: Claim) -> frozenset[int]:
    """Return the numbers that stand before a plural sort of place."""
    numbers = _numbers_in_words()
    kinds = load_lexicon().place_kinds
    told = words_of(claim.quote.text)
    return frozenset(
        int(word) if word.isdecimal() else numbers[word]
        for k, word in enumerate(told)
        if (word in numbers or word.isdecimal())
        and any(w.endswith("s") and w in kinds for w in told[k + 1 : k + 3])
    )


@cache
def _numbers_in_words() -> dict[str, int]:
    source = files("whoholds.extract") / "data" / "numbers.toml"
    values: dict[str, int] = tomllib.loads(source.read_text(encoding="utf-8"))["values"]
    return {word: value for word, value in values.items() if word not in ("a", "an")}


def _keys(party: Sequence[Mention]) -> frozenset[str]:
    return frozenset(fold(name) for name in names_of(party))


def _enough_in_common(one: Claim, other: Claim) -> bool:
    """Tell whether what both claims say is enough to know the event by."""
    who = bool(one.actors and other.actors) or bool(one.targets and other.targets)
    exact = bool(_names(one.places) & _names(other.places)) and any(
        p.kind not in _WIDE for p in (*one.places, *other.places)
    )
    where = bool(one.places and other.places)
    if _points_back(one, other):
        return who or where or not (other.actors or other.places)
    if other.time_frame is TimeFrame.BACKGROUND and other.when is None:
        return who and where  # "after capturing P": told again only where the taker is known
    if one.quote.in_title is not other.quote.in_title:
        return (who and where) or exact or (who and _same_words(one, other))
    # Within a province more than one village falls: there the words must point back.
    told = exact or (where and _POINTING & set(_before_trigger(other)[-1:]))
    return bool(told) and (who or _same_words(one, other))


def _same_words(one: Claim, other: Claim) -> bool:
    """Tell whether the two triggers are forms of one word."""
    mine, theirs = core_of(words_of(one.trigger.text)), core_of(words_of(other.trigger.text))
    return any(a[:5] == b[:5] for a in mine for b in theirs)


def _points_back(one: Claim, other: Claim) -> bool:
    """Tell whether the later claim says "the attack", "this raid" of the one before."""
    if {one.event, other.event} - _POINTED_AT or other.quote.in_title:
        return False
    near = other.trigger.span.start - one.trigger.span.end < _FAR or one.quote.in_title
    return bool(_POINTING & set(_before_trigger(other)[-1:])) and near


def _before_trigger(claim: Claim) -> tuple[str, ...]:
    return words_of(claim.quote.text[: claim.trigger.span.start - claim.quote.span.start])


_FAR = 600
"""How many code points back "the attack" may point."""


def _one_place(one: Claim, other: Claim) -> bool:
    mine, theirs = _names(one.places), _names(other.places)
    common = sum(any(_one_name(a, b) for b in theirs) for a in mine)
    if common > 0:
        # Two lists of villages with one name in both are two lists.
        return 2 * common >= min(len(mine), len(theirs)) or one.quote.in_title
    if one.quote.in_title is other.quote.in_title:
        return False
    # A headline names the province or the town, the text the village or the quarter in it; and in short.
    return (
        _inside(one.places, other.places)
        or _inside(other.places, one.places)
        or any(_short_for(a, b) or _short_for(b, a) for a in mine for b in theirs)
    )


def _short_for(one: str, other: str) -> bool:
    """Tell whether one name is the other with words left out: "Taqba base", "taqba air base"."""
    return set(one.split()) <= set(other.split())


def _one_name(one: str, other: str) -> bool:
    long = len(one) > _SHORT and len(other) > _SHORT
    return one == other or (long and fuzz.ratio(one, other) >= _SAME_NAME)


def _inside(wide: Sequence[PlaceMention], near: Sequence[PlaceMention]) -> bool:
    outer = _names(wide)
    return any(_plain(name) in outer for p in near for name in p.within)


def _names(places: Sequence[PlaceMention]) -> frozenset[str]:
    return frozenset(_plain(p.name) for p in places if p.relation is None) or frozenset(
        f"{p.relation.word} {_plain(p.relation.anchors[0])}"
        for p in places
        if p.relation is not None and p.relation.anchors
    )


def _plain(name: str) -> str:
    folded = fold(name).replace("-", " ").replace("'", "")
    return " ".join(w for w in folded.split() if w not in ("the", "al", "province", "city"))


def _undone_between(between: Sequence[Claim], one: Claim, other: Claim) -> bool:
    """Tell whether the place changed hands between two tellings: then it was taken twice."""
    if one.event is not Event.TAKE or one.quote.in_title:
        return False
    return any(
        c.event in _OWNERSHIP
        and c.status is Status.HAPPENED
        and c.time_frame is not TimeFrame.BACKGROUND
        and bool(_names(c.places) & (_names(one.places) | _names(other.places)))
        and bool(c.actors and one.actors)
        and (not akin(c.actors, one.actors) or c.event is Event.LEAVE)
        for c in between
    )
