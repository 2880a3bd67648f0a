"""How a pipeline ends: a signal asks it to stop taking in; what is in flight has until a deadline."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Shutdown:
    """Shared by the workers of a pipeline; safe to use from any thread and from a signal handler."""

    def __init__(self, grace: float) -> None:
        self.grace = grace  # seconds that what is in flight has
        self._requested = threading.Event()
        self._deadline = float("inf")
        self._again = False

    @property
    def requested(self) -> bool:
        """Whether the pipeline should take in nothing more."""
        return self._requested.is_set()

    @property
    def expired(self) -> bool:
        """Whether what is in flight has to be given up: it will be read again."""
        return time.monotonic() >= self._deadline

    @property
    def reason(self) -> str:
        """Why what is in flight is given up, for those who read the log."""
        return "the end was asked for a second time" if self._again else "the deadline has passed"

    def request(self) -> None:
        """Ask for the end; asked a second time, what is in flight is given up at once."""
        again = self._requested.is_set()
        if not self.expired:
            self._again = again
            self._deadline = time.monotonic() + (0 if again else self.grace)
        self._requested.set()

    def request_once(self) -> None:
        """Ask for the end; asked a second time, nothing changes."""
        if not self.requested:
            self.request()

    def sleep(self, seconds: float) -> None:
        """Sleep, but no longer than until the end is requested; afterwards no longer than until the deadline."""
        if self.requested:
            time.sleep(max(0.0, min(seconds, self._deadline - time.monotonic())))
        else:
            self._requested.wait(seconds)


@contextmanager
def on_signals(act: Callable[[], None]) -> Iterator[None]:
    """Have SIGTERM, SIGINT and SIGHUP call `act` while the block runs (main thread only).

    SIGHUP stays ignored where it is, as `nohup` wants it.
    """

    def handle(number: int, frame: FrameType | None) -> None:
        act()

    before = {
        number: signal.signal(number, handle)
        for number in SIGNALS
        if not (number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
