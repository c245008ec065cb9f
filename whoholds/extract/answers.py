"""Whole answers for a slot of a claim, each with its features: the rules' own, one name, a list, nobody.

Choosing among whole answers keeps what hangs together: a list of towns is taken or left as one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Generic, TypeVar

from whoholds.base.records import Claim, Mention, PlaceMention
from whoholds.extract.candidates import Where, Who, find_where, find_who
from whoholds.extract.drafts import View
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Memory
from whoholds.extract.slot_features import Setting, first_side, where_features, who_features
from whoholds.extract.units import Typed, Unit
from whoholds.extract.words import words

T = TypeVar("T", Mention, PlaceMention)
C = TypeVar("C", Who, Where)

WHO_SLOTS = ("actors", "targets", "said_by")
SLOTS = (*WHO_SLOTS, "places")

_RULED = {"actors": "rule-actor", "targets": "rule-target", "said_by": "rule-said"}
_MOST_PAIRED = 5
_MOST_OUTSIDE = 8
_MOST_LISTED = 8
_MOST_MEANT = 8


@dataclass(slots=True)
class Answer(Generic[T]):
    """One way to fill a slot; `ways` tell how it was come by, `features` speak for or against it."""

    mentions: tuple[T, ...]
    ways: list[str]
    features: list[str]


@dataclass(slots=True)
class Question:
    """The answers that a unit's claim may have, slot by slot; each slot has at least "nobody"."""

    actors: list[Answer[Mention]]
    targets: list[Answer[Mention]]
    said_by: list[Answer[Mention]]
    places: list[Answer[PlaceMention]]


def ask(
    view: View,
    typed: Typed,
    unit: Unit,
    drafted: Sequence[Claim],
    event: str,
    memory: Memory,
    people: frozenset[str],
) -> Question:
    """Return the answers for the slots of the claim of `unit`, told to be an `event`."""
    at = Setting(view, typed, unit, drafted, event)
    who = find_who(view, typed, unit, drafted, people)
    where = find_where(view, drafted, memory)
    told_who = {id(w): who_features(at, w) for w in who}
    told_where = {id(w): where_features(at, w, rank) for rank, w in enumerate(where)}
    found = {
        slot: _featured(at, slot, _who_ways(at, slot, who), who, lambda w: told_who[id(w)])
        for slot in WHO_SLOTS
    }
    places = _featured(at, "places", _where_ways(at, where), where, lambda w: told_where[id(w)])
    return Question(found["actors"], found["targets"], found["said_by"], places)


class _Ways(Generic[T, C]):
    """Collects answers: the same names in another way are the same answer."""

    def __init__(self) -> None:
        self.known: dict[frozenset[str], tuple[tuple[T, ...], list[str], list[C]]] = {}

    def add(self, mentions: Sequence[T], way: str, members: list[C]) -> None:
        key = frozenset(fold(mention.name) for mention in mentions)
        if key not in self.known:
            self.known[key] = (tuple(mentions), [way], members)
            return
        _, ways, known = self.known[key]
        if way not in ways:
            ways.append(way)
        if all(member.first < 0 for member in known) and any(m.first >= 0 for m in members):
            # Words of the clause say more than a name from elsewhere.
            self.known[key] = (tuple(mentions), ways, members)


def _who_ways(at: Setting, slot: str, who: Sequence[Who]) -> _Ways[Mention, Who]:
    ways: _Ways[Mention, Who] = _Ways()
    for claim in at.drafted[:1]:
        ruled = [w for w in who if _RULED[slot] in w.origins]
        ways.add(getattr(claim, slot), "rule", ruled)
    here = [w for w in who if w.first >= 0]
    for one in here:
        ways.add(one.mentions, "in", [one])
    for one in [w for w in who if w.first < 0][:_MOST_OUTSIDE]:
        ways.add(one.mentions, "out", [one])
    named = [m for w in who if not _is_generic(w) for m in w.mentions]
    for one in [w for w in here if _is_generic(w)]:
        for group in _once(named)[:_MOST_MEANT]:
            # "the fighters" are those of a group named before, or beside
            meant = [w for w in who if group in w.mentions][:1]
            ways.add((replace(one.mentions[0], name=group.name),), "as", [one, *meant])
    if slot == "said_by":
        for attribution, speakers in at.view.attributions:
            if speakers:
                inside = [w for w in here if any(a <= w.first < b for a, b in attribution.sources)]
                ways.add(speakers, "attr", inside)
    for k, one in enumerate(here):
        listed, end = [one], one.last
        for other in here[k + 1 : k + _MOST_LISTED]:
            gap = [t.lower for t in at.view.parsed.tokens[end : other.first]]
            gap = [w for w in gap if w not in ("the", "a", "an")]
            if other.first < end:
                continue
            if not gap or len(gap) > 2 or any(w not in (",", "and", "&") for w in gap):
                break
            listed.append(other)
            end = other.last
            ways.add([m for w in listed for m in w.mentions], "list", list(listed))
    ways.add((), "none", [])
    return ways


