"""The ledger: every record taken in ends delivered, dropped by a filter or dead-lettered; the rest is in flight.

Each worker thread keeps a tally of its own, which only it writes; the totals are their sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Records of one worker, or of all: `received` is always the sum of the other four."""

    received: int = 0
    delivered: int = 0
    dropped: int = 0
    dead_lettered: int = 0

    @property
    def in_flight(self) -> int:
        """Taken in and not settled yet."""
        return self.received - self.delivered - self.dropped - self.dead_lettered

    def facts(self) -> dict[str, int]:
        """All five numbers, for a log line."""
        return {
            "received": self.received,
            "delivered": self.delivered,
            "dropped": self.dropped,
            "dead_lettered": self.dead_lettered,
            "in_flight": self.in_flight,
        }

    def settle(self, records: int, dropped: int, dead_lettered: int) -> None:
        """Book a batch of `records` that is settled as a whole."""
        self.dropped += dropped
        self.dead_lettered += dead_lettered
        self.delivered += records - dropped - dead_lettered


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of some tallies."""
    summed = Tally()
    for tally in tallies:
        summed.received += tally.received
        summed.delivered += tally.delivered
        summed.dropped += tally.dropped
        summed.dead_lettered += tally.dead_lettered
    return summed
