"""Codec `gzip_lines`: lines of text, compressed by gzip."""

import zlib
from collections.abc import Iterator, Sequence

from pipeline.charsets import utf8_text
from pipeline.event import Event, from_data, time_of
from pipeline.framing import CutsStream, Splitter, Take
from pipeline.plugin import Codec, Decoder

FAILURE = "_gziplinesparsefailure"
GZIP = 31  # zlib's word for the format of gzip
CHUNK = 1 << 20  # bytes to unpack at once
LARGEST = 512 << 20  # bytes of a record when it is unpacked; half a megabyte of gzip may hold as much


class GzipLinesCodec(CutsStream, Codec):
    """Unpack a record, or a stream, and read each line with its line feed as the `message` of an event; it can't write.

    What is no gzip becomes the `message` of an event tagged `_gziplinesparsefailure`, as does a line that the end of
    the data cuts short.  Of a record half a gigabyte is unpacked at most.
    """

    binary = True

    def decoder(self) -> Decoder:
        """A decoder for one stream."""
        return GunzipDecoder(self, None)

    def record_decoder(self) -> Take:
        """A function (record) -> the events of its lines."""

        def decode(record: bytes | None) -> Sequence[Event]:
            decoder = GunzipDecoder(self, LARGEST)
            return [*decoder.decode(record or b""), *decoder.flush()]

        return decode


class TooLargeError(ValueError):
    """What is unpacked has more bytes than the limit."""


class GunzipDecoder:
    """The lines of one stream, whose pieces may be compressed one by one; after `limit` bytes it is cut."""

    def __init__(self, codec: GzipLinesCodec, limit: int | None) -> None:
        self._codec = codec
        self._left = limit
        self._to_text = codec.line_text()
        self._start()

    def _start(self) -> None:
        self._unpack = zlib.decompressobj(GZIP)
        self._splitter = Splitter(b"\n")
        self._recoder = self._codec.recoder()
        self._within = False  # whether there must be more for the gzip to be whole

    def decode(self, data: bytes) -> Sequence[Event]:
        """The events of the lines that are complete now."""
        events = []
        try:
            for piece in self._pieces(data):
                events += [self._event(line + b"\n") for line in self._splitter.feed(piece)]
        except (zlib.error, TooLargeError) as error:
            self._codec.context.report(self._codec, error)
            events.append(self._failed(self._splitter.rest() or data))
            self._start()
        return events

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        """What the data holds, in UTF-8 where the charset is wide; TooLargeError beyond the limit."""
        full = False  # then there may be more to come of what has been read already
        while data or full:
            piece = self._unpack.decompress(data, CHUNK)
            full = len(piece) == CHUNK and not self._unpack.eof
            if self._left is not None:
                self._left -= len(piece)
                if self._left < 0:
                    raise TooLargeError
            yield piece if self._recoder is None else self._recoder.decode(piece).encode("utf-8")
            self._within = not self._unpack.eof
            data = self._unpack.unconsumed_tail
            if self._unpack.eof:
                data = self._unpack.unused_data.lstrip(b"\0")  # which may fill a block of a tape
                self._unpack = zlib.decompressobj(GZIP)

    def _event(self, line: bytes) -> Event:
        return {"message": self._to_text(line), "@version": "1", "@timestamp": time_of(self._codec.context.clock())}

    def _failed(self, data: bytes) -> Event:
        return from_data({"message": utf8_text(data), "tags": [FAILURE]}, self._codec.context.clock)

    def flush(self) -> Sequence[Event]:
        """The event of a last line without a line feed."""
        rest, cut = self._splitter.rest(), self._within
        if self._recoder is not None:
            rest += self._recoder.decode(b"", final=True).encode("utf-8")
        self._start()
        if cut:
            self._codec.context.report(self._codec, "the gzip is cut short")
            return (self._failed(rest),)
        return (self._event(rest),) if rest else ()
