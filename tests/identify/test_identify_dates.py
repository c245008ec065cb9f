from collections.abc import Callable
from datetime import date

import pytest

from whoholds.base.records import Claim, Event, Report, Status, TimeFrame
from whoholds.base.times import DateBasis, DatePrecision, Days
from whoholds.identify.dates import resolve_date

Make = Callable[..., Claim]
MakeReport = Callable[..., Report]


def test_stated_relative_carried(make_claim: Make, make_report: MakeReport) -> None:
    cases = [
        (make_claim("January 17"), "2020-01-17", DateBasis.STATED),
        (make_claim("Friday"), "2020-01-17", DateBasis.RELATIVE),
        (make_claim("January 17", carried=True), "2020-01-17", DateBasis.CARRIED),
        (make_claim("Friday", carried=True), "2020-01-17", DateBasis.RELATIVE),
    ]
    for claim, days, basis in cases:
        link = resolve_date(claim, make_report())
        assert link is not None
        assert (link.days.isoformat(), link.basis) == (days, basis)


def test_news_without_words_is_of_the_day_or_the_day_before(
    make_claim: Make, make_report: MakeReport
) -> None:
    link = resolve_date(make_claim(), make_report())
    assert link is not None
    assert link.days == Days.through(date(2020, 1, 17), date(2020, 1, 18))
    assert (link.basis, link.precision) == (DateBasis.PUBLISHED, DatePrecision.RANGE)


@pytest.mark.parametrize(
    "fields",
    [
        {"time_frame": TimeFrame.BACKGROUND},
        {"time_frame": TimeFrame.FUTURE},
        {"status": Status.EXPECTED},
    ],
)
def test_background_and_forecasts_without_words_have_no_date(
    make_claim: Make, make_report: MakeReport, fields: dict[str, object]
) -> None:
    assert resolve_date(make_claim(**fields), make_report()) is None


@pytest.mark.parametrize("published", [None, date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("when", [None, "yesterday", "Friday", "in the last few hours", "17 May"])
def test_nothing_is_invented_without_a_publication_day(
    make_claim: Make, make_report: MakeReport, published: date | None, when: str | None
) -> None:
    assert resolve_date(make_claim(when), make_report(published=published)) is None


def test_year_is_the_nearest_named_before(make_claim: Make, make_report: MakeReport) -> None:
    text = "In 2013 rebels came. In 2016 they left. On 6 January the SDF took it. In 2019 it fell."
    claim = make_claim("6 January", text=text)
    link = resolve_date(claim, make_report(text, published=None))
    assert link is not None
    assert (link.days.isoformat(), link.basis) == ("2016-01-06", DateBasis.CARRIED)


def test_year_of_title_or_context_where_it_is_the_only_one(
    make_claim: Make, make_report: MakeReport
) -> None:
    text = "On 6 January the SDF took it."
    claim = make_claim("6 January", text=text)
    alone = make_report(text, published=None, context=("2017 Raqqa campaign",))
    several = make_report(text, published=None, context=("Fighting at Nowhere (2016–2017)",))
    link = resolve_date(claim, alone)
    assert link is not None
    assert link.days.isoformat() == "2017-01-06"
    assert resolve_date(claim, several) is None


def test_the_next_day_counts_from_the_day_named_before(
    make_claim: Make, make_report: MakeReport
) -> None:
    text = "On January 10 they attacked. The next day they took the town."
    link = resolve_date(make_claim("The next day", text=text), make_report(text))
    assert link is not None
    assert link.days.isoformat() == "2020-01-11"


def test_a_clock_time_behind_a_date_is_no_year(make_claim: Make, make_report: MakeReport) -> None:
    text = "August 13 2016 2037 UTC+3 A source spoke. The army took the town on March 27."
    link = resolve_date(make_claim("March 27", text=text), make_report(text, published=None))
    assert link is not None
    assert link.days.isoformat() == "2016-03-27"


@pytest.mark.parametrize(
    ("text", "when", "expected"),
    [
        ("It fell in October and November.", "October", "2019-10-01/2019-11-30"),
        ("It fell in October and November.", "November", "2019-10-01/2019-11-30"),
        ("It fell in late October and early November.", "late October", "2019-10-21/2019-11-10"),
        ("It fell in October and Homs on November 3.", "October", "2019-10-01/2019-10-31"),
        ("Held since September 2014, they say.", "September 2014", "2014-09-01/2020-01-18"),
        ("Held since September 2014, they say.", "since September 2014", "2014-09-01/2020-01-18"),
        ("Held since mid-October by them.", "since mid-October", "2019-10-11/2020-01-18"),
        ("Held since the end of 2016 by them.", "2016", "2016-01-01/2020-01-18"),
    ],
)
def test_the_whole_of_the_words_counts(
    make_report: Callable[..., Report],
    make_claim: Callable[..., Claim],
    text: str,
    when: str,
    expected: str,
) -> None:
    claim = make_claim(when, text=text, event=Event.HOLD)
    found = resolve_date(claim, make_report(text))
    assert found is not None
    assert found.days.isoformat() == expected
    assert found.precision is (
        DatePrecision.MONTH if expected == "2019-10-01/2019-10-31" else DatePrecision.RANGE
    )


@pytest.mark.parametrize(
    "text", ["The March 23 Movement took it.", "The February 14 coalition took it."]
)
def test_a_name_is_no_date(
    make_report: Callable[..., Report], make_claim: Callable[..., Claim], text: str
) -> None:
    name = "March 23" if "March" in text else "February 14"
    assert resolve_date(make_claim(name, text=text), make_report(text)) is None
    later = f"{text} A day later it fell."
    found = resolve_date(make_claim("A day later", text=later), make_report(later))
    assert found is None or found.days.start.year == 2020


@pytest.mark.parametrize(
    ("when", "status", "expected"),
    [
        ("in March 2021", Status.HAPPENED, None),
        ("on 9 May 2021", Status.DENIED, None),
        ("in January 2020", Status.HAPPENED, "2020-01-01/2020-01-18"),
        ("in 2020", Status.HAPPENED, "2020-01-01/2020-01-18"),
        ("on 19 January 2020", Status.HAPPENED, "2020-01-19"),
        ("in March 2021", Status.EXPECTED, "2021-03-01/2021-03-31"),
        ("in 2020", Status.EXPECTED, "2020-01-01/2020-12-31"),
    ],
)
def test_nothing_happened_after_it_was_told(
    make_report: Callable[..., Report],
    make_claim: Callable[..., Claim],
    when: str,
    status: Status,
    expected: str | None,
) -> None:
    found = resolve_date(make_claim(when, status=status), make_report(when))
    assert (None if found is None else found.days.isoformat()) == expected
