"""A state that lasted, "held since 2014", is no vague date; and who is not known is not neutral."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from whoholds.base.records import ControlState, Effect, Event, Interest, SourcedClaim, Status
from whoholds.base.times import DatePrecision
from whoholds.picture.evidence import silence, weigh
from whoholds.picture.periods import hold

Told = Callable[..., SourcedClaim]
SINCE = "2014-09-01/2020-03-02"


def test_held_since_years_ago_is_held_all_the_time_and_when_published(told: Told) -> None:
    claim = told(Event.HOLD, "HTS", on=SINCE, published="2020-03-02", place="p")
    assert silence(claim) is None
    rows = weigh([claim])
    assert {row.effect for row in rows} == {Effect.HOLDS}
    days = [row.days.start for row in rows]
    assert (days[0], days[-1]) == (date(2014, 9, 1), date(2020, 3, 2))
    assert all(len(row.days) == 1 for row in rows)
    assert max(b - a for a, b in pairwise(days)).days <= 300
    period = hold("p", rows)[0]
    assert (period.state, period.side) == (ControlState.HELD, "opposition")
    assert period.start == date(2014, 9, 1)
    assert period.end is not None
    assert period.end > date(2020, 3, 2)


def test_the_state_is_told_of_no_day_after_publication(told: Told) -> None:
    claim = told(Event.HOLD, "HTS", on=SINCE, published="2018-05-01")
    assert max(row.days.start for row in weigh([claim])) == date(2018, 5, 1)
    undated = told(Event.HOLD, "HTS", on=SINCE, published=None)
    assert max(row.days.start for row in weigh([undated])) == date(2020, 3, 2)


@pytest.mark.parametrize(
    ("event", "status"),
    [(Event.TAKE, Status.HAPPENED), (Event.REPEL, Status.HAPPENED), (Event.HOLD, Status.DENIED)],
)
def test_other_vague_claims_stay_silent(event: Event, status: Status, told: Told) -> None:
    claim = told(event, "HTS", "SAA", on=SINCE, status=status)
    assert "vaguer than 366 days" in (silence(claim) or "")
    assert weigh([claim]) == []


def test_a_hold_in_a_year_is_some_time_in_it(told: Told) -> None:
    claim = told(Event.HOLD, "HTS", on="2015-01-01/2015-12-31")
    link = claim.resolution.date
    assert link is not None
    vague = replace(link, precision=DatePrecision.YEAR)
    claim = replace(claim, resolution=replace(claim.resolution, date=vague))
    assert [len(row.days) for row in weigh([claim])] == [365]


def test_a_later_loss_ends_the_state(told: Told) -> None:
    rows = weigh(
        [
            told(Event.HOLD, "HTS", on=SINCE, published="2020-03-02", place="p"),
            told(Event.TAKE, "SAA", "HTS", on="2020-06-01", published="2020-06-02", place="p"),
        ]
    )
    assert [period.side for period in hold("p", rows)][:2] == ["opposition", "government"]


def test_an_unknown_outlet_or_speaker_is_its_own_class(told: Told) -> None:
    known, strange, quoted, sided = (
        weigh([told(Event.TAKE, "SAA", "HTS", place="p", **who)])
        for who in (
            {"publisher": "SOHR"},
            {"publisher": "The Voice of Dorn"},
            {"publisher": "SOHR", "said_by": "Colonel Adar Ilmaz"},
            {"publisher": "SAA", "said_by": "Colonel Adar Ilmaz"},
        )
    )
    gains = [
        next(row for row in rows if row.effect is Effect.GAINS)
        for rows in (known, strange, quoted, sided)
    ]
    assert [row.interest for row in gains] == [
        Interest.NEUTRAL,
        Interest.UNKNOWN,
        Interest.UNKNOWN,
        Interest.OWN,
    ]
    assert [row.ratio for row in gains] == [200.0, 110.0, 110.0, 60.0]
    assert "whose side is not known (The Voice of Dorn)" in gains[1].why
    assert "whose side is not known (Colonel Adar Ilmaz)" in gains[2].why


def test_a_side_speaks_of_a_group_that_nobody_knows(told: Told) -> None:
    rows = weigh([told(Event.LEAVE, "First Division", publisher="SAA")])
    assert [row.interest for row in rows] == [Interest.UNKNOWN]
    assert "how the one who says it stands to them is not known (SAA)" in rows[0].why
    apart = weigh([told(Event.TAKE, "HTS", "SDF", publisher="RU")])
    assert all("neither of the two (RU)" in row.why for row in apart)
    opposed = weigh([told(Event.TAKE, "First Division", "SAA", publisher="SAA")])
    assert {row.interest for row in opposed if row.effect is Effect.GAINS} == {Interest.AGAINST}
