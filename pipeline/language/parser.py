"""The rules of a whole config: sections, statements, branches."""

import re
from typing import Literal, cast

from pipeline.errors import ConfigError
from pipeline.language.conditions import ConditionParser
from pipeline.language.lexer import NAME
from pipeline.language.nodes import Branch, Clause, Config, Section, Statement
from pipeline.source import Source

SECTIONS = ("input", "filter", "output")
SectionKind = Literal["input", "filter", "output"]
# What may follow the letters "if" in one word and still be a condition: `if5and6 {`.
NUMBERS = re.compile(r"-?[0-9]+(?:(?:and|or|xor|nand|in)-?[0-9]+)*")
METHOD = re.compile("[A-Za-z_]")


def parse(source: Source, *, support_escapes: bool = False) -> Config:
    r"""The tree of a config text.

    With `support_escapes`, `\n`, `\"` and their like in strings are filled in.  ConfigError holds the first syntax
    error, and the faults before it that did not stop the parse (a key twice in a hash, an impossible number).
    """
    return Parser(source, support_escapes=support_escapes).config()


class Parser(ConditionParser):
    """One method a rule."""

    def config(self) -> Config:
        """The whole text."""
        sections = []
        self.skip()
        while self.at < len(self.text):
            sections.append(self.section())
            self.skip()
        if any(found.severity == "error" for found in self.diagnostics):
            raise ConfigError([found for found in self.diagnostics if found.severity == "error"])
        return Config(tuple(sections), tuple(self.diagnostics), span=self.span(0))

    def section(self) -> Section:
        """`input { ... }`, or filter, or output."""
        start = self.at
        found = NAME.match(self.text, start)
        kind = found["name"] if found else None
        if kind not in SECTIONS:
            raise self.unexpected("section", "input, filter or output")
        self.at += len(kind)
        self.skip()
        self.enter("{", "head", kind, f'"{{" after {kind}')
        return Section(cast("SectionKind", kind), self.body(kind), span=self.span(start))

    def body(self, kind: str) -> tuple[Statement, ...]:
        """Plugins and branches, and the brace that closes them."""
        statements: list[Statement] = []
        while not self.leaves("}"):
            statements.append(self.statement(kind))
            self.skip()
        return tuple(statements)

    def statement(self, kind: str) -> Statement:
        """A branch or a plugin; no plugin is called like a section or else."""
        if self.starts_if(self.at):
            return self.branch(kind)
        found = NAME.match(self.text, self.at)
        if found and found[0] in SECTIONS:
            raise self.unexpected("nested", "a plugin")
        if found and found[0].lower() == "else":
            raise self.unexpected("alone", "a plugin")
        return self.plugin(kind)

    def starts_if(self, at: int) -> bool:
        """Whether a branch begins here: "if" needs no blank behind it, but a plugin's name may begin so."""
        if not self.text.startswith("if", at):
            return False
        name = NAME.match(self.text, at)
        assert name is not None
        rest, behind = name[0][2:], self.after_blanks(name.end())
        if not rest:
            return True
        if METHOD.match(rest):
            return self.text.startswith("(", behind)
        if not self.text.startswith("{", behind):
            return True
        return NUMBERS.fullmatch(rest) is not None and not self._options_at(self.after_blanks(behind + 1))

    def _options_at(self, at: int) -> bool:
        name = NAME.match(self.text, at)
        return name is not None and self.text.startswith("=>", self.after_blanks(name.end()))

    def branch(self, kind: str) -> Branch:
        """`if`, any `else if`, perhaps `else`; leaves the reader behind the last brace."""
        start = self.at
        clauses = [self.clause(kind, start)]
        while self.starts_else():
            start = self.at
            self.at = self.after_blanks(start + len("else"))
            if self.stands("{"):
                clauses.append(self.arm(kind, start))
                break
            clauses.append(self.clause(kind, start))
        return Branch(tuple(clauses), span=self.span(clauses[0].span.start))

    def starts_else(self) -> bool:
        """Move to an `else` behind this clause, if there is one: "elsewhere" is a plugin's name."""
        at = self.after_blanks(self.at)
        if not self.text.startswith("else", at):
            return False
        name = NAME.match(self.text, at)
        assert name is not None
        if name[0] != "else" and not self.starts_if(at + len("else")):
            return False
        self.at = at
        return True

    def clause(self, kind: str, start: int) -> Clause:
        """`if condition { ... }`."""
        if not self.accept("if"):
            raise self.unexpected("else", '"if" or "{" after "else"')
        self.skip()
        condition = self.condition('a condition after "if"')
        self.enter("{", "operator", "if", '"{" after the condition')
        return Clause(condition, self.body(kind), span=self.span(start))

    def arm(self, kind: str, start: int) -> Clause:
        """`else { ... }`, at its brace."""
        self.enter("{", "else", "else", '"if" or "{" after else')
        return Clause(None, self.body(kind), span=self.span(start))
