"""Which files `path` and `exclude` mean, by the rules of Ruby's Dir.glob and File.fnmatch."""

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

BRACES = re.compile(r"\{([^{}]*)\}")


class Key(NamedTuple):
    """What a file is, whatever it is called."""

    inode: int
    major: int
    minor: int


def key_of(status: os.stat_result) -> Key:
    """The key of a file, from its status."""
    return Key(status.st_ino, os.major(status.st_dev), os.minor(status.st_dev))


def find_files(patterns: Iterable[str], exclude: Sequence[str]) -> Iterator[tuple[str, os.stat_result]]:
    """Each regular file that a pattern names and none excludes, once, with its status."""
    seen: set[str] = set()
    for pattern in patterns:
        for path in sorted(_expand(pattern)):
            if path in seen or excluded(path, exclude):
                continue
            seen.add(path)
            try:
                status = Path(path).stat()
            except OSError:
                continue  # gone since the folder was listed, or not ours to look at
            if S_ISREG(status.st_mode):
                yield path, status


def _expand(pattern: str) -> set[str]:
    found: set[str] = set()
    for plain in alternatives(pattern):
        named = plain.removesuffix("**") + "*" if plain.endswith("/**") else plain  # at the end ** is no more than *
        found.update(glob.glob(named, recursive=True))  # noqa: PTH207 - Path.glob finds hidden files, too
    return found


def alternatives(pattern: str) -> list[str]:
    """`a{b,c}d` -> `abd`, `acd`; braces may stand in braces."""
    found = BRACES.search(pattern)
    if found is None:
        return [pattern]
    start, end = found.span()
    return [one for word in found[1].split(",") for one in alternatives(pattern[:start] + word + pattern[end:])]


def excluded(path: str, patterns: Sequence[str]) -> bool:
    """Whether a pattern matches the file's name; a wildcard at its start matches no dot."""
    name = Path(path).name
    return any(fnmatchcase(name, pattern) and (name[0] != "." or pattern[:1] == ".") for pattern in patterns)


def renamed_to(path: str, key: Key) -> str | None:
    """Where a file of the folder of `path` has gone: the name there that has this key."""
    try:
        with os.scandir(Path(path).parent) as entries:
            return next(
                (entry.path for entry in entries if entry.inode() == key.inode and key_of(entry.stat()) == key), None
            )
    except OSError:
        return None
