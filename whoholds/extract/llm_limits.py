"""How fast a model may be asked, and how much a run may use."""

import threading
from collections.abc import Callable

from whoholds.base.errors import ModelUnavailable, SettingsError
from whoholds.base.settings import LlmSettings

_SECONDS = 60.0


class Pace:
    """A token bucket: lets requests through at an even pace, the first at once; for several threads.

    `clock` gives seconds that only grow; `sleep` waits so many seconds.
    """

    def __init__(
        self, per_minute: float, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._rate = per_minute / _SECONDS
        self._clock = clock
        self._sleep = sleep
        self._tokens = 1.0
        self._seen = clock()
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Wait until the next request may be sent."""
        if self._rate == 0:
            return
        # Whoever comes meanwhile waits for the turn after this one.
        with self._turn:
            self._fill()
            if self._tokens < 1.0:
                self._sleep((1.0 - self._tokens) / self._rate)
                self._fill()
            # Not below zero: a clock coarser than the sleep must not make a debt.
            self._tokens = max(0.0, self._tokens - 1.0)

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(1.0, self._tokens + (now - self._seen) * self._rate)
        self._seen = now


class Budget:
    """Counts tokens and money of a run, and ends it when either is used up.

    The answer that uses it up is paid for and kept: a run goes over by one answer at most, or by as many
    as are asked for at once. For several threads.
    """

    def __init__(self, settings: LlmSettings) -> None:
        if settings.budget_money > 0 and settings.price_in == 0 and settings.price_out == 0:
            raise SettingsError(
                f"reading with a model: llm.budget_money = {settings.budget_money:g} needs the prices "
                "llm.price_in and llm.price_out, for a million tokens each; write them into config.toml"
            )
        self._settings = settings
        self._counting = threading.Lock()
        self.tokens = 0
        self.money = 0.0

    def check(self) -> None:
        """Check that something is left.

        Raises:
            ModelUnavailable: if the tokens or the money are used up.
        """
        most = self._settings.budget_tokens
        if 0 < most <= self.tokens:
            raise ModelUnavailable(
                f"asking the model: the run has used {self.tokens:,} tokens of llm.budget_tokens = "
                f"{most:,}; what was read is on record, run the same command again to go on, or raise it"
            )
        if 0 < self._settings.budget_money <= self.money:
            raise ModelUnavailable(
                f"asking the model: the run has cost {self.money:.2f} of llm.budget_money = "
                f"{self._settings.budget_money:.2f}; what was read is on record, run the same command "
                "again to go on, or raise it"
            )

    def spend(self, tokens_in: int, tokens_out: int) -> None:
        """Count the tokens of one answer."""
        with self._counting:
            self.tokens += tokens_in + tokens_out
            self.money += self._settings.cost(tokens_in, tokens_out)
