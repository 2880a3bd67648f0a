"""The parser's place in the tokens, and the variables that it has seen."""

from collections.abc import Callable
from typing import Any, NoReturn

from pipeline.ruby.faults import Refused
from pipeline.ruby.nodes import Interpolated, Literal, Node, Seq
from pipeline.ruby.tokens import Token

DEEPEST = 60  # nesting; Python's own parser takes a little more
WAY_OUT = 'what is outside can be written in Python: python { path => "my_filter.py" }'


class Names:
    """The local variables of a method or block; a block sees those around it."""

    def __init__(self, outer: "Names | None" = None) -> None:
        self.own: set[str] = set()
        self.outer = outer

    def __contains__(self, name: str) -> bool:
        return name in self.own or (self.outer is not None and name in self.outer)


class Cursor:
    """Looks at tokens and takes them; what the parts of the parser share."""

    def __init__(self, tokens: list[Token], names: Names, depth: int = 0) -> None:
        self.tokens = tokens
        self.at = 0
        self.names = names
        self.depth = depth
        self.no_do = 0  # a `do` belongs to the `while` around it

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        """A token behind the next one."""
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, passed."""
        token = self.tokens[self.at]
        if token.kind != "eof":
            self.at += 1
        return token

    @property
    def last_end(self) -> int:
        """Where the token before the next one ends."""
        return self.tokens[self.at - 1].end if self.at else 0

    def is_op(self, *values: str) -> bool:
        """Whether the next token is one of some operators."""
        return self.token.kind == "op" and self.token.value in values

    def is_word(self, *values: str) -> bool:
        """Whether the next token is one of some keywords."""
        return self.token.kind == "kw" and self.token.value in values

    def accept(self, value: str) -> bool:
        """Pass an operator or a keyword if it comes next."""
        if self.token.kind in ("op", "kw") and self.token.value == value:
            self.take()
            return True
        return False

    def expect(self, value: str, opened: Token | None = None) -> Token:
        """Pass an operator or keyword that has to come next."""
        if self.token.kind in ("op", "kw") and self.token.value == value:
            return self.take()
        after = f' for the "{opened.value}"' if opened is not None else ""
        self.refuse(f'expected "{value}"{after}')
        return None

    def lines(self) -> None:
        """Pass line ends."""
        while self.token.kind == "nl":
            self.take()

    def separators(self) -> None:
        """Pass line ends and semicolons."""
        while self.token.kind == "nl" or self.is_op(";"):
            self.take()

    def refuse(self, message: str, token: Token | None = None, *hints: str) -> NoReturn:
        """The code is refused at a token; what stands there is told."""
        token = token or self.token
        if message.startswith("expected"):
            message += ", got the end of the code" if token.kind == "eof" else f", got {described(token)}"
        start = min(token.start, max(self.last_end - 1, 0)) if token.kind == "eof" else token.start
        raise Refused(message, start, token.end, *hints)

    def out(self, what: str, token: Token) -> NoReturn:
        """Something of Ruby's that doesn't run here."""
        self.refuse(f"{what} can't be used here", token, WAY_OUT)

    def texts(self, token: Token, parse: Callable[[list[Token]], Node]) -> list[Any]:
        """The parts of a text, interpolations parsed."""
        return [part if isinstance(part, str) else parse(part) for part in token.value]

    def text_node(self, token: Token, parse: Callable[[list[Token]], Node]) -> Node:
        """A text as a node."""
        parts = self.texts(token, parse)
        if all(isinstance(part, str) for part in parts):
            return Literal(token.start, token.end, "".join(parts))
        return Interpolated(token.start, token.end, parts)

    # what the parts of the parser call of each other

    def statement(self) -> Node:
        """One statement, modifiers included."""
        raise NotImplementedError

    def expression(self) -> Node:
        """One expression without modifiers and `and`."""
        raise NotImplementedError

    def body(self, *ends: str) -> Seq:
        """Statements up to one of some words, which is left."""
        raise NotImplementedError


def described(token: Token) -> str:
    """A token in the words of a message."""
    if token.kind == "nl":
        return "the end of the line"
    if token.kind in ("str", "regex", "dsym", "words", "symbols"):
        return "a text"
    return f'"{token.value}"'
