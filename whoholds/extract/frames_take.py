"""Frames of control that changes; persons and weapons taken are told apart from places."""

from whoholds.base.records import Event
from whoholds.extract.clauses import (
    Parsed,
    directly_before,
    find_subject,
    prenominal,
    right_edge,
)
from whoholds.extract.memory import Kind, Name
from whoholds.extract.objects import (
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
    group_of,
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


def take(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X took P from Y": places only; people taken are abuse, weapons are nothing."""
    right = right_edge(parsed, trigger.last)
    strong = trigger.entry.lemma in STRONG_TAKES
    lasting = parsed.lower(trigger.first - 1) in ("which", "who", "still")
    if lasting and trigger.entry.lemma == "occupy" and trigger.entry.forms & {"s", "base"}:
        slots.event = Event.HOLD  # "Turkey, which occupies the town"
    inside = {parsed.lower(k) for k in range(trigger.first, trigger.last)}
    if prenominal(parsed, trigger) or "fire" in inside:  # "fire control" is no control
        slots.drop = True
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        placed = take_patient(parsed, trigger, slots)
        close = placed and (
            parsed.lower(slots.places[-1].last) in ("that", "which")
            or directly_before(parsed, slots.places[-1].last - 1, trigger.group)
        )
        if placed and not strong and not close:
            slots.drop = True  # "the guard who held the island was freed"
            return
        if not placed:
            what = counted_before(parsed, trigger)
            if parsed.lower(trigger.group - 1) in ("he", "she", "who"):
                what = "people"
            if what == "people":
                take_captives(parsed, trigger, slots, passive=True)
                return
            if what == "goods" or (what == "" and not strong):
                slots.drop = True
                return
            slots.summary = what == "place"
            if (
                trigger.form is Form.REDUCED
                and parsed.lower(trigger.first - 1) in parsed.lexicon.place_cues["uncounted"]
            ):
                slots.counted = parsed.lower(trigger.first - 1)
            if not take_zone_place(parsed, slots, trigger.last, right) and what == "":
                slots.drop = trigger.form is Form.REDUCED and not slots.actors
        elif not strong and trigger.entry.lemma in (
            "free",
            "clear",
            "take",
            "restore",
            "win",
            "recover",
        ):
            slots.drop = not any(not p.weak for p in slots.places) or (
                trigger.entry.lemma == "take" and not slots.actors
            )
        slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "from")
        return
    if not strong and parsed.lower(trigger.last) in ("his", "her", "my"):
        slots.drop = True  # "took over his post"
        return
    take_subject(parsed, trigger, slots)
    slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "from")
    if trigger.entry.needs != "place":
        if parsed.lower(trigger.last) in ("of", "over"):
            found = object_after(parsed, trigger.last + 1, right)
            if found.place is not None:
                set_places(parsed, slots, found.place)
                slots.summary = found.plural
                return
            pronoun = parsed.lower(trigger.last + 1) in ("it", "them")
            slots.object_pronoun = pronoun
            slots.summary = found.kind == "noun"
            slots.drop = (
                found.kind in ("none", "goods", "people", "name")
                and not pronoun
                and not zone_places(parsed, trigger.last, right)
            )
            if slots.drop:
                return
        named = take_zone_place(parsed, slots, trigger.last, right, skip=("from",))
        if trigger.entry.lemma.endswith("power"):
            slots.drop = not (named and any(is_armed(n) for n in slots.actors))
            return
        if not named:
            take_relative_object(parsed, trigger, slots)
        return
    if parsed.lower(trigger.last) in ("it", "them") and (
        strong or _took_it(parsed, trigger, slots)
    ):
        slots.object_pronoun = True
        return
    found = object_after(parsed, trigger.last, right, strict=not strong)
    if (
        trigger.entry.lemma == "take"
        and found.kind == "noun"
        and parsed.lower(found.at)
        in ("positions", "ground", "field", "field", "street", "streets", "posts", "office", "road")
    ):
        slots.drop = True
        return
    if found.kind == "place" and found.place is not None:
        owned = parsed.lower(found.place.last) == "'s"
        parts = {parsed.lower(k) for k in range(found.place.last + 1, found.place.last + 5)}
        if owned and not strong and not parts & parsed.lexicon.place_kinds.keys():
            slots.drop = True  # "restore Armenia's territorial integrity"
            return
        set_places(parsed, slots, found.place)
        if found.place.weak and not strong:
            slots.drop = True
        slots.summary = found.plural
        return
    if found.kind == "unknown" and found.place is not None and _titled(parsed, found.place.last):
        slots.drop = True  # "to capture Garran Vos, the leader of the group"
        return
    if found.kind == "unknown" and found.place is not None:
        bold = (
            trigger.entry.lemma
            in (
                "reclaim",
                "regain",
                "overtake",
                "secure",
                "take over",
                "take back",
                "recover",
                "take",
            )
            and found.place.at == trigger.last
            and any(is_armed(n) for n in slots.actors)
        )
        if strong or bold or found.place.kind.value != "settlement":
            set_places(parsed, slots, found.place)
            slots.drop = found.name is not None and found.name.kind is Kind.PERSON
        else:
            slots.drop = True
        return
    if found.kind == "noun":
        slots.summary = found.plural
        if (
            not take_zone_place(parsed, slots, trigger.last, right, skip=("from", "to", "towards"))
            and not strong
            and trigger.entry.lemma
            not in ("secure", "take", "clear", "regain", "reclaim", "free", "take over")
        ):
            slots.drop = True
        return
    if found.kind in ("name", "people"):
        take_captives(parsed, trigger, slots, passive=False, name=found.name)
        return
    if parsed.lower(trigger.last) in ("it", "them") and strong:
        slots.object_pronoun = True
        return
    if found.kind == "goods":
        slots.drop = True
        return
    if take_relative_object(parsed, trigger, slots):
        return
    slots.drop = not (
        strong and found.kind == "none" and take_zone_place(parsed, slots, trigger.last, right)
    )


