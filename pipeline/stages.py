"""Stages composed in Python, without a config: the same filters, the same compiled code.

run = chain(
    when('[level] == "ERROR"', MutateFilter(add_tag=["error"])),
    JsonFilter(source="message"),
    DateFilter(match=["timestamp", "ISO8601"]),
)
events = run([{"message": '{"a": 1}', "level": "ERROR"}])
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from pipeline.compiler.generate import generate
from pipeline.compiler.plan import Plan, PlannedBranch, PlannedClause, Stage, Statement
from pipeline.errors import PipelineError
from pipeline.event import Event, from_data
from pipeline.language import parse
from pipeline.language.nodes import Branch
from pipeline.plugin.base import Context, Filter, Sink
from pipeline.source import Source

Run = Callable[[Iterable[dict[str, Any]]], list[Event]]


@dataclass(frozen=True, slots=True)
class When:
    """Stages under a condition; `otherwise` adds the else."""

    condition: str
    stages: tuple["Filter | When", ...]
    other: tuple["Filter | When", ...] = ()

    def otherwise(self, *stages: "Filter | When") -> "When":
        """The same, with stages for the events that the condition does not hold for."""
        return When(self.condition, self.stages, stages)


def when(condition: str, *stages: Filter | When) -> When:
    """Stages for events that `condition`, written as in a config, holds for: `when('[level] == "ERROR"', ...)`."""
    return When(condition, stages)


def chain(*stages: Filter | When, context: Context | None = None) -> Run:
    """Compile stages into one function (events) -> events.  Events are dicts and are changed in place.

    An event that fails in a condition raises a PipelineError here: in code of your own you want to know.
    """
    numbers = count(1)
    captured = Capture()
    plan = Plan(filters=[_planned(stage, numbers) for stage in stages], outputs=[Stage(captured, None, 0)])
    clock = (context or Context()).clock
    sink = captured.open(None)

    def failed(event: Any, record: Any, error: Exception) -> int:
        raise PipelineError(f"an event failed: {error}") from error

    process = generate(plan, str).process(lambda data: [from_data(data, clock)], failed, [sink])

    def run(events: Iterable[dict[str, Any]]) -> list[Event]:
        process(_checked(events))
        return sink.take()

    return run


def _checked(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events as a list; TypeError where they are none."""
    if isinstance(events, Mapping):
        raise TypeError("expected a list of events, got one dict: write run([event])")
    found = list(events)
    for number, event in enumerate(found):
        if not isinstance(event, dict):
            raise TypeError(f"expected a dict for each event, got {type(event).__name__} as number {number}")
    return found


def _planned(stage: Filter | When, numbers: "count[int]") -> Statement:
    if isinstance(stage, Filter):
        return Stage(stage, None, next(numbers))
    if not isinstance(stage, When):
        got = stage.__name__ if isinstance(stage, type) else type(stage).__name__
        raise TypeError(f"expected filters, such as JsonFilter(source=...), and when(...), got {got}")
    tree = parse(Source("when(...)", f"filter {{ if {stage.condition} {{ }} }}"))
    branch = tree.sections[0].body[0]
    assert isinstance(branch, Branch)
    clauses = [PlannedClause(branch.clauses[0].condition, _body(stage.stages, numbers), None)]
    if stage.other:
        clauses.append(PlannedClause(None, _body(stage.other, numbers), None))
    return PlannedBranch(tuple(clauses))


def _body(stages: Sequence[Filter | When], numbers: "count[int]") -> tuple[Statement, ...]:
    return tuple(_planned(stage, numbers) for stage in stages)


class CaptureSink(Sink):
    """Keeps the events that reach it."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def collect(self, event: Event, record: Any, number: int) -> None:
        """Keep one event."""
        self.events.append(event)

    def take(self) -> list[Event]:
        """The events since the last call."""
        taken, self.events = self.events, []
        return taken


class Capture:
    """What stands in the place of an output where the events are to stay in memory."""

    kind = "output"
    name = "capture"

    def sees(self, field: str) -> bool:
        """Events are kept as they are."""
        return True

    def open(self, identify: Any) -> CaptureSink:
        """A sink whose `take()` gives the events."""
        return CaptureSink()
