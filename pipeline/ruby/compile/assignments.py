"""Assignments of all kinds, and calls that change a text in place, which are assignments here."""

from typing import Any

from pipeline.ruby.compile.blocks import Blocks
from pipeline.ruby.compile.calls import EACH_LIKE, Raw
from pipeline.ruby.compile.frames import Variable
from pipeline.ruby.methods.mutations import MUTATIONS
from pipeline.ruby.nodes import (
    ArrayNode,
    Assign,
    Call,
    Const,
    Ivar,
    Literal,
    Local,
    MultiAssign,
    Node,
    OpAssign,
    Splat,
)

ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo"}


class Assignments(Blocks):
    """`=`, `op=`, several targets, `<<` and the methods with a `!`."""

    def expr_assign(self, node: Assign) -> str:
        """An assignment whose value is wanted."""
        value = self.expr(node.value)
        if isinstance(node.target, Local):
            self._note_source(node)
            name = self.writable(node.target.name)
            return f"({name} := {value})"
        held = self.held(value)
        self.assign(node.target, held)
        return held

    def emit_assign(self, node: Assign, to: str | None) -> None:
        """An assignment as a statement."""
        if isinstance(node.target, Local):
            self.variable(node.target.name)
            self.emit(node.value, self.writable(node.target.name))
            self._note_source(node)
            if to is not None:
                self.give(to, self.variable(node.target.name).python)
        elif to is None:
            self.assign(node.target, self.expr(node.value))
        else:
            self.give(to, self.expr_assign(node))

    def _note_source(self, node: Assign) -> None:
        """Remember which field a variable's text was got from: changing it in place changes the event too."""
        assert isinstance(node.target, Local)
        variable = self.variable(node.target.name)
        variable.source = None
        value = node.value
        if (
            isinstance(value, Call)
            and value.name == "get"
            and isinstance(value.receiver, Local)
            and len(value.args) == 1
        ):
            event = self.variable(value.receiver.name)
            if isinstance(value.args[0], Literal) and isinstance(value.args[0].value, str):
                variable.source = (event.python, value.args[0].value)

    def assign(self, target: Any, value: str) -> None:
        """Write the setting of a target to the value of an expression."""
        if isinstance(target, Local):
            self.line(f"{self.writable(target.name)} = {value}")
        elif isinstance(target, Ivar):
            self.line(f"iv[{target.name!r}] = {value}")
        elif isinstance(target, Const):
            self.line(f"consts[{target.name!r}] = {value}")
        elif isinstance(target, Call):
            self._assign_call(target, value)
        elif isinstance(target, list):
            self._spread(target, value)

    def _assign_call(self, target: Call, value: str) -> None:
        """`receiver[index] = value` and `receiver.name = value`."""
        if target.safe or target.receiver is None:
            self.refuse("expected something that can be assigned to", target)
            return
        if isinstance(target.receiver, Local) and target.receiver.name == "event" and target.name == "[]":
            self.refuse(
                "an event has no []= since Logstash 5, use event.set", target, 'write: event.set("field", value)'
            )
            return
        value = self.held(value) if not value.startswith(("'", '"')) else value
        call = Call(target.start, target.end, target.receiver, f"{target.name}=", [*target.args, Raw(0, 0, value)],
                    name_start=target.name_start, name_end=target.name_end)  # fmt: skip
        if target.name == "[]" and isinstance(target.receiver, Local | Ivar):
            self.mutation(call)
            return
        texts = self.items([target.receiver, *call.args])
        self.line(self._method_call(call, texts))

    # --- op=

    def expr_opassign(self, node: OpAssign) -> str:
        """`target op= value` whose value is wanted."""
        read, write = self._place_of(node.target)
        operator = node.operator
        if operator in ("||", "&&"):
            name = self.temp()
            self.line(f"{name} = {read}")
            test = f"{name} is not None and {name} is not False"
            self.line(f"if not ({test}):" if operator == "||" else f"if {test}:")
            with self.indented():
                self.emit(node.value, name)
                self.assign(write, name)
            return name
        value = self._combined(node, read)
        name = self.temp()
        self.line(f"{name} = {value}")
        self.assign(write, name)
        return name

    def emit_opassign(self, node: OpAssign, to: str | None) -> None:
        """`target op= value` as a statement."""
        if to is None and isinstance(node.target, Local) and node.operator not in ("||", "&&"):
            read = self.variable(node.target.name).python
            value = self._combined(node, read)
            self.line(f"{self.writable(node.target.name)} = {value}")
        else:
            self.give(to, self.expr_opassign(node))

    def _combined(self, node: OpAssign, read: str) -> str:
        if node.operator in ARITHMETIC:
            held = [read]
            mark = len(self.frame.lines)
            value = self.expr(node.value)
            if len(self.frame.lines) > mark:
                self.keep(held, mark)
            return f"{ARITHMETIC[node.operator]}({held[0]}, {value})"
        call = Call(node.start, node.end, Raw(node.target.start, node.target.end, read), node.operator, [node.value],
                    name_start=node.start, name_end=node.end)  # fmt: skip
        return self.expr(call)

    def _place_of(self, target: Node) -> tuple[str, Node]:
        """An expression that reads a target, and the target with its parts evaluated once."""
        if isinstance(target, Call) and target.receiver is not None:
            if isinstance(target.receiver, Local) and target.receiver.name == "event" and target.name == "[]":
                self.refuse("an event has no [] since Logstash 5, use event.get", target, 'write: event.get("field")')
            plain = isinstance(target.receiver, Local | Ivar)
            parts = [self.held(text) for text in self.items([*([] if plain else [target.receiver]), *target.args])]
            receiver = target.receiver if plain else Raw(target.start, target.end, parts.pop(0))
            again = Call(target.start, target.end, receiver, target.name, [Raw(0, 0, part) for part in parts],
                         name_start=target.name_start, name_end=target.name_end)  # fmt: skip
            return self.expr(again), again
        if isinstance(target, Const):
            return f"consts.get({target.name!r})", target
        return self.expr(target), target

    # --- several targets

    def emit_multiassign(self, node: MultiAssign, to: str | None) -> None:
        """`a, b = value`."""
        value = node.value
        plain = not any(isinstance(target, Splat | list) for target in node.targets)
        if (
            isinstance(value, ArrayNode)
            and plain
            and len(value.items) == len(node.targets)
            and not any(isinstance(item, Splat) for item in value.items)
        ):
            names = [self.temp() for _ in value.items]
            self.line(f"{', '.join(names)}, = {', '.join(self.exprs(value.items))},")
            for target, name in zip(node.targets, names, strict=True):
                self.assign(target, name)
            if to is not None:
                self.give(to, f"[{', '.join(names)}]")
            return
        held = self.held(self.expr(value))
        self._spread(node.targets, held)
        if to is not None:
            self.give(to, held)

    def _spread(self, targets: list[Any], value: str) -> None:
        rest = next((at for at, target in enumerate(targets) if isinstance(target, Splat)), None)
        before, after = (len(targets), 0) if rest is None else (rest, len(targets) - rest - 1)
        name = self.temp()
        self.line(f"{name} = unpack({value}, {before}, {rest is not None}, {after})")
        for at, target in enumerate(targets):
            inner = target.value if isinstance(target, Splat) else target
            if inner is not None:
                self.assign(inner, f"{name}[{at}]")

    # --- changes in place

    def mutation(self, node: Call) -> str:
        """A call that may change a text in place: the new text is put where the old one was found."""
        receiver = node.receiver
        assert receiver is not None
        variable = self.scope.find(receiver.name) if isinstance(receiver, Local) else None
        if (
            variable is not None
            and variable.given_by in EACH_LIKE
            and node.name.endswith("!")
            and self.table_only_texts(node.name)
        ):
            return self.refuse(
                f'"{node.name}" changes a text of a list or hash in place, which "{variable.given_by}" can\'t do here',
                (node.name_start, node.name_end), "make new texts: list = list.map { |text| ... }",
            )  # fmt: skip
        texts = [self.held(text) if not text.startswith("*") else text for text in self._mutation_texts(node)]
        held, *args = texts
        result = self.temp()

        def call() -> str:
            block = self.block_argument(node)
            given = ", ".join([held, *args, *([f"block={block}"] if block else [])])
            new = self.temp()
            self.line(f"if type({held}) is str:")
            with self.indented():
                change = self.memo(("change", node.name), lambda: MUTATIONS[node.name])
                self.line(f"{new}, {result} = {change}({given})")
                self._put_back(receiver, variable, held, new, node.name)
            self.line("else:")
            with self.indented():
                table = self.table(node)
                self.line(f"{result} = {table}[type({held})]({given})")
            return result

        return self.with_block(node, call)

    def _mutation_texts(self, node: Call) -> list[str]:
        assert node.receiver is not None
        return self.items([node.receiver, *node.args])

    @staticmethod
    def table_only_texts(name: str) -> bool:
        """Whether no type but String has a method of this name."""
        from pipeline.ruby.dispatch import dispatch

        return set(dispatch(name)) <= {str}

    def _put_back(self, receiver: Node, variable: Variable | None, held: str, new: str, name: str) -> None:
        if variable is not None and variable.given_by in EACH_LIKE:
            self.line(f"in_block({name!r})")
        if variable is not None and variable.source is not None:
            self._put_into_event(variable.source, held, new)
        if isinstance(receiver, Local | Ivar):
            self.assign(receiver, new)
        elif (
            isinstance(receiver, Call) and receiver.name == "[]" and not receiver.safe and receiver.receiver is not None
        ):
            if all(
                isinstance(one, Local | Ivar | Literal | Raw) or _is_plain(one)
                for one in [receiver.receiver, *receiver.args]
            ):
                self.assign(receiver, new)
        elif (
            isinstance(receiver, Call)
            and receiver.name == "get"
            and isinstance(receiver.receiver, Local)
            and len(receiver.args) == 1
        ):
            again = Call(receiver.start, receiver.end, receiver.receiver, "set", [receiver.args[0], Raw(0, 0, new)],
                         name_start=receiver.name_start, name_end=receiver.name_end)  # fmt: skip
            self.line(self.expr(again))

    def _put_into_event(self, source: tuple[str, str], held: str, new: str) -> None:
        """A text that came from the event is the event's own, if it is still there."""
        from pipeline.fields import ReferenceSyntaxError, parse_reference
        from pipeline.ruby.methods.events import getter, put_at

        event, name = source
        try:
            field = parse_reference(name)
        except ReferenceSyntaxError:
            return
        read = self.memo(("get", name), lambda: getter(name))
        write = self.memo(("set", name), lambda: put_at(field))
        self.line(f"if {read}({event}) is {held}: {write}({event}, {new})")


def _is_plain(node: Node) -> bool:
    from pipeline.ruby.nodes import SymbolNode

    return isinstance(node, SymbolNode)
