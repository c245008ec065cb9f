"""Frames of ground fighting: attack, repel, clash, besiege."""

from whoholds.base.records import Event
from whoholds.extract.clauses import Parsed, find_subject, left_edge, prenominal, right_edge
from whoholds.extract.memory import Kind
from whoholds.extract.objects import object_after, set_places, take_zone_place
from whoholds.extract.roles import (
    LIGHT_VERBS,
    Slots,
    after,
    is_armed,
    light_subject,
    noun_owner,
    preposition,
    take_agent,
    take_subject,
    zone_names,
    zone_places,
)
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words


def attack(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read an assault told by a verb or a noun; one made with missiles or drones is a strike."""
    fill_fire(parsed, trigger, slots)
    lemma = trigger.entry.lemma
    if trigger.form is not Form.NOUN and _in_words(parsed, trigger, slots):
        slots.drop = True
        return
    if only_recalls(parsed, trigger, slots):
        slots.drop = True
        return
    if (
        trigger.form is not Form.NOUN
        and lemma in ("attack", "assault")
        and _armed_with(parsed, trigger)
    ):
        slots.event = Event.STRIKE
    if (
        lemma in ("raid", "raids", "invasion")
        and not slots.actors
        and not slots.places
        and trigger.form is Form.NOUN
    ):
        slots.drop = True


def _in_words(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Tell whether "attacked" or "stormed" is used of no assault: "stormed out", "attacked the plan"."""
    if parsed.lower(trigger.last) in ("out", "off", "away", "back"):
        return True
    if slots.passive or slots.pronoun is not None:
        return False
    for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 7)):
        if parsed.lower(k) in _SPOKEN:
            return True
        if parsed.lower(k) in _ENDS_OBJECT:
            break
    people = all(n.kind in (Kind.PERSON, Kind.UNKNOWN) for n in (*slots.actors, *slots.targets))
    somebody = bool(slots.targets) or any(n.kind is Kind.PERSON for n in slots.actors)
    return bool(slots.actors) and people and somebody and not slots.places


_SPOKEN = words("frames_fight", "spoken")
_ENDS_OBJECT = frozenset(
    (",", ".", ";", "in", "at", "near", "on", "after", "before", "with", "from")
)


def only_recalls(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Tell whether a noun points back and adds nothing: "during the offensive", "the 2003 invasion"."""
    if trigger.form is not Form.NOUN:
        return False
    before = parsed.lower(trigger.first - 1)
    year = any(
        parsed.lower(k).isdecimal() and len(parsed.lower(k)) == 4
        for k in range(max(0, trigger.first - 3), trigger.first)
    )
    if year and not any(
        parsed.lower(k) in LIGHT_VERBS for k in range(max(0, trigger.first - 6), trigger.first)
    ):
        return True
    pointing = before in ("the", "this", "such", "these", "that", "said")
    if (
        before in ("a", "an")
        and trigger.entry.frame == "attack"
        and not (slots.actors or slots.targets)
    ):
        ground = any(
            t.entry.event in (Event.TAKE, Event.ADVANCE) and t.form is not Form.NOUN
            for t in parsed.triggers
        )
        return ground and parsed.lower(trigger.first - 2) in ("in", "after", "during", "following")
    return pointing and not (
        slots.actors or slots.targets or slots.places or slots.pronoun is not None
    )


def fill_fire(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Fill the slots of an attack or strike, verb or noun."""
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    if trigger.form is Form.NOUN:
        slots.actors = after(parsed, zone, "by") or after(parsed, zone, "of", "from")
        if not slots.actors or preposition(parsed, slots.actors[0]) == "of":
            owners = noun_owner(parsed, trigger)
            slots.targets = slots.actors if owners else []
            slots.actors = owners or slots.actors
        if not slots.actors:
            light_subject(parsed, trigger, slots)
        if not slots.actors and slots.pronoun is None:
            _carried_by(parsed, trigger, slots)
        slots.targets += after(parsed, zone, "on", "against", "at", "targeting")
        take_zone_place(parsed, slots, trigger.last, right, skip=("from", "by"))
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        subject = find_subject(parsed, trigger.group, places=True)
        slots.places = [p for p in subject.places if not p.weak]
        slots.targets = subject.names
        if not slots.places:
            take_zone_place(parsed, slots, trigger.last, right)
        return
    take_subject(parsed, trigger, slots)
    for name in zone:
        word = parsed.lower(parsed.head_of(name))
        if parsed.head_of(name) <= trigger.last - 1 or word in ("at", "on", "against"):
            slots.targets = [name]
            break
    found = object_after(parsed, trigger.last, right, strict=True)
    if found.kind == "unknown" and found.place is not None and found.at == trigger.last:
        set_places(parsed, slots, found.place)
        return
    take_zone_place(parsed, slots, trigger.last, right, skip=("from", "by"))


def _armed_with(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether an attack is told to be made from a distance: "attacked X with drones"."""
    for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 14)):
        if parsed.lower(k) in ("with", "using", "by"):
            return any(
                parsed.lower(j) in parsed.lexicon.means and parsed.lower(j) != "gun"
                for j in range(k + 1, min(len(parsed.tokens), k + 5))
            )
    return False


def _carried_by(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "attacks launched by X" across the participle that cuts the clause."""
    for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 12)):
        if parsed.lower(k) in (".", ";"):
            return
        if parsed.lower(k) == "by" and parsed.lower(k - 1) in LIGHT_VERBS | {"out"}:
            slots.actors = after(
                parsed, zone_names(parsed, k, min(len(parsed.tokens), k + 12)), "by"
            )
            return


