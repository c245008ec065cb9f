"""One line of a JSON-lines file: a report that somebody else has already cleaned.

Fields that are read: `id` or `page` (label), `title`, `published` or `date`, `publisher` or
`sources` (joined by "; "), `text` or `paragraphs` (joined by a blank line), `context` or `topic`,
`url` or the first of `source_urls`, `language` or `lang`. Fields that are known and left alone:
`origin`, `links`, `location`, `event_date` (the day of the event is not that of publication). Every
other field is ignored too.

Where neither field tells the day of publication, the top of the text may show it (`bylines`).
`text` comes through unchanged, so that offsets made elsewhere hold; only control characters other
than tab and line ends become spaces, one for one.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from whoholds.base.errors import InputError, UnreadableInput
from whoholds.base.records import Page
from whoholds.base.times import parse_day
from whoholds.capture.bylines import shown_day
from whoholds.capture.parts import Parts

CLEANER = "json@1"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.{0,20}")


def read_json_line(page: Page) -> Parts:
    """Return the report that one JSON object holds.

    Raises:
        UnreadableInput: if the line is no JSON object, a field has another type than it should, or
            there is no field of words at all; names file and line.
    """
    where = page.location
    try:
        given = orjson.loads(page.data)
    except orjson.JSONDecodeError as cause:
        raise UnreadableInput(
            f"reading {where}: not valid JSON ({cause}); each line must be one JSON object in UTF-8"
        ) from cause
    if not isinstance(given, dict):
        raise UnreadableInput(
            f"reading {where}: a JSON {_kind(given)} where an object with a `text` is wanted"
        )
    fields = _Fields(given, where)
    text = fields.string("text")
    if text is None:
        text = "\n\n".join(fields.strings("paragraphs"))
    text = _CONTROLS.sub(" ", text)
    title = fields.name("title")
    # A source's own empty item (`"text": ""`) is a report without words; an object without any of the
    # fields is no report.
    if text.strip() == "" and title is None and given.get("text") != "":
        raise UnreadableInput(
            f"reading {where}: neither `text` nor `paragraphs` nor `title` holds a word; its fields "
            f"are {', '.join(sorted(given)[:12]) or 'none'}"
        )
    urls = fields.strings("source_urls")
    return Parts(
        cleaner=CLEANER,
        text=text,
        title=title,
        published=fields.day("published", "date") or shown_day(text, title),
        publisher=fields.name("publisher") or "; ".join(fields.strings("sources")) or None,
        url=fields.name("url") or (urls[0] if len(urls) > 0 else None),
        language=fields.name("language") or fields.name("lang"),
        label=fields.name("id") or fields.name("page"),
        context=tuple(fields.strings("context") or fields.strings("topic")),
    )


class _Fields:
    """The fields of one object, each read with its type checked."""

    def __init__(self, given: Mapping[str, Any], where: str) -> None:
        self._given = given
        self._where = where

    def string(self, key: str) -> str | None:
        value = self._given.get(key)
        if value is not None and not isinstance(value, str):
            raise self._wrong(key, value, "a string")
        return value

    def name(self, key: str) -> str | None:
        """A string on one line; numbers are taken too, as identifiers often are."""
        value = self._given.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        text = self.string(key)
        return " ".join(_CONTROLS.sub(" ", text).split()) or None if text is not None else None

    def strings(self, key: str) -> list[str]:
        value = self._given.get(key)
        if value is None:
            return []
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(key, value, "a list of strings")
        return [item for item in value if item.strip() != ""]

    def day(self, *keys: str) -> Any:
        for key in keys:
            text = self.name(key)
            if text is None:
                continue
            # An instant keeps the civil day that it was written with, in whatever zone.
            instant = _INSTANT.fullmatch(text)
            try:
                return parse_day(text if instant is None else instant[1])
            except InputError as cause:
                raise UnreadableInput(
                    f"reading {self._where}: `{key}` is {text[:40]!r}, not a day of the form "
                    "2020-01-17; write it so, or leave it out"
                ) from cause
        return None

    def _wrong(self, key: str, value: object, wanted: str) -> UnreadableInput:
        return UnreadableInput(
            f"reading {self._where}: `{key}` is a JSON {_kind(value)}, {wanted} is wanted"
        )


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "list", str: "string", int: "number", float: "number"}
    return names.get(type(value), "null")
