"""Decisions which place a name means: whom they hold for, which of several, and since when."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import InputError
from whoholds.base.place_decisions import DecidedPlace, PlaceDecision, decision_id, name_key
from whoholds.base.records import (
    Claim,
    GeoPrecision,
    PlaceKind,
    PlaceLink,
    PlaceMention,
    Reading,
    Relation,
    Report,
    Resolution,
    SourcedClaim,
)
from whoholds.ledger.as_known import current_claims
from whoholds.ledger.drafts import (
    claim_draft,
    place_draft,
    reading_draft,
    report_draft,
    resolution_draft,
)
from whoholds.ledger.placings import BY_PERSON, Placings, current_decisions
from whoholds.ledger.store import SqlLedger

NOWHERE = PlaceLink(
    mention="Mustayf", place="named:1", name="Mustayf", kind=PlaceKind.SITE,
    precision=GeoPrecision.NONE, country="SY",
)  # fmt: skip
SITE = PlaceMention(name="Mustayf", kind=PlaceKind.SITE)


def decision(**fields: object) -> PlaceDecision:
    base = {
        "names": ("Mustayf",), "place": "placed:1", "name": "Mustayf", "lat": 35.75, "lon": 36.9,
        "radius_m": 800.0, "why": "seen on a film",
    }  # fmt: skip
    return PlaceDecision(**{**base, **fields})  # type: ignore[arg-type]  # fields by name


def decided(seq: int = 1, **fields: object) -> DecidedPlace:
    made = decision(**fields)
    return DecidedPlace(
        id=decision_id(made),
        seq=seq,
        recorded="2026-01-02T03:04:05.000000Z",
        by="ada",
        decision=made,
    )


MakeClaim = Callable[..., Claim]
MakeReport = Callable[..., Report]


@pytest.fixture
def sourced(make_report: MakeReport, make_claim: MakeClaim) -> Callable[..., SourcedClaim]:
    report = make_report("Mustayf")

    def make(*pairs: tuple[PlaceMention, PlaceLink]) -> SourcedClaim:
        claim = replace(make_claim(report), places=tuple(mention for mention, _ in pairs))
        return SourcedClaim(
            id=claim_id(claim), seq=1, recorded="2026-01-01T00:00:00.000000Z", claim=claim,
            resolution=Resolution(
                claim=claim_id(claim), resolver="t@1", places=tuple(link for _, link in pairs)
            ),
            report=report,
        )  # fmt: skip

    return make


Sourced = Callable[..., SourcedClaim]


def put(claim: SourcedClaim, *found: DecidedPlace) -> list[tuple[str, str]]:
    (placed,) = Placings(found).apply([claim])
    return [(link.place, link.precision.value) for link in placed.resolution.places]


def test_a_named_place_is_put_where_it_was_decided(sourced: Sourced) -> None:
    (placed,) = Placings([decided()]).apply([sourced((SITE, NOWHERE))])
    (link,) = placed.resolution.places
    assert (link.place, link.lat, link.lon, link.radius_m) == ("placed:1", 35.75, 36.9, 800.0)
    assert (link.precision, link.gazetteer, link.score) == (GeoPrecision.EXACT, BY_PERSON, 100.0)
    assert link.why == "set by ada on 2026-01-02: seen on a film"
    assert (link.mention, link.kind, link.country) == ("Mustayf", PlaceKind.SITE, "SY")


@pytest.mark.parametrize("name", ["MUSTAYF", "Mus'tayf", "Mustáyf", "Mus-tayf"])
def test_case_accents_and_hyphens_make_no_difference(sourced: Sourced, name: str) -> None:
    mention = replace(SITE, name=name)
    assert put(sourced((mention, NOWHERE)), decided()) == [("placed:1", "exact")]


def test_another_spelling_goes_with_its_identifier(sourced: Sourced) -> None:
    other = (replace(SITE, name="Mostaif"), replace(NOWHERE, mention="Mostaif"))
    assert put(sourced(other), decided()) == [("named:1", "none")]
    assert put(sourced(other), decided(instead_of=("named:1",))) == [("placed:1", "exact")]
    assert put(sourced(other), decided(names=("Mustayf", "Mostaif"))) == [("placed:1", "exact")]


def test_only_near_what_was_said(sourced: Sourced) -> None:
    tall = PlaceMention(name="Tall Khatrah", kind=PlaceKind.SETTLEMENT)
    there = replace(NOWHERE, mention="Tall Khatrah", place="geonames:163521", name="Tall Khatrah")
    alone, beside = sourced((SITE, NOWHERE)), sourced((SITE, NOWHERE), (tall, there))
    for near in (
        decided(near=("tall khatrah",)),
        decided(near=("Tell Khatrah",), near_places=("geonames:163521",)),
    ):
        assert put(alone, near) == [("named:1", "none")]
        assert put(beside, near) == [("placed:1", "exact"), ("geonames:163521", "none")]
    assert put(beside, decided(near=("Aleppo",))) == [
        ("named:1", "none"),
        ("geonames:163521", "none"),
    ]


def test_another_country_and_provinces_stay(sourced: Sourced) -> None:
    assert put(sourced((SITE, NOWHERE)), decided(country="IQ")) == [("named:1", "none")]
    province = replace(SITE, kind=PlaceKind.PROVINCE)
    claim = sourced((province, replace(NOWHERE, kind=PlaceKind.PROVINCE)))
    assert put(claim, decided()) == [("named:1", "none")]
    assert put(claim, decided(kind=PlaceKind.PROVINCE)) == [("placed:1", "exact")]
    assert put(sourced((SITE, NOWHERE)), decided(kind=PlaceKind.PROVINCE)) == [("named:1", "none")]


def test_what_lies_near_it_is_near_it_and_not_it(sourced: Sourced) -> None:
    relation = Relation(word="north of", anchors=("Mustayf",), direction="N", distance_m=3000.0)
    hill = PlaceMention(name="the hill", kind=PlaceKind.SITE, relation=relation)
    same = PlaceMention(name="Mustayf", kind=PlaceKind.AREA, relation=relation)
    claim = sourced((hill, replace(NOWHERE, place="named:2")), (same, NOWHERE))
    (placed,) = Placings([decided()]).apply([claim])
    for link in placed.resolution.places:
        assert link.precision is GeoPrecision.ANCHORED
        assert (link.anchor, link.radius_m) == ("placed:1", 5000.0)
        assert link.place != "placed:1"
        assert link.why.startswith("north of Mustayf, set by ada")


def test_the_one_that_tells_most_counts_then_the_newest(sourced: Sourced) -> None:
    claim = sourced((SITE, NOWHERE))
    plain = decided(5, place="placed:plain")
    assert put(claim, plain, decided(1, place="placed:near", near=("Mustayf",))) == [
        ("placed:near", "exact")
    ]
    assert put(claim, plain, decided(1, place="placed:sy", country="SY")) == [
        ("placed:sy", "exact")
    ]
    assert put(claim, plain, decided(6, place="placed:new")) == [("placed:new", "exact")]


def test_claims_without_decisions_or_links_stay_as_they_are(sourced: Sourced) -> None:
    claim = sourced((SITE, NOWHERE))
    unresolved = replace(claim, resolution=replace(claim.resolution, places=()))
    assert Placings([]).apply([claim])[0] is claim
    assert Placings([decided()]).apply([unresolved])[0] is unresolved
    assert Placings([decided(names=("Aleppo",))]).apply([claim])[0] is claim


def test_earlier_and_later_claims_use_it_and_a_picture_known_before_does_not(
    ledger: SqlLedger, make_report: MakeReport, make_claim: MakeClaim
) -> None:
    def record(sentence: int) -> None:
        report = make_report("Mustayf", cleaner=f"plain@{sentence}")
        claim = replace(make_claim(report, sentence), places=(SITE,))
        resolution = Resolution(claim=claim_id(claim), resolver="t@1", places=(NOWHERE,))
        reading = Reading(
            report=report_id(report), page=report.page, reader="t@1", claims=(claim_id(claim),)
        )
        ledger.append(
            [report_draft(report), claim_draft(claim), resolution_draft(resolution),
             reading_draft(reading)], by="me",
        )  # fmt: skip

    def places(upto: int | None = None) -> list[str]:
        return [
            link.place for claim in current_claims(ledger, upto) for link in claim.resolution.places
        ]

    record(0)
    before = ledger.position()
    ledger.append([place_draft(decision())], by="ada")
    assert places() == ["placed:1"]
    assert places(before) == ["named:1"]
    record(1)
    assert places() == ["placed:1"]
    ledger.append([place_draft(decision(place="placed:2", lat=36.0))], by="bob")
    assert places() == ["placed:2"]
    assert [each.by for each in current_decisions(ledger)] == ["bob"]
    ledger.append([place_draft(decision(withdrawn=True, why="no"))], by="bob")
    assert places() == ["named:1"]
    assert places(before + 1) == ["placed:1"]
    assert current_decisions(ledger) == []
    assert len(current_decisions(ledger, before + 1)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"names": ()}, "nothing.* is no name"),
        ({"names": ("--",)}, "is no name"),
        ({"why": "  "}, "no reason is given"),
        ({"lat": 91.0}, "is no point"),
        ({"lon": float("nan")}, "is no point"),
        ({"radius_m": 0.0}, "is no point"),
    ],
)
def test_a_decision_that_is_none_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        place_draft(decision(**fields))


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=300))
def test_a_key_has_letters_alone_and_is_its_own(name: str) -> None:
    key = name_key(name)
    assert all(letter.isalnum() for letter in key)
    assert name_key(f" {name}-") == key or len(name) > 190
