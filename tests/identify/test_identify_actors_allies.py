"""Whose allies "its allies" are: those of the group that they are named with."""

import pytest

from whoholds.base.records import Claim, Event, Mention, Report, Status
from whoholds.base.spans import Quote, Span
from whoholds.identify.actors import ActorContext, resolve_actor
from whoholds.identify.gazetteer import Gazetteers
from whoholds.identify.registry import load_registry
from whoholds.identify.resolver import Resolver

TEXT = "The SAA lost ground. HTS and its allies recaptured hills from the Syrian Arab Army."


def claim(actors: tuple[str, ...], targets: tuple[str, ...]) -> Claim:
    quote = Quote(Span(21, 83), TEXT[21:83])
    return Claim(
        report="r",
        event=Event.TAKE,
        status=Status.HAPPENED,
        quote=quote,
        trigger=Quote(Span(40, 50), TEXT[40:50]),
        actors=tuple(Mention(name=name, text=name) for name in actors),
        targets=tuple(Mention(name=name, text=name) for name in targets),
    )


def test_allies_are_on_the_side_of_the_group_beside_them() -> None:
    report = Report(
        page="0" * 64, cleaner="t@1", title=None, text=TEXT, context=("Syrian civil war",)
    )
    claims = [
        ("a", claim(("Syrian Arab Army",), ())),
        ("b", claim(("HTS", "its allies"), ("Syrian Arab Army",))),
    ]
    first, second = Resolver(load_registry(), Gazetteers([])).resolve(report, claims)
    assert first.actors[0].actor == "syria:saa"
    assert second.actors[0].actor == "syria:hts"
    assert second.actors[1].side == second.actors[0].side != second.targets[0].side
    assert "Tahrir al-Sham" in second.actors[1].name


@pytest.mark.parametrize(
    "name",
    [
        "gunmen",
        "Gunmen",
        "unknown gunmen",
        "Terrorist groups",
        "the two sides",
        "Armed Men",
        "police",
    ],
)
def test_common_words_name_nobody(name: str) -> None:
    link = resolve_actor(Mention(name=name), load_registry(), ActorContext((), None))
    assert (link.actor, link.side, link.named) == (None, None, False)


@pytest.mark.parametrize("name", ["Black Hand Brigade", "17th Foot", "M23", "الجبهة", "Kurdish"])
def test_a_name_of_its_own_is_a_name(name: str) -> None:
    assert resolve_actor(Mention(name=name), load_registry(), ActorContext((), None)).named


def test_a_name_that_judges_is_somebody_only_where_the_war_is_known() -> None:
    registry = load_registry()
    nowhere = resolve_actor(Mention(name="the regime"), registry, ActorContext((), None))
    syria = resolve_actor(Mention(name="the regime"), registry, ActorContext(("syria",), None))
    assert nowhere.actor is None
    assert syria.actor == "syria:government"
