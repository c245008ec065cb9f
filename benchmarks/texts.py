"""Unlabelled texts as reports: news in XML of the geoparsing sets, and JSON-lines of the corpora."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lxml import etree

from benchmarks.predictions import read_rows
from whoholds.base.records import Report

FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_reports(path: Path, *, paragraphs: bool = False) -> Iterator[Report]:
    """Yield the reports of a file; with `paragraphs`, every paragraph of a page as its own as well."""
    if path.suffix == ".xml":
        yield from _articles(path)
        return
    for row in read_rows(path):
        day = row.get("published") or row.get("date")
        published = None if day is None else date.fromisoformat(day[:10])
        title = row.get("title") or row.get("page")
        parts: list[str] = row.get("paragraphs") or []
        yield _report(row.get("text") or "\n\n".join(parts), title, published)
        if paragraphs:
            for part in parts:
                yield _report(part, title, published)


def _articles(path: Path) -> Iterator[Report]:
    # At a character that XML forbids, even a parser that recovers loses the rest of the text.
    data = FORBIDDEN.sub(b" ", path.read_bytes())
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    for article in etree.fromstring(data, parser).iterfind(".//article"):
        text = (article.findtext("text") or "").strip()
        if text != "":
            yield _report(text, " ".join((article.findtext("title") or "").split()) or None, None)


def _report(text: str, title: str | None, published: date | None) -> Report:
    return Report(page="0" * 64, cleaner="texts@1", title=title, text=text, published=published)
