"""The grammar of one sentence around a trigger: its subject, its object zone, what hangs on it.

There is no parser here: subjects are walked to over tokens, prepositions and clause borders, which
reads news English well enough and long sentences badly.
"""

from dataclasses import dataclass, field

from whoholds.extract.chains import Place
from whoholds.extract.datewords import DateWords
from whoholds.extract.lexicon import Lexicon
from whoholds.extract.memory import Kind, Name
from whoholds.extract.segment import Sentence, Token
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words

ACTING = frozenset((Kind.ACTOR, Kind.COUNTRY, Kind.UNKNOWN, Kind.SPEAKER, Kind.PERSON))
PRONOUNS = words("clauses", "pronouns")
_RELATIVE = frozenset(
    (
        "that",
        "which",
        "who",
    )
)
_CLAUSE = words("clauses", "clause")
_BLOCKING = words("clauses", "blocking")
_COMPLEMENT = words("clauses", "complement")


@dataclass(slots=True)
class Parsed:
    """A sentence with everything found in it.

    `owner` maps a token to its name, `place_at` to its place, `trigger_at` to its trigger.
    """

    sentence: Sentence
    names: list[Name]
    places: list[Place]
    dates: list[DateWords]
    triggers: list[Trigger]
    lexicon: Lexicon
    in_title: bool = False
    owner: dict[int, Name] = field(default_factory=dict)
    place_at: dict[int, Place] = field(default_factory=dict)
    trigger_at: dict[int, Trigger] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.owner = {i: n for n in self.names for i in range(n.first, n.last)}
        self.place_at = {i: p for p in self.places for i in range(p.at, p.last)}
        self.trigger_at = {i: t for t in self.triggers for i in range(t.first, t.last)}

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The sentence's tokens."""
        return self.sentence.tokens

    def lower(self, i: int) -> str:
        """Return the lower-case word at `i`, empty outside the sentence."""
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def words(self, first: int, last: int) -> str:
        """Return the words `[first, last)` with single spaces where the text has any space."""
        out, end = "", None
        for token in self.tokens[first:last]:
            if end is not None and token.start > end:
                out += " "
            out += token.text
            end = token.end
        return out

    def head_of(self, name: Name) -> int:
        """Return the token before the whole phrase of `name`: articles and adjectives skipped."""
        k = name.first - 1
        while k >= 0 and (
            (self.lower(k), self.lower(k - 1)) in _MEASURES
            or (self.lower(k + 1), self.lower(k)) in _MEASURES
            or self.lower(k) in _ARTICLES
            or self.lower(k).isdecimal()
            or (k not in self.owner and self.lower(k) in self.lexicon.actors["modifiers"])
            or (self.lower(k) in _QUANTITY)
            or (
                k not in self.owner
                and "-" in self.lower(k)
                and self.lower(k)[0].isalpha()
                and len(self.lower(k)) > 3
            )
        ):
            k -= 1
        return k


_UNITS = words("clauses", "units")
_ARTICLES = words("clauses", "articles")
_MEASURES = frozenset(
    (
        ("than", "more"),
        ("than", "less"),
        ("than", "fewer"),
        ("to", "up"),
        ("least", "at"),
        ("as", "many"),
    )
)
_QUANTITY = words("clauses", "quantity")


@dataclass(slots=True)
class Subject:
    """Who does it: names, or a pronoun at token `pronoun`, or nobody named."""

    names: list[Name] = field(default_factory=list)
    pronoun: int | None = None
    places: list[Place] = field(default_factory=list)
    at: int = -1


