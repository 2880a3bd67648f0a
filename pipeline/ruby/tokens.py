"""Tokens of Ruby code."""

from dataclasses import dataclass, field
from typing import Any

KEYWORDS = frozenset(
    [
        "alias",
        "and",
        "begin",
        "break",
        "case",
        "class",
        "def",
        "defined?",
        "do",
        "else",
        "elsif",
        "end",
        "ensure",
        "false",
        "for",
        "if",
        "in",
        "module",
        "next",
        "nil",
        "not",
        "or",
        "redo",
        "rescue",
        "retry",
        "return",
        "self",
        "super",
        "then",
        "true",
        "undef",
        "unless",
        "until",
        "when",
        "while",
        "yield",
        "BEGIN",
        "END",
        "__FILE__",
        "__LINE__",
        "__method__",
    ]
)
VALUE_WORDS = frozenset(("end", "self", "true", "false", "nil", "__FILE__", "__LINE__", "__method__"))
VALUE_KINDS = frozenset(
    ("int", "float", "str", "sym", "dsym", "regex", "words", "symbols", "ident", "const", "ivar", "gvar")
)


@dataclass(slots=True)
class Token:
    """One token.  Offsets count from the start of the code; `spaced`: blanks stand before it.

    `value` is a name, a number, or for texts a list of parts: str, or a list of Tokens for `#{...}`.
    """

    kind: str
    value: Any
    start: int
    end: int
    spaced: bool = False
    flags: str = field(default="")

    def ends_value(self) -> bool:
        """Whether an operator rather than a value is expected behind it."""
        if self.kind in VALUE_KINDS:
            return True
        if self.kind == "kw":
            return self.value in VALUE_WORDS
        return self.kind == "op" and self.value in (")", "]", "}")
