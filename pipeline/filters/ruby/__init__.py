"""Filter `ruby`: code of a config, or a script, on each event.  No Ruby runs: see docs/RUBY.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.event import Event, tag
from pipeline.filters.ruby.running import Runner
from pipeline.plugin import Expand, Filter, OptionError, Step, option
from pipeline.plugin.types import anything, boolean, hash_of, path, string
from pipeline.ruby import CodeError, Exhausted, Faulty, Piece, RubyEvent, changes_stream, compile_program

GIVEN = ("event", "new_event_block")


class RubyFilter(Filter):
    """Run the common part of Ruby on each event, compiled to Python; what lies outside it is refused with its place.

    `event.get`, `event.set` and their like are Logstash's.  An exception tags the event and leaves it as it then is.
    """

    code = option(string, doc="Code for each event, which is called event in it.")
    init = option(string, doc="Code that runs once, before the first event.")
    path = option(path, doc="File with a script in place of code: def register(params) and def filter(event).")
    script_params = option(hash_of(anything), default={}, doc="What register of a script is given.")
    tag_on_exception = option(string, default="_rubyexception", doc="Tag for events whose code raises an exception.")
    tag_with_exception_message = option(boolean, default=False, doc="Add a tag with the exception's message too.")

    _runner: Runner | None = None
    _expands = False

    def check(self) -> Iterator[OptionError]:
        """One of code and path, code that compiles, and start-up code that runs."""
        if self.code is not None and self.path is not None:
            yield OptionError('options "code" and "path" can\'t be used together, give one of them', path=("path",))
        elif self.code is not None:
            yield from self._check_code(self.code)
        elif self.path is not None:
            yield from self._check_script(self.path)
        else:
            yield OptionError('needs the option "code" or "path"', hints=("add: code => \"event.set('field', 1)\"",))

    def _check_code(self, code: str) -> Iterator[OptionError]:
        pieces = [Piece("init", "init", self.init or ""), Piece("code", "run", code, GIVEN)]
        self._expands = changes_stream(code)
        yield from self._started(pieces, ("init",))

    def _check_script(self, script: Path) -> Iterator[OptionError]:
        if self.init is not None:
            self.warn('option "init": it means nothing for a script, which has register', "init")
        try:
            text = script.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            message = f'option "path": can\'t read "{script}": {getattr(error, "strerror", None) or error}'
            if self.context.offline and isinstance(error, FileNotFoundError):
                self.warn(f'option "path": there is no file "{script}"', "path")
            else:
                yield OptionError(message, path=("path",))
            return
        self._expands = True
        yield from self._started([Piece("path", "init", text, name=str(script))], ("init", "m_register"))

    def _started(self, pieces: Sequence[Piece], start: Sequence[str]) -> Iterator[OptionError]:
        """Compile, and run what runs once; every fault has its place."""
        wanted = ("m_filter", "m_register") if self.code is None else ()
        try:
            program = compile_program(*pieces, wanted=wanted)
        except Faulty as faulty:
            for which, fault, span in faulty.told():
                yield OptionError(f'option "{which}": {fault.message}', path=(which,), hints=fault.hints, within=span)
            return
        if wanted and "m_filter" not in program.functions:
            hints = ("add: def filter(event) ... return [event] ... end",)
            yield OptionError('option "path": the script has no method "filter"', path=("path",), hints=hints)
            return
        self._runner = Runner(self.context, program, self.label())
        try:
            self._runner.start([(name, [self.script_params] if name == "m_register" else []) for name in start])
        except (CodeError, Exhausted) as error:
            which, span = program.span_of(error)
            yield OptionError(f'option "{which}": starting it failed: {error}', path=(which,), within=span)

    def compile(self) -> Step | Expand:
        """The step; where the code can drop or make events, one event to several."""
        runner = self._runner
        if runner is None:  # a script that isn't there, checked on another machine
            return lambda event: False
        if self.path is not None:
            return Expand(self._script(runner))
        return Expand(self._stream(runner)) if self._expands else self._step(runner)

    def _failure(self, runner: Runner) -> Any:
        """(event, exception) -> False: tags the event, reports the exception's class and its line."""
        fail = self.failure([self.tag_on_exception])
        prefix = self.tag_on_exception if self.tag_with_exception_message else None

        def failed(event: Event, error: BaseException) -> bool:
            message, reason = runner.explained(error)
            if prefix is not None:
                tag(event, f"{prefix}: {message}")
            return fail(event, reason)

        return failed

    def _step(self, runner: Runner) -> Step:
        run, begin, fail = runner.program.functions["run"], runner.begin, self._failure(runner)

        def ruby(event: Event) -> bool:
            begin()
            try:
                run(RubyEvent(event), None)
            except (Exception, Exhausted) as error:  # noqa: BLE001 - whatever it is, the event is kept
                return bool(fail(event, error))
            return True

        return ruby

    def _stream(self, runner: Runner) -> Any:
        run, begin, fail, block = runner.program.functions["run"], runner.begin, self._failure(runner), runner.block

        def ruby(event: Event) -> tuple[list[Event], list[Event]]:
            begin()
            held, made = RubyEvent(event), block()
            matched = [event]
            try:
                run(held, made)
            except (Exception, Exhausted) as error:  # noqa: BLE001 - whatever it is, the event is kept
                fail(event, error)
                matched = []
            new = [one.data for one in made.events if one is not held]
            return (new, []) if held.cancelled else ([event, *new], matched)

        return ruby

    def _script(self, runner: Runner) -> Any:
        run, begin, fail = runner.program.functions["m_filter"], runner.begin, self._failure(runner)

        def ruby(event: Event) -> tuple[list[Event], list[Event]]:
            begin()
            held = RubyEvent(event)
            try:
                results = runner.checked(run(held))
            except (Exception, Exhausted) as error:  # noqa: BLE001 - whatever it is, the event is kept
                fail(event, error)
                return [event], [event] if runner.is_result_error(error) else []
            kept = [event] if any(one is held for one in results) and not held.cancelled else []
            return [*kept, *(one.data for one in results if one is not held)], kept

        return ruby