def find_subject(
    parsed: Parsed, start: int, *, gerund: bool = False, places: bool = False
) -> Subject:
    """Walk left from token `start` to the subject of the verb that stands there.

    `gerund` lets the walk pass clause borders, since a participle shares the subject of its main
    clause; `places` lets a place be the subject ("the town was captured").
    """
    k = _over_aside(parsed, start)
    fallback: Name | None = None
    crossed = False
    while k >= 0:
        lower = parsed.lower(k)
        if places:
            place = parsed.place_at.get(k)
            if place is not None and place.chain == "aside":
                k = place.at - 1
                continue
            if (
                place is not None
                and place.last >= start - 1
                and k >= start - 2
                and place.prep != "by"
            ):
                return Subject(places=_list_before(parsed, place), at=place.at)
            if place is not None and not (
                place.prep in _BLOCKING
                and place.prep != "of"
                and not crossed
                and _earlier_subject(parsed, place.at)
            ):
                return Subject(places=_list_before(parsed, place), at=place.at)
        name = parsed.owner.get(k)
        if name is not None:
            accepted = _acceptable(parsed, name, start)
            if accepted:
                return Subject(_coordinated(parsed, name), at=name.first)
            if (
                fallback is None
                and name.kind in (Kind.ACTOR,)
                and not _object_of_verb(parsed, name)
            ):
                fallback = name
            k = name.first - 1
            continue
        if lower in PRONOUNS and lower != "them" and parsed.lower(k - 1) not in _BLOCKING:
            return Subject(pronoun=k, at=k)
        if lower == ";":
            break
        if lower in _RELATIVE:
            if directly_before(parsed, k, start):
                if lower == "that" and parsed.lower(k - 1) in parsed.lexicon.speech_verbs:
                    break
                antecedent = _antecedent(parsed, k, places=places)
                if antecedent is not None:
                    return antecedent
                break
            if not gerund and lower == "that":
                crossed = True
                if parsed.lower(k - 1) in parsed.lexicon.speech_verbs or parsed.lower(k - 1) == ",":
                    break
        if (
            lower in _CLAUSE
            and not gerund
            and not directly_before(parsed, k, start)
            and not (lower in _EITHER and _nominal(parsed, k + 1, start))
        ):
            break
        k -= 1
    if fallback is not None and gerund:
        return Subject(_coordinated(parsed, fallback), at=fallback.first)
    return Subject()


def _over_aside(parsed: Parsed, start: int) -> int:
    """Return where the walk to a subject begins: before ", whom X supports," where that stands."""
    if parsed.lower(start - 1) != ",":
        return start - 1
    for k in range(start - 2, max(0, start - 30), -1):
        if parsed.lower(k) in (";", ":"):
            break
        if parsed.lower(k) == "," and parsed.lower(k + 1) in _ASIDE:
            return k - 1
        located = parsed.lower(k + 1) in ("in", "near", "on", "outside")
        if parsed.lower(k) == "," and located and start - k < 9:
            return k - 1  # "Besta, in Wollen, had fallen"
    return start - 1


_ASIDE = frozenset(("who", "whom", "which", "whose"))
_LISTED = (Kind.ACTOR, Kind.COUNTRY, Kind.SPEAKER, Kind.PERSON)
_BACKING = frozenset(("by", "with", "from", "against"))
_EITHER = frozenset(("after", "before", "since", "until"))
"""Words that begin a clause or, before a noun, a phrase."""


def _nominal(parsed: Parsed, first: int, last: int) -> bool:
    """Tell whether tokens `[first, last)` hold no verb: "after" before them is then a preposition."""
    for k in range(first, last):
        trigger = parsed.trigger_at.get(k)
        if (trigger is not None and trigger.form is not Form.NOUN) or parsed.lower(k) in _FINITE:
            return False
        if parsed.lower(k) in parsed.lexicon.speech_verbs and k not in parsed.owner:
            return False
    return True


_FINITE = words("clauses", "finite")


def _earlier_subject(parsed: Parsed, i: int) -> bool:
    return any(p.last <= i and p.prep == "" for p in parsed.places)


def directly_before(parsed: Parsed, k: int, start: int) -> bool:
    """Tell whether only auxiliaries and adverbs stand between token `k` and the verb at `start`."""
    return all(
        parsed.lower(j) in _AUXILIARY or parsed.lower(j).endswith("ly") for j in range(k + 1, start)
    )


_AUXILIARY = words("clauses", "auxiliary")


