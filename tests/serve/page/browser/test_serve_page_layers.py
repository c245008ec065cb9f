"""Layers: whose word counts, events by day, areas and front, filter, script of names, scheme."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Open = Callable[..., Page]

pytestmark = pytest.mark.browser


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def part(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    same = {"on": "2020-01-17", "country": "SY"}
    none = dict.fromkeys(("state", "side", "name", "colour", "km2", "one", "other", "km"))
    return {"type": "Feature", "geometry": geometry, "properties": none | same | properties}


def a_ground(**more: Any) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [[36.9, 35.4], [36.9, 35.9]]}
    return {
        "type": "FeatureCollection",
        "position": 20,
        "on": "2020-01-17",
        "country": "SY",
        "settlements": 7000,
        "known": 3,
        "leaning": 0,
        "credit": None,
        "features": [
            part(
                square(36.5, 35.4, 36.9, 35.9),
                kind="area",
                state="held",
                side="syria:government",
                name="<b>Government</b>",
                colour="#0000ff",
                km2=2000.0,
            ),
            part(square(36.9, 35.4, 37.1, 35.9), kind="area", state="contested", name="contested"),
            part(square(37.1, 35.4, 37.3, 35.9), kind="area", state="unknown", name="unknown"),
            part(line, kind="front", one="a", other="b", km=55.0),
            part(square(36.88, 35.4, 36.92, 35.9), kind="band", one="a", other="b"),
        ],
    } | more


def test_areas_are_asked_for_once_the_day_has_settled(open_page: Open, steps: "Steps") -> None:
    page = open_page(
        "#day=2020-01-17&map=9.00/35.6000/36.8000", answers={"**/api/v1/ground*": a_ground()}
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    steps.drawn(page, date(2020, 1, 17))
    page.locator("#layers summary").click()
    page.get_by_label("Areas and front line (inferred)").check()
    expect(page.locator("#map")).to_have_attribute("data-front", "2020-01-17", timeout=steps.SLOW)
    legend = page.locator("#legend")
    expect(legend).to_contain_text("2,000 km²")
    expect(legend).to_contain_text("<b>Government</b>")
    expect(legend).to_contain_text("from 3 places known of 7,000")
    expect(legend).to_contain_text("Front line, and the band it may lie in")
    expect(page).to_have_url(re.compile("show=front"))
    point = steps.point_of(page, 35.45, 36.6)
    red, _, blue = bytes.fromhex(steps.colour_at(page, point)[1:])
    assert blue > red + 30, "the side's colour lies on its ground"
    wanted = [url for url in asked if "/ground" in url]
    assert len(wanted) == 1
    with page.expect_request("**/ground?on=2020-01-16*", timeout=steps.SLOW):
        page.locator("#day").evaluate(
            """(range, last) => {
              for (let day = last - 6; day <= last; day += 1) {
                range.value = String(day);
                range.dispatchEvent(new Event("input", { bubbles: true }));
              }
            }""",
            int(steps.number(date(2020, 1, 16))),
        )
    wanted = [url for url in asked if "/ground" in url]
    assert len(wanted) == 2, "not for the days between"
    assert "on=2020-01-16" in wanted[-1]


def test_why_there_are_no_areas_is_said(open_page: Open) -> None:
    page = open_page("#day=2020-01-17&show=front", tolerated="400")
    page.locator("#layers summary").click()
    expect(page.locator("#front-note")).not_to_be_empty()


def test_events_of_the_last_days_are_counted_and_can_be_hidden(
    open_page: Open, steps: "Steps"
) -> None:
    page = open_page("#day=2020-01-17")
    steps.whole(page)
    stage = page.locator("#map")
    expect(stage).to_have_attribute("data-events", "3")
    expect(page.locator(".legend-events")).to_contain_text("Strike")
    page.locator("#layers summary").click()
    page.get_by_label("Events of").select_option("1")
    expect(stage).to_have_attribute("data-events", "0")
    steps.set_day(page, date(2020, 1, 16))
    expect(stage).to_have_attribute("data-events", "1")
    page.get_by_label("Events", exact=True).uncheck()
    expect(stage).to_have_attribute("data-events", "0")
    expect(page).to_have_url(re.compile("hide=events"))
    expect(page.locator(".legend-events")).to_have_count(0)


def test_claimed_and_confirmed_are_layers_of_their_own(
    open_page: Open, made_address: str, steps: "Steps"
) -> None:
    control = httpx.get(f"{made_address}api/v1/control").json()
    sides = [side["name"] for side in control["sides"]]
    ids = control["places"]["id"]
    page = open_page("#day=2020-01-20&view=table")
    for layer in ("claimed", "confirmed"):
        page.evaluate(f"location.hash = '#day=2020-01-20&view=table&layer={layer}'")
        expect(page.locator("#legend")).to_contain_text(f"Places {layer}", timeout=steps.SLOW)
        periods = httpx.get(f"{made_address}api/v1/layers/{layer}").json()["periods"]
        rows = steps.rows_of(page)
        day = int(steps.number(date(2020, 1, 20)))
        for row, place in enumerate(periods["place"]):
            start, end = periods["start"][row], periods["end"][row]
            if (start is None or start <= day) and (end is None or day < end):
                side = periods["side"][row]
                name = periods["actor"][row] or (sides[side] if side >= 0 else "Unknown")
                if periods["state"][row] == 2:
                    name = "Unknown"
                shown = name.replace("\u202e", "⟨U+202E⟩")
                assert shown in rows[ids[place]], (layer, ids[place])


def test_the_filter_holds_for_events_places_and_claims(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17&place=hand:jurayf")
    steps.whole(page)
    expect(page.locator("#panel .claim")).to_have_count(3)
    page.locator("#filter summary").click()
    page.get_by_label("Event", exact=True).select_option("strike")
    expect(page.locator("#map")).to_have_attribute("data-events", "1")
    expect(page.locator("#panel .filtered")).to_have_text("2 claims left out by the filter.")
    expect(page.locator("#filter-mark")).to_have_text("1")
    expect(page).to_have_url(re.compile("event=strike"))
    assert page.locator(".time-bars rect").count() == 1
    page.get_by_label("Event", exact=True).select_option("")
    page.get_by_label("Publisher", exact=True).fill("Government Wire")
    page.keyboard.press("Enter")
    expect(page.locator("#panel .filtered")).to_have_text("1 claim left out by the filter.")
    page.get_by_label("Side").select_option("syria:opposition")
    expect(page.locator("#filter-mark")).to_have_text("2")
    # The address is written when changes have come to rest.
    expect(page).to_have_url(re.compile("side=syria"))
    page.evaluate("location.hash += '&view=table'")
    expect(page.locator("#table tbody tr")).to_have_count(0)
    page.get_by_role("button", name="Clear the filter").click()
    expect(page.locator("#table tbody tr")).to_have_count(5)
    assert "side=" not in page.url


def test_the_filter_hides_signs_of_other_sides(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17&side=syria:opposition&hide=events")
    steps.drawn(page, date(2020, 1, 17))
    steps.whole(page)
    sides = page.evaluate("async () => (await (await fetch('api/v1/control')).json()).sides")
    colours = {side["id"]: side["colour"].lower() for side in sides}
    point = steps.point_of(page, 35.642, 36.897)
    assert steps.colour_at(page, point) != colours["syria:government"]
    page.evaluate("location.hash = location.hash.replace('opposition', 'government')")
    page.wait_for_timeout(600)
    assert steps.colour_at(page, point) == colours["syria:government"]


def test_country_names_in_their_own_script(open_page: Open) -> None:
    page = open_page("#view=table")
    names = page.evaluate(
        """async () => {
          const { loadBasemap } = await import("./map/basemap.js");
          const found = {};
          for (const names of ["", "local", "both"]) {
            const { labels } = await loadBasemap("50m", names);
            found[names] = labels.features.map((each) => each.properties.name);
          }
          return found;
        }"""
    )
    assert "Syria" in names[""]
    assert "سوريا" in names["local"]
    assert "Україна" in names["local"]
    assert "Syria\nسوريا" in names["both"]
    assert len(names[""]) == len(names["local"])


def test_the_scheme_can_be_chosen(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17&scheme=dark")
    steps.drawn(page, date(2020, 1, 17))
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(18, 24, 27)"
    page.locator("#layers summary").click()
    page.get_by_label("Scheme").select_option("light")
    expect(page).to_have_url(re.compile("scheme=light"))
    assert page.evaluate(background) == "rgb(246, 245, 241)"
    point = steps.point_of(page, 35.642, 36.897)
    page.wait_for_timeout(800)
    assert steps.colour_at(page, (point[0] - 60, point[1] + 90))[1:3] > "c0", "the land is light"


def test_the_credits_name_every_source_in_view(open_page: Open, steps: "Steps") -> None:
    page = open_page("#day=2020-01-17")
    steps.whole(page)
    expect(page.locator("#credits")).to_contain_text("Natural Earth")
    expect(page.locator("#credits")).to_contain_text("GeoNames")
    expect(page.locator(".maplibregl-ctrl-scale")).to_be_visible()