def _is_generic(who: Who) -> bool:
    """Tell whether nothing but common nouns name somebody: "the army", "fighters"."""
    name = who.mentions[0].name
    return who.first >= 0 and (name == name.lower() or fold(name) in _GENERIC)


_GENERIC = words("drafts", "generic")


def _once(mentions: Sequence[Mention]) -> list[Mention]:
    kept: dict[str, Mention] = {}
    for mention in mentions:
        kept.setdefault(fold(mention.name), mention)
    return list(kept.values())


def _where_ways(at: Setting, where: Sequence[Where]) -> _Ways[PlaceMention, Where]:
    ways: _Ways[PlaceMention, Where] = _Ways()
    for claim in at.drafted[:1]:
        ways.add(claim.places, "rule", [w for w in where if "rule" in w.origins])
    here = [w for w in where if w.first >= 0]
    for one in here:
        ways.add(one.mentions, "in", [one])
    for one in [w for w in where if w.first < 0][:_MOST_OUTSIDE]:
        ways.add(one.mentions, "out", [one])
    ways.add((), "none", [])
    for first, second in combinations(here[:_MOST_PAIRED], 2):
        ways.add((*first.mentions, *second.mentions), "pair", [first, second])
    for one in here:
        if len(one.mentions) > 1:
            ways.add(one.mentions[:1], "head", [one])
            ways.add(one.mentions[1:], "tail", [one])
    return ways


def _featured(
    at: Setting,
    slot: str,
    ways: _Ways[T, C],
    candidates: Sequence[C],
    told: Callable[[C], list[str]],
) -> list[Answer[T]]:
    here = [c for c in candidates if c.first >= 0]
    here.sort(key=lambda c: min(abs(c.first - at.unit.last), abs(at.unit.first - c.last)))
    rank = {id(c): min(k, 6) for k, c in enumerate(here)}
    stated = min(len(here), 5)
    filled = "no" if not at.drafted else str(len(getattr(at.drafted[0], slot)) > 0)
    return [
        Answer(
            mentions,
            found,
            _of_answer(at, mentions, found, members, stated, filled)
            + _of_members(at, "+".join(sorted(found)), members, rank, told),
        )
        for mentions, found, members in ways.known.values()
    ]


def _of_answer(
    at: Setting,
    mentions: Sequence[Mention] | Sequence[PlaceMention],
    found: list[str],
    members: Sequence[Who] | Sequence[Where],
    stated: int,
    filled: str,
) -> list[str]:
    way, event, form, frame = "+".join(sorted(found)), at.event, at.form, at.frame
    out = [
        f"tag={way}",
        f"tag,e={way},{event}",
        f"tag,r={way},{filled}",
        f"tag,fr={way},{frame},{form}",
        f"sz={min(len(mentions), 4)},{way}",
        f"n={stated},{way}",
        f"n,r={stated},{way},{filled}",
        f"title={at.view.parsed.in_title},{way}",
    ]
    if "rule" in found and at.drafted:
        sure = at.drafted[0].confidence
        out += [f"rconf={sure}", f"rconf,e={sure},{event}"]
    if len(members) == 0:
        out += [
            f"none,e={event},{form}",
            f"none,l={at.lemma},{form}",
            f"none,fs={first_side(at)},{form}",
            f"none,n={stated},{event}",
            f"none,r={filled},{event}",
        ]
    return out


def _of_members(
    at: Setting,
    way: str,
    members: Sequence[C],
    rank: dict[int, int],
    told: Callable[[C], list[str]],
) -> list[str]:
    if len(members) == 0:
        return []
    if len(members) == 1:
        place = rank.get(id(members[0]), 6)
        return [f"many=False,{way}", f"rk={place}", f"rk,e={place},{at.event}", *told(members[0])]
    out = [f"many=True,{way}"]
    for member in members[:2]:
        out += [f"M{feature}" for feature in told(member)]
    first, second = members[0], members[1]
    if first.first >= 0 and second.first >= 0:
        low, high = sorted((first, second), key=lambda c: c.first)
        gap = at.typed.words[low.last : high.first]
        out += [f"pg={' '.join(gap[:4])}", f"pgn={min(len(gap), 8)}"]
    return out
