from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from whoholds.base.codec import claim_id, report_id, to_json
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
from whoholds.base.talk_records import Redaction, Talk, TalkAct, Undo
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
    talk_draft,
    undo_draft,
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
    talk = Talk(about=claim_id(claim), act=TalkAct.POST, text="@you: why?", mentions=("you",))
    undo = Undo(entry=5, why="it was right")
    appended = ledger.append(
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
    ledger.append([talk_draft(talk), undo_draft(undo, appended[4])], by="you")
    (redacted,) = ledger.redact([8], by="me", why="it named a person")
    entries = list(ledger.entries())
    assert [record_of(entry) for entry in entries if not entry.redacted] == [
        report, claim, resolution, reading, review, made, decided, undo, Redaction(
            entry=8, kind="talk", about=claim_id(claim), commitment=entries[7].commitment,
            why="it named a person",
        ),
    ]  # fmt: skip
    assert redacted == entries[-1]
    with pytest.raises(LedgerDamaged, match="was redacted"):
        record_of(entries[7])
    assert [entry.kind for entry in entries] == list(EntryKind)
    assert [entry.subject for entry in entries] == [
        report_id(report),
        claim_id(claim),
        claim_id(claim),
        report.page,
        claim_id(claim),
        map_id(made),
        decision_id(decided),
        claim_id(claim),
        claim_id(claim),
        "entry:8",
    ]


def test_every_kind_has_its_record() -> None:
    assert set(RECORD_OF_KIND) == set(EntryKind)


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        (Verdict.CORRECT, {}),
        (Verdict.CORRECT, {"replacement": "claim:a"}),
        (Verdict.CORRECT, {"replacements": ("claim:b", "claim:c")}),
        (Verdict.CORRECT, {"replacement": "claim:b", "resolution": full_resolution("claim:a")}),
        (Verdict.CORRECT, {"resolution": full_resolution("claim:b")}),
        (Verdict.CORRECT, {"replacement": "claim:b", "why": " "}),
        (Verdict.CORRECT, {"replacement": "claim:b", "why": "x" * 2001}),
        (Verdict.ACCEPT, {"replacement": "claim:b"}),
        (Verdict.ACCEPT, {"resolution": full_resolution("claim:a")}),
        (Verdict.REJECT, {"replacement": "claim:b"}),
        (Verdict.REJECT, {"why": ""}),
        (Verdict.MERGE, {}),
        (Verdict.MERGE, {"replacement": "claim:a"}),
        (Verdict.MERGE, {"replacements": ("claim:b",)}),
        (Verdict.SPLIT, {"replacement": "claim:b"}),
        (Verdict.SPLIT, {"replacements": ("claim:b",)}),
        (Verdict.SPLIT, {"replacements": ("claim:b", "claim:b")}),
        (Verdict.SPLIT, {"replacements": ("claim:a", "claim:b")}),
    ],
)
def test_a_review_names_what_its_verdict_asks_for(verdict: Verdict, more: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=rf"reviewing 'claim:a' \({verdict.value}\): "):
        review_draft(Review(**{"claim": "claim:a", "verdict": verdict, "why": "so", **more}))


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        (Verdict.ACCEPT, {"why": ""}),
        (Verdict.REJECT, {}),
        (Verdict.CORRECT, {"replacement": "claim:b"}),
        (Verdict.CORRECT, {"resolution": full_resolution("claim:a")}),
        (Verdict.MERGE, {"replacement": "claim:b"}),
        (Verdict.SPLIT, {"replacements": ("claim:b", "claim:c")}),
    ],
)
def test_a_review_of_each_verdict(verdict: Verdict, more: dict[str, Any]) -> None:
    review = Review(**{"claim": "claim:a", "verdict": verdict, "why": "so", **more})
    draft = review_draft(review)
    assert (draft.subject, draft.payload) == ("claim:a", to_json(review))


@pytest.mark.parametrize(
    "change",
    [
        {"about": " "},
        {"text": " "},
        {"text": "x" * 10_001},
        {"mentions": ("a",) * 21},
        {"act": TalkAct.EDIT},
        {"act": TalkAct.DELETE, "text": ""},
        {"act": TalkAct.DELETE, "post": 3},
        {"act": TalkAct.RESOLVE, "text": "", "post": None},
    ],
)
def test_a_step_of_a_discussion_that_cannot_be(change: dict[str, Any]) -> None:
    talk = Talk(**{"about": "claim:a", "act": TalkAct.POST, "text": "why?", **change})
    with pytest.raises(InputError, match="talking about"):
        talk_draft(talk)


def test_only_a_decision_is_taken_back(
    ledger: SqlLedger, make_report: Callable[..., Report]
) -> None:
    (report,) = ledger.append([report_draft(make_report("Saraqib"))], by="me")
    with pytest.raises(InputError, match="it is a report; only decisions"):
        undo_draft(Undo(entry=1, why="so"), report)
    review = Review(claim="claim:a", verdict=Verdict.REJECT, why="so")
    (reviewed,) = ledger.append([review_draft(review)], by="me")
    for undo in (Undo(entry=2, why=""), Undo(entry=1, why="so")):
        with pytest.raises(InputError, match=f"taking back entry {undo.entry}"):
            undo_draft(undo, reviewed)
    assert undo_draft(Undo(entry=2, why="so"), reviewed).subject == "claim:a"


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
