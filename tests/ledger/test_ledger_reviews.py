"""What stands for a claim that persons decided on, against the definition, whatever the batching."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.codec import claim_id, report_id
from whoholds.base.errors import LedgerDamaged
from whoholds.base.place_decisions import PlaceDecision
from whoholds.base.protocols import Draft, EntryKind, Ledger
from whoholds.base.records import (
    Claim,
    DateLink,
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
from whoholds.base.talk_records import Undo
from whoholds.base.times import DateBasis, DatePrecision, Days, parse_day
from whoholds.ledger.as_known import AsKnown, current_claims
from whoholds.ledger.drafts import (
    claim_draft,
    place_draft,
    reading_draft,
    record_of,
    report_draft,
    resolution_draft,
    review_draft,
    undo_draft,
)
from whoholds.ledger.pages import PageStore
from whoholds.ledger.placings import current_decisions
from whoholds.ledger.store import SqlLedger
from whoholds.ledger.store_sqlite import open_sqlite
from whoholds.ledger.verify import verify_ledger


def review(claim: Claim, verdict: Verdict, *named: Claim, why: str = "because") -> Draft:
    ids = tuple(claim_id(each) for each in named)
    return review_draft(
        Review(
            claim=claim_id(claim),
            verdict=verdict,
            why=why,
            replacement=ids[0] if verdict is not Verdict.SPLIT and len(ids) > 0 else None,
            replacements=ids if verdict is Verdict.SPLIT else (),
        )
    )


def undo(ledger: Ledger, seq: int, by: str = "you") -> int:
    undone = next(ledger.entries(after=seq - 1, upto=seq))
    (entry,) = ledger.append([undo_draft(Undo(entry=seq, why="oops"), undone)], by=by)
    return entry.seq


def standing(ledger: Ledger) -> list[tuple[str, Verdict | None, str | None]]:
    return [(row.id, row.verdict, row.same_as) for row in current_claims(ledger)]


def reading(report: Report, *claims: Claim) -> Draft:
    return reading_draft(
        Reading(
            report=report_id(report),
            page=report.page,
            reader="plain@1",
            claims=tuple(claim_id(claim) for claim in claims),
        )
    )


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
def elsewhere(make_report: Callable[..., Report]) -> Report:
    return make_report("Ma'arrat al-Nu'man")


@pytest.fixture
def told(elsewhere: Report, make_claim: Callable[..., Claim]) -> Claim:
    return make_claim(elsewhere, 0)


@pytest.fixture
def read(
    ledger: SqlLedger, report: Report, took: Claim, lost: Claim, elsewhere: Report, told: Claim
) -> SqlLedger:
    """A ledger of two reports, with claims `took` and `lost` of one, `told` of the other: 7 entries."""
    ledger.append(
        [
            *(report_draft(report), claim_draft(took), claim_draft(lost)),
            reading(report, took, lost),
            *(report_draft(elsewhere), claim_draft(told), reading(elsewhere, told)),
        ],
        by="me",
    )
    return ledger


def test_a_split_claim_stands_as_its_parts_in_order(
    read: SqlLedger, took: Claim, lost: Claim, told: Claim
) -> None:
    parts = [replace(took, event=event) for event in (Event.HOLD, Event.ATTACK)]
    read.append([*map(claim_draft, parts), review(took, Verdict.SPLIT, *parts)], by="ann")
    assert standing(read) == [
        *((claim_id(part), Verdict.CORRECT, None) for part in parts),
        (claim_id(lost), None, None),
        (claim_id(told), None, None),
    ]
    read.append([review(parts[0], Verdict.REJECT)], by="bob")
    found = {row.id: row for row in current_claims(read)}
    assert found[claim_id(parts[0])].verdict is Verdict.REJECT
    decided = found[claim_id(parts[1])].decided
    assert decided is not None
    assert (decided.by, decided.verdict, decided.claim) == ("ann", Verdict.SPLIT, claim_id(took))


def test_claims_merged_in_one_report_stand_once(
    read: SqlLedger, took: Claim, lost: Claim, told: Claim
) -> None:
    read.append([review(lost, Verdict.MERGE, took)], by="ann")
    assert standing(read) == [(claim_id(took), None, None), (claim_id(told), None, None)]
    read.append([review(took, Verdict.REJECT)], by="ann")
    assert standing(read)[0] == (claim_id(took), Verdict.REJECT, None)


def test_claims_merged_across_reports_both_stand_and_one_leads(
    read: SqlLedger, took: Claim, lost: Claim, told: Claim
) -> None:
    read.append([review(told, Verdict.MERGE, took)], by="ann")
    assert standing(read) == [
        (claim_id(took), None, None),
        (claim_id(lost), None, None),
        (claim_id(told), Verdict.ACCEPT, claim_id(took)),
    ]
    corrected = replace(took, event=Event.HOLD)
    read.append([claim_draft(corrected), review(took, Verdict.CORRECT, corrected)], by="ann")
    assert standing(read)[-1] == (claim_id(told), Verdict.ACCEPT, claim_id(corrected))


def test_of_two_claims_merged_with_each_other_the_newest_says_who_leads(
    read: SqlLedger, took: Claim, told: Claim
) -> None:
    read.append([review(told, Verdict.MERGE, took), review(took, Verdict.MERGE, told)], by="ann")
    leads = {row.id: row.same_as for row in current_claims(read)}
    assert leads[claim_id(told)] is None
    assert leads[claim_id(took)] == claim_id(told)


def test_what_names_and_days_mean_is_corrected_without_another_claim(
    read: SqlLedger, took: Claim
) -> None:
    day = DateLink(
        days=Days.one(parse_day("2020-01-10")),
        precision=DatePrecision.DAY,
        basis=DateBasis.DECIDED,
    )
    decided = Resolution(claim=claim_id(took), resolver="review@1", date=day)
    draft = review_draft(
        Review(claim=claim_id(took), verdict=Verdict.CORRECT, why="the 10th", resolution=decided)
    )
    (entry,) = read.append([draft], by="ann")
    # A resolver that ties it anew later does not override a person.
    read.append([resolution_draft(Resolution(claim=claim_id(took), resolver="places@9"))], by="me")
    first = next(current_claims(read))
    assert (first.id, first.verdict, first.resolution) == (
        claim_id(took),
        Verdict.CORRECT,
        decided,
    )
    undo(read, entry.seq)
    assert next(current_claims(read)).resolution.resolver == "places@9"


def test_an_undoing_may_itself_be_taken_back(read: SqlLedger, took: Claim) -> None:
    (rejected,) = read.append([review(took, Verdict.REJECT)], by="ann")
    first = undo(read, rejected.seq)
    assert standing(read)[0][1] is None
    second = undo(read, first)
    assert standing(read)[0][1] is Verdict.REJECT
    undo(read, second)
    assert standing(read)[0][1] is None
    assert next(row.verdict for row in current_claims(read, first - 1)) is Verdict.REJECT


def test_an_undone_review_lets_the_earlier_one_count(read: SqlLedger, took: Claim) -> None:
    read.append([review(took, Verdict.ACCEPT, why="")], by="ann")
    (rejected,) = read.append([review(took, Verdict.REJECT)], by="bob")
    undo(read, rejected.seq)
    first = next(current_claims(read))
    assert first.decided is not None
    assert (first.verdict, first.decided.by) == (Verdict.ACCEPT, "ann")


def test_a_decision_on_a_place_can_be_undone(ledger: SqlLedger) -> None:
    def placed(lat: float) -> PlaceDecision:
        return PlaceDecision(
            names=("Mustayf",),
            place="placed:1",
            name="Mustayf",
            lat=lat,
            lon=36.9,
            radius_m=500.0,
            why="seen",
        )

    first, second = ledger.append([place_draft(placed(35.1)), place_draft(placed(35.2))], by="ann")
    gone = undo(ledger, second.seq)
    assert [each.decision.lat for each in current_decisions(ledger)] == [35.1]
    undo(ledger, gone)
    assert [each.decision.lat for each in current_decisions(ledger)] == [35.2]
    ledger.append([place_draft(replace(placed(35.2), withdrawn=True))], by="ann")
    assert current_decisions(ledger) == []
    assert [each.decision.lat for each in current_decisions(ledger, first.seq)] == [35.1]


def test_a_long_chain_of_corrections_is_followed_to_its_end(read: SqlLedger, took: Claim) -> None:
    chain = [replace(took, confidence=1.0, tone=(str(n),)) for n in range(1500)]
    drafts = [claim_draft(each) for each in chain]
    for before, after in zip([took, *chain], chain, strict=False):
        drafts.append(review(before, Verdict.CORRECT, after))
    read.append(drafts, by="ann")
    assert standing(read)[0][0] == claim_id(chain[-1])


def test_splits_that_share_their_parts_do_not_multiply(read: SqlLedger, took: Claim) -> None:
    rows = [[replace(took, tone=(f"{n}{side}",)) for side in "ab"] for n in range(40)]
    drafts = [claim_draft(each) for row in rows for each in row]
    drafts.append(review(took, Verdict.SPLIT, *rows[0]))
    for row, below in pairwise(rows):
        drafts += [review(each, Verdict.SPLIT, *below) for each in row]
    read.append(drafts, by="ann")
    assert [row[0] for row in standing(read)[:2]] == [claim_id(each) for each in rows[-1]]


def test_reviews_and_undoings_verify(read: SqlLedger, pages: PageStore, took: Claim) -> None:
    parts = [replace(took, event=event) for event in (Event.HOLD, Event.ATTACK)]
    read.append([*map(claim_draft, parts), review(took, Verdict.SPLIT, *parts)], by="ann")
    undo(read, 10)
    found = verify_ledger(read, pages)
    assert (found.reviews, found.undone, found.redacted) == (1, 1, 0)


@pytest.mark.parametrize(
    ("kind", "subject", "payload"),
    [
        (EntryKind.UNDO, None, {"entry": 1, "why": "x"}),
        (EntryKind.UNDO, None, {"entry": 99, "why": "x"}),
        (EntryKind.UNDO, "another", {"entry": 8, "why": "x"}),
        (
            EntryKind.TALK,
            None,
            {"about": "claim:x", "act": "edit", "text": "y", "post": 8, "mentions": []},
        ),
        (
            EntryKind.REDACTION,
            "entry:2",
            {"entry": 2, "kind": "claim", "about": "a", "commitment": "b", "why": "x"},
        ),
    ],
)
def test_entries_about_what_they_cannot_be_about_are_damage(
    read: SqlLedger,
    pages: PageStore,
    took: Claim,
    kind: EntryKind,
    subject: str | None,
    payload: dict[str, object],
) -> None:
    read.append([review(took, Verdict.REJECT)], by="ann")
    draft = Draft(kind=kind, subject=subject or claim_id(took), payload=payload)
    read.append([draft], by="somebody else")
    with pytest.raises(LedgerDamaged, match=r"^verifying entry 9 "):
        verify_ledger(read, pages)


# Any sequence of decisions and undoings, against the definition applied to the whole list at once, and
# against a view that is brought forward in any pieces.
COUNT = 6
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.integers(0, COUNT - 1), st.just(())),
        st.tuples(st.just("reject"), st.integers(0, COUNT - 1), st.just(())),
        st.tuples(
            st.sampled_from(["correct", "merge"]),
            st.integers(0, COUNT - 1),
            st.tuples(st.integers(0, COUNT - 1)),
        ),
        st.tuples(
            st.just("split"),
            st.integers(0, COUNT - 1),
            st.lists(st.integers(0, COUNT - 1), unique=True, min_size=2, max_size=3).map(tuple),
        ),
        st.tuples(st.just("undo"), st.integers(0, 20), st.just(())),
    ),
    max_size=10,
)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(steps=STEPS, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_any_decisions_and_undoings_fold_to_one_state_whatever_the_batching(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int, tuple[int, ...]]],
    cuts: list[int],
) -> None:
    reports = [Report(page=f"{n}" * 64, cleaner="c", title=None, text="abcdef") for n in range(2)]
    # Claim n is of report n % 2; the last two are no reader's.
    claims = [
        Claim(
            report=report_id(reports[n % 2]),
            event=Event.TAKE,
            status=Status.HAPPENED,
            quote=Quote(Span(0, 6), "abcdef"),
            trigger=Quote(Span(n, n + 1), "abcdef"[n]),
        )
        for n in range(COUNT)
    ]
    ids = [claim_id(claim) for claim in claims]
    listed = ([0, 2], [1, 3])
    path = tmp_path_factory.mktemp("fold") / "ledger.sqlite"
    with closing(open_sqlite(path, create=True)) as ledger:
        ledger.append([*map(report_draft, reports), *map(claim_draft, claims)], by="me")
        for report, found in zip(reports, listed, strict=True):
            ledger.append([reading(report, *(claims[n] for n in found))], by="me")
        decisions: list[tuple[int, str, int, tuple[int, ...]]] = []
        undone_by: dict[int, int] = {}
        for what, number, named in steps:
            if what == "undo":
                targets = [seq for seq, *_ in decisions] + list(undone_by)
                if len(targets) > 0:
                    target = targets[number % len(targets)]
                    undone_by[undo(ledger, target)] = target
            elif number not in named:
                draft = review(claims[number], Verdict(what), *(claims[n] for n in named))
                (entry,) = ledger.append([draft], by="ann")
                decisions.append((entry.seq, what, number, named))
        gone: set[int] = set()
        for seq, target in sorted(undone_by.items(), reverse=True):
            if seq not in gone:
                gone.add(target)
        effective = {
            number: (seq, what, named) for seq, what, number, named in decisions if seq not in gone
        }
        found_ids = [row.id for row in current_claims(ledger)]
        expected = _expected(effective, listed)
        assert found_ids == [ids[n] for n in expected]
        # The same whatever the pieces in which it is brought forward.
        known = AsKnown(ledger)
        for cut in sorted({min(cut, ledger.position()) for cut in cuts}):
            known.update(cut)
            assert known.claims() == list(current_claims(ledger, cut))
        known.update()
        assert known.claims() == list(current_claims(ledger))
        for entry in ledger.entries():
            record_of(entry)


def _expected(
    effective: dict[int, tuple[int, str, tuple[int, ...]]], listed: tuple[list[int], list[int]]
) -> list[int]:
    """Return what stands, by the definition, recursively."""
    found: dict[int, None] = {}
    for row in listed:
        for number in row:
            seen: set[int] = set()
            for each in _stands(number, effective, [], seen):
                found.setdefault(each)
    return list(found)


def _stands(
    number: int,
    effective: dict[int, tuple[int, str, tuple[int, ...]]],
    path: list[int],
    seen: set[int],
) -> list[int]:
    if number in path:
        circle = path[path.index(number) :]
        newest = max(range(len(circle)), key=lambda at: effective[circle[at]][0])
        return [circle[(newest + 1) % len(circle)]]
    if number in seen:
        return []
    seen.add(number)
    _, what, named = effective.get(number, (0, "", ()))
    if what == "merge":
        named = tuple(each for each in named if each % 2 == number % 2)
    if len(named) == 0:
        return [number]
    return [each for target in named for each in _stands(target, effective, [*path, number], seen)]


def test_a_claim_knows_who_decided_and_why(read: SqlLedger, took: Claim) -> None:
    read.append([review(took, Verdict.REJECT, why="no such event")], by="ann")
    first: SourcedClaim = next(current_claims(read))
    assert first.decided is not None
    assert (first.decided.seq, first.decided.by, first.decided.why) == (8, "ann", "no such event")
