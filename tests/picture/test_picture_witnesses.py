"""How copies and repetitions count, seen through the evidence that they give."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from whoholds.base.records import (
    Effect,
    Event,
    PlaceLink,
    SourcedClaim,
)
from whoholds.picture.evidence import weigh

Told = Callable[..., SourcedClaim]
Located = Callable[..., PlaceLink]


def test_a_side_that_repeats_itself_within_days_adds_little(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", on="2020-01-17", publisher="SAA"),
            told(Event.TAKE, "SAA", on="2020-01-18", publisher="SAA"),
            told(Event.TAKE, "SAA", on="2020-02-17", publisher="SAA", published="2020-02-17"),
        ]
    )
    assert [row.ratio for row in rows] == pytest.approx([60.0, 60**0.35, 60.0])


def test_two_speakers_count_in_full(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", publisher="SAA"),
            told(Event.TAKE, "SAA", publisher="Gazette"),
        ]
    )
    assert sorted(row.ratio for row in rows) == [60.0, 200.0]


def test_title_lead_and_body_of_one_report_are_one_witness(told: Told) -> None:
    rows = weigh([told(Event.TAKE, "SAA", report="report:x") for _ in range(3)])
    assert sorted(row.ratio for row in rows) == [1.0, 1.0, 200.0]


def test_what_a_report_tells_again_is_no_second_witness(told: Told) -> None:
    title = told(Event.TAKE, "SAA", report="report:x", quote="SAA takes Idlib")
    lead = told(Event.TAKE, "SAA", report="report:x", quote="the army took the city of Idlib")
    again = replace(lead, claim=replace(lead.claim, retells=title.claim.trigger))
    rows = weigh([title, again])
    assert sorted(row.ratio for row in rows) == [1.0, 200.0]
    # Nor do the reader's links make a difference that the report's own words do not.
    assert [row.ratio for row in weigh([title, lead])] == [row.ratio for row in rows]


def test_one_report_that_quotes_and_repeats_counts_its_second_voice_little(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", report="report:x", said_by="SAA"),
            told(Event.TAKE, "SAA", report="report:x"),
        ]
    )
    assert sorted(row.ratio for row in rows) == pytest.approx([60**0.35, 200.0])


def test_a_republished_text_is_one_witness_with_one_origin(told: Told) -> None:
    text = " ".join(f"word{at}" for at in range(80))
    rows = weigh(
        [
            told(Event.TAKE, "SAA", text=text, publisher="Gazette", published="2020-01-18"),
            told(
                Event.TAKE,
                "SAA",
                text="Read also. " + text + " Share this.",
                publisher="Other",
                published="2020-01-19",
            ),
        ]
    )
    assert sorted(row.ratio for row in rows) == [1.0, 200.0]
    assert {row.origin for row in rows} == {"report:1"}


def test_the_same_change_told_of_a_later_day_does_not_keep_the_loser_there(told: Told) -> None:
    rows = weigh(
        [
            told(Event.TAKE, "SAA", "HTS", on="2020-01-16", publisher="Gazette"),
            told(Event.TAKE, "SAA", "HTS", on="2020-01-17", publisher="Other"),
        ]
    )
    before = {row.days.start: row.ratio for row in rows if row.effect is Effect.HELD_BEFORE}
    assert before == {date(2020, 1, 16): 30.0, date(2020, 1, 17): 1.0}
