"""(a) The filters alone, in this process: decode, filter, encode into the bulk request's buffer, and nothing else.

Ours is what a worker thread has of config/logs.conf, its `process` without the reader and without sending; the floor
works on the same records in the same batches, in turns.  CPU time of the process.
"""

import gc
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import floor
from bench.configs import logs_config, without_ids
from bench.figures import compared
from bench.stand import ROOT, Stand, batches
from pipeline.plugin import Reader
from pipeline.run import build_runner
from pipeline.settings import resolve_settings

Batches = Sequence[Sequence[Any]]
Work = Callable[[Batches], None]
"""Takes all batches once."""
Process = Callable[[Sequence[Any]], int]
NOBODY = "127.0.0.1:9"  # answers at once, by refusing; the output leaves its preparations to the first bulk request
RECORDS = 20_000


class NoReader(Reader):
    """Stands in for a consumer: its worker thread ends at once, and leaves all that it was built with."""

    finished = True

    def poll(self, limit: int, timeout: float) -> Sequence[Any]:
        """There is nothing to read."""
        return []


def measure(stand: Stand) -> dict[str, Any]:
    """Microseconds an event for the same work, ours and the floor's, and with ids, which the floor doesn't make."""
    messages = list(batches(kafka_messages(stand.values(stand.count(RECORDS, RECORDS)))))
    config = logs_config(ROOT)
    runs = {
        "floor": floor_work(stand.database),
        "ours": config_work(stand, without_ids(config)),
        "with_ids": config_work(stand, config),
    }
    costs = in_turns(runs, messages, stand.rounds(31, 9))
    return {
        "filters": compared(costs["ours"], costs["floor"]),
        "filters_with_ids": compared(costs["with_ids"], costs["floor"]),
    }


def kafka_messages(values: Sequence[bytes]) -> list[Any]:
    """Records as the client of Kafka gives them."""
    from confluent_kafka import Message

    stamp = (1, int(time.time() * 1000))
    return [
        Message(topic="app-logs", partition=0, offset=offset, value=value, timestamp=stamp)
        for offset, value in enumerate(values)
    ]


def floor_work(database: Path) -> Work:
    """The floor's loop over all batches."""
    run = floor.filters(str(database))

    def work(everything: Batches) -> None:
        for batch in everything:
            run(batch)

    return work


def config_work(stand: Stand, config: str) -> Work:
    """What a worker thread of this config does with batches, up to the point where it would send them."""
    process, sinks = worker_process(stand, config)

    def work(everything: Batches) -> None:
        for batch in everything:
            process(batch)
            for sink in sinks:
                sink.clear()

    return work


def worker_process(stand: Stand, config: str) -> tuple[Process, list[Any]]:
    """A worker's `process`, built by the runner as for a thread that reads, and the batches that it fills."""
    os.environ.update(PIPELINE_GEOIP_DATABASE=str(stand.database), ELASTICSEARCH_HOSTS=NOBODY)
    flags = {"config.string": config, "path.data": str(stand.folder / "data"), "log.level": "error"}
    runner = build_runner(resolve_settings(flags)[0])
    runner.plan.inputs[0].plugin.open = lambda: [NoReader()]
    runner.start()
    assert runner.wait(), "a worker thread failed that has nothing to do"
    (worker,) = runner.workers
    return worker.process, [sink._batch for sink in worker.sinks if hasattr(sink, "_batch")]


def in_turns(runs: dict[str, Work], everything: Batches, rounds: int) -> dict[str, list[float]]:
    """Microseconds of CPU an event for each of `runs`, once in every round; every other round goes backwards."""
    count = sum(map(len, everything))
    costs: dict[str, list[float]] = {name: [] for name in runs}
    for work in runs.values():
        work(everything)  # caches and the interpreter's own specialising
    gc.collect()
    gc.freeze()  # as `pipeline run` does when it has started
    order = list(runs.items())
    for _ in range(rounds):
        for name, work in order:
            began = time.process_time()
            work(everything)
            costs[name].append((time.process_time() - began) / count * 1e6)
        order.reverse()
    gc.unfreeze()
    return costs
