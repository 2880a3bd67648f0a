"""Parameters of methods and blocks, and blocks themselves."""

from pipeline.ruby.cursor import Cursor, Names
from pipeline.ruby.nodes import Block, Node, Param
from pipeline.ruby.tokens import Token


class Params(Cursor):
    """Reads `|a, (b, c), *d|`, `(a, b = 1, c: 2)` and the blocks they belong to."""

    def guarded_body(self, end: str) -> Node:
        """A body that may have rescues."""
        raise NotImplementedError

    def expression_item(self) -> Node:
        """An expression among others."""
        raise NotImplementedError

    def block(self, opening: Token, closing: str) -> Block:
        """A block whose opening brace or `do` has been taken."""
        names, self.names = self.names, Names(self.names)
        no_do, self.no_do = self.no_do, 0
        self.lines()
        params: list[Param] = []
        if self.accept("|"):
            params = self.params("|")
            self.expect("|")
        elif self.accept("||"):
            pass
        params = params or self._implied(closing)
        body = self.guarded_body(closing)
        self.expect(closing, opening)
        self.names, self.no_do = names, no_do
        return Block(opening.start, self.last_end, params, body)

    def _implied(self, closing: str) -> list[Param]:
        """`it` and `_1` that are used without being declared."""
        depth, used = 0, set()
        for token in self.tokens[self.at :]:
            if token.kind == "op" and token.value in ("{", "}"):
                depth += 1 if token.value == "{" else -1
            if depth < 0 or token.kind == "eof":
                break
            if token.kind == "ident" and token.value in ("_1", "_2"):
                used.add(str(token.value))
        if closing != "}" or not used:
            return []
        found = [Param("req", "_1"), *([Param("req", "_2")] if "_2" in used else [])]
        self.names.own.update(param.name for param in found)
        return found

    def arrow(self) -> Block:
        """`->(a) { ... }`."""
        opening = self.take()
        names, self.names = self.names, Names(self.names)
        params: list[Param] = []
        if self.accept("("):
            params = self.params(")")
            self.expect(")")
        elif self.token.kind == "ident":
            params = self.params("{")
        token = self.take()
        if not (token.value in ("{", "do") and token.kind in ("op", "kw")):
            self.refuse('expected "{"', token)
        closing = "}" if token.value == "{" else "end"
        no_do, self.no_do = self.no_do, 0
        body = self.guarded_body(closing)
        self.expect(closing, token)
        self.names, self.no_do = names, no_do
        return Block(opening.start, self.last_end, params, body, is_lambda=True)

    def params(self, closing: str) -> list[Param]:
        """Parameters up to the closing delimiter, which is left; a line end closes too where it is one."""
        found: list[Param] = []
        while True:
            if closing != "\n":
                self.lines()
            if self._closed(closing):
                break
            if self.accept(";"):  # names behind it are local to the block
                while self.token.kind == "ident":
                    found.append(Param("local", self._name()))
                    self.accept(",")
                break
            found.append(self._param())
            if not self.accept(",") and not self.is_op(";"):
                break
        if closing != "\n":
            self.lines()
        return found

    def _closed(self, closing: str) -> bool:
        return self.token.kind in ("nl", "eof") if closing == "\n" else self.is_op(closing) or self.is_word("do")

    def _param(self) -> Param:
        if self.accept("("):
            group = self.params(")")
            self.expect(")")
            return Param("group", "", group=group)
        if self.is_op("*", "**", "&"):
            mark = self.take().value
            named = self.token.kind == "ident"
            name = self._name() if named else ""
            return Param({"*": "rest", "**": "keyrest", "&": "block"}[mark], name)
        if self.token.kind == "label":
            name = str(self.take().value)
            self.names.own.add(name)
            ended = self.is_op(",", ")", "|") or self.token.kind == "nl"
            return Param("key", name, None if ended else self._default())
        name = self._name()
        if self.accept("="):
            return Param("opt", name, self._default())
        return Param("req", name)

    def _default(self) -> Node:
        return self.bounded()

    def bounded(self) -> Node:
        """A default value; in a block's parameters a `|` ends it."""
        return self.primary_value()

    def primary_value(self) -> Node:
        """One value."""
        raise NotImplementedError

    def _name(self) -> str:
        token = self.take()
        if token.kind != "ident":
            self.refuse("expected the name of a parameter", token)
        self.names.own.add(token.value)
        return str(token.value)
