"""Which slot keeps a claim from being usable, and in what way."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from benchmarks.reader_slots import KINDS, count, judge


def counts(gold: list[Any], told: list[Any]) -> tuple[int, int, int]:
    names = [one if isinstance(one, str) else one["name"] for one in gold]
    given = [one["name"] for one in told]
    return len(set(names) & set(given)), len(names), len(given)


def usable(claim: dict[str, Any], given: dict[str, Any]) -> bool:
    hit, wanted, told = counts(claim["places"], given["places"])
    right, some, made = counts(claim["actors"], given["actors"])
    acting = right > 0 if some else made == 0
    return claim["status"] == given["status"] and hit == wanted == told and acting


SCORER = cast(
    "Any",
    SimpleNamespace(
        set_counts=counts,
        usable=usable,
        CONTROL={"take"},
        match=lambda gold, told: [(k, k) for k in range(min(len(gold), len(told)))],
    ),
)


def claim(places: str = "", actors: str = "", **more: Any) -> dict[str, Any]:
    who = {
        slot: [{"name": n} for n in more.pop(slot, "").split()] for slot in ("targets", "said_by")
    }
    return {
        "doc": "d",
        "event": "take",
        "status": "happened",
        "places": [{"name": name} for name in places.split()],
        "actors": [{"name": name} for name in actors.split()],
        **who,
        **more,
    }


@pytest.mark.parametrize(
    ("wanted", "given", "said"),
    [
        (claim("A", "X"), claim("A", "X"), ["usable"]),
        (claim("A", "X"), claim("A", "X", status="denied"), ["status wrong"]),
        (claim("A"), claim("B"), ["places wrong", "places: one wrong for one"]),
        (claim("A"), claim(), ["places wrong", "places: none for some"]),
        (claim(), claim("A"), ["places wrong", "places: some for none"]),
        (claim("A B"), claim("A"), ["places wrong", "places: some of a list"]),
        (claim("A"), claim("A B"), ["places wrong", "places: more than told"]),
        (claim("A B"), claim("A C"), ["places wrong", "places: otherwise"]),
        (claim("", "X"), claim(), ["actors wrong", "actors: nobody for somebody"]),
        (claim(), claim("", "X"), ["actors wrong", "actors: somebody for nobody"]),
        (
            claim("", "X", targets="Y"),
            claim("", "Y"),
            ["actors wrong", "actors: the target"],
        ),
        (claim("", "X", said_by="Z"), claim("", "Z"), ["actors wrong", "actors: a source"]),
        (claim("", "X"), claim("", "rebels"), ["actors wrong", "actors: a common noun"]),
        (claim("", "X"), claim("", "Q"), ["actors wrong", "actors: otherwise"]),
    ],
)
def test_what_is_wrong_is_told(
    wanted: dict[str, Any], given: dict[str, Any], said: list[str]
) -> None:
    assert judge(SCORER, wanted, given) == ["found", *said]
    assert {"found", *said} <= set(KINDS)


def test_claims_of_control_alone_may_be_counted() -> None:
    gold = [claim("A", "X"), claim("A", "X", event="strike")]
    every = count(SCORER, gold, gold, {"d": {}}, control=False)
    assert (every["found"], every["usable"]) == (2, 2)
    assert count(SCORER, gold, gold, {"d": {}}, control=True)["found"] == 1
