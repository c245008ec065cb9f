"""Lines of a plain-text copy, and what each may be in a thread of comments: a head, a date, words."""

import re
from dataclasses import dataclass

from whoholds.capture.dates import is_date_line
from whoholds.capture.furniture import ends_sentence, furniture

_BULLET = re.compile(r"[•·‣◦○▪●∙*–-]\s{1,8}(?=\S)")
_NUMBER = re.compile(r"\d{1,4}[.)]\s{1,8}(?=\S)")
_SAYS = re.compile(
    r"(?P<name>\S.{0,59}?)\s+(?:(?P<past>said|wrote|commented|replied)|says|writes|comments|replies|dit|dice|dijo"
    r"|schreibt|sagt|sagte|a écrit|pisze|ha detto|пишет|пише|сказал|каже|говорит|написал|يقول)"
    r"(?P<rest>\s?(?:\.\.\.|…|:)?(?:\s.{0,60})?)"
)
_ARROW = re.compile(
    r"\s*(?:[➤→⇒»▶↪]|->|=>|\bin reply to\b|\breplied to\b|\breplying to\b)\s*", re.I
)
_REPLY_TO = re.compile(
    r"(?:reply|in reply|replying|replied|antwort an|ответ для|в ответ) (?:to )?\s*@?(.{1,60})", re.I
)
_LINK = re.compile(r"https?://|www\.")
_SPLIT_WHEN = re.compile(r"\s+(?:[•·|–—-]\s*|(?:on|at|,)\s+)?|\s*[,(]\s*")
_HANDLE = re.compile(r"[\w.\-']*[\d_][\w.\-']*")
_PARTICLES = {
    "al", "el", "bin", "ibn", "abu", "van", "von", "de", "der", "den", "di", "da", "du", "la", "le",
    "dos", "of", "the", "y", "ter", "ben", "ul", "ud", "at", "ash",
}  # fmt: skip
_LONGEST_NAME = 40
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `text` is without indentation, bullet and number; `indent` is in columns."""

    at: int
    raw: str
    indent: int
    text: str
    bullet: bool
    number: bool

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the line."""
        return self.text == ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a comment. `strong` where its form alone shows that it is one."""

    name: str
    strong: bool
    posted: str | None = None
    answers: str | None = None


def lines_of(text: str) -> list[Line]:
    """Return the lines of `text`, tabs counted as four columns."""
    lines = []
    for at, raw in enumerate(text.split("\n")):
        wide = raw.replace("\t", "    ").replace("\xa0", " ")
        body = wide.lstrip()
        indent = len(wide) - len(body)
        body = raw.strip()
        bullet = _BULLET.match(body)
        number = None if bullet is not None else _NUMBER.match(body)
        marker = bullet or number
        words = body if marker is None else body[marker.end() :]
        lines.append(Line(at, raw, indent, words, bullet is not None, number is not None))
    return lines


def is_name_like(text: str) -> bool:
    """Tell whether `text` could be a commenter's name: short, and no sentence."""
    if not 0 < len(text) <= _LONGEST_NAME or _LINK.search(text) is not None:
        return False
    words = text.split()
    if len(words) > _MOST_WORDS or (text[-1] in '.!?,:;…"”' and not _initial(words[-1])):
        return False
    return any(c.isalnum() for c in text) and "," not in text and not text.isdigit()


def is_bare_name(text: str) -> bool:
    """Tell whether `text` looks like a name with nothing around it to show that it is one.

    Stricter than `is_name_like`: every word capitalised (or a particle), or a handle; not the first
    word of a usual heading.
    """
    if not is_name_like(text) or is_date_line(text):
        return False
    words = text.split()
    if len(words) > 4:
        return False
    if any(_HANDLE.fullmatch(word) for word in words) and len(words) <= 2:
        return True
    folded = [word.casefold().strip("()'’\"") for word in words]
    if len(set(folded) & furniture().subhead) > 0:
        return False
    if all(word.islower() for word in words):
        return len(words) <= 2
    return all(
        word[:1].isupper() or not word[:1].isalpha() or not _cased(word) or low in _PARTICLES
        or word.partition("-")[0].casefold() in _PARTICLES
        for word, low in zip(words, folded, strict=True)
    )  # fmt: skip


def head_of(line: Line) -> Head | None:
    """Return the head that a line is by its own form, None where only its company could tell.

    "Name says:" · "3. Name says:" · "Name said..." · "Name • 3 years ago" · "Name on May 4, 2020".
    """
    text = line.text
    if text == "" or len(text) > 130 or is_date_line(text):
        return None
    says = _SAYS.fullmatch(text)
    if says is not None and is_name_like(says["name"].rstrip(":")):
        rest = says["rest"].strip()
        colon = rest.startswith((":", "...", "…"))
        when = rest.lstrip(":.… ").removeprefix("on ").strip()
        dated = is_date_line(when)
        if rest == "" or (when != "" and not dated):
            return None
        # "The ministry said:" opens a quotation in a report; "said..." and a date do not.
        strong = line.number or dated or rest.startswith(("...", "…"))
        if strong or (colon and not _is_speaker(says["name"])):
            name, answers = _who(says["name"])
            return Head(name, strong, when or None, answers)
    return _dated_head(text)


def _dated_head(text: str) -> Head | None:
    # "— Name (@name) January 18, 2020" stands under a post that the report itself quotes.
    if _LINK.search(text) is not None or (text[:1] in "—–-" and "@" in text):
        return None
    if text.endswith(".") and not text.endswith(".m."):
        return None  # a sentence of a report that ends with a date
    gaps = list(_SPLIT_WHEN.finditer(text, 1))
    # A gap with a sign between name and date is surer than a space: "An" begins "an hour ago", too.
    for gap in sorted(gaps, key=lambda gap: (gap[0].strip() == "", gap.start())):
        when = text[gap.end() :].rstrip(")")
        name, answers = _who(text[: gap.start()].rstrip(" •·|–—-,"))
        if is_date_line(when) and is_name_like(name) and not is_date_line(name):
            return Head(name, "ago" in when.casefold().split(), when, answers)
    return None


def answered(text: str) -> str | None:
    """Return the name in "Reply to  Name" (a line of its own), None where the line is no such."""
    found = _REPLY_TO.fullmatch(text) if len(text) <= 80 else None
    return found[1].strip() if found is not None and is_name_like(found[1].strip()) else None


def _who(text: str) -> tuple[str, str | None]:
    """Split "John ➤ Jane Miller" into who writes and whom they answer."""
    arrow = _ARROW.search(text, 1)
    if arrow is None or arrow.end() >= len(text):
        return text.strip(), None
    return text[: arrow.start()].strip(), text[arrow.end() :].strip()


def _is_speaker(name: str) -> bool:
    """Tell whether a report would quote who is named so: "The ministry", "Residents"."""
    words = name.casefold().split()
    return words[0] in furniture().first_of_speaker or not furniture().speaker.isdisjoint(words)


def _initial(word: str) -> bool:
    return word.endswith(".") and len(word) <= 3 and word[:1].isupper()


def _cased(word: str) -> bool:
    return word.lower() != word.upper()


def is_prose(text: str) -> bool:
    """Tell whether `text` reads like a paragraph of a report: a sentence of some length."""
    return len(text) >= 40 and ends_sentence(text)