def _acceptable(parsed: Parsed, name: Name, start: int) -> bool:
    if name.kind not in ACTING:
        return False
    if name.kind is Kind.COUNTRY and name.first in parsed.place_at:
        place = parsed.place_at[name.first]
        if place.prep or place.chain in ("within", "near"):
            return False
    if name.kind is Kind.UNKNOWN and _listed_place(parsed, name):
        return False
    before = parsed.head_of(name)
    word = parsed.lower(before)
    if parsed.lower(name.last) == "'s" and name.last < start:
        return False
    if word in _BLOCKING:
        # "with the rebels later withdrawing": a clause of its own behind "with"
        if word == "of" and parsed.lower(before - 1) in _UNITS:
            return True
        return word == "with" and directly_before(parsed, name.last - 1, start)
    if _object_of_verb(parsed, name):
        return False
    if parsed.lower(before - 1) in _BACKING and parsed.lower(before).isalpha():
        return False  # "backed by popular defence forces"
    if word in ("and", ",", "or", "&"):
        # part of a list: the list's first member decides
        previous = parsed.owner.get(before - 1) or (
            parsed.owner.get(before - 2) if parsed.lower(before - 1) == "," else None
        )
        if previous is not None and previous.kind in _LISTED and previous.last <= before:
            gap = [parsed.lower(j) for j in range(previous.last, before + 1)]
            if gap in (["and"], [","], [",", "and"]) and not _verb_between(
                parsed, name.last, start
            ):
                return _acceptable(parsed, previous, start) or previous.kind is Kind.PERSON
    return True


def _listed_place(parsed: Parsed, name: Name) -> bool:
    """Tell whether a name ends a list of places that is an object: "captured A, B and C"."""
    place = parsed.place_at.get(name.first)
    if place is None or not place.chain:
        return False
    at = next(k for k, p in enumerate(parsed.places) if p is place)
    while at > 0 and parsed.places[at].chain in ("list", "within", "near"):
        at -= 1
    root = parsed.places[at]
    owner = parsed.owner.get(root.first)
    return bool(root.prep) or (owner is not None and _object_of_verb(parsed, owner))


def is_free(parsed: Parsed, name: Name) -> bool:
    """Tell whether a name may be the subject of its sentence: no preposition and no verb governs it."""
    return not name.anaphor and _acceptable(parsed, name, len(parsed.tokens))


def _verb_between(parsed: Parsed, first: int, last: int) -> bool:
    return any(
        k in parsed.trigger_at and parsed.trigger_at[k].form is not Form.NOUN
        for k in range(first, last)
    )


def _object_of_verb(parsed: Parsed, name: Name) -> bool:
    before = parsed.head_of(name)
    trigger = parsed.trigger_at.get(before)
    if trigger is not None:
        return trigger.form is not Form.NOUN and trigger.last == before + 1 and trigger.first >= 0
    word = parsed.lower(before)
    if word in ("includes", "include", "comprises", "including", "comprising"):
        return True
    if word in parsed.lexicon.speech_verbs or word in _COMPLEMENT:
        return False
    return (
        (word.endswith("ed") or word.endswith("ing"))
        and before >= 0
        and len(word) > 4
        and before not in parsed.owner
    )


def _coordinated(parsed: Parsed, name: Name) -> list[Name]:
    """Return `name` with the names it is listed with before it: "X, Y and Z"."""
    out = [name]
    while True:
        head = out[0]
        before = parsed.head_of(head)
        if parsed.lower(before) not in ("and", ",", "&"):
            break
        k = before - 1
        if parsed.lower(k) == ",":
            k -= 1
        if parsed.lower(k) == ")":
            k -= 3
        previous = parsed.owner.get(k)
        if (
            previous is None
            or previous.kind not in (Kind.ACTOR, Kind.COUNTRY, Kind.SPEAKER, Kind.UNKNOWN)
            or (previous.first in parsed.place_at and parsed.place_at[previous.first].prep)
        ):
            break
        if previous.kind is Kind.UNKNOWN and head.kind is not Kind.UNKNOWN:
            break
        out.insert(0, previous)
    return out


def _antecedent(parsed: Parsed, k: int, *, places: bool) -> Subject | None:
    j = k - 1
    if parsed.lower(j) == "of":
        while j >= 0 and parsed.lower(j) != "," and k - j < 6 and j not in parsed.place_at:
            j -= 1  # ", 70% of which is controlled by"
    while j >= 0 and parsed.lower(j) in (",", "(", ")", '"', "”"):
        j -= 1
    steps = 0
    while j >= 0 and steps < 10:
        place = parsed.place_at.get(j)
        if places and place is not None:
            return Subject(places=_list_before(parsed, place), at=place.at)
        name = parsed.owner.get(j)
        if (
            name is not None
            and name.kind in ACTING
            and not (name.first in parsed.place_at and parsed.place_at[name.first].prep)
        ):
            return Subject(_coordinated(parsed, name), at=name.first)
        if parsed.lower(j) in (",", ";", "that"):
            return None
        j -= 1
        steps += 1
    return None


