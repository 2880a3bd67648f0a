"""A producer of confluent-kafka's shape that answers as a test says; what it delivered is in `delivered`."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from confluent_kafka import KafkaError, KafkaException


class Sent(NamedTuple):
    """One message on its way."""

    topic: str
    value: bytes
    report: Callable[[Any, Any], None]


class FakeProducer:
    """`poll` answers what was produced, in batches of what is there.

    `answer` gives a code for a batch of values, or None when it is delivered; `room` is how many fit into the queue.
    """

    def __init__(self, answer: Callable[[list[bytes]], int | None] = lambda batch: None, room: int = 1000) -> None:
        self.answer = answer
        self.room = room
        self.largest = 10_000
        self.fatal = False
        self.delivered: list[bytes] = []
        self.batches: list[list[bytes]] = []
        self.purged = False
        self._queue: deque[Sent] = deque()
        self._lock = threading.Lock()

    def produce(
        self, topic: str, value: bytes, key: bytes | None = None, *, on_delivery: Any, headers: Any = None
    ) -> None:
        if self.fatal:
            raise KafkaException(KafkaError(KafkaError._FATAL))
        if len(value) > self.largest:
            raise KafkaException(KafkaError(KafkaError.MSG_SIZE_TOO_LARGE))
        with self._lock:
            if len(self._queue) >= self.room:
                raise BufferError
            self._queue.append(Sent(topic, value, on_delivery))

    def poll(self, timeout: float) -> None:
        with self._lock:
            batch = list(self._queue)
            self._queue.clear()
        if not batch:
            threading.Event().wait(0.001)
            return
        values = [sent.value for sent in batch]
        code = self.answer(values)
        if code is None:
            self.delivered += values
        self.batches.append(values)
        for sent in batch:
            sent.report(None if code is None else KafkaError(code), sent)

    def purge(self, **options: bool) -> None:
        self.purged = True
