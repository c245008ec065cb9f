"""The form of an answer comes from the record, and the guide speaks of all of it."""

from dataclasses import fields
from typing import Any

import pytest

from whoholds.base.records import (
    Claim,
    Count,
    Event,
    Means,
    Mention,
    PlaceKind,
    PlaceMention,
    Relation,
    Status,
    TimeFrame,
)
from whoholds.extract.llm_request import guide
from whoholds.extract.llm_schema import NOT_ASKED, SENTENCE, answer_schema, asked_fields


def claim_schema() -> dict[str, Any]:
    items: dict[str, Any] = answer_schema()["properties"]["claims"]["items"]
    return items


def test_every_field_of_a_claim_is_asked_for_or_left_out_on_purpose() -> None:
    names = {field.name for field in fields(Claim)}
    assert set(claim_schema()["properties"]) == (names - NOT_ASKED[Claim]) | {SENTENCE}
    for kind, left_out in NOT_ASKED.items():
        assert left_out <= {field.name for field in fields(kind)}


def test_the_words_come_before_what_is_made_of_them() -> None:
    assert list(claim_schema()["properties"])[:3] == [SENTENCE, "quote", "trigger"]


@pytest.mark.parametrize(
    ("field", "kind"),
    [("event", Event), ("status", Status), ("time_frame", TimeFrame)],
)
def test_vocabularies_are_those_of_the_record(field: str, kind: Any) -> None:
    assert claim_schema()["properties"][field]["enum"] == [member.value for member in kind]


def test_what_may_be_missing_may_be_null_and_all_else_must_be_there() -> None:
    said = claim_schema()["properties"]
    nullable = {
        name for name, schema in said.items() if {"type": "null"} in schema.get("anyOf", [])
    }
    assert nullable == {"when", "means", "killed", "wounded"}
    assert said["summary"] == {"type": "boolean"}
    assert said["tone"] == {"type": "array", "items": {"type": "string"}}
    place = said["places"]["items"]
    assert place["properties"]["kind"]["enum"] == [kind.value for kind in PlaceKind]
    relation = place["properties"]["relation"]["anyOf"][0]
    assert tuple(relation["properties"]) == asked_fields(Relation)
    assert relation["properties"]["distance_m"]["anyOf"][0] == {"type": "number"}


def objects(schema: Any) -> list[dict[str, Any]]:
    found = []
    if isinstance(schema, dict):
        found = [schema] if schema.get("type") == "object" else []
        found += [each for value in schema.values() for each in objects(value)]
    elif isinstance(schema, list):
        found = [each for value in schema for each in objects(value)]
    return found


def test_every_object_is_closed_as_strict_servers_want_it() -> None:
    found = objects(answer_schema())
    assert len(found) >= 8
    for schema in found:
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])


def test_the_guide_speaks_of_every_field_and_member() -> None:
    text = guide()
    for name in claim_schema()["properties"]:
        assert f"{name}" in text, name
    for kind in (Mention, PlaceMention, Relation, Count):
        for name in asked_fields(kind):
            assert name in text, name
    for event in Event:
        assert f"\n- {event.value}: " in text
    for status in Status:
        assert f"\n- {status.value}: " in text
    for member in (*Means, *PlaceKind, *TimeFrame):
        assert member.value in text, member
