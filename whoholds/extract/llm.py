"""The reader `llm`: asks a language model of the user's own, and believes nothing that it says.

Off until an address is set. A report goes to the model window by window; what comes back is held
against the report, and the answers go on record with the reading, so that the same claims can be made
of them again. For one thread, which lets others wait for the model's answers.
"""

import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from whoholds.base.codec import report_id
from whoholds.base.errors import InputError, ModelError, SettingsError
from whoholds.base.protocols import Asked
from whoholds.base.records import Claim, Reading, Report
from whoholds.base.settings import Settings
from whoholds.extract.llm_client import ChatClient
from whoholds.extract.llm_conversation import NAME, Conversation, version_of
from whoholds.extract.llm_request import LEAST_WINDOW, Parameters, window_request
from whoholds.extract.llm_windows import cut_windows

_LEAST_SIDE_BY_SIDE = 2


class LlmReader:
    """Reads claims with a language model. Without `configured` settings it asks nobody."""

    name = NAME

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._client: ChatClient | None = None

    @property
    def version(self) -> str:
        """The version of what the model is asked, and the model."""
        return version_of("" if self._settings is None else self._settings.llm.model)

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

    def foresee(self, report: Report, recorded: Sequence[Reading] = ()) -> None:
        """Begin to ask about `report`, if the settings let several requests wait side by side.

        Only the first windows of a long report: others take their turn when it is read.
        """
        if self._settings is None or self._client is None:
            return
        at_once = self._settings.llm.requests_at_once
        if at_once < _LEAST_SIDE_BY_SIDE:
            return
        parameters = Parameters.of(self._settings.llm)
        known = {answer.request for reading in recorded for answer in reading.answers}
        for window in cut_windows(report, parameters.window_characters)[:at_once]:
            try:
                request = window_request(report, window, parameters)
            except InputError:  # a character that cannot be sent: `ask` tells of it
                return
            if request.digest not in known:
                self._client.begin(request)

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
        return Conversation(report, identity, parameters, answers, self._client).hold()


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
