"""One thread's member of the consumer group.

Nothing is committed that was not acknowledged.  All callbacks of librdkafka run inside `poll` and `keep_alive`, in the
thread that owns the reader.  When partitions are taken away, what was settled of them is committed first: librdkafka
gives them up only after the broker has answered.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import methodcaller
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from pipeline.inputs.kafka.offsets import Offsets, Place
from pipeline.kafka.log import ClientLog
from pipeline.plugin import Reader

COMMIT_SECONDS = 5.0  # for the last commit, which a group that is rebalancing may refuse at first
CLOSE_SECONDS = 10.0  # for that and the farewell to the group; a broker that hangs gets no more
LOOK = 1.0  # seconds between two looks at how many records wait
IGNORED = {KafkaError._PARTITION_EOF}  # noqa: SLF001 - librdkafka's local codes all begin so
UNKNOWN_TOPIC = {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC}  # noqa: SLF001
ERROR = methodcaller("error")
FINAL = {KafkaError._AUTO_OFFSET_RESET}  # noqa: SLF001 - auto_offset_reset is "none", and there is no offset

Connect = Callable[[Mapping[str, Any]], Any]
"""(callbacks) -> a confluent_kafka.Consumer that has them."""


class KafkaReader(Reader):
    """A consumer that has subscribed, with what it may commit."""

    def __init__(self, connect: Connect, topics: Sequence[str], log: ClientLog, offsets: Offsets, most: int) -> None:
        """`most` is the number of records that a poll gives at most, 0 for as many as asked for."""
        self._log = log
        self._offsets = offsets
        self._most = most
        self._held: list[Any] = []  # came in while paused
        self._paused: set[Place] = set()
        self._lag: dict[str, int] = {}
        self._next_look = 0.0
        self._consumer = connect({"error_cb": log.error, "on_commit": self._on_commit})
        self._consumer.subscribe(
            list(topics), on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_lost
        )

    def poll(self, limit: int, timeout: float) -> Sequence[Any]:
        """Records in the order of their partitions."""
        if self._paused:
            self._resume(self._paused)
        self._offsets.begin()
        self._do_what_is_due()
        if self._held:
            records, self._held = self._held, []
        else:
            records = self._consumer.consume(min(limit, self._most or limit), timeout)
        if not any(map(ERROR, records)):
            return records
        self._look_at_errors(records)
        return [record for record in records if record.error() is None]

    def acknowledge(self, records: Sequence[Any]) -> None:
        """Remember how far we are; it is committed within the interval."""
        self._offsets.settle(records)
        self._do_what_is_due()

    def keep_alive(self) -> None:
        """Pause what is assigned, and let librdkafka serve the group."""
        running = self._offsets.assigned - self._paused
        if running:
            self._consumer.pause(_partitions(running))
            self._paused |= running
        record = self._consumer.poll(0)
        if record is not None:
            self._held.append(record)
        self._do_what_is_due()

    def lag(self) -> dict[str, int]:
        """Records of each partition that wait behind what was settled, as of LOOK seconds ago; any thread may ask."""
        return self._lag

    def close(self) -> None:
        """Commit what was settled and leave the group, in CLOSE_SECONDS at most."""
        closing = threading.Thread(target=self._leave, name="kafka-close", daemon=True)
        closing.start()
        closing.join(CLOSE_SECONDS)
        if closing.is_alive():
            self._log.warn("kafka doesn't answer; what was not committed will be read again", "close")

    def _leave(self) -> None:
        deadline = time.monotonic() + COMMIT_SECONDS
        try:
            while not self._offsets.complete and time.monotonic() < deadline:
                self._commit(self._offsets.take())
                self._consumer.poll(0.05)  # what it gives is read again some day
            self._consumer.close()  # gives up the partitions, and waits for commits that are under way
        except (KafkaException, RuntimeError) as error:
            self._log.warn("kafka consumer could not be closed", "close", error=str(error))

    # --- what librdkafka calls

    def _on_assign(self, consumer: Any, partitions: Iterable[Any]) -> None:
        places = _places(partitions)
        self._offsets.assign(places)
        self._log.info("partitions assigned", partitions=_shown(places))

    def _on_revoke(self, consumer: Any, partitions: Iterable[Any]) -> None:
        places = _places(partitions)
        self._resume(self._paused & places)  # or they would stay paused if they came back
        self._commit(self._offsets.take(places))
        self._forget(places)
        self._log.info("partitions revoked", partitions=_shown(places))

    def _on_lost(self, consumer: Any, partitions: Iterable[Any]) -> None:
        places = _places(partitions)
        self._resume(self._paused & places)
        self._forget(places)
        self._log.warn("partitions lost: others may have them already", "lost", partitions=_shown(places))

    def _forget(self, places: set[Place]) -> None:
        self._offsets.revoke(places)
        self._held = [record for record in self._held if (record.topic(), record.partition()) not in places]

    def _on_commit(self, error: Any, partitions: Iterable[Any]) -> None:
        for one in partitions:
            failure = one.error or error
            self._offsets.answered({(one.topic, one.partition): one.offset}, committed=failure is None)
            if failure is not None:
                self._log.warn("offsets not committed, trying again", "commit", error=failure.str())

    # --- helpers

    def _do_what_is_due(self) -> None:
        if self._offsets.due:
            self._commit(self._offsets.take())
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + LOOK
            self._lag = self._measure_lag()

    def _measure_lag(self) -> dict[str, int]:
        """From what librdkafka knows without asking.

        Called in the thread that owns the consumer: a second thread's call would wait for the first one's to end,
        and confluent-kafka waits without letting go of the interpreter, so that it never ends.
        """
        found = {}
        for place, settled in self._offsets.settled.items():
            watermarks = self._consumer.get_watermark_offsets(TopicPartition(*place), cached=True)
            if watermarks and watermarks[1] >= 0:
                found[f"{place[0]}-{place[1]}"] = max(0, watermarks[1] - settled)
        return found

    def _resume(self, places: set[Place]) -> None:
        if places:
            self._consumer.resume(_partitions(places))
            self._paused = self._paused - places

    def _commit(self, offsets: Mapping[Place, int]) -> None:
        """Send a commit; `_on_commit` hears of it."""
        if not offsets:
            return
        partitions = [TopicPartition(*place, offset) for place, offset in offsets.items()]
        try:
            self._consumer.commit(offsets=partitions, asynchronous=True)
        except KafkaException as error:
            self._offsets.answered(offsets, committed=False)
            self._log.warn("offsets not committed, trying again", "commit", error=str(error))

    def _look_at_errors(self, records: Iterable[Any]) -> None:
        """Log what librdkafka could not give us; KafkaException where it never will."""
        for error in filter(None, (record.error() for record in records)):
            if error.fatal() or error.code() in FINAL:
                raise KafkaException(error)
            if error.code() in UNKNOWN_TOPIC:
                self._log.warn("waiting for a topic that isn't there yet", "topic", error=error.str())
            elif error.code() not in IGNORED:
                self._log.error(error)


def _places(partitions: Iterable[Any]) -> set[Place]:
    return {(one.topic, one.partition) for one in partitions}


def _partitions(places: Iterable[Place]) -> list[Any]:
    return [TopicPartition(*place) for place in places]


def _shown(places: Iterable[Place]) -> list[str]:
    return sorted(f"{topic}-{partition}" for topic, partition in places)
