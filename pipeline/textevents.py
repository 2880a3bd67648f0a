"""Text to events and back, for the codecs plain and line."""

from collections.abc import Callable, Sequence

from pipeline.charsets import WithCharset
from pipeline.event import Event, time_of
from pipeline.plugin import WithEcs, option
from pipeline.plugin.types import string
from pipeline.texts import java_inner


class ReadsText(WithCharset, WithEcs):
    """A codec whose events are a `message`."""

    format = option(string, doc="What to write, with %{...}; time, host and message if unset.  Reading ignores it.")

    def text_decoder(self) -> Callable[[bytes], Sequence[Event]]:
        """A function (bytes) -> the one event that has them as its message."""
        to_text, clock, ecs = self.to_text(), self.context.clock, self.ecs

        def decode(data: bytes | None) -> Sequence[Event]:
            text = to_text(data or b"")
            event: Event = {"message": text, "@version": "1", "@timestamp": time_of(clock())}
            if ecs:
                event["event"] = {"original": text}
            return (event,)

        return decode

    def text_encoder(self) -> Callable[[Event], str]:
        """A function (event) -> what the option `format` makes of it."""
        return summary if self.format is None else self.template(self.format).render


def summary(event: Event) -> str:
    """Time, host and message, as Logstash's Event.toString puts them (golden/wire 19)."""
    host, message = event.get("host"), event.get("message")
    words = [
        "%{host}" if host is None else java_inner(host),
        "%{message}" if message is None else java_inner(message),
    ]
    when = event.get("@timestamp")
    return " ".join(words if when is None else [when, *words])