_WORDS_ONLY = words("frames_fight", "words_only")


def repel(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X repelled an attack by Y on P" and "the attack was repelled"."""
    right = right_edge(parsed, trigger.last)
    slots.nowhere = trigger.entry.needs == "air"
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        start = left_edge(parsed, trigger.group)
        assault = _attack_noun(parsed, start, trigger.group)
        if assault is not None:
            inner = Slots(Event.ATTACK)
            fill_fire(parsed, assault, inner)
            slots.nowhere = slots.nowhere or assault.entry.frame == "strike"
            slots.targets = inner.actors
            slots.places = inner.places
        else:
            subject = find_subject(parsed, trigger.group)
            slots.targets = subject.names
            slots.target_pronoun = subject.pronoun is not None
            if trigger.entry.needs == "attack":
                slots.drop = True
        if not slots.places:
            take_zone_place(parsed, slots, trigger.last, right)
        return
    if any(parsed.lower(k) in _WORDS_ONLY for k in range(trigger.last, trigger.last + 4)):
        slots.drop = True  # "rebuffed the accusation"
        return
    take_subject(parsed, trigger, slots)
    if trigger.entry.needs == "attack" and trigger.form is not Form.ACTIVE:
        slots.drop = True  # "called on them to stop the attacks"
        return
    assault = _attack_noun(parsed, trigger.first, right)
    if trigger.entry.needs == "attack" and (assault is None or assault.entry.frame == "strike"):
        slots.drop = True
        return
    if assault is not None:
        inner = Slots(Event.ATTACK)
        fill_fire(parsed, assault, inner)
        slots.nowhere = slots.nowhere or assault.entry.frame == "strike"
        if _foiled_plot(parsed, trigger, assault, slots, inner):
            slots.drop = True
            return
        slots.targets = [n for n in inner.actors if n.first >= trigger.first]
        slots.places = inner.places
    else:
        names = [n for n in zone_names(parsed, trigger.first, right) if n.first >= trigger.first]
        slots.targets = names[:1]
    if not slots.places:
        take_zone_place(parsed, slots, trigger.first, right, skip=())


def _foiled_plot(
    parsed: Parsed, trigger: Trigger, assault: Trigger, slots: Slots, inner: Slots
) -> bool:
    """Tell whether police only stopped something planned: "police foiled an attack"."""
    guarding = any(n.head in _GUARDING for n in slots.actors)
    told = parsed.lower(assault.first - 1) in ("the", "this", "their") or inner.actors
    return guarding and not told and trigger.entry.lemma not in ("repel", "repulse")


_GUARDING = frozenset(("police", "policemen", "authorities", "officers", "guards", "intelligence"))


def _attack_noun(parsed: Parsed, first: int, last: int) -> Trigger | None:
    for k in range(first, last):
        found = parsed.trigger_at.get(k)
        if (
            found is not None
            and found.first == k
            and found.form is Form.NOUN
            and found.entry.frame in ("attack", "advance", "strike")
        ):
            return found
    return None


def clash(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read fighting that nobody is told to have begun; "fighting for control of P" is an attempt."""
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    if trigger.form is Form.NOUN:
        if "no" in (parsed.lower(trigger.first - 1), parsed.lower(trigger.first - 2)):
            slots.drop = True  # "there was no fighting": nobody is contradicted
            return
        if parsed.lower(trigger.last) in (
            "zone",
            "vehicle",
            "vehicles",
            "footage",
            "lines",
            "group",
            "groups",
            "tanks",
            "aircraft",
            "operations",
            "readiness",
        ):
            slots.drop = True
            return
        slots.actors = after(parsed, zone, "between", "involving", "among") or after(
            parsed, zone, "with", "against"
        )
        pair = bool(slots.actors) and parsed.lower(parsed.head_of(slots.actors[0])) in (
            "with",
            "against",
        )
        if not slots.actors or pair:
            slots.actors = noun_owner(parsed, trigger) + slots.actors
        if not slots.actors or (pair and len(slots.actors) == 1):
            lead = Slots(Event.CLASH)
            if light_subject(parsed, trigger, lead):
                slots.actors = lead.actors + slots.actors
        places = zone_places(parsed, trigger.last, right)
        places = [p for p in places if p.prep != "between" or p.kind.value != "country"]
        if parsed.lower(trigger.last) == "for" and parsed.lower(trigger.last + 1) == "control":
            slots.event = Event.TAKE
        if places:
            set_places(parsed, slots, places[0])
        return
    take_subject(parsed, trigger, slots)
    others = after(parsed, zone, "with", "against")
    slots.actors = slots.actors + [n for n in others if n not in slots.actors]
    take_zone_place(parsed, slots, trigger.last, right)


def fight(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read the verb and noun "fight", which count only where two sides or a place are told."""
    clash(parsed, trigger, slots)
    if trigger.form is Form.INFINITIVE:
        slots.drop = True
        return
    if trigger.form is not Form.NOUN:
        zone = zone_names(parsed, trigger.last, right_edge(parsed, trigger.last))
        slots.actors += [n for n in zone if n not in slots.actors][:1]
    if len(slots.actors) < 2 and not slots.places:
        slots.drop = True


def besiege(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read a siege, an encirclement, and forces that are cut off."""
    right = right_edge(parsed, trigger.last)
    lemma = trigger.entry.lemma
    if prenominal(parsed, trigger) or (
        lemma == "surround"
        and trigger.form is Form.GERUND
        and parsed.lower(trigger.first - 1) not in (",", "and", "by", "after", "while")
    ):
        slots.drop = True
        return
    fill_fire(parsed, trigger, slots)
    if trigger.form is Form.NOUN and not slots.places:
        before = parsed.place_at.get(trigger.first - 1)
        if before is not None:
            slots.places = [before]
    if lemma in ("surround", "isolate", "trap", "sever") and not slots.passive:
        found = object_after(parsed, trigger.last, right)
        if found.kind not in ("place", "name", "people", "noun") or not slots.actors:
            slots.drop = True
    if (
        lemma in ("trap", "isolate", "surround")
        and slots.passive
        and not (slots.actors or any(is_armed(n) for n in slots.targets))
    ):
        slots.drop = True
    if lemma in ("cut off", "cut ~ off") and not (slots.actors or slots.places):
        slots.drop = True
