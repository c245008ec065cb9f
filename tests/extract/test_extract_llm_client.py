"""The exchange with a real server on loopback: good answers, bad ones, and none."""

import json
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

import pytest

from whoholds.base.errors import ModelError, ModelUnavailable
from whoholds.base.records import RawAnswer
from whoholds.base.settings import LlmSettings
from whoholds.base.times import utc_now
from whoholds.extract import llm_client
from whoholds.extract.llm_client import ChatClient
from whoholds.extract.llm_request import Parameters, Request

if TYPE_CHECKING:
    from tests.conftest import ChatServer

KEY = "sk-very-secret"
REQUEST = Request(
    messages=({"role": "system", "content": "guide"}, {"role": "user", "content": "report"}),
    parameters=Parameters.of(LlmSettings(model="m-1")),
    digest="d" * 64,
)

Slept = list[float]
Make = Callable[..., ChatClient]


@pytest.fixture
def slept() -> Slept:
    return []


@pytest.fixture
def client(chat: "ChatServer", slept: Slept) -> Make:
    def make(key: str = KEY, **changes: Any) -> ChatClient:
        given: dict[str, Any] = {
            "address": chat.address, "model": "m-1", "key_variable": "MY_KEY", "timeout_s": 5.0,
        }  # fmt: skip
        return ChatClient(LlmSettings(**(given | changes)), key, sleep=slept.append)

    return make


def test_a_request_goes_out_with_the_key_and_an_answer_comes_back(
    chat: "ChatServer", client: Make
) -> None:
    answer = client().ask(REQUEST)
    ((path, headers, body),) = chat.seen
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body["messages"] == list(REQUEST.messages)
    assert (body["model"], body["stream"], body["temperature"], body["seed"]) == (
        "m-1",
        False,
        0,
        0,
    )
    assert answer.request == REQUEST.digest
    assert answer.model == "m-1"
    assert (answer.tokens_in, answer.tokens_out) == (1000, 200)
    assert json.loads(answer.body)["model"] == "test-1"
    assert KEY not in repr(answer)


def test_without_a_key_no_header_is_sent(chat: "ChatServer", client: Make) -> None:
    client(key="").ask(REQUEST)
    assert "Authorization" not in chat.seen[0][1]


@pytest.mark.parametrize("ending", ["", "/", "/chat/completions", "/chat/completions/"])
def test_the_address_may_be_written_with_its_end(
    chat: "ChatServer", client: Make, ending: str
) -> None:
    client(address=chat.address + ending).ask(REQUEST)
    assert chat.seen[0][0] == "/v1/chat/completions"


def test_a_server_that_takes_no_schema_is_asked_without_and_remembered(
    chat: "ChatServer", client: Make
) -> None:
    chat.script.extend([chat.refuses("no json_schema"), chat.refuses("no json_object")])
    asking = client()
    first, second = asking.ask(REQUEST), asking.ask(REQUEST)
    forms = [body.get("response_format", {}).get("type") for _, _, body in chat.seen]
    assert forms == ["json_schema", "json_object", None, None]
    for answer in (first, second):
        assert "response_format" not in json.loads(answer.parameters)["sent"]


def test_a_parameter_that_is_refused_is_left_out(chat: "ChatServer", client: Make) -> None:
    chat.script.extend(
        [
            chat.refuses("use max_completion_tokens", param="max_tokens"),
            chat.refuses("only 1", param="temperature", status=422),
        ]
    )
    answer = client().ask(REQUEST)
    body = chat.seen[-1][2]
    assert body["max_completion_tokens"] == 8192
    assert body["response_format"]["type"] == "json_schema"
    assert not {"max_tokens", "temperature"} & set(body)
    assert "temperature" not in json.loads(answer.parameters)["sent"]


def test_a_request_that_is_always_refused_is_told_and_the_form_is_not_given_up(
    chat: "ChatServer", client: Make
) -> None:
    asking = client()
    chat.script.extend([chat.refuses("maximum context length is 4096")] * 3)
    with pytest.raises(ModelError, match=r"400: maximum context length.*llm\.window_characters"):
        asking.ask(REQUEST)
    asking.ask(REQUEST)
    assert chat.seen[-1][2]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_asked_again_after_a_growing_wait(
    chat: "ChatServer", client: Make, slept: Slept, status: int
) -> None:
    chat.script.extend([chat.refuses("busy", status=status)] * 3)
    assert isinstance(client().ask(REQUEST), RawAnswer)
    assert slept == [1.0, 2.0, 4.0]
    assert len(chat.seen) == 4


