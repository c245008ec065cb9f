"""Who is a party, and from whom a place was taken where the claim itself does not say."""

from collections.abc import Callable
from dataclasses import replace

from whoholds.base.records import (
    ActorLink,
    Effect,
    Event,
    Evidence,
    PlaceLink,
    SourcedClaim,
    Status,
)
from whoholds.picture.evidence import weigh
from whoholds.picture.parties import losers_by_report

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


def at(rows: list[Evidence], place: str, effect: Effect) -> set[str]:
    return {row.side for row in rows if row.place == place and row.effect is effect}


def test_a_name_of_a_place_is_no_party(told: Told, located: Located) -> None:
    town, other = located("Oskel"), located("Dorn")
    itself = told(Event.REPEL, "Oskel", "", place=town, report="r")
    neighbour = told(Event.REPEL, "Dorn", "", place=town, report="r")
    besieged = told(Event.BESIEGE, "HTS", "", place=other, report="r")
    rows = weigh([itself, neighbour, besieged])
    assert {row.effect for row in rows} == {Effect.PRESSURE}
    elsewhere = told(Event.HOLD, "Dorn", "", place=town)
    assert at(weigh([elsewhere, besieged]), "Oskel", Effect.HOLDS) == {"named:dorn"}


def test_nobody_in_particular_beats_an_attack_back_without_holding(told: Told) -> None:
    def nobody(claim: SourcedClaim, side: str | None) -> SourcedClaim:
        link = ActorLink(
            mention="defenders", name="defenders", actor=None, side=side, score=0.0, why="",
            named=False,
        )  # fmt: skip
        return replace(claim, resolution=replace(claim.resolution, actors=(link,)))

    for side in (None, "government"):
        rows = weigh([nobody(told(Event.REPEL, "x", "HTS"), side)])
        assert {(row.effect, row.side) for row in rows} == {(Effect.NOT_GAINED, "opposition")}


def test_the_loser_named_elsewhere_must_stand_against_the_taker(told: Told) -> None:
    named = told(Event.TAKE, "HTS", "SAA", place="p", report="r")
    bare = told(Event.TAKE, "HTS", "", place="q", report="r")
    assert at(weigh([named, bare]), "q", Effect.HELD_BEFORE) == {"government"}
    beside = told(Event.ATTACK, "HTS", "", place="s", report="r")
    links = (*beside.resolution.actors, named.resolution.targets[0])
    beside = replace(beside, resolution=replace(beside.resolution, actors=links))
    assert at(weigh([named, bare, beside]), "q", Effect.HELD_BEFORE) == set()
    # What another report says of the two does not count.
    strange = replace(beside, claim=replace(beside.claim, report="other"))
    assert at(weigh([named, bare, strange]), "q", Effect.HELD_BEFORE) == {"government"}


def test_a_member_of_an_alliance_did_not_lose_to_it(told: Told) -> None:
    claims = [
        told(Event.TAKE, "Lake Brotherhood Alliance", "Dorn Army", place="p", report="r"),
        told(Event.TAKE, "Lake Brotherhood Alliance", "", place="q", report="r"),
    ]
    assert at(weigh(claims), "q", Effect.HELD_BEFORE) == {"named:dorn army"}
    member = told(Event.TAKE, "Dorn Army", "", place="s", report="r")
    assert at(weigh([*claims, member]), "q", Effect.HELD_BEFORE) == set()


def test_two_losers_are_none(told: Told) -> None:
    claims = [
        told(Event.TAKE, "HTS", "SAA", place="p", report="r"),
        told(Event.TAKE, "HTS", "SDF", place="q", report="r"),
        told(Event.TAKE, "SAA", "SDF", place="s", status=Status.DENIED, report="r"),
    ]
    assert losers_by_report(claims) == {}
    assert losers_by_report(claims[:1])["r", "opposition"].side == "government"


def test_what_a_nameless_actor_took_was_not_lost_by_one_named_elsewhere(told: Told) -> None:
    def to_nobody(quote: str) -> SourcedClaim:
        link = ActorLink(
            mention="alliance", name="alliance", actor=None, side=None, score=0.0, why="",
            named=False,
        )  # fmt: skip
        row = told(Event.TAKE, "alliance", "SAA", quote=quote, trigger="fell")
        return replace(row, resolution=replace(row.resolution, actors=(link,)))

    assert weigh([to_nobody("Oskel fell to the alliance")]) == []
    rows = weigh([to_nobody("Oskel fell from SAA hands to the alliance")])
    assert {(row.effect, row.side) for row in rows} == {
        (Effect.LOSES, "government"),
        (Effect.HELD_BEFORE, "government"),
    }
