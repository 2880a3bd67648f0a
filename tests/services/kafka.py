"""A real Kafka: one node that is broker and controller (KRaft), in a small heap."""

import shlex
import time
import uuid
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from tests.services.java import find_java
from tests.services.maven import fetch
from tests.services.service import Service, free_port

VERSION = "4.1.0"
JAVA = 17
COORDINATES = [
    f"org.apache.kafka:kafka_2.13:{VERSION}:jar",
    f"org.apache.kafka:kafka-tools:{VERSION}:jar",
    "org.slf4j:slf4j-simple:1.7.36:jar",
]
SETTINGS = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=4
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
"""


class Kafka(Service):
    """Kafka 4.1 on a port of loopback; `bootstrap` is the address for clients.  Topics come into being by use too."""

    name = "kafka"

    @property
    def bootstrap(self) -> str:
        """What clients call `bootstrap.servers`."""
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Write the settings; the data folder is formatted by the first start."""
        self._java = find_java(JAVA) / "bin" / "java"
        self._libraries = fetch(f"kafka-{VERSION}", COORDINATES) / "*"
        self._cluster = str(uuid.uuid4())
        settings = SETTINGS.format(port=self.port, controller=free_port(), data=self.folder / "data")
        (self.folder / "server.properties").write_text(settings, "utf-8")

    def command(self) -> list[str]:
        """One shell that formats the data folder before the first start, and becomes the server."""
        java = [str(self._java), "-Xmx512m", "-cp", str(self._libraries)]
        settings = str(self.folder / "server.properties")
        tool = shlex.join([*java, "kafka.tools.StorageTool", "format", "-t", self._cluster, "-c", settings])
        formatted = shlex.quote(str(self.folder / "data" / "meta.properties"))
        return ["sh", "-c", f"test -e {formatted} || {tool} && exec {shlex.join([*java, 'kafka.Kafka', settings])}"]

    def ready(self) -> bool:
        """Whether the broker answers a request for metadata and counts itself in."""
        silent: dict[str, Any] = {"log_level": 0, "error_cb": lambda _: None}
        admin = AdminClient({"bootstrap.servers": self.bootstrap, **silent})
        try:
            return bool(admin.list_topics(timeout=1).brokers)
        except KafkaException:
            return False


def until_known(client: Any, topic: str) -> None:
    """Wait until the broker tells of a topic that has just been made: it learns of it from the controller."""
    end = time.monotonic() + 30
    while not client.list_topics(topic, timeout=30).topics[topic].partitions:
        assert time.monotonic() < end, f"the broker does not know the topic {topic}"
        time.sleep(0.05)
