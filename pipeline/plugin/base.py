"""What a plugin is: Input, Codec, Filter and Output; every hook is here, with when it is called.

A plugin is made once per place in a config, checked, and asked to compile.  What it compiles to runs per event.
"""

import time
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from pipeline.errors import ConfigError, Diagnostic, OptionError
from pipeline.event import Event, tag
from pipeline.plugin.options import FaultyOptionError, check_options, option
from pipeline.plugin.snippet import Snippet, snippet_of
from pipeline.plugin.types import anything, array, boolean, choice, hash_of, reading_codec, string, writing_codec
from pipeline.sprintf import Template, compile_template

if TYPE_CHECKING:
    from pipeline.rubyregex import RubyPattern

Step = Callable[[Event], bool]
"""(event) -> did it match: a filter that changes one event; common options run when it returned True."""


class Expand:
    """What split and clone compile to: (event) -> the events that go on, and those of them that matched."""

    __slots__ = ("expand",)

    def __init__(self, expand: Callable[[Event], tuple[Sequence[Event], Sequence[Event]]]) -> None:
        self.expand = expand


class Drop:
    """What drop compiles to: the event ends here when `condition` (if any) returns True."""

    __slots__ = ("condition",)

    def __init__(self, condition: Callable[[Event], bool] | None = None) -> None:
        self.condition = condition


class Later(Protocol):
    """What filters, conditions and outputs behind a filter look at."""

    def sees(self, field: str) -> bool:
        """Whether any of them may look at a top field, beyond writing it out."""
        ...


FailureReport = Callable[["Plugin", object], None]
"""Called for each failed event with the plugin and the reason: counts, and logs at a bounded rate."""


def _ignore(plugin: "Plugin", reason: object) -> None:
    """The report of a pipeline that is only compiled or tested."""


@dataclass(slots=True)
class Context:
    """What a plugin may know of its surroundings; clock and randomness come from here and from nowhere else."""

    clock: Callable[[], int] = time.time_ns  # epoch nanoseconds
    random: Random = field(default_factory=Random)
    ecs_compatibility: str = "v8"
    pipeline_id: str = "main"
    data_path: str = "data"  # where positions, caches and dead letters are kept
    worker: int = 1  # number of this process, where several run the same pipeline
    workers: int = 1  # how many processes do
    one_writes: int | None = None  # descriptor of a file that a process locks while it writes what they all write to
    offline: bool = False  # only compile: touch no file, no network; missing files are warnings
    report: FailureReport = _ignore
    warnings: list[OptionError] = field(default_factory=list)


class Plugin:
    """A configured plugin: `JsonFilter(source="message")` in code, or a block of a config."""

    kind: ClassVar[str] = ""
    name: ClassVar[str] = ""
    unsupported: ClassVar[Mapping[str, str]] = {}  # documented options that we refuse: name -> why, and what instead
    removed: ClassVar[Mapping[str, str]] = {}  # options of older versions: name -> what replaces it; warned of, ignored

    id = option(string, doc="A name of your own for this plugin, shown in logs and metrics.")
    enable_metric = option(boolean, default=True, doc="Count this plugin's events.")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__.startswith(f"pipeline.{cls.kind}s."):
            cls.name = cls.__module__.split(".")[2]

    def __init__(self, context: Context | None = None, /, **options: Any) -> None:
        """Check the options; a ConfigError tells all that is wrong with them."""
        faults: list[OptionError] = []
        self.configure(
            context or Context(), options, lambda error, *, warning=False: None if warning else faults.append(error)
        )
        if faults:
            raise ConfigError(
                [
                    Diagnostic(f'{self.kind} "{self.name}": {fault.message}', span=fault.within, hints=fault.hints)
                    for fault in faults
                ]
            )

    @classmethod
    def configured(cls, context: Context, options: Mapping[str, Any], report: Any) -> "Plugin | None":
        """A plugin of a config, or None after every fault was handed to `report` (OptionError, warning=False)."""
        plugin = cls.__new__(cls)
        return plugin if plugin.configure(context, options, report) else None

    def configure(self, context: Context, options: Mapping[str, Any], report: Any) -> bool:
        """Check and keep the options; False when there were faults, all of which went to `report`."""
        faults = 0

        def count(error: OptionError, *, warning: bool = False) -> None:
            nonlocal faults
            faults += not warning
            report(error, warning=warning)

        self.context = context
        self.given = frozenset(options)
        self.__dict__["options"] = check_options(type(self), options, count)
        for value in self.options.values():
            if isinstance(value, Codec):  # one given by name was made without knowing where it stands
                value.context = context
        with suppress(FaultyOptionError):  # it was told already, and what is checked with it can't be told
            for fault in self.check():
                count(fault)
        for warning in context.warnings if not faults else ():
            report(warning, warning=True)
        context.warnings.clear()
        return not faults

    def check(self) -> Iterator[OptionError]:
        """Faults between options, found before anything runs: an OptionError for each, its path (option, ...).

        It is called even where options are wrong, and ends where it reads one of those.
        """
        return iter(())

    def warn(self, message: str, *path: str | int, hints: tuple[str, ...] = ()) -> None:
        """Something `check` should tell the user without refusing the config."""
        self.context.warnings.append(OptionError(message, path=path, hints=hints))

    def warn_of_work(self, pattern: "RubyPattern", *path: str | int) -> None:
        """Tell the user of the parts of a pattern that may explode; its time limit will only keep the harm small."""
        from pipeline.rubyregex import HINTS, blame

        for part in pattern.explosive_parts:
            self.warn(f'option "{path[0]}": {blame(part)}', *path, hints=HINTS)

    @property
    def ecs(self) -> bool:
        """Whether the layout is that of the Elastic Common Schema (v1, v8)."""
        return self.context.ecs_compatibility != "disabled"

    def template(self, text: str) -> Template:
        """A compiled `%{...}` text that knows this plugin's clock."""
        return compile_template(text, self.context.clock)

    def label(self) -> str:
        """How logs and metrics call this plugin: its id, or its kind and name."""
        return str(self.options["id"] or f"{self.kind}:{self.name}")

    options: dict[str, Any]


