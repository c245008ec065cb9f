"""The record of each publisher."""

from collections.abc import Callable

from whoholds.base.records import Event, SourcedClaim
from whoholds.picture.evidence import weigh_learned
from whoholds.picture.sources import source_records

Told = Callable[..., SourcedClaim]


def test_each_publisher_has_its_record(told: Told) -> None:
    claims = [
        told(Event.TAKE, "SAA", "HTS", place="p", publisher="SAA"),
        told(Event.TAKE, "SAA", "HTS", place="p", publisher="SOHR"),
        told(Event.TAKE, "SAA", "HTS", place="q", publisher="SAA"),
        told(Event.HOLD, "HTS", place="q", publisher="SOHR", on="2020-01-18"),
        told(Event.TAKE, "SAA", "HTS", place="r", publisher="SAA"),
        told(Event.STRIKE, "SAA", place="r", publisher="Gazette"),
    ]
    found = {row.name: row for row in source_records(claims, weigh_learned(claims)[1])}
    army = found["SAA"]
    assert (army.claims, army.changes, army.borne_out, army.contradicted) == (3, 3, 1, 1)
    assert army.side == "government"
    observer = found["SOHR"]
    assert (observer.claims, observer.changes, observer.borne_out) == (2, 1, 1)
    assert observer.side is None
    assert army.reliability is not None
    assert observer.reliability is not None
    assert 0 < army.reliability < observer.reliability < 1
    assert found["Gazette"].reliability is None


def test_most_claims_come_first_and_a_claim_of_two_places_counts_once(told: Told) -> None:
    claims = [
        told(Event.TAKE, "SAA", "HTS", publisher="SOHR"),
        *(told(Event.HOLD, "SAA", publisher="Gazette") for _ in range(2)),
    ]
    found = source_records(claims, weigh_learned(claims)[1])
    assert [row.name for row in found] == ["Gazette", "SOHR"]
    assert source_records([], weigh_learned([])[1]) == []
