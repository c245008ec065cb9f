from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from whoholds.base.codec import claim_id, report_id, to_json
from whoholds.base.errors import LedgerDamaged
from whoholds.base.protocols import Draft, EntryKind
from whoholds.base.records import (
    Claim,
    Mention,
    Reading,
    Report,
    Resolution,
    Review,
    Verdict,
)
from whoholds.base.spans import Quote, Span
from whoholds.ledger import verify
from whoholds.ledger.drafts import (
    claim_draft,
    reading_draft,
    report_draft,
    resolution_draft,
    review_draft,
)
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.verify import VerifyReport, verify_ledger


@pytest.fixture
def report(make_report: Callable[..., Report]) -> Report:
    return make_report("Saraqib")


@pytest.fixture
def claim(report: Report, make_claim: Callable[..., Claim]) -> Claim:
    return make_claim(report)


@pytest.fixture
def good(ledger: SqlLedger, report: Report, claim: Claim) -> SqlLedger:
    """A sound ledger of five entries."""
    ledger.append(
        [
            report_draft(report),
            claim_draft(claim),
            resolution_draft(Resolution(claim=claim_id(claim), resolver="r@1")),
            reading_draft(
                Reading(
                    report=claim.report, page=report.page, reader="r@1", claims=(claim_id(claim),)
                )
            ),
            review_draft(Review(claim=claim_id(claim), verdict=Verdict.ACCEPT, why="seen")),
        ],
        by="me",
    )
    return ledger


def test_an_empty_ledger_is_sound(ledger: SqlLedger, pages: PageStore) -> None:
    report = verify_ledger(ledger, pages)
    assert (report.position, report.digest, report.claims) == (0, "", 0)


def test_a_sound_ledger_is_counted(good: SqlLedger, pages: PageStore) -> None:
    steps: list[tuple[int, int]] = []
    found = verify_ledger(good, pages, progress=lambda done, total: steps.append((done, total)))
    *_, newest = good.entries()
    assert found == VerifyReport(
        position=5,
        digest=newest.digest,
        reports=1,
        pages=1,
        claims=1,
        quotes=5,
        resolutions=1,
        readings=1,
        reviews=1,
        maps=0,
        places=0,
    )
    assert steps == [(n, 5) for n in range(1, 6)]
    assert verify_ledger(good, pages, expect=(found.position, found.digest)) == found


def test_an_anchor_is_held_against_the_record(good: SqlLedger, pages: PageStore) -> None:
    with pytest.raises(LedgerDamaged, match=r"entry 4: .*written anew"):
        verify_ledger(good, pages, expect=(4, "0" * 64))
    with pytest.raises(LedgerDamaged, match="ends at entry 5, entry 6 was noted"):
        verify_ledger(good, pages, expect=(6, "0" * 64))


def faulty(good: SqlLedger, pages: PageStore, draft: Draft) -> str:
    good.append([draft], by="somebody else")
    assert good.verify() == 6, "the chain itself is sound"
    with pytest.raises(LedgerDamaged, match=r"^verifying entry 6 ") as caught:
        verify_ledger(good, pages)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("field", ["quote", "trigger", "when"])
@pytest.mark.parametrize("in_title", [False, True])
def test_words_that_the_report_does_not_say(
    good: SqlLedger, pages: PageStore, claim: Claim, field: str, in_title: bool
) -> None:
    change: dict[str, Any] = {field: Quote(Span(4, 8), "navy", in_title)}
    message = faulty(good, pages, claim_draft(replace(claim, **change)))
    assert "'navy'" in message
    assert ("'qib '" if in_title else "'army'") in message


@pytest.mark.parametrize("field", ["actors", "targets", "said_by"])
def test_names_that_the_report_does_not_say(
    good: SqlLedger, pages: PageStore, claim: Claim, field: str
) -> None:
    mention = Mention(name="army", text="Army", span=Span(4, 8))
    change: dict[str, Any] = {field: (mention,)}
    assert "'Army'" in faulty(good, pages, claim_draft(replace(claim, **change)))


def test_places_that_the_report_does_not_say(
    good: SqlLedger, pages: PageStore, claim: Claim
) -> None:
    place = replace(claim.places[0], text="Saraqip")
    assert "'Saraqip'" in faulty(good, pages, claim_draft(replace(claim, places=(place,))))


def test_a_name_from_elsewhere_has_no_words_to_check(
    good: SqlLedger, pages: PageStore, claim: Claim
) -> None:
    good.append([claim_draft(replace(claim, said_by=(Mention(name="SOHR"),)))], by="me")
    assert verify_ledger(good, pages).claims == 2


def test_a_span_past_the_end(good: SqlLedger, pages: PageStore, claim: Claim) -> None:
    far = Quote(Span(4000, 4004), "army")
    assert "reaches past" in faulty(good, pages, claim_draft(replace(claim, quote=far)))


