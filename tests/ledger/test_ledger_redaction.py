"""Redacted: gone from every view at every position, the record whole; live views forget it too."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import LedgerDamaged
from whoholds.base.protocols import Draft, EntryKind
from whoholds.base.records import Claim, Event, Reading, Report, Resolution, Review, Verdict
from whoholds.base.talk_records import Talk, TalkAct
from whoholds.ledger.as_known import AsKnown, current_claims
from whoholds.ledger.drafts import (
    claim_draft,
    reading_draft,
    report_draft,
    resolution_draft,
    review_draft,
    talk_draft,
)
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.talks import posts_about
from whoholds.ledger.verify import verify_ledger


def read(report: Report, *claims: Claim) -> list[Draft]:
    """Report, claims with resolutions, reading: 2 + 2 entries a claim."""
    drafts = [report_draft(report)]
    for claim in claims:
        drafts += [
            claim_draft(claim),
            resolution_draft(Resolution(claim=claim_id(claim), resolver="r@1")),
        ]
    ids = tuple(claim_id(claim) for claim in claims)
    reading = Reading(report=report_id(report), page=report.page, reader="r@1", claims=ids)
    return [*drafts, reading_draft(reading)]


@pytest.fixture
def two(
    ledger: SqlLedger, make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> tuple[SqlLedger, list[Claim]]:
    """A ledger of two reports with one claim each: entries 1 to 4, and 5 to 8."""
    claims = []
    for place in ("Saraqib", "Abu Jurayf"):
        report = make_report(place)
        claims.append(make_claim(report, 0))
        ledger.append(read(report, claims[-1]), by="me")
    return ledger, claims


def test_a_redacted_claim_stands_nowhere_at_no_position(
    two: tuple[SqlLedger, list[Claim]], pages: PageStore
) -> None:
    ledger, claims = two
    live = AsKnown(ledger)
    live.update()
    assert len(live.claims()) == 2
    ledger.redact([2, 3], by="ann", why="a private person")
    live.update()
    for view in (live.claims(), list(current_claims(ledger)), list(current_claims(ledger, 8))):
        assert [row.id for row in view] == [claim_id(claims[1])]
    found = verify_ledger(ledger, pages)
    assert (found.redacted, found.claims, found.position) == (2, 2, 10)


def test_a_redacted_report_takes_its_page_and_readings(
    two: tuple[SqlLedger, list[Claim]], pages: PageStore
) -> None:
    ledger, claims = two
    page = next(ledger.entries(kind=EntryKind.REPORT)).payload["page"]
    ledger.redact([1, 2, 3, 4], by="ann", why="a private person")
    assert pages.remove(page)
    assert not pages.remove(page)
    assert not pages.has(page)
    assert [row.id for row in current_claims(ledger)] == [claim_id(claims[1])]
    assert verify_ledger(ledger, pages).redacted == 4


def test_only_what_is_redacted_of_a_claim_is_gone(two: tuple[SqlLedger, list[Claim]]) -> None:
    ledger, claims = two
    first = claim_id(claims[0])
    ledger.append(
        [
            resolution_draft(Resolution(claim=first, resolver="r@2")),
            review_draft(Review(claim=first, verdict=Verdict.REJECT, why="a name")),
        ],
        by="ann",
    )
    live = AsKnown(ledger)
    live.update()
    ledger.redact([9], by="ann", why="so")
    live.update()
    assert live.claims() == list(current_claims(ledger))
    assert live.claims()[0].resolution.resolver == "r@1"
    assert live.claims()[0].verdict is Verdict.REJECT
    ledger.redact([10], by="ann", why="so")
    live.update()
    assert live.claims() == list(current_claims(ledger))
    assert live.claims()[0].verdict is None


def test_a_correction_to_a_redacted_claim_leaves_nothing(
    two: tuple[SqlLedger, list[Claim]],
) -> None:
    ledger, claims = two
    better = replace(claims[0], event=Event.HOLD)
    ledger.append(
        [
            claim_draft(better),
            review_draft(
                Review(
                    claim=claim_id(claims[0]),
                    verdict=Verdict.CORRECT,
                    why="so",
                    replacement=claim_id(better),
                )
            ),
        ],
        by="ann",
    )
    ledger.redact([9], by="ann", why="so")
    assert [row.id for row in current_claims(ledger)] == [claim_id(claims[1])]


def test_a_redacted_post_leaves_a_tombstone_where_it_was_answered(
    two: tuple[SqlLedger, list[Claim]], pages: PageStore
) -> None:
    ledger, claims = two
    about = claim_id(claims[0])
    ledger.append([talk_draft(Talk(about=about, act=TalkAct.POST, text="a name"))], by="ann")
    ledger.append([talk_draft(Talk(about=about, act=TalkAct.POST, text="yes", post=9))], by="bob")
    ledger.append([talk_draft(Talk(about=about, act=TalkAct.POST, text="alone"))], by="bob")
    ledger.redact([9, 11], by="ann", why="so")
    posts = posts_about(ledger, about)
    assert [(post.seq, post.text, post.answers) for post in posts] == [
        (9, None, None),
        (10, "yes", 9),
    ]
    assert verify_ledger(ledger, pages).talks == 3


def test_a_payload_taken_away_without_a_word_is_damage(
    two: tuple[SqlLedger, list[Claim]], pages: PageStore
) -> None:
    ledger, _ = two
    with ledger._backend.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER entries_never_change")
        connection.exec_driver_sql("UPDATE entries SET payload = '', salt = '' WHERE seq = 2")
    for check in (ledger.verify, lambda: verify_ledger(ledger, pages)):
        with pytest.raises(LedgerDamaged, match=r"entry 2: its payload is gone, and no redaction"):
            check()


def test_a_redaction_of_what_still_stands_is_damage(
    two: tuple[SqlLedger, list[Claim]], pages: PageStore
) -> None:
    ledger, _ = two
    kept = next(ledger.entries(after=1, upto=2))
    payload = {
        "entry": 2,
        "kind": "claim",
        "about": kept.subject,
        "commitment": kept.commitment,
        "why": "x",
    }
    ledger.append(
        [Draft(kind=EntryKind.REDACTION, subject="entry:2", payload=payload)], by="forger"
    )
    with pytest.raises(LedgerDamaged, match=r"verifying entry 9 .*which is not so"):
        verify_ledger(ledger, pages)
