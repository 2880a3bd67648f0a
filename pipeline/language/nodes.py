"""The tree of a config: frozen dataclasses, each with its span.

Two trees are equal when they mean the same: spans and warnings don't count.

    Config ─ Section ─ Plugin ─ Option ─ String, Number, Array, Hash, Plugin (a codec)
                     └ Branch ─ Clause ─ And, Or, Xor, Nand, Not, Compare, Match, In
                                         over Selector, String, Number, Array, Regexp, MethodCall
"""

from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import Diagnostic
from pipeline.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything in the tree; `span` is where it stands, from its first to its last character."""

    span: Span = field(compare=False, repr=False)


# --- values


@dataclass(frozen=True, slots=True)
class String(Node):
    """A text without its quotes, or a bareword."""

    text: str
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number, and the text it was written as: 010 is 8."""

    value: int | float
    text: str


@dataclass(frozen=True, slots=True)
class Array(Node):
    """A list of values."""

    items: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Hash(Node):
    """Keys and values in the order of the file; of two equal keys the last one counts."""

    pairs: "tuple[tuple[Value, Value], ...]"


@dataclass(frozen=True, slots=True)
class Option(Node):
    """`name => value`."""

    name: str
    value: "Value"
    name_span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Plugin(Node):
    """`name { options }`: an input, filter or output, or as a value a codec."""

    name: str
    options: tuple[Option, ...]
    name_span: Span = field(compare=False, repr=False, kw_only=True)


Value = String | Number | Array | Hash | Plugin

# --- conditions


@dataclass(frozen=True, slots=True)
class Selector(Node):
    """A field: `[a][b]`, and its elements `a` and `b`, blanks and quotes as written."""

    text: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regexp(Node):
    """`/pattern/`, without its slashes."""

    pattern: str


@dataclass(frozen=True, slots=True)
class MethodCall(Node):
    """`name(arguments)`."""

    name: str
    arguments: "tuple[Operand, ...]"


Operand = Selector | String | Number | Array | Regexp | MethodCall


@dataclass(frozen=True, slots=True)
class Joined(Node):
    """Two expressions and what joins them."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class And(Joined):
    """Both are true; `a and b and c` is And(And(a, b), c)."""


@dataclass(frozen=True, slots=True)
class Or(Joined):
    """At least one is true; nested to the left as And is."""


@dataclass(frozen=True, slots=True)
class Xor(Joined):
    """Exactly one is true."""


@dataclass(frozen=True, slots=True)
class Nand(Joined):
    """Not both are true."""


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`!(...)` or `![field]`."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """A comparison of two operands."""

    operator: Literal["==", "!=", "<", ">", "<=", ">="]
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Match(Node):
    """`=~`, or negated `!~`; a string on the right is a pattern too."""

    negated: bool
    left: Operand
    right: Regexp | String


@dataclass(frozen=True, slots=True)
class In(Node):
    """`in`, or negated `not in`."""

    negated: bool
    left: Operand
    right: Operand


Expression = Joined | Not | Compare | Match | In | Operand

# --- the frame


@dataclass(frozen=True, slots=True)
class Clause(Node):
    """One arm of a branch; the else arm has no condition."""

    condition: Expression | None
    body: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """`if`, any `else if`, perhaps `else`."""

    clauses: tuple[Clause, ...]


Statement = Plugin | Branch


@dataclass(frozen=True, slots=True)
class Section(Node):
    """`input`, `filter` or `output` with what stands in its braces."""

    kind: Literal["input", "filter", "output"]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Config(Node):
    """A whole text; `warnings` tell what is valid but seldom meant."""

    sections: tuple[Section, ...]
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)
