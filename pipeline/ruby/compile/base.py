"""What the parts of the compiler share: lines, temporaries, constants, faults."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from pipeline.ruby.compile.frames import Frame, Line, Scope, Signature, Variable
from pipeline.ruby.cursor import WAY_OUT
from pipeline.ruby.faults import Refused
from pipeline.ruby.nodes import Block, Node

STABLE = re.compile(r"(?:k\d+|None|True|False|-?\d+|'[^'\\]*')\Z")


class Base:
    """Writes lines of the function at hand; `names` are the globals of the program."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.faults: list[Refused] = []
        self.frame = Frame("body")
        self.scope = Scope(self.frame)
        self.signatures: dict[str, Signature] = {}
        self.constants: set[str] = set()  # those that the code sets
        self.tracks_match = False  # whether the code asks for $~ or one of its kin
        self.place = 0
        self._counter = 0
        self._known: dict[int, str] = {}

    def line(self, text: str) -> None:
        """One line at the place that is being compiled."""
        self.frame.lines.append((self.frame.indent, text, self.place))

    def lines(self, lines: list[Line], deeper: int = 0) -> None:
        """Lines that were captured, at the indentation of here."""
        self.frame.lines += [(indent + deeper, text, place) for indent, text, place in lines]

    @contextmanager
    def indented(self) -> Iterator[None]:
        """One step further in; an empty block gets a `pass`."""
        self.frame.indent += 1
        before = len(self.frame.lines)
        yield
        if len(self.frame.lines) == before:
            self.line("pass")
        self.frame.indent -= 1

    @contextmanager
    def captured(self) -> Iterator[list[Line]]:
        """The lines that are written meanwhile, instead of writing them."""
        held, self.frame.lines = self.frame.lines, []
        caught = self.frame.lines
        yield caught
        self.frame.lines = held

    def unique(self, stem: str) -> str:
        """A name that nothing else has."""
        self._counter += 1
        return f"{stem}{self._counter}"

    def temp(self) -> str:
        """A name for a value on its way."""
        return self.unique("t")

    def constant(self, value: Any, stem: str = "k") -> str:
        """A global that holds a value."""
        name = self._known.get(id(value))
        if name is None:
            name = self.unique(stem)
            self.names[name] = value
            self._known[id(value)] = name
        return name

    def refuse(self, message: str, node: Node | tuple[int, int], *hints: str) -> str:
        """Note a fault and go on, so that all are told at once; gives an expression to go on with."""
        start, end = (node.start, node.end) if isinstance(node, Node) else node
        self.faults.append(Refused(message, start, end, *(hints or (WAY_OUT,))))
        return "None"

    @staticmethod
    def near(name: str, choices: Any) -> list[str]:
        """`did you mean "x"?`, or nothing."""
        found = get_close_matches(name, list(choices), n=1)
        return [f'did you mean "{found[0]}"?'] if found else []

    # --- variables

    def declare(self, name: str) -> Variable:
        """A new variable of the scope at hand."""
        python = self.unique(f"v_{re.sub('[^a-zA-Z0-9_]', '_', name)}_")
        variable = Variable(python, self.frame)
        self.scope.variables[name] = variable
        return variable

    def variable(self, name: str) -> Variable:
        """The variable of a name, made where it is new."""
        found = self.scope.find(name)
        if found is None:
            found = self.declare(name)
            scope_of_loop = self.scope.outer is not None and self.scope.outer.frame is self.frame
            (self.scope.fresh if scope_of_loop else self.frame.declared).append(found.python)
        return found

    def writable(self, name: str) -> str:
        """The Python name of a variable that is about to be set here."""
        found = self.variable(name)
        if found.frame is not self.frame:
            self.frame.nonlocals.add(found.python)
        return found.python

    # --- what the parts call of each other

    def emit(self, node: Node | None, to: str | None) -> None:
        """Write statements for a node; its value goes to a name, is returned ("return"), or isn't needed (None)."""
        raise NotImplementedError

    def expr(self, node: Node | None) -> str:
        """A Python expression for a node's value; what has to run before it is written."""
        raise NotImplementedError

    def cond(self, node: Node) -> str:
        """A Python expression that is true where the node's value is neither nil nor false."""
        raise NotImplementedError

    def block(self, node: Block, given_to: str, marker: str | None) -> str:
        """Write a block as a function; gives an expression for the Block."""
        raise NotImplementedError

    def assign(self, target: Any, value: str) -> None:
        """Write the setting of a target to the value of an expression."""
        raise NotImplementedError

    # --- expressions in a row

    def exprs(self, nodes: list[Node]) -> list[str]:
        """Expressions for several nodes that are evaluated from left to right."""
        found: list[str] = []
        for node in nodes:
            mark = len(self.frame.lines)
            expression = self.expr(node)
            if len(self.frame.lines) > mark:
                self.keep(found, mark)
            found.append(expression)
        return found

    def keep(self, found: list[str], mark: int) -> None:
        """Put expressions that come before some lines into temporaries before those lines."""
        for at, expression in enumerate(found):
            if not STABLE.match(expression):
                name = self.temp()
                star = expression.startswith("*")
                self.frame.lines.insert(mark, (self.frame.indent, f"{name} = {expression[star:]}", self.place))
                found[at] = f"*{name}" if star else name
                mark += 1

    def held(self, expression: str) -> str:
        """A name for an expression that is used more than once."""
        if re.fullmatch(r"[a-zA-Z_]\w*", expression):
            return expression
        name = self.temp()
        self.line(f"{name} = {expression}")
        return name
