"""Two days beside each other, two states of knowledge of one day, playing, going back."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def differing(page: Page) -> dict[str, str]:
    rows = page.locator("#changes .differences li")
    return dict(
        rows.evaluate_all(
            "rows => rows.map(row => [row.querySelector('button').dataset.place,"
            " [...row.querySelectorAll('.signed')].map(each => each.textContent).join(' > ')])"
        )
    )


def test_two_days_lie_under_a_handle_with_what_differs_listed(
    open_page: Open, steps: "Steps"
) -> None:
    page = open_page("#day=2020-01-17&with=2020-01-10&hide=events")
    steps.drawn(page, date(2020, 1, 17))
    other = page.locator("#map-other")
    expect(other).to_have_attribute("data-day", steps.number(date(2020, 1, 10)), timeout=steps.SLOW)
    found = differing(page)
    assert found["hand:jurayf"] == "Syrian opposition factions > Syrian government and allies"
    assert "hand:khatrah" not in found
    expect(page.locator("#changes")).to_contain_text("2 places differ")
    # Abu Jurayf wears the colour of the side of the handle that it lies on.
    point = steps.point_of(page, 35.669, 36.925)
    sides = page.evaluate("async () => (await (await fetch('api/v1/control')).json()).sides")
    colours = {side["id"]: side["colour"].lower() for side in sides}
    handle = page.get_by_role("slider", name="Where the two days meet")
    handle.focus()
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    assert steps.colour_at(page, point) == colours["syria:opposition"]
    page.keyboard.press("Home")
    page.wait_for_timeout(500)
    assert steps.colour_at(page, point) == colours["syria:government"]
    assert handle.get_attribute("aria-valuenow") == "0"
    expect(page).to_have_url(re.compile("swipe=0"))
    # By hand, too.
    box = page.locator("#stage").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 300, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("swipe=2[45]"))
    page.locator('#changes [data-place="hand:jurayf"]').click()
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")


def test_two_states_of_knowledge_of_one_day(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-19&view=table")
    page.evaluate("location.hash = '#day=2020-01-19&view=table&withknown=10'")
    changes = page.locator("#changes")
    expect(changes).to_contain_text("What is told otherwise of 19 Jan 2020", timeout=steps.SLOW)
    found = differing(page)
    assert found["hand:jurayf"] == "Syrian government and allies > Syrian opposition factions"
    assert found["hand:hostile"].startswith("not on record > ")
    expect(changes).to_contain_text("Right: as known now")
    page.get_by_role("button", name="Swap").click()
    expect(page).to_have_url(re.compile("known=10&with=2020-01-19&withknown=now"))
    expect(page.locator("body")).to_have_attribute("data-position", "10")


def test_a_comparison_begins_and_ends(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-18")
    steps.drawn(page, date(2020, 1, 18))
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("#compare-bar")).to_be_visible()
    expect(page.get_by_label("Compare with")).to_have_value("2020-01-11")
    expect(page.locator("#map-other canvas")).to_be_visible(timeout=steps.SLOW)
    page.get_by_label("As known, for the other").select_option("10")
    expect(page).to_have_url(re.compile("withknown=10"))
    expect(page.locator(".swipe-left")).to_contain_text("11 Jan 2020")
    page.get_by_role("button", name="End").click()
    expect(page.locator("#map-other canvas")).to_have_count(0)
    expect(page.locator("#changes")).to_be_hidden()
    assert "with" not in page.url.split("#")[1]


def test_the_days_play_and_stop(open_page: Open) -> None:
    page = open_page("#day=2020-01-12&view=table")
    page.get_by_label("How fast the days are played").select_option("80")
    page.get_by_label("Play the days").click()
    expect(page.locator(".time-day")).to_have_text("Monday 20 January 2020")
    expect(page.get_by_label("Play the days")).to_be_visible()
    page.get_by_label("How fast the days are played").select_option("700")
    page.get_by_label("Play the days").click()
    expect(page.locator(".time-day")).to_contain_text("10 January 2020")
    page.get_by_label("Stop playing").click()
    shown = page.locator(".time-day").inner_text()
    page.wait_for_timeout(900)
    assert page.locator(".time-day").inner_text() == shown


def test_the_handle_goes_back_to_what_was_known(open_page: Open, steps: "Steps") -> None:
    page = open_page("#place=hand:jurayf&day=2020-01-20&view=table")
    handle = page.get_by_role("slider", name="As known")
    expect(handle).to_have_attribute("aria-valuetext", "now")
    handle.focus()
    page.keyboard.press("Home")
    expect(page.locator("body")).to_have_attribute("data-position", "10", timeout=steps.SLOW)
    expect(page.locator("#known")).to_have_value("10")
    expect(page.locator(".holder-name")).to_have_text("Held by Syrian Arab Army")
    page.keyboard.press("End")
    expect(page.locator("body")).to_have_attribute("data-position", "20", timeout=steps.SLOW)
    expect(page).to_have_url(re.compile("^(?!.*known)"))
