"""The day of publication as a report's top shows it: bylines, date lines, agency datelines.

Only full dates count, only where they are no part of a sentence: "On 5 April 2017 the army took …" tells
when something happened, and nothing of publication.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from whoholds.capture.dates import DateWords, dates_in, without_dates

_WORDS = tomllib.loads(
    resources.files("whoholds.capture").joinpath("data/bylines.toml").read_text("utf-8")
)
_SMALL = frozenset(_WORDS["small"])
_OUTLET = frozenset(_WORDS["outlet"])
_EVENT = frozenset(_WORDS["event"])
_ARTICLES = frozenset({"a", "an", "the", "at"})
_OCCASION = frozenset(_WORDS["occasion"])


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


_LABEL = _any_of([*_WORDS["published"], *_WORDS["updated"]])
_LABELS = re.compile(rf"\b{_LABEL}\b(?:\s(?:on|at))?\s?:?", re.I)
_PUBLISHED_BEFORE = re.compile(rf"\b{_any_of(_WORDS['published'])}(?:\s(?:on|at))?\s?:?\s?$", re.I)
_UPDATED_BEFORE = re.compile(rf"\b{_any_of(_WORDS['updated'])}(?:\s(?:on|at))?\s?:?\s?$", re.I)
_LABEL_IN_TEXT = re.compile(
    r"(?:^|\s)(?:Published|Posted|Last [Uu]pdated|Updated|Date of [Pp]ublication)(?: on| at)?:?$"
)
_BYLINE = re.compile(rf"{_any_of(_WORDS['byline'])}\s", re.I)
_AGENCY_BEFORE = re.compile(rf"(?:^|[\s(]){_any_of(_WORDS['agency'])}\)?\s?[-–—|:,]?\s?$")
_WORD = re.compile(r"[^\W_]+(?:[.'’&-]{1,2}[^\W_]+)*")
_SEPARATOR = re.compile(r"[|•·,;]|\s[-–—/]\s")
_CLOCK = r"(?:\s?(?:at\s\d{4}(?!\d)|(?:at\s)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?))"
_AFTER_DATE = re.compile(rf"[,)]?{_CLOCK}?[)]?(?:\s?(?:gmt|utc|est|edt)\b)?", re.I)
_DATELINE_END = re.compile(r"\s{0,3}(?:\([^()]{1,40}\)\s{0,3}[-–—:]?|[-–—]|[:|])\s{0,3}(?=\S)")
_PREPOSITION = re.compile(r"\b(?:on|since|until|till|in|of|from|after|before|to|by)$", re.I)
_NEXT = re.compile(r"\s{1,3}[\"“'‘«(]?(\S{1,40})(?:\s{1,3}(\S{1,40}))?(?:\s{1,3}(\S{1,40}))?")

_LONGEST_LINE = 160
_LONGEST_NAME = 3
_LONGEST_OUTLET = 7
_LONGEST_BYLINE = 12
_MOST_PARTS = 6
_TOP = 200
_LONGEST_PLACE = 60
_NEAR = 40
_CHRONICLE = 20_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a line under the title shows; `day` is None where its date names no single day for sure."""

    day: date | None
    publisher: str | None = None


def stamp_of(line: str) -> Stamp | None:
    """Return what a line that is nothing but a date with a byline, outlet or place shows; else None.

    The publisher is set only where the line's name is plainly an outlet's ("Reuters | August 8, 2021").
    """
    line = " ".join(line.split())
    if line == "" or len(line) > _LONGEST_LINE:
        return None
    found = dates_in(line)
    if len(found) == 0 or any(_is_of_sentence(line[: words.start]) for words in found):
        return None
    parts = [
        part
        for raw in _SEPARATOR.split(_LABELS.sub(" | ", without_dates(line)))
        if (part := raw.strip(" ,.;:()[]-–—/")) != ""
    ]
    if len(parts) > _MOST_PARTS or not all(_is_name(part) for part in parts):
        return None
    outlets = [part for part in parts if is_outlet(part)]
    return Stamp(_day_shown(line, found), outlets[0] if len(outlets) == 1 else None)


def is_byline(line: str) -> bool:
    """Tell whether a line names who wrote the report, and nothing else ("By our correspondents in X")."""
    line = " ".join(line.split())
    return len(line) <= 100 and _BYLINE.match(line) is not None and _is_name(line.rstrip("."))


def is_outlet(name: str) -> bool:
    """Tell whether `name` is plainly an outlet's: short, capitalised, with an outlet's word in it."""
    words = _WORD.findall(name)
    if not 0 < len(words) <= _LONGEST_OUTLET or _BYLINE.match(name) is not None:
        return False
    return _capitalised(words) and any(word.casefold() in _OUTLET for word in words)


def is_place_or_outlet(name: str) -> bool:
    """Tell whether a line may be the outlet or the place of writing that stands over a date line."""
    return len(name) <= 60 and not name.endswith((".", "?", "!", ":")) and _is_name(name)


def opening_day(text: str, title: str | None = None) -> date | None:
    """Return the day of publication that the very start of a text shows before its first sentence.

    A date that opens the text ("Wed 05 Apr 2017 Rebels …"), an agency's dateline with a full date
    ("BAGHDAD, Dec 28, 2015 (Wire) - …"), and a labelled date ("Published July 4 2015 …") or an
    agency's ("AFP Sunday 15 Oct 2017 …") in the first 200 characters. The title may stand before it.
    """
    if _is_chronicle(text):
        return None
    head = " ".join(text[: 4 * _TOP].split())
    said = " ".join((title or "").split())
    if said != "" and head.casefold().startswith(said.casefold()):
        head = head[len(said) :].lstrip(" .,:;|-–—")
    head = head[: _TOP + _NEAR]
    for words in dates_in(head):
        if words.start >= _TOP:
            break
        before = _without_weekday(head[: words.start])
        told = _LABEL_IN_TEXT.search(before) or _LABELS.fullmatch(before.strip(" ("))
        told = told or _AGENCY_BEFORE.search(before)
        if told is not None and _begins_sentence(head, words.end, told=True):
            return words.day
        if _opens(head, words, before):
            return words.day
    return None


