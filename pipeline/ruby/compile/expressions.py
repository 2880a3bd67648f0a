"""Values to Python expressions: literals, variables, logic."""

from typing import Any

from pipeline.ruby.classes import CLASSES, CONSTANTS, METHODS
from pipeline.ruby.compile.base import Base
from pipeline.ruby.compile.support import OUT_OF_REACH
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.kernel import KERNEL
from pipeline.ruby.nodes import (
    ArrayNode,
    Block,
    Call,
    Const,
    Defined,
    Gvar,
    HashNode,
    If,
    Interpolated,
    Ivar,
    Literal,
    Local,
    Logic,
    Node,
    Not,
    RangeNode,
    RegexNode,
    SelfNode,
    Seq,
    Splat,
    SymbolNode,
    Yield,
)
from pipeline.ruby.values import Range, Symbol, regexp

GROUPS = {
    "$~": "run_.match",
    "$!": "run_.error",
    "$&": "group(0)",
    "$`": "around(0)",
    "$'": "around(1)",
    "$+": "last_group()",
}
BOOLEAN_CALLS = frozenset(
    [
        "nil?",
        "empty?",
        "include?",
        "member?",
        "is_a?",
        "kind_of?",
        "instance_of?",
        "key?",
        "has_key?",
        "value?",
        "has_value?",
        "start_with?",
        "end_with?",
        "match?",
        "any?",
        "all?",
        "none?",
        "one?",
        "==",
        "<",
        ">",
        "<=",
        ">=",
        "===",
        "respond_to?",
        "zero?",
        "positive?",
        "negative?",
        "even?",
        "odd?",
        "between?",
        "cover?",
        "cancelled?",
        "ascii_only?",
        "valid_encoding?",
        "equal?",
        "eql?",
        "finite?",
        "nan?",
        "integer?",
        "frozen?",
        "ipv4?",
        "ipv6?",
    ]
)


