"""Python functions that are being written, and the variables in them."""

from dataclasses import dataclass, field
from typing import Any

Line = tuple[int, str, int]  # indentation, text, offset in the code


@dataclass(slots=True)
class Variable:
    """A local variable: its name in Python and the function that owns it."""

    python: str
    frame: "Frame"
    given_by: str = ""  # the method whose block has it as a parameter
    source: tuple[str, str] | None = None  # the event and the field that its text was got from


@dataclass(slots=True)
class Loop:
    """A loop of Python's that stands for one of the code; `result` takes what `break` gives."""

    result: str | None


@dataclass(slots=True)
class Frame:
    """A function of Python's: the body, a method, a block or a lambda."""

    kind: str
    outer: "Frame | None" = None
    lines: list[Line] = field(default_factory=list)
    indent: int = 0
    declared: list[str] = field(default_factory=list)
    nonlocals: set[str] = field(default_factory=set)
    loops: list[Loop] = field(default_factory=list)
    leaves: str | None = None  # the marker of a `return` out of one of its blocks
    breaks: str | None = None  # in a block: the marker of its `break`
    block_name: str | None = None  # the block that a method was given

    def method(self) -> "Frame":
        """The method, lambda or body around this function."""
        frame = self
        while frame.kind == "block" and frame.outer is not None:
            frame = frame.outer
        return frame


class Scope:
    """The variables of a method or block; those of the blocks around a block are seen through it."""

    def __init__(self, frame: Frame, outer: "Scope | None" = None) -> None:
        self.frame = frame
        self.outer = outer
        self.variables: dict[str, Variable] = {}
        self.fresh: list[str] = []  # variables of an inlined loop: nil again at each turn

    def find(self, name: str) -> Variable | None:
        """The variable of a name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.outer
        return None


@dataclass(slots=True)
class Signature:
    """What a method of the code takes."""

    least: int
    most: int | None
    keys: dict[str, bool]  # name -> whether it has to be given
    block: bool
    params: list[Any] = field(default_factory=list)
