"""Frames of fire from a distance, and of those who claim or deny it."""

from whoholds.base.records import Event
from whoholds.extract.clauses import Parsed, right_edge
from whoholds.extract.frames_fight import fill_fire, only_recalls
from whoholds.extract.memory import Kind
from whoholds.extract.objects import object_after, set_places, take_patient, take_zone_place
from whoholds.extract.roles import (
    Slots,
    after,
    is_armed,
    noun_owner,
    take_agent,
    take_subject,
    words_near,
    zone_names,
)
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words


def strike(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read fire from a distance; words like "hit" count only where weapons or armed sides are told."""
    lemma = trigger.entry.lemma
    if trigger.form is not Form.NOUN and _strike_subject(parsed, trigger):
        slots.drop = True
        return
    plain = "base" in trigger.entry.forms and trigger.form is Form.ACTIVE and lemma == "target"
    if plain and trigger.group == trigger.first and trigger.first - 1 not in parsed.owner:
        slots.drop = True  # "an important target"
        return
    if trigger.entry.needs == "fire" and not _fire_words(parsed, trigger):
        slots.drop = True
        return
    if trigger.entry.needs == "aircraft" and not (
        words_near(parsed, trigger, _AIRCRAFT) or _aircraft_near(parsed, trigger)
    ):
        slots.drop = True
        return
    fill_fire(parsed, trigger, slots)
    if (
        lemma in ("hit", "strike", "target")
        and trigger.form is Form.NOUN
        and not (slots.actors or slots.places)
    ):
        slots.drop = True


def _strike_subject(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether a strike already named is the subject: "airstrikes are targeting"."""
    for other in parsed.triggers:
        if (
            other.form is Form.NOUN
            and other.entry.event is Event.STRIKE
            and other.last <= trigger.first <= other.last + 14
        ):
            between = [parsed.lower(k) for k in range(other.last, trigger.first)]
            if not any(
                w in (",", ";", "and", "that", "while", "after", "when", "which", "who")
                for w in between
            ):
                return True
    return False


_AIRCRAFT = words("frames_strike", "aircraft")


_FIRE = words("frames_strike", "fire")


def _aircraft_near(parsed: Parsed, trigger: Trigger) -> bool:
    types = (
        "su-",
        "mig-",
        "f-1",
        "f-2",
        "f/a",
        "mi-",
        "uh-",
        "ka-",
        "il-",
        "tu-",
        "bayraktar",
        "mq-",
        "rq-",
    )
    return any(
        parsed.lower(k).startswith(types)
        for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 10))
    )


def _fire_words(parsed: Parsed, trigger: Trigger) -> bool:
    if trigger.form is Form.NOUN:
        owner = noun_owner(parsed, trigger)
        before = parsed.lower(trigger.first - 1)
        return (
            bool(owner)
            or before in _FIRE
            or (
                before in ("air", "the", "missile", "precision", "preemptive", "several", "more")
                and words_near(parsed, trigger, _FIRE)
            )
            or parsed.lower(trigger.last) in ("on", "against", "in")
        )
    if trigger.form is Form.PASSIVE and after(
        parsed, zone_names(parsed, trigger.last, min(len(parsed.tokens), trigger.last + 6)), "by"
    ):
        return True
    if trigger.entry.lemma == "target" and trigger.form is Form.ACTIVE:
        found = object_after(parsed, trigger.last, len(parsed.tokens))
        if found.kind in ("place", "noun"):
            return True
    if trigger.entry.lemma == "target":
        return words_near(parsed, trigger, _FIRE) or words_near(
            parsed, trigger, frozenset(("attack", "attacks"))
        )
    return words_near(parsed, trigger, _FIRE) or (
        trigger.entry.lemma == "strike"
        and any(n.kind in (Kind.ACTOR, Kind.COUNTRY) for n in parsed.names)
        and trigger.form is Form.ACTIVE
        and parsed.lower(trigger.last) not in ("a", "an", "down")
    )


def blast(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read an explosion; the bomb named before it makes no second claim."""
    right = right_edge(parsed, trigger.last)
    lemma = trigger.entry.lemma
    if trigger.form is Form.NOUN:
        fill_fire(parsed, trigger, slots)
        following = parsed.lower(trigger.last)
        before = parsed.lower(trigger.first - 1)
        slots.drop = (
            following in ("plot", "plots", "threat", "squad", "maker", "disposal")
            or before == "petrol"
        )
        if lemma in ("blast", "blasts", "explosion", "explosions") and only_recalls(
            parsed, trigger, slots
        ):
            slots.drop = True
        return
    if _strike_subject(parsed, trigger):
        slots.drop = True
        return
    if lemma in ("blow up", "detonate") and trigger.form in (
        Form.ACTIVE,
        Form.GERUND,
        Form.INFINITIVE,
    ):
        take_subject(parsed, trigger, slots)
        slots.actors = [n for n in slots.actors if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
    elif slots.passive:
        take_agent(parsed, trigger, slots, right)
    take_zone_place(parsed, slots, trigger.last, right)


def fire(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "fired rockets at", "shot at"."""
    fill_fire(parsed, trigger, slots)


def destroy(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "destroyed the bridge": structures only."""
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        if not take_patient(parsed, trigger, slots) or slots.places[0].kind.value != "site":
            kinds = parsed.lexicon.place_kinds
            ahead = [
                kinds.get(parsed.lower(k)) for k in range(max(0, trigger.group - 10), trigger.group)
            ]
            slots.drop = not any(kind is not None and kind.value == "site" for kind in ahead)
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    kinds = parsed.lexicon.place_kinds
    sited = (
        found.kind == "noun"
        and kinds.get(parsed.lower(found.at)) is not None
        and kinds[parsed.lower(found.at)].value == "site"
    )
    named = found.place is not None and found.place.kind.value == "site"
    if not any(is_armed(n) for n in slots.actors) or not (sited or named):
        slots.drop = True
        return
    if found.place is not None:
        set_places(parsed, slots, found.place)
    else:
        take_zone_place(parsed, slots, trigger.last, right)


def fired(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "rockets were fired into", "missiles launched from": the weapon is the subject."""
    weapons = ("rocket", "rockets", "missile", "missiles", "shell", "shells", "mortars", "drones")
    if not slots.passive or not any(
        parsed.lower(k) in weapons for k in range(max(0, trigger.group - 6), trigger.group)
    ):
        slots.drop = True
        return
    fill_fire(parsed, trigger, slots)
    if not slots.places:
        take_zone_place(parsed, slots, trigger.last, right_edge(parsed, trigger.last))


def responsibility(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X claims responsibility": X did what the claim before tells, or denies it."""
    take_subject(parsed, trigger, slots)
    nobody = any(
        parsed.lower(k) in ("no", "nobody", "not", "yet")
        for k in range(max(0, trigger.group - 6), trigger.first)
    )
    if nobody or not (slots.actors or slots.pronoun is not None):
        slots.drop = True
    slots.recalls = True
