"""What is looked at behind each filter: conditions, other filters and outputs, in the order in which they stand.

What nobody looks at again may be left in a form that is ready to be written out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pipeline.compiler.plan import Plan, Stage, Statement, stages
from pipeline.language import nodes
from pipeline.plugin.common import common_touches


@dataclass(frozen=True, slots=True)
class Behind:
    """The top fields that some filters and conditions read or write (None: any), and the outputs."""

    touched: frozenset[str] | None
    outputs: tuple[Any, ...]

    def sees(self, field: str) -> bool:
        """Whether any of them may look at a top field, beyond writing it out."""
        if self.touched is None or field in self.touched:
            return True
        return any(output.sees(field) for output in self.outputs)


def behind_each(plan: Plan) -> dict[int, Behind]:
    """What stands behind each filter, by its stage's index."""
    outputs = tuple(stage.plugin for stage in stages(plan.outputs))
    touched: frozenset[str] | None = frozenset().union(*_conditions(plan.outputs))
    found: dict[int, Behind] = {}
    for node in reversed(list(_in_order(plan.filters))):
        if isinstance(node, Stage):
            found[node.index] = Behind(touched, outputs)
            names = _touched_by(node.plugin)
        else:
            names = frozenset(selected(node))
        touched = None if touched is None or names is None else touched | names
    return found


def _touched_by(plugin: Any) -> frozenset[str] | None:
    own, common = plugin.touches(), common_touches(plugin)
    return None if own is None or common is None else frozenset(own) | common


def _in_order(statements: Sequence[Statement]) -> Iterator[Any]:
    """Stages and conditions, as they stand in the config."""
    for statement in statements:
        if isinstance(statement, Stage):
            yield statement
            continue
        for clause in statement.clauses:
            if clause.condition is not None:
                yield clause.condition
            yield from _in_order(clause.body)


def _conditions(statements: Sequence[Statement]) -> Iterator[frozenset[str]]:
    for node in _in_order(statements):
        if not isinstance(node, Stage):
            yield frozenset(selected(node))


def selected(condition: Any) -> Iterator[str]:
    """The top fields that a condition reads."""
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Selector):
            yield node.elements[0]
        elif isinstance(node, tuple):
            waiting += node
        elif is_dataclass(node):
            waiting += [getattr(node, one.name) for one in fields(node) if one.name != "span"]
