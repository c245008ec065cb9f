"""One claim as it stands now, without a picture made anew: the same as the picture would say."""

from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.records import Event, SourcedClaim, Status, Verdict
from whoholds.run.answers import Answers, Picture
from whoholds.run.batch import Outcome
from whoholds.run.home import Home
from whoholds.run.places import decide as place
from whoholds.run.reviewing import decide, undo
from whoholds.run.reviewing_claims import Corrections
from whoholds.run.reviewing_effects import between, if_rejected
from whoholds.run.reviewing_now import as_it_stands, effect_of, standing_at

ReadTexts = Callable[..., list[Outcome]]
TOOK = "On January 16, 2020 the Syrian army captured the town of Saraqib in Idlib province, Syria."
ALSO = "The Syrian army captured Kafranbel in Idlib province, Syria, on January 18, 2020."


@pytest.fixture
def before(home: Home, read_texts: ReadTexts) -> Picture:
    read_texts(("2020-01-17", TOOK), publisher="SANA")
    read_texts(("2020-01-19", ALSO), publisher="SANA")
    return Answers(home).picture()


@pytest.fixture
def claim(before: Picture) -> SourcedClaim:
    return next(row for row in before.claims.values() if "Saraqib" in row.claim.quote.text)


def same(home: Home, before: Picture, claim: str) -> SourcedClaim:
    """Return the claim as it stands, held against a picture made anew."""
    row = as_it_stands(home.ledger, before, claim)
    assert row is not None
    assert row == Answers(home).picture().claims[row.id]
    return row


def test_a_claim_stands_as_decided_without_a_new_picture(
    home: Home, before: Picture, claim: SourcedClaim
) -> None:
    assert as_it_stands(home.ledger, before, claim.id) is claim
    done = decide(home, claim.id, Verdict.REJECT, by="ann", why="so")
    assert same(home, before, claim.id).verdict is Verdict.REJECT
    undo(home, done.seq, by="ann", why="not so")
    assert same(home, before, claim.id).verdict is None
    day = Corrections(first_day=date(2020, 1, 15))
    decide(home, claim.id, Verdict.CORRECT, by="ann", why="so", corrections=day)
    assert same(home, before, claim.id).resolution.date != claim.resolution.date
    other = Corrections(status=Status.ATTEMPTED)
    (stands,) = decide(
        home, claim.id, Verdict.CORRECT, by="ann", why="so", corrections=other
    ).stands
    assert same(home, before, claim.id).id == stands
    assert same(home, before, stands).verdict is Verdict.CORRECT


def test_a_claim_stands_where_its_place_was_put_since(
    home: Home, before: Picture, claim: SourcedClaim
) -> None:
    put = place(home, "Saraqib", point=(35.9, 36.8), why="a film")
    assert same(home, before, claim.id).resolution.places[0].lat == 35.9
    undo(home, put.decided.seq, by="ann", why="another")
    assert same(home, before, claim.id).resolution.places == claim.resolution.places


def test_what_a_decision_changed_is_what_the_pictures_tell(
    home: Home, before: Picture, claim: SourcedClaim
) -> None:
    where = [link.place for link in claim.resolution.places]
    done = decide(home, claim.id, Verdict.REJECT, by="ann", why="so")
    after = Answers(home).picture()
    told = effect_of(home.ledger, before, claim.id, done.seq)
    assert told == between(before, after, where) == if_rejected(before, claim)
    assert told != []
    undone = undo(home, done.seq, by="ann", why="not so")
    back = effect_of(home.ledger, before, claim.id, undone.seq)
    assert [(each.start, each.end, each.before, each.after) for each in back] == [
        (each.start, each.end, each.after, each.before) for each in told
    ]
    accepted = decide(home, claim.id, Verdict.ACCEPT, by="ann")
    for each in effect_of(home.ledger, before, claim.id, accepted.seq):
        assert each.after.confidence > each.before.confidence


def test_a_correction_to_another_event_takes_the_place_from_nobody(
    home: Home, before: Picture, claim: SourcedClaim
) -> None:
    done = decide(
        home,
        claim.id,
        Verdict.CORRECT,
        by="ann",
        why="so",
        corrections=Corrections(event=Event.STRIKE),
    )
    told = effect_of(home.ledger, before, claim.id, done.seq)
    assert [each.other_holder for each in told] == [True] * len(told)
    assert told != []


def test_what_stood_earlier_is_told_of_earlier_positions(
    home: Home, before: Picture, claim: SourcedClaim
) -> None:
    done = decide(home, claim.id, Verdict.REJECT, by="ann", why="so")
    assert [row.verdict for row in standing_at(home.ledger, claim.id, before.position)] == [None]
    assert [row.verdict for row in standing_at(home.ledger, claim.id)] == [Verdict.REJECT]
    assert done.seq == before.position + 1
