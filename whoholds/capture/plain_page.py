"""Plain-text copies of pages: title, body, captions and comments told apart by their lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from whoholds.base.records import Caption, Page
from whoholds.capture.bylines import (
    Stamp,
    is_byline,
    is_outlet,
    is_place_or_outlet,
    labelled_day,
    opening_day,
    stamp_of,
)
from whoholds.capture.dates import firm_date, is_date_line
from whoholds.capture.decode import decode_plain
from whoholds.capture.furniture import (
    caption_of,
    ends_report,
    ends_sentence,
    fold,
    heads_links,
    is_dropped,
)
from whoholds.capture.parts import Parts
from whoholds.capture.plain_comments import parse_thread
from whoholds.capture.plain_end import find_end
from whoholds.capture.thread_lines import Line, is_bare_name, is_prose, lines_of

CLEANER = "plain@1"
_LONGEST_TITLE = 250
_MOST_LINKS = 12
_MOST_STAMPS = 5
_HEADER_KEYS = {
    "title": "title",
    "headline": "title",
    "date": "published",
    "published": "published",
    "publication date": "published",
    "publisher": "publisher",
    "outlet": "publisher",
    "source": "publisher",
    "url": "url",
    "link": "url",
    "language": "language",
    "author": "",
    "by": "",
}


def read_plain_page(page: Page) -> Parts:
    """Return the parts of a plain-text copy of a page.

    The title is the first line where a blank line follows it and it is no sentence. The report ends
    where `plain_end` finds comments or a form; lines of page furniture inside it go. `published` is
    set where the lines between title and body name one civil day.
    """
    return split_plain(decode_plain(page.data, page.location))


def split_plain(text: str) -> Parts:
    """Return the parts of a plain text; see `read_plain_page`."""
    lines = lines_of(text)
    header, at = _read_header(lines)
    title = header.get("title")
    over = None
    if title is None:
        over, at = _read_over(lines, at)
        title, at = read_title(lines, at)
    top = read_top(lines, at)
    published = firm_date(header.get("published", "")) or top.published
    if over is not None:
        published = published or over.published
    publisher = header.get("publisher") or top.publisher
    return split_lines(
        top.lines,
        top.at,
        Parts(
            cleaner=CLEANER,
            text="",
            title=title,
            published=published,
            publisher=publisher if over is None else publisher or over.publisher,
            url=header.get("url"),
            language=header.get("language"),
        ),
    )


def split_lines(lines: Sequence[Line], start: int, facts: Parts) -> Parts:
    """Return `facts` with the text, captions and comments that the lines from `start` on hold.

    Where `facts` has no day of publication, the body's opening or a labelled line may show it.
    """
    end = find_end(lines, start)
    stop = len(lines) if end is None else end.at
    body = tidy_body(lines[start:stop], facts.title)
    published = facts.published
    if published is None:
        published = published_in(body.text, lines[start:stop], facts.title)
    return replace(
        facts,
        published=published,
        text=body.text,
        captions=(*facts.captions, *(c for c in body.captions if c not in facts.captions)),
        comments=()
        if end is None
        else tuple(parse_thread(lines[stop:], bare=end.bare, close=end.close)),
    )


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of a report, and the captions that stood between them."""

    text: str
    captions: tuple[Caption, ...]


@dataclass(frozen=True, slots=True)
class Top:
    """What stands between title and body; `lines` are the page's with the stamps in them blanked."""

    published: date | None
    publisher: str | None
    lines: Sequence[Line]
    at: int


def tidy_body(lines: Sequence[Line], title: str | None) -> Body:
    """Return the body in `lines`: without furniture, boxes of links, captions and the title said again.

    What is left stands as it was; runs of blank lines become one.
    """
    captions: dict[Caption, None] = {}
    kept: list[str] = []
    again = None if title is None else fold(title)
    skipping = 0
    prose = list(accumulate((is_prose(line.text) for line in lines), initial=0))
    for place, line in enumerate(lines):
        if line.blank:
            if len(kept) > 0 and kept[-1] != "":
                kept.append("")
            continue
        if skipping > 0 and _is_link_title(line):
            skipping -= 1
            continue
        skipping = 0
        if heads_links(line.text):
            if _is_closing_box(line, prose[place], prose[-1] - prose[place]):
                break
            skipping = _MOST_LINKS
            continue
        if is_dropped(line.text) or ends_report(line.text):
            continue
        if again is not None and again != "" and fold(line.text) == again:
            continue
        caption = _caption_at(lines, place)
        if caption is not None:
            captions[caption] = None
            continue
        kept.append(line.raw.rstrip())
    while len(kept) > 0 and kept[-1] == "":
        kept.pop()
    return Body("\n".join(kept), tuple(captions))


def _caption_at(lines: Sequence[Line], place: int) -> Caption | None:
    """Return the caption that one line is. A line inside a paragraph of several is none."""
    line = lines[place]
    if line.bullet or line.number:
        return None
    return caption_of(line.text)


def _is_link_title(line: Line) -> bool:
    text = line.text
    return len(text) <= 160 and (not ends_sentence(text) or text.endswith(("…", "...", "»")))


