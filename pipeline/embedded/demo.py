"""`pipeline demo`: config/logs.conf, unchanged, between the embedded broker and the embedded index."""

import json
import os
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.json import JSON
from rich.table import Table

from pipeline.embedded.broker import EmbeddedBroker
from pipeline.embedded.geoip_data import DATABASE
from pipeline.embedded.index import EmbeddedIndex
from pipeline.embedded.records import records
from pipeline.run import build_runner
from pipeline.runtime.ledger import Tally
from pipeline.runtime.runner import Runner
from pipeline.settings import resolve_settings

CONFIG = Path(__file__).parents[2] / "config" / "logs.conf"
TOPIC = "app-logs"
PATIENCE = 120.0  # seconds that the whole may take

LOCATED = "_exists_:geoip.geo.location.lat"
PLAIN = "tags:_jsonparsefailure"


def run_demo(*, keep: bool, count: int) -> int:
    """Feed `count` records, wait until all are indexed, print what happened; 0 where the counts add up, else 1.

    With `keep` everything stays up until Ctrl-C.
    """
    console = Console()
    with EmbeddedBroker() as broker, EmbeddedIndex() as index, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KAFKA_BOOTSTRAP": broker.bootstrap,
            "ELASTICSEARCH_HOSTS": index.url,
            "PIPELINE_GEOIP_DATABASE": str(DATABASE),
        }
        broker.create(TOPIC)
        console.print(f"A Kafka broker at {broker.bootstrap}, an index at {index.url}, and {CONFIG.name} between them.")
        console.print(f"Feeding {count:,} application logs of the last three days ...")
        settings, _ = resolve_settings({"path.config": str(CONFIG), "path.data": folder, "log.level": "warn"})
        runner = build_runner(settings)
        with runner.shutdown.on_signals():
            seconds = _work(runner, broker, count)
            _report(console, index.url, runner.totals(), seconds)
            good = _adds_up(index.url, runner.totals(), count)
            if keep and good:
                _keep(console, runner, broker.bootstrap, index.url)
            runner.shutdown.request()
            runner.wait()
    return 0 if good else 1


def _work(runner: Runner, broker: EmbeddedBroker, count: int) -> float:
    """Start the pipeline, feed the records, wait for the last; returned are the seconds from the first to the last."""
    runner.start()

    def feed() -> None:
        broker.produce(TOPIC, records(count), lambda: settled(runner.totals()))

    feeder = threading.Thread(target=feed, name="feeder", daemon=True)
    feeder.start()
    _wait(lambda: runner.totals().received > 0 or runner.shutdown.requested)
    begun = time.monotonic()
    _wait(lambda: settled(runner.totals()) >= count or runner.shutdown.requested)
    return time.monotonic() - begun


def settled(tally: Tally) -> int:
    """Records that have come to their end."""
    return tally.received - tally.in_flight


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)


def _ask(url: str, path: str, **parameters: str) -> Any:
    """What the index answers to a GET, parsed."""
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{url}{path}?{query}") as answer:  # noqa: S310 - our own index on loopback
        return json.load(answer)


def _counted(url: str, query: str = "*") -> int:
    return int(_ask(url, "/logs-*/_count", q=query)["count"])


def _adds_up(url: str, tally: Tally, count: int) -> bool:
    return tally.received == tally.delivered == _counted(url) == count


def _report(console: Console, url: str, tally: Tally, seconds: float) -> None:
    facts = Table(show_header=False, box=None, padding=(0, 2))
    facts.add_column(justify="right")
    rate = tally.delivered / seconds if seconds else 0
    for number, text in (
        (tally.received, "records read from Kafka"),
        (tally.delivered, f"documents indexed, {rate:,.0f} a second"),
        (tally.dropped + tally.dead_lettered + tally.in_flight, "dropped, dead-lettered or still in flight"),
        (_counted(url, "tags:error"), "tagged error"),
        (_counted(url, LOCATED), "with a place on the map"),
        (_counted(url, PLAIN), "whose message is plain text, tagged _jsonparsefailure"),
    ):
        facts.add_row(f"{number:,}", text)
    console.print(facts)
    indices = Table("index", "documents", title="daily indices", title_justify="left")
    indices.columns[1].justify = "right"
    for row in sorted(_ask(url, "/_cat/indices/logs-*", format="json"), key=lambda row: str(row["index"])):
        indices.add_row(row["index"], f"{int(row['docs.count']):,}")
    console.print(indices)
    hits = _ask(url, "/logs-*/_search", q=f"tags:error AND {LOCATED}", size="1")["hits"]["hits"]
    if hits:
        console.print("one of the errors:")
        console.print(JSON(json.dumps(hits[0])))


def _keep(console: Console, runner: Runner, bootstrap: str, url: str) -> None:
    """Stay up until a signal comes."""
    console.print(
        f"Still up; Ctrl-C ends it.  What is sent to {bootstrap}, topic {TOPIC}, is indexed.  Try:", style="bold"
    )
    for path in ("_cat/indices?v", "logs-*/_count?q=tags:error", "logs-*/_search?q=level:ERROR&size=1&pretty"):
        console.print(f"  curl '{url}/{path}'", highlight=False)
    while runner.running() and not runner.shutdown.requested:
        time.sleep(0.2)
