"""Codec `msgpack`: events as MessagePack, which is JSON in binary."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from msgpack import ExtraData, Packer, Unpacker, unpackb  # type: ignore[import-untyped]
from msgpack import Timestamp as Moment
from msgpack.exceptions import UnpackException  # type: ignore[import-untyped]

from pipeline.charsets import utf8_text
from pipeline.event import Event, from_data, public_fields
from pipeline.plugin import Codec, Decoder, FieldError, option
from pipeline.plugin.types import field_reference, string
from pipeline.texts import ruby_text
from pipeline.timestamp import Timestamp

FAILURE = "_msgpackparsefailure"
LARGEST = 100 << 20  # bytes of one document
BAD = (ValueError, TypeError, RecursionError, FieldError)  # what is no MessagePack, or none that an event can hold
READING = {"strict_map_key": False, "unicode_errors": "replace"}


class MsgpackCodec(Codec):
    """Read each map as an event, and write an event as a map, times as texts.

    What is none becomes the `message` of an event tagged `_msgpackparsefailure`, and in a stream so does all that was
    read with it.  Keys become texts, binary values too; what is not a number is null.
    """

    binary = True

    format = option(string, doc="A message, with %{...}, for events that are read without one.")
    target = option(field_reference, doc="Field that takes the whole map; the event itself if unset.")

    def decoder(self) -> Decoder:
        """A decoder for one stream."""
        return MsgpackDecoder(self._event_of(), self._failed)

    def record_decoder(self) -> Callable[[bytes | None], Sequence[Event]]:
        """A function (record) -> its event, or its events where it holds several maps."""
        event_of, failed = self._event_of(), self._failed

        def decode(data: bytes | None) -> Sequence[Event]:
            if not data:
                return ()
            try:
                return (event_of(unpackb(data, **READING)),)
            except ExtraData:
                decoder = MsgpackDecoder(event_of, failed)
                return [*decoder.decode(data), *decoder.flush()]
            except BAD as error:
                return (failed(data, error),)

        return decode

    def _event_of(self) -> Callable[[Any], Event]:
        """A function (document) -> its event; it raises one of BAD where that is none."""
        clock = self.context.clock
        put = self.target.setter() if self.target else None
        render = self.template(self.format).render if self.format else None

        def event_of(value: Any) -> Event:
            if type(value) is not dict:
                raise ValueError("no map")
            found = lawful(value)
            event = from_data({} if put else found, clock)
            if put is not None:
                put(event, found)
            if render is not None and event.get("message") is None:
                event["message"] = render(event)
            return event

        return event_of

    def _failed(self, data: bytes, error: Exception) -> Event:
        self.context.report(self, error)
        return from_data({"message": utf8_text(data), "tags": [FAILURE]}, self.context.clock)

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> a map without `@metadata`."""
        pack: Callable[[Any], bytes] = Packer(default=_other, unicode_errors="replace").pack
        return lambda event: pack(dict(public_fields(event)))


class MsgpackDecoder:
    """The documents of one stream, which may be cut anywhere."""

    def __init__(self, event_of: Callable[[Any], Event], failed: Callable[[bytes, Exception], Event]) -> None:
        self._event_of = event_of
        self._failed = failed
        self._start()

    def _start(self) -> None:
        self._unpacker = Unpacker(**READING, max_buffer_size=LARGEST)
        self._held = bytearray()  # what has been read since the last document
        self._passed = 0  # bytes of the stream before that

    def decode(self, data: bytes) -> Sequence[Event]:
        """The events of the documents that are complete now."""
        events: list[Event] = []
        self._held += data
        begin = end = 0
        try:
            self._unpacker.feed(data)
            for value in self._unpacker:
                begin, end = end, self._unpacker.tell() - self._passed
                events.append(self._made(value, begin, end))
        except (*BAD, UnpackException) as error:
            events.append(self._failed(bytes(self._held[end:]), error))
            self._start()
        else:
            self._passed += end
            del self._held[:end]
        return events

    def _made(self, value: Any, begin: int, end: int) -> Event:
        try:
            return self._event_of(value)
        except BAD as error:
            return self._failed(bytes(self._held[begin:end]), error)

    def flush(self) -> Sequence[Event]:
        """A document that the stream's end cuts short is none."""
        rest = bytes(self._held)
        self._start()
        return (self._failed(rest, ValueError("cut short")),) if rest else ()


PLAIN = frozenset({str, int, bool, type(None)})


def lawful(value: dict[Any, Any]) -> dict[str, Any]:
    """A map as an event may hold it; ValueError where there is a type of an application's own."""
    return {
        key if type(key) is str else _key(key): item if type(item) in PLAIN else _lawful(item)
        for key, item in value.items()
    }


def _key(key: Any) -> str:
    return utf8_text(key) if type(key) is bytes else ruby_text(_lawful(key))


def _lawful(value: Any) -> Any:
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict:
        return lawful(value)
    if kind is list:
        return [_lawful(item) for item in value]
    if kind is float:
        return _number(value)
    if kind is bytes:
        return utf8_text(value)
    if kind is Moment:
        return Timestamp.from_epoch_ns(value.to_unix_nano())
    raise ValueError("a type that only some application knows")


def _number(value: float) -> float | Decimal | None:
    """A float; an infinite one is a decimal in events, and there is no NaN."""
    if value != value:
        return None
    return value if value - value == 0 else Decimal(value)


def _other(value: Any) -> Any:
    """What MessagePack has no type for: a decimal becomes a float; larger whole numbers than 64 bits have no form."""
    if isinstance(value, Decimal):
        return float(value)
    raise ValueError(f"MessagePack can't hold this {type(value).__name__}")
