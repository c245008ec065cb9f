import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.times import DatePrecision
from whoholds.identify.date_anchors import followed
from whoholds.identify.date_words import Clock, read_words

PUBLISHED = date(2020, 1, 18)  # a Saturday
CLOCK = Clock(PUBLISHED, anchor=date(2020, 1, 15))


@pytest.mark.parametrize(
    ("words", "days", "precision"),
    [
        ("January 17", "2020-01-17", "day"),
        ("17 January 2020", "2020-01-17", "day"),
        ("Jan. 17", "2020-01-17", "day"),
        ("the 17th of January", "2020-01-17", "day"),
        ("on the 17th", "2020-01-17", "day"),
        ("January 19", "2020-01-19", "day"),
        ("January 20", "2019-01-20", "day"),
        ("December 31", "2019-12-31", "day"),
        ("by December 1", "2019-12-01", "day"),
        ("February 29", "2016-02-29", "day"),
        ("2020-01-17", "2020-01-17", "day"),
        ("15/12/2017", "2017-12-15", "day"),
        ("17.01.2020", "2020-01-17", "day"),
        ("Friday", "2020-01-17", "day"),
        ("early Monday", "2020-01-13", "day"),
        ("Saturday", "2020-01-18", "day"),
        ("last Saturday", "2020-01-11", "day"),
        ("Sunday, 12 January", "2020-01-12", "day"),
        ("yesterday", "2020-01-17", "day"),
        ("the day before yesterday", "2020-01-16", "day"),
        ("this morning", "2020-01-18", "day"),
        ("as of 6 pm", "2020-01-18", "day"),
        ("two days ago", "2020-01-16", "day"),
        ("the next day", "2020-01-16", "day"),
        ("a day earlier", "2020-01-14", "day"),
        ("overnight", "2020-01-17/2020-01-18", "range"),
        ("in the last few hours", "2020-01-17/2020-01-18", "range"),
        ("over the past 72 hours", "2020-01-15/2020-01-18", "range"),
        ("earlier this week", "2020-01-13/2020-01-18", "range"),
        ("last week", "2020-01-06/2020-01-12", "range"),
        ("since Friday", "2020-01-17/2020-01-18", "range"),
        ("Thursday night and Friday morning", "2020-01-16/2020-01-17", "range"),
        ("between 3 and 5 May", "2019-05-03/2019-05-05", "range"),
        ("May 3–5, 2019", "2019-05-03/2019-05-05", "range"),
        ("February 25 and 26", "2019-02-25/2019-02-26", "range"),
        ("from 28 May to 2 June 2019", "2019-05-28/2019-06-02", "range"),
        ("30 December – 2 January", "2019-12-30/2020-01-02", "range"),
        ("mid-January", "2020-01-11/2020-01-20", "range"),
        ("summer of 2015", "2015-06-01/2015-08-31", "range"),
        ("2012–2016", "2012-01-01/2016-12-31", "range"),
        ("in December", "2019-12-01/2019-12-31", "month"),
        ("last month", "2019-12-01/2019-12-31", "month"),
        ("April 2018", "2018-04-01/2018-04-30", "month"),
        ("in 2014", "2014-01-01/2014-12-31", "year"),
        ("the third of March 2019", "2019-03-03", "day"),
        ("March third", "2019-03-03", "day"),
        ("the first half of 2016", "2016-01-01/2016-06-30", "range"),
        ("the second half of March 2019", "2019-03-16/2019-03-31", "range"),
        ("the last week of February 2019", "2019-02-22/2019-02-28", "range"),
        ("late 2016", "2016-09-01/2016-12-31", "range"),
        ("this winter", "2019-12-01/2020-02-29", "range"),
        ("2016–17", "2016-01-01/2017-12-31", "range"),
        ("later that month", "2020-01-01/2020-01-31", "month"),
        ("the following week", "2020-01-20/2020-01-26", "range"),
        ("that same evening", "2020-01-15", "day"),
        ("last year", "2019-01-01/2019-12-31", "year"),
    ],
)
def test_words(words: str, days: str, precision: str) -> None:
    reading = read_words(words, CLOCK)
    assert reading is not None
    assert (reading.days.isoformat(), reading.precision.value) == (days, precision)


@pytest.mark.parametrize(
    "words",
    ["recently", "", "31 February", "the town may", "17 Janvember", "0 May", "on"],
)
def test_what_names_no_day(words: str) -> None:
    assert read_words(words, CLOCK) is None


def test_two_readings_of_figures_are_not_guessed() -> None:
    unknown = read_words("3/5/2019", Clock(date(2019, 12, 1)))
    assert unknown is None or unknown.precision is not DatePrecision.DAY
    for month_first, day in ((True, date(2019, 3, 5)), (False, date(2019, 5, 3))):
        settled = read_words("3/5/2019", Clock(date(2019, 12, 1), month_first=month_first))
        assert settled is not None
        assert settled.days.start == day
    reading = read_words("3/5/2019", Clock(date(2019, 4, 1)))
    assert reading is not None
    assert reading.days.start == date(2019, 3, 5)


@pytest.mark.parametrize(
    "words", ["Friday", "yesterday", "last month", "two days ago", "January 17"]
)
def test_nothing_is_invented_without_a_clock(words: str) -> None:
    assert read_words(words, Clock(None)) is None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Tuesday", "2020-01-21"),
        ("January 25", "2020-01-25"),
        ("by February", "2020-02-01/2020-02-29"),
    ],
)
def test_what_is_expected_lies_ahead(words: str, days: str) -> None:
    reading = read_words(words, Clock(PUBLISHED, future=True))
    assert reading is not None
    assert reading.days.isoformat() == days


PIECES = """january 17 2020 - and to the of in since last next 3rd 31 may friday night days ago two
past week weeks hours month year early 1/2/2003 2020-02-30 spring 99 between from"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), WORDS), st.dates(date(1850, 1, 1), date(2150, 1, 1)))
def test_days_stay_within_the_calendar(words: str, published: date) -> None:
    for future in (False, True):
        reading = read_words(words, Clock(published, future=future))
        if reading is None:
            continue
        assert reading.days.start < reading.days.end
        assert 1790 <= reading.days.start.year <= 2210
        if reading.precision is DatePrecision.DAY:
            assert len(reading.days) == 1


@pytest.mark.parametrize(
    "piece", ["1 ", "january ", "last ", "1-", "- ", "the ", "3rd and ", "19 "]
)
def test_hostile_words_are_quick(piece: str) -> None:
    start = time.process_time()
    read_words(piece * 50_000, CLOCK)
    followed(piece * 50_000, CLOCK)
    assert time.process_time() - start < 0.5
