"""Whom and where the slots of a claim may name: in its sentence, or in the report before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from whoholds.base.records import Claim, Mention, PlaceMention
from whoholds.base.spans import Span
from whoholds.extract.chains import Place
from whoholds.extract.clauses import place_group
from whoholds.extract.drafts import View
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.roles import zone_places
from whoholds.extract.units import Typed, Unit

_WHO = (
    Kind.ACTOR, Kind.COUNTRY, Kind.UNKNOWN, Kind.SPEAKER, Kind.PERSON, Kind.ADJECTIVE, Kind.PLACE,
)  # fmt: skip
_MOST_NAMES = 20


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
    """A place, or a list of places, where a claim may have happened."""

    mentions: tuple[PlaceMention, ...]
    first: int = -1
    last: int = -1
    place: Place | None = None
    origins: list[str] = field(default_factory=list)


def find_who(
    view: View, typed: Typed, unit: Unit, drafted: Sequence[Claim], common: frozenset[str]
) -> list[Who]:
    """Return who may fill a slot of the claim of `unit`; `common` are nouns for people nobody names."""
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
    for back, told in enumerate(reversed(view.told[-3:])):
        add(told.actors, f"told{back}-actor")
        add(told.targets, f"told{back}-target")
    add(view.topic, "topic")
    return out


def _nearest(who: list[Who], unit: Unit) -> list[Who]:
    """Return the names nearest to a unit, in order: an endless sentence must not cost endless time."""
    if len(who) <= _MOST_NAMES:
        return who
    near = sorted(who, key=lambda w: (abs(w.first - unit.first), w.first))[:_MOST_NAMES]
    return sorted(near, key=lambda w: w.first)


def find_where(view: View, drafted: Sequence[Claim], memory: Memory) -> list[Where]:
    """Return where a claim of the sentence may have happened; a list of places is one candidate."""
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
            out.append(Where(_once(mentions), place.at, members[-1].last, place))
    for place, mention in zip(parsed.places, view.places, strict=True):
        if id(place) not in grouped and mention is not None:
            out.append(Where((mention,), place.at, place.last, place))
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
    for back, told in enumerate(reversed(view.told[-3:])):
        add(told.places, f"told{back}")
    for back, known_place in enumerate(reversed(view.known_places[-5:])):
        add((known_place,), f"seen{back}")
    for topical in memory.context_places:
        add((topical,), "context")
    for early, origin in ((memory.first_place, "first"), (memory.first_town, "town")):
        if early is not None:
            add((early,), origin)
    return out


def _once(mentions: tuple[PlaceMention, ...]) -> tuple[PlaceMention, ...]:
    kept: dict[str, PlaceMention] = {}
    for mention in mentions:
        kept.setdefault(fold(mention.name), mention)
    return tuple(kept.values())
