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
    idle = None

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

    def let_go(self) -> Sequence[FileLine]:
        """Lines that a silence has made events of: none."""
        return ()


class FileDecoders:
    """For codecs that join lines: their decoders tell by `held` whether they keep a line for the next one.

    Positions never pass a line that is held: it would be lost if we ended now.
    """

    joins = True

    def __init__(self, codec: Codec, tell: Tell) -> None:
        self._codec = codec
        self._tell = tell
        self._decoders: dict[Watched, Any] = {}
        self._held: dict[Watched, list[FileLine]] = {}  # the lines that are held back
        self._let_go: list[FileLine] = []
        self.idle = self._idle if getattr(codec.decoder(), "idle", None) is not None else None

    def decode(self, record: FileLine) -> Sequence[Event]:
        """The events that are complete with this line, or with the end of its file."""
        file = record.file
        if record.last:
            self._held.pop(file, None)
            decoder = self._decoders.pop(file, None)
            return decoder.flush() if decoder is not None else ()
        decoder = self._decoders.get(file) or self._decoders.setdefault(file, self._codec.decoder())
        events: Sequence[Event] = decoder.decode(record.value + b"\n")
        lines = self._held.setdefault(file, [])
        lines += [record] * (record.value.count(b"\n") + 1)
        del lines[: max(0, len(lines) - decoder.held)]
        return events

    def _idle(self) -> Sequence[Event]:
        """What a silence has made events of, in any file."""
        events = []
        for file, decoder in self._decoders.items():
            for event in decoder.idle():
                self._tell(event, file.path)
                events.append(event)
            if not decoder.held:
                self._let_go += self._held.pop(file, [])[-1:]
        return events

    def let_go(self) -> Sequence[FileLine]:
        """The last line of each file of which a silence has made an event, since the last call."""
        lines, self._let_go = self._let_go, []
        return lines

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
        lines = self._held.get(file)
        return lines[0].start if lines else None


def decoders_for(codec: Codec, tell: Tell) -> LineDecoders | FileDecoders:
    """The decoders of an input with this codec."""
    return FileDecoders(codec, tell) if hasattr(codec.decoder(), "held") else LineDecoders(codec)
