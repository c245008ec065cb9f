"""Claims from parsed sentences: slots, status, speaker, date words and places put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from whoholds.base.records import (
    Claim,
    Event,
    Mention,
    PlaceKind,
    PlaceMention,
    Status,
    TimeFrame,
)
from whoholds.base.spans import Quote
from whoholds.extract.around import (
    casualties_of,
    clause_of,
    date_of,
    is_lasting,
    means_of,
    tone_of,
)
from whoholds.extract.attribution import Attribution, find_attributions, speaker_of
from whoholds.extract.casualties import count_casualties
from whoholds.extract.clauses import Parsed, is_free, right_edge
from whoholds.extract.datewords import DateWords, DayBefore, dates_year
from whoholds.extract.discourse import Thread, Told
from whoholds.extract.frames import fill
from whoholds.extract.lexicon import fold
from whoholds.extract.memory import Kind, Memory
from whoholds.extract.resolve import Resolver
from whoholds.extract.roles import Slots
from whoholds.extract.series import dated_before, dated_items
from whoholds.extract.sides import side_key
from whoholds.extract.status import find_status, is_remembered, time_frame
from whoholds.extract.triggers import Form, Trigger

_TROOPS = frozenset(("troops", "forces", "soldiers", "military personnel", "personnel"))
_COMMITTING = ("demand", "urge", "threaten", "vow", "pledge", "promise", "call")
_DATED = (Event.TAKE, Event.LEAVE, Event.HOLD, Event.ADVANCE)
_POINTED = (Event.ATTACK, Event.ADVANCE, Event.BESIEGE, Event.STRIKE)
_RECALLED = (Event.ATTACK, Event.STRIKE, Event.ABUSE, Event.CLASH, Event.LEAVE, Event.TAKE)


@dataclass(slots=True)
class View:
    """What a sentence offers for the slots of its claims, resolved at its place in the report.

    `mentions` go with `parsed.names`, `places` with `parsed.places`. `told` are the claims told before
    the sentence, the newest last, `known_places` the places named before it; `date` are the date words
    carried into it, `days` those before it, `topic` the subject before. `text` is what the sentence is
    cut from, the title or the body.
    """

    parsed: Parsed
    mentions: list[tuple[Mention, ...]]
    places: list[PlaceMention | None]
    attributions: list[tuple[Attribution, tuple[Mention, ...]]]
    told: tuple[Told, ...]
    known_places: tuple[PlaceMention, ...]
    topic: tuple[Mention, ...]
    date: Quote | None
    days: tuple[DayBefore, ...]
    text: str


def draft_claims(
    parsed_sentences: Sequence[Parsed],
    text: str,
    memory: Memory,
    thread: Thread,
    views: list[View] | None = None,
) -> list[Claim]:
    """Return the claims of sentences in order; `report` and `reader` are left empty for the caller.

    `views`, where given, gets the view of every sentence, as it stands before its own claims are told.
    """
    claims: list[Claim] = []
    for parsed in parsed_sentences:
        drafter = _Drafter(parsed, text, memory, thread)
        if views is not None:
            views.append(drafter.view())
        found = drafter.claims()
        if not found and claims:
            claims[-1] = _with_toll(claims[-1], parsed)
        claims += found
    if memory.first_place is None:
        return claims
    found_later = (memory.first_place,)
    return [
        # Where those who leave go is often the only place named: it is not what they gave up.
        c
        if c.places or c.event is Event.LEAVE or c.trigger.span in thread.placeless
        else replace(c, places=found_later, confidence=0.5)
        for c in claims
    ]


_OPENING = 2
"""How many tokens may stand before date words that open a sentence: "Early on"."""
_SEEN = 6
"""How many claims and days before a sentence its view shows."""
_PLACES = 40
"""How many named places before a sentence its view shows, repeated ones counted each time."""


def _with_toll(claim: Claim, parsed: Parsed) -> Claim:
    """Give the claim the casualties that the sentence after it tells, where it has none of its own."""
    deadly = (Event.ATTACK, Event.STRIKE, Event.CLASH, Event.ABUSE)
    if claim.killed is not None or claim.event not in deadly:
        return claim
    killed, wounded = count_casualties(parsed.tokens)
    return replace(claim, killed=killed, wounded=claim.wounded or wounded)


@dataclass(slots=True)
class _Drafter(Resolver):
    skipped: set[int] = field(default_factory=set)

    def view(self) -> View:
        """Return what the sentence offers; to be asked before its claims are drafted."""
        parsed, thread = self.parsed, self.thread
        self._note_dates()
        return View(
            parsed,
            [self._resolved(name) for name in parsed.names],
            [self._place(place) for place in parsed.places],
            [(a, self._sources(a)) for a in find_attributions(parsed)],
            tuple(thread.told[-_SEEN:]),
            tuple(thread.places[-_PLACES:]),
            thread.topic,
            thread.date,
            tuple(thread.days[-_SEEN:]),
            self.text,
        )

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
            claim = self._claim(trigger, slots, attributions)
            out += self._by_day(claim, trigger)
        self._note_names()
        return sorted(out, key=lambda claim: claim.trigger.span)

    def _by_day(self, claim: Claim, trigger: Trigger) -> list[Claim]:
        """Tell "captured A on Monday and B on Friday" as two claims, each with its own day."""
        if claim.event not in _DATED or len(self.parsed.dates) < 2:
            return [claim]
        items = dated_items(self.parsed, trigger)
        own = [self._resolve_places([place]) for place, _ in items]
        if not items or not claim.places or not all(own):
            return [claim]
        told = {p.name for places in own for p in places}
        first = dated_before(self.parsed, items[0][1], trigger)
        kept = tuple(p for p in claim.places if p.name not in told)
        out = [replace(claim, places=kept or claim.places, when=self._words_of(first))]
        for places, (_, date) in zip(own, items, strict=True):
            out.append(replace(claim, places=places, when=self._words_of(date), carried=False))
        return out

    def _words_of(self, date: DateWords) -> Quote:
        return self._span(date.first, date.last)

    def _recall(self, trigger: Trigger, slots: Slots) -> bool:
        """Take over the event of the claim before, or of the noun that follows, if there is one."""
        named = self.parsed.lower(trigger.last) in ("for", "in", "of")
        for other in self.parsed.triggers:
            if (
                named
                and other.form is Form.NOUN
                and 0 < other.first - trigger.last <= 6
                and other.entry.event in _RECALLED
            ):
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

    def _claim(self, trigger: Trigger, slots: Slots, attributions: list[Attribution]) -> Claim:
        parsed, thread = self.parsed, self.thread
        attribution = speaker_of(attributions, trigger.first)
        said_by = self._speakers(attribution)
        status = self._status(trigger, slots, attribution)
        if attribution is not None and attribution.lemma == "":
            slots.actors = [
                n for n in slots.actors if not any(a <= n.first < b for a, b in attribution.sources)
            ]
        actors, targets, places = self._who_and_where(trigger, slots, attribution)
        moved = slots.event in (Event.DEPLOY, Event.LEAVE) and slots.passive and said_by
        if moved and actors and all(a.name.lower() in _TROOPS for a in actors):
            actors = said_by  # "Belgium announces that troops will be withdrawn"
        if slots.recalls:
            said_by = said_by or actors
            told_of = ("report", "claim ", "claims")
            denied = status is Status.DENIED
            if denied and thread.told and any(w in trigger.entry.lemma for w in told_of):
                actors = thread.told[-1].actors
        killed, wounded = casualties_of(parsed, trigger, slots.event)
        when, carried = self._when(trigger)
        if slots.nowhere:
            thread.placeless.add(self._span(trigger.first, trigger.last).span)
        frame = time_frame(parsed, trigger, status)
        if carried and status is Status.EXPECTED:
            when, carried = None, False  # what is still to come has a day of its own
        if is_remembered(parsed, trigger):
            frame = TimeFrame.BACKGROUND
            when = when if when is not None and not carried and dates_year(when.text) else None
            carried = False
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
            means=means_of(parsed, trigger) if slots.event is Event.STRIKE else None,
            killed=killed,
            wounded=wounded,
            summary=slots.summary,
            tone=tone_of(parsed, trigger),
            confidence=_confidence(slots, actors, places),
        )
        thread.remember(
            Told(
                slots.event,
                actors,
                targets,
                places,
                status is Status.HAPPENED,
                slots.summary,
                parsed.sentence.start,
                guessed=slots.event is Event.REPEL and not slots.actors and slots.pronoun is None,
            )
        )
        return claim

    def _status(self, trigger: Trigger, slots: Slots, attribution: Attribution | None) -> Status:
        """Return the status by the clause, the speaker's verb and the frame together."""
        if slots.recalls:
            denied = trigger.entry.lemma.startswith(("deny", "reject"))
            return Status.DENIED if denied else Status.HAPPENED
        if slots.event is Event.TAKE and trigger.entry.frame in ("clash", "fight"):
            return Status.ATTEMPTED  # "fighting for control of"
        status = find_status(self.parsed, trigger)
        if attribution is not None and status is Status.HAPPENED:
            if attribution.denies:
                return Status.DENIED
            if attribution.lemma in _COMMITTING:
                return Status.EXPECTED
        return status

    def _who_and_where(
        self, trigger: Trigger, slots: Slots, attribution: Attribution | None
    ) -> tuple[tuple[Mention, ...], tuple[Mention, ...], tuple[PlaceMention, ...]]:
        """Return actors, targets and places: what the clause says, then what the report has said."""
        thread = self.thread
        actors = self._mentions(slots.actors)
        if not actors and slots.pronoun is not None:
            actors = self._pronoun(slots.pronoun, attribution)
        targets = self._mentions(slots.targets)
        if not targets and slots.target_pronoun:
            targets = self._pronoun(trigger.group, attribution)
        if thread.told and any(a.name.endswith("sides") for a in actors):
            actors = (*thread.told[-1].actors, *thread.told[-1].targets) or actors
        places = self._places(trigger, slots)
        assault = thread.last_assault() if slots.event is Event.REPEL else None
        if assault is not None:
            targets = targets or assault.actors
            if not actors and slots.passive:
                actors = assault.targets
            elsewhere = thread.told[-1].sentence != self.parsed.sentence.start
            if not slots.places and assault.places and elsewhere and not slots.nowhere:
                places = assault.places
        if slots.sides_swapped and not actors:
            actors = thread.other_side(targets)
        if not actors and slots.pronoun is None:
            if slots.event is Event.REPEL:
                actors = self._defending_speaker(attribution, targets)
            actors = actors or self._unsaid_actor(trigger, slots, places, targets)
        if not targets and slots.event in (Event.TAKE, Event.ATTACK, Event.REPEL, Event.ADVANCE):
            targets = thread.other_side(actors)
        if not slots.targets:
            own = {a.name for a in actors}
            targets = tuple(t for t in targets if t.name not in own)
        elif not slots.actors:
            harmed = {t.name for t in targets}  # "IS, which was expelled from P", took no P
            actors = tuple(a for a in actors if a.name not in harmed)
        return self._acting(actors, places), self._acting(targets, places), places

    def _acting(
        self, who: tuple[Mention, ...], places: tuple[PlaceMention, ...]
    ) -> tuple[Mention, ...]:
        """Return those of `who` that are no place of the claim; a country can be both."""
        lexicon = self.parsed.lexicon
        named = {fold(p.name) for p in places if p.kind is not PlaceKind.COUNTRY}
        return tuple(
            m for m in who if fold(m.name) not in named or fold(m.name) in lexicon.countries
        )

    def _unsaid_actor(
        self,
        trigger: Trigger,
        slots: Slots,
        places: tuple[PlaceMention, ...],
        targets: tuple[Mention, ...],
    ) -> tuple[Mention, ...]:
        """Return who did it where the clause does not say: from an earlier claim or the subject."""
        if slots.event is Event.CLASH and trigger.form is Form.NOUN:
            return self._present()
        if slots.event is Event.ABUSE and slots.passive and self.thread.told:
            last = self.thread.told[-1]
            return last.actors if last.event in (Event.ATTACK, Event.ABUSE) else ()
        pointing = self.parsed.lower(trigger.first - 1) in ("the", "this", "these")
        if trigger.form is Form.NOUN and pointing and slots.event in _POINTED:
            like = (slots.event, Event.TAKE) if slots.event is Event.ADVANCE else (slots.event,)
            earlier = (t for t in reversed(self.thread.told) if t.event in like and t.actors)
            told = next(earlier, None)
            return told.actors if told is not None else ()
        if slots.event not in (Event.TAKE, Event.REPEL) or trigger.entry.frame in (
            "change",
            "clash",
            "fight",
        ):
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
                if (
                    name.kind is Kind.ACTOR
                    and not name.anaphor
                    and self.parsed.lower(self.parsed.head_of(name))
                    not in ("by", "from", "of", "against", "with")
                ):
                    return (self._mention(name),)
        if self.thread.told and self.thread.told[-1].event in (
            Event.TAKE,
            Event.ADVANCE,
            Event.ATTACK,
        ):
            return self.thread.told[-1].actors
        return ()

    def _defending_speaker(
        self, attribution: Attribution | None, attackers: tuple[Mention, ...]
    ) -> tuple[Mention, ...]:
        """Return the armed body that says an attack was beaten back: it tells of its own defence."""
        if attribution is None:
            return ()
        inside = [
            n
            for n in self.parsed.names
            if n.kind is Kind.ACTOR and any(a <= n.first < b for a, b in attribution.sources)
        ]
        against = {m.name for m in attackers}
        return tuple(m for m in self._mentions(inside) if m.name not in against)

    def _present(self) -> tuple[Mention, ...]:
        """Return the groups that a sentence names beside a clash of nobody, at most three."""
        names = [n for n in self.parsed.names if n.kind is Kind.ACTOR and not n.anaphor]
        return self._mentions(names)[:3]

    def _rival(self, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Return the side most often named in the report that is not `side`."""
        if not side:
            return ()
        nations = self.parsed.lexicon.adjectives
        key = side_key(side[0].name, nations)
        for other in self.memory.main_sides:
            named_twice = self.memory.sides[other] > 2 or len(self.memory.main_sides) == 2
            if not named_twice:
                return ()
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
                if other.form is not Form.PASSIVE and other.first < trigger.first < right_edge(
                    parsed, other.last
                ):
                    return True
                if other.form is Form.PASSIVE and trigger.first < other.first:
                    between = [parsed.lower(k) for k in range(trigger.last, other.group)]
                    if not any(
                        w in (",", "and", "that", ";") or w in parsed.lexicon.speech_verbs
                        for w in between
                    ):
                        return True
                    before = parsed.lower(trigger.first - 1)
                    if before in ("the", "both", "all", "this") and other.group - trigger.last <= 2:
                        return True
        return False

    # --- words around ---------------------------------------------------------------------

    def _note_dates(self) -> None:
        parsed = self.parsed
        if parsed.sentence.paragraph != self.thread.date_paragraph:
            self.thread.date = None
            self.thread.date_paragraph = parsed.sentence.paragraph

    def _note_names(self) -> None:
        parsed = self.parsed
        for date in parsed.dates:
            words = self._span(date.first, date.last)
            number = self.thread.days[-1].sentence + 1 if self.thread.days else 0
            if date is not parsed.dates[0]:
                number -= 1
            opens = date.first <= _OPENING
            self.thread.days.append(
                DayBefore(words, date, parsed.sentence.paragraph, number, opens)
            )
            if not (date.inside or is_lasting(self.parsed, date)):
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
        date, settled = date_of(self.parsed, trigger)
        if date is not None:
            return self._span(date.first, date.last), False
        if not settled and self.thread.date is not None:
            return self.thread.date, True
        return None, False

    def _quote(self, trigger: Trigger, slots: Slots) -> Quote:
        spans = [(n.first, n.last) for n in (*slots.actors, *slots.targets)]
        spans += [(p.first, p.last) for p in slots.places]
        return self._span(*clause_of(self.parsed, trigger, spans))


def _confidence(slots: Slots, actors: Sequence[Mention], places: Sequence[PlaceMention]) -> float:
    """Return how much of the claim the clause itself says: less where the report had to fill it."""
    confidence = 0.9
    if actors and not slots.actors:
        confidence -= 0.2
    if places and not slots.places:
        confidence -= 0.2
    return round(confidence, 2)
