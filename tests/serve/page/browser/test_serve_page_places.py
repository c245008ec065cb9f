"""Places on the map and their evidence: what a click opens, what signs and legend say."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from whoholds.run.answers import Picture

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def test_a_click_on_the_map_opens_the_place_and_its_quote(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17")
    steps.drawn(page, date(2020, 1, 17))
    page.mouse.click(*steps.point_of(page, 35.669, 36.925))
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("Abu Jurayf")
    expect(panel.locator(".holder-name")).to_have_text("Held by Syrian Arab Army")
    expect(panel.locator(".group-for blockquote").first).to_have_text(
        "On 16 January the Syrian Arab Army captured the town of Abu Jurayf from "
        "Hay'at Tahrir al-Sham."
    )
    expect(panel.locator(".group-for blockquote em").first).to_have_text("captured")
    expect(panel.locator(".claim-source").first).to_contain_text("Government Wire, 16 Jan 2020")
    expect(page).to_have_url(re.compile(r"place=hand:jurayf"))
    page.mouse.click(*steps.point_of(page, 35.70, 36.86))
    expect(panel).to_be_hidden()


def test_a_place_wears_the_colour_of_its_side_on_the_day(
    open_page: Open, steps: "Steps", picture: Picture
) -> None:
    page = open_page("#day=2020-01-17")
    place = picture.places["hand:khatrah"]
    assert place.lat is not None
    assert place.lon is not None
    seen = set()
    for day in (date(2020, 1, 17), date(2020, 1, 10)):
        steps.set_day(page, day)
        steps.drawn(page, day)
        period = picture.period_on(place.id, day)
        assert period is not None
        assert period.side is not None
        colour = steps.colour_at(page, steps.point_of(page, place.lat, place.lon))
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


def test_the_legend_lists_the_sides_in_view_on_the_day_the_greatest_first(
    open_page: Open, steps: "Steps"
) -> None:
    page = open_page("#day=2020-01-20")
    steps.drawn(page, date(2020, 1, 20))
    everywhere = steps.legend_of(page)
    assert int(everywhere["Syrian opposition factions"]) == 2
    assert list(everywhere)[-2:] == ["Contested (half: likelier side)", "Unknown"]
    # Close to Abu Jurayf alone: the others are out of view.
    page = open_page("#day=2020-01-17&map=15.00/35.6690/36.9250")
    steps.drawn(page, date(2020, 1, 17))
    expect(page.locator("#legend .legend-sides li")).to_have_count(1)
    near = steps.legend_of(page)
    assert list(near) == [
        "Syrian government and allies",
        "Contested (half: likelier side)",
        "Unknown",
    ]
    expect(page.locator("#legend")).to_contain_text("held or contested out of view")
    steps.set_day(page, date(2020, 1, 10))
    steps.drawn(page, date(2020, 1, 10))
    assert "Syrian government and allies" not in steps.legend_of(page)


def test_the_legend_is_folded_on_a_phone_and_unfolds(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17", size=steps.PHONE)
    steps.drawn(page, date(2020, 1, 17))
    details = page.locator("#legend details")
    assert details.get_attribute("open") is None
    page.locator("#legend summary").click()
    expect(page.locator("#legend .legend-rest")).to_be_visible()
    page.get_by_label("Next day").click()
    expect(page.locator("#legend .legend-rest")).to_be_visible()


def test_the_panel_says_when_the_place_was_last_told_of(open_page: Open, steps: "Steps") -> None:
    page = open_page("#place=hand:khatrah&day=2020-01-17&view=table")
    expect(page.locator(".told")).to_have_text("Last told of 10 Jan 2020, 7 days before this day")
    steps.set_day(page, date(2020, 1, 10))
    expect(page.locator(".told")).to_have_text("Last told of 10 Jan 2020, this day")


def test_claims_that_do_not_count_are_shown_with_their_reason(open_page: Open) -> None:
    page = open_page("#place=hand:idlib&view=table")
    expect(page.locator(".panel-holder")).to_contain_text("No claim with a day and a side")
    claim = page.locator(".group-silent .claim")
    expect(claim).to_be_visible()
    expect(claim.locator(".reason")).to_have_text("Only expected, not said to have happened.")


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
