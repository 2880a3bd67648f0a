"""Parts of a JSON value by patterns of paths: `filter_path`, and the includes and excludes of `_source`.

A pattern is names with dots between them; * stands for any part of a name, ** for any number of names.  What is named
comes with everything below it.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

Pattern = tuple[str, ...]


class PathFilter:
    """Keeps what `includes` name (everything where there are none), then drops what `excludes` name."""

    def __init__(self, includes: Sequence[str], excludes: Sequence[str]) -> None:
        self._includes = [tuple(pattern.split(".")) for pattern in includes]
        self._excludes = [tuple(pattern.split(".")) for pattern in excludes]
        self._known: dict[tuple[tuple[Pattern, ...], str], tuple[Pattern, ...] | None] = {}

    @classmethod
    def parse(cls, text: str) -> "PathFilter":
        """The filter that `filter_path=took,-hits.hits._source` stands for."""
        patterns = [pattern.strip() for pattern in text.split(",") if pattern.strip()]
        excludes = [pattern[1:] for pattern in patterns if pattern.startswith("-")]
        return cls([pattern for pattern in patterns if not pattern.startswith("-")], excludes)

    def apply(self, value: Any) -> Any:
        """What is left of `value`; None where nothing is."""
        if self._includes:
            value = self._kept(value, tuple(self._includes))
        return self._dropped(value, tuple(self._excludes)) if self._excludes else value

    def _kept(self, value: Any, patterns: tuple[Pattern, ...]) -> Any:
        if isinstance(value, list):
            items = [self._kept(item, patterns) for item in value]
            return [item for item in items if item is not None] or None
        if not isinstance(value, dict):
            return None
        kept = {}
        for name, item in value.items():
            rest = self._below(patterns, name)
            if rest is None:
                kept[name] = item
            elif rest:
                inner = self._kept(item, rest)
                if inner is not None:
                    kept[name] = inner
        return kept or None

    def _dropped(self, value: Any, patterns: tuple[Pattern, ...]) -> Any:
        if isinstance(value, list):
            return [self._dropped(item, patterns) for item in value]
        if not isinstance(value, dict):
            return value
        left = {}
        for name, item in value.items():
            rest = self._below(patterns, name)
            if rest is not None:
                left[name] = self._dropped(item, rest) if rest else item
        return left

    def _below(self, patterns: tuple[Pattern, ...], name: str) -> tuple[Pattern, ...] | None:
        """What the patterns ask for below `name`: None for all of it, nothing for none of it."""
        key = patterns, name
        if key not in self._known:
            rest = [tail for pattern in patterns for tail in _tails(pattern, name)]
            self._known[key] = None if () in rest else tuple(rest)
        return self._known[key]


def _tails(pattern: Pattern, name: str) -> list[Pattern]:
    """What is left of a pattern below a name that it fits."""
    head, tail = pattern[0], pattern[1:]
    if head == "**":
        return [pattern, *([()] if not tail else _tails(tail, name))]
    return [tail] if fnmatchcase(name, head) else []
