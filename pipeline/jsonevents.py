"""JSON text to events, for the codecs json and json_lines (golden/notes/codecs.md 1-14)."""

from collections.abc import Callable, Sequence
from textwrap import indent
from typing import Any

from pipeline.charsets import WithCharset
from pipeline.event import Event, add_original, from_data, time_of
from pipeline.jsontext import REFUSED, JsonError, decode_fast, loads
from pipeline.plugin import FieldError, WithEcs, option
from pipeline.plugin.snippet import Snippet, keeping_original
from pipeline.plugin.types import field_reference

Decode = Callable[[bytes], Sequence[Event]]
FAILURE = "_jsonparsefailure"
JAVA_BLANK = "".join(
    letter for letter in map(chr, range(0x3001)) if letter.isspace() and letter not in "\x85\xa0\u2007\u202f"
)


class ReadsJson(WithCharset, WithEcs):
    """A codec that reads JSON: one document a call."""

    target = option(field_reference, doc="Field that takes the whole document; the event itself if unset.")

    def json_decoder(self, *, keep_original: bool) -> Decode:
        """A function (document) -> its events; `keep_original` keeps the text of a single one in [event][original]."""
        slow = self._any_document(keep_original)
        if self.target is not None or self.charset != "utf-8":
            return slow
        return _objects_with_original(self.context.clock, slow) if keep_original else _objects(self.context.clock, slow)

    def json_snippet(self, *, keep_original: bool) -> Snippet | None:
        """What `json_decoder` does, for a document that is usual."""
        if self.target is not None or self.charset != "utf-8":
            return None
        original = keeping_original("data.decode()") if keep_original else ""
        body = ONE_OBJECT + indent(original, "  ") + OTHERWISE
        slots = SLOTS + original
        names = {"decode": decode_fast, "refused": REFUSED, "from_data": from_data, "time_of": time_of}
        return Snippet(body, names | {"clock": self.context.clock}, before="now = $time_of($clock())", shaped=slots)

    def _any_document(self, keep_original: bool) -> Decode:
        """Every document, good or bad; nothing is raised."""
        to_text, clock, report = self.to_text(), self.context.clock, self.context.report
        place = None if self.target is None else self.target.setter()

        def event_of(value: Any) -> Event:
            if place is None:
                return from_data(value or {}, clock)
            event = from_data({}, clock)
            place(event, value or {})
            return event

        def decode(data: bytes | None) -> Sequence[Event]:
            text = to_text(data or b"")
            if not text.strip(JAVA_BLANK):
                return ()
            try:
                events = [event_of(value) for value in _elements(loads(text.encode("utf-8")))]
            except (JsonError, FieldError) as error:
                report(self, error)
                return (from_data({"message": text, "tags": [FAILURE]}, clock),)
            if keep_original and len(events) == 1:
                add_original(events[0], text)
            return events

        return decode


ONE_OBJECT = """\
try:
 event = $decode(data)
 if type(event) is dict:
  if "@timestamp" in event or "tags" in event or "@metadata" in event:
   $from_data(event, $clock)
  else:
   event["@timestamp"] = now
   if "@version" not in event:
    event["@version"] = "1"
"""
SLOTS = """\
event = decode_event(data)
event["@timestamp"] = now
"""
OTHERWISE = """\
 else:
  event = None
except $refused:
 event = None
"""


def _elements(value: Any) -> list[Any]:
    """The objects of a document, null standing for an empty one in a list; JsonError where there is anything else."""
    if type(value) is dict:
        return [value]
    if type(value) is list and all(item is None or type(item) is dict for item in value):
        return value
    raise JsonError("not an object, nor a list of objects", "", 0)


def _objects(clock: Callable[[], int], otherwise: Decode) -> Decode:
    """The fast way for one well-formed object in UTF-8, `otherwise` taking all else."""

    def decode(data: bytes) -> Sequence[Event]:
        try:
            value = decode_fast(data)
            if type(value) is dict:
                return (from_data(value, clock),)
        except REFUSED:
            pass
        return otherwise(data)

    return decode


def _objects_with_original(clock: Callable[[], int], otherwise: Decode) -> Decode:
    """As `_objects`, keeping the text in [event][original]."""

    def decode(data: bytes) -> Sequence[Event]:
        try:
            value = decode_fast(data)
            if type(value) is dict:
                event = from_data(value, clock)
                if "event" not in event:
                    event["event"] = {"original": data.decode()}
                elif type(event["event"]) is dict:
                    event["event"].setdefault("original", data.decode())
                return (event,)
        except REFUSED:
            pass
        return otherwise(data)

    return decode
