import time
from datetime import date
from pathlib import Path

import pytest

from whoholds.base.errors import UnreadableInput
from whoholds.base.records import Report
from whoholds.capture.clean import clean
from whoholds.capture.plain_page import split_plain
from whoholds.capture.pseudonyms import Pseudonyms, keep_name
from whoholds.capture.sources import page_of

PLAIN = "Army takes Oskel\n\n3 May 2021\n\nThe army took Oskel on Monday, it said.\n\nJohn said...\nlol\n"
PSEUDONYM = Pseudonyms(b"0123456789abcdef")


def read(data: str, media_type: str, *, published: date | None = None) -> Report:
    page = page_of(data.encode(), media_type, "https://herald.example/1")
    return clean(page, published=published, pseudonym=PSEUDONYM)


@pytest.mark.parametrize(
    ("data", "media_type", "cleaner"),
    [
        (PLAIN, "text/plain", "plain@1"),
        (PLAIN, "Text/Plain; charset=utf-8", "plain@1"),
        ("# A heading\n\nThe army took Oskel.", "text/markdown", "markdown@1"),
        ('{"text": "The army took Oskel."}', "application/x-whoholds-report+json", "json@1"),
        ("<article><p>" + "The army took Oskel. " * 20 + "</p></article>", "text/html", "html@1"),
    ],
)
def test_the_kind_chooses_the_cleaner(data: str, media_type: str, cleaner: str) -> None:
    report = read(data, media_type)
    assert report.cleaner == cleaner
    assert report.text.startswith("The army took Oskel")
    assert report.url == "https://herald.example/1"
    assert report == read(data, media_type)


def test_the_given_day_goes_before_the_pages() -> None:
    assert read(PLAIN, "text/plain").published == date(2021, 5, 3)
    assert read(PLAIN, "text/plain", published=date(2021, 5, 4)).published == date(2021, 5, 4)


def test_commenters_are_pseudonyms_unless_names_are_kept() -> None:
    report = read(PLAIN, "text/plain")
    assert [c.author for c in report.comments] == [PSEUDONYM("John")]
    page = page_of(PLAIN.encode(), "text/plain", "report.txt")
    kept = clean(page, pseudonym=keep_name)
    assert [c.author for c in kept.comments] == ["John"]
    assert kept.url is None


@pytest.mark.parametrize(
    ("data", "media_type", "why"),
    [
        ("<html><body></body></html>", "text/html", "no report text"),
        ("a", "video/mp4", "media type is 'video/mp4'"),
        ("", "text/plain", "empty"),
    ],
)
def test_what_holds_no_report_says_so(data: str, media_type: str, why: str) -> None:
    with pytest.raises(UnreadableInput, match=why) as caught:
        read(data, media_type)
    assert "\n" not in str(caught.value)


def test_code_points_are_kept_and_line_ends_made_one() -> None:
    text = "Cafe\u0301 in Ośkel\r\n\r\nThe\u00a0army took it\u200b.\rIt said so.\x07\x0cEnd.\ufeff"
    report = read("\ufeff" + text, "text/plain")
    assert report.title == "Cafe\u0301 in Ośkel"
    assert report.text == "The\u00a0army took it\u200b.\nIt said so.\nEnd."


@pytest.mark.shared
def test_nothing_of_the_samples_comments_or_captions_is_in_its_text(shared: Path) -> None:
    path = shared / "samples" / "report.txt"
    report = clean(page_of(path.read_bytes(), "text/plain", str(path)), pseudonym=PSEUDONYM)
    assert len(report.comments) == 5
    for comment in report.comments:
        assert comment.author is not None
        assert comment.author.startswith("reader-")
        assert comment.text == "" or comment.text not in report.text
    names = {comment.author for comment in split_plain(path.read_text("utf-8")).comments}
    assert len(names) == 5
    for words in ("full-size", "Twitter", *names):
        assert words is not None
        assert words not in report.text


@pytest.mark.parametrize(
    "unit",
    [
        "Karl Berg\n\nlol I said so\n\n",
        "Karl Berg says:\n\nlol I said so\n\n",
        "Karl\nKarl\nlol I said so\n\n",
        "  • Karl Berg\n\n    lol I said so\n\n",
        "2 Comments\n\nThe army took the town of Oskel and the hill.\n\n",
        "Related Articles\n\nThe army took the town of Oskel on Monday, it said.\n\n",
        "Karl\n3 May 2021\nThe army said on Monday that it took Oskel.\n\n",
    ],
)
def test_twice_the_text_is_about_twice_the_work(unit: str) -> None:
    head = "Army takes Oskel\n\nThe army took the town of Oskel on Monday, it said.\n\n"

    def seconds(count: int) -> float:
        start = time.process_time()
        read(head + unit * count, "text/plain")
        return time.process_time() - start

    seconds(10)
    assert seconds(4000) < 32 * max(seconds(500), 0.02)
