"""Mode "read": files that are complete.  Each is read once, and then logged or deleted."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from pipeline.inputs.file.completed import Completed
from pipeline.inputs.file.paths import Key, key_of
from pipeline.inputs.file.reader import FileReader
from pipeline.inputs.file.watched import CorruptError, FileLine, Watched

log = structlog.get_logger("pipeline")

Stamp = tuple[int, int]
"""Size and time of the last change: whether a file is still what it was."""


class WholeReader(FileReader):
    """Reads files to their ends.  What is done with a file that was read is done when all of it is delivered."""

    whole = True

    def __init__(self, completed: Completed, *common: Any) -> None:
        super().__init__(*common)
        self._completed = completed
        self._ending: list[Watched] = []  # all was read of them
        self._left: dict[Key, Stamp] = {}  # done, or not to be read any further, unless they change
        self._reached: dict[Key, int] = {}  # how far those can be read that are broken

    def poll(self, limit: int, timeout: float) -> Sequence[FileLine]:
        """The next lines; all that was given before is settled."""
        for file in [file for file in self._ending if not file.lines]:
            self._ending.remove(file)
            self._complete(file)
        if self.watching.exit_after_read and self._next_discovery and not self.ready and not self._ending:
            self.finished = True
            return ()
        return super().poll(limit, timeout)

    def discovered(self) -> None:
        """With exit_after_read there is no second look."""
        if self.watching.exit_after_read:
            self._next_discovery = float("inf")

    def meet(self, path: str, status: os.stat_result, now: float) -> None:
        """A file stands at a path: it is read unless it is being read, or was and hasn't changed."""
        key, stamp = key_of(status), stamp_of(status)
        if key in self.files or self._left.get(key) == stamp or self.too_old(status):
            return
        reached = self._reached.pop(key, None)
        position = self._start_of(path, status, key) if reached is None else reached
        if position == status.st_size > 0 and reached is None:
            self._leave(key, stamp, gone=self._completed.again(path))
            return
        file = self.files[key] = Watched(path, key, position, self.watching.delimiter)
        file.size = status.st_size
        self.get_ready(file)

    def _start_of(self, path: str, status: os.stat_result, key: Key) -> int:
        """Where we were, if it is the same file; a packed one is read from its start, unless it is done."""
        entry = self.sincedb.entries.get(key)
        if entry is None or entry.path not in ("", path) or entry.position > status.st_size:
            return 0
        return 0 if Watched.is_packed(path) and entry.position < status.st_size else entry.position

    def read(self, file: Watched, now: float) -> bool:
        """Read a chunk; at its end a file gives its last line, and waits until all of it is settled."""
        if file.ended:
            return False
        try:
            if self._chunk(file):
                return True
        except (CorruptError, OSError) as error:
            log.error("file can't be read any further; it stays", path=file.path, error=str(error))  # noqa: TRY400
            file.close()
            self._reached[file.key] = file.line_start
            self._leave(file.key, stamp_at(file.path), gone=False)
            return False
        file.end()
        if self.decoders.joins:
            file.mark_end()
        self._ending.append(file)
        return True

    def _chunk(self, file: Watched) -> bool:
        if not file.packed:
            return file.reach(file.path) and file.read(self.watching.chunk_size)
        if self.watching.check_archives and not file.open:
            file.check_archive()
        return file.read_packed(self.watching.chunk_size)

    def _complete(self, file: Watched) -> None:
        stamp = stamp_at(file.path)
        self.sincedb.set(file.key, stamp[0] if file.packed else file.position, file.path)
        self._leave(file.key, stamp, gone=self._completed.do(file.path))

    def _leave(self, key: Key, stamp: Stamp, *, gone: bool) -> None:
        """Nothing more is read of a file as it is now."""
        self.files.pop(key, None)
        if gone:
            self.sincedb.forget(key)
        else:
            self._left[key] = stamp


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file, from its status."""
    return status.st_size, status.st_mtime_ns


def stamp_at(path: str) -> Stamp:
    """The stamp of what stands at a path, nothing's where there is nothing."""
    try:
        return stamp_of(Path(path).stat())
    except OSError:
        return 0, 0
