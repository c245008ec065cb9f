"""A report cut into windows: runs of whole sentences that fit into one request.

Sentences are numbered through the report from 1; 0 is the title. Every sentence is in one window.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from whoholds.base.records import Report
from whoholds.base.spans import Span
from whoholds.extract.segment import sentences

TITLE = 0
"""The number of the title."""

_SENTENCES_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence with its number; `span` is over the text, or over the title for the number 0."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Window:
    """What one request asks about: `sentences`, after those `before` that are only context."""

    sentences: tuple[Numbered, ...]
    before: tuple[Span, ...] = ()

    def find(self, number: int) -> Numbered | None:
        """Return the sentence of that number, None where it is in another window or none."""
        at = number - self.sentences[0].number
        return self.sentences[at] if 0 <= at < len(self.sentences) else None


def cut_windows(report: Report, most: int) -> list[Window]:
    """Return the windows of a report, each of at most `most` characters; none for an empty report.

    A sentence of more than `most` characters is cut into pieces; of a title that long the rest is left
    out.
    """
    numbered: list[Numbered] = []
    if report.title is not None and report.title.strip() != "":
        end = min(len(report.title), most)
        numbered.append(Numbered(TITLE, Span(0, end)))
    spans = [
        piece
        for sentence in sentences(report.text)
        for piece in _pieces(sentence.start, sentence.end, most)
    ]
    numbered += [Numbered(number, span) for number, span in enumerate(spans, 1)]
    windows: list[Window] = []
    group: list[Numbered] = []
    size = 0
    for sentence in numbered:
        if len(group) > 0 and size + len(sentence.span) > most:
            windows.append(_window(group, spans))
            group, size = [], 0
        group.append(sentence)
        size += len(sentence.span)
    if len(group) > 0:
        windows.append(_window(group, spans))
    return windows


def halves(window: Window) -> tuple[Window, Window] | None:
    """Return the window cut in two, None where it is a single sentence."""
    middle = len(window.sentences) // 2
    if middle == 0:
        return None
    first, second = window.sentences[:middle], window.sentences[middle:]
    context = [each.span for each in first if each.number != TITLE]
    return (
        Window(first, window.before),
        Window(second, (*window.before, *context)[-_SENTENCES_BEFORE:]),
    )


def _window(group: list[Numbered], spans: list[Span]) -> Window:
    # The spans of the text begin with the sentence of number 1.
    first = max(group[0].number - 1, 0)
    return Window(tuple(group), tuple(spans[max(0, first - _SENTENCES_BEFORE) : first]))


def _pieces(start: int, end: int, most: int) -> Iterator[Span]:
    for at in range(start, end, most):
        yield Span(at, min(at + most, end))
