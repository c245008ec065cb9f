"""A settlement whose name is its province's too, and claims that may mean the province."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from whoholds.base.records import (
    Effect,
    Event,
    GazetteerPlace,
    PlaceCandidate,
    PlaceLink,
    PlaceMention,
    SourcedClaim,
)
from whoholds.picture.evidence import silence, weigh
from whoholds.picture.grounds import may_be_province, points_of

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


@pytest.fixture
def in_varn(told: Told, located: Located) -> Callable[..., SourcedClaim]:
    """The maker of claims about Varn, a town in a province of the same name."""

    def make(
        event: Event,
        quote: str,
        *,
        in_title: bool = False,
        code: str = "ADM1",
        name: str = "Varn",
        within: tuple[str, ...] = (),
    ) -> SourcedClaim:
        province = GazetteerPlace(
            id="geonames:9", name=name, lat=35.2, lon=36.2, feature_code=code, country="XX",
            gazetteer="test", names=("Old March",),
        )  # fmt: skip
        link = replace(
            located("Varn"), alternatives=(PlaceCandidate(place=province, score=92.0, why=""),)
        )
        row = told(event, "SAA", "HTS", place=link, quote=quote, trigger="took")
        mention = PlaceMention(name="Varn", kind=link.kind, text="Varn", within=within)
        words = replace(row.claim.quote, in_title=in_title)
        return replace(row, claim=replace(row.claim, places=(mention,), quote=words))

    return make


@pytest.mark.parametrize(
    ("event", "quote", "in_title"),
    [
        (Event.REPEL, "Army beats back attack in Varn", True),
        (Event.REPEL, "Army repels attack on Varn", True),
        (Event.REPEL, "the army foiled an assault in Varn on Monday", False),
        (Event.HOLD, "the army keeps its positions across Varn", False),
        (Event.TAKE, "the army seized a hill in the Varn countryside", False),
    ],
)
def test_what_was_done_in_a_province_says_nothing_of_its_capital(
    event: Event, quote: str, in_title: bool, in_varn: Callable[..., SourcedClaim]
) -> None:
    claim = in_varn(event, quote, in_title=in_title)
    assert points_of(claim) == []
    assert weigh([claim]) == []
    assert silence(claim) == "Varn may be the province of that name"


@pytest.mark.parametrize(
    ("event", "quote", "in_title"),
    [
        (Event.TAKE, "Army captures Varn", True),
        (Event.TAKE, "the army took control of Varn", False),
        (Event.REPEL, "the army repelled an attack on Varn", False),
        (Event.REPEL, "Army repels attack on the city of Varn", True),
        (Event.HOLD, "the army has its headquarters in Varn city", False),
    ],
)
def test_a_town_named_outright_is_the_town(
    event: Event, quote: str, in_title: bool, in_varn: Callable[..., SourcedClaim]
) -> None:
    claim = in_varn(event, quote, in_title=in_title)
    assert len(points_of(claim)) == 1
    assert silence(claim) is None


def test_a_town_without_a_namesake_or_told_from_it_is_the_town(
    in_varn: Callable[..., SourcedClaim],
) -> None:
    quote = "the army foiled an assault in Varn"
    for claim in (
        in_varn(Event.REPEL, quote, code="ADM3"),
        in_varn(Event.REPEL, quote, name="Varna"),
        in_varn(Event.REPEL, quote, within=("Varn Province",)),
    ):
        assert not may_be_province(claim, claim.resolution.places[0])
    abroad = in_varn(Event.REPEL, quote, name="Värn Oblast", within=("Xania",))
    assert may_be_province(abroad, abroad.resolution.places[0])


def test_a_place_outside_the_quote_says_nothing_where_an_attack_was_repelled(
    in_varn: Callable[..., SourcedClaim],
) -> None:
    assert weigh([in_varn(Event.REPEL, "the army foiled the assault")]) == []
    rows = weigh([in_varn(Event.TAKE, "the army took the town")])
    assert Effect.GAINS in {row.effect for row in rows}
