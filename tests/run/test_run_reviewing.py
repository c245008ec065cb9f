"""Decisions on claims as readers found them: what stands, what it changes, who wins, what is undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from whoholds.base.errors import InputError, Overtaken, UnknownName
from whoholds.base.protocols import EntryKind
from whoholds.base.records import (
    ControlState,
    Count,
    Event,
    Means,
    PlaceKind,
    ReviewMark,
    SourcedClaim,
    Status,
    Verdict,
)
from whoholds.base.spans import Span
from whoholds.base.times import DateBasis, Days
from whoholds.ledger.verify import verify_ledger
from whoholds.run.answers import Answers, Picture
from whoholds.run.batch import Outcome
from whoholds.run.home import Home
from whoholds.run.reviewing import Decided, decide, history, look, undo
from whoholds.run.reviewing_claims import Corrections, PlaceNamed
from whoholds.run.reviewing_effects import between, if_accepted, if_rejected
from whoholds.run.reviewing_queue import Reason, queue

ReadTexts = Callable[..., list[Outcome]]

TOOK = (
    "On January 16, 2020 the Syrian army captured the town of Saraqib in Idlib province, Syria, "
    "from Hay'at Tahrir al-Sham, SANA said."
)
ALSO = "The Syrian army captured Saraqib in Idlib, Syria, on January 16, 2020, a monitor said."
STRUCK = "Warplanes struck the town of Kafranbel in Idlib province, Syria, on January 17, 2020."


@pytest.fixture
def read(home: Home, read_texts: ReadTexts) -> Home:
    read_texts(("2020-01-17", TOOK), publisher="SANA")
    read_texts(("2020-01-18", STRUCK), publisher="Monitor")
    return home


def picture(home: Home, upto: int | None = None) -> Picture:
    return Answers(home).picture(upto)


def claim_of(home: Home, event: Event) -> SourcedClaim:
    return next(row for row in picture(home).claims.values() if row.claim.event is event)


def correct(home: Home, claim: SourcedClaim, **fields: Any) -> Decided:
    return decide(
        home,
        claim.id,
        Verdict.CORRECT,
        by="ann",
        why="read wrongly",
        corrections=Corrections(**fields),
    )


FIELDS: list[tuple[dict[str, Any], Callable[[SourcedClaim], object], object]] = [
    ({"event": Event.ATTACK}, lambda row: row.claim.event, Event.ATTACK),
    ({"status": Status.ATTEMPTED}, lambda row: row.claim.status, Status.ATTEMPTED),
    ({"means": Means.MISSILE}, lambda row: row.claim.means, Means.MISSILE),
    ({"killed": Count(low=3, high=5)}, lambda row: row.claim.killed, Count(low=3, high=5)),
    ({"wounded": Count(low=1, high=1)}, lambda row: row.claim.wounded, Count(low=1, high=1)),
    (
        {"actors": ("Russian army",)},
        lambda row: [link.mention for link in row.resolution.actors],
        ["Russian army"],
    ),
    (
        {"targets": ("Ahrar al-Sham",)},
        lambda row: [link.actor for link in row.resolution.targets],
        ["syria:ahrar"],
    ),
    (
        {"said_by": ("SANA", "a monitor")},
        lambda row: [each.name for each in row.claim.said_by],
        ["SANA", "a monitor"],
    ),
    (
        {"places": (PlaceNamed(name="Kafranbel"),)},
        lambda row: [link.mention for link in row.resolution.places],
        ["Kafranbel"],
    ),
    (
        {"first_day": date(2020, 1, 15)},
        lambda row: row.resolution.date and (row.resolution.date.days, row.resolution.date.basis),
        (Days.one(date(2020, 1, 15)), DateBasis.DECIDED),
    ),
    (
        {"first_day": date(2020, 1, 14), "last_day": date(2020, 1, 15)},
        lambda row: row.resolution.date and len(row.resolution.date.days),
        2,
    ),
    ({"cleared": frozenset({"days"})}, lambda row: row.resolution.date, None),
]


@pytest.mark.parametrize(
    ("fields", "found", "expected"), FIELDS, ids=[next(iter(fields)) for fields, _, _ in FIELDS]
)
def test_every_field_is_corrected_alone(
    read: Home, fields: dict[str, Any], found: Callable[[SourcedClaim], object], expected: object
) -> None:
    before = claim_of(read, Event.TAKE)
    done = correct(read, before, **fields)
    (stands,) = done.stands
    after = picture(read).claims[stands]
    assert found(after) == expected
    assert after.verdict is Verdict.CORRECT
    assert after.claim.report == before.claim.report
    assert after.claim.quote == before.claim.quote
    # What was not corrected stays as it was tied.
    for name in {"actors", "targets", "said_by", "places"} - set(fields):
        assert getattr(after.resolution, name) == getattr(before.resolution, name), name
    assert verify_ledger(read.ledger, read.pages).reviews == 1


def test_the_words_of_a_claim_are_corrected_and_checked(read: Home) -> None:
    before = claim_of(read, Event.TAKE)
    span = before.claim.quote.span
    shorter = Span(span.start, span.end - 5)
    (stands,) = correct(read, before, quote=shorter).stands
    assert picture(read).claims[stands].claim.quote.span == shorter
    after = picture(read).claims[stands]
    for bad in (
        {"quote": Span(0, 99999)},
        {"trigger": Span(span.end - 3, span.end)},
        {"quote": Span(0, 2)},
    ):
        with pytest.raises(InputError):
            correct(read, after, **bad)


def test_a_place_is_chosen_by_its_identifier(read: Home) -> None:
    before = claim_of(read, Event.TAKE)
    chosen = read.gazetteer.search("Kafranbel", countries=["SY"])[0].place
    named = PlaceNamed(name="Saraqib", kind=PlaceKind.SETTLEMENT, place=chosen.id)
    (stands,) = correct(read, before, places=(named,)).stands
    (link,) = picture(read).claims[stands].resolution.places
    assert (link.place, link.mention, link.lat) == (chosen.id, "Saraqib", chosen.lat)
    with pytest.raises(UnknownName, match="no gazetteer holds"):
        correct(read, before, places=(PlaceNamed(name="Saraqib", place="geonames:0"),))


def test_nothing_corrected_is_no_correction(read: Home) -> None:
    before = claim_of(read, Event.TAKE)
    position = read.ledger.position()
    for fields in ({}, {"event": before.claim.event}, {"actors": ("x" * 201,)}):
        with pytest.raises(InputError, match="correcting"):
            correct(read, before, **fields)
    with pytest.raises(InputError, match="before"):
        correct(read, before, first_day=date(2020, 1, 5), last_day=date(2020, 1, 1))
    assert read.ledger.position() == position


def test_a_reviewed_claim_survives_reading_the_report_again(
    read: Home, read_texts: ReadTexts
) -> None:
    before = claim_of(read, Event.TAKE)
    (stands,) = correct(read, before, status=Status.ATTEMPTED).stands
    read_texts(("2020-01-17", TOOK), publisher="SANA")
    # The same words, published on another day by what the user says now: another report of the page.
    read_texts(("2020-01-17", TOOK), publisher="Another")
    found = picture(read).claims
    assert stands in found
    assert found[stands].mark is None
    assert [row.claim.event for row in found.values()].count(Event.TAKE) == 1


def test_a_decision_changes_the_picture_as_was_foreseen(read: Home) -> None:
    claim = claim_of(read, Event.TAKE)
    before = picture(read)
    place = claim.resolution.places[0].place
    foreseen = if_rejected(before, claim)
    assert foreseen != []
    assert {change.place for change in foreseen} == {place}
    assert all(change.after.state is ControlState.UNKNOWN for change in foreseen)
    done = decide(read, claim.id, Verdict.REJECT, by="ann", why="no such event")
    after = picture(read)
    assert between(before, after, [place]) == foreseen
    assert after.evidence.get(place, ()) == ()
    undo(read, done.seq, by="ann", why="it did happen")
    assert between(before, picture(read), [place]) == []


def test_an_accepted_claim_weighs_more(read: Home) -> None:
    claim = claim_of(read, Event.TAKE)
    before = picture(read)
    foreseen = if_accepted(before, claim)
    decide(read, claim.id, Verdict.ACCEPT, by="ann")
    place = claim.resolution.places[0].place
    after = picture(read)
    assert max(row.ratio for row in after.evidence[place]) > max(
        row.ratio for row in before.evidence[place]
    )
    changes = between(before, after, [place])
    assert [(each.start, each.end) for each in changes] == [
        (each.start, each.end) for each in foreseen
    ]
    for told, come in zip(foreseen, changes, strict=True):
        assert told.after.confidence == pytest.approx(come.after.confidence, abs=0.02)


def test_who_decides_second_is_told_and_nothing_is_written(read: Home) -> None:
    claim = claim_of(read, Event.TAKE)
    seen = read.ledger.position()
    first = decide(read, claim.id, Verdict.REJECT, by="ann", why="no such event", at=seen)
    position = read.ledger.position()
    with pytest.raises(Overtaken, match=rf"ann has since rejected it \(entry {first.seq}: no such"):
        decide(read, claim.id, Verdict.ACCEPT, by="bob", at=seen)
    assert read.ledger.position() == position
    # Another claim is not in the way, and who has seen the decision may decide otherwise.
    decide(read, claim_of(read, Event.STRIKE).id, Verdict.ACCEPT, by="bob", at=seen)
    decide(read, claim.id, Verdict.ACCEPT, by="bob", at=position)
    assert picture(read).claims[claim.id].verdict is Verdict.ACCEPT


def test_a_decision_is_undone_once(read: Home) -> None:
    claim = claim_of(read, Event.TAKE)
    done = decide(read, claim.id, Verdict.REJECT, by="ann", why="so")
    undone = undo(read, done.seq, by="bob", why="it did")
    with pytest.raises(Overtaken, match="already"):
        undo(read, done.seq, by="ann", why="again")
    again = undo(read, undone.seq, by="ann", why="it did not")
    assert picture(read).claims[claim.id].verdict is Verdict.REJECT
    for seq in (1, 0, 999, again.seq - 999):
        with pytest.raises(InputError, match="no decision there"):
            undo(read, seq, by="ann", why="so")
    with pytest.raises(InputError, match="no reason"):
        undo(read, again.seq, by="ann", why=" ")


def test_history_tells_who_did_what_and_why(read: Home) -> None:
    claim = claim_of(read, Event.TAKE)
    done = correct(read, claim, status=Status.ATTEMPTED)
    undo(read, done.seq, by="bob", why="it was right")
    for subject in (claim.id, *done.stands):
        told = [(row.by, row.what, row.why, row.undone) for row in history(read.ledger, subject)]
        assert ("ann", "corrected it", "read wrongly", True) in told
        assert told[-1] == ("bob", f"took back entry {done.seq}", "it was right", False)
        assert told[0][1].startswith("put on record by ")
    assert history(read.ledger, claim.claim.report)[-1].kind is EntryKind.READING
    with pytest.raises(UnknownName):
        history(read.ledger, "claim:none")


def test_a_claim_is_split_and_merged(read: Home, read_texts: ReadTexts) -> None:
    claim = claim_of(read, Event.TAKE)
    parts = [Corrections(event=Event.ATTACK), Corrections(places=(PlaceNamed(name="Kafranbel"),))]
    done = decide(read, claim.id, Verdict.SPLIT, by="ann", why="two", parts=parts)
    assert [picture(read).claims[each].verdict for each in done.stands] == [Verdict.CORRECT] * 2
    undo(read, done.seq, by="ann", why="one")
    read_texts(("2020-01-18", ALSO), publisher="Monitor")
    other = next(
        row
        for row in picture(read).claims.values()
        if row.claim.event is Event.TAKE and row.id != claim.id
    )
    decide(read, other.id, Verdict.MERGE, by="ann", why="the same event", into=claim.id)
    found = picture(read).claims
    assert found[other.id].same_as == claim.id
    assert found[other.id].verdict is Verdict.ACCEPT


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        (Verdict.CORRECT, {}),
        (Verdict.MERGE, {}),
        (Verdict.SPLIT, {}),
        (Verdict.ACCEPT, {"into": "claim:x"}),
        (Verdict.REJECT, {"why": ""}),
        (Verdict.MERGE, {"into": "claim:none"}),
        (Verdict.SPLIT, {"parts": [Corrections(event=Event.ATTACK)]}),
        (Verdict.SPLIT, {"parts": [Corrections(event=Event.ATTACK)] * 2}),
    ],
)
def test_a_decision_that_cannot_be_writes_nothing(
    read: Home, verdict: Verdict, more: dict[str, Any]
) -> None:
    claim = claim_of(read, Event.TAKE)
    position = read.ledger.position()
    with pytest.raises(InputError):
        decide(read, claim.id, verdict, **{"by": "ann", "why": "so", **more})
    with pytest.raises(UnknownName):
        decide(read, "claim:none", Verdict.ACCEPT, by="ann")
    with pytest.raises(UnknownName):
        look(read.ledger, "claim:none")
    assert read.ledger.position() == position


def test_what_hangs_most_on_comes_first_in_the_queue(read: Home, read_texts: ReadTexts) -> None:
    first = queue(picture(read))
    assert {each.claim for each in first} == set(picture(read).claims)
    assert picture(read).claims[first[0].claim].claim.event is Event.TAKE
    assert Reason.RESTS_ON_IT in {each.reason for each in first[0].reasons}
    assert first[0].score == pytest.approx(sum(each.points for each in first[0].reasons), abs=0.1)
    # Another source of the same takes weight off it; what was decided on is gone.
    read_texts(("2020-01-18", ALSO), publisher="Monitor")
    score = {each.claim: each.score for each in queue(picture(read))}
    assert score[first[0].claim] < first[0].score
    decide(read, first[0].claim, Verdict.ACCEPT, by="ann")
    assert first[0].claim not in {each.claim for each in queue(picture(read))}


def test_marked_and_asked_claims_come_before_others(read: Home) -> None:
    claim = claim_of(read, Event.STRIKE)
    asked = queue(picture(read), asked={claim.id})
    assert Reason.ASKED in {
        why.reason for each in asked if each.claim == claim.id for why in each.reasons
    }
    decide(read, claim.id, Verdict.ACCEPT, by="ann")
    whole = picture(read)
    marked = replace(whole.claims[claim.id], mark=ReviewMark.TEXT_CHANGED)
    changed = replace(whole, claims={**whole.claims, claim.id: marked})
    first = queue(changed)[0]
    assert (first.claim, first.reasons[0].reason) == (claim.id, Reason.TEXT_CHANGED)
