"""Frozen bytes to a report: the body, and apart from it title, date, publisher, captions, comments."""

from collections.abc import Callable
from datetime import date

from whoholds.base.errors import UnreadableInput
from whoholds.base.records import Page, Report
from whoholds.capture.json_line import read_json_line
from whoholds.capture.media import HTML, JSON_REPORT, MARKDOWN, PLAIN, charset_of, essence
from whoholds.capture.parts import Parts
from whoholds.capture.plain_page import read_plain_page
from whoholds.capture.pseudonyms import veil


def clean(
    page: Page,
    *,
    published: date | None = None,
    pseudonym: Callable[[str], str],
    max_depth: int = 1000,
) -> Report:
    """Return the report that `page` holds.

    `published` goes before what the page says. `pseudonym` turns the name of a commenter into what
    is stored (`Pseudonyms`, or `keep_name`). `max_depth` is the deepest nesting of HTML elements.
    The text keeps the page's code points; only line ends are made one newline, and byte-order marks
    and control characters are taken out. Paragraphs are separated by a blank line. The same bytes
    always give the same report.

    Raises:
        UnreadableInput: if the bytes hold no readable report.
    """
    parts = _read(page, max_depth)
    # Of a JSON line its own reader decides: a source's own empty item is a report without words.
    wordless = parts.text.strip() == "" and parts.title is None
    if wordless and essence(page.media_type) not in JSON_REPORT:
        raise UnreadableInput(
            f"reading {page.location}: no report text was found in it; if the page builds its text "
            "in the browser, save it from there, or hand over a plain-text copy"
        )
    return Report(
        page=page.sha256,
        cleaner=parts.cleaner,
        title=parts.title,
        text=parts.text,
        published=parts.published if published is None else published,
        publisher=parts.publisher,
        url=parts.url if parts.url is not None else _address(page),
        language=parts.language,
        label=parts.label,
        context=parts.context,
        captions=parts.captions,
        comments=veil(parts.comments, pseudonym),
    )


def _read(page: Page, max_depth: int) -> Parts:
    kind = essence(page.media_type)
    if kind in HTML:
        # Late: trafilatura takes a third of a second to import, and most runs need it not at all.
        from whoholds.capture.html_page import read_html_page

        return read_html_page(page, max_depth=max_depth, declared=charset_of(page.media_type))
    if kind in MARKDOWN:
        from whoholds.capture.markdown_page import read_markdown_page

        return read_markdown_page(page)
    if kind in PLAIN:
        return read_plain_page(page)
    if kind in JSON_REPORT:
        return read_json_line(page)
    raise UnreadableInput(
        f"reading {page.location}: its media type is {page.media_type!r}; HTML, Markdown, plain "
        "text and JSON lines can be read"
    )


def _address(page: Page) -> str | None:
    return page.location if page.location.startswith(("http://", "https://")) else None
