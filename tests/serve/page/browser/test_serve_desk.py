"""The review desk in Chromium, as an analyst works at it: by keyboard, against the record it writes."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from whoholds.base.codec import report_id, to_json
from whoholds.base.protocols import Draft, EntryKind
from whoholds.base.records import Event, Reading, Report, SourcedClaim, Status, Verdict
from whoholds.base.settings import Settings
from whoholds.ledger.drafts import reading_draft, record_of, report_draft
from whoholds.run.answers import Answers
from whoholds.run.home import Home
from whoholds.run.reviewing import HistoryRow, decide, history

Serve = Callable[[Settings], AbstractContextManager[str]]
Open = Callable[..., Page]
AXE = Path(__file__).parents[4] / "node_modules" / "axe-core" / "axe.min.js"
SLOW = 60_000  # milliseconds; software rendering on a busy machine
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1360, "height": 860}

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait for what a busy machine shows late: nothing here measures time."""
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5000)


@pytest.fixture
def home(first_home: Path, append_second: Callable[[Path], None]) -> Path:
    append_second(first_home)
    return first_home


@pytest.fixture
def settings(home: Path, compiled_gazetteers: Path) -> Settings:
    return Settings(home=home, who="ann", gazetteers=str(compiled_gazetteers))


@pytest.fixture
def address(serve: Serve, settings: Settings) -> Iterator[str]:
    with serve(settings) as found:
        yield found


@pytest.fixture
def desk(address: str, open_page: Open) -> Callable[..., Page]:
    def open_desk(fragment: str = "desk/", **more: Any) -> Page:
        page = open_page(fragment, **{"address": address, "size": WIDE, **more})
        expect(page.locator("#reading mark").first).to_be_visible(timeout=SLOW)
        return page

    return open_desk


def claims_of(home: Path) -> dict[str, SourcedClaim]:
    with Home.open(Settings(home=home, who="t"), create=False) as opened:
        return dict(Answers(opened).picture().claims)


def claim_with(home: Path, words: str) -> SourcedClaim:
    return next(row for row in claims_of(home).values() if words in row.claim.quote.text)


def history_of(home: Path, subject: str) -> list[HistoryRow]:
    with Home.open(Settings(home=home, who="t"), create=False) as opened:
        return history(opened.ledger, subject)


def row_with(page: Page, words: str) -> Locator:
    return page.locator("#queue li", has_text=words)


def look_at(page: Page, words: str) -> None:
    row_with(page, words).click()
    expect(row_with(page, words)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#reading mark").first).to_contain_text(words.split(" ")[0])


def saved(page: Page, words: str, told: str) -> None:
    expect(row_with(page, words).locator("strong")).to_have_text(told, timeout=SLOW)


TOOK = "On 16 January the Syrian Arab Army"
KHATRAH = "On 10 January the army had taken"
HILL = "A day later they took the hilltop"


def test_a_queue_is_worked_through_by_keyboard(desk: Open, home: Path) -> None:
    page = desk()
    waiting = page.locator("#queue li")
    expect(waiting).to_have_count(6)
    first, second = waiting.nth(0), waiting.nth(1)
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("j")
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    expect(first).to_have_attribute("aria-selected", "true")
    words = [row.locator(".queued-quote").inner_text()[:25] for row in (first, second)]
    page.keyboard.press("a")
    expect(second).to_have_attribute("aria-selected", "true")
    saved(page, words[0], "accepted")
    expect(page.locator("#said")).to_contain_text(re.compile("[Tt]ook"))
    page.keyboard.press("x")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.locator("[role=alert]")).to_contain_text("Say why")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    saved(page, words[1], "rejected")
    expect(page.locator("#tally")).to_contain_text("4 claims to review · 2 decided")
    found = {row.claim.quote.text[:25]: row for row in claims_of(home).values()}
    assert [found[each].verdict for each in words] == [Verdict.ACCEPT, Verdict.REJECT]
    decided = found[words[1]].decided
    assert decided is not None
    assert (decided.by, decided.why) == ("ann", "The words tell of no such event")
    # What it changed on the map is told, and can be undone.
    expect(page.locator(".last")).to_contain_text(re.compile("Rejected: entry .* unknown"))
    page.keyboard.press("u")
    saved_again = row_with(page, words[1])
    expect(saved_again).to_have_class(re.compile("is-waiting"), timeout=SLOW)
    expect(saved_again).to_have_attribute("aria-selected", "true")
    assert claim_with(home, words[1]).verdict is None
    page.keyboard.press("u")
    expect(row_with(page, words[0])).to_have_class(re.compile("is-waiting"), timeout=SLOW)
    assert claim_with(home, words[0]).verdict is None
    # And decided anew: what one took back oneself is nobody else's decision.
    expect(page.locator("#reading mark").first).to_contain_text(words[0])
    expect(page.get_by_role("button", name="Accept")).to_be_enabled()
    page.keyboard.press("a")
    saved(page, words[0], "accepted")
    assert claim_with(home, words[0]).verdict is Verdict.ACCEPT


