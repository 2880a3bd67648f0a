"""Filter `useragent`: which browser, operating system and device a User-Agent header names."""

from collections.abc import Callable, Iterator

from pipeline.event import Event
from pipeline.fields import METADATA, FieldReference, parse_reference
from pipeline.filters.useragent.agents import PARSER_FAULTS, Agent, BadRegexesError, Parse, compile_parse
from pipeline.filters.useragent.layout import ecs_layout, ecs_metadata, flat_layout
from pipeline.filters.useragent.maps import complete, fits, fresh
from pipeline.plugin import FieldError, Filter, OptionError, Step, WithEcs, option
from pipeline.plugin.types import field_reference, integer, path, string

FAILURE = "_useragent_error"
BLOCKED = "a value that is no map stands where the result belongs"
Add = Callable[[Event, Agent], None]


class UseragentFilter(Filter, WithEcs):
    """Add to `target` the name and version of the browser, the operating system and the device that a text names.

    A text that names none gives "Other".  An event without a text in `source` passes unchanged.
    """

    source = option(field_reference, required=True, doc="Field with the text; of a list the first element counts.")
    target = option(
        field_reference, doc="Field for the result: user_agent with ECS, else the event itself, unless given."
    )
    prefix = option(string, default="", doc="What the names of the fields begin with; not with ECS.")
    regexes = option(path, doc="A regexes.yaml of the project uap-core to use; the one that is installed unless given.")
    lru_cache_size = option(integer, default=100_000, doc="How many texts are remembered.")

    def check(self) -> Iterator[OptionError]:
        """The prefix, the size of the cache, and the file of patterns, whose absence only warns offline."""
        if "[" in self.prefix or "]" in self.prefix:
            text = f'option "prefix": expected the beginning of a name, got "{self.prefix}"'
            yield OptionError(text, path=("prefix",), hints=('"target" says into which field the result goes',))
        elif self.prefix and self.ecs:
            self.warn('option "prefix": has no effect on the ECS layout', "prefix")
        if self.lru_cache_size < 1:
            text = f'option "lru_cache_size": expected 1 or more, got {self.lru_cache_size}'
            yield OptionError(text, path=("lru_cache_size",))
        if self.regexes is None:
            return
        try:
            self._parse()
        except BadRegexesError as error:
            fault = OptionError(f'option "regexes": {error}', path=("regexes",))
            if self.context.offline and not self.regexes.exists():
                self.warn(fault.message, *fault.path)
            else:
                yield fault

    def _parse(self) -> Parse:
        layout = ecs_layout if self.ecs else flat_layout(self.prefix)
        return compile_parse(layout, ecs_metadata if self.ecs else None, self.regexes, self.lru_cache_size)

    def _place(self) -> FieldReference | None:
        return self.target or (parse_reference("user_agent") if self.ecs else None)

    def compile(self) -> Step:
        """The step; texts seen lately come from a cache, and each event gets maps of its own."""
        if self.context.offline and self.regexes is not None and not self.regexes.exists():
            return lambda event: False
        read, parse, add = self.source.getter(), self._parse(), self._adding()
        report, fail = self.failure([]), self.failure([FAILURE])

        def useragent(event: Event) -> bool:
            text = read(event)
            if type(text) is list:
                text = text[0] if text else None
            if not text:
                return False
            if not isinstance(text, str):
                return report(event, "not a text")
            try:
                add(event, parse(text))
            except (FieldError, *PARSER_FAULTS) as error:
                return fail(event, error)
            return True

        return useragent

    def _adding(self) -> Add:
        """A function that adds what was found to an event, all of it or, with a FieldError, nothing."""
        place = self._place()
        if place is None:
            return _add_to_root
        get, put, replaces = place.getter(), place.setter(), place.path == self.source.path

        def add(event: Event, found: Agent) -> None:
            fields, metadata = found
            held = get(event)
            if metadata and not fits(event.get(METADATA), metadata):
                raise FieldError(BLOCKED)
            if held is None or replaces:
                put(event, fresh(fields))
            elif fits(held, fields):
                complete(held, fields)
            else:
                raise FieldError(BLOCKED)
            if metadata:
                complete(event.setdefault(METADATA, {}), metadata)

        return add


def _add_to_root(event: Event, found: Agent) -> None:
    event.update(found[0])