def _list_before(parsed: Parsed, place: Place) -> list[Place]:
    """Return the whole list of places that ends with `place`, in order; holders are left out."""
    at = next(k for k, p in enumerate(parsed.places) if p is place)
    while at > 0 and parsed.places[at].chain in ("within", "near"):
        at -= 1
    root = at
    while root > 0 and parsed.places[root].chain in ("list", "within", "near"):
        root -= 1
    return place_group(parsed, root)


def place_group(parsed: Parsed, root: int) -> list[Place]:
    """Return the place at index `root` and those listed with it, without what they lie in or near."""
    out = [parsed.places[root]]
    for place in parsed.places[root + 1 :]:
        if place.chain == "list":
            out.append(place)
        elif place.chain not in ("within", "near"):
            break
    return out


def prenominal(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether a participle only describes the noun after it: "the occupied territories"."""
    if trigger.form not in (Form.REDUCED, Form.GERUND):
        return False
    following = parsed.lower(trigger.last)
    before = parsed.lower(trigger.first - 1)
    if trigger.form is Form.GERUND:
        armed = parsed.owner.get(trigger.last)
        if (
            armed is not None
            and armed.role
            and before in ("the", "of", "around", "against", "to", "and")
        ) or before[:1].isdecimal():
            return before != "and" or (armed is not None and armed.first == trigger.last)
        return before in ("the", "its", "their", "in") and following in parsed.lexicon.place_kinds
    if not following[:1].isalpha() or following in _AFTER_PARTICIPLE:
        return False
    return before in _BEFORE_PARTICIPLE or trigger.first == 0


_BEFORE_PARTICIPLE = words("clauses", "before_participle")
_AFTER_PARTICIPLE = words("clauses", "after_participle")


def right_edge(parsed: Parsed, i: int) -> int:
    """Return where the clause of the trigger that ends at `i` stops; the end is excluded."""
    tokens = parsed.tokens
    for k in range(i, len(tokens)):
        lower = tokens[k].lower
        if lower in (";", ":", "—"):
            return k
        if k == i:
            continue
        if lower in _CLAUSE and lower not in ("since", "until"):
            if lower == "as" and (
                parsed.lower(k + 1) in ("well", "part", "a", "the")
                and parsed.lower(k + 2) in ("as", "of", "result", "part")
            ):
                continue
            return k
        if lower in ("who", "which", "despite", "amid", "amidst", "following", "during") or (
            lower == "that" and parsed.lower(k - 1) not in ("in", "of", "on", "at")
        ):
            return k
        trigger = parsed.trigger_at.get(k)
        if (
            trigger is not None
            and trigger.first == k
            and trigger.form is not Form.NOUN
            and not prenominal(parsed, trigger)
        ):
            back = min(trigger.group, k)
            while back > i and (
                parsed.lower(back - 1)
                in ("and", ",", "to", "in", "an", "attempt", "by", "also", "then", "later")
                or parsed.lower(back - 1).endswith("ly")
            ):
                back -= 1
            return max(back, i)
        if (
            lower in parsed.lexicon.speech_verbs
            and k not in parsed.owner
            and parsed.lower(k - 1) not in ("the", "a")
            and not (lower in ("state", "states") and parsed.lower(k + 1) != "that")
            and k - i > 1
        ):
            back = k
            owner = parsed.owner.get(k - 1)
            if owner is not None:
                back = owner.first
            while back > i and parsed.lower(back - 1) in ("and", ",", "the", "also"):
                back -= 1
            return max(back, i)
    return len(tokens)


def left_edge(parsed: Parsed, i: int) -> int:
    """Return where the clause of the trigger that begins at `i` starts."""
    for k in range(i - 1, -1, -1):
        lower = parsed.lower(k)
        if lower in (";", ":") or lower in (
            "that",
            "while",
            "but",
            "because",
            "although",
            "whereas",
        ):
            return k + 1
        trigger = parsed.trigger_at.get(k)
        if trigger is not None and trigger.form is not Form.NOUN and lower not in ("and",):
            # a verb before: the clause begins after the "and" or "," nearest to us
            for j in range(i - 1, k, -1):
                if parsed.lower(j) in ("after", "before", "when"):
                    return j + 1
            for j in range(k + 1, i):
                if parsed.lower(j) in ("and", ",", "as"):
                    return j + 1
    return 0
