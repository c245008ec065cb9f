"""Frames of control that is held, given up or approached."""

from whoholds.base.records import Event
from whoholds.extract.chains import Place
from whoholds.extract.clauses import Parsed, find_subject, prenominal, right_edge
from whoholds.extract.memory import Kind
from whoholds.extract.objects import (
    Object,
    counted_before,
    object_after,
    set_places,
    take_patient,
    take_relative_object,
    take_zone_place,
)
from whoholds.extract.roles import (
    Slots,
    after,
    is_armed,
    light_subject,
    noun_owner,
    take_agent,
    take_subject,
    zone_names,
    zone_places,
)
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words

_DESTINATION = frozenset(("to", "into", "towards", "toward", "onto"))
_NO_GROUND = words("frames_hold", "no_ground")


def withdraw(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read who leaves which place; deals, races and money that are withdrawn from are left out."""
    right = right_edge(parsed, trigger.last)
    ahead = [parsed.lower(k) for k in range(trigger.last, min(right, trigger.last + 6))]
    if prenominal(parsed, trigger) or any(w in _NO_GROUND for w in ahead):
        slots.drop = True
        return
    if trigger.form is Form.NOUN:
        owners = noun_owner(parsed, trigger)
        zone = zone_names(parsed, trigger.last, right)
        slots.actors = owners or after(parsed, zone, "of", "by")
        if not slots.actors:
            light_subject(parsed, trigger, slots)
    elif slots.passive:
        subject = find_subject(parsed, trigger.group)
        slots.actors = subject.names
        slots.pronoun = subject.pronoun
    else:
        take_subject(parsed, trigger, slots)
        _withdrawn_object(parsed, trigger, slots, right)
        if trigger.entry.lemma == "flee" and trigger.form is Form.INFINITIVE:
            slots.drop = True  # "forced thousands to flee"
            return
        if trigger.entry.needs == "forces" and not any(
            is_armed(n) and n.name.lower() not in parsed.lexicon.people for n in slots.actors
        ):
            slots.drop = True
            return
    slots.destinations = _destinations(parsed, trigger)
    from_places = [p for p in zone_places(parsed, trigger.first, right) if p.prep in ("from", "of")]
    others = [
        p
        for p in zone_places(parsed, trigger.first, right)
        if p.prep not in ("to", "into", "towards", "toward", "by")
    ]
    told = zone_places(parsed, trigger.first, right)
    chosen = from_places or (others if others and others[0] is told[0] else [])
    if chosen:
        set_places(parsed, slots, chosen[0])
    if not slots.actors and slots.pronoun is None and not from_places:
        slots.drop = True
    if slots.passive and slots.pronoun is None and not any(is_armed(n) for n in slots.actors):
        slots.drop = True


def _destinations(parsed: Parsed, trigger: Trigger) -> list[Place]:
    """Return where those who leave go: "fled to the airport", "surrendered or crossed into X"."""
    ahead = zone_places(parsed, trigger.last, len(parsed.tokens))
    return [p for p in ahead if p.prep in _DESTINATION]


def _withdrawn_object(parsed: Parsed, trigger: Trigger, slots: Slots, right: int) -> None:
    """Read "he plans to withdraw all American troops": those withdrawn are the ones who leave."""
    people = not slots.actors or all(n.kind is Kind.PERSON for n in slots.actors)
    if not people or trigger.entry.needs == "forces":
        return
    for name in zone_names(parsed, trigger.last, right):
        if name.kind is Kind.ACTOR and not name.anaphor and parsed.head_of(name) <= trigger.last:
            slots.actors, slots.pronoun = [name], None
        return


def abandon(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X abandoned P"; only armed forces abandon."""
    right = right_edge(parsed, trigger.last)
    slots.destinations = _destinations(parsed, trigger)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.drop = not slots.actors or not take_patient(parsed, trigger, slots)
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    armed = slots.pronoun is not None or any(is_armed(n) for n in slots.actors)
    if (
        found.kind == "unknown"
        and found.place is not None
        and armed
        and trigger.entry.lemma != "leave"
    ):
        found = Object("place", found.place)
    if trigger.entry.lemma in ("leave", "quit", "evacuate"):
        people = parsed.lexicon.people
        slots.actors = [n for n in slots.actors if n.name.lower() not in people]
        crowd = range(min((n.last for n in slots.actors), default=trigger.first), trigger.first)
        if any(parsed.lower(k) in ("people", "civilians", "residents", "citizens") for k in crowd):
            slots.drop = True  # "a corridor for people who want to leave"
            return
        armed = any(is_armed(n) and n.kind is Kind.ACTOR for n in slots.actors)
    if not armed or found.kind not in ("place", "noun"):
        slots.drop = True
        return
    if trigger.entry.lemma == "leave" and found.kind != "place":
        slots.drop = True
        return
    if found.place is not None:
        set_places(parsed, slots, found.place)
    else:
        slots.summary = found.plural
        take_zone_place(parsed, slots, trigger.last, right)


def hand_over(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X surrendered P to Y"."""
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    slots.targets = after(parsed, zone, "to")
    slots.destinations = _destinations(parsed, trigger)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger) or after(parsed, zone, "of", "by")
        take_zone_place(parsed, slots, trigger.last, right)
        if not slots.actors and not slots.places:
            slots.drop = True
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.drop = not take_patient(parsed, trigger, slots)
        return
    if object_after(parsed, trigger.last, right).kind == "goods":
        slots.drop = True  # "handed over power", "handed over the bodies"
        return
    take_subject(parsed, trigger, slots)
    inside = [p for p in zone_places(parsed, trigger.first, right) if p.prep not in _DESTINATION]
    handed = object_after(parsed, trigger.last, right)
    if handed.kind == "unknown" and handed.place is not None:
        if slots.pronoun is None and not any(is_armed(n) for n in slots.actors):
            slots.drop = True  # "surrendered Malunda to the police in P"
            return
        inside = [handed.place]
    if handed.kind == "people" and slots.targets:
        slots.drop = True
        return
    if inside:
        set_places(parsed, slots, inside[0])
    elif (
        trigger.entry.lemma != "surrender"
        and "arms" not in trigger.entry.lemma
        and "weapons" not in trigger.entry.lemma
    ):
        found = object_after(parsed, trigger.last, right)
        slots.drop = found.kind != "noun"
    elif not any(is_armed(n) for n in slots.actors) and slots.pronoun is None:
        slots.drop = True


def hold(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X controls P", "P is held by X", "in control of P"."""
    right = right_edge(parsed, trigger.last)
    if trigger.entry.lemma.startswith("in "):
        # "X were in control of P", "leaving X in control of P"
        subject = find_subject(parsed, trigger.first, gerund=True)
        slots.actors = subject.names
        slots.pronoun = subject.pronoun
        names = [
            n
            for n in zone_names(parsed, max(0, trigger.first - 6), trigger.first)
            if n.kind in (Kind.ACTOR, Kind.COUNTRY)
        ]
        left = any(
            parsed.lower(k) == "leaving" for k in range(max(0, trigger.first - 7), trigger.first)
        )
        if names and (left or not slots.actors):
            slots.actors = names[-1:]
        take_zone_place(parsed, slots, trigger.last, right)
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        placed = take_patient(parsed, trigger, slots)
        if trigger.form is Form.REDUCED and not placed:
            slots.drop = True
            return
        slots.drop = not slots.actors or not (placed or counted_before(parsed, trigger) == "place")
        if trigger.entry.lemma in ("guard",):
            slots.drop = True
        return
    beside = parsed.owner.get(trigger.first - 1)
    if beside is not None and parsed.lower(parsed.head_of(beside)) in _BEFORE_HELD:
        slots.drop = True  # "in opposition held Arvo": a hyphen is lost
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    if trigger.entry.needs == "placename":
        good = (found.place is not None and found.place.at == found.at) or (
            found.kind == "unknown" and (trigger.entry.lemma == "defend" or _since(parsed, trigger))
        )
        armed = slots.pronoun is not None or any(is_armed(n) for n in slots.actors)
        if not good or not armed or trigger.entry.lemma in ("guard",):
            slots.drop = True
            return
        if found.place is not None:
            set_places(parsed, slots, found.place)
        return
    if found.place is not None:
        set_places(parsed, slots, found.place)
        slots.summary = found.plural
    elif found.kind == "noun":
        slots.summary = found.plural
        take_zone_place(parsed, slots, trigger.last, right)
    elif not take_zone_place(parsed, slots, trigger.last, right):
        slots.drop = not (
            trigger.entry.lemma == "dig in"
            or ("control" in trigger.entry.lemma and len(trigger.entry.words) > 1)
        )
        if (
            slots.drop
            and trigger.entry.lemma == "control"
            and take_relative_object(parsed, trigger, slots)
        ):
            slots.drop = False


def _since(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether the clause tells from when on: "have held P since June"."""
    lasting = parsed.lower(trigger.group) in ("have", "has", "had", "still")
    end = min(len(parsed.tokens), trigger.last + 24)
    return lasting and any(parsed.lower(k) in ("since", "for") for k in range(trigger.last, end))


def hold_out(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read those who still hold out in a place."""
    right = right_edge(parsed, trigger.last)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger)
        if not slots.actors:
            slots.drop = True
    else:
        take_subject(parsed, trigger, slots)
        if not any(is_armed(n) for n in slots.actors):
            slots.drop = True
    take_zone_place(parsed, slots, trigger.last, right)


def hold_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "ISIL control over Raqqa", "is now under Taliban control", "under the control of X"."""
    right = right_edge(parsed, trigger.last)
    before = [parsed.lower(k) for k in range(max(0, trigger.first - 7), trigger.first)]
    under = "under" in before
    if under:
        since = len(before) - 1 - before[::-1].index("under")
        start = trigger.first - len(before) + since
        holders = zone_names(parsed, start, trigger.first) or after(
            parsed, zone_names(parsed, trigger.last, right), "of"
        )
        slots.actors = holders
        if any(
            t.entry.frame in ("fall", "bring", "under") and start - 4 <= t.first <= start
            for t in parsed.triggers
        ):
            slots.drop = True
            return
        subject = find_subject(parsed, start, places=True, gerund=True)
        slots.places = subject.places
        lead = [parsed.lower(k) for k in range(max(0, start - 5), start)]
        if any(
            w
            in (
                "now",
                "came",
                "come",
                "comes",
                "brought",
                "bringing",
                "fell",
                "falls",
                "placed",
                "coming",
                "back",
                "becoming",
                "went",
            )
            for w in lead
        ):
            slots.event = Event.TAKE
        if not slots.actors or not (slots.places or counted_before(parsed, trigger) == "place"):
            slots.drop = True
        return
    slots.actors = noun_owner(parsed, trigger)
    places = [
        p
        for p in zone_places(parsed, trigger.last, right)
        if p.prep in ("of", "over", "in", "", "on", "across")
    ]
    if places:
        set_places(parsed, slots, places[0])
    if (
        not slots.actors
        or not places
        or parsed.lower(trigger.last) not in ("of", "over", "in", "on")
    ):
        slots.drop = True


def under_control(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "P remains under the control of X"."""
    right = right_edge(parsed, trigger.last)
    subject = find_subject(
        parsed,
        trigger.group if trigger.form is not Form.NOUN else trigger.first,
        places=True,
        gerund=True,
    )
    slots.places = subject.places
    slots.actors = zone_names(parsed, trigger.first, right)[:1]
    lasting = trigger.entry.lemma.startswith(("remain", "stay"))
    ahead = {parsed.lower(k) for k in range(trigger.first, min(right, trigger.last + 6))}
    if lasting and not ahead & _RULE:
        slots.drop = True  # "the town remained under Russian shelling"
        return
    ours = [k for k in range(trigger.first, trigger.last + 2) if parsed.lower(k) in _OURS]
    if ours and "control" in parsed.words(trigger.first, trigger.last + 3):
        slots.actors, slots.pronoun = [], ours[0]
    lead = [parsed.lower(k) for k in range(max(0, trigger.first - 5), trigger.first)]
    if not lasting and any(
        w in ("now", "came", "come", "comes", "brought", "fell", "coming", "placed", "back")
        for w in lead
    ):
        slots.event = Event.TAKE
    if not slots.places and counted_before(parsed, trigger) != "place":
        slots.drop = True
    if not slots.actors and slots.pronoun is None:
        slots.drop = True


_RULE = frozenset(("control", "rule", "occupation", "hands", "grip", "administration", "authority"))
_OURS = frozenset(("our", "its", "their"))


def advance(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read a gain of ground; the place is what it goes towards."""
    right = right_edge(parsed, trigger.last)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger) or after(
            parsed, zone_names(parsed, trigger.last, right), "by", "of"
        )
        if not slots.actors:
            light_subject(parsed, trigger, slots)
        slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "against", "from")
    else:
        take_subject(parsed, trigger, slots)
        slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "against")
    places = zone_places(parsed, trigger.last, right)
    toward = [p for p in places if p.prep not in ("from",)]
    chosen = toward or places
    if chosen:
        set_places(parsed, slots, chosen[0])
    armed = slots.pronoun is not None or any(
        is_armed(n) or n.kind in (Kind.ADJECTIVE, Kind.UNKNOWN) for n in slots.actors
    )
    if not armed and (
        trigger.form is not Form.NOUN or not chosen or trigger.entry.lemma in ("gains",)
    ):
        slots.drop = True
    if (
        not armed
        and trigger.form is Form.NOUN
        and trigger.entry.lemma in ("advance", "advances", "gains", "breakthrough", "breakthroughs")
        and not chosen
    ):
        slots.drop = True


_BEFORE_HELD = frozenset(
    ("in", "at", "near", "from", "into", "outside", "inside", "around", "towards")
)
_CROSSED = frozenset(("border", "river", "road", "rail", "railway"))


def enter(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X entered P", "reached P", "crossed the river": no word of control."""
    right = right_edge(parsed, trigger.last)
    before = parsed.lower(trigger.first - 1)
    if trigger.form is Form.GERUND and (before in _CROSSED or before in ("the", "a", "key")):
        slots.drop = True  # "the border crossing" is a place
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.drop = not slots.actors or not take_patient(parsed, trigger, slots)
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    armed = (slots.pronoun is not None and trigger.entry.lemma != "reach") or any(
        is_armed(n) and (n.kind is Kind.ACTOR) for n in slots.actors
    )
    places = zone_places(parsed, trigger.last, right)
    if (
        found.kind not in ("place", "noun")
        and trigger.entry.lemma == "cross"
        and places
        and places[0].prep in ("into", "")
    ):
        found = Object("place", places[0])
    if (
        armed
        and found.kind == "unknown"
        and found.place is not None
        and trigger.entry.lemma in ("enter", "reach")
    ):
        set_places(parsed, slots, found.place)
        return
    if not armed or found.kind != "place" or found.place is None:
        slots.drop = not (armed and trigger.entry.lemma == "cross" and found.kind == "noun")
        return
    set_places(parsed, slots, found.place)
