"""The plan: what will run, as plain data.  `check` stops here; `generate` turns it into Python.

Plan ─ inputs: Stage ...          one per input of the config
     ├ filters: Stage | Branch ...
     └ outputs: Stage | Branch ...
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.language.nodes import Expression
from pipeline.source import Span


@dataclass(frozen=True, slots=True)
class Stage:
    """One plugin at its place; `index` counts the plugins of the whole plan and names it in the generated code."""

    plugin: Any
    span: Span | None
    index: int


@dataclass(frozen=True, slots=True)
class PlannedClause:
    """A condition (None: else) and what happens when it is the first of its branch to hold."""

    condition: Expression | None
    body: "tuple[Statement, ...]"
    span: Span | None


@dataclass(frozen=True, slots=True)
class PlannedBranch:
    """An if with its else ifs and else."""

    clauses: tuple[PlannedClause, ...]


Statement = Stage | PlannedBranch


@dataclass(slots=True)
class Plan:
    """A whole pipeline, checked."""

    inputs: list[Stage] = field(default_factory=list)
    filters: list[Statement] = field(default_factory=list)
    outputs: list[Statement] = field(default_factory=list)

    def output_stages(self) -> list[Stage]:
        """Every output, in the order of the config."""
        return list(stages(self.outputs))


def stages(statements: Sequence[Statement]) -> Iterator[Stage]:
    """Every plugin under some statements, in order."""
    for statement in statements:
        if isinstance(statement, Stage):
            yield statement
        else:
            for clause in statement.clauses:
                yield from stages(clause.body)
