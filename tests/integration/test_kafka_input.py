"""The kafka input against a real Kafka: recordings, groups that change, outputs that wait, brokers that go away."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from tests.inputs.runs import Running, as_recorded
from tests.services.kafka import Kafka, until_known

Produce = Callable[[str, Iterable[bytes]], int]
MakeTopic = Callable[..., str]

GOLDEN = Path(__file__).parents[1] / "golden" / "wire" / "kafka-input.jsonl"
CASES = {case["id"]: case for case in map(json.loads, GOLDEN.read_text("utf-8").splitlines())}
NOW = "<now>"
EMPTY = {"md": {}, "@version": "1", "@timestamp": NOW}

# Where Logstash loses or mangles records, and what they are for us (docs/DEVIATIONS.md): each record by itself,
# bytes before their charset is known, a text in `event` left alone.
DEVIATIONS: dict[str, list[dict[str, Any]]] = {
    "json-lines": [
        *({**EMPTY, "a": number} for number in (1, 2, 3, 4)),
        {**EMPTY, "message": "{bro", "tags": ["_jsonparsefailure"]},
        {**EMPTY, "a": 5},
        {**EMPTY, "message": "[1]", "tags": ["_jsonparsefailure"]},
    ],
    "line": [
        {**EMPTY, "message": text, "event": {"original": text}} for text in ("one", "two", "three", "four", "five")
    ],
    "plain-charset": [{**EMPTY, "message": "häß", "event": {"original": "häß"}}],
    "json-lines-empty": [{**EMPTY, "a": 1}, {**EMPTY, "a": 2}],
    "json-lines-tombstone": [{**EMPTY, "a": 1}, {**EMPTY, "a": 2}],
    "json-event-text": [
        {**EMPTY, "event": "text", "message": "m"},
        {**EMPTY, "message": None, "event": {"original": '{"message":null}'}},
    ],
}


@pytest.fixture
def produce(kafka: Kafka) -> Produce:
    """A function that sends the values of a topic to its partitions in turn, and returns when Kafka has them."""

    def send(topic: str, values: Iterable[bytes]) -> int:
        producer = Producer({"bootstrap.servers": kafka.bootstrap, "linger.ms": 5})
        partitions = len(producer.list_topics(topic, timeout=30).topics[topic].partitions)
        count = 0
        for count, value in enumerate(values, 1):
            producer.produce(topic, value, partition=count % partitions)
        assert producer.flush(60) == 0
        return count

    return send


def config(kafka: Kafka, topic: str, more: str = "", codec: str = "json") -> str:
    return f"""input {{ kafka {{
        bootstrap_servers => "{kafka.bootstrap}" topics => ["{topic}"] group_id => "{topic}" auto_offset_reset => "earliest"
        codec => {codec} {more}
    }} }}"""


def committed(kafka: Kafka, topic: str, partitions: int = 4) -> int:
    """How many records the group of the topic's name has committed."""
    consumer = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": topic})
    found = consumer.committed([TopicPartition(topic, number) for number in range(partitions)], timeout=10)
    consumer.close()
    return sum(max(one.offset, 0) for one in found)


def values(first: int, last: int) -> list[bytes]:
    return [b'{"n":%d}' % number for number in range(first, last)]


def numbers(events: Iterable[dict[str, Any]]) -> list[int]:
    return sorted(event["n"] for event in events)


# --- recordings


def raw(record: dict[str, Any], name: str) -> bytes | None:
    if f"{name}_b64" in record:
        return base64.b64decode(record[f"{name}_b64"])
    text = record.get(name)
    return None if text is None else text.encode()


def header(value: Any) -> bytes | None:
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else None if value is None else value.encode()


