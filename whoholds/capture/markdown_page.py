"""Markdown pages (first step: as plain text)."""

from dataclasses import replace

from whoholds.base.records import Page
from whoholds.capture.parts import Parts
from whoholds.capture.plain_page import read_plain_page

CLEANER = "markdown@1"


def read_markdown_page(page: Page) -> Parts:
    """Return the parts of a Markdown page."""
    return replace(read_plain_page(page), cleaner=CLEANER)
