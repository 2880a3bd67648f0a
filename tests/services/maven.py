"""Fetches the services' files by Maven into a cache folder outside the tree, once for all test runs of a computer."""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.missing import MissingToolError

ATTEMPTS = 3
DOWNLOAD_SECONDS = 600
_PAUSE = 5
DEPENDENCY = """<dependency>
<groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version><type>{}</type>
</dependency>
"""
POM = """<project>
<modelVersion>4.0.0</modelVersion>
<groupId>pipeline.tests</groupId><artifactId>services</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>{}</dependencies>
</project>
"""


class DownloadError(Exception):
    """Maven could not fetch something; the text is the end of what Maven said."""


def cache_folder() -> Path:
    """Where the files are kept: PIPELINE_TEST_CACHE, or the user's cache folder.

    Root's is /var/cache, because Elasticsearch runs as another user, who may not look into root's home.
    """
    if given := os.environ.get("PIPELINE_TEST_CACHE"):
        return Path(given).absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/pipeline-tests")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pipeline-tests"


def fetch(name: str, coordinates: list[str], unpack: Callable[[Path], None] = lambda _: None) -> Path:
    """The folder of this name in the cache, filled with the artifacts of `coordinates` and all they depend on.

    A coordinate is "group:artifact:version:type".  `unpack` gets the folder before anybody else sees it, and may
    change what lies there.  Whoever comes second waits for the first; a download that broke leaves nothing behind.
    """
    cache = cache_folder()
    folder = cache / name
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / f"{name}.lock"):
        if not folder.is_dir():
            _fill(folder, coordinates, unpack)
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fill(folder: Path, coordinates: list[str], unpack: Callable[[Path], None]) -> None:
    for half_done in folder.parent.glob(f".{folder.name}.*"):
        shutil.rmtree(half_done, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True) as work:
        files = Path(work) / "files"
        _download(Path(work), files, coordinates)
        unpack(files)
        files.rename(folder)


def _download(work: Path, target: Path, coordinates: list[str]) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingToolError("Maven", "none found", "apt-get install maven")
    dependencies = "".join(DEPENDENCY.format(*coordinate.split(":")) for coordinate in coordinates)
    (work / "pom.xml").write_text(POM.format(dependencies), "utf-8")
    command = [maven, "-B", "-q", "-Dstyle.color=never", "dependency:copy-dependencies", f"-DoutputDirectory={target}"]
    # What lies broken in the user's own Maven repository is not asked for again, so later attempts take one of theirs.
    own_repository = [f"-Dmaven.repo.local={work / 'repository'}"]
    for attempt in range(ATTEMPTS):
        fault = _run(command + own_repository * bool(attempt), work) or _broken(target)
        if not fault:
            return
        shutil.rmtree(target, ignore_errors=True)
        time.sleep(_PAUSE)
    raise DownloadError(f"Maven could not fetch {', '.join(coordinates)}: {fault}")


def _run(command: list[str], folder: Path) -> str:
    """Run Maven; the end of what it said if it failed."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"nothing after {DOWNLOAD_SECONDS} s"
    return (done.stdout + done.stderr)[-2000:] or "no reason given" if done.returncode else ""


def _broken(folder: Path) -> str:
    """Which archive does not hold what its own checksums promise (Maven only warns of a checksum that is wrong)."""
    for archive in folder.iterdir():
        try:
            with zipfile.ZipFile(archive) as content:
                if content.testzip() is not None:
                    return f"{archive.name} is broken"
        except zipfile.BadZipFile:
            return f"{archive.name} is no archive"
    return ""
