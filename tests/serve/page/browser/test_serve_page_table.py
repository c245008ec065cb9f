"""The table says what the map shows, alone where the map cannot be drawn."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from whoholds.base.settings import Settings
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Serve = Callable[[Settings], AbstractContextManager[str]]
Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def test_the_table_says_the_same_as_the_ledger(
    open_page: Open, steps: "Steps", picture: Picture
) -> None:
    page = open_page("#day=2020-01-10")
    page.locator("#view-table").click()
    expect(page.locator("#map")).to_be_hidden()
    for day in (date(2020, 1, 10), date(2020, 1, 17), date(2020, 1, 20)):
        steps.set_day(page, day)
        expect(page.locator("#table")).to_have_attribute("data-day", steps.number(day))
        rows = steps.rows_of(page)
        assert set(rows) == set(picture.places)
        for place, words in rows.items():
            wanted = steps.table_words(picture.period_on(place, day)).replace("\u202e", "⟨U+202E⟩")
            assert words == wanted
    page.get_by_role("button", name="Tell Khatrah").click()
    expect(page.locator("#panel h2")).to_have_text("Tell Khatrah")
    expect(page.locator("tr[aria-current]")).to_contain_text("Tell Khatrah")


def test_without_webgl_the_table_stands_in(
    open_page: Open, steps: "Steps", blind_browser: Browser
) -> None:
    page = open_page("#day=2020-01-17", by=blind_browser)
    expect(page.locator("#notice")).to_contain_text("The table shows the same places")
    expect(page.locator("#view-map")).to_be_disabled()
    assert steps.rows_of(page)["hand:jurayf"] == "Syrian Arab Army"
    steps.set_day(page, date(2020, 1, 10))
    expect(page.locator("#table")).to_have_attribute("data-day", steps.number(date(2020, 1, 10)))
    assert steps.rows_of(page)["hand:jurayf"] == "Hay'at Tahrir al-Sham"
    page.get_by_role("button", name="Abu Jurayf").click()
    page.locator(".group-for .read").first.click()
    expect(page.locator("#report mark").first).to_be_visible()


def test_without_the_third_party_files_the_table_stands_in(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17", without="**/vendor/**", tolerated="404")
    expect(page.locator("#notice")).to_contain_text("The table shows the same places")
    assert steps.rows_of(page)["hand:jurayf"] == "Syrian Arab Army"


def test_without_the_basemap_the_places_are_drawn_all_the_same(
    open_page: Open, steps: "Steps"
) -> None:
    page = open_page("#day=2020-01-17", without="**/basemap/**", tolerated="404")
    steps.drawn(page, date(2020, 1, 17))
    page.mouse.click(*steps.point_of(page, 35.669, 36.925))
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")


def test_the_table_can_be_worked_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("#day=2020-01-17&view=table")
    page.get_by_role("button", name="Abu Jurayf").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")
    expect(page.get_by_role("button", name="Abu Jurayf")).to_be_focused()
    # The claims come last: until then the panel, with its button, may be drawn anew.
    expect(page.locator("#panel blockquote").first).to_be_visible()
    page.get_by_label("Close", exact=True).press("Enter")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.get_by_role("button", name="Abu Jurayf")).to_be_focused()


def test_the_example_reports_look_as_their_ledger_has_them(
    open_page: Open, steps: "Steps", serve: Serve, example_home: Path
) -> None:
    settings = Settings(home=example_home, who="t")
    with Home.open(settings, create=False) as home:
        picture = Answers(home).picture()
    assert picture.first_day is not None
    assert picture.last_day is not None
    with serve(settings) as address:
        page = open_page("#view=table", address=address)
        day = picture.first_day
        states = set()
        while day <= picture.last_day:
            steps.set_day(page, day)
            expect(page.locator("#table")).to_have_attribute("data-day", steps.number(day))
            for place, words in steps.rows_of(page).items():
                period = picture.period_on(place, day)
                assert words == steps.table_words(period), (place, day)
                states.add(None if period is None else (period.state, period.side))
            day += timedelta(days=1)
        assert len(states) > 3
        steps.set_day(page, date(2020, 1, 17))
        page.get_by_role("button", name="Abu Jurayf").click()
        period = picture.period_on(picture.find_place("Abu Jurayf").id, date(2020, 1, 17))
        assert period is not None
        expect(page.locator(".group-for .claim")).to_have_count(len(period.supporting))
        quote = picture.claims[period.supporting[0]].claim.quote
        expect(page.locator(".group-for blockquote").first).to_have_text(quote.text)
        page.locator(".group-for .read").first.click()
        marks = page.locator("#report mark")
        expect(marks.first).to_be_visible()
        assert "".join(marks.all_text_contents()) == quote.text
        page.close()
