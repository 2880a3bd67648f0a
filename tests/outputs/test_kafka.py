"""The kafka output: what it sends (to a broker in this process), and what becomes of what Kafka does not take."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, TopicPartition

from pipeline.embedded.broker import PARTITIONS, EmbeddedBroker
from pipeline.errors import ConfigError
from pipeline.event import from_data
from pipeline.kafka.log import ClientLog
from pipeline.outputs.kafka import KafkaOutput
from pipeline.outputs.kafka.producer import SharedProducer
from pipeline.outputs.kafka.sink import KafkaSink, Layout
from pipeline.plugin import Context, DeadLetter, OptionError, Stopped
from tests.outputs.fake_producer import FakeProducer
from tests.outputs.runs import NOW, Run

GOLDEN = Path(__file__).parents[1] / "golden" / "wire" / "kafka-output.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker() as running:
        yield running


def messages(broker: EmbeddedBroker, topic: str, count: int) -> list[Any]:
    """The messages of a topic, in order of their partitions."""
    settings = {"bootstrap.servers": broker.bootstrap, "group.id": "look", "log_level": 0}
    consumer = Consumer(settings)
    consumer.assign([TopicPartition(topic, number, 0) for number in range(PARTITIONS)])
    found: list[Any] = []
    deadline = time.monotonic() + 10
    while len(found) < count and time.monotonic() < deadline:
        found += [message for message in consumer.consume(count, 0.1) if message.error() is None]
    consumer.close()
    return found


def shown(message: Any) -> tuple[Any, ...]:
    key, headers = message.key(), message.headers() or []
    return (
        None if key is None else key.decode(),
        [[name, value.decode()] for name, value in headers],
        parsed(message.value().decode()),
    )


def parsed(value: str) -> Any:
    """JSON, or lines, so that the order of keys does not count."""
    try:
        return json.dumps(json.loads(value), sort_keys=True), value.endswith("\n")
    except ValueError:
        return sorted(line.rstrip(",") for line in value.splitlines())


@pytest.mark.golden("wire/kafka-output")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_recorded(broker: EmbeddedBroker, case: dict[str, Any]):
    topic = f"recorded-{case['id']}"
    config = case["config"].replace("@BOOTSTRAP@", broker.bootstrap).replace("@TOPIC@", topic)
    names = {sent["topic"].replace("@TOPIC@", topic) for sent in case["out"]}
    for name in names:
        broker.create(name)
    with Run(config, ecs=case["ecs"]) as run:
        run.batch([from_data(json.loads(event), lambda: NOW) for event in case["events"]])
        assert run.letters == []
    found = [shown(message) for name in names for message in messages(broker, name, len(case["out"]) // len(names))]
    wanted = [(sent["key"], sent["headers"], parsed(sent["value"])) for sent in case["out"]]
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))


def test_a_name_that_kafka_can_not_take_is_a_dead_letter(broker: EmbeddedBroker):
    config = f'output {{ kafka {{ bootstrap_servers => "{broker.bootstrap}" topic_id => "%{{t}}" codec => json }} }}'
    with Run(config) as run:
        run.batch([{"t": "nul\0"}, {"t": "fine"}])
    assert [letter.event for letter in run.letters] == [b'{"t":"nul\\u0000"}']
    assert "for topic" in run.letters[0].reason


def test_order_of_a_partition_is_kept(broker: EmbeddedBroker):
    config = f'output {{ kafka {{ bootstrap_servers => "{broker.bootstrap}" topic_id => "order" message_key => "k" codec => json }} }}'
    broker.create("order")
    with Run(config) as run:
        for start in range(0, 600, 200):
            run.batch([{"n": number} for number in range(start, start + 200)])
    assert [json.loads(message.value())["n"] for message in messages(broker, "order", 600)] == list(range(600))


# --- what Kafka does not take


class Setup:
    """A sink on fake producers, each made by `make` when the one before has failed."""

    def __init__(self, *producers: FakeProducer, retries: int | None = None) -> None:
        self.rest = list(producers)
        log = ClientLog("test")
        self.shared = SharedProducer(lambda: self.rest.pop(0), log)
        layout = Layout(lambda event: "t", lambda event: event["v"], None, {})
        self.sink = KafkaSink(self.shared, layout, log, retries, 0.0)
        self.waits = 0

    def batch(self, *values: bytes, most: int = 1000) -> list[DeadLetter]:
        for value in values:
            self.sink.collect({"v": value}, value, 0)

        def wait(seconds: float) -> None:
            self.waits += 1
            if self.waits >= most:
                raise Stopped

        return list(self.sink.flush(wait))


@pytest.fixture
def setup() -> Iterator[Callable[..., Setup]]:
    made: list[Setup] = []

    def make(*producers: FakeProducer, **options: Any) -> Setup:
        made.append(Setup(*producers, **options))
        return made[-1]

    yield make
    for one in made:
        one.shared.stop()


def failing(times: int, code: int) -> Callable[[list[bytes]], int | None]:
    """An answer that is an error so many times."""
    left = [code] * times
    return lambda batch: left.pop() if left else None


def test_what_may_pass_is_sent_again(setup: Callable[..., Setup]):
    producer = FakeProducer(failing(3, KafkaError.NOT_ENOUGH_REPLICAS))
    one = setup(producer)
    assert one.batch(b"1", b"2") == []
    assert sorted(producer.delivered) == [b"1", b"2"]
    assert one.waits >= 2


@pytest.mark.parametrize(
    "code", [KafkaError._UNKNOWN_TOPIC, KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError._TRANSPORT]
)
def test_what_an_operator_can_mend_is_waited_for(setup: Callable[..., Setup], code: int):
    with pytest.raises(Stopped):
        setup(FakeProducer(lambda batch: code)).batch(b"1", most=20)


@pytest.mark.parametrize("code", [KafkaError.TOPIC_EXCEPTION, KafkaError.INVALID_RECORD, KafkaError.POLICY_VIOLATION])
def test_what_never_passes_is_a_dead_letter(setup: Callable[..., Setup], code: int):
    letters = setup(FakeProducer(lambda batch: code)).batch(b"1", b"2")
    assert sorted((letter.record, letter.event) for letter in letters) == [(b"1", b"1"), (b"2", b"2")]
    assert KafkaError(code).name() in letters[0].reason


def test_only_the_message_that_is_too_large_is_blamed(setup: Callable[..., Setup]):
    producer = FakeProducer(lambda batch: KafkaError.MSG_SIZE_TOO_LARGE if sum(map(len, batch)) > 10 else None)
    letters = setup(producer).batch(b"12345", b"678901", b"x" * 11, b"2")
    assert [letter.event for letter in letters] == [b"x" * 11]
    assert sorted(producer.delivered) == [b"12345", b"2", b"678901"]


def test_a_message_larger_than_any_request_is_a_dead_letter_at_once(setup: Callable[..., Setup]):
    producer = FakeProducer()
    letters = setup(producer).batch(b"1", b"x" * 10_001)
    assert [letter.record for letter in letters] == [b"x" * 10_001]
    assert producer.delivered == [b"1"]


def test_limited_retries_end_in_a_dead_letter(setup: Callable[..., Setup]):
    letters = setup(FakeProducer(lambda batch: KafkaError._TRANSPORT), retries=3).batch(b"1")
    assert [letter.event for letter in letters] == [b"1"]


def test_a_full_queue_is_waited_for_and_the_order_kept(setup: Callable[..., Setup]):
    producer = FakeProducer(room=3)
    values = [b"%d" % number for number in range(50)]
    assert setup(producer).batch(*values) == []
    assert producer.delivered == values


def test_a_producer_that_failed_for_good_is_replaced(setup: Callable[..., Setup]):
    broken, fresh = FakeProducer(), FakeProducer()
    broken.fatal = True
    one = setup(broken, fresh)
    assert one.batch(b"1", b"2") == []
    assert fresh.delivered == [b"1", b"2"]
    assert broken.purged
    assert one.shared.current is fresh


def test_batches_do_not_mix(setup: Callable[..., Setup]):
    producer = FakeProducer(failing(1, KafkaError.TOPIC_EXCEPTION))
    one = setup(producer)
    assert [letter.record for letter in one.batch(b"1")] == [b"1"]
    assert one.batch(b"2") == []
    assert one.batch() == []
    assert producer.delivered == [b"2"]


# --- options

SAFE = {"acks": "all", "enable.idempotence": True, "message.timeout.ms": 0, "partitioner": "murmur2_random"}

# what it shows: (options, some of librdkafka's settings)
SETTINGS = {
    "safe unless told otherwise": ({}, SAFE),
    "only the leader": ({"acks": "1"}, {"acks": "1", "enable.idempotence": False}),
    "order without idempotence": ({"acks": "0"}, {"max.in.flight.requests.per.connection": 1}),
    "no retries": ({"retries": 0}, {"message.send.max.retries": 0, "enable.idempotence": False}),
    "sizes": (
        {"buffer_memory": 1 << 20, "max_request_size": 5000, "batch_size": 100},
        {"queue.buffering.max.kbytes": 1024, "message.max.bytes": 5000, "batch.size": 100},
    ),
    "evenly spread": ({"partitioner": "round_robin"}, {"partitioner": "random", "sticky.partitioning.linger.ms": 0}),
    "compression": (
        {"compression_type": "zstd", "linger_ms": 50},
        {"compression.type": "zstd", "queue.buffering.max.ms": 50},
    ),
}
FAULTS = {
    "no topic": ({"topic_id": None}, 'needs the option "topic_id"'),
    "partitioner of Java's": ({"partitioner": "a.MyPartitioner"}, "a.MyPartitioner"),
    "serializer": ({"value_serializer": "a.KafkaAvroSerializer"}, "KafkaAvroSerializer"),
    "template": ({"message_key": "%{[a}"}, "message_key"),
    "header": ({"message_headers": {"h": "%{+QQ}"}}, "message_headers"),
    "librdkafka's range": ({"linger_ms": -1}, 'option "linger_ms": expected a number from 0'),
    "no memory": ({"buffer_memory": 10}, "at least 1024"),
    "acks": ({"acks": "2"}, "one of 0, 1, all"),
}


@pytest.mark.parametrize(("options", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_settings(options: dict[str, Any], expected: dict[str, Any]):
    settings = KafkaOutput(topic_id="t", **options).settings
    assert {name: settings.get(name) for name in expected} == expected


@pytest.mark.parametrize(("options", "message"), FAULTS.values(), ids=FAULTS)
def test_fault(options: dict[str, Any], message: str):
    given = {name: value for name, value in {"topic_id": "t", **options}.items() if value is not None}
    with pytest.raises(ConfigError) as raised:
        KafkaOutput(**given)
    assert message in str(raised.value)


@pytest.mark.parametrize("name", ["retries", "metadata_fetch_timeout_ms", "broker_list"])
def test_warning(name: str):
    warnings: list[OptionError] = []
    KafkaOutput.configured(Context(), {"topic_id": "t", name: 3}, lambda error, warning: warnings.append(error))
    assert [name in warning.message for warning in warnings] == [True]
