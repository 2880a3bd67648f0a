"""The live line on a terminal: rate, lag, in flight, failures."""

import sys
import time
from typing import Any, Self

from pipeline.runtime.runner import Runner


class LiveLine:
    """Redraws one line on standard error, at most five times a second; does nothing where that is no terminal."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._shown = sys.stderr.isatty()
        self._last = (time.monotonic(), 0)
        self._rate = 0.0
        self._status: Any = None
        self._width = 0

    def __enter__(self) -> Self:
        if self._shown:
            from rich.console import Console

            console = Console(stderr=True)
            self._width = console.width - 3  # room for the spinner
            self._status = console.status("starting")
            self._status.start()
        return self

    def __exit__(self, *unused: object) -> None:
        if self._status is not None:
            self._status.stop()

    def tick(self) -> None:
        """Redraw; called about five times a second."""
        if self._status is None:
            return
        now, tally = time.monotonic(), self._runner.totals()
        before, received = self._last
        if now - before >= 1:
            self._rate = (tally.received - received) / (now - before)
            self._last = now, tally.received
        failed = sum(getattr(self._runner.context.report, "counts", {}).values())
        line = (
            f"{tally.received:,} in  {self._rate:,.0f}/s  lag {lag(self._runner)}  in flight {tally.in_flight:,}  "
            f"failures {failed:,}  dropped {tally.dropped:,}  dead-lettered {tally.dead_lettered:,}"
        )
        self._status.update(line[: self._width])


def lag(runner: Runner) -> str:
    """Records that wait at the inputs, or "-" where no input knows."""
    known = [worker.reader.lag() for worker in runner.workers if hasattr(worker.reader, "lag")]
    return f"{sum(sum(one.values()) if isinstance(one, dict) else one for one in known):,}" if known else "-"
