"""Codec `dots`: a dot for each event, to watch them go by."""

from collections.abc import Callable

from pipeline.event import Event
from pipeline.plugin import Codec


class DotsCodec(Codec):
    """Write a dot for each event; it can't read."""

    def encoder(self) -> Callable[[Event], bytes]:
        """A function (event) -> a dot."""
        return lambda event: b"."
