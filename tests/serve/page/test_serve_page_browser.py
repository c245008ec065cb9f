"""The page in Debian's Chromium, against the record it shows: what a person clicks, reads and moves.

Every test ends with the check that nothing was logged as an error, no rule of the content policy was
broken, and no request left this machine.
"""

import io
import math
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from whoholds.base.records import ControlState, Period
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home

pytestmark = pytest.mark.browser

Serve = Callable[[Settings], AbstractContextManager[str]]
Open = Callable[..., Page]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SLOW = 30_000  # milliseconds; software rendering on a busy machine
TILE = 512  # MapLibre's world is this many pixels wide at zoom 0
EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    # One module only: its event loop must not outlive these tests.
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    assert CHROMIUM.exists(), "Chromium is missing; `make test` installs it (apt: chromium)"
    with playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as launched:
        yield launched


@pytest.fixture(scope="module")
def blind_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser without WebGL."""
    arguments = [*ARGUMENTS, "--disable-3d-apis"]
    with playwright.chromium.launch(executable_path=CHROMIUM, args=arguments) as launched:
        yield launched


@pytest.fixture
def picture(made_home: Path) -> Iterator[Picture]:
    with Home.open(Settings(home=made_home, who="t"), create=False) as home:
        yield Answers(home).picture()


def watch(page: Page, faults: list[str], address: str, tolerated: str) -> None:
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and (tolerated == "" or tolerated not in said.text)
            else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "blob:", "data:"))
            else faults.append(f"a request left: {request.url}")
        ),
    )


def answering(body: Any) -> Callable[[Route], None]:
    return lambda route: route.fulfill(json=body)


@pytest.fixture
def open_page(browser: Browser, made_address: str) -> Iterator[Open]:
    faults: list[str] = []
    opened: list[Any] = []

    def open_at(
        fragment: str = "",
        *,
        address: str = made_address,
        by: Browser = browser,
        size: dict[str, int] = DESK,
        tolerated: str = "",
        without: str = "",
        answers: dict[str, Any] | None = None,
        **more: Any,
    ) -> Page:
        context = by.new_context(viewport=size, **more)  # type: ignore[arg-type]  # a TypedDict
        opened.append(context)
        page = context.new_page()
        watch(page, faults, address, tolerated)
        if without:
            page.route(without, lambda route: route.fulfill(status=404))
        for pattern, body in (answers or {}).items():
            page.route(pattern, answering(body))
        page.goto(f"{address}{fragment}")
        expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=SLOW)
        return page

    yield open_at
    for context in opened:
        context.close()
    assert faults == []


def number(day: date) -> str:
    return str((day - EPOCH).days)


def drawn(page: Page, day: date) -> None:
    """Wait until the map has drawn the states of a day."""
    expect(page.locator("#map")).to_have_attribute("data-day", number(day), timeout=SLOW)


def mercator(lat: float, lon: float, zoom: float) -> tuple[float, float]:
    world = TILE * 2**zoom
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return world * (lon + 180) / 360, world * (math.pi - y) / (2 * math.pi)


def point_of(page: Page, lat: float, lon: float) -> tuple[float, float]:
    """Return where a place stands on the page, from the camera that its address names."""
    found = re.search(r"map=([\d.]+)/(-?[\d.]+)/(-?[\d.]+)", page.url)
    assert found is not None, page.url
    zoom, mid_lat, mid_lon = (float(part) for part in found.groups())
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = mercator(lat, lon, zoom)
    mid_x, mid_y = mercator(mid_lat, mid_lon, zoom)
    return box["x"] + box["width"] / 2 + x - mid_x, box["y"] + box["height"] / 2 + y - mid_y


def colour_at(page: Page, point: tuple[float, float]) -> str:
    pixels = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    pixel = pixels.getpixel((round(point[0]), round(point[1])))
    assert isinstance(pixel, tuple)
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def words_of(period: Period | None) -> str:
    """Return what the panel must say of a period."""
    if period is None or period.state is ControlState.UNKNOWN:
        return "Unknown"
    lead = "Held by" if period.state is ControlState.HELD else "Contested, likelier"
    return f"{lead} {period.actor}"


def set_day(page: Page, day: date) -> None:
    page.locator("#day").evaluate(
        "(range, day) => { range.value = day;"
        " range.dispatchEvent(new Event('input', { bubbles: true })); }",
        number(day),
    )


def test_a_click_on_the_map_opens_the_place_and_its_quote(open_page: Open) -> None:
    page = open_page("#day=2020-01-17")
    drawn(page, date(2020, 1, 17))
    page.mouse.click(*point_of(page, 35.669, 36.925))
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("Abu Jurayf")
    expect(panel.locator(".holder-name")).to_have_text("Held by Syrian Arab Army")
    expect(panel.locator(".group-for blockquote").first).to_have_text(
        "On 16 January the Syrian Arab Army captured the town of Abu Jurayf from "
        "Hay'at Tahrir al-Sham."
    )
    expect(panel.locator(".group-for blockquote em").first).to_have_text("captured")
    expect(panel.locator(".claim-source").first).to_contain_text("Government Wire, 16 Jan 2020")
    assert "place=hand:jurayf" in page.url
    page.mouse.click(*point_of(page, 35.70, 36.86))
    expect(panel).to_be_hidden()


def test_a_place_wears_the_colour_of_its_side_on_the_day(open_page: Open, picture: Picture) -> None:
    page = open_page("#day=2020-01-17")
    place = picture.places["hand:khatrah"]
    assert place.lat is not None
    assert place.lon is not None
    seen = set()
    for day in (date(2020, 1, 17), date(2020, 1, 10)):
        set_day(page, day)
        drawn(page, day)
        period = picture.period_on(place.id, day)
        assert period is not None
        assert period.side is not None
        colour = colour_at(page, point_of(page, place.lat, place.lon))
        assert colour == picture.sides[period.side].colour.lower()
        seen.add(period.side)
    assert "syria:government" in seen


def test_the_quote_is_marked_in_the_report_after_wide_characters(open_page: Open) -> None:
    # A flag of two UTF-16 units stands before the quote: offsets count code points.
    page = open_page("#day=2020-01-17&place=hand:jurayf&view=table")
    page.locator(".group-for .read").first.click()
    report = page.locator("#report")
    expect(report.locator("mark").first).to_be_in_viewport()
    marked = "".join(report.locator("mark").all_inner_texts())
    assert marked == (
        "On 16 January the Syrian Arab Army captured the town of Abu Jurayf from "
        "Hay'at Tahrir al-Sham."
    )
    expect(report.locator("mark em")).to_have_text("captured")
    expect(report.locator("h2")).to_have_text("Army back in Abu Jurayf")
    expect(report.locator(".captions")).to_contain_text("Credit: A. Photographer")
    expect(report.locator("footer")).to_contain_text("ab" * 32)
    link = report.locator("header a")
    assert link.get_attribute("href") == "https://wire.example.org/one"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert "SECRETCOMMENT" not in page.content()
    page.keyboard.press("Escape")
    expect(report).to_be_hidden()
    expect(page.locator("#panel")).to_be_visible()


def test_the_slider_shows_what_the_ledger_says_on_every_day(
    open_page: Open, picture: Picture
) -> None:
    page = open_page("#place=hand:jurayf&day=2020-01-10&view=table")
    assert picture.first_day is not None
    assert picture.last_day is not None
    seen = set()
    day = picture.first_day
    while day <= picture.last_day:
        set_day(page, day)
        wanted = words_of(picture.period_on("hand:jurayf", day))
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
    assert "day=2020-01-20" in page.url


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


def rows_of(page: Page) -> dict[str, str]:
    rows = page.locator("#table tbody tr")
    return dict(
        rows.evaluate_all(
            "rows => rows.map(row => [row.querySelector('button').dataset.place,"
            " row.cells[1].textContent.trim()])"
        )
    )


def table_words(period: Period | None) -> str:
    return words_of(period).removeprefix("Held by ")


def test_the_table_says_the_same_as_the_ledger(open_page: Open, picture: Picture) -> None:
    page = open_page("#day=2020-01-10")
    page.locator("#view-table").click()
    expect(page.locator("#map")).to_be_hidden()
    for day in (date(2020, 1, 10), date(2020, 1, 17), date(2020, 1, 20)):
        set_day(page, day)
        expect(page.locator("#table")).to_have_attribute("data-day", number(day))
        rows = rows_of(page)
        assert set(rows) == set(picture.places)
        for place, words in rows.items():
            wanted = table_words(picture.period_on(place, day)).replace("\u202e", "⟨U+202E⟩")
            assert words == wanted
    page.get_by_role("button", name="Tell Khatrah").click()
    expect(page.locator("#panel h2")).to_have_text("Tell Khatrah")
    expect(page.locator("tr[aria-current]")).to_contain_text("Tell Khatrah")


def test_without_webgl_the_table_stands_in(open_page: Open, blind_browser: Browser) -> None:
    page = open_page("#day=2020-01-17", by=blind_browser)
    expect(page.locator("#notice")).to_contain_text("The table shows the same places")
    expect(page.locator("#view-map")).to_be_disabled()
    assert rows_of(page)["hand:jurayf"] == "Syrian Arab Army"
    set_day(page, date(2020, 1, 10))
    expect(page.locator("#table")).to_have_attribute("data-day", number(date(2020, 1, 10)))
    assert rows_of(page)["hand:jurayf"] == "Hay'at Tahrir al-Sham"
    page.get_by_role("button", name="Abu Jurayf").click()
    page.locator(".group-for .read").first.click()
    expect(page.locator("#report mark").first).to_be_visible()


def test_without_the_third_party_files_the_table_stands_in(open_page: Open) -> None:
    page = open_page("#day=2020-01-17", without="**/vendor/**", tolerated="404")
    expect(page.locator("#notice")).to_contain_text("The table shows the same places")
    assert rows_of(page)["hand:jurayf"] == "Syrian Arab Army"


def test_without_the_basemap_the_places_are_drawn_all_the_same(open_page: Open) -> None:
    page = open_page("#day=2020-01-17", without="**/basemap/**", tolerated="404")
    drawn(page, date(2020, 1, 17))
    page.mouse.click(*point_of(page, 35.669, 36.925))
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")


def test_an_earlier_record_is_shown_as_it_was(open_page: Open) -> None:
    page = open_page("#place=hand:jurayf&day=2020-01-20&view=table")
    expect(page.locator(".holder-name")).to_contain_text("Hay'at Tahrir al-Sham")
    choice = page.locator("#known")
    expect(choice.locator("option")).to_have_count(3)
    choice.select_option("10")
    # The record of then ends on the 16th, and so does its slider.
    expect(page.locator(".holder-name")).to_have_text("Held by Syrian Arab Army")
    expect(page.locator("body")).to_have_attribute("data-position", "10")
    assert "known=10" in page.url
    choice.select_option("")
    expect(page.locator(".holder-name")).to_contain_text("Hay'at Tahrir al-Sham")


def test_a_place_not_yet_on_record_then_is_said_so(open_page: Open) -> None:
    page = open_page("#place=near:mustayf@hand:khatrah&known=10&view=table")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#notice")).to_contain_text("not on record as known then")


def test_an_impossible_record_is_said_so_with_a_way_out(
    browser: Browser, made_address: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{made_address}#known=999&view=table")
        expect(page.locator("#notice")).to_contain_text("the record has 20 entries")
        page.get_by_role("button", name="Show everything on record").click()
        expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=SLOW)
        expect(page.locator("#table tbody tr")).to_have_count(5)


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


def legend_of(page: Page) -> dict[str, str]:
    rows = page.locator("#legend li")
    return dict(
        rows.evaluate_all(
            "rows => rows.map(row => [...row.children].slice(1).map(e => e.innerText))"
        )
    )


def test_the_legend_lists_the_sides_in_view_on_the_day_the_greatest_first(open_page: Open) -> None:
    page = open_page("#day=2020-01-20")
    drawn(page, date(2020, 1, 20))
    everywhere = legend_of(page)
    assert int(everywhere["Syrian opposition factions"]) == 2
    assert list(everywhere)[-2:] == ["Contested (half: likelier side)", "Unknown"]
    # Close to Abu Jurayf alone: the others are out of view.
    page = open_page("#day=2020-01-17&map=15.00/35.6690/36.9250")
    drawn(page, date(2020, 1, 17))
    expect(page.locator("#legend .legend-sides li")).to_have_count(1)
    near = legend_of(page)
    assert list(near) == [
        "Syrian government and allies",
        "Contested (half: likelier side)",
        "Unknown",
    ]
    expect(page.locator("#legend")).to_contain_text("held or contested out of view")
    set_day(page, date(2020, 1, 10))
    drawn(page, date(2020, 1, 10))
    assert "Syrian government and allies" not in legend_of(page)


def test_the_legend_is_folded_on_a_phone_and_unfolds(open_page: Open) -> None:
    page = open_page("#day=2020-01-17", size=PHONE)
    drawn(page, date(2020, 1, 17))
    details = page.locator("#legend details")
    assert details.get_attribute("open") is None
    page.locator("#legend summary").click()
    expect(page.locator("#legend .legend-rest")).to_be_visible()
    page.get_by_label("Next day").click()
    expect(page.locator("#legend .legend-rest")).to_be_visible()


def test_the_panel_says_when_the_place_was_last_told_of(open_page: Open) -> None:
    page = open_page("#place=hand:khatrah&day=2020-01-17&view=table")
    expect(page.locator(".told")).to_have_text("Last told of 10 Jan 2020, 7 days before this day")
    set_day(page, date(2020, 1, 10))
    expect(page.locator(".told")).to_have_text("Last told of 10 Jan 2020, this day")


def test_claims_that_do_not_count_are_shown_with_their_reason(open_page: Open) -> None:
    page = open_page("#place=hand:idlib&view=table")
    expect(page.locator(".panel-holder")).to_contain_text("No claim with a day and a side")
    claim = page.locator(".group-silent .claim")
    expect(claim).to_be_visible()
    expect(claim.locator(".reason")).to_have_text("Only expected, not said to have happened.")


def test_what_is_waited_for_is_said(browser: Browser, made_address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        held: list[Route] = []
        page.route("**/api/v1/control*", lambda route: held.append(route))
        page.goto(f"{made_address}#view=table")
        waiting = page.locator("#waiting")
        expect(waiting).to_contain_text("Working out who holds what")
        assert len(held) == 1
        held[0].continue_()
        expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=SLOW)
        expect(waiting).to_be_hidden()


def test_no_outline_of_the_basemap_runs_across_the_world(open_page: Open) -> None:
    page = open_page("#view=table")
    longest = page.evaluate(
        """async () => {
          const { loadBasemap } = await import("./map/basemap.js");
          const { land, borders, coast } = await loadBasemap("50m");
          const lines = [...borders.geometry.coordinates, ...coast.geometry.coordinates];
          for (const { geometry } of land.features) {
            const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
            lines.push(...polygons.flat());
          }
          let longest = 0;
          for (const line of lines) {
            for (let at = 1; at < line.length; at += 1) {
              if (Math.abs(line[at][1]) === 90) continue; // along a pole
              longest = Math.max(longest, Math.abs(line[at][0] - line[at - 1][0]));
            }
          }
          return [lines.length, longest];
        }"""
    )
    assert longest[0] > 1000
    assert longest[1] < 90


def test_an_unknown_place_is_a_ring_that_can_be_found(open_page: Open) -> None:
    page = open_page("#day=2019-12-01&map=5.00/35.6690/36.9250")
    control = page.evaluate("async () => (await (await fetch('api/v1/control')).json())")
    assert {side["shape"] for side in control["sides"]} == {"circle", "square", "triangle"}
    widths = page.evaluate(
        """async () => {
          const { image } = await import("./symbols.js");
          const grey = { paper: "#ffffff", line: "#000000", land: "#ffffff", grey: "#6f797e" };
          const { width, height, data } = image(0, [], grey);
          const dark = [];
          for (let x = 0; x < width; x += 1) {
            const at = 4 * (Math.floor(height / 2) * width + x);
            if (data[at + 3] > 200 && data[at] < 160) dark.push(x);
          }
          return [Math.min(...dark), Math.max(...dark)];
        }"""
    )
    # Two pixels of the image are one of the screen, of which the map shows at least six tenths.
    assert (widths[1] - widths[0] + 1) / 2 * 0.6 >= 9


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
    assert "map=9.50/35.7000/36.9000" in page.url


def test_a_phone_shows_map_panel_and_slider_without_scrolling_aside(open_page: Open) -> None:
    page = open_page("#day=2020-01-17", size=PHONE, has_touch=True)
    drawn(page, date(2020, 1, 17))
    page.touchscreen.tap(*point_of(page, 35.669, 36.925))
    expect(page.locator("#panel h2")).to_have_text("Abu Jurayf")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    boxes = {
        name: page.locator(name).bounding_box() for name in ("#panel", "#time", ".masthead", "#map")
    }
    for name, box in boxes.items():
        assert box is not None, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= PHONE["width"], name
    panel, time = boxes["#panel"], boxes["#time"]
    assert panel is not None
    assert time is not None
    assert panel["y"] + panel["height"] <= time["y"] + 1
    assert time["y"] + time["height"] <= PHONE["height"]
    page.get_by_label("Next day").click()
    expect(page.locator(".time-day")).to_contain_text("18 January 2020")
    # The place that was tapped is still to be seen above the panel.
    page.wait_for_timeout(700)
    assert point_of(page, 35.669, 36.925)[1] < panel["y"]


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


def test_the_example_reports_look_as_their_ledger_has_them(
    open_page: Open, serve: Serve, example_home: Path
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
            set_day(page, day)
            expect(page.locator("#table")).to_have_attribute("data-day", number(day))
            for place, words in rows_of(page).items():
                period = picture.period_on(place, day)
                assert words == table_words(period), (place, day)
                states.add(None if period is None else (period.state, period.side))
            day += timedelta(days=1)
        assert len(states) > 3
        set_day(page, date(2020, 1, 17))
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
