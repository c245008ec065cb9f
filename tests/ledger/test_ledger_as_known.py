import gc
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import InputError, LedgerDamaged
from whoholds.base.protocols import Draft
from whoholds.base.records import (
    Claim,
    Event,
    Reading,
    Report,
    Resolution,
    Review,
    SourcedClaim,
    Status,
    Verdict,
)
from whoholds.base.spans import Quote, Span
from whoholds.ledger.as_known import UNRESOLVED, AsKnown, current_claims
from whoholds.ledger.drafts import (
    claim_draft,
    reading_draft,
    report_draft,
    resolution_draft,
    review_draft,
)
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.store_sqlite import open_sqlite


def reading_of(report: Report, *claims: Claim, reader: str = "plain@1") -> Draft:
    return reading_draft(
        Reading(
            report=report_id(report),
            page=report.page,
            reader=reader,
            claims=tuple(claim_id(claim) for claim in claims),
        )
    )


def resolved(claim: Claim, resolver: str) -> Resolution:
    return Resolution(claim=claim_id(claim), resolver=resolver)


def review(claim: Claim, verdict: Verdict, replacement: Claim | None = None) -> Draft:
    named = None if replacement is None else claim_id(replacement)
    return review_draft(
        Review(claim=claim_id(claim), verdict=verdict, why="because", replacement=named)
    )


def standing(ledger: SqlLedger, upto: int | None = None) -> list[tuple[str, Verdict | None]]:
    return [(row.id, row.verdict) for row in current_claims(ledger, upto)]


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
    """A ledger of one report: entries 1 to 6."""
    ledger.append(
        [
            report_draft(report),
            claim_draft(took),
            resolution_draft(resolved(took, "first")),
            claim_draft(lost),
            resolution_draft(resolved(lost, "first")),
            reading_of(report, took, lost),
        ],
        by="me",
    )
    return ledger


def test_an_empty_ledger_has_no_claims(ledger: SqlLedger) -> None:
    assert standing(ledger) == []


