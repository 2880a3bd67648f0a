"""The test stand: what the parts share, each thing made when the first part asks for it, all taken down at the end."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cached_property
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from bench.records import records
from bench.runs import RunError
from bench.sink import Sink
from tests.databases import write_databases
from tests.services.elasticsearch import Elasticsearch
from tests.services.kafka import Kafka

ROOT = Path(__file__).parents[1]
CITY = "GeoLite2-City-Test.mmdb"
DISTINCT = 100_000  # records made; a longer topic holds them again
IN_FLIGHT = 50_000
LEAST = 100  # records
BATCH = 1000  # records: what `pipeline.batch.size` is by default, and so what the floor takes too


class Broker(Kafka):
    """Kafka that waits a moment for more members, as it does by default, before it deals out a new group's partitions.

    Without that the first thread would get them all, and the rest of a run would be taken up by dealing anew.
    """

    def prepare(self) -> None:
        """Settings as the tests have them, but for this."""
        super().prepare()
        with (self.folder / "server.properties").open("a") as settings:
            settings.write("group.initial.rebalance.delay.ms=500\n")


class Engine(Elasticsearch):
    """Elasticsearch that maps its files into memory, as it does by default: else ids cost far more."""

    def prepare(self) -> None:
        """Settings as the tests have them, but for this."""
        super().prepare()
        settings = self.folder / "config" / "elasticsearch.yml"
        lines = settings.read_text("utf-8").splitlines(keepends=True)
        settings.write_text("".join(line for line in lines if "allow_mmap" not in line), "utf-8")


class Stand:
    """One run of the benchmark."""

    def __init__(self, *, quick: bool = False, scale: float = 1.0, base: str = "") -> None:
        """`quick` for a minute in place of ten; `scale` makes every count smaller, for tests; `base` is a revision."""
        self.quick = quick
        self.scale = scale
        self.base = base
        self._stack = ExitStack()
        self._values: dict[int, list[bytes]] = {}
        self._topics: dict[tuple[Any, ...], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def count(self, full: int, quick: int) -> int:
        """How many records to take."""
        return max(LEAST, round((quick if self.quick else full) * self.scale))

    def rounds(self, full: int, quick: int) -> int:
        """How often to repeat."""
        return max(1, round((quick if self.quick else full) * min(1.0, self.scale * 10)))

    @cached_property
    def folder(self) -> Path:
        """A folder for all that is written."""
        return Path(self._stack.enter_context(TemporaryDirectory(prefix="pipeline-bench-")))

    @cached_property
    def database(self) -> Path:
        """A City database with the addresses of the records."""
        return write_databases(self.folder, {CITY}) / CITY

    @cached_property
    def sink(self) -> Sink:
        """What answers `_bulk` at once."""
        return self._stack.enter_context(Sink())

    @cached_property
    def kafka(self) -> Kafka:
        """A real Kafka."""
        return self._stack.enter_context(Broker())

    @cached_property
    def elasticsearch(self) -> Elasticsearch:
        """A real Elasticsearch."""
        return self._stack.enter_context(Engine())

    @cached_property
    def base_tree(self) -> Path:
        """A folder with the program of the revision `base`, and with this benchmark."""
        packed = subprocess.run(
            ["git", "archive", self.base, "pipeline", "config"], cwd=ROOT, capture_output=True, check=False
        )
        if packed.returncode:
            raise RunError(f'no revision "{self.base}" to compare with: {packed.stderr.decode().strip()}')
        tree = self.folder / "base"
        tree.mkdir()
        subprocess.run(["tar", "-x", "-C", str(tree)], input=packed.stdout, check=True)
        for name in ("bench", "tests"):
            (tree / name).symlink_to(ROOT / name)
        return tree

    def topic(self, count: int, partitions: int = 4) -> str:
        """A topic that holds `count` records."""
        key = (count, partitions)
        if key not in self._topics:
            name = f"bench-{count}-{partitions}"
            self._fill(name, partitions, self.repeated(count))
            self._topics[key] = name
        return self._topics[key]

    def values(self, count: int) -> list[bytes]:
        """So many records, spread over all the days."""
        if count not in self._values:
            self._values[count] = list(records(count))
        return self._values[count]

    def repeated(self, count: int) -> Iterator[bytes]:
        """So many records; from DISTINCT on they come again."""
        return islice(cycle(self.values(self.count(DISTINCT, DISTINCT))), count)

    def _fill(self, topic: str, partitions: int, values: Iterable[bytes]) -> None:
        from confluent_kafka import Producer
        from confluent_kafka.admin import AdminClient
        from confluent_kafka.cimpl import NewTopic

        address: dict[str, Any] = {"bootstrap.servers": self.kafka.bootstrap}
        admin = AdminClient(address)  # named, since what it was asked for ends with it
        admin.create_topics([NewTopic(topic, partitions, 1)])[topic].result(30)
        producer = Producer({**address, "linger.ms": 20, "acks": "all"})
        for value in values:
            while len(producer) >= IN_FLIGHT:
                producer.poll(0.05)
            producer.produce(topic, value)
        left = producer.flush(120)
        if left:
            raise RuntimeError(f"kafka took all but {left} records")

    def environment(self, tree: Path, **more: str) -> dict[str, str]:
        """The environment of a process that runs the program of `tree`."""
        return {**os.environ, "PYTHONPATH": str(tree), "PIPELINE_GEOIP_DATABASE": str(self.database), **more}


def python(module: str, *arguments: object) -> list[str]:
    """The command that runs a module."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def batches(values: list[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """The values in lists of `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
