"""What a server of the chat protocol sends back: the model's words, why it stopped, the tokens used.

A server is not trusted either: whatever it sends is either read or refused with a reason.
"""

import json
from dataclasses import dataclass
from typing import Any

import orjson

_MOST_TOKENS = 100_000_000
_MOST_STARTS = 50
_MOST_CONTENT = 1_000_000
_THOUGHT = "</think>"


class BadAnswer(ValueError):
    """An answer that cannot be read; the message says why, in words for a person and a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model said. `cut` tells that it was stopped at the most tokens allowed.

    `tokens_in` and `tokens_out` are None where the server told none that can be.
    """

    content: str
    cut: bool
    tokens_in: int | None
    tokens_out: int | None


def read_completion(body: str) -> Completion:
    """Return what the body of an answer holds.

    Raises:
        BadAnswer: if it is no answer of a model, or one that holds no words.
    """
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as cause:
        raise BadAnswer(f"it is no JSON ({cause})") from cause
    choices = _get(found, "choices")
    if not isinstance(choices, list) or len(choices) == 0:
        raise BadAnswer("it has no choices")
    message = _get(choices[0], "message")
    content = _get(message, "content")
    cut = _get(choices[0], "finish_reason") == "length"
    if content is None and not cut:
        reason = _get(message, "refusal") or _get(choices[0], "finish_reason")
        raise BadAnswer(f"the model gave no words ({reason!r:.80})")
    if not isinstance(content, str | None):
        raise BadAnswer(f"the model's words are no text but {content!r:.40}")
    usage = _get(found, "usage")
    return Completion(
        content=content or "",
        cut=cut,
        tokens_in=_tokens(_get(usage, "prompt_tokens")),
        tokens_out=_tokens(_get(usage, "completion_tokens")),
    )


def read_items(content: str) -> list[Any]:
    """Return the list `claims` of a model's answer, whatever stands before and after the JSON.

    Raises:
        BadAnswer: if no JSON object with such a list is there.
    """
    if len(content) > _MOST_CONTENT:
        raise BadAnswer(f"it is longer than {_MOST_CONTENT:,} characters")
    # A model that thinks aloud writes drafts first.
    said = content[content.rfind(_THOUGHT) + len(_THOUGHT) :] if _THOUGHT in content else content
    try:
        whole = orjson.loads(said)
    except orjson.JSONDecodeError as cause:
        whole = _inside(said)
        if whole is None:
            raise BadAnswer(f"it holds no whole JSON object with claims ({cause})") from cause
    items = _get(whole, "claims")
    if not isinstance(items, list):
        raise BadAnswer('it is no JSON object with a list "claims"')
    return items


def fault_told(body: str) -> str:
    """Return what a server says is wrong, out of the JSON in which most say it; else its words."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    error = _get(found, "error")
    for told in (_get(error, "message"), error, _get(found, "message"), _get(found, "detail")):
        if isinstance(told, str) and told != "":
            return told
    return body


def _inside(said: str) -> Any:
    """Return the first JSON object of `said` that has claims, None where there is none."""
    decoder = json.JSONDecoder()
    at = said.find("{")
    for _ in range(_MOST_STARTS):
        if at == -1:
            return None
        end = at + 1
        try:
            _, end = decoder.raw_decode(said, at)
            found = orjson.loads(said[at:end])  # the stricter of the two
            if isinstance(_get(found, "claims"), list):
                return found
        except (ValueError, RecursionError):
            pass
        at = said.find("{", end)
    return None


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _tokens(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None
