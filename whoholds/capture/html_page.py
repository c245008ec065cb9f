"""HTML pages: comments and captions taken out first, then the body by trafilatura."""

import logging
from collections.abc import Iterator

from lxml import etree, html
from trafilatura import bare_extraction

from whoholds.base.records import Page
from whoholds.capture.decode import decode_html
from whoholds.capture.html_captions import take_captions
from whoholds.capture.html_comments import take_comments
from whoholds.capture.html_facts import read_facts
from whoholds.capture.html_tree import parse_html
from whoholds.capture.parts import Parts
from whoholds.capture.plain_page import tidy_body
from whoholds.capture.thread_lines import lines_of

CLEANER = "html@1"

# It warns of every page without an article; `clean` says so itself, in an error.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def read_html_page(page: Page, *, max_depth: int, declared: str | None) -> Parts:
    """Return the parts of an HTML page.

    `declared` is the character set that the server named. Comments and captions are taken out of the
    tree before the body is looked for, so that none of them can end up in it.

    Raises:
        UnreadableInput: if the bytes cannot be decoded, or elements are nested deeper than `max_depth`.
    """
    text = decode_html(page.data, page.location, declared=declared)
    tree = parse_html(text, page.location, max_depth=max_depth)
    facts = read_facts(tree)
    comments = take_comments(tree)
    captions = take_captions(tree)
    body = tidy_body(lines_of(_body_of(tree)), facts.title)
    return Parts(
        cleaner=CLEANER,
        text=body.text,
        title=facts.title,
        published=facts.published,
        publisher=facts.publisher,
        url=facts.url,
        language=facts.language,
        captions=(*captions, *(c for c in body.captions if c not in captions)),
        comments=tuple(comments),
    )


def _body_of(tree: html.HtmlElement) -> str:
    """Return the article's paragraphs, a blank line between them, items of a list one a line."""
    found = bare_extraction(tree, favor_precision=True, include_comments=False, include_tables=True)
    if found is None or isinstance(found, dict) or found.body is None:
        return ""
    blocks: list[str] = []
    for node in found.body:
        blocks += _blocks_of(node)
    return "\n\n".join(block for block in blocks if block != "")


def _blocks_of(node: etree._Element) -> Iterator[str]:
    if node.tag == "list":
        yield "\n".join(f"- {line}" for item in node.iter("item") if (line := _line_of(item)) != "")
    elif node.tag == "table":
        for row in node.iter("row"):
            yield " | ".join(line for cell in row if (line := _line_of(cell)) != "")
    elif node.tag in ("quote", "div") and any(child.tag in ("p", "list", "head") for child in node):
        if (node.text or "").strip() != "":
            yield " ".join((node.text or "").split())
        for child in node:
            yield from _blocks_of(child)
            if (child.tail or "").strip() != "":
                yield " ".join((child.tail or "").split())
    else:
        yield _line_of(node)


def _line_of(node: etree._Element) -> str:
    pieces: list[str] = []
    for event, part in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            pieces.append("\n" if part.tag == "lb" else part.text or "")
        elif part is not node:
            pieces.append(part.tail or "")
    lines = ("".join(pieces)).split("\n")
    return "\n".join(line for raw in lines if (line := " ".join(raw.split())) != "")
