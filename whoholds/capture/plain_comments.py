"""The lines of a comment section in a plain-text copy, to a thread of comments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from whoholds.base.records import Comment
from whoholds.capture.dates import is_date_line
from whoholds.capture.furniture import (
    caption_of,
    ends_comment,
    ends_report,
    heads_links,
    is_dropped,
    is_form,
)
from whoholds.capture.thread_lines import Head, Line, answered, head_of, is_bare_name, is_name_like


class Shape(StrEnum):
    """How a section shows who speaks."""

    SAYS = "says"  # "Name says:", "Name said...", "Name • 3 years ago"
    TWICE = "twice"  # the name printed twice, one under the other
    BULLETS = "bullets"  # "• Name", words deeper
    DATED = "dated"  # the name, a line of date, words
    ENDED = "ended"  # votes or "Reply" after each comment
    BARE = "bare"  # names and words in turn
    NONE = "none"  # no names


def parse_thread(
    lines: Sequence[Line], *, bare: bool = False, close: bool = False
) -> list[Comment]:
    """Return the comments in `lines`, in their order; working parts of the section are left out.

    `bare` tells that the section was recognised by names without any marker, `close` that every line
    is a comment. A section whose speakers cannot be told apart gives comments without authors.
    """
    words = [line for line in lines if not _is_working_part(line)]
    shape = Shape.NONE if close else shape_of(words, bare=bare)
    if shape is Shape.NONE:
        return _nameless(words, close=close)
    return _Thread(words, shape).comments()


def shape_of(lines: Sequence[Line], *, bare: bool = False) -> Shape:
    """Return how the section shows who speaks."""
    heads = [head_of(line) for line in lines]
    if any(head is not None for head in heads):
        return Shape.SAYS
    if any(_is_twice(lines, at) for at in range(len(lines))):
        return Shape.TWICE
    if any(_is_bullet_head(lines, at) for at in range(len(lines))):
        return Shape.BULLETS
    if any(_is_dated_head(lines, at) for at in range(len(lines))):
        return Shape.DATED
    if any(_ends(line) for line in lines):
        return Shape.ENDED
    if bare or any(_is_bare_head(lines, at) for at in range(len(lines))):
        return Shape.BARE
    return Shape.NONE


def next_filled(lines: Sequence[Line], at: int) -> int | None:
    """Return the index of the first line after `at` that is not blank, None at the end."""
    for after in range(at + 1, len(lines)):
        if not lines[after].blank:
            return after
    return None


def _is_working_part(line: Line) -> bool:
    if line.blank or _ends(line):
        return False
    if is_form(line.text) or ends_report(line.text) or heads_links(line.text):
        return True
    return is_dropped(line.text) and not is_date_line(line.text)


def _ends(line: Line) -> bool:
    return ends_comment(line.text)


def _is_twice(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if at + 1 >= len(lines) or not is_name_like(text) or is_date_line(text):
        return False
    listed = lines[at].bullet or lines[at].number
    return lines[at + 1].text == text and not listed


def _is_bullet_head(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not (line.bullet or line.number) or not is_name_like(line.text) or _ends(line):
        return False
    after = next_filled(lines, at)
    if after is None or lines[after].bullet or lines[after].number:
        return True
    return lines[after].indent > line.indent


def _is_dated_head(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not is_name_like(line.text) or is_date_line(line.text):
        return False
    after = next_filled(lines, at)
    if after is None or not is_date_line(lines[after].text):
        return False
    # A date between words and the next name belongs to what stands above it.
    words = next_filled(lines, after)
    return words is not None and not is_date_line(lines[words].text)


def _is_bare_head(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not is_bare_name(line.text) or (at > 0 and not lines[at - 1].blank):
        return False
    after = next_filled(lines, at)
    return after is not None and not is_bare_name(lines[after].text)


@dataclass
class _Open:
    """A comment being read."""

    author: str | None
    depth: int
    posted: str | None = None
    lines: list[str] = field(default_factory=list)

    def lines_empty(self) -> bool:
        return all(line == "" for line in self.lines)

    def closed(self) -> Comment:
        text = "\n".join(self.lines).strip("\n")
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        return Comment(author=self.author, depth=self.depth, posted=self.posted, text=text)


class _Thread:
    """Reads lines of one shape into comments."""

    def __init__(self, lines: Sequence[Line], shape: Shape) -> None:
        self._lines = lines
        self._shape = shape
        self._done: list[Comment] = []
        self._open: _Open | None = None
        self._indents: list[int] = []
        self._ended = True
        self._depths: dict[str, int] = {}

    def comments(self) -> list[Comment]:
        at = 0
        while at < len(self._lines):
            at += self._read(at)
        self._close()
        return [c for c in self._done if c.author is not None or c.text != ""]

    def _read(self, at: int) -> int:
        """Read the line `at` and return how many lines that took."""
        line = self._lines[at]
        if line.blank:
            if self._open is not None:
                self._open.lines.append("")
            return 1
        if _ends(line):
            self._ended = True
            return 1
        head, taken = self._head(at)
        if head is not None:
            self._close()
            self._start(head.name, self._depth(line, head.answers), head.posted)
            return taken
        if is_date_line(line.text) and self._open is not None and self._open.posted is None:
            self._open.posted = line.text
            return 1
        target = answered(line.text)
        if target is not None and self._open is not None and self._open.lines_empty():
            self._open.depth = self._depth_under(target)
            return 1
        if self._open is None or self._begins_nameless(at):
            self._start(None, 0, None)
        if self._open is not None:
            self._open.lines.append(line.raw.strip())
        self._ended = False
        return 1

    def _head(self, at: int) -> tuple[Head | None, int]:
        lines, line = self._lines, self._lines[at]
        if self._shape is Shape.SAYS:
            return head_of(line), 1
        plain = Head(line.text, False)
        tests: dict[Shape, tuple[Callable[[Sequence[Line], int], bool], int]] = {
            Shape.TWICE: (_is_twice, 2),
            Shape.BULLETS: (_is_bullet_head, 1),
            Shape.DATED: (_is_dated_head, 1),
            Shape.BARE: (_is_bare_head, 1),
        }
        if self._shape is Shape.ENDED:
            named = self._ended and is_name_like(line.text) and not is_date_line(line.text)
            return (plain if named and next_filled(lines, at) is not None else None), 1
        test, taken = tests[self._shape]
        return (plain if test(lines, at) else None), taken

    def _begins_nameless(self, at: int) -> bool:
        """Tell whether a nameless comment begins: after "Reply", or set apart by two blank lines."""
        if self._shape is Shape.ENDED:
            return self._ended
        apart = at >= 2 and self._lines[at - 1].blank and self._lines[at - 2].blank
        spoken = self._open is not None and not self._open.lines_empty()
        return self._shape is Shape.BARE and apart and spoken

    def _start(self, author: str | None, depth: int, posted: str | None) -> None:
        self._close()
        self._open = _Open(author, depth, posted)
        self._ended = False

    def _close(self) -> None:
        if self._open is not None:
            self._done.append(self._open.closed())
            if self._open.author is not None:
                self._depths[self._open.author.casefold()] = self._open.depth
        self._open = None

    def _depth(self, line: Line, answers: str | None) -> int:
        if answers is not None:
            return self._depth_under(answers)
        if self._shape not in (Shape.BULLETS, Shape.SAYS):
            return 0
        while len(self._indents) > 0 and self._indents[-1] >= line.indent:
            self._indents.pop()
        self._indents.append(line.indent)
        return len(self._indents) - 1

    def _depth_under(self, name: str) -> int:
        return self._depths.get(name.casefold(), 0) + 1


def _nameless(lines: Sequence[Line], *, close: bool) -> list[Comment]:
    """Each block of lines is a comment; where the lines stand `close`, each line is."""
    comments = []
    block: list[str] = []
    for line in [*lines, None]:
        if line is not None and not line.blank:
            block.append(line.raw.strip())
        if len(block) > 0 and (line is None or line.blank or close):
            text = "\n".join(block)
            if caption_of(text) is None:
                comments.append(Comment(author=None, depth=0, posted=None, text=text))
            block = []
    return comments
