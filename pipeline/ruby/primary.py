"""What stands between operators: values, calls, blocks, and everything that ends with `end`."""

from pipeline.ruby.nodes import (
    ArrayNode,
    Block,
    BlockPass,
    Call,
    Const,
    Gvar,
    HashNode,
    Interpolated,
    Ivar,
    Literal,
    Local,
    Node,
    Not,
    RegexNode,
    Splat,
    SymbolNode,
)
from pipeline.ruby.params import Params
from pipeline.ruby.tokens import Token

STARTS = frozenset(
    ("int", "float", "str", "sym", "dsym", "regex", "words", "symbols", "ident", "const", "ivar", "gvar", "label")
)
STARTING_WORDS = frozenset(("nil", "true", "false", "self", "not", "defined?", "case", "if", "begin", "lambda", "proc"))


class Primary(Params):
    """Values and what is called on them."""

    def primary(self) -> Node:
        """A value with all the calls behind it."""
        node = self._value()
        while True:
            token = self.token
            if self.is_op(".", "&."):
                node = self._method(node)
            elif self.is_op("::") and not token.spaced:
                node = self._scoped(node)
            elif (self.is_op("[") and not token.spaced) or (self.is_op("[") and self._index_follows(node)):
                node = self._index(node)
            else:
                return node

    @staticmethod
    def _index_follows(node: Node) -> bool:
        return isinstance(node, Local | Ivar)

    def _value(self) -> Node:
        token = self.token
        if token.kind == "kw":
            return self.keyword()
        if token.kind == "op":
            return self._opened()
        if token.kind in ("nl", "eof", "label"):
            self.refuse("expected a value")
        self.take()
        return self._simple(token)

    def _simple(self, token: Token) -> Node:
        start, end = token.start, token.end
        if token.kind in ("int", "float"):
            return Literal(start, end, token.value)
        if token.kind == "str":
            return self._adjacent(token)
        if token.kind == "sym":
            return SymbolNode(start, end, token.value)
        if token.kind == "dsym":
            node = self.text_node(token, self.sub_parse)
            if isinstance(node, Literal):
                return SymbolNode(start, end, node.value)
            assert isinstance(node, Interpolated)
            node.symbol = True
            return node
        if token.kind == "regex":
            return RegexNode(start, end, self.texts(token, self.sub_parse), token.flags)
        if token.kind == "words":
            return ArrayNode(start, end, [Literal(start, end, word) for word in token.value])
        if token.kind == "symbols":
            return ArrayNode(start, end, [SymbolNode(start, end, word) for word in token.value])
        return self._named(token)

    def _adjacent(self, token: Token) -> Node:
        """A text, joined with those that follow it directly."""
        parts = self.texts(token, self.sub_parse)
        while self.token.kind == "str":
            parts += self.texts(self.take(), self.sub_parse)
        if all(isinstance(part, str) for part in parts):
            return Literal(token.start, self.last_end, "".join(parts))
        return Interpolated(token.start, self.last_end, parts)

    def _named(self, token: Token) -> Node:
        start, end = token.start, token.end
        if token.kind == "ivar":
            if token.value.startswith("@@"):
                self.refuse(
                    f'class variables such as "{token.value}" can\'t be used here', token, f"write {token.value[1:]}"
                )
            return Ivar(start, end, token.value)
        if token.kind == "gvar":
            return Gvar(start, end, token.value)
        if (
            token.kind == "const"
            and not (self.is_op("(") and not self.token.spaced)
            and not self.command_follows(const=True)
        ):
            return Const(start, end, token.value)
        if token.kind == "ident" and token.value in self.names and not (self.is_op("(") and not self.token.spaced):
            return Local(start, end, token.value)
        return self._call(None, token, safe=False)

    def sub_parse(self, tokens: list[Token]) -> Node:
        """The statements of an interpolation."""
        raise NotImplementedError

    # --- calls

    def _scoped(self, node: Node) -> Node:
        self.take()
        name = self.take()
        if name.kind == "const" and not (self.is_op("(") and not self.token.spaced):
            if not isinstance(node, Const):
                self.refuse("expected the name of a class before ::", name)
            return Const(node.start, name.end, f"{node.name}::{name.value}")
        if name.kind not in ("ident", "const", "kw"):
            self.refuse("expected a name behind ::", name)
        return self._call(node, name, safe=False)

    def _method(self, node: Node) -> Node:
        safe = self.take().value == "&."
        self.lines()
        name = self.take()
        if name.kind == "op" and name.value == "(":
            self.at -= 1
            name = Token("ident", "call", name.start, name.start)
        elif name.kind == "label":  # in `a ? b.c: d` it is no label
            name = Token("ident", name.value, name.start, name.end - 1)
            self.tokens.insert(self.at, Token("op", ":", name.end, name.end + 1))
        elif name.kind == "op" and name.value in ("+", "-", "*", "/", "==", "<", ">", "<=", ">=", "<<", "[", "%", "!"):
            if name.value == "[":
                self.refuse("expected the name of a method", name)
        elif name.kind not in ("ident", "const", "kw"):
            self.refuse("expected the name of a method", name)
        return self._call(node, name, safe=safe)

    def _call(self, receiver: Node | None, name: Token, *, safe: bool) -> Node:
        start = receiver.start if receiver is not None else name.start
        call = Call(start, name.end, receiver, str(name.value), [], safe=safe, name_start=name.start, name_end=name.end)
        if self.is_op("(") and not self.token.spaced:
            self.parenthesised(call)
        elif self.command_follows():
            self.arguments(call, "")
        call.end = self.last_end
        self._block_of(call)
        return call

    def parenthesised(self, call: Call) -> None:
        """The arguments in parentheses."""
        opening = self.take()
        call.parens = True
        no_do, self.no_do = self.no_do, 0
        self.lines()
        if not self.is_op(")"):
            self.arguments(call, ")")
            self.lines()
        self.expect(")", opening)
        self.no_do = no_do

    def command_follows(self, *, const: bool = False) -> bool:
        """Whether arguments follow without parentheses."""
        token, after = self.token, self.peek()
        if not token.spaced:  # `x.is_a?String` and `x.count","` are calls too
            before = self.tokens[self.at - 1] if self.at else token
            question = str(before.value).endswith("?")
            return before.kind == "ident" and (token.kind == "str" or (token.kind == "const" and question))
        if token.kind in STARTS:
            return not const or token.kind == "str"
        if const:
            return False
        if token.kind == "kw":
            return token.value in STARTING_WORDS and token.value != "if"
        tight = not after.spaced and after.kind not in ("nl", "eof")
        if token.value in ("[", "("):
            return True
        if token.value in ("->", "!"):
            return token.value == "->" or tight
        if token.value == "::":
            return tight and after.kind == "const"
        return token.value in ("*", "&", "-", "**", ":") and tight

    def arguments(self, call: Call, closing: str) -> None:
        """The arguments of a call; labels and `=>` pairs become one hash, the last of them."""
        pairs: list[tuple[Node | None, Node]] = []
        first = self.token
        while True:
            self._argument(call, pairs)
            if closing:
                self.lines()
            if not self.accept(","):
                break
            self.lines()
            if closing and self.is_op(closing):
                break
        if pairs:
            call.args.append(HashNode(first.start, self.last_end, pairs, braces=False))

    def _argument(self, call: Call, pairs: list[tuple[Node | None, Node]]) -> None:
        token = self.token
        if self.is_op("&"):
            self.take()
            value = self.expression_item()
            call.block = BlockPass(token.start, value.end, value)
        elif self.is_op("*"):
            self.take()
            value = self.expression_item()
            call.args.append(Splat(token.start, value.end, value))
        elif self.is_op("**"):
            self.take()
            pairs.append((None, self.expression_item()))
        elif token.kind == "label":
            pairs.append(self._labelled())
        else:
            value = self.expression_item()
            if self._colon_follows(value):
                self.take()
                self.lines()
                pairs.append((_symbol_of(value), self.expression_item()))
            elif self.accept("=>"):
                self.lines()
                pairs.append((value, self.expression_item()))
            else:
                call.args.append(value)

    def _colon_follows(self, value: Node) -> bool:
        text = isinstance(value, Interpolated) or (isinstance(value, Literal) and isinstance(value.value, str))
        return text and self.is_op(":") and not self.token.spaced

    def _labelled(self) -> tuple[Node, Node]:
        token = self.take()
        self.lines()
        name = SymbolNode(token.start, token.end - 1, token.value)
        if self.is_op(",", "}", ")"):
            local = token.value in self.names
            start, end = token.start, token.end - 1
            return name, Local(start, end, token.value) if local else Call(start, end, None, token.value, [])
        return name, self.expression_item()

    no_list = 0  # inside an argument or element a comma ends a value

    def expression_item(self) -> Node:
        """An expression among others, where a comma ends it."""
        self.no_list += 1
        try:
            if self.is_word("not"):
                token = self.take()
                value = self.expression()
                return Not(token.start, value.end, value)
            return self.expression()
        finally:
            self.no_list -= 1

    def _index(self, node: Node) -> Node:
        opening = self.take()
        call = Call(node.start, 0, node, "[]", [], name_start=opening.start, name_end=opening.end)
        self.lines()
        if not self.is_op("]"):
            self.arguments(call, "]")
            self.lines()
        self.expect("]", opening)
        call.end = call.name_end = self.last_end
        return call

    def _block_of(self, call: Call) -> None:
        if self.is_op("{"):
            call.block = self.block(self.take(), "}")
        elif self.is_word("do") and not self.no_do:
            call.block = self.block(self.take(), "end")
        if isinstance(call.block, Block):
            call.end = call.block.end

    # --- brackets

    def _opened(self) -> Node:
        token = self.token
        if token.value == "(":
            return self._group()
        if token.value == "[":
            return self._array()
        if token.value == "{":
            return self._hash()
        if token.value == "->":
            return self.arrow()
        if token.value == "::" and self.peek().kind == "const":
            self.take()
            return self._simple(self.take())
        if token.value in ("..", "..."):
            return self.expression()
        self.refuse("expected a value")
        return None

    def _group(self) -> Node:
        opening = self.take()
        no_do, self.no_do, no_list, self.no_list = self.no_do, 0, self.no_list, 0
        inner = self.body(")")
        self.expect(")", opening)
        self.no_do, self.no_list = no_do, no_list
        return inner if inner.body else Literal(opening.start, self.last_end, None)

    def _array(self) -> Node:
        opening = self.take()
        holder = Call(opening.start, opening.end, None, "", [])
        self.lines()
        if not self.is_op("]"):
            self.arguments(holder, "]")
            self.lines()
        self.expect("]", opening)
        if holder.block is not None:
            self.refuse('expected no "&" in a list', opening)
        for item in holder.args:
            if isinstance(item, HashNode):
                item.braces = True
        return ArrayNode(opening.start, self.last_end, holder.args)

    def _hash(self) -> Node:
        opening = self.take()
        holder = Call(opening.start, opening.end, None, "", [])
        pairs: list[tuple[Node | None, Node]] = []
        self.lines()
        while not self.is_op("}"):
            self._argument(holder, pairs)
            if holder.args or holder.block is not None:
                self.refuse('expected "=>" and a value')
            self.lines()
            if not self.accept(","):
                break
            self.lines()
        self.expect("}", opening)
        return HashNode(opening.start, self.last_end, pairs)

    def keyword(self) -> Node:
        """What begins with a word of the language."""
        raise NotImplementedError


def _symbol_of(value: Node) -> Node:
    if isinstance(value, Literal):
        return SymbolNode(value.start, value.end, str(value.value))
    assert isinstance(value, Interpolated)
    value.symbol = True
    return value
