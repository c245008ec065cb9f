"""Whom and where the slots of a claim may name: in its sentence, or in the report before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from whoholds.base.records import Claim, Mention, PlaceKind, PlaceMention
from whoholds.base.spans import Span
from whoholds.extract.chains import Place
from whoholds.extract.clauses import place_group
from whoholds.extract.discourse import Told
from whoholds.extract.drafts import View
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.noun_places import noun_places
from whoholds.extract.roles import zone_places
from whoholds.extract.units import Typed, Unit

_WHO = (
    Kind.ACTOR, Kind.COUNTRY, Kind.UNKNOWN, Kind.SPEAKER, Kind.PERSON, Kind.ADJECTIVE, Kind.PLACE,
)  # fmt: skip
_MOST_NAMES = 20
_MOST_PAST = 3
_MOST_SIDES = 4
_NEAR_BEFORE = 5
"""How many places named last before a sentence are told apart by how long ago."""


@dataclass(slots=True)
class Who:
    """Somebody who may be an actor, a target or a source of a claim.

    `first` and `last` are its tokens, -1 where the clause's sentence does not name it; `origins` are
    the ways by which it was found.
    """

    mentions: tuple[Mention, ...]
    first: int = -1
    last: int = -1
    kind: str = "-"
    name: Name | None = None
    origins: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Where:
    """A place, or a list of places, where a claim may have happened.

    `noun` is the common noun that tells it ("the city", "two airfields"), empty where it is named.
    """

    mentions: tuple[PlaceMention, ...]
    first: int = -1
    last: int = -1
    place: Place | None = None
    origins: list[str] = field(default_factory=list)
    noun: str = ""


def find_who(
    view: View,
    typed: Typed,
    unit: Unit,
    drafted: Sequence[Claim],
    common: frozenset[str],
    memory: Memory,
    past: Sequence[Told] = (),
) -> list[Who]:
    """Return who may fill a slot of the claim of `unit`; `common` are nouns for people nobody names.

    `past` are the claims decided before, the newest last.
    """
    parsed = view.parsed
    out: list[Who] = []
    for name, mentions in zip(parsed.names, view.mentions, strict=True):
        if name.kind not in _WHO or (name.first <= unit.head < name.last) or not mentions:
            continue
        kind = "group" if name.role else name.kind.value
        out.append(Who(mentions, name.first, name.last, kind, name))
    out = _nearest(out, unit)
    for k, word in enumerate(typed.words):
        if word in common and k not in parsed.owner and not unit.first <= k < unit.last:
            token = parsed.tokens[k]
            mention = Mention(
                name=token.lower,
                text=token.text,
                span=Span(token.start, token.end),
                in_title=parsed.in_title,
            )
            out.append(Who((mention,), k, k + 1, "people"))
    for attribution, speakers in view.attributions:
        for (first, last), speaker in zip(attribution.sources, speakers, strict=False):
            if not any(who.first < last and who.last > first for who in out):
                out.append(Who((speaker,), first, last, "source"))
    known = {fold(mention.name): who for who in reversed(out) for mention in who.mentions}

    def add(mentions: Sequence[Mention], origin: str) -> None:
        for mention in mentions:
            key = fold(mention.name)
            if key not in known:
                known[key] = Who((mention,))
                out.append(known[key])
            if origin not in known[key].origins:
                known[key].origins.append(origin)

    for claim in drafted:
        add(claim.actors, "rule-actor")
        add(claim.targets, "rule-target")
        add(claim.said_by, "rule-said")
    for back, told in enumerate(reversed(past[-_MOST_PAST:])):
        add(told.actors, f"past{back}-actor")
        add(told.targets, f"past{back}-target")
    for back, told in enumerate(reversed(view.told[-3:])):
        add(told.actors, f"told{back}-actor")
        add(told.targets, f"told{back}-target")
    add(view.topic, "topic")
    for name in parsed.names:
        nation = parsed.lexicon.adjectives.get(fold(parsed.tokens[name.first].text))
        if nation is not None and name.last - name.first > 1:
            # "Ukrainian officials": what they tell of, their country did
            add((Mention(name=nation.name or nation.adjective),), f"nation-{name.kind.value}")
    for rank, side in enumerate(memory.main_sides[:_MOST_SIDES]):
        forms = memory.forms.get(side)
        add((Mention(name=forms.most_common(1)[0][0] if forms else side),), f"side{rank}")
    return out


def _nearest(who: list[Who], unit: Unit) -> list[Who]:
    """Return the names nearest to a unit, in order: an endless sentence must not cost endless time."""
    if len(who) <= _MOST_NAMES:
        return who
    near = sorted(who, key=lambda w: (abs(w.first - unit.first), w.first))[:_MOST_NAMES]
    return sorted(near, key=lambda w: w.first)


def find_where(
    view: View,
    typed: Typed,
    unit: Unit,
    drafted: Sequence[Claim],
    memory: Memory,
    past: Sequence[Told] = (),
) -> list[Where]:
    """Return where the claim of `unit` may have happened; a list of places is one candidate.

    `past` are the claims decided before, the newest last.
    """
    parsed = view.parsed
    out: list[Where] = []
    resolved = {id(p): m for p, m in zip(parsed.places, view.places, strict=True)}
    grouped: set[int] = set()
    for place in zone_places(parsed, 0, len(parsed.tokens)):
        at = next(k for k, p in enumerate(parsed.places) if p is place)
        members = place_group(parsed, at)
        mentions = tuple(m for p in members if (m := resolved[id(p)]) is not None)
        grouped.update(id(p) for p in members)
        if mentions:
            out.append(
                Where(_once(mentions), place.at, members[-1].last, place, noun=_noun_of(place))
            )
    for place, mention in zip(parsed.places, view.places, strict=True):
        if id(place) not in grouped and mention is not None:
            out.append(Where((mention,), place.at, place.last, place, noun=_noun_of(place)))
    for told_by in noun_places(view, typed, unit):
        place = told_by.place
        out.append(Where((told_by.mention,), place.at, place.last, place, ["noun"], told_by.noun))
    out += _owned(view)
    known = {fold(m.name): where for where in reversed(out) for m in where.mentions}

    def add(mentions: Sequence[PlaceMention], origin: str) -> None:
        fresh = [m for m in mentions if fold(m.name) not in known]
        for mention in mentions:
            where = known.get(fold(mention.name))
            if where is not None and origin not in where.origins:
                where.origins.append(origin)
        if fresh:
            where = Where(_once(tuple(fresh)), origins=[origin])
            out.append(where)
            known.update((fold(m.name), where) for m in fresh)

    for claim in drafted:
        add(claim.places, "rule")
    for back, told in enumerate(reversed(past[-_MOST_PAST:])):
        add(told.places, f"past{back}")
    for back, told in enumerate(reversed(view.told[-3:])):
        add(told.places, f"told{back}")
    for back, known_place in enumerate(reversed(view.known_places[-_NEAR_BEFORE:])):
        add((known_place,), f"seen{back}")
    for topical in memory.context_places:
        add((topical,), "context")
    for early, origin in ((memory.first_place, "first"), (memory.first_town, "town")):
        if early is not None:
            add((early,), origin)
    for known_place in reversed(view.known_places[:-_NEAR_BEFORE]):
        add((known_place,), "before")
    return out


def _noun_of(place: Place) -> str:
    """Return the common noun that tells a place without a name of its own."""
    if place.anaphor:
        return place.anaphor
    return place.name.rpartition(" ")[2].lower() if place.bare else ""


def _owned(view: View) -> list[Where]:
    """Return the places by which troops are told, where a preposition stands: "in Mosul gunmen"."""
    parsed = view.parsed
    out = []
    for name in parsed.names:
        before = parsed.lower(name.first - 1)
        if not name.role or before not in parsed.lexicon.place_cues["at"]:
            continue
        last = name.first
        while last < name.last and parsed.tokens[last].cap:
            last += 1
        written = parsed.words(name.first, last)
        if not name.first < last < name.last or fold(written) in parsed.lexicon.adjectives:
            continue
        span = Span(parsed.tokens[name.first].start, parsed.tokens[last - 1].end)
        place = Place(name.first, last, written, PlaceKind.SETTLEMENT, name.first, before)
        mention = PlaceMention(
            name=written,
            kind=place.kind,
            text=span.cut(view.text),
            span=span,
            in_title=parsed.in_title,
        )
        out.append(Where((mention,), name.first, last, place, ["owned"]))
    return out


def _once(mentions: tuple[PlaceMention, ...]) -> tuple[PlaceMention, ...]:
    kept: dict[str, PlaceMention] = {}
    for mention in mentions:
        kept.setdefault(fold(mention.name), mention)
    return tuple(kept.values())
