"""Plain text copies of pages (first step: title and body)."""

from whoholds.base.records import Page
from whoholds.capture.decode import decode_plain
from whoholds.capture.parts import Parts

CLEANER = "plain@1"


def read_plain_page(page: Page) -> Parts:
    """Return the parts of a plain-text copy."""
    text = decode_plain(page.data, page.location)
    first, _, rest = text.strip("\n").partition("\n\n")
    if rest.strip() == "" or "\n" in first or first.rstrip().endswith((".", "!", "?")):
        return Parts(cleaner=CLEANER, text=text.strip())
    return Parts(cleaner=CLEANER, title=first.strip(), text=rest.strip("\n"))
