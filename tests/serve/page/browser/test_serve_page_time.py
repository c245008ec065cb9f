"""Days and knowledge: the slider, its steps, an earlier record."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from whoholds.run.answers import Picture

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def test_the_slider_shows_what_the_ledger_says_on_every_day(
    open_page: Open, steps: "Steps", picture: Picture
) -> None:
    page = open_page("#place=hand:jurayf&day=2020-01-10&view=table")
    assert picture.first_day is not None
    assert picture.last_day is not None
    seen = set()
    day = picture.first_day
    while day <= picture.last_day:
        steps.set_day(page, day)
        wanted = steps.words_of(picture.period_on("hand:jurayf", day))
        expect(page.locator(".holder-name")).to_have_text(wanted)
        expect(page.locator("#panel")).to_have_attribute("data-day", day.isoformat())
        period = picture.period_on("hand:jurayf", day)
        supporting = () if period is None else period.supporting
        shown = page.locator(".group-for .claim").evaluate_all(
            "claims => claims.map(claim => claim.dataset.claim)"
        )
        assert shown == list(supporting)
        seen.add(wanted)
        day += timedelta(days=1)
    assert len(seen) > 1


def test_the_slider_moves_by_key_step_and_change(open_page: Open) -> None:
    page = open_page("#day=2020-01-12&view=table")
    shown = page.locator(".time-day")
    page.locator("#day").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_text("Monday 13 January 2020")
    assert page.locator("#day").get_attribute("aria-valuetext") == "Monday 13 January 2020"
    page.get_by_label("Next day").click()
    expect(shown).to_have_text("Tuesday 14 January 2020")
    page.get_by_label("Next change").click()
    expect(shown).to_have_text("Thursday 16 January 2020")
    page.get_by_label("Previous change").click()
    expect(shown).to_have_text("Sunday 12 January 2020")
    page.get_by_label("Previous day").click()
    expect(shown).to_have_text("Saturday 11 January 2020")
    page.locator("#day").focus()
    page.keyboard.press("End")
    expect(shown).to_have_text("Monday 20 January 2020")
    expect(page.get_by_label("Next day")).to_be_disabled()
    expect(page).to_have_url(re.compile(r"day=2020-01-20"))


def test_a_few_far_days_do_not_squeeze_the_slider(open_page: Open, made_address: str) -> None:
    control = httpx.get(f"{made_address}api/v1/control").json()
    first, last = control["first_day"], control["last_day"]
    events = control["events"]
    events["day"] = [first - 4000, *events["day"], last + 4000]
    events["claims"] = [1, *(100 * count for count in events["claims"]), 1]
    control |= {"first_day": first - 4000, "last_day": last + 4000}
    page = open_page("#view=table", answers={"**/api/v1/control*": control})
    slider = page.locator("#day")
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == (str(first), str(last))
    expect(page.locator(".time-day")).to_have_text("Monday 20 January 2020")
    page.get_by_label("Days shown").select_option("all")
    assert slider.get_attribute("min") == str(first - 4000)
    assert slider.get_attribute("max") == str(last + 4000)
    page.get_by_label("Days shown").select_option("usual")
    page.get_by_label("Go to a day").fill("2015-06-01")
    expect(page.locator(".time-day")).to_have_text("Monday 1 June 2015")
    expect(page.get_by_label("Days shown")).to_have_value("all")


def test_an_earlier_record_is_shown_as_it_was(open_page: Open) -> None:
    page = open_page("#place=hand:jurayf&day=2020-01-20&view=table")
    expect(page.locator(".holder-name")).to_contain_text("Hay'at Tahrir al-Sham")
    choice = page.locator("#known")
    expect(choice.locator("option")).to_have_count(3)
    choice.select_option("10")
    # The record of then ends on the 16th, and so does its slider.
    expect(page.locator(".holder-name")).to_have_text("Held by Syrian Arab Army")
    expect(page.locator("body")).to_have_attribute("data-position", "10")
    expect(page).to_have_url(re.compile(r"known=10"))
    choice.select_option("")
    expect(page.locator(".holder-name")).to_contain_text("Hay'at Tahrir al-Sham")


def test_a_place_not_yet_on_record_then_is_said_so(open_page: Open) -> None:
    page = open_page("#place=near:mustayf@hand:khatrah&known=10&view=table")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#notice")).to_contain_text("not on record as known then")


def test_an_impossible_record_is_said_so_with_a_way_out(
    browser: Browser, made_address: str, steps: "Steps"
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{made_address}#known=999&view=table")
        expect(page.locator("#notice")).to_contain_text("the record has 20 entries")
        page.get_by_role("button", name="Show everything on record").click()
        expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=steps.SLOW)
        expect(page.locator("#table tbody tr")).to_have_count(5)