def test_after_the_last_retry_the_report_fails_and_the_third_report_ends_the_run(
    chat: "ChatServer", client: Make, slept: Slept
) -> None:
    chat.always = chat.refuses("out of memory", status=500)
    asking = client(retries=1)
    for _ in range(2):
        with pytest.raises(ModelError, match="2 times: 500: out of memory") as caught:
            asking.ask(REQUEST)
        assert not isinstance(caught.value, ModelUnavailable)
    with pytest.raises(ModelUnavailable, match="see that the server runs"):
        asking.ask(REQUEST)
    assert slept == [1.0, 1.0, 1.0]


def test_an_answer_between_failures_begins_the_count_anew(chat: "ChatServer", client: Make) -> None:
    bad, good = chat.refuses("x", status=500), chat.always
    asking = client(retries=0)
    for answer in (bad, bad, good, bad, bad):
        chat.script.append(answer)
        if answer is good:
            asking.ask(REQUEST)
            continue
        with pytest.raises(ModelError) as caught:
            asking.ask(REQUEST)
        assert type(caught.value) is ModelError


def in_seconds(seconds: float) -> str:
    return format_datetime(utc_now() + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [("7", 7, 7), ("0", 0, 0), ("date", 25, 31), ("past", 0, 0), ("soon", 1, 1), ("-5", 1, 1)],
)
def test_retry_after_is_honoured(
    chat: "ChatServer", client: Make, slept: Slept, given: str, low: float, high: float
) -> None:
    given = {"date": in_seconds(30), "past": in_seconds(-100)}.get(given, given)
    chat.script.append(chat.sends(429, b"{}", Retry_After=given))
    client().ask(REQUEST)
    (waited,) = slept
    assert low <= waited <= high


@pytest.mark.parametrize("given", ["3600", "9" * 400, "Fri, 31 Dec 2999 23:59:59 GMT"])
def test_a_wait_that_is_too_long_ends_the_run(
    chat: "ChatServer", client: Make, slept: Slept, given: str
) -> None:
    chat.script.append(chat.sends(429, b"{}", Retry_After=given))
    with pytest.raises(ModelUnavailable, match=r"asks to wait .* later"):
        client().ask(REQUEST)
    assert slept == []


def test_too_many_requests_for_good_end_the_run(chat: "ChatServer", client: Make) -> None:
    chat.always = chat.refuses("You exceeded your quota", status=429)
    with pytest.raises(ModelUnavailable, match="429: You exceeded your quota"):
        client(retries=1).ask(REQUEST)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (401, "key of MY_KEY"),
        (403, "key of MY_KEY"),
        (404, "no such address or model"),
        (405, "no such address or model"),
        (402, "ask whoever runs the server"),
        (418, "ask whoever runs the server"),
    ],
)
def test_what_will_not_pass_ends_the_run_at_once_and_shows_no_key(
    chat: "ChatServer", client: Make, slept: Slept, status: int, word: str
) -> None:
    chat.always = chat.refuses(f"bad key {KEY}\nsee\x1b[31m there", status=status)
    with pytest.raises(ModelUnavailable) as caught:
        client().ask(REQUEST)
    assert word in str(caught.value)
    assert "bad key [key] see" in str(caught.value)
    assert KEY not in repr(caught.value)
    assert len(chat.seen) == 1
    assert slept == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(chat: "ChatServer", client: Make, status: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        target = f"http://127.0.0.1:{other.getsockname()[1]}/v1/chat/completions"
        chat.always = chat.sends(status, b"", Location=target)
        with pytest.raises(ModelUnavailable, match="a redirect to http://127"):
            client().ask(REQUEST)
        other.settimeout(0.05)
        with pytest.raises(TimeoutError):
            other.accept()
    assert len(chat.seen) == 1


@pytest.mark.parametrize(
    ("body", "kind", "word"),
    [
        (b"<html><title>Sign in</title></html>", "text/html", "Sign in"),
        (b"", "application/json", "no JSON"),
        (b'{"choices": [{"mess', "application/json", "no JSON"),
        (b"event: x\ndata: {}\n\n", "text/event-stream", "no JSON"),
        (b'{"error": "no model loaded"}', "application/json", "no model loaded"),
        (b'\xff\xfe{"choices": []}', "application/json", "no UTF-8"),
    ],
)
def test_what_is_no_answer_fails_the_report_alone(
    chat: "ChatServer", client: Make, body: bytes, kind: str, word: str
) -> None:
    chat.script.append(chat.sends(200, body, Content_Type=kind))
    asking = client()
    with pytest.raises(ModelError, match=r"check llm\.address") as caught:
        asking.ask(REQUEST)
    assert type(caught.value) is ModelError
    assert word in str(caught.value)
    asking.ask(REQUEST)


def test_a_good_answer_of_another_kind_is_read(chat: "ChatServer", client: Make) -> None:
    good = json.dumps({"choices": [{"message": {"content": "x"}}]}).encode()
    chat.script.append(chat.sends(200, good, Content_Type="text/plain"))
    answer = client().ask(REQUEST)
    assert answer.body.encode() == good
    assert (answer.tokens_in, answer.tokens_out) == (None, None)


def test_a_huge_answer_is_not_read_to_its_end(
    chat: "ChatServer", client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llm_client, "MOST_BYTES", 100_000)
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(2000):
            request.wfile.write(b" " * 65536)
            sent.append(65536)

    chat.script.append(endless)
    with pytest.raises(ModelError, match="over 100,000 bytes"):
        client().ask(REQUEST)
    assert sum(sent) < 64 * 1024 * 1024


@pytest.mark.parametrize("drip", [False, True])
def test_a_server_that_takes_too_long_is_given_up(
    chat: "ChatServer", client: Make, drip: bool
) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        if not drip:
            time.sleep(0.6)
            return
        request.send_response(200)
        request.end_headers()
        for _ in range(30):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.05)

    chat.always = slow
    began = time.monotonic()
    with pytest.raises(ModelError, match=r"raise llm\.timeout_s"):
        client(timeout_s=0.3, retries=1).ask(REQUEST)
    assert time.monotonic() - began < 3
    assert len(chat.seen) == 2


