"""What an event is done to, by the tree and the word lists: a place, people, goods."""

import pytest

from whoholds.base.records import Report
from whoholds.extract.analysis import analyse
from whoholds.extract.decisions import units_of
from whoholds.extract.object_kinds import NO_OBJECT, object_features, object_kind, object_of
from whoholds.extract.scorers import names_of
from whoholds.extract.syntax import load_parser
from whoholds.extract.units import Typed, Unit


def units(text: str, *, parsed: bool = True) -> list[tuple[Typed, Unit]]:
    report = Report(page="0" * 64, cleaner="test@1", title=None, text=text)
    parser = load_parser() if parsed else None
    return [
        (typed, unit)
        for _, typed, found in units_of(analyse(report), parser, frozenset())
        for unit, _ in found
    ]


@pytest.mark.parametrize(
    ("text", "head", "kind"),
    [
        ("The rebels captured three tanks near Tarba.", "tanks", "goods"),
        ("Troops captured a senior commander in Tarba.", "commander", "people"),
        ("Twelve soldiers were captured in Tarba.", "soldiers", "people"),
        ("The capture of Tarba by rebels surprised many.", "Tarba", "<settlement>"),
        ("The rebels captured the village of Tarba.", "village", "place noun"),
        ("The company captured a quarter of the market.", "quarter", "place noun"),
        ("Fans captured the final set.", "set", "noun"),
    ],
)
def test_the_object_of_a_verb_a_passive_and_a_noun(text: str, head: str, kind: str) -> None:
    ((typed, unit),) = units(text)
    at = object_of(typed, unit)
    assert typed.parsed.tokens[at].text == head
    assert object_kind(typed, at) == kind


def test_a_verb_without_an_object_has_none() -> None:
    ((typed, unit),) = units("Rebels withdrew on Monday.")
    assert object_of(typed, unit) == -1
    assert object_kind(typed, -1) == NO_OBJECT
    features = object_features(typed, unit, "withdraw", "leave", "leave")
    assert f"ok={NO_OBJECT}" in names_of(features)


def test_without_a_tree_nothing_is_an_object() -> None:
    ((typed, unit),) = units("The rebels captured three tanks near Tarba.", parsed=False)
    assert object_of(typed, unit) == -1


def test_counted_goods_and_places_are_told_apart() -> None:
    told = []
    for text in ("The rebels captured three tanks.", "The rebels captured Tarba."):
        ((typed, unit),) = units(text)
        told.append(names_of(object_features(typed, unit, "capture", "take", "take")))
    assert "ok,num=goods,True,take" in told[0]
    assert "ok=<settlement>" in told[1]