@pytest.mark.golden("wire/kafka-input", deviations=DEVIATIONS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_recorded(kafka: Kafka, case: dict[str, Any]):
    topic = f"recorded-{case['id']}"
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    names = sorted({topic} | {f"{topic}-b" for record in case["records"] if record.get("topic") == "b"})
    for future in admin.create_topics([NewTopic(name, 1, 1) for name in names]).values():
        future.result(30)
    producer = Producer({"bootstrap.servers": kafka.bootstrap})
    for record in case["records"]:
        name = f"{topic}-b" if record.get("topic") == "b" else topic
        headers = [(key, header(value)) for key, value in record.get("headers", [])]
        producer.produce(
            name, raw(record, "value"), raw(record, "key"), timestamp=record["timestamp"], headers=headers or None
        )
    producer.flush(30)
    text = case["config"].replace("@BOOTSTRAP@", kafka.bootstrap).replace("@TOPIC@", topic)
    text = text.replace("kafka {", f'kafka {{ group_id => "{topic}" ', 1) + case["filter"]
    wanted = DEVIATIONS.get(case["id"], case["out"])
    with Running(text, ecs=case["ecs"]) as running:
        running.until_events(len(wanted))
        running.until(lambda: running.runner.totals().received >= len(case["records"]))
        events = [as_recorded(event, {topic: "@TOPIC@"}) for event in running.events]
    if case.get("unordered"):
        events, wanted = sorted(events, key=repr), sorted(wanted, key=repr)
        assert len(events) == len(wanted)
        assert all(event in wanted for event in events)
    else:
        assert events == wanted


# --- groups


def test_four_threads_share_the_work(kafka: Kafka, make_topic: MakeTopic, produce: Produce):
    topic = make_topic(4)
    more = "consumer_threads => 4 decorate_events => basic"
    with Running(config(kafka, topic, more)) as running:
        readers: list[Any] = [worker.reader for worker in running.runner.workers]
        running.until(lambda: [len(reader._offsets.assigned) for reader in readers] == [1, 1, 1, 1])
        produce(topic, values(0, 20_000))
        running.until_events(20_000)
        nothing = {f"{topic}-{number}": 0 for number in range(4)}
        running.until(lambda: {name: lag for reader in readers for name, lag in reader.lag().items()} == nothing)
        delivered = [worker.tally.delivered for worker in running.runner.workers]
    assert numbers(running.events) == list(range(20_000))
    assert delivered == [5000] * 4
    assert committed(kafka, topic) == 20_000
    for partition in range(4):
        facts = [event["@metadata"]["kafka"] for event in running.events]
        offsets = [fact["offset"] for fact in facts if fact["partition"] == partition]
        assert offsets == list(range(len(offsets)))


@contextmanager
def second_process(kafka: Kafka, topic: str, path: Path, more: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """`pipeline run` in a process of its own, which writes its events to a file."""
    text = config(kafka, topic, more) + "output { stdout { codec => json_lines } }"
    with (
        path.open("ab") as file,
        subprocess.Popen(
            [sys.executable, "-m", "pipeline", "run", "-e", text, "--path.data", str(path.parent)],
            stdout=file,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def written(path: Path) -> list[dict[str, Any]]:
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    return [json.loads(line) for line in lines[:-1]]


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize("strategy", ["range", "cooperative_sticky", "consumer"])
def test_a_second_process_joins_and_leaves(
    kafka: Kafka, make_topic: MakeTopic, produce: Produce, tmp_path: Path, strategy: str
):
    topic, path = make_topic(4), tmp_path / "events"
    protocol = (
        'group_protocol => "consumer"' if strategy == "consumer" else f"partition_assignment_strategy => {strategy}"
    )
    more = f"consumer_threads => 2 {protocol}"
    with Running(config(kafka, topic, more)) as running:
        produce(topic, values(0, 4000))
        running.until_events(4000)
        with second_process(kafka, topic, path, more) as process:
            total = 4000
            while not written(path):  # it takes part
                produce(topic, values(total, total + 1000))
                total += 1000
                time.sleep(0.5)
                assert total < 60_000
            process.send_signal(signal.SIGTERM)
            for _ in range(4):
                produce(topic, values(total, total + 1000))
                total += 1000
            assert process.wait(20) == 0
        running.until(lambda: len(running.events) + len(written(path)) >= total, 30)
    assert numbers([*running.events, *written(path)]) == list(range(total)), "lost, or read twice"
    assert committed(kafka, topic) == total


def test_a_member_stays_while_an_output_waits_longer_than_it_may(kafka: Kafka, make_topic: MakeTopic, produce: Produce):
    topic = make_topic(4)
    more = "session_timeout_ms => 6000 heartbeat_interval_ms => 1000 max_poll_interval_ms => 6000"
    with Running(config(kafka, topic, more), size=100) as running:
        produce(topic, values(0, 1000))
        running.until_events(1000)
        running.keep.most = 1000
        produce(topic, values(1000, 3000))
        running.until(lambda: running.runner.totals().in_flight > 0)
        time.sleep(8)
        assert len(running.events) == 1000
        assert running.runner.totals().in_flight <= 100
        assert committed(kafka, topic) <= 1000
        running.keep.most = sys.maxsize
        running.until_events(3000)
        time.sleep(0.5)
    assert numbers(running.events) == list(range(3000))
    assert committed(kafka, topic) == 3000


def test_a_batch_in_flight_while_another_joins_is_not_lost(
    kafka: Kafka, make_topic: MakeTopic, produce: Produce, tmp_path: Path
):
    topic, path = make_topic(4), tmp_path / "events"
    with Running(config(kafka, topic), size=500) as running:
        running.keep.most = 0
        produce(topic, values(0, 2000))
        running.until(lambda: running.runner.totals().in_flight > 0)
        with second_process(kafka, topic, path) as process:
            wait_for(lambda: len(written(path)) >= 500)
            assert committed(kafka, topic) <= len(written(path))
            running.keep.most = sys.maxsize
            running.until(lambda: len({*numbers(running.events), *numbers(written(path))}) == 2000, 30)
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    assert set(numbers([*running.events, *written(path)])) == set(range(2000))
    assert committed(kafka, topic) == 2000


# --- restarts


def test_a_restart_neither_loses_nor_repeats(kafka: Kafka, make_topic: MakeTopic, produce: Produce):
    topic = make_topic(4)
    produce(topic, values(0, 5000))
    events: list[dict[str, Any]] = []
    for wanted in (1000, 2000, 0):
        with Running(config(kafka, topic, "consumer_threads => 2"), size=100) as running:
            rest = 5000 - len(events)
            running.until_events(min(wanted or rest, rest))  # a fast machine may be done already
        events += running.events
    assert numbers(events) == list(range(5000))
    assert committed(kafka, topic) == 5000


def test_stopping_in_the_middle_of_a_batch_commits_only_what_was_settled(
    kafka: Kafka, make_topic: MakeTopic, produce: Produce
):
    topic = make_topic(4)
    produce(topic, values(0, 1000))
    running = Running(config(kafka, topic), size=100, grace=0.5)
    running.keep.most = 300
    with running:
        running.until(lambda: len(running.events) >= 300 and running.runner.totals().in_flight > 0)
        settled = len(running.events)
        running.stop()
    assert [worker.state for worker in running.runner.workers] == ["stopped"]
    assert committed(kafka, topic) == settled
    with Running(config(kafka, topic)) as again:
        again.until_events(1000 - settled)
    assert numbers([*running.events, *again.events]) == list(range(1000))


def test_a_kill_loses_nothing(kafka: Kafka, make_topic: MakeTopic, produce: Produce, tmp_path: Path):
    topic, path = make_topic(4), tmp_path / "events"
    produce(topic, values(0, 50_000))
    more = "consumer_threads => 2 auto_commit_interval_ms => 100 session_timeout_ms => 6000"
    with second_process(kafka, topic, path, more) as process:
        wait_for(lambda: path.exists() and path.stat().st_size > 300_000)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    done = {event["n"] for event in written(path)}
    assert committed(kafka, topic) <= len(done)
    with Running(config(kafka, topic, "consumer_threads => 2")) as running:
        running.until(lambda: len(done | set(numbers(running.events))) == 50_000, 40)


# --- what is not there


def test_a_broker_that_is_away_at_first_and_later(kafka: Kafka, make_topic: MakeTopic, produce: Produce):
    topic = make_topic(4)
    produce(topic, values(0, 1000))
    kafka.stop()
    with Running(config(kafka, topic)) as running:
        time.sleep(1)
        kafka.start()
        running.until_events(1000, 40)
        kafka.kill()
        time.sleep(1)
        kafka.start()
        produce(topic, values(1000, 2000))
        running.until(lambda: set(numbers(running.events)) == set(range(2000)), 40)
    assert max(Counter(numbers(running.events)).values()) <= 2


def test_a_broker_that_is_away_at_the_end_does_not_hold_up_the_end(
    kafka: Kafka, make_topic: MakeTopic, produce: Produce, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pipeline.inputs.kafka.reader.COMMIT_SECONDS", 1.0)
    monkeypatch.setattr("pipeline.inputs.kafka.reader.CLOSE_SECONDS", 2.0)
    topic = make_topic(4)
    produce(topic, values(0, 100))
    with Running(config(kafka, topic)) as running:
        running.until_events(100)
        kafka.kill()
        try:
            before = time.monotonic()
            running.stop()
            assert time.monotonic() - before < 6
        finally:
            kafka.start()


def test_a_topic_that_is_not_there_yet_is_waited_for(kafka: Kafka, produce: Produce):
    topic = f"later-{time.time_ns()}"
    more = "auto_create_topics => false metadata_max_age_ms => 1000"
    with Running(config(kafka, topic, more)) as running:
        time.sleep(2)
        admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
        admin.create_topics([NewTopic(topic, 2, 1)])[topic].result(30)
        until_known(admin, topic)
        produce(topic, values(0, 10))
        running.until_events(10)


def test_no_offset_and_no_reset_is_an_error(kafka: Kafka, make_topic: MakeTopic, produce: Produce):
    topic = make_topic(1)
    produce(topic, values(0, 10))
    text = config(kafka, topic).replace('"earliest"', '"none"')
    running = Running(text)
    running.runner.start()
    assert not running.runner.wait()
    assert "_AUTO_OFFSET_RESET" in str(running.runner.workers[0].error)
