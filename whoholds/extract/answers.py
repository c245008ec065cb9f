"""Whole answers for a slot of a claim, each with its features: the rules' own, one name, a list, nobody.

Choosing among whole answers keeps what hangs together: a list of towns is taken or left as one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Generic, NamedTuple, TypeVar

from whoholds.base.records import Claim, Mention, PlaceMention
from whoholds.extract.candidates import Where, Who, find_where, find_who
from whoholds.extract.discourse import Told as ToldBefore
from whoholds.extract.drafts import View
from whoholds.extract.known import NONE_KNOWN, Known
from whoholds.extract.lexicon import fold
from whoholds.extract.meant_places import meant_features, meant_places
from whoholds.extract.memory import Memory
from whoholds.extract.scorers import Feature, Features, Told, names_of, template
from whoholds.extract.segment import Token
from whoholds.extract.slot_features import (
    OF_ONE_ALONE,
    Setting,
    same_sentence,
    where_features,
    who_features,
)
from whoholds.extract.units import Typed, Unit
from whoholds.extract.words import words

T = TypeVar("T", bound=Mention | PlaceMention)
Candidate = Who | Where

WHO_SLOTS = ("actors", "targets", "said_by")
SLOTS = (*WHO_SLOTS, "places")

_RULED = {"actors": "rule-actor", "targets": "rule-target", "said_by": "rule-said"}
_MOST_PAIRED = 5
_MOST_OUTSIDE = 10
_MOST_LISTED = 8
_MOST_MEANT = 8
_MOST_HERE = 20


@dataclass(slots=True)
class Answer(Generic[T]):
    """One way to fill a slot: `ways` tell how it was come by, the features of `parts` how good it is.

    The parts have no feature in common, and answers with the same members share theirs.
    """

    mentions: tuple[T, ...]
    ways: list[str]
    parts: list[Features]

    @property
    def features(self) -> list[str]:
        """All features, part by part."""
        return [name for part in self.parts for name in part]


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
    known: Known = NONE_KNOWN,
    past: Sequence[ToldBefore] = (),
) -> Question:
    """Return the answers for the slots of the claim of `unit`, told to be an `event`.

    `past` are the claims decided before it, the newest last.
    """
    at = Setting(view, typed, unit, drafted, event, known, past)
    who = find_who(view, typed, unit, drafted, people, memory, past)
    where = find_where(view, typed, unit, drafted, memory, past)
    told_who = _Told({id(w): who_features(at, w) for w in who})
    told_where = _Told({id(w): where_features(at, w, rank) for rank, w in enumerate(where)})
    offered = _offer(at, who)
    found = {
        slot: _featured(at, slot, _who_ways(at, slot, who, offered), who, told_who)
        for slot in WHO_SLOTS
    }
    places = _featured(at, "places", _where_ways(at, where), where, told_where)
    return Question(found["actors"], found["targets"], found["said_by"], places)


_OF_LISTED = frozenset(
    (
        "a", "b", "ch", "cl", "d", "dr", "e", "hw", "k", "kn", "k,e", "m", "o", "prep", "prep,e", "ps",
        "ps,e", "r", "r,e", "role", "s,e", "s,fr", "tb",
    )
)  # fmt: skip
"""The features that tell of a member of a list; the rest are left out to keep lists cheap."""


@template
def _listed(mark: str, feature: Told) -> list[str]:
    """Name features as those of a member of a list, of those that tell of one."""
    return [
        f"{mark}{name}" for name in names_of((feature,)) if name.partition("=")[0] in _OF_LISTED
    ]


class _Told:
    """The features of candidates, made once: alone (no mark), or as one of two in a list ("M", "N")."""

    def __init__(self, features: dict[int, list[Feature]]) -> None:
        self._features = features
        self._made: dict[tuple[int, str], Features] = {}

    def part(self, candidate: Candidate, mark: str = "") -> Features:
        """Return the features of a candidate, each with `mark` before it."""
        key = (id(candidate), mark)
        made = self._made.get(key)
        if made is None:
            own = self._features[id(candidate)]
            if mark:
                own = [(_listed, mark, told) for told in own if told[0] not in OF_ONE_ALONE]
            made = self._made[key] = Features(own)
        return made


@dataclass(slots=True)
class _Way(Generic[T]):
    """An answer in the making: its names, the ways by which it was come by, the candidates in it."""

    mentions: tuple[T, ...]
    found: list[str]
    members: Sequence[Candidate]


class _Ways(Generic[T]):
    """Collects answers: the same names in another way are the same answer."""

    def __init__(self) -> None:
        self.known: dict[frozenset[str], _Way[T]] = {}

    def add(self, mentions: Sequence[T], way: str, members: Sequence[Candidate]) -> None:
        self.offer(_Offer(frozenset(fold(m.name) for m in mentions), mentions, way, members))

    def offer(self, offer: "_Offer[T]") -> None:
        key, mentions, way, members = offer
        before = self.known.get(key)
        if before is None:
            self.known[key] = _Way(tuple(mentions), [way], members)
            return
        if way not in before.found:
            before.found.append(way)
        if all(m.first < 0 for m in before.members) and any(m.first >= 0 for m in members):
            # Words of the clause say more than a name from elsewhere.
            before.mentions, before.members = tuple(mentions), members


class _Offer(NamedTuple, Generic[T]):
    """Names that may answer, with the way by which they were come by, and the candidates in it."""

    key: frozenset[str]
    mentions: Sequence[T]
    way: str
    members: Sequence[Candidate]


@dataclass(slots=True)
class _Offered:
    """What is offered for each of the slots for people alike: one by one, and in lists."""

    here: list[Who]
    single: list[_Offer[Mention]]
    listed: list[_Offer[Mention]]


def _offer(at: Setting, who: Sequence[Who]) -> _Offered:
    here = [w for w in who if w.first >= 0]
    keys = {id(w): frozenset([fold(m.name) for m in w.mentions]) for w in who}
    single = [_Offer(keys[id(w)], w.mentions, "in", [w]) for w in here]
    outside = [w for w in who if w.first < 0][:_MOST_OUTSIDE]
    single += [_Offer(keys[id(w)], w.mentions, "out", [w]) for w in outside]
    generic = [w for w in here if _is_generic(w)]
    if generic:
        single += _groups_meant(generic, who)
    return _Offered(here, single, _lists(at, here, keys))


def _groups_meant(generic: Sequence[Who], who: Sequence[Who]) -> Iterator[_Offer[Mention]]:
    """Yield what common nouns may mean: "the fighters" are those of a group named before, or beside."""
    named = _once([m for w in who if not _is_generic(w) for m in w.mentions])
    said = [(m, frozenset(fold(m.name).split())) for m in named]
    owner: dict[Mention, Who] = {}
    for one in who:
        for mention in one.mentions:
            owner.setdefault(mention, one)
    for one in generic:
        first = one.mentions[0]
        for group in _meant(frozenset(fold(first.name).split()), said)[:_MOST_MEANT]:
            key = frozenset((fold(group.name),))
            yield _Offer(key, (replace(first, name=group.name),), "as", [one, owner[group]])


def _lists(
    at: Setting, here: Sequence[Who], keys: Mapping[int, frozenset[str]]
) -> list[_Offer[Mention]]:
    tokens = at.view.parsed.tokens
    out: list[_Offer[Mention]] = []
    for k, one in enumerate(here):
        listed, end, key = [one], one.last, keys[id(one)]
        for other in here[k + 1 : k + _MOST_LISTED]:
            if other.first < end:
                continue
            if not _joins(tokens[end : other.first]):
                break
            listed.append(other)
            end, key = other.last, key | keys[id(other)]
            mentions = [m for w in listed for m in w.mentions]
            out.append(_Offer(key, mentions, "list", list(listed)))
    return out


def _joins(gap: Sequence[Token]) -> bool:
    """Tell whether the tokens between two names make them a list: a comma, "and the"."""
    joints = 0
    for token in gap:
        if token.lower in ("the", "a", "an"):
            continue
        joints += 1
        if joints > 2 or token.lower not in (",", "and", "&"):
            return False
    return joints > 0


def _who_ways(at: Setting, slot: str, who: Sequence[Who], offered: _Offered) -> _Ways[Mention]:
    ways: _Ways[Mention] = _Ways()
    for claim in at.drafted[:1]:
        ruled = [w for w in who if _RULED[slot] in w.origins]
        ways.add(getattr(claim, slot), "rule", ruled)
    for offer in offered.single:
        ways.offer(offer)
    if slot == "said_by":
        for attribution, speakers in at.view.attributions:
            if speakers:
                sources = attribution.sources
                inside = [w for w in offered.here if any(a <= w.first < b for a, b in sources)]
                ways.add(speakers, "attr", inside)
    for offer in offered.listed:
        ways.offer(offer)
    ways.add((), "none", [])
    return ways


def _is_generic(who: Who) -> bool:
    """Tell whether nothing but common nouns name somebody: "the army", "fighters"."""
    name = who.mentions[0].name
    if who.first == 0 and who.name is not None and who.name.role:
        name = name[:1].lower() + name[1:]  # "Two drones" at the head of a sentence
    return who.first >= 0 and (name == name.lower() or fold(name) in _GENERIC)


_GENERIC = words("drafts", "generic")


_STATE = frozenset(("army", "government", "military", "police"))
_AGAINST = _GENERIC - _STATE - {"forces", "soldiers", "troops"}
"""Nouns for those who fight a state: "the army" means none of them, and they mean no army."""


def _meant(
    said: frozenset[str], named: Sequence[tuple[Mention, frozenset[str]]]
) -> Sequence[Mention]:
    """Return the groups that common nouns may mean: of "the army" the "Syrian army", if named."""
    sharing = [mention for mention, words in named if not said.isdisjoint(words)]
    if sharing:
        return sharing
    if not said.isdisjoint(_STATE):
        return [mention for mention, words in named if not words <= _AGAINST]
    if not said.isdisjoint(_AGAINST):
        return [mention for mention, words in named if words.isdisjoint(_STATE)]
    return [mention for mention, _ in named]


def _once(mentions: Sequence[Mention]) -> list[Mention]:
    kept: dict[str, Mention] = {}
    for mention in mentions:
        kept.setdefault(fold(mention.name), mention)
    return list(kept.values())


def _where_ways(at: Setting, where: Sequence[Where]) -> _Ways[PlaceMention]:
    ways: _Ways[PlaceMention] = _Ways()
    for claim in at.drafted[:1]:
        ways.add(claim.places, "rule", [w for w in where if "rule" in w.origins])
    here = [w for w in where if w.first >= 0]
    here = sorted(here, key=lambda w: abs(w.first - at.unit.first))[:_MOST_HERE]
    near = sorted(here[:_MOST_PAIRED], key=lambda w: w.first)
    here.sort(key=lambda w: w.first)
    for one in here:
        ways.add(one.mentions, "in", [one])
    for one in [w for w in where if w.first < 0][:_MOST_OUTSIDE]:
        ways.add(one.mentions, "out", [one])
    ways.add((), "none", [])
    for one in here:
        for meant in meant_places(one, where):
            known = meant.mentions[0]
            mention = replace(
                one.mentions[0],
                name=known.name,
                kind=known.kind,
                within=known.within,
                relation=known.relation,
            )
            ways.add((mention,), "as", [one, meant])
    for first, second in combinations(near, 2):
        ways.add((*first.mentions, *second.mentions), "pair", [first, second])
    for k, one in enumerate(here):
        listed = [one]
        for other in here[k + 1 : k + _MOST_LISTED]:
            gap = at.typed.words[listed[-1].last : other.first]
            if other.first < listed[-1].last:
                continue
            if not gap or not _LISTING.issuperset(gap):
                break
            listed.append(other)
            ways.add([m for w in listed for m in w.mentions], "list", list(listed))
    for one in here:
        if len(one.mentions) > 1:
            ways.add(one.mentions[:1], "head", [one])
            ways.add(one.mentions[1:], "tail", [one])
            ways.add(one.mentions[-1:], "last", [one])
    for back, told in enumerate(reversed(at.view.told[-3:])):
        if len(told.places) > 1:
            named = {fold(m.name) for m in told.places}
            ways.add(told.places, f"told{back}", [w for w in where if _names_one(w, named)][:2])
    return ways


_LISTING = frozenset((",", "and", "&", "as", "well", "the", "a", "an", "or"))


def _names_one(where: Where, named: set[str]) -> bool:
    return any(fold(m.name) in named for m in where.mentions)


def _featured(
    at: Setting, slot: str, ways: _Ways[T], candidates: Sequence[Candidate], told: _Told
) -> list[Answer[T]]:
    here = sorted(
        (c for c in candidates if c.first >= 0),
        key=lambda c: min(abs(c.first - at.unit.last), abs(at.unit.first - c.last)),
    )
    rank = {id(c): min(k, 6) for k, c in enumerate(here)}
    stated = min(len(here), 5)
    filled = "no" if not at.drafted else str(len(getattr(at.drafted[0], slot)) > 0)
    out: list[Answer[T]] = []
    for way in ways.known.values():
        own: list[Feature] = _of_answer(
            at, len(way.mentions), way.found, way.members, stated, filled
        )
        own += _of_past(at, slot, way.mentions)
        own += _of_members(at, "+".join(sorted(way.found)), way.members, rank, candidates)
        parts = [Features(own), *_parts(way.members, told)]
        out.append(Answer(way.mentions, way.found, parts))
    return out


def _parts(members: Sequence[Candidate], told: _Told) -> list[Features]:
    if len(members) == 1:
        return [told.part(members[0])]
    parts: list[Features] = []
    for mark in "MN"[: len(members)]:
        parts.append(told.part(members[len(parts)], mark))
    return parts


def _of_answer(
    at: Setting,
    size: int,
    found: list[str],
    members: Sequence[Candidate],
    stated: int,
    filled: str,
) -> list[Feature]:
    way, event, form = "+".join(sorted(found)), at.event, at.form
    out: list[Feature] = [
        (_of_way, way, event, filled, at.frame, form),
        (_of_size, min(size, 4), way, stated, filled, at.view.parsed.in_title, at.alone),
    ]
    if "rule" in found and at.drafted:
        out.append((_of_sureness, at.drafted[0].confidence, event))
    if len(members) == 0:
        out.append((_of_nobody, event, form, at.lemma, at.sides, stated, filled, at.alone))
    return out


@template
def _of_way(way: str, event: str, filled: str, frame: str, form: str) -> list[str]:
    return [
        f"tag={way}", f"tag,e={way},{event}", f"tag,r={way},{filled}", f"tag,fr={way},{frame},{form}",
    ]  # fmt: skip


@template
def _of_size(
    size: int, way: str, stated: int, filled: str, in_title: bool, alone: bool
) -> list[str]:
    return [
        f"sz={size},{way}", f"n={stated},{way}", f"n,r={stated},{way},{filled}",
        f"title={in_title},{way}", f"alone={alone},{way}",
    ]  # fmt: skip


@template
def _of_sureness(sure: float, event: str) -> list[str]:
    return [f"rconf={sure}", f"rconf,e={sure},{event}"]


@template
def _of_nobody(
    event: str, form: str, lemma: str, sides: str, stated: int, filled: str, alone: bool
) -> list[str]:
    return [
        f"none,e={event},{form}",
        f"none,l={lemma},{form}",
        f"none,fs={sides},{form}",
        f"none,n={stated},{event}",
        f"none,r={filled},{event}",
        f"none,alone={alone},{event},{form}",
    ]


def _of_past(at: Setting, slot: str, mentions: Sequence[Mention | PlaceMention]) -> list[Feature]:
    """Return whether an answer is that of the claim decided last."""
    if not at.past:
        return ["past=-"]
    told = at.past[-1]
    names = {fold(m.name) for m in mentions}
    before = {fold(m.name) for m in getattr(told, slot, ())}
    same = (
        "none" if not names else "same" if names == before else "part" if names & before else "no"
    )
    step = f"{told.event.value}>{at.event}"
    ruled = f"{bool(getattr(at.drafted[0], slot))}" if at.drafted else "-"
    return [(_of_answer_before, same, bool(before), same_sentence(at, told), step, at.form, ruled)]


@template
def _of_answer_before(
    same: str, filled: bool, here: bool, step: str, form: str, ruled: str
) -> list[str]:
    return [
        f"past={same},{filled},{here}",
        f"past,e={same},{filled},{step}",
        f"past,e,s={same},{step},{here}",
        f"past,f={same},{form},{here}",
        f"past,r={same},{ruled},{here}",
    ]


def _of_members(
    at: Setting,
    way: str,
    members: Sequence[Candidate],
    rank: dict[int, int],
    candidates: Sequence[Candidate],
) -> list[Feature]:
    if len(members) == 0:
        return []
    if len(members) == 1:
        return [(_of_one, way, rank.get(id(members[0]), 6), at.event)]
    out: list[Feature] = [f"many=True,{way}"]
    first, second = members[0], members[1]
    if isinstance(first, Who) and isinstance(second, Who) and "as" in way.split("+"):
        out += _of_meant(at, first, second)
    if isinstance(first, Where) and isinstance(second, Where) and "as" in way.split("+"):
        out += meant_features(at, first, second, candidates)
    if first.first >= 0 and second.first >= 0:
        low, high = (first, second) if first.first <= second.first else (second, first)
        gap = at.typed.words[low.last : high.first]
        out += [f"pg={' '.join(gap[:4])}", f"pgn={min(len(gap), 8)}"]
    return out


@template
def _of_one(way: str, rank: int, event: str) -> list[str]:
    return [f"many=False,{way}", f"rk={rank}", f"rk,e={rank},{event}"]


def _of_meant(at: Setting, generic: Who, group: Who) -> list[str]:
    """Return what tells whether common nouns ("the army") mean a group ("Syrian army")."""
    said = set(fold(generic.mentions[0].name).split())
    named = set(fold(group.mentions[0].name).split())
    head = fold(generic.mentions[0].name).rpartition(" ")[2]
    shared = bool(said & named)
    last = at.view.told[-1] if at.view.told else None
    acted = last is not None and group.mentions[0].name in {m.name for m in last.actors}
    return [
        f"as,shared={shared}",
        f"as,shared,h={shared},{head}",
        f"as,h={head},{group.kind}",
        f"as,acted={acted},{shared}",
        f"as,to={head},{fold(group.mentions[0].name).rpartition(' ')[2]}",
        f"as,far={group.first < 0}",
    ]
