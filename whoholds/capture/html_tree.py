"""HTML to a tree, safely (bounded nesting, no network), and small tools on it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree, html

from whoholds.base.errors import UnreadableInput

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
        "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_HIDDEN = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "svg", "button", "select", "textarea",
        "form",
    }
)  # fmt: skip
_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")
_MANY = re.compile(r"\n{3,}")


# The parser's work on one tag grows with the square of its attributes: 100,000 of them take a minute.
_MOST_ATTRIBUTES = 1000
_LONG_TAG = re.compile(rf"<[A-Za-z/!?][^<>]{{{2 * _MOST_ATTRIBUTES},}}")
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")


class _TooDeep(Exception):
    pass


class _DepthGuard:
    """A parser target that builds nothing and stops at the first element that is too deep."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._depth = 0

    def start(self, _tag: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > self._limit:
            raise _TooDeep

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Return nothing: the walk itself is the check."""


def parse_html(text: str, location: str, *, max_depth: int) -> html.HtmlElement:
    """Return the tree of an HTML page.

    Entities other than characters are not expanded, nothing is fetched, comments and processing
    instructions are left out.

    Raises:
        UnreadableInput: if elements are nested deeper than `max_depth`, one has more than a thousand
            attributes, or there is no element.
    """
    data = text.encode("utf-8", "replace")
    _refuse_attributes(text, location)
    # No page can be deeper than it has tags.
    if text.count("<") > max_depth:
        _refuse_depth(data, location, max_depth)
    # The parser's own limits would not refuse a page but silently leave out what is nested deeper than
    # 256 levels; depth is checked above, and size by the limit on pages.
    parser = html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError) as cause:
        raise UnreadableInput(
            f"reading {location}: the HTML cannot be parsed ({str(cause)[:120]}); save the page as text"
        ) from cause
    return tree


def _refuse_attributes(text: str, location: str) -> None:
    for tag in _LONG_TAG.finditer(text):
        # What stands between quotation marks is one value, however long: real pages keep data there.
        if len(_QUOTED.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise UnreadableInput(
                f"reading {location}: a tag of it has more than {_MOST_ATTRIBUTES} attributes, which no "
                "real page needs; save the page as text"
            )


def _refuse_depth(data: bytes, location: str, max_depth: int) -> None:
    guard = _DepthGuard(max_depth)
    parser = etree.HTMLParser(target=guard, encoding="utf-8", no_network=True, huge_tree=True)  # type: ignore[arg-type]  # the stubs know no targets without data()
    try:
        for at in range(0, len(data), 1 << 16):
            parser.feed(data[at : at + (1 << 16)])
        parser.close()
    except _TooDeep:
        raise UnreadableInput(
            f"reading {location}: its elements are nested deeper than {max_depth} levels, which no real "
            "page needs; save the page as text, or raise `max_depth`"
        ) from None
    except etree.LxmlError:
        # What cannot be parsed is told by the parser that builds the tree.
        return


def words_of(element: html.HtmlElement) -> list[str]:
    """Return the words of `class` and the `id` of an element, case folded; at most forty."""
    words = (element.get("class") or "")[:2000].casefold().split()[:40]
    name = (element.get("id") or "").strip().casefold()
    return [*words, name] if 0 < len(name) <= 100 else words


def text_under(element: html.HtmlElement, *, leave_out: Iterable[html.HtmlElement] = ()) -> str:
    """Return the visible text under `element`: blocks apart by a blank line, `br` as a newline.

    The subtrees of `leave_out` are left out.
    """
    pieces: list[str] = []
    hidden = 0
    for event, node in walk(element, leave_out=leave_out):
        unseen = node.tag in _HIDDEN
        if event == "start":
            hidden += unseen
            if hidden == 0:
                pieces += _before(node)
            continue
        hidden -= unseen
        if hidden == 0 and node.tag in _BLOCKS:
            pieces.append("\n\n")
        if hidden == 0 and node is not element:
            pieces.append((node.tail or "").replace("\n", " "))
    text = _SPACE.sub(" ", "".join(pieces))
    return _MANY.sub("\n\n", _BREAKS.sub("\n", text)).strip()


def _before(node: html.HtmlElement) -> list[str]:
    gap = "\n\n" if node.tag in _BLOCKS else "\n" if node.tag == "br" else ""
    return [gap, (node.text or "").replace("\n", " ")]


def walk(
    element: html.HtmlElement, *, leave_out: Iterable[html.HtmlElement] = ()
) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield `start` and `end` of every element under and with `element`, in document order.

    Of an element in `leave_out`, only the text after it counts: its subtree is not entered, and only
    its `end` is yielded.
    """
    skip = set(leave_out) - {element}
    stack: list[tuple[str, html.HtmlElement]] = [("start", element)]
    while len(stack) > 0:
        event, node = stack.pop()
        if event == "start" and node in skip:
            event = "end"
        yield event, node
        if event == "start":
            stack.append(("end", node))
            stack += [("start", child) for child in reversed(node) if isinstance(child.tag, str)]


@dataclass(frozen=True, slots=True)
class Size:
    """How much an element holds: characters of text, and headlines (`h1`)."""

    text: int
    headlines: int


def sizes_of(
    tree: html.HtmlElement, wanted: Callable[[html.HtmlElement], bool]
) -> dict[html.HtmlElement, Size]:
    """Return the sizes of the root and of the elements that are `wanted`, in one walk over the tree."""
    sizes: dict[html.HtmlElement, Size] = {}
    open_at: list[tuple[html.HtmlElement, int, int]] = []
    text = headlines = 0
    for event, node in walk(tree):
        if event == "start":
            if node is tree or wanted(node):
                open_at.append((node, text, headlines))
            if node.tag not in ("script", "style"):
                text += len(node.text or "")
            headlines += node.tag == "h1"
            continue
        if len(open_at) > 0 and open_at[-1][0] is node:
            _, text_before, headlines_before = open_at.pop()
            sizes[node] = Size(text - text_before, headlines - headlines_before)
        text += len(node.tail or "")
    return sizes


def line_under(element: html.HtmlElement) -> str:
    """Return the visible text under `element` on one line."""
    return " ".join(text_under(element).split())


def drop(element: html.HtmlElement) -> None:
    """Take `element` out of its tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()
