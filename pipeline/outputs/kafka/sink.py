"""One thread's messages: each is under way until Kafka has it, or has refused it for good."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from confluent_kafka import KafkaError, KafkaException

from pipeline.event import Event
from pipeline.kafka.log import ClientLog
from pipeline.outputs.kafka.producer import SharedProducer
from pipeline.plugin import DeadLetter, Record, Sink

Render = Callable[[Event], str]

PATIENCE = 1.0  # seconds until the input is told that this takes longer
LOOK = 0.1  # seconds between two looks at whether to go on waiting
ROOM = 0.01  # seconds to wait for room in librdkafka's queue, which other threads fill, too
TRIES_ALONE = 3  # a batch that was too large may hold another thread's messages, too
TOO_LARGE = {KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE}
REFUSED = {
    KafkaError.INVALID_RECORD,
    KafkaError.INVALID_TIMESTAMP,
    KafkaError.POLICY_VIOLATION,
    KafkaError.TOPIC_EXCEPTION,
    KafkaError.UNSUPPORTED_FOR_MESSAGE_FORMAT,
    KafkaError._INVALID_ARG,  # noqa: SLF001 - librdkafka's local codes all begin so
}


class Message(NamedTuple):
    """What to send, and the record it came from."""

    topic: str
    value: bytes
    key: bytes | None
    headers: list[tuple[str, bytes]] | None
    record: Record


class Failure(NamedTuple):
    """A message that was not delivered: its number, why, and by which producer."""

    number: int
    error: Any
    producer: Any


class Layout(NamedTuple):
    """How an event becomes a message."""

    topic: Render
    value: Callable[[Event], bytes]
    key: Render | None
    headers: Mapping[str, Render]


class KafkaSink(Sink):
    """Sends each event at once; `flush` waits until all of the batch are answered.

    The producer's own thread reports what became of a message: `_reported` does one operation on each set or list,
    which the interpreter makes indivisible.
    """

    def __init__(
        self, producer: SharedProducer, layout: Layout, log: ClientLog, retries: int | None, backoff: float
    ) -> None:
        """`retries` None: try again for ever what may succeed; `backoff` is the pause in seconds before that."""
        self._producer = producer
        self._layout = layout
        self._log = log
        self._retries = retries
        self._backoff = backoff
        self._messages: list[Message] = []
        self._unsent: list[int] = []  # there was no room for them
        self._alone: list[int] = []  # were in a batch that Kafka found too large: to be sent one by one
        self._tries_alone: dict[int, int] = {}
        self._unanswered: set[int] = set()
        self._all_answered = threading.Event()
        self._failed: list[Failure] = []

    def collect(self, event: Event, record: Record, number: int) -> None:
        """Encode the event and hand it to librdkafka, which sends it in the background."""
        layout = self._layout
        headers = [(name, utf8(render(event))) for name, render in layout.headers.items()] if layout.headers else None
        key = None if layout.key is None else utf8(layout.key(event))
        topic = layout.topic(event).encode("utf-8", "replace").decode()
        self._messages.append(Message(topic, layout.value(event), key, headers, record))
        if self._unsent or not self._send(len(self._messages) - 1):
            self._unsent.append(len(self._messages) - 1)

    def flush(self, wait: Callable[[float], None]) -> Sequence[DeadLetter]:
        """Wait until every message is delivered or refused for good; given back are those refused."""
        letters: list[DeadLetter] = []
        patience = time.monotonic() + PATIENCE
        while self._unanswered or self._unsent or self._failed or self._alone:
            self._send_more()
            self._wait_for_answers()
            again = self._judge(letters)
            if again or time.monotonic() > patience:
                wait(self._backoff if again else 0)
        self._messages.clear()
        self._tries_alone.clear()
        return letters

    def _send(self, index: int) -> bool:
        """Hand a message to librdkafka; False where its queue is full.  What it refuses at once has failed."""
        message = self._messages[index]
        producer = self._producer.current
        report = partial(self._reported, index, producer)
        more = {} if message.headers is None else {"headers": message.headers}
        self._unanswered.add(index)
        try:
            producer.produce(message.topic, message.value, message.key, on_delivery=report, **more)
        except BufferError:
            self._unanswered.discard(index)
            return False
        except KafkaException as error:
            if error.args[0].code() in TOO_LARGE:  # by itself: larger than `max_request_size`
                self._tries_alone[index] = TRIES_ALONE
            report(error.args[0], None)
        except ValueError as error:  # a null character in the name of the topic
            report(KafkaError(KafkaError._INVALID_ARG, str(error)), None)  # noqa: SLF001
        return True

    def _reported(self, index: int, producer: Any, error: Any, message: Any) -> None:
        """An answer of librdkafka's; called in the producer's thread, or in ours."""
        if error is not None:
            self._failed.append(Failure(index, error, producer))
        self._unanswered.discard(index)
        if not self._unanswered:
            self._all_answered.set()

    def _send_more(self) -> None:
        while self._unsent and self._send(self._unsent[0]):
            del self._unsent[0]
        if self._alone and not (self._unsent or self._unanswered or self._failed):
            self._unsent.append(self._alone.pop(0))
            self._send_more()

    def _wait_for_answers(self) -> None:
        self._all_answered.clear()
        if self._unanswered:
            self._all_answered.wait(LOOK)
        elif self._unsent:
            time.sleep(ROOM)

    def _judge(self, letters: list[DeadLetter]) -> bool:
        """Sort out what has failed; returned is whether something is to be tried again after a pause."""
        failed, self._failed = self._failed, []
        again = False
        for index, error, producer in failed:
            if error.code() in TOO_LARGE:
                self._blame(index, error, letters)
            elif error.fatal() or error.code() == KafkaError._FATAL:  # noqa: SLF001
                self._producer.renew(producer)
                self._unsent.append(index)
            elif error.code() in REFUSED or self._retries is not None:
                letters.append(self._letter(index, error))
            else:
                self._log.warn("kafka does not take a message, trying again", error.name(), error=error.str())
                self._unsent.append(index)
                again = True
        return again

    def _blame(self, index: int, error: Any, letters: list[DeadLetter]) -> None:
        """Kafka refuses a whole batch for its size: each of its messages gets its chance before it is blamed."""
        tries = self._tries_alone.get(index, 0)
        if tries >= TRIES_ALONE:
            letters.append(self._letter(index, error))
        else:
            self._tries_alone[index] = tries + 1
            self._alone.append(index)

    def _letter(self, index: int, error: Any) -> DeadLetter:
        message = self._messages[index]
        reason = f'kafka refused a message for topic "{message.topic}": {error.name()}: {error.str()}'
        return DeadLetter(message.record, message.value, reason)


def utf8(text: str) -> bytes:
    """The bytes of a text; half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace")
