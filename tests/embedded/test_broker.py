"""The embedded broker: what goes in comes out, through a consumer group, and nothing is forgotten unread."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from confluent_kafka import Consumer

from pipeline.embedded.broker import PARTITION_BYTES, PARTITIONS, BrokerFullError, EmbeddedBroker

TOPIC = "records"


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker() as running:
        yield running


class Member(threading.Thread):
    """A member of a consumer group that commits what it has read, and counts the values."""

    def __init__(self, broker: EmbeddedBroker, group: str, done: threading.Event) -> None:
        super().__init__()
        self.values: Counter[bytes] = Counter()
        self.done = done
        self.consumer = Consumer(
            {
                "bootstrap.servers": broker.bootstrap,
                "group.id": group,
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "log_level": 0,
            }
        )
        self.consumer.subscribe([TOPIC])

    def run(self) -> None:
        while not self.done.is_set():
            messages = self.consumer.consume(500, 0.1)
            if messages:
                self.values.update(message.value() or b"" for message in messages if not message.error())
                self.consumer.commit(asynchronous=False)
        self.consumer.close()


def read(broker: EmbeddedBroker, members: int, until: int, produce: threading.Thread | None = None) -> list[Member]:
    """Run a consumer group until it has committed `until` records, or for a minute."""
    done = threading.Event()
    group = [Member(broker, "readers", done) for _ in range(members)]
    for member in group:
        member.start()
    if produce:
        produce.start()
    for _ in range(600):
        if broker.committed(TOPIC, "readers") >= until:
            break
        done.wait(0.1)
    done.set()
    for member in group:
        member.join()
    return group


def test_a_group_of_four_reads_all_and_commits(broker: EmbeddedBroker) -> None:
    values = [b"%d" % number for number in range(10_000)]
    assert broker.produce(TOPIC, values) == 10_000
    assert broker.committed(TOPIC, "readers") == 0

    group = read(broker, members=4, until=10_000)

    seen: Counter[bytes] = sum((member.values for member in group), Counter())
    assert set(seen) == set(values)
    assert broker.committed(TOPIC, "readers") == 10_000
    assert all(member.values for member in group), "each of four members has one of the four partitions"


def test_a_second_group_reads_from_the_start_too(broker: EmbeddedBroker) -> None:
    broker.produce(TOPIC, [b"a", b"b"])
    assert sum(member.values.total() for member in read(broker, members=1, until=2)) == 2
    assert broker.committed(TOPIC, "others") == 0


def test_nothing_is_lost_when_much_more_passes_than_it_keeps(broker: EmbeddedBroker) -> None:
    count, filler = 40_000, b"x" * 1000
    assert count * len(filler) > 1.5 * PARTITIONS * PARTITION_BYTES
    values = (b"%d %s" % (number, filler) for number in range(count))

    def produce() -> None:
        broker.produce(TOPIC, values, taken=lambda: broker.committed(TOPIC, "readers"))

    group = read(broker, members=2, until=count, produce=threading.Thread(target=produce))

    seen = {int(value.split()[0]) for member in group for value in member.values}
    assert seen == set(range(count))


def test_without_a_reader_it_refuses_more_than_it_keeps(broker: EmbeddedBroker) -> None:
    with pytest.raises(BrokerFullError, match='topic "records": a partition keeps'):
        broker.produce(TOPIC, (b"x" * 100_000 for _ in range(1000)))
    with pytest.raises(BrokerFullError):
        broker.produce(TOPIC, [b"x" * 100_000 for _ in range(PARTITIONS)])


def test_what_stops_the_reader_stops_the_feeding(broker: EmbeddedBroker) -> None:
    def taken() -> int:
        raise ConnectionError("the reader is gone")

    with pytest.raises(ConnectionError, match="the reader is gone"):
        broker.produce(TOPIC, (b"x" * 100_000 for _ in range(1000)), taken)


def test_a_topic_exists_before_anything_is_in_it(broker: EmbeddedBroker) -> None:
    broker.create("empty")
    observer = Consumer({"bootstrap.servers": broker.bootstrap, "group.id": "g", "log_level": 0})
    try:
        assert len(observer.list_topics("empty", timeout=5).topics["empty"].partitions) == PARTITIONS
    finally:
        observer.close()


def test_it_needs_its_with_statement() -> None:
    with pytest.raises(RuntimeError, match="with statement"):
        EmbeddedBroker().produce(TOPIC, [b"a"])


def test_it_is_on_loopback(broker: EmbeddedBroker) -> None:
    host, port = broker.bootstrap.split(":")
    assert host == "127.0.0.1"
    assert int(port) > 0


def test_it_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    with EmbeddedBroker() as broker:
        broker.produce(TOPIC, [b"a"])
        broker.committed(TOPIC, "readers")
    assert capfd.readouterr() == ("", "")


def test_debug_shows_what_it_does(capfd: pytest.CaptureFixture[str]) -> None:
    with EmbeddedBroker(debug=True) as broker:
        broker.produce(TOPIC, [b"a"])
    assert "MOCK" in capfd.readouterr().err
