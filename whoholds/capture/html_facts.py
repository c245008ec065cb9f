"""What an HTML page says about itself: title, day of publication, publisher, address, language.

Only what is said outright counts. A day of publication comes from JSON-LD, metadata, a `time`
element or a dateline that is nothing but a date; never from an address, a copyright line or a clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import orjson
from lxml import html

from whoholds.capture.bylines import stamp_of
from whoholds.capture.dates import firm_date, is_date_line
from whoholds.capture.html_tree import line_under, words_of

_DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "date.published", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created",
    "dc.date", "dcterms.date", "pubdate", "publishdate", "publish_date", "publish-date",
    "publication_date", "publicationdate", "published_time", "publishedtime", "sailthru.date",
    "parsely-pub-date", "citation_publication_date", "cxenseparse:recs:publishtime",
    "article.published", "article:post_date", "rnews:datepublished", "originalpublicationdate",
    "ptime", "dateissued", "bt:pubdate", "date",
)  # fmt: skip
_ARTICLES = re.compile(r"(?:\w{0,30}Article|\w{0,10}Posting|Report|WebPage|AnalysisNewsArticle)")
_DATELINE = re.compile(
    r"(?:\w{1,30}[-_]{1,2}){0,3}(?:date|published|pubdate|timestamp|datetime|publish-date|posted-on|time)"
    r"(?:[-_]{1,2}(?:published|posted|time|created|publish|updated))?"
)
_DATED = frozenset(
    {
        "span",
        "div",
        "p",
        "small",
        "li",
        "abbr",
        "em",
        "i",
        "strong",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dd",
    }
)
_BODY_BEGINS = 600
"""Characters of paragraphs after the headline; a date further down is not the report's own."""
_LONGEST = 300
_DEEPEST = 30
_STAMPED = frozenset(
    {"p", "div", "span", "li", "small", "h2", "h3", "h4", "address", "em", "header"}
)
_MOST_STAMPED = 200
_MOST_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a page; None for what it does not say."""

    title: str | None
    published: date | None
    publisher: str | None
    url: str | None
    language: str | None


def read_facts(tree: html.HtmlElement) -> Facts:
    """Return what the page says about itself."""
    metas = _metas(tree)
    linked = [node for block in _linked_data(tree) for node in _nodes(block)]
    articles = [n for n in linked if _is_article(n)]
    publisher = next(
        (name for node in articles if (name := _name(node.get("publisher"))) is not None), None
    )
    return Facts(
        title=_title(tree, metas, articles),
        published=_published(tree, metas, articles),
        publisher=_line(metas.get("og:site_name"))
        or publisher
        or _line(metas.get("application-name")),
        url=_address(tree, metas),
        language=_language(tree, metas),
    )


def _title(
    tree: html.HtmlElement, metas: dict[str, str], articles: list[dict[str, Any]]
) -> str | None:
    """The headline as the page shows it, where the metadata has it too; else the metadata's word."""
    told = [
        text
        for value in (
            *(node.get("headline") for node in articles),
            metas.get("og:title"),
            metas.get("twitter:title"),
            next((node.text_content() for node in tree.iter("title")), None),
        )
        if (text := _line(value)) is not None
    ]
    shown = [text for node in tree.iter("h1") if (text := _line(line_under(node))) is not None]
    for headline in shown:
        if any(_same(headline, text) for text in told):
            return headline
    if len(shown) == 1 and len(shown[0].split()) >= 3:
        return shown[0]
    return (
        _without_site(told[0], metas) if len(told) > 0 else (shown[0] if len(shown) > 0 else None)
    )


def _same(headline: str, told: str) -> bool:
    """Tell whether a title in the metadata begins with the headline (the site's name may follow)."""
    short, long = _letters(headline), _letters(told)
    return len(short) >= 8 and (
        long.startswith(short) or (short.startswith(long) and len(long) >= 8)
    )


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _without_site(title: str, metas: dict[str, str]) -> str:
    site = _line(metas.get("og:site_name"))
    for mark in (" | ", " - ", " – ", " — ", " :: ", " » "):
        head, found, tail = title.rpartition(mark)
        if found != "" and (tail.casefold() == (site or "").casefold() or mark == " | "):
            return head.strip()
    return title


