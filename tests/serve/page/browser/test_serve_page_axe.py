"""Accessibility: axe-core finds nothing serious on any view, wide or narrow, light or dark."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.serve.page.browser.conftest import Steps as StepsClass

    Steps = type[StepsClass]

Open = Callable[..., Page]

AXE = Path(__file__).parents[4] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")

pytestmark = pytest.mark.browser

RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, impact, nodes }) =>
    [impact, id, nodes.slice(0, 3).map((node) => node.target.join(" ") + ": " + node.failureSummary)]);
}"""


def findings(page: Page) -> list[list[object]]:
    assert AXE.is_file(), f"{AXE} is missing; run: npm ci --ignore-scripts"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[list[object]] = page.evaluate(RUN)
    return [each for each in found if each[0] in GRAVE]


VIEWS = {
    "map": "#day=2020-01-17",
    "place": "#day=2020-01-17&place=hand:jurayf",
    "table": "#day=2020-01-17&view=table",
    "compared": "#day=2020-01-17&with=2020-01-10",
    "filtered": "#day=2020-01-17&view=table&event=take&place=hand:jurayf",
    "framed": "#day=2020-01-17&embed=1",
    "hostile": "#day=2020-01-13&place=hand:hostile&view=table",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_serious_is_found(open_page: Open, steps: "Steps", view: str, scheme: str) -> None:
    page = open_page(f"{VIEWS[view]}&scheme={scheme}")
    steps.whole(page)
    assert findings(page) == []


@pytest.mark.parametrize("opened", ["layers", "filter", "share", "help", "report", "search"])
def test_nothing_serious_is_found_in_what_opens(
    open_page: Open, steps: "Steps", opened: str
) -> None:
    page = open_page("#day=2020-01-17&place=hand:jurayf", size=steps.PHONE)
    steps.drawn(page, date(2020, 1, 17))
    steps.whole(page)
    if opened in ("layers", "filter"):
        page.get_by_label("Close", exact=True).click()
        page.locator(f"#{opened} summary").click()
    elif opened == "report":
        page.locator(".group-for .read").first.click()
        expect(page.locator("#report mark").first).to_be_visible()
    elif opened == "search":
        page.get_by_label("Search places").press_sequentially("army")
        expect(page.locator("#found")).to_be_visible()
    else:
        page.locator(f"#{opened}-open").click()
    assert findings(page) == []


def test_what_is_looked_for_would_be_found(open_page: Open) -> None:
    page = open_page("#view=table")
    page.evaluate("document.querySelector('#find').previousElementSibling.remove()")
    page.evaluate("document.querySelector('#find').removeAttribute('placeholder')")
    assert "label" in {each[1] for each in findings(page)}
