"""Output `kafka`: events as messages of a topic."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from pipeline.kafka.client import KafkaClient
from pipeline.kafka.security import Settings
from pipeline.plugin import OptionError, Output, Record, Sink, each, option
from pipeline.plugin.types import choice, hash_of, integer, string

PARTITIONERS: dict[str | None, Settings] = {
    None: {"partitioner": "murmur2_random"},  # Java's own hash: a key lands where other producers put it
    "default": {"partitioner": "murmur2_random"},
    "uniform_sticky": {"partitioner": "random"},
    "round_robin": {"partitioner": "random", "sticky.partitioning.linger.ms": 0},
}
SERIALIZERS = ("StringSerializer", "ByteArraySerializer")


class KafkaOutput(Output, KafkaClient):
    """Write each event to `topic_id`.

    A batch counts as delivered when Kafka has acknowledged every message of it.  What may succeed later is sent again
    for as long as it takes; what Kafka refuses for good, such as a message too large, is dead-lettered.  Unless `acks`
    is given, all replicas acknowledge and the producer is idempotent: Logstash's own default, "1", can lose messages
    when a broker fails.
    """

    properties: ClassVar[dict[str, str]] = {
        **KafkaClient.properties,
        "batch_size": "batch.size",
        "compression_type": "compression.type",
        "linger_ms": "queue.buffering.max.ms",
        "max_request_size": "message.max.bytes",
        "retries": "message.send.max.retries",
    }
    removed: ClassVar = {
        "block_on_buffer_full": "the pipeline always waits while the buffer is full",
        "broker_list": 'write: bootstrap_servers => "kafka:9092"',
        "ssl": 'write: security_protocol => "SSL"',
        "timeout_ms": "write: request_timeout_ms => ...",
    }

    topic_id = option(string, required=True, doc="Topic to write to; may hold %{...}.")
    message_key = option(string, doc="Key of a message, with %{...}: equal keys go to the same partition.")
    message_headers = option(hash_of(string), default={}, doc="Headers of a message; their values may hold %{...}.")
    acks = option(
        choice("0", "1", "all"),
        default="all",
        doc='Who acknowledges: nobody, the leader, or "all" replicas, idempotently.',
    )
    batch_size = option(integer, doc="Most bytes of a batch; librdkafka's 1 MB unless given.")
    buffer_memory = option(integer, default=32 << 20, doc="Bytes that may wait to be sent.")
    compression_type = option(
        choice("none", "gzip", "snappy", "lz4", "zstd"), default="none", doc="How batches are compressed."
    )
    key_serializer = option(string, doc="Accepted: StringSerializer and ByteArraySerializer.")
    linger_ms = option(integer, default=5, doc="Milliseconds to wait for more messages of a batch.")
    max_request_size = option(integer, default=1 << 20, doc="Most bytes of a message.")
    metadata_fetch_timeout_ms = option(integer, doc="Accepted; a topic is waited for as long as it takes.")
    partitioner = option(string, doc="round_robin: spread evenly, whatever the key; by the key unless given.")
    retries = option(integer, doc="Tries after which a message is dead-lettered; as long as it takes unless given.")
    value_serializer = option(string, doc="Accepted: StringSerializer and ByteArraySerializer.")

    def check(self) -> Iterator[OptionError]:
        """Faults between options, and all that librdkafka itself has to object."""
        good = yield from each(self._check_words(), self._check_templates())
        if good:
            from confluent_kafka import Producer

            yield from self.check_client(Producer, self._producer_settings())

    def _check_words(self) -> Iterator[OptionError]:
        if self.partitioner not in PARTITIONERS:
            text = f'option "partitioner": expected round_robin, got "{self.partitioner}"'
            yield OptionError(text, path=("partitioner",), hints=("librdkafka can't run a class of Java",))
        for name in ("key_serializer", "value_serializer"):
            given = self.options[name]
            if given is not None and given.rpartition(".")[2] not in SERIALIZERS:
                text = f'option "{name}": expected {" or ".join(SERIALIZERS)}, got "{given}"'
                yield OptionError(text, path=(name,))
        if "metadata_fetch_timeout_ms" in self.given:
            text = 'option "metadata_fetch_timeout_ms" does nothing: a topic is waited for as long as it takes'
            self.warn(text, "metadata_fetch_timeout_ms")
        if self.retries is not None:
            self.warn(
                'option "retries": a message that fails so often is dead-lettered; leave it out to wait on', "retries"
            )
        if self.buffer_memory < 1024:
            text = f'option "buffer_memory": expected at least 1024, got {self.buffer_memory}'
            yield OptionError(text, path=("buffer_memory",))

    def _check_templates(self) -> Iterator[OptionError]:
        texts: dict[tuple[str, ...], str | None] = {("topic_id",): self.topic_id, ("message_key",): self.message_key}
        texts |= {("message_headers", name): text for name, text in self.message_headers.items()}
        for path, text in texts.items():
            for fault in self.template(text or "").faults:
                yield OptionError(f'option "{path[0]}": {fault}', path=path)

    def _producer_settings(self) -> Settings:
        """The settings that are ours: no message is given up by the clock."""
        safe = self.acks == "all" and self.retries != 0
        settings: Settings = {
            "acks": self.acks,
            "enable.idempotence": safe,
            "message.timeout.ms": 0,
            "queue.buffering.max.kbytes": self.buffer_memory >> 10,
            **PARTITIONERS[self.partitioner],
        }
        if not safe:
            settings["max.in.flight.requests.per.connection"] = 1  # keeps the order when one is sent again
        return settings

    def start(self) -> None:
        """Make the producer.  That no broker answers is no error: librdkafka goes on trying."""
        from confluent_kafka import Producer

        from pipeline.kafka.log import ClientLog
        from pipeline.outputs.kafka.producer import SharedProducer

        self._log = log = ClientLog(self.label())
        settings = {**self.settings, "logger": log, "error_cb": log.error}
        self._producer: Any = SharedProducer(lambda: Producer(settings), log)

    def open(self, identify: Callable[[Record], str] | None) -> Sink:
        """A sink for one worker thread."""
        from pipeline.outputs.kafka.sink import KafkaSink, Layout

        key = None if self.message_key is None else self.template(self.message_key).render
        headers = {name: self.template(text).render for name, text in self.message_headers.items()}
        layout = Layout(self.template(self.topic_id).render, self.codec.encoder(), key, headers)
        return KafkaSink(self._producer, layout, self._log, self.retries, self.retry_backoff_ms / 1000)

    def stop(self) -> None:
        """Close the producer; what was given up is purged, since it will be read again."""
        self._producer.stop()
