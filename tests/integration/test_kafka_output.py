"""The kafka output against a real Kafka: sizes, a broker that dies, and through to the input again."""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from pipeline.plugin import Stopped
from tests.inputs.runs import Running
from tests.outputs.runs import Run
from tests.services.kafka import Kafka

MakeTopic = Callable[[int], str]


def config(kafka: Kafka, topic: str, more: str = "") -> str:
    return (
        f'output {{ kafka {{ bootstrap_servers => "{kafka.bootstrap}" topic_id => "{topic}" codec => json {more} }} }}'
    )


def values(kafka: Kafka, topic: str, partitions: int = 1) -> list[Any]:
    """All values of a topic."""
    consumer = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": "look"})
    places = [TopicPartition(topic, number, 0) for number in range(partitions)]
    wanted = sum(consumer.get_watermark_offsets(place, timeout=10)[1] for place in places)
    consumer.assign(places)
    found: list[Any] = []
    while len(found) < wanted:
        found += [json.loads(message.value()) for message in consumer.consume(1000, 0.5) if message.error() is None]
    consumer.close()
    return found


def test_only_the_message_that_is_too_large_is_refused(kafka: Kafka):
    topic = f"small-{uuid.uuid4().hex[:8]}"
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    admin.create_topics([NewTopic(topic, 1, 1, config={"max.message.bytes": "3000"})])[topic].result(30)
    with Run(config(kafka, topic, "linger_ms => 200"), most=100_000) as run:
        run.batch([{"n": number, "m": "x" * (4000 if number == 25 else 300)} for number in range(50)])
    assert [json.loads(letter.event)["n"] for letter in run.letters] == [25]
    assert "MSG_SIZE_TOO_LARGE" in run.letters[0].reason
    assert sorted(value["n"] for value in values(kafka, topic)) == [number for number in range(50) if number != 25]


def test_a_name_that_kafka_refuses_is_a_dead_letter(kafka: Kafka):
    with Run(config(kafka, "not a topic!")) as run:
        run.batch([{"n": 1}])
    assert "TOPIC_EXCEPTION" in run.letters[0].reason


@pytest.mark.parametrize("more", ["", 'acks => "1"', 'compression_type => "lz4" message_key => "%{n}"'])
def test_messages_arrive(kafka: Kafka, make_topic: MakeTopic, more: str):
    topic = make_topic(4)
    with Run(config(kafka, topic, more)) as run:
        run.batch([{"n": number} for number in range(1000)])
    assert run.letters == []
    assert sorted(value["n"] for value in values(kafka, topic, 4)) == list(range(1000))


def test_without_acks_a_batch_is_settled_when_it_is_sent(kafka: Kafka, make_topic: MakeTopic):
    with Run(config(kafka, make_topic(1), 'acks => "0"')) as run:
        run.batch([{"n": number} for number in range(10)])  # whether they arrive nobody promises
    assert run.letters == []


def test_a_key_lands_where_a_java_producer_puts_it(kafka: Kafka, make_topic: MakeTopic):
    topic = make_topic(4)
    with Run(config(kafka, topic, 'message_key => "%{k}"')) as run:
        run.batch([{"k": key} for key in ("21", "foobar", "a-little-bit-long-string")])
    consumer = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": "look"})
    consumer.assign([TopicPartition(topic, number, 0) for number in range(4)])
    found: dict[str, int] = {}
    while len(found) < 3:
        found |= {message.key().decode(): message.partition() for message in consumer.consume(3, 0.5)}
    consumer.close()
    # org.apache.kafka.common.utils.UtilsTest.testMurmur2: -973932308, -790332482, -985981536
    hashes = {"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536}
    assert found == {key: (number & 0x7FFFFFFF) % 4 for key, number in hashes.items()}


def test_a_broker_that_dies_in_the_middle_is_waited_for(kafka: Kafka, make_topic: MakeTopic):
    topic = make_topic(1)
    with Run(config(kafka, topic), most=100_000) as run:
        run.batch([{"n": 0}])
        kafka.kill()
        starting = threading.Timer(1.5, kafka.start)
        starting.start()
        run.batch([{"n": number} for number in range(1, 100)])
        starting.join()
    assert run.letters == []
    assert run.waits  # the input was kept alive
    assert [value["n"] for value in values(kafka, topic)] == list(range(100)), "lost, twice, or out of order"


def test_the_deadline_ends_the_wait(kafka: Kafka, make_topic: MakeTopic):
    topic = make_topic(1)
    kafka.kill()
    try:
        with Run(config(kafka, topic), most=3) as run, pytest.raises(Stopped):
            run.batch([{"n": 0}])
    finally:
        kafka.start()


def test_from_topic_to_topic(kafka: Kafka, make_topic: MakeTopic):
    first, second = make_topic(2), make_topic(2)
    with Run(config(kafka, first)) as run:
        run.batch([{"n": number} for number in range(500)])
    text = f"""input {{ kafka {{
        bootstrap_servers => "{kafka.bootstrap}" topics => "{first}" group_id => "{first}" codec => json
        auto_offset_reset => "earliest" decorate_events => "basic"
    }} }}"""
    with Running(text) as running:
        running.until_events(500)
    with Run(config(kafka, second, 'message_key => "%{[@metadata][kafka][offset]}"')) as run:
        run.batch(running.events)
    assert sorted(value["n"] for value in values(kafka, second, 2)) == list(range(500))
