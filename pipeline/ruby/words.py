"""What begins with a word: branches, loops, rescues, methods."""

from pipeline.ruby.cursor import Names
from pipeline.ruby.nodes import (
    Begin,
    Block,
    Call,
    Case,
    Def,
    If,
    Ivar,
    Literal,
    Local,
    Node,
    Not,
    Param,
    Rescue,
    SelfNode,
    Seq,
    Splat,
    While,
    Yield,
)
from pipeline.ruby.primary import Primary

CONSTANTS = {"nil": None, "true": True, "false": False}
OUTSIDE = {
    "class": "classes of your own",
    "module": "modules of your own",
    "alias": "alias",
    "undef": "undef",
    "redo": "redo",
    "retry": "retry",
    "super": "super",
    "BEGIN": "BEGIN blocks",
    "END": "END blocks",
    "__FILE__": "__FILE__",
    "__LINE__": "__LINE__",
    "__method__": "__method__",
    "then": "then",
}


class Words(Primary):
    """One method for each word; `keyword` finds it."""

    def keyword(self) -> Node:
        """What begins with a word of the language."""
        token = self.token
        word = token.value
        if word in CONSTANTS:
            self.take()
            return Literal(token.start, token.end, CONSTANTS[word])
        if word in OUTSIDE:
            self.out(OUTSIDE[word], token)
        read = {
            "self": self._self, "if": self._if, "unless": self._if, "while": self._while, "until": self._while,
            "case": self._case, "begin": self._begin, "def": self._def, "for": self._for, "yield": self._yield,
            "return": self.jump, "break": self.jump, "next": self.jump,
        }.get(word)  # fmt: skip
        if read is None:
            self.refuse("expected a value")
        return read()

    def jump(self) -> Node:
        """`return`, `break`, `next`."""
        raise NotImplementedError

    def _self(self) -> Node:
        token = self.take()
        return SelfNode(token.start, token.end)

    def _yield(self) -> Node:
        token = self.take()
        holder = Call(token.start, token.end, None, "", [])
        if self.is_op("(") and not self.token.spaced:
            self.parenthesised(holder)
        elif self.command_follows():
            self.arguments(holder, "")
        return Yield(token.start, self.last_end, holder.args)

    def _condition(self) -> Node:
        no_list, self.no_list = self.no_list, 0
        node = self.statement_condition()
        self.no_list = no_list
        return node

    def statement_condition(self) -> Node:
        """A condition: what a statement is, without modifiers."""
        return self.statement()

    def _if(self) -> Node:
        opening = self.take()
        condition = self._condition()
        if opening.value == "unless":
            condition = Not(condition.start, condition.end, condition)
        self.separators()
        self.accept("then")
        then = self._inner("elsif", "else", "end")
        otherwise: Node | None = None
        if self.is_word("elsif"):
            nested = self._if()
            return If(opening.start, nested.end, condition, then, nested)
        if self.accept("else"):
            otherwise = self._inner("end")
        self.expect("end", opening)
        return If(opening.start, self.last_end, condition, then, otherwise)

    def _inner(self, *ends: str) -> Seq:
        """A body in which commas and `do` mean what they mean anywhere."""
        no_do, self.no_do, no_list, self.no_list = self.no_do, 0, self.no_list, 0
        body = self.body(*ends)
        self.no_do, self.no_list = no_do, no_list
        return body

    def _loop_head(self) -> None:
        self.separators()
        self.accept("do")

    def _while(self) -> Node:
        opening = self.take()
        self.no_do += 1
        condition = self._condition()
        self.no_do -= 1
        self._loop_head()
        body = self._inner("end")
        self.expect("end", opening)
        return While(opening.start, self.last_end, condition, body, opening.value == "until", first=False)

    def _for(self) -> Node:
        """`for a, b in items` is `items.each { |a, b| ... }` whose variables are those around it."""
        opening = self.take()
        names = [self.take()]
        while self.accept(","):
            names.append(self.take())
        for name in names:
            if name.kind != "ident":
                self.refuse("expected a name", name)
            self.names.own.add(name.value)
        self.expect("in")
        self.no_do += 1
        items = self._condition()
        self.no_do -= 1
        self._loop_head()
        body = self._inner("end")
        self.expect("end", opening)
        block = Block(opening.start, self.last_end, [Param("outer", str(name.value)) for name in names], body)
        return Call(
            opening.start, self.last_end, items, "each", [], block, name_start=opening.start, name_end=opening.end
        )

    def _case(self) -> Node:
        opening = self.take()
        subject = None if self.token.kind == "nl" or self.is_word("when") else self._condition()
        self.separators()
        if self.is_word("in"):
            self.out("pattern matching with case ... in", self.token)
        clauses: list[tuple[list[Node], Node]] = []
        while self.accept("when"):
            tests = [self._when_item()]
            while self.accept(","):
                self.lines()
                tests.append(self._when_item())
            self.separators()
            self.accept("then")
            clauses.append((tests, self._inner("when", "else", "end")))
        if not clauses:
            self.refuse('expected "when"')
        otherwise = self._inner("end") if self.accept("else") else None
        self.expect("end", opening)
        return Case(opening.start, self.last_end, subject, clauses, otherwise)

    def _when_item(self) -> Node:
        if self.is_op("*"):
            token = self.take()
            value = self.expression_item()
            return Splat(token.start, value.end, value)
        return self.expression_item()

    def _begin(self) -> Node:
        opening = self.take()
        node = self._guarded("end")
        self.expect("end", opening)
        node.start, node.end = opening.start, self.last_end
        return node

    def _guarded(self, end: str) -> Begin:
        """A body with its rescues, up to the word that closes it."""
        start = self.token.start
        body = self._inner("rescue", "else", "ensure", end)
        rescues = []
        while self.is_word("rescue"):
            rescues.append(self._rescue(end))
        otherwise = self._inner("ensure", end) if self.accept("else") else None
        ensure = self._inner(end) if self.accept("ensure") else None
        return Begin(start, self.last_end, body, rescues, otherwise, ensure)

    def _rescue(self, end: str) -> Rescue:
        self.take()
        classes: list[Node] = []
        while not (self.token.kind == "nl" or self.is_op(";", "=>") or self.is_word("then")):
            classes.append(self.expression_item())
            if not self.accept(","):
                break
            self.lines()
        target: Node | None = None
        if self.accept("=>"):
            name = self.take()
            if name.kind not in ("ident", "ivar"):
                self.refuse("expected a name", name)
            if name.kind == "ident":
                self.names.own.add(name.value)
            kind = Local if name.kind == "ident" else Ivar
            target = kind(name.start, name.end, name.value)
        self.separators()
        self.accept("then")
        return Rescue(classes, target, self._inner("rescue", "else", "ensure", end))

    def guarded_body(self, end: str) -> Node:
        """A body that may have rescues."""
        node = self._guarded(end)
        return node if node.rescues or node.ensure is not None or node.otherwise is not None else node.body

    def _def(self) -> Node:
        opening = self.take()
        name = self.take()
        if name.kind == "kw" and name.value == "self" and self.is_op("."):
            self.take()
            name = self.take()
        if name.kind not in ("ident", "const", "kw") or (self.is_op("=") and not self.token.spaced):
            self.refuse("expected the name of a method", name)
        names, self.names = self.names, Names()
        params: list[Param] = []
        if self.is_op("("):
            self.take()
            params = self.params(")")
            self.expect(")")
        elif self.token.kind != "nl" and not self.is_op(";", "="):
            params = self.params("\n")
        if self.accept("="):
            body: Node = self.statement()
        else:
            body = self.guarded_body("end")
            self.expect("end", opening)
        self.names = names
        return Def(opening.start, self.last_end, str(name.value), params, body)