def test_a_connection_that_breaks_is_tried_again(chat: "ChatServer", client: Make) -> None:
    def cut_off(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b'{"choices"')

    chat.script.append(cut_off)
    client().ask(REQUEST)
    assert len(chat.seen) == 2


def test_nobody_at_the_address_ends_the_run(client: Make, slept: Slept) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ModelUnavailable, match=rf"127\.0\.0\.1:{port}, 3 times: .*refused"):
        client(address=f"http://127.0.0.1:{port}/v1", retries=2).ask(REQUEST)
    assert slept == [1.0, 2.0]


def test_no_proxy_of_the_environment_is_used(
    chat: "ChatServer", client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    client().ask(REQUEST)
    assert len(chat.seen) == 1


def test_a_key_that_the_server_sends_back_is_not_kept(chat: "ChatServer", client: Make) -> None:
    chat.script.append(chat.says(f"your key is {KEY}"))
    answer = client().ask(REQUEST)
    assert "your key is [key]" in answer.body
    assert KEY not in repr(answer)


def test_the_budget_ends_the_run_before_the_next_request(chat: "ChatServer", client: Make) -> None:
    asking = client(budget_tokens=2400)
    asking.ask(REQUEST)
    asking.ask(REQUEST)
    with pytest.raises(ModelUnavailable, match=r"llm\.budget_tokens"):
        asking.ask(REQUEST)
    assert len(chat.seen) == 2


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": -5, "completion_tokens": "x"}])
def test_without_good_counts_the_tokens_are_guessed(
    chat: "ChatServer", client: Make, usage: object
) -> None:
    chat.always = chat.says("y" * 3000, usage=usage)
    asking = client()
    asking.ask(REQUEST)
    assert 1000 < asking.budget.tokens < 1200


def test_a_request_that_was_begun_is_sent_once_and_its_answer_waits(
    chat: "ChatServer", client: Make
) -> None:
    asking = client(requests_at_once=2)
    asking.begin(REQUEST)
    asking.begin(REQUEST)
    assert asking.ask(REQUEST).request == REQUEST.digest
    assert len(chat.seen) == 1
    asking.ask(REQUEST)
    assert len(chat.seen) == 2


def test_the_fault_of_a_request_that_was_begun_is_told_when_it_is_asked(
    chat: "ChatServer", client: Make
) -> None:
    chat.always = chat.refuses("bad key", status=401)
    asking = client(requests_at_once=2)
    asking.begin(REQUEST)
    with pytest.raises(ModelUnavailable, match="bad key"):
        asking.ask(REQUEST)


def test_requests_keep_the_pace(chat: "ChatServer") -> None:
    now = [0.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    asking = ChatClient(
        LlmSettings(address=chat.address, model="m-1", requests_per_minute=20),
        "",
        clock=lambda: now[0],
        sleep=sleep,
    )
    for _ in range(3):
        asking.ask(REQUEST)
    assert waits == pytest.approx([3.0, 3.0])
