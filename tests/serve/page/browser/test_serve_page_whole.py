"""The page as a whole: search, address, phone, hostile text, failures, a record that grows."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from whoholds.base.settings import Settings

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Serve = Callable[[Settings], AbstractContextManager[str]]
Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def test_hostile_text_is_only_text(open_page: Open) -> None:
    page = open_page("#place=hand:hostile&day=2020-01-13")
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_contain_text("<b>Evil</b>")
    expect(panel.locator("blockquote")).to_contain_text("<script>window.owned=1</script>")
    panel.locator(".read").first.click()
    report = page.locator("#report")
    expect(report.locator("mark").first).to_be_visible()
    expect(report.locator("h2")).to_contain_text("<script>document.title='owned'</script>")
    expect(report.locator(".captions")).to_contain_text("<svg onload=window.owned=4>")
    assert report.locator("a").count() == 0
    assert page.locator("script").count() == 1
    assert report.locator("img, svg, b, i, u, script").count() == 0
    assert page.evaluate("window.owned") is None
    assert page.title() == "whoholds"
    # The override is shown, not obeyed, and neither word nor name pushes anything off the page.
    expect(report.locator("h2")).to_contain_text("⟨U+202E⟩")
    assert "\u202e" not in page.locator("body").inner_text()
    for part in ("document.documentElement", "document.querySelector('#report')"):
        assert page.evaluate(f"{part}.scrollWidth <= {part}.clientWidth")


def test_what_is_waited_for_is_said(browser: Browser, made_address: str, steps: "Steps") -> None:
    with browser.new_context() as context:
        page = context.new_page()
        held: list[Route] = []
        page.route("**/api/v1/control*", lambda route: held.append(route))
        page.goto(f"{made_address}#view=table")
        waiting = page.locator("#waiting")
        expect(waiting).to_contain_text("Working out who holds what")
        assert len(held) == 1
        held[0].continue_()
        expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=steps.SLOW)
        expect(waiting).to_be_hidden()


def test_a_search_opens_a_place(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Search places").press_sequentially("tel khatra")
    option = page.locator("#found [data-place]").first
    expect(option).to_contain_text("Tell Khatrah")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Tell Khatrah")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_the_address_brings_the_same_view_back(open_page: Open) -> None:
    page = open_page("#day=2020-01-18&place=hand:khatrah&view=table&map=9.50/35.7000/36.9000")
    expect(page.locator(".time-day")).to_have_text("Saturday 18 January 2020")
    expect(page.locator("#panel h2")).to_have_text("Tell Khatrah")
    expect(page.locator("#table")).to_be_visible()
    page.get_by_role("button", name="Abu Jurayf").click()
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")
    page.go_back()
    expect(page.locator("#panel h2")).to_have_text("Tell Khatrah")
    expect(page).to_have_url(re.compile(r"map=9\.50/35\.7000/36\.9000"))


def test_a_phone_shows_map_panel_and_slider_without_scrolling_aside(
    open_page: Open, steps: "Steps"
) -> None:
    page = open_page("#day=2020-01-17", size=steps.PHONE, has_touch=True)
    steps.drawn(page, date(2020, 1, 17))
    page.touchscreen.tap(*steps.point_of(page, 35.669, 36.925))
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")
    assert page.evaluate("document.documentElement.scrollWidth") == steps.PHONE["width"]
    boxes = {
        name: page.locator(name).bounding_box() for name in ("#panel", "#time", ".masthead", "#map")
    }
    for name, box in boxes.items():
        assert box is not None, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= steps.PHONE["width"], name
    panel, time = boxes["#panel"], boxes["#time"]
    assert panel is not None
    assert time is not None
    assert panel["y"] + panel["height"] <= time["y"] + 1
    assert time["y"] + time["height"] <= steps.PHONE["height"]
    page.get_by_label("Next day").click()
    expect(page.locator(".time-day")).to_contain_text("18 January 2020")
    # The place that was tapped is still to be seen above the panel.
    page.wait_for_timeout(700)
    assert steps.point_of(page, 35.669, 36.925)[1] < panel["y"]


def test_the_page_offers_what_was_read_meanwhile(
    open_page: Open, serve: Serve, first_home: Path, append_second: Callable[[Path], None]
) -> None:
    with serve(Settings(home=first_home, who="t")) as address:
        page = open_page("#place=hand:jurayf&day=2020-01-16&view=table", address=address)
        append_second(first_home)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        newest = httpx.get(f"{address}api/v1/state").json()["position"]
        notice = page.locator("#notice")
        expect(notice).to_contain_text("The record has grown")
        notice.get_by_role("button").click()
        expect(page.locator("body")).to_have_attribute("data-position", str(newest))
        expect(page.locator(".periods li")).not_to_have_count(2)
        page.close()


def test_a_failing_server_is_said_so(open_page: Open, serve: Serve, first_home: Path) -> None:
    with serve(Settings(home=first_home, who="t")) as address:
        page = open_page("#day=2020-01-16&view=table", address=address, tolerated="500")
        page.route("**/api/v1/places/**", lambda route: route.fulfill(status=500, body="no JSON"))
        page.get_by_role("button", name="Abu Jurayf").click()
        expect(page.locator("#panel .failure")).to_have_text("The server answered 500.")
        page.close()
