"""Identifiers: canonical JSON after RFC 8785, and kinds that never share one."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError
from whoholds.base.ids import ID_VERSION, canonical_bytes, make_id, sha256_hex

PROPERTY = settings(derandomize=True, max_examples=150)

# The integers that RFC 8785 allows are those that a double holds exactly.
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e15, 1e15)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_sha256_of_the_standard_vector() -> None:
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# From RFC 8785: section 3.2.2 (numbers, strings, literals) and 3.2.3 (order by UTF-16 units).
RFC_NUMBERS = {
    "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": '€$\x0f\nA\'B"\\\\"/',
    "literals": [None, True, False],
}
RFC_NUMBERS_CANONICAL = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)
RFC_KEYS = {
    "€": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "😀": "Emoji: Grinning Face",
    "\x80": "Control",
    "ö": "Latin Small Letter O With Diaeresis",
}


def test_the_numbers_and_strings_of_the_standard() -> None:
    assert canonical_bytes(RFC_NUMBERS).decode() == RFC_NUMBERS_CANONICAL


def test_keys_sort_by_utf16_units_as_in_the_standard() -> None:
    keys = list(json.loads(canonical_bytes(RFC_KEYS)))
    assert keys == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]


@PROPERTY
@given(json_values)
def test_canonical_json_reads_back_and_is_a_fixed_point(value: Any) -> None:
    written = canonical_bytes(value)
    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written


@PROPERTY
@given(st.dictionaries(st.text(), st.integers(0, 9), max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, int], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert make_id("claim", dict(items)) == make_id("claim", value)


@PROPERTY
@given(json_values)
def test_two_kinds_never_share_an_identifier(value: Any) -> None:
    claim, report = make_id("claim", value), make_id("report", value)
    assert claim.removeprefix("claim:") != report.removeprefix("report:")


def test_nothing_is_glued_together() -> None:
    assert make_id("place", ["ab", "c"]) != make_id("place", ["a", "bc"])
    assert make_id("place", ["a", None]) != make_id("place", ["a", "null"])


def test_an_identifier_is_kind_and_digest_over_kind_version_and_content() -> None:
    by_hand = f'{{"content":{{"a":1}},"kind":"claim","version":{ID_VERSION}}}'.encode()
    assert make_id("claim", {"a": 1}) == "claim:" + hashlib.sha256(by_hand).hexdigest()


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**60, "\ud800", {1: "a"}, {"a": b""}]
)
def test_what_canonical_json_cannot_hold_is_refused_in_words(value: Any) -> None:
    with pytest.raises(InputError, match="identifying a claim"):
        make_id("claim", value)
