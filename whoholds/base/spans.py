"""Spans of text, in Unicode code points, end excluded.

Never bytes, never UTF-16 units: the page converts once, in `serve/page/quote.js`.
"""

from dataclasses import dataclass

from whoholds.base.errors import SpanMismatch


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of code points `[start, end)` of a report's text or title; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start:
            raise SpanMismatch(
                f"making a span: [{self.start}:{self.end}] is empty or negative; "
                "a span needs 0 <= start < end"
            )

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self, text: str) -> str:
        """Return the words of `text` under this span.

        Raises:
            SpanMismatch: if the span reaches past the end of `text`.
        """
        if self.end > len(text):
            raise SpanMismatch(
                f"cutting a span: [{self.start}:{self.end}] reaches past a text of "
                f"{len(text)} characters; the text is not the one the span was made for"
            )
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Tell whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Quote:
    """Words and where they stand: `span` of the report's text, or of its title."""

    span: Span
    text: str
    in_title: bool = False

    def check(self, text: str) -> None:
        """Check that `text` (or the title) holds the quoted words at the span.

        Raises:
            SpanMismatch: if other words stand there.
        """
        found = self.span.cut(text)
        if found != self.text:
            raise SpanMismatch(
                f"checking a quote: [{self.span.start}:{self.span.end}] reads {found!r}, "
                f"the quote says {self.text!r}; run `whoholds verify`"
            )
