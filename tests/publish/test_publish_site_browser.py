"""A published site in a real browser: from a web server under a sub-path, and as files."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from whoholds.publish.file_names import file_key

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = "/usr/bin/chromium"
EVIL = "hand:../../etc/passwd\u202e"
PATHS = (
    "index.html", "about.html", "days/index.html", "days/2020-01-18.html", "places/index.html",
    f"places/{file_key(EVIL)}.html", f"places/{file_key('hand:Jurayf')}.html", "actors/index.html",
    "actors/syria-saa.html",
)  # fmt: skip


class Quiet(http.server.SimpleHTTPRequestHandler):
    @override
    def log_message(self, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address of the site, two folders deep."""
    handler = functools.partial(Quiet, directory=str(site.parent.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/deep/site/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    if not Path(CHROMIUM).exists():
        pytest.skip(f"needs Chromium at {CHROMIUM}, which is absent")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Watched:
    """A page that notes what goes wrong on it: faults, files that fail, dialogs, other sites."""

    def __init__(self, browser: "Browser", *, width: int = 1280, scripts: bool = True) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        context.set_default_timeout(60_000)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.on("requestfailed", lambda request: self._note_failed(request.url))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )

    def _note_failed(self, url: str) -> None:
        # Chromium gives up the icon of a page that is left before it came.
        if not url.endswith("/icon.svg"):
            self.faults.append(url)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_shows_whole_and_runs_nothing_of_a_report(
    browser: "Browser", address: str, width: int
) -> None:
    watched = Watched(browser, width=width)
    for path in PATHS:
        watched.page.goto(address + path)
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} pixels too wide"
        assert watched.page.evaluate("window.owned") is None
        assert watched.page.evaluate("[...document.images].every((each) => each.naturalWidth > 0)")
        styled = watched.page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")
        assert styled != "none", path
    assert watched.faults == []


def test_pages_are_readable_as_files_without_scripts(browser: "Browser", site: Path) -> None:
    watched = Watched(browser, scripts=False)
    watched.page.goto(site.joinpath("index.html").as_uri())
    watched.page.click("text=Days >> nth=0")
    watched.page.click("text=19 January 2020 >> nth=0")
    assert watched.page.inner_text("h1") == "19 January 2020"
    pins = watched.page.locator(".small-map circle")
    assert pins.count() == 2
    watched.page.click(f".small-map a[href$='{file_key('hand:khatrah')}.html'] circle")
    assert watched.page.inner_text("h1") == "Tell Khatrah"
    assert watched.faults == []


def test_the_map_page_as_a_file_shows_the_picture_of_the_last_day(
    browser: "Browser", site: Path
) -> None:
    watched = Watched(browser)
    watched.page.goto(site.joinpath("map", "index.html").as_uri())
    assert watched.page.locator(".static-map img").is_visible()
    assert "python3 -m http.server" in watched.page.inner_text(".static-map")


def test_the_map_shows_days_evidence_and_quotes_from_files_alone(
    browser: "Browser", address: str
) -> None:
    watched = Watched(browser)
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    watched.page.goto(f"{address}map/index.html#day=2020-01-16&place=hand:Jurayf&view=table")
    watched.page.locator("body[data-ready='true']").wait_for(state="attached")
    assert not watched.page.locator(".static-map").is_visible()
    claims = watched.page.locator(".group-for .claim")
    claims.first.wait_for()
    assert "the army captured Abu Jurayf from the group" in claims.first.inner_text()
    assert "Syrian Arab Army" in watched.page.inner_text(".holder-name")
    # Another day of the same place: other claims speak for its holder, out of the same file.
    watched.page.evaluate("location.hash = '#day=2020-01-19&place=hand:Jurayf&view=table'")
    watched.page.locator(".group-for .claim", has_text="Fighters recaptured").wait_for()
    sync_api.expect(watched.page.locator(".group-for .claim")).to_have_count(1)
    watched.page.locator(".group-for .claim .read").click()
    mark = watched.page.locator("dialog.report[open] mark")
    mark.first.wait_for()
    assert "Fighters recaptured" in "".join(mark.all_inner_texts())
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)
    assert not any("/api/" in url for url in asked)
    assert watched.faults == []


def test_the_page_names_files_as_the_publisher_does(browser: "Browser", address: str) -> None:
    names = ["hand:Jurayf", EVIL, "named:Ä ß 🚩", "x" * 400, "named:" + "-" * 60]
    watched = Watched(browser)
    watched.page.goto(f"{address}map/index.html#view=table")
    keys = watched.page.evaluate(
        f"""async () => {{
          const {{ fileKey }} = await import("{address}map/api.js");
          return Promise.all({json.dumps(names)}.map(fileKey));
        }}"""
    )
    assert keys == [file_key(name) for name in names]
