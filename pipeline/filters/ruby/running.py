"""What a compiled program is run with: clock, random numbers, zone, log; and what its exceptions mean."""

from collections.abc import Sequence
from typing import Any

from pipeline.plugin import Context
from pipeline.ruby import RUN, STEPS, CodeError, NewEventBlock, Program, RubyEvent, caught, host_zone, inspect

RESULTS = "Custom script"
LEVELS = {"warn": "warning", "fatal": "error", "trace": "debug", "unknown": "info"}  # Ruby's names of levels, and ours


class Runner:
    """A program and its surroundings.  Each thread sets them up once for the program that it runs."""

    def __init__(self, context: Context, program: Program, label: str) -> None:
        self.context = context
        self.program = program
        self.label = label
        self.zone = host_zone()

    def begin(self) -> None:
        """Before each event: all steps to take, and this program's clock."""
        run = RUN
        run.steps = STEPS
        if run.owner is not self:
            run.owner = self
            run.clock, run.random, run.zone, run.log = self.context.clock, self.context.random, self.zone, self._log
        run.match = run.error = None

    @staticmethod
    def block() -> NewEventBlock:
        """A `new_event_block` for one event."""
        return NewEventBlock([])

    def start(self, calls: Sequence[tuple[str, list[Any]]]) -> None:
        """Run what runs once; CodeError tells what went wrong."""
        for name, args in calls:
            if name in self.program.functions:
                self.begin()
                try:
                    self.program.functions[name](*args)
                except Exception as error:  # noqa: BLE001 - it is told as one of Ruby's
                    raise caught(error).with_traceback(error.__traceback__) from None

    def explained(self, error: BaseException) -> tuple[str, str]:
        """An exception's message, which may quote the event, and what a log may say of it."""
        place = self.program.place_of(error.__traceback__)
        where = f" in {place[0]}, line {self.program.line_of(place)}" if place else ""
        if isinstance(error, Exception):
            found = caught(error)
            return found.message, f"{found.kind}{where}"
        return str(error), f"{error}{where}"

    @staticmethod
    def checked(results: Any) -> list[RubyEvent]:
        """What a script's filter gave, which has to be a list of events."""
        if type(results) is not list:
            raise CodeError("RuntimeError", f"{RESULTS} did not return an array from 'filter'")
        for one in results:
            if type(one) is not RubyEvent:
                raise CodeError("RuntimeError", f"{RESULTS} returned what is no event: {inspect(one)[:80]}")
        return results

    @staticmethod
    def is_result_error(error: BaseException) -> bool:
        """Whether the code itself ran well, so that the common options count."""
        return isinstance(error, CodeError) and error.message.startswith(RESULTS)

    def _log(self, level: str, text: str) -> None:
        """A line that the code itself writes."""
        import structlog

        log = structlog.get_logger("pipeline")
        getattr(log, LEVELS.get(level, level))(text, plugin=self.label)
