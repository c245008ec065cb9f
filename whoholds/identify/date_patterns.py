"""The patterns of date words, made of the vocabulary of `data/dates.toml`.

Every pattern is a flat alternation over at most `LONGEST` characters, so that no text can make it slow.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

LONGEST = 160
_ANY_DASH = re.compile(r"\s?[‐‑‒–—−]\s?")


@cache
def vocabulary() -> dict[str, Any]:
    """Return the vocabulary of `data/dates.toml`."""
    file = resources.files("whoholds.identify") / "data" / "dates.toml"
    return tomllib.loads(file.read_text("utf-8"))


def plain(words: str, longest: int = LONGEST) -> str:
    """Return words in lower case, without marks, their dashes all of one kind."""
    text = _ANY_DASH.sub("-", words[:longest].lower().replace("’", "'"))
    return " ".join(re.sub(r"[.](?!\d)|[,()\[\]\"“”']", " ", text).split())


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of date words by name; they are for `plain` words."""
    words = vocabulary()
    month = rf"(?P<month>{_any(words['months'])})"
    month_b = rf"(?P<month_b>{_any(words['months'])})"
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    day_b = r"(?P<day_b>[0-3]?\d)(?:st|nd|rd|th)?"
    year = r"(?: (?P<year>\d{4})(?!\d))?"
    link = r"(?: ?- ?| and | to | through | until | or )"
    part = rf"(?P<part>{_any(words['parts'])})(?: of)?(?: the)?(?: month of)?"
    number = rf"(?P<number>\d{{1,3}}|{_any(words['numbers'])})"
    unit = rf"(?P<unit>{_any(words['units'])})s?"
    return {
        "iso": re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"),
        "numeric": re.compile(r"\b(?P<a>\d{1,2})(?P<dot>[./])(?P<b>\d{1,2})(?P=dot)(?P<year>\d{4})\b"),
        "two_months": re.compile(
            rf"\b(?:{day} (?:of )?{month}|{month.replace('<month>', '<month_c>')} "
            rf"{day.replace('<day>', '<day_c>')}){year}{link}(?:{day_b} (?:of )?{month_b}|"
            rf"{month_b.replace('<month_b>', '<month_d>')} {day_b.replace('<day_b>', '<day_d>')})"
            rf"{year.replace('<year>', '<year_b>')}\b"
        ),
        "range": re.compile(
            rf"\b(?:{day}{link}{day_b} (?:of )?{month}|{month.replace('<month>', '<month_c>')} "
            rf"{day.replace('<day>', '<day_c>')}{link}{day_b.replace('<day_b>', '<day_d>')}){year}\b"
        ),
        "day": re.compile(
            rf"\b(?:{day} (?:of )?{month}|{month.replace('<month>', '<month_c>')} "
            rf"{day.replace('<day>', '<day_c>')}(?!\d)){year}(?!\w)"
        ),
        "months": re.compile(
            rf"(?:\b{part}[ -])?\b{month}{year}{link}(?:{part.replace('<part>', '<part_b>')}[ -])?"
            rf"{month_b}{year.replace('<year>', '<year_b>')}\b"
        ),
        "month": re.compile(
            rf"(?:\b{part}[ -])?\b{month}"
            r"(?: of)?(?: (?P<year>\d{4})(?!\d)| (?P<which>last year|this year))?\b"
        ),
        "season": re.compile(
            rf"\b(?:(?P<which>this|last|the|in) )?(?P<season>{_any(words['seasons'])})"
            r"(?:(?: of)? (?P<year>\d{4}))?\b"
        ),
        "years": re.compile(
            r"\b(?P<year>[12]\d{3})(?:-| to | and | or | until | till )"
            r"(?P<year_b>[12]\d{3}|\d{2}(?=$))\b"
        ),
        "year": re.compile(rf"(?:\b{part}[ -])?\b(?P<year>(?:1[89]|2[01])\d{{2}})\b"),
        "ordinal": re.compile(
            rf"\b(?P<nth>{_any(words['ordinals'])}) (?:day )?of (?=(?:{_any(words['months'])})\b)"
            rf"|\b(?P<of>{_any(words['months'])}) (?P<nth_b>{_any(words['ordinals'])})(?= |$)"
        ),
        "that": re.compile(
            r"\b(?P<which>that|same|next|following|previous) (?P<unit>week|month|year)\b"
        ),
        "nth": re.compile(
            r"\bthe (?P<day>[0-3]?\d)(?:st|nd|rd|th)\b|"
            r"\b(?P<day_c>[0-3]?\d)(?:st|nd|rd|th) of (?:this|the) month\b"
        ),
        "weekday": re.compile(
            rf"\b(?:(?P<which>last|next|this|coming|past) )?(?P<weekday>{_any(words['weekdays'])})s?\b"
        ),
        "span": re.compile(
            rf"\b(?:last|past|previous|recent) (?:{number} (?:of )?)?{unit}\b"
        ),
        "ago": re.compile(
            rf"\b(?:(?:about|approximately|nearly|almost|over|some|around) )?{number} (?:of )?{unit} "
            r"(?P<what>ago|earlier|before|previously|later)\b"
        ),
        "calendar": re.compile(
            r"\b(?P<which>this|last|next) (?P<unit>week|month|year|weekend)\b"
        ),
    }  # fmt: skip


def _any(words: dict[str, Any]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
