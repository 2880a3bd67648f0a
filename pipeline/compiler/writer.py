"""Lines of generated Python with, beside each, the place in the config that it stands for.

The places become line and column numbers of the code object, so that tracebacks, profilers and coverage speak of the
config's lines (pipeline/compiler/load.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.source import Span


class Writer:
    """Collects lines at the current indentation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.spans: list[Span | None] = []
        self._depth = 0

    def line(self, text: str, span: Span | None = None) -> None:
        """Write one line; without a span it stands for the same place as the line before."""
        self.lines.append(" " * self._depth + text)
        self.spans.append(span)

    def text_block(self, text: str, span: Span | None = None) -> None:
        """Write lines that are indented among themselves; all of them stand for one place."""
        for line in text.splitlines():
            self.line(line, span)

    @contextmanager
    def block(self, head: str, span: Span | None = None) -> Iterator[None]:
        """A line that opens a block; what is written inside is indented, and an empty block gets a pass."""
        self.line(head, span)
        self._depth += 1
        written = len(self.lines)
        yield
        if len(self.lines) == written:
            self.line("pass", span)
        self._depth -= 1

    def text(self) -> str:
        """The whole program."""
        return "\n".join(self.lines) + "\n"
