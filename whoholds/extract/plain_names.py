"""Whose something is that a report names as an actor: "Russian jets", "the Syrian regime"."""

from collections.abc import Iterable, Sequence

from whoholds.extract.lexicon import Lexicon, fold
from whoholds.extract.memory import Kind, Memory, Name
from whoholds.extract.words import words

_MACHINES = words("plain_names", "machines")
_OWNERS = {
    "alliance": "alliance", "army": "army", "coalition": "coalition", "government": "government",
    "junta": "junta", "nato": "NATO", "rebel": "rebels",
}  # fmt: skip
_MOST_BETWEEN = 2
_OF_RULE = frozenset(("regime", "government", "army", "forces", "military", "troops"))


def plain_name(
    name: Name, following: Sequence[str], lexicon: Lexicon, memory: Memory
) -> str | None:
    """Return who stands behind machines of war or a "regime", None where `name` says it itself.

    `following` are the words after the name, lower case: "Russian Kalibr" are "cruise missiles".
    A "regime" without a country is that of the country whose state the report tells of, if it is one.
    """
    told = fold(name.name).split(" ")
    machine = len(told) > 1 and (
        told[-1] in _MACHINES
        or (name.kind is Kind.UNKNOWN and any(w in _MACHINES for w in following[:_MOST_BETWEEN]))
    )
    if "regime" in told:
        adjective = _adjective(told, lexicon) or _of_report(memory, lexicon)
        return f"{adjective} government" if adjective else None
    if machine:
        nation = next((lexicon.adjectives[w] for w in told[:2] if w in lexicon.adjectives), None)
        if nation is not None and nation.name:
            return nation.name
        owners = [_OWNERS[w] for w in told[:-1] if w in _OWNERS]
        return owners[0] if len(owners) == 1 else None
    return None


def _adjective(told: Iterable[str], lexicon: Lexicon) -> str:
    nation = next((lexicon.adjectives[w] for w in told if w in lexicon.adjectives), None)
    return nation.adjective if nation is not None and nation.name else ""


def _of_report(memory: Memory, lexicon: Lexicon) -> str:
    """Return the adjective of the one country of whose army or regime the report speaks."""
    ruled = [
        nation
        for nation, forms in memory.forms.items()
        if any(w in _OF_RULE for form in forms for w in fold(form).split(" "))
    ]
    ruled = [n for n in ruled if any("regime" in fold(form) for form in memory.forms[n])] or ruled
    if len(ruled) != 1:
        return ""
    return next((n.adjective for n in lexicon.adjectives.values() if n.name == ruled[0]), "")
