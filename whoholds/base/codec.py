"""Records to JSON types and back, without loss: enums by value, dates in ISO form, tuples as lists.

A field at its default is written too, so that a reader in another language needs no defaults.
"""

import sys
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from typing import Any, TypeVar, cast, get_args, get_origin

from cattrs import BaseConverter, Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn

from whoholds.base import map_records, records, talk_records
from whoholds.base.errors import InputError
from whoholds.base.ids import make_id
from whoholds.base.records import Claim, Report
from whoholds.base.times import DateBasis, DatePrecision, parse_day

T = TypeVar("T")

_SHARED = (
    records.ActorLink,
    records.PlaceLink,
    records.Mention,
    records.PlaceMention,
    records.DateLink,
)
_MOST_SHARED = 100_000

# What a claim says, and not who read it, how sure that reader was, or what else it found in the report:
# the same words read by two readers are one claim.
_NOT_PART_OF_CLAIM = ("reader", "confidence", "retells")
# Left out where they are None: claims recorded before there were such fields keep their identifiers.
_LATER_FIELDS = ("certainty", "source_side")


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    # One by one: the converter takes a StrEnum for a plain string and would pass it on as it is.
    later = (map_records.MapRole, talk_records.TalkAct)
    for kind in (*vars(records).values(), *later, DatePrecision, DateBasis):
        if isinstance(kind, type) and issubclass(kind, Enum):
            converter.register_unstructure_hook(kind, lambda member: member.value)
            converter.register_structure_hook(kind, _member)
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(date, lambda text, _: _day(_exactly(text, str)))
    # The converter would bend what it is given: "3" to 3, None to "None", "abc" to ("a", "b", "c").
    for plain in (int, bool, float):
        converter.register_structure_hook(plain, _exactly)
    # A record of a hundred thousand claims holds the same few names and links again and again: each is
    # kept once, which halves what it takes in memory.
    converter.register_structure_hook(str, lambda text, _: sys.intern(_exactly(text, str)))
    converter.register_structure_hook_factory(_is_row, _row_hook)
    for kind in _SHARED:
        converter.register_structure_hook(kind, _sharing(kind, converter))
    return converter


def _sharing(kind: type[T], converter: Converter) -> Callable[[Any, Any], T]:
    made: dict[T, T] = {}
    structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def share(value: Any, _: Any) -> T:
        if len(made) >= _MOST_SHARED:
            made.clear()
        record = structure(value, kind)
        return made.setdefault(record, record)

    return share


_day = lru_cache(maxsize=4096)(parse_day)


def _member(value: Any, kind: type[Enum]) -> Enum:
    return kind(_exactly(value, int if issubclass(kind, int) else str))


def _exactly(value: Any, kind: type[T]) -> T:
    if kind is float and type(value) is int:  # canonical JSON writes 1.0 as 1
        return cast("T", float(value))
    if type(value) is not kind:
        raise TypeError(f"{value!r:.80} is no {kind.__name__}")
    return value


def _is_row(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _row_hook(kind: Any, converter: BaseConverter) -> Callable[[Any, Any], tuple[Any, ...]]:
    inner = get_args(kind)[0]  # records have only tuples of one kind, of any length

    def row(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise TypeError(f"{value!r:.80} is no list")
        structure = converter.get_structure_hook(inner)
        return tuple([structure(item, inner) for item in value])

    return row


def to_json(record: object) -> Any:
    """Return a record as JSON types (dicts, lists, strings, numbers, booleans, None)."""
    return _converter().unstructure(record)


def from_json(kind: type[T], value: Any) -> T:
    """Return the record of class `kind` that `to_json` turned into `value`.

    Raises:
        InputError: if a field is missing, unknown or of another type.
    """
    try:
        if not isinstance(value, dict):
            raise TypeError(f"{value!r:.80} is no object")
        return _converter().structure(value, kind)
    except (BaseValidationError, KeyError, TypeError, ValueError) as cause:
        raise InputError(
            f"reading a {kind.__name__} from JSON: {_first_reason(cause)}; "
            "the data was written by another version, or is damaged"
        ) from cause


def report_id(report: Report) -> str:
    """Return the identifier of a report: all its fields, the page's hash and the cleaner among them."""
    return make_id("report", to_json(report))


def claim_id(claim: Claim) -> str:
    """Return the identifier of a claim: its words and what it says, not who read it."""
    content = cast("dict[str, Any]", to_json(claim))
    for field in _NOT_PART_OF_CLAIM:
        del content[field]
    for field in _LATER_FIELDS:
        if content[field] is None:
            del content[field]
    return make_id("claim", content)


def _first_reason(cause: BaseException) -> str:
    while isinstance(cause, BaseExceptionGroup) and len(cause.exceptions) > 0:
        cause = cause.exceptions[0]
    return f"{type(cause).__name__}: {cause}"
