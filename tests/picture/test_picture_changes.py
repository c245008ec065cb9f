"""What changed between two days."""

from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.errors import InputError
from whoholds.base.records import Effect, Evidence, Interest
from whoholds.picture.changes import Change, Kind, changes
from whoholds.picture.layers import layers
from whoholds.picture.periods import hold

Say = Callable[..., Evidence]


def between(first: str, last: str, **places: list[Evidence]) -> list[Change]:
    periods = {place: hold("p", rows) for place, rows in places.items()}
    confirmed = {
        place: layers("p", rows, periods[place]).confirmed for place, rows in places.items()
    }
    return changes(
        periods, date.fromisoformat(first), date.fromisoformat(last), confirmed=confirmed
    )


def test_changes_come_newest_first_with_both_ends(says: Say) -> None:
    rows = [
        says(Effect.HOLDS, "a", "2020-01-01", 7.0),
        says(Effect.GAINS, "b", "2020-02-01"),
        says(Effect.GAINS, "a", "2020-03-01", 60.0, interest=Interest.OWN),
    ]
    found = between("2020-02-01", "2020-03-01", p=rows)
    assert [(change.day.isoformat(), change.kind) for change in found] == [
        ("2020-03-01", Kind.HANDS),
        ("2020-02-01", Kind.HANDS),
    ]
    assert [change.confirmed for change in found] == [False, True]
    assert found[1].before is not None
    assert (found[1].before.side, found[1].after.side) == ("a", "b")
    assert between("2020-02-02", "2020-02-29", p=rows) == []
    (first,) = between("2019-01-01", "2020-01-31", p=rows)
    assert (first.kind, first.before) == (Kind.FIRST, None)


def test_a_denied_gain_makes_a_place_contested_and_settles_again(says: Say) -> None:
    rows = [
        says(Effect.HOLDS, "a", "2020-01-01", 8.0),
        says(Effect.GAINS, "b", "2020-02-01", 60.0, interest=Interest.OWN),
        says(Effect.NOT_GAINED, "b", "2020-02-01", 4.0),
        says(Effect.HOLDS, "a", "2020-02-20", 8.0),
        says(Effect.HOLDS, "a", "2020-02-21", 8.0, claim="again"),
    ]
    kinds = [change.kind for change in between("2020-01-15", "2020-03-01", p=rows)]
    assert kinds == [Kind.SETTLED, Kind.CONTESTED]


def test_a_place_lost_and_taken_back_on_one_day_is_told(says: Say) -> None:
    rows = [
        says(Effect.HOLDS, "a", "2020-01-01", 7.0),
        says(Effect.GAINS, "b", "2020-02-01", step=0),
        says(Effect.GAINS, "a", "2020-02-01", step=1),
    ]
    (change,) = between("2020-02-01", "2020-02-01", p=rows)
    assert change.kind is Kind.BACK
    assert change.before is not None
    assert change.before.side == change.after.side == "a"


def test_a_place_that_nobody_writes_about_any_more_is_no_longer_known(says: Say) -> None:
    (change,) = between("2021-01-01", "2023-01-01", p=[says(Effect.GAINS, "a", "2020-02-01")])
    assert (change.kind, change.confirmed) == (Kind.UNKNOWN, None)


def test_places_of_one_day_are_in_order(says: Say) -> None:
    rows = [says(Effect.GAINS, "a", "2020-02-01")]
    found = between("2020-02-01", "2020-02-01", z=rows, b=rows)
    assert len(found) == 2


def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InputError, match="before"):
        between("2020-02-02", "2020-02-01")
