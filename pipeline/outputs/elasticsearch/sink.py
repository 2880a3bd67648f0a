"""One worker thread's hold on Elasticsearch."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pipeline.event import Event, public_fields
from pipeline.jsontext import dumps
from pipeline.outputs.elasticsearch.actions import Identify
from pipeline.outputs.elasticsearch.batch import Batch
from pipeline.outputs.elasticsearch.bulk import Bulk
from pipeline.outputs.elasticsearch.client import Client
from pipeline.outputs.elasticsearch.collect import collector
from pipeline.plugin import DeadLetter, Record, Sink
from pipeline.plugin.snippet import Snippet, snippet_of

if TYPE_CHECKING:
    from pipeline.outputs.elasticsearch import ElasticsearchOutput


class ElasticsearchSink(Sink):
    """Collects events as lines of a bulk request; `flush` delivers them."""

    def __init__(self, output: "ElasticsearchOutput", identify: Identify | None) -> None:
        self._output = output
        self._client = Client(output.pool, output.client_settings)
        self._batch = Batch()
        self._letters: list[DeadLetter] = []
        settings = output.bulk_settings(identifies=identify is not None)
        self._bulk = Bulk(self._client, settings, output.reports, output.pace, output.context.random)
        self.collect = collector(output, self._batch, self._refuse, identify)  # type: ignore[assignment, method-assign]

    def snippet(self) -> Snippet | None:
        """What `collect` does with usual events."""
        return snippet_of(self.collect)

    def _refuse(self, event: Event, record: Record, reason: str) -> None:
        """Keep an event that can't be written at all as a dead letter."""
        try:
            content = dumps(dict(public_fields(event)))
        except (TypeError, ValueError, RecursionError):
            content = b""
        self._letters.append(DeadLetter(record, content, reason))

    def flush(self, wait: Callable[[float], None]) -> Sequence[DeadLetter]:
        """Deliver the batch; documents that Elasticsearch refuses for good come back as dead letters."""
        letters, self._letters = self._letters, []
        batch = self._batch
        if batch.records:
            if not self._output.setup.done:
                self._output.setup.ensure(self._client, wait)
            if self._output.sniffer is not None:
                self._output.sniffer.sniff(self._client)
            letters += self._bulk.deliver(batch, wait)
            batch.clear()
        return letters

    def close(self) -> None:
        """Close this thread's connections."""
        self._client.close()
