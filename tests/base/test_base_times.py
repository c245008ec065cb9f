"""Civil dates stay civil, instants stay in UTC, and intervals exclude their end inside."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.errors import InputError
from whoholds.base.times import Days, format_instant, parse_day, parse_instant, utc_now

PROPERTY = settings(derandomize=True, max_examples=150)

days_of_life = st.dates(date(1900, 1, 1), date(2200, 12, 31))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=zones)  # noqa: DTZ001  # hypothesis wants naive bounds and adds the zone


@PROPERTY
@given(days_of_life)
def test_one_day_ends_on_the_next(day: date) -> None:
    one = Days.one(day)
    assert (one.start, one.last, len(one)) == (day, day, 1)
    assert day in one
    assert one.end not in one
    assert one.isoformat() == day.isoformat()


@PROPERTY
@given(days_of_life, st.integers(0, 4000))
def test_an_interval_holds_each_of_its_days_and_writes_its_last_day(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    days = Days.through(first, last)
    assert len(days) == more + 1
    assert first in days
    assert last in days
    assert first - timedelta(days=1) not in days
    assert days.end not in days
    start, _, end = days.isoformat().partition("/")
    assert parse_day(start) == first
    assert parse_day(end or start) == last


@pytest.mark.parametrize(
    ("year", "month", "length"),
    [(2020, 2, 29), (2019, 2, 28), (2000, 2, 29), (1900, 2, 28), (2020, 12, 31), (2020, 4, 30)],
)
def test_months_have_their_calendar_length(year: int, month: int, length: int) -> None:
    days = Days.month(year, month)
    assert len(days) == length
    assert days.start == date(year, month, 1)


def test_empty_intervals_are_refused() -> None:
    with pytest.raises(InputError, match="end excluded"):
        Days(date(2020, 1, 17), date(2020, 1, 17))
    with pytest.raises(InputError, match="end excluded"):
        Days.through(date(2020, 1, 17), date(2020, 1, 15))


def test_the_last_day_of_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="9999-12-31"):
        Days.one(date.max)
    with pytest.raises(InputError, match="9999-12-31"):
        Days.through(date(2020, 1, 1), date.max)
    with pytest.raises(InputError, match="9999-12-31"):
        Days.month(9999, 12)


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_out_of_range_is_refused_in_words(month: int) -> None:
    with pytest.raises(InputError, match="1 to 12"):
        Days.month(2020, month)


@pytest.mark.parametrize(
    "text",
    ["", "2020", "2020-01", "2020-1-7", "20200117", "2020-02-30", "2020-13-01", "2020-01-17T00:00",
     "17.01.2020", " 2020-01-17", "2020-01-17\n", "２０２０-01-17", "0000-01-01"],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="2020-01-17"):
        parse_day(text)


@PROPERTY
@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        day = parse_day(text)
    except InputError:
        return
    assert day.isoformat() == text


@PROPERTY
@given(instants)
def test_instants_come_back_as_they_were(instant: datetime) -> None:
    written = format_instant(instant)
    assert parse_instant(written) == instant
    assert parse_instant(written).tzinfo is UTC
    assert format_instant(parse_instant(written)) == written


@PROPERTY
@given(instants, instants)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (format_instant(one) < format_instant(other)) == (one < other)


def test_text_order_holds_for_years_below_one_thousand() -> None:
    early = datetime(999, 1, 1, tzinfo=UTC)
    assert format_instant(early) == "0999-01-01T00:00:00.000000Z"
    assert format_instant(early) < format_instant(datetime(2020, 1, 1, tzinfo=UTC))


def test_any_offset_becomes_utc() -> None:
    assert parse_instant("2020-01-18T01:30:00+03:00") == datetime(2020, 1, 17, 22, 30, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused_both_ways() -> None:
    with pytest.raises(InputError, match="no time zone"):
        parse_instant("2020-01-17T08:30:00")
    with pytest.raises(InputError, match="no time zone"):
        format_instant(datetime(2020, 1, 17))  # noqa: DTZ001  # the missing zone is the point


@pytest.mark.parametrize(
    "text", ["", "now", "2020-01-17T25:00:00Z", "0001-01-01T00:00:00+14:00", "1"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="reading an instant"):
        parse_instant(text)


def test_the_present_is_in_utc() -> None:
    now = utc_now()
    assert now.tzinfo is UTC
    assert format_instant(now).endswith("Z")
