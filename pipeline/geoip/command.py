"""`pipeline geoip install`, `update` and `status`: what they do, and what they say on the terminal."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.geoip import EDITIONS, VARIABLE, Edition, folder_of, installed_file, maxmind, npm, other_half
from pipeline.geoip.errors import FetchError
from pipeline.geoip.http import Http, Progress
from pipeline.geoip.install import install, installed, locked
from pipeline.geoip.release import ATTRIBUTIONS, Release

DAY = 86400
OLD_DAYS = 45  # the free databases are made anew each month


class Maker:
    """Where releases come from: DB-IP's from an npm registry, MaxMind's from MaxMind; `server` is another address."""

    def __init__(self, source: str, server: str | None) -> None:
        self._latest = npm.latest if source == "dbip" else maxmind.latest
        self._server = server or (npm.registry() if source == "dbip" else maxmind.SERVER)
        self.http = Http(maxmind.login() if source == "maxmind" else None)

    def latest(self, word: str) -> Release:
        """The newest release of an edition."""
        return self._latest(self.http, EDITIONS[word], self._server)


def install_command(data_path: str, words: Sequence[str], source: str, server: str | None) -> int:
    """Fetch editions; the exit code is 0, 1 where that fails, 2 where the request is wrong."""

    def fetch(folder: Path) -> None:
        maker = Maker(source, server)
        for word in dict.fromkeys(words):
            _fetch(maker, maker.latest(word), folder, data_path)

    return _guarded(data_path, fetch)


def update_command(data_path: str, server: str | None) -> int:
    """Fetch what `install` has fetched before, where there is another version now; the exit code as there."""

    def fetch(folder: Path) -> None:
        entries = installed(folder)
        if not entries:
            raise FetchError(f'nothing is installed in "{folder}"', ("first: pipeline geoip install",), code=2)
        makers: dict[str, Maker] = {}
        for word, entry in entries.items():
            source = entry["source"]
            maker = makers[source] = makers.get(source) or Maker(source, server)
            release = maker.latest(word)
            if entry["checksum"] == f"{release.algorithm}-{release.checksum}":
                print(f"{word}: version {release.version} is the newest")
            else:
                _fetch(maker, release, folder, data_path)

    return _guarded(data_path, fetch)


def _guarded(data_path: str, work: Callable[[Path], None]) -> int:
    folder = folder_of(data_path)
    try:
        with locked(folder):
            work(folder)
    except FetchError as error:
        print("\n".join([str(error), *(f"     = {hint}" for hint in error.hints)]), file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("stopped; nothing was changed, and the next time goes on from here", file=sys.stderr)
        return 130
    return 0


def _fetch(maker: Maker, release: Release, folder: Path, data_path: str) -> None:
    word = release.edition.word
    with _progress(f"{word} {release.version}") as progress:
        names = install(maker.http, release, folder, progress)
    print(f"{word}: version {release.version} is installed as {' and '.join(str(folder / name) for name in names)}")
    used = installed_file(word, data_path)
    if used is not None and used.name not in names:
        print(f'note: a filter that names no database uses "{used}", which comes first')
    if word == "Country":
        print(f'to use it: geoip {{ database => "{folder / names[0]}" ... }}')
    print(ATTRIBUTIONS[release.source])


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A bar on a terminal, a line at the start and the end elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        print(f"{what}: fetching", file=sys.stderr)
        yield lambda have, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console) as bars:
        task = bars.add_task(what, total=None)
        yield lambda have, total: bars.update(task, completed=have, total=total)


def status_command(data_path: str) -> int:
    """Say which databases there are; the exit code is 1 where none would be found by a filter."""
    folder = folder_of(data_path)
    entries = installed(folder)
    lines = [
        line for edition in EDITIONS.values() for line in _lines(edition, data_path, entries.get(edition.word, {}))
    ]
    named = os.environ.get(VARIABLE)
    if named:
        lines.append(f"{VARIABLE} names {_described(Path(named))}, for filters that find no other")
    if not lines:
        print(f'no database is in "{folder}"\n     = get one: pipeline geoip install', file=sys.stderr)
        return 1
    print("\n".join(lines))
    for source in sorted({str(entry.get("source")) for entry in entries.values()} & set(ATTRIBUTIONS)):
        print(ATTRIBUTIONS[source])
    return 0


def _lines(edition: Edition, data_path: str, entry: dict[str, Any]) -> Iterator[str]:
    """A line for each file of an edition; the first is the one that filters use."""
    folder = folder_of(data_path)
    used = installed_file(edition.word, data_path)
    for path in (folder / name for name in edition.file_names):
        if path.is_file():
            ours = path.name in entry.get("files", ())
            version = f", {entry['source']} {entry['version']}" if ours else ""
            hidden = "" if used in (path, other_half(path)) else f", hidden by {used.name if used else 'none'}"
            yield f"{edition.word}: {_described(path)}{version}{hidden}"


def _described(path: Path) -> str:
    """The file, its size, and when it was made."""
    import maxminddb

    try:
        size = path.stat().st_size
        with maxminddb.open_database(path) as reader:
            made = reader.metadata().build_epoch
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        return f'"{path}", which can\'t be read: {error}'
    days = int(time.time() - made) // DAY
    old = " (old; newer ones come each month: pipeline geoip update)" if days > OLD_DAYS else ""
    return f'"{path}", {size / 1e6:,.1f} MB, made {time.strftime("%Y-%m-%d", time.gmtime(made))}{old}'
