"""The reader `llm`: asks a language model of the user's own, and believes nothing that it says.

Off until an address is set. A report goes to the model window by window; what comes back is held
against the report, and the answers go on record with the reading, so that the same claims can be made
of them again. For one thread.
"""

import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from whoholds.base.codec import report_id
from whoholds.base.errors import ModelError, SettingsError
from whoholds.base.protocols import Asked
from whoholds.base.records import Claim, RawAnswer, Reading, Report
from whoholds.base.settings import Settings
from whoholds.extract.llm_answers import Checker, merged
from whoholds.extract.llm_client import ChatClient
from whoholds.extract.llm_completion import BadAnswer, Completion, read_completion, read_items
from whoholds.extract.llm_request import (
    LEAST_WINDOW,
    PROMPT_VERSION,
    Parameters,
    Request,
    repair_request,
    window_request,
)
from whoholds.extract.llm_source import Source
from whoholds.extract.llm_windows import Window, cut_windows, halves

_MOST_HALVINGS = 4


class LlmReader:
    """Reads claims with a language model. Without `configured` settings it asks nobody."""

    name = "llm"

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._client: ChatClient | None = None

    @property
    def version(self) -> str:
        """The version of what the model is asked, and the model."""
        model = "" if self._settings is None else self._settings.llm.model
        return f"{PROMPT_VERSION}+{model}"

    def configured(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> "LlmReader":
        """Return a reader that asks the model of the settings, or, to replay, the record alone.

        Raises:
            SettingsError: if the address, the model or the key is missing or cannot be used.
        """
        reader = LlmReader()
        reader._settings = settings
        if not settings.llm.replay:
            _check(settings)
            reader._client = ChatClient(settings.llm, settings.llm_key, clock=clock, sleep=sleep)
        return reader

    def read(self, report: Report) -> list[Claim]:
        """Return the claims of `report`, and keep none of the answers."""
        return list(self.ask(report).claims)

    def ask(self, report: Report, recorded: Sequence[Reading] = ()) -> Asked:
        """Return the claims of `report`, with the answers that they were made of.

        Raises:
            ModelError: if the model gives no usable answer for this report, or the record holds none.
            ModelUnavailable: if it gives none for any.
            SettingsError: if no model is set.
        """
        if self._settings is None:
            raise SettingsError(_NO_ADDRESS)
        identity = report_id(report)
        parameters = Parameters.of(self._settings.llm)
        if self._settings.llm.replay:
            parameters = _parameters_on_record(recorded, identity)
        answers = {answer.request: answer for reading in recorded for answer in reading.answers}
        return _Conversation(report, identity, parameters, answers, self._client).hold()


class _Conversation:
    """All that is asked about one report."""

    def __init__(
        self,
        report: Report,
        identity: str,
        parameters: Parameters,
        recorded: dict[str, RawAnswer],
        client: ChatClient | None,
    ) -> None:
        self._report = report
        self._parameters = parameters
        self._recorded = recorded
        self._client = client
        self._reader = f"{LlmReader.name}@{PROMPT_VERSION}+{parameters.model}"
        self._checker = Checker(Source(report), report=identity, reader=self._reader)
        self._answers: list[RawAnswer] = []
        self._fresh: list[RawAnswer] = []

    def hold(self) -> Asked:
        """Ask about every window, and return what came of it."""
        most = self._parameters.window_characters
        claims: list[Claim] = []
        for window in cut_windows(self._report, most):
            claims += self._read(window, _MOST_HALVINGS)
        signals = list(self._checker.signals)
        if self._report.title is not None and len(self._report.title) > most:
            signals.append(f"only the first {most:,} characters of the title were read")
        if any(answer.tokens_in is None or answer.tokens_out is None for answer in self._answers):
            signals.append("the server did not say how many tokens it used: they were guessed")
        return Asked(
            reader=self._reader,
            claims=tuple(merged(claims)),
            answers=tuple(self._answers),
            fresh=tuple(self._fresh),
            signals=tuple(signals),
        )

    def _read(self, window: Window, halvings: int) -> list[Claim]:
        request = window_request(self._report, window, self._parameters)
        completion = self._answer(request)
        try:
            return self._checker.claims(read_items(completion.content), window)
        except BadAnswer as fault:
            if completion.cut:
                return self._read_halves(window, completion, halvings)
            again = repair_request(request, completion.content, str(fault))
        completion = self._answer(again)
        try:
            return self._checker.claims(read_items(completion.content), window)
        except BadAnswer as fault:
            raise ModelError(
                f"the model {self._parameters.model!r} gave no answer that can be read, and none when "
                f"asked again: {fault}; try another model, or a smaller llm.window_characters"
            ) from fault

    def _read_halves(self, window: Window, completion: Completion, halvings: int) -> list[Claim]:
        """Read a window in two parts, whose answers may be as long as one was not."""
        parts = halves(window)
        if parts is None or halvings == 0 or completion.content.strip() == "":
            raise ModelError(
                f"the answer of the model {self._parameters.model!r} was cut off at llm.max_tokens = "
                f"{self._parameters.max_tokens:,}; raise it (models that think first need "
                "more), or lower llm.window_characters"
            )
        return [claim for part in parts for claim in self._read(part, halvings - 1)]

    def _answer(self, request: Request) -> Completion:
        answer = self._recorded.get(request.digest)
        if answer is None:
            if self._client is None:
                raise ModelError(
                    "no answer on record to what the model would be asked now: it was asked about "
                    "another text, day or publisher, or by another version of whoholds; give the same "
                    "--published and --publisher as then, or read without --replay"
                )
            answer = self._client.ask(request)
            self._fresh.append(answer)
        self._answers.append(answer)
        try:
            return read_completion(answer.body)
        except BadAnswer as fault:
            raise ModelError(
                f"the answer on record to the request {request.digest[:12]} cannot be read: {fault}; "
                "read without --replay and with another llm.seed"
            ) from fault


_NO_ADDRESS = (
    "reading with a language model: no model is set; write llm.address and llm.model into config.toml of "
    'the home, as in [llm] address = "http://127.0.0.1:11434/v1" model = "qwen3:14b"'
)


def _check(settings: Settings) -> None:
    """Check that the settings are enough to ask a model.

    Raises:
        SettingsError: naming the setting to write.
    """
    llm = settings.llm
    if llm.address == "" or llm.model == "":
        raise SettingsError(_NO_ADDRESS)
    told = "reading with a language model:"
    try:
        parts = urlsplit(llm.address)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_good = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_good:
        raise SettingsError(
            f"{told} llm.address is no address of the form http://127.0.0.1:11434/v1; write it so"
        )
    if "@" in parts.netloc or parts.query != "" or parts.fragment != "":
        raise SettingsError(
            f"{told} llm.address holds a name, a password, a ? or a #; write the bare address, and the "
            "key into the environment variable that llm.key_variable names"
        )
    if llm.key_variable != "" and settings.llm_key == "":
        raise SettingsError(
            f"{told} llm.key_variable names the environment variable {llm.key_variable}, which is not "
            "set; set it to the server's key"
        )
    if not all("!" <= character <= "~" for character in settings.llm_key):
        raise SettingsError(
            f"{told} the environment variable {llm.key_variable} holds a blank or another character "
            "that no key has; set it to the server's key alone"
        )
    if llm.timeout_s == 0 or llm.max_tokens == 0 or llm.window_characters < LEAST_WINDOW:
        raise SettingsError(
            f"{told} llm.timeout_s and llm.max_tokens must be above 0, and llm.window_characters at "
            f"least {LEAST_WINDOW}; mend config.toml"
        )


def _parameters_on_record(recorded: Sequence[Reading], report: str) -> Parameters:
    """Return what the newest reading of the report by a model was asked with.

    Raises:
        ModelError: if there is none.
    """
    for reading in reversed(recorded):
        if reading.report == report and len(reading.answers) > 0:
            return Parameters.on_record(reading.answers[0])
    raise ModelError(
        "no answers of a model on record for this report, as it is now; give the same --published and "
        "--publisher as then, or read it with --reader llm"
    )
