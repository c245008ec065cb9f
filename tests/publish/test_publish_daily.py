"""The report of a day, laid out three ways: what it says, and what hostile reports cannot make of it."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html
from markdown_it import MarkdownIt

from whoholds.base.settings import Settings
from whoholds.publish.daily_html import daily_html
from whoholds.publish.daily_markdown import daily_markdown
from whoholds.publish.daily_pdf import daily_pdf
from whoholds.run.answers import Answers, Picture
from whoholds.run.home import Home
from whoholds.run.public import Public, public_picture
from whoholds.run.reporting import Daily, daily_report
from whoholds.run.reporting_files import write_report

HIDDEN = ("REJECTEDWORDS", "REDACTEDWORDS", "SECRETCOMMENT", "OUTSIDEWORDS")
SITE = "https://maps.example.org/idlib"


def daily_of(record: Picture, day: date, *, earlier: Public | None = None) -> Daily:
    now = public_picture(record)
    return daily_report(now, earlier or now, day, title="Idlib <b>&</b> *around*", site=SITE)


@pytest.fixture(scope="module")
def daily(record: Picture) -> Daily:
    return daily_of(record, date(2020, 1, 19))


@pytest.fixture(scope="module")
def evil(record: Picture) -> Daily:
    return daily_of(record, date(2020, 1, 18))


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def test_the_report_says_what_changed_and_by_whose_word(daily: Daily) -> None:
    report = daily.report
    assert report.headline == (
        "أبو جريف is said to be taken by Hay'at Tahrir al-Sham (not confirmed); "
        "Tell Khatrah is said to be taken by Северный отряд (not confirmed)."
    )
    assert {change.place.name for change in report.changes} == {"أبو جريف", "Tell Khatrah"}
    assert daily.changed == {"hand:Jurayf", "hand:khatrah"}
    assert [row.name for row in report.sources] == ["Opposition Post"]
    moved = {row.side.id: row.gained for row in report.sides}
    assert moved["syria:government"] == -2
    assert moved["syria:opposition"] == 1


def test_html_is_one_file_that_loads_and_runs_nothing(daily: Daily, evil: Daily) -> None:
    for each in (daily, evil):
        data = daily_html(each.report, drawing=b"\x89PNG")
        root: Any = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
        assert [e.tag for e in root.iter("script", "link", "iframe", "b", "i", "u")] == []
        assert [e.get("src", "")[:22] for e in root.iter("img")] == ["data:image/png;base64,"]
        assert not any(
            name.startswith("on") or name == "style" for e in root.iter() for name in e.attrib
        )
        for link in root.xpath("//a/@href"):
            assert link.startswith(("https://maps.example.org/idlib/", "https://post.example.org/"))
        policy = root.xpath("//meta[@http-equiv]/@content")[0]
        assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
        assert "unsafe" not in policy
        assert not any(word.encode() in data for word in HIDDEN)


def test_markdown_holds_no_markup_of_a_report(evil: Daily) -> None:
    text = daily_markdown(evil.report, drawing="map.png")
    tokens = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or []]
    assert [token for token in tokens if token.type == "html_block"] == []
    assert [child for child in inline if child.type == "html_inline"] == []
    links = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert all(str(link).startswith("https://maps.example.org/idlib/places/") for link in links)
    shown = "".join(child.content for child in inline)
    assert "<script>window.owned=1</script> [x](javascript:1) #eval(1) $x$" in shown
    assert "\u202e" not in text
    assert not any(word in text for word in HIDDEN)


def test_pdf_draws_arabic_and_cyrillic_and_compiles_nothing_of_a_report(
    daily: Daily, evil: Daily
) -> None:
    said = words_of(daily_pdf(daily.report, drawing=None))
    assert "Северный отряд took Tell Khatrah" in said
    assert "Fighters recaptured Abu Jurayf from the army on 19 January" in said
    # Text is taken out as it is drawn, letter by letter; shaped or not, the letters are there.
    assert {"أ", "ب", "و", "ج", "ر", "ي", "ف"} <= set(said)
    hostile = words_of(daily_pdf(evil.report, drawing=None))
    assert "#eval(1) $x$" in hostile
    assert "window.owned=1" in hostile
    assert not any(word in said + hostile for word in HIDDEN)


def test_pdf_links_lead_only_where_they_may(evil: Daily, daily: Daily) -> None:
    data = daily_pdf(evil.report, drawing=None)
    assert b"/JavaScript" not in data
    assert b"/Launch" not in data
    assert b"javascript:" not in data
    assert b"https://post.example.org/two" in daily_pdf(daily.report, drawing=None)


def test_arabic_is_shaped_as_a_browser_would(daily: Daily) -> None:
    """Unshaped, each of the letters stands alone: the name is wider than the joined one by a third."""
    import typst

    from whoholds.publish.daily_pdf import _fonts

    def width(text: str) -> float:
        source = (
            '#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "DejaVu Sans", '
            f'size: 20pt, lang: "en")\n#text("{text}")'
        ).encode()
        fonts: Any = [_fonts()]  # the stubs want them of the source's own type
        data = typst.compile(source, font_paths=fonts, ignore_system_fonts=True)
        assert isinstance(data, bytes)
        with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
            return float(document[0].get_width())

    name = "جريف"
    assert width(name) < 0.85 * sum(width(letter) for letter in name)


def test_the_same_report_gives_the_same_bytes(daily: Daily) -> None:
    assert daily_pdf(daily.report, drawing=None) == daily_pdf(daily.report, drawing=None)
    assert daily_html(daily.report, drawing=None) == daily_html(daily.report, drawing=None)


def test_what_was_known_otherwise_is_told_with_the_claims_that_changed_it(
    record_settings: Settings,
) -> None:
    with Home.open(record_settings, create=False) as home:
        answers = Answers(home)
        newest = answers.picture()
        opposition = next(
            claim for claim in newest.claims.values() if "recaptured" in claim.claim.quote.text
        )
        earlier = answers.picture(opposition.seq - 1)
    report = daily_of(newest, date(2020, 1, 20), earlier=public_picture(earlier)).report
    told = {each.place.name: (each.was, each.is_now) for each in report.corrected}
    assert told["أبو جريف"] == (
        "Syrian Arab Army (Syrian government and allies)",
        "Hay'at Tahrir al-Sham (Syrian opposition factions)",
    )
    because = {row.quote for each in report.corrected for row in each.because}
    assert "Fighters recaptured Abu Jurayf from the army on 19 January" in because


def test_files_of_all_three_forms_are_written_with_their_map(
    daily: Daily, record: Picture, tmp_path: Path
) -> None:
    picture = public_picture(record).picture
    for name in ("daily.html", "daily.md", "daily.pdf"):
        write_report(daily, picture, tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {
        "daily.html", "daily.md", "daily.png", "daily.pdf",
    }  # fmt: skip
    assert "![Map of who holds what" in (tmp_path / "daily.md").read_text()
    with pypdfium2.PdfDocument(tmp_path / "daily.pdf") as document:
        first, last = document[0], document[len(document) - 1]
        assert first.get_width() < first.get_height()
        assert last.get_width() > last.get_height()  # the map, on a page of its own
