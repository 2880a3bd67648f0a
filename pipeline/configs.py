"""Where a config comes from: files, folders and patterns in name order, or a text given with -e."""

import glob
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, Diagnostic
from pipeline.source import Source, Span


def read_sources(settings: Mapping[str, Any]) -> list[Source]:
    """The texts that the settings name, in the order in which they are joined; ConfigError where there are none."""
    sources: list[Source] = []
    faults: list[Diagnostic] = []
    if settings["config.string"]:
        sources.append(Source("-e", settings["config.string"]))
        sources += [
            Source(f"default {kind}", text) for kind, text in DEFAULTS.items() if not _has(kind, sources[0].text)
        ]
    wanted = settings["path.config"]
    for pattern in [wanted] if isinstance(wanted, str) else wanted:
        if pattern:
            for path in _files(pattern):
                try:
                    sources.append(_read(path))
                except ConfigError as error:
                    faults += error.diagnostics
    if faults:
        raise ConfigError(faults)
    if not sources:
        raise ConfigError([Diagnostic("no config given", hints=("name a file with -f, or give the text with -e",))])
    return sources


# What a config given with -e lacks, as in Logstash.
DEFAULTS = {"input": "input { stdin { type => stdin } }", "output": "output { stdout { codec => rubydebug } }"}


def _has(kind: str, text: str) -> bool:
    return re.search(rf"\b{kind}\s*{{", text) is not None


def _files(pattern: str) -> Iterable[str]:
    """A file, every file of a folder, or what a pattern matches; backups (`~`) and hidden files are passed over."""
    path = Path(pattern)
    if path.is_dir():
        found = [str(inside) for inside in path.iterdir() if inside.is_file()]
    elif path.exists():
        return [pattern]
    else:
        found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    files = sorted(file for file in found if not file.endswith("~") and not Path(file).name.startswith("."))
    if not files:
        raise ConfigError([Diagnostic(f'no config file at "{pattern}"')])
    return files


def _read(path: str) -> Source:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ConfigError([Diagnostic(f"{path}: {error.strerror}")]) from None
    try:
        return Source(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError([_not_utf8(path, data, error.start)]) from None


def _not_utf8(path: str, data: bytes, start: int) -> Diagnostic:
    """Where the first byte stands that is no UTF-8, and what it may have been meant for."""
    place = len(data[:start].decode("utf-8"))
    span = Span(Source(path, data.decode("utf-8", "replace")), place, place + 1)
    byte = data[start : start + 1]
    hints = ["save the file as UTF-8"]
    if byte >= b"\xa0":
        hints.insert(0, f'in ISO-8859-1 and Windows-1252 this byte is "{byte.decode("latin-1")}"')
    return Diagnostic(f"expected UTF-8, got the byte 0x{byte[0]:02X}", span, tuple(hints), kind="syntax")
