"""Ruby code to a tree: statements and operators; what stands between them is in primary.py and words.py."""

import re
from typing import Any

from pipeline.ruby.cursor import Names
from pipeline.ruby.faults import Refused
from pipeline.ruby.lexer import Lexer
from pipeline.ruby.nodes import (
    ArrayNode,
    Assign,
    Begin,
    Call,
    Const,
    Defined,
    Gvar,
    If,
    Ivar,
    Jump,
    Literal,
    Local,
    Logic,
    MultiAssign,
    Node,
    Not,
    OpAssign,
    RangeNode,
    RegexNode,
    Rescue,
    Seq,
    Splat,
    While,
)
from pipeline.ruby.tokens import Token
from pipeline.ruby.words import Words

BINARY = {
    "||": 1, "&&": 2, "<=>": 4, "==": 4, "===": 4, "!=": 4, "=~": 4, "!~": 4, "<": 5, "<=": 5, ">": 5, ">=": 5,
    "|": 6, "^": 6, "&": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10, "**": 12,
}  # fmt: skip
NEGATED = {"!=": "==", "!~": "=~"}
OP_ASSIGN = frozenset(("||=", "&&=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^="))
MODIFIERS = frozenset(("if", "unless", "while", "until", "rescue"))
UNARY_LEVEL = 11


def parse(text: str, known: tuple[str, ...] = ()) -> Seq:
    """The tree of some code in which the variables `known` are there already; Refused where it is no such Ruby."""
    try:
        lexer = Lexer(text, names=set(known))
        tokens = lexer.run()
        names = Names()
        names.own.update(known)
        parser = Parser(tokens, names)
        tree = parser.body()
        if parser.token.kind != "eof":
            parser.refuse("expected the end of the code")
    except RecursionError:
        raise Refused("it is nested too deep", 0, 1) from None
    return tree


