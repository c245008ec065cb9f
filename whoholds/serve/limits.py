"""How much one address or account may ask in a while: a bucket that fills with time (in memory)."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from whoholds.base.errors import TooManyTries

_MOST_KEPT = 20_000


class Limit:
    """At most `most` tries at once, and over time `most` in `window_s` seconds, by key.

    Safe to use from threads. The keys asked for least lately are forgotten beyond 20,000.
    """

    def __init__(
        self, most: int, window_s: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._each_s = window_s / most
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, doing: str) -> None:
        """Use up one try of `key`.

        Raises:
            TooManyTries: if none is left; `wait_s` until there is one.
        """
        with self._lock:
            now = self._clock()
            left = self._now(key, now)
            if left < 1.0:
                wait = math.ceil((1.0 - left) * self._each_s)
                raise TooManyTries(f"{doing}: too often; try again in {wait} s", wait_s=wait)
            self._keep(key, left - 1.0, now)

    def give_back(self, key: str) -> None:
        """Give one try back: it was no failure."""
        with self._lock:
            now = self._clock()
            self._keep(key, min(self._now(key, now) + 1.0, float(self._most)), now)

    def _now(self, key: str, now: float) -> float:
        left, at = self._left.get(key, (float(self._most), now))
        return min(left + (now - at) / self._each_s, float(self._most))

    def _keep(self, key: str, left: float, now: float) -> None:
        self._left[key] = (left, now)
        self._left.move_to_end(key)
        if len(self._left) > _MOST_KEPT:
            self._left.popitem(last=False)
