"""Pages laid out: what a site holds, through its templates, to HTML.

Every word is escaped by the engine, whatever it comes from; what HTML cannot hold is replaced first. A
page loads nothing but what lies beside it, and runs no script: its policy says so too.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from whoholds.publish import told_words as words
from whoholds.publish.file_names import file_key
from whoholds.publish.plain_text import for_xml
from whoholds.publish.site_pages import DayLine, PlaceLine, SiteInfo
from whoholds.publish.told import SideTold

POLICY = "default-src 'none'; img-src 'self' data:; style-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a page without the map's script."""

_FOLDER = "site"


@cache
def templates() -> Environment:
    """Return the templates of pages and reports, with escaping on for all of them."""
    folder = files("whoholds.publish") / _FOLDER / "templates"
    sources = {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}
    # Nothing of a report is ever compiled as a template: it comes in as a value alone.
    environment = Environment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "day": words.day_words,
        "instant": words.instant_words,
        "counted": words.counted,
        "percent": words.percent,
        "ratio": words.ratio_words,
        "signed": words.signed,
        "upper_first": words.upper_first,
        "glyph": words.glyph,
        "key": file_key,
        "by_month": by_month,
        "by_letter": by_letter,
    }
    return environment


class Layout:
    """Lays out the pages of one site; `days` are those that have a page."""

    def __init__(self, site: SiteInfo, *, days: Iterable[date]) -> None:
        self._known = {"site": site, "policy": POLICY, "pages": HasPages(frozenset(days))}

    def page(self, template: str, path: str, page: Any, **more: Any) -> bytes:
        """Return a page in UTF-8; `path` is where it will stand in the site."""
        return (
            templates()
            .get_template(template)
            .render(**self._known, root="../" * path.count("/"), path=path, page=page, **more)
            .encode()
        )


@dataclass(frozen=True, slots=True)
class HasPages:
    """The days that have a page; with none, no day is a link."""

    days: frozenset[date] = frozenset()


def style_of_sides(sides: Sequence[SideTold]) -> bytes:
    """Return the style sheet that gives each side its colour; a colour that is none is left out."""
    rules = [
        f".side-{side.key} {{ --side: {side.colour}; }}"
        for side in sides
        if _is_colour(side.colour)
    ]
    return "".join(f"{rule}\n" for rule in rules).encode()


def by_month(lines: Sequence[DayLine]) -> list[tuple[int, list[tuple[str, list[DayLine]]]]]:
    """Return lines, newest first, by year and month."""
    newest = sorted(lines, key=lambda line: line.day, reverse=True)
    return [
        (
            year,
            [
                (words.month_words(group[0].day), group)
                for _, rows in groupby(of_year, key=lambda line: line.day.month)
                if (group := list(rows))
            ],
        )
        for year, of_year in groupby(newest, key=lambda line: line.day.year)
    ]


def by_letter(lines: Sequence[PlaceLine]) -> list[tuple[str, list[PlaceLine]]]:
    """Return lines in the order of their names, by first letter."""
    ordered = sorted(lines, key=lambda line: (*_letters(line.place.name), str(line.place.key)))
    return [
        (letter, list(rows))
        for letter, rows in groupby(ordered, key=lambda line: _letters(line.place.name)[0])
    ]


def _letters(name: str) -> tuple[str, str]:
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", name).casefold() if each.isalnum()
    )
    return (bare[:1].upper() or "#"), bare


def _fit(value: Any) -> Any:
    return for_xml(value) if type(value) is str and not isinstance(value, Markup) else value


def _is_colour(text: str) -> bool:
    digits = frozenset("0123456789abcdefABCDEF")
    return len(text) == len("#rrggbb") and text[0] == "#" and digits.issuperset(text[1:])
