from collections.abc import Callable
from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Claim, Event, Report, TimeFrame
from whoholds.base.times import DateBasis, DatePrecision
from whoholds.identify.dates import resolve_date
from whoholds.identify.topic_days import listed_days, named_days, topic_days

Make = Callable[..., Claim]
MakeReport = Callable[..., Report]


@pytest.mark.parametrize(
    ("topic", "days"),
    [
        ("Timeline of fighting (January–March 2016)", "2016-01-01/2016-03-31"),
        ("Nowhere campaign (October 2017–February 2018)", "2017-10-01/2018-02-28"),
        ("Battle of Nowhere (2016–17)", "2016-01-01/2017-12-31"),
        ("2019 Nowhere clashes", "2019-01-01/2019-12-31"),
        ("Siege of Nowhere (May 2015)", "2015-05-01/2015-05-31"),
        ("Yemeni Civil War (2015–present)", "2015-01-01/2199-12-31"),
    ],
)
def test_a_name_tells_its_days(topic: str, days: str) -> None:
    found = named_days(topic)
    assert found is not None
    assert found.isoformat() == days


@pytest.mark.parametrize(
    ("topic", "days"),
    [
        ("Battle of Bakhmut", "2022-08-01/2023-05-20"),
        ("The siege of Kobanî: an overview", "2014-09-13/2015-03-14"),
        ("Battle of the Svatove–Kreminna line", "2022-10-02/2199-12-31"),
        ("Battle of Nowhere", None),
        ("", None),
    ],
)
def test_the_longest_listed_name_counts(topic: str, days: str | None) -> None:
    found = listed_days(topic)
    assert (None if found is None else found.isoformat()) == days


@pytest.mark.parametrize(
    ("context", "days"),
    [
        (("Battle of Izium (2022)",), "2022-02-28/2022-04-01"),
        (("Battle of Raqqa (2013)",), "2013-01-01/2013-12-31"),
        (("2022 Russian invasion of Ukraine",), "2022-02-24/2199-12-31"),
        (("Syrian civil war", "Battle of Tabqa"), "2017-03-22/2017-05-10"),
        ((), None),
    ],
)
def test_the_narrowest_topic_counts(
    make_report: MakeReport, context: tuple[str, ...], days: str | None
) -> None:
    found = topic_days(make_report("x", published=None, context=context))
    assert (None if found is None else found.isoformat()) == days


def test_a_history_without_words_is_of_the_days_of_its_topic(
    make_claim: Make, make_report: MakeReport
) -> None:
    report = make_report("They took it.", published=None, context=("Battle of Tabqa",))
    link = resolve_date(make_claim(text=report.text), report)
    assert link is not None
    assert link.days.isoformat() == "2017-03-22/2017-05-10"
    assert (link.basis, link.precision) == (DateBasis.CARRIED, DatePrecision.RANGE)
    old = make_claim(text=report.text, time_frame=TimeFrame.BACKGROUND)
    assert resolve_date(old, report) is None


def test_a_wide_topic_dates_nothing(make_claim: Make, make_report: MakeReport) -> None:
    text = "On 4 March they took it."
    report = make_report(text, published=None, context=("Syrian civil war",))
    assert resolve_date(make_claim(text=text), report) is None
    assert resolve_date(make_claim("4 March", text=text), report) is None


def test_a_day_without_its_year_takes_the_one_in_which_the_battle_was(
    make_claim: Make, make_report: MakeReport
) -> None:
    text = "On 12 January Soledar fell. The next day they went on."
    report = make_report(text, published=None, context=("Battle of Bakhmut",))
    for words, day in (("12 January", "2023-01-12"), ("The next day", "2023-01-13")):
        link = resolve_date(make_claim(words, text=text, event=Event.TAKE), report)
        assert link is not None
        assert (link.days.isoformat(), link.basis) == (day, DateBasis.CARRIED)
    dated = make_report(text, published=date(2024, 2, 1), context=("Battle of Bakhmut",))
    link = resolve_date(make_claim("12 January", text=text), dated)
    assert link is not None
    assert link.days.isoformat() == "2024-01-12"


def test_the_table_is_in_order() -> None:
    file = resources.files("whoholds.identify") / "data" / "engagements.tsv"
    rows = [
        line.split("\t")
        for line in file.read_text("utf-8").splitlines()
        if line[:1] not in ("", "#")
    ]
    names = [row[0] for row in rows]
    assert len(names) == len(set(names)) > 200
    for name, _, _ in rows:
        found = listed_days(name)
        assert found is not None, name
        assert name == name.lower()
        assert found.start.year >= 1900


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_topic_is_read(topic: str) -> None:
    for days in (named_days(topic), listed_days(topic)):
        assert days is None or days.start < days.end
