"""Plan to Python: one function that takes a batch of records through decoding, filters and outputs.

    def process(records):
        dropped = 0
        for record in records:
            number = 0
            try:
                for event in decode(record.value()):
                    try:
                        if event.get("level") == "ERROR":
                            ...
                        collect_5(event, record, number)
                        number += 1
                    except Exception as error: number += failed(event, record, error)
            except Exception as error: number += failed(None, record, error)
            if not number: dropped += 1
        return dropped

In the optimised build plugins' snippets stand in place of calls.  Where the codec brings one too, and no filter makes
several events of one, the loop above is kept for records that are unusual, and this one takes the others:

    for record in records:
        data = record.value()
        ...                                 # the codec's snippet: sets event
        if event is None:
            dropped += general((record,))
            continue
        try: ...
        except Exception as error: failed(event, record, error)

Until the first filter that makes several events of one (split, clone) each event goes through by itself.  From there on
the events of one record travel as a list, and an `if` parts the list: first come the events of the if, then those of
the else, which is the order in which Logstash gives them (golden/notes/clone.md).

In the general loop a config of several files becomes a function for each run of statements from one file, because a
code object has one file name.  The other loops hold it in one piece; what raises there the general one does again.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from threading import Lock
from types import CodeType
from typing import Any

from pipeline.compiler.bindings import Bindings
from pipeline.compiler.conditions import ConditionCompiler
from pipeline.compiler.later import behind_each
from pipeline.compiler.load import compiled, load, placed
from pipeline.compiler.plan import Plan, PlannedBranch, Stage, Statement, stages
from pipeline.compiler.program import Factory, Feed, Fields, Loops, Program
from pipeline.compiler.shapes import specialised
from pipeline.compiler.writer import Writer
from pipeline.plugin.base import Drop, Expand
from pipeline.plugin.common import compile_common
from pipeline.plugin.snippet import Snippet, snippet_of
from pipeline.source import Source

ARGUMENTS = ("decode", "failed", "general", "missed")  # of every factory, before those of the sinks


def generate(plan: Plan, substitute: Callable[[str], str], *, optimise: bool = True) -> Program:
    """Compile a plan; every filter is asked to compile exactly once.  Without `optimise` all plugins are called."""
    generator = Generator(plan, substitute, optimise=optimise)
    generator.prepare()
    known: dict[tuple[Feed, tuple[bool, ...]], Loops] = {}

    def loops(feed: Feed, sinks: Sequence[Snippet | None]) -> Loops:
        key = (feed, tuple(snippet is not None for snippet in sinks))
        if key not in known:
            known[key] = generator.loops(feed, sinks)
        return known[key]

    def listing() -> str:
        loops(Feed(), [None] * len(generator.outputs))
        return generator.listing

    return Program(loops, listing)


@dataclass(frozen=True, slots=True)
class Written:
    """A loop that can be compiled: its syntax tree and the names that it sees."""

    tree: ast.Module
    names: dict[str, Any]


def made(code: CodeType, names: dict[str, Any]) -> Factory:
    """The factory that a loop's code defines, with these names for its globals."""
    exec(code, names)  # noqa: S102 - the text was generated here, from checked parts
    factory: Factory = names["make"]
    return factory


