"""Search, links, frames, exports, keys: how a view is found, shared and taken along."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def searched(page: Page, words: str) -> None:
    page.get_by_label("Search places").fill("")
    page.get_by_label("Search places").press_sequentially(words)


def test_a_quote_is_found_by_its_words_and_opens_in_its_report(open_page: Open) -> None:
    page = open_page("#day=2020-01-17&view=table")
    searched(page, "hilltop")
    quote = page.locator("#found [data-quote]")
    expect(quote).to_contain_text("took the hilltop of Mustayf")
    expect(quote.locator("mark")).to_have_text("hilltop")
    quote.click()
    expect(page.locator("#report em")).to_have_text("took")
    assert "hilltop" in "".join(page.locator("#report mark").all_inner_texts())
    expect(page.locator("#panel h2")).to_have_text("Mustayf")
    expect(page).to_have_url(re.compile("report=.*claim="))
    # The address alone opens the same words.
    again = open_page(f"#{page.url.split('#')[1]}")
    expect(again.locator("#report em")).to_have_text("took")
    again.keyboard.press("Escape")
    expect(again.locator("#report")).to_be_hidden()
    assert "report=" not in again.url


def test_a_group_and_a_publisher_that_are_found_become_the_filter(open_page: Open) -> None:
    page = open_page("#day=2020-01-17&view=table&place=hand:jurayf")
    searched(page, "Opposition Post")
    page.locator("#found [data-source]").click()
    expect(page).to_have_url(re.compile("source=Opposition"))
    expect(page.locator("#panel .filtered")).to_have_text("2 claims left out by the filter.")
    searched(page, "Hay'at Tahrir")
    expect(page.locator("#found [data-actor]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator('#found [aria-selected="true"]')).to_have_count(1)
    page.locator("#found [data-actor]").first.click()
    expect(page).to_have_url(re.compile("actor=Hay"))


def test_the_address_brings_back_every_choice(open_page: Open, steps: "Steps") -> None:
    fragment = (
        "day=2020-01-19&known=20&with=2020-01-12&withknown=10&swipe=30&layer=claimed&hide=towns"
        "&events=30&side=syria:opposition&status=happened&least=0.55&map=9.00/35.7000/36.9000"
        "&names=both&scheme=dark"
    )
    page = open_page(f"#{fragment}")
    steps.drawn(page, date(2020, 1, 19))
    expect(page.locator("#map-other")).to_have_attribute(
        "data-day", steps.number(date(2020, 1, 12)), timeout=steps.SLOW
    )
    for name, value in {
        "who-holds": "claimed",
        "event-days": "30",
        "names": "both",
        "scheme": "dark",
        "filter-side": "syria:opposition",
        "filter-status": "happened",
        "filter-least": "0.55",
        "known": "20",
        "with-known": "10",
        "with-day": "2020-01-12",
    }.items():
        expect(page.locator(f"#{name}")).to_have_value(value)
    expect(page.locator("#show-towns")).not_to_be_checked()
    expect(page.locator("#swipe")).to_have_attribute("aria-valuenow", "30")
    page.get_by_role("button", name="Share").click()
    link = page.locator("#share-link").input_value()
    assert parse_qs(urlsplit(link).fragment) == parse_qs(fragment)


def test_what_is_in_view_can_be_taken_along(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17&map=9.00/35.7000/36.9000")
    steps.drawn(page, date(2020, 1, 17))
    steps.whole(page)
    page.get_by_role("button", name="Share").click()
    frame = page.locator("#share-frame").input_value()
    assert frame.startswith("<iframe src=")
    assert "embed=1" in frame
    for name in ("GeoJSON", "CSV", "KML"):
        address = page.get_by_role("link", name=name).get_attribute("href")
        assert address is not None
        asked = parse_qs(urlsplit(address).query)
        assert asked["on"] == ["2020-01-17"]
        assert asked["known"] == ["20"]
        west, south, east, north = map(float, asked["bbox"][0].split(","))
        assert west < 36.9 < east
        assert south < 35.7 < north
        answer = page.request.get(page.url.split("#")[0] + address)
        assert answer.ok, answer.text()
        assert "Abu Jurayf" in answer.text()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="PNG").click()
    name = downloading.value.suggested_filename
    assert name == "Who-holds-what-Friday-17-January-2020.png"
    picture = Image.open(io.BytesIO(downloading.value.path().read_bytes())).convert("RGB")
    box = page.locator("#map").bounding_box()
    assert box is not None
    assert picture.width == round(box["width"])
    assert picture.height > box["height"] + 80
    assert len(picture.getcolors(1_000_000) or ()) > 20, "the map is in it"


def test_the_frame_for_other_pages_shows_map_and_day_alone(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17&embed=1")
    steps.drawn(page, date(2020, 1, 17))
    for hidden in ("#find", "#known", "#layers", "#share-open"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#legend")).to_be_visible()
    link = page.get_by_role("link", name="Open the whole map")
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", re.compile("day=2020-01-17"))
    assert "embed" not in (link.get_attribute("href") or "")
    assert link.get_attribute("rel") == "noopener"


def test_one_key_each(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-12")
    steps.drawn(page, date(2020, 1, 12))
    shown = page.locator(".time-day")
    page.keyboard.press(".")
    expect(shown).to_contain_text("13 January 2020")
    page.keyboard.press(",")
    page.keyboard.press(">")
    expect(shown).to_contain_text("16 January 2020")
    page.keyboard.press("l")
    expect(page.locator("#layers-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#layers-body")).to_be_hidden()
    page.keyboard.press("t")
    expect(page.locator("#table")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator("#find")).to_have_value("m")
    expect(page.locator("#table")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#view-table").focus()
    page.keyboard.press("?")
    page.get_by_label("These keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_timeout(200)
    expect(page.locator("#table")).to_be_visible()


def test_a_screen_reader_is_told_the_day(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17&view=table")
    steps.set_day(page, date(2020, 1, 16))
    said = page.locator("#said")
    expect(said).to_have_text(
        re.compile(r"Thursday 16 January 2020\. Places held: .*Syrian government and allies: \d")
    )
    assert said.get_attribute("role") == "status"
