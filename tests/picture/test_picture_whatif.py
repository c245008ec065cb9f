"""What would change the answer."""

from collections.abc import Callable
from datetime import date

from whoholds.base.records import ControlState, Effect, Evidence, Interest
from whoholds.picture.periods import hold, period_on
from whoholds.picture.whatif import what_would_change

Say = Callable[..., Evidence]
DAY = date(2020, 2, 10)


def test_without_its_claims_the_earlier_holder_stays(says: Say) -> None:
    rows = [
        says(Effect.HOLDS, "a", "2020-01-01", 7.0),
        says(Effect.GAINS, "b", "2020-02-01", claim="one"),
        says(Effect.GAINS, "b", "2020-02-02", 60.0, claim="two"),
    ]
    found = what_would_change("p", rows, DAY).suppositions
    less = next(each for each in found if len(each.claims) > 0)
    assert less.claims == ("one", "two")
    assert less.words == "without the 2 strongest claims for it"
    assert (less.state, less.side) == (ControlState.HELD, "a")
    # And so it is.
    left = [row for row in rows if row.claim not in less.claims]
    now = period_on(hold("p", left), DAY)
    assert now is not None
    assert now.side == "a"


def test_one_claim_more_is_the_weakest_that_changes_it(says: Say) -> None:
    weak = [says(Effect.GAINS, "a", "2020-01-01"), says(Effect.HELD_BEFORE, "b", "2020-01-01")]
    (more,) = [each for each in what_would_change("p", weak, DAY).suppositions if not each.claims]
    assert more.words == "with one claim, in its own favour, that B took it that day"
    assert more.actor == "B"


def test_the_answer_then_knows_no_later_day(says: Say) -> None:
    rows = [
        says(Effect.GAINS, "a", "2020-02-01", 60.0, interest=Interest.OWN),
        says(Effect.HELD_BEFORE, "b", "2020-03-01", 30.0),
        says(Effect.GAINS, "c", "2020-03-01", 200.0),
    ]
    found = what_would_change("p", rows, DAY)
    assert found.then is not None
    assert found.then.side == "a"
    alone = period_on(hold("p", rows[:1]), DAY)
    assert alone is not None
    assert found.then.confidence == alone.confidence


def test_of_a_place_without_evidence_nothing_is_supposed() -> None:
    found = what_would_change("p", [], DAY)
    assert (found.then, found.suppositions) == (None, ())
