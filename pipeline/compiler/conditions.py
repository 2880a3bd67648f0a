"""`if` expressions to Python expressions: one method for each kind of node.

What is known when compiling is decided then; fields are read inline, constants and patterns become names that the
generated function sees as its globals.
"""

from collections.abc import Callable
from typing import Any

from pipeline.compiler import comparisons
from pipeline.compiler.bindings import Bindings
from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.escapes import EscapeError, escape_style, unescaper
from pipeline.fields import MISSING, TIMESTAMP, FieldReference
from pipeline.language import nodes
from pipeline.source import Span
from pipeline.texts import java_inner

DEEPEST = 60  # Python's own parser gives up at about a hundred levels of parentheses
LARGEST = 2**63
TURNED = str.maketrans("<>", "><")


def fault(span: Span | None, message: str, *hints: str, kind: Any = "compile") -> ConfigError:
    """A ConfigError with one diagnostic about a condition."""
    return ConfigError([Diagnostic(message, span=span, hints=hints, kind=kind)])


class ConditionCompiler:
    """Compiles conditions into expressions over a variable `event`."""

    def __init__(self, bindings: Bindings, substitute: Callable[[str], str]) -> None:
        self.bindings = bindings
        self.substitute = substitute
        self.warnings: list[Diagnostic] = []

    def compile(self, node: nodes.Expression, depth: int = 0) -> str:
        """A Python expression that is true or false; ConfigError where Logstash refuses the condition."""
        if depth > DEEPEST:
            raise fault(
                node.span, f"this condition is nested deeper than {DEEPEST} levels", "split it over several ifs"
            )
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            return self._alone(node)
        return str(method(node, depth + 1))

    # --- and, or, xor, nand, not

    def _and(self, node: nodes.And, depth: int) -> str:
        return " and ".join(f"({self.compile(part, depth)})" for part in chain(node))

    def _or(self, node: nodes.Or, depth: int) -> str:
        return " or ".join(f"({self.compile(part, depth)})" for part in chain(node))

    def _xor(self, node: nodes.Xor, depth: int) -> str:
        return f"bool({self.compile(node.left, depth)}) != bool({self.compile(node.right, depth)})"

    def _nand(self, node: nodes.Nand, depth: int) -> str:
        return f"not (({self.compile(node.left, depth)}) and ({self.compile(node.right, depth)}))"

    def _not(self, node: nodes.Not, depth: int) -> str:
        return f"not ({self.compile(node.operand, depth)})"

    # --- an operand alone

    def _alone(self, node: Any) -> str:
        if isinstance(node, nodes.Regexp):
            raise fault(node.span, "expected a condition, got a regular expression alone", "write: [field] =~ /.../")
        if isinstance(node, nodes.Selector):
            return f"truth({self.read(node)})"
        return str(comparisons.truth(self.constant(node)) if is_constant(node) else f"truth({self.operand(node)})")

    # --- comparisons

    def _compare(self, node: nodes.Compare, depth: int) -> str:
        for side in (node.left, node.right):
            if isinstance(side, nodes.Regexp):
                raise fault(
                    side.span, f'"{node.operator}" can\'t compare with a regular expression', "use =~ to match one"
                )
            if isinstance(side, nodes.Array) and (not side.items or (side is node.left and len(side.items) > 1)):
                raise fault(side.span, f'"{node.operator}" can\'t compare with a list', "use in to look into one")
        if node.operator == "==":
            return self._equal(node.left, node.right)
        if node.operator == "!=":
            return f"not ({self._equal(node.left, node.right)})"
        return self._ordered(node)

    def _equal(self, left: Any, right: Any) -> str:
        if is_constant(left) and not is_constant(right):
            left, right = right, left
        if is_constant(right) and type(self.constant(right)) is str and not is_constant(left):
            reference = self.reference(left)
            if reference.path != (TIMESTAMP,):
                return f"{self.read(left)} == {self.bind_constant(right)}"
        if is_constant(right):
            left, right = right, left  # the constant is what is asked, which matters for decimals
        return f"equal({self.operand(left, MISSING)}, {self.operand(right, MISSING)})"

    def _ordered(self, node: nodes.Compare) -> str:
        field, other, operator = node.left, node.right, str(node.operator)
        if is_constant(field) and not is_constant(other):  # the field is what tells how to compare
            field, other, operator = other, field, operator.translate(TURNED)
        left, right = self.operand(field, MISSING), self.operand(other, MISSING)
        if is_constant(field) and type(self.first(field)) is not type(self.first(other)):
            raise fault(node.span, f'"{operator}" can\'t compare constants of two kinds', kind="start")
        if is_constant(other) and type(self.constant(other)) in (int, float) and not is_constant(field):
            value = self.bindings.variable()
            number = self.bind_constant(other)
            plain = f"type({value} := {left}) is int or type({value}) is float"
            if not self.constant(other):
                plain = f"({plain}) and {value}"  # two zeros are no plain case: one may be -0.0
            return f"({value} {operator} {number} if {plain} else order({value}, {number}) {operator} 0)"
        return f"order({left}, {right}) {operator} 0"

    # --- in and =~

    def _in(self, node: nodes.In, depth: int) -> str:
        expression = self._member(node)
        return f"not ({expression})" if node.negated else expression

    def _member(self, node: nodes.In) -> str:
        left, right = node.left, node.right
        if isinstance(left, nodes.Array):
            raise fault(left.span, "a list can't stand on the left of in", "ask for each of its elements", kind="start")
        if is_constant(left) and is_constant(right):
            return "False"  # as recorded: constants are never found in constants
        if isinstance(right, nodes.Array):
            texts = frozenset(java_inner(item) for item in self.constant(right))
            return f"in_texts({self.operand(left, MISSING)}, {self.bindings.bind(texts, 'texts')})"
        if is_constant(right):
            return f"value_in_text({self.operand(left)}, {java_inner(self.constant(right))!r})"
        if is_constant(left):
            helper = "text_in" if type(self.constant(left)) is str else "number_in"
            return f"{helper}({self.operand(left)}, {self.operand(right)})"
        return f"value_in({self.operand(left, MISSING)}, {self.operand(right, MISSING)})"

    def _match(self, node: nodes.Match, depth: int) -> str:
        from pipeline.rubyregex import HINTS, RubyRegexError, blame, compile_ruby

        if isinstance(node.left, nodes.Number):
            raise fault(node.left.span, "a number is no text to match")
        pattern = node.right.pattern if isinstance(node.right, nodes.Regexp) else self.constant(node.right)
        try:
            compiled = compile_ruby(pattern)
        except RubyRegexError as error:
            raise fault(node.right.span, f"not a regular expression: {error}") from None
        for part in compiled.explosive_parts:
            self.warnings.append(Diagnostic(blame(part), span=node.right.span, hints=HINTS, severity="warning"))
        search = self.bindings.bind(compiled.search, "search")
        value = self.bindings.variable()
        expression = f"type({value} := {self.operand(node.left)}) is str and {search}({value}) is not None"
        return f"not ({expression})" if node.negated else expression

    # --- operands

    def operand(self, node: Any, default: Any = None) -> str:
        """A Python expression for a field, a constant, or what a method call is passed."""
        if isinstance(node, nodes.MethodCall):  # as recorded: the name is passed over, the argument stands for it
            if len(node.arguments) != 1:
                raise fault(node.span, "expected one argument in a method call")
            return self.operand(node.arguments[0], default)
        if is_constant(node):
            return self.bind_constant(node)
        return self.read(node, default)

    def reference(self, node: nodes.Selector) -> FieldReference:
        """The field that a selector means; its names are taken literally, blanks included, but for escapes."""
        try:
            return FieldReference(node.text, tuple(map(unescaper(escape_style()), node.elements)))
        except EscapeError as error:
            raise fault(node.span, f"no field: {error}") from None

    def read(self, node: nodes.Selector, default: Any = None) -> str:
        """An expression for the value of a field."""
        reference = self.reference(node)
        if len(reference.path) == 1 and reference.path != ("@metadata",):
            name = repr(reference.path[0])
            return f"event.get({name})" if default is None else f"event.get({name}, MISSING)"
        return f"{self.bindings.bind(reference.getter(default), 'get')}(event)"

    def constant(self, node: Any) -> Any:
        """The value of a constant, ${VAR} filled in where it is the whole text."""
        if isinstance(node, nodes.Number):
            if isinstance(node.value, int) and not -LARGEST <= node.value < LARGEST:
                raise fault(node.span, f"the number {node.text} does not fit 64 bits")
            return node.value
        if isinstance(node, nodes.Array):
            return [self.constant(item) for item in node.items]
        try:
            return self.substitute(node.text)
        except OptionError as error:
            raise fault(node.span, error.message, *error.hints) from None

    def first(self, node: Any) -> Any:
        """The value of a constant; a list stands for its first element, as recorded."""
        value = self.constant(node)
        return (value[0] if value else None) if isinstance(value, list) else value

    def bind_constant(self, node: Any) -> str:
        """An expression for a constant, or for the first element of a list."""
        value = self.first(node)
        return repr(value) if type(value) in (int, str) or value is None else self.bindings.bind(value, "constant")


def is_constant(node: Any) -> bool:
    """Whether an operand is known when compiling."""
    return isinstance(node, nodes.String | nodes.Number | nodes.Array)


def chain(node: Any) -> list[Any]:
    """The parts of `a and b and c`, however many, without recursion."""
    parts: list[Any] = []
    kind = type(node)
    while type(node) is kind:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]
