"""What a model is asked: the guide, the schema, one window of a report; and the digest of it all.

A request is a pure function of the report, the window and the parameters, so that its answer can be
found on record. The report is hostile input: it stands between marks that it cannot know.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from whoholds.base.errors import InputError, ModelError
from whoholds.base.ids import canonical_bytes, sha256_hex
from whoholds.base.records import RawAnswer, Report
from whoholds.base.settings import LlmSettings
from whoholds.extract.llm_schema import answer_schema
from whoholds.extract.llm_windows import TITLE, Window

PROMPT_VERSION = "1"
"""Raise it when the guide, the schema or the form of a request changes: other claims may come of it."""

LEAST_WINDOW = 200
"""The fewest characters of a report that one request is worth."""

_MOST_CHARACTERS_SAID = 300
_MOST_CHARACTERS_BEFORE = 1_000
_MOST_CHARACTERS_BACK = 20_000

Message = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a request is made with, besides the report."""

    model: str
    temperature: float
    seed: int
    max_tokens: int
    window_characters: int

    @classmethod
    def of(cls, settings: LlmSettings) -> "Parameters":
        """Return the parameters that the settings ask for."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})

    @classmethod
    def on_record(cls, answer: RawAnswer) -> "Parameters":
        """Return the parameters that a recorded answer was asked for with.

        Raises:
            ModelError: if they cannot be read.
        """
        try:
            found = orjson.loads(answer.parameters)
            asked = cls(**{field.name: found[field.name] for field in fields(cls)})
            if type(asked.window_characters) is not int or asked.window_characters < LEAST_WINDOW:
                raise ValueError(f"window_characters is {asked.window_characters!r}")
        except (ValueError, KeyError, TypeError) as cause:
            raise ModelError(
                f"the parameters of an answer on record cannot be read ({cause}); it was recorded by "
                "another version of whoholds"
            ) from cause
        return asked

    def written(self, sent: Mapping[str, Any]) -> str:
        """Return the parameters as canonical JSON, with the form in which they were `sent`."""
        return canonical_bytes({**asdict(self), "sent": dict(sent)}).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to a model; `digest` tells it from every other."""

    messages: tuple[Message, ...]
    parameters: Parameters
    digest: str


def window_request(report: Report, window: Window, parameters: Parameters) -> Request:
    """Return the request to read the sentences of `window`."""
    return _request(
        (
            {"role": "system", "content": guide()},
            {"role": "user", "content": _question(report, window)},
        ),
        parameters,
    )


def repair_request(request: Request, content: str, fault: str) -> Request:
    """Return the request to write the answer `content` again without its `fault`."""
    return _request(
        (
            *request.messages,
            {"role": "assistant", "content": content[:_MOST_CHARACTERS_BACK]},
            {
                "role": "user",
                "content": f"This answer cannot be read: {fault}. Answer again with one JSON object "
                'of the form {"claims": [...]} and nothing before or after it.',
            },
        ),
        request.parameters,
    )


@cache
def guide() -> str:
    """Return the instructions, which are the same for every report."""
    return (files("whoholds.extract") / "data" / "llm_guide.md").read_text(encoding="utf-8")


def _request(messages: tuple[Message, ...], parameters: Parameters) -> Request:
    asked = {
        "version": PROMPT_VERSION,
        "messages": list(messages),
        "schema": answer_schema(),
        "parameters": asdict(parameters),
    }
    try:
        digest = sha256_hex(canonical_bytes(asked))
    except ValueError as cause:
        raise InputError(
            f"asking a model: {cause}; the report or a setting of [llm] holds a character or number that "
            "JSON cannot carry, take it out"
        ) from cause
    return Request(messages=messages, parameters=parameters, digest=digest)


def _question(report: Report, window: Window) -> str:
    first, last = window.sentences[0].number, window.sentences[-1].number
    # Of the text itself: a report cannot hold a digest of what it holds.
    digest = sha256_hex((report.title or "").encode() + b"\n" + report.text.encode())
    mark = f"===== {digest[:16]} ====="
    lines = [mark]
    if report.publisher is not None:
        lines.append(f"Publisher: {_one_line(report.publisher)[:_MOST_CHARACTERS_SAID]}")
    if report.published is not None:
        lines.append(f"Published: {report.published.isoformat()}")
    if len(report.context) > 0:
        lines.append(f"Filed under: {_one_line(', '.join(report.context))[:_MOST_CHARACTERS_SAID]}")
    if report.title is not None and first != TITLE:
        lines.append(f"Headline: {_one_line(report.title)[:_MOST_CHARACTERS_SAID]}")
    if len(window.before) > 0:
        before = " ".join(_one_line(span.cut(report.text)) for span in window.before)
        lines.append(f"Before: {before[-_MOST_CHARACTERS_BEFORE:]}")
    for sentence in window.sentences:
        source = (report.title or "") if sentence.number == TITLE else report.text
        lines.append(f"[{sentence.number}] {_one_line(sentence.span.cut(source))}")
    lines.append(mark)
    lines.append(f"Write down the claims of the sentences [{first}] to [{last}].")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    # A sentence that brings its own "[7]" on a line of its own would pass for another.
    return " ".join(text.split())
