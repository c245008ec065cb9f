"""What stands after a verb, or before a passive: a place, "several villages", people or goods."""

from dataclasses import dataclass

from whoholds.extract.chains import Place
from whoholds.extract.clauses import Parsed, find_subject, right_edge
from whoholds.extract.memory import Kind, Name
from whoholds.extract.roles import Slots, group_of, zone_places
from whoholds.extract.triggers import Trigger
from whoholds.extract.words import words

_DESCRIBING = words("objects", "describing")


@dataclass(slots=True)
class Object:
    """What stands right after a verb.

    `kind` is `place`, `unknown` (a name that may be one), `noun` (a kind of place, not named), `name`
    (of a group or person), `goods`, `people` or `none`; `plural` tells of counted places.
    """

    kind: str
    place: Place | None = None
    name: Name | None = None
    at: int = -1
    plural: bool = False


_NO_OBJECT = words("objects", "no_object")


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
        if name is not None and name.kind is Kind.UNKNOWN and parsed.lower(k - 1)[:1].isdecimal():
            return seen or Object("goods", at=k)
        if name is not None and (
            name.kind in (Kind.ACTOR, Kind.PERSON, Kind.SPEAKER, Kind.ADJECTIVE)
            or (place is not None and place.weak)
        ):
            following = parsed.lower(name.last)
            if (
                name.kind is Kind.ADJECTIVE
                or following == "'s"
                or following in lexicon.place_kinds
                or following in lexicon.place_cues["uncounted"]
                or following in lexicon.actors["goods"]
            ):
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
                return (
                    Object("place", place, None, k, plural=False)
                    if seen is None
                    else seen_with(seen, place)
                )
            return seen or Object("none")
        if lower in lexicon.place_cues["uncounted"] or lower in lexicon.place_kinds:
            # "several villages", "the eastern part of"; a name may follow with "of" or "in"
            if (
                parsed.lower(k + 1) in lexicon.actors["goods"]
                or parsed.lower(k + 1) in lexicon.actors["armed"]
            ):
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
        if lower in lexicon.actors["titles"] and k not in parsed.owner:
            return seen or Object("people", at=k)
        if lower in lexicon.actors["armed"] and parsed.lower(k + 1) in lexicon.actors["goods"]:
            k += 1
            continue
        if lower in lexicon.actors["armed"] and (
            parsed.lower(k + 1) in lexicon.place_kinds
            or parsed.lower(k + 1) in lexicon.place_cues["uncounted"]
        ):
            k += 1
            continue
        if lower in lexicon.actors["civilians"] or lower in lexicon.actors["armed"]:
            return seen or Object("people", at=k)
        if (
            lower in _DESCRIBING
            or lower.isdecimal()
            or "-" in lower
            or lower in lexicon.place_cues["direction_adjectives"]
            or lower in lexicon.actors["modifiers"]
            or lower in ('"', "“", "'", "percent", "%", "town's")
            or lower[0].isdecimal()
        ):
            k += 1
            continue
        if lower in parsed.lexicon.place_cues["parts"]:
            k += 1
            continue
        if k == i and lower in _NO_OBJECT:
            return Object("none")
        if lower in ("it", "them", "him", "her"):
            return seen or Object("none")
        if (
            not strict
            and seen is None
            and k - i < 3
            and lower.isalpha()
            and lower not in ("to", "by", "from", "with", "that")
        ):
            k += 1
            continue
        break
    return seen or Object("none")


def seen_with(seen: Object, place: Place) -> Object:
    """Return a counted object ("parts of", "villages of") together with the place that it names."""
    return Object("place", place, None, seen.at, plural=seen.plural)


def set_places(parsed: Parsed, slots: Slots, place: Place) -> None:
    """Fill the places with `place` and those listed after it."""
    place.weak = False
    slots.places = group_of(parsed, place)


def take_zone_place(
    parsed: Parsed, slots: Slots, first: int, last: int, *, skip: tuple[str, ...] = ()
) -> bool:
    """Take the first place of the zone that does not stand after one of the prepositions `skip`."""
    for place in zone_places(parsed, first, last):
        if place.prep in skip:
            continue
        set_places(parsed, slots, place)
        return True
    return False


def take_patient(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Take the places that are the subject of a passive, or stand before a participle."""
    subject = find_subject(parsed, trigger.group, places=True)
    slots.places = [p for p in subject.places if not p.weak] or subject.places
    return bool(subject.places)


def counted_before(parsed: Parsed, trigger: Trigger) -> str:
    """Return what the noun before a passive verb names: `place`, `people`, `goods` or nothing."""
    lexicon = parsed.lexicon
    skipped = -1
    for k in range(trigger.group - 1, max(-1, trigger.group - 12), -1):
        lower = parsed.lower(k)
        if lower in lexicon.place_cues["uncounted"] or lower in lexicon.place_kinds:
            return "place"
        if k in parsed.owner and parsed.owner[k].kind is Kind.ACTOR:
            if (
                parsed.lower(parsed.head_of(parsed.owner[k])) == "by"
                or parsed.owner[k].last <= skipped
            ):
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


_AFTER_GAP = words("clauses", "after_participle")


def take_relative_object(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Read "the positions it captured", "villages that ISIL had captured": the object stands before."""
    subject_at = min(
        (n.first for n in slots.actors), default=slots.pronoun if slots.pronoun is not None else -1
    )
    if subject_at <= 0:
        return False
    following = parsed.lower(trigger.last)
    if following[:1].isalpha() and following not in _AFTER_GAP:
        return False  # an object of its own follows
    k = subject_at - 1
    while k > 0 and parsed.lower(k) in ("that", "which", "the", ",", "had"):
        k -= 1
    place = parsed.place_at.get(k)
    if place is not None:
        set_places(parsed, slots, place)
        return True
    if parsed.lower(k) in parsed.lexicon.place_cues["uncounted"]:
        slots.summary = True
        take_zone_place(parsed, slots, trigger.last, right_edge(parsed, trigger.last))
        return True
    return False
