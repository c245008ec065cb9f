"""The dialects of the chat protocol: what a server takes of a request, found out by its refusals.

Servers differ in how they are told the form of the answer, in the name of the limit, and in whether
they take a temperature and a seed.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import orjson

from whoholds.extract.llm_request import Parameters, Request
from whoholds.extract.llm_schema import answer_schema


class Form(StrEnum):
    """How the form of the answer is asked for, strictest first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PLAIN = "none"


_NEXT_FORM = {Form.SCHEMA: Form.OBJECT, Form.OBJECT: Form.PLAIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What is sent of a request beside its messages."""

    form: Form = Form.SCHEMA
    limit: str = "max_tokens"
    temperature: bool = True
    seed: bool = True

    def parameters(self, asked: Parameters) -> dict[str, Any]:
        """Return the parameters as they are sent; what a server refused is left out."""
        sent: dict[str, Any] = {self.limit: asked.max_tokens, "stream": False}
        if self.temperature:
            sent["temperature"] = asked.temperature
        if self.seed:
            sent["seed"] = asked.seed
        if self.form is not Form.PLAIN:
            sent["response_format"] = self.form.value
        return sent

    def body(self, request: Request) -> dict[str, Any]:
        """Return the whole request as it is sent."""
        body = {
            "model": request.parameters.model,
            "messages": list(request.messages),
            **self.parameters(request.parameters),
        }
        if self.form is Form.SCHEMA:
            schema = {"name": "claims", "strict": True, "schema": answer_schema()}
            body["response_format"] = {"type": self.form.value, "json_schema": schema}
        elif self.form is Form.OBJECT:
            body["response_format"] = {"type": self.form.value}
        return body

    def after_refusal(self, told: str) -> "Dialect | None":
        """Return the dialect to try after a server refused this one, None where none is left.

        `told` is what the server said. One that names a parameter gets the request without it; else
        the form of the answer is taken to be at fault.
        """
        named = _named_parameter(told)
        if named == "max_tokens" and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if named == "temperature" and self.temperature:
            return replace(self, temperature=False)
        if named == "seed" and self.seed:
            return replace(self, seed=False)
        form = _NEXT_FORM.get(self.form)
        return None if form is None else replace(self, form=form)


def _named_parameter(told: str) -> str | None:
    try:
        error = orjson.loads(told).get("error")
        return str(error["param"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
