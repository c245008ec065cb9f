"""Watches the ledger for new positions, once for all who wait for them."""

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from whoholds.base.errors import LedgerError, TooManyTries

_EVERY_S = 1.0
_WAIT_S = 30


class Watch:
    """Tells the listeners of one event loop of new positions; it asks only while any listen."""

    def __init__(self, position: Callable[[], int], *, most: int = 1000) -> None:
        self._position = position
        self._most = most
        self._listening = 0
        self._at = 0
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.ended = False

    def enter(self) -> None:
        """Begin to listen; `leave` must follow.

        Raises:
            TooManyTries: if as many listen as may.
        """
        if self._listening >= self._most:
            raise TooManyTries(
                f"listening for changes: {self._most} do already; try again later, or ask `state` now "
                "and then",
                wait_s=_WAIT_S,
            )
        self._listening += 1
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._look())

    def leave(self) -> None:
        """Listen no more."""
        self._listening -= 1
        if self._listening == 0 and self._task is not None:
            self._task.cancel()
            self._task = None

    async def now(self) -> int:
        """Return the newest position."""
        self._at = max(self._at, await run_in_threadpool(self._position))
        return self._at

    async def after(self, position: int, *, timeout_s: float) -> int:
        """Return the newest position as soon as it is another than `position`, or after the time."""
        if self._at == position and not self.ended:
            changed = self._changed
            try:
                await asyncio.wait_for(changed.wait(), timeout_s)
            except TimeoutError:
                return position
        return self._at

    def end(self) -> None:
        """Let all listeners go: the server stops."""
        self.ended = True
        self._tell()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                found = await run_in_threadpool(self._position)
            except LedgerError:
                continue  # held by another process for now: asked again in a second
            if found != self._at:
                self._at = found
                self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
