"""Runs the output section of a config over events, without threads and without waiting."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

from pipeline.compiler import check_sources, compile_plan
from pipeline.event import Event, from_data
from pipeline.jsontext import loads
from pipeline.plugin import Context, DeadLetter, Stopped
from pipeline.source import Source

NOW = 1_709_633_472_345_000_000


class Run:
    """One worker's outputs; `letters` are the dead letters, `waits` the seconds that would have been slept."""

    def __init__(
        self, config: str, *, ecs: str = "v8", identify: Callable[[Any], str] | None = None, most: int = 30
    ) -> None:
        self.context = Context(clock=lambda: NOW, ecs_compatibility=ecs)
        checked = check_sources([Source("config", config)], self.context)
        self.warnings = [warning.message for warning in checked.warnings]
        program = compile_plan(checked)
        self.plugins = [stage.plugin for stage in checked.plan.output_stages()]
        self._identify = identify
        self._program = program
        self._most = most
        self.waits: list[float] = []
        self.letters: list[DeadLetter] = []
        self.meanwhile: Callable[[int], None] = lambda tries: None
        self.sinks: list[Any] = []

    def __enter__(self) -> Self:
        for plugin in self.plugins:
            plugin.start()
        self.sinks = [plugin.open(self._identify) for plugin in self.plugins]
        self._process = self._program.process(lambda events: events, self.failed, self.sinks)
        return self

    def __exit__(self, *unused: object) -> None:
        for sink in self.sinks:
            sink.close()
        for plugin in self.plugins:
            plugin.stop()

    def failed(self, event: Any, record: Any, error: Exception) -> int:
        raise error

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        if len(self.waits) >= self._most:
            raise Stopped
        self.meanwhile(len(self.waits))

    def batch(self, events: Iterable[Event]) -> None:
        """Each event is a record of its own; all are collected, then flushed."""
        self._process([[event] for event in events])
        for sink in self.sinks:
            self.letters += sink.flush(self.wait)


def event(text: str) -> Event:
    """An event from a line of JSON, as codec json_lines makes it."""
    return from_data(loads(text.encode()), lambda: NOW)


def run(config: str, events: Sequence[str | Event], **more: Any) -> Run:
    """Run all events through as one batch."""
    with Run(config, **more) as found:
        found.batch([event(one) if isinstance(one, str) else one for one in events])
    return found
