"""The services are real ones: what goes in comes out, and what they hold outlives a crash and a restart."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import Consumer
from elasticsearch import Elasticsearch as Client
from elasticsearch import NotFoundError
from elasticsearch.helpers import bulk

from tests.services.elasticsearch import Elasticsearch
from tests.services.kafka import Kafka
from tests.services.service import Service


def consume(kafka: Kafka, topic: str, group: str, count: int) -> list[bytes]:
    """The next `count` values of a topic for a consumer group, which then commits; fewer when 30 s pass without one."""
    consumer = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": group, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    values: list[bytes] = []
    while len(values) < count and (messages := consumer.consume(count - len(values), timeout=30)):
        values += [message.value() for message in messages if message.error() is None]
    consumer.commit(asynchronous=False)
    consumer.close()
    return values


@pytest.fixture(params=["elasticsearch", "elasticsearch9"])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of each Elasticsearch there is."""
    with Client(request.getfixturevalue(request.param).url) as client:
        yield client


def test_kafka_gives_back_what_it_got(kafka: Kafka, make_topic: Callable[[int], str], produce: Callable) -> None:
    topic = make_topic(4)
    values = [b"%d" % number for number in range(1000)]
    assert produce(topic, values) == 1000
    assert Counter(consume(kafka, topic, "reader", 1000)) == Counter(values)


def test_two_topics_are_apart(kafka: Kafka, make_topic: Callable[[int], str], produce: Callable) -> None:
    one, other = make_topic(1), make_topic(1)
    produce(one, [b"one"])
    produce(other, [b"other"])
    assert consume(kafka, one, "reader", 1) == [b"one"]
    assert consume(kafka, other, "reader", 1) == [b"other"]


def test_elasticsearch_finds_what_it_got(client: Client) -> None:
    documents = [
        {"_index": "round-trip", "_id": str(number), "number": number, "even": number % 2 == 0} for number in range(500)
    ]
    assert bulk(client, documents, refresh=True) == (500, [])
    assert client.count(index="round-trip")["count"] == 500
    found = client.search(index="round-trip", query={"term": {"even": True}}, sort="number", size=3)
    assert [hit["_source"]["number"] for hit in found["hits"]["hits"]] == [0, 2, 4]
    with pytest.raises(NotFoundError):
        client.get(index="round-trip", id="500")


def test_elasticsearch_refuses_a_document_that_does_not_fit(client: Client) -> None:
    documents = [{"_index": "conflict", "_id": "1", "code": 1}, {"_index": "conflict", "_id": "2", "code": "none"}]
    done, errors = bulk(client, documents, raise_on_error=False)
    assert done == 1
    assert [error["index"]["error"]["type"] for error in errors] == ["document_parsing_exception"]


@pytest.mark.parametrize("end", [Service.stop, Service.kill])
def test_kafka_keeps_records_and_offsets_over_a_restart(
    kafka: Kafka, make_topic: Callable[[int], str], produce: Callable, end: Callable[[Service], None]
) -> None:
    address, topic = kafka.bootstrap, make_topic(1)
    produce(topic, [b"first", b"second"])
    assert consume(kafka, topic, "reader", 1) == [b"first"]
    end(kafka)
    assert not kafka.running
    kafka.start()
    assert kafka.bootstrap == address
    assert consume(kafka, topic, "reader", 1) == [b"second"]


@pytest.mark.parametrize("end", [Service.stop, Service.kill])
def test_elasticsearch_keeps_documents_over_a_restart(
    elasticsearch: Elasticsearch, end: Callable[[Service], None]
) -> None:
    address, index = elasticsearch.url, f"restart-{end.__name__}"
    with Client(address) as client:
        client.index(index=index, id="1", document={"kept": True})
    end(elasticsearch)
    assert not elasticsearch.running
    elasticsearch.start()
    assert elasticsearch.url == address
    with Client(address) as client:
        assert client.get(index=index, id="1")["_source"] == {"kept": True}