def _is_closing_box(head: Line, before: int, after: int) -> bool:
    """Tell whether a box of links closes the page: little prose follows it, and much precedes it."""
    return before >= 3 and after <= 2 and not fold(head.text).startswith("more on this")


def _read_header(lines: Sequence[Line]) -> tuple[dict[str, str], int]:
    """Return the fields of a header ("Title: …", "Date: …") at the very top, and the line after it."""
    fields: dict[str, str] = {}
    at = 0
    known = 0
    while at < len(lines) and not lines[at].blank:
        key, colon, value = lines[at].text.partition(":")
        name = _HEADER_KEYS.get(key.strip().casefold())
        if colon == "" or name is None:
            break
        known += 1
        if name != "" and value.strip() != "":
            fields.setdefault(name, " ".join(value.split()))
        at += 1
    if known < 2 or (at < len(lines) and not lines[at].blank):
        return {}, 0
    return fields, at


def read_title(lines: Sequence[Line], at: int) -> tuple[str | None, int]:
    """Return the title and the line after it; no title where the text begins with a sentence."""
    while at < len(lines) and (lines[at].blank or is_dropped(lines[at].text)):
        at += 1
    if at >= len(lines):
        return None, at
    line = lines[at]
    rest = lines[at + 1 :]
    followed = len(rest) > 0 and (
        rest[0].blank or is_date_line(rest[0].text) or is_dropped(rest[0].text)
    )
    if not followed or all(x.blank for x in rest) or len(line.raw) > _LONGEST_TITLE:
        return None, at
    if line.bullet or line.indent > 8 or not _may_be_title(line.raw.strip(), rest):
        return None, at
    return " ".join(line.raw.split()), at + 1


def _read_over(lines: Sequence[Line], at: int) -> tuple[Top | None, int]:
    """Read past stamps that stand over the title; where no title follows them, the first is the title."""
    published, publisher, after = _read_stamps(lines, at)
    if after == at or published is None or read_title(lines, after)[0] is None:
        return None, at
    return Top(published, publisher, lines, after), after


def _may_be_title(text: str, rest: Sequence[Line]) -> bool:
    if not ends_sentence(text):
        return True
    if text.endswith(("?", "!")):
        return True
    initials = text.split()[-1]
    if initials.count(".") >= 2 and initials.replace(".", "").isalpha():
        return True
    # Two blank lines set a heading apart, whatever it ends with, except for a lead-in to what follows.
    return len(rest) > 1 and rest[0].blank and rest[1].blank and not text.endswith((":", ";"))


def read_top(lines: Sequence[Line], at: int) -> Top:
    """Read past bylines and date lines at the top; tell the day and the outlet that they name.

    One short line that is no sentence may stand between the title and them: it stays.
    """
    published, publisher, after = _read_stamps(lines, at)
    if after > at:
        return Top(published, publisher, lines, after)
    first = _next_line(lines, at)
    if first is None or ends_sentence(lines[first].text) or len(lines[first].text) > _LONGEST_TITLE:
        return Top(None, None, lines, at)
    begin = _next_line(lines, first + 1)
    if begin is None or begin == first + 1:
        return Top(None, None, lines, at)
    published, publisher, after = _read_stamps(lines, begin)
    if published is None:
        return Top(None, None, lines, at)
    blanked = [
        replace(line, raw="", text="", indent=0, bullet=False, number=False)
        if begin <= line.at < after
        else line
        for line in lines
    ]
    return Top(published, publisher, blanked, at)


def published_in(text: str, lines: Sequence[Line], title: str | None) -> date | None:
    """Return the day that the opening of a body, or one labelled line ("Published: …"), shows."""
    day = opening_day(text, title)
    if day is not None:
        return day
    told = {shown for line in lines if (shown := labelled_day(line.text)) is not None}
    return told.pop() if len(told) == 1 else None


def _next_line(lines: Sequence[Line], at: int) -> int | None:
    return next((place for place in range(at, len(lines)) if not lines[place].blank), None)


def _read_stamps(lines: Sequence[Line], at: int) -> tuple[date | None, str | None, int]:
    """Return the day and the outlet of the stamps from `at` on, and the line after them."""
    published = publisher = None
    after = at
    count = 0
    while after < len(lines) and count < _MOST_STAMPS:
        line = lines[after]
        text = line.text
        if line.blank:
            after += 1
            continue
        stamp = stamp_of(text)
        if stamp is None and is_dropped(text) and firm_date(text) is not None:
            stamp = Stamp(firm_date(text))
        if stamp is None and is_date_line(text):
            stamp = Stamp(None)
        over = stamp is None and _stands_over_date(lines, after)
        if over and is_outlet(text):
            publisher = publisher or text
        if line.bullet or (stamp is None and not over and not _is_byline(text)):
            break
        if stamp is not None:
            published = published or stamp.day
            publisher = publisher or stamp.publisher
        after += 1
        count += 1
        at = after
    return published, publisher, at


def _is_byline(text: str) -> bool:
    if text.casefold().startswith("by ") and is_bare_name(text[3:].partition("|")[0].strip()):
        return True
    return is_byline(text)


def _stands_over_date(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line is the outlet or the place over a line that is nothing but a date."""
    if at + 1 >= len(lines) or not is_date_line(lines[at + 1].text):
        return False
    return is_place_or_outlet(lines[at].text)
