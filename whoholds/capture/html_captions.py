"""Captions of figures in HTML, with the credit that they give; taken out of the tree."""

import re

from lxml import html

from whoholds.base.records import Caption
from whoholds.capture.furniture import caption_of, credit_of
from whoholds.capture.html_tree import drop, line_under, walk, words_of

_CAPTION = re.compile(
    r"(?:\w{1,30}[-_]{1,2}){0,3}(?:caption|captions|cutline|figcaption|legend|legende|bildunterschrift)"
    r"(?:[-_]{1,2}(?:text|wrapper|wrap|inner|content|container|body|title|full|credit))?|wp-caption-text|wp-caption-dd"
)
_CREDIT = re.compile(
    r"(?:\w{1,30}[-_]{1,2}){0,3}(?:credit|credits|copyright|photocredit|imagecredit|photographer|source|attribution)"
    r"(?:[-_]{1,2}(?:text|line|name|wrapper))?"
)
_FIGURES = frozenset({"figure", "picture"})
_BLOCKS = ("p", "h1", "h2", "article", "table", "ul", "ol", "blockquote")
_LONGEST = 1000


def take_captions(tree: html.HtmlElement) -> list[Caption]:
    """Return the captions of the page in their order, each once, and take them out of `tree`.

    A caption is a `figcaption`, an element whose class says so, or a paragraph that reads as one
    ("Photo: …", "Click to see full-size map. Source: …").
    """
    captions: dict[Caption, None] = {}
    found: list[html.HtmlElement] = []
    inside = 0
    for event, node in walk(tree):
        if event == "start" and (inside > 0 or _is_caption(node)):
            if inside == 0:
                found.append(node)
            inside += 1
        elif event == "end" and inside > 0:
            inside -= 1
    for node in found:
        text = line_under(node)
        if text != "":
            caption = Caption(text=text, credit=_credit_in(node) or credit_of(text))
            captions[caption] = None
        drop(node)
    return list(captions)


def _is_caption(node: html.HtmlElement) -> bool:
    if node.tag == "figcaption":
        return len(node.text_content()) <= _LONGEST
    if node.tag in ("p", "div", "span", "em", "small", "i", "center", "dd", "td"):
        words = words_of(node)
        named = any(_CAPTION.fullmatch(word) is not None for word in words)
        if not named and any(_CREDIT.fullmatch(word) is not None for word in words):
            named = any(parent.tag in _FIGURES for parent in node.iterancestors())
        if named:
            return len(node.text_content()) <= _LONGEST and not _wraps_more(node)
    if node.tag == "p" and len(node.text_content()) <= _LONGEST:
        return caption_of(line_under(node)) is not None
    return False


def _wraps_more(node: html.HtmlElement) -> bool:
    """Tell whether an element holds more than one caption: paragraphs, lists, headings."""
    return sum(1 for _ in node.iter(*_BLOCKS)) > 2


def _credit_in(node: html.HtmlElement) -> str | None:
    for part in node.iter():
        if part is node or not isinstance(part.tag, str):
            continue
        if any(_CREDIT.fullmatch(word) is not None for word in words_of(part)):
            text = line_under(part).strip("()[] ")
            if text != "":
                return credit_of(text) or text
    return None
