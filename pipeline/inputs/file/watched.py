"""One file: its lines with their ends, in plain files that grow and in compressed ones that do not."""

import gzip
import os
import zlib
from collections import deque
from typing import NamedTuple

from pipeline.inputs.file.paths import Key, key_of

LONGEST = 64 << 20  # bytes of a line without an end; it is given in parts then
REMEMBERED = 32  # bytes before the position, which tell whether the file is still the same


class FileLine(NamedTuple):
    """A record: a line without its delimiter."""

    value: bytes
    file: "Watched"
    start: int
    end: int  # where the next line begins
    life: int = 0  # of the file: it begins a new one when it is truncated
    last: bool = False  # this is no line, but the end of the file


class CorruptError(Exception):
    """A compressed file can't be read to its end."""


class Watched:
    """A file that is read.  `position` is how far."""

    def __init__(self, path: str, key: Key, position: int, delimiter: bytes) -> None:
        self.path = path
        self.key = key
        self.position = position
        self.size = position  # as last seen
        self.modified = 0  # in nanoseconds, as last seen
        self.life = 0
        self.packed = self.is_packed(path)
        self.changed = 0.0  # when it last gave anything, and at first when it was found (monotonic)
        self.left: float | None = None  # since when its path is another file's, or nobody's
        self.ended = False  # all of it has been given
        self._delimiter = delimiter
        self._start = position  # of the line that is not complete
        self._parts: list[bytes] = []  # of that line
        self._held = 0  # bytes of it
        self._before = b""  # what stands right before the position
        self._lines: deque[FileLine] = deque()
        self._descriptor: int | None = None
        self._stream: gzip.GzipFile | None = None

    @staticmethod
    def is_packed(path: str) -> bool:
        """Whether a file is compressed, as its name says."""
        return path.endswith((".gz", ".gzip"))

    @property
    def open(self) -> bool:
        """Whether it holds one of the system's files."""
        return self._descriptor is not None or self._stream is not None

    @property
    def line_start(self) -> int:
        """Where the line begins that is not complete yet."""
        return self._start

    @property
    def lines(self) -> bool:
        """Whether lines have been read that were not given."""
        return bool(self._lines)

    @property
    def unread(self) -> bool:
        """Whether there is anything to give, as far as known."""
        return bool(self._lines) or self.size > self.position

    def close(self) -> None:
        """Let go of the system's file; reading opens it anew."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        if self._stream is not None:
            self._stream.close()
        self._descriptor = self._stream = None

    def take(self, limit: int) -> list[FileLine]:
        """Up to `limit` lines that have been read."""
        lines = self._lines
        return [lines.popleft() for _ in range(min(limit, len(lines)))]

    # --- plain files

    def reach(self, path: str) -> bool:
        """Open it at a path; False where another file stands there.  OSError where it can't be opened."""
        if self._descriptor is None:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            if key_of(os.fstat(descriptor)) != self.key:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        return True

    def look(self) -> None:
        """See how large it is; one that has become smaller was truncated."""
        if self._descriptor is not None:
            self.size = os.fstat(self._descriptor).st_size
            if self.size < self.position:
                self._begin_anew()

    def read(self, size: int) -> bool:
        """Read up to `size` bytes and cut them into lines; False at the end.  The file must be open.

        The bytes before the position are read again: when they differ the file was truncated and has grown since.
        """
        assert self._descriptor is not None
        before = self._before
        found = os.pread(self._descriptor, size + len(before), self.position - len(before))
        if not found.startswith(before):
            self._begin_anew()
            return True
        chunk = found[len(before) :]
        self._before = found[-REMEMBERED:]
        self._cut(chunk)
        self.size = max(self.size, self.position)
        return bool(chunk)

    def _begin_anew(self) -> None:
        """The file was truncated: what it held of a line is all there is of it."""
        self.give_part()
        self.life += 1
        self.position = self._start = 0
        self._before = b""

    def _cut(self, chunk: bytes) -> None:
        self.position += len(chunk)
        delimiter = self._delimiter
        seam = self._parts[-1][1 - len(delimiter) :] if self._parts and len(delimiter) > 1 else b""
        if delimiter not in seam + chunk:
            self._parts.append(chunk)
            self._held += len(chunk)
            if self._held >= LONGEST:
                self.give_part()
            return
        *lines, rest = b"".join([*self._parts, chunk]).split(delimiter)
        for line in lines:
            start, self._start = self._start, self._start + len(line) + len(delimiter)
            self._lines.append(FileLine(line, self, start, self._start, self.life))
        self._parts, self._held = [rest], len(rest)

    def give_part(self) -> None:
        """Give what there is of a line that has no end."""
        if self._held:
            start, self._start = self._start, self._start + self._held
            self._lines.append(FileLine(b"".join(self._parts), self, start, self._start, self.life))
        self._parts, self._held = [], 0

    def end(self) -> None:
        """All has been read; the last line needs no delimiter."""
        self.give_part()
        self.ended = True
        self.close()

    def mark_end(self) -> None:
        """Give a record that says that the file is over, for codecs that join lines."""
        self._lines.append(FileLine(b"", self, self.position, self.position, self.life, last=True))

    # --- compressed files

    def check_archive(self) -> None:
        """Read all of a compressed file and keep nothing; CorruptError when that fails."""
        try:
            with gzip.open(self.path) as stream:
                while stream.read(1 << 20):
                    pass
        except (OSError, EOFError, zlib.error) as error:
            raise CorruptError(str(error)) from None

    def read_packed(self, size: int) -> bool:
        """As `read`; positions count in what is unpacked."""
        try:
            if self._stream is None:
                self._stream = gzip.GzipFile(self.path)
                self._stream.seek(self.position)
            chunk = self._stream.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise CorruptError(str(error)) from None
        self._cut(chunk)
        return bool(chunk)
