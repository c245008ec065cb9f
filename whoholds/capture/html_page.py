"""HTML pages (first step: body and facts through trafilatura)."""

from trafilatura import bare_extraction

from whoholds.base.records import Page
from whoholds.capture.decode import decode_html
from whoholds.capture.parts import Parts

CLEANER = "html@1"


def read_html_page(page: Page, *, max_depth: int, declared: str | None) -> Parts:
    """Return the parts of an HTML page."""
    text = decode_html(page.data, page.location, declared=declared)
    found = bare_extraction(text, favor_precision=True, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return Parts(cleaner=CLEANER, text="")
    return Parts(
        cleaner=CLEANER, title=found.title, text="\n\n".join((found.text or "").splitlines())
    )
