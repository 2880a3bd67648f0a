"""Blocks, lambdas and methods to functions, and blocks of `each` and its like to loops."""

from pipeline.ruby.compile.calls import Calls, safe
from pipeline.ruby.compile.frames import Frame, Line, Loop, Scope, Variable
from pipeline.ruby.compile.walk import makes_closures
from pipeline.ruby.nodes import Block, Call, Def, Node, Param

LOOPS = {"each": "each_item", "each_pair": "each_two", "each_with_index": "each_item", "times": "count_to"}


class Blocks(Calls):
    """Writes functions for blocks and methods."""

    def block(self, node: Block, given_to: str, marker: str | None) -> str:
        """Write a block as a function; gives an expression for the Block.

        `given_to` is the method that it is an argument of, `marker` what its `break` raises.
        """
        name = self.unique("block")
        frame = Frame("lambda" if node.is_lambda else "block", self.frame, breaks=marker)
        outer_scope = self.scope
        lines, head, takes = self._function(frame, node.params, node.body, Scope(frame, outer_scope), given_to)
        self.line(f"def {name}({head}):")
        self.lines(lines, self.frame.indent + 1)
        required = sum(param.kind in ("req", "group") for param in node.params)
        optional = any(param.kind in ("opt", "rest") for param in node.params)
        arity = -required - 1 if optional else required
        return f"Block({name}, {takes}, is_lambda={node.is_lambda}, arity={arity})"

    def _function(
        self, frame: Frame, params: list[Param], body: Node, scope: Scope, given_to: str = ""
    ) -> tuple[list[Line], str, int | None]:
        """The lines of a function, its parameters, and how many it takes (None: any number)."""
        held_frame, held_scope = self.frame, self.scope
        self.frame, self.scope = frame, scope
        head, takes = self._params(params, frame.kind != "block", given_to)
        start = len(frame.lines)
        self.emit(body, "return")
        found = self._finished(frame, start)
        self.frame, self.scope = held_frame, held_scope
        return found, head, takes

    def _finished(self, frame: Frame, start: int) -> list[Line]:
        """The lines of a function with what belongs before them."""
        head: list[Line] = []
        if frame.nonlocals:
            head.append((0, f"nonlocal {', '.join(sorted(frame.nonlocals))}", self.place))
        if frame.declared:
            head.append((0, f"{' = '.join(frame.declared)} = None", self.place))
        lines = frame.lines or [(0, "pass", self.place)]
        if frame.leaves is None:
            return [*head, *lines]
        error = self.unique("x")
        return [
            *head,
            *lines[:start],
            (0, f"{frame.leaves} = Leave()", self.place),
            (0, "try:", self.place),
            *[(indent + 1, text, place) for indent, text, place in lines[start:] or [(0, "pass", self.place)]],
            (0, f"except Leave as {error}:", self.place),
            (1, f"if {error} is not {frame.leaves}: raise", self.place),
            (1, f"return {frame.leaves}.value", self.place),
        ]

    # --- parameters

    def _params(self, params: list[Param], strict: bool, given_to: str) -> tuple[str, int | None]:
        """The parameters of a function in Python; what they need is written as its first lines."""
        plain = [param for param in params if param.kind in ("req", "opt", "group", "outer")]
        rest = next((at for at, param in enumerate(params) if param.kind == "rest"), None)
        later = rest is not None and any(param.kind in ("req", "group", "opt") for param in params[rest + 1 :])
        if later:
            self._after_rest(params)
            return "*everything", None
        head = [self._param(param, strict, given_to) for param in plain]
        if rest is not None:
            name = self._named(params[rest]) if params[rest].name else "others_"
            head.append(f"*{name}")
            self.line(f"{name} = list({name})")
        for param in params:
            if param.kind == "local":
                self.line(f"{self._named(param)} = None")
        keys = [param for param in params if param.kind in ("key", "keyrest")]
        if keys and rest is None:
            head.append("*")
        head += [self._key(param) for param in keys]
        block = next((param for param in params if param.kind == "block"), None)
        if block is not None:
            self.frame.block_name = self._named(block) if block.name else self.unique("blk")
        return ", ".join(head), None if rest is not None else len(plain)

    def _named(self, param: Param) -> str:
        return self.declare(param.name).python

    def _param(self, param: Param, strict: bool, given_to: str) -> str:
        if param.kind == "group":
            name = self.temp()
            self.group(param.group or [], name)
            return name if strict else f"{name}=None"
        if param.kind == "outer":
            name = self.temp()
            self.line(f"{self.writable(param.name)} = {name}")
            return f"{name}=None"
        variable = self.declare(param.name)
        variable.given_by = given_to
        name = variable.python
        if param.kind == "opt":
            self._default(name, param)
            return f"{name}=UNSET"
        return name if strict else f"{name}=None"

    def _default(self, name: str, param: Param) -> None:
        self.line(f"if {name} is UNSET:" if param.kind == "opt" or param.default is not None else f"if {name} is None:")
        with self.indented():
            self.line(f"{name} = {self.expr(param.default)}")

    def _key(self, param: Param) -> str:
        name = self._named(param) if param.name else self.temp()
        if param.kind == "keyrest":
            self.line(f"{name} = keywords({name})")
            return f"**{name}"
        passed = f"p_{param.name}"
        if param.default is None:
            self.line(f"{name} = {passed}")
            return passed
        self.line(f"{name} = {passed}")
        self._default(name, param)
        return f"{passed}=UNSET"

    def group(self, group: list[Param], name: str) -> None:
        """`(a, *b)` among the parameters: a list is spread over variables."""
        rest = next((at for at, param in enumerate(group) if param.kind == "rest"), None)
        before, after = (len(group), 0) if rest is None else (rest, len(group) - rest - 1)
        items = self.temp()
        self.line(f"{items} = unpack({name}, {before}, {rest is not None}, {after})")
        for at, param in enumerate(group):
            if param.kind == "group":
                self.group(param.group or [], f"{items}[{at}]")
            elif param.name:
                self.line(f"{self._named(param)} = {items}[{at}]")

    def _after_rest(self, params: list[Param]) -> None:
        named = [param for param in params if param.kind in ("req", "opt", "group", "rest")]
        self.group(named, "list(everything)")

    # --- methods

    def emit_def(self, node: Def, to: str | None) -> None:
        """A method of the code; it sees no variables but its own."""
        frame = Frame("def", None)
        lines, head, _ = self._function(frame, node.params, node.body, Scope(frame))
        head = self._with_block(head)
        if frame.block_name is not None:
            lines.insert(0, (0, f"{frame.block_name} = blk", self.place))
        self.methods.append((f"m_{safe(node.name)}", head, lines))
        if to is not None:
            self.give(to, repr(node.name))

    @staticmethod
    def _with_block(head: str) -> str:
        """The parameters and the block's, which is called `blk` from outside."""
        parts = [part for part in head.split(", ") if part and part != "*"]
        keys = [part for part in parts if part.startswith(("p_", "**"))]
        plain = [part for part in parts if part not in keys]
        star = any(part.startswith("*") for part in plain)
        rest = [part for part in keys if part.startswith("**")]
        named = [part for part in keys if part not in rest]
        return ", ".join([*plain, *([] if star else ["*"]), *named, "blk=None", *rest])

    methods: list[tuple[str, str, list[Line]]]

    def give(self, to: str | None, expression: str) -> None:
        """Return an expression, put it into a variable, or just run it."""
        if to == "return":
            self.line(f"return {expression}")
        elif to is not None:
            self.line(f"{to} = {expression}")
        elif not expression.isidentifier() and expression not in ("None", "True", "False"):
            self.line(expression)

    # --- loops

    def emit_loop(self, node: Call, to: str | None) -> bool:
        """A call of `each` or the like as a loop of Python's; False where it has to be a call."""
        block = node.block
        if not isinstance(block, Block) or node.receiver is None or node.safe or node.args or node.name not in LOOPS:
            return False
        if any(param.kind not in ("req", "outer", "group") for param in block.params) or makes_closures(block):
            return False
        if len(block.params) > (1 if node.name == "times" else 2) or node.name in self.signatures:
            return False
        items = self.held(self.expr(node.receiver))
        result = None if to is None else self.temp()
        if result is not None:
            self.line(f"{result} = {items}")
        with self.captured() as lines:
            head = self._loop(node, block, items, result)
        self.line(head)
        self.lines(lines)
        if result is not None:
            self.give(to, result)
        return True

    def _loop(self, node: Call, block: Block, items: str, result: str | None) -> str:
        """The lines of a loop's body; gives the line that opens it."""
        scope = self.scope
        if all(param.kind != "outer" for param in block.params):  # a `for` has no variables of its own
            self.scope = Scope(self.frame, scope)
        self.frame.loops.append(Loop(result))
        self.frame.indent += 1
        names = [self._loop_variable(param, node.name) for param in block.params]
        start = len(self.frame.lines)
        self.emit(block.body, None)
        if self.scope is not scope and self.scope.fresh:
            self.frame.lines.insert(start, (self.frame.indent, f"{' = '.join(self.scope.fresh)} = None", self.place))
        if not self.frame.lines:
            self.line("pass")
        self.frame.indent -= 1
        self.frame.loops.pop()
        self.scope = scope
        return self._loop_head(node.name, names, items)

    def _loop_variable(self, param: Param, given_to: str) -> str:
        if param.kind == "group":
            name = self.temp()
            self.group(param.group or [], name)
            return name
        if param.kind == "outer":
            return self.writable(param.name)
        variable: Variable = self.declare(param.name)
        variable.given_by = given_to
        return variable.python

    @staticmethod
    def _loop_head(name: str, names: list[str], items: str) -> str:
        if name == "each_with_index":
            item, at = [*names, "_", "_"][:2]
            return f"for {at}, {item} in enumerate(each_item({items}, {name!r})):"
        if name == "times":
            return f"for {names[0] if names else '_'} in count_to({items}):"
        if len(names) == 2:
            return f"for {names[0]}, {names[1]} in each_two({items}, {name!r}):"
        source = "each_two" if name == "each_pair" else "each_item"
        if name == "each_pair" and names:
            return f"for {names[0]} in map(list, {source}({items}, {name!r})):"
        return f"for {names[0] if names else '_'} in {source}({items}, {name!r}):"
