"""Mode "tail": files that grow, are renamed, are truncated.

A file is what its inode is; its path is only where it was last seen.  A file that is renamed is read on to its end and
a little longer, and what has taken its path is a new file.
"""

import os
from pathlib import Path
from typing import Any

import structlog

from pipeline.inputs.file.paths import Key, key_of, renamed_to
from pipeline.inputs.file.reader import FileReader, status_of
from pipeline.inputs.file.watched import Watched

LEFT_SECONDS = 5.0  # for how long a file that was renamed or deleted may still be written to

log = structlog.get_logger("pipeline")


class TailReader(FileReader):
    """Follows files."""

    def __init__(self, *common: Any) -> None:
        super().__init__(*common)
        self.begun = False  # the first look at all paths is over: what appears now is new
        self._over: list[Watched] = []  # gone, and all of them given

    def discovered(self) -> None:
        """What appears from now on is new, and read from its start."""
        self.begun = True

    def meet(self, path: str, status: os.stat_result, now: float) -> None:
        """A file stands at a path: a known one, maybe under a new name, or a new one."""
        key = key_of(status)
        known = self.files.get(key)
        if known is None:
            self._follow_renamed(path, key, now)
            self._watch(path, status, key, now)
        elif known.path != path and known.left is not None:
            known.path, known.left = path, None

    def _watch(self, path: str, status: os.stat_result, key: Key, now: float) -> None:
        position = self._start_of(path, status, key)
        file = self.files[key] = Watched(path, key, position, self.watching.delimiter)
        file.changed, file.size, file.modified = now, status.st_size, status.st_mtime_ns
        if key not in self.sincedb.entries:
            self.sincedb.set(key, position, path)
        if file.unread and not self.too_old(status):
            self.get_ready(file)

    def _start_of(self, path: str, status: os.stat_result, key: Key) -> int:
        """Where to begin: where we were, else where `start_position` says; with a file that is new, at its start."""
        entry = self.sincedb.entries.get(key)
        if entry is not None:
            same = entry.path in ("", path) or self._ends_line(path, entry.position)
            return entry.position if same and entry.position <= status.st_size else 0
        if self.too_old(status):
            return status.st_size
        goes_on = self.begun or self.sincedb.known_at(path)  # where a file ended that we know
        return 0 if goes_on or self.watching.from_start else status.st_size

    def _ends_line(self, path: str, position: int) -> bool:
        """Whether a line ends there, as in a file that was renamed, and hardly in one that got its inode."""
        delimiter = self.watching.delimiter
        try:
            with Path(path).open("rb") as file:
                file.seek(max(0, position - len(delimiter)))
                return position == 0 or file.read(len(delimiter)) == delimiter
        except OSError:
            return True

    def _follow_renamed(self, path: str, key: Key, now: float) -> None:
        """Other files stood at this path when we last looked, maybe in an earlier life: their rest comes first."""
        for last in self.sincedb.known_at(path):
            if last == key or last in self.files:
                continue
            name = renamed_to(path, last)
            file = Watched(path, last, self.sincedb.entries[last].position, self.watching.delimiter)
            if name is None or not file.reach(name):
                self.sincedb.forget(last)
                continue
            self.files[last] = file
            file.changed = file.left = now
            self.get_ready(file)

    # --- every stat_interval

    def look(self, now: float) -> None:
        """See which files have grown, and which paths have changed hands."""
        for file in self._over:
            del self.files[file.key]
            self.sincedb.forget(file.key)  # its inode may be given to another
        self._over.clear()
        for file in list(self.files.values()):
            status, key = status_of(file.path)
            if key == file.key and status is not None:
                self._look_at(file, status, now)
            else:
                self._look_after(file, now)
                if status is not None and key not in self.files:
                    self.meet(file.path, status, now)

    def _look_at(self, file: Watched, status: os.stat_result, now: float) -> None:
        file.left = None
        if (status.st_size, status.st_mtime_ns) != (file.size, file.modified):
            file.size, file.modified = status.st_size, status.st_mtime_ns
            self.get_ready(file)
        elif file.open and now - file.changed > self.watching.close_older:
            file.close()

    def _look_after(self, file: Watched, now: float) -> None:
        """The file has left its path: read it to its end, and wait a little whether more comes."""
        if file.left is None:
            file.left = now
            if not file.open and not self._find(file):
                log.warning("file is gone, and what was not read of it with it", path=file.path)
        if file.open:
            self._look_into(file)
        if file.open and file.unread:
            file.left = now
            self.get_ready(file)
        elif now - file.left >= LEFT_SECONDS and file not in self.ready:
            file.end()
            self.get_ready(file)

    def _find(self, file: Watched) -> bool:
        """Open a file that was renamed while it was closed; True where there was nothing to miss."""
        name = renamed_to(file.path, file.key)
        return (name is not None and file.reach(name)) or not file.unread

    # --- reading

    def read(self, file: Watched, now: float) -> bool:
        """Read a chunk; False at the end."""
        if file.ended:
            self._over.append(file)
            return False
        if not file.open and not self._open(file):
            return False
        self._look_into(file)
        position, life = file.position, file.life
        more = file.read(self.watching.chunk_size)
        if (position, life) != (file.position, file.life):
            file.changed = now
        if life != file.life:
            self.sincedb.set(file.key, 0, file.path)
        return more

    def _look_into(self, file: Watched) -> None:
        """See how large an open file is, and whether it was truncated."""
        life = file.life
        file.look()
        if life != file.life:
            self.sincedb.set(file.key, 0, file.path)

    def _open(self, file: Watched) -> bool:
        try:
            reached = file.reach(file.path)
        except OSError as error:
            log.warning("file can't be opened", path=file.path, error=error.strerror)
            return False
        self._close_others(file)
        return reached

    def _close_others(self, file: Watched) -> None:
        """Keep within `max_open_files`; a file that is closed is opened again when it grows."""
        others = [other for other in self.files.values() if other.open and other is not file and other.left is None]
        for other in sorted(others, key=lambda one: one.changed)[: max(0, len(others) + 1 - self.watching.most_open)]:
            other.close()
