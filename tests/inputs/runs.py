"""Runs the input and filter sections of a config for real, threads included, and keeps the events."""

import socket
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from pipeline.compiler import check_sources
from pipeline.compiler.generate import generate
from pipeline.compiler.plan import Plan, Stage
from pipeline.event import Event
from pipeline.plugin import Context, DeadLetter, Output, Sink
from pipeline.runtime.runner import Runner
from pipeline.runtime.shutdown import Shutdown
from pipeline.runtime.worker import Batching
from pipeline.source import Source
from pipeline.timestamp import Timestamp

NOW = 981_173_106_789_000_000  # no recording holds it


class Kept(Sink):
    """The events of one thread."""

    def __init__(self, output: "Keep") -> None:
        self._output = output
        self._batch: list[Event] = []

    def collect(self, event: Event, record: Any, number: int) -> None:
        self._batch.append(event)

    def flush(self, wait: Callable[[float], None]) -> list[DeadLetter]:
        while len(self._output.events) >= self._output.most:
            wait(0.05)
        self._output.events += self._batch
        self._batch = []
        return []


class Keep(Output):
    """Holds all events; with `most` of them its threads wait, as those of an output do whose server is away."""

    name = "keep"
    events: list[Event]
    most = sys.maxsize

    def open(self, identify: Any) -> Kept:
        return Kept(self)


class Running:
    """A pipeline at work, whose events are `events`."""

    def __init__(
        self, config: str, *, ecs: str = "v8", data_path: Any = "data", grace: float = 5.0, size: int = 1000
    ) -> None:
        context = Context(clock=lambda: NOW, ecs_compatibility=ecs, data_path=str(data_path))
        checked = check_sources([Source("config", config)], context)
        self.keep = Keep()
        self.keep.events = []
        plan = Plan(checked.plan.inputs, checked.plan.filters, [Stage(self.keep, None, 0)])
        program = generate(plan, checked.resolver.substitute)
        self.shutdown = Shutdown(grace)
        self.runner = Runner(plan, program, context, self.shutdown, Batching(size, 0.02))

    @property
    def events(self) -> list[Event]:
        return self.keep.events

    def __enter__(self) -> Self:
        self.runner.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it as a signal would."""
        self.shutdown.request()
        self.runner.wait(every=0.01)

    def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> Self:
        """Wait for something; AssertionError when it does not come about."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain; {len(self.events)} events so far"
            assert not any(worker.error for worker in self.runner.workers)
            time.sleep(0.005)
        return self

    def until_events(self, count: int, seconds: float = 20.0) -> Self:
        """Wait for so many events."""
        return self.until(lambda: len(self.events) >= count, seconds)

    def to_end(self) -> list[Event]:
        """The events, when the input has ended by itself."""
        self.until(lambda: not self.runner.running())
        return self.events


def as_recorded(event: Any, replace: dict[str, str]) -> Any:
    """An event as the recordings show it: the clock is "<now>", the host "<host>", other names as `replace` says."""
    if isinstance(event, dict):
        return {key: as_recorded(value, replace) for key, value in event.items() if key != "@metadata"}
    if isinstance(event, list):
        return [as_recorded(value, replace) for value in event]
    if not isinstance(event, str):
        return event
    if event == Timestamp.from_epoch_ns(NOW):
        return "<now>"
    for name, sign in {socket.gethostname(): "<host>", **replace}.items():
        event = event.replace(name, sign) if len(name) > 8 else (sign if event == name else event)
    return event
