"""How big a request may be: what a cluster's answers say of it, remembered for all sinks of an output.

A batch is one request as long as all is well.  What is refused as too large (413) or because the cluster is busy (429),
and what takes seconds, halves the limit; every request that goes through well raises it again a little.
"""

import time
from collections.abc import Callable

from pipeline.outputs.elasticsearch.reports import Reports

MOST_BYTES = 20 << 20  # of uncompressed text in one request, as Logstash has it
MOST_ITEMS = 10_000
SMALL = 256 << 10  # bytes that are never refused for their number; smaller requests only cost more
STEP = 64 << 10  # bytes that a request may have more after one that went well
SLOW = 10.0  # seconds
HOLD = 600.0  # seconds in which no request is made as large as one that was too large


class Pace:
    """The limits of one output's requests.

    Sinks read and write them without a lock: of two changes at once one counts, and the next answer corrects it.
    """

    __slots__ = ("_ceiling", "_clock", "_held", "_reports", "_slow", "most_bytes", "most_items")

    def __init__(self, reports: Reports, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`timeout` is how many seconds an answer may take: a request must become smaller well before that."""
        self.most_bytes = MOST_BYTES
        self.most_items = MOST_ITEMS
        self._reports = reports
        self._slow = min(SLOW, timeout / 2)
        self._clock = clock
        self._ceiling = MOST_BYTES  # until `_held`
        self._held = float("-inf")

    def settled(self, size: int, seconds: float) -> None:
        """All of a request of `size` bytes is settled, by an answer that came after so many seconds."""
        if seconds > self._slow:
            self.slow(size)
        elif self.most_bytes < MOST_BYTES:
            self._grow(size)

    def slow(self, size: int) -> None:
        """The answer took long, or never came."""
        self._shrink(size, "slow")

    def busy(self, size: int) -> None:
        """Some of a request was refused because the cluster has too much to do (429)."""
        self._shrink(size, "busy")

    def too_large(self, size: int) -> None:
        """A request was refused for its size (413), so a bigger one will be for some time."""
        self._ceiling = min(self._highest(), half_of(size))
        self._held = self._clock() + HOLD
        self._shrink(size, "too large")

    def _shrink(self, size: int, why: str) -> None:
        """Half of what was sent, not of the limit: sinks that are refused at once say the same thing."""
        most = half_of(size)
        if most < self.most_bytes:
            self.most_bytes = most
            self._reports.smaller(most, why)

    def _grow(self, size: int) -> None:
        """Only a request that made use of the limit says that a higher one is well."""
        if size > self.most_bytes // 2:
            self.most_bytes = min(self._highest(), self.most_bytes + STEP)

    def _highest(self) -> int:
        """How high the limit may be now."""
        return self._ceiling if self._clock() < self._held else MOST_BYTES


def half_of(size: int) -> int:
    """The limit after a request of `size` bytes was too much; none after a small one."""
    return max(SMALL, size // 2) if size > SMALL else MOST_BYTES
