"""What is sent of a request, and what is left out once a server refused it."""

import json

import pytest

from whoholds.base.settings import LlmSettings
from whoholds.extract.llm_dialect import Dialect, Form
from whoholds.extract.llm_request import Parameters, Request
from whoholds.extract.llm_schema import answer_schema

PARAMETERS = Parameters.of(LlmSettings(model="m-1", seed=7))
REQUEST = Request(messages=({"role": "user", "content": "?"},), parameters=PARAMETERS, digest="0")


def refusal(param: str | None) -> str:
    return json.dumps({"error": {"message": "Unsupported parameter", "param": param}})


def test_at_first_all_is_sent_and_the_schema_is_asked_for() -> None:
    body = Dialect().body(REQUEST)
    assert body["response_format"]["json_schema"]["schema"] is answer_schema()
    assert body["response_format"]["json_schema"]["strict"] is True
    del body["response_format"]
    assert body == {
        "model": "m-1",
        "messages": [{"role": "user", "content": "?"}],
        "max_tokens": 8192,
        "stream": False,
        "temperature": 0.0,
        "seed": 7,
    }


def test_the_form_falls_back_step_by_step_and_then_no_further() -> None:
    forms = []
    dialect: Dialect | None = Dialect()
    while dialect is not None:
        forms.append(dialect.body(REQUEST).get("response_format", {}).get("type"))
        dialect = dialect.after_refusal("response_format is not supported")
    assert forms == ["json_schema", "json_object", None]


@pytest.mark.parametrize(
    ("param", "gone", "there"),
    [
        ("max_tokens", "max_tokens", "max_completion_tokens"),
        ("temperature", "temperature", "max_tokens"),
        ("seed", "seed", "temperature"),
    ],
)
def test_a_parameter_that_the_server_names_is_left_out_alone(
    param: str, gone: str, there: str
) -> None:
    dialect = Dialect().after_refusal(refusal(param))
    assert dialect is not None
    body = dialect.body(REQUEST)
    assert gone not in body
    assert there in body
    assert body["response_format"]["type"] == "json_schema"
    assert dialect.parameters(PARAMETERS)["response_format"] == "json_schema"
    # Named once more it is not the cause, and the form is.
    again = dialect.after_refusal(refusal(param))
    assert again is not None
    assert again.form is Form.OBJECT


@pytest.mark.parametrize(
    "told", ["", "[]", "null", '{"error": "x"}', '{"error": {"param": []}}', "<"]
)
def test_a_refusal_that_names_nothing_is_of_the_form(told: str) -> None:
    dialect = Dialect().after_refusal(told)
    assert dialect is not None
    assert dialect.form is Form.OBJECT