class Expressions(Base):
    """One method for each kind of node; `expr` finds it."""

    def expr(self, node: Node | None) -> str:
        """A Python expression for a node's value."""
        if node is None:
            return "None"
        method = getattr(self, f"expr_{type(node).__name__.lower()}", None)
        if method is not None:
            return str(method(node))
        name = self.temp()
        self.emit(node, name)
        return name

    def expr_literal(self, node: Literal) -> str:
        """A constant."""
        value = node.value
        if type(value) is float and (value != value or abs(value) == float("inf")):
            return self.constant(value)
        if type(value) is int and abs(value) > 10**300:
            return self.constant(value)
        return f"({value!r})" if type(value) in (int, float) and value < 0 else repr(value)

    def expr_symbolnode(self, node: SymbolNode) -> str:
        """A symbol, the same one each time."""
        known = Symbol.known.setdefault(node.name, Symbol(node.name))
        return self.constant(known)

    def expr_interpolated(self, node: Interpolated) -> str:
        """A text of parts."""
        parts = self._parts(node.parts)
        text = f"glue({', '.join(parts)})"
        return f"symbol({text})" if node.symbol else text

    def _parts(self, parts: list[Any]) -> list[str]:
        nodes = [Literal(0, 0, part) if isinstance(part, str) else part for part in parts]
        found = self.exprs(nodes)
        return [text if isinstance(part, str) else f"text_of({text})" for part, text in zip(parts, found, strict=True)]

    def expr_regexnode(self, node: RegexNode) -> str:
        """A regular expression; compiled now where nothing is interpolated."""
        if all(isinstance(part, str) for part in node.parts):
            try:
                return self.constant(regexp("".join(node.parts), node.flags))
            except RubyError as error:
                return self.refuse(f"the regular expression can't be used: {error.message}", node)
        return f"regexp(glue({', '.join(self._parts(node.parts))}), {node.flags!r})"

    def expr_arraynode(self, node: ArrayNode) -> str:
        """A new list."""
        return f"[{', '.join(self.items(node.items))}]"

    def items(self, nodes: list[Node]) -> list[str]:
        """Items or arguments, those with a star spread."""
        plain = [item.value if isinstance(item, Splat) and item.value is not None else item for item in nodes]
        found = self.exprs(plain)
        return [f"*splat({text})" if isinstance(item, Splat) else text for item, text in zip(nodes, found, strict=True)]

    def expr_hashnode(self, node: HashNode) -> str:
        """A new dict, in order."""
        flat = [part for key, value in node.pairs for part in ([value] if key is None else [key, value])]
        found = iter(self.exprs(flat))
        members = []
        for key, _ in node.pairs:
            if key is None:
                members.append(f"**as_hash({next(found)})")
            else:
                name = next(found)
                simple = isinstance(key, SymbolNode) or (isinstance(key, Literal) and isinstance(key.value, str | int))
                members.append(f"{name if simple else f'as_key({name})'}: {next(found)}")
        return "{" + ", ".join(members) + "}"

    def expr_rangenode(self, node: RangeNode) -> str:
        """A range."""
        ends = [one for one in (node.low, node.high) if one is not None]
        if all(isinstance(one, Literal) for one in ends):
            low, high = (one.value if isinstance(one, Literal) else None for one in (node.low, node.high))
            return self.constant(Range(low, high, node.exclusive))
        low_text, high_text = self.exprs([node.low or Literal(0, 0, None), node.high or Literal(0, 0, None)])
        return f"make_range({low_text}, {high_text}, {node.exclusive})"

    def expr_local(self, node: Local) -> str:
        """A variable."""
        return self.variable(node.name).python

    def expr_ivar(self, node: Ivar) -> str:
        """An instance variable, which lives as long as the filter."""
        return "logger" if node.name == "@logger" else f"iv.get({node.name!r})"

    def expr_gvar(self, node: Gvar) -> str:
        """The last match and the like."""
        if node.name in GROUPS:
            return GROUPS[node.name]
        if node.name[1:].isdigit() and len(node.name) < 5:
            return f"group({int(node.name[1:])})"
        return self.refuse(f'global variables such as "{node.name}" can\'t be used here', node, "use an @name")

    def expr_selfnode(self, node: SelfNode) -> str:
        """`self` means nothing here but as the receiver of a method of the code."""
        return self.refuse("self can't be used here", node)

    def expr_const(self, node: Const) -> str:
        """A class, a constant of Ruby's, or one of the code's own."""
        name = node.name
        if name in self.constants:
            return f"consts.get({name!r})"
        if name in CONSTANTS:
            value = CONSTANTS[name]
            return repr(value) if type(value) in (str, int) else self.constant(value)
        if name in CLASSES:
            return self.constant(CLASSES[name])
        return self.unknown_constant(name, node)

    def unknown_constant(self, name: str, node: Node) -> str:
        """Refuse a constant, with the reason where it is known."""
        reason = OUT_OF_REACH.get(name.split("::", maxsplit=1)[0])
        if reason is not None:
            return self.refuse(f'"{name}" {reason[0]}', node, *reason[1:])
        near = self.near(name, [*CLASSES, *CONSTANTS, *METHODS, *self.constants])
        return self.refuse(f'there is no "{name}" here', node, *near)

    def expr_defined(self, node: Defined) -> str:
        """`defined?`."""
        value = node.value
        while isinstance(value, Seq) and len(value.body) == 1:
            value = value.body[0]
        if (
            isinstance(value, Call)
            and value.receiver is None
            and value.name not in self.signatures
            and value.name not in KERNEL
        ):
            return "None"
        if isinstance(value, Ivar):
            return f"('instance-variable' if {value.name!r} in iv else None)"
        if isinstance(value, Gvar):
            return f"(None if {self.expr(value)} is None else 'global-variable')"
        words = {Local: "local-variable", Const: "constant", Call: "method"}
        return repr(words.get(type(value), "expression"))

    def expr_block(self, node: Block) -> str:
        """A lambda."""
        return self.block(node, "", None)

    def expr_yield(self, node: Yield) -> str:
        """`yield`: call the block that a method was given."""
        method = self.frame.method()
        if method.kind != "def":
            return self.refuse("yield can be used in a method only", node)
        arguments = self.items(node.args)
        method.block_name = method.block_name or self.unique("blk")
        return f"given({method.block_name}).call({', '.join(arguments)})"

    # --- logic

    def expr_not(self, node: Not) -> str:
        """`!`."""
        return f"(not {self.cond(node.value)})"

    def expr_logic(self, node: Logic) -> str:
        """`&&` and `||`: the value of one of the two."""
        left = self.expr(node.left)
        with self.captured() as lines:
            right = self.expr(node.right)
        name = self.temp()
        if not lines:
            test = truth(f"({name} := {left})", name)
            return f"({right} if {test} else {name})" if node.operator == "and" else f"({name} if {test} else {right})"
        self.line(f"{name} = {left}")
        test = truth(name, name)
        self.line(f"if {test}:" if node.operator == "and" else f"if not ({test}):")
        self.lines(lines, 1)
        with self.indented():
            self.line(f"{name} = {right}")
        return name

    def expr_if(self, node: If) -> str:
        """An `if` whose value is wanted; an expression where its branches are."""
        condition = self.cond(node.condition)
        self.frame.indent += 1
        with self.captured() as yes_lines:
            yes = self.expr(node.then)
        with self.captured() as no_lines:
            no = self.expr(node.otherwise)
        self.frame.indent -= 1
        if not yes_lines and not no_lines:
            return f"({yes} if {condition} else {no})"
        name = self.temp()
        self.line(f"if {condition}:")
        self.lines(yes_lines)
        with self.indented():
            self.line(f"{name} = {yes}")
        self.line("else:")
        self.lines(no_lines)
        with self.indented():
            self.line(f"{name} = {no}")
        return name

    def cond(self, node: Node) -> str:
        """A Python expression that is true where the node's value is neither nil nor false."""
        if isinstance(node, Literal):
            return str(node.value is not None and node.value is not False)
        if isinstance(node, Not):
            return f"(not {self.cond(node.value)})"
        if isinstance(node, Logic):
            return self._cond_logic(node)
        if isinstance(node, Call):
            quick = self.cond_match(node)
            if quick is not None:
                return quick
        text = self.expr(node)
        if isinstance(node, Call) and node.name in BOOLEAN_CALLS and not node.safe and node.name not in self.signatures:
            return text
        return f"({truth_of(text, self.temp())})"

    def cond_match(self, node: Call) -> str | None:
        """A match of which only matters whether there is one."""
        raise NotImplementedError

    def _cond_logic(self, node: Logic) -> str:
        left = self.cond(node.left)
        with self.captured() as lines:
            right = self.cond(node.right)
        if not lines:
            return f"({left} {node.operator} {right})"
        name = self.temp()
        self.line(f"{name} = {left}")
        self.line(f"if {name}:" if node.operator == "and" else f"if not {name}:")
        self.lines(lines, 1)
        with self.indented():
            self.line(f"{name} = {right}")
        return name


def truth(expression: str, name: str) -> str:
    """Ruby's truth of an expression that sets `name`, or is it."""
    return f"{expression} is not None and {name} is not False"


def truth_of(expression: str, temp: str) -> str:
    """Ruby's truth of any expression."""
    if expression.isidentifier():
        return truth(expression, expression)
    return truth(f"({temp} := {expression})", temp)