class WithEcs(Plugin):
    """A plugin whose layout depends on `ecs_compatibility`."""

    ecs_compatibility = option(
        choice("disabled", "v1", "v8"), doc="Layout of the fields it makes; the pipeline's setting unless given."
    )

    @property
    def ecs(self) -> bool:
        """Whether the layout is that of the Elastic Common Schema (v1, v8)."""
        return (self.ecs_compatibility or self.context.ecs_compatibility) != "disabled"


class Filter(Plugin):
    """A stage of the filter section.  `compile()` gives exactly one shape: a Step, an Expand or a Drop."""

    kind = "filter"
    applies_common_itself: ClassVar[bool] = False  # mutate: a fault in add_field counts as its own

    add_field = option(
        hash_of(anything), default={}, doc="Fields to add when it succeeds; names and values may hold %{...}."
    )
    remove_field = option(array(string), default=[], doc="Fields to remove when it succeeds.")
    add_tag = option(array(anything), default=[], doc="Tags to add when it succeeds.")
    remove_tag = option(array(string), default=[], doc="Tags to remove when it succeeds.")
    periodic_flush = option(boolean, default=False, doc="Accepted for Logstash's sake; no filter here needs it.")

    def common_failure(self) -> Sequence[str]:
        """The tags for an event to which add_field and its like can't be done, though the filter itself succeeded.

        Where Logstash's plugin catches that as a failure of its own, they are the filter's tags; most let it stop the
        pipeline.
        """
        return [f"_{self.name}_error"]

    @abstractmethod
    def compile(self) -> Step | Expand | Drop:
        """Read the options once and return what runs per event.  Called once, before the first event."""

    def touches(self) -> Collection[str] | None:
        """The top fields that it reads or writes, common options apart; None when that depends on the event."""
        return None

    def snippet(self, step: Step, later: Later) -> Snippet | None:
        """What stands in the optimised code in place of a call of `step`, which `compile()` gave; None for the call.

        `later` tells what is looked at behind it: what nobody looks at again may be left ready to be written out.
        """
        return snippet_of(step)

    def failure(self, tags: Sequence[str]) -> Callable[[Event, object], Literal[False]]:
        """A function (event, reason) -> False that tags the event, counts the failure and logs at a bounded rate."""
        report = self.context.report

        def fail(event: Event, reason: object) -> Literal[False]:
            for text in tags:
                tag(event, text)
            report(self, reason)
            return False

        return fail


class Decoder(Protocol):
    """Bytes to events, for one stream.

    One that holds lines back may have two things more: `held`, how many of its last lines those are, and `idle()`,
    the events that it gives up after a silence; it is asked for them again and again while the stream goes on.
    """

    def decode(self, data: bytes) -> Sequence[Event]:
        """The events that are complete now.  Bad data becomes a tagged event; nothing is raised."""
        ...

    def flush(self) -> Sequence[Event]:
        """What is still held back, when the stream pauses or ends."""
        ...


