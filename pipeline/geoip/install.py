"""Bring a release into the folder: fetch, verify, unpack, try, and only then put it in the old one's place."""

import errno
import fcntl
import json
import os
import re
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.geoip import other_half
from pipeline.geoip.errors import FetchError
from pipeline.geoip.http import Http, Progress
from pipeline.geoip.release import Release

RECORD = "installed.json"
DATABASE_NAME = re.compile(r"[\w-]+\.mmdb", re.ASCII)
Installed = dict[str, dict[str, Any]]


def installed(folder: Path) -> Installed:
    """What `install` has put into a folder, by edition: source, version, files and when; a damaged record is none."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    entries = record.items() if isinstance(record, dict) else ()
    return {
        word: entry
        for word, entry in entries
        if isinstance(entry, dict) and all((folder / name).is_file() for name in entry.get("files", ["?"]))
    }


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder, and keep a second install out of it; problems with the disk become FetchError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FetchError(f'another "pipeline geoip" is at work in "{folder}"') from None
            yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            text = f'no room is left for "{folder}"'
            raise FetchError(text, ("a City database needs some 250 MB while it is installed",)) from None
        raise FetchError(f'can\'t write to "{folder}": {error.strerror or error}') from None


def install(http: Http, release: Release, folder: Path, progress: Progress) -> list[str]:
    """Fetch a release into a folder, which must be locked; the names of its files.

    At no time is half a database there.  FetchError, or OSError of the disk, leaves the old ones alone.
    """
    part = folder / f".{release.edition.word}-{release.checksum[:16]}.part"
    for stale in folder.glob(f".{release.edition.word}-*.part"):
        if stale != part:
            stale.unlink()
    try:
        http.download(release.url, part, progress)  # a FetchError leaves the part, to go on from
    except OSError:
        part.unlink(missing_ok=True)  # the room that it takes is what is lacking
        raise
    try:
        release.verify(part)
        names = _unpack(part, folder)
    finally:
        part.unlink()
    _remember(folder, release, names)
    return names


def _unpack(archive: Path, folder: Path) -> list[str]:
    """Put the databases of an archive into a folder: the whole one where there is one, else its halves."""
    fresh: list[tuple[Path, Path]] = []
    try:
        with tarfile.open(archive) as tar:
            members = {Path(one.name).name: one for one in tar if one.isfile()}
            for name in _wanted(members):
                made = folder / f".{name}.new"
                fresh.append((made, folder / name))
                _extract(tar, members[name], made)
        for made, _ in fresh:
            _try(made)
        for made, place in fresh:
            made.replace(place)
    except (tarfile.TarError, EOFError, zlib.error):
        raise FetchError("what came is no gzipped tar file") from None
    finally:
        for made, _ in fresh:
            made.unlink(missing_ok=True)
    return [place.name for _, place in fresh]


def _wanted(names: Iterable[str]) -> list[str]:
    found = sorted(name for name in names if DATABASE_NAME.fullmatch(name))
    whole = [name for name in found if other_half(Path(name)) is None]
    if not found:
        raise FetchError("what came holds no database: no file called *.mmdb")
    return whole[:1] or found


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    content = tar.extractfile(member)
    assert content is not None  # as it is a file
    with place.open("wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _try(database: Path) -> None:
    import maxminddb

    try:
        with maxminddb.open_database(database) as reader:
            next(iter(reader), None)
    except (maxminddb.InvalidDatabaseError, ValueError):
        raise FetchError(f'what came as "{database.name[1:-4]}" is no MaxMind database') from None


def _remember(folder: Path, release: Release, names: list[str]) -> None:
    entry = {
        "source": release.source,
        "version": release.version,
        "checksum": f"{release.algorithm}-{release.checksum}",
        "files": names,
        "installed": int(time.time()),
    }
    record = {**installed(folder), release.edition.word: entry}
    made = folder / f".{RECORD}.new"
    made.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    made.replace(folder / RECORD)
