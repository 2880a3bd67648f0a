"""Codec `json_lines`: a stream with one JSON document on each line."""

from collections.abc import Callable, Sequence

from pipeline.event import Event, from_data
from pipeline.framing import ReadsLines, Take
from pipeline.jsonevents import ReadsJson
from pipeline.jsontext import dump_public
from pipeline.plugin import Codec, Decoder, option
from pipeline.plugin.types import integer

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