def test_every_field_is_corrected_in_its_form(desk: Open, home: Path) -> None:
    before = claim_with(home, TOOK)
    page = desk()
    look_at(page, TOOK)
    page.keyboard.press("c")
    dialog = page.locator("#dialog")
    expect(dialog.locator("#c-event")).to_be_focused()
    dialog.locator("#c-event").select_option("attack")
    dialog.locator("#c-status").select_option("attempted")
    dialog.locator("#c-actors").fill("Syrian Arab Army\nRussian army")
    dialog.locator("#c-targets").fill("Hay'at Tahrir al-Sham")
    dialog.locator("#c-said").fill("SANA")
    dialog.get_by_role("button", name="Add a place").click()
    dialog.get_by_label("Place 2", exact=True).fill("Saraqib")
    dialog.locator("#c-first").fill("2020-01-14")
    dialog.locator("#c-last").fill("2020-01-15")
    dialog.get_by_text("Means and people").click()
    dialog.locator("#c-means").select_option("missile")
    dialog.locator("#c-killed").fill("3-5")
    dialog.locator("#c-wounded").fill("12")
    dialog.locator("#why").fill("read wrongly")
    page.keyboard.press("Enter")
    saved(page, TOOK, "corrected")
    (after,) = (row for row in claims_of(home).values() if row.verdict is Verdict.CORRECT)
    claim, resolution = after.claim, after.resolution
    assert (claim.event, claim.status) == (Event.ATTACK, Status.ATTEMPTED)
    assert [each.name for each in claim.actors] == ["Syrian Arab Army", "Russian army"]
    assert [each.name for each in claim.targets] == ["Hay'at Tahrir al-Sham"]
    assert [each.name for each in claim.said_by] == ["SANA"]
    assert [link.name for link in resolution.places] == ["Abu Jurayf", "Saraqib"]
    assert resolution.date is not None
    assert resolution.date.days.isoformat() == "2020-01-14/2020-01-15"
    assert to_json(claim)["killed"] == {"low": 3, "high": 5}
    assert to_json(claim)["wounded"] == {"low": 12, "high": 12}
    assert claim.means == "missile"
    assert claim.quote == before.claim.quote
    assert [row.what for row in history_of(home, before.id)].count("corrected it") == 1


def test_nothing_changed_is_told_in_the_form_and_left_with_escape(desk: Open, home: Path) -> None:
    page = desk()
    page.keyboard.press("c")
    page.locator("#dialog #why").fill("hm")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog [role=alert]")).to_contain_text("Nothing is changed yet")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    assert all(row.verdict is None for row in claims_of(home).values())