def _published(
    tree: html.HtmlElement, metas: dict[str, str], articles: list[dict[str, Any]]
) -> date | None:
    for node in articles:
        day = _day(node.get("datePublished"))
        if day is not None:
            return day
    for name in _DATE_NAMES:
        day = _day(metas.get(name))
        if day is not None:
            return day
    return _shown_day(tree)


def _shown_day(tree: html.HtmlElement) -> date | None:
    """The day that the page shows as that of publication.

    An element that says so counts at once, then a line with a byline or an outlet between headline and
    body ("By A. B. | 3 March 2018"). Other dates count where they stand between headline and
    body, or where the page shows no second one: teasers of other reports carry dates too.
    """
    shown: list[date] = []
    stamped: date | None = None
    tried = 0
    after_headline = False
    words_since = 0
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        if (node.get("itemprop") or "").casefold() == "datepublished":
            day = _day(node.get("content")) or _day(node.get("datetime")) or _day(_short(node))
            if day is not None:
                return day
        day = _dateline(node)
        if day is not None:
            if node.get("pubdate") is not None or (after_headline and words_since < _BODY_BEGINS):
                return day
            shown.append(day)
        elif node.tag in _STAMPED and after_headline and words_since < _BODY_BEGINS:
            tried += 1
            if stamped is None and tried <= _MOST_STAMPED:
                stamp = stamp_of(_short(node) or "")
                stamped = None if stamp is None else stamp.day
        if node.tag == "h1":
            after_headline, words_since = True, 0
        elif node.tag == "p":
            words_since += len(node.text_content())
    return stamped or (shown[0] if len(set(shown)) == 1 else None)


def _dateline(node: html.HtmlElement) -> date | None:
    """The day of an element that is marked as a date and holds nothing else."""
    words = words_of(node)
    if node.tag == "time":
        if any("updated" in word or "modified" in word for word in words):
            return None
        return _day(node.get("datetime")) or _day(_short(node))
    if node.tag not in _DATED or not any(_DATELINE.fullmatch(word) is not None for word in words):
        return None
    text = _short(node)
    return firm_date(text) if text is not None and is_date_line(text) else None


def _short(node: html.HtmlElement) -> str | None:
    return line_under(node)[:120] if sum(1 for _ in islice(node.iter(), 11)) <= 10 else None


def _day(value: object) -> date | None:
    """The civil day of a date or an instant, as it is written: no zone is applied."""
    return firm_date(value[:60]) if isinstance(value, str) else None


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (
            node.get("property")
            or node.get("name")
            or node.get("http-equiv")
            or node.get("itemprop")
        )
        content = node.get("content")
        if name is not None and content is not None and content.strip() != "":
            metas.setdefault(name.strip().casefold(), content[:2000])
    return metas


def _linked_data(tree: html.HtmlElement) -> Iterator[Any]:
    count = 0
    for node in tree.iter("script"):
        if (node.get("type") or "").strip().casefold() != "application/ld+json":
            continue
        count += 1
        if count > _MOST_BLOCKS:
            return
        try:
            yield orjson.loads((node.text or "").strip())
        except orjson.JSONDecodeError:
            continue  # a page's broken metadata says nothing, and the page is still a page


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(key), depth + 1)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(kind, str) and _ARTICLES.fullmatch(kind[:60]) is not None for kind in kinds
    )


def _name(value: Any) -> str | None:
    if isinstance(value, list) and len(value) > 0:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return _line(value)


def _address(tree: html.HtmlElement, metas: dict[str, str]) -> str | None:
    links = [
        node.get("href")
        for node in tree.iter("link")
        if (node.get("rel") or "").casefold() == "canonical"
    ]
    for address in (*links, metas.get("og:url")):
        if address is not None and re.fullmatch(r"https?://\S{4,1990}", address.strip()):
            return str(address.strip())
    return None


def _language(tree: html.HtmlElement, metas: dict[str, str]) -> str | None:
    for told in (tree.get("lang"), metas.get("content-language"), metas.get("og:locale")):
        found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_,]|\s*$)", told or "")
        if found is not None:
            return found[1].lower()
    return None


def _line(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    return text[:_LONGEST] if text != "" else None
