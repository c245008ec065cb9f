import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.base.records import Claim, Report
from whoholds.base.times import DateBasis
from whoholds.identify.datelines import dateline, told_on
from whoholds.identify.dates import resolve_date

Make = Callable[..., Claim]
MakeReport = Callable[..., Report]
PAGE = date(2020, 1, 18)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BEIRUT, Jan 17 (Reuters) - The army", "Jan 17"),
        ("FALLUJA/WASHINGTON, June 18: Iraq's prime minister", "June 18"),
        ("SANAA, 2 Nov - The spokesman", "2 Nov"),
        ("Posted on July 20, 2016 by X", "July 20, 2016"),
        ("Wed 05 Apr 2017 Syria attack", "05 Apr 2017"),
        ("2020-01-16\nThe army", "2020-01-16"),
        ("KYIV, JANUARY 17, 2020 — The", "JANUARY 17, 2020"),
        ("On 17 January 2020 the army took it.", None),
        ("17 January 2020 was a bad day.", None),
        ("The army left on January 17 - its men said.", None),
        ("", None),
    ],
)
def test_the_head_of_a_text(text: str, words: str | None) -> None:
    assert dateline(text) == words


@pytest.mark.parametrize(
    ("head", "page", "day", "by_dateline"),
    [
        ("BEIRUT, Jan 17 (Reuters) -", PAGE, (2020, 1, 17), False),
        ("BEIRUT, Jan 10 (Reuters) -", PAGE, (2020, 1, 10), True),
        ("BEIRUT, Dec 30 (Reuters) -", date(2020, 1, 2), (2019, 12, 30), True),
        ("BEIRUT, Jan 1 (Reuters) -", date(2019, 12, 31), (2020, 1, 1), False),
        ("Posted on July 20, 2016", PAGE, (2016, 7, 20), True),
        ("Posted on July 20, 2016", None, (2016, 7, 20), True),
        ("No dateline.", PAGE, (2020, 1, 18), False),
    ],
)
def test_the_dateline_wins_and_is_told(
    head: str, page: date | None, day: tuple[int, int, int], by_dateline: bool
) -> None:
    told = told_on(f"{head} The army took it.", page)
    assert (told.day, told.by_dateline) == (date(*day), by_dateline)


def test_a_dateline_without_its_year_needs_a_page_with_a_day() -> None:
    assert told_on("BEIRUT, Jan 17 (Reuters) - The army", None).day is None


def test_a_contradicted_page_is_flagged(make_claim: Make, make_report: MakeReport) -> None:
    text = "IDLIB, January 8, 2020 - The army took it on Monday."
    for words, days in (("Monday", "2020-01-06"), (None, "2020-01-07/2020-01-08")):
        link = resolve_date(make_claim(words, text=text), make_report(text, published=PAGE))
        assert link is not None
        assert (link.days.isoformat(), link.basis) == (days, DateBasis.DATELINE)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=120), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_any_head_is_read(text: str, published: date) -> None:
    assert told_on(text, published).day is not None


@pytest.mark.parametrize("piece", ["A", "Aa ", "A, ", "Jan 1 ", "A-", "1 Jan,", "(A) "])
def test_hostile_heads_are_quick(piece: str) -> None:
    start = time.process_time()
    dateline(piece * 20_000)
    assert time.process_time() - start < 0.5