def test_words_chosen_in_the_report_become_the_quote(desk: Open, home: Path) -> None:
    page = desk()
    look_at(page, TOOK)
    # A flag of two UTF-16 units stands before it: offsets count code points.
    page.locator("#reading mark").first.evaluate(
        "mark => { const range = document.createRange(); range.setStart(mark.firstChild, 14);"
        " range.setEnd(mark.parentNode.querySelectorAll('mark')[2].firstChild, 24);"
        " getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    page.keyboard.press("c")
    expect(page.locator("#dialog q, #dialog bdi").first).to_be_visible()
    page.get_by_label("are the quote").check()
    page.locator("#dialog #why").fill("only these words")
    page.keyboard.press("Enter")
    saved(page, TOOK, "corrected")
    (after,) = (row for row in claims_of(home).values() if row.verdict is Verdict.CORRECT)
    assert after.claim.quote.text.startswith("the Syrian Arab Army captured")
    assert after.claim.trigger.text == "captured"


def test_a_claim_is_merged_with_another(desk: Open, home: Path) -> None:
    page = desk()
    look_at(page, HILL)
    page.keyboard.press("m")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("No other claim about this place")
    other = claim_with(home, TOOK).id
    dialog.locator("#into-other").fill(other)
    dialog.get_by_role("button", name="Save").click()
    saved(page, HILL, "merged")
    assert claim_with(home, HILL).same_as == other
    look_at(page, "Fighters of Hay'at")
    page.keyboard.press("m")
    dialog.locator(".similar", has_text="captured the town").click()
    page.keyboard.press("Control+Enter")
    saved(page, "Fighters of Hay'at", "merged")
    assert claim_with(home, "Fighters").same_as == other


def test_a_claim_is_split_into_two(desk: Open, home: Path) -> None:
    page = desk()
    look_at(page, KHATRAH)
    page.keyboard.press("s")
    dialog = page.locator("#dialog")
    dialog.locator("#why").fill("two events")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("[role=alert]")).to_contain_text("must differ")
    dialog.locator("#p0-event").select_option("advance")
    dialog.locator("#p1-event").select_option("hold")
    dialog.get_by_role("button", name="Save").click()
    saved(page, KHATRAH, "split")
    parts = [row for row in claims_of(home).values() if row.verdict is Verdict.CORRECT]
    assert {row.claim.event for row in parts} == {Event.ADVANCE, Event.HOLD}
    page.keyboard.press("u")
    expect(row_with(page, KHATRAH)).to_have_class(re.compile("is-waiting"), timeout=SLOW)
    assert claim_with(home, KHATRAH).claim.event is Event.TAKE


def test_a_place_is_set_by_a_click_on_the_map(desk: Open, home: Path) -> None:
    page = desk()
    look_at(page, HILL)
    before = claim_with(home, HILL).resolution.places[0]
    page.keyboard.press("p")
    spot = page.locator("#place-map")
    expect(spot).to_have_attribute("data-ready", "true", timeout=SLOW)
    box = spot.bounding_box()
    assert box is not None
    # At this zoom 100 pixels are about a tenth of a degree.
    page.mouse.click(box["x"] + box["width"] / 2 + 100, box["y"] + box["height"] / 2)
    expect(page.locator("#dialog #lon")).not_to_have_value("")
    lon = float(page.locator("#dialog #lon").input_value())
    lat = float(page.locator("#dialog #lat").input_value())
    assert before.lon is not None
    assert before.lat is not None
    assert 0.02 < lon - before.lon < 0.5
    assert abs(lat - before.lat) < 0.01
    page.locator("#dialog #why").fill("seen on a film")
    page.keyboard.press("Enter")
    expect(page.locator(".last")).to_contain_text("Mustayf put at", timeout=SLOW)
    after = claim_with(home, HILL).resolution.places[0]
    assert after.lat == pytest.approx(lat)
    assert after.lon == pytest.approx(lon)
    assert "seen on a film" in after.why
    page.keyboard.press("u")
    expect(page.locator(".last")).to_contain_text("Taken back", timeout=SLOW)
    assert claim_with(home, HILL).resolution.places[0].lon == before.lon


def test_a_discussion_with_a_call_an_answer_an_edit_and_an_end(
    desk: Open, home: Path, serve: Serve, settings: Settings
) -> None:
    with serve(replace(settings, who="bob")) as bobs:
        bob = desk(address=bobs)
        look_at(bob, TOOK)
        bob.locator(".discussion textarea").last.fill("Who says so?")
        bob.get_by_role("button", name="Post").click()
        expect(bob.locator(".post-text")).to_have_text("Who says so?")
        ann = desk()
        look_at(ann, TOOK)
        ann.get_by_role("button", name="Answer").click()
        box = ann.locator(".talk-box textarea").first
        box.press_sequentially("Ask @bo")
        ann.get_by_role("button", name="@bob").click()
        box.press_sequentially("again")
        box.press("Control+Enter")
        expect(ann.locator(".branch .branch .mention")).to_have_text("@bob")
        mine = ann.locator(".post", has_text="Ask @bob")
        mine.get_by_role("button", name="Edit").click()
        mine.locator("textarea").fill("Ask @bob, he was there")
        mine.get_by_role("button", name="Edit").last.click()
        expect(ann.locator(".post", has_text="he was there")).to_contain_text("edited")
        bob.reload()
        expect(bob.locator("#mentions")).to_have_text("@ 1 open call", timeout=SLOW)
        bob.locator("#mentions").click()
        bob.get_by_role("button", name="Open the claim").click()
        expect(bob.locator(".post-text", has_text="he was there")).to_be_visible()
        bob.get_by_role("button", name="Resolve").click()
        expect(bob.locator(".thread.resolved")).to_contain_text("Resolved by bob")
        first = bob.locator(".post", has_text="Who says so?")
        first.get_by_role("button", name="Delete").click()
        expect(bob.locator(".tombstone")).to_contain_text("Deleted by bob")
        expect(bob.locator(".post-text", has_text="Who says so?")).to_have_count(0)
        bob.close()
    acts = [row.what for row in history_of(home, claim_with(home, TOOK).id)]
    assert [what.split(":")[0] for what in acts[-5:]] == [
        "post",
        "post",
        "edit",
        "resolve",
        "delete",
    ]


