"""Filter `python`: a file of the user's own, called for every event."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.event import Event, copy_event
from pipeline.fields import TIMESTAMP
from pipeline.filters.python.lawful import UnlawfulError, lawful_event
from pipeline.filters.python.script import Script, ScriptError, raised_at, read_script
from pipeline.plugin import Expand, Filter, OptionError, option
from pipeline.plugin.types import anything, hash_of, string
from pipeline.plugin.types import path as file_path

Function = Callable[[Event], Any]


class PythonFilter(Filter):
    """Call `filter(event)` of the file `path`: an event is a dict, changed in place, its fields `event["a"]["b"]`.

    What it returns says how it goes on: nothing, True or the event keeps it, False drops it, a list of dicts (or what
    it yields) takes its place.  A datetime becomes a timestamp, UTC unless it names a zone.  After an exception, and
    where a value is left that no event can hold, the event is as it was before and tagged.  `register(params)`, if
    the file has it, is called once, before the first event.  Each `python { }` has globals of its own, which all
    threads share.  Worker processes part after that, so connections are opened at the first event.
    """

    path = option(file_path, required=True, doc="File with the function filter(event).")
    params = option(hash_of(anything), default={}, doc="What register(params) of the file is given, a dict.")
    tag_on_exception = option(string, default="_pythonexception", doc="Tag for events on which the file fails.")

    _function: Function | None = None

    def check(self) -> Iterator[OptionError]:
        """The file can be loaded and has `filter`; offline nothing of it is run."""
        try:
            script = read_script(self.path)
            if self.context.offline:
                self._look_at(script)
            else:
                self._function = self._load(script)
        except FileNotFoundError:
            text = f'option "path": there is no file "{self.path}"'
            if self.context.offline:
                self.warn(text, "path")
            else:
                yield OptionError(text, path=("path",))
        except OSError as error:
            yield OptionError(f'option "path": can\'t read "{self.path}": {error.strerror}', path=("path",))
        except ScriptError as error:
            yield OptionError(f'option "path": {error}', path=("path",), hints=error.hints)

    def _look_at(self, script: Script) -> None:
        script.check_name("filter")
        if self.params:
            script.check_name("register")

    def _load(self, script: Script) -> Function:
        script.run()
        function: Function = script.function("filter")
        if self.params or script.has("register"):
            script.call(script.function("register"), dict(self.params))
        return function

    def compile(self) -> Expand:
        """The function that hands an event over and looks at what became of it."""
        function = self._function
        if function is None:  # offline, where the file may be missing
            return Expand(lambda event: ((event,), (event,)))
        file, fail = self.path, self.failure([self.tag_on_exception])

        def python(event: Event) -> tuple[Sequence[Event], Sequence[Event]]:
            before = copy_event(event)
            try:
                made = _results(event, function(event), before)
            except UnlawfulError as error:
                fail(before, str(error))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's code may raise anything
                fail(before, raised_at(error, file))
            else:
                return made, made
            return (before,), ()

        return Expand(python)


def _results(event: Event, returned: Any, before: Event) -> list[Event]:
    """The events that go on; they share nothing with each other, nor with what the user's code has kept."""
    if returned is None or returned is True or returned is event:
        return [lawful_event(event)]
    if returned is False:
        return []
    if isinstance(returned, dict):
        return [_new(returned, before)]
    if isinstance(returned, str | bytes) or not hasattr(returned, "__iter__"):
        raise UnlawfulError(f"filter(event) returned what is no event: {type(returned).__name__}")
    return [lawful_event(one) if one is event else _new(one, before) for one in returned]


def _new(made: Any, before: Event) -> Event:
    """An event that the user's code made: the time of the one it comes from is its own unless it has one."""
    if not isinstance(made, dict):
        raise UnlawfulError(f"filter(event) returned a list with what is no event: {type(made).__name__}")
    event = lawful_event(made)
    if TIMESTAMP in before:
        event.setdefault(TIMESTAMP, before[TIMESTAMP])
    event.setdefault("@version", "1")
    return event
