"""All that a model is asked about one report, and what comes of it: claims, answers, signals.

A pure function of the report, the parameters and the answers: of the answers on record the same claims
are made, byte for byte.
"""

from whoholds.base.errors import ModelError
from whoholds.base.protocols import Asked
from whoholds.base.records import Claim, RawAnswer, Report
from whoholds.extract.llm_answers import Checker, merged
from whoholds.extract.llm_client import ChatClient
from whoholds.extract.llm_completion import BadAnswer, Completion, read_completion, read_items
from whoholds.extract.llm_request import (
    PROMPT_VERSION,
    Parameters,
    Request,
    repair_request,
    window_request,
)
from whoholds.extract.llm_source import Source
from whoholds.extract.llm_windows import Window, cut_windows, halves

NAME = "llm"
"""The name of the reader."""

_MOST_HALVINGS = 4


def version_of(model: str) -> str:
    """Return the reader's version: that of what a model is asked, and the model."""
    return f"{PROMPT_VERSION}+{model}"


class Conversation:
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
        self._reader = f"{NAME}@{version_of(parameters.model)}"
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