def test_of_two_analysts_the_second_is_told_and_may_look_again(
    desk: Open, home: Path, serve: Serve, settings: Settings
) -> None:
    ann = desk(tolerated="409")
    look_at(ann, TOOK)
    with serve(replace(settings, who="bob")) as bobs:
        bob = desk(address=bobs)
        look_at(bob, TOOK)
        bob.keyboard.press("x")
        bob.keyboard.press("2")
        bob.keyboard.press("Enter")
        saved(bob, TOOK, "rejected")
        bob.close()
    ann.keyboard.press("a")
    saved(ann, TOOK, "bob rejected it first")
    expect(ann.locator("#notice")).to_contain_text("bob rejected it first")
    expect(ann.locator("#notice")).to_contain_text("It did not happen, by these words")
    assert claim_with(home, TOOK).verdict is Verdict.REJECT
    ann.get_by_role("button", name="Look at it again").click()
    expect(ann.locator(".decided")).to_contain_text("Rejected by bob")
    # Having seen it, she may decide otherwise.
    ann.keyboard.press("a")
    saved(ann, TOOK, "accepted")
    assert claim_with(home, TOOK).verdict is Verdict.ACCEPT


def test_what_the_server_refuses_is_put_back(desk: Open, home: Path) -> None:
    page = desk(tolerated="500")
    page.route("**/api/v1/reviews", lambda route: route.fulfill(status=500, json={"error": "disk"}))
    words = page.locator("#queue li .queued-quote").first.inner_text()[:25]
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_contain_text("nothing was written: disk")
    expect(row_with(page, words)).to_have_class(re.compile("is-waiting"))
    expect(page.locator("#tally")).to_contain_text("6 claims to review")
    assert all(row.verdict is None for row in claims_of(home).values())


def drafts_with_other_words(home: Home) -> list[Draft]:
    """A later version of the first report that no longer says what was reviewed."""
    entry = next(home.ledger.entries(kind=EntryKind.REPORT))
    report = record_of(entry)
    assert isinstance(report, Report)
    later = replace(report, page="99" * 32, text="The front was quiet on 16 January.")
    reading = Reading(report=report_id(later), page=later.page, reader="hand@2", claims=())
    return [report_draft(later), reading_draft(reading)]


def test_a_review_survives_reading_again_and_is_marked_where_the_text_changed(
    desk: Open, home: Path, settings: Settings
) -> None:
    claim = claim_with(home, TOOK)
    with Home.open(settings) as opened:
        decide(opened, claim.id, Verdict.ACCEPT, by="ann")
        report = claim.report
        again = Reading(report=claim.claim.report, page=report.page, reader="hand@2", claims=())
        opened.ledger.append([reading_draft(again)], by="me")
    assert claim_with(home, TOOK).verdict is Verdict.ACCEPT
    page = desk()
    expect(row_with(page, TOOK)).to_have_count(0)
    with Home.open(settings) as opened:
        opened.ledger.append(drafts_with_other_words(opened), by="me")
    page.keyboard.press("r")
    expect(page.locator("#queue li").first).to_contain_text("The text changed since the review")
    expect(page.locator("#queue li").first).to_contain_text(TOOK)
    page.keyboard.press("k")
    expect(page.locator(".claim .mark-note")).to_be_visible()
    expect(page.locator(".decided")).to_contain_text("Accepted by ann")
    look_at(page, TOOK)
    page.keyboard.press("a")
    saved(page, TOOK, "accepted")
    assert claim_with(home, TOOK).mark is None