def test_a_claim_comes_with_all_that_is_said_of_it(
    read: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    recorded = next(read.entries()).recorded
    assert list(current_claims(read)) == [
        SourcedClaim(
            id=claim_id(claim),
            seq=seq,
            recorded=recorded,
            claim=claim,
            resolution=resolved(claim, "first"),
            report=report,
        )
        for claim, seq in ((took, 2), (lost, 4))
    ]


def test_claims_stand_in_the_order_of_the_text(
    ledger: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    ledger.append(
        [
            report_draft(report),
            claim_draft(lost),
            claim_draft(took),
            reading_of(report, took, lost),
        ],
        by="me",
    )
    assert [row.claim for row in current_claims(ledger)] == [took, lost]
    assert {row.resolution.resolver for row in current_claims(ledger)} == {UNRESOLVED}


def test_a_claim_that_no_reading_names_does_not_stand(
    ledger: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    ledger.append(
        [report_draft(report), claim_draft(took), claim_draft(lost), reading_of(report, took)],
        by="me",
    )
    assert standing(ledger) == [(claim_id(took), None)]


def test_the_latest_resolution_counts(read: SqlLedger, took: Claim) -> None:
    read.append([resolution_draft(resolved(took, "second"))], by="me")
    assert [row.resolution.resolver for row in current_claims(read)] == ["second", "first"]
    assert [row.resolution.resolver for row in current_claims(read, 6)] == ["first", "first"]


def test_the_latest_reading_of_a_page_counts(
    read: SqlLedger,
    lost: Claim,
    make_report: Callable[..., Report],
    make_claim: Callable[..., Claim],
) -> None:
    again = make_report("Saraqib", cleaner="plain@2")
    found = make_claim(again, 1)
    read.append([report_draft(again), claim_draft(found), reading_of(again, found)], by="me")
    assert [(row.id, row.report) for row in current_claims(read)] == [(claim_id(found), again)]
    assert len(standing(read, 6)) == 2


def test_a_reading_that_finds_nothing_takes_all_claims_away(
    read: SqlLedger, report: Report
) -> None:
    read.append([reading_of(report, reader="plain@2")], by="me")
    assert standing(read) == []


def test_pages_stand_side_by_side(
    read: SqlLedger, make_report: Callable[..., Report], make_claim: Callable[..., Claim]
) -> None:
    other = make_report("Ma'arrat al-Nu'man")
    claim = make_claim(other)
    read.append([report_draft(other), claim_draft(claim), reading_of(other, claim)], by="me")
    assert len(standing(read)) == 3
    assert standing(read)[-1] == (claim_id(claim), None)


def test_a_rejected_claim_stands_as_rejected(read: SqlLedger, took: Claim, lost: Claim) -> None:
    read.append([review(took, Verdict.REJECT)], by="you")
    assert standing(read) == [(claim_id(took), Verdict.REJECT), (claim_id(lost), None)]
    read.append([review(took, Verdict.ACCEPT)], by="you")
    assert standing(read) == [(claim_id(took), Verdict.ACCEPT), (claim_id(lost), None)]
    assert standing(read, 7)[0] == (claim_id(took), Verdict.REJECT)


@pytest.fixture
def corrected(took: Claim) -> Claim:
    return replace(took, event=Event.HOLD)


def test_a_correction_stands_in_the_place_of_its_claim(
    read: SqlLedger, took: Claim, lost: Claim, corrected: Claim
) -> None:
    read.append(
        [
            claim_draft(corrected),
            resolution_draft(resolved(corrected, "by hand")),
            review(took, Verdict.CORRECT, corrected),
        ],
        by="you",
    )
    first, second = current_claims(read)
    assert (first.id, first.verdict, first.seq) == (claim_id(corrected), Verdict.CORRECT, 7)
    assert first.resolution.resolver == "by hand"
    assert second.id == claim_id(lost)


def test_a_correction_has_its_own_reviews_and_can_be_taken_back(
    read: SqlLedger, took: Claim, corrected: Claim
) -> None:
    read.append([claim_draft(corrected), review(took, Verdict.CORRECT, corrected)], by="you")
    read.append([review(corrected, Verdict.REJECT)], by="you")
    assert standing(read)[0] == (claim_id(corrected), Verdict.REJECT)
    read.append([review(took, Verdict.ACCEPT)], by="you")
    assert standing(read)[0] == (claim_id(took), Verdict.ACCEPT)


def test_a_correction_of_a_correction_stands(
    read: SqlLedger, took: Claim, corrected: Claim
) -> None:
    better = replace(corrected, status=Status.DENIED)
    read.append(
        [
            claim_draft(corrected),
            claim_draft(better),
            review(took, Verdict.CORRECT, corrected),
            review(corrected, Verdict.CORRECT, better),
        ],
        by="you",
    )
    assert standing(read)[0] == (claim_id(better), Verdict.CORRECT)


def test_two_claims_corrected_to_one_stand_once(read: SqlLedger, took: Claim, lost: Claim) -> None:
    read.append([review(took, Verdict.CORRECT, lost)], by="you")
    assert [row.id for row in current_claims(read)] == [claim_id(lost)]


@pytest.mark.parametrize("last", [0, 1])
def test_of_corrections_in_a_circle_the_newest_counts(
    read: SqlLedger, took: Claim, lost: Claim, last: int
) -> None:
    circle = [review(took, Verdict.CORRECT, lost), review(lost, Verdict.CORRECT, took)]
    read.append([circle[1 - last], circle[last]], by="you")
    assert standing(read) == [(claim_id((lost, took)[last]), Verdict.CORRECT)]


def test_what_is_named_and_not_on_record_is_told(
    ledger: SqlLedger, report: Report, took: Claim, lost: Claim
) -> None:
    ledger.append([claim_draft(took), reading_of(report, took)], by="me")
    with pytest.raises(LedgerDamaged, match="entry 1, a claim, names report:"):
        standing(ledger)
    ledger.append([report_draft(report), reading_of(report, took, lost)], by="me")
    with pytest.raises(LedgerDamaged, match=claim_id(lost)):
        standing(ledger)
    ledger.append([resolution_draft(resolved(lost, "x"))], by="me")
    with pytest.raises(LedgerDamaged, match="entry 5, a resolution"):
        standing(ledger)


def test_a_view_brought_forward_is_a_view_made_anew(
    read: SqlLedger, report: Report, took: Claim, lost: Claim, corrected: Claim
) -> None:
    known = AsKnown(read)
    read.append(
        [resolution_draft(resolved(took, "second")), review(lost, Verdict.REJECT)], by="you"
    )
    read.append([claim_draft(corrected), review(took, Verdict.CORRECT, corrected)], by="you")
    read.append([reading_of(report, lost)], by="you")
    for position in range(read.position() + 1):
        assert known.update(position) == known.position == position
        assert known.claims() == list(current_claims(read, position))
    # The correction stands though the newest reading found nothing there.
    assert [row.id for row in known.claims()] == [claim_id(lost), claim_id(corrected)]
    assert known.update() == read.position()
    with pytest.raises(InputError, match="start a new one"):
        known.update(3)


def test_inside_a_transaction_nothing_half_said_stands(read: SqlLedger) -> None:
    assert [len(standing(read, position)) for position in range(7)] == [0, 0, 0, 0, 0, 0, 2]


def test_the_garbage_collector_is_left_as_it_was(read: SqlLedger, ledger: SqlLedger) -> None:
    assert gc.isenabled()
    standing(read)
    assert gc.isenabled()
    ledger.append([resolution_draft(Resolution(claim="claim:none", resolver=""))], by="me")
    with pytest.raises(LedgerDamaged):
        standing(ledger)
    assert gc.isenabled()
    gc.disable()
    try:
        standing(ledger, 6)
        assert not gc.isenabled()
    finally:
        gc.enable()


# Against an independent answer: the definition, applied to the whole list of steps at once.
CLAIMS = [
    Claim(
        report="",
        event=Event.TAKE,
        status=Status.HAPPENED,
        quote=Quote(Span(n, n + 3), "abc"),
        trigger=Quote(Span(n, n + 1), "a"),
    )
    for n in range(4)
]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("read"), st.integers(0, 1), st.lists(st.integers(0, 3), unique=True, max_size=3)
        ),
        st.tuples(st.just("resolve"), st.integers(0, 3), st.text("xyz", min_size=1, max_size=2)),
        st.tuples(st.just("judge"), st.integers(0, 3), st.sampled_from(["accept", "reject"])),
    ),
    max_size=12,
)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(steps=STEPS)
def test_the_fold_is_what_its_definition_says(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, object]]
) -> None:
    reports = [Report(page=f"{n}" * 64, cleaner="c", title=None, text="abcdef") for n in range(2)]
    # Claim n is of report n % 2.
    claims = [replace(claim, report=report_id(reports[n % 2])) for n, claim in enumerate(CLAIMS)]
    drafts = [*map(report_draft, reports), *map(claim_draft, claims)]
    readings: dict[int, list[int]] = {}
    resolvers: dict[int, str] = {}
    verdicts: dict[int, Verdict] = {}
    for step, number, what in steps:
        if step == "read":
            assert isinstance(what, list)
            found = [n for n in what if n % 2 == number]
            drafts.append(reading_of(reports[number], *(claims[n] for n in found)))
            readings.pop(number, None)
            readings[number] = found
        elif step == "resolve":
            assert isinstance(what, str)
            drafts.append(resolution_draft(resolved(claims[number], what)))
            resolvers[number] = what
        else:
            verdicts[number] = Verdict(str(what))
            drafts.append(review(claims[number], verdicts[number]))
    ledger = open_sqlite(tmp_path_factory.mktemp("fold") / "ledger.sqlite", create=True)
    ledger.append(drafts, by="me")
    expected = [
        (claim_id(claims[n]), resolvers.get(n, UNRESOLVED), verdicts.get(n), reports[n % 2])
        for found in readings.values()
        for n in found
    ]
    assert [
        (row.id, row.resolution.resolver, row.verdict, row.report) for row in current_claims(ledger)
    ] == expected
    ledger.close()
