"""The rules of a condition."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, cast

from pipeline.language.lexer import BOOLEAN, OPERAND, OPERATOR
from pipeline.language.nodes import (
    And,
    Compare,
    Expression,
    In,
    Match,
    MethodCall,
    Nand,
    Not,
    Operand,
    Or,
    Regexp,
    Selector,
    String,
    Xor,
)
from pipeline.language.surprises import Surprises
from pipeline.language.values import DEEPEST
from pipeline.source import Span

BINARY: dict[str, Callable[..., Expression]] = {"and": And, "or": Or, "xor": Xor, "nand": Nand}
Comparison = Literal["==", "!=", "<", ">", "<=", ">="]


class ConditionParser(Surprises):
    """One method a rule."""

    def condition(self, wanted: str = "a condition") -> Expression:
        """Expressions joined by and, or, xor, nand; leaves the reader behind the blanks after the last one."""
        parts = [self.expression(wanted)]
        operators: list[tuple[str, Span]] = []
        start = self.skip()
        while found := self.take(BOOLEAN):
            operators.append((found[0], self.span(start)))
            self.skip()
            parts.append(self.expression(f'a condition after "{found[0]}"'))
            start = self.skip()
        return self._joined(parts, operators)

    def _joined(self, parts: list[Expression], operators: list[tuple[str, Span]]) -> Expression:
        odd = next((operator for operator in operators if operator[0] in ("xor", "nand")), None)
        if odd is None:
            return self._alternatives(parts, operators)
        if len(operators) > 1:
            message = f'"{odd[0]}" joins two expressions only, this condition has {len(parts)}'
            self.report(odd[1], message, f"put pairs in parentheses: if ([a] {odd[0]} [b]) and [c]")
        return self.nested(BINARY[odd[0]], parts[:2])

    def _alternatives(self, parts: list[Expression], operators: list[tuple[str, Span]]) -> Expression:
        """The tree of a chain of and, or: an `or` takes only the last two of the ands before it.

        As lscl.rb's join_conditions does: `a and b and c or d` is `a and ((b and c) or d)`.
        """
        runs = [[parts[0]]]
        for (name, _), part in zip(operators, parts[1:], strict=True):
            if name == "or":
                runs.append([])
            runs[-1].append(part)
        if sum(len(run) > 2 for run in runs) > DEEPEST:
            raise self.too_deep(parts[0].span, "this condition is")
        alternatives = [self.nested(And, runs.pop())]
        for run in reversed(runs):
            alternatives.insert(0, self.nested(And, run[-2:]))
            if len(run) > 2:
                self.warn_of_long_run(run)
                alternatives = [self.nested(And, [*run[:-2], self.nested(Or, alternatives)])]
        return self.nested(Or, alternatives)

    def nested(self, join: Callable[..., Expression], parts: Sequence[Expression]) -> Expression:
        """`a op b op c` as a tree that leans to the left."""
        tree = parts[0]
        for part in parts[1:]:
            tree = join(tree, part, span=self.span(parts[0].span.start, part.span.end))
        return tree

    # --- one expression

    def expression(self, wanted: str) -> Expression:
        """Something in parentheses, a negation, a comparison, or an operand alone."""
        start = self.at
        if self.stands("("):
            return self.group(start)
        if self.accept("!"):
            return self.negation(start)
        left = self.operand(wanted)
        end = self.at
        self.skip()
        found = self.take(OPERATOR)
        if found is None:
            self.at = end
            self.warn_of_constant(left)
            return left
        return self.comparison(start, left, found[0])

    def group(self, start: int) -> Expression:
        """`(condition)`; its span takes in the parentheses."""
        self.enter("(", "condition", "the parenthesis")
        inner = self.condition()
        if not self.leaves(")"):
            raise self.unexpected("operator", 'a comparison, "and", "or" or ")"')
        return replace(inner, span=self.span(start))

    def negation(self, start: int) -> Expression:
        """`!(condition)` or `![field]`, behind the exclamation mark."""
        at = self.skip()
        if self.stands("("):
            return Not(self.group(at), span=self.span(start))
        found = OPERAND.match(self.text, at)
        if found is None or not found["selector"]:
            raise self.unexpected("negation", '"(" or a field after "!"')
        return Not(self.selector(found[0]), span=self.span(start))

    def comparison(self, start: int, left: Operand, operator: str) -> Expression:
        """What follows an operand and its operator, which were read."""
        at = self.skip()
        if operator == "not ":
            if not self.accept("in"):
                raise self.unexpected("not", '"in" after "not"')
            operator = "not in"
            at = self.skip()
        right = self.operand(f'a value after "{operator}"')
        span = self.span(start)
        if operator in ("in", "not in"):
            self.warn_of_lonely_item(right, "==" if operator == "in" else "!=")
            return In(operator == "not in", left, right, span=span)
        if operator in ("=~", "!~"):
            if not isinstance(right, Regexp | String):
                self.at = at
                raise self.unexpected("pattern", f'a pattern between slashes after "{operator}"')
            return Match(operator == "!~", left, right, span=span)
        self.warn_of_compared_list(right)
        return Compare(cast("Comparison", operator), left, right, span=span)

    # --- operands

    def operand(self, wanted: str) -> Operand:
        """A string, number, field, list, method call or pattern; `["a"]` is a field, as it is for Logstash."""
        found = OPERAND.match(self.text, self.at)
        if found is None:
            raise self.unexpected("operand", wanted)
        start, kind = self.at, found.lastgroup
        if kind == "selector":
            return self.selector(found[0])
        if kind == "string":
            return self.string(found[0])
        if kind == "number":
            return self.number()
        if kind == "array":
            return self.array()
        if kind == "call":
            return self.call(found[0], wanted)
        self.at = found.end()
        return Regexp(found[0][1:-1], span=self.span(start))

    def selector(self, text: str) -> Selector:
        """`[a][b]`, which stands here."""
        start = self.at
        self.at += len(text)
        self.warn_of_blanks(text, self.span(start))
        return Selector(text, tuple(text[1:-1].split("][")), span=self.span(start))

    def call(self, name: str, wanted: str) -> MethodCall:
        """`name(argument, argument)`."""
        start = self.at
        opening = self.after_blanks(start + len(name))
        if not self.text.startswith("(", opening):
            raise self.unexpected("operand", wanted)
        self.at = opening
        self.enter("(", "operand", f'"{name}("')
        arguments: list[Operand] = []
        while not self.leaves(")"):
            if arguments:
                if not self.accept(","):
                    raise self.unexpected("argument", f'"," or ")" in {name}(...)')
                self.skip()
            arguments.append(self.operand("a field or a constant"))
            self.skip()
        self.warn_of_call(name, self.span(start))
        return MethodCall(name, tuple(arguments), span=self.span(start))
