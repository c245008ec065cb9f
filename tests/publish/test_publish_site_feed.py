"""Sitemaps by their standard: parts of at most 50,000 addresses under one index."""

from datetime import date
from typing import Any

from lxml import etree

from tests.publish.test_publish_citations import SITE
from whoholds.publish.site_feed import FeedEntry, feed, feed_lines, sitemap


def test_many_pages_make_parts_under_an_index() -> None:
    files = sitemap(SITE, (f"places/{number}.html" for number in range(120_001)))
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    index: Any = etree.fromstring(files["sitemap.xml"])
    assert [loc.text for loc in index.iter("{*}loc")] == [
        f"https://maps.example.org/idlib/sitemap-{number}.xml" for number in (1, 2, 3)
    ]
    counts = [len(etree.fromstring(files[f"sitemap-{at}.xml"])) for at in (1, 2, 3)]
    assert counts == [50_000, 50_000, 20_001]


def test_hostile_words_stay_words_in_the_feed() -> None:
    entry = FeedEntry(date(2020, 1, 18), "<b>&\x00\ud800]]>", ("</summary><x/>",), "")
    root: Any = etree.fromstring(feed(SITE, [entry]))
    assert root.findtext("{*}entry/{*}title") == "18 January 2020: <b>&\ufffd\ufffd]]>"
    assert root.findtext("{*}entry/{*}summary") == "</summary><x/>"
    assert [child.tag for child in root.iter("{*}x")] == []


def test_what_is_left_out_of_an_entry_is_counted() -> None:
    assert feed_lines(["a"], more=2) == ("a", "and 2 changes more")
    assert feed_lines(["a"], more=0) == ("a",)
