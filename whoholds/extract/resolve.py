"""Names, pronouns and places of a clause resolved against the sentence and the report so far."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from whoholds.base.records import (
    Mention,
    PlaceKind,
    PlaceMention,
)
from whoholds.base.spans import Quote, Span
from whoholds.extract.attribution import Attribution
from whoholds.extract.chains import Place
from whoholds.extract.clauses import ACTING, Parsed, find_subject, left_edge, right_edge
from whoholds.extract.discourse import Thread, anaphor_kinds
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.plain_names import plain_name
from whoholds.extract.roles import Slots, zone_places
from whoholds.extract.triggers import Trigger
from whoholds.extract.words import words

_SINGULAR = frozenset(("rebel", "militant", "insurgent", "separatist", "jihadist", "guerrilla"))
_STATE = words("resolve", "state")


@dataclass(slots=True)
class Resolver:
    """Turns what a sentence names into mentions; `text` is the report's text, or its title."""

    parsed: Parsed
    text: str
    memory: Memory
    thread: Thread

    # --- mentions -------------------------------------------------------------------------

    def _span(self, first: int, last: int) -> Quote:
        tokens = self.parsed.tokens
        start, end = tokens[first].start, tokens[last - 1].end
        return Quote(Span(start, end), self.text[start:end], self.parsed.in_title)

    def _mention(self, name: Name) -> Mention:
        quote = self._span(name.first, name.last)
        full = self.memory.full.get(name.name, name.name)
        if name.role and full in _SINGULAR:
            full += "s"  # "rebel advances" are made by rebels
        if name.role and name.head in ("military", "army", "forces", "troops", "soldiers"):
            first = fold(name.name).split(" ")[0]
            if name.name.count(" ") == 1:
                full = self.memory.armies.get(first, full)
        return Mention(name=full, text=quote.text, span=quote.span, in_title=self.parsed.in_title)

    def _mentions(self, names: Iterable[Name]) -> tuple[Mention, ...]:
        out: list[Mention] = []
        seen: set[str] = set()
        for name in names:
            for mention in self._resolved(name):
                if fold(mention.name) not in seen:
                    seen.add(fold(mention.name))
                    out.append(mention)
        return tuple(out)

    def _resolved(self, name: Name) -> tuple[Mention, ...]:
        """Return the group that "the militants" or "its fighters" stands for, or the name itself."""
        mention = self._mention(name)
        following = [self.parsed.lower(k) for k in range(name.last, name.last + 2)]
        behind = plain_name(name, following, self.parsed.lexicon, self.memory)
        if behind is not None:
            return (replace(mention, name=behind),)
        nation = name.nation
        if name.kind in (Kind.PERSON, Kind.UNKNOWN) and not nation:
            nation = self.memory.nations.get(name.name.rpartition(" ")[2], "")
        if name.kind in (Kind.PERSON, Kind.UNKNOWN) and nation:
            return (
                Mention(
                    name=nation, text=mention.text, span=mention.span, in_title=mention.in_title
                ),
            )
        people = self.parsed.lexicon.people.get(fold(name.name))
        if people is not None and people.name and people.name in self.memory.forms:
            form = self.memory.forms[people.name].most_common(1)[0][0]
            return (replace(mention, name=form),)
        if not name.anaphor:
            return (mention,)
        before = [
            n
            for n in self.parsed.names
            if n.last <= name.first
            and n.kind in (Kind.ACTOR, Kind.COUNTRY)
            and not n.anaphor
            and not (n.first in self.parsed.place_at and self.parsed.place_at[n.first].prep)
        ]
        turn = [k for k in range(1, name.first) if self.parsed.lower(k) in (";", "but", "while")]
        before = [n for n in before if not turn or n.first > turn[-1]] or before
        owned = self.parsed.lower(name.first - 1) in ("its", "their", "his", "all", "our")
        if owned and before:
            known = self._mention(before[0])
        elif (group := self._last_group()) is not None:
            known = group
        elif before:
            known = self._mention(before[-1])
        else:
            return (mention,)
        return (
            Mention(
                name=known.name, text=mention.text, span=mention.span, in_title=mention.in_title
            ),
        )

    def _last_group(self) -> Mention | None:
        """Return the armed group named last, for "the group" and "the militants"; no army, no office."""
        lexicon = self.parsed.lexicon
        own = set(self.memory.full.values())
        for mention in reversed(self.thread.actors):
            folded = fold(mention.name)
            state = any(w in _STATE for w in folded.split())
            if folded in lexicon.actors["speakers"] or state:
                continue
            if (
                folded in lexicon.groups
                or mention.name in own
                or self.thread.did_something(mention)
            ):
                return mention
        return None

    def _pronoun(self, at: int, attribution: Attribution | None) -> tuple[Mention, ...]:
        parsed = self.parsed
        before = [
            n
            for n in parsed.names
            if n.last <= at
            and n.kind in ACTING
            and not (
                n.first in parsed.place_at
                and (parsed.place_at[n.first].prep or n.kind is Kind.PLACE)
            )
        ]
        if attribution is not None and attribution.sources and attribution.verb < at:
            inside = [n for n in before if any(a <= n.first < b for a, b in attribution.sources)]
        elif attribution is not None and parsed.lower(at) in ("our", "we"):
            sources = attribution.sources
            inside = [n for n in parsed.names if any(a <= n.first < b for a, b in sources)]
        else:
            inside = []
        if inside:
            acting = [n for n in inside if n.kind in (Kind.ACTOR, Kind.COUNTRY, Kind.UNKNOWN)]
            if acting:
                return self._mentions(acting)
        nearest = find_subject(parsed, at, gerund=True)
        acting = [n for n in nearest.names if n.kind in (Kind.ACTOR, Kind.COUNTRY) and n.last <= at]
        if acting and parsed.lower(nearest.at - 1) not in ("that",):
            return self._mentions(acting)
        acting = [n for n in before if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
        if acting:
            return self._mentions(acting[:1])
        if parsed.lower(at) in ("its", "their"):
            ahead = [
                n
                for n in parsed.names
                if n.first > at
                and n.kind is Kind.ACTOR
                and not n.anaphor
                and parsed.lower(parsed.head_of(n)) == ","
            ]
            if ahead:
                return self._mentions(ahead[:1])
        if self.thread.topic:
            return self.thread.topic
        if self.thread.told and self.thread.told[-1].actors:
            return self.thread.told[-1].actors
        return tuple(self.thread.actors[-1:])

    def _speakers(self, attribution: Attribution | None) -> tuple[Mention, ...]:
        if attribution is None:
            return ()
        found = self._sources(attribution)
        if not attribution.pronoun:
            self.thread.speaker = found
        return found

    def _sources(self, attribution: Attribution) -> tuple[Mention, ...]:
        """Return whom an attribution names, the last speaker for "he" and "they"."""
        if attribution.pronoun:
            return self.thread.speaker
        out = []
        for first, last in attribution.sources:
            quote = self._span(first, last)
            name = self.memory.full.get(quote.text, quote.text)
            out.append(
                Mention(name=name, text=quote.text, span=quote.span, in_title=self.parsed.in_title)
            )
        return tuple(out)

    # --- places ---------------------------------------------------------------------------

    def _places(self, trigger: Trigger, slots: Slots) -> tuple[PlaceMention, ...]:
        if slots.nowhere:
            return ()
        found = self._resolve_places(slots.places)
        told = self.thread.told[-1] if self.thread.told else None
        here = told is not None and told.sentence == self.parsed.sentence.start
        if not found and slots.counted:
            found = self.thread.taken_by(self._mentions(slots.actors))
        if not found and slots.object_pronoun:
            found = self.thread.last_places()
        if not found and slots.summary:
            right = [
                p
                for p in zone_places(self.parsed, trigger.last, len(self.parsed.tokens))
                if p.prep not in ("by", "from", "to", "towards", "against")
            ]
            found = self._resolve_places(right[:1])
        if not found and here and told is not None:
            found = told.places
        if not found:
            aimed = {p.first for p in slots.destinations}
            found = self._resolve_places(
                p for p in self._elsewhere(trigger) if p.first not in aimed
            )
        if not found and not slots.destinations:
            found = self.thread.last_places()
        goals = {fold(p.name) for p in self._resolve_places(slots.destinations)}
        return tuple(p for p in found if fold(p.name) not in goals or not slots.destinations)

    def _elsewhere(self, trigger: Trigger) -> list[Place]:
        """Return the place of the sentence that the event most likely shares, nearest first."""
        parsed = self.parsed
        here = [
            p
            for p in zone_places(parsed, 0, len(parsed.tokens))
            if p.prep not in ("by", "from", "against")
        ]
        here = [p for p in here if p.prep not in ("",) or p.kind is not PlaceKind.COUNTRY]
        left = [
            p
            for p in here
            if p.last <= trigger.first and p.first >= left_edge(parsed, trigger.first)
        ]
        right = [p for p in here if trigger.last <= p.first < right_edge(parsed, trigger.last)]
        for group in (
            right[:1],
            left[-1:],
            [p for p in here if p.last <= trigger.first][-1:],
            [p for p in here if p.first >= trigger.last][:1],
        ):
            if group:
                at = parsed.places.index(group[0])
                out = [group[0]]
                for place in parsed.places[at + 1 :]:
                    if place.chain == "list":
                        out.append(place)
                    elif place.chain not in ("within", "near"):
                        break
                return out
        return []

    def _resolve_places(self, places: Iterable[Place]) -> tuple[PlaceMention, ...]:
        out: list[PlaceMention] = []
        seen: set[str] = set()
        for place in places:
            if place.anaphor in ("area", "region") and self.thread.last_places():
                out += [p for p in self.thread.last_places() if fold(p.name) not in seen]
                continue
            mention = self._place(place)
            if mention is None or fold(mention.name) in seen:
                continue
            seen.add(fold(mention.name))
            out.append(mention)
        return tuple(out)

    def _place(self, place: Place) -> PlaceMention | None:
        quote = self._span(place.first, place.last)
        if place.anaphor:
            known = (
                self._earlier(place)
                or self.thread.place_for(place.anaphor)
                or self._upcoming(place.anaphor)
            )
            if place.anaphor in ("country", "nation"):
                within = (known.name,) if known is not None else ()
                return PlaceMention(
                    name=place.name,
                    kind=PlaceKind.COUNTRY,
                    within=within,
                    text=quote.text,
                    span=quote.span,
                    in_title=self.parsed.in_title,
                )
            if known is None:
                return PlaceMention(
                    name=place.name,
                    kind=place.kind,
                    text=quote.text,
                    span=quote.span,
                    in_title=self.parsed.in_title,
                )
            return PlaceMention(
                name=known.name, kind=known.kind, within=known.within, text=quote.text,
                span=quote.span, in_title=self.parsed.in_title, relation=known.relation,
            )  # fmt: skip
        relation = place.relation
        if relation is not None and not relation.anchors:
            anchor = self._anchor(place)
            relation = None if anchor is None else replace(relation, anchors=(anchor,))
        return PlaceMention(
            name=place.name, kind=place.kind, within=tuple(place.within), text=quote.text,
            span=quote.span, in_title=self.parsed.in_title, relation=relation,
        )  # fmt: skip

    def _upcoming(self, noun: str) -> PlaceMention | None:
        """Return the first town that the report names, for "the city" that stands before any name."""
        known = self.memory.first_town
        return (
            known
            if known is not None and noun in ("city", "town", "village", "settlement")
            else None
        )

    def _anchor(self, place: Place) -> str | None:
        before = [p for p in self.parsed.places if p.last <= place.first and not p.anaphor]
        if before:
            return before[-1].name
        return self.thread.places[-1].name if self.thread.places else None

    def _earlier(self, place: Place) -> PlaceMention | None:
        kinds = anaphor_kinds(place.anaphor)
        before = [
            p
            for p in self.parsed.places
            if p.last <= place.first
            and not p.anaphor
            and not p.weak
            and not p.bare
            and (kinds is None or p.kind in kinds)
        ]
        return self._place(before[-1]) if before else None
