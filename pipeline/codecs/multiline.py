"""Codec `multiline`: lines that belong together, such as a stack trace, as one message."""

import codecs
from collections.abc import Callable, Iterator, Sequence

from pipeline.charsets import ToText
from pipeline.event import Event, tag, time_of
from pipeline.framing import CutsStream, LineDecoder, Splitter
from pipeline.grokpatterns import Library, PatternError, bundled, pattern_files, read_patterns
from pipeline.plugin import Codec, Decoder, OptionError, WithEcs, option
from pipeline.plugin.types import array, boolean, byte_size, choice, integer, number, path_text, string
from pipeline.rubyregex import RubyPattern, RubyRegexError, compile_ruby

TOO_MANY_BYTES = "multiline_codec_max_bytes_reached"
TOO_MANY_LINES = "multiline_codec_max_lines_reached"


class MultilineCodec(CutsStream, WithEcs, Codec):
    """Read lines, those that match joined to the line before (`previous`) or behind (`next`) them.

    The lines of a record from an input with whole records (Kafka) are joined among themselves, not with those of
    other records.  At the end of a stream the lines so far are an event.
    """

    pattern = option(
        string, required=True, doc="Regular expression, grok patterns too; it is looked for anywhere in a line."
    )
    what = option(choice("previous", "next"), required=True, doc="The line that a matching line belongs to.")
    patterns_dir = option(array(path_text), default=[], doc="Files and folders with grok patterns of your own.")
    negate = option(boolean, default=False, doc="Take the lines that do not match for those that do.")
    multiline_tag = option(string, default="multiline", doc='Tag for events of several lines; "" for none.')
    max_lines = option(integer, default=500, doc="With more lines than this an event ends and is tagged.")
    max_bytes = option(byte_size, default="10 MiB", doc="With this many bytes or more an event ends and is tagged.")
    auto_flush_interval = option(number, doc="Seconds without a line that end an event.")

    def check(self) -> Iterator[OptionError]:
        """The pattern must be a regular expression, and the grok patterns in it must be known."""
        lacking = [index for index, place in enumerate(self.patterns_dir) if not pattern_files(place, "*")]
        for index in lacking:
            self.warn(
                f'option "patterns_dir": there are no files in "{self.patterns_dir[index]}"', "patterns_dir", index
            )
        try:
            self.warn_of_work(self.compiled(), "pattern")
        except PatternError as error:
            if not (lacking and self.context.offline):
                hints = (error.hint,) if error.hint else ()
                yield OptionError(f'option "pattern": {error}', path=("pattern",), hints=hints)
        except RubyRegexError as error:
            yield OptionError(f'option "pattern": not a regular expression: {error}', path=("pattern",))
        except OSError as error:
            yield OptionError(f'option "patterns_dir": a file can\'t be read: {error}', path=("patterns_dir",))

    def compiled(self) -> RubyPattern:
        """The pattern, grok patterns written out; PatternError, RubyRegexError or OSError where it can't be had."""
        if "%{" not in self.pattern:
            return compile_ruby(self.pattern)
        patterns = dict(bundled("legacy"))
        for place in self.patterns_dir:
            for file in pattern_files(place, "*"):
                patterns.update(read_patterns(file))
        return compile_ruby(Library(patterns, named_only=True).write_out(self.pattern), dot_all=True)

    def decoder(self) -> Decoder:
        """A decoder for one stream."""
        return MultilineDecoder(Joiner(self, self.line_text()), self.recoder())

    def record_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function (record) -> its events; one without a value has none."""
        decode = super().record_decoder()
        return lambda record: decode(record) if record else ()


class Joiner:
    """The lines so far; they become an event when a line does not belong to them, or when they are too many."""

    def __init__(self, codec: MultilineCodec, to_text: ToText) -> None:
        self._to_text = to_text
        self._search = codec.compiled().search
        self._negate = codec.negate
        self._forwards = codec.what == "next"
        self._tag = codec.multiline_tag
        self._max_lines, self._max_bytes = codec.max_lines, codec.max_bytes
        self._clock, self._ecs = codec.context.clock, codec.ecs
        self._silence = None if codec.auto_flush_interval is None else int(codec.auto_flush_interval * 1e9)
        self._latest = 0
        self._lines: list[str] = []
        self._bytes = 0
        self._empty = 0  # lines that only count when another one follows, as in Logstash

    @property
    def held(self) -> int:
        """How many lines there are so far."""
        return len(self._lines) + self._empty

    @property
    def timed(self) -> bool:
        """Whether a silence ends an event."""
        return self._silence is not None

    def take(self, line: bytes) -> Sequence[Event]:
        """The events that a line completes."""
        events: list[Event] = []
        if self.timed:
            events = self.idle()
            self._latest = self._clock()
        if not line:
            self._empty += 1
            return events
        while self._empty:
            self._empty -= 1
            events += self._add("")
        return events + self._add(self._to_text(line))

    def idle(self) -> list[Event]:
        """The event that has ended because no line came for so long."""
        if self._silence is None or not self.held or self._clock() - self._latest < self._silence:
            return []
        return self.end()

    def _add(self, line: str) -> list[Event]:
        belongs = self._belongs(line)
        if self._forwards:
            self._hold(line)
            return [] if belongs and not self._full() else self.rest()
        events = [] if belongs and not self._full() else self.rest()
        self._hold(line)
        return events

    def _belongs(self, line: str) -> bool:
        try:
            return (self._search(line) is not None) is not self._negate
        except TimeoutError:
            return False

    def _hold(self, line: str) -> None:
        self._lines.append(line)
        self._bytes += len(line) if line.isascii() else len(line.encode("utf-8", "replace"))

    def _full(self) -> bool:
        return len(self._lines) > self._max_lines or self._bytes >= self._max_bytes

    def end(self) -> list[Event]:
        """The event of the last lines of a stream, if there are any; empty lines at its very end do not count."""
        self._empty = 0
        return self.rest()

    def rest(self) -> list[Event]:
        """The event of the lines so far, if there are any."""
        if not self._lines:
            return []
        text = "\n".join(self._lines)
        event: Event = {"message": text, "@version": "1", "@timestamp": time_of(self._clock())}
        if self._ecs:
            event["event"] = {"original": text}
        for reason, holds in (
            (self._tag, len(self._lines) > 1 and self._tag),
            (TOO_MANY_BYTES, self._bytes >= self._max_bytes),
            (TOO_MANY_LINES, len(self._lines) > self._max_lines),
        ):
            if holds:
                tag(event, reason)
        self._lines, self._bytes = [], 0
        return [event]


class MultilineDecoder(LineDecoder):
    """The joined lines of one stream."""

    __slots__ = ("_joiner", "idle")

    def __init__(self, joiner: Joiner, recoder: codecs.IncrementalDecoder | None) -> None:
        super().__init__(Splitter(b"\n"), joiner.take, recoder)
        self._joiner = joiner
        self.idle = joiner.idle if joiner.timed else None

    @property
    def held(self) -> int:
        """How many lines wait for others to join them; the input file does not let its positions pass them."""
        return self._joiner.held

    def flush(self) -> Sequence[Event]:
        """The event of the last lines, where the stream ends."""
        return [*super().flush(), *self._joiner.end()]
