"""Open files of one thread: made with their folders when first written to, closed when long unused."""

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

MOST_OPEN = 256  # files of one thread


@dataclass(slots=True)
class Open:
    """An open file."""

    descriptor: int
    used: float = field(default_factory=time.monotonic)


class Writer:
    """Writes bytes to paths; OSError where that fails, and then nothing of it is in the file."""

    def __init__(self, dir_mode: int, file_mode: int, *, overwrite: bool, shared: bool = False) -> None:
        """`shared`: other processes write to the same files, so that each is locked while it is written."""
        self._dir_mode = dir_mode
        self._file_mode = file_mode
        self._overwrite = overwrite
        self._shared = shared
        self._open: dict[Path, Open] = {}

    def write(self, path: Path, data: bytes | bytearray) -> None:
        """Append to a file, or replace its content."""
        file = self._opened(path)
        file.used = time.monotonic()
        with locked(file.descriptor) if self._shared else nullcontext():
            if self._overwrite:
                os.ftruncate(file.descriptor, 0)
            append(file.descriptor, data)

    def is_gone(self, path: Path) -> bool:
        """Whether a file that is open here was deleted or replaced."""
        file = self._open.get(path)
        if file is None:
            return False
        ours = os.fstat(file.descriptor)
        try:
            there = path.stat()
        except OSError:
            return True
        return (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino)

    def forget(self, path: Path) -> None:
        """Close a file; it is opened anew when something is written to it."""
        file = self._open.pop(path, None)
        if file is not None:
            os.close(file.descriptor)

    def _opened(self, path: Path) -> Open:
        file = self._open.get(path)
        if file is None:
            if len(self._open) >= MOST_OPEN:
                self.forget(min(self._open, key=lambda known: self._open[known].used))
            self._make_folders(path.parent)
            file = self._open[path] = Open(self._create(path))
        return file

    def _make_folders(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            if self._dir_mode >= 0:
                one.chmod(self._dir_mode)

    def _create(self, path: Path) -> int:
        is_pipe = path.exists() and stat.S_ISFIFO(path.stat().st_mode)
        is_new = not path.exists()
        how = os.O_RDWR if is_pipe else os.O_WRONLY | os.O_CREAT | os.O_APPEND  # O_RDWR: no wait for a reader
        descriptor = os.open(path, how | os.O_CLOEXEC, 0o666)
        if is_new and self._file_mode >= 0:
            os.fchmod(descriptor, self._file_mode)
        return descriptor

    def close_unused(self, seconds: float) -> None:
        """Close the files that nothing was written to for so long."""
        before = time.monotonic() - seconds
        for path in [path for path, file in self._open.items() if file.used < before]:
            self.forget(path)

    def close(self) -> None:
        """Close all files."""
        for path in list(self._open):
            self.forget(path)


@contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """Hold the lock of a file, so that what is taken back after a write that failed is our own."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def append(descriptor: int, data: bytes | bytearray) -> None:
    """Write all of it; where the disk takes only a part, that part is taken back before OSError is raised."""
    rest = memoryview(data)
    written = 0
    while written < len(rest):
        try:
            written += os.write(descriptor, rest[written:])
        except OSError:
            if written:
                take_back(descriptor, written)
            raise


def take_back(descriptor: int, count: int) -> None:
    """Cut the last bytes of a file off again."""
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        os.ftruncate(descriptor, max(0, status.st_size - count))
