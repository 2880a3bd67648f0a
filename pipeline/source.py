"""A named text and places in it; the excerpt with a caret that every diagnostic shows."""

from bisect import bisect_right
from dataclasses import dataclass

WIDEST = 160  # characters of a source line that an excerpt shows


class Source:
    """A named text: a file's path as the user gave it, or "-e"."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts = [0, *(index + 1 for index, letter in enumerate(text) if letter == "\n")]

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, columns in characters."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A place: offsets in characters, the end exclusive."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line of the start, from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the start, from 1, in characters."""
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """Line of the end."""
        return self.source.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """Column just behind the last character."""
        return self.source.position(self.end)[1]

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]


def excerpt(span: Span, note: str = "") -> str:
    """The source line with its number, and carets under the culprit; tabs are copied so that the carets stand right."""
    line, column = span.source.position(span.start)
    text = span.source.line(line)
    width = max(1, min(span.end - span.start, len(text) - column + 1))
    cut = max(0, column - WIDEST // 2) if len(text) > WIDEST else 0
    shown = text[cut : cut + WIDEST]
    before = "".join("\t" if letter == "\t" else " " for letter in shown[: column - 1 - cut])
    carets = "^" * max(1, min(width, WIDEST - (column - 1 - cut)))
    return f"{line:4} | {shown}\n     | {before}{carets}{f' {note}' if note else ''}"
