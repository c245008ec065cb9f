"""Which grammatical role fills which slot of a claim, frame by frame.

A frame is named in `data/triggers.toml`; the function of that name here says who took, lost, left
or fired, and where. What a clause does not say is left open for `discourse`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from whoholds.base.records import Event
from whoholds.extract.clauses import (
    ACTING,
    Parsed,
    Subject,
    find_subject,
    left_edge,
    place_group,
    prenominal,
    right_edge,
)
from whoholds.extract.names import Kind, Name
from whoholds.extract.placenames import Place
from whoholds.extract.triggers import Form, Trigger


@dataclass(slots=True)
class Slots:
    """What one clause says. `pronoun` marks an actor told by a pronoun; `told` lists places in order.

    `drop` tells that the words name no event here; `event` may differ from the lexicon's
    ("captured 30 fighters" is abuse). `local` tells that the places stand in the trigger's own clause; `fallback` is a place to
    take where the report has named none before; `counted` is the noun in "the areas captured by X".
    """

    event: Event
    actors: list[Name] = field(default_factory=list)
    targets: list[Name] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    pronoun: int | None = None
    target_pronoun: bool = False
    summary: bool = False
    drop: bool = False
    local: bool = True
    passive: bool = False
    sides_swapped: bool = False
    counted: str = ""
    object_pronoun: bool = False
    recalls: bool = False
    fallback: list[Place] = field(default_factory=list)


_DESCRIBING = frozenset(
    "the a an its their his this that these those all several some many most more much both two three four five six seven "
    "eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty dozens dozen hundreds of other another further least at nearby new key strategic important full entire whole "
    "additional almost nearly over about around parts part half large small majority rest remaining surrounding last main "
    "few number series territory strategically northern southern eastern western central northeastern northwestern southeastern "
    "southwestern first second third largest complete vast significant up to also only back of in control first neighboring neighbouring another little-known and newly lost previously crucial vital".split()
)
_OF_AGENT = frozenset(("by",))
_BARE = frozenset(("", "of", "over", "in", "at", "on", "near", "around", "inside", "across", "throughout", "outside", "into", "along", "to", "towards", "toward", "against", "within", "for", "between", "onto", "through", "surrounding", "off"))
_LIGHT = frozenset("launch launched launches launching conduct conducted conducts conducting carry carried carries carrying mount mounted mounts mounting stage staged stages staging begin began begins beginning start started starts starting resume resumed resumes "
                   "resuming initiate initiated commence commenced continue continued continues continuing undertake undertook perform performed open opened announced announces announce make made makes making suffered repeat repeated intensify intensifies intensified intensifying step stepped renew renewed renews impose imposed imposes imposing lay laid lead led leading execute executed fight fought plan planned plans planning expand expanded report reported order ordered orders complete completed completes face faced halt halted ended end ends threatened prepared preparing deliver delivered".split())


def fill(parsed: Parsed, trigger: Trigger) -> Slots:
    """Return what the clause of `trigger` says; `drop` is set where the words name no event."""
    slots = Slots(trigger.entry.event, passive=trigger.form in (Form.PASSIVE, Form.REDUCED))
    _FRAMES[trigger.entry.frame](parsed, trigger, slots)
    return slots


# --- what the frames share -----------------------------------------------------------------


def zone_places(parsed: Parsed, first: int, last: int) -> list[Place]:
    """Return the places that stand on their own in tokens `[first, last)`: no holders, no anchors."""
    out = []
    for k, place in enumerate(parsed.places):
        if not first <= place.at < last or place.chain in ("within", "near", "holder") or place.weak:
            continue
        if place.chain == "list" and k > 0 and parsed.places[k - 1].at >= first:
            continue
        out.append(place)
    return out


def group_of(parsed: Parsed, place: Place) -> list[Place]:
    """Return `place` with the places listed after it."""
    at = next(k for k, p in enumerate(parsed.places) if p is place)
    return [p for p in place_group(parsed, at)]


def zone_names(parsed: Parsed, first: int, last: int) -> list[Name]:
    """Return the names of those who act in tokens `[first, last)`, names of places left out."""
    return [
        n
        for n in parsed.names
        if first <= n.first < last
        and (n.kind in ACTING or n.kind is Kind.ADJECTIVE)
        and not is_place_use(parsed, n)
    ]


def is_place_use(parsed: Parsed, name: Name) -> bool:
    """Tell whether a name that could be a country or unknown is used for the place here."""
    place = parsed.place_at.get(name.first)
    if place is None:
        return False
    if name.kind is Kind.PLACE:
        return True
    return place.prep in _BARE - {"", "against", "of", "between", "for"} or place.chain in ("within", "near")


def preposition(parsed: Parsed, name: Name) -> str:
    """Return the preposition before the whole phrase of `name`, empty where another word stands there."""
    word = parsed.lower(parsed.head_of(name))
    return word if word in _PREPOSITIONS else ""


_PREPOSITIONS = frozenset("by with from against between of to on at for among alongside including under over toward towards into in via through targeting".split())


def after(parsed: Parsed, names: Iterable[Name], *words: str) -> list[Name]:
    """Return the names that stand after one of the prepositions `words`, listed ones with them."""
    out: list[Name] = []
    taking = False
    end = -1
    for name in names:
        word = parsed.lower(parsed.head_of(name))
        if word in words:
            taking = True
        elif not (taking and word in ("and", ",", "&", "or") and _gap_is_list(parsed, end, name)):
            taking = False
        if taking:
            out.append(name)
            end = name.last
    return out


def _gap_is_list(parsed: Parsed, end: int, name: Name) -> bool:
    return 0 <= name.first - end <= 6


def take_subject(parsed: Parsed, trigger: Trigger, slots: Slots) -> Subject:
    """Fill the actors of an active verb from its subject and return it."""
    subject = find_subject(
        parsed, trigger.group, gerund=trigger.form in (Form.GERUND, Form.INFINITIVE)
    )
    if trigger.form is Form.INFINITIVE:
        planned = _planner(parsed, trigger)
        if planned:
            slots.actors = planned
            return Subject(planned)
    slots.actors = list(subject.names)
    slots.pronoun = subject.pronoun
    return subject


def _planner(parsed: Parsed, trigger: Trigger) -> list[Name]:
    """Return whose plan it is in "Russian plans to capture", "ISIL's attempts to storm"."""
    k = trigger.group - 1
    if parsed.lower(k) not in _PLANS:
        return []
    probe = Trigger(k, k + 1, trigger.entry, Form.NOUN, k)
    return [n for n in noun_owner(parsed, probe) if n.kind in (Kind.ADJECTIVE, Kind.ACTOR, Kind.COUNTRY)]


_PLANS = frozenset("plan plans attempt attempts effort efforts bid operation operations offensive campaign goal goals threat threats fight drive push ambition ambitions failure refusal decision bids".split())


def take_agent(parsed: Parsed, trigger: Trigger, slots: Slots, right: int) -> None:
    """Fill the actors of a passive or a noun from "by X"."""
    slots.actors = after(parsed, zone_names(parsed, trigger.last, max(right, _by_edge(parsed, trigger))), "by")


def _by_edge(parsed: Parsed, trigger: Trigger) -> int:
    return right_edge(parsed, trigger.last)


def noun_owner(parsed: Parsed, trigger: Trigger) -> list[Name]:
    """Return who stands before a noun as its owner: "Taliban advance", "Russia's attack", "ISIL and SDF attacks"."""
    k = trigger.first - 1
    steps = 0
    while k >= 0 and steps < 5:
        name = parsed.owner.get(k)
        if name is not None:
            if name.kind is Kind.PLACE and parsed.lower(name.last) == "'s" and trigger.entry.frame != "take_noun":
                return [name]
            if name.kind in (Kind.PLACE,) or (name.kind is Kind.COUNTRY and parsed.lower(name.last) != "'s" and parsed.place_at.get(name.first) is not None and parsed.place_at[name.first].prep in _BARE - {""}):
                return []
            if name.kind in (Kind.PERSON, Kind.UNKNOWN) and parsed.lower(name.last) != "'s":
                return []
            if parsed.lower(name.last) in (",", ")"):
                return []
            return _owners(parsed, name)
        lower = parsed.lower(k)
        if lower in _STOP_OWNER or not (lower[0].isalnum() or lower in ("'s", "’", "'", "-", "\"", "“", "”", ",")):
            return []
        if lower == "," and steps > 2:
            return []
        if k in parsed.trigger_at and parsed.trigger_at[k].form is not Form.NOUN:
            return []
        k -= 1
        steps += 1
    return []


_STOP_OWNER = frozenset("the a an of in on at by for with from to and or against after before during amid as its their his her this that these those was were is are has have had not said says no".split()) - {"and"}


def _owners(parsed: Parsed, name: Name) -> list[Name]:
    out = [name]
    while True:
        head = out[0]
        k = parsed.head_of(head)
        if parsed.lower(k) not in ("and", ","):
            return out
        if parsed.lower(k - 1) == ",":
            k -= 1
        previous = parsed.owner.get(k - 1)
        if previous is None or previous.kind not in (Kind.ADJECTIVE, Kind.ACTOR, Kind.COUNTRY):
            return out
        if head.kind is not Kind.ADJECTIVE and parsed.lower(head.last) != "'s" and previous.kind is Kind.ADJECTIVE:
            return out
        out.insert(0, previous)


def light_subject(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Fill the actors of a noun from the verb that carries it: "X launched an attack", or from "their"."""
    for k in range(trigger.first - 1, max(-1, trigger.first - 4), -1):
        if parsed.lower(k) in ("its", "their"):
            slots.pronoun = k
            break
        if k in parsed.owner or not parsed.lower(k).replace("-", "").isalpha():
            break
    k = trigger.first - 1
    steps = 0
    while k >= 0 and steps < 8:
        lower = parsed.lower(k)
        carried = parsed.trigger_at.get(k)
        if lower in _LIGHT or (carried is not None and carried.entry.frame in ("repel",) and False):
            passive = parsed.lower(k - 1) in ("was", "were", "been", "being", "is", "are")
            if passive:
                return False
            group = k
            while group > 0 and (parsed.lower(group - 1) in _AUX or parsed.lower(group - 1).endswith("ly")):
                group -= 1
            subject = find_subject(parsed, group, gerund=lower.endswith("ing") or parsed.lower(group) == "to")
            slots.actors = list(subject.names)
            slots.pronoun = subject.pronoun
            return bool(subject.names) or subject.pronoun is not None
        if lower in (",", ";", ".", "that", "by", "after", "and"):
            return False
        if k in parsed.trigger_at and parsed.trigger_at[k].form is not Form.NOUN:
            return False
        k -= 1
        steps += 1
    return False