def test_history_is_one_key_away(desk: Open, home: Path, settings: Settings) -> None:
    with Home.open(settings) as opened:
        decide(opened, claim_with(home, HILL).id, Verdict.ACCEPT, by="zoe", why="as filmed")
    page = desk(f"desk/#claim={claim_with(home, HILL).id}")
    expect(page.locator(".decided")).to_contain_text("Accepted by zoe")
    page.keyboard.press("h")
    expect(page.locator("#history li").last).to_contain_text("zoe accepted it: as filmed")


def test_the_queue_is_searched(desk: Open) -> None:
    page = desk()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("guns struck")
    page.keyboard.press("Enter")
    expect(page.locator("#queue li")).to_have_count(1)
    expect(page.locator("#queue li")).to_contain_text("its guns struck")
    page.keyboard.press("?")
    expect(page.locator("#dialog")).to_contain_text("merge: the same event")


def test_nothing_of_a_hostile_report_or_post_ever_runs(
    open_page: Open, serve: Serve, made_home: Path, tmp_path: Path, compiled_gazetteers: Path
) -> None:
    folder = tmp_path / "hostile"
    shutil.copytree(made_home, folder)
    bad = "<img src=x onerror=window.owned=9> @\u202eann</textarea><script>window.owned=8</script>"
    settings = Settings(home=folder, who="<b>ann</b>\u202e", gazetteers=str(compiled_gazetteers))
    with serve(settings) as address:
        page = open_page("desk/", address=address, size=WIDE)
        row_with(page, "</blockquote>").click()
        expect(page.locator("#reading mark").first).to_contain_text("</blockquote>")
        page.locator(".discussion textarea").last.fill(bad)
        page.get_by_role("button", name="Post").click()
        expect(page.locator(".post-text")).to_contain_text("<img src=x onerror=window.owned=9>")
        for key in ("c", "m", "s", "x", "p"):
            expect(page.locator("dialog[open]")).to_have_count(0)
            page.locator("#reading").click(position={"x": 5, "y": 5})
            page.keyboard.press(key)
            expect(page.locator("#dialog")).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator("#dialog")).to_be_hidden()
        page.keyboard.press("x")
        page.locator("#dialog #why").fill(bad)
        page.keyboard.press("Enter")
        saved(page, "</blockquote>", "rejected")
        row_with(page, "</blockquote>").click()
        expect(page.locator(".decided")).to_contain_text("onerror")
        page.keyboard.press("h")
        expect(page.locator("#history li").last).to_contain_text("onerror")
        assert page.evaluate("window.owned") is None
        assert page.title() == "Review desk – whoholds"
        assert page.locator("img[src=x], #reading script, .discussion script").count() == 0
        page.close()


GRAVE = ("serious", "critical")


@pytest.mark.parametrize("opened", ["", "c", "x", "m", "s", "p", "?"])
def test_axe_finds_nothing_serious(desk: Open, opened: str) -> None:
    page = desk(size=PHONE if opened in ("", "x") else WIDE)
    if opened != "":
        page.keyboard.press(opened)
        expect(page.locator("#dialog")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run(document)).violations.map(({ id, impact, nodes }) =>"
        " [impact, id, nodes.slice(0, 3).map((node) => node.target.join(' '))])"
    )
    assert [each for each in found if each[0] in GRAVE] == []


def test_a_phone_shows_all_of_it_without_scrolling_sideways(desk: Open, home: Path) -> None:
    page = desk(size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    accept = page.get_by_role("button", name="Accept")
    expect(accept).to_be_in_viewport()
    words = page.locator("#queue li .queued-quote").first.inner_text()[:25]
    accept.click()
    saved(page, words, "accepted")
    assert claim_with(home, words).verdict is Verdict.ACCEPT


def test_without_a_map_the_desk_still_works(desk: Open, blind_browser: Any) -> None:
    page = desk(by=blind_browser)
    expect(page.locator("#claim-map")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.locator("#place-map")).to_contain_text("The map cannot be drawn here")
    page.locator("#dialog #lat").fill("35.5")
    page.locator("#dialog #lon").fill("36.5")
    page.locator("#dialog #why").fill("from a list")
    page.keyboard.press("Enter")
    expect(page.locator(".last")).to_contain_text("put at 35.5000, 36.5000", timeout=SLOW)
