"""Codec `json`: each record is one JSON document."""

from collections.abc import Callable, Sequence

from pipeline.event import Event
from pipeline.jsonevents import ReadsJson
from pipeline.jsontext import dump_public
from pipeline.plugin import Codec, Decoder, Stateless
from pipeline.plugin.snippet import Snippet


class JsonCodec(ReadsJson, Codec):
    """Read an object as an event, a list of objects as one event each, and write an event as an object.

    What is no JSON becomes the `message` of an event tagged `_jsonparsefailure`.  With an ECS layout the text goes to
    `[event][original]`, unless `event` holds something that is no map: then the record is left as it is.
    """

    line_codec = "json_lines"

    def decoder(self) -> Decoder:
        """A decoder; nothing is held back."""
        return Stateless(self.record_decoder())

    def record_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function (record) -> its events."""
        return self.json_decoder(keep_original=self.ecs)

    def snippet(self) -> Snippet | None:
        """The same for one object in UTF-8 that brings none of the fields with a meaning."""
        return self.json_snippet(keep_original=self.ecs)

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> JSON without `@metadata`, on one line, without a line feed."""
        return dump_public