_AUX = frozenset("has have had was were is are be been will would could may might to also then not".split())


@dataclass(slots=True)
class Object:
    """What stands right after a verb: kind `place`, `name`, `noun` (a kind of place), `goods`, `people`, `none`."""

    kind: str
    place: Place | None = None
    name: Name | None = None
    at: int = -1
    plural: bool = False


def object_after(parsed: Parsed, i: int, limit: int, *, strict: bool = False) -> Object:
    """Return the object that begins at token `i`; `strict` lets no unknown word stand before it."""
    lexicon = parsed.lexicon
    seen: Object | None = None
    k = i
    end = min(limit, i + 14, len(parsed.tokens))
    while k < end:
        place = parsed.place_at.get(k)
        name = parsed.owner.get(k)
        lower = parsed.lower(k)
        if name is not None and name.role and name.head in lexicon.actors["goods"]:
            return seen or Object("goods", at=k)
        if name is not None and name.kind is Kind.UNKNOWN and parsed.lower(k - 1)[:1].isdigit():
            return seen or Object("goods", at=k)
        if name is not None and (name.kind in (Kind.ACTOR, Kind.PERSON, Kind.SPEAKER, Kind.ADJECTIVE) or (place is not None and place.weak)):
            following = parsed.lower(name.last)
            if name.kind is Kind.ADJECTIVE or following == "'s" or following in lexicon.place_kinds or following in lexicon.place_cues["uncounted"] or following in lexicon.actors["goods"]:
                k = name.last + (following == "'s")
                continue
            if place is not None and place.weak:
                return seen or Object("unknown", place, name, k)
            return seen or Object("name", None, name, k)
        if place is not None:
            if place.chain == "holder":
                k = place.last + 1
                continue
            if place.prep in ("", "of", "in", "at") or seen is None:
                if place.bare and not place.anaphor and seen is None:
                    return Object("place", place, None, k)
                return Object("place", place, None, k, plural=False) if seen is None else seen_with(seen, place)
            return seen or Object("none")
        if lower in lexicon.place_cues["uncounted"] or lower in lexicon.place_kinds:
            # "several villages", "the eastern part of"; a name may follow with "of" or "in"
            if parsed.lower(k + 1) in lexicon.actors["goods"] or parsed.lower(k + 1) in lexicon.actors["armed"]:
                k += 1
                continue
            seen = Object("noun", None, None, k, plural=lower in lexicon.place_cues["uncounted"])
            nxt = parsed.lower(k + 1)
            if nxt in ("of",) or nxt in lexicon.place_kinds:
                k += 1
                continue
            return seen
        if lower in lexicon.place_cues["parts"] and parsed.lower(k + 1) in ("of", "in"):
            k += 2
            continue
        if lower in lexicon.actors["goods"]:
            return seen or Object("goods", at=k)
        if lower in lexicon.actors["armed"] and (parsed.lower(k + 1) in lexicon.place_kinds or parsed.lower(k + 1) in lexicon.place_cues["uncounted"]):
            k += 1
            continue
        if lower in lexicon.actors["civilians"] or lower in lexicon.actors["armed"]:
            return seen or Object("people", at=k)
        if lower in _DESCRIBING or lower.isdigit() or "-" in lower or lower in lexicon.place_cues["direction_adjectives"] or lower in lexicon.actors["modifiers"] or lower in ("\"", "“", "'", "percent", "%", "town's") or lower[0].isdigit():
            k += 1
            continue
        if lower in parsed.lexicon.place_cues["parts"]:
            k += 1
            continue
        if k == i and lower in ("in", "at", "by", "from", "on", "after", "with", ",", "."):
            return Object("none")
        if lower in ("it", "them", "him", "her"):
            return seen or Object("none")
        if not strict and seen is None and k - i < 3 and lower.isalpha() and lower not in ("to", "by", "from", "with", "that"):
            k += 1
            continue
        break
    return seen or Object("none")