class Parser(Words):
    """Statements, assignments and operators."""

    def body(self, *ends: str) -> Seq:
        """Statements up to one of some words or operators, which is left."""
        start = self.token.start
        found: list[Node] = []
        self.depth += 1
        if self.depth > 60:
            self.refuse("it is nested too deep")
        self.separators()
        while self.token.kind != "eof" and not (self.token.kind in ("kw", "op") and self.token.value in ends):
            found.append(self.statement())
            if not (
                self.token.kind in ("nl", "eof")
                or self.is_op(";")
                or (self.token.kind in ("kw", "op") and self.token.value in ends)
            ):
                self.refuse("expected the end of the statement")
            self.separators()
        self.depth -= 1
        return Seq(start, self.last_end, found)

    def statement(self) -> Node:
        """One statement: expressions joined by `and`/`or`, then modifiers."""
        node = self._joined()
        while self.token.kind == "kw" and self.token.value in MODIFIERS:
            node = self._modified(node, self.take())
        return node

    def _modified(self, node: Node, word: Token) -> Node:
        if word.value == "rescue":
            return self._rescued(node)
        condition = self._joined()
        start, end = node.start, condition.end
        if word.value == "if":
            return If(start, end, condition, node, None)
        if word.value == "unless":
            return If(start, end, Not(condition.start, condition.end, condition), node, None)
        first = isinstance(node, Begin) and not node.rescues and node.ensure is None
        return While(start, end, condition, node, word.value == "until", first)

    def _rescued(self, node: Node) -> Node:
        value = self.expression()
        if isinstance(node, Jump):
            self.refuse("expected no rescue behind a jump", None, "write begin ... rescue ... end")
        inner: Node = node.value if isinstance(node, Assign | OpAssign) else node
        rescued = Begin(inner.start, value.end, inner, [Rescue([], None, value)], None, None)
        if isinstance(node, Assign | OpAssign):
            node.value = rescued
            return node
        return rescued

    def _joined(self) -> Node:
        node = self._negated()
        while self.is_word("and", "or"):
            word = self.take().value
            self.lines()
            right = self._negated()
            node = Logic(node.start, right.end, word, node, right)
        return node

    def _negated(self) -> Node:
        if self.is_word("not"):
            start = self.take().start
            value = self._negated()
            return Not(start, value.end, value)
        return self.expression_statement()

    def expression_statement(self) -> Node:
        """An expression, or several targets on the left of an assignment."""
        if self.is_op("*") or (self.is_op("(") and self._is_group()):
            return self._multiple([self._target_item()])
        node = self.expression()
        if self.is_op(",") and self._assignable(node) and self._many_follow():
            self._declare(node)
            return self._multiple([self._as_target(node)])
        return node

    def _is_group(self) -> bool:
        """Whether a parenthesis opens a target, as in `(a, b), c = x`."""
        depth, ahead = 0, 0
        while (token := self.peek(ahead)).kind != "eof":
            if token.kind == "op" and token.value in ("(", ")"):
                depth += 1 if token.value == "(" else -1
                if not depth:
                    break
            elif token.kind not in ("ident", "op") or (token.kind == "op" and token.value not in (",", "*")):
                return False
            ahead += 1
        return self.peek(ahead + 1).kind == "op" and self.peek(ahead + 1).value == ","

    def _many_follow(self) -> bool:
        """Whether an `=` comes before the statement ends, at the same depth."""
        depth, ahead = 0, 0
        while (token := self.peek(ahead)).kind not in ("eof", "nl"):
            if token.kind == "op":
                if token.value in ("(", "[", "{"):
                    depth += 1
                elif token.value in (")", "]", "}"):
                    depth -= 1
                elif not depth and token.value in ("=", ";"):
                    return bool(token.value == "=")
            elif token.kind == "kw":
                return False
            if depth < 0:
                return False
            ahead += 1
        return False

    def _target_item(self) -> Any:
        if self.is_op("*"):
            start = self.take().start
            inner = None if self.is_op(",", "=", ")") else self._as_target(self.primary())
            return Splat(start, self.last_end, inner)
        if self.accept("("):
            items = [self._target_item()]
            while self.accept(","):
                items.append(self._target_item())
            self.expect(")")
            return items
        return self._as_target(self.primary())

    def _multiple(self, targets: list[Any]) -> Node:
        while self.accept(","):
            if self.is_op("="):
                break
            targets.append(self._target_item())
        start = targets[0].start if isinstance(targets[0], Node) else self.token.start
        self.expect("=")
        self.lines()
        value = self._values()
        return MultiAssign(start, value.end, targets, value)

    def _values(self) -> Node:
        """What stands on the right of an assignment: one value, or several that are a list."""
        start = self.token.start
        first = self._maybe_splat()
        if not self.is_op(",") and not isinstance(first, Splat):
            return first
        items = [first]
        while self.accept(","):
            self.lines()
            items.append(self._maybe_splat())
        return ArrayNode(start, self.last_end, items)

    def _maybe_splat(self) -> Node:
        if self.is_op("*"):
            start = self.take().start
            value = self.expression()
            return Splat(start, value.end, value)
        return self.expression()

    def _assignable(self, node: Node) -> bool:
        if isinstance(node, Call):
            plain = not node.args and node.block is None and not node.parens
            return node.name == "[]" or (plain and (node.receiver is not None or node.name[-1] not in "?!"))
        return isinstance(node, Local | Ivar | Const | Gvar)

    def _as_target(self, node: Node) -> Node:
        if not self._assignable(node):
            raise Refused("expected something that can be assigned to", node.start, node.end)
        if isinstance(node, Gvar):
            raise Refused(
                f'global variables such as "{node.name}" can\'t be set here', node.start, node.end, "use @name"
            )
        if isinstance(node, Call) and node.receiver is None:
            target = Local(node.start, node.end, node.name)
            self.names.own.add(node.name)
            return target
        return node

    def _declare(self, node: Node) -> None:
        if isinstance(node, Call) and node.receiver is None and not node.args:
            self.names.own.add(node.name)

    def expression(self) -> Node:
        """An assignment, or what is in it."""
        self.depth += 1
        if self.depth > 60:
            self.refuse("it is nested too deep")
        try:
            return self._expression()
        finally:
            self.depth -= 1

    def _expression(self) -> Node:
        node = self._ternary()
        if self.is_op("=") and self._assignable(node):
            self.take()
            self.lines()
            target = self._as_target(node)
            value = self._values() if self.no_list == 0 else self.expression()
            return Assign(node.start, value.end, target, value)
        if self.token.kind == "op" and self.token.value in OP_ASSIGN and self._assignable(node):
            operator = self.take().value[:-1]
            self.lines()
            target = self._as_target(node)
            value = self.expression()
            return OpAssign(node.start, value.end, target, operator, value)
        return node

    def _ternary(self) -> Node:
        node = self._range()
        if not self.is_op("?"):
            return node
        self.take()
        self.lines()
        self.no_list += 1
        then = self._ternary_branch()
        self.lines()
        if self.token.kind == "label" or not self.is_op(":"):
            self.refuse('expected ":" of the "?"')
        self.take()
        self.lines()
        otherwise = self._ternary_branch()
        self.no_list -= 1
        return If(node.start, otherwise.end, node, then, otherwise)

    def _ternary_branch(self) -> Node:
        """One of the two; `a ? b: c` makes a label of what is a variable."""
        token = self.token
        if token.kind == "label":
            self.tokens[self.at : self.at + 1] = [
                Token("const" if token.value[0].isupper() else "ident", token.value, token.start, token.end - 1, True),
                Token("op", ":", token.end - 1, token.end),
            ]
        return self.expression()

    def _range(self) -> Node:
        if self.is_op("..", "..."):
            operator = self.take()
            high: Node | None = self._binary(1)
            assert high is not None
            return RangeNode(operator.start, high.end, None, high, operator.value == "...")
        low = self._binary(1)
        if not self.is_op("..", "..."):
            return low
        operator = self.take()
        ended = self.token.kind in ("nl", "eof") or self.is_op(")", "]", ",", ";") or self.is_word("then")
        high = None if ended else self._binary(1)
        return RangeNode(low.start, self.last_end, low, high, operator.value == "...")

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while self.token.kind == "op" and BINARY.get(self.token.value, 0) >= least:
            operator = self.take()
            level = BINARY[operator.value]
            self.lines()
            right = self._binary(level if operator.value == "**" else level + 1)
            left = self._operation(operator, left, right)
        return left

    def _operation(self, operator: Token, left: Node, right: Node) -> Node:
        name = operator.value
        if name in ("&&", "||"):
            return Logic(left.start, right.end, "and" if name == "&&" else "or", left, right)
        if name == "=~" and isinstance(left, RegexNode):
            self.names.own.update(re.findall(r"\(\?<([a-z_]\w*)>", "".join(map(str, left.parts))))
        call = Call(left.start, right.end, left, NEGATED.get(name, name), [right])
        call.name_start, call.name_end = operator.start, operator.end
        return Not(left.start, right.end, call) if name in NEGATED else call

    def _unary(self) -> Node:
        token = self.token
        if self.is_word("defined?"):
            self.take()
            value = self._unary()
            return Defined(token.start, value.end, value)
        if not self.is_op("!", "-", "+", "~", "&", "**"):
            return self._power()
        self.take()
        if token.value == "!":
            value = self._unary()
            return Not(token.start, value.end, value)
        if token.value in ("&", "**"):
            self.refuse("expected a value", token)
        number = self.token
        if token.value == "-" and number.kind in ("int", "float") and not number.spaced:
            self.tokens[self.at] = Token(number.kind, -number.value, token.start, number.end)
            if self.peek().kind == "op" and self.peek().value == "**":
                self.tokens[self.at] = number
                value = self._power()
                return Call(token.start, value.end, value, "-@", [])
            return self._power()
        value = self._binary(UNARY_LEVEL)
        return Call(token.start, value.end, value, {"-": "-@", "+": "+@", "~": "~"}[token.value], [])

    def _power(self) -> Node:
        base = self.primary()
        if self.is_op("**"):
            operator = self.take()
            self.lines()
            exponent = self._unary()
            return self._operation(operator, base, exponent)
        return base

    def primary_value(self) -> Node:
        """One value, or a sign and a number."""
        return self._binary(BINARY["^"] + 1)

    def jump(self) -> Node:
        """`return`, `break`, `next` with a value or without."""
        token = self.take()
        ended = self.token.kind in ("nl", "eof") or self.is_op(";", "}", ")", ":") or self.is_word("end")
        if ended or (self.token.kind == "kw" and self.token.value in MODIFIERS):
            return Jump(token.start, token.end, token.value, None)
        value = self._values()
        return Jump(token.start, value.end, token.value, value)

    def sub_parse(self, tokens: list[Token]) -> Node:
        """The statements of an interpolation."""
        inner = Parser(tokens, self.names, self.depth)
        tree = inner.body()
        if inner.token.kind != "eof":
            inner.refuse("expected the end of the #{...}")
        return tree if tree.body else Literal(tree.start, tree.end, None)
