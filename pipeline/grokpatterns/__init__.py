"""Named patterns: where they come from, and how a pattern that names others is written out.

Of those that come with us, a name that begins with `_` is a part of other patterns and not meant for configs: it never
becomes a field of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from glob import glob
from pathlib import Path

from pipeline.errors import did_you_mean
from pipeline.source import Source, Span

LAYOUTS = ("legacy", "ecs-v1")
FOLDER = Path(__file__).parent / "patterns"
REFERENCE = re.compile(
    r"%\{(?P<id>(?P<pattern>[A-z0-9]+)(?::(?P<name>[@#A-z0-9_:.-]+))?)"
    r"(?:=(?P<definition>(?:[^{}\\]++|\\.+|\{(?:[^{}]++|\{[^{}]*\})*+\})+))?[^}]*\}"
)
LINE = re.compile(r"[ \t]*(?P<name>[^\s#]\S*)[ \t]+(?P<regex>.*)")
BRACES = re.compile(r"\{([^{}]*)\}")


class PatternError(ValueError):
    """A pattern can't be written out; `hint` is what would help, if anything, `within` the place in the pattern."""

    def __init__(self, message: str, hint: str | None = None, within: Span | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.within = within


class Library:
    """Patterns by name; what is added later hides what was there."""

    def __init__(self, patterns: Mapping[str, str], *, named_only: bool) -> None:
        self._patterns = dict(patterns)
        self._named_only = named_only
        self._written: dict[str, str] = {}
        self._open: list[str] = []

    def write_out(self, pattern: str) -> str:
        """The regular expression that a pattern stands for: `%{NAME:field:int}` becomes a group called so.

        `%{NAME:field=regex}` defines NAME for the rest of the pattern.  PatternError where it names a pattern that
        isn't there, or one that holds itself.
        """
        if "=" in pattern and any(found["definition"] for found in REFERENCE.finditer(pattern)):
            return self._defining(pattern)
        return self._write_out(pattern)

    def unknown(self, pattern: str) -> Iterator[PatternError]:
        """An error for every `%{NAME...}` in a pattern whose name no pattern has, with its place."""
        known, source = set(self._patterns), Source("", pattern)
        for found in REFERENCE.finditer(pattern):
            if found["definition"]:
                known.add(found["pattern"])
            if found["pattern"] not in known:
                yield self._no_such(found["pattern"], Span(source, *found.span()))

    def _no_such(self, name: str, within: Span | None = None) -> PatternError:
        return PatternError(f'there is no pattern "{name}"', did_you_mean(name, self._offered()), within)

    def _defining(self, pattern: str) -> str:
        """A pattern with definitions of its own, which are forgotten after it."""
        kept, self._patterns = self._patterns, dict(self._patterns)
        try:
            return self._write_out(pattern)
        finally:
            self._patterns = kept
            self._written.clear()

    def _write_out(self, pattern: str) -> str:
        return REFERENCE.sub(self._group, pattern)

    def holder(self, part: str, names: Iterable[str]) -> str | None:
        """Which of some patterns it is that a part of a regular expression comes from: the shortest that holds it."""
        sizes: dict[str, int] = {}
        for name in names:
            with suppress(PatternError):  # one that nobody uses, or that is reported elsewhere
                body = self._body(name)
                if part in body:
                    sizes[name] = len(body)
        return min(sizes, key=sizes.__getitem__, default=None)

    def _group(self, found: re.Match[str]) -> str:
        if found["definition"]:
            self._patterns[found["pattern"]] = found["definition"]
            self._written.clear()
        body = self._body(found["pattern"])
        plain = found["name"] is None and (self._named_only or self._is_part(found["pattern"]))
        return f"(?:{body})" if plain else f"(?<{found['id']}>{body})"

    def _offered(self) -> list[str]:
        return [name for name in self._patterns if not name.startswith("_")]

    def _is_part(self, name: str) -> bool:
        return name.startswith("_") and self._patterns[name] in (bundled(layout).get(name) for layout in LAYOUTS)

    def _body(self, name: str) -> str:
        if name in self._written:
            return self._written[name]
        if name in self._open:
            raise PatternError(f'pattern "{name}" holds itself')
        if name not in self._patterns:
            raise self._no_such(name)
        self._open.append(name)
        try:
            self._written[name] = self._write_out(self._patterns[name])
        finally:
            self._open.pop()
        return self._written[name]


@cache
def bundled(layout: str) -> Mapping[str, str]:
    """The patterns that come with the filter; `layout` is "legacy" or "ecs-v1"."""
    files = [*sorted((FOLDER / "common").glob("*.grok")), *sorted((FOLDER / layout).glob("*.grok"))]
    return {name: regex for file in files for name, regex in read_patterns(file)}


def read_patterns(file: Path) -> Iterator[tuple[str, str]]:
    """The names and patterns of a file: a name, blanks, and its pattern to the end of the line; `#` begins a comment.

    Raises OSError where the file can't be read.
    """
    return ((name, regex) for _, name, regex in numbered_patterns(file))


def numbered_patterns(file: Path) -> Iterator[tuple[int, str, str]]:
    """As read_patterns, with the number of the line before each."""
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        found = LINE.match(line)
        if found is not None:
            yield number, found["name"], found["regex"].removesuffix("\r")


def pattern_files(place: str, names: str) -> list[Path]:
    """The files that an entry of `patterns_dir` means: those of a folder that fit `names`, a file, or a glob."""
    sought = str(Path(place) / names) if Path(place).is_dir() else place
    found = [Path(path) for plain in _without_braces(sought) for path in sorted(glob(plain))]  # noqa: PTH207 - a glob with a path in it
    return [path for path in found if path.is_file()]


def _without_braces(text: str) -> Iterator[str]:
    """Ruby's `{a,b}` in a glob, each choice for itself."""
    found = BRACES.search(text)
    if found is None:
        yield text
        return
    for choice in found[1].split(","):
        yield from _without_braces(f"{text[: found.start()]}{choice}{text[found.end() :]}")
