"""Trees to plan: plugins found, options checked, variables filled in.  Collects every fault before it gives up."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pipeline.compiler.bindings import Bindings
from pipeline.compiler.conditions import ConditionCompiler
from pipeline.compiler.plan import Plan, PlannedBranch, PlannedClause, Stage, Statement
from pipeline.compiler.values import Values
from pipeline.compiler.variables import Lookup, environment, substitute_whole
from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.language import nodes
from pipeline.plugin.base import Context
from pipeline.plugin.find import find_plugin
from pipeline.plugin.options import declared_options
from pipeline.source import Span

DEEPEST_IF = 60  # indentation that Python's own parser takes


class Resolver:
    """Resolves the trees of one pipeline; `diagnostics` holds every fault and warning found."""

    def __init__(self, context: Context, lookup: Lookup | None = None) -> None:
        self.context = context
        self.lookup = lookup or environment()
        self.diagnostics: list[Diagnostic] = []
        self._indexes = 0
        self._ids: dict[tuple[str, str], Span] = {}
        self._conditions = ConditionCompiler(Bindings(), self.substitute)

    def substitute(self, text: str) -> str:
        """Fill in a variable that is the whole text of a constant in a condition."""
        return substitute_whole(text, self.lookup)

    def resolve(self, configs: Iterable[nodes.Config]) -> Plan:
        """The plan of some trees, in order; ConfigError with all faults where there are any."""
        plan = Plan()
        for config in configs:
            self.diagnostics += config.warnings
            for section in config.sections:
                body = self._statements(section.body, section.kind)
                if section.kind == "input":
                    plan.inputs += self._inputs(body)
                else:
                    (plan.filters if section.kind == "filter" else plan.outputs).extend(body)
        faults = [diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error"]
        if faults:
            raise ConfigError(self.diagnostics)
        return plan

    def _inputs(self, body: Sequence[Statement]) -> list[Stage]:
        """Inputs stand alone: a condition around one has no event to ask."""
        for statement in body:
            if isinstance(statement, PlannedBranch):
                self.report(statement.clauses[0].span, 'the "input" section takes no "if"', "ask in the filter section")
        return [statement for statement in body if isinstance(statement, Stage)]

    def report(self, span: Span | None, message: str, *hints: str, kind: Any = "plugin", warning: bool = False) -> None:
        """Keep a fault or a warning."""
        severity: Any = "warning" if warning else "error"
        self.diagnostics.append(Diagnostic(message, span=span, hints=hints, kind=kind, severity=severity))

    def _statements(self, body: Sequence[nodes.Statement], kind: str, depth: int = 0) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for node in body:
            if isinstance(node, nodes.Branch):
                branch = self._branch(node, kind, depth + 1)
                if branch.clauses or kind == "input":  # an input's is reported for being an if
                    found.append(branch)
            else:
                plugin = self.plugin(node, kind)
                if plugin is not None:
                    self._indexes += 1
                    found.append(Stage(plugin, node.name_span, self._indexes))
        return tuple(found)

    def _branch(self, node: nodes.Branch, kind: str, depth: int) -> PlannedBranch:
        if depth > DEEPEST_IF:
            raise ConfigError(
                [*self.diagnostics, Diagnostic(f"ifs are nested deeper than {DEEPEST_IF} levels", span=node.span)]
            )
        clauses = []
        for clause in node.clauses:
            if clause.condition is not None:
                self._check_condition(clause.condition)
            body = self._statements(clause.body, kind, depth)
            span = clause.condition.span if clause.condition is not None else clause.span
            clauses.append(PlannedClause(clause.condition, body, span))
        while clauses and not clauses[-1].body and kind != "input":
            clauses.pop()  # as in Logstash, an empty end is not asked for: a comparison there takes no event out
        return PlannedBranch(tuple(clauses))

    def _check_condition(self, condition: nodes.Expression) -> None:
        try:
            self._conditions.compile(condition)
        except ConfigError as error:
            self.diagnostics += error.diagnostics
        self.diagnostics += self._conditions.warnings
        self._conditions.warnings.clear()

    def plugin(self, node: nodes.Plugin, kind: str) -> Any:
        """The configured plugin of a block, None after its faults were reported."""
        try:
            plugin_class = find_plugin(kind, node.name)
        except OptionError as error:
            self.report(node.name_span, error.message, *error.hints)
            return None
        values = Values(self, node)
        values.hide({name for name, declared in declared_options(plugin_class).items() if declared.secret})
        given = values.options()
        plugin = plugin_class.configured(self.context, given, self._reporter(node, kind, values))
        if plugin is not None and plugin.options["id"]:
            self._check_id(kind, plugin.options["id"], values.place(("id",)))
        return plugin

    def _check_id(self, kind: str, name: str, span: Span) -> None:
        first = self._ids.setdefault((kind, name), span)
        if first is not span:
            related = ((first, "first used here"),)
            message = f'the id "{name}" is used twice'
            self.diagnostics.append(Diagnostic(message, span=span, related=related))

    def _reporter(self, node: nodes.Plugin, kind: str, values: "Values") -> Callable[..., None]:
        def report(error: OptionError, *, warning: bool = False) -> None:
            joint = "," if error.message.startswith("option") else ""
            self.report(
                error.place(values.place(error.path)),
                f'{kind} "{node.name}"{joint} {error.message}',
                *error.hints,
                warning=warning,
            )

        return report
