from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.records import Claim, Mention, PlaceKind, PlaceMention, Report
from whoholds.identify.actor_words import is_role
from whoholds.identify.actors import ActorContext, resolve_actor
from whoholds.identify.conflicts import conflicts_of, main_country, weigh_countries
from whoholds.identify.registry import load_registry

REGISTRY = load_registry()


@pytest.mark.parametrize(
    "name",
    ["rebel groups", "resistance forces", "government forces", "opposition fighters", "army"],
)
def test_a_role_tells_no_war_and_means_nobody_without_one(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], name: str
) -> None:
    assert is_role(name)
    claim = make_claim(actors=(Mention(name=name),))
    assert conflicts_of(make_report("A quiet day."), [claim], REGISTRY) == ()
    link = resolve_actor(Mention(name=name), REGISTRY, ActorContext((), None))
    assert (link.actor, link.side, link.named) == (None, None, False)


@pytest.mark.parametrize("name", ["al-Qaeda", "Wagner Group", "Kachin Independence Army", "M23"])
def test_a_name_is_no_role(name: str) -> None:
    assert not is_role(name.lower())


def test_roles_mean_those_of_the_country_of_the_place() -> None:
    both = ActorContext(("syria", "iraq"), date(2015, 3, 3))
    in_iraq = ActorContext(("syria", "iraq"), date(2015, 3, 3), here=("iraq",), country="IQ")
    name = Mention(name="government forces")
    assert resolve_actor(name, REGISTRY, both).actor == "syria:saa"
    assert resolve_actor(name, REGISTRY, in_iraq).actor == "iraq:government"
    rebels = resolve_actor(Mention(name="rebel groups"), REGISTRY, in_iraq)
    assert (rebels.actor, rebels.named) == (None, False)


@pytest.mark.parametrize("name", ["government forces", "the army", "Government troops", "military"])
def test_forces_of_a_country_without_a_registered_war(name: str) -> None:
    haiti = ActorContext((), date(2024, 3, 7), country="HT")
    link = resolve_actor(Mention(name=name), REGISTRY, haiti)
    assert (link.actor, link.side) == ("state:ht", "state:ht")
    assert "Haiti" in link.why
    assert resolve_actor(Mention(name="rebels"), REGISTRY, haiti).actor is None


@pytest.mark.parametrize("short", ["AA", "Republican Guard", "the regime"])
def test_short_and_judging_names_mean_nobody_without_a_war(short: str) -> None:
    assert resolve_actor(Mention(name=short), REGISTRY, ActorContext((), None)).actor is None


def test_whatever_the_country_of_a_group_it_is_the_group() -> None:
    context = ActorContext(("sahel",), date(2023, 11, 15))
    link = resolve_actor(Mention(name="Russian Wagner mercenaries"), REGISTRY, context)
    assert link.actor == "world:wagner"


def test_a_passing_mention_of_a_war_is_not_the_war(make_report: Callable[..., Report]) -> None:
    report = make_report(
        "The army of Ecuador fought in the Ecuadorian capital. Ecuador's police fled and recalled Syria.",
        title="Ecuador: fighting in the capital",
    )
    assert conflicts_of(report, [], REGISTRY) == ()
    assert main_country(weigh_countries(report, [], REGISTRY)) == "EC"


def test_countries_of_places_weigh_and_equals_tell_nothing(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    place = PlaceMention(name="Goma", kind=PlaceKind.SETTLEMENT, within=("Uganda",))
    weighed = weigh_countries(make_report("In Kenya."), [make_claim(places=(place,))], REGISTRY)
    assert main_country(weighed) == "UG"
    assert main_country({"UG": 2.0, "KE": 2.0}) is None
    assert main_country({}) is None
    assert weigh_countries(make_report("It told us nothing."), [], REGISTRY) == {}


def test_a_province_and_a_publisher_tell_the_war(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    province = PlaceMention(name="Lahij", kind=PlaceKind.PROVINCE)
    report = make_report("Shells fell.", published=date(2021, 5, 1))
    assert conflicts_of(report, [make_claim(places=(province,))], REGISTRY) == ("yemen",)
    both = make_report("Iraq and Syria.", published=date(2021, 5, 1))
    assert set(conflicts_of(both, [], REGISTRY)) == {"iraq", "syria"}
    told = make_report("Iraq and Syria.", published=date(2021, 5, 1), publisher="Rudaw")
    assert conflicts_of(told, [], REGISTRY)[0] == "iraq"
