"""Input `generator`: the same lines over and over, to try out a config or to measure it."""

import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from typing import NamedTuple

from pipeline.event import Event
from pipeline.plugin import Input, OptionError, Reader, WithEcs, option
from pipeline.plugin.types import array, integer, string


class Line(NamedTuple):
    """One record: the line, and the round it belongs to."""

    value: bytes
    sequence: int


class GeneratorInput(WithEcs, Input):
    """Give `lines`, or `message`, in `count` rounds; for ever if `count` is 0.  Each thread gives all of them."""

    value = "record.value"

    message = option(string, default="Hello world!", doc='The line to give; "stdin" takes one from standard input.')
    lines = option(array(string), doc="The lines of a round, in place of `message`.")
    count = option(integer, default=0, doc="Rounds to give; 0 for no end.")
    threads = option(integer, default=1, doc="Threads; each gives all rounds.")

    def check(self) -> Iterator[OptionError]:
        """`lines` takes the place of `message`."""
        if {"lines", "message"} <= self.given:
            self.warn('option "message" does nothing beside "lines"', "message")
        if self.threads < 1:
            yield OptionError(f'option "threads": expected at least 1, got {self.threads}', path=("threads",))

    def open(self) -> Sequence[Reader]:
        """A reader for each thread; OptionError where the message should come from a standard input that is closed."""
        if self.message == "stdin" and sys.stdin is None:
            raise OptionError('input "generator": standard input is closed')
        message = sys.stdin.readline().removesuffix("\n") if self.message == "stdin" else self.message
        lines = [line.encode("utf-8", "replace") for line in (self.lines if self.lines is not None else [message])]
        return [GeneratorReader(lines, self.count) for _ in range(self.threads)]

    def decorator(self) -> Callable[[Event, Line], None]:
        """A function that adds the name of this host and the number of the round."""
        name, ecs = socket.gethostname(), self.ecs

        def decorate(event: Event, record: Line) -> None:
            host = event.get("host")
            if type(host) is dict:
                host.setdefault("name", name)
            elif "host" not in event:
                event["host"] = {"name": name} if ecs else name
            if not ecs:
                event["sequence"] = record.sequence
            elif type(held := event.setdefault("event", {})) is dict:
                held["sequence"] = record.sequence

        return decorate


class GeneratorReader(Reader):
    """Gives lines without waiting."""

    def __init__(self, lines: Sequence[bytes], rounds: int) -> None:
        numbers = range(rounds) if rounds > 0 else count()
        self._records = (Line(line, number) for number in numbers for line in lines) if lines else iter(())

    def poll(self, limit: int, timeout: float) -> Sequence[Line]:
        """The next records."""
        records = list(islice(self._records, limit))
        self.finished = len(records) < limit
        return records
