"""What a reader weighed about pages, touching no record.

In one process: it is for the few reports whose claims somebody asks about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whoholds.base.codec import report_id
from whoholds.base.errors import InputError, SpanMismatch, WhoholdsError
from whoholds.base.explanations import Explanation
from whoholds.base.protocols import ExplainingReader
from whoholds.base.records import Page, Report
from whoholds.extract.readers import get_reader
from whoholds.ledger.quotes import check_quotes
from whoholds.run.batch import Outcome, Said, tried
from whoholds.run.home import Home
from whoholds.run.pipeline import report_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPage:
    """What a reader (`name@version`) weighed about the report of a page, in the order of the text."""

    report_id: str
    report: Report
    reader: str
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What became of one page or location: `page`, or the `error`."""

    location: str
    page: ExplainedPage | None = None
    error: WhoholdsError | None = None


def explain_pages(
    pages: Iterable[Page | WhoholdsError], home: Home, *, said: Said
) -> Iterator[Explained]:
    """Return an iterator over what became of each page, in order; nothing is written.

    Raises:
        InputError: if the reader of `home` cannot explain what it finds.
    """
    reader = _explaining_reader(home)
    return (_explain_here(page, home, said, reader) for page in pages)


def _explaining_reader(home: Home) -> ExplainingReader:
    # Before it is set up: that a reader cannot explain is told before the settings that it lacks.
    if isinstance(get_reader(home.settings.reader), ExplainingReader):
        reader = home.reader
        if isinstance(reader, ExplainingReader):
            return reader
    raise InputError(
        f"explaining claims: the reader {home.settings.reader!r} cannot say why it finds them; "
        "name one that can (--reader plain)"
    )


def _explain_here(
    page: Page | WhoholdsError, home: Home, said: Said, reader: ExplainingReader
) -> Explained:
    if isinstance(page, WhoholdsError):
        return Explained(location="", error=page)
    pseudonym = home.pseudonym

    def explain() -> ExplainedPage:
        report = report_of(
            page,
            pseudonym=pseudonym,
            max_depth=home.settings.max_depth,
            published=said.published,
            publisher=said.publisher,
        )
        explanations = tuple(reader.explain(report))
        for explanation in explanations:
            _check(explanation, report)
        return ExplainedPage(
            report_id=report_id(report),
            report=report,
            reader=f"{reader.name}@{reader.version}",
            explanations=explanations,
        )

    done = tried(page, explain)
    if isinstance(done, Outcome):
        return Explained(location=done.location, error=done.error)
    return Explained(location=page.name_hint or page.location, page=done)


def _check(explanation: Explanation, report: Report) -> None:
    for quote in (explanation.sentence, explanation.words):
        quote.check((report.title or "") if quote.in_title else report.text)
    if not explanation.sentence.span.covers(explanation.words.span):
        raise SpanMismatch(
            f"checking an explanation: {explanation.words.text!r} stands outside its sentence "
            f"{explanation.sentence.text!r:.80}; report it to whoever made the reader"
        )
    for claim in explanation.claims:
        check_quotes(claim, report)
