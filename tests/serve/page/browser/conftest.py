"""The page in Debian's Chromium, against the record it shows: what tests of clicks and keys share.

Every test ends with the check that nothing was logged as an error, no rule of the content policy was
broken, and no request left this machine.
"""

import io
import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from whoholds.base.records import ControlState, Period
from whoholds.base.settings import Settings
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home

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
TILE = 512  # MapLibre's world is this many pixels wide at zoom 0
EPOCH = date(1970, 1, 1)


class Steps:
    """What tests do and look for on the page."""

    SLOW = 60_000  # milliseconds; software rendering on a busy machine
    PHONE = {"width": 390, "height": 844}  # noqa: RUF012 - nobody changes it

    @staticmethod
    def number(day: date) -> str:
        return str((day - EPOCH).days)

    @classmethod
    def drawn(cls, page: Page, day: date) -> None:
        """Wait until the map has drawn the states of a day."""
        expect(page.locator("#map")).to_have_attribute(
            "data-day", cls.number(day), timeout=cls.SLOW
        )

    @classmethod
    def whole(cls, page: Page) -> None:
        """Wait until the page has what it can do without at first: events, credits."""
        expect(page.locator("body")).to_have_attribute("data-whole", "true", timeout=cls.SLOW)

    @staticmethod
    def point_of(page: Page, lat: float, lon: float) -> tuple[float, float]:
        """Return where a place stands on the page, from the camera that its address names."""
        page.wait_for_timeout(400)  # the address is written a moment after the map has moved
        found = re.search(r"map=([\d.]+)/(-?[\d.]+)/(-?[\d.]+)", page.url)
        assert found is not None, page.url
        zoom, mid_lat, mid_lon = (float(part) for part in found.groups())
        box = page.locator("#map").bounding_box()
        assert box is not None
        x, y = mercator(lat, lon, zoom)
        mid_x, mid_y = mercator(mid_lat, mid_lon, zoom)
        return box["x"] + box["width"] / 2 + x - mid_x, box["y"] + box["height"] / 2 + y - mid_y

    @staticmethod
    def colour_at(page: Page, point: tuple[float, float]) -> str:
        pixels = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        pixel = pixels.getpixel((round(point[0]), round(point[1])))
        assert isinstance(pixel, tuple)
        return "#{:02x}{:02x}{:02x}".format(*pixel)

    @staticmethod
    def words_of(period: Period | None) -> str:
        """Return what the panel must say of a period."""
        if period is None or period.state is ControlState.UNKNOWN:
            return "Unknown"
        lead = "Held by" if period.state is ControlState.HELD else "Contested, likelier"
        return f"{lead} {period.actor}"

    @classmethod
    def table_words(cls, period: Period | None) -> str:
        return cls.words_of(period).removeprefix("Held by ")

    @classmethod
    def set_day(cls, page: Page, day: date) -> None:
        page.locator("#day").evaluate(
            "(range, day) => { range.value = day;"
            " range.dispatchEvent(new Event('input', { bubbles: true })); }",
            cls.number(day),
        )

    @staticmethod
    def rows_of(page: Page) -> dict[str, str]:
        rows = page.locator("#table tbody tr")
        return dict(
            rows.evaluate_all(
                "rows => rows.map(row => [row.querySelector('button').dataset.place,"
                " row.cells[1].textContent.trim()])"
            )
        )

    @staticmethod
    def legend_of(page: Page) -> dict[str, str]:
        rows = page.locator("#legend .legend-sides li, #legend .legend-rest li")
        return dict(
            rows.evaluate_all(
                "rows => rows.map(row => [...row.children].slice(1).map(e => e.innerText))"
            )
        )


def mercator(lat: float, lon: float, zoom: float) -> tuple[float, float]:
    world = TILE * 2**zoom
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return world * (lon + 180) / 360, world * (math.pi - y) / (2 * math.pi)


@pytest.fixture
def steps() -> type[Steps]:
    return Steps


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
def open_page(browser: Browser, made_address: str) -> Iterator[Callable[..., Page]]:
    """Return what opens the page at a fragment, ready; what went wrong on any fails the test."""
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
        expect(page.locator("body")).to_have_attribute("data-ready", "true", timeout=Steps.SLOW)
        return page

    yield open_at
    for context in opened:
        context.close()
    assert faults == []
