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

A config of several files becomes a function for each run of statements from one file, because a code object has one
file name.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.compiler.bindings import Bindings
from pipeline.compiler.conditions import ConditionCompiler
from pipeline.compiler.later import behind_each
from pipeline.compiler.load import load
from pipeline.compiler.plan import Plan, PlannedBranch, Stage, Statement, stages
from pipeline.compiler.writer import Writer
from pipeline.plugin.base import Drop, Expand
from pipeline.plugin.common import compile_common
from pipeline.plugin.snippet import Snippet, snippet_of
from pipeline.source import Source

Process = Callable[[Sequence[Any]], int]
"""(records) -> how many of them came to no event that reached the outputs."""


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """What is the same for all threads of an input."""

    value: str = "record"  # Python expression for the bytes of `record`
    decorate: Any = None  # (event, record): adds what the input knows of a record
    codec: Snippet | None = None  # the codec's, where each record is whole


@dataclass(slots=True)
class Program:
    """A compiled pipeline; `make` gives a factory of Processes for one input and some sinks."""

    make: Callable[[Feed, Sequence[Snippet | None]], Callable[..., Process]]
    listing: Callable[[], str]  # the generated Python, for `explain` and for the curious

    def process(self, decode: Any, failed: Any, sinks: Sequence[Any], feed: Feed | None = None) -> Process:
        """Bind what belongs to a thread: its decoder, its sinks, and where failed events go."""
        feed = feed or Feed()
        snippets = [sink.snippet() for sink in sinks]
        bound = {f"collect_{number}": sink.collect for number, sink in enumerate(sinks)}
        for number, snippet in enumerate(snippets):
            if snippet is not None:
                bound |= {f"{name}_out_{number}": value for name, value in snippet.names.items()}
        return self.make(feed, snippets)(decode, failed, **bound)


def generate(plan: Plan, substitute: Callable[[str], str], *, optimise: bool = True) -> Program:
    """Compile a plan; every filter is asked to compile exactly once.  Without `optimise` all plugins are called."""
    generator = Generator(plan, substitute, optimise=optimise)
    generator.prepare()
    factories: dict[tuple[Feed, tuple[bool, ...]], Any] = {}

    def make(feed: Feed, sinks: Sequence[Snippet | None]) -> Callable[..., Process]:
        key = (feed, tuple(snippet is not None for snippet in sinks))
        if key not in factories:
            factories[key] = generator.make(feed, sinks)
        made: Callable[..., Process] = factories[key]
        return made

    def listing() -> str:
        make(Feed(), [None] * len(generator.outputs))
        return generator.listing

    return Program(make, listing)


class Generator:
    """Writes the functions of one pipeline; one method for each kind of plan node."""

    def __init__(self, plan: Plan, substitute: Callable[[str], str], *, optimise: bool) -> None:
        self.plan = plan
        self.optimise = optimise
        self.bindings = Bindings()
        self.conditions = ConditionCompiler(self.bindings, substitute)
        self.shapes: dict[int, Any] = {}
        self.snippets: dict[int, str] = {}
        self.certain: set[int] = set()
        self.outputs = {stage.index: number for number, stage in enumerate(self.plan.output_stages())}
        self.sinks: Sequence[tuple[str, str]] = ()  # what runs before a batch, and for each event
        self.listing = ""
        self._lists = 0

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
                self._keep_snippet(stage.index, stage.plugin.snippet(compiled, behind[stage.index]))

    def _keep_snippet(self, index: int, snippet: Snippet | None) -> None:
        if snippet is not None:
            _, self.snippets[index] = snippet.text(self.bindings.bind)
            if snippet.certain:
                self.certain.add(index)

    # --- the batch function

    def make(self, feed: Feed, sinks: Sequence[Snippet | None]) -> Any:
        """The factory of `process` for one input."""
        sources = {stage.span.source for stage in self._all_stages() if stage.span}
        units = len(sources) > 1
        inline = self.optimise and not units
        self.sinks = [_sink_text(number, snippet if inline else None) for number, snippet in enumerate(sinks)]
        source = None if units else next(iter(sources), None)
        names = [name for number, snippet in enumerate(sinks) for name in _sink_names(number, snippet)]
        writer = Writer()
        with writer.block(f"def make({', '.join(['decode', 'failed', *names])}):"):
            if units:
                self._units(writer)
            general = "general" if self._is_direct(feed, units) else "process"
            with writer.block(f"def {general}(records):"):
                self._before(writer)
                self._batch(writer, feed, units)
            if general == "general":
                with writer.block("def process(records):"):
                    self._before(writer)
                    self._direct(writer, feed)
            writer.line("return process")
        self.listing = writer.text()
        load(writer, source, self.bindings.names)
        return self.bindings.names["make"]

    def _before(self, writer: Writer) -> None:
        writer.line("dropped = number = 0")
        for before, _ in self.sinks:
            writer.text_block(before)

    def _decorate(self, writer: Writer, feed: Feed) -> None:
        if feed.decorate is not None:
            writer.line(f"{self.bindings.bind(feed.decorate, 'decorate')}(event, record)")

    def _is_direct(self, feed: Feed, units: bool) -> bool:
        """Whether usual records can do without the inner loop."""
        return self.optimise and feed.codec is not None and not units and not self._cut(self.plan.filters)[1]

    def _direct(self, writer: Writer, feed: Feed) -> None:
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
                self._decorate(writer, feed)
                for statement in self.plan.filters:
                    self._statement(writer, statement, "dropped += 1; continue")
                for statement in self.plan.outputs:
                    self._statement(writer, statement, "continue")
            with writer.block("except Exception as error:"):
                writer.line("failed(event, record, error)")
        writer.line("return dropped")

    def _all_stages(self) -> list[Stage]:
        return [*stages(self.plan.filters), *stages(self.plan.outputs)]

    def _batch(self, writer: Writer, feed: Feed, units: bool) -> None:
        with writer.block("for record in records:"):
            writer.line("number = 0")
            with (
                self._guard(writer, "None"),
                writer.block(f"for event in decode({feed.value}):"),
                self._guard(writer, "event"),
            ):
                self._decorate(writer, feed)
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
        writer.text_block(self.snippets[stage.index], stage.span)
        if f"common_{stage.index}" not in self.bindings.names:
            return
        if stage.index in self.certain:
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

    def _units(self, writer: Writer) -> None:
        """Load a function for each run of statements of one file."""
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


def _sink_text(number: int, snippet: Snippet | None) -> tuple[str, str]:
    return ("", "") if snippet is None else snippet.text(lambda value, name: f"{name}_out_{number}")


def _sink_names(number: int, snippet: Snippet | None) -> list[str]:
    """The arguments of a factory that belong to one sink."""
    names = [] if snippet is None else [f"{name}_out_{number}" for name in snippet.names]
    return [f"collect_{number}", *names]


def _source_of(statement: Statement) -> Source | None:
    if isinstance(statement, Stage):
        return statement.span.source if statement.span else None
    first = statement.clauses[0].span
    return first.source if first else None
