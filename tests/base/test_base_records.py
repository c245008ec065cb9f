"""Records are frozen, take keywords only, and their vocabularies are the guide's."""

import inspect
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import StrEnum
from typing import Any

import pytest

from whoholds.base import records
from whoholds.base.records import Caption, Event, Means, PlaceKind, Status

DATACLASSES: list[Any] = [
    kind
    for kind in vars(records).values()
    if inspect.isclass(kind) and is_dataclass(kind) and kind.__module__ == records.__name__
]


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_records_take_keywords_only_and_are_frozen(kind: Any) -> None:
    assert all(field.kw_only for field in fields(kind))
    assert kind.__dataclass_params__.frozen
    assert hasattr(kind, "__slots__")


def test_a_frozen_record_refuses_a_change() -> None:
    caption = Caption(text="A map")
    with pytest.raises(FrozenInstanceError):
        caption.text = "Another"  # type: ignore[misc]  # frozen is what is tested


def test_the_vocabularies_are_those_of_the_labelling_guide() -> None:
    def values(kind: type[StrEnum]) -> set[str]:
        return {member.value for member in kind}

    assert values(Event) == {
        "take", "leave", "hold", "advance", "attack", "repel", "clash", "strike", "besiege",
        "abuse", "deploy", "agree",
    }  # fmt: skip
    assert values(Status) == {"happened", "attempted", "denied", "expected"}
    assert values(PlaceKind) == {"site", "settlement", "area", "province", "country"}
    assert values(Means) == {
        "airstrike", "shelling", "missile", "rocket", "drone", "guided missile", "mine", "ied",
        "car bomb", "suicide bomb", "sniper", "gunfire", "chemical", "naval",
    }  # fmt: skip


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_every_record_says_what_it_is(kind: Any) -> None:
    doc = inspect.getdoc(kind) or ""
    assert not doc.startswith(f"{kind.__name__}(")
    assert doc.split("\n")[0].endswith(".")