def test_a_quote_from_a_title_that_there_is_not(
    good: SqlLedger, pages: PageStore, report: Report, claim: Claim
) -> None:
    bare = replace(report, title=None)
    good.append([report_draft(bare)], by="me")
    quote = Quote(Span(0, 7), "Saraqib", in_title=True)
    draft = claim_draft(replace(claim, report=report_id(bare), quote=quote))
    good.append([draft], by="me")
    with pytest.raises(LedgerDamaged, match=r"entry 7 .*reaches past"):
        verify_ledger(good, pages)


def test_subjects_that_are_not_what_they_hold(
    good: SqlLedger, pages: PageStore, report: Report, claim: Claim
) -> None:
    forged = replace(report, text=report.text.replace("army", "navy"))
    draft = Draft(kind=EntryKind.REPORT, subject=report_id(report), payload=to_json(forged))
    assert report_id(forged) in faulty(good, pages, draft)


@pytest.mark.parametrize("kind", [EntryKind.CLAIM, EntryKind.RESOLUTION, EntryKind.READING])
def test_entries_under_another_subject(good: SqlLedger, pages: PageStore, kind: EntryKind) -> None:
    (entry,) = good.entries(kind=kind)
    draft = Draft(kind=kind, subject="another", payload=entry.payload)
    assert "not what its subject says" in faulty(good, pages, draft)


def test_what_an_entry_names_is_on_record_before_it(
    good: SqlLedger, pages: PageStore, report: Report, claim: Claim
) -> None:
    draft = resolution_draft(Resolution(claim="claim:none", resolver="r"))
    assert "claim:none" in faulty(good, pages, draft)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"report": "report:none"}, "report:none"),
        ({"claims": ("claim:none",)}, "claim:none"),
        ({"page": "f" * 64}, "another page"),
    ],
)
def test_a_reading_of_what_is_not_on_record(
    good: SqlLedger,
    pages: PageStore,
    report: Report,
    claim: Claim,
    change: dict[str, Any],
    named: str,
) -> None:
    reading = Reading(report=claim.report, page=report.page, reader="r@1", claims=())
    assert named in faulty(good, pages, reading_draft(replace(reading, **change)))


def test_a_claim_of_a_report_that_is_not_on_record(
    good: SqlLedger, pages: PageStore, claim: Claim
) -> None:
    assert "report:none" in faulty(good, pages, claim_draft(replace(claim, report="report:none")))


def test_a_correction_to_a_claim_that_is_not_on_record(
    good: SqlLedger, pages: PageStore, claim: Claim
) -> None:
    review = Review(
        claim=claim_id(claim), verdict=Verdict.CORRECT, why="so", replacement="claim:none"
    )
    assert "claim:none" in faulty(good, pages, review_draft(review))


def test_a_payload_that_is_no_record(good: SqlLedger, pages: PageStore) -> None:
    draft = Draft(kind=EntryKind.CLAIM, subject="claim:a", payload={"event": "rumour"})
    assert "reading a Claim" in faulty(good, pages, draft)


def test_a_report_whose_page_was_never_kept(
    good: SqlLedger, pages: PageStore, report: Report
) -> None:
    message = faulty(good, pages, report_draft(replace(report, page="f" * 64)))
    assert "the file is missing" in message
    assert "f" * 64 in message


def test_a_report_whose_page_is_no_hash(good: SqlLedger, pages: PageStore, report: Report) -> None:
    message = faulty(good, pages, report_draft(replace(report, page="../../etc/passwd")))
    assert "no SHA-256" in message


def test_reports_that_were_let_go_are_read_again(
    ledger: SqlLedger,
    pages: PageStore,
    make_report: Callable[..., Report],
    make_claim: Callable[..., Claim],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "_KEPT_REPORTS", 2)
    reports = [make_report(f"Tell {n}") for n in range(5)]
    ledger.append([report_draft(report) for report in reports], by="me")
    ledger.append([claim_draft(make_claim(report)) for report in reports], by="me")
    assert verify_ledger(ledger, pages).claims == 5
    wrong = replace(make_claim(reports[0]), quote=Quote(Span(0, 3), "the"))
    ledger.append([claim_draft(wrong)], by="me")
    with pytest.raises(LedgerDamaged, match="entry 11 "):
        verify_ledger(ledger, pages)


def test_reports_of_one_page_count_one_page(
    ledger: SqlLedger,
    pages: PageStore,
    make_report: Callable[..., Report],
) -> None:
    reports = [make_report("Saraqib", cleaner=f"plain@{n}") for n in range(3)]
    ledger.append([report_draft(report) for report in reports], by="me")
    found = verify_ledger(ledger, pages)
    assert (found.reports, found.pages) == (3, 1)
