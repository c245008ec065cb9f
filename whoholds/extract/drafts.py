"""Claims from parsed sentences: slots, status, speaker, date words and places put together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from whoholds.base.records import (
    Claim,
    Count,
    Event,
    Means,
    Mention,
    PlaceKind,
    PlaceMention,
    Status,

)
from whoholds.base.spans import Quote, Span
from whoholds.extract.attribution import Attribution, find_attributions, speaker_of
from whoholds.extract.casualties import count_casualties
from whoholds.extract.clauses import ACTING, Parsed, find_subject, is_free, left_edge, right_edge
from whoholds.extract.discourse import Thread, Told, anaphor_kinds
from whoholds.extract.frames import Slots, fill, zone_places
from whoholds.extract.lexicon import Nation, fold
from whoholds.extract.names import Kind, Memory, Name
from whoholds.extract.placenames import Place
from whoholds.extract.status import find_status, time_frame
from whoholds.extract.triggers import Form, Trigger

_RECALLED = (Event.ATTACK, Event.STRIKE, Event.ABUSE, Event.CLASH, Event.LEAVE, Event.TAKE)


def draft_claims(
    parsed_sentences: Sequence[Parsed], text: str, memory: Memory, thread: Thread
) -> list[Claim]:
    """Return the claims of sentences in order; `report` and `reader` are left empty for the caller."""
    claims: list[Claim] = []
    for parsed in parsed_sentences:
        claims += _Drafter(parsed, text, memory, thread).claims()
    return claims


@dataclass(slots=True)
class _Drafter:
    parsed: Parsed
    text: str
    memory: Memory
    thread: Thread
    skipped: set[int] = field(default_factory=set)

    def claims(self) -> list[Claim]:
        parsed = self.parsed
        attributions = find_attributions(parsed)
        self._note_dates()
        out: list[Claim] = []
        # "targeting the areas recaptured by X": the participle tells where the rest happens.
        order = sorted(parsed.triggers, key=lambda t: (t.form is not Form.REDUCED, t.first))
        for trigger in order:
            if trigger.first in self.skipped or self._repeated(trigger):
                continue
            slots = fill(parsed, trigger)
            if slots.drop or (slots.recalls and not self._recall(trigger, slots)):
                continue
            out.append(self._claim(trigger, slots, attributions))
        self._note_names()
        return sorted(out, key=lambda claim: claim.trigger.span)

    def _recall(self, trigger: Trigger, slots: Slots) -> bool:
        """Take over the event of the claim before, or of the noun that follows; False where there is none."""
        for other in self.parsed.triggers:
            if other.form is Form.NOUN and 0 < other.first - trigger.last <= 6 and other.entry.event in _RECALLED:
                slots.event = other.entry.event
                self.skipped.add(other.first)
                return True
        for told in reversed(self.thread.told[-3:]):
            if told.event is Event.STRIKE:
                slots.event = told.event
                return True
        for told in reversed(self.thread.told):
            if told.event in _RECALLED:
                slots.event = told.event
                return True
        return False

    # --- one claim ------------------------------------------------------------------------

    def _claim(
        self, trigger: Trigger, slots: Slots, attributions: list[Attribution]
    ) -> Claim:
        parsed, thread = self.parsed, self.thread
        attribution = speaker_of(attributions, trigger.first)
        said_by = self._speakers(attribution)
        status = find_status(parsed, trigger)
        if attribution is not None and status is Status.HAPPENED:
            if attribution.denies:
                status = Status.DENIED
            elif attribution.lemma in ("demand", "urge", "threaten", "vow", "pledge", "promise", "call"):
                status = Status.EXPECTED
        if slots.event is Event.TAKE and trigger.entry.frame in ("clash", "fight"):
            status = Status.ATTEMPTED
        if slots.recalls:
            status = Status.DENIED if trigger.entry.lemma.startswith(("deny", "reject")) else Status.HAPPENED
        if attribution is not None and attribution.lemma == "":
            slots.actors = [n for n in slots.actors if not any(a <= n.first < b for a, b in attribution.sources)]
        actors = self._mentions(slots.actors, attribution)
        if slots.recalls:
            said_by = said_by or actors
            if any(w in trigger.entry.lemma for w in ("report", "claim ", "claims")) and status is Status.DENIED and thread.told:
                actors = thread.told[-1].actors
        if not actors and slots.pronoun is not None:
            actors = self._pronoun(slots.pronoun, attribution)
        targets = self._mentions(slots.targets)
        if not targets and slots.target_pronoun:
            targets = self._pronoun(trigger.group, attribution)
        places = self._places(trigger, slots)
        if slots.event is Event.REPEL:
            assault = thread.last_assault()
            if assault is not None:
                targets = targets or assault.actors
                if not actors and slots.passive:
                    actors = assault.targets
                if not slots.places and assault.places and thread.told[-1].sentence != parsed.sentence.start:
                    places = assault.places
        if slots.sides_swapped and not actors:
            actors = thread.other_side(targets)
        if not actors and slots.pronoun is None:
            actors = self._unsaid_actor(trigger, slots, places, targets)
        if not targets and slots.event in (Event.TAKE, Event.ATTACK, Event.REPEL, Event.ADVANCE):
            targets = thread.other_side(actors)
        killed, wounded = self._casualties(trigger, slots.event)
        when, carried = self._when(trigger)
        frame = time_frame(parsed, trigger, status)
        claim = Claim(
            report="",
            event=slots.event,
            status=status,
            quote=self._quote(trigger, slots),
            trigger=self._span(trigger.first, trigger.last),
            actors=actors,
            targets=targets,
            places=places,
            said_by=said_by,
            when=when,
            carried=carried,
            time_frame=frame,
            means=self._means(trigger) if slots.event is Event.STRIKE else None,
            killed=killed,
            wounded=wounded,
            summary=slots.summary,
            tone=self._tone(trigger),
        )
        thread.remember(Told(slots.event, actors, targets, places, status is Status.HAPPENED, slots.summary, parsed.sentence.start))
        return claim

    def _unsaid_actor(
        self, trigger: Trigger, slots: Slots, places: tuple[PlaceMention, ...], targets: tuple[Mention, ...]
    ) -> tuple[Mention, ...]:
        """Return who did it where the clause does not say: from an earlier claim, or the sentence's subject."""
        if slots.event is Event.CLASH and trigger.form is Form.NOUN:
            return self._present(trigger)
        if slots.event not in (Event.TAKE, Event.REPEL) or trigger.entry.frame in ("change", "clash", "fight"):
            return ()
        if slots.event is Event.REPEL:
            return self.thread.other_side(targets) or self._rival(targets)
        if slots.sides_swapped or (slots.passive and targets):
            rival = self._rival(targets)
            if rival:
                return rival
        known = self.thread.taker_of(places)
        if known:
            return known
        if trigger.form is Form.NOUN:
            for name in self.parsed.names:
                if name.kind is Kind.ACTOR and not name.anaphor and self.parsed.lower(self.parsed.head_of(name)) not in ("by", "from", "of", "against", "with"):
                    return (self._mention(name),)
        if self.thread.told and self.thread.told[-1].event in (Event.TAKE, Event.ADVANCE, Event.ATTACK):
            return self.thread.told[-1].actors
        return ()

    def _present(self, trigger: Trigger) -> tuple[Mention, ...]:
        """Return the groups that a sentence names beside a clash of nobody in particular, at most three."""
        names = [n for n in self.parsed.names if n.kind is Kind.ACTOR and not n.anaphor]
        return self._mentions(names)[:3]

    def _rival(self, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Return the side most often named in the report that is not `side`, where one was named twice."""
        if not side:
            return ()
        nations = self.parsed.lexicon.adjectives
        key = _side_key(side[0].name, nations)
        for other, _ in self.memory.sides.most_common():
            if other and other != key and other not in key and key not in other:
                forms = self.memory.forms.get(other)
                return (Mention(name=forms.most_common(1)[0][0] if forms else other),)
        return ()

    def _repeated(self, trigger: Trigger) -> bool:
        """Tell whether a noun only repeats what a verb of its clause says: "repelled the attack"."""
        if trigger.form is not Form.NOUN:
            return False
        parsed = self.parsed
        frame = trigger.entry.frame
        for other in parsed.triggers:
            if other is trigger:
                continue
            if other.entry.frame == "repel" and frame in ("attack", "advance", "strike"):
                if other.form is not Form.PASSIVE and other.first < trigger.first < right_edge(parsed, other.last):
                    return True
                if other.form is Form.PASSIVE and trigger.first < other.first:
                    between = [parsed.lower(k) for k in range(trigger.last, other.group)]
                    if not any(w in (",", "and", "that", ";") or w in parsed.lexicon.speech_verbs for w in between):
                        return True
                    before = parsed.lower(trigger.first - 1)
                    if before in ("the", "both", "all", "this") and other.group - trigger.last <= 2:
                        return True
        return False

    # --- mentions -------------------------------------------------------------------------

    def _span(self, first: int, last: int) -> Quote:
        tokens = self.parsed.tokens
        start, end = tokens[first].start, tokens[last - 1].end
        return Quote(Span(start, end), self.text[start:end], self.parsed.in_title)

    def _mention(self, name: Name) -> Mention:
        quote = self._span(name.first, name.last)
        full = self.memory.full.get(name.name, name.name)
        if name.role and name.head in ("military", "army", "forces", "troops", "soldiers"):
            first = fold(name.name).split(" ")[0]
            if name.name.count(" ") == 1:
                full = self.memory.armies.get(first, full)
        return Mention(name=full, text=quote.text, span=quote.span, in_title=self.parsed.in_title)

    def _mentions(
        self, names: Iterable[Name], attribution: Attribution | None = None
    ) -> tuple[Mention, ...]:
        out: list[Mention] = []
        seen: set[str] = set()
        for name in names:
            for mention in self._resolved(name, attribution):
                if fold(mention.name) not in seen:
                    seen.add(fold(mention.name))
                    out.append(mention)
        return tuple(out)

    def _resolved(self, name: Name, attribution: Attribution | None) -> tuple[Mention, ...]:
        """Return the group that "the militants" or "its fighters" stands for, or the name itself."""
        mention = self._mention(name)
        nation = name.nation
        if name.kind in (Kind.PERSON, Kind.UNKNOWN) and not nation:
            nation = self.memory.nations.get(name.name.rpartition(" ")[2], "")
        if name.kind in (Kind.PERSON, Kind.UNKNOWN) and nation:
            return (Mention(name=nation, text=mention.text, span=mention.span, in_title=mention.in_title),)
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
        owned = self.parsed.lower(name.first - 1) in ("its", "their", "his", "all", "our")
        if owned and before:
            known = self._mention(before[0])
        elif self.thread.actors:
            known = self.thread.actors[-1]
        elif before:
            known = self._mention(before[-1])
        else:
            return (mention,)
        return (Mention(name=known.name, text=mention.text, span=mention.span, in_title=mention.in_title),)

    def _pronoun(self, at: int, attribution: Attribution | None) -> tuple[Mention, ...]:
        parsed = self.parsed
        before = [
            n
            for n in parsed.names
            if n.last <= at and n.kind in ACTING and not (n.first in parsed.place_at and (parsed.place_at[n.first].prep or n.kind is Kind.PLACE))
        ]
        if attribution is not None and attribution.sources and attribution.verb < at:
            inside = [n for n in before if any(a <= n.first < b for a, b in attribution.sources)]
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
            ahead = [n for n in parsed.names if n.first > at and n.kind is Kind.ACTOR and not n.anaphor and parsed.lower(parsed.head_of(n)) == ","]
            if ahead:
                return self._mentions(ahead[:1])
        if self.thread.topic:
            return self.thread.topic
        if self.thread.told and self.thread.told[-1].actors:
            return self.thread.told[-1].actors
        return self.thread.actors[-1:] and (self.thread.actors[-1],)

    def _speakers(self, attribution: Attribution | None) -> tuple[Mention, ...]:
        if attribution is None:
            return ()
        if attribution.pronoun:
            return self.thread.speaker
        out = []
        for first, last in attribution.sources:
            quote = self._span(first, last)
            name = self.memory.full.get(quote.text, quote.text)
            out.append(
                Mention(name=name, text=quote.text, span=quote.span, in_title=self.parsed.in_title)
            )
        self.thread.speaker = tuple(out)
        return tuple(out)

    # --- places ---------------------------------------------------------------------------

    def _places(self, trigger: Trigger, slots: Slots) -> tuple[PlaceMention, ...]:
        found = self._resolve_places(slots.places)
        told = self.thread.told[-1] if self.thread.told else None
        here = told is not None and told.sentence == self.parsed.sentence.start
        if not found and slots.counted:
            found = self.thread.taken_by(self._mentions(slots.actors))
        if not found and slots.object_pronoun:
            found = self.thread.last_places()
        if not found and slots.summary:
            right = [p for p in zone_places(self.parsed, trigger.last, len(self.parsed.tokens)) if p.prep not in ("by", "from", "to", "towards", "against")]
            found = self._resolve_places(right[:1])
        if not found and here and told is not None:
            found = told.places
        if not found:
            found = self._resolve_places(self._elsewhere(trigger))
        if not found:
            found = self.thread.last_places()
        if not found:
            found = self._resolve_places(slots.fallback)
        return found

    def _elsewhere(self, trigger: Trigger) -> list[Place]:
        """Return the place of the sentence that the event most likely shares, nearest first."""
        parsed = self.parsed
        here = [
            p
            for p in zone_places(parsed, 0, len(parsed.tokens))
            if p.prep not in ("by", "from", "against")
        ]
        here = [p for p in here if p.prep not in ("",) or p.kind is not PlaceKind.COUNTRY]
        left = [p for p in here if p.last <= trigger.first and p.first >= left_edge(parsed, trigger.first)]
        right = [p for p in here if trigger.last <= p.first < right_edge(parsed, trigger.last)]
        for group in (right[:1], left[-1:], [p for p in here if p.last <= trigger.first][-1:], [p for p in here if p.first >= trigger.last][:1]):
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
            known = self._earlier(place) or self.thread.place_for(place.anaphor) or self._upcoming(place.anaphor)
            if place.anaphor in ("country", "nation"):
                within = (known.name,) if known is not None else ()
                return PlaceMention(name=place.name, kind=PlaceKind.COUNTRY, within=within, text=quote.text, span=quote.span, in_title=self.parsed.in_title)
            if known is None:
                return PlaceMention(name=place.name, kind=place.kind, text=quote.text, span=quote.span, in_title=self.parsed.in_title)
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
        return known if known is not None and noun in ("city", "town", "village", "settlement") else None

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
            if p.last <= place.first and not p.anaphor and not p.weak and not p.bare and (kinds is None or p.kind in kinds)
        ]
        return self._place(before[-1]) if before else None

    # --- words around ---------------------------------------------------------------------

    def _note_dates(self) -> None:
        parsed = self.parsed
        if parsed.sentence.paragraph != self.thread.date_paragraph:
            self.thread.date = None
            self.thread.date_paragraph = parsed.sentence.paragraph

    def _note_names(self) -> None:
        parsed = self.parsed
        for date in parsed.dates:
            if not date.relative:
                self.thread.date = self._span(date.first, date.last)
        for place in parsed.places:
            if not place.anaphor and not place.weak and not place.bare:
                mention = self._place(place)
                if mention is not None:
                    self.thread.places.append(mention)
        for name in parsed.names:
            if name.kind is Kind.ACTOR and not name.anaphor and not name.role:
                self.thread.actors.append(self._mention(name))
        for name in parsed.names:
            if name.kind in (Kind.ACTOR, Kind.COUNTRY) and is_free(parsed, name):
                self.thread.topic = self._mentions([name])
                break

    def _when(self, trigger: Trigger) -> tuple[Quote | None, bool]:
        parsed = self.parsed
        if parsed.dates:
            left, right = left_edge(parsed, trigger.first), right_edge(parsed, trigger.last)
            inside = [d for d in parsed.dates if d.first >= left and d.last <= right]
            after = [d for d in inside if d.first >= trigger.last]
            before = [d for d in parsed.dates if d.last <= trigger.first]
            chosen = (after or [d for d in inside if d.last <= trigger.first][-1:] or before[-1:] or parsed.dates)[0]
            return self._span(chosen.first, chosen.last), False
        if self.thread.date is not None:
            return self.thread.date, True
        return None, False

    def _quote(self, trigger: Trigger, slots: Slots) -> Quote:
        parsed = self.parsed
        first = min(left_edge(parsed, trigger.group), trigger.group)
        last = max(right_edge(parsed, trigger.last), trigger.last)
        for thing in (*slots.actors, *slots.targets, *slots.places):
            first, last = min(first, thing.first), max(last, thing.last)
        while first < trigger.first and (not parsed.lower(first)[0].isalnum() or parsed.lower(first) in ("and", "that", "but")):
            first += 1
        while last > trigger.last and not parsed.lower(last - 1)[0].isalnum() and parsed.lower(last - 1) not in (")", "\"", "”"):
            last -= 1
        return self._span(first, last)

    def _casualties(self, trigger: Trigger, event: Event) -> tuple[Count | None, Count | None]:
        parsed = self.parsed
        if event in (Event.AGREE, Event.DEPLOY, Event.HOLD, Event.LEAVE):
            return None, None
        others = [t for t in parsed.triggers if t is not trigger and t.entry.event in (Event.ATTACK, Event.STRIKE, Event.CLASH, Event.ABUSE)]
        if others and event not in (Event.ATTACK, Event.STRIKE, Event.CLASH, Event.ABUSE):
            return None, None
        if others and others[0].first < trigger.first:
            return None, None
        return count_casualties(parsed.tokens)

    def _means(self, trigger: Trigger) -> Means | None:
        parsed = self.parsed
        if trigger.entry.means is not None:
            return trigger.entry.means
        table = parsed.lexicon.means
        for k in range(trigger.first, trigger.last):
            if parsed.lower(k) in table:
                return table[parsed.lower(k)]
        best: tuple[int, Means] | None = None
        for k, token in enumerate(parsed.tokens):
            means = table.get(token.lower)
            if means is None or trigger.first <= k < trigger.last:
                continue
            distance = trigger.first - k if k < trigger.first else k - trigger.last
            if distance <= 14 and (best is None or distance < best[0]):
                best = distance, means
        if best is None and trigger.entry.lemma in ("shell", "bombard"):
            return Means.SHELLING
        if best is None and trigger.entry.lemma == "bomb":
            return Means.AIRSTRIKE
        return best[1] if best is not None else None

    def _tone(self, trigger: Trigger) -> tuple[str, ...]:
        loaded = self.parsed.lexicon.status["loaded"]
        first = left_edge(self.parsed, trigger.first)
        last = right_edge(self.parsed, trigger.last)
        out: list[str] = []
        for k in range(first, max(last, trigger.last)):
            word = self.parsed.tokens[k].text
            if word.lower() in loaded and word not in out:
                out.append(word)
        return tuple(out)




def _side_key(name: str, nations: Mapping[str, Nation]) -> str:
    """Return what tells a side apart: the country of "Russian forces", else the name itself."""
    first = fold(name).split(" ")[0]
    nation = nations.get(first)
    return nation.name if nation is not None and nation.name else name


def count_sides(parsed_sentences: Sequence[Parsed], memory: Memory) -> None:
    """Count in `memory` how often each side is named, and note the first town."""
    for parsed in parsed_sentences:
        nations = parsed.lexicon.adjectives
        for name in parsed.names:
            if name.kind not in (Kind.ACTOR, Kind.ADJECTIVE) or name.anaphor:
                continue
            if name.kind is Kind.ACTOR and name.role and fold(name.name).split(" ")[0] not in nations:
                if name.head in ("government", "people", "authorities", "officials"):
                    continue
            key = _side_key(memory.full.get(name.name, name.name), nations)
            memory.sides[key] += 1
            if name.kind is Kind.ACTOR and (key != name.name or key in memory.forms):
                memory.forms.setdefault(key, Counter())[name.name] += 1
        if memory.first_town is None:
            for place in parsed.places:
                named = place.kind is PlaceKind.SETTLEMENT and not (place.anaphor or place.weak or place.bare)
                if named and place.chain != "holder":
                    memory.first_town = PlaceMention(name=place.name, kind=place.kind, within=tuple(place.within))
                    break


def fill_headline(headline: Sequence[Claim], told: Sequence[Claim]) -> list[Claim]:
    """Give "militants" or "army" of a headline the name that the report's first like claim gives."""
    out: list[Claim] = []
    for claim in headline:
        like = next((c for c in told if c.event is claim.event and c.actors), None)
        generic = all(a.name == a.name.lower() or fold(a.name) in _GENERIC for a in claim.actors)
        if like is not None and generic:
            text = claim.actors[0] if claim.actors else Mention(name="")
            actors = tuple(
                Mention(name=a.name, text=text.text, span=text.span, in_title=True) for a in like.actors
            )
            claim = replace(claim, actors=actors)
        out.append(claim)
    return out


_GENERIC = frozenset("militants rebels army troops forces soldiers fighters jihadists insurgents gunmen terrorists government".split())
