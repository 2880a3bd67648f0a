"""A named text and places in it; the excerpt with a caret that every diagnostic shows."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

WIDEST = 120  # characters of a source line that an excerpt shows
SECRET = re.compile(
    r"""(?:pas+w|passphrase|_pass(?![^\W_])|secret|token|api_?key|credential|authorization|cloud_auth|jaas_?co)\w*
    ["']?\s*(?:(=>|=(?!>)|:)\s*)?
    (?!["']?\$)  # the name of a variable is no secret
    (?!(?<=\w)["'](?:[\s,\])}=>]|$))  # nor is what stands behind a name in quotes: ["token", "a"]
    ("[^"]*"?|'[^']*'?|(?(1)[^\s"'{}\[\]]+|(?!)))""",
    re.VERBOSE | re.IGNORECASE,
)
USER_IN_URL = re.compile(r"://[^/\s@\"']*:([^/\s@\"']*)@")
CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) != "\t"} | {127: 0x2421}


class Source:
    """A named text: a file's path as the user gave it, or "-e"."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._hidden: list[tuple[int, int]] = []
        self._shown: Source | None = None

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

    def hide(self, start: int, end: int) -> None:
        """What stands there is the value of a secret option: it is never shown."""
        self._hidden.append((start, end))
        self._shown = None

    def shown(self) -> str:
        """The text as it may be shown, as long as it is: stars stand for secrets.

        Before the options are known, or where the text doesn't parse, names such as `password` tell what is one.
        """
        text = self.text
        for start, end in self._secrets():
            text = f"{text[:start]}{_stars(text[start:end])}{text[end:]}"
        return text

    def _secrets(self) -> list[tuple[int, int]]:
        found = [match.span(2) for match in SECRET.finditer(self.text)]
        return [*found, *(match.span(1) for match in USER_IN_URL.finditer(self.text)), *self._hidden]

    def without_secrets(self, message: str) -> str:
        """A message about this text, with stars where it quotes a secret."""
        for start, end in self._secrets():
            secret = self.text[start:end].strip("\"'")
            if len(secret) > 1:
                message = message.replace(secret, _stars(secret))
        return message

    def shown_line(self, number: int) -> str:
        """A line as it may be shown."""
        if self._shown is None:
            self._shown = Source(self.name, self.shown())
        return self._shown.line(number)


def _stars(secret: str) -> str:
    return re.sub(r"[^\s\"']", "*", secret)


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
    def place(self) -> str:
        """`path:line:column` of the start."""
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]


def excerpt(span: Span, note: str = "") -> str:
    """The line where a span begins, with its number, and carets under the culprit; long lines are cut around it."""
    number, column = span.source.position(span.start)
    text, start = span.source.shown_line(number), column - 1
    end = max(start + 1, min(start + span.end - span.start, len(text)))
    text, start, end = _cut(text, start, end)
    gutter = f"{number:4} | "
    carets = "^" * max(1, sum(_columns(letter) for letter in text[start:end]))
    under = " " * (len(gutter) - 2) + "| " + _blank(text[:start]) + carets
    return f"{gutter}{text.translate(CONTROLS)}\n{under}{f' {note}' if note else ''}"


def _cut(text: str, start: int, end: int) -> tuple[str, int, int]:
    """At most WIDEST characters of a line, the culprit among them."""
    if len(text) <= WIDEST:
        return text, start, end
    left = max(0, min(start - WIDEST // 3, len(text) - WIDEST))
    before, behind = "..." if left else "", "..." if left + WIDEST < len(text) else ""
    moved = len(before) - left
    return f"{before}{text[left : left + WIDEST]}{behind}", start + moved, min(end, left + WIDEST) + moved


def _columns(letter: str) -> int:
    """How many columns of a terminal a character takes."""
    return 0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1


def _blank(text: str) -> str:
    """Blanks as wide as a text; tabs stay tabs."""
    return "".join("\t" if letter == "\t" else " " * _columns(letter) for letter in text)
