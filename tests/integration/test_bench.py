"""The parts of the benchmark that need Kafka and Elasticsearch, at tiny counts."""

import json

import pytest

from bench import growth, ids, kafka
from bench.stand import Stand

COMPARED = {"us_per_event", "floor_us_per_event", "ratio", "spread", "pairs"}


@pytest.fixture(scope="module")
def stand(kafka, elasticsearch):
    with Stand(quick=True, scale=0.01) as stand:
        stand.kafka, stand.elasticsearch = kafka, elasticsearch  # the ones of all tests, in place of its own
        yield stand


def test_kafka_to_sink(stand):
    found = kafka.measure(stand)
    assert set(found) == {"kafka_sink", "kafka_sink_1_thread"}
    assert all(set(one) == COMPARED for one in found.values())


def test_kafka_to_elasticsearch(stand):
    target = kafka.ElasticsearchTarget(stand)
    assert set(kafka.Job(stand, target, threads=1).compare(1, 100, 300)) == COMPARED
    assert target.documents() == 300


def test_memory(stand):
    found = kafka.measure_memory(stand)["memory"]
    assert found["records"] == 2000
    assert found["backlog_mib"] > 10 < found["floor_mib"]


def test_workers(stand):
    found = kafka.measure_workers(stand)["workers"]
    assert found["speedup_2"] > 0 < found["events_per_second_2"]


def test_partitions(stand, monkeypatch):
    monkeypatch.setattr(growth, "PARTITIONS", (4, 8))
    found = growth.partitions(stand)["growth_partitions"]
    assert len(found["us_per_event"]) == len(found["floor_us"]) == len(found["partitions"])


@pytest.mark.parametrize("kind", ids.KINDS.values(), ids=ids.KINDS)
def test_ids(stand, kind):
    port = stand.elasticsearch.port
    with ids.Node(port) as node:
        cost = ids.run(port, stand.values(1500), kind)
        node.ask("POST", f"/{ids.INDEX}/_refresh")
        hits = json.loads(node.ask("GET", f"/{ids.INDEX}/_search?size=1&track_total_hits=true"))["hits"]
        node.ask("DELETE", f"/{ids.INDEX}")
    assert hits["total"]["value"] == 1500
    assert hits["hits"][0]["_id"].startswith("app-logs-") == kind.own_ids
    assert cost.seconds > 0 < cost.stored
    assert (cost.answered == 2 * len('{"errors":false}')) == (kind.answer == ids.ERRORS)
