"""Looking a text up in a dictionary, which may come from a file that changes while the pipeline runs."""

import re
from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from pipeline.fields import MISSING
from pipeline.filters.translate.files import Entries, read_dictionary
from pipeline.rubyregex import compile_ruby
from pipeline.texts import ruby_text

Find = Callable[[str], Any]
"""(text) -> what the dictionary has for it, MISSING where it has nothing."""
MakeFind = Callable[[Mapping[str, Any]], Find]


def by_key(entries: Mapping[str, Any]) -> Find:
    """The text is a key."""
    get = entries.get
    return lambda text: get(text, MISSING)


def by_pattern(entries: Mapping[str, Any]) -> Find:
    """The first key that matches the text as a regular expression; RubyRegexError where a key is none."""
    patterns = [(compile_ruby(key).search, value) for key, value in entries.items()]

    def find(text: str) -> Any:
        for search, value in patterns:
            if search(text):
                return value
        return MISSING

    return find


def by_replacing(entries: Mapping[str, Any]) -> Find:
    """The text, every key in it replaced by its value; keys are plain texts, and the first that fits counts."""
    tried = [*takewhile(bool, entries), *[key for key in entries if not key]]  # none comes behind the empty text
    keys = re.compile("|".join(map(re.escape, tried)) if tried else "(?!)")
    values = {key: ruby_text(value) for key, value in entries.items()}

    def find(text: str) -> Any:
        found = keys.sub(lambda match: values[match[0]], text)
        return MISSING if found == text else found

    return find


class DictionaryFile:
    """A dictionary in a file.  `find` looks in what was read last; a file that has changed is read by a thread."""

    def __init__(self, path: Path, most_letters: int, make: MakeFind, *, replace: bool) -> None:
        """Read the file; OSError or ValueError where that can't be done.  `replace`: later ones don't add to it."""
        self._path = path
        self._most_letters = most_letters
        self._make = make
        self._replace = replace
        self._lock = Lock()
        self._signature = self._seen()
        self._entries, self.ignored = read_dictionary(path, most_letters)
        self._find = make(self._entries)

    def _seen(self) -> tuple[int, int, int]:
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino

    def find(self, text: str) -> Any:
        """What the dictionary has for a text."""
        return self._find(text)

    def refreshing(self, interval: float, clock: Callable[[], int]) -> Find:
        """`find` that has the file looked at every `interval` seconds; `clock` gives nanoseconds."""
        wait = int(interval * 1_000_000_000)
        due = clock() + wait

        def find(text: str) -> Any:
            nonlocal due
            now = clock()
            if now >= due:
                due = now + wait
                Thread(target=self.refresh, name="dictionary", daemon=True).start()
            return self._find(text)

        return find

    def refresh(self) -> None:
        """Read the file again if it is another one; where that can't be done the last dictionary stays."""
        with self._lock:
            try:
                seen = self._seen()
                if seen != self._signature:
                    self._take(read_dictionary(self._path, self._most_letters)[0])
                    self._signature = seen
            except (OSError, ValueError) as error:
                self._keep(error)

    def _take(self, entries: Entries) -> None:
        entries = entries if self._replace else {**self._entries, **entries}
        self._find = self._make(entries)
        self._entries = entries

    def _keep(self, error: Exception) -> None:
        import structlog

        log = structlog.get_logger(__name__)
        log.error("the dictionary can't be read, the last one stays", path=str(self._path), error=str(error))
