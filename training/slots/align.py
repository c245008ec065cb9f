"""Labelled claims and the units of the reader brought together, and which answers are right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from whoholds.base.records import Mention, PlaceMention
from whoholds.extract.analysis import Analysis
from whoholds.extract.answers import Answer
from whoholds.extract.clauses import Parsed
from whoholds.extract.units import Unit
from whoholds.extract.words import words

_SEEN_AS_TRIGGER = 2
_SHARE_AS_TRIGGER = 0.08
_SEEN_AS_PEOPLE = 3


def align(
    units: Sequence[Unit], parsed: Parsed, claims: Iterable[dict[str, Any]]
) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """Return which unit (by position) tells which claim, and the units that only touch a trigger.

    The latter say nothing of whether they name an event, and are left out of training.
    """
    told: dict[int, dict[str, Any]] = {}
    touching: set[int] = set()
    for claim in claims:
        begin, end = claim["t"]
        over = []
        for k, unit in enumerate(units):
            start, stop = parsed.tokens[unit.first].start, parsed.tokens[unit.last - 1].end
            shared = min(stop, end) - max(start, begin)
            if shared > 0:
                listed = unit.trigger is not None
                same = unit.trigger is not None and unit.trigger.entry.event == claim["event"]
                over.append((same, listed, shared, -k))
        free = [-k for *_, k in sorted(over, reverse=True) if -k not in told]
        if free:
            told[free[0]] = claim
            touching.update(free[1:])
    return told, touching - set(told)


def claims_of(parsed: Parsed, claims: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the claims whose trigger stands in a sentence."""
    inside = parsed.sentence
    return [
        claim
        for claim in claims
        if bool(claim.get("in_title")) == parsed.in_title
        and inside.start <= claim["t"][0] < inside.end
    ]


def right_answers(
    slot: str,
    answers: Sequence[Answer[Mention] | Answer[PlaceMention]],
    claim: dict[str, Any],
    score: ModuleType,
) -> list[bool]:
    """Tell of each answer whether it is right: everybody and nobody else.

    Where no answer names everybody, those that name some, and nobody else, count as right; of places
    none does then.
    """
    counts = [
        score.set_counts(claim[slot], [{"name": m.name, "mention": m.text} for m in a.mentions])
        for a in answers
    ]
    whole = [hit == wanted == given for hit, wanted, given in counts]
    if slot == "places" or any(whole):
        return whole
    return [hit == given > 0 for hit, _, given in counts]


def learn_vocabulary(
    analyses: Sequence[Analysis], claims: Sequence[list[dict[str, Any]]]
) -> frozenset[str]:
    """Return the words that name events in labels often enough and are in no trigger of the lexicon."""
    common = words("lexicon", "stop_words") | words("lexicon", "function_words")
    seen: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for analysis, labelled in zip(analyses, claims, strict=True):
        for view in (*analysis.title, *analysis.body):
            parsed = view.parsed
            everywhere.update(token.lower for token in parsed.tokens)
            for claim in claims_of(parsed, labelled):
                begin, end = claim["t"]
                inside = [k for k, t in enumerate(parsed.tokens) if t.start < end and t.end > begin]
                if any(k in parsed.trigger_at for k in inside):
                    continue
                lower = {parsed.lower(k) for k in inside if k not in parsed.owner}
                seen.update(w for w in lower if w.isalpha() and w not in common)
    return frozenset(
        word
        for word, count in seen.items()
        if count >= _SEEN_AS_TRIGGER and count / everywhere[word] >= _SHARE_AS_TRIGGER
    )


def learn_people(claims: Iterable[list[dict[str, Any]]]) -> frozenset[str]:
    """Return the common nouns that labels give as actors, targets and sources often enough."""
    heads: Counter[str] = Counter()
    for labelled in claims:
        for claim in labelled:
            for name in (*claim["targets"], *claim["actors"], *claim["said_by"]):
                parts = name.split(" of ")[0].split(" in ")[0].split()
                if parts and parts[-1].islower() and parts[-1].isalpha():
                    heads[parts[-1]] += 1
    return frozenset(word for word, count in heads.items() if count >= _SEEN_AS_PEOPLE)
