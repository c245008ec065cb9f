"""Markdown pages: to plain lines first, then split as a plain-text copy is.

Marks go, words stay: links become their words, images become captions, quotes lose their bars. Code
points are kept; a line end inside a paragraph becomes a space, character references become what
they stand for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from whoholds.base.errors import UnreadableInput
from whoholds.base.records import Caption, Page
from whoholds.capture.dates import firm_date
from whoholds.capture.decode import decode_plain
from whoholds.capture.furniture import credit_of
from whoholds.capture.html_tree import parse_html, text_under
from whoholds.capture.parts import Parts
from whoholds.capture.plain_page import read_title, read_top, split_lines
from whoholds.capture.thread_lines import lines_of

CLEANER = "markdown@1"
_FIELD = re.compile(r"([\w][\w .-]{0,39}?)[ \t]{0,8}:[ \t]{0,8}(.{0,2000})")
_FENCE = frozenset({"---", "..."})
_LONGEST_HEADER = 200
_KEYS = {
    "title": ("title", "headline"),
    "published": ("date", "published", "pubdate", "publish_date", "publication_date"),
    "publisher": ("publisher", "outlet", "source", "site", "site_name", "sitename"),
    "url": ("url", "link", "canonical", "canonical_url", "source_url"),
    "language": ("lang", "language", "locale"),
}
_HTML_DEPTH = 200
_NESTING = 100
"""The parser silently leaves out what is nested deeper; a list takes two levels an item."""


def read_markdown_page(page: Page) -> Parts:
    """Return the parts of a Markdown page.

    YAML front matter gives title, date, publisher, address and language, where it has them on lines
    of their own; the title is else the first heading, the date else a date line under it.

    Raises:
        UnreadableInput: if the bytes are no text, or quotes and lists are nested without end.
    """
    text = decode_plain(page.data, page.location)
    header, body = _front_matter(text)
    flow = _Flow(page.location)
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _NESTING})
    tokens = parser.enable(["table", "strikethrough"]).parse(body)
    if any(token.level >= _NESTING - 1 for token in tokens):
        raise UnreadableInput(
            f"reading {page.location}: its lists and quotes are nested deeper than {_NESTING // 2} "
            "levels; save the page as plain text"
        )
    flow.read(tokens)
    lines = lines_of("".join(flow.blocks).lstrip("\n"))
    at = 0
    title = header.get("title") or flow.title
    if title is None:
        title, at = read_title(lines, 0)
    top = read_top(lines, at)
    facts = Parts(
        cleaner=CLEANER,
        text="",
        title=title,
        published=firm_date(header.get("published", "")) or top.published,
        publisher=header.get("publisher") or top.publisher,
        url=header.get("url"),
        language=header.get("language"),
        captions=tuple(dict.fromkeys(flow.captions)),
    )
    return split_lines(top.lines, top.at, facts)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the fields between two fences at the top, by our names, and the text below them."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return {}, text
    last = next(
        (
            at
            for at, line in enumerate(lines[1:_LONGEST_HEADER], start=1)
            if line.rstrip() in _FENCE
        ),
        None,
    )
    if last is None:
        return {}, text
    given: dict[str, str] = {}
    for line in lines[1:last]:
        found = _FIELD.fullmatch(line.rstrip())
        if found is not None:
            given.setdefault(found[1].casefold(), _unquoted(found[2].strip()))
    header = {
        ours: value
        for ours, theirs in _KEYS.items()
        if (value := next((given[key] for key in theirs if given.get(key)), "")) != ""
    }
    return header, "\n".join(lines[last + 1 :])


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value


@dataclass
class _Flow:
    """Turns the tokens of a page into blocks of plain lines."""

    location: str
    blocks: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    title: str | None = None
    _lists: list[int | None] = field(default_factory=list)
    _mark: str = ""
    _in_heading: bool = False
    _in_list_block: bool = False
    _row: list[str] | None = None

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all tokens."""
        for token in tokens:
            self._token(token)

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self._words(token)
        elif kind in ("fence", "code_block"):
            self._block(token.content.rstrip("\n"))
        elif kind == "html_block":
            self._block(self._html(token.content))
        elif kind in ("bullet_list_open", "ordered_list_open"):
            start = token.attrGet("start")
            self._lists.append(None if kind.startswith("bullet") else int(start or 1))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
            self._in_list_block = self._in_list_block and len(self._lists) > 0
        elif kind == "list_item_open":
            number = self._lists[-1]
            self._mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1
        elif kind in ("heading_open", "heading_close"):
            self._in_heading = kind == "heading_open"
        elif kind == "tr_open":
            self._row = []
        elif kind == "tr_close":
            self._block(" | ".join(self._row or []))
            self._row = None

    def _words(self, token: Token) -> None:
        text = self._inline(token.children or [])
        if self._in_heading and self.title is None and len(self.blocks) == 0:
            self.title = " ".join(text.split()) or None
            return
        if self._row is None:
            self._block(text)
        else:
            self._row.append(text)

    def _block(self, text: str) -> None:
        text = text.strip("\n")
        if text.strip() == "":
            return
        if len(self._lists) == 0:
            self.blocks.append("\n\n" + text)
            return
        indent = "  " * (len(self._lists) - 1)
        margin = "" if self._mark == "" else self._mark
        text = f"{indent}{margin or '  '}" + text.replace("\n", f"\n{indent}  ")
        self._mark = ""
        if self._in_list_block:
            self.blocks.append(("\n" if margin != "" else "\n\n") + text)
        else:
            self.blocks.append("\n\n" + text)
        self._in_list_block = True

    def _inline(self, children: Sequence[Token]) -> str:
        pieces: list[str] = []
        for child in children:
            if child.type == "image":
                self._image(child)
            elif child.type == "softbreak":
                pieces.append(" ")
            elif child.type == "hardbreak":
                pieces.append("\n")
            elif child.type in ("text", "code_inline"):
                pieces.append(child.content)
        return "\n".join(line.strip() for line in "".join(pieces).split("\n"))

    def _image(self, token: Token) -> None:
        words = self._inline(token.children or [])
        told = str(token.attrGet("title") or "")
        text = " ".join(f"{words} {told if told != words else ''}".split())
        if text != "":
            self.captions.append(Caption(text=text, credit=credit_of(text)))

    def _html(self, source: str) -> str:
        if source.lstrip().startswith("<!--") and source.rstrip().endswith("-->"):
            return ""
        return text_under(parse_html(source, self.location, max_depth=_HTML_DEPTH))
