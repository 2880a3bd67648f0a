r"""What the language's tokens look like, and a reader that takes them off a text.

Tokens depend on where they stand ("a" in brackets may be a field, a slash may open a pattern), so nothing is cut
up in advance: the parser asks for the token that its rule wants.
"""

import re
from dataclasses import dataclass

from pipeline.source import Source, Span

BLANK = " \t\r\n"

# Possessive, as a string goes on behind \" even where no quote is left to end it: nothing is ever read twice.
STRING = r""" "[^"\\]*+(?:\\"?[^"\\]*+)*+" | '[^'\\]*+(?:\\'?[^'\\]*+)*+' """
STRING_ALONE = re.compile(STRING, re.VERBOSE)
BLANKS = re.compile(r"(?:[ \t\r\n]++|\#[^\r\n]*+\r?(?:\n|\Z))*+")
NAME = re.compile(rf"(?P<name>[A-Za-z0-9_-]++)|(?P<string>{STRING})", re.VERBOSE)
NUMBER = re.compile(r"-?[0-9]++(?:\.[0-9]*+)?")
BAREWORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]++")
KEY = re.compile(rf"(?P<number>{NUMBER.pattern})|(?P<bareword>{BAREWORD.pattern})|(?P<string>{STRING})", re.VERBOSE)
SELECTOR = re.compile(r"(?:\[[^\]\[,]++\])++")
OPERAND = re.compile(
    rf"""(?P<string>{STRING}) | (?P<number>{NUMBER.pattern}) | (?P<selector>{SELECTOR.pattern}) | (?P<array>\[)
       | (?P<call>{BAREWORD.pattern}) | (?P<regexp>/[^/\\]*+(?:\\/?[^/\\]*+)*+/)""",
    re.VERBOSE,
)
OPERATOR = re.compile(r"==|!=|<=|>=|=~|!~|<|>|in|not[ ]")
BOOLEAN = re.compile(r"and|or|xor|nand")

ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\\": "\\", '"': '"', "'": "'"}


def unescape(text: str) -> str:
    r"""Fill in `\n`, `\t`, `\"` and their like; other backslashes stay, as config.support_escapes has it."""
    return ESCAPE.sub(lambda found: ESCAPED.get(found[1], found[0]), text)


def escape(text: str) -> str:
    """The text that `unescape` makes `text` of."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


@dataclass(frozen=True, slots=True)
class Opened:
    """A bracket that waits for its end: what it is called, and where it stands."""

    what: str
    span: Span
    bracket: str


class Lexer:
    """A place in a text that moves forward, and the brackets that are open there."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.open: list[Opened] = []
        self.last_string: Span | None = None
        self.closed: list[tuple[Opened, int]] = []  # and where the closing bracket stands

    def span(self, start: int, end: int | None = None) -> Span:
        """From `start` to `end`, or to where we are."""
        return Span(self.source, start, self.at if end is None else end)

    def skip(self) -> int:
        """Pass over blanks and comments; where we are then."""
        self.at = self.after_blanks(self.at)
        return self.at

    def after_blanks(self, at: int) -> int:
        """Where the blanks and comments that may stand at `at` end."""
        found = BLANKS.match(self.text, at)
        assert found is not None
        return found.end()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Move behind a token if it stands here."""
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def stands(self, literal: str) -> bool:
        """Whether these characters come next."""
        return self.text.startswith(literal, self.at)

    def accept(self, literal: str) -> bool:
        """Move behind these characters if they come next."""
        if not self.text.startswith(literal, self.at):
            return False
        self.at += len(literal)
        return True
