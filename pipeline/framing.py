"""A stream of bytes, cut anywhere, to the pieces between its delimiters."""

import codecs
from collections.abc import Callable, Iterator, Sequence

from pipeline.charsets import ToText, WithCharset, utf8_text
from pipeline.errors import OptionError
from pipeline.event import Event
from pipeline.plugin import option
from pipeline.plugin.types import string

Take = Callable[[bytes], Sequence[Event]]

WIDE = ("utf-16", "utf-32")  # a line feed is more than one byte in these, and may be half of a letter

LINE_END = b"\r\n"  # all that is left of a file whose lines end otherwise: not worth an event


class Splitter:
    """Holds back what is not complete yet; a piece longer than `limit` is given early, cut to one byte more."""

    __slots__ = ("_delimiter", "_limit", "_overlap", "_size", "_skipping", "_tail", "parts")

    def __init__(self, delimiter: bytes, limit: int | None = None) -> None:
        self._delimiter = delimiter
        self._limit = limit
        self.parts: list[bytes] = []  # the parts of a piece; always the same list, empty between two pieces
        self._size = 0
        self._overlap = len(delimiter) - 1
        self._tail = b""  # where a delimiter of several bytes may have begun
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes]:
        """The pieces that are complete now."""
        if self._delimiter not in (self._tail + data if self._tail else data):
            return self._hold(data)
        pieces = b"".join([*self.parts, data]).split(self._delimiter)
        self._clear()
        if self._skipping:
            del pieces[0]
            self._skipping = False
        rest = pieces.pop()
        if self._limit is not None:
            pieces = [piece[: self._limit + 1] for piece in pieces]
        return pieces + self._hold(rest)

    def _hold(self, data: bytes) -> list[bytes]:
        """Keep the beginning of a piece; given back is what has grown too long."""
        if not data and not self._overlap:
            return []
        if self._overlap:
            self._tail = (self._tail + data)[-self._overlap :]
        if self._skipping:
            self.parts[:] = [self._tail]
            return []
        self.parts.append(data)
        self._size += len(data)
        if self._limit is None or self._size <= self._limit:
            return []
        piece = b"".join(self.parts)[: self._limit + 1]
        self.parts[:] = [self._tail]
        self._size, self._skipping = 0, True
        return [piece]

    def rest(self) -> bytes:
        """What no delimiter has ended, empty where there is nothing; the splitter starts anew."""
        rest = b"" if self._skipping else b"".join(self.parts)
        self._clear()
        self._skipping = False
        return rest

    def _clear(self) -> None:
        self.parts.clear()
        self._size, self._tail = 0, b""


class LineDecoder:
    """The lines of one stream, each handed to `take`; a line that the stream's end cuts short still counts."""

    __slots__ = ("_recoder", "_splitter", "_take")

    def __init__(self, splitter: Splitter, take: Take, recoder: codecs.IncrementalDecoder | None) -> None:
        self._splitter = splitter
        self._take = take
        self._recoder = recoder

    @property
    def parts(self) -> list[bytes]:
        """The beginning of a line that is not complete: always the same list, empty between two lines."""
        return self._splitter.parts

    def decode(self, data: bytes) -> Sequence[Event]:
        """The events of the lines that are complete now."""
        if self._recoder is not None:
            data = self._recoder.decode(data).encode("utf-8")
        take = self._take
        return [event for line in self._splitter.feed(data) for event in take(line)]

    def flush(self) -> Sequence[Event]:
        """The events of an unterminated last line."""
        last = b""
        if self._recoder is not None:
            last = self._recoder.decode(b"", final=True).encode("utf-8")  # at most a U+FFFD for half a letter
            self._recoder.reset()
        rest = self._splitter.rest() + last
        return self._take(rest) if rest.strip(LINE_END) else ()


class CutsStream(WithCharset):
    """A codec that cuts a stream into lines."""

    @property
    def wide(self) -> bool:
        """Whether the charset's letters are several bytes each, so that lines can't be told in the bytes themselves."""
        return str(self.charset).startswith(WIDE)

    def recoder(self) -> codecs.IncrementalDecoder | None:
        """What makes UTF-8 of a stream in a wide charset before it is cut; None for all others."""
        return codecs.getincrementaldecoder(self.charset)("replace") if self.wide else None

    def line_text(self) -> ToText:
        """A function (line) -> its text, after `recoder`."""
        return utf8_text if self.wide else super().to_text()


class ReadsLines(CutsStream):
    """A codec that cuts a stream at a delimiter."""

    delimiter = option(string, default="\n", doc="Text that ends a line, both ways.")

    def check(self) -> Iterator[OptionError]:
        """A delimiter has at least one character."""
        if not self.delimiter:
            yield OptionError('option "delimiter": expected at least one character, got none', path=("delimiter",))
        yield from super().check()

    def to_text(self) -> ToText:
        """As for any charset; a wide one has become UTF-8 before lines are cut."""
        return self.line_text()

    def line_decoder(self, take: Take, limit: int | None = None) -> LineDecoder:
        """A decoder for one stream; `take` makes events of a line without its delimiter."""
        return LineDecoder(Splitter(self.delimiter.encode("utf-8"), limit), take, self.recoder())

    def record_lines(self, take: Take) -> Take:
        """A function (record) -> the events of its lines; what the record ends with is a line too."""
        delimiter = self.delimiter.encode("utf-8")
        wide = self.charset if self.wide else None

        def decode(record: bytes | None) -> Sequence[Event]:
            if not record:
                return ()
            data = record if wide is None else record.decode(wide, "replace").encode("utf-8")
            if delimiter not in data:
                return take(data)
            lines = data.split(delimiter)
            if not lines[-1].strip(LINE_END):
                lines.pop()
            return [event for line in lines for event in take(line)]

        return decode
