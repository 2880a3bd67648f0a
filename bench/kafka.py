"""(b), (c) and the worker processes: a real Kafka, `pipeline run` with config/logs.conf, and where the documents go.

Each run is a process of its own in a consumer group of its own on a topic that is full already.  Its cost is what the
process takes for a long topic less what it takes for a short one, divided by how many records that is more: whatever it
does once, such as starting, joining the group and leaving it, cancels out.  The sink's CPU and Kafka's are not counted.
"""

import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from bench.configs import logs_config, with_labour, with_topic
from bench.figures import compared, ratio, rounded, spread
from bench.runs import Contestant, Run, run_until
from bench.stand import BATCH, ROOT, Stand, python

BACKLOG, QUICK_BACKLOG = 1_000_000, 200_000  # records
STEADY = (0.4, 0.9)  # before, processes are still joining the group; behind, some have nothing left
LEAST_SECONDS = 0.001  # between the first and the last request: few records come in one
SHARED, QUICK_SHARED = 250_000, 200_000  # records of which worker processes take their shares

Make = Callable[[int], Contestant]
"""(records of the topic) -> who reads it."""


class Target(Protocol):
    """Where documents go."""

    @property
    def url(self) -> str:
        """Its address."""

    def reset(self) -> None:
        """Empty it."""

    def documents(self) -> int:
        """How many documents it has."""


@dataclass(slots=True)
class Job:
    """One kind of run: which topic, how many consumer threads and worker processes, to which target."""

    stand: Stand
    target: Target
    threads: int = 4
    workers: int = 1
    partitions: int = 4
    change: Callable[[str], str] = str  # of config/logs.conf

    def ours(self, count: int, tree: Path = ROOT) -> Contestant:
        """The pipeline of a tree, by its command line."""
        stand, topic = self.stand, self.stand.topic(count, self.partitions)
        config = stand.folder / f"{uuid.uuid4().hex}.conf"
        config.write_text(self.change(with_topic(logs_config(tree), topic, self.threads)), "utf-8")
        arguments = ["-f", config, "--path.data", stand.folder / "data", "--log.level", "warn", "-w", self.workers]
        hosts = {"KAFKA_BOOTSTRAP": stand.kafka.bootstrap, "ELASTICSEARCH_HOSTS": self.target.url}
        return Contestant(python("pipeline", "run", *arguments), stand.environment(tree, **hosts), tree)

    def floor(self, count: int) -> Contestant:
        """The floor."""
        stand, topic = self.stand, self.stand.topic(count, self.partitions)
        arguments = [self.threads, stand.kafka.bootstrap, topic, count, BATCH, self.target.url, stand.database]
        return Contestant(python("bench.floor", "kafka", *arguments), stand.environment(ROOT), ROOT, ends=True)

    def run(self, contestant: Contestant, count: int) -> Run:
        """Run it until the target has `count` documents."""
        self.target.reset()
        return run_until(contestant, lambda: self.target.documents() >= count, self.stand.folder / "run.log")

    def cost(self, make: Make, short: int, long: int) -> float:
        """Microseconds of CPU for one record more."""
        few, many = self.run(make(short), short), self.run(make(long), long)
        return (many.cpu - few.cpu) / (long - short) * 1e6

    def in_turns(self, makes: Mapping[str, Make], rounds: int, short: int, long: int) -> dict[str, list[float]]:
        """The cost of each, once in every round; every other round goes backwards."""
        costs: dict[str, list[float]] = {name: [] for name in makes}
        order = list(makes.items())
        for _ in range(rounds):
            for name, make in order:
                costs[name].append(self.cost(make, short, long))
            order.reverse()
        return costs

    def compare(self, rounds: int, short: int, long: int) -> dict[str, Any]:
        """Ours and the floor in turns."""
        costs = self.in_turns({"ours": self.ours, "floor": self.floor}, rounds, short, long)
        return compared(costs["ours"], costs["floor"])


