"""What a server sends back, well-formed or not."""

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoholds.extract.llm_completion import BadAnswer, fault_told, read_completion, read_items

GOOD = {
    "choices": [{"message": {"content": '{"claims": []}'}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5},
}


def body(**changes: Any) -> str:
    return json.dumps(GOOD | changes)


def choice(**changes: Any) -> str:
    return body(choices=[{"message": {"content": "x"}, "finish_reason": "stop"} | changes])


def test_a_good_answer_is_read() -> None:
    completion = read_completion(body())
    assert completion.content == '{"claims": []}'
    assert (completion.cut, completion.tokens_in, completion.tokens_out) == (False, 10, 5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON"),
        ("<html><body>502 Bad Gateway</body></html>", "no JSON"),
        (body()[:-30], "no JSON"),
        ('{"choices": "\\ud800"}', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no choices"),
        ("null", "no choices"),
        ("{}", "no choices"),
        (body(choices=[]), "no choices"),
        (body(choices={"0": 1}), "no choices"),
        (body(choices=["x"]), "no words"),
        (choice(message=None), "no words"),
        (choice(message={"content": None, "refusal": "I will not."}), "I will not"),
        (choice(message={"content": None}, finish_reason="content_filter"), "content_filter"),
        (choice(message={"content": ["x"]}), "no text"),
        (choice(message={"content": 7}), "no text"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadAnswer, match=why):
        read_completion(text)


def test_an_answer_that_was_cut_off_is_known_by_its_reason() -> None:
    assert read_completion(choice(finish_reason="length")).cut
    empty = read_completion(choice(message={"content": None}, finish_reason="length"))
    assert (empty.cut, empty.content) == (True, "")


@pytest.mark.parametrize(
    "usage",
    [
        None,
        "many",
        [],
        {},
        {"prompt_tokens": -1, "completion_tokens": "5"},
        {"prompt_tokens": 1.5, "completion_tokens": True},
        {"prompt_tokens": 10**12, "completion_tokens": None},
    ],
)
def test_wrong_counts_of_tokens_are_none(usage: object) -> None:
    completion = read_completion(body(usage=usage))
    assert (completion.tokens_in, completion.tokens_out) == (None, None)


@pytest.mark.parametrize(
    "content",
    [
        '{"claims": [1]}',
        ' \n{"claims": [1]}\n',
        '```json\n{"claims": [1]}\n```',
        'Here they are:\n{"claims": [1]}\nI hope that {this} helps.',
        'The form is {"a": 1}, so: {"claims": [1]}',
        'A {broken one, then {"claims": [1]}',
        '<think>{"claims": [2]} or</think>\n{"claims": [1]}',
        '{"claims": [1], "note": "see <x>"}',
    ],
)
def test_the_claims_are_found_with_words_around_them(content: str) -> None:
    assert read_items(content) == [1]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "There are no claims.",
        '{"claims": [1',
        '{"claims": {"0": 1}}',
        '{"claims": null}',
        '[{"quote": "x"}]',
        '"claims"',
        '{"claims": [NaN]}',
        '{"claims": ["\\ud800"]}',
        '{"claims": ' + "[" * 100_000,
        "{" * 100_000,
        '<think>{"claims": [2]}</think> I cannot.',
        '{"claims": []}' + "x" * 1_000_001,
    ],
)
def test_what_holds_no_claims_is_refused(content: str) -> None:
    began = time.process_time()
    with pytest.raises(BadAnswer):
        read_items(content)
    assert time.process_time() - began < 2


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 40))
def test_cut_and_wrapped_answers_are_read_or_refused(before: str, after: str, end: int) -> None:
    content = before + '{"claims": [{"event": "take"}]}'[:end] + after
    if end >= 31 and "{" not in before and "</think>" not in after:
        assert read_items(content) == [{"event": "take"}]
        return
    with contextlib.suppress(BadAnswer):
        assert isinstance(read_items(content), list)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"error": {"message": "no such model"}}', "no such model"),
        ('{"error": "no such model"}', "no such model"),
        ('{"message": "no such model"}', "no such model"),
        ('{"detail": "no such model"}', "no such model"),
        ('{"error": {}}', '{"error": {}}'),
        ("<html>", "<html>"),
    ],
)
def test_what_a_server_says_is_wrong_is_found(text: str, told: str) -> None:
    assert fault_told(text) == told
