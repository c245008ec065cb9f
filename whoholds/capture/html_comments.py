"""Threads of reader comments in HTML: found by shape, taken out of the tree before the body is read.

The shapes are data, `data/comment_shapes.toml`: WordPress and its plugins, wpDiscuz, Disqus as
rendered, Blogger, Drupal, schema.org, and whatever else names its parts in the usual words.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from lxml import html

from whoholds.base.records import Comment
from whoholds.capture.dates import firm_date, is_date_line
from whoholds.capture.furniture import ends_report, is_form
from whoholds.capture.html_tree import Size, drop, line_under, sizes_of, text_under, walk, words_of
from whoholds.capture.thread_lines import is_name_like

_UNIT_TAGS = frozenset({"li", "div", "article", "section", "tr", "dl", "blockquote", "details"})
_NEVER = frozenset({"html", "body", "main", "head"})
_SCHEMA = re.compile(r"schema\.org/(?:User)?Comments?\s*$", re.I)
_SAYS = re.compile(
    r"\s+(?:says|said|writes|wrote|schreibt|sagt|sagte|meint|dit|dice|a écrit|pisze|пишет|on)?\s*[:.…]*$",
    re.I,
)
_BEFORE_NAME = re.compile(
    r"^(?:(?:written|posted|geschrieben|publié|écrit|escrito) )?(?:by|par|von|por|da|от) ", re.I
)
_AFTER_NAME = re.compile(r"\s*[|,•·–—/]\s*|\s+(?:on|at|am|le|el|vom|um|-)\s+|\s+(?=\d)")
_MOST = 20_000
_MOST_HOLDERS = 20
_LONGEST_AUTHOR = 80
_LARGEST_SHARE = 0.5
_SECTION_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class _Shapes:
    unit: re.Pattern[str]
    unit_id: re.Pattern[str]
    container: re.Pattern[str]
    replies: re.Pattern[str]
    author_best: re.Pattern[str]
    author: re.Pattern[str]
    time: re.Pattern[str]
    texts: tuple[re.Pattern[str], ...]
    furniture: re.Pattern[str]
    depth: re.Pattern[str]


@dataclass
class _Unit:
    """One comment: its element, and the elements of the answers inside it."""

    element: html.HtmlElement
    number: str | None
    depth: int
    inner: list[html.HtmlElement] = field(default_factory=list)


def take_comments(tree: html.HtmlElement) -> list[Comment]:
    """Return the comments of the page in their order, and take their sections out of `tree`.

    Authors stand as shown. A section without comments (a form, a placeholder) goes too.
    """
    units = _find_units(tree)
    comments = [*(_comment_of(unit) for unit in units), *_blogger_list(tree)]
    for unit in units:
        drop(unit.element)
    _drop_sections(tree)
    return [c for c in comments if not _is_empty(c)]


def _is_empty(comment: Comment) -> bool:
    """Tell whether a comment is only a placeholder or a heading of the section."""
    if comment.author is not None or comment.posted is not None:
        return False
    return comment.text == "" or is_form(comment.text) or ends_report(comment.text)


@cache
def _shapes() -> _Shapes:
    source = resources.files("whoholds.capture").joinpath("data/comment_shapes.toml")
    lists = tomllib.loads(source.read_text("utf-8"))

    def one(key: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in lists[key]))

    return _Shapes(
        unit=one("unit"),
        unit_id=one("unit_id"),
        container=one("container"),
        replies=one("replies"),
        author_best=one("author_best"),
        author=one("author"),
        time=one("time"),
        texts=tuple(re.compile(pattern) for pattern in lists["text"]),
        furniture=one("furniture"),
        depth=one("depth"),
    )


def _find_units(tree: html.HtmlElement) -> list[_Unit]:
    """Walk the tree once and return every comment, answers after what they answer."""
    units: list[_Unit] = []
    # The open elements that matter: comments, lists of answers inside them, and sections.
    open_units: list[_Unit] = []
    open_lists: list[tuple[html.HtmlElement, int]] = []
    sections: list[html.HtmlElement] = []
    sizes = sizes_of(tree, _may_be_unit)
    for event, node in walk(tree):
        if node.tag in _NEVER:
            continue
        if event == "end":
            if len(open_units) > 0 and open_units[-1].element is node:
                open_units.pop()
            if len(open_lists) > 0 and open_lists[-1][0] is node:
                open_lists.pop()
            if len(sections) > 0 and sections[-1] is node:
                sections.pop()
            continue
        words = words_of(node)
        if len(open_units) > 0 and _is_reply_list(words):
            open_lists.append((node, len(open_units)))
        unit = _unit_of(node, words, in_section=len(sections) > 0)
        if unit is not None and _is_article(sizes[node], sizes[tree]):
            _rename(node)
            unit = None
        if unit is not None and len(units) < _MOST:
            outer = open_units[-1] if len(open_units) > 0 else None
            listed = len(open_lists) > 0 and open_lists[-1][1] == len(open_units)
            if outer is None or _answers(unit, outer, listed=listed):
                if outer is not None:
                    outer.inner.append(node)
                told = _told_depth(words)
                unit.depth = told if told is not None else len(open_units)
                units.append(unit)
                open_units.append(unit)
        elif _is_container(node, words):
            sections.append(node)
    return units


def _is_article(size: Size, whole: Size) -> bool:
    """Some pages call a whole opinion piece a "comment": it has the headline, or most of the text."""
    return size.headlines > 0 or size.text > max(400, _LARGEST_SHARE * whole.text)


def _may_be_unit(node: html.HtmlElement) -> bool:
    return node.tag in _UNIT_TAGS and any(
        node.get(key) is not None for key in ("class", "id", "itemtype")
    )


def _unit_of(node: html.HtmlElement, words: list[str], *, in_section: bool) -> _Unit | None:
    """Return the comment that an element is by its names, None where it is something else."""
    if not _may_be_unit(node):
        return None
    shapes = _shapes()
    number = None
    for word in words:
        found = shapes.unit_id.fullmatch(word)
        if found is not None:
            number = next(group for group in found.groups() if group is not None)
    schema = _SCHEMA.search(node.get("itemtype") or "") is not None
    named = any(shapes.unit.fullmatch(word) is not None for word in words)
    rendered = in_section and node.tag == "li" and "post" in words  # Disqus
    # Without a section around it, the bare class needs company: a neighbour of the same class.
    company = in_section or node.tag == "li" or _has_neighbour(node)
    if not (schema or rendered or number is not None or (named and company)):
        return None
    return _Unit(node, number, 0)


def _has_neighbour(node: html.HtmlElement) -> bool:
    near = (node.getnext(), node.getprevious())
    return any(other is not None and other.get("class") == node.get("class") for other in near)


def _answers(unit: _Unit, outer: _Unit, *, listed: bool) -> bool:
    """Tell whether a comment inside another is an answer to it, or just a part of it."""
    if unit.number is not None and outer.number is not None:
        return unit.number != outer.number
    if listed:
        return True
    if unit.element.tag == outer.element.tag == "li":
        return True
    return _is_reply_list(words_of(unit.element))


def _is_reply_list(words: list[str]) -> bool:
    return any(_shapes().replies.fullmatch(word) is not None for word in words)


def _told_depth(words: list[str]) -> int | None:
    for word in words:
        found = _shapes().depth.fullmatch(word)
        if found is not None:
            return max(0, int(found[1]) - 1)
    return None


def _is_container(node: html.HtmlElement, words: list[str]) -> bool:
    if node.tag in _NEVER or node.tag in ("a", "span", "i", "p", "button", "input", "h1", "img"):
        return False
    return any(_shapes().container.fullmatch(word) is not None for word in words)


def _comment_of(unit: _Unit) -> Comment:
    shapes = _shapes()
    own = _own_parts(unit)
    best = [
        n for n, words in own if _matches(shapes.author_best, words) or n.get("itemprop") == "name"
    ]
    plain = [
        n
        for n, words in own
        if _matches(shapes.author, words)
        or n.get("itemprop") in ("author", "creator")
        or n.tag == "cite"
    ]
    author, author_node = _first_author([*best, *plain])
    posted, time_node = _posted(own)
    aside = [
        n
        for n, words in own
        if _matches(shapes.furniture, words) or n.tag in ("time", "footer", "header", "cite")
    ]
    left_out = [*unit.inner, *aside]
    left_out += [n for n in (author_node, time_node) if n is not None]
    if author is None:
        author = _author_beside_date(aside if time_node is None else [time_node, *aside])
    text = _text_of(unit, own, left_out)
    if posted is not None and author is not None:
        posted = _without_name(posted, author)
    return Comment(author=author, depth=unit.depth, posted=posted, text=text)


def _text_of(
    unit: _Unit, own: list[tuple[html.HtmlElement, list[str]]], left_out: list[html.HtmlElement]
) -> str:
    """The words of a comment: of the elements that say they hold them, else all but its furniture."""
    for pattern in _shapes().texts:
        holders: list[html.HtmlElement] = []
        for node, words in own:
            if not _matches(pattern, words) and node.get("itemprop") != "text":
                continue
            if len(holders) < _MOST_HOLDERS and not any(_holds(other, node) for other in holders):
                holders.append(node)
        around = {n for holder in holders for n in (holder, *holder.iterancestors())}
        outside = [n for n in left_out if n not in around]
        text = "\n\n".join(text_under(holder, leave_out=outside) for holder in holders).strip()
        if text != "":
            return text
    return text_under(unit.element, leave_out=left_out)


def _author_beside_date(nodes: list[html.HtmlElement]) -> str | None:
    """The name in "Name | 21 April 2020" or "written by Name on 21 April 2020"."""
    for node in nodes:
        text = line_under(node)
        if len(text) <= _LONGEST_AUTHOR + 60 and firm_date(text) is not None:
            name = _BEFORE_NAME.sub("", _AFTER_NAME.split(text, maxsplit=1)[0]).strip(" :,|•·–-")
            if is_name_like(name) and not is_date_line(name):
                return name
    return None


def _without_name(posted: str, author: str) -> str | None:
    """What is shown as the time may hold the name too, which is stored only as a pseudonym."""
    rest = re.sub(re.escape(author), " ", posted, flags=re.I)
    return " ".join(rest.split()).strip(" :,|/•·–-") or None


def _own_parts(unit: _Unit) -> "list[tuple[html.HtmlElement, list[str]]]":
    """The elements of a comment with their words, without those of the answers inside it."""
    inner = set(unit.inner)
    return [
        (node, words_of(node))
        for event, node in walk(unit.element, leave_out=inner)
        if event == "start" and node is not unit.element
    ]


def _matches(pattern: re.Pattern[str], words: list[str]) -> bool:
    return any(pattern.fullmatch(word) is not None for word in words)


def _holds(outer: html.HtmlElement, inner: html.HtmlElement) -> bool:
    return outer is inner or any(node is outer for node in inner.iterancestors())


def _first_author(nodes: list[html.HtmlElement]) -> tuple[str | None, html.HtmlElement | None]:
    for node in nodes:
        text = _SAYS.sub("", line_under(node) + " ").strip(" :,|•·–-")
        if 0 < len(text) <= _LONGEST_AUTHOR and not is_date_line(text):
            return text, node
    return None, None


def _posted(
    own: "list[tuple[html.HtmlElement, list[str]]]",
) -> tuple[str | None, html.HtmlElement | None]:
    for node, _ in own:
        if node.tag == "time":
            return line_under(node) or (node.get("datetime") or "").strip() or None, node
    found: list[tuple[str, html.HtmlElement]] = []
    for node, words in own:
        if _matches(_shapes().time, words) or node.get("itemprop") in (
            "datePublished",
            "dateCreated",
        ):
            text = line_under(node)
            if len(text) <= 80 and (is_date_line(text) or firm_date(text) is not None):
                found.append((text, node))
    # The smallest element that holds the date has the least beside it.
    return min(found, key=lambda pair: len(pair[0])) if len(found) > 0 else (None, None)


def _blogger_list(tree: html.HtmlElement) -> list[Comment]:
    """Old Blogger templates: a flat `dl` of author, words, footer."""
    comments = []
    for block in [n for n in tree.iter("dl") if any("comment" in word for word in words_of(n))]:
        author: str | None = None
        text = ""
        for node in block:
            if not isinstance(node.tag, str):
                continue
            if node.tag == "dt":
                author = _SAYS.sub("", line_under(node)) or None
                text = ""
            elif any("footer" in word for word in words_of(node)):
                comments.append(
                    Comment(author=author, depth=0, posted=line_under(node) or None, text=text)
                )
                author, text = None, ""
            else:
                text = text_under(node)
        if text != "":
            comments.append(Comment(author=author, depth=0, posted=None, text=text))
        drop(block)
    return comments


def _drop_sections(tree: html.HtmlElement) -> None:
    """Take out what is left of the sections; never an element with the headline or much of the text."""
    sizes = sizes_of(tree, lambda node: _is_container(node, words_of(node)))
    whole = sizes.pop(tree)
    for node, size in sizes.items():
        if size.headlines == 0 and size.text < max(400, _SECTION_SHARE * whole.text):
            drop(node)
        else:
            _rename(node)


def _rename(node: html.HtmlElement) -> None:
    """Take the names from an element that holds the article, or they would cost us the article."""
    for key in ("class", "id"):
        node.attrib.pop(key, None)
