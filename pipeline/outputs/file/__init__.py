"""Output `file`: events to files whose paths may depend on the event."""

import re
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from pipeline.outputs.file.paths import DYNAMIC, PathOf
from pipeline.outputs.file.sink import FileSink
from pipeline.outputs.file.writer import Writer
from pipeline.plugin import OptionError, Output, Record, option, types
from pipeline.runtime.retry import Backoff, Seldom

DEFAULT_MODE = -1
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds between two tries to write to a disk that refuses
OCTAL = re.compile(r"0?[0-7]{3,4}\Z")


def _mode(value: Any) -> int:
    """A file mode: 0640 is octal to the parser already, "0640" becomes octal here, -1 is the system's default."""
    if isinstance(value, str) and OCTAL.match(value):
        return int(value, 8)
    found = types.integer(value)
    if found != DEFAULT_MODE and not 0 <= found <= 0o7777:
        raise OptionError(f"expected a mode such as 0640, got {types.shown(value)}")
    return found


mode = types.Type("file mode", _mode)


class FileOutput(Output):
    """Write events to files.

    Each batch is written before its records are acknowledged; a disk that is full or a folder that can't be written to
    stops the intake until it is mended, and nothing is lost.
    """

    removed: ClassVar = {"message_format": "codec => line { format => ... } chooses the text"}

    codec = option(types.writing_codec, default="json_lines", doc="How events become bytes.")
    path = option(types.string, required=True, doc="Path of the file; may hold %{...}, but not at its start.")
    gzip = option(
        types.boolean, default=False, doc="Compress; each batch is a gzip stream of its own, readable at any time."
    )
    write_behavior = option(
        types.choice("append", "overwrite"), default="append", doc="overwrite: the file only ever holds the last event."
    )
    dir_mode = option(mode, default=DEFAULT_MODE, doc="Mode of folders that are made; -1 for the system's default.")
    file_mode = option(mode, default=DEFAULT_MODE, doc="Mode of files that are made; -1 for the system's default.")
    create_if_deleted = option(
        types.boolean,
        default=True,
        doc="Make a file again that was deleted; if false, its events go to filename_failure.",
    )
    filename_failure = option(
        types.string,
        default="_filepath_failures",
        doc="File, below the fixed part of path, for events whose path is bad.",
    )
    flush_interval = option(
        types.number, default=2, doc="Accepted for Logstash's sake: every batch is written at once."
    )
    stale_cleanup_interval = option(
        types.number, default=10, doc="Seconds without events after which a file is closed."
    )

    def check(self) -> Iterator[OptionError]:
        """The path must not begin with something that only an event can tell."""
        for fault in self.template(self.path).faults:
            yield OptionError(f'option "path": {fault}', ("path",))
        if DYNAMIC.search(self.path.lstrip("/").partition("/")[0]):
            hint = "write a folder first, as in /var/log/%{name}.log or ./%{name}.log"
            yield OptionError('option "path": expected a first part without "%{...}"', ("path",), (hint,))
        if "/" in self.filename_failure or self.filename_failure in {"", ".", ".."}:
            yield OptionError(
                'option "filename_failure": expected the name of a file without "/"', ("filename_failure",)
            )

    @cached_property
    def lock(self) -> threading.Lock:
        """Held while a thread writes, so that a write that fails halfway can be taken back."""
        return threading.Lock()

    @cached_property
    def seldom(self) -> Seldom:
        """Bounds the log lines about a disk that refuses."""
        return Seldom()

    def report(self, path: Path, error: OSError) -> None:
        """Say that a file can't be written now."""
        if self.seldom():
            import structlog

            log = structlog.get_logger("pipeline")
            log.error(
                "a file can't be written, trying again", plugin=self.label(), path=str(path), error=error.strerror
            )

    @cached_property
    def seldom_diverted(self) -> Seldom:
        """Bounds the log lines about the failure file."""
        return Seldom()

    def report_diverted(self, failure: Path) -> None:
        """Say where events go whose own path can't be used; that one is the event's affair, and not shown."""
        if self.seldom_diverted():
            import structlog

            log = structlog.get_logger("pipeline")
            log.warning("events go to the failure file: their path is bad", plugin=self.label(), path=str(failure))

    def backoff(self) -> Backoff:
        """The waits of one batch."""
        return Backoff(FIRST_WAIT, LONGEST_WAIT, self.context.random)

    def open(self, identify: Callable[[Record], str] | None) -> FileSink:
        """A sink for one worker thread; each has its own descriptors."""
        overwrite, shared = self.write_behavior == "overwrite", self.context.workers > 1
        writer = Writer(self.dir_mode, self.file_mode, overwrite=overwrite, shared=shared)
        path_of = PathOf(self.template(self.path), self.filename_failure, self.report_diverted)
        return FileSink(self, path_of, writer)
