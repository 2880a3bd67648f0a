"""Which file an event goes to, and how far the values of its fields may lead."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from pipeline.event import Event
from pipeline.sprintf import Template

DYNAMIC = re.compile(r"%\{[^}]+\}")
LONGEST_NAME = 255  # bytes, on most file systems
LONGEST_PATH = 4096
MOST_KNOWN = 4096  # rendered paths that are kept


class PathOf:
    """(event) -> path; one that climbs out of the fixed part, or can't exist, leads to the failure file."""

    def __init__(self, template: Template, failure_name: str, report: Callable[[Path], None]) -> None:
        """`report` is told the failure file when a path that was not seen before leads to it."""
        self._render = template.render
        parts = absolute(template.text).split("/")
        fixed = next((number for number, part in enumerate(parts) if DYNAMIC.search(part)), len(parts) - 1)
        self._root = "/".join(parts[:fixed])
        self._constant = not DYNAMIC.search(template.text)
        self.failure = Path(self._root, failure_name)
        self._known: dict[str, Path] = {}
        self._report = report

    def __call__(self, event: Event) -> Path:
        """The path for an event."""
        text = self._render(event)
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[text] = self._checked(text)
        return known

    def _checked(self, text: str) -> Path:
        full = absolute(text)
        inside = self._constant or full.startswith(self._root + "/")
        if inside and can_exist(full):
            return Path(full)
        self._report(self.failure)
        return self.failure


def absolute(path: str) -> str:
    """The path from the root, `..` taken out; links are not followed, so that the text alone decides."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.resolve follows links


def can_exist(path: str) -> bool:
    """Whether a file system could hold such a path at all."""
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError:
        return False
    too_long = len(encoded) >= LONGEST_PATH or any(len(part) > LONGEST_NAME for part in encoded.split(b"/"))
    return not too_long and b"\0" not in encoded
