"""What reading files that grow and reading files that are complete have in common."""

import os
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pipeline.inputs.file.decoders import FileDecoders, LineDecoders
from pipeline.inputs.file.paths import Key, find_files, key_of
from pipeline.inputs.file.sincedb import Sincedb
from pipeline.inputs.file.watched import FileLine, Watched
from pipeline.plugin import Reader

NAP = 0.05  # seconds of sleep at most, so that the end of the pipeline is noticed


@dataclass(frozen=True, slots=True)
class Watching:
    """What to watch, and how; times in seconds."""

    patterns: Sequence[str]
    exclude: Sequence[str]
    delimiter: bytes
    from_start: bool
    stat_interval: float
    discover_interval: float
    write_interval: float
    ignore_older: float | None
    close_older: float
    most_open: int
    chunk_size: int
    chunk_count: int
    by_path: bool
    descending: bool
    exit_after_read: bool
    check_archives: bool


class FileReader(Reader):
    """Gives the lines of one file after another, and keeps the positions of those that were settled."""

    whole: ClassVar[bool] = False  # files are complete, and read to their ends

    def __init__(
        self,
        watching: Watching,
        sincedb: Sincedb,
        decoders: LineDecoders | FileDecoders,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`wall` gives seconds since 1970, with which the times of files are compared."""
        self.watching = watching
        self.sincedb = sincedb
        self.decoders = decoders
        self.wall = wall
        self.files: dict[Key, Watched] = {}
        self.ready: deque[Watched] = deque()  # may have something to give
        self._turn: Watched | None = None  # whose turn it is, for how many chunks it was, and up to where it is
        self._chunks = 0
        self._until = 0.0
        self._next_discovery = self._next_look = 0.0
        self._next_write = time.monotonic() + watching.write_interval

    def stream_decoder(self) -> LineDecoders | FileDecoders:
        """Records to events; the records are FileLines."""
        return self.decoders

    def poll(self, limit: int, timeout: float) -> Sequence[FileLine]:
        """The next lines."""
        now = time.monotonic()
        if now >= self._next_discovery:
            self._discover(now)
        if now >= self._next_look:
            self._next_look = now + self.watching.stat_interval
            self.look(now)
        records: list[FileLine] = []
        while self.ready and len(records) < limit:
            records += self._give(self.ready[0], limit - len(records), now)
        self._write_if_due()
        if not records and not self.finished:
            time.sleep(max(0.0, min(timeout, NAP, self._next_look - now)))
        return records

    def acknowledge(self, records: Sequence[FileLine]) -> None:
        """Remember how far each file has been delivered."""
        for file, last in {record.file: record for record in (*self.decoders.let_go(), *records)}.items():
            held = self.decoders.holds(file)
            if last.life == file.life and not file.packed:
                self.sincedb.set(file.key, last.end if held is None else held, file.path)
        self._write_if_due()

    def close(self) -> None:
        """Keep the positions, and let go of the files."""
        self.sincedb.write(self.files)
        for file in self.files.values():
            file.close()

    def _write_if_due(self) -> None:
        now = time.monotonic()
        if now >= self._next_write:
            self._next_write = now + self.watching.write_interval
            self.sincedb.write(self.files)

    def _discover(self, now: float) -> None:
        """Look which files there are."""
        self._next_discovery = now + self.watching.discover_interval
        found = list(find_files(self.watching.patterns, self.watching.exclude))
        if self.watching.by_path:
            found.sort(key=lambda one: one[0], reverse=self.watching.descending)
        else:
            found.sort(key=lambda one: one[1].st_mtime_ns, reverse=self.watching.descending)
        for path, status in found:
            self.meet(path, status, now)
        self.discovered()

    def _give(self, file: Watched, limit: int, now: float) -> list[FileLine]:
        """Lines of the first file that is ready, up to where it reached when its turn began."""
        lines = file.take(limit)
        if lines:
            return lines
        if self._turn is not file:
            self._turn, self._chunks = file, 0
            self._until = float("inf") if self.whole else file.size
        if self._chunks >= self.watching.chunk_count or (self._chunks and file.position >= self._until):
            self._turn = None
            self.ready.rotate(-1)
        elif self.read(file, now):
            self._chunks += 1
        else:
            self._turn = None
            self.ready.remove(file)
        return file.take(limit)

    def get_ready(self, file: Watched) -> None:
        """Let a file give what it has, when its turn comes."""
        if file not in self.ready:
            self.ready.append(file)

    def too_old(self, status: os.stat_result) -> bool:
        """Whether a file has not changed for `ignore_older`."""
        limit = self.watching.ignore_older
        return limit is not None and self.wall() - status.st_mtime > limit

    @abstractmethod
    def meet(self, path: str, status: os.stat_result, now: float) -> None:
        """A file stands at a path: a known one, or a new one."""

    @abstractmethod
    def read(self, file: Watched, now: float) -> bool:
        """Read a chunk of a file; False when it has no more for now, and nothing to give."""

    def look(self, now: float) -> None:
        """Called every `stat_interval`."""

    def discovered(self) -> None:
        """Called when all patterns have been looked through."""


def status_of(path: str) -> tuple[os.stat_result | None, Key | None]:
    """The status and the key of what stands at a path now, if anything."""
    try:
        status = Path(path).stat()
    except OSError:
        return None, None
    return status, key_of(status)
