"""What documents with ids of ours cost Elasticsearch beside those whose ids it makes itself; so do answers.

The same documents go into a new index, one shard without replicas, by two connections; kinds take turns, each round in
another order.  Counted is the CPU time of Elasticsearch's process until all is written and its merges are done.
Most kinds refresh seldom, since what is done by the clock weighs more on a run that other work slows down.
"""

import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from random import Random
from statistics import median
from types import TracebackType
from typing import Any, NamedTuple, Self

from bench.figures import ratio, rounded
from bench.stand import BATCH, Stand, batches

INDEX = "bench-ids"
CONNECTIONS = 2
ERRORS = "errors,items.*.error"
STATUSES = "errors,items.*.error,items.*.status"
STAMP = 1_795_471_833_121  # of the first record, in milliseconds
IDLE = 0.1  # seconds between looks at the merges


class Kind(NamedTuple):
    """How documents are sent."""

    action: str = "index"
    own_ids: bool = True
    answer: str = ERRORS  # filter_path
    refresh: str = "30s"

    @property
    def settings(self) -> bytes:
        """Of the index."""
        index = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": self.refresh}
        return json.dumps({"settings": index}).encode()


class Cost(NamedTuple):
    """What a run took."""

    cpu: float  # seconds of Elasticsearch's process
    seconds: float  # until the last answer
    stored: int  # bytes on its disk
    answered: int  # bytes of all answers


KINDS = {
    "index_auto": Kind(own_ids=False),
    "index": Kind(),
    "create_auto": Kind("create", own_ids=False),
    "create": Kind("create"),
    "index_statuses": Kind(answer=STATUSES),
    "index_auto_1s": Kind(own_ids=False, refresh="1s"),
    "index_1s": Kind(refresh="1s"),
}
BESIDE = {
    "index": "index_auto",
    "create_auto": "index_auto",
    "create": "create_auto",
    "index_statuses": "index",
    "index_auto_1s": "index_auto",
    "index_1s": "index_auto_1s",
}
"""What each is compared with: what differs from it in one thing."""


class Node:
    """A connection to Elasticsearch."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of an answer, whatever its status."""
        self._connection.request(method, path, body, {"Content-Type": "application/json"})
        return self._connection.getresponse().read()

    def cpu(self) -> float:
        """Seconds of CPU since its process began."""
        (node,) = json.loads(self.ask("GET", "/_nodes/_local/stats/process"))["nodes"].values()
        return float(node["process"]["cpu"]["total_in_millis"]) / 1000

    def settle(self) -> int:
        """Write all to disk, wait until nothing is merged; how many bytes the index has."""
        self.ask("POST", f"/{INDEX}/_flush")
        while True:
            total = json.loads(self.ask("GET", f"/{INDEX}/_stats/merge,store"))["_all"]["total"]
            if not total["merges"]["current"]:
                return int(total["store"]["size_in_bytes"])
            time.sleep(IDLE)


def bodies(documents: Sequence[bytes], kind: Kind) -> Iterator[bytes]:
    """Bulk requests; an id has the form that records from Kafka get, of four partitions."""
    numbered = list(enumerate(documents))
    for batch in batches(numbered):
        lines = []
        for number, document in batch:
            place = f'"_id":"app-logs-{number % 4}-{number // 4}-{STAMP + number}"' if kind.own_ids else ""
            lines.append(f'{{"{kind.action}":{{{place}}}}}\n'.encode() + document + b"\n")
        yield b"".join(lines)


def feed(port: int, requests: Sequence[bytes], kind: Kind) -> int:
    """Send requests by one connection; the bytes of the answers.  RuntimeError where a document was refused."""
    size = 0
    with Node(port) as node:
        for request in requests:
            answer = node.ask("POST", f"/{INDEX}/_bulk?filter_path={kind.answer}", request)
            if not answer.startswith(b'{"errors":false'):
                raise RuntimeError(f"expected all documents to be taken, got {answer[:200]!r}")
            size += len(answer)
    return size


def run(port: int, documents: Sequence[bytes], kind: Kind) -> Cost:
    """Index all documents anew."""
    requests = list(bodies(documents, kind))
    shares = [requests[start::CONNECTIONS] for start in range(CONNECTIONS)]
    with Node(port) as node, ThreadPoolExecutor(CONNECTIONS) as threads:
        node.ask("DELETE", f"/{INDEX}")
        node.ask("PUT", f"/{INDEX}", kind.settings)
        before, began = node.cpu(), time.monotonic()
        answered = sum(threads.map(lambda share: feed(port, share, kind), shares))
        seconds = time.monotonic() - began
        stored = node.settle()
        return Cost(node.cpu() - before, seconds, stored, answered)


def measure(stand: Stand) -> dict[str, Any]:
    """Each kind once a round, after a round that only warms Elasticsearch up."""
    port = stand.elasticsearch.port
    documents = list(stand.repeated(stand.count(200_000, 50_000)))
    costs: dict[str, list[Cost]] = {name: [] for name in KINDS}
    shuffled = Random(1)  # noqa: S311 - equal orders in all runs of the benchmark
    for number in range(stand.rounds(7, 3) + 1):
        for name, kind in shuffled.sample(list(KINDS.items()), len(KINDS)):
            cost = run(port, documents, kind)
            if number:
                costs[name].append(cost)
    return {f"ids_{name}": figures(costs, name, len(documents)) for name in KINDS}


def figures(costs: dict[str, list[Cost]], name: str, count: int) -> dict[str, Any]:
    """Of one kind, and what it is to the one beside it."""
    found = costs[name]
    shown: dict[str, Any] = {
        "cpu_us_per_document": rounded(median(cost.cpu for cost in found) / count * 1e6),
        "documents_per_second": round(count / median(cost.seconds for cost in found)),
        "bytes_per_document": rounded(median(cost.stored for cost in found) / count),
        "answer_bytes_per_request": round(median(cost.answered for cost in found) / -(-count // BATCH)),
    }
    if name in BESIDE:
        other = costs[BESIDE[name]]
        shown["beside"] = BESIDE[name]
        shown["cpu"] = ratio([cost.cpu for cost in found], [cost.cpu for cost in other])
        shown["speed"] = ratio([1 / cost.seconds for cost in found], [1 / cost.seconds for cost in other])
    return shown
