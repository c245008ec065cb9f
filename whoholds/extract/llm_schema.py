"""The form of a model's answer, made from the fields of `Claim`: one source for record and schema.

Every field is required and nothing else may stand in it, as servers that hold a model to a schema
want it; what a report does not say is null, or an empty list.
"""

from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from whoholds.base.records import Claim, Count, Mention, PlaceMention, Relation
from whoholds.base.spans import Quote, Span

Kind = TypeVar("Kind", bound=StrEnum)

SENTENCE = "sentence"
"""The one field that a claim has not: the number of the sentence that the model read it from."""

# A model writes from left to right: the words first, then what is made of them.
_FIRST = ("quote", "trigger")

# What the reader knows better than the model: who reads what, where the words stand, and what follows
# from that. A model's own number for how sure it is means nothing.
NOT_ASKED: dict[type, frozenset[str]] = {
    Claim: frozenset(
        {"report", "carried", "certainty", "source_side", "retells", "reader", "confidence"}
    ),
    Mention: frozenset({"span", "in_title"}),
    PlaceMention: frozenset({"span", "in_title"}),
    Relation: frozenset(),
    Count: frozenset(),
}


def asked_fields(kind: type) -> tuple[str, ...]:
    """Return the fields of a record that a model is asked for, in the record's order."""
    return tuple(field.name for field in fields(kind) if field.name not in NOT_ASKED[kind])


@cache
def answer_schema() -> dict[str, Any]:
    """Return the JSON schema of an answer: an object with the list `claims`. Do not change it."""
    claim = _object(Claim)
    said = claim["properties"]
    first = {name: said.pop(name) for name in _FIRST}
    claim["properties"] = {SENTENCE: {"type": "integer"}, **first, **said}
    claim["required"] = list(claim["properties"])
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": False,
    }


def member(kind: type[Kind], given: Any) -> Kind | None:
    """Return the member of a vocabulary that was given, None where it is none."""
    try:
        return kind(given.strip().lower()) if isinstance(given, str) else None
    except ValueError:
        return None


def shown(value: Any) -> str:
    """Return what was given, short, as a person may look at it."""
    return f"{value!r:.80}"


def _object(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties = {name: _schema(hints[name]) for name in asked_fields(kind)}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is UnionType:
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return {"anyOf": [_schema(inner), {"type": "null"}]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if hint is Quote:  # its words; where they stand is found by looking
        return {"type": "string"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if is_dataclass(hint) and hint is not Span:
        assert isinstance(hint, type)
        return _object(hint)
    return {"type": _PLAIN[hint]}


_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
