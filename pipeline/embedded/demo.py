"""`pipeline demo`: config/logs.conf, unchanged, at work between an embedded broker and an embedded index.

The kafka input and the elasticsearch output are the real ones; only what they talk to is embedded.  The hosts reach the
config by the environment variables that it names.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

import pipeline
from pipeline.embedded.ask import Ask
from pipeline.embedded.broker import EmbeddedBroker
from pipeline.embedded.expected import Expected, checks
from pipeline.embedded.geoip_data import DATABASE
from pipeline.embedded.index import EmbeddedIndex
from pipeline.embedded.records import records
from pipeline.embedded.report import show_checks, show_commands, show_document, show_indices
from pipeline.errors import ConfigError, OptionError
from pipeline.run import build_runner
from pipeline.runtime.shutdown import on_signals
from pipeline.settings import resolve_settings

CONFIG = Path("config/logs.conf")
TOPIC = "app-logs"
GROUP = "logstash"  # what the kafka input's group is called by default
PATTERN = "logs-*"
POLL = 0.05  # seconds between two looks at the index
PATIENCE = 60.0  # seconds without a new document until it is given up
BYTES_A_DOCUMENT = 2000  # more than one of them takes
LEAST_DOCUMENTS = 1_000_000
FAILED = 1
INTERRUPTED = 130


class DemoError(Exception):
    """The demo can't go on; the text is for the user."""


def run_demo(keep: bool, count: int) -> int:
    """Feed `count` records through config/logs.conf and tell what became of them.

    With `keep` everything stays up afterwards until Ctrl-C.  The exit code is 0 only if every count adds up.
    """
    console = Console(highlight=False, soft_wrap=True)
    room = max(count, LEAST_DOCUMENTS)
    try:
        check_count(count)
        config = find_config()
        with (
            EmbeddedBroker() as broker,
            EmbeddedIndex(max_documents=room, max_bytes=room * BYTES_A_DOCUMENT) as index,
            TemporaryDirectory(prefix="pipeline-demo-") as folder,
            environment(variables(broker, index)),
        ):
            return _Demo(console, broker, index, build_runner(settings(config, folder))).run(config, count, keep)
    except (ConfigError, DemoError, OptionError, OSError) as error:
        console.print(f"the demo failed: {error}", style="red", markup=False)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


class _Demo:
    """One run: feed, wait, tell."""

    def __init__(self, console: Console, broker: EmbeddedBroker, index: EmbeddedIndex, runner: Any) -> None:
        self._console = console
        self._broker = broker
        self._index = index
        self._runner = runner
        self._ask = Ask(index.url, PATTERN)
        self._expected = Expected()
        self._feed_error: Exception | None = None

    def run(self, config: Path, count: int, keep: bool) -> int:
        self._broker.create(TOPIC)
        self._introduce(config, count)
        with on_signals(self._runner.shutdown.request):
            self._runner.start()
            try:
                seconds = self._feed_and_wait(count)
                if self._runner.shutdown.requested:
                    return INTERRUPTED
                good = self._tell(seconds)
                if keep:
                    self._stay()
            finally:
                self._runner.shutdown.request()
                stopped_well = self._runner.wait()
        return 0 if good and stopped_well and self._settled() else FAILED

    def _introduce(self, config: Path, count: int) -> None:
        rows = {
            "Kafka (embedded)": f"{self._broker.bootstrap}, topic {TOPIC}",
            "Elasticsearch (embedded)": self._index.url,
            "config": str(config),
        }
        for name, value in rows.items():
            self._console.print(f"{name:26}{value}", markup=False)
        self._console.print(
            f"\nfeeding {count:,} log records; it takes a second or two until Kafka has spread the partitions ..."
        )

    def _feed_and_wait(self, count: int) -> float:
        """Feed, and wait until all is indexed or Ctrl-C; returned are the seconds from first to last document."""
        Thread(target=self._feed, args=(count,), daemon=True).start()
        first = last = time.monotonic()
        found = 0
        columns = TextColumn("indexed"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("indexed", total=count)
            while found < count and not self._runner.shutdown.requested:
                time.sleep(POLL)
                before, found = found, self._ask.total()
                now = time.monotonic()
                first = first if before else now - POLL
                last = now if found > before else last
                progress.update(task, completed=found)
                self._check_alive(now - last)
        return last - first

    def _feed(self, count: int) -> None:
        try:
            self._broker.produce(TOPIC, self._expected.counting(records(count)), self._taken)
        except Exception as error:  # noqa: BLE001 - told by the main thread, which waits for it
            self._feed_error = error

    def _taken(self) -> int:
        if self._runner.shutdown.requested:
            raise DemoError("stopped")
        return self._ask.total()

    def _check_alive(self, idle: float) -> None:
        if self._feed_error is not None and not self._runner.shutdown.requested:
            raise DemoError(f"records could not be fed: {self._feed_error}")
        if not self._runner.running():
            raise DemoError("the pipeline stopped before everything was indexed")
        if idle > PATIENCE:
            raise DemoError(f"nothing was indexed for {PATIENCE:.0f} s")

    def _tell(self, seconds: float) -> bool:
        facts = checks(self._expected, self._ask.count)
        show_checks(self._console, self._expected.records, facts, seconds)
        days = show_indices(self._console, self._expected.days, self._ask.indices())
        show_document(self._console, self._ask.first("level:ERROR AND _exists_:geoip.geo.city_name"))
        return days and all(fact.good for fact in facts)

    def _stay(self) -> None:
        show_commands(self._console, self._index.url, self._broker.bootstrap, TOPIC)
        while self._runner.running() and not self._runner.shutdown.requested:
            time.sleep(POLL)

    def _settled(self) -> bool:
        """Tell what the ledger and the broker say in the end; True where nothing was left in flight."""
        tally, committed = self._runner.totals(), self._broker.committed(TOPIC, GROUP)
        later = " (the others would be read again, and overwrite themselves)" if committed < tally.received else ""
        self._console.print(
            f"\nledger: {tally.received:,} received = {tally.delivered:,} delivered + {tally.dropped:,} dropped"
            f" + {tally.dead_lettered:,} dead-lettered + {tally.in_flight:,} in flight"
            f"\noffsets committed to Kafka: {committed:,}{later}"
        )
        return not tally.in_flight


def check_count(count: int) -> None:
    """DemoError unless there is something to feed."""
    if count < 1:
        raise DemoError(f"expected one record or more, got --count {count}")


def find_config() -> Path:
    """config/logs.conf: beside the package in a checkout, inside it where it is installed."""
    package = Path(pipeline.__file__).parent
    for folder in (package.parent, package):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
    raise DemoError(f"{CONFIG} is missing; run the demo in a checkout of the source")


def settings(config: Path, folder: str) -> dict[str, Any]:
    """The settings of a pipeline that keeps its files in `folder` and logs only what is wrong."""
    return resolve_settings({"path.config": str(config), "path.data": folder, "log.level": "warn"})[0]


def variables(broker: EmbeddedBroker, index: EmbeddedIndex) -> dict[str, str]:
    """The environment variables that lead config/logs.conf to the embedded parts."""
    return {
        "KAFKA_BOOTSTRAP": broker.bootstrap,
        "ELASTICSEARCH_HOSTS": index.url,
        "PIPELINE_GEOIP_DATABASE": str(DATABASE),
    }


@contextmanager
def environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Environment variables that hold inside the block."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
