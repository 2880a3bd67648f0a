"""Lines to events: each line by itself, or with a decoder for each file where the codec joins lines."""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.event import Event
from pipeline.inputs.file.watched import FileLine, Watched
from pipeline.plugin import Codec

Tell = Callable[[Event, str], None]
"""(event, path): puts what is known of a file into an event of it."""


class LineDecoders:
    """For codecs that make of a line what they make of a record: nothing is held back."""

    joins = False

    def __init__(self, codec: Codec) -> None:
        self._decode = codec.record_decoder()

    def decode(self, record: FileLine) -> Sequence[Event]:
        """The events of a line."""
        return self._decode(record.value)

    def flush(self) -> Sequence[Event]:
        """Nothing was held back."""
        return ()

    def holds(self, file: Watched) -> int | None:
        """Where what is held back of a file begins: nowhere."""
        return None


class FileDecoders:
    """For codecs that join lines: their decoders tell by `held` whether they keep a line for the next one.

    Positions never pass a line that is held: it would be lost if we ended now.
    """

    joins = True

    def __init__(self, codec: Codec, tell: Tell) -> None:
        self._codec = codec
        self._tell = tell
        self._decoders: dict[Watched, Any] = {}
        self._held: dict[Watched, int] = {}  # where the first line begins that is held back

    def decode(self, record: FileLine) -> Sequence[Event]:
        """The events that are complete with this line, or with the end of its file."""
        file = record.file
        if record.last:
            self._held.pop(file, None)
            decoder = self._decoders.pop(file, None)
            return decoder.flush() if decoder is not None else ()
        decoder = self._decoders.get(file) or self._decoders.setdefault(file, self._codec.decoder())
        events: Sequence[Event] = decoder.decode(record.value + b"\n")
        if not decoder.held:
            self._held.pop(file, None)
        elif events or file not in self._held:
            self._held[file] = record.start
        return events

    def flush(self) -> Sequence[Event]:
        """What is held back of all files, at the end of all reading."""
        events = []
        for file, decoder in self._decoders.items():
            for event in decoder.flush():
                self._tell(event, file.path)
                events.append(event)
        self._decoders.clear()
        self._held.clear()
        return events

    def holds(self, file: Watched) -> int | None:
        """Where what is held back of a file begins."""
        return self._held.get(file)


def decoders_for(codec: Codec, tell: Tell) -> LineDecoders | FileDecoders:
    """The decoders of an input with this codec."""
    return FileDecoders(codec, tell) if hasattr(codec.decoder(), "held") else LineDecoders(codec)
