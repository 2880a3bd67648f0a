"""Statements: sequences, branches, loops, jumps, rescues."""

from pipeline.ruby.compile.assignments import Assignments
from pipeline.ruby.compile.frames import Loop
from pipeline.ruby.nodes import (
    Begin,
    Call,
    Case,
    Const,
    If,
    Jump,
    Literal,
    Node,
    RegexNode,
    Rescue,
    Seq,
    Splat,
    While,
)

JUMPS = {"return": "emit_return", "break": "emit_break", "next": "emit_next"}


class Statements(Assignments):
    """One method for each kind of statement; `emit` finds it."""

    def emit(self, node: Node | None, to: str | None) -> None:
        """Write statements for a node; its value goes to a name, is returned ("return"), or isn't needed (None)."""
        if node is None:
            if to is not None:
                self.give(to, "None")
            return
        place, self.place = self.place, node.start
        if not (isinstance(node, Call) and self.emit_loop(node, to)):
            method = getattr(self, f"emit_{type(node).__name__.lower()}", None)
            if method is not None:
                method(node, to)
            else:
                self.give(to, self.expr(node))
        self.place = place

    def emit_seq(self, node: Seq, to: str | None) -> None:
        """One after the other."""
        for statement in node.body[:-1]:
            self.emit(statement, None)
        self.emit(node.body[-1] if node.body else None, to)

    def expr_seq(self, node: Seq) -> str:
        """A sequence whose last value is wanted."""
        for statement in node.body[:-1]:
            self.emit(statement, None)
        return self.expr(node.body[-1]) if node.body else "None"

    def emit_if(self, node: If, to: str | None) -> None:
        """A branch."""
        self.line(f"if {self.cond(node.condition)}:")
        with self.indented():
            self.emit(node.then, to)
        otherwise = node.otherwise
        while isinstance(otherwise, If):
            with self.captured() as lines:
                condition = self.cond(otherwise.condition)
            if lines:
                break
            self.line(f"elif {condition}:")
            with self.indented():
                self.emit(otherwise.then, to)
            otherwise = otherwise.otherwise
        if otherwise is not None or to is not None:
            self.line("else:")
            with self.indented():
                self.emit(otherwise, to)

    # --- case

    def emit_case(self, node: Case, to: str | None) -> None:
        """`case`: its tests in turn."""
        subject = None if node.subject is None else self.held(self.expr(node.subject))
        depth = self.frame.indent
        word = "if"
        for tests, body in node.clauses:
            with self.captured() as lines:
                condition = " or ".join(self._test(test, subject) for test in tests)
            if lines and word == "elif":
                self.line("else:")
                self.frame.indent += 1
                word = "if"
            self.lines(lines, 1 if lines and self.frame.indent > depth else 0)
            self.line(f"{word} {condition}:")
            with self.indented():
                self.emit(body, to)
            word = "elif"
        if node.otherwise is not None or to is not None:
            self.line("else:")
            with self.indented():
                self.emit(node.otherwise, to)
        self.frame.indent = depth

    def _test(self, test: Node, subject: str | None) -> str:
        if subject is None:
            return self.cond(test)
        if isinstance(test, Splat):
            return f"any_case({self.expr(test.value)}, {subject})"
        if isinstance(test, Literal):
            if test.value is None or type(test.value) is bool:
                return f"{subject} is {test.value}"
            if type(test.value) is str or (type(test.value) is int and test.value not in (0, 1)):
                return f"{subject} == {self.expr(test)}"
        if isinstance(test, RegexNode) and not self.tracks_match and "(?<" not in str(test.parts):
            return f"(type({subject}) is str and hits({self.expr(test)}, {subject}))"
        return f"case_equal({self.expr(test)}, {subject})"

    # --- loops and jumps

    def emit_while(self, node: While, to: str | None) -> None:
        """`while` and `until`."""
        result = None if to is None else self.temp()
        if result is not None:
            self.line(f"{result} = None")
        self.line("while True:")
        self.frame.loops.append(Loop(result))
        with self.indented():
            self.line("spend(1)")
            if not node.first:
                self._leave_unless(node)
            self.emit(node.body, None)
            if node.first:
                self._leave_unless(node)
        self.frame.loops.pop()
        if result is not None:
            self.give(to, result)

    def _leave_unless(self, node: While) -> None:
        condition = self.cond(node.condition)
        self.line(f"if {condition}: break" if node.negated else f"if not ({condition}): break")

    def emit_jump(self, node: Jump, to: str | None) -> None:
        """`return`, `break` and `next`."""
        getattr(self, JUMPS[node.word])(node)

    def expr_jump(self, node: Jump) -> str:
        """A jump in an expression: what follows it never runs."""
        self.emit_jump(node, None)
        return "None"

    def emit_return(self, node: Jump) -> None:
        """`return`: out of the method, also from a block of it."""
        if self.frame.kind != "block":
            self.emit(node.value, "return")
            return
        method = self.frame.method()
        if method.leaves is None:
            method.leaves = self.unique("leave")
        self._raise(method.leaves, node.value)

    def _raise(self, marker: str, value: Node | None) -> None:
        self.line(f"{marker}.value = {self.expr(value)}")
        self.line(f"raise {marker}")

    def emit_break(self, node: Jump) -> None:
        """`break`: out of a loop, or of the call that a block was given to."""
        if self.frame.loops:
            result = self.frame.loops[-1].result
            if result is not None:
                self.line(f"{result} = {self.expr(node.value)}")
            elif node.value is not None:
                self.emit(node.value, None)
            self.line("break")
        elif self.frame.breaks is not None:
            self._raise(self.frame.breaks, node.value)
        else:
            self.emit(node.value, "return")

    def emit_next(self, node: Jump) -> None:
        """`next`: the next turn."""
        if self.frame.loops:
            self.emit(node.value, None)
            self.line("continue")
        else:
            self.emit(node.value, "return")

    # --- rescue

    def emit_begin(self, node: Begin, to: str | None) -> None:
        """`begin` with what catches and what always runs."""
        if not node.rescues and node.ensure is None:
            self.emit(node.body, to if node.otherwise is None else None)
            if node.otherwise is not None:
                self.emit(node.otherwise, to)
            return
        self.line("try:")
        with self.indented():
            if node.rescues and node.ensure is not None:
                self.line("try:")
                with self.indented():
                    self.emit(node.body, to if node.otherwise is None else None)
                self._rescues(node, to)
            else:
                self.emit(node.body, to if node.otherwise is None else None)
        if node.ensure is None:
            self._rescues(node, to)
            return
        self.line("finally:")
        with self.indented():
            self.emit(node.ensure, None)

    def _rescues(self, node: Begin, to: str | None) -> None:
        if not node.rescues:
            return
        error = self.unique("x")
        held = self.unique("error")
        self.line(f"except Exception as {error}:")
        with self.indented():
            self.line(f"{held} = run_.error = caught({error})")
            word = "if"
            for rescue in node.rescues:
                self.line(f"{word} rescued({held}, {', '.join(self._classes(rescue))}):")
                with self.indented():
                    if rescue.target is not None:
                        self.assign(rescue.target, held)
                    self.emit(rescue.body, to)
                word = "elif"
            self.line("else: raise")
        if node.otherwise is not None:
            self.line("else:")
            with self.indented():
                self.emit(node.otherwise, to)

    def _classes(self, rescue: Rescue) -> list[str]:
        """What a `rescue` takes; classes that the code can't raise here match nothing."""
        found = []
        for one in rescue.classes:
            if isinstance(one, Const) and one.name not in self.constants:
                found.append(repr(one.name))
            elif isinstance(one, Splat):
                found.append(f"*splat({self.expr(one.value)})")
            else:
                found.append(self.expr(one))
        return found or ["'StandardError'"]
