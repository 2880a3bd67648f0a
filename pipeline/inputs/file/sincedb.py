"""How far each file has been read for good, kept in a file of Logstash's own format.

A line for each file: inode, major and minor number of its device, position, time of the last change in seconds, and
the path it was last seen at.  What a Logstash left behind is gone on from, and the other way round.
"""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import structlog

from pipeline.inputs.file.paths import Key

log = structlog.get_logger("pipeline")


@dataclass(slots=True)
class Entry:
    """The position of one file, in bytes from its start."""

    position: int
    changed: float  # seconds since 1970
    path: str


class Sincedb:
    """All positions of one input.  Written whole, beside the old one, which it then replaces."""

    def __init__(self, path: Path | None, keep: float, now: Callable[[], float]) -> None:
        """`path` None, or no regular file such as /dev/null: nothing is kept; `keep` is for how many seconds."""
        self._path = path if path is not None and (path.is_file() or not path.exists()) else None
        self._keep = keep
        self._now = now
        self._dirty = False
        self.entries: dict[Key, Entry] = self._load()

    def _load(self) -> dict[Key, Entry]:
        if self._path is None or not self._path.exists():
            return {}
        entries = {}
        for line in self._path.read_text("utf-8", "surrogateescape").splitlines():
            try:
                key, entry = self._parse(line)
            except ValueError:
                log.warning("sincedb: a line is no position", path=str(self._path))
                continue
            if entry.changed + self._keep > self._now():
                entries[key] = entry
        return entries

    def _parse(self, line: str) -> tuple[Key, Entry]:
        inode, major, minor, position, *rest = line.split(" ", 5)
        changed = float(rest[0]) if rest else self._now()
        return Key(int(inode), int(major), int(minor)), Entry(int(position), changed, rest[1] if len(rest) > 1 else "")

    def set(self, key: Key, position: int, path: str) -> None:
        """A file has been read for good as far as this."""
        self.entries[key] = Entry(position, self._now(), path)
        self._dirty = True

    def forget(self, key: Key) -> None:
        """A file is gone."""
        self._dirty |= self.entries.pop(key, None) is not None

    def known_at(self, path: str) -> list[Key]:
        """The files last seen at a path, oldest first: several, where the rest of a renamed one waits."""
        found = [(entry.changed, key) for key, entry in self.entries.items() if entry.path == path]
        return [key for _, key in sorted(found)]

    def write(self, present: Collection[Key] = ()) -> None:
        """Keep what has changed; positions of files that are `present` never grow too old.

        A disk that refuses is told of in the log, and tried again the next time.
        """
        if self._path is None or not self._dirty:
            return
        now = self._now()
        lines = [
            f"{key.inode} {key.major} {key.minor} {entry.position} {entry.changed:.6f} {entry.path}\n"
            for key, entry in self.entries.items()
            if key in present or entry.changed + self._keep > now
        ]
        try:
            self._replace("".join(lines).encode("utf-8", "surrogateescape"))
            self._dirty = False
        except OSError as error:
            log.error("sincedb can't be written", path=str(self._path), error=error.strerror)  # noqa: TRY400

    def _replace(self, content: bytes) -> None:
        assert self._path is not None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
