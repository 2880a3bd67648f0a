"""Config to running code: trees ─ resolve ▸ Plan ─ generate ▸ one Python function."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.compiler.generate import generate
from pipeline.compiler.plan import Plan
from pipeline.compiler.program import Feed, Program
from pipeline.compiler.resolve import Resolver
from pipeline.compiler.variables import Lookup
from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.language import parse
from pipeline.plugin.base import Context
from pipeline.source import Source

__all__ = ["Checked", "Feed", "Plan", "Program", "check_sources", "compile_plan"]


@dataclass(slots=True)
class Checked:
    """What is left of a config without faults: the plan and the warnings."""

    plan: Plan
    warnings: list[Diagnostic]
    resolver: Resolver


def check_sources(
    sources: Sequence[Source], context: Context, lookup: Lookup | None = None, *, support_escapes: bool = False
) -> Checked:
    """Parse and resolve some files as one pipeline; a ConfigError tells every fault of every file."""
    trees, faults = [], []
    for source in sources:
        try:
            trees.append(parse(source, support_escapes=support_escapes))
        except ConfigError as error:
            faults += error.diagnostics
    resolver = Resolver(context, lookup)
    try:
        plan = resolver.resolve(trees)
    except ConfigError as error:
        raise ConfigError(in_order([*faults, *error.diagnostics], sources)) from None
    if faults:
        raise ConfigError(in_order([*faults, *resolver.diagnostics], sources))
    return Checked(plan, in_order(resolver.diagnostics, sources), resolver)


def in_order(diagnostics: Iterable[Diagnostic], sources: Sequence[Source]) -> list[Diagnostic]:
    """Diagnostics sorted by file, then by place."""
    rank = {id(source): position for position, source in enumerate(sources)}

    def key(diagnostic: Diagnostic) -> tuple[int, int]:
        span = diagnostic.span
        return (rank.get(id(span.source), len(rank)), span.start) if span else (len(rank), 0)

    return sorted(diagnostics, key=key)


def compile_plan(checked: Checked) -> Program:
    """Generate the code of a checked config; what a plugin only finds out now is a ConfigError too."""
    try:
        return generate(checked.plan, checked.resolver.substitute)
    except OptionError as error:
        raise ConfigError([Diagnostic(error.message, hints=error.hints, kind="start")]) from None
