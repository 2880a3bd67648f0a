"""The tree of Ruby code."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Node:
    """Anything in the tree, with its offsets in the code."""

    start: int
    end: int


@dataclass(slots=True)
class Literal(Node):
    """nil, true, false, a number, or a text without interpolation."""

    value: Any


@dataclass(slots=True)
class Interpolated(Node):
    """A text of several parts: str or Node; a symbol where `symbol` is set."""

    parts: list[Any]
    symbol: bool = False


@dataclass(slots=True)
class SymbolNode(Node):
    """`:name`."""

    name: str


@dataclass(slots=True)
class RegexNode(Node):
    """`/.../`, its parts str or Node."""

    parts: list[Any]
    flags: str


@dataclass(slots=True)
class ArrayNode(Node):
    """`[...]`; items may be Splats."""

    items: list[Node]


@dataclass(slots=True)
class HashNode(Node):
    """`{...}` or the labels of a call; a key None stands for `**value`."""

    pairs: list[tuple[Node | None, Node]]
    braces: bool = True


@dataclass(slots=True)
class RangeNode(Node):
    """`low..high`."""

    low: Node | None
    high: Node | None
    exclusive: bool


@dataclass(slots=True)
class Local(Node):
    """A local variable."""

    name: str


@dataclass(slots=True)
class Ivar(Node):
    """`@name`."""

    name: str


@dataclass(slots=True)
class Gvar(Node):
    """`$~` and its like."""

    name: str


@dataclass(slots=True)
class Const(Node):
    """`A::B`."""

    name: str


@dataclass(slots=True)
class SelfNode(Node):
    """`self`."""


@dataclass(slots=True)
class Assign(Node):
    """`target = value`."""

    target: Node
    value: Node


@dataclass(slots=True)
class OpAssign(Node):
    """`target op= value`; the operator is `||`, `&&` or one of the others."""

    target: Node
    operator: str
    value: Node


@dataclass(slots=True)
class MultiAssign(Node):
    """`a, (b, *c) = value`; targets may be Splats and lists."""

    targets: list[Any]
    value: Node


@dataclass(slots=True)
class Call(Node):
    """`receiver.name(args) { block }`; operators and `[]` too."""

    receiver: Node | None
    name: str
    args: list[Node]
    block: "Block | BlockPass | None" = None
    safe: bool = False
    name_start: int = 0
    name_end: int = 0
    parens: bool = False


@dataclass(slots=True)
class Splat(Node):
    """`*value`."""

    value: Node | None


@dataclass(slots=True)
class BlockPass(Node):
    """`&value`."""

    value: Node


@dataclass(slots=True)
class Param:
    """A parameter: kind is req, opt, rest, key, keyrest, block or group (names in parentheses)."""

    kind: str
    name: str
    default: Node | None = None
    group: "list[Param] | None" = None


@dataclass(slots=True)
class Block(Node):
    """`{ |params| body }`, or a lambda."""

    params: list[Param]
    body: Node
    is_lambda: bool = False


@dataclass(slots=True)
class Logic(Node):
    """`and` and `or`."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True)
class Not(Node):
    """`!value`."""

    value: Node


@dataclass(slots=True)
class If(Node):
    """`if`, `unless`, the modifiers and the ternary."""

    condition: Node
    then: Node
    otherwise: Node | None


@dataclass(slots=True)
class Case(Node):
    """`case subject when ...`."""

    subject: Node | None
    clauses: list[tuple[list[Node], Node]]
    otherwise: Node | None


@dataclass(slots=True)
class While(Node):
    """`while`, `until`; `first` runs the body before the condition is asked."""

    condition: Node
    body: Node
    negated: bool
    first: bool


@dataclass(slots=True)
class Rescue:
    """One `rescue A, B => name`."""

    classes: list[Node]
    target: Node | None
    body: Node


@dataclass(slots=True)
class Begin(Node):
    """`begin ... rescue ... else ... ensure ... end`."""

    body: Node
    rescues: list[Rescue]
    otherwise: Node | None
    ensure: Node | None


@dataclass(slots=True)
class Jump(Node):
    """`return`, `break`, `next` with their value."""

    word: str
    value: Node | None


@dataclass(slots=True)
class Def(Node):
    """`def name(params)`."""

    name: str
    params: list[Param]
    body: Node


@dataclass(slots=True)
class Seq(Node):
    """Statements one after the other; the last one's value counts."""

    body: list[Node]


@dataclass(slots=True)
class Defined(Node):
    """`defined?(value)`."""

    value: Node


@dataclass(slots=True)
class Yield(Node):
    """`yield args`."""

    args: list[Node]
