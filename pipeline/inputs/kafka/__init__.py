"""Input `kafka`: the records of some topics, as a member of a consumer group."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from pipeline.event import Event
from pipeline.inputs.kafka.facts import decorator, identifier
from pipeline.inputs.kafka.legacy import REMOVED, UNSUPPORTED
from pipeline.inputs.kafka.pattern import subscription_pattern
from pipeline.kafka.client import KafkaClient
from pipeline.kafka.security import Settings
from pipeline.plugin import Input, OptionError, Reader, each, option
from pipeline.plugin.types import array, boolean, choice, integer, string

PREFETCH_BYTES = 24 << 20  # of all threads together; librdkafka needs up to thrice that for records of 400 bytes
LEAST_PREFETCH_BYTES = 4 << 20  # of one thread: some fetches of a megabyte from each of some partitions
PREFETCH_RECORDS = 4_000  # of one thread and partition: a 25th of librdkafka's, and measured to be faster
FETCH_BYTES = 50 << 20  # Kafka's default of fetch_max_bytes
PAUSE_BETWEEN_FETCHES = 20  # milliseconds, when the prefetch is full; librdkafka's second would starve a fast reader
NEW_TOPICS = 10_000  # milliseconds after which a topic that was made meanwhile is noticed

OLD_RESETS = {"smallest": "earliest", "largest": "latest", "beginning": "earliest", "end": "latest"}
OLD_DECORATIONS = {"true": "basic", "false": "none"}
STRATEGIES = {
    "range": "range",
    "round_robin": "roundrobin",
    "sticky": "cooperative-sticky",
    "cooperative_sticky": "cooperative-sticky",
    "RangeAssignor": "range",
    "RoundRobinAssignor": "roundrobin",
    "StickyAssignor": "cooperative-sticky",
    "CooperativeStickyAssignor": "cooperative-sticky",
}
INTERNAL_TOPICS = "^__consumer_offsets$,^__transaction_state$"


class KafkaInput(Input, KafkaClient):
    """Read topics as a consumer group does: each of `consumer_threads` threads is one member of it.

    An offset is committed when its record, and everything before it on its partition, has been delivered, dropped or
    dead-lettered; `enable_auto_commit` changes nothing about that, `auto_commit_interval_ms` says how often it is done.
    While an output has to wait, the partitions are paused and the member stays in its group.
    """

    value = "(record.value() or b'')"  # a tombstone has none
    shared = True  # the group does it

    properties: ClassVar[dict[str, str]] = {
        **KafkaClient.properties,
        "auto_create_topics": "allow.auto.create.topics",
        "check_crcs": "check.crcs",
        "client_rack": "client.rack",
        "fetch_max_bytes": "fetch.max.bytes",
        "fetch_max_wait_ms": "fetch.wait.max.ms",
        "fetch_min_bytes": "fetch.min.bytes",
        "group_id": "group.id",
        "group_protocol": "group.protocol",
        "heartbeat_interval_ms": "heartbeat.interval.ms",
        "isolation_level": "isolation.level",
        "max_partition_fetch_bytes": "fetch.message.max.bytes",
        "max_poll_interval_ms": "max.poll.interval.ms",
        "session_timeout_ms": "session.timeout.ms",
    }
    unsupported = KafkaClient.unsupported | UNSUPPORTED
    removed = REMOVED

    topics = option(array(string), default=["logstash"], doc="Topics to read.")
    topics_pattern = option(string, doc="Regular expression for names of topics to read, in place of `topics`.")
    topic_id = option(string, doc="Old name of `topics`, for a single one.")
    group_id = option(string, default="logstash", doc="The consumer group; its members share the partitions.")
    group_instance_id = option(string, doc="Name of a static member; with several threads each adds its number.")
    group_protocol = option(
        choice("classic", "consumer"), default="classic", doc='"consumer" is the protocol of Kafka 4.'
    )
    consumer_threads = option(integer, default=1, doc="Threads, each a member of the group; more than partitions idle.")
    auto_offset_reset = option(
        string,
        doc='Where to begin without a committed offset: "earliest", "latest" (Kafka\'s default), "none" (an error).',
    )
    enable_auto_commit = option(boolean, default=True, doc="Either way, only what has been settled is committed.")
    auto_commit_interval_ms = option(integer, default=5000, doc="Milliseconds between two commits.")
    decorate_events = option(
        choice("none", "basic", "extended", "true", "false"),
        default="none",
        doc='Put what is known of a record into [@metadata][kafka]; "extended" adds its headers.',
    )
    auto_create_topics = option(
        boolean, default=True, doc="Let the broker make topics that don't exist, if it does that."
    )
    exclude_internal_topics = option(
        boolean, default=True, doc="Whether `topics_pattern` leaves out Kafka's own topics."
    )
    check_crcs = option(boolean, default=True, doc="Check each batch's checksum.")
    client_rack = option(string, doc="Our rack, so that a broker nearby is asked.")
    fetch_max_bytes = option(integer, doc="Most bytes of a fetch; 50 MiB, or the thread's share of the prefetch.")
    fetch_max_wait_ms = option(integer, default=500, doc="Milliseconds that a broker waits for `fetch_min_bytes`.")
    fetch_min_bytes = option(integer, doc="Least bytes of a fetch.")
    heartbeat_interval_ms = option(integer, default=3000, doc="Milliseconds between two signs of life to the group.")
    isolation_level = option(
        choice("read_uncommitted", "read_committed"),
        default="read_uncommitted",
        doc="Which records of transactions to read.",
    )
    key_deserializer_class = option(string, doc="Accepted: StringDeserializer and ByteArrayDeserializer.")
    value_deserializer_class = option(
        string, doc="StringDeserializer (bad UTF-8 becomes U+FFFD) or ByteArrayDeserializer."
    )
    max_partition_fetch_bytes = option(integer, default=1 << 20, doc="Most bytes of a partition in a fetch.")
    max_poll_interval_ms = option(
        integer, default=300_000, doc="Milliseconds after which a member that hangs is put out."
    )
    max_poll_records = option(integer, doc="Most records of a batch; `pipeline.batch.size` unless given.")
    partition_assignment_strategy = option(string, doc="range, round_robin or cooperative_sticky; range unless given.")
    poll_timeout_ms = option(integer, doc="Accepted; `pipeline.batch.delay` says how long a batch is waited for.")
    session_timeout_ms = option(
        integer, default=10_000, doc="Milliseconds without a sign of life until a member is put out."
    )

    def check(self) -> Iterator[OptionError]:
        """Faults between options, and all that librdkafka itself has to object."""
        parts = (self._check_subscription(), self._check_group(), self._check_deserializers(), self._check_numbers())
        good = yield from each(*parts)
        if "poll_timeout_ms" in self.given:
            self.warn(
                'option "poll_timeout_ms" does nothing: "pipeline.batch.delay" says how long a batch is waited for'
            )
        if good:
            from confluent_kafka import Consumer

            yield from self.check_client(Consumer, self._consumer_settings())

    def _check_numbers(self) -> Iterator[OptionError]:
        if self.max_poll_records is not None and self.max_poll_records < 1:
            yield _expected("max_poll_records", "at least 1", self.max_poll_records)
        if self.auto_commit_interval_ms < 0:
            yield _expected("auto_commit_interval_ms", "at least 0", self.auto_commit_interval_ms)

    def _check_subscription(self) -> Iterator[OptionError]:
        if self.consumer_threads < 1:
            yield _expected("consumer_threads", "at least 1", self.consumer_threads)
        if not self.topics:
            yield _expected("topics", "at least one topic", "none")
        if self.topic_id is not None:
            self.warn('option "topic_id" is an old name', "topic_id", hints=(f'write: topics => ["{self.topic_id}"]',))
        if self.topics_pattern is not None:
            if self.given & {"topics", "topic_id"}:
                self.warn('option "topics_pattern" takes the place of "topics"', "topics_pattern")
            try:
                subscription_pattern(self.topics_pattern)
            except OptionError as error:
                yield error

    def _check_group(self) -> Iterator[OptionError]:
        if not self.group_id.strip():  # for which the client ends the process
            yield _expected("group_id", "the name of a group", "an empty text")
        if self.decorate_events in OLD_DECORATIONS:
            name = OLD_DECORATIONS[self.decorate_events]
            text = f'option "decorate_events": "{self.decorate_events}" is an old name of "{name}"'
            self.warn(text, "decorate_events")
        reset = self.auto_offset_reset
        if reset in OLD_RESETS:
            self.warn(
                f'option "auto_offset_reset": "{reset}" is an old name of "{OLD_RESETS[reset]}"', "auto_offset_reset"
            )
        elif reset not in (None, "earliest", "latest", "none"):
            hints = ("a time span can't be had from librdkafka",) if reset.startswith("by_duration") else ()
            yield _expected("auto_offset_reset", "earliest, latest or none", f'"{reset}"', *hints)
        strategy = self.partition_assignment_strategy
        if strategy is not None and strategy.rpartition(".")[2] not in STRATEGIES:
            yield _expected(
                "partition_assignment_strategy", "range, round_robin or cooperative_sticky", f'"{strategy}"'
            )
        elif strategy is not None and strategy.rpartition(".")[2].lower().startswith("sticky"):
            text = 'librdkafka has no "sticky"; cooperative_sticky is used, and all members of the group must use it'
            self.warn(f'option "partition_assignment_strategy": {text}', "partition_assignment_strategy")
        if self.group_protocol == "consumer":
            for name in sorted(
                self.given & {"heartbeat_interval_ms", "partition_assignment_strategy", "session_timeout_ms"}
            ):
                text = f'option "{name}" can\'t be given with group_protocol => "consumer": the broker decides'
                yield OptionError(text, path=(name,))
        elif self.heartbeat_interval_ms >= self.session_timeout_ms > 0:
            text = f"less than session_timeout_ms ({self.session_timeout_ms})"
            yield _expected("heartbeat_interval_ms", text, self.heartbeat_interval_ms)

    def _check_deserializers(self) -> Iterator[OptionError]:
        for name in ("key_deserializer_class", "value_deserializer_class"):
            given = self.options[name]
            if given is not None and given.rpartition(".")[2] not in ("StringDeserializer", "ByteArrayDeserializer"):
                yield _expected(
                    name, "StringDeserializer or ByteArrayDeserializer", f'"{given}"', "codec => ... decodes"
                )
        if not (self.value_deserializer_class or "").endswith("ByteArrayDeserializer"):
            self.codec.received_as_text = True

    def client_settings(self) -> Settings:
        """The settings of librdkafka that follow from the options one by one."""
        settings = super().client_settings()
        if self.group_protocol == "consumer":
            del settings["session.timeout.ms"], settings["heartbeat.interval.ms"]
        return {"topic.metadata.refresh.interval.ms": NEW_TOPICS, **settings}

    def _consumer_settings(self) -> Settings:
        """The settings that are ours: nothing is committed by itself, and the prefetch is bounded."""
        prefetch = max(PREFETCH_BYTES // self.consumer_threads, LEAST_PREFETCH_BYTES)
        fetch = self.fetch_max_bytes or min(FETCH_BYTES, prefetch)
        settings: Settings = {
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "queued.max.messages.kbytes": prefetch >> 10,
            "queued.min.messages": PREFETCH_RECORDS,
            "fetch.queue.backoff.ms": PAUSE_BETWEEN_FETCHES,
            "fetch.max.bytes": fetch,
            "message.max.bytes": max(1000, min(fetch, 1_000_000)),  # librdkafka wants no more than a fetch
            "receive.message.max.bytes": max(100_000_000, fetch + 512),
        }
        if self.auto_offset_reset is not None:
            reset = OLD_RESETS.get(self.auto_offset_reset, self.auto_offset_reset)
            settings["auto.offset.reset"] = "error" if reset == "none" else reset
        if self.partition_assignment_strategy is not None:
            strategy = STRATEGIES[self.partition_assignment_strategy.rpartition(".")[2]]
            settings["partition.assignment.strategy"] = strategy
        if self.topics_pattern is not None and self.exclude_internal_topics:
            settings["topic.blacklist"] = INTERNAL_TOPICS
        return settings

    def subscription(self) -> list[str]:
        """What to subscribe to: names, or one pattern."""
        if self.topics_pattern is not None:
            return [subscription_pattern(self.topics_pattern)]
        return [self.topic_id] if self.topic_id is not None and "topics" not in self.given else self.topics

    def open(self) -> Sequence[Reader]:
        """A reader for each thread.  That no broker answers is no error: librdkafka goes on trying."""
        from pipeline.inputs.kafka.offsets import Offsets
        from pipeline.inputs.kafka.reader import KafkaReader
        from pipeline.kafka.log import ClientLog

        readers = []
        for number in range(self.consumer_threads):
            log = ClientLog(f"{self.label()}-{self._member(number)}")
            offsets = Offsets(self.auto_commit_interval_ms / 1000)
            connect = partial(self._connect, number, log)
            readers.append(KafkaReader(connect, self.subscription(), log, offsets, self.max_poll_records or 0))
        return readers

    def _connect(self, number: int, log: Any, callbacks: Mapping[str, Any]) -> Any:
        from confluent_kafka import Consumer

        own: Settings = {"client.id": f"{self.client_id}-{self._member(number)}", "logger": log, **callbacks}
        if self.group_instance_id is not None:
            alone = self.consumer_threads == self.context.workers == 1
            own["group.instance.id"] = self.group_instance_id + ("" if alone else f"-{self._member(number)}")
        return Consumer({**self.settings, **own})

    def _member(self, number: int) -> str:
        """What tells a thread from all others of the pipeline: 0, or 2-0 for the first thread of the second process."""
        return f"{self.context.worker}-{number}" if self.context.workers > 1 else str(number)

    def decorator(self) -> Callable[[Event, Any], None] | None:
        """A function that puts what is known of a record into [@metadata][kafka]; None unless asked for."""
        if self.decorate_events in ("none", "false"):
            return None
        return decorator(self.group_id, headers=self.decorate_events == "extended")

    def identifier(self) -> Callable[[Any], str]:
        """A function (record) -> an id that is the same whenever the record is read again."""
        return identifier(one_topic=self.topics_pattern is None and len(self.subscription()) == 1)


def _expected(name: str, expected: str, got: object, *hints: str) -> OptionError:
    return OptionError(f'option "{name}": expected {expected}, got {got}', path=(name,), hints=hints)
