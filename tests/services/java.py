"""Finds the Javas of this computer, so that a service gets one that is new enough and no newer than it must be."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.services.missing import MissingToolError

VERSION = re.compile(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)')
PLACES = ("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")


def find_java(least: int) -> Path:
    """The home folder of the oldest Java that is at least version `least`; MissingToolError where there is none."""
    found = {version: home for home in _homes() if (version := _version(home)) is not None}
    fitting = [version for version in found if version >= least]
    if not fitting:
        known = f"only {', '.join(map(str, sorted(found)))} found" if found else "none found"
        raise MissingToolError(f"Java {least} or newer", known, f"apt-get install openjdk-{least}-jre-headless")
    return found[min(fitting)]


def _homes() -> Iterator[Path]:
    if "JAVA_HOME" in os.environ:
        yield Path(os.environ["JAVA_HOME"])
    if command := shutil.which("java"):
        yield Path(command).resolve().parent.parent
    for pattern in PLACES:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))
    yield from sorted(Path.home().glob(".sdkman/candidates/java/*"))


def _version(home: Path) -> int | None:
    """The major version of the Java at a place: from its `release` file, else from its own mouth."""
    command = home / "bin" / "java"
    if not os.access(command, os.X_OK):
        return None
    release = home / "release"
    text = release.read_text("utf-8") if release.is_file() else ""
    if not VERSION.search(text):
        text = subprocess.run([command, "-version"], capture_output=True, text=True, check=False).stderr
    match = VERSION.search(text)
    return int(match[1]) if match else None
