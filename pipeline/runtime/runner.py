"""A pipeline at work: inputs opened, a worker thread for each reader, outputs started and stopped."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from pipeline.compiler import Feed, Plan, Program
from pipeline.plugin.base import Context, Input
from pipeline.plugin.common import compile_input_common
from pipeline.plugin.snippet import snippet_of, with_snippet
from pipeline.runtime.dead_letters import DeadLetterQueue
from pipeline.runtime.ledger import Tally, total
from pipeline.runtime.shutdown import Shutdown
from pipeline.runtime.status import ProcessStatus, Status
from pipeline.runtime.worker import Batching, Worker

log = structlog.get_logger("pipeline")


class Runner:
    """Runs a compiled pipeline; `start` it, then `wait`."""

    def __init__(self, plan: Plan, program: Program, context: Context, shutdown: Shutdown, batching: Batching) -> None:
        self.plan = plan
        self.program = program
        self.context = context
        self.shutdown = shutdown
        self.batching = batching
        self.workers: list[Worker] = []
        folder = Path(context.data_path) / "dead_letter_queue"
        self._dead_letters = DeadLetterQueue(folder, context.pipeline_id, context.clock)

    def start(self) -> None:
        """Open everything and start the threads; OptionError or OSError where an input can't be opened."""
        for stage in self.plan.output_stages():
            stage.plugin.start()
        for stage in self.plan.inputs:
            feed = feed_of(stage.plugin)
            readers = stage.plugin.open()
            self.workers += [self._worker(stage.plugin, feed, reader, number) for number, reader in enumerate(readers)]
        for worker in self.workers:
            worker.start()
        log.info("pipeline started", pipeline=self.context.pipeline_id, workers=len(self.workers))

    def _worker(self, source: Input, feed: Feed, reader: Any, number: int) -> Worker:
        identify = source.identifier()
        sinks = [stage.plugin.open(identify) for stage in self.plan.output_stages()]
        name = f"{self.context.pipeline_id}:{source.name}-{number}"
        worker = Worker(name, reader, sinks, self._dead_letters, self.shutdown, self.batching)
        if source.framed:
            decode: Any = source.codec.record_decoder()
            worker.process = self.program.process(decode, worker.failed, sinks, feed)
            return worker
        codec = source.codec.for_stream()
        decoder = reader.stream_decoder() if hasattr(reader, "stream_decoder") else codec.decoder()
        lines = codec.line_snippet(decoder) if source.gives_lines else None
        feed = Feed(feed.value, feed.decorate, lines)
        worker.process = self.program.process(decoder.decode, worker.failed, sinks, feed)
        held = Feed(decorate=feed.decorate)
        worker.process_held = self.program.process(lambda events: events, worker.failed, sinks, held)
        worker.finish, worker.idle = decoder.flush, getattr(decoder, "idle", None)
        return worker

    def totals(self) -> Tally:
        """The ledger of all workers."""
        return total(worker.tally for worker in self.workers)

    def status(self) -> Status:
        """What can be told of the pipeline where this process is all of it."""
        return Status(self.context.pipeline_id, [self.report()])

    def report(self) -> ProcessStatus:
        """What can be told of this process."""
        counts = getattr(self.context.report, "counts", {})
        return ProcessStatus(
            pid=os.getpid(), state=self._state(), tally=self.totals(), failures=dict(counts), lag=self._lag()
        )

    def _state(self) -> str:
        if not self.workers or self.running():
            return "running" if self.workers else "starting"
        if any(worker.error for worker in self.workers):
            return "failed"
        if self.shutdown.requested:
            return "asked"
        return "stopped" if any(worker.state == "stopped" for worker in self.workers) else "finished"

    def _lag(self) -> int | None:
        known = [worker.reader.lag() for worker in self.workers if hasattr(worker.reader, "lag")]
        return sum(sum(one.values()) if isinstance(one, dict) else one for one in known) if known else None

    def running(self) -> bool:
        """Whether any worker is still at it."""
        return any(worker.is_alive() for worker in self.workers)

    def wait(self, tick: Callable[[], None] = lambda: None, every: float = 0.2) -> bool:
        """Wait for the end, calling `tick` in between; returned is whether all of it went well.

        A worker that failed ends the others too: a pipeline that reads half of its partitions helps nobody.
        """
        while self.running():
            for worker in self.workers:
                worker.join(every / len(self.workers))
            if any(worker.error for worker in self.workers):
                self.shutdown.request_once()
            tick()
        self._stop()
        return all(worker.state == "finished" for worker in self.workers)

    def _stop(self) -> None:
        for stage in self.plan.output_stages():
            stage.plugin.stop()
        self._dead_letters.close()
        log.info("pipeline stopped", pipeline=self.context.pipeline_id, **self.totals().facts())


def feed_of(source: Input) -> Feed:
    """What all threads of an input share."""
    decorate = joined(source.decorator(), compile_input_common(source), facts_first=source.facts_first)
    return Feed(source.value, decorate, source.codec.snippet() if source.framed else None)


def joined(facts: Any, common: Any, *, facts_first: bool) -> Any:
    """One decorator of two: what the input knows of a record, and its common options, which take the event only."""
    if common is None:
        return facts
    if facts is None:
        return with_snippet(lambda event, record: common(event), snippet_of(common))

    def both(event: Any, record: Any) -> None:
        common(event)
        facts(event, record)

    def both_facts_first(event: Any, record: Any) -> None:
        facts(event, record)
        common(event)

    return both_facts_first if facts_first else both
