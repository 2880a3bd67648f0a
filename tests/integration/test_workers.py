"""Several worker processes on a real Kafka, one of which is killed in the middle of a backlog."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from pipeline.embedded.records import records

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("PIPELINE_TEST_RECORDS", "60000"))


def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lines(log, event):
    whole = log.read_text().split("\n")[:-1]  # the last one may be half written
    found = [json.loads(line) for line in whole if line.startswith("{")]
    return [line for line in found if line["event"] == event]


def counted(client, index):
    client.indices.refresh(index=index, ignore_unavailable=True)
    return client.count(index=index, ignore_unavailable=True)["count"]


def until(condition, log, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.05)


def test_of_two_processes_one_is_killed_and_every_record_is_indexed_once(
    tmp_path, kafka, elasticsearch, make_topic, produce
):
    topic, log, config = make_topic(8), tmp_path / "log", tmp_path / "logs.conf"
    text = (ROOT / "config/logs.conf").read_text()
    text = text.replace('["app-logs"]', f'["{topic}"] group_id => "{topic}" session_timeout_ms => 6000')
    config.write_text(text.replace("logs-%{", f"{topic}-%{{"))
    sent = list(records(COUNT))
    environment = {
        **os.environ,
        "KAFKA_BOOTSTRAP": kafka.bootstrap,
        "ELASTICSEARCH_HOSTS": elasticsearch.url,
        "PIPELINE_GEOIP_DATABASE": str(ROOT / "pipeline/embedded/demo-city.mmdb"),
    }
    command = [sys.executable, "-m", "pipeline", "run", "-f", str(config), "-w", "2"]
    flags = ["--path.data", str(tmp_path / "data"), "--log.format", "json", "-b", "200"]
    with log.open("wb") as output, Elasticsearch(elasticsearch.url, request_timeout=60) as client:
        running = subprocess.Popen([*command, *flags], env=environment, stdout=output, stderr=output, cwd=ROOT)
        try:
            until(lambda: {one["process"] for one in lines(log, "partitions assigned")} == {1, 2}, log)
            produce(topic, sent)
            until(lambda: counted(client, f"{topic}-*") > COUNT // 10, log)
            victim = children(running.pid)[0]
            os.kill(victim, signal.SIGKILL)
            assert counted(client, f"{topic}-*") < COUNT
            until(lambda: counted(client, f"{topic}-*") >= COUNT, log)
            time.sleep(1)
            assert victim not in children(running.pid)
            running.terminate()
            assert running.wait(60) == 0, log.read_text()[-3000:]
        finally:
            running.kill()
            running.wait()
        found = [one["_source"]["request_id"] for one in scan(client, index=f"{topic}-*", size=5000)]
    assert sorted(found) == sorted(orjson.loads(one)["request_id"] for one in sent)
    (failed,) = lines(log, "worker process failed, starting it again")
    assert failed["signal"] == "SIGKILL"
    (ended,) = lines(log, "all worker processes ended")
    assert ended["restarts"] == 1
    assert ended["in_flight"] == 0
    assert ended["received"] == ended["delivered"] + ended["dropped"] + ended["dead_lettered"]
