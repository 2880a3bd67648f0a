"""The place where a parse failed, with what the finders of mistakes ask about it."""

import re
from collections.abc import Sequence

from pipeline.errors import Diagnostic
from pipeline.language.lexer import STRING, Lexer
from pipeline.source import Span

# What a reader would take for one thing.
THING = re.compile(
    rf"""{STRING} | [$%]\{{[^}}\s]*\}}? | [$@]?[A-Za-z0-9_][A-Za-z0-9_.-]*
       | [=!<>~]+ | &+ | \|+ | \+?\.?[0-9]+ | //+ | .""",
    re.VERBOSE,
)

FAR = 300


class Place:
    """Where a rule failed: `wanted` is what it expected at offset `at`."""

    def __init__(self, lexer: Lexer, rule: str, wanted: str) -> None:
        self.lexer = lexer
        self.rule = rule
        self.wanted = wanted
        self.at = lexer.at
        self.text = lexer.text
        self.inside = lexer.open[-1] if lexer.open else None

    @property
    def at_end(self) -> bool:
        """Whether the text ends here."""
        return self.at >= len(self.text)

    def thing(self) -> Span:
        """The word, string or sign that stands here."""
        found = THING.match(self.text, self.at)
        return self.lexer.span(self.at, found.end() if found else self.at + 1)

    def line_before(self) -> str:
        """What stands before this place in its line; no more than anybody would look back, as lines may be huge."""
        start = self.text.rfind("\n", 0, self.at) + 1
        return self.text[max(start, self.at - FAR) : self.at]

    def fault(
        self,
        *hints: str,
        span: Span | None = None,
        message: str = "",
        related: Sequence[tuple[Span, str]] = (),
    ) -> Diagnostic:
        """A diagnostic about what stands here, unless told better."""
        culprit = span or self.thing()
        message = message or f"expected {self.wanted}, got {shown(culprit.text)}"
        return Diagnostic(message, culprit, tuple(hints), tuple(related), kind="syntax")


def shown(text: str) -> str:
    """A piece of config in a message: in quotes if it has none, and not too long."""
    first = text.partition("\n")[0].rstrip()
    if len(text) > 60 or first != text:
        first = first[:50] + "..."
    return first if first[:1] in ("'", '"') and len(first) > 1 else f'"{first}"'