def seen_with(seen: Object, place: Place) -> Object:
    """Return a counted object ("parts of", "villages of") together with the place that it names."""
    return Object("place", place, None, seen.at, plural=seen.plural)


def _set_places(parsed: Parsed, slots: Slots, place: Place) -> None:
    place.weak = False
    slots.places = group_of(parsed, place)


def _zone_first(parsed: Parsed, slots: Slots, first: int, last: int, *, skip: tuple[str, ...] = ()) -> bool:
    """Take the first place of the zone that does not stand after one of the prepositions `skip`."""
    for place in zone_places(parsed, first, last):
        if place.prep in skip:
            continue
        _set_places(parsed, slots, place)
        return True
    return False


def _patient(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Take the places that are the subject of a passive, or stand before a participle."""
    subject = find_subject(parsed, trigger.group, places=True)
    slots.places = [p for p in subject.places if not p.weak] or subject.places
    return bool(subject.places)


def _counted_before(parsed: Parsed, trigger: Trigger) -> str:
    """Return the last common noun before a passive verb: "villages" in "several villages were captured"."""
    lexicon = parsed.lexicon
    skipped = -1
    for k in range(trigger.group - 1, max(-1, trigger.group - 12), -1):
        lower = parsed.lower(k)
        if lower in lexicon.place_cues["uncounted"] or lower in lexicon.place_kinds:
            return "place"
        if k in parsed.owner and parsed.owner[k].kind is Kind.ACTOR:
            if parsed.lower(parsed.head_of(parsed.owner[k])) == "by" or parsed.owner[k].last <= skipped:
                skipped = parsed.owner[k].last
                continue
            return "people"
        if lower in lexicon.actors["civilians"] or lower in lexicon.actors["armed"]:
            return "people"
        if lower in lexicon.actors["goods"]:
            return "goods"
        if lower in (",", ";"):
            return ""
    return ""


# --- the frames ----------------------------------------------------------------------------


def _take(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    strong = trigger.entry.lemma in _STRONG_TAKES
    if prenominal(parsed, trigger):
        slots.drop = True
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        if not _patient(parsed, trigger, slots):
            what = _counted_before(parsed, trigger)
            if parsed.lower(trigger.group - 1) in ("he", "she", "who"):
                what = "people"
            if what == "people":
                _captives(parsed, trigger, slots, passive=True)
                return
            if what == "goods" or (what == "" and not strong):
                slots.drop = True
                return
            slots.summary = what == "place"
            if trigger.form is Form.REDUCED and parsed.lower(trigger.first - 1) in parsed.lexicon.place_cues["uncounted"]:
                slots.counted = parsed.lower(trigger.first - 1)
            if not _zone_first(parsed, slots, trigger.last, right) and what == "":
                slots.drop = trigger.form is Form.REDUCED and not slots.actors
        elif not strong and trigger.entry.lemma in ("free", "clear", "take", "restore", "win", "recover"):
            slots.drop = not any(not p.weak for p in slots.places) or (
                trigger.entry.lemma == "take" and not slots.actors
            )
        slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "from")
        return
    take_subject(parsed, trigger, slots)
    slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "from")
    if trigger.entry.needs != "place":
        if parsed.lower(trigger.last) in ("of", "over"):
            found = object_after(parsed, trigger.last + 1, right)
            if found.place is not None:
                _set_places(parsed, slots, found.place)
                slots.summary = found.plural
                return
            pronoun = parsed.lower(trigger.last + 1) in ("it", "them")
            slots.object_pronoun = pronoun
            slots.summary = found.kind == "noun"
            slots.drop = found.kind in ("none", "goods", "people", "name") and not pronoun and not zone_places(parsed, trigger.last, right)
            if slots.drop:
                return
        _zone_first(parsed, slots, trigger.last, right, skip=("from",)) or _relative_object(parsed, trigger, slots)
        return
    if parsed.lower(trigger.last) in ("it", "them") and strong:
        slots.object_pronoun = True
        return
    found = object_after(parsed, trigger.last, right, strict=not strong)
    if trigger.entry.lemma == "take" and found.kind == "noun" and parsed.lower(found.at) in ("positions", "ground", "field", "field", "street", "streets", "posts", "office", "road"):
        slots.drop = True
        return
    if found.kind == "place" and found.place is not None:
        _set_places(parsed, slots, found.place)
        if found.place.weak and not strong:
            slots.drop = True
        slots.summary = found.plural
        return
    if found.kind == "unknown" and found.place is not None:
        bold = trigger.entry.lemma in ("reclaim", "regain", "overtake", "secure", "take over", "take back", "recover", "take") and found.place.at == trigger.last and any(_armed(parsed, n) for n in slots.actors)
        if strong or bold or found.place.kind.value != "settlement":
            _set_places(parsed, slots, found.place)
            slots.drop = found.name is not None and found.name.kind is Kind.PERSON
        else:
            slots.drop = True
        return
    if found.kind == "noun":
        slots.summary = found.plural
        if not _zone_first(parsed, slots, trigger.last, right, skip=("from", "to", "towards")) and not strong and trigger.entry.lemma not in ("secure", "take", "clear", "regain", "reclaim", "free", "take over"):
            slots.drop = True
        return
    if found.kind in ("name", "people"):
        _captives(parsed, trigger, slots, passive=False, name=found.name)
        return
    if parsed.lower(trigger.last) in ("it", "them") and strong:
        slots.object_pronoun = True
        return
    if _relative_object(parsed, trigger, slots):
        return
    slots.drop = not (strong and found.kind == "none" and _zone_first(parsed, slots, trigger.last, right))


_STRONG_TAKES = frozenset(
    "capture recapture re-capture seize reseize re-seize retake liberate re-liberate conquer reconquer overrun annex occupy reoccupy re-occupy".split()
)


def _relative_object(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Read "the positions it captured", "villages that ISIL had captured": the object stands before."""
    subject_at = min((n.first for n in slots.actors), default=slots.pronoun if slots.pronoun is not None else -1)
    if subject_at <= 0:
        return False
    k = subject_at - 1
    while k > 0 and parsed.lower(k) in ("that", "which", "the", ",", "had"):
        k -= 1
    place = parsed.place_at.get(k)
    if place is not None:
        _set_places(parsed, slots, place)
        return True
    if parsed.lower(k) in parsed.lexicon.place_cues["uncounted"]:
        slots.summary = True
        _zone_first(parsed, slots, trigger.last, right_edge(parsed, trigger.last))
        return True
    return False


def _captives(parsed: Parsed, trigger: Trigger, slots: Slots, *, passive: bool, name: Name | None = None) -> None:
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
    _zone_first(parsed, slots, trigger.last, right)


def _take_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
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
                _captives(parsed, trigger, slots, passive=False, name=found.name)
            return
        if found.place is not None:
            _set_places(parsed, slots, found.place)
            slots.summary = found.plural
        elif found.kind == "noun":
            slots.summary = True
            _zone_first(parsed, slots, trigger.last, right)
    else:
        _zone_first(parsed, slots, trigger.last, right)
        if not slots.places and not (parsed.place_at.get(trigger.first - 1) or parsed.place_at.get(trigger.first - 2)):
            slots.drop = trigger.entry.lemma == "liberation"
        before = parsed.place_at.get(trigger.first - 2) if parsed.lower(trigger.first - 1) == "'s" else None
        if before is not None and not slots.places:
            slots.places = [before]
    if not slots.actors and parsed.lower(trigger.first - 1) != "'s" or not slots.actors and not slots.places:
        slots.actors = noun_owner(parsed, trigger)
    if not slots.actors and parsed.lower(trigger.first - 1) == "'s" and slots.places and slots.places[0].last != trigger.first - 1:
        slots.actors = noun_owner(parsed, trigger)
    if not slots.actors:
        light_subject(parsed, trigger, slots)
    slots.targets = after(parsed, zone_names(parsed, trigger.last, right), "from")


def _lose(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        if not _patient(parsed, trigger, slots) and _counted_before(parsed, trigger) != "place":
            slots.drop = True
        slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to")
        slots.sides_swapped = True
        return
    subject = find_subject(parsed, trigger.group, gerund=trigger.form in (Form.GERUND, Form.INFINITIVE))
    slots.targets = list(subject.names)
    slots.target_pronoun = subject.pronoun is not None
    slots.pronoun = None
    found = object_after(parsed, trigger.last, right)
    if trigger.entry.lemma == "lose":
        if found.kind == "place" and found.place is not None:
            _set_places(parsed, slots, found.place)
        elif found.kind == "unknown" and found.place is not None and found.place.at == found.at:
            _set_places(parsed, slots, found.place)
        elif found.kind == "noun":
            slots.summary = True
            _zone_first(parsed, slots, trigger.last, right, skip=("from",))
        elif parsed.lower(trigger.last) in ("it", "them"):
            slots.object_pronoun = True
        else:
            slots.actors, slots.pronoun = subject.names, subject.pronoun
            if not _relative_object(parsed, trigger, slots):
                slots.drop = True
            slots.actors, slots.pronoun = [], None
    else:
        _zone_first(parsed, slots, trigger.last, right)
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to", "by")
    slots.sides_swapped = True


def _lose_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if parsed.lower(trigger.last) != "of":
        slots.drop = True
        return
    found = object_after(parsed, trigger.last + 1, right)
    if found.kind != "place" or found.place is None:
        slots.drop = True
        return
    _set_places(parsed, slots, found.place)
    slots.targets = noun_owner(parsed, trigger)
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to")
    slots.sides_swapped = True


def _fall(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    subject = find_subject(parsed, trigger.group, places=True, gerund=trigger.form in (Form.GERUND, Form.INFINITIVE))
    slots.places = subject.places
    names = zone_names(parsed, trigger.first, right)
    slots.sides_swapped = True
    words = parsed.words(trigger.first, min(right, trigger.last + 8)).lower()
    to = after(parsed, names, "to", "under", "into", "of", "by")
    held = any(w in words for w in ("control", "hands", "occupation", " to ")) or trigger.entry.lemma in ("fall to", "fall back to")
    if trigger.entry.lemma not in ("fall", "fall to") and not held:
        slots.drop = True
        return
    if held:
        slots.actors = to or [n for n in names if n.first >= trigger.last][:1]
    if not slots.places:
        what = _counted_before(parsed, trigger)
        if what == "place":
            slots.summary = True
            _zone_first(parsed, slots, trigger.last, right, skip=("to", "into"))
        elif not (held and slots.actors and trigger.entry.lemma != "fall"):
            slots.drop = True
            return
    elif trigger.entry.lemma == "fall" and (parsed.lower(trigger.last) in ("in", "from", "by", "on", "into", "short", "ill", "victim", "apart", "behind", "within", "off", "under") and not held):
        slots.drop = parsed.lower(trigger.last) not in ("on", "in") or slots.places[0].bare
    if slots.places and slots.places[0].kind.value == "country" and not held:
        slots.drop = True


def _fall_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    if parsed.lower(trigger.last) != "of" or trigger.form is not Form.NOUN:
        slots.drop = True
        return
    right = right_edge(parsed, trigger.last)
    found = object_after(parsed, trigger.last + 1, right)
    if found.place is None or trigger.entry.lemma == "collapse":
        slots.drop = True
        return
    _set_places(parsed, slots, found.place)
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "to")
    slots.sides_swapped = True


def _bring(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    take_subject(parsed, trigger, slots)
    inside = zone_places(parsed, trigger.first, trigger.last)
    if inside:
        _set_places(parsed, slots, inside[0])
    elif slots.passive:
        _patient(parsed, trigger, slots)
    holders = zone_names(parsed, trigger.first, min(right, trigger.last + 4))
    holders = [n for n in holders if not (inside and n.first < inside[0].last)]
    if "control" not in parsed.words(trigger.first, min(right, trigger.last + 5)).lower():
        slots.drop = True
    if holders:
        slots.actors = holders
    if not slots.places and not _zone_first(parsed, slots, trigger.last, right):
        slots.drop = not slots.actors


def _change(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    subject = find_subject(parsed, trigger.group, places=True, gerund=True)
    slots.places = subject.places


def _shift(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    situation = any(parsed.lower(k) in ("situation", "balance", "control", "tide", "initiative") for k in range(max(0, trigger.first - 6), trigger.first))
    if not situation:
        slots.drop = True
        return
    slots.actors = after(parsed, zone_names(parsed, trigger.last, right), "of")


def _raise(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    take_subject(parsed, trigger, slots)
    if not _zone_first(parsed, slots, trigger.last, right):
        slots.drop = True


def _oust(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
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
        slots.targets = inside or ([found.name] if found.name is not None and found.kind == "name" else [])
    armed = slots.target_pronoun or any(
        n.kind in (Kind.ACTOR, Kind.COUNTRY, Kind.UNKNOWN) for n in slots.targets
    )
    left = zone_places(parsed, trigger.last, right)
    if not armed or not left:
        slots.drop = True
        return
    _set_places(parsed, slots, left[0])


_NO_GROUND = frozenset(
    "deal agreement treaty pact accord talks race vote election elections council market money funds cash support recognition bill statement offer "
    "negotiations tournament competition organisation organization alliance nato".split()
)


def _withdraw(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
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
        if trigger.entry.needs == "forces" and not any(_armed(parsed, n) and n.name.lower() not in parsed.lexicon.people for n in slots.actors):
            slots.drop = True
            return
    from_places = [p for p in zone_places(parsed, trigger.first, right) if p.prep in ("from", "of")]
    others = [p for p in zone_places(parsed, trigger.first, right) if p.prep not in ("to", "into", "towards", "toward", "by")]
    zone = zone_places(parsed, trigger.first, right)
    chosen = from_places or (others if others and others[0] is zone[0] else [])
    if not chosen:
        slots.fallback = zone[:1]
    if chosen:
        _set_places(parsed, slots, chosen[0])
    if not slots.actors and slots.pronoun is None and not from_places:
        slots.drop = True
    if slots.passive and slots.pronoun is None and not any(_armed(parsed, n) for n in slots.actors):
        slots.drop = True


def _withdrawn_object(parsed: Parsed, trigger: Trigger, slots: Slots, right: int) -> None:
    """Read "he plans to withdraw all American troops": those withdrawn are the ones who leave."""
    people = not slots.actors or all(n.kind is Kind.PERSON for n in slots.actors)
    if not people or trigger.entry.needs == "forces":
        return
    for name in zone_names(parsed, trigger.last, right):
        if name.kind is Kind.ACTOR and not name.anaphor and parsed.head_of(name) <= trigger.last:
            slots.actors, slots.pronoun = [name], None
        return


def _armed(parsed: Parsed, name: Name) -> bool:
    """Tell whether a name is that of an armed body, or of a country that has one."""
    if name.kind is Kind.ACTOR:
        return name.head not in ("residents", "people", "officials", "protesters", "protestors")
    return name.kind is Kind.COUNTRY


def _abandon(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.drop = not slots.actors or not _patient(parsed, trigger, slots)
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    armed = slots.pronoun is not None or any(_armed(parsed, n) for n in slots.actors)
    if found.kind == "unknown" and found.place is not None and armed and trigger.entry.lemma != "leave":
        found = Object("place", found.place)
    if trigger.entry.lemma in ("leave", "quit", "evacuate"):
        armed = any(_armed(parsed, n) and n.kind is Kind.ACTOR for n in slots.actors)
    if not armed or found.kind not in ("place", "noun"):
        slots.drop = True
        return
    if trigger.entry.lemma == "leave" and found.kind != "place":
        slots.drop = True
        return
    if found.place is not None:
        _set_places(parsed, slots, found.place)
    else:
        slots.summary = found.plural
        _zone_first(parsed, slots, trigger.last, right)


def _hand(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    slots.targets = after(parsed, zone, "to")
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger) or after(parsed, zone, "of", "by")
        _zone_first(parsed, slots, trigger.last, right)
        if not slots.actors and not slots.places:
            slots.drop = True
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.drop = not _patient(parsed, trigger, slots)
        return
    take_subject(parsed, trigger, slots)
    inside = zone_places(parsed, trigger.first, right)
    if inside:
        _set_places(parsed, slots, inside[0])
    elif trigger.entry.lemma != "surrender" and "arms" not in trigger.entry.lemma and "weapons" not in trigger.entry.lemma:
        found = object_after(parsed, trigger.last, right)
        slots.drop = found.kind != "noun"
    elif not any(_armed(parsed, n) for n in slots.actors) and slots.pronoun is None:
        slots.drop = True


def _hold(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if trigger.entry.lemma.startswith("in "):
        # "X were in control of P", "leaving X in control of P"
        subject = find_subject(parsed, trigger.first, gerund=True)
        slots.actors = subject.names
        slots.pronoun = subject.pronoun
        names = [n for n in zone_names(parsed, max(0, trigger.first - 6), trigger.first) if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
        left = any(parsed.lower(k) == "leaving" for k in range(max(0, trigger.first - 7), trigger.first))
        if names and (left or not slots.actors):
            slots.actors = names[-1:]
        if not _zone_first(parsed, slots, trigger.last, right):
            slots.local = False
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        placed = _patient(parsed, trigger, slots)
        if trigger.form is Form.REDUCED and not placed:
            slots.drop = True
            return
        slots.drop = not slots.actors or not (placed or _counted_before(parsed, trigger) == "place")
        if trigger.entry.lemma in ("guard",):
            slots.drop = True
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    if trigger.entry.needs == "placename":
        good = found.place is not None and found.place.at == found.at or (found.kind == "unknown" and trigger.entry.lemma == "defend")
        armed = slots.pronoun is not None or any(_armed(parsed, n) for n in slots.actors)
        if not good or not armed or trigger.entry.lemma in ("guard",):
            slots.drop = True
            return
        if found.place is not None:
            _set_places(parsed, slots, found.place)
        return
    if found.place is not None:
        _set_places(parsed, slots, found.place)
        slots.summary = found.plural
    elif found.kind == "noun":
        slots.summary = found.plural
        _zone_first(parsed, slots, trigger.last, right)
    elif not _zone_first(parsed, slots, trigger.last, right):
        slots.drop = not (trigger.entry.lemma == "dig in" or "control" in trigger.entry.lemma and len(trigger.entry.words) > 1)
        if slots.drop and trigger.entry.lemma == "control" and _relative_object(parsed, trigger, slots):
            slots.drop = False


def _hold_out(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger)
        if not slots.actors:
            slots.drop = True
    else:
        take_subject(parsed, trigger, slots)
        if not any(_armed(parsed, n) for n in slots.actors):
            slots.drop = True
    _zone_first(parsed, slots, trigger.last, right)


def _hold_noun(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "ISIL control over Raqqa", "is now under Taliban control", "under the control of X"."""
    right = right_edge(parsed, trigger.last)
    before = [parsed.lower(k) for k in range(max(0, trigger.first - 7), trigger.first)]
    under = "under" in before
    if under:
        since = len(before) - 1 - before[::-1].index("under")
        start = trigger.first - len(before) + since
        holders = zone_names(parsed, start, trigger.first) or after(parsed, zone_names(parsed, trigger.last, right), "of")
        slots.actors = holders
        if any(t.entry.frame in ("fall", "bring") and start - 4 <= t.first <= start for t in parsed.triggers):
            slots.drop = True
            return
        subject = find_subject(parsed, start, places=True, gerund=True)
        slots.places = subject.places
        lead = [parsed.lower(k) for k in range(max(0, start - 5), start)]
        if any(w in ("now", "came", "come", "comes", "brought", "bringing", "fell", "falls", "placed", "coming", "back", "becoming", "went") for w in lead):
            slots.event = Event.TAKE
        if not slots.actors or not (slots.places or _counted_before(parsed, trigger) == "place"):
            slots.drop = True
        return
    slots.actors = noun_owner(parsed, trigger)
    places = [p for p in zone_places(parsed, trigger.last, right) if p.prep in ("of", "over", "in", "", "on", "across")]
    if places:
        _set_places(parsed, slots, places[0])
    if not slots.actors or not places or parsed.lower(trigger.last) not in ("of", "over", "in", "on"):
        slots.drop = True


def _under(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    subject = find_subject(parsed, trigger.group if trigger.form is not Form.NOUN else trigger.first, places=True, gerund=True)
    slots.places = subject.places
    slots.actors = zone_names(parsed, trigger.first, right)[:1]
    lead = [parsed.lower(k) for k in range(max(0, trigger.first - 5), trigger.first)]
    if any(w in ("now", "came", "come", "comes", "brought", "fell", "coming", "placed", "back") for w in lead):
        slots.event = Event.TAKE
    if not slots.places and _counted_before(parsed, trigger) != "place":
        slots.drop = True
    if not slots.actors:
        slots.drop = True


def _advance(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger) or after(parsed, zone_names(parsed, trigger.last, right), "by", "of")
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
        _set_places(parsed, slots, chosen[0])
    armed = slots.pronoun is not None or any(_armed(parsed, n) or n.kind in (Kind.ADJECTIVE, Kind.UNKNOWN) for n in slots.actors)
    if not armed and (trigger.form is not Form.NOUN or not chosen or trigger.entry.lemma in ("gains",)):
        slots.drop = True
    if not armed and trigger.form is Form.NOUN and trigger.entry.lemma in ("advance", "advances", "gains", "breakthrough", "breakthroughs") and not chosen:
        slots.drop = True


def _enter(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        slots.drop = not slots.actors or not _patient(parsed, trigger, slots)
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    armed = slots.pronoun is not None and trigger.entry.lemma != "reach" or any(_armed(parsed, n) and (n.kind is Kind.ACTOR) for n in slots.actors)
    places = zone_places(parsed, trigger.last, right)
    if found.kind not in ("place", "noun") and trigger.entry.lemma == "cross" and places and places[0].prep in ("into", ""):
        found = Object("place", places[0])
    if armed and found.kind == "unknown" and found.place is not None and trigger.entry.lemma in ("enter", "reach"):
        _set_places(parsed, slots, found.place)
        return
    if not armed or found.kind != "place" or found.place is None:
        slots.drop = not (armed and trigger.entry.lemma == "cross" and found.kind == "noun")
        return
    _set_places(parsed, slots, found.place)


def _attack(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    _fire_at(parsed, trigger, slots)
    lemma = trigger.entry.lemma
    if _only_recalls(parsed, trigger, slots):
        slots.drop = True
        return
    if trigger.form is not Form.NOUN and lemma in ("attack", "assault") and _armed_with(parsed, trigger):
        slots.event = Event.STRIKE
    if lemma in ("raid", "raids", "invasion") and not slots.actors and not slots.places and trigger.form is Form.NOUN:
        slots.drop = True


def _only_recalls(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Tell whether a noun points back and adds nothing: "during the offensive", "the 2003 invasion"."""
    if trigger.form is not Form.NOUN:
        return False
    before = parsed.lower(trigger.first - 1)
    year = any(parsed.lower(k).isdigit() and len(parsed.lower(k)) == 4 for k in range(max(0, trigger.first - 3), trigger.first))
    if year and not any(parsed.lower(k) in _LIGHT for k in range(max(0, trigger.first - 6), trigger.first)):
        return True
    pointing = before in ("the", "this", "such", "these", "that", "said")
    if before in ("a", "an") and trigger.entry.frame == "attack" and not (slots.actors or slots.targets):
        ground = any(t.entry.event in (Event.TAKE, Event.ADVANCE) and t.form is not Form.NOUN for t in parsed.triggers)
        return ground and parsed.lower(trigger.first - 2) in ("in", "after", "during", "following")
    return pointing and not (slots.actors or slots.targets or slots.places or slots.pronoun is not None)


def _fire_at(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
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
        _zone_first(parsed, slots, trigger.last, right, skip=("from", "by"))
        return
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        subject = find_subject(parsed, trigger.group, places=True)
        slots.places = [p for p in subject.places if not p.weak]
        slots.targets = subject.names
        if not slots.places:
            _zone_first(parsed, slots, trigger.last, right)
        return
    take_subject(parsed, trigger, slots)
    for name in zone:
        word = parsed.lower(parsed.head_of(name))
        if parsed.head_of(name) <= trigger.last - 1 or word in ("at", "on", "against"):
            slots.targets = [name]
            break
    found = object_after(parsed, trigger.last, right, strict=True)
    if found.kind == "unknown" and found.place is not None and found.place.at == trigger.last:
        _set_places(parsed, slots, found.place)
        return
    _zone_first(parsed, slots, trigger.last, right, skip=("from", "by"))


def _armed_with(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether an attack is told to be made from a distance: "attacked X with drones"."""
    for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 14)):
        if parsed.lower(k) in ("with", "using", "by"):
            return any(parsed.lower(j) in parsed.lexicon.means and parsed.lower(j) != "gun" for j in range(k + 1, min(len(parsed.tokens), k + 5)))
    return False


def _carried_by(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "attacks launched by X" across the participle that cuts the clause."""
    for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 12)):
        if parsed.lower(k) in (".", ";"):
            return
        if parsed.lower(k) == "by" and parsed.lower(k - 1) in _LIGHT | {"out"}:
            slots.actors = after(parsed, zone_names(parsed, k, min(len(parsed.tokens), k + 12)), "by")
            return


def _repel(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        start = left_edge(parsed, trigger.group)
        attack = _attack_noun(parsed, start, trigger.group)
        if attack is not None:
            inner = Slots(Event.ATTACK)
            _fire_at(parsed, attack, inner)
            slots.targets = inner.actors
            slots.places = inner.places
        else:
            subject = find_subject(parsed, trigger.group)
            slots.targets = subject.names
            slots.target_pronoun = subject.pronoun is not None
            if trigger.entry.needs == "attack":
                slots.drop = True
        if not slots.places:
            _zone_first(parsed, slots, trigger.last, right)
        return
    take_subject(parsed, trigger, slots)
    attack = _attack_noun(parsed, trigger.first, right)
    if attack is None and trigger.entry.needs == "attack":
        slots.drop = True
        return
    if attack is not None:
        inner = Slots(Event.ATTACK)
        _fire_at(parsed, attack, inner)
        slots.targets = [n for n in inner.actors if n.first >= trigger.first]
        slots.places = inner.places
    else:
        names = [n for n in zone_names(parsed, trigger.first, right) if n.first >= trigger.first]
        slots.targets = names[:1]
    if not slots.places:
        _zone_first(parsed, slots, trigger.first, right, skip=())


def _attack_noun(parsed: Parsed, first: int, last: int) -> Trigger | None:
    for k in range(first, last):
        found = parsed.trigger_at.get(k)
        if found is not None and found.first == k and found.form is Form.NOUN and found.entry.frame in ("attack", "advance", "strike"):
            return found
    return None


def _clash(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    if trigger.form is Form.NOUN:
        if parsed.lower(trigger.last) in ("zone", "vehicle", "vehicles", "footage", "lines", "group", "groups", "tanks", "aircraft", "operations", "readiness"):
            slots.drop = True
            return
        slots.actors = after(parsed, zone, "between", "involving", "among") or after(parsed, zone, "with", "against")
        pair = bool(slots.actors) and parsed.lower(parsed.head_of(slots.actors[0])) in ("with", "against")
        if not slots.actors or pair:
            slots.actors = noun_owner(parsed, trigger) + slots.actors
        if not slots.actors or pair and len(slots.actors) == 1:
            lead = Slots(Event.CLASH)
            if light_subject(parsed, trigger, lead):
                slots.actors = lead.actors + slots.actors
        places = zone_places(parsed, trigger.last, right)
        places = [p for p in places if p.prep != "between" or p.kind.value != "country"]
        if parsed.lower(trigger.last) == "for" and parsed.lower(trigger.last + 1) == "control":
            slots.event = Event.TAKE
        if places:
            _set_places(parsed, slots, places[0])
        return
    take_subject(parsed, trigger, slots)
    others = after(parsed, zone, "with", "against")
    slots.actors = slots.actors + [n for n in others if n not in slots.actors]
    _zone_first(parsed, slots, trigger.last, right)


def _fight(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    _clash(parsed, trigger, slots)
    if trigger.form is Form.INFINITIVE:
        slots.drop = True
        return
    if trigger.form is not Form.NOUN:
        zone = zone_names(parsed, trigger.last, right_edge(parsed, trigger.last))
        slots.actors += [n for n in zone if n not in slots.actors][:1]
    if len(slots.actors) < 2 and not slots.places:
        slots.drop = True


def _strike(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    lemma = trigger.entry.lemma
    if trigger.form is not Form.NOUN and _strike_subject(parsed, trigger):
        slots.drop = True
        return
    if trigger.entry.needs == "fire" and not _fire_words(parsed, trigger):
        slots.drop = True
        return
    if trigger.entry.needs == "aircraft" and not (_words_near(parsed, trigger, _AIRCRAFT) or _aircraft_near(parsed, trigger)):
        slots.drop = True
        return
    _fire_at(parsed, trigger, slots)
    if lemma in ("hit", "strike", "target") and trigger.form is Form.NOUN and not (slots.actors or slots.places):
        slots.drop = True


def _strike_subject(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether a strike already named is the subject: "airstrikes are targeting", "a car bomb exploded"."""
    for other in parsed.triggers:
        if other.form is Form.NOUN and other.entry.event is Event.STRIKE and other.last <= trigger.first <= other.last + 14:
            between = [parsed.lower(k) for k in range(other.last, trigger.first)]
            if not any(w in (",", ";", "and", "that", "while", "after", "when", "which", "who") for w in between):
                return True
    return False


_AIRCRAFT = frozenset("drone drones helicopter helicopters jet jets plane planes aircraft warplane warplanes missile missiles uav uavs fighter airliner su-25 su-24 mig-29 bomber bombers airplane mig su-34 su-35 quadcopter rocket rockets f-16".split())
_FIRE = frozenset("missile missiles rocket rockets artillery airstrike airstrikes drone drones bomb bombs mortar mortars shell shells shelling air aircraft warplane warplanes jets jet bomber bombers atgm atgms anti-tank iskander kalibr himars grad helicopter helicopters plane planes strikes explosion blast uav uavs coalition bombardment bombing shot".split())


def _aircraft_near(parsed: Parsed, trigger: Trigger) -> bool:
    types = ("su-", "mig-", "f-1", "f-2", "f/a", "mi-", "uh-", "ka-", "il-", "tu-", "bayraktar", "mq-", "rq-")
    return any(parsed.lower(k).startswith(types) for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 10)))


def _words_near(parsed: Parsed, trigger: Trigger, words: frozenset[str]) -> bool:
    first, last = max(0, trigger.first - 18), min(len(parsed.tokens), trigger.last + 18)
    return any(parsed.lower(k) in words for k in range(first, last) if not trigger.first <= k < trigger.last)


def _fire_words(parsed: Parsed, trigger: Trigger) -> bool:
    if trigger.form is Form.NOUN:
        owner = noun_owner(parsed, trigger)
        before = parsed.lower(trigger.first - 1)
        return bool(owner) or before in _FIRE or before in ("air", "the", "missile", "precision", "preemptive", "several", "more") and _words_near(parsed, trigger, _FIRE) or parsed.lower(trigger.last) in ("on", "against", "in")
    if trigger.form is Form.PASSIVE and after(parsed, zone_names(parsed, trigger.last, min(len(parsed.tokens), trigger.last + 6)), "by"):
        return True
    if trigger.entry.lemma == "target" and trigger.form is Form.ACTIVE:
        found = object_after(parsed, trigger.last, len(parsed.tokens))
        if found.kind in ("place", "noun"):
            return True
    if trigger.entry.lemma == "target":
        return _words_near(parsed, trigger, _FIRE) or _words_near(parsed, trigger, frozenset(("attack", "attacks")))
    return _words_near(parsed, trigger, _FIRE) or (trigger.entry.lemma == "strike" and any(n.kind in (Kind.ACTOR, Kind.COUNTRY) for n in parsed.names) and trigger.form is Form.ACTIVE and parsed.lower(trigger.last) not in ("a", "an", "down"))


def _blast(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    lemma = trigger.entry.lemma
    if trigger.form is Form.NOUN:
        _fire_at(parsed, trigger, slots)
        following = parsed.lower(trigger.last)
        before = parsed.lower(trigger.first - 1)
        slots.drop = following in ("plot", "plots", "threat", "squad", "maker", "disposal") or before == "petrol"
        if lemma in ("blast", "blasts", "explosion", "explosions") and _only_recalls(parsed, trigger, slots):
            slots.drop = True
        return
    if _strike_subject(parsed, trigger):
        slots.drop = True
        return
    if lemma in ("blow up", "detonate") and trigger.form in (Form.ACTIVE, Form.GERUND, Form.INFINITIVE):
        take_subject(parsed, trigger, slots)
        slots.actors = [n for n in slots.actors if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
    elif slots.passive:
        take_agent(parsed, trigger, slots, right)
    _zone_first(parsed, slots, trigger.last, right)


def _fire(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    _fire_at(parsed, trigger, slots)


def _destroy(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
        if not _patient(parsed, trigger, slots) or slots.places[0].kind.value != "site":
            kinds = parsed.lexicon.place_kinds
            ahead = [kinds.get(parsed.lower(k)) for k in range(max(0, trigger.group - 10), trigger.group)]
            slots.drop = not any(kind is not None and kind.value == "site" for kind in ahead)
        return
    take_subject(parsed, trigger, slots)
    found = object_after(parsed, trigger.last, right)
    kinds = parsed.lexicon.place_kinds
    sited = found.kind == "noun" and kinds.get(parsed.lower(found.at)) is not None and kinds[parsed.lower(found.at)].value == "site"
    named = found.place is not None and found.place.kind.value == "site"
    if not any(_armed(parsed, n) for n in slots.actors) or not (sited or named):
        slots.drop = True
        return
    if found.place is not None:
        _set_places(parsed, slots, found.place)
    else:
        _zone_first(parsed, slots, trigger.last, right)


def _fired(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "rockets were fired into", "missiles launched from": the weapon is the subject."""
    weapons = ("rocket", "rockets", "missile", "missiles", "shell", "shells", "mortars", "drones")
    if not slots.passive or not any(parsed.lower(k) in weapons for k in range(max(0, trigger.group - 6), trigger.group)):
        slots.drop = True
        return
    _fire_at(parsed, trigger, slots)
    if not slots.places:
        _zone_first(parsed, slots, trigger.last, right_edge(parsed, trigger.last))


def _responsibility(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """Read "X claims responsibility": X did what the claim before tells, or denies it."""
    take_subject(parsed, trigger, slots)
    nobody = any(parsed.lower(k) in ("no", "nobody", "not", "yet") for k in range(max(0, trigger.group - 6), trigger.first))
    if nobody or not (slots.actors or slots.pronoun is not None):
        slots.drop = True
    slots.recalls = True


def _besiege(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    lemma = trigger.entry.lemma
    if prenominal(parsed, trigger) or (lemma == "surround" and trigger.form is Form.GERUND and parsed.lower(trigger.first - 1) not in (",", "and", "by", "after", "while")):
        slots.drop = True
        return
    _fire_at(parsed, trigger, slots)
    if trigger.form is Form.NOUN and not slots.places:
        before = parsed.place_at.get(trigger.first - 1)
        if before is not None:
            slots.places = [before]
    if lemma in ("surround", "isolate", "trap", "sever") and not slots.passive:
        found = object_after(parsed, trigger.last, right)
        if found.kind not in ("place", "name", "people", "noun") or not slots.actors:
            slots.drop = True
    if lemma in ("trap", "isolate", "surround") and slots.passive and not (slots.actors or any(_armed(parsed, n) for n in slots.targets)):
        slots.drop = True
    if lemma in ("cut off", "cut ~ off") and not (slots.actors or slots.places):
        slots.drop = True


def _abuse(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    lemma = trigger.entry.lemma
    if prenominal(parsed, trigger):
        slots.drop = True
        return
    _fire_at(parsed, trigger, slots)
    if trigger.form is Form.NOUN:
        if _only_recalls(parsed, trigger, slots):
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
    if lemma in ("arrest", "detain", "arrests", "crackdown", "displace", "deport") and not _conflict(parsed):
        slots.drop = True
    if lemma == "displace" and (trigger.form is Form.REDUCED or not slots.actors):
        slots.drop = True


def _conflict(parsed: Parsed) -> bool:
    return any(n.kind is Kind.ACTOR for n in parsed.names)


_DEADLY = (Event.ATTACK, Event.STRIKE, Event.CLASH, Event.ABUSE, Event.REPEL)


def _kill(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    """`kill` makes a claim only where nothing else in the sentence caused the death."""
    for other in parsed.triggers:
        if other is not trigger and other.entry.frame != "kill" and other.entry.event in _DEADLY:
            slots.drop = True
            return
    if trigger.form is Form.INFINITIVE:
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
    _zone_first(parsed, slots, trigger.last, right)
    armed_victim = any(_armed(parsed, n) and n.kind is Kind.ACTOR for n in slots.targets)
    people = any(parsed.lower(k) in parsed.lexicon.actors["civilians"] for k in range(max(0, trigger.first - 10), min(len(parsed.tokens), trigger.last + 8)))
    if not slots.actors and not armed_victim and slots.pronoun is None:
        slots.drop = not (slots.passive and _conflict(parsed))
        return
    if not armed_victim and people:
        slots.event = Event.ABUSE


def _deploy(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    if trigger.form is Form.NOUN:
        slots.actors = noun_owner(parsed, trigger) or after(parsed, zone_names(parsed, trigger.last, right), "of", "by")
        if not slots.actors:
            light_subject(parsed, trigger, slots)
        _zone_first(parsed, slots, trigger.last, right, skip=("from",))
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
    _zone_first(parsed, slots, trigger.last, right, skip=("from",))
    if not slots.actors and slots.pronoun is None:
        slots.drop = True


def _agree(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    right = right_edge(parsed, trigger.last)
    zone = zone_names(parsed, trigger.last, right)
    if trigger.form is Form.NOUN:
        if parsed.lower(trigger.first - 1) == "the" and parsed.lower(trigger.first - 2) == "despite" or parsed.lower(trigger.first - 1) == "despite":
            slots.drop = True
            return
        slots.actors = after(parsed, zone, "between") or noun_owner(parsed, trigger) + after(parsed, zone, "with")
        if not slots.actors:
            subject = find_subject(parsed, trigger.first, gerund=True)
            slots.actors = [n for n in subject.names if n.kind in (Kind.ACTOR, Kind.COUNTRY)]
    else:
        take_subject(parsed, trigger, slots)
        slots.actors = slots.actors + after(parsed, zone, "with")
    _zone_first(parsed, slots, trigger.last, right)
    if trigger.entry.lemma in ("reach ~ deal", "sign ~ deal", "reach ~ agreement", "sign ~ agreement", "strike ~ deal") and not _words_near(parsed, trigger, frozenset("ceasefire truce peace prisoners prisoner withdraw withdrawal evacuation evacuate fighters troops corridor hostilities".split())):
        slots.drop = True


def _release(parsed: Parsed, trigger: Trigger, slots: Slots) -> None:
    if trigger.form is Form.NOUN:
        held = frozenset("prisoners prisoner hostages hostage captives detainees soldiers pows".split())
        slots.drop = parsed.lower(trigger.last) != "of" or not _words_near(parsed, trigger, held)
        slots.actors = noun_owner(parsed, trigger)
        if not slots.actors:
            light_subject(parsed, trigger, slots)
        return
    if any(parsed.lower(k) in ("video", "statement", "footage", "report", "photos", "images") for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 4))):
        slots.drop = True
        return
    if not _words_near(parsed, trigger, frozenset("prisoners prisoner hostages hostage captives detainees captured soldiers pows".split())):
        slots.drop = True
        return
    right = right_edge(parsed, trigger.last)
    if slots.passive:
        take_agent(parsed, trigger, slots, right)
    else:
        take_subject(parsed, trigger, slots)
    _zone_first(parsed, slots, trigger.last, right)


_FRAMES: dict[str, Callable[[Parsed, Trigger, Slots], None]] = {
    "take": _take, "take_noun": _take_noun, "lose": _lose, "lose_noun": _lose_noun, "fall": _fall,
    "fall_noun": _fall_noun, "bring": _bring, "change": _change, "shift": _shift, "raise": _raise,
    "oust": _oust, "withdraw": _withdraw, "abandon": _abandon, "hand": _hand, "hold": _hold,
    "hold_out": _hold_out, "hold_noun": _hold_noun, "under": _under, "advance": _advance,
    "enter": _enter, "attack": _attack, "repel": _repel, "clash": _clash, "fight": _fight,
    "strike": _strike, "blast": _blast, "fire": _fire, "besiege": _besiege, "abuse": _abuse,
    "destroy": _destroy, "fired": _fired, "responsibility": _responsibility,
    "kill": _kill, "deploy": _deploy, "agree": _agree, "release": _release,
}  # fmt: skip