class SinkTarget:
    """The sink as a target; it knows when documents came."""

    def __init__(self, stand: Stand) -> None:
        self._sink = stand.sink
        self.url = stand.sink.url
        self.marks: list[tuple[float, int]] = []  # when it was asked, and how many there were

    def reset(self) -> None:
        """Forget all."""
        self.marks.clear()
        self._sink.reset()

    def documents(self) -> int:
        """How many it has seen."""
        seen = int(self.seen()["documents"])
        self.marks.append((time.monotonic(), seen))
        return seen

    def rate(self, count: int) -> float:
        """Documents a second while all took part: between 40 and 90 % of `count`; in all where that was too quick."""
        middle = [mark for mark in self.marks if STEADY[0] * count <= mark[1] <= STEADY[1] * count]
        if middle and middle[-1][1] > middle[0][1]:
            return (middle[-1][1] - middle[0][1]) / (middle[-1][0] - middle[0][0])
        seen = self.seen()
        return count / max(float(seen["last"] - seen["first"]), LEAST_SECONDS)

    def seen(self) -> dict[str, Any]:
        """How many, and when the first and the last came."""
        return self._sink.seen()


class ElasticsearchTarget:
    """A real Elasticsearch as a target."""

    def __init__(self, stand: Stand) -> None:
        self.url = stand.elasticsearch.url
        self._port = stand.elasticsearch.port

    def reset(self) -> None:
        """Delete the indices of all runs before."""
        self._ask("DELETE", "/logs-*")

    def documents(self) -> int:
        """How many were indexed, whether they can be searched yet or not."""
        indexing = self._ask("GET", "/logs-*/_stats/indexing")["_all"]["primaries"].get("indexing")
        return int(indexing["index_total"]) if indexing else 0

    def _ask(self, method: str, path: str) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(method, path)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer


def lengths(stand: Stand) -> tuple[int, int]:
    """How many records the short and the long topic hold."""
    return stand.count(20_000, 5_000), stand.count(300_000, 100_000)


def measure(stand: Stand) -> dict[str, Any]:
    """(b) To the sink, with four threads and with one."""
    target = SinkTarget(stand)
    return {
        "kafka_sink": Job(stand, target).compare(stand.rounds(5, 3), *lengths(stand)),
        "kafka_sink_1_thread": Job(stand, target, threads=1).compare(stand.rounds(3, 1), *lengths(stand)),
    }


def measure_elasticsearch(stand: Stand) -> dict[str, Any]:
    """(c) To a real Elasticsearch, with four threads and with one."""
    target = ElasticsearchTarget(stand)
    short, long = stand.count(5_000, 5_000), stand.count(60_000, 30_000)
    return {
        "kafka_elasticsearch": Job(stand, target).compare(stand.rounds(3, 1), short, long),
        "kafka_elasticsearch_1_thread": Job(stand, target, threads=1).compare(stand.rounds(1, 1), short, long),
    }


def measure_workers(stand: Stand) -> dict[str, Any]:
    """How many records a second two worker processes take in place of one, each with the config's four threads.

    With filters that take long: on a few processors Kafka and the sink would else be what two processes wait for.
    """
    target = SinkTarget(stand)
    count = stand.count(SHARED, QUICK_SHARED)
    rates: dict[int, list[float]] = {1: [], 2: []}
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(stand.rounds(3, 1)):
        for workers, reached in rates.items():
            job = Job(stand, target, workers=workers, partitions=8, change=with_labour)
            run = job.run(job.ours(count), count)
            if run.processes < workers:
                return {"workers": {"speedup_2": None, "why": f'one process ran where "-w {workers}" was asked for'}}
            reached.append(target.rate(count))
            seconds[workers].append(run.cpu)
    return {"workers": {**speedup(rates[1], rates[2]), "cpu_2_to_1": ratio(seconds[2], seconds[1])["ratio"]}}


def measure_memory(stand: Stand) -> dict[str, Any]:
    """The most memory that a process holds while it works off a backlog, in MiB; the floor's beside it."""
    count = stand.count(BACKLOG, QUICK_BACKLOG)
    job = Job(stand, SinkTarget(stand), partitions=8)
    ours, floor = job.run(job.ours(count), count), job.run(job.floor(count), count)
    return {"memory": {"backlog_mib": rounded(ours.peak_mib), "floor_mib": rounded(floor.peak_mib), "records": count}}


def speedup(one: Sequence[float], two: Sequence[float]) -> dict[str, Any]:
    """From records a second, pair by pair."""
    ratios = [more / less for less, more in zip(one, two, strict=True)]
    return {
        "speedup_2": rounded(median(ratios)),
        "spread": spread(ratios),
        "pairs": len(ratios),
        "events_per_second_1": round(median(one)),
        "events_per_second_2": round(median(two)),
    }
