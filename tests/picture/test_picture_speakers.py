"""Whose word it is, and in whose favour, seen through the evidence that it gives."""

from collections.abc import Callable, Sequence

import pytest

from whoholds.base.records import (
    Effect,
    Event,
    Evidence,
    Interest,
    PlaceLink,
    SourcedClaim,
)
from whoholds.picture.evidence import weigh

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


def only(rows: Sequence[Evidence], effect: Effect) -> Evidence:
    (row,) = [row for row in rows if row.effect is effect]
    return row


@pytest.mark.parametrize(
    ("speaker", "actor", "target", "interest"),
    [
        ("SAA", "SAA", "HTS", Interest.OWN),
        ("HTS", "SAA", "HTS", Interest.AGAINST),
        ("SOHR", "SAA", "HTS", Interest.NEUTRAL),
        ("SDF", "SAA", "HTS", Interest.NEUTRAL),
    ],
)
def test_the_speaker_s_interest_in_a_gain(
    speaker: str, actor: str, target: str, interest: Interest, told: Told
) -> None:
    ratios = {Interest.OWN: 60.0, Interest.NEUTRAL: 200.0, Interest.AGAINST: 600.0}
    quoted = only(weigh([told(Event.TAKE, actor, target, said_by=speaker)]), Effect.GAINS)
    itself = only(weigh([told(Event.TAKE, actor, target, publisher=speaker)]), Effect.GAINS)
    assert quoted.interest is itself.interest is interest
    assert quoted.ratio == itself.ratio == ratios[interest]


def test_a_quoted_side_speaks_for_itself_not_as_the_publisher(told: Told) -> None:
    row = only(
        weigh([told(Event.TAKE, "HTS", "SAA", said_by="HTS", publisher="SAA")]), Effect.GAINS
    )
    assert row.interest is Interest.OWN


def test_nameless_sources_speak_as_their_publisher_and_a_known_monitor_as_itself(
    told: Told,
) -> None:
    nameless = told(Event.TAKE, "SAA", "HTS", said_by="a field source", publisher="SAA")
    monitor = told(Event.TAKE, "SAA", "HTS", said_by="SOHR", publisher="SAA")
    assert only(weigh([nameless]), Effect.GAINS).interest is Interest.OWN
    assert only(weigh([monitor]), Effect.GAINS).interest is Interest.NEUTRAL


def test_an_opponent_known_from_other_claims_admits_too(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", "", publisher="HTS", place="q"),
            told(Event.TAKE, "HTS", "SAA", place="r"),
        ]
    )
    (row,) = [row for row in rows if row.place == "q"]
    assert row.interest is Interest.AGAINST


def test_a_withdrawal_told_by_who_withdrew_is_an_admission(told: Told) -> None:
    row = only(weigh([told(Event.LEAVE, "SAA", publisher="SAA")]), Effect.LOSES)
    assert (row.interest, row.ratio) == (Interest.AGAINST, 600.0)
