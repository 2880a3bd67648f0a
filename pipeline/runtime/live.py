"""The live line on a terminal: rate, lag, in flight, failures."""

import sys
import time
from collections.abc import Callable
from typing import Any, Self

from pipeline.runtime.status import Status


class LiveLine:
    """Redraws one line on standard error at each `tick`; does nothing where that is no terminal.

    It has no thread of its own: a supervisor must have none.
    """

    def __init__(self, status: Callable[[], Status]) -> None:
        self._status = status
        self._shown = sys.stderr.isatty()
        self._last = (time.monotonic(), 0)
        self._rate = 0.0
        self._spinner: Any = None
        self._live: Any = None
        self._width = 0

    def __enter__(self) -> Self:
        if self._shown:
            from rich.console import Console
            from rich.live import Live
            from rich.spinner import Spinner

            console = Console(stderr=True)
            self._width = console.width - 3  # room for the spinner
            self._spinner = Spinner("dots", "starting")
            self._live = Live(
                self._spinner,
                console=console,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,  # these streams go on to the processes that are forked
                redirect_stderr=False,
            )
            self._live.start()
        return self

    def __exit__(self, *unused: object) -> None:
        if self._live is not None:
            self._live.stop()

    def tick(self) -> None:
        """Redraw; called about five times a second."""
        if self._live is None:
            return
        status, now = self._status(), time.monotonic()
        before, received = self._last
        if now - before >= 1:
            self._rate = (status.tally.received - received) / (now - before)
            self._last = now, status.tally.received
        self._spinner.update(text=line(status, self._rate)[: self._width])
        self._live.refresh()


def line(status: Status, rate: float) -> str:
    """What the line says; `rate` is records a second."""
    tally, lag = status.tally, status.lag
    processes = ""
    if len(status.processes) > 1:
        running = sum(process.state == "running" for process in status.processes)
        processes = f"{running}/{len(status.processes)} workers  "
    return (
        f"{processes}{tally.received:,} in  {rate:,.0f}/s  lag {'-' if lag is None else f'{lag:,}'}"
        f"  in flight {tally.in_flight:,}  failures {sum(status.failures.values()):,}"
        f"  dropped {tally.dropped:,}  dead-lettered {tally.dead_lettered:,}"
    )