class Generator:
    """Writes the functions of one pipeline; one method for each kind of plan node."""

    def __init__(self, plan: Plan, substitute: Callable[[str], str], *, optimise: bool) -> None:
        self.plan = plan
        self.optimise = optimise
        self.bindings = Bindings()
        self.conditions = ConditionCompiler(self.bindings, substitute)
        self.shapes: dict[int, Any] = {}
        self.snippets: dict[int, Snippet] = {}
        self.shaped = False  # whether the loop that is being written is the shaped one
        self.outputs = {stage.index: number for number, stage in enumerate(self.plan.output_stages())}
        self.sinks: Sequence[tuple[str, str]] = ()  # what runs before a batch, and for each event
        sources = {stage.span.source for stage in self._all_stages() if stage.span}
        self.split = len(sources) > 1  # whether the plan comes from several files
        self.source = None if self.split else next(iter(sources), None)
        self.listing = ""
        self._lists = 0
        self._lock = Lock()  # threads learn the shape of their records at any time

    def prepare(self) -> None:
        """Compile every filter and bind what the generated code calls."""
        behind = behind_each(self.plan) if self.optimise else {}
        for stage in stages(self.plan.filters):
            compiled = stage.plugin.compile()
            self.shapes[stage.index] = compiled
            name = f"{stage.plugin.name}_{stage.index}"
            self.bindings.names[name] = getattr(compiled, "expand", getattr(compiled, "condition", compiled))
            common = None if stage.plugin.applies_common_itself else compile_common(stage.plugin)
            if common is not None:
                self.bindings.names[f"common_{stage.index}"] = common
                self.bindings.names[f"fail_{stage.index}"] = stage.plugin.failure(stage.plugin.common_failure())
            if stage.index in behind and not isinstance(compiled, Drop | Expand):
                snippet = stage.plugin.snippet(compiled, behind[stage.index])
                if snippet is not None:
                    self.snippets[stage.index] = snippet

    # --- the batch functions

    def loops(self, feed: Feed, sinks: Sequence[Snippet | None]) -> Loops:
        """The factories for one input."""
        if self.split:
            self._units()
        general = self._written(
            feed, sinks, partial(self._batch, units=self.split), inline=self.optimise and not self.split
        )
        loops = Loops(made(compiled(general.tree, self.source), general.names))
        if (
            not self.optimise
            or feed.codec is None
            or self._cut(self.plan.filters)[1]
            or (self.split and len(sinks) > 1)
        ):
            return loops
        direct = self._written(feed, sinks, self._direct)
        code = compiled(direct.tree, self.source)  # once: the loop that learns differs in its decoders only
        loops.direct = made(code, dict(direct.names))
        if self._may_be_shaped(feed, sinks):
            loops.learning = lambda noted: made(code, direct.names | noted.noting(direct.names))
            loops.shaped = partial(self._specialised, feed, sinks)
        return loops

    def _specialised(self, feed: Feed, sinks: Sequence[Snippet | None], shape: Fields) -> Factory:
        """The shaped loop for some fields."""
        loop = self._written(feed, sinks, self._shaped, shaped=True)
        names = loop.names | specialised(loop.tree, shape.outer, list(shape.inner))
        return made(compiled(loop.tree, self.source), names)

    def _may_be_direct(self, feed: Feed, sinks: Sequence[Snippet | None]) -> bool:
        """Whether a record is one event to the end; what is done again must not have been given to an output before."""
        return feed.codec is not None and not self._cut(self.plan.filters)[1] and not (self.split and len(sinks) > 1)

    def _may_be_shaped(self, feed: Feed, sinks: Sequence[Snippet | None]) -> bool:
        """Whether nothing is sure to need the dict; more than one output could get an event of which one then fails."""
        return (
            feed.codec is not None
            and feed.codec.shaped != ""
            and (feed.decorate is None or snippet_of(feed.decorate) is not None)
            and len(sinks) == 1
            and sinks[0] is not None
            and sinks[0].shaped != ""
            and all(map(self._needs_no_call, stages(self.plan.filters)))
        )

    def _needs_no_call(self, stage: Stage) -> bool:
        shape = self.shapes[stage.index]
        return stage.index in self.snippets or (isinstance(shape, Drop) and shape.condition is None)

    def _written(
        self,
        feed: Feed,
        sinks: Sequence[Snippet | None],
        loop: Callable[[Writer, Feed], None],
        *,
        inline: bool = True,
        shaped: bool = False,
    ) -> Written:
        """Write one loop."""
        with self._lock:
            self.shaped = shaped
            self.sinks = [self._sink_text(number, snippet if inline else None) for number, snippet in enumerate(sinks)]
            names = [name for number, snippet in enumerate(sinks) for name in _sink_names(number, snippet)]
            writer = Writer()
            with writer.block(f"def make({', '.join([*ARGUMENTS, *names])}):"):
                with writer.block("def process(records):"):
                    self._before(writer)
                    loop(writer, feed)
                writer.line("return process")
            self.listing = writer.text()
            return Written(placed(writer, self.source), dict(self.bindings.names))

    def _sink_text(self, number: int, snippet: Snippet | None) -> tuple[str, str]:
        if snippet is None:
            return "", ""
        return snippet.text(lambda value, name: f"{name}_out_{number}", shaped=self.shaped)

    def _before(self, writer: Writer) -> None:
        writer.line("dropped = number = 0")
        for before, _ in self.sinks:
            writer.text_block(before)

    def _direct(self, writer: Writer, feed: Feed) -> None:
        """The loop over whole records of JSON; odd ones go to the general loop."""
        assert feed.codec is not None
        before, decode = feed.codec.text(self.bindings.bind)
        writer.text_block(before)
        with writer.block("for record in records:"):
            writer.line(f"data = {feed.value}")
            writer.text_block(decode)
            with writer.block("if event is None:"):
                writer.line("dropped += general((record,))")
                writer.line("continue")
            with writer.block("try:"):
                self._decorate(writer, feed, inline=True)
                self._usual(writer)
            with writer.block("except Exception as error:"):
                # only the general loop can say in which of several files this was
                writer.line("dropped += general((record,))" if self.split else "failed(event, record, error)")
        writer.line("return dropped")

    def _shaped(self, writer: Writer, feed: Feed) -> None:
        """The same, shaped.  What is reported of an event is reported once it is through, not when it is unusual."""
        assert feed.codec is not None
        before, decode = feed.codec.text(self.bindings.bind, shaped=True)
        writer.text_block(before)
        writer.line("unusual = 0; reports = []")
        with writer.block("for record in records:"):
            with writer.block("try:"):
                writer.line(f"data = {feed.value}")
                writer.text_block(decode)
                self._decorate(writer, feed, inline=True)
                self._usual(writer)
            with writer.block("except Exception:"):
                writer.line("reports.clear(); unusual += 1")
                writer.line("dropped += general((record,))")
            with writer.block("finally:"), writer.block("while reports:"):
                writer.line("reports.pop(0)()")
        writer.line("missed.append(unusual)")
        writer.line("return dropped")

    def _usual(self, writer: Writer) -> None:
        for statement in self.plan.filters:
            self._statement(writer, statement, "dropped += 1; continue")
        for statement in self.plan.outputs:
            self._statement(writer, statement, "continue")

    def _all_stages(self) -> list[Stage]:
        return [*stages(self.plan.filters), *stages(self.plan.outputs)]

    def _decorate(self, writer: Writer, feed: Feed, *, inline: bool) -> None:
        snippet = snippet_of(feed.decorate) if inline else None
        if snippet is not None:
            writer.text_block(snippet.text(self.bindings.bind)[1])
        elif feed.decorate is not None:
            writer.line(f"{self.bindings.bind(feed.decorate, 'decorate')}(event, record)")

    def _batch(self, writer: Writer, feed: Feed, *, units: bool) -> None:
        with writer.block("for record in records:"):
            writer.line("number = 0")
            with (
                self._guard(writer, "None"),
                writer.block(f"for event in decode({feed.value}):"),
                self._guard(writer, "event"),
            ):
                self._decorate(writer, feed, inline=False)
                self._whole(writer, units)
            with writer.block("if not number:"):
                writer.line("dropped += 1")
        writer.line("return dropped")

    @contextmanager
    def _guard(self, writer: Writer, event: str) -> Iterator[None]:
        """What raises inside is handed over as failed: no event may stop a worker, and none may vanish."""
        with writer.block("try:"):
            yield
        with writer.block("except Exception as error:"):
            writer.line(f"number += failed({event}, record, error)")

    def _whole(self, writer: Writer, units: bool) -> None:
        """Filters, then outputs, for the event at hand."""
        if units:
            self._call_units(writer)
            return
        plain, rest = self._cut(self.plan.filters)
        for statement in plain:
            self._statement(writer, statement, "continue")
        if not rest:
            self._outputs(writer, self.plan.outputs)
            return
        name = self._list_name()
        writer.line(f"{name} = [event]")
        name = self._list(writer, rest, name)
        with writer.block(f"for event in {name}:"):
            self._outputs(writer, self.plan.outputs)

    def _outputs(self, writer: Writer, statements: Sequence[Statement]) -> None:
        for statement in statements:
            self._statement(writer, statement, "continue")
        writer.line("number += 1")

    def _cut(self, statements: Sequence[Statement]) -> tuple[Sequence[Statement], Sequence[Statement]]:
        """The statements before the first that may make several events, and from it on."""
        for position, statement in enumerate(statements):
            if self._expands(statement):
                return statements[:position], statements[position:]
        return statements, ()

    def _expands(self, statement: Statement) -> bool:
        return any(isinstance(self.shapes.get(stage.index), Expand) for stage in stages([statement]))

    # --- one event at a time

    def _statement(self, writer: Writer, statement: Statement, leave: str) -> None:
        if isinstance(statement, PlannedBranch):
            self._branch(writer, statement, leave)
        elif statement.plugin.kind == "output":
            self._output(writer, statement)
        else:
            self._filter(writer, statement, leave)

    def _output(self, writer: Writer, stage: Stage) -> None:
        number = self.outputs[stage.index]
        if self.sinks[number][1]:
            writer.text_block(self.sinks[number][1], stage.span)
        else:
            writer.line(f"collect_{number}(event, record, number)", stage.span)

    def _branch(self, writer: Writer, branch: PlannedBranch, leave: str) -> None:
        word = "if"
        for clause in branch.clauses:
            head = "else:" if clause.condition is None else f"{word} {self.conditions.compile(clause.condition)}:"
            with writer.block(head, clause.span):
                for statement in clause.body:
                    self._statement(writer, statement, leave)
            word = "elif"

    def _filter(self, writer: Writer, stage: Stage, leave: str) -> None:
        shape = self.shapes[stage.index]
        call = f"{stage.plugin.name}_{stage.index}(event)"
        if isinstance(shape, Drop):
            if shape.condition is None:
                writer.line(leave, stage.span)
            else:
                with writer.block(f"if {call}:", stage.span):
                    writer.line(leave)
        elif stage.index in self.snippets:
            self._inlined(writer, stage)
        elif f"common_{stage.index}" in self.bindings.names:
            with writer.block(f"if {call}:", stage.span):
                self._common(writer, stage)
        else:
            writer.line(call, stage.span)

    def _inlined(self, writer: Writer, stage: Stage) -> None:
        snippet = self.snippets[stage.index]
        writer.text_block(snippet.text(self.bindings.bind, shaped=self.shaped)[1], stage.span)
        if f"common_{stage.index}" not in self.bindings.names:
            return
        if snippet.certain:
            self._common(writer, stage)
            return
        with writer.block("if matched:", stage.span):
            self._common(writer, stage)

    def _common(self, writer: Writer, stage: Stage) -> None:
        """The common options of a filter that succeeded; where they can't be applied the event says so in a tag."""
        snippet = snippet_of(self.bindings.names[f"common_{stage.index}"]) if self.optimise else None
        with writer.block("try:", stage.span):
            if snippet is None:
                writer.line(f"common_{stage.index}(event)")
            else:
                writer.text_block(snippet.text(self.bindings.bind)[1])
        with writer.block("except FieldError as error:"):
            writer.line(f"fail_{stage.index}(event, error)")

    # --- the events of one record as a list

    def _list_name(self) -> str:
        self._lists += 1
        return f"events_{self._lists}"

    def _list(self, writer: Writer, statements: Sequence[Statement], name: str) -> str:
        """Take the events of the list `name` through some statements; returned is the name of the list that goes on."""
        for statement in statements:
            if isinstance(statement, PlannedBranch):
                name = self._part(writer, statement, name)
            elif isinstance(self.shapes[statement.index], Expand):
                name = self._expand(writer, statement, name)
            else:
                name = self._each(writer, statement, name)
        return name

    def _each(self, writer: Writer, stage: Stage, name: str) -> str:
        kept = self._list_name()
        writer.line(f"{kept} = []", stage.span)
        with writer.block(f"for event in {name}:", stage.span), self._guard(writer, "event"):
            self._filter(writer, stage, "continue")
            writer.line(f"{kept}.append(event)")
        return kept

    def _expand(self, writer: Writer, stage: Stage, name: str) -> str:
        kept = self._list_name()
        writer.line(f"{kept} = []", stage.span)
        with writer.block(f"for event in {name}:", stage.span), self._guard(writer, "event"):
            writer.line(f"parts, matched = {stage.plugin.name}_{stage.index}(event)", stage.span)
            if f"common_{stage.index}" in self.bindings.names:
                with writer.block("for event in matched:"):
                    self._common(writer, stage)
            writer.line(f"{kept} += parts")
        return kept

    def _part(self, writer: Writer, branch: PlannedBranch, name: str) -> str:
        """An `if`: its events, then those of each further clause, then those that no clause took."""
        done = []
        for clause in branch.clauses:
            yes, no = self._list_name(), self._list_name()
            if clause.condition is None:
                done.append(self._list(writer, clause.body, name))
                name = ""
                break
            writer.line(f"{yes} = []; {no} = []", clause.span)
            condition = self.conditions.compile(clause.condition)
            with writer.block(f"for event in {name}:", clause.span), self._guard(writer, "event"):
                writer.line(f"({yes} if {condition} else {no}).append(event)")
            done.append(self._list(writer, clause.body, yes))
            name = no
        joined = self._list_name()
        writer.line(f"{joined} = {' + '.join([*done, *([name] if name else [])])}")
        return joined

    # --- several files

    def _runs(self, statements: Sequence[Statement]) -> list[tuple[Source | None, list[Statement]]]:
        """Statements grouped by the file they stand in, in order."""
        return [(source, list(run)) for source, run in groupby(statements, _source_of)]

    def _units(self) -> None:
        """Load a function for each run of statements of one file."""
        self.shaped, self.sinks = False, [("", "")] * len(self.outputs)
        for number, (source, run) in enumerate(self._runs(self.plan.filters)):
            unit = Writer()
            with unit.block(f"def filters_{number}({EVENTS}, record, failed):"):
                unit.line("number = 0")
                unit.line(f"return {self._list(unit, run, EVENTS)}, number")
            load(unit, source, self.bindings.names)
        for number, (source, run) in enumerate(self._runs(self.plan.outputs)):
            unit = Writer()
            with unit.block(f"def outputs_{number}(event, record, number, {', '.join(self._collects())}):"):
                for statement in run:
                    self._statement(unit, statement, "return")
            load(unit, source, self.bindings.names)

    def _call_units(self, writer: Writer) -> None:
        writer.line(f"{EVENTS} = [event]")
        for number, _ in enumerate(self._runs(self.plan.filters)):
            writer.line(f"{EVENTS}, failures = filters_{number}({EVENTS}, record, failed)")
            writer.line("number += failures")
        with writer.block(f"for event in {EVENTS}:"):
            for number, _ in enumerate(self._runs(self.plan.outputs)):
                writer.line(f"outputs_{number}(event, record, number, {', '.join(self._collects())})")
            writer.line("number += 1")

    def _collects(self) -> list[str]:
        return [f"collect_{number}" for number in self.outputs.values()]


EVENTS = "events"


def _sink_names(number: int, snippet: Snippet | None) -> list[str]:
    """The arguments of a factory that belong to one sink."""
    names = [] if snippet is None else [f"{name}_out_{number}" for name in snippet.names]
    return [f"collect_{number}", *names]


def _source_of(statement: Statement) -> Source | None:
    if isinstance(statement, Stage):
        return statement.span.source if statement.span else None
    first = statement.clauses[0].span
    return first.source if first else None
