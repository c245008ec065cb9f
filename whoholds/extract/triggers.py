"""Where a sentence names an event, and in which grammatical form: active, passive, noun, "to VERB"."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from whoholds.extract.lexicon import GAP, Entry, Lexicon
from whoholds.extract.memory import Kind, Name
from whoholds.extract.segment import Token
from whoholds.extract.words import words

MAX_GAP = 6


class Form(StrEnum):
    """How the words of an event stand in their clause.

    `reduced` is a participle after its noun ("areas recaptured by X").
    """

    ACTIVE = "active"
    PASSIVE = "passive"
    REDUCED = "reduced"
    GERUND = "gerund"
    INFINITIVE = "infinitive"
    NOUN = "noun"


@dataclass(slots=True)
class Trigger:
    """The words `[first, last)` of a sentence that name an event, read as `entry` in `form`.

    `group` is the first token of the verb group: auxiliaries, negation and governing verbs included.
    """

    first: int
    last: int
    entry: Entry
    form: Form
    group: int


_BE = words("triggers", "be")
_HAVE = words("triggers", "have")
_MODAL = words("triggers", "modal")
_SKIP = words("triggers", "skip")
_DET = words("triggers", "det")
_PREP = words("triggers", "prep")
_GERUND_AFTER = words("triggers", "gerund_after")
_SUBORDINATE = words("triggers", "subordinate")

_ORDINAL = frozenset(("first", "second", "third", "both", "all", "two"))


def find_triggers(
    tokens: Sequence[Token], names: Sequence[Name], lexicon: Lexicon, masked: frozenset[int]
) -> list[Trigger]:
    """Return the triggers of a sentence in order, without overlaps; the longest phrase wins."""
    owner: dict[int, Name] = {i: name for name in names for i in range(name.first, name.last)}
    found: list[Trigger] = []
    i = 0
    while i < len(tokens):
        trigger = None
        name = owner.get(i)
        if name is None and i not in masked and tokens[i].lower in lexicon.triggers:
            trigger = _best(tokens, i, owner, lexicon)
        if trigger is None:
            i += 1
            continue
        found.append(trigger)
        i = trigger.last
    return found


def _best(
    tokens: Sequence[Token], i: int, owner: dict[int, Name], lexicon: Lexicon
) -> Trigger | None:
    options: list[tuple[int, Entry, int]] = []
    for entry in lexicon.triggers[tokens[i].lower]:
        end = _match(tokens, i, entry)
        if end:
            options.append((len([w for w in entry.words if w != GAP]), entry, end))
    if not options:
        return None
    longest = max(length for length, *_ in options)
    for length, entry, end in options:
        if length != longest:
            continue
        noun = "noun" in entry.forms
        verb = entry.forms - {"noun"}
        both = noun and bool(verb)
        rival = any("noun" in e.forms for n, e, _ in options if n == longest)
        rival_verb = any(e.forms - {"noun"} for n, e, _ in options if n == longest)
        as_noun = (noun and not rival_verb and not both) or (
            (rival and rival_verb) and _is_noun(tokens, i, end, owner)
        )
        if as_noun and not noun:
            continue
        if not as_noun and not verb:
            continue
        if not as_noun and not noun and verb <= {"base", "s"} and not _finite(tokens, i):
            continue
        if as_noun:
            return Trigger(i, end, entry, Form.NOUN, i)
        form, group = _form(tokens, i, end, entry, owner)
        if form is None:
            continue
        return Trigger(i, end, entry, form, group)
    return None


def _finite(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a base or -s form can be a verb here: no article or preposition before it."""
    before = tokens[i - 1].lower if i > 0 else ""
    return before == "to" or not (
        before in _DET or before in _PREP - {"after", "before", "as", "since", "until", "than"}
    )


def _match(tokens: Sequence[Token], i: int, entry: Entry) -> int:
    """Return the position after `entry` read from token `i`, 0 where it does not stand there."""
    k = i + 1
    words = entry.words
    w = 1
    while w < len(words):
        if words[w] == GAP:
            target = words[w + 1]
            for step in range(MAX_GAP + 1):
                at = k + step
                if at >= len(tokens):
                    return 0
                if tokens[at].lower == target:
                    break
                if tokens[at].lower == "to" or not (
                    tokens[at].text[0].isalnum() or tokens[at].lower == "'s"
                ):
                    return 0
            else:
                return 0
            k = at + 1
            w += 2
            continue
        if k >= len(tokens) or tokens[k].lower != words[w]:
            return 0
        k += 1
        w += 1
    return k


