"""The feed of a site (Atom, RFC 4287) and its sitemap (sitemaps.org 0.9), as XML made by a library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from whoholds.publish.plain_text import for_xml
from whoholds.publish.site_pages import SiteInfo
from whoholds.publish.told_words import counted, day_words

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LONG_AGO = "1970-01-01T00:00:00Z"
MOST_ADDRESSES = 50_000
"""So many addresses a sitemap may hold, by its standard."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One day of the feed: its headline, and its changes in one line each.

    `updated` is the UTC instant at which the last claim that it tells was recorded.
    """

    day: date
    headline: str
    lines: tuple[str, ...]
    updated: str


def feed(site: SiteInfo, entries: Sequence[FeedEntry]) -> bytes:
    """Return an Atom feed of days, newest first.

    Without an address its links are relative to the feed, and its identifiers are made of the record's.
    """
    root = etree.Element(_name(_ATOM, "feed"), nsmap=_default(_ATOM))
    root.set(_name(_XML, "lang"), "en")
    base = site.address or ""
    identity = site.address or f"urn:whoholds:{site.identity[:32]}"
    _add(root, "title", f"{site.title}: what changed")
    _add(root, "subtitle", "Who holds what, on which day, and according to whom")
    _add(root, "id", identity if site.address is None else f"{identity}feed.xml")
    _add(root, "updated", _instant(site.recorded))
    _link(root, "self", f"{base}feed.xml", "application/atom+xml")
    _link(root, "alternate", f"{base}index.html", "text/html")
    author = etree.SubElement(root, _name(_ATOM, "author"))
    _add(author, "name", site.publisher or "whoholds")
    generator = _add(root, "generator", "whoholds")
    generator.set("version", site.version)
    for each in entries:
        entry = etree.SubElement(root, _name(_ATOM, "entry"))
        path = f"days/{each.day.isoformat()}.html"
        _add(entry, "title", f"{day_words(each.day)}: {each.headline}")
        _add(entry, "id", f"{base}{path}" if site.address else f"{identity}:{each.day}")
        _add(entry, "updated", _instant(each.updated))
        _link(entry, "alternate", f"{base}{path}", "text/html")
        _add(entry, "summary", "\n".join(each.lines) or each.headline)
    return _written(root)


def sitemap(site: SiteInfo, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the files of the sitemap by path: one, or an index with parts of 50,000 addresses each.

    `paths` are those of pages, in order. A site without an address has none.
    """
    if site.address is None:
        return {}
    listed = list(paths)
    parts = [
        listed[start : start + MOST_ADDRESSES] for start in range(0, len(listed), MOST_ADDRESSES)
    ] or [[]]
    if len(parts) == 1:
        return {"sitemap.xml": _urls(site.address, parts[0])}
    index = etree.Element(_name(_SITEMAP, "sitemapindex"), nsmap=_default(_SITEMAP))
    files = {}
    for number, part in enumerate(parts, start=1):
        name = f"sitemap-{number}.xml"
        files[name] = _urls(site.address, part)
        entry = etree.SubElement(index, _name(_SITEMAP, "sitemap"))
        etree.SubElement(entry, _name(_SITEMAP, "loc")).text = site.address + name
    return files | {"sitemap.xml": _written(index)}


def feed_lines(changed: Iterable[str], *, more: int) -> tuple[str, ...]:
    """Return the lines of a feed's entry, with a last one for what is left out."""
    lines = tuple(changed)
    return (*lines, f"and {counted(more, 'change')} more") if more > 0 else lines


def _urls(address: str, paths: Sequence[str]) -> bytes:
    root = etree.Element(_name(_SITEMAP, "urlset"), nsmap=_default(_SITEMAP))
    for path in paths:
        entry = etree.SubElement(root, _name(_SITEMAP, "url"))
        etree.SubElement(entry, _name(_SITEMAP, "loc")).text = for_xml(address + path)
    return _written(root)


def _name(space: str, tag: str) -> str:
    return f"{{{space}}}{tag}"


def _default(space: str) -> Any:
    return {None: space}  # the stubs know of no default name space


def _add(parent: etree._Element, tag: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, _name(_ATOM, tag))
    child.text = for_xml(text)
    return child


def _link(parent: etree._Element, relation: str, address: str, kind: str) -> None:
    link = etree.SubElement(parent, _name(_ATOM, "link"))
    link.set("rel", relation)
    link.set("type", kind)
    link.set("href", for_xml(address))


def _instant(instant: str) -> str:
    return instant or _LONG_AGO


def _written(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
