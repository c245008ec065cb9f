"""One exchange with a server of the chat protocol: bounded, paced, sent again where that may help.

The address comes from the settings alone, never from a report, and may be on this machine. Redirects
are not followed. The key goes into one header and nowhere else: it is taken out of whatever the server
sends back before anybody sees or keeps it.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from whoholds.base.errors import ModelError, ModelUnavailable
from whoholds.base.records import RawAnswer
from whoholds.base.settings import LlmSettings
from whoholds.base.times import utc_now
from whoholds.extract.llm_completion import BadAnswer, fault_told, read_completion
from whoholds.extract.llm_dialect import Dialect
from whoholds.extract.llm_limits import Budget, Pace
from whoholds.extract.llm_request import Request

if TYPE_CHECKING:
    import ssl

MOST_BYTES = 4 * 1024 * 1024
"""The largest answer that is read."""

_MOST_WAIT_S = 120.0
_FIRST_WAIT_S = 1.0
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_FORM_REFUSED = frozenset({400, 422, 501})
_KEY_REFUSED = frozenset({401, 403})
_NOT_THERE = frozenset({404, 405, 410})
_MOST_IN_A_ROW = 3
_CHARACTERS_A_TOKEN = 3


class ChatClient:
    """Asks the model of the settings. `clock` and `sleep` are those of the limits."""

    def __init__(
        self,
        settings: LlmSettings,
        key: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._url = settings.address.rstrip("/").removesuffix("/chat/completions")
        self._url += "/chat/completions"
        self._key = key
        self._sleep = sleep
        self._pace = Pace(settings.requests_per_minute, clock=clock, sleep=sleep)
        self._dialect = Dialect()
        self._failed_in_a_row = 0
        self._tls: ssl.SSLContext | None = None
        self._begun: dict[str, Future[RawAnswer]] = {}
        self._places = threading.Semaphore(max(1, settings.requests_at_once))
        self.budget = Budget(settings)

    def begin(self, request: Request) -> None:
        """Begin to ask in a thread of its own; `ask` of the same request then waits for the answer.

        As many as `llm.requests_at_once` are under way, the others wait for them.
        """
        if request.digest in self._begun:
            return
        answer: Future[RawAnswer] = Future()
        self._begun[request.digest] = answer

        def run() -> None:
            try:
                with self._places:
                    answer.set_result(self._ask(request))
            except BaseException as cause:  # handed over, whatever it is: `ask` raises it
                answer.set_exception(cause)

        # A thread that dies with the process: a run that is interrupted waits for no model.
        threading.Thread(target=run, daemon=True).start()

    def ask(self, request: Request) -> RawAnswer:
        """Return the model's answer to `request`.

        Raises:
            ModelError: if the server gives none for this request.
            ModelUnavailable: if it will give none for any other, or the budget is used up.
        """
        begun = self._begun.pop(request.digest, None)
        return self._ask(request) if begun is None else begun.result()

    def _ask(self, request: Request) -> RawAnswer:
        dialect = self._dialect
        while True:
            sent = dialect.parameters(request.parameters)
            status, body = self._send(dialect.body(request))
            if status == 200:
                break
            other = dialect.after_refusal(body)
            if other is None:
                raise ModelError(
                    f"asking the model at {self._host()}: the server refuses the request "
                    f"({status}: {self._told(body)}); look at llm.model, llm.max_tokens and "
                    "llm.window_characters"
                )
            dialect = other
        # What the server took is kept for the next request; what it refused may have had other causes.
        self._dialect = dialect
        try:
            completion = read_completion(body)
        except BadAnswer as cause:
            raise ModelError(
                f"asking the model at {self._host()}: what the server sent is no answer: {cause}; it "
                f"begins {self._told(body)!r}; check llm.address, which mostly ends in /v1"
            ) from cause
        guess_in = sum(len(message["content"]) for message in request.messages)
        tokens_in, tokens_out = completion.tokens_in, completion.tokens_out
        self.budget.spend(
            guess_in // _CHARACTERS_A_TOKEN if tokens_in is None else tokens_in,
            len(body) // _CHARACTERS_A_TOKEN if tokens_out is None else tokens_out,
        )
        return RawAnswer(
            request=request.digest,
            model=request.parameters.model,
            parameters=request.parameters.written(sent),
            body=body,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
        )

    def _send(self, body: Mapping[str, Any]) -> tuple[int, str]:
        """Return the status (200, or one that refuses the form) and body of the server's answer."""
        fault, reached = "", True
        for attempt in range(self._settings.retries + 1):
            self.budget.check()
            self._pace.wait()
            wait: float | None = None
            try:
                response, text = self._post(body)
            except httpx.HTTPError as cause:
                fault = self._told(str(cause) or type(cause).__name__)
                reached = not isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout)
            else:
                if response.status_code not in _AGAIN:
                    self._failed_in_a_row = 0
                    self._check_status(response, text)
                    return response.status_code, text
                fault = f"{response.status_code}: {self._told(text)}"
                reached = response.status_code != 429
                wait = self._asked_to_wait(response)
            if attempt < self._settings.retries:
                self._sleep(min(_FIRST_WAIT_S * 2**attempt, _MOST_WAIT_S) if wait is None else wait)
        self._failed_in_a_row += 1
        tried = f"asking the model at {self._host()}, {self._settings.retries + 1} times: {fault}"
        if not reached or self._failed_in_a_row >= _MOST_IN_A_ROW:
            raise ModelUnavailable(
                f"{tried}; see that the server runs, or check llm.address, and run the same command again"
            )
        raise ModelError(f"{tried}; run the same command again, or raise llm.timeout_s")

    def _post(self, body: Mapping[str, Any]) -> tuple[httpx.Response, str]:
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self._key != "":
            headers["Authorization"] = f"Bearer {self._key}"
        until = time.monotonic() + self._settings.timeout_s
        # Nothing of the environment: no proxy, no .netrc. A connection a request: a model takes its
        # time, and none is left open.
        with (
            httpx.Client(
                trust_env=False,
                follow_redirects=False,
                verify=self._tls,
                timeout=self._settings.timeout_s,
            ) as client,
            client.stream("POST", self._url, json=body, headers=headers) as response,
        ):
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MOST_BYTES:
                    raise ModelError(
                        f"asking the model at {self._host()}: its answer is over {MOST_BYTES:,} bytes; "
                        "check llm.address and lower llm.max_tokens"
                    )
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the answer did not end in time")
        try:
            text = data.decode()
        except UnicodeDecodeError as cause:
            raise ModelError(
                f"asking the model at {self._host()}: what the server sent is no UTF-8; check llm.address"
            ) from cause
        return response, text if self._key == "" else text.replace(self._key, "[key]")

    def _check_status(self, response: httpx.Response, text: str) -> None:
        status = response.status_code
        if status == 200 or status in _FORM_REFUSED:
            return
        told = f"asking the model at {self._host()}: the server answers {status}"
        if status in _KEY_REFUSED:
            of = self._settings.key_variable or "(llm.key_variable is not set)"
            raise ModelUnavailable(
                f"{told}, it does not take the key of {of}: {self._told(text)}; set that variable"
            )
        if status in _NOT_THERE:
            raise ModelUnavailable(
                f"{told}, there is no such address or model: {self._told(text)}; check llm.address, "
                "which mostly ends in /v1, and llm.model"
            )
        if 300 <= status < 400:
            target = self._told(response.headers.get("location", "nowhere"))
            raise ModelUnavailable(
                f"{told}, a redirect to {target}, which is not followed; if that is meant, write it into "
                "llm.address"
            )
        raise ModelUnavailable(f"{told}: {self._told(text)}; ask whoever runs the server")

    def _asked_to_wait(self, response: httpx.Response) -> float | None:
        """Return the seconds that `Retry-After` asks for, None where it asks for nothing readable."""
        given = response.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdigit():
            seconds = float(given[:12])
        else:
            try:
                seconds = (parsedate_to_datetime(given) - utc_now()).total_seconds()
            except (ValueError, TypeError, OverflowError):  # TypeError: a date without a zone
                return None
        if seconds > _MOST_WAIT_S:
            raise ModelUnavailable(
                f"asking the model at {self._host()}: the server answers {response.status_code} and asks "
                f"to wait {seconds:,.0f} seconds; what was read is on record, run the same command later"
            )
        return max(seconds, 0.0)

    def _told(self, text: str) -> str:
        """Return what a server says, short, on one line and without the key."""
        if self._key != "":
            text = text.replace(self._key, "[key]")
        return " ".join(fault_told(text).split())[:160]

    def _host(self) -> str:
        return urlsplit(self._url).netloc
