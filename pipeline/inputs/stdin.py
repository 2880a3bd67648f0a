"""Input `stdin`: lines of the standard input."""

import os
import select
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.event import Event, add_original
from pipeline.plugin import Input, OptionError, Reader, WithEcs, option
from pipeline.plugin.snippet import inlined, keeping_original
from pipeline.plugin.types import reading_codec

CHUNK = 64 << 10
LONGEST = 1 << 20  # bytes of a line without an end that are held; the codec takes it in parts then


class StdinInput(WithEcs, Input):
    """Read standard input to its end; a last line without a line feed counts.

    It is a stream of lines, so the codec json reads as json_lines does, and plain as line does.
    """

    framed = False
    gives_lines = True

    codec = option(reading_codec, default="line", doc="How lines become events.")

    def open(self) -> Sequence[Reader]:
        """The one reader; OptionError where standard input is closed."""
        if sys.stdin is None:
            raise OptionError('input "stdin": standard input is closed')
        codec = self.codec.for_stream()
        by_lines = getattr(codec, "delimiter", "") == "\n" and not getattr(codec, "wide", False)
        return [StreamReader(0, ending=b"\n" if by_lines else b"")]

    def decorator(self) -> Callable[[Event, Any], None]:
        """A function that adds the name of this host and, with an ECS layout, a line of text as [event][original].

        Neither takes the place of anything; Logstash puts all that it read at once into [event][original].
        """
        name, ecs = socket.gethostname(), self.ecs
        keep = ecs and not self.codec.binary

        def decorate(event: Event, record: Any) -> None:
            if keep and type(record) is bytes:
                add_original(event, _text(record))
            host = event.get("host")
            if type(host) is dict:
                host.setdefault("hostname", name)
            elif "host" not in event:
                event["host"] = {"hostname": name} if ecs else name

        original = keeping_original('record[:-1].decode("utf-8", "replace")') if keep else ""
        host = HOST.replace("$made", '{"hostname": $name}' if ecs else "$name")
        return inlined(decorate, original + host, name=name)


HOST = """\
held = event.get("host")
if type(held) is dict:
 held.setdefault("hostname", $name)
elif "host" not in event:
 event["host"] = $made
"""


def _text(line: bytes) -> str:
    return line.removesuffix(b"\n").decode("utf-8", "replace")


class StreamReader(Reader):
    """Gives the lines of a file descriptor, line feeds included, as soon as they are there.

    `ending` is what a last line gets that has no line feed.
    """

    def __init__(self, descriptor: int, ending: bytes = b"") -> None:
        self._descriptor = descriptor
        self._ending = ending
        self._lines: list[bytes] = []
        self._tail = b""
        self._ended = False

    def poll(self, limit: int, timeout: float) -> Sequence[bytes]:
        """What can be had now; it waits for the first only."""
        while len(self._lines) < limit and not self._ended and self._ready(0 if self._lines else timeout):
            self._read()
        records, self._lines = self._lines[:limit], self._lines[limit:]
        self.finished = self._ended and not self._lines
        return records

    def _ready(self, timeout: float) -> bool:
        return bool(select.select([self._descriptor], [], [], timeout)[0])

    def _read(self) -> None:
        try:
            chunk = os.read(self._descriptor, CHUNK)
        except BlockingIOError:
            return
        *lines, self._tail = (self._tail + chunk).split(b"\n")
        self._lines += [line + b"\n" for line in lines]
        self._ended = not chunk
        if self._tail and (self._ended or len(self._tail) > LONGEST):
            self._lines.append(self._tail + self._ending if self._ended else self._tail)
            self._tail = b""
