"""Calls: of methods of the library, of the code's own, of classes, and what is refused."""

from typing import Any

from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.ruby.classes import LIBRARIES, METHODS
from pipeline.ruby.compile.expressions import Expressions
from pipeline.ruby.compile.support import OUT_OF_REACH, REFUSED_METHODS
from pipeline.ruby.dispatch import dispatch, known_methods, shape
from pipeline.ruby.methods.events import getter, put_at
from pipeline.ruby.methods.kernel import KERNEL, as_proc
from pipeline.ruby.methods.mutations import MUTATIONS
from pipeline.ruby.nodes import (
    Block,
    BlockPass,
    Call,
    Const,
    HashNode,
    Ivar,
    Literal,
    Local,
    Node,
    RegexNode,
    SelfNode,
    Splat,
    SymbolNode,
)
from pipeline.ruby.values import Symbol

OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo", "<": "less", ">": "more",
"<=": "at_most",
             ">=": "at_least", "=~": "matches", "===": "case_equal", "<=>": "order"}  # fmt: skip
EACH_LIKE = frozenset(
    [
        "each",
        "each_with_index",
        "each_pair",
        "each_value",
        "each_key",
        "each_entry",
        "each_slice",
        "reverse_each",
        "each_cons",
    ]
)


class Calls(Expressions):
    """`expr_call` and what it needs."""

    def expr_call(self, node: Call) -> str:
        """Any call."""
        place, self.place = self.place, node.name_start or node.start
        try:
            return self._call(node)
        finally:
            self.place = place

    def _call(self, node: Call) -> str:
        if node.receiver is None or isinstance(node.receiver, SelfNode):
            return self._plain_call(node)
        own = METHODS.get(node.receiver.name, {}) if isinstance(node.receiver, Const) else {}
        if node.name in REFUSED_METHODS and node.name not in known_methods() and node.name not in own:
            self.expr(node.receiver)
            return self._refused(node)
        if isinstance(node.receiver, Const) and node.receiver.name not in self.constants:
            found = self._class_call(node, node.receiver)
            if found is not None:
                return found
        special = self._special(node)
        if special is not None:
            return special
        if node.safe:
            return self._safe(node)
        if node.name in MUTATIONS:
            return self.mutation(node)
        return self._method_call(node, self._receiver_and(node))

    def mutation(self, node: Call) -> str:
        """A call that may change a text in place."""
        raise NotImplementedError

    def _refused(self, node: Call) -> str:
        message, *hints = REFUSED_METHODS[node.name]
        return self.refuse(f'"{node.name}" {message}', (node.name_start, node.name_end), *hints)

    # --- without a receiver

    def _plain_call(self, node: Call) -> str:
        name = node.name
        if name in self.signatures:
            return self._own(node)
        special = (
            getattr(self, f"plain_{name.rstrip('?')}", None) if name.isidentifier() or name.endswith("?") else None
        )
        if special is not None:
            return str(special(node))
        if name in KERNEL:
            return self.with_block(
                node, lambda: f"{self.constant(KERNEL[name])}({', '.join(self.arguments(node, KERNEL[name]))})"
            )
        if name in REFUSED_METHODS:
            return self._refused(node)
        choices = [*KERNEL, *self.signatures, "event", "logger", "lambda", "proc"]
        what = "variable or method" if not node.args and not node.parens else "method"
        return self.refuse(
            f'there is no {what} "{name}" here', (node.name_start, node.name_end), *self.near(name, choices)
        )

    def _own(self, node: Call) -> str:
        """A method that the code defines."""
        signature = self.signatures[node.name]
        args = list(node.args)
        keys: dict[str, Node] = {}
        if signature.keys and args and isinstance(args[-1], HashNode) and not args[-1].braces:
            pairs = args.pop().pairs  # type: ignore[attr-defined]
            keys = {key.name: value for key, value in pairs if isinstance(key, SymbolNode)}
        self._check_own(node, args, keys)
        texts = self.items([*args, *keys.values()])
        given = [*texts[: len(args)], *(f"p_{key}={text}" for key, text in zip(keys, texts[len(args) :], strict=True))]

        def call() -> str:
            block = self.block_argument(node)
            return f"m_{safe(node.name)}({', '.join([*given, *([f'blk={block}'] if block else [])])})"

        return self.with_block(node, call)

    def _check_own(self, node: Call, args: list[Node], keys: dict[str, Node]) -> None:
        signature = self.signatures[node.name]
        place = (node.name_start, node.name_end)
        if not any(isinstance(arg, Splat) for arg in args):
            most = signature.most
            if len(args) < signature.least or (most is not None and len(args) > most):
                wanted = (
                    signature.least
                    if most == signature.least
                    else f"{signature.least} to {most if most is not None else 'any number'}"
                )
                self.refuse(f'method "{node.name}" takes {wanted} arguments, got {len(args)}', place, "look at its def")
        for key in keys:
            if key not in signature.keys and "**" not in signature.keys:
                self.refuse(f'method "{node.name}" takes no "{key}:"', place, *self.near(key, signature.keys))
        for key, required in signature.keys.items():
            if required and key not in keys:
                self.refuse(f'method "{node.name}" needs "{key}:"', place, "look at its def")

    def plain_lambda(self, node: Call) -> str:
        """`lambda { ... }`."""
        if not isinstance(node.block, Block):
            return self.refuse("lambda needs a block", node)
        node.block.is_lambda = True
        return self.block(node.block, "", None)

    def plain_proc(self, node: Call) -> str:
        """`proc { ... }`."""
        if not isinstance(node.block, Block):
            return self.refuse("proc needs a block", node)
        return self.block(node.block, "", None)

    def plain_require(self, node: Call) -> str:
        """`require` of what is there anyway."""
        arg = node.args[0] if node.args else None
        name = arg.value if isinstance(arg, Literal) else None
        if name not in LIBRARIES:
            shown = f'"{name}"' if isinstance(name, str) else "what is not a plain text"
            return self.refuse(f"{shown} can't be required here", arg or node)
        return "True"

    def plain_logger(self, node: Call) -> str:
        """`logger`."""
        return "logger"

    def plain_filter_matched(self, node: Call) -> str:
        """An old way to say that the common options are to run, which they do."""
        return "None"

    def plain_concurrency(self, node: Call) -> str:
        """A word of script files about threads."""
        return "None"

    def plain_block_given(self, node: Call) -> str:
        """`block_given?`."""
        method = self.frame.method()
        if method.kind != "def":
            return "False"
        method.block_name = method.block_name or self.unique("blk")
        return f"({method.block_name} is not None)"

    # --- of classes

    def _class_call(self, node: Call, const: Const) -> str | None:
        methods = METHODS.get(const.name)
        if methods is not None and node.name in methods:
            function = methods[node.name]
            return self.with_block(
                node, lambda: f"{self.constant(function)}({', '.join(self.arguments(node, function, bare=True))})"
            )
        if const.name.split("::")[0] in OUT_OF_REACH and const.name not in ("Process", "Kernel"):
            return self.unknown_constant(const.name, const)
        from pipeline.ruby.values import RubyClass

        if RubyClass in dispatch(node.name) and node.name != "[]":
            return None
        before = len(self.faults)
        self.expr(const)
        if len(self.faults) > before:
            return "None"
        return self.refuse(
            f'"{const.name}" has no method "{node.name}" here',
            (node.name_start, node.name_end),
            *self.near(node.name, methods or ()),
        )

    # --- special forms

    def _special(self, node: Call) -> str | None:
        receiver = node.receiver
        assert receiver is not None
        if isinstance(receiver, Local) and receiver.name == "event" and node.name == "[]":
            field = node.args[0].value if node.args and isinstance(node.args[0], Literal) else "field"
            return self.refuse(
                "an event has no [] since Logstash 5, use event.get", node, f'write: event.get("{field}")'
            )
        if node.safe or node.block is not None:
            return None
        if node.name == "nil?" and not node.args:
            return f"({self.expr(receiver)} is None)"
        if node.name == "==" and len(node.args) == 1:
            return self._equal(receiver, node.args[0])
        if node.name == "=~" and isinstance(receiver, RegexNode):
            named = self._named_match(node, receiver)
            if named is not None:
                return named
        if node.name in OPERATORS and len(node.args) == 1 and node.name not in self.signatures:
            left, right = self.items([receiver, node.args[0]])
            return f"{OPERATORS[node.name]}({left}, {right})"
        if node.name in ("get", "set") and node.args and isinstance(node.args[0], Literal):
            return self._field(node, receiver, node.args[0])
        return None

    def _equal(self, left: Node, right: Node) -> str:
        if isinstance(right, Literal):
            value = right.value
            if value is None or type(value) is bool:
                return f"({self.expr(left)} is {value})"
            if type(value) is str or (type(value) is int and value not in (0, 1)):
                return f"({self.expr(left)} == {self.expr(right)})"
        one, two = self.exprs([left, right])
        return f"equal({one}, {two})"

    def _named_match(self, node: Call, pattern: RegexNode) -> str | None:
        """`/(?<name>...)/ =~ text` sets variables."""
        if not all(isinstance(part, str) for part in pattern.parts):
            return None
        expression = self.expr(pattern)
        held = self.names.get(expression)
        if held is None or not held.pattern.names:
            return None
        name = self.temp()
        self.line(f"{name} = matches({expression}, {self.expr(node.args[0])})")
        for group in held.pattern.names:
            self.line(f"{self.writable(group)} = named_group({group!r})")
        return name

    def _field(self, node: Call, receiver: Node, literal: Literal) -> str | None:
        """`event.get` and `event.set` of a field that is known now."""
        count = 1 if node.name == "get" else 2
        if len(node.args) != count or not isinstance(literal.value, str):
            return None
        try:
            field = parse_reference(literal.value)
        except ReferenceSyntaxError as error:
            return self.refuse(f'"{literal.value}" is no field: {error}', literal, 'write a field as "[a][b]"')
        if node.name == "get":
            access = self.memo(("get", literal.value), lambda: getter(literal.value))
            return f"{access}({self.expr(receiver)})"
        access = self.memo(("set", literal.value), lambda: put_at(field))
        event, value = self.items([receiver, node.args[1]])
        return f"{access}({event}, {value})"

    def memo(self, key: Any, make: Any) -> str:
        """A constant that is made once for a key."""
        if key not in self._memos:
            self._memos[key] = self.constant(make())
        return self._memos[key]

    _memos: dict[Any, str]

    def cond_match(self, node: Call) -> str | None:
        """A match of which only matters whether there is one."""
        if node.name not in ("=~", "match", "match?") or len(node.args) != 1 or node.receiver is None or node.safe:
            return None
        left, right = node.receiver, node.args[0]
        if node.name != "match?" and self.tracks_match:
            return None
        if isinstance(left, RegexNode) and "?<" not in str(left.parts):
            left, right = right, left
        if not isinstance(right, RegexNode) or node.block is not None or "(?<" in str(right.parts):
            return None
        if node.name != "=~" and isinstance(node.receiver, Local | Ivar | Call):
            return None  # nil has no match
        text, pattern = self.items([left, right])
        return f"hits({pattern}, {text})"

    # --- methods of the library

    def _receiver_and(self, node: Call) -> list[str]:
        assert node.receiver is not None
        return self.items([node.receiver, *node.args])

    def _safe(self, node: Call) -> str:
        """`&.`: nothing is called on nil."""
        assert node.receiver is not None
        name = self.held(self.expr(node.receiver)) if not isinstance(node.receiver, Local) else self.expr(node.receiver)
        self.frame.indent += 1
        with self.captured() as lines:
            inner = Call(node.start, node.end, Raw(node.receiver.start, node.receiver.end, name), node.name,
            node.args, node.block,
                         name_start=node.name_start, name_end=node.name_end, parens=node.parens)  # fmt: skip
            text = self._call(inner)
        self.frame.indent -= 1
        if not lines:
            return f"(None if {name} is None else {text})"
        result = self.temp()
        self.line(f"{result} = None")
        self.line(f"if {name} is not None:")
        self.lines(lines)
        with self.indented():
            self.line(f"{result} = {text}")
        return result

    def expr_raw(self, node: "Raw") -> str:
        """An expression that is compiled already."""
        return node.text

    def _method_call(self, node: Call, texts: list[str]) -> str:
        receiver, *args = texts
        table = self.table(node)
        if table is None:
            return "None"
        simple = receiver.isidentifier()

        def call() -> str:
            name = receiver if simple else self.temp()
            block = self.block_argument(node)
            given = ", ".join([name, *args, *([f"block={block}"] if block else [])])
            return f"{table}[type({receiver if simple else f'{name} := {receiver}'})]({given})"

        if node.block is not None and not simple:
            receiver = self.held(receiver)
            simple = True
            if isinstance(node.block, Block):
                args = [self.held(arg) if not arg.startswith("*") else arg for arg in args]
        return self.with_block(node, call)

    def table(self, node: Call) -> str | None:
        """The global for the functions of a method's name, None after a fault was noted."""
        known = known_methods()
        place = (node.name_start, node.name_end)
        if node.name not in known and node.name not in MUTATIONS:
            if node.name in REFUSED_METHODS:
                self._refused(node)
            else:
                self.refuse(
                    f'no value here has a method "{node.name}"', place, *self.near(node.name, [*known, *MUTATIONS])
                )
            return None
        shapes = [shape(method) for method in set(dispatch(node.name).values())]
        if shapes and not any(isinstance(arg, Splat) for arg in node.args) and node.name not in MUTATIONS:
            self._check_shape(node, shapes, place)
        return self.constant(dispatch(node.name), "m")

    def _check_shape(self, node: Call, shapes: list[tuple[int, int | None, bool]], place: tuple[int, int]) -> None:
        count = len(node.args)
        fitting = [one for one in shapes if one[0] <= count and (one[1] is None or count <= one[1])]
        if not fitting:
            least = min(one[0] for one in shapes)
            most = None if any(one[1] is None for one in shapes) else max(one[1] or 0 for one in shapes)
            wanted = str(least) if least == most else f"{least} to {most if most is not None else 'any number of'}"
            self.refuse(f'method "{node.name}" takes {wanted} arguments here, got {count}', place)
        elif node.block is not None and not any(one[2] for one in shapes):
            self.refuse(f'method "{node.name}" takes no block here', place)

    def arguments(self, node: Call, function: Any, *, bare: bool = False) -> list[str]:
        """The arguments of a function of the library that has no receiver."""
        least, most, block = shape_of(function)
        count = len(node.args)
        if not any(isinstance(arg, Splat) for arg in node.args) and (
            count < least or (most is not None and count > most)
        ):
            wanted = str(least) if least == most else f"{least} to {most if most is not None else 'any number of'}"
            self.refuse(f'"{node.name}" takes {wanted} arguments here, got {count}', (node.name_start, node.name_end))
        found = self.items(node.args)
        if node.block is not None:
            if not block:
                self.refuse(f'"{node.name}" takes no block here', (node.name_start, node.name_end))
            found.append(f"block={self.block_argument(node)}")
        return found

    def block_argument(self, node: Call) -> str:
        """The block of a call, empty where it has none."""
        if node.block is None:
            return ""
        if isinstance(node.block, BlockPass):
            value = node.block.value
            if isinstance(value, SymbolNode):
                if value.name not in known_methods():
                    near = self.near(value.name, known_methods())
                    return self.refuse(f'no value here has a method "{value.name}"', value, *near)
                return self.memo(("proc", value.name), lambda: as_proc(Symbol(value.name)))
            return f"as_proc({self.expr(value)})"
        return self.block(node.block, node.name, self.break_marker)

    break_marker: str | None = None

    def with_block(self, node: Call, call: Any) -> str:
        """A call whose block may `break` out of it."""
        outer, self.break_marker = self.break_marker, None
        if not (isinstance(node.block, Block) and breaks_out(node.block)):
            text = str(call())
            self.break_marker = outer
            return text
        marker, name, error = self.unique("leave"), self.temp(), self.unique("x")
        self.line(f"{marker} = Leave()")
        self.break_marker = marker
        with self.captured() as lines:
            text = str(call())
        self.lines(lines)
        self.line("try:")
        with self.indented():
            self.line(f"{name} = {text}")
        self.line(f"except Leave as {error}:")
        with self.indented():
            self.line(f"if {error} is not {marker}: raise")
            self.line(f"{name} = {marker}.value")
        self.break_marker = outer
        return name


def shape_of(function: Any) -> tuple[int, int | None, bool]:
    """How many arguments a function takes, and whether a block."""
    import inspect

    parameters = list(inspect.signature(function).parameters.values())
    positional = [
        one
        for one in parameters
        if one.name != "block" and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    least = sum(one.default is inspect.Parameter.empty for one in positional)
    variadic = any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters)
    return least, None if variadic else len(positional), any(one.name == "block" for one in parameters)


class Raw(Node):
    """A node whose expression is there already."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        super().__init__(start, end)
        self.text = text


def safe(name: str) -> str:
    """A method's name as a part of a Python name."""
    return name.replace("?", "_p").replace("!", "_b").replace("=", "_e")


def breaks_out(block: Block) -> bool:
    """Whether a `break` in a block leaves the call that it was given to."""
    from pipeline.ruby.compile.walk import has_break

    return not block.is_lambda and has_break(block.body)
