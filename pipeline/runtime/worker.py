"""One thread: poll a batch, decode, filter, collect, flush, acknowledge.  No queue, nothing shared but counters."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from pipeline.event import Event
from pipeline.fields import METADATA
from pipeline.jsontext import dumps
from pipeline.plugin.base import DeadLetter, Reader, Sink, Stopped
from pipeline.runtime.ledger import Tally
from pipeline.runtime.shutdown import Shutdown

HEARTBEAT = 0.5  # seconds between two keep_alive calls while a batch waits
RETRY_DEAD_LETTERS = 5.0  # seconds between two tries to write dead letters to a disk that refuses

log = structlog.get_logger("pipeline")


class DeadLetters(Protocol):
    """Where dead letters go."""

    def write(self, letters: Sequence[DeadLetter]) -> None:
        """Keep them durably, or raise OSError."""


@dataclass(slots=True)
class Batching:
    """How records are gathered: at most `size` at once, waiting at most `delay` seconds for the first."""

    size: int = 1000
    delay: float = 0.05


class Worker(threading.Thread):
    """Runs one reader and its own sinks to the end.  `error` holds what stopped it, if anything did."""

    def __init__(
        self,
        name: str,
        reader: Reader,
        sinks: Sequence[Sink],
        dead_letters: DeadLetters,
        shutdown: Shutdown,
        batching: Batching,
    ) -> None:
        super().__init__(name=name)
        self.reader = reader
        self.sinks = sinks
        self.tally = Tally()
        self.state = "starting"
        self.error: BaseException | None = None
        self.process: Callable[[Sequence[Any]], int] = len
        self.process_held: Callable[[Sequence[Any]], int] = len  # for lists of events that a decoder held back
        self.finish: Callable[[], Sequence[Event]] | None = None  # what a decoder still holds at the end
        self.idle: Callable[[], Sequence[Event]] | None = None  # what it gives up after a silence
        self._dead_letters = dead_letters
        self._shutdown = shutdown
        self._batching = batching
        self._failed: list[DeadLetter] = []

    def failed(self, event: Any, record: Any, error: Exception) -> int:
        """Take an event that raised in a filter or condition to the dead letters; returns 1, the events kept."""
        reason = f"{type(error).__name__}: {text_of(error)}{config_line(error)}"
        self._failed.append(DeadLetter(record, written(event), reason))
        return 1

    def run(self) -> None:
        """The thread's body."""
        self.state = "running"
        try:
            self._loop()
            self.state = "finished"
        except Stopped as reason:
            self.state = "stopped"
            log.warning(
                "stopped before everything was delivered; inputs that keep a position read it again",
                reason=str(reason),
                in_flight=self.tally.in_flight,
            )
        except BaseException as error:
            self.state = "failed"
            self.error = error
            log.exception("worker failed", worker=self.name)
        finally:
            self._close()

    def _loop(self) -> None:
        size, delay, shutdown, poll = self._batching.size, self._batching.delay, self._shutdown, self.reader.poll
        idle = self.idle
        while not shutdown.requested and not self.reader.finished:
            records = poll(size, delay)
            if records:
                self._batch(records, self.process, records)
            if idle is not None:
                self._held(idle())
        if self.reader.finished and self.finish is not None:
            self._held(self.finish())

    def _held(self, events: Sequence[Event]) -> None:
        """Take what a decoder held back through the pipeline, as one record that the reader knows nothing of."""
        if events:
            self._batch([events], self.process_held, ())

    def _batch(
        self, records: Sequence[Any], process: Callable[[Sequence[Any]], int], acknowledged: Sequence[Any]
    ) -> None:
        tally = self.tally
        tally.received += len(records)
        dropped = process(records)
        dead, self._failed = self._failed, []
        for sink in self.sinks:
            dead += sink.flush(self.wait)
        if dead:
            self._bury(dead)
        self.reader.acknowledge(acknowledged)
        tally.settle(len(records), dropped, len({id(letter.record) for letter in dead}) if dead else 0)

    def _bury(self, dead: Sequence[DeadLetter]) -> None:
        """Write dead letters durably before their offsets may pass; a full disk stops the intake, not the data."""
        while True:
            try:
                self._dead_letters.write(dead)
            except OSError as error:
                log.error("dead letters can't be written, intake waits", error=error.strerror or str(error))  # noqa: TRY400
                self.wait(RETRY_DEAD_LETTERS)
            else:
                log.warning("events dead-lettered", events=len(dead), reason=dead[0].reason[:200])
                return

    def wait(self, seconds: float) -> None:
        """Sleep between the tries of an output, keeping the input alive; Stopped when the deadline has passed."""
        until = time.monotonic() + seconds
        while True:
            if self._shutdown.expired:
                raise Stopped(self._shutdown.reason)
            self.reader.keep_alive()
            rest = until - time.monotonic()
            if rest <= 0:
                return
            self._shutdown.sleep(min(rest, HEARTBEAT))

    def _close(self) -> None:
        for close in (*(sink.close for sink in self.sinks), self.reader.close):
            try:
                close()
            except Exception:
                log.exception("closing failed", worker=self.name)


def text_of(error: BaseException) -> str:
    """What an exception says; one of a plugin may not even be able to."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever it raises, it must not stop the worker
        return "it can't be shown"


def written(event: Any) -> bytes:
    """A failed event as JSON, without what can't be written: that may be why it failed."""
    public = {} if event is None else {key: value for key, value in event.items() if key != METADATA}
    try:
        return dumps(public)
    except (TypeError, ValueError, RecursionError):
        return dumps({key: value for key, value in public.items() if _writable(value)})


def _writable(value: Any) -> bool:
    try:
        dumps(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def config_line(error: BaseException) -> str:
    """Say " (file.conf, line 12)": where the generated code was when `error` was raised, or nothing."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        if "__name__" not in trace.tb_frame.f_globals:  # generated code belongs to no module
            place = f" ({trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place
