"""Databases: found, opened once for all filters, and opened anew when their file is replaced."""

import os
import threading
import time
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet, WeakValueDictionary

from pipeline.errors import OptionError
from pipeline.filters.geoip.records import KINDS, Kind, kind_of
from pipeline.geoip import VARIABLE, folder_of, installed_file, other_half

CHECK_EVERY = 3.0  # seconds between two looks at the files

Signature = tuple[tuple[int, int, int], ...]
_open: "WeakValueDictionary[Path, Database]" = WeakValueDictionary()
_lock = threading.Lock()


class Follower(Protocol):
    """Who makes something of a database."""

    def renew(self) -> None:
        """The database is another one now."""


class Database:
    """An open database.  `reader` and `kind` change when the file does; then its followers are told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._signature = signature(path)
        self.reader, self.kind = _read(path)
        self._followers: WeakSet[Follower] = WeakSet()

    def follow(self, follower: Follower) -> None:
        """Have `follower.renew()` called after each change of the file, from another thread, while it is in use."""
        self._followers.add(follower)
        _watch()

    def refresh(self) -> bool:
        """Open the file again if it is another one; one that is missing or bad leaves things as they are."""
        try:
            found = signature(self.path)
            if found == self._signature:
                return False
            self.reader, self.kind = _read(self.path)
        except (OSError, OptionError):
            return False
        self._signature = found
        for follower in list(self._followers):
            follower.renew()
        return True


def signature(path: Path) -> Signature:
    """What tells one file from another that takes its place; of both where it is half a database."""
    found = (path.stat() for path in _halves(path))
    return tuple((one.st_mtime_ns, one.st_size, one.st_ino) for one in found)


def _halves(path: Path) -> list[Path]:
    """The file, and the one that has the other half of its addresses where there is one."""
    other = other_half(path)
    return [path, other] if other is not None and other.is_file() else [path]


class Halves:
    """Two databases that are read as one: addresses of IPv4 are in the one, of IPv6 in the other."""

    def __init__(self, ipv4: Any, ipv6: Any) -> None:
        self._ipv4, self._ipv6 = ipv4.get_with_prefix_len, ipv6.get_with_prefix_len

    def get_with_prefix_len(self, address: str) -> tuple[Any, int]:
        """The record of an address, and the length of its network's prefix."""
        found: tuple[Any, int] = (self._ipv6 if ":" in address else self._ipv4)(address)
        return found


def open_database(path: Path) -> Database:
    """The database of a file, opened unless it is; OptionError where that can't be done."""
    place = path.absolute()
    with _lock:
        known = _open.get(place)
        if known is not None:
            known.refresh()
            return known
        try:
            database = Database(place)
        except FileNotFoundError:
            raise OptionError(
                f'option "database": there is no file "{path}"', path=("database",), hints=HINTS
            ) from None
        except OSError as error:
            text = f'option "database": can\'t read "{path}": {error.strerror}'
            raise OptionError(text, path=("database",)) from None
        _open[place] = database
        return database


def _read(path: Path) -> tuple[Any, Kind]:
    reader, kind = _read_file(path)
    for other in _halves(path)[1:]:
        second, _ = _read_file(other)
        pair = sorted((reader, second), key=lambda one: int(one.metadata().ip_version))
        return Halves(*pair), kind
    return reader, kind


def _read_file(path: Path) -> tuple[Any, Kind]:
    import maxminddb

    try:
        reader = maxminddb.open_database(str(path))  # by its C extension where that was built
        first: Any = next(iter(reader), (None, {}))[1]
    except maxminddb.InvalidDatabaseError:
        raise OptionError(f'option "database": "{path}" is no MaxMind database', path=("database",)) from None
    name = reader.metadata().database_type
    kind = kind_of(name, first if isinstance(first, dict) else {})
    if kind is None:
        words = ", ".join(known.word for known in KINDS)
        text = f'option "database": "{path}" is of type "{name}", which geoip can\'t use'
        raise OptionError(text, path=("database",), hints=(f"kinds: {words}",))
    return reader, kind


HINTS = (
    "get one: pipeline geoip install   (DB-IP's City Lite, free; --source maxmind for GeoLite2-City)",
    'or name one: database => "/path/to/GeoLite2-City.mmdb"',
    f"or set the environment variable {VARIABLE}",
)


def default_database(kind: str, data_path: str) -> Path:
    """The file to use for "City" or "ASN" where the config names none: an installed one, else the environment's."""
    found = installed_file(kind, data_path)
    if found is not None:
        return found
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    article = "an" if kind == "ASN" else "a"
    raise OptionError(f'needs {article} {kind} database, and none is in "{folder_of(data_path)}"', hints=HINTS)


_watcher: threading.Thread | None = None


def _watch() -> None:
    """Start the thread that looks at the files, unless it runs."""
    global _watcher  # noqa: PLW0603 - there is one for the process
    with _lock:
        if _watcher is None or not _watcher.is_alive():  # a fork leaves threads behind
            _watcher = threading.Thread(target=_look, name="geoip-databases", daemon=True)
            _watcher.start()


def _look() -> None:
    global _watcher  # noqa: PLW0603 - as above
    while True:
        time.sleep(CHECK_EVERY)
        with _lock:
            held = list(_open.values())
            if not held:
                _watcher = None
                return
        while held:
            held.pop().refresh()


def _after_fork() -> None:
    """The thread is not in the new process, which has databases to look at all the same."""
    _lock.release()
    if _open:
        _watch()


os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_after_fork)
