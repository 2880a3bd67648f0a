"""A program: code with its start-up code, or a script, compiled and ready to run."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from pipeline.ruby import methods  # noqa: F401 - registers the methods
from pipeline.ruby.compile.frames import Frame, Line, Scope, Signature
from pipeline.ruby.compile.statements import Statements
from pipeline.ruby.compile.support import GLOBALS
from pipeline.ruby.compile.walk import walk
from pipeline.ruby.faults import Refused
from pipeline.ruby.nodes import Assign, Block, Call, Const, Def, Gvar, Local, Node, OpAssign, Param, Seq
from pipeline.ruby.parser import parse
from pipeline.source import Source, Span

FILE = "<ruby>"
TRACKED = frozenset(("last_match",))


@dataclass(slots=True)
class Program:
    """Compiled code: functions by name, the variables that they share, and the places of their lines."""

    functions: dict[str, Callable[..., Any]]
    variables: dict[str, Any]  # @name -> value
    places: list[tuple[str, int]]  # of each line of the generated text: which code, and the offset in it
    sources: dict[str, Source]  # the pieces of code
    listing: str = field(repr=False, default="")

    def line_of(self, place: tuple[str, int]) -> int:
        """The line of a place in its code, from 1."""
        return self.sources[place[0]].position(place[1])[0]

    def span_of(self, error: BaseException) -> tuple[str, Span]:
        """Which code an exception came from, and where in it; its beginning where that is not known."""
        which, offset = self.place_of(error.__traceback__) or (next(iter(self.sources)), 0)
        return which, Span(self.sources[which], offset, offset + 1)

    def place_of(self, trace: TracebackType | None) -> tuple[str, int] | None:
        """Which code an exception came from, and where in it; None where it came from no line of it."""
        found = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == FILE]
        return self.places[found[-1] - 1] if found and found[-1] else None


class Faulty(Exception):  # noqa: N818 - an answer: every refusal, with the code that it is in
    """Code was refused."""

    def __init__(self, faults: list[tuple[str, Refused]], sources: dict[str, Source]) -> None:
        super().__init__()
        self.faults = faults
        self._sources = sources

    def told(self) -> Iterator[tuple[str, Refused, Span]]:
        """Every fault: which piece of code it is in, what it is, and where."""
        for which, fault in self.faults:
            yield which, fault, Span(self._sources[which], fault.start, fault.end)


class Compiler(Statements):
    """Compiles the pieces of one program; they share methods, constants and @variables."""

    def __init__(self) -> None:
        super().__init__()
        self.methods: list[tuple[str, str, list[Line]]] = []
        self._memos = {}
        self.names.update(GLOBALS)
        self.text: list[str] = []
        self.places: list[tuple[str, int]] = []

    def learn(self, tree: Node) -> None:
        """What has to be known of the code before the first line is compiled."""
        for node in walk(tree):
            if isinstance(node, Def):
                self.signatures[node.name] = _signature(node.params)
            elif isinstance(node, Assign | OpAssign) and isinstance(node.target, Const):
                self.constants.add(node.target.name)
            elif isinstance(node, Gvar) or (isinstance(node, Call) and node.name in TRACKED):
                self.tracks_match = True

    def piece(self, which: str, name: str, tree: Node, params: tuple[str, ...]) -> None:
        """Compile a piece of code as a function; `params` are the variables that it is given."""
        frame = Frame("body")
        self.frame, self.scope = frame, Scope(frame)
        names = [self.declare(param).python for param in params]
        self.emit(tree, "return")
        lines = self._finished(frame, 0)
        for method, head, body in self.methods:
            self._write(which, method, head, body)
        self.methods.clear()
        self._write(which, name, ", ".join(names), lines)

    def _write(self, which: str, name: str, head: str, lines: list[Line]) -> None:
        for indent, text, place in [(-1, f"def {name}({head}):", 0), *lines]:
            self.text.append("    " * (indent + 1) + text)
            self.places.append((which, place))

    def finish(self, functions: list[str], sources: dict[str, Source]) -> Program:
        """The program; what Python can't take, being nested too deep, is refused."""
        listing = "\n".join(self.text) + "\n"
        variables: dict[str, Any] = {}
        self.names.update({"iv": variables, "consts": {}})
        # names and texts of the code stand in what was generated as literals only
        exec(compile(listing, FILE, "exec"), self.names)  # noqa: S102
        found = {name: self.names[name] for name in functions if name in self.names}
        return Program(found, variables, self.places, sources, listing)


def _signature(params: list[Param]) -> Signature:
    least = sum(param.kind in ("req", "group") for param in params)
    optional = sum(param.kind == "opt" for param in params)
    rest = any(param.kind == "rest" for param in params)
    keys = {
        param.name or "**": param.kind == "key" and param.default is None for param in params if param.kind == "key"
    }
    if any(param.kind == "keyrest" for param in params):
        keys["**"] = False
    return Signature(least, None if rest else least + optional, keys, any(param.kind == "block" for param in params))


@dataclass(slots=True)
class Piece:
    """Code to compile: which option or file it is, the function it becomes, its text, and the variables it is given."""

    which: str
    function: str
    text: str
    params: tuple[str, ...] = ()
    name: str = ""  # of the file that it stands in; `which` where that is an option

    @property
    def source(self) -> Source:
        """The text, with places in it."""
        return Source(self.name or self.which, self.text)


def compile_program(*pieces: Piece, wanted: tuple[str, ...] = ()) -> Program:
    """Compile pieces that share methods and variables; Faulty tells every fault.

    `wanted` names methods of the code that are to be found among the program's functions, as "m_filter".
    """
    sources = {piece.which: piece.source for piece in pieces}
    trees: list[tuple[Piece, Seq]] = []
    faults: list[tuple[str, Refused]] = []
    for piece in pieces:
        try:
            trees.append((piece, parse(piece.text, piece.params)))
        except Refused as fault:
            faults.append((piece.which, fault))
    if faults:
        raise Faulty(faults, sources)
    compiler = Compiler()
    for _, tree in trees:
        compiler.learn(tree)
    try:
        for piece, tree in trees:
            compiler.piece(piece.which, piece.function, without_tests(tree), piece.params)
            faults += [(piece.which, fault) for fault in compiler.faults]
            compiler.faults = []
        if faults:
            raise Faulty(faults, sources)
        return compiler.finish([*(piece.function for piece in pieces), *wanted], sources)
    except (RecursionError, SyntaxError, MemoryError):
        raise Faulty([(pieces[-1].which, Refused("it is nested too deep", 0, 1))], sources) from None


def without_tests(tree: Seq) -> Seq:
    """A script without its `test "..." do ... end`, which Logstash runs when it starts."""
    kept = [node for node in tree.body if not _is_test(node)]
    return Seq(tree.start, tree.end, kept)


def _is_test(node: Node) -> bool:
    return (
        isinstance(node, Call)
        and node.receiver is None
        and node.name == "test"
        and isinstance(node.block, Block)
        and len(node.args) == 1
    )


def changes_stream(code: str) -> bool:
    """Whether code can drop its event or make others: whether it speaks of `cancel` or `new_event_block` anywhere."""
    try:
        tree = parse(code, ("event", "new_event_block"))
    except Refused:
        return False
    return any(
        (isinstance(node, Call) and node.name == "cancel")
        or (isinstance(node, Local) and node.name == "new_event_block")
        for node in walk(tree)
    )
