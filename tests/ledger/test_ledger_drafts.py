from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole, map_id
from whoholds.base.place_decisions import PlaceDecision, decision_id
from whoholds.base.protocols import Draft, EntryKind
from whoholds.base.records import (
    ActorLink,
    Claim,
    ControlState,
    DateLink,
    GazetteerPlace,
    GeoPrecision,
    PlaceCandidate,
    PlaceKind,
    PlaceLink,
    Reading,
    Report,
    Resolution,
    Review,
    Verdict,
)
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.ledger.drafts import (
    RECORD_OF_KIND,
    claim_draft,
    map_draft,
    place_draft,
    reading_draft,
    record_of,
    report_draft,
    resolution_draft,
    review_draft,
)
from whoholds.ledger.store import SqlLedger


def full_resolution(claim: str) -> Resolution:
    place = GazetteerPlace(
        id="geonames:1",
        name="تل خطرة",
        lat=35.0,
        lon=-0.1,
        feature_code="PPL",
        country="SY",
        gazetteer="geonames",
        names=("Tell Khatrah",),
    )
    actor = ActorLink(mention="a", name="army", actor=None, side=None, score=100.0, why="none")
    return Resolution(
        claim=claim,
        resolver="plain@1+x",
        actors=(actor,),
        publisher=actor,
        places=(
            PlaceLink(
                mention="x",
                place="geonames:1",
                name="x",
                kind=PlaceKind.SITE,
                precision=GeoPrecision.ANCHORED,
                lat=35.0,
                radius_m=1e16,
                alternatives=(PlaceCandidate(place=place, score=0.1, why=""),),
            ),
        ),
        date=DateLink(
            days=Days.month(2020, 1), precision=DatePrecision.MONTH, basis=DateBasis.STATED
        ),
    )


def test_every_record_comes_back_from_the_ledger(
    ledger: SqlLedger, make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    report = make_report("Saraqib")
    claim = make_claim(report)
    resolution = full_resolution(claim_id(claim))
    reading = Reading(
        report=claim.report, page=report.page, reader="r@1", claims=(claim_id(claim),)
    )
    review = Review(claim=claim_id(claim), verdict=Verdict.REJECT, why="a mistake")
    made = MapImport(
        page=report.page,
        name="front.geojson",
        format="geojson",
        source="Atlas",
        day=date(2020, 1, 18),
        role=MapRole.PRIOR,
        importer="maps@1+x",
        publisher=ActorLink(mention="a", name="Atlas", actor=None, side=None, score=0.0, why=""),
        given=(("red", "world:a"),),
        holders=(MapHolder(written="red", state=ControlState.HELD, side="s", actor="Reds"),),
        places=(
            MapPlace(
                place="geonames:1", name="Saraqib", lat=35.0, lon=36.8, country="SY", holder=0
            ),
        ),
        signals=("1 ring mended",),
    )
    decided = PlaceDecision(
        names=("Mustayf", "Mustaif"),
        place="placed:1",
        name="Mustayf",
        lat=35.75,
        lon=36.9,
        radius_m=500.0,
        why="seen on a film",
        near=("Tell Khatrah",),
        country="SY",
        kind=PlaceKind.SITE,
        instead_of=("named:1",),
    )
    ledger.append(
        [
            report_draft(report),
            claim_draft(claim),
            resolution_draft(resolution),
            reading_draft(reading),
            review_draft(review),
            map_draft(made),
            place_draft(decided),
        ],
        by="me",
    )
    entries = list(ledger.entries())
    assert [record_of(entry) for entry in entries] == [
        report, claim, resolution, reading, review, made, decided
    ]  # fmt: skip
    assert [entry.kind for entry in entries] == list(EntryKind)
    assert [entry.subject for entry in entries] == [
        report_id(report),
        claim_id(claim),
        claim_id(claim),
        report.page,
        claim_id(claim),
        map_id(made),
        decision_id(decided),
    ]


def test_every_kind_has_its_record() -> None:
    assert set(RECORD_OF_KIND) == set(EntryKind)


@pytest.mark.parametrize(
    ("verdict", "replacement"),
    [
        (Verdict.CORRECT, None),
        (Verdict.CORRECT, "claim:a"),
        (Verdict.ACCEPT, "claim:b"),
        (Verdict.REJECT, "claim:b"),
    ],
)
def test_a_correction_and_nothing_else_names_another_claim(
    verdict: Verdict, replacement: str | None
) -> None:
    review = Review(claim="claim:a", verdict=verdict, why="", replacement=replacement)
    with pytest.raises(InputError, match="claim:a"):
        review_draft(review)


def test_a_correction_names_its_replacement() -> None:
    review = Review(claim="claim:a", verdict=Verdict.CORRECT, why="", replacement="claim:b")
    assert review_draft(review).payload["replacement"] == "claim:b"


def test_a_payload_of_another_kind_is_damage(
    ledger: SqlLedger, make_report: Callable[..., Report]
) -> None:
    report = replace(make_report("Saraqib"), published=date(2020, 1, 1))
    payload = report_draft(report).payload
    (entry,) = ledger.append(
        [Draft(kind=EntryKind.CLAIM, subject="claim:a", payload=payload)], by="me"
    )
    with pytest.raises(LedgerDamaged, match="entry 1 \\(claim of 'claim:a'\\)"):
        record_of(entry)
