"""Frames of what is done to people, and of troops and truces: abuse, kill, deploy, agree, release."""

from whoholds.base.records import Event
from whoholds.extract.clauses import Parsed, find_subject, prenominal, right_edge
from whoholds.extract.frames_fight import fill_fire, only_recalls
from whoholds.extract.memory import Kind
from whoholds.extract.objects import object_after, take_zone_place
from whoholds.extract.roles import (
    Slots,
    after,
    is_armed,
    light_subject,
    names_a_group,
    noun_owner,
    take_agent,
    take_subject,
    words_near,
    zone_names,
)
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words


def abuse(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read violence against captives and civilians."""
    right = right_edge(parsed, trigger.last)
    lemma = trigger.entry.lemma
    if prenominal(parsed, trigger):
        slots.drop = True
        return
    fill_fire(parsed, trigger, slots)
    if trigger.form is Form.NOUN:
        if only_recalls(parsed, trigger, slots):
            slots.drop = True
            return
        owners = noun_owner(parsed, trigger)
        agents = after(parsed, zone_names(parsed, trigger.last, right), "by")
        slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "of")
        slots.actors = agents or owners
    if lemma == "execute" and not slots.passive:
        found = object_after(parsed, trigger.last, right)
        if found.kind not in ("people", "name"):
            slots.drop = True
    if lemma in (
        "arrest",
        "detain",
        "arrests",
        "crackdown",
        "displace",
        "deport",
    ) and not names_a_group(parsed):
        slots.drop = True
    if lemma == "displace" and (trigger.form is Form.REDUCED or not slots.actors):
        slots.drop = True


_DEADLY = (Event.ATTACK, Event.STRIKE, Event.CLASH, Event.ABUSE, Event.REPEL)


def _negated(parsed: Parsed, trigger: Trigger) -> bool:
    return any(parsed.lower(k) == "no" for k in range(max(0, trigger.group - 8), trigger.group))


def kill(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """`kill` makes a claim only where nothing else in the sentence caused the death."""
    for other in parsed.triggers:
        if other is not trigger and other.entry.frame != "kill" and other.entry.event in _DEADLY:
            slots.drop = True
            return
    if trigger.form is Form.INFINITIVE or _negated(parsed, trigger):
        slots.drop = True
        return
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.targets = find_subject(parsed, trigger.group).names
    else:
        take_subject(parsed, trigger, slots)
        slots.targets = zone[:1]
    take_zone_place(parsed, slots, trigger.last, right)
    armed_victim = any(is_armed(n) and n.kind is Kind.ACTOR for n in slots.targets)
    people = any(
        parsed.lower(k) in parsed.lexicon.actors["civilians"]
        for k in range(max(0, trigger.first - 10), min(len(parsed.tokens), trigger.last + 8))
    )
    if not slots.actors and not armed_victim and slots.pronoun is None:
        slots.drop = not (slots.passive and (names_a_group(parsed) or people))
        slots.event = Event.ABUSE if people else Event.CLASH
        return
    if not armed_victim and people:
        slots.event = Event.ABUSE


def deploy(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read forces that are sent, massed or mobilised."""
    right = right_edge(parsed, trigger.last)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger) or after(
            parsed, zone_names(parsed, trigger.last, right), "of", "by"
        )
        if not slots.actors:
            light_subject(parsed, trigger, slots)
        take_zone_place(parsed, slots, trigger.last, right, skip=("from",))
        if not slots.actors:
            slots.drop = True
        return
    if slots.passive:
        subject = find_subject(parsed, trigger.group)
        take_agent(parsed, trigger, slots, right)
        slots.actors = slots.actors or subject.names
        slots.pronoun = subject.pronoun
    else:
        take_subject(parsed, trigger, slots)
    take_zone_place(parsed, slots, trigger.last, right, skip=("from",))
    armed = any(n.kind is Kind.ACTOR and is_armed(n) for n in slots.actors)
    if trigger.entry.needs == "forces" and not (armed and slots.places):
        slots.drop = True
    if not slots.actors and slots.pronoun is None:
        slots.drop = True


_TRUCE = words("frames_people", "truce")
_CAPTIVES = words("frames_people", "captives")


def agree(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read a truce or a deal, also one that is broken."""
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    if trigger.form is Form.NOUN:
        if (
            parsed.lower(trigger.first - 1) == "the"
            and parsed.lower(trigger.first - 2) == "despite"
        ) or parsed.lower(trigger.first - 1) == "despite":
            slots.drop = True
            return
        slots.actors = after(parsed, zone, "between") or noun_owner(parsed, trigger) + after(
            parsed, zone, "with"
        )
        if not slots.actors:
            subject = find_subject(parsed, trigger.first, gerund=True)
            slots.actors = [n for n in subject.names if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
    else:
        take_subject(parsed, trigger, slots)
        slots.actors = slots.actors + after(parsed, zone, "with")
    take_zone_place(parsed, slots, trigger.last, right)
    if trigger.entry.lemma in (
        "reach ~ deal",
        "sign ~ deal",
        "reach ~ agreement",
        "sign ~ agreement",
        "strike ~ deal",
    ) and not words_near(
        parsed,
        trigger,
        _TRUCE,
    ):
        slots.drop = True


def release(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read captives who are released or swapped."""
    if trigger.form is Form.NOUN:
        slots.drop = parsed.lower(trigger.last) != "of" or not words_near(
            parsed, trigger, _CAPTIVES
        )
        slots.actors = noun_owner(parsed, trigger)
        if not slots.actors:
            light_subject(parsed, trigger, slots)
        return
    if any(
        parsed.lower(k) in ("video", "statement", "footage", "report", "photos", "images")
        for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 4))
    ):
        slots.drop = True
        return
    if not words_near(
        parsed,
        trigger,
        _CAPTIVES,
    ):
        slots.drop = True
        return
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
    else:
        take_subject(parsed, trigger, slots)
    take_zone_place(parsed, slots, trigger.last, right)
