"""Output `null`: events end here."""

from collections.abc import Callable

from pipeline.event import Event
from pipeline.plugin import Output, Record, Sink
from pipeline.plugin.snippet import Snippet


class NullSink(Sink):
    """Takes everything and keeps nothing."""

    def collect(self, event: Event, record: Record, number: int) -> None:
        """Nothing is done with the event."""

    def snippet(self) -> Snippet:
        """Nothing."""
        return Snippet("pass", shaped="pass")


class NullOutput(Output):
    """Discard every event, to measure or to try out what stands before."""

    def sees(self, field: str) -> bool:
        """Nothing."""
        return False

    def open(self, identify: Callable[[Record], str] | None) -> Sink:
        """A sink for one worker thread."""
        return NullSink()
