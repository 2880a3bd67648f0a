"""The main job on real parts: config/logs.conf from a real Kafka to a real Elasticsearch, stopped and started again."""

import collections
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from elasticsearch import Elasticsearch

from pipeline.embedded.records import records

ROOT = Path(__file__).parents[2]
TOPIC = "app-logs"
COUNT = int(os.environ.get("PIPELINE_TEST_RECORDS", "60000"))


@pytest.fixture(scope="module")
def topic(kafka):
    """The one topic that config/logs.conf reads; what a test has read is committed, so the next sees only its own."""
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    admin.create_topics([NewTopic(TOPIC, 4, 1)])[TOPIC].result(30)
    return TOPIC


@pytest.fixture
def client(elasticsearch):
    with Elasticsearch(elasticsearch.url, request_timeout=60) as connected:
        connected.indices.delete(index="logs-*", ignore_unavailable=True)
        yield connected


class Running:
    """A `pipeline run` in a process of its own."""

    def __init__(self, folder, kafka, elasticsearch, config="config/logs.conf"):
        self.log = (folder / "pipeline.log").open("ab")
        environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP": kafka.bootstrap,
            "ELASTICSEARCH_HOSTS": elasticsearch.url,
            "PIPELINE_GEOIP_DATABASE": str(ROOT / "pipeline/embedded/demo-city.mmdb"),
        }
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "run",
            "-f",
            str(config),
            "--path.data",
            str(folder / "data"),
        ]
        self.process = subprocess.Popen(
            [*command, "--log.format", "json"], cwd=ROOT, env=environment, stdout=self.log, stderr=self.log
        )

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        code = self.process.wait(60)
        self.log.close()
        return code


def indexed(client):
    client.indices.refresh(index="logs-*", ignore_unavailable=True)
    return client.count(index="logs-*", ignore_unavailable=True)["count"]


def wait_for(client, wanted, seconds=120):
    deadline = time.monotonic() + seconds
    while (found := indexed(client)) < wanted:
        assert time.monotonic() < deadline, f"{found} of {wanted} documents after {seconds} s"
        time.sleep(0.3)
    return found


def last_tally(folder):
    lines = (folder / "pipeline.log").read_text().splitlines()
    stopped = [json.loads(line) for line in lines if '"pipeline stopped"' in line]
    return stopped[-1]


def test_every_record_is_in_the_index_of_its_day_once(tmp_path, kafka, elasticsearch, topic, client, produce):
    sent = [orjson.loads(value) for value in records(COUNT)]
    half = COUNT // 2
    produce(topic, (orjson.dumps(one) for one in sent[:half]))
    running = Running(tmp_path, kafka, elasticsearch)
    wait_for(client, COUNT // 10)
    assert running.stop() == 0
    produce(topic, (orjson.dumps(one) for one in sent[half:]))
    running = Running(tmp_path, kafka, elasticsearch)
    wait_for(client, COUNT)
    time.sleep(1)
    assert running.stop() == 0

    assert indexed(client) == COUNT
    days = collections.Counter(one["timestamp"][:10].replace("-", ".") for one in sent)
    for day, count in days.items():
        assert client.count(index=f"logs-{day}")["count"] == count
    errors = sum(one["level"] == "ERROR" for one in sent)
    assert client.count(index="logs-*", q="tags:error")["count"] == errors
    assert (
        client.count(index="logs-*", q="_exists_:geoip.geo.location.lat OR _exists_:geoip.geo.country_iso_code")[
            "count"
        ]
        > 0
    )
    document = client.search(index="logs-*", q=f'request_id:"{sent[0]["request_id"]}"')["hits"]["hits"][0]["_source"]
    assert document["@timestamp"] == sent[0]["timestamp"][:23] + "Z"
    tally = last_tally(tmp_path)
    assert tally["in_flight"] == 0
    assert tally["received"] == tally["delivered"] + tally["dropped"] + tally["dead_lettered"]


def test_elasticsearch_may_go_away_and_come_back(tmp_path, kafka, elasticsearch, make_topic, client, produce):
    topic = make_topic(4)
    config = tmp_path / "logs.conf"
    text = (ROOT / "config/logs.conf").read_text()
    config.write_text(text.replace('["app-logs"]', f'["{topic}"] group_id => "{topic}"'))
    produce(topic, records(2000))
    running = Running(tmp_path, kafka, elasticsearch, config)
    wait_for(client, 2000)
    elasticsearch.kill()
    produce(topic, records(2000, seed=2))
    time.sleep(5)
    assert running.process.poll() is None
    elasticsearch.start()
    wait_for(client, 4000)
    assert running.stop() == 0
    assert indexed(client) == 4000
