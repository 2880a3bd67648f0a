"""What can be told of a running pipeline: for the live line, the last line of the log, and whoever asks later on.

A pipeline is one process or several; each reports itself about five times a second, and a `Status` is all of them.
"""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.runtime.ledger import Tally, total


@dataclass(slots=True)
class ProcessStatus:
    """One process.

    `state` is starting, running, waiting (to be started again), or how it ended: finished (its inputs ended), asked (a
    signal ended it), stopped (an output can take nothing any more) or failed.
    """

    number: int = 1
    pid: int = 0
    state: str = "starting"
    restarts: int = 0
    tally: Tally = field(default_factory=Tally)
    failures: dict[str, int] = field(default_factory=dict)  # failed events by plugin
    lag: int | None = None  # records that wait at the inputs; None where no input knows


@dataclass(slots=True)
class Status:
    """A pipeline: its name, and its processes in the order of their numbers."""

    pipeline: str
    processes: list[ProcessStatus]

    @property
    def tally(self) -> Tally:
        """The ledger of all processes."""
        return total(process.tally for process in self.processes)

    @property
    def failures(self) -> Counter[str]:
        """Failed events by plugin, of all processes."""
        summed: Counter[str] = Counter()
        for process in self.processes:
            summed.update(process.failures)
        return summed

    @property
    def lag(self) -> int | None:
        """Records that wait at the inputs of all processes; None where no input knows."""
        known = [process.lag for process in self.processes if process.lag is not None]
        return sum(known) if known else None
