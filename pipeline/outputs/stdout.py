"""Output `stdout`: events to standard output, a batch in one write."""

import errno
import fcntl
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from pipeline.event import Event
from pipeline.plugin import DeadLetter, OptionError, Output, Record, Sink, Stopped, option, types
from pipeline.runtime.retry import Seldom

ONE_AT_A_TIME = threading.Lock()
LOOK_AGAIN = 0.05  # seconds until a standard output that takes nothing now is tried again
NEXT_TURN = 0.001  # seconds until it is tried again whether another process has done writing


FULL = {errno.ENOSPC, errno.EDQUOT}  # it leads to a file, and more room can be made
DISK_AGAIN = 1.0  # seconds until a disk that is full is tried again
seldom = Seldom()


def report_full(error: OSError) -> None:
    """Say that the disk is full."""
    if seldom():
        import structlog

        log = structlog.get_logger("pipeline")
        log.error("standard output can't be written, trying again", error=error.strerror)


class StdoutSink(Sink):
    """Encodes into a buffer, which `flush` writes."""

    def __init__(self, encode: Callable[[Event], bytes], one_writes: int | None = None) -> None:
        """`one_writes` is the descriptor of a file that is locked while this process writes, where several do."""
        self._buffer = bytearray()
        self._one_writes = one_writes
        self._encode = encode
        self._letters: list[DeadLetter] = []

    def collect(self, event: Event, record: Record, number: int) -> None:
        """Encode the event."""
        try:
            self._buffer += self._encode(event)
        except (TypeError, ValueError, RecursionError) as error:
            self._letters.append(DeadLetter(record, b"", f"the event can't be encoded: {type(error).__name__}"))

    def flush(self, wait: Callable[[float], None]) -> Sequence[DeadLetter]:
        """Write the batch.  Raises Stopped when nobody reads any more."""
        if self._buffer:
            while not ONE_AT_A_TIME.acquire(timeout=1):
                wait(0)
            try:
                with self._turn(wait):
                    self._write(sys.stdout.fileno(), wait)
            finally:
                ONE_AT_A_TIME.release()
            self._buffer.clear()
        letters, self._letters = self._letters, []
        return letters

    @contextmanager
    def _turn(self, wait: Callable[[float], None]) -> Iterator[None]:
        """Hold the lock on the file that all processes share; the system takes it from one that dies."""
        if self._one_writes is None:
            yield
            return
        while True:
            try:
                fcntl.lockf(self._one_writes, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                wait(NEXT_TURN)
        try:
            yield
        finally:
            fcntl.lockf(self._one_writes, fcntl.LOCK_UN)

    def _write(self, descriptor: int, wait: Callable[[float], None]) -> None:
        sys.stdout.flush()
        rest = bytes(self._buffer)
        while rest:
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                wait(LOOK_AGAIN)
            except BrokenPipeError:
                raise Stopped("nobody reads standard output any more") from None
            except OSError as error:
                if error.errno not in FULL:
                    raise Stopped(f"standard output can't be written: {error.strerror}") from None
                report_full(error)
                wait(DISK_AGAIN)


class StdoutOutput(Output):
    """Write events to standard output."""

    removed: ClassVar = {
        "debug": "codec => rubydebug shows whole events, and is the default",
        "debug_format": "codec => rubydebug or codec => json_lines chooses the form",
        "message": "codec => line { format => ... } chooses the text",
    }

    codec = option(types.writing_codec, default="rubydebug", doc="How events become bytes.")

    def start(self) -> None:
        """See that there is something to write to."""
        if sys.stdout is None:
            raise OptionError('output "stdout": standard output is closed')

    def open(self, identify: Callable[[Record], str] | None) -> Sink:
        """A sink for one worker thread."""
        return StdoutSink(self.codec.encoder(), self.context.one_writes)