def shown_day(text: str, title: str | None = None) -> date | None:
    """Return the day of publication that the first three lines of a text, or its opening, show."""
    lines = [line for line in text[: 4 * _TOP].split("\n") if line.strip() != ""]
    # The last line may be cut short.
    for line in lines[:3] if len(lines) > 3 else lines[:-1]:
        stamp = stamp_of(line)
        if stamp is not None:
            return stamp.day
    return opening_day(text, title)


def labelled_day(line: str) -> date | None:
    """Return the day of a short line that says outright that the report was published on it."""
    if len(line) > _LONGEST_LINE:
        return None
    found = dates_in(line)
    if (
        len(found) == 0
        or _PUBLISHED_BEFORE.search(_without_weekday(line[: found[0].start])) is None
    ):
        return None
    return found[0].day if stamp_of(line) is not None else None


def _opens(head: str, words: DateWords, before: str) -> bool:
    """Tell whether a date is a dateline: at the very start, or after a place and before a dash."""
    if before.strip(" (") == "":
        return _begins_sentence(head, words.end, told=head[: words.start].strip(" (") != "")
    place = head[: words.start].rstrip()
    if len(before) > _LONGEST_PLACE or ":" in place or _is_first_word_small(before):
        return False
    # An agency's dateline sets its place apart: "BEIRUT 3 May 2018 -", "Beirut, 3 May 2018 (AP)".
    apart = place[-1] in ",-–—|" or before.upper() == before
    if not apart or place.count("(") != place.count(")"):
        return False
    after = _AFTER_DATE.match(head, words.end)
    end = words.end if after is None else after.end()
    return _is_name(before.strip(" ,()-–—|")) and _DATELINE_END.match(head, end) is not None


def _begins_sentence(head: str, end: int, *, told: bool) -> bool:
    """Tell whether a new sentence begins after a date: a capital or a figure, no comma, no event's name.

    `told` where a weekday, a label or an agency before the date shows that it is no event's name.
    """
    after = _AFTER_DATE.match(head, end)
    at = end if after is None else after.end()
    if head[at : at + 1] in (",", ";") or head[at - 1] == ",":
        return False
    if head[at:].strip() == "":
        return told
    if _DATELINE_END.match(head, at) is not None:
        return True
    following = _NEXT.match(head, at)
    if following is None:
        return head[at].isupper()
    first, *more = (word for word in following.groups() if word is not None)
    if first[0].islower() and not any(letter.isupper() for letter in first):
        return first == "by"
    if told or first.casefold() in _ARTICLES:
        return True
    return not any(word.strip(".,;:") in _OCCASION for word in more)


def _is_chronicle(text: str) -> bool:
    """Tell whether lines of a text begin with different days: then each tells when a thing happened."""
    begins = {
        found[0].day
        for line in text[:_CHRONICLE].split("\n")
        if len(found := dates_in(line[:_NEAR])) > 0 and line[: found[0].start].strip(" •*-–") == ""
    }
    return len(begins) > 1


def _is_of_sentence(before: str) -> bool:
    """Tell whether a preposition ties a date to the words before it: "Varn and Oskel on 3 March"."""
    before = _without_weekday(before)
    if _PREPOSITION.search(before) is None or _BYLINE.match(before) is not None:
        return False
    return _PUBLISHED_BEFORE.search(before) is None and _UPDATED_BEFORE.search(before) is None


def _is_first_word_small(before: str) -> bool:
    words = _WORD.findall(before)
    return len(words) > 0 and words[0].casefold() in _SMALL


def _without_weekday(before: str) -> str:
    return " ".join(without_dates(before).split()).rstrip(" ,.(") if before.strip() else ""


def _is_name(part: str) -> bool:
    words = _WORD.findall(part)
    if len(words) == 0:
        return True
    if not _capitalised(words):
        return False
    if _BYLINE.match(part) is not None:
        return len(words) <= _LONGEST_BYLINE
    if len({word.casefold() for word in words} & _OUTLET) > 0:
        return len(words) <= _LONGEST_OUTLET
    names = [word for word in words if word.casefold() not in _SMALL]
    if len({word.casefold() for word in words} & _EVENT) > 0:
        return False
    return len(names) <= _LONGEST_NAME and len(words) <= _LONGEST_OUTLET


def _capitalised(words: Sequence[str]) -> bool:
    return all(
        not word[0].islower() or word.casefold() in _SMALL or any(c.isupper() for c in word)
        for word in words
    )


def _day_shown(line: str, found: Sequence[DateWords]) -> date | None:
    """The day that is said to be that of publication; else the one that no update is said of."""
    plain: list[date | None] = []
    for words in found:
        before = _without_weekday(line[: words.start])
        if _UPDATED_BEFORE.search(before) is not None:
            continue
        if _PUBLISHED_BEFORE.search(before) is not None:
            return words.day
        plain.append(words.day)
    days = set(plain) if len(plain) > 0 else {words.day for words in found}
    return days.pop() if len(days) == 1 else None