def _is_noun(tokens: Sequence[Token], i: int, end: int, owner: dict[int, Name]) -> bool:
    """Decide between a noun and a verb of the same spelling ("attack", "shelling", "advances")."""
    before = tokens[i - 1].lower if i > 0 else ""
    after = tokens[end].lower if end < len(tokens) else ""
    word = tokens[i].lower
    if before == "to" or before in _MODAL or before in ("n't", "not"):
        return before == "to" and after in ("on", "by", "of", "against")
    if word.endswith("ing"):
        if before in _BE or before in (
            "began",
            "begin",
            "started",
            "continued",
            "continue",
            "keep",
            "stop",
            "stopped",
        ):
            return False
        if before in _PREP and (
            after.isdecimal() or after in ("about", "over", "dozens", "hundreds", "more", "at")
        ):
            return False
        return not (
            (after in _DET and after != "'s")
            or (end in owner and before in (",", "while", "by", "after", "and", "of", "for"))
        )
    if (
        before in _DET
        or before in _PREP
        or i == 0
        or (before in (",", "and", ":") and _noun_after(after))
    ):
        return True
    if before.endswith("ly"):
        return False
    name = owner.get(i - 1)
    if name is None:
        if tokens[i - 1].cap and not tokens[i - 1].lower.endswith("s"):
            return after in _PREP
        return before not in ("who", "which", "that", "they", "it", "we", "and") or False
    if name.kind is Kind.ADJECTIVE:
        return True
    if name.role or name.head:
        singular = not before.endswith("s") and before not in (
            "police",
            "people",
            "military",
            "gunmen",
            "militiamen",
            "peshmerga",
            "personnel",
        )
        if singular and before != "army":
            return (
                after in _PREP
                or after in ("", ".", ",", "and", "that", "to")
                or tokens[i].lower.endswith("s") is False
            )
        return after in ("by", "of")
    lead = tokens[name.first - 1].lower if name.first > 0 else ""
    outer = tokens[name.first - 2].lower if name.first > 1 else ""
    if lead == "the" and outer in _PREP - {"as", "after", "before", "since", "until"}:
        return True
    if lead in _PREP - {"as", "after", "before", "since", "until"}:
        return True
    if word.endswith("s") and not word.endswith("ss"):
        return after in ("on", "by", "against", "of") and not word.startswith(
            ("advance", "retreat", "withdraw")
        )
    return after in ("on", "by", "of", "against") or (after in ("", ".", ",") and lead == "the")


def _noun_after(after: str) -> bool:
    return after in _PREP or after in ("", ",", ".", "and")


def _form(
    tokens: Sequence[Token], i: int, end: int, entry: Entry, owner: dict[int, Name]
) -> tuple[Form | None, int]:
    """Return the grammatical form of a verb trigger and where its verb group begins."""
    forms = entry.forms
    k = i - 1
    while k >= 0 and (
        tokens[k].lower in _SKIP or (tokens[k].lower.endswith("ly") and k not in owner)
    ):
        k -= 1
    before = tokens[k].lower if k >= 0 else ""
    after = tokens[end].lower if end < len(tokens) else ""
    if "ing" in forms:
        if before in _BE:
            return Form.ACTIVE, k
        return Form.GERUND, i
    if before == "to" and "base" in forms:
        return Form.INFINITIVE, k
    if before in _MODAL and "base" in forms:
        return Form.ACTIVE, k
    if "part" in forms:
        if before in _BE:
            group = k
            while group > 0 and (
                tokens[group - 1].lower in _BE | _HAVE | _MODAL | _SKIP
                or tokens[group - 1].lower == "to"
            ):
                group -= 1
            return Form.PASSIVE, group
        if before in _HAVE:
            return Form.ACTIVE, k
        told_before = i > 0 and tokens[i - 1].lower in ("recently", "newly", "previously")
        if told_before and after not in _DET and not (end < len(tokens) and tokens[end].cap):
            return Form.REDUCED, i  # "to previously occupied positions"
        if after == "by":
            return Form.REDUCED, i
        if before == "as" and k == i - 1 and after in ("from", ".", ",", "and", ";", ""):
            return Form.REDUCED, i  # "listed the villages as liberated"
        adjacent = owner.get(i - 1)
        if adjacent is None and k == i - 1 and before in _REDUCIBLE and "past" in forms:
            return Form.REDUCED, i
        if "past" not in forms:
            return Form.REDUCED, i
        if (before in _DET and before not in _ORDINAL) or (
            before in ("recently", "newly", "previously") and i > 1 and tokens[i - 2].lower in _DET
        ):
            return Form.REDUCED, i
    return Form.ACTIVE, i


_REDUCIBLE = words("triggers", "reducible")
