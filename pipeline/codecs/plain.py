"""Codec `plain`: each record is one message."""

from collections.abc import Callable, Sequence

from pipeline.event import Event
from pipeline.plugin import Codec, Decoder, Stateless
from pipeline.textevents import ReadsText


class PlainCodec(ReadsText, Codec):
    """Read a record as the `message` of an event, and write an event as `format` says."""

    line_codec = "line"

    def decoder(self) -> Decoder:
        """A decoder; nothing is held back."""
        return Stateless(self.record_decoder())

    def record_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function (record) -> its one event."""
        return self.text_decoder()

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> its text in UTF-8."""
        render = self.text_encoder()
        return lambda event: render(event).encode("utf-8", "replace")
