import time
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.errors import UnreadableInput
from whoholds.base.records import Caption
from whoholds.capture.html_page import read_html_page
from whoholds.capture.parts import Parts
from whoholds.capture.sources import page_of

BODY = [
    (
        "Government troops entered the towns of Varn and Oskel on 3 May, the defence ministry said in a "
        "statement that was carried by the state agency."
    ),
    (
        "The rebels confirmed the loss of Varn only, and said that fighting was still going on around "
        "the bridge that links the two banks of the lake."
    ),
    (
        "Oskel lies eight kilometres south of the lake, and has changed hands four times since the war "
        "began."
    ),
]
HEAD = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Troops Enter Two Towns South Of The Lake - Lake Herald</title>
<meta property="og:site_name" content="Lake Herald">
<meta property="og:title" content="Troops Enter Two Towns South Of The Lake">
<link rel="canonical" href="https://herald.example/2021/05/troops">
{meta}</head><body class="single comments-open"><nav><a href="/">Home</a></nav><main>
<article class="post"><h1>Troops Enter Two Towns South Of The Lake</h1>
<figure><img src="map.png" alt="A map"><figcaption>The front on 3 May.
<span class="credit">Map: @lakemapper</span></figcaption></figure>"""
FOOT = "</article>{comments}</main><footer>Lake Herald, all rights reserved</footer></body></html>"


def page(comments: str = "", *, meta: str = "", body: list[str] = BODY) -> Parts:
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    source = HEAD.format(meta=meta) + paragraphs + FOOT.format(comments=comments)
    return read(source)


def read(source: str | bytes, *, declared: str | None = None, max_depth: int = 1000) -> Parts:
    data = source.encode() if isinstance(source, str) else source
    return read_html_page(
        page_of(data, "text/html", "page.html"), max_depth=max_depth, declared=declared
    )


def test_body_facts_and_captions_come_apart() -> None:
    parts = page(
        meta='<meta property="article:published_time" content="2021-05-03T23:50:00+03:00">'
    )
    assert parts.text == "\n\n".join(BODY)
    assert parts.title == "Troops Enter Two Towns South Of The Lake"
    assert parts.publisher == "Lake Herald"
    assert parts.published == date(2021, 5, 3)
    assert parts.language == "en"
    assert parts.url == "https://herald.example/2021/05/troops"
    assert parts.captions == (
        Caption(text="The front on 3 May. Map: @lakemapper", credit="@lakemapper"),
    )
    assert parts.comments == ()


THREADS = {path.stem: path for path in sorted((Path(__file__).parent / "threads").glob("*.html"))}
FLAT = {"flat", "drupal"}
"""Shapes whose markup does not nest what answers what."""


@pytest.mark.parametrize("shape", THREADS)
def test_a_thread_comes_apart_and_nothing_of_it_is_in_the_body(shape: str) -> None:
    parts = page(THREADS[shape].read_text("utf-8"))
    assert parts.text == "\n\n".join(BODY)
    assert [c.author for c in parts.comments] == ["Karl B.", "Ann", "أبو خالد"]
    assert [c.text for c in parts.comments] == [
        "They took Temna as well.\n\nI am sure.",
        "No, they did not.",
        "The rebels captured Sarmada!",
    ]
    assert parts.comments[0].posted is not None
    assert [c.depth for c in parts.comments] == ([0, 0, 0] if shape in FLAT else [0, 1, 0])


def test_an_old_blogger_list_is_read() -> None:
    parts = page(
        '<div id="comments"><dl id="comments-block"><dt class="comment-author">Karl B. said...</dt>'
        '<dd class="comment-body"><p>They took Temna.</p></dd><dd class="comment-footer">3 May 2021</dd>'
        "</dl></div>"
    )
    assert parts.text == "\n\n".join(BODY)
    assert [(c.author, c.posted, c.text) for c in parts.comments] == [
        ("Karl B.", "3 May 2021", "They took Temna.")
    ]


def test_an_article_that_is_called_a_comment_is_not_taken_for_one() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    parts = read(
        "<html><body><div class='comment' id='comment-1'><h1>Why Oskel matters</h1>"
        f"{paragraphs}</div></body></html>"
    )
    assert parts.text == "\n\n".join(BODY)
    assert parts.comments == ()


def test_credits_are_found_in_their_usual_places() -> None:
    caption = "Rebels near Oskel (Photo by A. Desk/Lake Press)"
    parts = page(
        body=[
            BODY[0],
            f"</p><div class='wp-caption'><p class='wp-caption-text'>{caption}</p></div><p>{BODY[1]}",
            "Click to see full-size map. Source: (@lakemapper) on Twitter.",
            BODY[2],
        ]
    )
    assert parts.text == "\n\n".join(BODY)
    assert [c.credit for c in parts.captions] == [
        "@lakemapper",
        "A. Desk/Lake Press",
        "(@lakemapper) on Twitter",
    ]


@pytest.mark.parametrize(
    ("meta", "day"),
    [
        (('<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],'
         '"datePublished":"2021-05-04T00:10:00Z"}]}</script>'), date(2021, 5, 4)),
        ('<meta name="DC.date.issued" content="2021-05-04">', date(2021, 5, 4)),
        ('<meta itemprop="datePublished" content="2021-05-04">', date(2021, 5, 4)),
        ('<script type="application/ld+json">{"@type":"NewsArticle", broken</script>', None),
        ('<meta name="article:published_time" content="yesterday">', None),
        ('<meta property="article:modified_time" content="2021-05-09">', None),
    ],
)  # fmt: skip
def test_a_day_of_publication_comes_only_from_what_says_it(meta: str, day: date | None) -> None:
    assert page(meta=meta).published == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ('<time datetime="2021-05-04T08:00">4 May</time>', date(2021, 5, 4)),
        ('<span class="entry-date">4 May 2021</span>', date(2021, 5, 4)),
        ('<span class="entry-date">03/04/2021</span>', None),
        ("<p>© 2021 Lake Herald</p>", None),
    ],
)
def test_a_visible_dateline_counts_where_it_names_one_day(line: str, day: date | None) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    teasers = "<time datetime='2021-06-01'>1 June</time><time datetime='2021-06-02'></time>"
    parts = read(
        f"<html><body><article><h1>Troops enter Oskel</h1>{line}{paragraphs * 3}</article>{teasers}"
        "</body></html>"
    )
    assert parts.published == day


def test_a_comments_time_is_not_the_reports() -> None:
    assert page(THREADS["wordpress"].read_text("utf-8")).published is None


def test_lists_quotes_and_loose_text_keep_their_place() -> None:
    parts = page(
        body=[
            BODY[0]
            + "</p><blockquote><p>“We hold the bridge,” the commander said on the radio.</p>"
            "</blockquote><ul><li>Hill 412, north of the river</li><li>The brick factory</li></ul>"
            "Loose words between two blocks are the report's own, too.<p>" + BODY[1],
            BODY[2],
        ]
    )
    assert parts.text.split("\n\n") == [
        BODY[0],
        "“We hold the bridge,” the commander said on the radio.",
        "- Hill 412, north of the river\n- The brick factory",
        "Loose words between two blocks are the report's own, too.",
        BODY[1],
        BODY[2],
    ]


def test_the_declared_character_set_is_respected() -> None:
    source = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>'
        "<body><article><h1>Село Оскіл</h1>"
        + "<p>Війська увійшли до села Оскіл, повідомив штаб.</p>"
        * 5
    )
    parts = read(source.encode("cp1251"))
    assert parts.text.startswith("Війська увійшли до села Оскіл")
    utf8 = source.replace("windows-1251", "utf-8").encode()
    assert read(utf8, declared="utf-8").text == parts.text


def bomb(opening: str, count: int) -> str:
    return "<html><body>" + opening * count + "<p>text</p>"


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<ul><li>", "<span><i>", "<table><tr><td>", "<font>"]
)
def test_deep_nesting_is_refused_in_one_line_and_soon(opening: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableInput, match="nested deeper than 1000 levels") as caught:
        read(bomb(opening, 200_000))
    assert time.monotonic() - start < 5
    assert "\n" not in str(caught.value)


def test_nesting_just_under_the_limit_is_read() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    parts = read("<html><body>" + "<div>" * 900 + paragraphs + "</div>" * 900)
    assert BODY[0] in parts.text


def test_unclosed_paragraphs_are_not_nesting() -> None:
    parts = read("<html><body><article>" + "".join(f"<p>{text}<br>" for text in BODY * 500))
    assert BODY[0] in parts.text


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y "&x;&x;&x;&x;">]><html><body><p>&y;&y;</p>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x; is here</p>',
    ],
)
def test_entities_are_not_expanded_and_nothing_is_read_from_disk(source: str) -> None:
    parts = read(source)
    assert "boom" not in parts.text
    assert "root:" not in parts.text


def test_a_huge_attribute_and_many_siblings_are_only_slow_once() -> None:
    start = time.monotonic()
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    read(
        f"<html><body><div class='{'comment ' * 200_000}' id='{'x' * 2_000_000}'>{paragraphs}</div>"
    )
    read(
        "<html><body><article>"
        + "<div class='comment' id='comment-1'>a b</div>" * 20_000
        + paragraphs
    )
    assert time.monotonic() - start < 20


def test_a_page_without_text_gives_an_empty_body() -> None:
    assert read("<html><body><script>var a = '<p>not text</p>'</script></body></html>").text == ""
