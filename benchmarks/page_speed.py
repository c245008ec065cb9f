"""How fast the page is on a home of 30,000 places, 100,000 claims and 1,000 days, in headless Chromium.

    python -m benchmarks.page_speed FOLDER [--places 30000] [--claims 100000] [--days 1000]
        [--times 5] [--steps 200] [--address http://127.0.0.1:8765/] [--chromium /usr/bin/chromium]
        [--figures FILE]

The home is made once in FOLDER (`server_home.py`). The server has its picture before the page is opened;
the browser starts with an empty cache every time, without a GPU. *First useful map* is from the start of
the navigation until the signs of the day are on the screen. *A step* moves the slider by a day: the time
until its handlers have returned, and all script of the page a step (the browser's own count, MapLibre's
drawing with it). Compressed sizes are those sent over the wire. Beside a step: what asking the server for
that day's holders takes (`/holders`), which is how a page without the timeline would do it. Times are of
the clock, and quiet machines alone give good ones; *processor* is the time of the page's own thread.
`--address` measures on a server that runs already.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.figures import add_figures_option, keep_figures, print_table
from benchmarks.server_home import make_home

_PATIENCE_S = 900.0
_LONG_MS = 120_000
_KB = 1000
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

# Runs before the page's own scripts: when the map first tells which day it shows.
_WATCH = """
window.seen = {};
new MutationObserver((_, watcher) => {
  const map = document.getElementById("map");
  if (map?.dataset.day === undefined) return;
  window.seen.map = performance.now();
  watcher.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-day"] });
"""

_STEPS = """async (steps) => {
  const range = document.getElementById("day");
  const times = [];
  let day = Number(range.min) + Math.floor((Number(range.max) - Number(range.min)) / 3);
  for (let step = 0; step < steps; step += 1) {
    range.value = String(day + step);
    const start = performance.now();
    range.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""


def serve(home: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a server over a home and return it with its address, once it has its picture."""
    process = subprocess.Popen(
        [sys.executable, "-m", "whoholds", "serve", "--port", "0"],
        env={**os.environ, "WHOHOLDS_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    address = f"http://127.0.0.1:{line.split('127.0.0.1:')[1].split('/')[0]}/"
    # It names its address before it listens.
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, timeout=_PATIENCE_S) as client:
        for path in ("control", "happenings", "state"):
            client.get(f"{address}api/v1/{path}").raise_for_status()
    return process, address


def opened(browser: Browser, address: str) -> tuple[Page, list[str]]:
    """Open the page in a context of its own; the addresses it asks for are noted."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.add_init_script(_WATCH)
    page.goto(address)
    deadline = time.monotonic() + _PATIENCE_S
    while page.evaluate("document.body.dataset.whole !== 'true' || window.seen.map === undefined"):
        if time.monotonic() > deadline:
            raise SystemExit("opening the page: it did not become whole; look at it in a browser")
        page.wait_for_timeout(50)
    return page, asked


def counted(page: Page) -> CDPSession:
    """Return what counts the page's scripts, in processor time of its thread."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def script_ms(session: CDPSession) -> float:
    """Return how long scripts of the page have run so far, in milliseconds."""
    rows: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(row["value"] for row in rows if row["name"] == "ScriptDuration"))


def sent(addresses: set[str]) -> int:
    """Return how many bytes the answers of some addresses have on the wire."""
    total = 0
    with httpx.Client() as client:
        for address in addresses:
            accepted = {"Accept-Encoding": "gzip, br, zstd"}
            with client.stream("GET", address, headers=accepted, timeout=_PATIENCE_S) as answer:
                total += sum(len(part) for part in answer.iter_raw())
    return total


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--places", type=int, default=30_000)
    ask.add_argument("--claims", type=int, default=100_000)
    ask.add_argument("--days", type=int, default=1000)
    ask.add_argument("--times", type=int, default=5)
    ask.add_argument("--steps", type=int, default=200)
    ask.add_argument("--address", help="a server over the home of FOLDER that runs already")
    ask.add_argument("--chromium", default="/usr/bin/chromium")
    add_figures_option(ask)
    asked = ask.parse_args()
    make_home(asked.folder, places=asked.places, claims=asked.claims, days=asked.days)
    process, address = (None, asked.address) if asked.address else serve(asked.folder)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=asked.chromium, args=_ARGUMENTS)
            firsts: list[float] = []
            for _ in range(asked.times - 1):
                page, _ = opened(browser, address)
                firsts.append(page.evaluate("window.seen.map"))
                page.context.close()
            page, requests = opened(browser, address)
            firsts.append(page.evaluate("window.seen.map"))
            # The finer basemap and the towns come after the map: they are no part of a step.
            page.wait_for_timeout(5000)
            session = counted(page)
            before, already = script_ms(session), len(requests)
            handlers: list[float] = page.evaluate(_STEPS, asked.steps)
            while_moving = len(requests) - already
            all_script = (script_ms(session) - before) / asked.steps
            far = page.evaluate(_STEPS.replace("day + step", "day + (step % 2 ? 300 : 0)"), 20)
            scripts = {url for url in requests if url.split("?")[0].endswith((".js", ".mjs"))}
            control, happenings = (f"{address}api/v1/{name}" for name in ("control", "happenings"))
            browser.close()
        days = []
        with httpx.Client() as client:
            for step in range(30):
                start = time.perf_counter()
                client.get(
                    f"{address}api/v1/holders?on=2020-{1 + step // 28:02}-{1 + step % 28:02}"
                )
                days.append(1000 * (time.perf_counter() - start))
        figures = {
            "first useful map, s": round(median(firsts) / 1000, 2),
            "first useful map, slowest, s": round(max(firsts) / 1000, 2),
            "step, handlers, ms": round(median(handlers), 2),
            "step, handlers, p95, ms": round(quantiles(handlers, n=20)[-1], 2),
            "step, all script, processor, ms": round(all_script, 2),
            "step of 300 days, handlers, ms": round(median(far), 2),
            "requests in all steps": while_moving,
            "a day asked of the server instead, ms": round(median(days), 2),
            "JavaScript sent, KB": round(sent(scripts) / _KB, 1),
            "files of JavaScript": len(scripts),
            "openings": asked.times,
            "steps": asked.steps,
            "control sent, KB": round(sent({control}) / _KB, 1),
            "happenings sent, KB": round(sent({happenings}) / _KB, 1),
        }
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=30)
    head = [f"{asked.places} places, {asked.claims} claims, {asked.days} days", "measured"]
    print_table(head, [[name, value] for name, value in figures.items()])
    print(f"{asked.times} openings, {asked.steps} steps; load {os.getloadavg()[0]:.1f}")
    keep_figures(asked.figures, "-", figures)


if __name__ == "__main__":
    main()
