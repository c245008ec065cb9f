"""HTML pages: comments and captions taken out first, then the body by trafilatura."""

import logging

from lxml import etree, html
from trafilatura import bare_extraction

from whoholds.base.records import Page
from whoholds.capture.decode import decode_html
from whoholds.capture.html_captions import take_captions
from whoholds.capture.html_comments import take_comments
from whoholds.capture.html_facts import read_facts
from whoholds.capture.html_tree import parse_html
from whoholds.capture.parts import Parts
from whoholds.capture.plain_page import published_in, read_top, tidy_body
from whoholds.capture.thread_lines import lines_of

CLEANER = "html@1"
_FLOW_BLOCKS = frozenset(
    {
        "p",
        "head",
        "quote",
        "div",
        "list",
        "item",
        "table",
        "row",
        "code",
        "body",
        "main",
        "ab",
        "fw",
    }
)

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
    comments = take_comments(tree)
    # After the comments are gone: their times are not the report's.
    facts = read_facts(tree)
    captions = take_captions(tree)
    lines = lines_of(_body_of(tree))
    top = read_top(lines, 0)
    if top.published is not None:
        lines = [line for line in top.lines if line.at >= top.at]
    body = tidy_body(lines, facts.title)
    published = facts.published or top.published or published_in(body.text, lines, facts.title)
    return Parts(
        cleaner=CLEANER,
        text=body.text,
        title=facts.title,
        published=published,
        publisher=facts.publisher or top.publisher,
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
    flow = _Flow()
    for event, node in etree.iterwalk(found.body, events=("start", "end")):
        if event == "start":
            flow.enter(node.tag)
            flow.add(node.text)
        else:
            flow.leave(node.tag)
            flow.add(node.tail)
    return flow.text()


class _Flow:
    """Puts the elements of trafilatura's tree back into lines: paragraphs, items, rows."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._open: list[str] = []
        self._items = 0
        self._bullet = ""
        self._in_list = False

    def enter(self, tag: str) -> None:
        """Begin an element; a block ends the words before it."""
        if tag == "lb":
            self._open.append("\n")
        elif tag in _FLOW_BLOCKS:
            self._flush()
            if tag == "item":
                self._items += 1
                self._bullet = "- "

    def leave(self, tag: str) -> None:
        """End an element; a block ends its words."""
        if tag == "cell":
            self._open.append(" | ")
        elif tag in _FLOW_BLOCKS:
            self._flush()
            self._items -= tag == "item"

    def add(self, text: str | None) -> None:
        """Add words; line ends inside them are nothing but white space."""
        if text is not None:
            self._open.append(text.replace("\n", " "))

    def text(self) -> str:
        """Return all blocks."""
        self._flush()
        return "".join(self._blocks)

    def _flush(self) -> None:
        lines = [" ".join(raw.split()).strip(" |") for raw in "".join(self._open).split("\n")]
        text = "\n".join(line for line in lines if line != "")
        self._open = []
        if text == "":
            return
        listed = self._items > 0
        if len(self._blocks) > 0:
            self._blocks.append("\n" if listed and self._in_list else "\n\n")
        self._blocks.append(self._bullet + text)
        self._bullet = ""
        self._in_list = listed
