"""Fixtures for tests against a real Kafka and a real Elasticsearch, each started once for a whole run.

Who lacks Java or Maven gets skips that the end of the run repeats aloud; where CI is set they are failures.
"""

import os
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tests.conftest import MISSING
from tests.services.elasticsearch import Elasticsearch
from tests.services.kafka import Kafka, until_known
from tests.services.maven import DownloadError
from tests.services.missing import MissingToolError
from tests.services.service import Service, ServiceError

S = TypeVar("S", bound=Service)
HERE = Path(__file__).parent
MAKERS: dict[str, Callable[[], Service]] = {
    "kafka": Kafka,
    "elasticsearch": Elasticsearch,
    "elasticsearch9": partial(Elasticsearch, "9.2.0"),
}
IN_FLIGHT = 50_000
OPTIONAL = {"elasticsearch9"}
SERVICES = pytest.StashKey[dict[str, Service | Exception]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder, and keep them in one process of xdist."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.integration)
            item.add_marker(pytest.mark.xdist_group("services"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of each service's log below a test that failed."""
    report = yield
    if report.failed:
        for name, service in item.config.stash.get(SERVICES, {}).items():
            if isinstance(service, Service):
                report.sections.append((f"log of {name}", service.log_tail()))
    return report


@pytest.fixture(scope="session")
def services(request: pytest.FixtureRequest) -> Iterator[dict[str, Service | Exception]]:
    """All services that the chosen tests ask for, launched at the same time, or why one could not be."""
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    launched: dict[str, Service | Exception] = {}
    request.config.stash[SERVICES] = launched
    for name, make in MAKERS.items():
        if name in wanted:
            launched[name] = _launched(make)
    yield launched
    for service in launched.values():
        if isinstance(service, Service):
            service.close(keep_log=request.session.testsfailed > 0)


def _launched(make: Callable[[], Service]) -> Service | Exception:
    service = make()
    try:
        return service.launch()
    except (MissingToolError, DownloadError) as error:
        service.close()
        return error


def _started(services: dict[str, Service | Exception], name: str, kind: type[S]) -> S:
    """The service once it answers; where it can't run here: skip at home, fail in CI."""
    if name not in services:
        services[name] = _launched(MAKERS[name])
    service = services[name]
    if isinstance(service, kind):
        return service.wait()
    if os.environ.get("CI") and name not in OPTIONAL:
        raise ServiceError(f"{name} must run where CI is set: {service}")
    pytest.skip(f"{MISSING}{name}: {service}")


@pytest.fixture(scope="session")
def kafka(services: dict[str, Service | Exception]) -> Kafka:
    """A real Kafka 4.1; its address is `kafka.bootstrap`.  Who kills it must `start` it again before the test ends."""
    return _started(services, "kafka", Kafka)


@pytest.fixture(scope="session")
def elasticsearch(services: dict[str, Service | Exception]) -> Elasticsearch:
    """A real Elasticsearch 8.19; its address is `elasticsearch.url`.  Who kills it must `start` it again."""
    return _started(services, "elasticsearch", Elasticsearch)


@pytest.fixture(scope="session")
def elasticsearch9(services: dict[str, Service | Exception]) -> Elasticsearch:
    """A real Elasticsearch 9.2, where a Java 21 or newer is found; else the test is skipped, in CI too."""
    return _started(services, "elasticsearch9", Elasticsearch)


@pytest.fixture
def make_topic(kafka: Kafka) -> Callable[[int], str]:
    """A function that creates a topic of so many partitions and returns its name, which no other test has."""

    def make(partitions: int = 4) -> str:
        name = f"test-{uuid.uuid4().hex[:12]}"
        admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
        admin.create_topics([NewTopic(name, partitions, 1)])[name].result(30)
        until_known(admin, name)
        return name

    return make


@pytest.fixture
def produce(kafka: Kafka) -> Callable[[str, Iterable[bytes]], int]:
    """A function that sends values to a topic, waits until Kafka has them all, and returns how many those are."""

    def send(topic: str, values: Iterable[bytes]) -> int:
        failures: list[object] = []

        def delivered(error: object, _: object) -> None:
            if error is not None:
                failures.append(error)

        producer = Producer({"bootstrap.servers": kafka.bootstrap, "linger.ms": 5})
        sent = 0
        for value in values:
            while len(producer) >= IN_FLIGHT:
                producer.poll(0.1)
            producer.produce(topic, value, on_delivery=delivered)
            sent += 1
        assert producer.flush(60) == 0
        assert failures == []
        return sent

    return send
