"""Roles in a clause: the subject, the "by X" of a passive, the owner of a noun.

What a frame fills is a `Slots`; the functions here are what all frames share.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from whoholds.base.records import Event
from whoholds.extract.chains import Place
from whoholds.extract.clauses import ACTING, Parsed, Subject, find_subject, place_group, right_edge
from whoholds.extract.memory import Kind, Name
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words


@dataclass(slots=True)
class Slots:
    """What one clause says. `pronoun` marks an actor told by a pronoun; `told` lists places in order.

    `drop` tells that the words name no event here; `event` may differ from the lexicon's
    ("captured 30 fighters" is abuse). `destinations` are where those who leave go, never what
    they give up; `nowhere` tells that the claim says nothing of any place's ground; `counted` is the
    noun in "the areas captured by X"; `summary` tells that places are counted and not named;
    `sides_swapped` that the clause is told from the loser's side; `object_pronoun` that
    the place is told by "it"; `recalls` that the claim takes over the event of the one before.
    """

    event: Event
    actors: list[Name] = field(default_factory=list)
    targets: list[Name] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    pronoun: int | None = None
    target_pronoun: bool = False
    summary: bool = False
    drop: bool = False
    passive: bool = False
    sides_swapped: bool = False
    counted: str = ""
    object_pronoun: bool = False
    recalls: bool = False
    nowhere: bool = False
    destinations: list[Place] = field(default_factory=list)


LOCATIVE = words("roles", "locative")


LIGHT_VERBS = words("roles", "light_verbs")


def zone_places(parsed: Parsed, first: int, last: int) -> list[Place]:
    """Return the places that stand on their own in tokens `[first, last)`: no holders, no anchors."""
    out = []
    for k, place in enumerate(parsed.places):
        if (
            not first <= place.at < last
            or place.chain in ("within", "near", "holder", "aside")
            or place.weak
        ):
            continue
        if place.chain == "list" and k > 0 and parsed.places[k - 1].at >= first:
            continue
        out.append(place)
    return out


def group_of(parsed: Parsed, place: Place) -> list[Place]:
    """Return `place` with the places listed after it."""
    at = next(k for k, p in enumerate(parsed.places) if p is place)
    return place_group(parsed, at)


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
    return place.prep in LOCATIVE - {"", "against", "of", "between", "for"} or place.chain in (
        "within",
        "near",
    )


def preposition(parsed: Parsed, name: Name) -> str:
    """Return the preposition before the whole phrase of `name`, empty where another word stands there."""
    word = parsed.lower(parsed.head_of(name))
    return word if word in _PREPOSITIONS else ""


_PREPOSITIONS = words("roles", "prepositions")


def after(parsed: Parsed, names: Iterable[Name], *words: str) -> list[Name]:
    """Return the names that stand after one of the prepositions `words`, listed ones with them."""
    out: list[Name] = []
    taking = False
    end = -1
    for name in names:
        word = parsed.lower(parsed.head_of(name))
        if word in words:
            taking = True
        elif not (
            taking
            and name.kind is not Kind.SPEAKER
            and word in ("and", ",", "&", "or")
            and _gap_is_list(parsed, end, name)
        ):
            taking = False
        if taking and out and name.kind is Kind.SPEAKER:
            taking = False  # "from the rebels, the Observatory reported"
        if taking:
            out.append(name)
            end = name.last
    return out


def _gap_is_list(parsed: Parsed, end: int, name: Name) -> bool:
    """Tell whether `name` is next in a list: no date and no clause stands between."""
    dated = any(end <= date.first < name.first for date in parsed.dates)
    return 0 <= name.first - end <= 6 and not dated


def take_subject(parsed: Parsed, trigger: Trigger, slots: Slots) -> Subject:
    """Fill the actors of an active verb from its subject and return it."""
    subject = find_subject(
        parsed, trigger.group, gerund=trigger.form in (Form.GERUND, Form.INFINITIVE)
    )
    if trigger.form is Form.GERUND and parsed.lower(trigger.group - 1) == "from":
        hindered = _hindered(parsed, trigger.group - 1)
        if hindered is not None:
            slots.actors = hindered
            return Subject(hindered)
    if trigger.form is Form.INFINITIVE:
        planned = _planner(parsed, trigger)
        if planned:
            slots.actors = planned
            return Subject(planned)
    slots.actors = list(subject.names)
    slots.pronoun = subject.pronoun
    return subject


def _hindered(parsed: Parsed, k: int) -> list[Name] | None:
    """Return who is kept "from VERBing" at token `k`: "prevent the militants from fleeing"."""
    for j in range(k - 1, max(-1, k - 7), -1):
        if parsed.lower(j).startswith(
            ("prevent", "stop", "block", "hinder", "keep", "kept", "bar")
        ):
            names = [n for n in parsed.names if j < n.first < k and n.kind is Kind.ACTOR]
            return names[-1:]
    return None


def _planner(parsed: Parsed, trigger: Trigger) -> list[Name]:
    """Return whose plan it is in "Russian plans to capture", "ISIL's attempts to storm"."""
    k = trigger.group - 1
    if parsed.lower(k) not in _PLANS:
        return []
    probe = Trigger(k, k + 1, trigger.entry, Form.NOUN, k)
    return [
        n for n in noun_owner(parsed, probe) if n.kind in (Kind.ADJECTIVE, Kind.ACTOR, Kind.COUNTRY)
    ]


_PLANS = words("roles", "plans")


def take_agent(parsed: Parsed, trigger: Trigger, slots: Slots, right: int) -> None:
    """Fill the actors of a passive or a noun from "by X"."""
    slots.actors = after(
        parsed, zone_names(parsed, trigger.last, max(right, _by_edge(parsed, trigger))), "by"
    )


def _by_edge(parsed: Parsed, trigger: Trigger) -> int:
    return right_edge(parsed, trigger.last)


def noun_owner(parsed: Parsed, trigger: Trigger) -> list[Name]:
    """Return who stands before a noun as its owner: "Taliban advance", "Russia's attack"."""
    k = trigger.first - 1
    steps = 0
    while k >= 0 and steps < 5:
        name = parsed.owner.get(k)
        if name is not None:
            if (
                name.kind is Kind.PLACE
                and parsed.lower(name.last) == "'s"
                and trigger.entry.frame != "take_noun"
            ):
                return [name]
            if name.kind in (Kind.PLACE,) or (
                name.kind is Kind.COUNTRY
                and parsed.lower(name.last) != "'s"
                and parsed.place_at.get(name.first) is not None
                and parsed.place_at[name.first].prep in LOCATIVE - {""}
            ):
                return []
            if name.kind in (Kind.PERSON, Kind.UNKNOWN) and parsed.lower(name.last) != "'s":
                return []
            if parsed.lower(name.last) in (",", ")"):
                return []
            return _owners(parsed, name)
        lower = parsed.lower(k)
        if lower in _STOP_OWNER or not (
            lower[0].isalnum() or lower in ("'s", "’", "'", "-", '"', "“", "”", ",")
        ):
            return []
        if lower == "," and steps > 2:
            return []
        if k in parsed.trigger_at and parsed.trigger_at[k].form is not Form.NOUN:
            return []
        k -= 1
        steps += 1
    return []


_STOP_OWNER = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "to",
        "and",
        "or",
        "against",
        "after",
        "before",
        "during",
        "amid",
        "as",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "was",
        "were",
        "is",
        "are",
        "has",
        "have",
        "had",
        "not",
        "said",
        "says",
        "no",
    ]
) - {"and"}


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
        if (
            head.kind is not Kind.ADJECTIVE
            and parsed.lower(head.last) != "'s"
            and previous.kind is Kind.ADJECTIVE
        ):
            return out
        out.insert(0, previous)


def light_subject(parsed: Parsed, trigger: Trigger, slots: Slots) -> bool:
    """Fill the actors of a noun from its verb ("X launched an attack"), or from "their"."""
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
        if lower in LIGHT_VERBS:
            passive = parsed.lower(k - 1) in ("was", "were", "been", "being", "is", "are")
            if passive:
                return False
            group = k
            while group > 0 and (
                parsed.lower(group - 1) in _AUX or parsed.lower(group - 1).endswith("ly")
            ):
                group -= 1
            subject = find_subject(
                parsed, group, gerund=lower.endswith("ing") or parsed.lower(group) == "to"
            )
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


_AUX = words("roles", "aux")


def is_armed(name: Name) -> bool:
    """Tell whether a name is that of an armed body, or of a country that has one."""
    if name.kind is Kind.ACTOR:
        return name.head not in ("residents", "people", "officials", "protesters", "protestors")
    return name.kind is Kind.COUNTRY


def words_near(parsed: Parsed, trigger: Trigger, listed: frozenset[str]) -> bool:
    """Tell whether one of `listed` stands within 18 tokens of the trigger."""
    first, last = max(0, trigger.first - 18), min(len(parsed.tokens), trigger.last + 18)
    return any(
        parsed.lower(k) in listed
        for k in range(first, last)
        if not trigger.first <= k < trigger.last
    )


def names_a_group(parsed: Parsed) -> bool:
    """Tell whether the sentence names any group."""
    return any(n.kind is Kind.ACTOR for n in parsed.names)
