"""What librdkafka has to say, in our log: as often as helps, not as often as it says it."""

from typing import Any

from pipeline.runtime.retry import Seldom

EVERY = 30.0  # seconds between two lines of the same kind
INFO = 20  # librdkafka's levels have become those of the standard library


class ClientLog:
    """The log of one Kafka client; librdkafka calls `log` as it would a logger of the standard library."""

    def __init__(self, plugin: str) -> None:
        import structlog

        self._log = structlog.get_logger("pipeline").bind(plugin=plugin)
        self._seldom: dict[str, Seldom] = {}  # by the kind of a line

    def log(self, level: int, message: str, *values: object) -> None:
        """A line of librdkafka's."""
        text = message % values if values else message
        if level <= INFO:
            self._log.debug("librdkafka", message=text)
        else:
            self.warn("librdkafka", f"librdkafka {values[0] if values else ''}", message=text)

    def error(self, error: Any) -> None:
        """What librdkafka reports of a connection or the cluster; it goes on trying by itself."""
        self.warn("kafka is in trouble, trying on", error.name(), error=error.str())

    def warn(self, event: str, kind: str, **facts: object) -> None:
        """A warning, unless one of its kind was just given."""
        seldom = self._seldom.setdefault(kind, Seldom(EVERY))
        if seldom():
            held = seldom.held_back()
            self._log.warning(event, **facts, **({"times_before": held} if held else {}))

    def info(self, event: str, **facts: object) -> None:
        """A line that is always given."""
        self._log.info(event, **facts)