def _titled(parsed: Parsed, end: int) -> bool:
    """Tell whether a person's title follows a name: ", the leader of", ", a commander"."""
    if parsed.lower(end) != ",":
        return False
    for k in range(end + 1, end + 6):
        if parsed.lower(k) in (",", ".", ""):
            return False
        if parsed.lower(k) in ("of", "in", "for"):
            return parsed.lower(k - 1) in parsed.lexicon.actors["titles"]
    return False


def _took_it(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Tell whether "took it" is of a place: armed takers, and at most a time after it."""
    after_it = trigger.last + 1
    ends = parsed.lower(after_it) in (".", ",", ";", "", "back", "again", "hours", "days", "from")
    dated = any(date.first == after_it for date in parsed.dates) or parsed.lower(after_it) == "on"
    return (ends or dated) and any(is_armed(n) and n.kind is Kind.ACTOR for n in slots.actors)


STRONG_TAKES = words("frames_take", "strong_takes")


def take_captives(
    parsed: Parsed, trigger: Trigger, slots: Slots, *, passive: bool, name: Name | None = None
) -> None:
    """People were captured, not a place: abuse, or nothing for verbs that are not used so."""
    if trigger.entry.lemma not in ("capture", "seize", "recapture", "re-capture", "capturing"):
        slots.drop = True
        return
    slots.event = Event.ABUSE
    right = right_edge(parsed, trigger.last)
    if name is not None:
        slots.targets = [name]
    if passive:
        subject = find_subject(parsed, trigger.group)
        slots.targets = subject.names
    take_zone_place(parsed, slots, trigger.last, right)


def take_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "the capture of P by X", "X's capture of P"."""
    right = right_edge(parsed, trigger.last)
    if trigger.entry.lemma.endswith("ing") and parsed.lower(trigger.last) != "of":
        slots.drop = True
        return
    take_agent(parsed, trigger, slots, right)
    if parsed.lower(trigger.last) == "of":
        found = object_after(parsed, trigger.last + 1, right)
        if found.kind in ("goods", "people", "name") and found.place is None:
            if found.kind == "goods":
                slots.drop = True
            else:
                take_captives(parsed, trigger, slots, passive=False, name=found.name)
            return
        if found.place is not None:
            set_places(parsed, slots, found.place)
            slots.summary = found.plural
        elif found.kind == "noun":
            slots.summary = True
            take_zone_place(parsed, slots, trigger.last, right)
    else:
        take_zone_place(parsed, slots, trigger.last, right)
        if not slots.places and not (
            parsed.place_at.get(trigger.first - 1) or parsed.place_at.get(trigger.first - 2)
        ):
            slots.drop = trigger.entry.lemma == "liberation"
        before = (
            parsed.place_at.get(trigger.first - 2)
            if parsed.lower(trigger.first - 1) == "'s"
            else None
        )
        if before is not None and before.weak:
            slots.drop = True  # "Fedorov's capture": nothing tells that this is a place
            return
        if before is not None and not slots.places:
            slots.places = [before]
    if (not slots.actors and parsed.lower(trigger.first - 1) != "'s") or (
        not slots.actors and not slots.places
    ):
        slots.actors = noun_owner(parsed, trigger)
    if (
        not slots.actors
        and parsed.lower(trigger.first - 1) == "'s"
        and slots.places
        and slots.places[0].last != trigger.first - 1
    ):
        slots.actors = noun_owner(parsed, trigger)
    if not slots.actors:
        light_subject(parsed, trigger, slots)
    slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "from")


