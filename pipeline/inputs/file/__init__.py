"""Input `file`: lines of files that grow, or of files that are complete."""

import hashlib
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from pipeline.event import Event
from pipeline.fields import METADATA
from pipeline.inputs.file.durations import duration
from pipeline.plugin import Input, OptionError, Reader, WithEcs, option
from pipeline.plugin.types import array, boolean, choice, integer, path_text, string

NO_FILE = ("/dev/null", "NUL")


class FileInput(WithEcs, Input):
    """Read the lines of files.  Where it has got to is kept in the sincedb, for lines that were delivered.

    In the mode "tail" files are followed when they grow, are renamed or truncated; `start_position` says where to begin
    with those that are there at first.  In the mode "read" each file is read once, plain or compressed by gzip, and
    then deleted or logged.
    """

    framed = False
    facts_first = True  # add_field sees the path
    unsupported: ClassVar = {}

    path = option(array(path_text), required=True, doc="Files to read: absolute paths, with * ? [] {} and **.")
    exclude = option(array(string), default=[], doc="Patterns of names of files to leave out.")
    mode = option(choice("tail", "read"), default="tail", doc='"tail" follows files, "read" reads complete ones.')
    start_position = option(choice("beginning", "end"), default="end", doc="Where to begin with files not seen before.")
    delimiter = option(string, default="\n", doc="What ends a line.")
    sincedb_path = option(path_text, doc="File that keeps the positions; /dev/null to keep none.")
    sincedb_write_interval = option(duration("seconds"), default=15, doc="How often positions are written.")
    sincedb_clean_after = option(
        duration("days"), default=14, doc="When the position of a file that is gone is forgotten."
    )
    stat_interval = option(duration("seconds"), default=1, doc="How often files are looked at.")
    discover_interval = option(
        integer, default=15, doc="How often new files are looked for, in times of stat_interval."
    )
    ignore_older = option(duration("seconds"), doc="Files that have not changed for so long wait until they do.")
    close_older = option(duration("seconds"), default="1 hour", doc="When a file that gives nothing is closed.")
    max_open_files = option(integer, default=4095, doc="Most files to hold open.")
    file_chunk_size = option(integer, default=32768, doc="Bytes to read at once.")
    file_chunk_count = option(
        integer, default=4611686018427387903, doc="Chunks of a file before it is the next one's turn."
    )
    file_sort_by = option(choice("last_modified", "path"), default="last_modified", doc="Order of the files found.")
    file_sort_direction = option(choice("asc", "desc"), default="asc", doc="Direction of that order.")
    file_completed_action = option(
        choice("delete", "log", "log_and_delete"), default="delete", doc="What to do with a file that was read."
    )
    file_completed_log_path = option(path_text, doc="File to which paths of files are added that were read.")
    exit_after_read = option(boolean, default=False, doc="End when the files found at first are read.")
    check_archive_validity = option(
        boolean, default=False, doc="Read a compressed file once to see whether it is whole."
    )

    def check(self) -> Iterator[OptionError]:
        """Paths are absolute, and options belong to their mode."""
        for index, path in enumerate(self.path):
            if not path.startswith("/"):
                yield OptionError(f'option "path": expected an absolute path, got "{path}"', path=("path", index))
        for name in ("file_chunk_count", "file_chunk_size", "max_open_files", "discover_interval"):
            if self.options[name] < 1:
                yield OptionError(f'option "{name}": expected at least 1, got {self.options[name]}', path=(name,))
        if not self.delimiter:
            yield OptionError('option "delimiter": expected at least one character, got none', path=("delimiter",))
        if self.delimiter in ("\\n", "\\r\\n", "\\t"):
            text = 'option "delimiter" is a backslash and a letter: set config.support_escapes to write a line feed so'
            self.warn(text, "delimiter")
        if self.sincedb_path and Path(self.sincedb_path).is_dir():
            text = f'option "sincedb_path": expected a file, got the folder "{self.sincedb_path}"'
            yield OptionError(text, path=("sincedb_path",))
        yield from self._check_mode()

    def _check_mode(self) -> Iterator[OptionError]:
        if self.mode == "tail":
            if self.exit_after_read:
                yield OptionError('option "exit_after_read" needs mode => "read"', path=("exit_after_read",))
            for name in sorted(
                self.given & {"file_completed_action", "file_completed_log_path", "check_archive_validity"}
            ):
                self.warn(f'option "{name}" does nothing in the mode "tail"', name)
            return
        if "log" in self.file_completed_action and not self.file_completed_log_path:
            text = f'"file_completed_action" is "{self.file_completed_action}", which needs "file_completed_log_path"'
            yield OptionError(text, path=("file_completed_action",))
        for name in sorted(self.given & {"start_position", "close_older"}):
            self.warn(f'option "{name}" does nothing in the mode "read"', name)

    def open(self) -> Sequence[Reader]:
        """The one reader.  OSError where the log of files that were read can't be made."""
        from pipeline.inputs.file.completed import Completed
        from pipeline.inputs.file.decoders import decoders_for
        from pipeline.inputs.file.sincedb import Sincedb
        from pipeline.inputs.file.tail import TailReader
        from pipeline.inputs.file.whole import WholeReader

        def now() -> float:
            return self.context.clock() / 1e9

        sincedb = Sincedb(self._sincedb_path(), self.sincedb_clean_after, now)
        common = self._watching(), sincedb, decoders_for(self.codec, self._tell()), now
        if self.mode == "tail":
            return [TailReader(*common)]
        log_path = Path(self.file_completed_log_path) if self.file_completed_log_path else None
        if log_path is not None:
            log_path.touch()
        return [WholeReader(Completed(self.file_completed_action, log_path), *common)]

    def _watching(self) -> Any:
        from pipeline.inputs.file.reader import Watching

        return Watching(
            patterns=self.path,
            exclude=self.exclude,
            delimiter=self.delimiter.encode("utf-8"),
            from_start=self.start_position == "beginning",
            stat_interval=self.stat_interval,
            discover_interval=self.discover_interval * self.stat_interval,
            write_interval=self.sincedb_write_interval,
            ignore_older=self.ignore_older,
            close_older=self.close_older,
            most_open=self.max_open_files,
            chunk_size=self.file_chunk_size,
            chunk_count=self.file_chunk_count,
            by_path=self.file_sort_by == "path",
            descending=self.file_sort_direction == "desc",
            exit_after_read=self.exit_after_read,
            check_archives=self.check_archive_validity,
        )

    def _sincedb_path(self) -> Path | None:
        """Where Logstash keeps it, so that either can go on from the other."""
        if self.sincedb_path:
            return None if self.sincedb_path in NO_FILE else Path(self.sincedb_path)
        name = hashlib.md5(",".join(self.path).encode("utf-8"), usedforsecurity=False).hexdigest()
        return Path(self.context.data_path) / "plugins" / "inputs" / "file" / f".sincedb_{name}"

    def _tell(self) -> Callable[[Event, str], None]:
        """(event, path): adds the name of this host and the path, which take nobody's place."""
        host, ecs = socket.gethostname(), self.ecs

        def tell(event: Event, path: str) -> None:
            metadata = event.setdefault(METADATA, {})
            metadata["path"], metadata["host"] = path, host
            if not ecs:
                event.setdefault("host", host)
                event.setdefault("path", path)
                return
            if type(held := event.setdefault("host", {})) is dict:
                held.setdefault("name", host)
            if type(held := event.setdefault("log", {})) is dict and type(held := held.setdefault("file", {})) is dict:
                held.setdefault("path", path)

        return tell

    def decorator(self) -> Callable[[Event, Any], None]:
        """A function that adds what is known of a line to its events."""
        from pipeline.inputs.file.watched import FileLine

        tell = self._tell()

        def decorate(event: Event, record: Any) -> None:
            if type(record) is FileLine:  # what is held back until the end has its facts already
                tell(event, record.file.path)

        return decorate
