"""A Kafka broker inside this process: the mock cluster of librdkafka, the C library under confluent-kafka.

It speaks the real protocol on loopback, so the `kafka` input and output, and other programs, work with it unchanged:
produce, fetch, consumer groups with rebalances and committed offsets, idempotent and transactional producers.

What it can't do (librdkafka 2.16):

- keep much: it holds everything in memory and drops the oldest batches of a partition beyond 5 MiB, read or not;
- outlive the process, or this object;
- be administered: no requests to create, delete, alter or describe topics, groups or configurations.  A topic that a
  client asks for comes into being, with four partitions;
- be quick when a member joins or leaves a group that is at work: the others notice at their next heartbeat, and all
  wait for the session timeout;
- TLS, SASL, quotas, retention by time, compaction.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from pipeline.embedded.mock_cluster import MockCluster

PARTITIONS = 4
PARTITION_BYTES = 5 * 1024 * 1024 - 64 * 1024  # the mock's own limit, less room for the heads of batches
RECORD_OVERHEAD = 80  # bytes that a record may take beside its value: a batch of its own in the worst case
WAIT = 0.01  # seconds between two looks at how far readers are
TIMEOUT = 10.0  # seconds for an answer of a broker that runs in this very process
QUIET = {"log_level": 0}


class BrokerFullError(Exception):
    """What was to be produced would make the broker forget records that nobody has read yet."""


class EmbeddedBroker:
    """A broker on a free port of loopback, alive inside its `with`.  Any thread may call its methods."""

    def __init__(self, *, debug: bool = False) -> None:
        """`debug` shows what librdkafka logs of the broker, on standard error."""
        self._cluster = MockCluster(debug=debug)
        self._producer: Producer | None = None
        self._topics: dict[str, _Topic] = {}
        self._observers: dict[str, Consumer] = {}  # by consumer group: they ask, and never join
        self._lock = threading.Lock()
        self.bootstrap = ""

    def __enter__(self) -> Self:
        self.bootstrap = self._cluster.__enter__().bootstrap
        self._producer = Producer({"bootstrap.servers": self.bootstrap, "linger.ms": 5, **QUIET})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the broker; what it holds is gone.  Clients should be closed before it."""
        while self._observers:
            self._observers.popitem()[1].close()
        self._topics.clear()
        self._producer = None
        self._cluster.close()

    def create(self, topic: str) -> None:
        """Make a topic of four partitions, unless it exists."""
        self._topic(topic)

    def produce(self, topic: str, values: Iterable[bytes], taken: Callable[[], int] | None = None) -> int:
        """Write records, in turn to each partition; returns how many when all of them have arrived.

        The broker keeps about 5 MiB a partition.  Without `taken`, BrokerFullError is raised before more than that is
        written.  `taken` tells how many records of the topic, counted from its first, readers have taken over for good
        (`lambda: broker.committed(topic, group)`, or a count of what has arrived behind them): then this waits until
        what is unread fits, however long the readers take; whatever `taken` raises ends the wait.
        """
        return self._topic(topic).produce(values, taken)

    def committed(self, topic: str, group: str) -> int:
        """How many records of `topic` the consumer group has committed, over all partitions."""
        with self._lock:
            observer = self._observers.get(group)
            if observer is None:
                settings = {
                    "bootstrap.servers": self.bootstrap,
                    "group.id": group,
                    "enable.auto.commit": False,
                    **QUIET,
                }
                observer = self._observers[group] = Consumer(settings)
        found = observer.committed([TopicPartition(topic, number) for number in range(PARTITIONS)], timeout=TIMEOUT)
        return sum(max(partition.offset, 0) for partition in found)

    def _topic(self, name: str) -> "_Topic":
        with self._lock:
            if self._producer is None:
                raise RuntimeError("the embedded broker isn't running: use it in a with statement")
            if name not in self._topics:
                self._cluster.create_topic(name, PARTITIONS)
                self._topics[name] = _Topic(self._producer, name)
            return self._topics[name]


class _Topic:
    """What was written to a topic and may still be unread, so that the mock is never given more than it keeps."""

    def __init__(self, producer: Producer, name: str) -> None:
        self._producer = producer
        self._name = name
        self._lock = threading.Lock()
        self._written = 0  # records, from the topic's first on
        self._unread: deque[int] = deque()  # their sizes, oldest first
        self._unread_bytes = 0
        self._held = [0] * PARTITIONS  # bytes, of what was written since a reader had last taken everything
        self._error: KafkaError | None = None

    def produce(self, values: Iterable[bytes], taken: Callable[[], int] | None) -> int:
        with self._lock:
            start = self._written
            for value in values:
                partition, size = self._written % PARTITIONS, len(value) + RECORD_OVERHEAD
                if taken is not None:
                    self._wait_for_room(size, taken)
                elif self._held[partition] + size > PARTITION_BYTES:
                    self._flush()
                    raise BrokerFullError(
                        f'topic "{self._name}": a partition keeps {PARTITION_BYTES:,} bytes, and nobody reads'
                    )
                self._send(value, partition)
                self._account(partition, size)
            self._flush()
            return self._written - start

    def _wait_for_room(self, size: int, taken: Callable[[], int]) -> None:
        """Wait until this and all that is unread fit into one partition: the other three may be read to their ends."""
        if self._unread_bytes + size <= PARTITION_BYTES:
            return
        self._flush()
        self._forget(taken())
        while self._unread and self._unread_bytes + size > PARTITION_BYTES:
            self._producer.poll(WAIT)
            self._forget(taken())

    def _forget(self, taken: int) -> None:
        while self._unread and self._written - len(self._unread) < taken:
            self._unread_bytes -= self._unread.popleft()
        if not self._unread:
            self._held = [0] * PARTITIONS

    def _account(self, partition: int, size: int) -> None:
        self._written += 1
        self._unread.append(size)
        self._unread_bytes += size
        self._held[partition] += size

    def _send(self, value: bytes, partition: int) -> None:
        while True:
            try:
                self._producer.produce(self._name, value, partition=partition, on_delivery=self._delivered)
            except BufferError:
                self._producer.poll(WAIT)
            else:
                break
        self._producer.poll(0)

    def _flush(self) -> None:
        self._producer.flush()
        if self._error is not None:
            raise KafkaException(self._error)

    def _delivered(self, error: KafkaError | None, message: Message) -> None:
        self._error = self._error or error
