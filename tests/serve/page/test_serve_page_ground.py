"""The areas of mapmakers' maps: what the API says of them, and what the page shows by day and source."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page, expect, sync_playwright

from whoholds.base.map_records import MapHolder, MapImport, MapPlace, MapRole, map_id
from whoholds.base.records import ControlState
from whoholds.base.settings import Settings
from whoholds.ledger.drafts import map_draft
from whoholds.run.home import Home

Serve = Callable[[Settings], AbstractContextManager[str]]
CHROMIUM = "/usr/bin/chromium"
SLOW = 60_000
SOURCE = "Atlas <b>of</b> \u202egnorw"
SIDES = (("Rebels", "syria:opposition"), ("Army", "syria:government"))
BOTH = shapely.box(36.0, 35.0, 37.0, 36.0), shapely.box(36.8, 35.0, 38.0, 36.0)


def a_map(home: Home, day: date, *shapes: shapely.Geometry, source: str = SOURCE) -> MapImport:
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {"holder": SIDES[at][0]},
        }
        for at, shape in enumerate(shapes)
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return MapImport(
        page=home.pages.put(data),
        name="m.geojson",
        format="geojson",
        source=source,
        day=day,
        role=MapRole.WORD,
        importer="maps@1+x",
        holder_field="holder",
        holders=tuple(
            MapHolder(written=name, state=ControlState.HELD, side=side, actor=name)
            for name, side in SIDES
        ),
        places=(MapPlace(place="x:1", name="X", lat=35.5, lon=36.5, country="SY", holder=0),),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ground")
    with Home.open(Settings(home=folder, who="tester")) as home:
        first = a_map(home, date(2020, 1, 10), BOTH[0])
        second = a_map(home, date(2020, 1, 20), *BOTH)
        other = a_map(home, date(2020, 1, 15), BOTH[1], source="Other")
        home.ledger.append([map_draft(first), map_draft(other)], by="tester")
        home.ledger.append([map_draft(second)], by="tester")
    return folder


@pytest.fixture(scope="module")
def address(home: Path, serve: Serve) -> Iterator[str]:
    with serve(Settings(home=home, who="tester")) as served:
        yield served


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    faults: list[str] = []
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        opened = browser.new_page(viewport={"width": 1280, "height": 800})
        opened.on(
            "console", lambda said: faults.append(said.text) if said.type == "error" else None
        )
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
        browser.close()
    assert faults == []


def get(address: str, path: str, **more: str) -> Any:
    response = httpx.get(f"{address}api/v1/{path}", params=more)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_maps_on_record(address: str) -> None:
    told = get(address, "maps")
    assert told["position"] == 3
    assert [(row["source"], row["day"], row["role"], row["places"]) for row in told["maps"]] == [
        (SOURCE, "2020-01-10", "word", 1),
        ("Other", "2020-01-15", "word", 1),
        (SOURCE, "2020-01-20", "word", 1),
    ]
    assert [row["day"] for row in get(address, "maps", known="2")["maps"]] == [
        "2020-01-10",
        "2020-01-15",
    ]


def test_the_areas_of_a_map_without_overlaps(address: str) -> None:
    identifier = get(address, "maps")["maps"][2]["id"]
    told = get(address, f"maps/{identifier}/areas")
    found = {row["properties"]["name"]: row["properties"] for row in told["features"]}
    assert set(found) == {"Syrian opposition factions", "Syrian government and allies", "contested"}
    assert found["contested"]["side"] is None
    assert found["contested"]["colour"] is None
    assert found["contested"]["km2"] == pytest.approx(2_010, rel=0.01)
    whole = [shapely.from_geojson(json.dumps(row["geometry"])) for row in told["features"]]
    assert all(shape.is_valid for shape in whole)
    assert shapely.coverage_is_valid(whole)
    sides = {row["id"]: row["colour"] for row in get(address, "state")["sides"]}
    army = found["Syrian government and allies"]
    assert army["colour"] == sides["syria:government"]


def test_what_is_held_already_is_not_sent_again(address: str) -> None:
    identifier = get(address, "maps")["maps"][0]["id"]
    first = httpx.get(f"{address}api/v1/maps/{identifier}/areas")
    again = httpx.get(
        f"{address}api/v1/maps/{identifier}/areas", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_map_that_does_not_count_is_not_found(address: str, home: Path) -> None:
    identifier = get(address, "maps")["maps"][2]["id"]
    for path, known in ((identifier, "2"), ("map:none", "3")):
        response = httpx.get(f"{address}api/v1/maps/{path}/areas", params={"known": known})
        assert response.status_code == 404
        assert "none of that identifier counts" in response.json()["error"]


@pytest.mark.browser
def test_the_page_shows_the_areas_of_the_day(page: Page, address: str, home: Path) -> None:
    page.goto(address)
    expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=SLOW)
    page.locator("#layers summary").click()
    choice = page.get_by_label("Areas by")
    expect(choice).to_be_visible()
    # Text that came with a map is only text, and its marks of direction are shown.
    assert choice.locator("option").all_inner_texts() == [
        "none",
        "Atlas <b>of</b> ⟨U+202E⟩gnorw",
        "Other",
    ]
    legend = page.locator("#legend")
    expect(legend).not_to_contain_text("km²")
    choice.select_option(index=1)
    newest, oldest = (map_id(a_map_of(day)) for day in (date(2020, 1, 20), date(2020, 1, 10)))
    ground = page.locator("#map")
    expect(ground).to_have_attribute("data-ground", newest, timeout=SLOW)
    expect(legend).to_contain_text("20 January 2020")
    expect(legend).to_contain_text("contested")
    expect(legend).to_contain_text("by this mapmaker alone")
    expect(page).to_have_url(re.compile(r"areas=Atlas"))
    page.evaluate("location.hash = location.hash.replace('2020-01-20', '2020-01-12')")
    if "day=" not in page.url:
        page.evaluate("location.hash += '&day=2020-01-12'")
    expect(ground).to_have_attribute("data-ground", oldest, timeout=SLOW)
    expect(legend).to_contain_text("10 January 2020")
    choice.select_option(index=0)
    expect(ground).to_have_attribute("data-ground", "", timeout=SLOW)
    expect(legend).not_to_contain_text("km²")


@pytest.mark.browser
def test_no_switch_where_no_map_is_on_record_then(page: Page, address: str) -> None:
    page.goto(f"{address}#known=0")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=SLOW)
    expect(page.get_by_label("Areas by")).to_be_hidden()


def a_map_of(day: date) -> MapImport:
    return MapImport(
        page="", name="", format="", source=SOURCE, day=day, role=MapRole.WORD, importer=""
    )
