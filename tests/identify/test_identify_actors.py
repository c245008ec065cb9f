from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Claim, Mention, PlaceKind, PlaceMention, Report
from whoholds.identify.actor_words import learn_short_forms
from whoholds.identify.actors import ActorContext, name_actors, resolve_actor
from whoholds.identify.conflicts import conflicts_of
from whoholds.identify.registry import load_registry

REGISTRY = load_registry()
SYRIA = ActorContext(("syria",), date(2020, 1, 18), named=("syria:hts", "syria:saa"))
UKRAINE = ActorContext(("ukraine",), date(2022, 5, 1))


def actor(name: str, context: ActorContext) -> str | None:
    return resolve_actor(Mention(name=name), REGISTRY, context).actor


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("HTS fighters", SYRIA, "syria:hts"),
        ("Syrian troops", SYRIA, "syria:saa"),
        ("Russian warplanes", SYRIA, "syria:russia"),
        ("Russian", SYRIA, "syria:russia"),
        ("Turkish-backed National Front for Liberation", SYRIA, "syria:nfl"),
        ("Turkish-backed rebels", SYRIA, "syria:sna"),
        ("HTS and its allies", SYRIA, "syria:hts"),
        ("the army", SYRIA, "syria:saa"),
        ("regime forces", SYRIA, "syria:saa"),
        ("rebels", SYRIA, "syria:opposition-factions"),
        ("Hayaat Tahrir al Shams", SYRIA, "syria:hts"),
        ("Russian troops", UKRAINE, "ukraine:russia"),
        ("Ukraine's army", UKRAINE, "ukraine:ukraine"),
        ("troops of Belarus", UKRAINE, "ukraine:belarus"),
        ("French forces", UKRAINE, "state:fr"),
        ("separatists", UKRAINE, "ukraine:separatists"),
        ("Abu Sayyaf", UKRAINE, "philippines:abu-sayyaf"),
    ],
)
def test_names(name: str, context: ActorContext, expected: str) -> None:
    assert actor(name, context) == expected


@pytest.mark.parametrize(
    "name", ["terrorists", "the enemy", "occupiers", "civilians", "Ingrid Solberg", "", "the"]
)
def test_nobody_is_guessed(name: str) -> None:
    link = resolve_actor(Mention(name=name), REGISTRY, SYRIA)
    assert (link.actor, link.side, link.name, link.score) == (None, None, name, 0.0)
    assert link.why != ""


def test_bare_nouns_mean_whom_the_report_names() -> None:
    assert actor("militants", SYRIA) == "syria:hts"
    assert actor("militants", replace(SYRIA, named=())) is None
    both = replace(SYRIA, named=("syria:hts", "world:is"))
    assert actor("militants", both) is None
    assert actor("the army", replace(SYRIA, day=date(2025, 3, 1), named=())) == "syria:new-army"


def test_allies_are_on_the_side_of_their_friend() -> None:
    link = resolve_actor(Mention(name="its allies"), REGISTRY, SYRIA)
    assert (link.actor, link.side) == (None, "syria:opposition")
    assert "Hay'at Tahrir al-Sham" in link.name


def test_loaded_names_score_less() -> None:
    neutral = resolve_actor(Mention(name="Syrian Arab Army"), REGISTRY, SYRIA)
    loaded = resolve_actor(Mention(name="Nusayri army"), REGISTRY, SYRIA)
    assert loaded.actor == neutral.actor == "syria:saa"
    assert loaded.score < neutral.score


def test_units_with_other_numbers_are_others() -> None:
    assert actor("45th Special Mission Forces Division", SYRIA) != "syria:saa-25"


def test_short_forms_of_the_report() -> None:
    text = (
        "Al-Qaeda-affiliated Hay’at Tahrir al-Sham (HTS) and the Syrian Arab Army (SAA); "
        "anti-tank guided missiles (ATGMs); the town (pop. 300); the Free Sons of Khan (FSK)."
    )
    learned = learn_short_forms(text)
    assert learned["hts"].endswith("Hay’at Tahrir al-Sham")
    assert learned["saa"] == "Syrian Arab Army"
    assert learned["fsk"] == "Free Sons of Khan"
    assert "pop" not in learned


def test_the_reports_own_long_form_decides() -> None:
    context = replace(SYRIA, long_forms={"isf": "Islamic State"})
    assert actor("ISF", context) == "world:is"


def test_named_actors_come_in_order_without_bare_nouns() -> None:
    names = ["militants", "the SAA", "HTS", "SAA", "army"]
    assert name_actors(names, REGISTRY, SYRIA) == ("syria:saa", "syria:hts")


def test_conflicts_of_a_report(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    place = PlaceMention(name="Saraqib", kind=PlaceKind.SETTLEMENT, within=("Idlib", "Syria"))
    claim = make_claim(actors=(Mention(name="HTS"),), places=(place,))
    assert conflicts_of(make_report(), [claim], REGISTRY)[0] == "syria"
    filed = make_report(context=("Yemeni Civil War",), published=date(2021, 1, 1))
    assert conflicts_of(filed, [], REGISTRY) == ("yemen",)
    early = make_report("Syria and Idlib.", published=date(1990, 1, 1))
    assert "syria" not in conflicts_of(early, [], REGISTRY)
    assert conflicts_of(make_report("A quiet day."), [], REGISTRY) == ()


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_name_gets_a_link(name: str) -> None:
    link = resolve_actor(Mention(name=name), REGISTRY, SYRIA)
    assert link.mention == name
    assert (link.actor is None) or link.actor in REGISTRY.actors()
    learn_short_forms(name * 20)
