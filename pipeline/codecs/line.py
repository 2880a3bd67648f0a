"""Codec `line`: a stream with one message on each line."""

from collections.abc import Callable, Sequence

from pipeline.event import Event
from pipeline.framing import ReadsLines
from pipeline.plugin import Codec, Decoder
from pipeline.textevents import ReadsText


class LineCodec(ReadsLines, ReadsText, Codec):
    """Read each line as the `message` of an event, and write an event a line as `format` says.

    A carriage return before the line feed stays, and an empty line is an event.
    """

    def decoder(self) -> Decoder:
        """A decoder for one stream."""
        return self.line_decoder(self.text_decoder())

    def record_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function (record) -> the events of its lines."""
        return self.record_lines(self.text_decoder())

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> its text in UTF-8, and the delimiter."""
        render, delimiter = self.text_encoder(), self.delimiter
        return lambda event: (render(event) + delimiter).encode("utf-8", "replace")
