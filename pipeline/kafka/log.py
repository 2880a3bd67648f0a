"""What librdkafka has to say, in our log: as often as helps, not as often as it says it."""

import time
from collections.abc import Callable
from typing import Any

EVERY = 30.0  # seconds between two lines of the same kind
DEBUG, NOTICE, ERROR = 7, 5, 3  # syslog's levels, which are librdkafka's


class Seldom:
    """Lets a line of each kind through once in a while, and counts what it holds back."""

    def __init__(self, every: float = EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every
        self._clock = clock
        self._last: dict[str, float] = {}
        self._held: dict[str, int] = {}

    def due(self, kind: str) -> int | None:
        """How many lines of the kind were held back since the last one, when one is due again; else None."""
        now = self._clock()
        if now - self._last.get(kind, -self._every) < self._every:
            self._held[kind] = self._held.get(kind, 0) + 1
            return None
        self._last[kind] = now
        return self._held.pop(kind, 0)


class ClientLog:
    """The log of one Kafka client; librdkafka calls `log` as it would a logger of the standard library."""

    def __init__(self, plugin: str, seldom: Seldom | None = None) -> None:
        import structlog

        self._log = structlog.get_logger("pipeline").bind(plugin=plugin)
        self._seldom = seldom or Seldom()

    def log(self, level: int, message: str, *values: object) -> None:
        """A line of librdkafka's: its levels have become those of the standard library (10 to 50)."""
        text = message % values if values else message
        if level <= 20:
            self._log.debug("librdkafka", message=text)
        else:
            self.warn("librdkafka", f"librdkafka {values[0] if values else ''}", message=text)

    def error(self, error: Any) -> None:
        """What librdkafka reports of a connection or the cluster; it goes on trying by itself."""
        self.warn("kafka is in trouble, trying on", error.name(), error=error.str())

    def warn(self, event: str, kind: str, **facts: object) -> None:
        """A warning, unless one of its kind was just given."""
        held = self._seldom.due(kind)
        if held is not None:
            self._log.warning(event, **facts, **({"times_before": held} if held else {}))

    def info(self, event: str, **facts: object) -> None:
        """A line that is always given."""
        self._log.info(event, **facts)