class Codec(Plugin):
    """Bytes to events and back."""

    kind = "codec"
    reads: ClassVar[bool] = False  # whether it has a decoder, and an encoder
    writes: ClassVar[bool] = False
    binary: ClassVar[bool] = False  # whether what it reads is no text, so that nobody keeps that beside the event
    line_codec: ClassVar[str | None] = None  # what stdin, tcp and file use in its place, since they give a stream

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.reads = cls.decoder is not Codec.decoder
        cls.writes = cls.encoder is not Codec.encoder

    def decoder(self) -> Decoder:
        """A decoder for one stream; each stream needs its own."""
        raise OptionError(f'codec "{self.name}" can\'t read, only write')

    def record_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function for inputs whose records are whole: nothing is held back from one record to the next."""
        decoder = self.decoder()
        decode, flush = decoder.decode, decoder.flush
        return lambda data: [*decode(data), *flush()]

    def for_stream(self) -> "Codec":
        """The codec that reads a stream in this one's place (`line_codec`), with its options; itself where it can."""
        if self.line_codec is None:
            return self
        from pipeline.plugin.find import find_plugin

        codec: Codec = find_plugin("codec", self.line_codec)(self.context)
        codec.options.update({name: value for name, value in self.options.items() if name in codec.options})
        return codec

    def snippet(self) -> Snippet | None:
        """Lines that set `event` to the only event of `data`, a whole record, or to None where `record_decoder` must.

        `now` is the time of the batch, for events that bring none.
        """
        return None

    def line_snippet(self, decoder: Any) -> Snippet | None:
        """The same where `data` is a line of the stream that `decoder` reads, line feed included."""
        return None

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> the bytes to write.  It leaves the event as it is."""
        raise OptionError(f'codec "{self.name}" can\'t write, only read')


class Stateless:
    """A decoder for codecs that hold nothing back: only `decode`."""

    __slots__ = ("decode",)

    def __init__(self, decode: Callable[[bytes], Sequence[Event]]) -> None:
        self.decode = decode

    def flush(self) -> Sequence[Event]:
        """Nothing is ever held back."""
        return ()


Record = Any
"""What an input reads, opaque to the rest: bytes, or an object from which `Input.value` gets the bytes."""


class Reader:
    """One thread's hold on an input: it is polled, then told that what it gave has been settled.

    All calls come from the one worker thread that owns it.
    """

    finished = False  # set when no more records will come; the worker then stops

    def poll(self, limit: int, timeout: float) -> Sequence[Record]:
        """Up to `limit` records, waiting at most `timeout` seconds for the first; empty when there are none."""
        raise NotImplementedError

    def acknowledge(self, records: Sequence[Record]) -> None:
        """Everything polled so far has been delivered, dropped or dead-lettered: positions may advance."""

    def keep_alive(self) -> None:
        """Called about twice a second while a batch waits for an output: stay in the group, take in nothing."""

    def close(self) -> None:
        """The worker has stopped; what was acknowledged is to be made durable, the rest will be read again."""


class Input(Plugin):
    """A source of records.  `open()` gives the readers, one for each thread."""

    kind = "input"
    value: ClassVar[str] = "record"  # Python expression for the bytes of `record`
    gives_lines: ClassVar[bool] = False  # what is not framed comes line by line, as long as lines are not too long
    framed: ClassVar[bool] = True  # each record is a whole message; False: a stream, cut anywhere
    shared: ClassVar[bool] = False  # whether the source spreads its records over several processes that read it
    facts_first: ClassVar[bool] = False  # whether add_field and tags see what `decorator` adds

    add_field = option(hash_of(anything), default={}, doc="Fields to add to every event.")
    tags = option(array(string), default=[], doc="Tags to add to every event.")
    type = option(string, doc='A value for the field "type" of events that have none.')
    codec = option(reading_codec, default="plain", doc="How bytes become events.")

    def open(self) -> Sequence[Reader]:
        """Connect; one reader for each thread.  Raises OptionError or OSError with a text for the user."""
        raise NotImplementedError

    def decorator(self) -> Callable[[Event, Record], None] | None:
        """A function that adds what the input knows of a record to each event of it; None when there is nothing."""
        return None

    def identifier(self) -> Callable[[Record], str] | None:
        """A function (record) -> an id that is the same whenever the record is read again; None: there is none.

        The `value` of its snippet, if it has one, is that text as JSON.
        """
        return None


@dataclass(slots=True)
class DeadLetter:
    """An event that an output gave up: the record it came from, the event's bytes, and why."""

    record: Record
    event: bytes
    reason: str


class Sink:
    """One thread's hold on an output.  All calls come from the one worker thread that owns it."""

    def collect(self, event: Event, record: Record, number: int) -> None:
        """Take one event, the `number`th (from 0) of its record: encode it now, since it isn't kept."""
        raise NotImplementedError

    def snippet(self) -> Snippet | None:
        """Lines that do what `collect` does with the first event of `record`; None for the call."""
        return None

    def flush(self, wait: Callable[[float], None]) -> Sequence[DeadLetter]:
        """Write what was collected and return when all of it is settled; given back are the events that were refused.

        `wait(seconds)` sleeps between tries, keeps the input alive, and raises Stopped when the deadline has passed.
        """
        return ()

    def close(self) -> None:
        """The worker has stopped."""


class Output(Plugin):
    """A destination.  `open()` gives a sink for each thread."""

    kind = "output"

    codec = option(writing_codec, default="plain", doc="How events become bytes.")
    workers = option(anything, doc="Accepted for Logstash's sake; each consumer thread writes for itself.")

    def sees(self, field: str) -> bool:
        """Whether it may look at a top field, beyond writing it as JSON: what it doesn't see may be JSON already."""
        return True

    def open(self, identify: Callable[[Record], str] | None) -> Sink:
        """A sink for one worker thread; `identify` gives ids of records, where the input has them."""
        raise NotImplementedError

    def start(self) -> None:
        """Called once before the first sink is opened: install templates, check the connection."""

    def stop(self) -> None:
        """Called once after the last sink was closed."""


class Stopped(Exception):  # noqa: N818 - it ends a pipeline well, it is no error
    """Raised out of `wait` when the pipeline has to end now; what wasn't settled will be read again."""
