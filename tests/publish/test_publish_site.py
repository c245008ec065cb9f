"""The site of a record made by hand: whole, true, without dead links, without what must not be in it."""

import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import etree, html

from whoholds.base.errors import InputError
from whoholds.publish.file_names import file_key
from whoholds.publish.site_writer import CHECKSUMS
from whoholds.run.answers import Picture
from whoholds.run.publishing import Published

ADDRESS = "https://maps.example.org/idlib/"
ATOM = "{http://www.w3.org/2005/Atom}"
Publish = Callable[..., Published]


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the drawing of the large map: it takes a second, and other tests look at it."""

    def write_nothing(_: Picture, path: Path, **__: Any) -> None:
        path.write_bytes(b"")

    monkeypatch.setattr("whoholds.run.publishing.draw", write_nothing)


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "map" not in path.parts)


def parsed(path: Path) -> Any:
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def links_of(path: Path) -> Iterator[tuple[str, str]]:
    for element in parsed(path).iter():
        for attribute in ("href", "src"):
            if isinstance(element.tag, str) and attribute in element.attrib:
                yield element.tag, element.attrib[attribute]


def everything(site: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(site.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def test_there_is_a_page_for_every_day_place_and_actor(site: Path) -> None:
    days = {path.stem for path in (site / "days").iterdir()}
    assert days == {"index", "2020-01-16", "2020-01-18", "2020-01-19"}
    places = {path.stem for path in (site / "places").iterdir()}
    assert {file_key("hand:Jurayf"), file_key("hand:khatrah"), file_key("hand:nowhere")} < places
    actors = {path.stem for path in (site / "actors").iterdir()}
    assert {"syria-saa", "syria-hts", file_key("named:Северный отряд")} < actors


def test_no_inner_link_is_dead(site: Path) -> None:
    count = 0
    for path in [*pages(site), site / "map" / "index.html"]:
        here = path.relative_to(site).as_posix()
        for tag, link in links_of(path):
            if urlsplit(link).scheme in ("http", "https") or link.startswith("data:"):
                assert tag in ("a", "link"), f"{here} loads {link} from elsewhere"
                continue
            target, fragment = urldefrag(urljoin(f"http://x/{here}", link))
            assert target.startswith("http://x/"), f"{here}: {link} leads out of the site"
            found = site / unquote(target.removeprefix("http://x/"))
            found = found / "index.html" if link.endswith("/") else found
            assert found.is_file(), f"{here}: {link}"
            if fragment and found.suffix == ".html" and "map" not in found.parts:
                assert parsed(found).get_element_by_id(fragment) is not None
            count += 1
    assert count > 200


def test_links_are_relative_and_lead_to_other_sites_only_where_a_report_does(site: Path) -> None:
    outer = {
        link for path in pages(site) for tag, link in links_of(path) if link.startswith("http")
    }
    assert {link for link in outer if not link.startswith(ADDRESS)} == {
        "https://post.example.org/two",
    }  # that of the wire holds angle brackets, and that of the evil press is a script
    assert not any(link.startswith("/") for path in pages(site) for _, link in links_of(path))


def test_nothing_of_a_hostile_report_becomes_markup(site: Path) -> None:
    for path in pages(site):
        root = parsed(path)
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag not in ("script", "iframe", "object", "embed", "form", "b", "u", "i")
            assert not any(name.startswith("on") or name == "style" for name in element.attrib)
        for tag, link in links_of(path):
            assert not unquote(link).lower().startswith("javascript:"), tag
        policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policy) == 1
        assert "script-src" not in policy[0]
        assert "default-src 'none'" in policy[0]
    evil = (site / "places" / f"{file_key('hand:../../etc/passwd' + chr(0x202E))}.html").read_text()
    assert "{{ 7*7 }}" in evil
    assert "&lt;script&gt;window.owned=1&lt;/script&gt;" in evil


def test_names_of_files_are_safe(site: Path) -> None:
    for path, _ in everything(site):
        name = path.relative_to(site).as_posix()
        assert name.isascii(), name
        assert not any(letter in name for letter in " \\:*?\"<>|'&%#"), name


@pytest.mark.parametrize(
    "words",
    ["REJECTEDWORDS", "REJECTEDPLACE", "REJECTEDACTOR", "REDACTEDWORDS", "OUTSIDEWORDS",
     "SECRETCOMMENT", "SECRETCAPTION", "misread", "a witness asked"],
)  # fmt: skip
def test_what_must_not_be_published_is_in_no_file(site: Path, words: str) -> None:
    looked = 0
    for path, data in everything(site):
        assert words.encode() not in data, path
        looked += 1
    assert looked > 40


def test_whole_texts_are_published_only_where_asked_for(
    undrawn: None, publish_record: Publish, tmp_path: Path
) -> None:
    publish_record(tmp_path / "site", full_texts=True)
    reports = "".join(
        path.read_text() for path in (tmp_path / "site" / "data" / "reports").iterdir()
    )
    assert "OUTSIDEWORDS" in reports
    assert "SECRETCOMMENT" not in reports
    assert "SECRETCAPTION" not in reports


def test_quotes_stand_in_their_excerpts(site: Path) -> None:
    found = 0
    for path in (site / "data" / "reports").iterdir():
        report = json.loads(path.read_bytes())
        for claim in report["claims"]:
            for part in ("quote", "trigger"):
                quote = claim[part]
                words = report["title"] if quote["in_title"] else report["text"]
                assert words[quote["start"] : quote["end"]] == quote["text"]
                found += 1
    assert found >= 10


def test_the_page_of_a_day_says_what_changed_by_whose_word(site: Path) -> None:
    text = " ".join(parsed(site / "days" / "2020-01-19.html").text_content().split())
    assert "Changed hands: taken by Hay'at Tahrir al-Sham from Syrian Arab Army." in text
    assert "Fighters recaptured Abu Jurayf from the army on 19 January" in text
    assert "Opposition Post" in text
    assert "not confirmed" in text


def test_names_from_reports_keep_their_direction(site: Path) -> None:
    root = parsed(site / "places" / f"{file_key('hand:Jurayf')}.html")
    assert root.xpath("//h1/bdi/text()") == ["أبو جريف"]
    for path in pages(site):
        for text in parsed(path).xpath("//body//text()[contains(., 'أبو')]"):
            assert text.getparent().tag in ("bdi", "title", "text", "em"), path


def test_pages_are_good_html_for_readers_without_eyes(site: Path) -> None:
    for path in pages(site):
        root = parsed(path)
        assert root.get("lang") == "en"
        assert len(root.xpath("//h1")) == 1
        assert root.xpath("//title/text()")[0].strip() != ""
        assert len(root.xpath("//main")) == 1
        assert root.xpath("//img[not(@alt)]") == []
        assert root.xpath("//table//th[not(@scope)]") == []
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        levels = [int(element.tag[1]) for element in root.iter("h1", "h2", "h3", "h4")]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_feed_is_valid_atom(site: Path) -> None:
    root: Any = etree.parse(site / "feed.xml").getroot()
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    own = root.findall(f"{ATOM}link[@rel='self']")
    assert [link.get("href") for link in own] == [f"{ADDRESS}feed.xml"]
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 3
    identifiers = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(identifiers)) == len(identifiers)
    for entry in entries:
        assert entry.findtext(f"{ATOM}updated", "").endswith("Z")
        link = entry.find(f"{ATOM}link").get("href")
        assert (site / link.removeprefix(ADDRESS)).is_file()


def test_the_sitemap_lists_every_page_and_nothing_else(site: Path) -> None:
    root: Any = etree.parse(site / "sitemap.xml").getroot()
    listed = [loc.text.removeprefix(ADDRESS) for loc in root.iter("{*}loc")]
    there = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert sorted(listed) == sorted(there)


def test_without_an_address_there_is_no_sitemap_and_the_feed_is_relative(
    undrawn: None, publish_record: Publish, tmp_path: Path
) -> None:
    publish_record(tmp_path / "site", address=None)
    assert not (tmp_path / "site" / "sitemap.xml").exists()
    root: Any = etree.parse(tmp_path / "site" / "feed.xml").getroot()
    assert root.findtext(f"{ATOM}id", "").startswith("urn:whoholds:")
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href") == "days/2020-01-19.html"


def test_the_checksums_are_those_of_all_files(site: Path) -> None:
    lines = (site / CHECKSUMS).read_text().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert sums == {
        path.relative_to(site).as_posix(): hashlib.sha256(data).hexdigest()
        for path, data in everything(site)
        if path.name != CHECKSUMS
    }


def test_the_same_record_gives_the_same_bytes(
    site: Path, publish_record: Publish, tmp_path: Path
) -> None:
    publish_record(tmp_path / "again")
    first = {path.relative_to(site): data for path, data in everything(site)}
    second = {
        path.relative_to(tmp_path / "again"): data for path, data in everything(tmp_path / "again")
    }
    assert first == second


def test_published_again_only_what_changed_is_written(
    undrawn: None, publish_record: Publish, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    first = publish_record(folder)
    old = (folder / "places" / "index.html").stat()
    again = publish_record(folder)
    assert (first.written.changed, again.written.changed) == (first.written.files, 0)
    assert os.path.samestat(old, (folder / "places" / "index.html").stat())
    fewer = publish_record(folder, first=None, last=None, address=None)
    assert 0 < fewer.written.changed < first.written.files
    assert fewer.written.removed == 1  # the sitemap
    assert not (folder / "sitemap.xml").exists()


def test_only_the_days_asked_for_get_a_page(
    undrawn: None, publish_record: Publish, tmp_path: Path
) -> None:
    from datetime import date

    done = publish_record(tmp_path / "site", first=date(2020, 1, 17), last=date(2020, 1, 18))
    assert done.days == 1
    assert {path.name for path in (tmp_path / "site" / "days").iterdir()} == {
        "index.html",
        "2020-01-18.html",
    }
    with pytest.raises(InputError, match="turn them round"):
        publish_record(tmp_path / "site", first=date(2020, 1, 18), last=date(2020, 1, 17))
    assert (tmp_path / "site" / "days" / "2020-01-18.html").exists()


def test_an_empty_record_has_a_site_too(tmp_path: Path) -> None:
    from whoholds.base.settings import Settings
    from whoholds.run.answers import Answers
    from whoholds.run.home import Home
    from whoholds.run.publishing import publish
    from whoholds.run.publishing_info import SiteOptions

    with Home.open(Settings(home=tmp_path / "home", who="tester")) as home:
        done = publish(home, Answers(home).picture(), tmp_path / "site", options=SiteOptions())
    assert (done.days, done.places, done.actors) == (0, 0, 0)
    assert "Nothing is on record yet." in (tmp_path / "site" / "index.html").read_text()
    assert not (tmp_path / "site" / "maps").exists()
