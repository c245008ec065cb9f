"""The report that an answer is held against: which words and names stand in it, and where."""

from dataclasses import dataclass

from whoholds.base.records import Report
from whoholds.base.spans import Quote, Span
from whoholds.extract.llm_align import Alignment
from whoholds.extract.llm_windows import TITLE, Window

_ARTICLE = "the "
_LEAST_PLURAL = 4
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause with the sentences that it stands in; `span` is over the text, or over the title."""

    quote: Quote
    span: Span


class Source:
    """A report in which words are looked for."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._title = Alignment(report.title or "")
        self._text = Alignment(report.text)
        around = "\n".join((report.publisher or "", *report.context))
        self._around = Alignment(around)

    def passage(self, words: str, window: Window, number: object) -> Passage | None:
        """Return the clause `words` in the sentence of that number, else elsewhere in the window."""
        named = window.find(number) if type(number) is int else None
        others = (each for each in window.sentences if each is not named)
        for sentence in (named, *others) if named is not None else others:
            in_title = sentence.number == TITLE
            quote = self.quote(words, sentence.span, in_title=in_title)
            if quote is not None:
                return Passage(quote, sentence.span)
        # Over the end of a sentence: our cut may be the wrong one.
        body = [each.span for each in window.sentences if each.number != TITLE]
        if len(body) == 0:
            return None
        quote = self.quote(words, Span(body[0].start, body[-1].end), in_title=False)
        if quote is None:
            return None
        touched = [span for span in body if span.overlaps(quote.span)]
        return Passage(quote, Span(touched[0].start, touched[-1].end))

    def quote(self, words: str, area: Span, *, in_title: bool) -> Quote | None:
        """Return where `words` stand in that area of the text or title, None where they do not."""
        alignment = self._title if in_title else self._text
        span = alignment.find(words, area)
        if span is None:
            return None
        return Quote(
            span, span.cut((self.report.title or "") if in_title else self.report.text), in_title
        )

    def near(self, words: str, passage: Passage) -> Quote | None:
        """Return where `words` stand in the clause, else in its sentences; None where they do not."""
        in_title = passage.quote.in_title
        return self.quote(words, passage.quote.span, in_title=in_title) or self.quote(
            words, passage.span, in_title=in_title
        )

    def anywhere(self, words: str, passage: Passage) -> Quote | None:
        """Return where `words` stand: near, else before in the text, else after, else in the title."""
        found = self.near(words, passage)
        if found is not None:
            return found
        areas: list[tuple[Span, bool]] = []
        if not passage.quote.in_title and passage.span.start > 0:
            areas.append((Span(0, passage.span.start), False))
        if self.report.text != "":
            areas.append((Span(0, len(self.report.text)), False))
        if self.report.title:
            areas.append((Span(0, len(self.report.title)), True))
        for area, in_title in areas:
            found = self.quote(words, area, in_title=in_title)
            if found is not None:
                return found
        return None

    def name(self, words: str) -> str | None:
        """Return a name in the report's own spelling, None where it stands nowhere in the report.

        Looked through are the text, the title, the publisher and what the report is filed under.
        """
        bare = " ".join(words.split())
        without = bare[len(_ARTICLE) :] if bare.lower().startswith(_ARTICLE) else bare
        for name in dict.fromkeys((bare, without)):
            for alignment, text in (
                (self._text, self.report.text),
                (self._title, self.report.title or ""),
                (self._around, ""),
            ):
                if alignment.holds(name):
                    span = alignment.find(name) if text != "" else None
                    return name if span is None else " ".join(span.cut(text).split())
        # "rebels", of a place that is "rebel-held".
        one = without.removesuffix("s")
        plural = one != without and len(one) >= _LEAST_PLURAL
        return without if plural and (self._text.holds(one) or self._title.holds(one)) else None

    def composed(self, words: str, passage: Passage) -> str | None:
        """Return a name of several words that all stand in the sentences of the clause, else None.

        "Armenian forces" is put together from "Armenian and Azerbaijani forces".
        """
        parts = words.split()
        good = 1 < len(parts) <= _MOST_PARTS and all(self.near(part, passage) for part in parts)
        return " ".join(parts) if good else None