def lose(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "Y lost P to X": the one who lost is the target."""
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        if not take_patient(parsed, trigger, slots) and counted_before(parsed, trigger) != "place":
            slots.drop = True
        slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to")
        slots.sides_swapped = True
        return
    subject = find_subject(
        parsed, trigger.group, gerund=trigger.form in (Form.GERUND, Form.INFINITIVE)
    )
    slots.targets = list(subject.names)
    slots.target_pronoun = subject.pronoun is not None
    slots.pronoun = None
    found = object_after(parsed, trigger.last, right)
    if trigger.entry.lemma == "lose":
        if found.place is not None and (found.kind == "place" or found.place.at == found.at):
            set_places(parsed, slots, found.place)
        elif found.kind == "noun":
            slots.summary = True
            take_zone_place(parsed, slots, trigger.last, right, skip=("from",))
        elif parsed.lower(trigger.last) in ("it", "them"):
            slots.object_pronoun = True
        else:
            slots.actors, slots.pronoun = subject.names, subject.pronoun
            if not take_relative_object(parsed, trigger, slots):
                slots.drop = True
            slots.actors, slots.pronoun = [], None
    else:
        take_zone_place(parsed, slots, trigger.last, right)
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to", "by")
    slots.sides_swapped = True


def lose_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "the loss of P"."""
    right = right_edge(parsed, trigger.last)
    if parsed.lower(trigger.last) != "of":
        slots.drop = True
        return
    found = object_after(parsed, trigger.last + 1, right)
    if found.kind != "place" or found.place is None:
        slots.drop = True
        return
    set_places(parsed, slots, found.place)
    slots.targets = noun_owner(parsed, trigger)
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to")
    slots.sides_swapped = True


def _next_to(parsed: Parsed, end: int, group: int) -> bool:
    """Tell whether the verb follows its subject, or an aside between two commas does."""
    if directly_before(parsed, end - 1, group):
        return True
    verb = any(
        k in parsed.trigger_at and parsed.trigger_at[k].form is not Form.NOUN
        for k in range(end, group)
    )
    relative = parsed.lower(end + 1) in ("which", "where", "whose")
    return parsed.lower(end) == "," == parsed.lower(group - 1) and (relative or not verb)


def fall(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "P fell to X", "fell under X control"."""
    right = right_edge(parsed, trigger.last)
    subject = find_subject(
        parsed, trigger.group, places=True, gerund=trigger.form in (Form.GERUND, Form.INFINITIVE)
    )
    slots.places = subject.places
    if slots.places and not _next_to(parsed, slots.places[-1].last, trigger.group):
        named = trigger.entry.lemma == "fall"
        slots.drop = named and counted_before(parsed, trigger) != "place"
        if slots.drop:
            return
    if slots.places and slots.places[0].prep in ("in", "at", "near", "on", "from", "to", "around"):
        slots.drop = True  # "shells fired from positions in P fell"
        return
    names = zone_names(parsed, trigger.first, right)
    slots.sides_swapped = True
    words = parsed.words(trigger.first, min(right, trigger.last + 8)).lower()
    to = after(parsed, names, "to", "under", "into", "of", "by")
    held = any(
        w in words for w in ("control", "hands", "occupation", " to ")
    ) or trigger.entry.lemma in ("fall to", "fall back to")
    if trigger.entry.lemma not in ("fall", "fall to") and not held:
        slots.drop = True
        return
    if parsed.lower(trigger.last) == "from":
        slots.targets = names[:1]
    elif held:
        slots.actors = to or [n for n in names if n.first >= trigger.last][:1]
    if not slots.places:
        what = counted_before(parsed, trigger)
        if what == "place":
            slots.summary = True
            take_zone_place(parsed, slots, trigger.last, right, skip=("to", "into"))
        elif not (held and slots.actors and subject.pronoun is not None):
            slots.drop = True
            return
    elif trigger.entry.lemma == "fall" and (
        parsed.lower(trigger.last)
        in (
            "in",
            "from",
            "by",
            "on",
            "into",
            "short",
            "ill",
            "victim",
            "apart",
            "behind",
            "within",
            "off",
            "under",
        )
        and not held
    ):
        slots.drop = parsed.lower(trigger.last) not in ("on", "in") or slots.places[0].bare
    if slots.places and slots.places[0].kind.value == "country" and not held:
        slots.drop = True
    for k in range(trigger.last, right):
        place = parsed.place_at.get(k + 2)
        if place is not None and [parsed.lower(k), parsed.lower(k + 1)] in _TOGETHER:
            slots.places = [*slots.places, *group_of(parsed, place)]


_TOGETHER = (["along", "with"], ["together", "with"])


def pass_over(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "control of P passed to X"."""
    right = right_edge(parsed, trigger.last)
    lead = range(max(0, trigger.group - 8), trigger.group)
    told = next((k for k in lead if parsed.lower(k) == "control"), None)
    slots.actors = after(parsed, zone_names(parsed, trigger.first, right), "to")
    if told is None or parsed.lower(told + 1) not in ("of", "over") or not slots.actors:
        slots.drop = True
        return
    found = object_after(parsed, told + 2, trigger.group)
    if found.place is None:
        slots.drop = True
        return
    set_places(parsed, slots, found.place)
    slots.sides_swapped = True


def fall_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "the fall of P"."""
    if parsed.lower(trigger.last) != "of" or trigger.form is not Form.NOUN:
        slots.drop = True
        return
    right = right_edge(parsed, trigger.last)
    found = object_after(parsed, trigger.last + 1, right)
    if found.place is None or trigger.entry.lemma == "collapse":
        slots.drop = True
        return
    set_places(parsed, slots, found.place)
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to")
    slots.sides_swapped = True


def bring(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "brought P under X control"."""
    right = right_edge(parsed, trigger.last)
    take_subject(parsed, trigger, slots)
    inside = zone_places(parsed, trigger.first, trigger.last)
    if inside:
        set_places(parsed, slots, inside[0])
    elif slots.passive:
        take_patient(parsed, trigger, slots)
    holders = zone_names(parsed, trigger.first, min(right, trigger.last + 4))
    holders = [n for n in holders if not (inside and n.first < inside[0].last)]
    if "control" not in parsed.words(trigger.first, min(right, trigger.last + 5)).lower():
        slots.drop = True
    if holders:
        slots.actors = holders
    if not slots.places and not take_zone_place(parsed, slots, trigger.last, right):
        slots.drop = not slots.actors


def change(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "P changed hands": nobody is told to hold it."""
    subject = find_subject(parsed, trigger.group, places=True, gerund=True)
    slots.places = subject.places


def shift(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "the situation may shift in favour of X"."""
    right = right_edge(parsed, trigger.last)
    situation = any(
        parsed.lower(k) in ("situation", "balance", "control", "tide", "initiative")
        for k in range(max(0, trigger.first - 6), trigger.first)
    )
    if not situation:
        slots.drop = True
        return
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "of")


def raise_flag(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "raised its flag over P"."""
    right = right_edge(parsed, trigger.last)
    take_subject(parsed, trigger, slots)
    if not take_zone_place(parsed, slots, trigger.last, right):
        slots.drop = True


def oust(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X drove Y out of P"."""
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        ousted = find_subject(parsed, trigger.group)
        slots.targets = ousted.names
        slots.target_pronoun = ousted.pronoun is not None
    else:
        take_subject(parsed, trigger, slots)
        inside = zone_names(parsed, trigger.first, trigger.last)
        found = object_after(parsed, trigger.last, right)
        slots.targets = inside or (
            [found.name] if found.name is not None and found.kind == "name" else []
        )
    armed = slots.target_pronoun or any(
        n.kind in (Kind.ACTOR, Kind.COUNTRY, Kind.UNKNOWN) for n in slots.targets
    )
    left = zone_places(parsed, trigger.last, right)
    if not armed or not left:
        slots.drop = True
        return
    set_places(parsed, slots, left[0])
