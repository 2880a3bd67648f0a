"""Waits between tries, and log lines that don't flood while something stays broken."""

import random
import time
from collections.abc import Callable


class Backoff:
    """Waits that double from `initial` to `maximum` seconds, each shortened at random by up to a half.

    The randomness keeps many workers from coming back all at once.
    """

    def __init__(self, initial: float, maximum: float, chance: random.Random) -> None:
        self._next = min(initial, maximum)
        self._maximum = maximum
        self._chance = chance

    def next(self) -> float:
        """Seconds to wait before the next try."""
        full = self._next
        self._next = min(full * 2, self._maximum)
        return full * self._chance.uniform(0.5, 1.0)


class Seldom:
    """True at most once in `seconds`: asked before a log line about something that may happen all the time."""

    def __init__(self, seconds: float = 10.0, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._until = float("-inf")
        self._held_back = 0

    def __call__(self) -> bool:
        """Whether to log now; when not, the occasion is counted."""
        now = self._now()
        if now < self._until:
            self._held_back += 1
            return False
        self._until = now + self._seconds
        return True

    def held_back(self) -> int:
        """How many occasions were not logged since this was last asked."""
        count, self._held_back = self._held_back, 0
        return count
