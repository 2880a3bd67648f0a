"""One worker thread's hold on the files of an output."""

import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.event import Event
from pipeline.outputs.file.paths import PathOf
from pipeline.outputs.file.writer import Writer
from pipeline.plugin import DeadLetter, Record, Sink

if TYPE_CHECKING:
    from pipeline.outputs.file import FileOutput


class FileSink(Sink):
    """Encodes into a buffer for each file; `flush` writes them all."""

    def __init__(self, output: "FileOutput", path_of: PathOf, writer: Writer) -> None:
        self._output = output
        self._path_of = path_of
        self._writer = writer
        self._encode = output.codec.encoder()
        self._overwrite = output.write_behavior == "overwrite"
        self._buffers: dict[Path, bytearray] = {}
        self._letters: list[DeadLetter] = []
        self._cleaned = time.monotonic()

    def collect(self, event: Event, record: Record, number: int) -> None:
        """Encode the event into the buffer of its file."""
        try:
            path = self._path_of(event)
            data = self._encode(event)
        except (TypeError, ValueError, RecursionError) as error:
            self._letters.append(DeadLetter(record, b"", f"the event can't be encoded: {type(error).__name__}"))
            return
        if self._overwrite or path not in self._buffers:
            self._buffers[path] = bytearray(data)
        else:
            self._buffers[path] += data

    def flush(self, wait: Callable[[float], None]) -> Sequence[DeadLetter]:
        """Write all files; a write that fails is tried again until it succeeds."""
        backoff = self._output.backoff()
        while self._buffers:
            path = next(iter(self._buffers))
            try:
                self._write(path, wait)
            except (IsADirectoryError, NotADirectoryError) as error:
                self._divert(path, error, wait, backoff.next)
            except OSError as error:
                self._writer.forget(path)
                self._output.report(path, error)
                wait(backoff.next())
        interval = float(self._output.stale_cleanup_interval)
        if time.monotonic() - self._cleaned >= interval:
            self._cleaned = time.monotonic()
            self._writer.close_unused(interval)
        letters, self._letters = self._letters, []
        return letters

    def _write(self, path: Path, wait: Callable[[float], None]) -> None:
        """Write the buffer of a file, which is then done with."""
        target = path
        if self._writer.is_gone(path):
            if self._output.create_if_deleted:
                self._writer.forget(path)
            else:
                target = self._path_of.failure
                self._output.report_diverted(target)
        data = gzipped(self._buffers[path]) if self._output.gzip else self._buffers[path]
        lock = self._output.lock
        while not lock.acquire(timeout=1):
            wait(0)
        try:
            self._writer.write(target, data)
        finally:
            lock.release()
        del self._buffers[path]

    def _divert(self, path: Path, error: OSError, wait: Callable[[float], None], pause: Callable[[], float]) -> None:
        """A folder stands where the file should be, or a file where a folder should: to the failure file with it."""
        self._output.report(path, error)
        failure = self._path_of.failure
        if path == failure:
            wait(pause())
            return
        self._output.report_diverted(failure)
        self._buffers[failure] = self._buffers.get(failure, bytearray()) + self._buffers.pop(path)

    def close(self) -> None:
        """Close this thread's files."""
        self._writer.close()


def gzipped(data: bytes | bytearray) -> bytes:
    """A complete gzip stream; several one after another make a file that every tool reads as one."""
    compressor = zlib.compressobj(wbits=31)
    return compressor.compress(data) + compressor.flush()
