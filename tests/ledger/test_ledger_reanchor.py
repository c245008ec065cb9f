"""A reviewed claim survives re-reading: by its words, where the claim itself is no longer found."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from whoholds.base.codec import claim_id, report_id
from whoholds.base.protocols import Draft
from whoholds.base.records import (
    Claim,
    Event,
    Means,
    Reading,
    Report,
    Review,
    ReviewMark,
    SourcedClaim,
    Status,
    Verdict,
)
from whoholds.base.spans import Quote, Span
from whoholds.ledger.as_known import current_claims
from whoholds.ledger.drafts import claim_draft, reading_draft, report_draft, review_draft
from whoholds.ledger.pages import PageStore
from whoholds.ledger.store import SqlLedger

URL = "https://wire.example.org/1"


def reading(report: Report, *claims: Claim, reader: str = "plain@2") -> list[Draft]:
    """Everything that a reading of a report appends."""
    return [
        report_draft(report),
        *map(claim_draft, claims),
        reading_draft(
            Reading(
                report=report_id(report),
                page=report.page,
                reader=reader,
                claims=tuple(claim_id(claim) for claim in claims),
            )
        ),
    ]


def review(claim: Claim, verdict: Verdict, replacement: Claim | None = None) -> Draft:
    named = None if replacement is None else claim_id(replacement)
    return review_draft(
        Review(claim=claim_id(claim), verdict=verdict, why="seen", replacement=named)
    )


def found(ledger: SqlLedger) -> list[tuple[str, Verdict | None, ReviewMark | None]]:
    return [(row.id, row.verdict, row.mark) for row in current_claims(ledger)]


@pytest.fixture
def report(make_report: Callable[..., Report]) -> Report:
    return make_report("Saraqib")


@pytest.fixture
def took(report: Report, make_claim: Callable[..., Claim]) -> Claim:
    return make_claim(report, 0)


@pytest.fixture
def lost(report: Report, make_claim: Callable[..., Claim]) -> Claim:
    return make_claim(report, 1)


@pytest.fixture
def read(ledger: SqlLedger, report: Report, took: Claim, lost: Claim) -> SqlLedger:
    ledger.append(reading(report, took, lost, reader="plain@1"), by="me")
    return ledger


def moved(claim: Claim, report: Report, *, by: int) -> Claim:
    """The same words in a report that has more text before them."""

    def quote(each: Quote) -> Quote:
        return Quote(Span(each.span.start + by, each.span.end + by), each.text)

    return replace(
        claim,
        report=report_id(report),
        quote=quote(claim.quote),
        trigger=quote(claim.trigger),
        when=None if claim.when is None else quote(claim.when),
        actors=(),
        places=tuple(replace(each, text=None, span=None) for each in claim.places),
    )


def test_the_same_claim_read_again_keeps_its_review(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    read.append([review(took, Verdict.REJECT)], by="ann")
    read.append(reading(report, replace(took, reader="plain@2", confidence=0.5), lost), by="me")
    assert found(read) == [(claim_id(took), Verdict.REJECT, None), (claim_id(lost), None, None)]


@pytest.mark.parametrize("verdict", [Verdict.ACCEPT, Verdict.REJECT])
def test_a_review_holds_for_the_same_words_with_other_details(
    read: SqlLedger, report: Report, took: Claim, lost: Claim, verdict: Verdict
) -> None:
    read.append([review(took, verdict)], by="ann")
    # The newer reader quotes more of the sentence, and says by what means.
    again = replace(
        took,
        quote=Quote(Span(0, len(took.quote.text) + 1), took.quote.text + "."),
        means=Means.GUNFIRE,
    )
    read.append(reading(report, again, lost), by="me")
    assert found(read) == [(claim_id(again), verdict, None), (claim_id(lost), None, None)]


def test_what_was_accepted_stands_where_the_words_are_read_otherwise(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    read.append([review(took, Verdict.ACCEPT)], by="ann")
    otherwise = replace(took, event=Event.ATTACK)
    read.append(reading(report, otherwise, lost), by="me")
    assert found(read) == [(claim_id(took), Verdict.ACCEPT, None), (claim_id(lost), None, None)]


def test_a_correction_stands_whatever_is_read_at_its_words(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    corrected = replace(took, status=Status.DENIED)
    read.append([claim_draft(corrected), review(took, Verdict.CORRECT, corrected)], by="ann")
    for claims in (
        (replace(took, event=Event.ATTACK), lost),
        (replace(took, means=Means.MINE), lost),
        (lost,),
    ):
        read.append(reading(report, *claims), by="me")
        assert (claim_id(corrected), Verdict.CORRECT, None) in found(read)
        assert len(found(read)) == 2


def test_what_was_rejected_and_is_read_otherwise_comes_back_marked(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    read.append([review(took, Verdict.REJECT)], by="ann")
    otherwise = replace(took, event=Event.ATTACK)
    read.append(reading(report, otherwise, lost), by="me")
    assert found(read)[0] == (claim_id(otherwise), None, ReviewMark.READ_OTHERWISE)
    read.append([review(otherwise, Verdict.ACCEPT)], by="ann")
    assert found(read)[0] == (claim_id(otherwise), Verdict.ACCEPT, None)


def test_a_claim_that_a_later_reader_misses_stands_if_it_was_accepted(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    read.append([review(took, Verdict.ACCEPT), review(lost, Verdict.REJECT)], by="ann")
    read.append(reading(report), by="me")
    assert found(read) == [(claim_id(took), Verdict.ACCEPT, None)]


def test_a_review_of_its_own_goes_before_one_by_its_words(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    again = replace(took, means=Means.GUNFIRE)
    read.append(reading(report, again, lost), by="me")
    read.append([review(again, Verdict.REJECT)], by="bob")
    # The first form, reviewed while it was read so.
    read.append(reading(report, took, lost, reader="plain@1"), by="me")
    read.append([review(took, Verdict.ACCEPT)], by="ann")
    read.append(reading(report, again, lost), by="me")
    assert found(read)[0] == (claim_id(again), Verdict.REJECT, None)


def test_a_page_cleaned_anew_keeps_its_reviews_by_the_words(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    read.append([review(took, Verdict.REJECT), review(lost, Verdict.ACCEPT)], by="ann")
    anew = replace(report, cleaner="plain@9", text="By our staff. " + report.text)
    again = [moved(claim, anew, by=14) for claim in (took, lost)]
    # The names that the claims tell of are the same.
    again = [replace(one, actors=old.actors) for one, old in zip(again, (took, lost), strict=True)]
    again = [
        replace(each, actors=tuple(replace(a, text=None, span=None) for a in each.actors))
        for each in again
    ]
    read.append(reading(anew, *again), by="me")
    assert found(read) == [
        (claim_id(again[0]), Verdict.REJECT, None),
        (claim_id(again[1]), Verdict.ACCEPT, None),
    ]


def test_where_the_source_text_changed_the_review_comes_back_marked(
    ledger: SqlLedger, pages: PageStore, report: Report, make_claim: Callable[..., Claim]
) -> None:
    first = replace(report, url=URL)
    took = make_claim(first, 0)
    took = replace(took, report=report_id(first))
    ledger.append(reading(first, took), by="me")
    ledger.append([review(took, Verdict.ACCEPT)], by="ann")
    assert found(ledger) == [(claim_id(took), Verdict.ACCEPT, None)]
    words = "The army tried to take Saraqib on Friday, and failed."
    second = replace(first, page=pages.put(words.encode()), text=words)
    ledger.append(reading(second), by="me")
    assert found(ledger) == [(claim_id(took), Verdict.ACCEPT, ReviewMark.TEXT_CHANGED)]
    # Decided on again with the new text on record, it is no longer marked.
    ledger.append([review(took, Verdict.ACCEPT)], by="ann")
    assert found(ledger) == [(claim_id(took), Verdict.ACCEPT, None)]


def test_a_later_version_of_the_page_with_the_same_words_shares_the_review(
    ledger: SqlLedger, pages: PageStore, report: Report, make_claim: Callable[..., Claim]
) -> None:
    first = replace(report, url=URL)
    took = replace(make_claim(first, 0), report=report_id(first))
    ledger.append(reading(first, took), by="me")
    ledger.append([review(took, Verdict.REJECT)], by="ann")
    second = replace(first, page=pages.put(b"other bytes"), text=report.text + " More follows.")
    again = replace(took, report=report_id(second))
    ledger.append(reading(second, again), by="me")
    assert found(ledger) == [
        (claim_id(took), Verdict.REJECT, None),
        (claim_id(again), Verdict.REJECT, None),
    ]
    # A report of another address does not.
    other = replace(second, url="https://wire.example.org/2", page=pages.put(b"yet others"))
    elsewhere = replace(took, report=report_id(other))
    ledger.append(reading(other, elsewhere), by="me")
    assert found(ledger)[-1] == (claim_id(elsewhere), None, None)


def test_text_lost_in_cleaning_anew_is_marked_and_stands(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    read.append([review(took, Verdict.ACCEPT), review(lost, Verdict.ACCEPT)], by="ann")
    anew = replace(report, cleaner="plain@9", text=took.quote.text + ".")
    again = replace(took, report=report_id(anew))
    read.append(reading(anew, again), by="me")
    assert found(read) == [
        (claim_id(again), Verdict.ACCEPT, None),
        (claim_id(lost), Verdict.ACCEPT, ReviewMark.TEXT_CHANGED),
    ]


def test_of_two_reviewed_claims_read_as_one_the_newest_review_counts(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    other = replace(took, event=Event.ATTACK)
    read.append(reading(report, took, other, lost), by="me")
    read.append([review(took, Verdict.ACCEPT), review(other, Verdict.REJECT)], by="ann")
    again = replace(other, means=Means.MINE)
    read.append(reading(report, again, lost), by="me")
    standing: list[SourcedClaim] = list(current_claims(read))
    assert (standing[0].id, standing[0].verdict) == (claim_id(again), Verdict.REJECT)
