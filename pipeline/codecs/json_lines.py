"""Codec `json_lines`: a stream with one JSON document on each line."""

from collections.abc import Callable, Sequence
from textwrap import indent
from typing import Any

from pipeline.event import Event, from_data
from pipeline.framing import ReadsLines, Take
from pipeline.jsonevents import ReadsJson
from pipeline.jsontext import dump_public
from pipeline.plugin import Codec, Decoder, option
from pipeline.plugin.snippet import Snippet
from pipeline.plugin.types import integer

LONG = 16 << 20  # bytes, and more than any input gives as one line
UNUSUAL_LINE = """\
if $parts or data[-1:] != b"\\n":
 raise Unusual
"""
TOO_BIG = "_jsonparsetoobigfailure"


class JsonLinesCodec(ReadsLines, ReadsJson, Codec):
    """Read each line as the codec json reads a record, and write an event a line.  Blank lines are skipped."""

    decode_size_limit_bytes = option(
        integer, default=512 << 20, doc="Most bytes of a line; the beginning of a longer one becomes a tagged message."
    )

    def decoder(self) -> Decoder:
        """A decoder for one stream."""
        return self.line_decoder(self._line(), self.decode_size_limit_bytes)

    def record_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function (record) -> the events of its lines."""
        return self.record_lines(self._line())

    def line_snippet(self, decoder: Any) -> Snippet | None:
        """For a line that holds one object in UTF-8 and brings none of the fields with a meaning."""
        whole = self.json_snippet(keep_original=False)
        if whole is None or self.delimiter != "\n" or self.decode_size_limit_bytes < LONG:
            return None
        names = {**whole.names, "parts": decoder.parts}
        body = f'if $parts or data[-1:] != b"\\n":\n event = None\nelse:\n{indent(whole.body, " ")}'
        return Snippet(body, names, before=whole.before, shaped=UNUSUAL_LINE + whole.shaped)

    def _line(self) -> Take:
        decode = self.json_decoder(keep_original=False)
        limit, clock = self.decode_size_limit_bytes, self.context.clock

        def take(line: bytes) -> Sequence[Event]:
            if len(line) > limit:
                beginning = line[:limit].decode("utf-8", "ignore")
                return (from_data({"message": beginning, "tags": [TOO_BIG]}, clock),)
            return decode(line) if line else ()

        return take

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> JSON without `@metadata`, and the delimiter."""
        ending = self.delimiter.encode("utf-8")
        return lambda event: dump_public(event) + ending
