"""What a cleaner takes out of one page, before the names of commenters are veiled."""

from dataclasses import dataclass
from datetime import date

from whoholds.base.records import Caption, Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one page; authors of comments stand as the page shows them.

    `text` holds paragraphs separated by a blank line, without title, captions, comments and page
    furniture. `published` is set only where the page says it outright.
    """

    cleaner: str
    text: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    label: str | None = None
    context: tuple[str, ...] = ()
    captions: tuple[Caption, ...] = ()
    comments: tuple[Comment, ...] = ()
