"""What a Ruby pattern is made of, once it is read."""

from dataclasses import dataclass, field
from typing import Literal

from pipeline.rubyregex.charsets import Characters


class RubyRegexError(ValueError):
    """The text is no Ruby pattern, or one that can't be had here; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Character:
    """One character that stands for itself."""

    code: int


@dataclass(frozen=True, slots=True)
class AnyCharacter:
    """The dot."""

    line_ends: bool  # under (?m) it takes line ends too


@dataclass(frozen=True, slots=True)
class OneOfThem:
    """A character class."""

    characters: Characters
    ignore_case: bool


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place between characters, by its letter in Ruby: `^ $ A z Z b B G`; `a` after it: in ASCII."""

    kind: str


@dataclass(frozen=True, slots=True)
class Special:
    """Line breaks, grapheme clusters and "keep": `R`, `X`, `K`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses; a number makes it a capture."""

    body: "Node"
    number: int | None = None
    atomic: bool = False


@dataclass(frozen=True, slots=True)
class Cased:
    """What stands under (?i) or (?-i)."""

    body: "Node"
    ignore: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Look-ahead and look-behind."""

    body: "Node"
    behind: bool
    negated: bool


Mode = Literal["greedy", "lazy", "possessive"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A quantifier; `high` None is without end; `place` is where it stands in the text, its end exclusive."""

    body: "Node"
    low: int
    high: int | None
    mode: Mode
    place: tuple[int, int] = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Backreference:
    """The text of a capture again; several numbers where a name was given several times."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Call:
    r"""The pattern of a group again: `\g<name>`."""

    target: str


@dataclass(frozen=True, slots=True)
class Conditional:
    """`(?(1)yes|no)`."""

    number: int
    yes: "Node"
    no: "Node"


Node = (
    Character
    | AnyCharacter
    | OneOfThem
    | Assertion
    | Special
    | Sequence
    | Choice
    | Group
    | Cased
    | Look
    | Repeat
    | Backreference
    | Call
    | Conditional
)
EMPTY = Sequence(())


def width(node: Node) -> tuple[int, int | None]:
    """How many characters a pattern takes, least and most; None is without end or unknown."""
    if isinstance(node, Character | AnyCharacter | OneOfThem):
        return 1, 1
    if isinstance(node, Assertion | Look):
        return 0, 0
    if isinstance(node, Sequence):
        return _total([width(item) for item in node.items])
    if isinstance(node, Choice):
        return _widest([width(option) for option in node.options])
    if isinstance(node, Group | Cased):
        return width(node.body)
    if isinstance(node, Repeat):
        low, high = width(node.body)
        return low * node.low, None if high is None or (node.high is None and high) else high * (node.high or 0)
    if isinstance(node, Conditional):
        return _widest([width(node.yes), width(node.no)])
    return (1, None) if isinstance(node, Special) and node.kind in "RX" else (0, None)


def _total(widths: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    highs = [high for _, high in widths]
    return sum(low for low, _ in widths), None if None in highs else sum(high or 0 for high in highs)


def _widest(widths: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    highs = [high for _, high in widths]
    return min(low for low, _ in widths), None if None in highs else max(high or 0 for high in highs)
